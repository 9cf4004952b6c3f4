"""`make form`: the page on standard output and nothing else there; one line for whatever can't be."""

import os
import subprocess
from pathlib import Path

import pytest

from forms.__main__ import main, relay_address
from local.command_line import Mistake
from tests.unit.forms.pages import KINDS, toml

ROOT = Path(__file__).parents[3]
OF_ANOTHER_MAKE = {"MAKEFLAGS", "MFLAGS", "MAKELEVEL"}


def run(tmp_path: Path, text: str, *more: str) -> int:
    file = tmp_path / "campaigns.toml"
    file.write_text(text, encoding="utf-8")
    return main(["--campaigns", str(file), "--campaign=998", *more])


def test_the_page_comes_out_and_what_to_know_of_it_beside(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, toml(KINDS["letter"]), "--url=https://relay.example.org/") == 0
    told = capsys.readouterr()
    assert told.out.startswith("<!doctype html>")
    assert told.out.rstrip().endswith("</html>")
    assert 'action="https://relay.example.org/signup/998"' in told.out
    assert told.err.startswith("A letter form for the relay at https://relay.example.org. With JavaScript")


def test_without_an_address_it_is_for_the_relay_of_this_machine(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, toml(), "--port=4600") == 0
    told = capsys.readouterr()
    assert 'action="http://127.0.0.1:4600/signup/998"' in told.out
    assert "URL=https://" in told.err


@pytest.mark.parametrize(
    ("text", "arguments", "words"),
    [
        (toml(), ["--campaign="], "which campaign?"),
        (toml(), ["--campaign=997"], "there is no campaign '997' in campaigns.toml: it has 998"),
        (toml(), ["--campaign=whales"], "there is no campaign 'whales'"),
        (toml(), ["--url=relay.example.org"], "is no address of a relay"),
        (toml('kind = "letter"'), [], 'line 8: campaigns.998.form.kind: "letter" needs a text to send'),
        (toml("x = 1\ny = 2"), [], "(and 1 more: `make campaigns` tells them all)"),
        (toml(web_form="secret = true"), [], "only your own server may feed campaign 998"),
        ('[campaigns.998]\nname = "x"\n[campaigns.998.twitter_card]\n', [], "no form may feed campaign 998"),
    ],
)
def test_what_cannot_be_is_one_line_and_no_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, arguments: list[str], words: str
) -> None:
    assert run(tmp_path, text, *arguments) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert words in told.err
    assert told.err.count("\n") == 1


@pytest.mark.parametrize(
    "text",
    ["https://relay.example.org", "https://relay.example.org/", "https://relay.example.org/signup/998"],
)
def test_whatever_of_the_address_is_given_the_form_has_it_once(text: str) -> None:
    assert relay_address(text) == "https://relay.example.org"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "http://relay.example.org",
            "https://",
            "https://relay.example.org:99999",
            "https://a b",
            "javascript:alert(1)",
            "https://-",
            "https://relay.example.org;img-src",
            "https://relay.example.org,https://example.org",
            "https://relay.example.org/;x",
        ),
        *('https://relay.example.org/"><script>', "https://user@relay.example.org", "https://relay.example.org/?x=1"),
    ],
)
def test_an_address_that_no_form_should_be_sent_to_is_refused(text: str) -> None:
    with pytest.raises(Mistake, match="is no address of a relay"):
        relay_address(text)


def test_what_is_wrong_with_an_address_is_one_line() -> None:
    with pytest.raises(Mistake) as told:
        relay_address("https://a.example.org\nX")
    assert "\n" not in str(told.value)


def test_make_writes_the_page_alone_to_standard_output() -> None:
    done = subprocess.run(
        ["make", "form", "CAMPAIGN=998", "URL=https://relay.example.org"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
        env={name: value for name, value in os.environ.items() if name not in OF_ANOTHER_MAKE},
    )
    assert done.stdout.startswith("<!doctype html>")
    assert done.stdout.rstrip().endswith("</html>")

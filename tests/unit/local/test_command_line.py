"""What people type: what is taken, and that the rest is one line which says what to write."""

import re
from pathlib import Path

import pytest

from local import command_line
from local.command_line import API, Mistake, Parser
from relay.phone2action.paths import checked_base_url
from tests.unit.stack.template import PARAMETERS


@pytest.mark.parametrize("text", ["1", "80", "3000", "65535"])
def test_a_port_is_taken(text: str) -> None:
    assert command_line.port("PORT")(text) == int(text)


@pytest.mark.parametrize("text", ["", "0", "-1", "65536", "80000", "abc", "3000 ", "3e3", "٣", "9" * 5000])
def test_what_is_no_port_is_named_as_make_names_it(text: str) -> None:
    with pytest.raises(Mistake) as caught:
        command_line.port("SANDBOX_PORT")(text)
    assert str(caught.value).startswith(f"SANDBOX_PORT={text} is no port")


@pytest.mark.parametrize(
    "text",
    [
        "http://127.0.0.1:9999/2.0/",
        "http://127.0.0.1:9999",
        "http://localhost/2.0",
        "http://[::1]:9999/2.0",
        "https://api.example.org/2.0",
        "https://api.example.org:8443/",
    ],
)
def test_an_api_that_the_template_and_the_client_take_is_taken_with_a_slash_at_its_end(text: str) -> None:
    address = command_line.upstream(text)
    assert address == text.rstrip("/") + "/"
    assert checked_base_url(address) == address
    assert re.fullmatch(PARAMETERS["ApiBaseUrl"]["AllowedPattern"], address)


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1:9999",
        "http://example.org/2.0/",
        "http://127.0.0.1.example.org/",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:0/",
        "http://127.0.0.1:x/",
        "https://[::1",
        "https://app:key@api.example.org/",
        "https://api.example.org/?a=b",
        "https://api.example.org/a b",
        'https://api."example.org/',
        "https://api.example.org/it's/",
        "ftp://127.0.0.1/",
        "https://",
    ],
)
def test_anything_else_is_no_api(text: str) -> None:
    with pytest.raises(Mistake, match="is no address of an API"):
        command_line.upstream(text)


def test_no_api_is_named_by_default() -> None:
    assert command_line.upstream("") == ""


def test_the_template_takes_the_addresses_that_are_taken_here() -> None:
    assert PARAMETERS["ApiBaseUrl"]["AllowedPattern"] == f"^{API}$"


def test_campaigns_are_a_file_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "campaigns.toml").touch()
    assert command_line.campaigns(str(tmp_path / "campaigns.toml")) == tmp_path / "campaigns.toml"
    for wrong in (tmp_path, tmp_path / "other.toml"):
        with pytest.raises(Mistake, match="is no file"):
            command_line.campaigns(str(wrong))


def test_an_argument_that_is_unknown_is_one_line() -> None:
    with pytest.raises(Mistake, match=r"^unrecognized arguments: --nope; `send --help` lists what there is$"):
        Parser(prog="send").parse_args(["--nope"])


def test_a_refusal_is_one_line_and_an_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.refuse(Mistake("no")) != 0
    assert capsys.readouterr().err == "error: no\n"

"""The console page: what it shows, that it escapes it, and what its buttons do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from local.console import BREAKS
from local.sandbox import __main__ as sandbox_command
from tests.unit.sandbox.calling import PERSON, RELAY
from tests.unit.sandbox.serving import Served, serve


def test_the_page_shows_supporters_connections_and_calls(served: Served) -> None:
    advocate = served.post("/2.0/advocates", data=PERSON).json()["advocateid"]
    served.post("/2.0/connections", data={"advocateid": advocate, "campaignid": "998", "type[]": "email"})
    page = served.get("/").text
    for shown in ("Supporters (1)", str(advocate), "Ada Example", "ada@example.org", "+18165550123", "02134",
                  "Connections (3)", "EMAIL", "DEFERRED", "Calls of the API (2)", "POST /2.0/connections"):  # fmt: skip
        assert shown in page


def test_an_empty_sandbox_has_a_page_too(served: Served) -> None:
    page = served.get("/").text
    assert page.count("None yet.") == 3
    assert "The API is well." in page


def test_whatever_strangers_typed_is_escaped(served: Served) -> None:
    attack = "<script>alert('x')</script>\"&"
    served.post("/2.0/advocates", data={**PERSON, "firstname": attack, "address1": attack, attack: attack})
    for path in ("/", "/console/live"):
        page = served.get(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;&quot;&amp;" in page


def test_the_page_loads_nothing_from_elsewhere_and_says_so_to_the_browser(served: Served) -> None:
    reply = served.get("/")
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    (nonce,) = set(re.findall(r"'nonce-([^']+)'", policy))
    assert set(re.findall(r'nonce="([^"]*)"', reply.text)) == {nonce}
    assert set(re.findall(r'(?:src|href)="([^"]*)"', reply.text)) == {"data:,", "/"}
    assert nonce not in served.get("/").headers["content-security-policy"]


def test_the_form_posts_to_the_relay_and_comes_back_here(served: Served) -> None:
    reply = served.get("/")
    assert f'action="{RELAY}/signup/998"' in reply.text
    assert f'name="_next" value="{served.url}/?note=sent"' in reply.text
    assert f"form-action 'self' {RELAY}" in reply.headers["content-security-policy"]
    assert "The relay took your signup." in served.get("/?note=sent").text


@contextmanager
def console_of(*arguments: str) -> Iterator[Served]:
    """The console of `python -m local.sandbox`, told these arguments."""
    options = sandbox_command._options([*arguments, "--database", ":memory:"])
    with serve(sandbox_command.app_of(options)) as served:
        yield served


def test_the_form_is_for_a_campaign_of_the_relay_that_has_one_and_the_sandbox_knows_it(tmp_path: Path) -> None:
    mine = tmp_path / "campaigns.toml"
    mine.write_text('[campaigns.5]\nname = "Air"\n[campaigns.5.sms]\n[campaigns.12345]\nname = "Sea"\n')
    mine.write_text(mine.read_text() + "[campaigns.12345.web_form]\n")
    with console_of("--campaigns", str(mine)) as served:
        assert f'action="{RELAY}/signup/12345"' in served.get("/").text
        for number in ("5", "12345", "998"):
            person = {**PERSON, "campaigns[]": number, "email": f"p{number}@example.org"}
            assert served.post("/2.0/advocates", data=person).status_code == 200


def test_it_says_whether_the_relay_calls_another_api(served: Served) -> None:
    assert "not this sandbox" not in served.get("/").text
    with console_of("--upstream", "http://127.0.0.1:9999/2.0/") as elsewhere:
        assert "The relay calls http://127.0.0.1:9999/2.0/, not this sandbox" in elsewhere.get("/").text


@pytest.fixture
def same_umask(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command changes its process's, which is the tests' own here."""
    monkeypatch.setattr("os.umask", lambda mask: mask)


@pytest.mark.usefixtures("same_umask")
@pytest.mark.parametrize("text", ["no toml", "", "[campaigns.x]", "campaigns = 5"])
def test_campaigns_that_cannot_be_used_are_one_line(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.toml").write_text(text)
    assert sandbox_command.main(["--campaigns", str(tmp_path / "mine.toml")]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("mine.toml holds no campaigns that can be used")


@pytest.mark.usefixtures("same_umask")
@pytest.mark.parametrize("arguments", [["--port=80000"], ["--nope"], ["--database=/"]])
def test_a_mistake_in_its_command_is_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert sandbox_command.main(arguments) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize("kind", list(BREAKS))
def test_a_button_breaks_the_api_and_another_mends_it(served: Served, kind: str) -> None:
    reply = served.post("/console/break", data={"kind": kind})
    assert (reply.status_code, reply.headers["location"]) == (303, "/")
    (fault,) = served.get("/_sandbox/faults").json()["faults"]
    assert fault["kind"] == BREAKS[kind][1].kind
    assert f'value="{kind}"' in served.get("/").text
    assert "The API is broken" in served.get("/console/live").text
    served.post("/console/mend")
    assert "The API is well." in served.get("/console/live").text


def test_a_second_break_replaces_the_first_and_an_unknown_one_does_nothing(served: Served) -> None:
    for kind in ("down", "busy", "nonsense"):
        served.post("/console/break", data={"kind": kind})
    assert [fault["kind"] for fault in served.get("/_sandbox/faults").json()["faults"]] == ["rate_limit"]


def test_yes_is_answered_from_the_page(served: Served) -> None:
    served.post("/2.0/advocates", data={**PERSON, "smsOptin": "1"})
    assert "(asked to confirm)" in served.get("/console/live").text
    assert served.post("/console/yes", data={"phone": "816 555 0123"}).headers["location"] == "/?note=yes"
    assert "+18165550123 (subscribed)" in served.get("/console/live").text
    for phone in ("816 555 0123", "nonsense"):
        assert served.post("/console/yes", data={"phone": phone}).headers["location"] == "/?note=noyes"


def test_everything_can_be_forgotten(served: Served) -> None:
    served.post("/2.0/advocates", data=PERSON)
    served.post("/console/reset")
    assert "Supporters (0)" in served.get("/console/live").text


def test_the_page_that_the_example_events_go_on_to_is_there(served: Served) -> None:
    assert "Thank you" in served.get("/thanks").text


def test_localhost_is_led_to_the_address_that_the_relay_knows(served: Served) -> None:
    reply = served.get("/?note=sent", headers={"Host": f"localhost:{served.port}"})
    assert reply.status_code == 307
    assert reply.headers["location"] == f"{served.url}/?note=sent"


@pytest.mark.parametrize("headers", [{"Host": "example.org"}, {"Origin": "https://example.org"}])
def test_other_sites_can_neither_read_nor_press_anything(served: Served, headers: dict[str, str]) -> None:
    assert served.get("/", headers=headers).status_code == 403
    assert served.get("/console/live", headers=headers).status_code == 403
    assert served.post("/console/break", data={"kind": "down"}, headers=headers).status_code == 403
    assert served.get("/_sandbox/faults").json() == {"faults": []}

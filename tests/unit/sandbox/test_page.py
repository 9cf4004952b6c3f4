"""The local page without a stack around it: what it shows of the sandbox, that it escapes it, what its switches do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from local.page.switches import FAULTS
from local.sandbox import __main__ as sandbox_command
from tests.unit.sandbox.calling import PERSON, RELAY
from tests.unit.sandbox.serving import Served, serve

PIECES = {"Relay-Pieces": "1"}
NO_STACK = "the stack is not there"


def switched_on(page: str) -> list[str]:
    """The switches that are on, by their names."""
    return re.findall(r'value="(\w+) off" aria-pressed="true"', page)


def press(served: Served, what: str, **fields: str) -> requests.Response:
    return served.post("/break", data={"press": what, **fields}, headers=PIECES)


def test_the_platform_view_shows_supporters_connections_and_calls(served: Served) -> None:
    advocate = served.post("/2.0/advocates", data=PERSON).json()["advocateid"]
    served.post("/2.0/connections", data={"advocateid": advocate, "campaignid": "998", "type[]": "email"})
    page = served.get("/platform").text
    for shown in ("Supporters (1)", str(advocate), "Ada Example", "ada@example.org", "+18165550123", "02134",
                  "Connections (3)", "EMAIL", "DEFERRED", "Calls of the API (2)", "POST /2.0/connections"):  # fmt: skip
        assert shown in page


def test_an_empty_sandbox_has_a_view_too(served: Served) -> None:
    assert served.get("/platform").text.count("None yet.") == 3


def test_whatever_strangers_typed_is_escaped(served: Served) -> None:
    attack = "<script>alert('x')</script>\"&"
    served.post("/2.0/advocates", data={**PERSON, "firstname": attack, "address1": attack, attack: attack})
    for path in ("/platform", "/platform/tables"):
        page = served.get(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&#34;&amp;" in page


def test_the_page_loads_nothing_from_elsewhere_and_says_so_to_the_browser(served: Served) -> None:
    reply = served.get("/")
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "nonce" not in policy
    assert not re.search(r"<style|<script(?! src)| style=| on\w+=", reply.text)
    found = {found for found in re.findall(r'(?:src|href)="([^"]*)"', reply.text) if not found.startswith("/")}
    assert found == {"data:,", "#main"}


def test_the_form_posts_to_the_relay_and_its_answer_is_shown_in_a_frame(served: Served) -> None:
    reply = served.get("/")
    assert f'action="{RELAY}/signup/998" target="answer"' in reply.text
    assert '<iframe class="answer" name="answer"' in reply.text
    policy = reply.headers["content-security-policy"]
    assert f"form-action 'self' {RELAY};" in policy
    assert f"frame-src 'self' {RELAY};" in policy


def test_without_a_stack_the_board_says_so(served: Served) -> None:
    assert NO_STACK in served.get("/").text


@contextmanager
def page_of(*arguments: str) -> Iterator[Served]:
    """The page of `python -m local.sandbox`, told these arguments."""
    options = sandbox_command._options([*arguments, "--database", ":memory:", "--state", "nowhere"])
    with serve(sandbox_command.app_of(options)) as served:
        yield served


def test_the_form_is_for_a_campaign_of_the_relay_that_has_one_and_the_sandbox_knows_it(tmp_path: Path) -> None:
    mine = tmp_path / "campaigns.toml"
    mine.write_text('[campaigns.5]\nname = "Air"\n[campaigns.5.sms]\n[campaigns.12345]\nname = "Sea"\n')
    mine.write_text(mine.read_text() + "[campaigns.12345.web_form]\n")
    with page_of("--campaigns", str(mine)) as served:
        assert f'action="{RELAY}/signup/12345"' in served.get("/").text
        for number in ("5", "12345", "998"):
            person = {**PERSON, "campaigns[]": number, "email": f"p{number}@example.org"}
            assert served.post("/2.0/advocates", data=person).status_code == 200


def test_it_says_whether_the_relay_calls_another_api(served: Served) -> None:
    for path in ("/", "/platform"):
        assert "not this sandbox" not in served.get(path).text
    with page_of("--upstream", "http://127.0.0.1:9999/2.0/") as elsewhere:
        for path in ("/", "/platform"):
            assert "The relay calls http://127.0.0.1:9999/2.0/, not this sandbox" in elsewhere.get(path).text
        assert "another API" in elsewhere.post("/prove", data={"people": "10"}).text


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


@pytest.mark.parametrize("name", FAULTS)
def test_a_switch_breaks_the_api_and_is_put_back(served: Served, name: str) -> None:
    assert switched_on(press(served, f"{name} on").text) == [name]
    (fault,) = served.get("/_sandbox/faults").json()["faults"]
    assert fault["kind"] == FAULTS[name][1].kind
    assert switched_on(served.get("/").text) == [name]
    assert switched_on(press(served, f"{name} off").text) == []
    assert served.get("/_sandbox/faults").json() == {"faults": []}


def test_several_may_be_on_and_one_click_mends_everything(served: Served) -> None:
    for name in ("down", "rate", "drips"):
        press(served, f"{name} on")
    assert switched_on(press(served, "rate off").text) == ["down", "drips"]
    assert switched_on(press(served, "mend").text) == []
    assert served.get("/_sandbox/faults").json() == {"faults": []}


def test_a_fault_that_was_put_in_force_elsewhere_is_seen_and_none_else_is_taken_away(served: Served) -> None:
    served.control("faults", [{"kind": "status", "status": 503}, {"kind": "html"}])
    assert switched_on(served.get("/").text) == ["down"]
    press(served, "down off")
    assert [fault["kind"] for fault in served.get("/_sandbox/faults").json()["faults"]] == ["html"]


def test_one_persons_e_mail_is_refused_and_nobody_elses(served: Served) -> None:
    assert switched_on(press(served, "email on", email=" Ada@example.org ").text) == ["email"]
    assert served.post("/2.0/advocates", data=PERSON).status_code == 422
    assert served.post("/2.0/advocates", data={**PERSON, "email": "bob@example.org"}).status_code == 200
    assert ": Ada@example.org" in served.get("/").text
    assert switched_on(press(served, "email off").text) == []


@pytest.mark.parametrize(("what", "words"), [("nonsense on", "no such switch"), ("email on", "whose?")])
def test_what_can_not_be_pressed_is_said(served: Served, what: str, words: str) -> None:
    reply = press(served, what, email="nonsense")
    assert reply.status_code == 422
    assert words in reply.text


@pytest.mark.parametrize("what", ["worker on", "dynamodb on", "sqs on"])
def test_without_a_stack_nothing_of_it_can_be_broken(served: Served, what: str) -> None:
    assert NO_STACK in press(served, what).text
    assert switched_on(served.get("/").text) == []


@pytest.mark.parametrize("path", ["/forget", "/prove", "/send/coming"])
def test_without_a_stack_nothing_begins(served: Served, path: str) -> None:
    reply = served.post(path, data={"people": "10", "on": "1"})
    assert reply.status_code == 503
    assert NO_STACK in reply.text


@pytest.mark.parametrize("people", ["", "9", "501", "-5", "many", "9" * 5000])
def test_a_crowd_of_no_use_is_refused(served: Served, people: str) -> None:
    assert "10 to 500" in served.post("/prove", data={"people": people}).text


def test_what_is_forgotten_is_asked_first(served: Served) -> None:
    page = served.get("/forget").text
    assert "can't be undone" in page.replace("&#39;", "'")
    assert '<form method="post" action="/forget"' in page


def test_without_a_script_a_form_leads_back_to_the_page(served: Served) -> None:
    reply = served.post("/break", data={"press": "down on"})
    assert (reply.status_code, reply.headers["location"]) == (303, "/")


def test_yes_is_answered_from_the_page(served: Served) -> None:
    served.post("/2.0/advocates", data={**PERSON, "smsOptin": "1"})
    assert "(asked to confirm)" in served.get("/platform").text
    talk = served.post("/send/yes", data={"phone": "816 555 0123"}, headers=PIECES).text
    assert "reply YES" in talk
    assert "is subscribed" in talk
    assert "+18165550123 (subscribed)" in served.get("/platform").text
    for phone, words in (("816 555 0123", "No confirmation text"), ("nonsense", "no US phone")):
        assert words.lower() in served.post("/send/yes", data={"phone": phone}).text.lower()


def test_the_page_that_the_example_events_go_on_to_is_there(served: Served) -> None:
    assert "Thank you" in served.get("/thanks").text


@pytest.mark.parametrize("path", ["/?only=held", "/platform"])
def test_localhost_is_led_to_the_address_that_the_relay_knows(served: Served, path: str) -> None:
    reply = served.get(path, headers={"Host": f"localhost:{served.port}"})
    assert reply.status_code == 307
    assert reply.headers["location"] == f"{served.url}{path}"


@pytest.mark.parametrize("headers", [{"Host": "example.org"}, {"Origin": "https://example.org"}])
def test_other_sites_can_neither_read_nor_press_anything(served: Served, headers: dict[str, str]) -> None:
    for path in ("/", "/platform", "/platform/tables", "/forget", "/events", "/thanks"):
        assert served.get(path, headers=headers).status_code == 403
    for path in ("/break", "/prove", "/prove/end", "/forget", "/send/card", "/send/json", "/send/text", "/send/yes"):
        assert served.post(path, data={"press": "down on"}, headers=headers).status_code == 403
    assert served.get("/_sandbox/faults").json() == {"faults": []}

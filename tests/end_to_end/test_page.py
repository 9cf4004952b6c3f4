"""The local stack's page: each kind is sent, each switch breaks something that heals, everything is forgotten, a proof.

The stack is one of its own: what is broken and forgotten here would be in the way of others.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import requests

from local import background
from local.background import Background
from local.outage import ADDRESSES, Deaths
from local.place import STACK_NAME
from tests.end_to_end.queue_view import Queues
from tests.end_to_end.sandbox_view import Sandbox
from tests.end_to_end.senders import some_phone, somebody
from tests.end_to_end.waits import LONG, eventually

PIECES = {"Relay-Pieces": "1"}
HEARD = ("200 OK", "202 Accepted")
OF_THE_API = ("down", "slow", "silent", "drips", "keys")
"""Those after which nobody waits for a minute. `rate` has its own test."""

PAUSED = "The worker is paused ("
"""What the board says, beside what the switch is called."""


class Page:
    """The page as its script sees it."""

    def __init__(self, stack: Background) -> None:
        self._url = stack.sandbox_url

    def post(self, path: str, fields: Mapping[str, str] | None = None, *, status: int = 200) -> str:
        answer = requests.post(f"{self._url}{path}", data=fields, headers=PIECES, timeout=120)
        assert answer.status_code == status, answer.text
        return answer.text

    def get(self, path: str = "/") -> str:
        answer = requests.get(f"{self._url}{path}", timeout=60)
        answer.raise_for_status()
        return answer.text

    def press(self, what: str, **fields: str) -> list[str]:
        """Press a switch; which are on then."""
        return re.findall(r'value="(\w+) off"', self.post("/break", {"press": what, **fields}))

    def sign_up(self, email: str) -> str:
        """Send a form as JSON; the status of the answer."""
        told = self.post("/send/json", {"firstname": "Ann", "email": email, "zip5": "02134", "address1": "1 Main St"})
        return str(re.findall(r"<b>(.*?)</b>", told)[0])

    def heard(self, email: str) -> None:
        """Send a form until it is acknowledged."""
        eventually(lambda: self.sign_up(email) in HEARD)

    def tile(self, name: str) -> str:
        """A figure above the board."""
        return str(re.findall(rf"<dt>{name}</dt><dd>(.*?)</dd>", self.get())[0])

    def state_of(self, source: str) -> str:
        """The state of the latest row of that source, "" if there is none."""
        found = re.findall(rf'data-state="(\w+)">\s*<td>.*?</td>\s*<td>.*?</td>\s*<td>{source}', self.get())
        return str(found[0]) if found else ""


@pytest.fixture
def page(stack: Background, queues: Queues) -> Iterator[Page]:
    """The page of a stack where nothing is broken and nothing is remembered; mended again at the end."""
    shown = Page(stack)
    shown.post("/forget")
    yield shown
    shown.press("mend")


def test_a_card_is_sent_and_its_row_is_on_the_board(page: Page, sandbox: Sandbox) -> None:
    email = somebody()
    told = page.post("/send/card", {"name": "Grace Example", "email": email, "address1": "1 Main St", "zip": "02134"})
    assert "200 OK" in told
    assert len(sandbox.advocates(email=email)) == 1
    eventually(lambda: page.state_of("twitter_card") == "delivered")
    assert re.search(r'id="send-card".*?/submission/[0-9a-f]{32}"', page.get(), re.DOTALL)


def test_a_form_is_sent_as_json_and_its_row_is_on_the_board(page: Page, sandbox: Sandbox) -> None:
    email = somebody()
    assert page.sign_up(email) == "200 OK"
    assert len(sandbox.advocates(email=email)) == 1
    eventually(lambda: page.state_of("web_form") == "delivered")


def test_the_forms_own_answer_may_be_shown_in_the_pages_frame(page: Page, stack: Background) -> None:
    (target,) = re.findall(r'action="(.*?)" target="answer"', page.get())
    assert target == f"{stack.relay_url}/signup/998"
    fields = {"email": somebody(), "firstname": "Ada"}
    answer = requests.post(
        target, data=fields, headers={"origin": stack.sandbox_url, "accept": "text/html"}, timeout=40
    )
    assert (answer.status_code, "Thank you" in answer.text) == (200, True)
    assert "frame-ancestors" not in answer.headers["content-security-policy"]
    assert "x-frame-options" not in answer.headers


def test_a_phone_texts_and_both_sides_are_shown(page: Page, sandbox: Sandbox) -> None:
    phone = some_phone()
    told = page.post("/send/text", {"phone": phone, "words": "JOIN"})
    assert "Thanks for joining Save the Whales!" in told
    assert "reply YES" in told
    assert "is subscribed" in page.post("/send/yes", {"phone": phone})
    for proposed in ("slogan", "reaction", "doubt", "stop"):
        told = page.post("/send/text", {"phone": phone, "proposed": proposed})
    assert told.count('class="person"') == 6
    assert len(sandbox.advocates(phone=phone)) == 1
    eventually(lambda: page.tile("held now") == "1")


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.long if name == "keys" else ()) for name in OF_THE_API]
)
def test_what_comes_while_the_api_is_broken_arrives_once_it_is_mended(page: Page, sandbox: Sandbox, name: str) -> None:
    email = somebody()
    assert page.press(f"{name} on") == [name]
    assert page.sign_up(email) == "202 Accepted"
    eventually(lambda: page.state_of("web_form") == "queued")
    assert page.press("mend") == []
    eventually(lambda: page.state_of("web_form") == "delivered")
    assert len(sandbox.advocates(email=email)) == 1


@pytest.mark.long
def test_a_rate_limit_is_kept_and_ends(page: Page, sandbox: Sandbox, queues: Queues) -> None:
    email = somebody()
    page.press("rate on")
    assert page.sign_up(email) == "202 Accepted"
    page.press("rate off")
    eventually(lambda: queues.waiting() == 0)
    assert len(sandbox.advocates(email=email)) == 1


def test_one_persons_e_mail_is_refused(page: Page, sandbox: Sandbox) -> None:
    theirs, other = somebody(), somebody()
    assert page.press("email on", email=theirs) == ["email"]
    assert page.sign_up(theirs).startswith("422")
    assert page.sign_up(other) == "200 OK"
    assert sandbox.advocates(email=theirs) == []
    assert page.press("email off") == []
    assert page.sign_up(theirs) == "200 OK"


def test_without_dynamodb_what_comes_waits(page: Page, sandbox: Sandbox) -> None:
    email = somebody()
    assert page.press("dynamodb on") == ["dynamodb"]
    assert page.sign_up(email) == "202 Accepted"
    assert sandbox.advocates(email=email) == []
    assert page.press("dynamodb off") == []
    eventually(lambda: len(sandbox.advocates(email=email)) == 1)


def test_without_sqs_nothing_that_must_wait_is_acknowledged(page: Page, sandbox: Sandbox) -> None:
    email = somebody()
    assert page.press("sqs on") == ["sqs"]
    assert sorted(page.press("down on")) == ["down", "sqs"]
    assert page.sign_up(email).startswith("503")
    assert page.press("mend") == []
    page.heard(email)
    eventually(lambda: len(sandbox.advocates(email=email)) == 1)


def test_what_waits_is_not_tried_while_the_worker_is_paused(page: Page, sandbox: Sandbox, queues: Queues) -> None:
    email = somebody()
    assert page.press("worker on") == ["worker"]
    page.press("down on")
    assert page.sign_up(email) == "202 Accepted"
    page.press("down off")
    assert PAUSED in page.get()
    assert queues.waiting() == 1
    assert page.press("worker off") == []
    eventually(lambda: len(sandbox.advocates(email=email)) == 1)


def test_functions_that_are_killed_lose_nobody(page: Page, stack: Background, sandbox: Sandbox) -> None:
    emails: list[str] = []
    deaths = Deaths(stack.place.emulator)
    page.heard(somebody())
    before = deaths._running()

    def somebody_comes_and_a_function_has_died() -> bool:
        emails.append(somebody())
        page.heard(emails[-1])
        return bool(before - deaths._running())

    assert page.press("functions on") == ["functions"]
    eventually(somebody_comes_and_a_function_has_died)
    assert page.press("mend") == []
    eventually(lambda: all(len(sandbox.advocates(email=email)) == 1 for email in emails))


def test_a_stack_that_was_stopped_broken_is_well_when_it_starts_again(tmp_path: Path) -> None:
    place = background.place_in(tmp_path)
    for _ in range(2):
        running = background.start(place)
        try:
            page = Page(running)
            variables = running.client("lambda").get_function_configuration(FunctionName=f"{STACK_NAME}-web-form")
            assert not {*ADDRESSES.values()} & variables["Environment"]["Variables"].keys()
            assert PAUSED not in page.get()
            for name in ("dynamodb", "sqs", "worker"):
                page.press(f"{name} on")
            assert PAUSED in page.get()
        finally:
            assert running.stop() == 0, running.output()


def test_everything_is_forgotten_and_the_same_form_is_a_new_one(page: Page, sandbox: Sandbox, queues: Queues) -> None:
    email, phone = somebody(), some_phone()
    page.sign_up(email)
    page.post("/send/text", {"phone": phone, "words": "STOP"})
    page.post("/send/text", {"phone": some_phone(), "proposed": "doubt"})
    page.press("down on")
    page.sign_up(somebody())
    eventually(lambda: page.tile("held now") == "1")
    page.post("/forget")
    assert [page.tile(name) for name in ("received", "delivered", "held now", "waiting now")] == ["0"] * 4
    assert (queues.waiting(), sandbox.advocates(), sandbox.calls("/advocates")[1:]) == (0, [], [])
    assert page.sign_up(email) == "200 OK"
    assert len(sandbox.advocates(email=email)) == 1
    assert "stopped our texts" not in page.post("/send/text", {"phone": phone, "words": "JOIN"})


def test_people_keep_coming_until_they_are_told_not_to(page: Page) -> None:
    assert 'aria-pressed="true"' in page.post("/send/coming", {"on": "1"})
    eventually(lambda: int(page.tile("received")) > 2)
    assert 'aria-pressed="true"' not in page.post("/send/coming", {"on": "0"})


@pytest.mark.long
def test_a_small_proof_drains_and_finds_nobody_lost_and_nothing_twice(page: Page) -> None:
    assert "progress" in page.post("/prove", {"people": "20"})
    refused = [("/forget", ""), ("/prove", "20"), ("/break", "")]
    for path, people in refused:
        assert "a proof is running" in page.post(path, {"press": "down on", "people": people}, status=503)
    shown = eventually(lambda: (told := page.get()) and "/prove/end" not in told and told, 3 * LONG)
    counted = dict(re.findall(r'<th scope="row">(.*?)</th><td>(\d+)</td>', str(shown)))
    assert "Nobody lost, nothing twice." in str(shown), counted
    assert (counted["People"], counted["Twice"], counted["Lost"], counted["Still waiting"]) == ("20", "0", "0", "0")
    assert int(counted["Acknowledged"]) >= 40
    assert int(counted["Sent, with duplicates"]) >= int(counted["Acknowledged"])
    assert int(counted["Arrived"]) + int(counted["Left to a person"]) >= 20

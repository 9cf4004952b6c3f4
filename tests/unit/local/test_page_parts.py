"""The parts of the local page by themselves: switches, talks, people who keep coming, figures, a proof's verdict."""

import random
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from local import crowd
from local.command_line import Mistake
from local.crowd import Tally
from local.page import app, coming, switches
from local.page.around import PROVES, Around
from local.page.breaking import Breaking
from local.page.coming import Coming
from local.page.proof import Proof, Result
from local.page.talks import CONFIRMS, Talks
from local.sandbox import Fault, Sandbox
from local.sandbox.faults import Faults
from local.send import Answer, Outgoing
from operate.trouble import Trouble
from tests.fakes.waiting import until
from tests.unit.sandbox.calling import PERSON, Api

RELAY = "http://127.0.0.1:3000"


@pytest.fixture
def around() -> Iterator[Around]:
    sandbox = Sandbox(":memory:")
    yield Around(sandbox=sandbox, relay=RELAY, state=Path("nowhere"))
    sandbox.close()


# ---------------------------------------------------------------- switches


def on(faults: Faults) -> list[str]:
    return [switch.name for switch in switches.shown(faults) if switch.is_on]


def test_where_several_are_on_each_call_meets_one_of_them_and_all_strike_about_evenly() -> None:
    faults = Faults(random.Random(1))
    names = list(switches.FAULTS)
    for name in names:
        switches.press(faults, name, on=True)
    assert on(faults) == names
    struck = [faults.draw("advocates", "POST") for _ in range(6000)]
    assert None not in struck
    met = Counter(replace(fault, probability=1.0) for fault in struck if fault)
    assert set(met) == {fault for _, fault in switches.FAULTS.values()}
    assert all(800 < count < 1200 for count in met.values())


def test_pressing_twice_changes_nothing() -> None:
    faults = Faults(random.Random(1))
    for _ in range(2):
        switches.press(faults, "down", on=True)
    assert len(faults.in_force()) == 1
    for _ in range(2):
        switches.press(faults, "down", on=False)
    assert faults.in_force() == []


def test_one_persons_refusal_comes_first_and_gives_way_to_anothers() -> None:
    faults = Faults(random.Random(1))
    switches.press(faults, "down", on=True)
    for email in ("one@example.org", "two@example.org"):
        switches.press(faults, "email", on=True, email=email)
    statuses = [
        fault.status for email in ("one", "two") if (fault := faults.draw("advocates", "POST", f"{email}@example.org"))
    ]
    assert statuses == [503, 422]
    switches.press(faults, "slow", on=True)
    assert on(faults) == ["down", "slow", "email"]


def test_faults_that_are_no_switchs_stay() -> None:
    faults = Faults(random.Random(1))
    faults.add(Fault(kind="html"))
    switches.press(faults, "down", on=True)
    switches.press(faults, "down", on=False)
    assert faults.in_force() == [Fault(kind="html")]


# ---------------------------------------------------------------- what is sent by hand


class Relay:
    """Answers everything with the same."""

    def __init__(self, status: int, body: str) -> None:
        self.answer, self.sent = Answer(status=status, headers=[], body=body.encode()), list[Outgoing]()

    def __call__(self, outgoing: Outgoing, url: str) -> Answer:
        assert url == RELAY
        self.sent.append(outgoing)
        return self.answer


def test_a_card_and_a_form_keep_their_answer_and_the_id_in_it(around: Around) -> None:
    relay = Relay(202, '{"status": "queued", "id": "abc"}')
    talks = Talks(around, relay)
    talks.send_card({"email": "g@example.org", "name": ""})
    talks.send_form({"email": "a@example.org", "type[]": "email"}, "http://127.0.0.1:3001")
    assert talks.card
    assert talks.form
    assert (talks.card.status, talks.card.id, talks.form.id) == ("202 Accepted", "abc", "abc")
    card, form = relay.sent
    assert b"api_key=demo-card-key" in card.body
    assert b"name=" not in card.body
    assert form.body == b'{"email": "a@example.org", "type": ["email"]}'
    assert form.headers["origin"] == "http://127.0.0.1:3001"


@pytest.mark.parametrize("body", ["no JSON", "[]", '{"errors": []}'])
def test_an_answer_without_an_id_is_kept_too(around: Around, body: str) -> None:
    talks = Talks(around, Relay(422, body))
    talks.send_card({})
    assert talks.card
    assert (talks.card.words, talks.card.id) == (body, "")


def test_a_talk_has_both_sides_and_the_platforms_question(around: Around) -> None:
    Api(around.sandbox).post("advocates", {**PERSON, "smsOptin": "1"})
    talks = Talks(around, Relay(200, "<Response><Message>Thanks!</Message></Response>"))
    talks.send_text("(816) 555-0123", "JOIN")
    assert [(line.whose, line.words) for line in talks.talk()] == [
        ("platform", CONFIRMS),
        ("person", "JOIN"),
        ("relay", "Thanks!"),
    ]
    talks.say_yes("8165550123")
    assert [line.words for line in talks.talk()][-2:] == ["YES", talks.talk()[-1].words]
    talks.send_text("8165550124", "JOIN")
    assert len(talks.talk()) == 2
    talks.forget()
    assert list(talks.talk()) == []


@pytest.mark.parametrize(
    ("status", "body", "shown"),
    [(200, "<Response/>", "(no text comes back)"), (503, "busy", "(503 Service Unavailable: no text comes back)")],
)
def test_that_nothing_comes_back_is_shown(around: Around, status: int, body: str, shown: str) -> None:
    talks = Talks(around, Relay(status, body))
    talks.send_text("8165550123", "STOP")
    assert talks.talk()[-1].words == shown


def test_what_can_not_be_sent_is_trouble_in_words(around: Around) -> None:
    def nobody(_: Outgoing, url: str) -> Answer:
        raise Mistake(f"nobody answers at {url}")

    talks = Talks(around, nobody)
    for phone, words, said in (
        ("12", "JOIN", "ten digits"),
        ("8165550123", "", "write"),
        ("8165550123", "x", "nobody"),
    ):
        with pytest.raises(Trouble, match=said):
            talks.send_text(phone, words)


# ---------------------------------------------------------------- people who keep coming


def test_people_come_until_they_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coming, "SECONDS_BETWEEN", 0.01)
    relay = Relay(200, "")
    people = Coming(RELAY, sends=relay)
    people.start()
    people.start()
    until(lambda: people.is_on and len(relay.sent) > 2 * len(crowd.KINDS), "people")
    people.stop()
    assert not people.is_on
    texts = [post.body for post in relay.sent if post.target == "/sms"]
    assert texts
    assert not [text for text in texts if b"Body=JOIN" not in text]  # a stop would outlast an outage


def test_people_stop_coming_by_themselves_and_nobody_there_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coming, "SECONDS_BETWEEN", 0.01)
    asked = threading.Event()

    def nobody(_: Outgoing, __: str) -> Answer:
        asked.set()
        raise Mistake("nobody answers")

    people = Coming(RELAY, sends=nobody)
    people.start()
    assert asked.wait(10)
    people.stop()
    monkeypatch.setattr(coming, "LONGEST_SECONDS", 0.0)
    people.start()
    until(lambda: not people.is_on, "their end")


# ---------------------------------------------------------------- figures, and the proof


def test_calls_a_second_are_what_came_since_it_was_asked_last(around: Around) -> None:
    moments = iter([0.0, 2.0, 4.0, 4.0])
    rate = app.calls_a_second(around, lambda: next(moments))
    for _ in range(6):
        Api(around.sandbox).get("campaigns")
    assert rate() == 3.0
    around.sandbox.reset()
    assert rate() == 0.0
    assert rate() == 0.0


def test_while_a_proof_runs_nothing_else_is_broken_mended_or_sent(around: Around) -> None:
    local = app.parts_of(around)
    local.proof.phase = "draining"
    with pytest.raises(Trouble, match=PROVES[:20]):
        local.breaking.press("down", on=True)
    with pytest.raises(Trouble, match=PROVES[:20]):
        around.refuse_while_proving()
    local.proof.phase = "done"
    local.breaking.press("down", on=True)


WELL = Tally(people=2, arrived=2, letters=1, left=[], lost=[], twice=[], disobeyed=[])


@pytest.mark.parametrize(
    ("tally", "heard", "waiting", "holds"),
    [
        (WELL, 2, 0, True),
        (replace(WELL, left=["a"]), 2, 0, True),
        (replace(WELL, lost=["a"]), 2, 0, False),
        (replace(WELL, twice=["a"]), 2, 0, False),
        (replace(WELL, disobeyed=["a"]), 2, 0, False),
        (WELL, 2, 1, False),
        (WELL, 1, 0, False),
        (replace(WELL, arrived=0, letters=0), 0, 0, False),
    ],
)
def test_a_proof_holds_only_if_all_were_heard_and_all_is_well_and_done(
    tally: Tally, heard: int, waiting: int, *, holds: bool
) -> None:
    result = Result(tally, 4, 4, heard, 1, 1, waiting, 9)
    assert result.holds is holds
    assert (f"Only {heard} were heard" in result.verdict) == (heard < 2)
    assert ("Nobody lost" in result.verdict, "still wait" in result.verdict) == (holds, waiting > 0)


def test_no_proof_begins_while_something_is_forgotten(around: Around, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Around, "stack", lambda _: None)
    monkeypatch.setattr(Proof, "_run", lambda *_: None)
    local = app.parts_of(around)
    beginning = threading.Thread(target=local.proof.start, args=(10,))
    with around.lock:
        beginning.start()
        beginning.join(0.1)
        assert not local.proof.is_running
    beginning.join()
    assert local.proof.is_running


def test_a_switch_that_is_pressed_as_a_proof_begins_is_off(around: Around) -> None:
    local = app.parts_of(around)
    pressing = threading.Thread(target=lambda: _in_vain(local.breaking, "down"))
    with local.breaking._lock:
        pressing.start()
        local.proof.phase = "sending"
    pressing.join()
    assert on(around.sandbox.faults) == []


def _in_vain(breaking: Breaking, name: str) -> None:
    with pytest.raises(Trouble, match=PROVES[:20]):
        breaking.press(name, on=True)

"""Status, the worker's switch, the doctor and the mail: what the operations found, in the same words as `relay`."""

from dataclasses import replace
from typing import Any

import pytest

from operate import digest, doctor, status, worker
from operate.checks.finding import broken, note
from operate.digest import Digest
from operate.doctor import Found
from operate.status import BreakerNow, Pile, StackStatus, Waiting
from operate.trouble import Trouble
from operate.worker import Switched
from relay.keeping.numbers import Flow, Numbers, RefusedPosts
from tests.unit.page.browser import Browser

AT = 1_767_268_800_000
FLOW = Flow(received=12, delivered=7, finished=1, queued=2, held=1, dead=1)
HOUR = Numbers(by_campaign={("twitter_card", 998): FLOW}, refused=(RefusedPosts("sms", "bad_signature", 403, 3, AT),))
STANDS = StackStatus(
    at=AT,
    worker="Enabled",
    waiting=Waiting(due=1, in_flight=2, delayed=3),
    letters=Pile(6, {"rejected": 4, "poison": 2}, AT - 3_600_000, in_hand=0),
    held=Pile(0, {}, None, 0),
    breaker=BreakerNow("OPEN", AT + 60_000),
    hour=HOUR,
    day=HOUR,
    unread={},
)


@pytest.fixture(autouse=True)
def _stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status, "status_of", lambda *_, **__: STANDS)
    monkeypatch.setattr(status, "what_waits", lambda _: Waiting(1, 2, 3))


def test_the_status_is_what_relay_status_tells(page: Browser) -> None:
    answer = page.get("/status")
    for words in (
        "stack relay-test in us-east-1",
        "twitter_card 998 12 7 1 2 1 1",
        "sms bad_signature 403 3 3 2026-01-01 12:00:00",
        "6: 4 due, 2 being tried or postponed",
        "is left alone until 2026-01-01 12:01:00 UTC",
        "6: 4 rejected, 2 poison; the oldest for 1 h",
        "The worker works",
    ):
        assert words in answer.shown


def test_what_could_not_be_read_is_said_and_the_rest_shown(page: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    found = replace(STANDS, hour=None, day=None, unread={"log lines": "throttled"})
    monkeypatch.setattr(status, "status_of", lambda *_, **__: found)
    answer = page.get("/status")
    assert "log lines could not be read: throttled" in answer.shown
    assert "4 rejected" in answer.shown


@pytest.mark.parametrize(
    ("to", "was_so", "words"),
    [
        ("pause", False, "The worker is paused; what it has begun it ends."),
        ("pause", True, "The worker was paused already."),
        ("resume", False, "The worker works again."),
        ("resume", True, "The worker was at work already."),
    ],
)
def test_the_worker_is_switched(
    page: Browser, monkeypatch: pytest.MonkeyPatch, to: str, was_so: bool, words: str
) -> None:
    switched: list[str] = []

    def switch(name: str) -> Any:
        def of(*_: Any, **__: Any) -> Switched:
            switched.append(name)
            return Switched("Enabled", was_so)

        return of

    monkeypatch.setattr(worker, "pause", switch("pause"))
    monkeypatch.setattr(worker, "resume", switch("resume"))
    answer = page.post("/status/worker", to=to)
    assert (words in answer.shown, "6 wait." in answer.shown, switched) == (True, True, [to])
    assert ("more than 72 hours becomes a letter" in answer.shown) == (to == "pause")


def test_a_paused_worker_is_offered_to_work_again(page: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    assert 'value="pause"' in page.get("/status").text
    monkeypatch.setattr(status, "status_of", lambda *_, **__: replace(STANDS, worker="Disabled"))
    assert 'value="resume"' in page.get("/status").text


def test_the_worker_is_switched_by_a_form_only(page: Browser) -> None:
    assert page.get("/status/worker").status == 405


def test_the_doctor_says_what_is_wrong_with_the_command_to_copy(page: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [
        Found("key secret", broken("It is <gone>.", "Restore it:", "aws secretsmanager restore-secret --secret-id x")),
        Found("clocks", note("They differ.")),
    ]
    monkeypatch.setattr(doctor, "examine", lambda *_, **__: found)
    answer = page.get("/doctor")
    assert "Broken: key secret It is <gone>. Restore it:" in answer.shown
    assert "<code>aws secretsmanager restore-secret --secret-id x</code>" in answer.text
    assert "To know: clocks" in answer.shown
    assert f"{len(doctor.CHECKS)} checks: 1 wrong" in answer.shown
    assert f"{len(doctor.CHECKS) - 2} checks found nothing" in answer.shown


def test_the_mail_is_shown_as_it_is(page: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digest, "mail_of_now", lambda _: Digest("All is well", "line one\n  line <two>\n"))
    answer = page.get("/digest")
    assert "All is well line one line <two>" in answer.shown
    assert "line one\n  line &lt;two&gt;\n" in answer.text


def test_a_look_that_fails_says_why_and_may_be_tried_again(page: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: Any) -> Digest:
        raise Trouble("the keeper failed")

    monkeypatch.setattr(digest, "mail_of_now", fails)
    answer = page.get("/digest")
    assert ("the keeper failed" in answer.shown, answer.links("/digest")[-1]) == (True, "/digest")

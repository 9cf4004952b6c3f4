"""`relay status`, `pause` and `resume`: what they show."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from operate import stack, status, worker
from operate.command.__main__ import main
from operate.status import BreakerNow, Pile, StackStatus, Waiting
from operate.trouble import Trouble
from relay.keeping.numbers import Fault, Flow, Happened, Numbers, RefusedPosts, UnlistedSite
from tests.unit.operate.sqs import Sqs
from tests.unit.operate.stacks import stack as stack_of

NOW = 1_767_268_800_000
HOUR = 3_600_000
BUSY = Flow(received=123_456, delivered=123_000, finished=12, queued=400, held=3, dead=2)
DAY = Numbers(
    by_source={"twitter_card": BUSY},
    by_campaign={("twitter_card", 100_001): BUSY, ("web_form", 0): Flow(dead=1)},
    refused=(
        RefusedPosts("twitter_card", "campaign_not_allowed", 422, 7, NOW),
        RefusedPosts("sms", "bad_signature", 403, 1, NOW - 2 * HOUR),
    ),
    unlisted=tuple(UnlistedSite("origins", f"https://s{n}.example.org", "not_listed", 9, NOW) for n in range(7)),
    opt_outs={"queued": 4, "done": 3, "waiting": 9},
    api_refusals=(Happened("CredentialsRejected", 12, NOW),),
    breaker=(Happened("OPEN", 1, NOW),),
    faults=(Fault("worker.read", "ValueError", "app.py:3 messages.py:90", 2, NOW),),
)
ALL = StackStatus(
    at=NOW,
    worker="Enabled",
    waiting=Waiting(due=1, in_flight=2, delayed=3, since=NOW - 2 * HOUR),
    letters=Pile(6, {"rejected": 3, "poison": 1}, NOW - 72 * HOUR, in_hand=2),
    held=Pile(0, {}, None, 0),
    breaker=BreakerNow("OPEN", NOW + 60_000),
    hour=Numbers(refused=(RefusedPosts("twitter_card", "campaign_not_allowed", 422, 2, NOW),)),
    day=DAY,
    unread={},
)


@pytest.fixture(autouse=True)
def shows(monkeypatch: pytest.MonkeyPatch) -> Callable[[StackStatus], None]:
    """Lets a stack stand so."""
    there = replace(stack_of(Sqs()), parameters={"RetryWindowHours": "72"})
    monkeypatch.setattr(stack, "chosen", lambda *_: there)

    def so(found: StackStatus) -> None:
        monkeypatch.setattr(status, "status_of", lambda *_, **__: found)

    so(ALL)
    return so


def test_all_of_it_is_shown_in_80_columns(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status"]) == 0
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= 80
    for text in (
        "Nothing came in the last hour.",
        "123456",
        "100001",
        "campaign_not_allowed",
        "2026-01-01 10:00:00",
        "6: 4 due, 2 being tried or postponed, the oldest for 2 h",
        "6: 3 rejected, 1 poison; 2 in somebody's hand; the oldest for 3 d.",
        "./relay --stack relay-test letters",
        "is left alone until 2026-01-01 12:01:00 UTC",
        "4 came, 3 carried out",
        "CredentialsRejected, 12 times, last 2026-01-01 12:00:00. ./relay --stack relay-test doctor",
        "breaker left the API alone: no answer, or the keys refused, 2026-01-01 12:00:00",
        "worker.read: ValueError at app.py:3 messages.py:90",
        "https://s4.example.org in origins (not_listed)",
        "... and 2 more: --json shows them",
    ):
        assert text in " ".join(shown.split())
    assert "https://s5" not in shown
    assert not shown.startswith("PAUSED")


def test_a_pause_is_the_first_that_is_said(
    shows: Callable[[StackStatus], None], capsys: pytest.CaptureFixture[str]
) -> None:
    shows(replace(ALL, worker="Disabled"))
    assert main(["status"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("PAUSED")
    assert "./relay --stack relay-test resume" in lines[1]
    assert max(map(len, lines)) <= 80


def test_a_quiet_stack_is_a_few_lines(shows: Callable[[StackStatus], None], capsys: pytest.CaptureFixture[str]) -> None:
    quiet = replace(ALL, hour=Numbers(), day=Numbers(), waiting=Waiting(0, 0, 0), letters=Pile(0, {}, None, 0))
    shows(replace(quiet, breaker=BreakerNow("CLOSED")))
    assert main(["status"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert shown == (
        "Nothing came in the last hour. Nothing came in the last day. "
        "waiting nothing worker works the API is called letters none held none"
    )


@pytest.mark.parametrize(("source", "dead"), [("twitter_card", 5), ("web_form", 2)])
def test_what_the_platform_refused_at_once_is_a_letter_but_for_a_form(
    source: str, dead: int, shows: Callable[[StackStatus], None], capsys: pytest.CaptureFixture[str]
) -> None:
    shows(replace(ALL, hour=Numbers(by_campaign={(source, 998): Flow(received=9, rejected=3, dead=2)})))
    assert main(["status"]) == 0
    assert f"{source} 998 9 0 0 0 0 {dead}" in " ".join(capsys.readouterr().out.split())


def test_what_could_not_be_read_is_said_after_the_rest(
    shows: Callable[[StackStatus], None], capsys: pytest.CaptureFixture[str]
) -> None:
    shows(replace(ALL, hour=None, day=None, held=None, unread={"log lines": "no rights", "what is held": "away"}))
    assert main(["status"]) == 1
    shown = capsys.readouterr()
    assert "due, 2 being tried" in shown.out
    assert "held" not in shown.out
    assert shown.err.splitlines()[-1] == (
        "error: log lines could not be read (no rights); what is held could not be read (away)"
    )


@pytest.mark.parametrize(
    ("breaker", "said"),
    [
        (BreakerNow("CLOSED"), "is called"),
        (BreakerNow("OPEN", NOW - 1), "the next call tries"),
        (BreakerNow("HALF_OPEN", NOW + 1), "the next call tries"),
    ],
)
def test_the_breaker_in_words(
    shows: Callable[[StackStatus], None], breaker: BreakerNow, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shows(replace(ALL, breaker=breaker))
    assert main(["status"]) == 0
    assert said in capsys.readouterr().out


def test_programs_are_told_all_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["is_paused"] is False
    assert told["day"]["by_campaign"][0]["campaign"] == 100_001
    assert told["letters"]["reasons"] == {"rejected": 3, "poison": 1}
    assert told["day"]["faults"][0]["at"] == "app.py:3 messages.py:90"


@pytest.mark.parametrize(
    ("command", "was_so", "said"),
    [
        ("pause", False, "The worker is paused"),
        ("pause", True, "was paused already"),
        ("resume", False, "works again"),
        ("resume", True, "at work already"),
    ],
)
def test_a_switch_says_what_waits(
    command: str, was_so: bool, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(worker, command, lambda *_, **__: worker.Switched("so", was_so=was_so))
    monkeypatch.setattr(status, "what_waits", lambda _: Waiting(1, 2, 3))
    assert main([command]) == 0
    shown = capsys.readouterr()
    assert said in shown.out
    assert "6 wait." in shown.out
    assert ("more than 72 hours" in shown.err) == (command == "pause")


def test_an_interrupted_switch_says_how_to_find_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def pause(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(worker, "pause", pause)
    assert main(["pause"]) == 1
    assert "error: interrupted: Lambda may still switch it: `./relay status`" in capsys.readouterr().err


def test_a_switch_that_fails_is_a_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def resume(*_: object, **__: object) -> None:
        raise Trouble("somebody else")

    monkeypatch.setattr(worker, "resume", resume)
    assert main(["resume"]) == 1
    assert capsys.readouterr().err.endswith("error: somebody else\n")


@pytest.mark.parametrize(
    ("reasons", "said"),
    [
        ({"expired": 4990}, "4990 expired, 10 others"),
        ({"expired": 5000}, "5000 expired"),
        ({"expired": 5001}, "5001 expired"),
        ({}, "none of them is known"),
    ],
)
def test_thousands_of_letters_are_counted_by_the_journal(
    shows: Callable[[StackStatus], None], reasons: dict[str, int], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shows(replace(ALL, letters=Pile(5000, reasons, NOW - HOUR, 0, by_journal=True)))
    assert main(["status"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert f"letters 5000: by the journal {said}; the oldest for 1 h. ./relay --stack relay-test letters" in shown

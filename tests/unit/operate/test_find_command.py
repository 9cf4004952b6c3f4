"""`relay find` and `relay trace`: what they take and show."""

import dataclasses
import json
from typing import Any

import pytest

from operate import find, stack, trace
from operate.command import find as find_command
from operate.command.__main__ import main
from operate.find import Found, Spoken, Submitted
from operate.letters import Letter
from operate.sides import Side, Upstream
from operate.trouble import Trouble
from operate.waiting import Waiting
from tests.fakes.relay import World
from tests.unit.operate.sqs import Sqs
from tests.unit.operate.stacks import Dynamodb, journal_item
from tests.unit.operate.stacks import stack as stack_of
from tests.unit.operate.worlds import Account

ID = "0123456789abcdef0123456789abcdef"
AT = 1_767_268_800_000
ONE = Submitted(
    id=ID,
    state="dead",
    reason="unverifiable",
    source="web_form",
    campaigns=(998, 1001),
    received_at=AT,
    advocate=101,
    parts={"email": "maybe"},
    busy=False,
    discarded_at=AT + 1000,
    discarded_why="a test of ours",
)
FOUND = Found(
    submissions=(ONE,),
    letters=(Letter(json.dumps({"id": ID, "reason": "expired", "advocate": {"email": "ann@example.org"}}), "m", "r"),),
    held=(),
    consent=(Spoken("sms", {"in_at": AT}, ({"what": "opt-in", "received_at": str(AT), "proof": "JOIN"},)),),
    hints=("what could not be looked through",),
)


@pytest.fixture(autouse=True)
def dynamodb(monkeypatch: pytest.MonkeyPatch) -> Dynamodb:
    there = Dynamodb()
    monkeypatch.setattr(stack, "chosen", lambda *_: stack_of(Sqs(dead=[]), there))
    monkeypatch.setattr(find, "find", lambda *_, **__: FOUND)
    return there


def test_a_persons_story_is_shown_in_80_columns(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["find", "ann@example.org"]) == 0
    shown = capsys.readouterr()
    assert max(map(len, shown.out.splitlines())) <= 80
    for text in (
        "998,1001",
        "2026-01-01 12:00:00",
        "may have been made",
        "discarded",
        "a test of ours",
        f"./relay --stack relay-test letters show {ID}",
        "consent by text",
        "opt-in",
        "proof JOIN",
    ):
        assert text in shown.out
    assert shown.err.splitlines()[-2:] == [
        "1 sign-up in the last 30 days, 1 letter, 0 held",
        "what could not be looked through",
    ]


def test_times_of_consent_are_said_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cleared = {"what": "cleared", "received_at": str(AT), "why": "a slogan", "decided_at": str(AT + 1000)}
    imported = {"what": "opt-in", "received_at": str(AT), "proof": "file: News", "imported_at": str(AT + 2000)}
    said = (cleared, imported, {"what": "sounded like a stop"})
    spoken = Spoken("sms", {"out_at": AT, "out_recorded_at": AT + 5000}, said)
    monkeypatch.setattr(find, "find", lambda *_, **__: dataclasses.replace(FOUND, consent=(spoken,)))
    assert main(["find", "ann@example.org"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "opted out 2026-01-01 12:00:00 UTC written down 2026-01-01 12:00:05 UTC" in shown
    assert "why a slogan, decided 2026-01-01 12:00:01 UTC" in shown
    assert "proof file: News, imported 2026-01-01 12:00:02 UTC" in shown
    assert shown.endswith("sounded like a stop ?")


def test_who_is_not_found_may_have_been_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(find, "find", lambda *_, **__: Found((), (), (), (), ()))
    assert main(["find", "ann@example.org"]) == 0
    assert "a form refused it and told the person why: `./relay --stack relay-test status`" in capsys.readouterr().err


def test_programs_are_told_all_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["find", "8165550123", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["submissions"][0]["id"], told["letters"][0]["id"]) == (ID, ID)
    assert told["consent"][0]["said"][0]["proof"] == "JOIN"
    assert "ann@example.org" not in json.dumps(told)


def test_what_nobody_can_be_found_by_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["find", "ann"]) == 1
    assert capsys.readouterr().err.startswith("error: that is no e-mail address")


@pytest.mark.parametrize("known", [True, False])
def test_the_lines_of_a_submission_come_in_order_with_the_journals_word(
    known: bool, dynamodb: Dynamodb, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[Any] = []
    line = trace.Line(AT, "web_form", "queued", {"outcome": "queued", "reason": "wait", "at": ["deliver.py:1", "x:2"]})

    def lines(_: stack.Stack, *what: Any) -> list[trace.Line]:
        asked.append(what)
        return [line]

    monkeypatch.setattr(trace, "lines", lines)
    if known:
        dynamodb.tables["JournalTable"] = {ID: {"id": {"S": ID}, **journal_item("done")}}
    assert main(["trace", ID]) == 0
    shown = capsys.readouterr()
    assert asked == [(ID, 1 if known else 0)]
    assert "queued, reason wait, at deliver.py:1 x:2" in shown.out
    assert ("done" in shown.out) == known
    assert ("does not know it" in shown.err) != known
    assert main(["trace", ID, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["lines"][-1]["message"], bool(told["journal"])) == ("queued", known)


# What the platform says, and what waits ------------------------------------------------------------------------------


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Upstream]:
    """What the platform says, the last of it."""
    answers = [Upstream((101,), (Side("email", 998, "done, other", "2 listed"),), ())]
    monkeypatch.setattr(find_command, "lists_of", lambda *_: Account(World()).lists())
    monkeypatch.setattr(find_command, "beside", lambda *_: answers[-1])
    return answers


def test_upstream_is_shown_beside_what_is_known_here(asked: list[Upstream], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["find", "ann@example.org", "--upstream"]) == 0
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= 80
    assert "made, made by another sign-up" in shown
    assert "2 listed" in shown
    assert main(["find", "ann@example.org", "--upstream", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["upstream"]["advocates"] == [101]
    assert main(["find", "ann@example.org", "--json"]) == 0
    assert "upstream" not in json.loads(capsys.readouterr().out)


def test_what_the_platform_does_not_tell_is_one_line_and_the_rest_is_shown(
    asked: list[Upstream], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked.append(Upstream((), (), ("advocates by e-mail: the API can't be reached from here",)))
    assert main(["find", "ann@example.org", "--upstream"]) == 1
    shown = capsys.readouterr()
    assert "the platform did not tell: advocates by e-mail: the API can't be reached from here" in shown.err
    assert ID in shown.out

    def no_secret(*_: Any) -> Any:
        raise Trouble("the credential secret can't be read")

    monkeypatch.setattr(find_command, "lists_of", no_secret)
    assert main(["find", "ann@example.org", "--upstream"]) == 1
    shown = capsys.readouterr()
    assert "the platform did not tell: the credential secret can't be read" in shown.err
    assert ID in shown.out


def test_what_waits_says_when_it_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    waits = (Waiting(ID, False, 3, AT, AT + 60_000), Waiting(ID, True, 0, AT, AT + 60_000))
    monkeypatch.setattr(find, "find", lambda *_, **__: dataclasses.replace(FOUND, waiting=waits))
    assert main(["find", "ann@example.org"]) == 0
    shown = capsys.readouterr()
    assert "2026-01-01 12:00:00 UTC, try 3 of the queue" in shown.out
    assert "by 2026-01-01 12:01:00 UTC" in shown.out
    assert "an opt-out" in shown.out
    assert "2 waiting in the retry queue" in shown.err
    main(["find", "ann@example.org", "--json"])
    assert [each["opts_out"] for each in json.loads(capsys.readouterr().out)["waiting"]] == [False, True]


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "<ann@example.org>",
            "mailto:ann@example.org",
            "ann@example.org,",
            '"ann"@example.org',
            "Ann <ann@example.org>",
        ),
        *("ann@example.org\u200b", "ann@example.org\x1b[31m", "\udcffnn@example.org", "ann@@example.org", "ann"),
        *("\uff18\uff11\uff16\uff15\uff15\uff15\uff10\uff11\uff12\uff13", "816555012", "28165550123", "81655501234"),
        *(ID[:-1], ID.upper(), "x" * 3000, "", " "),
    ],
    ids=ascii,
)
def test_what_would_find_nobody_is_refused_instead(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["find", typed], ["export", typed], ["erase", typed, "--yes"]):
        assert main(command) == 1
        assert capsys.readouterr().err.splitlines()[-1].startswith("error: that is no e-mail address, no phone")


@pytest.mark.parametrize("typed", ["breaker", "x" * 3000, "gone:m", "*" * 32])
def test_what_is_no_id_is_traced_nowhere(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", typed]) == 1
    assert "that is no id of a submission" in capsys.readouterr().err

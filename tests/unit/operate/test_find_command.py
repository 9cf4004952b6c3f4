"""`relay find` and `relay trace`: what they take and show."""

import json
from typing import Any

import pytest

from operate import find, stack, trace
from operate.command.__main__ import main
from operate.find import Found, Spoken, Submitted
from operate.letters import Letter
from tests.unit.operate.sqs import Sqs
from tests.unit.operate.stacks import Dynamodb, journal_item
from tests.unit.operate.stacks import stack as stack_of

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
        f"./relay letters show {ID}",
        "consent by text",
        "opt-in",
        "proof JOIN",
    ):
        assert text in shown.out
    assert shown.err.splitlines()[-2:] == [
        "1 sign-ups in the last 30 days, 1 letters, 0 held",
        "what could not be looked through",
    ]


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
    assert (told["lines"][0]["message"], bool(told["journal"])) == ("queued", known)

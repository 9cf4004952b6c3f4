"""Letters that the keeper has sent on, in operators' hands: their ids and their age are as they were at first."""

import json
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from operate import queue, stack
from operate.command.__main__ import main
from operate.journal import note_taken_away
from operate.letters import Letter, Wanted
from relay.keeping.marks import DAY_MS, NAME, SINCE
from tests.unit.operate.sqs import Sqs
from tests.unit.operate.stacks import Dynamodb
from tests.unit.operate.stacks import stack as stack_of

NOW = time.time_ns() // 1_000_000
HELD = json.dumps({"version": 1, "held": "spam"})
OTHER = json.dumps({"version": 1, "held": "spam", "natural_key": "other"})
FIRST = "first-name"


class Table(Dynamodb):
    """A table that notes are written into, if it is not away."""

    away = False

    def __init__(self) -> None:
        super().__init__()
        self.put: list[str] = []

    def batch_write_item(self, *, RequestItems: dict[str, Any]) -> None:  # noqa: N803 - boto3's own name
        if self.away:
            raise ClientError({"Error": {"Code": "AccessDeniedException"}}, "BatchWriteItem")
        for requests in RequestItems.values():
            assert len(requests) <= 25
            items = [each["PutRequest"]["Item"] for each in requests]
            assert all(int(item["ttl"]["N"]) > NOW // 1000 + 29 * 86_400 for item in items)
            self.put += [item["id"]["S"] for item in items]


@pytest.fixture
def sqs() -> Sqs:
    """One that was kept for 30 days, sent on today, and one of today."""
    marks = {HELD: {SINCE: str(NOW - 30 * DAY_MS), NAME: FIRST}}
    return Sqs(dead=[HELD, OTHER], marks=marks, sent_at=NOW, stable=True)


@pytest.fixture
def table(sqs: Sqs, monkeypatch: pytest.MonkeyPatch) -> Table:
    table = Table()
    monkeypatch.setattr(stack, "chosen", lambda *_: stack_of(sqs, table))
    return table


def test_a_letter_is_as_old_as_when_it_was_first_sent(sqs: Sqs) -> None:
    letters, _ = queue.listed(sqs, "dead")
    assert [letter.at for letter in letters] == [NOW - 30 * DAY_MS, NOW]


def test_a_letter_is_found_under_what_sqs_called_it_first(sqs: Sqs) -> None:
    letters, _ = queue.listed(sqs, "dead", Wanted(ids=frozenset({FIRST})))
    assert [(letter.id, letter.body) for letter in letters] == [(FIRST, HELD)]


def test_a_letter_that_is_there_twice_is_moved_twice_and_neither_stays_in_hand(sqs: Sqs) -> None:
    sqs.dead.append(copy := HELD.replace("spam", "stop_like"))
    sqs.marks[copy] = sqs.marks[HELD]
    moved = list(queue.replay(sqs, url="dead", retry_url="retry"))
    assert sorted(letter.id for letter in moved) == sorted([FIRST, FIRST, sqs.id_of(OTHER)])
    assert (sqs.hidden, sqs.dead) == ({}, [])


@pytest.mark.parametrize("command", ["release", "discard"])
def test_who_takes_an_old_letter_away_leaves_a_note_of_it(sqs: Sqs, table: Table, command: str) -> None:
    for name in (FIRST, sqs.id_of(OTHER)):
        more = ["--why", "spam", "--yes"] if command == "discard" else []
        assert main(["held", command, name, *more]) == 0
    assert table.put == [f"gone:{FIRST}"]


def test_a_letter_that_is_due_to_be_sent_on_may_have_a_copy_too() -> None:
    table = Table()
    days = (0, 6.9, 7.1, 13)
    letters = [Letter("", f"m{number}", "r", round(NOW - age * DAY_MS)) for number, age in enumerate(days)]
    note_taken_away(table, "journal", letters)
    assert table.put == ["gone:m2", "gone:m3"]


def test_many_notes_are_written_in_batches() -> None:
    table = Table()
    note_taken_away(table, "journal", [Letter("", f"m{number}", "r", 1) for number in range(60)])
    assert len(table.put) == 60


def test_a_note_that_can_not_be_written_stops_nobody(sqs: Sqs, table: Table) -> None:
    table.away = True
    assert main(["held", "discard", FIRST, "--why", "spam", "--yes"]) == 0
    assert sqs.dead == [OTHER]

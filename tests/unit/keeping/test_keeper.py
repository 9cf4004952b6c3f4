"""Letters outlive the 14 days of SQS, up to `keep_days`: unchanged, under their names, and one of each."""

import json
from typing import Any

import pytest

from relay import telemetry
from relay.keeping.keeper import Kept
from relay.keeping.marks import LAST, SINCE
from relay.stores.aws import AwsError
from relay.stores.journal import expiry
from tests.fakes.aws import Fault
from tests.fakes.log import Log
from tests.fakes.settings import DEAD, HELD, JOURNAL
from tests.unit.keeping.keeping_world import ID, KEEP_DAYS, KeepingWorld, letter_text, name_of

UNREADABLE = "\ud83d no JSON: \x00 \N{GRINNING FACE} {"


@pytest.fixture
def world() -> KeepingWorld:
    return KeepingWorld()


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Log:
    log = Log()
    monkeypatch.setattr(telemetry.logger.registered_handler, "stream", log)
    return log


def test_a_letter_lies_there_for_sixty_days_as_it_was_and_is_then_given_up_for_another_two_weeks(
    world: KeepingWorld,
) -> None:
    texts = [letter_text(), UNREADABLE, ""]
    world.put(*texts)
    names, begun = world.names(), world.clock()
    for _ in range(KEEP_DAYS + 13):
        passes = world.live(1, hours=6)
        assert sorted(each.body for each in world.lying()) == sorted(texts)
        assert sorted(world.names()) == sorted(names)
        assert {each.since for each in passes[-1].letters} == {begun}
    world.live(2, hours=6)
    assert world.lying() == []


def test_nothing_is_sent_again_within_its_first_week(world: KeepingWorld) -> None:
    world.put(letter_text())
    (before,) = world.lying()
    assert [each.again for each in world.live(6.9, hours=2)] == [0] * 83
    assert [each.id for each in world.lying()] == [before.id]
    world.live(0.2)
    (after,) = world.lying()
    assert after.id != before.id
    assert (after.body, name_of(after)) == (before.body, before.id)


def test_there_is_a_week_of_hours_to_send_it_in(world: KeepingWorld) -> None:
    world.put(letter_text())
    world.clock.advance(days=13.9)
    assert world.keep().again == 1
    assert world.age_days(world.lying()[0]) == 0


def test_it_is_given_up_once_with_a_word_and_nothing_of_its_person(world: KeepingWorld, log: Log) -> None:
    world.put(letter_text(id=ID))
    passes = world.live(KEEP_DAYS + 14, hours=6)
    (given_up,) = (letter for each in passes for letter in each.given_up)
    assert (given_up.submission_id, given_up.reason, given_up.is_last) == (ID, "rejected", True)
    assert given_up.gone_at - given_up.since == (KEEP_DAYS + 14) * 86_400_000
    (line,) = (line for line in log.lines if line["message"] == "given up")
    assert (line["submission_id"], line["reason"]) == (ID, "rejected")
    assert "Ann" not in log.text


def test_who_keeps_for_longer_keeps_what_was_given_up_too(world: KeepingWorld) -> None:
    world.put(letter_text())
    world.live(KEEP_DAYS + 1, hours=6)
    assert LAST in world.lying()[0].attributes
    world.clock.advance(days=7)
    assert world.keep(keep_days=90).again == 1
    assert LAST not in world.lying()[0].attributes


def test_every_letter_of_both_queues_is_seen_and_can_be_received_again_at_once(world: KeepingWorld) -> None:
    world.put(*(letter_text(number) for number in range(53)))
    world.put(json.dumps({"held": "spam", "at": 1}), queue=HELD)
    found = world.keep()
    assert (len(found.letters), found.unseen) == (53, 0)
    assert [each.reason for each in world.keep(queue=HELD).letters] == ["spam"]
    assert all(each.visible_at <= world.clock() for each in world.lying() + world.lying(HELD))


def test_what_is_in_somebodys_hand_is_left_alone_and_kept_an_hour_later(world: KeepingWorld) -> None:
    world.put(letter_text(1), letter_text(2))
    world.clock.advance(days=10)
    request = {"QueueUrl": DEAD, "MaxNumberOfMessages": 1, "VisibilityTimeout": 120}
    world.aws.call("sqs", "ReceiveMessage", request)
    found = world.keep()
    assert (found.again, found.unseen) == (1, 1)
    world.clock.advance(hours=1)
    assert world.keep().again == 1


def test_a_queue_that_is_empty_costs_one_call(world: KeepingWorld) -> None:
    assert world.keep() == Kept(world.clock())
    assert [operation for _, operation, _ in world.aws.calls] == ["GetQueueAttributes"]


def test_five_thousand_due_letters_are_kept_by_calls_that_fit_in_five_minutes(world: KeepingWorld) -> None:
    world.put(*(letter_text(number) for number in range(5000)))
    world.clock.advance(days=8)
    world.aws.calls.clear()
    assert world.keep().again == 5000
    assert len(world.aws.calls) * 0.02 < 350  # seconds, at 20 ms each
    assert len(world.lying()) == 5000


def test_it_stops_in_time_and_goes_on_in_the_next_hour(world: KeepingWorld) -> None:
    world.put(*(letter_text(number) for number in range(100)))
    world.clock.advance(days=8)
    calls = iter(range(40))
    first = world.keep(lambda: next(calls, None) is not None)
    assert 0 < first.again < 100
    assert first.again + first.unseen + len(first.letters) >= 100
    assert all(each.visible_at <= world.clock() for each in world.lying())
    world.clock.advance(hours=1)
    assert first.again + world.keep().again == 100
    assert len(world.lying()) == 100


def test_who_only_looks_changes_nothing(world: KeepingWorld) -> None:
    world.put(*(letter_text(number) for number in range(3)))
    world.clock.advance(days=8)
    before = [each.id for each in world.lying()]
    assert len(world.keep(looks_only=True).letters) == 3
    assert [each.id for each in world.lying()] == before
    assert {operation for _, operation, _ in world.aws.calls[3:]} == {
        "GetQueueAttributes",
        "ReceiveMessage",
        "BatchGetItem",
        "ChangeMessageVisibilityBatch",
    }


# ---------------------------------------------------------------- copies, and what was taken away


def test_a_copy_that_was_left_goes_with_the_next_pass(world: KeepingWorld) -> None:
    world.put(letter_text())
    world.clock.advance(days=8)
    world.aws.faults = [Fault("DeleteMessage", "away", count=1)]
    world.keep()
    assert len(world.lying()) == 2
    assert len(set(world.names())) == 1
    world.clock.advance(hours=1)
    assert len(world.keep().letters) == 1
    (left,) = world.lying()
    assert SINCE in left.attributes


def test_two_letters_that_say_the_same_are_two(world: KeepingWorld) -> None:
    world.put(letter_text(), letter_text())
    world.live(30, hours=12)
    assert len(world.lying()) == 2


@pytest.mark.parametrize("fault", ["refused", "away", "lost_answer"])
def test_what_sqs_does_not_surely_take_stays(world: KeepingWorld, fault: Any) -> None:
    world.put(letter_text())
    world.clock.advance(days=8)
    world.aws.faults = [Fault("SendMessage", fault, count=1)]
    assert world.keep().failed == 1
    assert len(set(world.names())) == 1
    world.clock.advance(hours=1)
    assert (world.keep().failed, len(world.lying())) == (0, 1)


@pytest.mark.parametrize("taken", ["the letter", "its copy"])
def test_what_an_operator_took_away_does_not_come_back_as_its_copy(world: KeepingWorld, taken: str) -> None:
    world.put(letter_text())
    (name,) = world.names()
    world.clock.advance(days=8)
    world.aws.faults = [Fault("DeleteMessage", "away", count=1)]
    world.keep()
    world.clock.advance(minutes=3)
    assert len(world.lying()) == 2
    if taken == "its copy":
        world.lying()[0].visible_at = world.clock() + 60_000
    world.taken_away(name)
    assert len(world.lying()) == 1
    world.clock.advance(hours=1)
    assert world.keep().letters == ()
    assert world.lying() == []


def test_with_the_journal_away_no_letter_is_lost(world: KeepingWorld) -> None:
    world.put(letter_text())
    world.aws.faults = [Fault("BatchGetItem", "away"), Fault("UpdateItem", "away")]
    world.live(40, hours=12)
    assert len(world.lying()) == 1


def test_one_that_cant_be_let_go_is_let_go_by_time(world: KeepingWorld) -> None:
    world.put(letter_text())
    world.aws.faults = [Fault("ChangeMessageVisibilityBatch", "away")]
    assert len(world.keep().letters) == 1
    assert world.lying()[0].visible_at == world.clock() + 120_000


def test_a_queue_that_fails_midway_tells_what_was_seen_and_lets_it_go(world: KeepingWorld) -> None:
    world.put(*(letter_text(number) for number in range(30)))
    world.aws.faults = [Fault("ReceiveMessage", "away", spared=2)]
    found = world.keep()
    assert (len(found.letters), found.unseen) == (20, 10)
    assert all(each.visible_at <= world.clock() for each in world.lying())


def test_a_queue_that_tells_nothing_is_an_error(world: KeepingWorld) -> None:
    world.aws.faults = [Fault("GetQueueAttributes", "away")]
    with pytest.raises(AwsError):
        world.keep()


# ---------------------------------------------------------------- the journal


def test_the_journal_knows_a_submission_for_as_long_as_its_letter_lies_there(world: KeepingWorld) -> None:
    world.put(letter_text(id=ID))
    item = {"id": {"S": ID}, "state": {"S": "dead"}, "ttl": {"N": str(expiry(world.clock()))}}
    world.aws.tables[JOURNAL] = {ID: item}
    for _ in range(KEEP_DAYS + 13):
        world.live(1, hours=6)
        kept = world.aws.tables[JOURNAL][ID]
        assert int(kept["ttl"]["N"]) > world.clock() // 1000
        assert kept["state"] == {"S": "dead"}


def test_a_submission_that_the_journal_does_not_know_is_not_made_known(world: KeepingWorld) -> None:
    world.put(letter_text(id=ID), letter_text(id="breaker"), letter_text(id=None), "[]")
    world.live(8)
    assert world.aws.tables.get(JOURNAL, {}) == {}


# ---------------------------------------------------------------- what is said of a letter


@pytest.mark.parametrize(
    ("changes", "reason", "identifier"),
    [
        ({"reason": "poison", "id": ID}, "poison", ID),
        ({"reason": "Ann Example", "id": "ann@example.org"}, "none", ""),
        ({"reason": ["rejected"], "id": 7}, "none", ""),
    ],
)
def test_of_a_letter_only_what_is_of_a_closed_list_is_said(
    world: KeepingWorld, changes: dict[str, Any], reason: str, identifier: str
) -> None:
    world.put(json.dumps(json.loads(letter_text()) | changes))
    (facts,) = world.keep().letters
    assert (facts.reason, facts.submission_id) == (reason, identifier)
    assert "Ann" not in repr(facts)


@pytest.mark.parametrize(
    "marks",
    [
        {"kept_since": {"StringValue": "soon"}},
        {"kept_since": {}},
        {"kept_name": {}},
        {"kept_name": {"StringValue": "Ann Example"}},
    ],
)
def test_marks_that_somebody_has_spoilt_are_passed_over(world: KeepingWorld, marks: dict[str, Any]) -> None:
    request = {"QueueUrl": DEAD, "MessageBody": letter_text(), "MessageAttributes": marks}
    world.aws.call("sqs", "SendMessage", request)
    (facts,) = world.keep().letters
    assert (facts.since, facts.name) == (world.clock(), world.lying()[0].id)

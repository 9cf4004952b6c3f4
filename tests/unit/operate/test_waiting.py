"""What waits for another try, by journal and logs: the retry queue is not touched."""

import dataclasses
from typing import Any

import pytest
from botocore.exceptions import ClientError

from operate import trace, waiting
from operate.stack import Stack
from operate.waiting import Asked, Waiting
from tests.unit.operate.sqs import Sqs
from tests.unit.operate.stacks import Dynamodb, stack

NOW = 1_767_268_800_000
ID = "0123456789abcdef0123456789abcdef"


class Untouched(Sqs):
    def receive_message(self, **_: Any) -> Any:
        raise AssertionError("the retry queue is the worker's")


@pytest.fixture
def dynamodb() -> Dynamodb:
    return Dynamodb()


@pytest.fixture
def there(dynamodb: Dynamodb, monkeypatch: pytest.MonkeyPatch) -> Stack:
    monkeypatch.setattr(waiting, "now_ms", lambda: NOW)
    settings = {"FirstWaitSeconds": "30", "LongestWaitSeconds": "600", "SettleMinutes": "15"}
    return dataclasses.replace(stack(Untouched(), dynamodb), parameters=settings)


def logged(monkeypatch: pytest.MonkeyPatch, *lines: tuple[int, str, int]) -> None:
    """Runs of the submission: seconds ago, outcome, attempt."""

    def shown(_: Stack, submission_id: str, __: int) -> list[trace.Line]:
        runs = [
            trace.Line(NOW - ago * 1000, "retry", outcome, {"outcome": outcome, "attempt": attempt})
            for ago, outcome, attempt in lines
        ]
        return [*runs, trace.Line(NOW, "retry", "fault", {"error": "TypeError"})] if submission_id == ID else []

    monkeypatch.setattr(trace, "lines", shown)


@pytest.mark.parametrize(("tries", "seconds"), [(0, 31), (1, 31), (2, 61), (5, 481), (6, 601), (300, 601)])
def test_what_waits_says_when_it_was_tried_and_by_when_it_is_tried_again(
    there: Stack, tries: int, seconds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged(monkeypatch, (90, "queued", 0), (5, "waiting", tries))
    found, hints = waiting.waiting(there, [Asked(ID, NOW - 90_000)])
    assert found == (Waiting(ID, opts_out=False, tries=tries, tried_at=NOW - 5000, next_by=NOW + (seconds - 5) * 1000),)
    assert hints == ()


@pytest.mark.parametrize("outcome", ["delivered", "dead", "held", "rejected", "unavailable", "finished"])
def test_what_came_to_something_waits_no_more(there: Stack, outcome: str, monkeypatch: pytest.MonkeyPatch) -> None:
    logged(monkeypatch, (90, "waiting", 1), (5, outcome, 2))
    assert waiting.waiting(there, [Asked(ID, NOW)]) == ((), ())


def test_an_opt_out_waits_longer(there: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    logged(monkeypatch, (5, "waiting", 9))
    ((one,), _) = waiting.waiting(there, [Asked(ID, NOW, opts_out=True)])
    assert (one.opts_out, one.next_by) == (True, NOW + (1000 + 900 + 1 - 5) * 1000)


@pytest.mark.parametrize(("state", "later"), [("OPEN", 3600), ("CLOSED", -5)])
def test_while_the_api_is_left_alone_nothing_is_tried(
    there: Stack, dynamodb: Dynamodb, state: str, later: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = {"id": {"S": "breaker"}, "state": {"S": state}, "until": {"N": str(NOW // 1000 + 3600)}}
    dynamodb.tables["JournalTable"] = {"breaker": item}
    logged(monkeypatch, (5, "waiting", 1))
    ((one,), _) = waiting.waiting(there, [Asked(ID, NOW)])
    assert one.next_by == NOW + (later + 31) * 1000


def test_what_was_put_off_without_a_line_is_tried_within_the_longest_wait(
    there: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged(monkeypatch, (9000, "waiting", 1))
    ((one,), _) = waiting.waiting(there, [Asked(ID, NOW)])
    assert one.next_by == NOW + 601_000


def test_what_is_older_than_any_message_or_no_id_is_not_looked_up(
    there: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trace, "lines", lambda *_: pytest.fail("looked up"))
    assert waiting.waiting(there, [Asked(ID, NOW - 15 * 86_400_000), Asked("message-7", NOW)]) == ((), ())


def test_many_are_looked_up_in_part_and_that_is_said(there: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    logged(monkeypatch, (5, "waiting", 1))
    asked = [Asked(f"{number:032x}", NOW - number) for number in range(30)]
    found, hints = waiting.waiting(there, [*asked, Asked(ID, NOW)])
    assert ([one.id for one in found], hints) == ([ID], ("21 older ones may wait too: trace them by their ids",))


def test_logs_that_cant_be_read_are_a_line(there: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: Any) -> Any:
        raise ClientError({"Error": {"Code": "AccessDeniedException"}}, "FilterLogEvents")

    monkeypatch.setattr(trace, "lines", denied)
    found, (hint,) = waiting.waiting(there, [Asked(ID, NOW)])
    assert (found, "these credentials may not do FilterLogEvents" in hint) == ((), True)

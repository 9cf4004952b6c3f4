"""How a stack stands: what is read where, and what is told if a part can't be read."""

import json
from typing import Any

import boto3
import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from operate import journal, status
from operate.stack import Stack
from operate.status import DAY_MS, HOUR_MS, BreakerNow, Pile, Waiting
from relay import telemetry
from relay.delivery import breaker
from relay.keeping.log_lines import QueryRefused
from relay.keeping.numbers import Flow
from tests.fakes.log import Log
from tests.unit.keeping.logs import Insights, Logs
from tests.unit.operate.sqs import LETTERS, Sqs
from tests.unit.operate.stacks import Dynamodb, stack
from tests.unit.operate.test_worker_switch import Lambda

NOW = 1_793_512_770_000
GROUPS = {"WebFormLogs": "/aws/lambda/relay-web-form", "RetryLogs": "/aws/lambda/relay-retry", "ApiLogs": "/api"}


class LogsClient:
    """CloudWatch Logs as boto3 has it, over lists; `error` is what it answers instead."""

    def __init__(self, logs: Logs, error: ClientError | None = None) -> None:
        self.logs, self.error = logs, error

    def __getattr__(self, name: str) -> Any:
        operations = ("StartQuery", "GetQueryResults", "StopQuery", "FilterLogEvents")
        (operation,) = [each for each in operations if xform_name(each) == name]

        def answer(**request: Any) -> Any:
            if self.error:
                raise self.error
            return self.logs(operation, request)

        return answer


class Queues(Sqs):
    """Letters, and a retry queue with some that wait."""

    waits = (1, 2, 3)

    def get_queue_attributes(self, **request: Any) -> dict[str, Any]:
        if request["QueueUrl"] == "retry":
            names = (
                "ApproximateNumberOfMessages",
                *(f"ApproximateNumberOfMessages{n}" for n in ("NotVisible", "Delayed")),
            )
            return {"Attributes": {name: str(count) for name, count in zip(names, self.waits, strict=True)}}
        return super().get_queue_attributes(**request)


@pytest.fixture
def logs() -> Logs:
    return Logs({group: [] for name, group in GROUPS.items() if name != "ApiLogs"})


@pytest.fixture
def dynamodb() -> Dynamodb:
    return Dynamodb()


@pytest.fixture
def there(logs: Logs, dynamodb: Dynamodb, monkeypatch: pytest.MonkeyPatch) -> Stack:
    monkeypatch.setattr("relay.keeping.log_lines.POLL_SECONDS", 0.001)
    found = stack(Queues(dead=[]), dynamodb)
    found._clients.update({"logs": LogsClient(logs), "lambda": Lambda("Enabled")})
    found.__dict__["resources"] = {name: ("AWS::Logs::LogGroup", group) for name, group in GROUPS.items()} | {
        "Events": ("AWS::Lambda::EventSourceMapping", "the mapping")
    }
    return found


def wrote(log: Log, logs: Logs, at: int) -> None:
    """Put what was logged last into the worker's group, as of then."""
    logs.groups[GROUPS["RetryLogs"]].append((at, log.writes[-1]))


@pytest.mark.parametrize("insights", ["counts", "lists", "refuses"])
def test_the_last_hour_and_day_are_told_apart(there: Stack, log: Log, logs: Logs, insights: Insights) -> None:
    logs.insights = insights
    for at in (NOW - 1, NOW - HOUR_MS, NOW - HOUR_MS - 1, NOW - DAY_MS, NOW - DAY_MS - 1):
        telemetry.outcome("a", source="sms", outcome="delivered", reason="delivered", campaigns=(998,))
        wrote(log, logs, at)
    found = status.status_of(there, clock=lambda: NOW)
    assert found.unread == {}
    assert found.hour
    assert found.day
    assert found.hour.by_campaign == {("sms", 998): Flow(received=2, delivered=2)}
    assert found.day.by_campaign == {("sms", 998): Flow(received=4, delivered=4)}


def test_what_waits_is_told_with_its_age(there: Stack, log: Log, logs: Logs) -> None:
    telemetry.outcome("a", source="sms", outcome="queued", reason="wait", campaigns=(998,))
    wrote(log, logs, NOW - 3 * DAY_MS)
    found = status.status_of(there, clock=lambda: NOW)
    assert found.waiting == Waiting(due=1, in_flight=2, delayed=3, since=NOW - 3 * DAY_MS)
    there._clients["sqs"].waits = (0, 0, 0)
    logs.asked.clear()
    assert status.status_of(there, clock=lambda: NOW).waiting == Waiting(0, 0, 0)
    assert logs.operations().count("StartQuery") == 2  # nothing waits, so nobody asks for how long


def test_letters_are_counted_by_reason_and_put_back(there: Stack) -> None:
    expired = json.dumps({"reason": "expired", "last_at": 7, "id": "old"})
    there._clients["sqs"].dead = [*LETTERS, expired]
    there._clients["sqs"].others = 2
    found = status.status_of(there, clock=lambda: NOW)
    assert found.letters == Pile(6, {"rejected": 3, "expired": 1}, 0, in_hand=2)
    assert sorted(there._clients["sqs"].dead) == sorted([*LETTERS, expired])
    assert there._clients["sqs"].hidden == {}


def test_thousands_of_letters_are_left_alone_and_the_journal_is_asked(
    there: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {"rejected": journal.DeadCount(2, 50), "expired": journal.DeadCount(4000, 40)}
    monkeypatch.setattr(journal, "dead_by_reason", lambda *asked: known.get(asked[-1], journal.DeadCount(0, 0)))
    monkeypatch.setattr(status, "MOST_LOOKED_AT", 2)
    there._clients["sqs"].dead = [*LETTERS]
    there._clients["sqs"].others = 1
    assert status._letters(there) == Pile(4, {"expired": 4000, "rejected": 2}, 40, in_hand=1, by_journal=True)
    assert there._clients["sqs"].received == 0
    monkeypatch.setattr(status, "MOST_LOOKED_AT", 3)
    assert not status._letters(there).by_journal


@pytest.mark.parametrize(
    ("item", "known"),
    [
        (None, BreakerNow("CLOSED")),
        ({"state": {"S": "CLOSED"}}, BreakerNow("CLOSED")),
        ({"state": {"S": "OPEN"}, "opened_at": {"N": "5"}, "until": {"N": "99"}}, BreakerNow("OPEN", 99_000)),
        ({"state": {"S": "OPEN"}, "opened_at": {"N": "5"}}, BreakerNow("OPEN", 65_000)),
        ({"state": {"S": "HALF_OPEN"}, "lease": {"N": "8"}, "until": {"N": "9"}}, BreakerNow("HALF_OPEN", 8000)),
    ],
    ids=["none", "closed", "open", "of version 1", "half open"],
)
def test_the_breaker_is_as_its_item_says(
    there: Stack, dynamodb: Dynamodb, item: dict[str, Any] | None, known: BreakerNow
) -> None:
    if item:
        dynamodb.tables["JournalTable"] = {breaker.KEY: {"id": {"S": breaker.KEY}, **item}}
    assert status.status_of(there, clock=lambda: NOW).breaker == known


def test_what_cant_be_read_is_named_and_the_rest_is_told(there: Stack, logs: Logs) -> None:
    denied = ClientError({"Error": {"Code": "AccessDeniedException"}}, "StartQuery")
    there._clients["logs"] = LogsClient(logs, denied)
    found = status.status_of(there, clock=lambda: NOW)
    assert list(found.unread) == ["log lines"]
    assert "may not do StartQuery" in found.unread["log lines"]
    assert (found.hour, found.day) == (None, None)
    assert found.worker == "Enabled"
    assert found.waiting == Waiting(1, 2, 3)


def test_a_query_that_fails_is_a_line(there: Stack, logs: Logs) -> None:
    logs.insights = "fails"
    found = status.status_of(there, clock=lambda: NOW)
    assert found.unread == {"log lines": "CloudWatch Logs did not answer in time: start the same command again"}
    assert found.letters == Pile(0, {}, None, 0)


def test_whoever_interrupts_does_not_wait_for_a_query(
    there: Stack, logs: Logs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("relay.keeping.log_lines.POLL_SECONDS", 60)
    logs.insights = "never"
    there._clients["sqs"].dead, there._clients["sqs"].interrupts = [*LETTERS], True
    with pytest.raises(KeyboardInterrupt):
        status.status_of(there, clock=lambda: NOW)
    assert logs.operations().count("GetQueryResults") <= 3
    assert sorted(there._clients["sqs"].dead) == sorted(LETTERS)


def test_how_far_it_is_is_told(there: Stack) -> None:
    told: list[tuple[int, int]] = []
    status.status_of(there, clock=lambda: NOW, told=lambda *far: told.append(far))
    assert sorted(told) == [(number, status.STEPS) for number in range(1, status.STEPS + 1)]


@pytest.mark.parametrize("state", ["Disabled", "Disabling"])
def test_a_stopped_worker_is_a_pause(there: Stack, state: str) -> None:
    there._clients["lambda"] = Lambda(state)
    assert status.status_of(there, clock=lambda: NOW).is_paused


def test_a_query_that_cloudwatch_does_not_understand_is_told_apart(there: Stack, logs: Logs) -> None:
    there._clients["logs"] = LogsClient(logs, ClientError({"Error": {"Code": "MalformedQueryException"}}, "StartQuery"))
    with pytest.raises(QueryRefused):
        status.ask_of(there)("StartQuery", {})


def test_the_operations_are_those_of_boto3() -> None:
    client: Any = boto3.client("logs", region_name="us-east-1")
    for operation in ("StartQuery", "GetQueryResults", "StopQuery", "FilterLogEvents"):
        assert callable(getattr(client, xform_name(operation)))

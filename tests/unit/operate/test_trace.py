"""All that happened to a submission, in order: logs, journal and queues, and why something is not seen."""

import dataclasses
import json
from typing import Any

import pytest

from operate import find, followed, trace
from operate.command.__main__ import main
from operate.letters import Letter
from operate.stack import Stack
from tests.unit.operate.sqs import Sqs
from tests.unit.operate.stacks import Dynamodb
from tests.unit.operate.stacks import stack as stack_of

ID = "0123456789abcdef0123456789abcdef"
T = 1_767_268_800_000
GROUP = "/aws/lambda/relay-retry"


class Logs:
    """The part of boto3's client for logs that is used, over events of one group."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.asked: list[dict[str, Any]] = []

    def get_paginator(self, _: str) -> "Logs":
        return self

    def paginate(self, **asked: Any) -> Any:
        self.asked.append(asked)
        is_named = asked["filterPattern"] == f'"{ID}"'
        found = [
            event
            for event in self.events
            if (ID in event["message"] if is_named else True)
            and event["logStreamName"] in asked.get("logStreamNames", [event["logStreamName"]])
            and asked["startTime"] <= event["timestamp"] <= asked.get("endTime", event["timestamp"])
        ]
        return [{"events": found}]

    def ran(self, seconds: float, outcome: str, attempt: int, stream: str = "a", **more: Any) -> None:
        said = {"service": "retry", "message": outcome, "outcome": outcome, "attempt": attempt, "submission_id": ID}
        self.wrote(seconds, stream, **(said | more))

    def wrote(self, seconds: float, stream: str = "a", **said: Any) -> None:
        event = {"timestamp": T + round(seconds * 1000), "message": json.dumps(said), "logStreamName": stream}
        self.events.append(event)


@pytest.fixture
def logs() -> Logs:
    return Logs()


@pytest.fixture
def sqs() -> Sqs:
    return Sqs(dead=[], stable=True)


@pytest.fixture
def dynamodb() -> Dynamodb:
    return Dynamodb(tables={"JournalTable": {}})


@pytest.fixture
def there(logs: Logs, sqs: Sqs, dynamodb: Dynamodb, monkeypatch: pytest.MonkeyPatch) -> Stack:
    plain = stack_of(sqs, dynamodb)
    made = dataclasses.replace(plain, parameters={"LogRetentionDays": "7"}, _clients={**plain._clients, "logs": logs})
    made.__dict__["resources"] = {"RetryLogs": ("AWS::Logs::LogGroup", GROUP)}
    monkeypatch.setattr(find, "key_of", lambda _: b"the key")
    monkeypatch.setattr("operate.stack.chosen", lambda *_: made)
    return made


def told(stack: Stack, wanted: str = ID) -> list[str]:
    return [line.message for line in followed.follow(stack, wanted).lines]


def test_a_life_is_told_in_order_from_receipt_to_the_journals_last_word(
    there: Stack, logs: Logs, dynamodb: Dynamodb
) -> None:
    logs.ran(0.5, "queued", 0)
    logs.ran(40, "waiting", 1)
    logs.ran(90, "dead", 2, reason="rejected")
    logs.wrote(89, message="dead letter", submission_id=ID, reason="rejected")
    logs.ran(900, "delivered", 1)
    dynamodb.tables["JournalTable"][ID] = {
        "id": {"S": ID},
        "state": {"S": "done"},
        "received_at": {"N": str(T)},
        "conn": {"M": {"email": {"S": "done"}}},
        "advocate": {"N": "101"},
        "asked": {"S": "web_form 998"},
        "ttl": {"N": str(T // 1000 + 901 + 30 * 86_400)},
    }
    story = followed.follow(there, ID)
    assert [line.message for line in story.lines] == [
        "received",
        "queued",
        "waiting",
        "dead letter",
        "dead",
        "back in the retry queue: replayed or released, or sent once more by its sender",
        "delivered",
        "closed: done",
    ]
    assert story.lines[-1].said == {"advocate": 101, "parts": ["email done"]}
    assert story.hints == ("5 log lines",)


def test_what_the_journal_knows_of_a_run_under_way_and_of_doubt_is_told(there: Stack, dynamodb: Dynamodb) -> None:
    dynamodb.tables["JournalTable"][ID] = {
        "id": {"S": ID},
        "state": {"S": "open"},
        "received_at": {"N": str(T)},
        "token": {"S": "t"},
        "lease_until": {"N": str(T + 90_000)},
        "sending": {"N": str(T + 1000)},
        "covers": {"S": "email"},
        "from": {"N": str(T + 2000)},
        "since": {"N": str(T + 3000)},
        "conn": {"M": {"email": {"S": "maybe"}, "call": {"S": "done"}}},
        "discarded_at": {"N": str(T + 5000)},
        "discarded_why": {"S": "a test"},
        "ttl": {"N": str(T // 1000 + 4 + 30 * 86_400)},
    }
    assert [(line.message, dict(line.said)) for line in followed.follow(there, ID).lines] == [
        ("received", {}),
        ("marked: from now on it may have been sent", {"covers": "email"}),
        ("may have been sent from now on", {"parts": ["email"], "until": T + 3000}),
        ("claimed by a run", {"until": T + 90_000}),
        ("letter deleted by an operator", {"why": "a test"}),
    ]


def test_what_the_process_logged_beside_a_run_is_told_and_nothing_of_others(there: Stack, logs: Logs) -> None:
    logs.ran(10, "waiting", 1)
    logs.wrote(9, message="api refusal", kind="CredentialsRejected", outcome="CredentialsRejected")
    logs.wrote(9.5, message="breaker", state="OPEN", outcome="OPEN")
    logs.wrote(9.6, message="delivered", submission_id="another")
    logs.wrote(9.7, "b", message="breaker", state="CLOSED")
    logs.wrote(500, message="api refusal", kind="Misrouted")
    logs.events.append({"timestamp": T + 30_000, "message": "Task timed out after 60.00 seconds", "logStreamName": "a"})
    assert told(there) == ["api refusal", "breaker", "waiting", "Task timed out after 60.00 seconds"]


def test_a_refusal_beside_it_is_no_run_of_it(there: Stack, logs: Logs) -> None:
    logs.ran(10, "dead", 3)
    logs.wrote(11, message="api refusal", outcome="CredentialsRejected")
    logs.ran(20, "waiting", 1)
    assert told(there)[-2:] == [
        "back in the retry queue: replayed or released, or sent once more by its sender",
        "waiting",
    ]


def test_a_letter_that_was_written_at_ingress_is_told_to_come_back_too(there: Stack, logs: Logs) -> None:
    logs.wrote(1, message="dead letter", submission_id=ID, reason="rejected")
    logs.ran(2, "rejected", 0)
    logs.ran(90, "delivered", 1)
    assert told(there)[-3:] == [
        "rejected",
        "back in the retry queue: replayed or released, or sent once more by its sender",
        "delivered",
    ]


def test_a_letter_that_lies_there_is_told_with_the_answer_but_not_with_its_words(there: Stack, sqs: Sqs) -> None:
    api = {"endpoint": "create_advocate", "status": 422, "message": "ann@example.org is no address"}
    sqs.dead = [
        json.dumps({"id": ID, "reason": "rejected", "detail": "", "last_at": T, "api": api, "released_at": T - 5})
    ]
    lines = [line for line in followed.follow(there, ID).lines if line.service == "letters"]
    assert [line.message for line in lines] == ["released by an operator", "lies there"]
    assert lines[-1].said == {"reason": "rejected", "endpoint": "create_advocate", "status": 422}
    assert sqs.dead
    assert not sqs.retry


def test_what_is_held_is_followed_by_sqs_id_and_by_its_own(
    there: Stack, sqs: Sqs, dynamodb: Dynamodb, logs: Logs, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = {"version": 1, "source": "sms", "natural_key": "k", "keyed_by_content": False, "received_at": 5}
    body = json.dumps(held | {"campaigns": [998], "advocate": {"phone": "8165550123"}, "held": "spam", "at": T})
    sqs.dead = [body]
    own = find.submission_id(Letter(body, "", ""), find.identity_of(there))
    dynamodb.tables["JournalTable"][own] = {"id": {"S": own}, "state": {"S": "open"}, "received_at": {"N": "5"}}
    assert told(there, own) == ["received", "lies there"]
    message_id = "01234567-0123-0123-0123-0123456789ab"
    monkeypatch.setattr(sqs, "id_of", lambda _: message_id)
    assert told(there, message_id) == ["received", "lies there", "lies there"]  # the fake's queues are one
    assert logs.asked[-1]["filterPattern"] == f'"{own}"'


def test_an_id_that_no_log_names_says_so_and_why(
    there: Stack, dynamodb: Dynamodb, capsys: pytest.CaptureFixture[str]
) -> None:
    dynamodb.tables["JournalTable"][ID] = {"id": {"S": ID}, "state": {"S": "done"}, "received_at": {"N": str(T)}}
    assert main(["trace", ID]) == 0
    shown = capsys.readouterr()
    assert "no log line names it: logs are kept for 7 days, and lines of the last minute may" in shown.err
    assert "does not know it" not in shown.err
    dynamodb.tables["JournalTable"].clear()
    assert main(["trace", ID]) == 1
    shown = capsys.readouterr()
    assert "the journal does not know it (any more): it forgets 30 days after the last run" in shown.err
    assert "nothing at all is known of it: is the id whole, and of this stack?" in shown.err


def test_the_table_fits_80_columns(there: Stack, logs: Logs, capsys: pytest.CaptureFixture[str]) -> None:
    logs.ran(10, "waiting", 1)
    logs.wrote(9, message="fault", submission_id=ID, where="worker.deliver", error="TypeError", at=["a.py:1"] * 6)
    assert main(["trace", ID]) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80
    assert main(["trace", ID, "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["lines"]) == 2


def test_of_many_runs_the_last_ones_are_looked_at_beside(there: Stack, logs: Logs) -> None:
    for number in range(50):
        logs.ran(number * 600, "waiting", number + 1)
    followed.follow(there, ID)
    assert len(logs.asked) == 1 + trace.MOST_RUNS


def test_an_item_that_was_changed_by_hand_is_shown_as_far_as_it_can_be(
    there: Stack, dynamodb: Dynamodb, capsys: pytest.CaptureFixture[str]
) -> None:
    item = {"id": {"S": ID}, "state": {"S": "open"}, "conn": {"S": "no map"}, "from": {"N": "1"}}
    dynamodb.tables["JournalTable"][ID] = item
    assert main(["trace", ID]) == 0
    assert "may have been sent" in capsys.readouterr().out

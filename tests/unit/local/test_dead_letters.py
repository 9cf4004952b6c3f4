"""Replaying dead letters: a letter leaves its queue only after the retry queue has it, and only as it was."""

import itertools
import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from cli import dead_letters
from tests.fakes.settings import DEAD, RETRY

LETTERS = [json.dumps({"version": 1, "source": "sms", "reason": "rejected", "id": f"id{n}"}) for n in range(3)]


@dataclass
class Sqs:
    """The part of boto3's client that is used, over two lists; `away` lets the sending fail."""

    dead: list[str] = field(default_factory=lambda: list(LETTERS))
    retry: list[str] = field(default_factory=list)
    away: bool = False
    hidden: dict[str, str] = field(default_factory=dict)
    numbers: Any = field(default_factory=itertools.count)

    def receive_message(self, **request: Any) -> dict[str, Any]:
        received = {f"receipt {next(self.numbers)}": body for body in self.dead}
        self.dead = []
        self.hidden |= received
        return {"Messages": [{"Body": body, "ReceiptHandle": receipt} for receipt, body in received.items()]}

    def send_message(self, *, QueueUrl: str, MessageBody: str) -> None:  # noqa: N803 - boto3's own names
        if self.away:
            raise ConnectionError
        assert QueueUrl == RETRY
        self.retry.append(MessageBody)

    def delete_message(self, *, QueueUrl: str, ReceiptHandle: str) -> None:  # noqa: N803 - boto3's own names
        assert QueueUrl == DEAD
        del self.hidden[ReceiptHandle]

    def change_message_visibility(self, *, QueueUrl: str, ReceiptHandle: str, VisibilityTimeout: int) -> None:  # noqa: N803
        assert (QueueUrl, VisibilityTimeout) == ("dead", 0)
        self.dead.append(self.hidden.pop(ReceiptHandle))


def replay(sqs: Sqs, **how: Any) -> list[str]:
    return list(dead_letters.replay(sqs, dead_letter_url=DEAD, retry_url=RETRY, **how))


def test_all_letters_are_moved_back_unchanged() -> None:
    sqs = Sqs()
    assert replay(sqs) == ["id0", "id1", "id2"]
    assert sqs.retry == LETTERS
    assert sqs.hidden == {}


@pytest.mark.parametrize(
    "body", ["", "not json", "[1]", "[" * 100_000, '{"id": [[]], "attempts": NaN}', '{"id": null}']
)
def test_a_letter_that_nobody_can_read_is_moved_like_the_others(body: str) -> None:
    sqs = Sqs(dead=[LETTERS[0], body, LETTERS[1]])
    assert len(replay(sqs)) == 3
    assert sqs.retry == [LETTERS[0], body, LETTERS[1]]


def test_a_letter_that_nobody_can_read_is_none_that_was_named() -> None:
    sqs = Sqs(dead=["not json", LETTERS[1]])
    assert replay(sqs, only=["id1"]) == ["id1"]
    assert sqs.dead == ["not json"]


def test_a_letter_stays_until_the_retry_queue_has_it() -> None:
    sqs = Sqs(away=True)
    with pytest.raises(ConnectionError):
        replay(sqs)
    assert sorted(sqs.dead) == LETTERS


def test_only_the_letters_that_were_asked_for_are_moved_and_the_others_are_put_back() -> None:
    sqs = Sqs()
    assert replay(sqs, only=["id1"]) == ["id1"]
    assert sqs.retry == LETTERS[1:2]
    assert (sorted(sqs.dead), sqs.hidden) == ([LETTERS[0], LETTERS[2]], {})


def test_an_operators_word_to_send_anyway_names_its_letters_and_its_time() -> None:
    sqs = Sqs()
    with pytest.raises(ValueError, match="must name"):
        replay(sqs, send_anyway=5)
    replay(sqs, only=["id2"], send_anyway=5)
    assert json.loads(sqs.retry[0]) == json.loads(LETTERS[2]) | {"send_anyway": 5}


def test_without_a_word_nothing_is_sent_anyway() -> None:
    sqs = Sqs()
    replay(sqs, only=["id0"])
    assert sqs.retry == LETTERS[:1]


def test_a_letter_that_fails_again_at_once_is_moved_once() -> None:
    sqs = Sqs()
    moved = []
    for letter_id in itertools.islice(dead_letters.replay(sqs, dead_letter_url=DEAD, retry_url=RETRY), 10):
        moved.append(letter_id)
        sqs.dead.append(sqs.retry[-1])
    assert sorted(moved) == ["id0", "id1", "id2"]

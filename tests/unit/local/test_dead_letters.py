"""Letters and what is held: one leaves its queue only after the retry queue has it, and nobody else's is touched."""

import itertools
import json
import time
from dataclasses import dataclass, field
from typing import Any

import pytest

from cli import dead_letters
from cli.dead_letters import Letter

LETTERS = [json.dumps({"version": 1, "source": "sms", "reason": "rejected", "id": f"id{n}"}) for n in range(3)]


@dataclass
class Sqs:
    """The part of boto3's client that is used, over two lists; `away` lets the sending fail, `returns` lets a letter
    that was moved come back at once, `forgets` lets those in hand show up again, `silences` is how many answers are
    empty before the first that is not."""

    dead: list[str] = field(default_factory=lambda: list(LETTERS))
    retry: list[str] = field(default_factory=list)
    away: bool = False
    returns: bool = False
    forgets: bool = False
    silences: int = 0
    hidden: dict[str, str] = field(default_factory=dict)
    numbers: Any = field(default_factory=itertools.count)
    received: int = 0

    def receive_message(self, **request: Any) -> dict[str, Any]:
        self.received += 1
        assert self.received < 100, "it never ends"
        if self.received <= self.silences:
            return {}
        ids = {body: f"message {hash(body)}" if self.forgets else f"message {next(self.numbers)}" for body in self.dead}
        received = {f"receipt {next(self.numbers)}": body for body in self.dead}
        self.dead = self.dead if self.forgets else []
        self.hidden |= received
        return {
            "Messages": [
                {"Body": body, "MessageId": ids[body], "ReceiptHandle": receipt} for receipt, body in received.items()
            ]
        }

    def send_message(self, *, QueueUrl: str, MessageBody: str) -> None:  # noqa: N803 - boto3's own names
        if self.away:
            raise ConnectionError
        assert QueueUrl == "retry"
        self.retry.append(MessageBody)
        if self.returns:
            self.dead.append(MessageBody)

    def delete_message(self, *, QueueUrl: str, ReceiptHandle: str) -> None:  # noqa: N803 - boto3's own names
        assert QueueUrl == "dead"
        del self.hidden[ReceiptHandle]

    def change_message_visibility(self, *, QueueUrl: str, ReceiptHandle: str, VisibilityTimeout: int) -> None:  # noqa: N803
        assert (QueueUrl, VisibilityTimeout) == ("dead", 0)
        self.dead.append(self.hidden.pop(ReceiptHandle))


def replay(sqs: Sqs, **how: Any) -> list[str]:
    return [letter.id for letter in dead_letters.replay(sqs, url="dead", retry_url="retry", **how)]


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
    assert replay(sqs, ids=["id1"]) == ["id1"]
    assert sqs.dead == ["not json"]


def test_a_letter_stays_until_the_retry_queue_has_it() -> None:
    sqs = Sqs(away=True)
    with pytest.raises(ConnectionError):
        replay(sqs)
    assert sorted(sqs.dead) == LETTERS


def test_only_the_letters_that_were_asked_for_are_moved_and_the_others_are_put_back() -> None:
    sqs = Sqs()
    assert replay(sqs, ids=["id1"]) == ["id1"]
    assert sqs.retry == LETTERS[1:2]
    assert (sorted(sqs.dead), sqs.hidden) == ([LETTERS[0], LETTERS[2]], {})


def test_a_letter_without_an_id_is_named_by_what_sqs_calls_it() -> None:
    sqs = Sqs(dead=['{"reason": "unreadable"}', "no JSON", "[]", "[" * 100_000])
    assert replay(sqs, ids=["message 1"]) == ["message 1"]
    assert sqs.retry == ["no JSON"]


def test_an_operators_word_to_send_anyway_names_its_letters_and_is_about_what_they_say() -> None:
    letter = json.loads(LETTERS[2]) | {"last_at": 1_700_000_000_000}
    sqs = Sqs(dead=[*LETTERS[:2], json.dumps(letter)])
    with pytest.raises(ValueError, match="must name"):
        replay(sqs, send_anyway=True)
    replay(sqs, ids=["id2"], send_anyway=True)
    assert json.loads(sqs.retry[0]) == letter | {"send_anyway": 1_700_000_000_001}


def test_without_a_word_nothing_is_sent_anyway() -> None:
    sqs = Sqs()
    replay(sqs, ids=["id0"])
    assert sqs.retry == LETTERS[:1]


def test_what_was_held_says_when_it_was_released_and_a_letter_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time_ns", lambda: 1_700_000_000_000_999_999)
    held = {"version": 1, "source": "web_form", "id": "held", "held": "suppressed", "at": 5}
    sqs = Sqs(dead=[json.dumps(held), LETTERS[0], "no JSON"])
    replay(sqs)
    assert json.loads(sqs.retry[0]) == held | {"released_at": 1_700_000_000_000}
    assert sqs.retry[1:] == [LETTERS[0], "no JSON"]


def test_what_is_held_and_corrected_is_released_too() -> None:
    held = {"id": "held", "held": "spam"}
    sqs = Sqs(dead=[json.dumps(held)])
    replay(sqs, ids=["held"], body=json.dumps(held | {"advocate": {}}))
    assert json.loads(sqs.retry[0])["released_at"] > 0


def test_two_empty_answers_of_sqs_prove_nothing() -> None:
    sqs = Sqs(silences=2)
    assert replay(sqs) == ["id0", "id1", "id2"]


def test_after_three_there_is_nothing_more() -> None:
    sqs = Sqs(silences=3)
    assert replay(sqs) == []
    assert sqs.received == 3


def test_a_corrected_text_goes_in_the_place_of_one_letter() -> None:
    sqs = Sqs()
    with pytest.raises(ValueError, match="for one letter"):
        replay(sqs, body="{}")
    assert replay(sqs, ids=["id1"], body='{"corrected": 1}') == ["id1"]
    assert sqs.retry == ['{"corrected": 1}']
    assert sorted(sqs.dead) == [LETTERS[0], LETTERS[2]]


@pytest.mark.parametrize("letters", [LETTERS, ['{"reason": "unreadable"}']])
def test_a_letter_that_fails_again_at_once_is_moved_once(letters: list[str]) -> None:
    sqs = Sqs(dead=list(letters), returns=True)
    assert len(replay(sqs)) == len(letters)
    assert sqs.retry == letters


def test_letters_that_show_up_again_while_one_is_looked_for_end_the_search() -> None:
    sqs = Sqs(forgets=True)
    assert replay(sqs, ids=["id7"]) == []
    assert sqs.retry == []


def test_a_letter_is_shown_and_stays() -> None:
    sqs = Sqs()
    assert dead_letters.show(sqs, "dead", "id1") == LETTERS[1]
    assert dead_letters.show(sqs, "dead", "id7") is None
    assert (sorted(sqs.dead), sqs.hidden) == (LETTERS, {})


def test_a_letter_is_discarded_and_no_other() -> None:
    sqs = Sqs()
    assert dead_letters.discard(sqs, "dead", "id1")
    assert not dead_letters.discard(sqs, "dead", "id1")
    assert (sorted(sqs.dead), sqs.hidden) == ([LETTERS[0], LETTERS[2]], {})


def test_a_letters_id_is_its_submissions_or_else_sqs_own() -> None:
    assert [Letter(body, "m", "r").id for body in ('{"id": "x"}', "{}", "", '{"id": null}')] == ["x", "m", "m", "m"]

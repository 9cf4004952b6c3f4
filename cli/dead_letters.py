"""Dead letters and what is held, for whoever operates a stack: which there are and why, and what becomes of them.

SQS can't be browsed, so what is dead is listed from the journal, which holds no personal data; a letter itself is only
seen while it is in hand. To replay is safe at any time and any number of times: the journal knows what was done, and
what may have been done is looked for again. Only `send_anyway` sends that.

These are functions for commands to call; none prints, asks or decides. `sqs` and `dynamodb` are boto3 clients.
"""

import contextlib
import json
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from botocore.exceptions import ClientError

REASONS: Final = ("rejected", "expired", "unverifiable", "poison", "invalid")
"""What the journal files dead submissions under; an `unreadable` letter has no item."""

HIDDEN_SECONDS: Final = 120  # a letter in hand; if we die it is back after this
EMPTY_RECEIVES: Final = 3  # SQS asks a part of its servers: one empty answer proves nothing


@dataclass(frozen=True, slots=True)
class DeadSubmission:
    """A submission that the journal knows to be dead. Times in milliseconds since 1970."""

    id: str
    reason: str
    received_at: int
    connections: dict[str, str]
    advocate: int | None


def listed(dynamodb: Any, journal_table: str, reasons: Sequence[str] = REASONS) -> Iterator[DeadSubmission]:
    """What is dead, by reason, the oldest first. `dynamodb` is a boto3 client.

    What a replay has under way keeps its reason until it ends, and is left out.
    """
    pages = dynamodb.get_paginator("query")
    for reason in reasons:
        query = {
            "TableName": journal_table,
            "IndexName": "dead",
            "KeyConditionExpression": "#reason = :reason",
            "ExpressionAttributeNames": {"#reason": "reason"},
            "ExpressionAttributeValues": {":reason": {"S": reason}},
        }
        for page in pages.paginate(**query):
            yield from (_submission(item) for item in page["Items"] if item["state"]["S"] == "dead")


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in hand: its text, and what SQS calls it."""

    body: str
    message_id: str
    receipt: str

    @property
    def content(self) -> dict[str, Any]:
        """What the text says; nothing if it is no JSON object, as in what SQS itself gave up."""
        try:
            content = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return content if isinstance(content, dict) else {}

    @property
    def id(self) -> str:
        """The id of its submission, or SQS's own if it has none."""
        return str(self.content.get("id") or self.message_id)

    def is_one_of(self, ids: Sequence[str]) -> bool:
        """Whether it is named, by either id."""
        return self.id in ids or self.message_id in ids


@contextlib.contextmanager
def in_hand(sqs: Any, url: str, ids: Sequence[str] = ()) -> Iterator[list[Letter]]:
    """The letters of a queue, all or those named, hidden from others. What is left in the list is put back at the end.

    All are there before the first is given away: one that fails again at once, and so comes back, is not seen twice.
    """
    found: dict[str, Letter] = {}
    chosen: list[Letter] = []
    missing = set(ids)
    try:
        for letter in _received(sqs, url, found):
            if not ids or letter.is_one_of(ids):
                chosen.append(letter)
                missing -= {letter.id, letter.message_id}
            if ids and not missing:
                break
        for letter in chosen:
            del found[letter.message_id]
        yield chosen
    finally:
        for letter in [*found.values(), *chosen]:
            with contextlib.suppress(ClientError):  # it shows up by itself, or somebody else has it by now
                sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=letter.receipt, VisibilityTimeout=0)


def _received(sqs: Any, url: str, found: dict[str, Letter]) -> Iterator[Letter]:
    """Each letter of the queue once; `found` gets them by SQS's id, with their newest receipts."""
    nothing_new = 0
    while nothing_new < EMPTY_RECEIVES:
        answer = sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=HIDDEN_SECONDS, WaitTimeSeconds=1
        )
        letters = [
            Letter(message["Body"], message["MessageId"], message["ReceiptHandle"])
            for message in answer.get("Messages", [])
        ]
        new = [letter for letter in letters if letter.message_id not in found]
        found |= {letter.message_id: letter for letter in letters}
        nothing_new = 0 if new else nothing_new + 1
        yield from new


def replay(
    sqs: Any, *, url: str, retry_url: str, ids: Sequence[str] = (), send_anyway: bool = False, body: str = ""
) -> Generator[Letter]:
    """Move letters from a queue to the retry queue, those named or all; yields each as it is moved.

    What was held is released: it says when, so that only what is said of its phone from then on holds it again.
    A letter is sent before it is deleted: a crash in between leaves a copy, which the journal makes harmless.
    `send_anyway` is the operator's word that what may have been sent was not, and may be sent. It counts for what was
    so when the letter was written, so repeating it does no harm. `body` is the text of the one letter that is named,
    corrected. Raises ValueError if either does not name its letters.
    """
    if send_anyway and not ids:
        raise ValueError("send_anyway must name the letters that it is for")
    if body and len(ids) != 1:
        raise ValueError("a corrected text is for one letter")
    with in_hand(sqs, url, ids) as letters:
        while letters:
            letter = letters[0]
            text = _with_word(letter, body) if send_anyway else body or letter.body
            sqs.send_message(QueueUrl=retry_url, MessageBody=_released(text) if "held" in letter.content else text)
            sqs.delete_message(QueueUrl=url, ReceiptHandle=letter.receipt)
            del letters[0]
            yield letter


def _with_word(letter: Letter, body: str) -> str:
    """Its text, or the corrected one, with the time that the operator's word is about: just after it was written."""
    written = letter.content.get("last_at", _now())
    return json.dumps(json.loads(body or letter.body) | {"send_anyway": written + 1})


def _released(text: str) -> str:
    """What was held, with the time at which an operator lets it go who has read what is held of its phone."""
    return json.dumps(json.loads(text) | {"released_at": _now()})


def _now() -> int:
    return time.time_ns() // 1_000_000


def show(sqs: Any, url: str, wanted: str) -> str | None:
    """The text of a letter; it stays in its queue. None if it is not there."""
    with in_hand(sqs, url, [wanted]) as letters:
        return letters[0].body if letters else None


def discard(sqs: Any, url: str, wanted: str) -> bool:
    """Delete a letter for good. False if it is not there."""
    with in_hand(sqs, url, [wanted]) as letters:
        if not letters:
            return False
        sqs.delete_message(QueueUrl=url, ReceiptHandle=letters[0].receipt)
        del letters[0]
        return True


def _submission(item: dict[str, Any]) -> DeadSubmission:
    return DeadSubmission(
        id=item["id"]["S"],
        reason=item["reason"]["S"],
        received_at=int(item["received_at"]["N"]),
        connections={kind: state["S"] for kind, state in item.get("conn", {"M": {}})["M"].items()},
        advocate=int(item["advocate"]["N"]) if "advocate" in item else None,
    )

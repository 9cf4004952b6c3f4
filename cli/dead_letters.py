"""Dead letters, for whoever operates a stack: which there are and why, and moving them back.

SQS can't be browsed, so what is dead is listed from the journal, which holds no personal data; the letters
themselves are only seen while they are moved. To replay is safe at any time and any number of times: the journal
knows what was done, and what may have been done is looked for again. Only `send_anyway` sends that.

These are functions for commands to call; none prints, asks or decides.
"""

import contextlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from botocore.exceptions import ClientError

REASONS: Final = ("rejected", "expired", "unverifiable", "poison", "invalid")
"""What the journal files dead submissions under; an `unreadable` letter has no item."""

HIDDEN_SECONDS: Final = 120  # a letter in our hands; if we die it is back after this
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


def replay(
    sqs: Any,
    *,
    dead_letter_url: str,
    retry_url: str,
    only: Sequence[str] = (),
    send_anyway: int = 0,
) -> Iterator[str]:
    """Move letters back to the retry queue, those with the ids in `only` or all; yields each id as it is moved.

    `sqs` is a boto3 client. A letter is sent before it is deleted: a crash in between leaves a copy, which the journal
    makes harmless. Letters that are not wanted are put back at the end; after a kill they show up by themselves.
    `send_anyway` is the time of the operator's word in milliseconds since 1970 (0: none was given); it must name its
    letters. Raises ValueError if it does not. A letter that came back meanwhile, because it failed again at once, is
    not moved again.
    """
    if send_anyway and not only:
        raise ValueError("send_anyway must name the letters that it is for")
    wanted, moved, in_hand = set(only), set[str](), set[str]()
    try:
        for letter in _drained(sqs, dead_letter_url, in_hand):
            content, receipt = _content(letter["Body"]), letter["ReceiptHandle"]
            letter_id = str(content.get("id", ""))
            if (only and letter_id not in wanted) or (letter_id and letter_id in moved):
                continue
            body = json.dumps(content | {"send_anyway": send_anyway}) if send_anyway else letter["Body"]
            sqs.send_message(QueueUrl=retry_url, MessageBody=body)
            sqs.delete_message(QueueUrl=dead_letter_url, ReceiptHandle=receipt)
            in_hand.remove(receipt)
            moved.add(letter_id)
            yield letter_id
            wanted.discard(letter_id)
            if only and not wanted:
                return
    finally:
        for receipt in in_hand:
            with contextlib.suppress(ClientError):  # it shows up by itself, or somebody else has it by now
                sqs.change_message_visibility(QueueUrl=dead_letter_url, ReceiptHandle=receipt, VisibilityTimeout=0)


def _content(body: str) -> dict[str, Any]:
    """A letter's message and notes; nothing of what SQS itself moved here and is no JSON object."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _drained(sqs: Any, url: str, in_hand: set[str]) -> Iterator[dict[str, Any]]:
    """Each letter of the queue once, hidden from others meanwhile; `in_hand` gets the receipts of all."""
    empty = 0
    while empty < EMPTY_RECEIVES:
        answer = sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=HIDDEN_SECONDS, WaitTimeSeconds=1
        )
        letters = answer.get("Messages", [])
        empty = 0 if letters else empty + 1
        in_hand.update(letter["ReceiptHandle"] for letter in letters)
        yield from letters


def _submission(item: dict[str, Any]) -> DeadSubmission:
    return DeadSubmission(
        id=item["id"]["S"],
        reason=item["reason"]["S"],
        received_at=int(item["received_at"]["N"]),
        connections={kind: state["S"] for kind, state in item.get("conn", {"M": {}})["M"].items()},
        advocate=int(item["advocate"]["N"]) if "advocate" in item else None,
    )

"""What the journal knows of submissions, read for an operator: by id, and all that is dead.

It is read as it is stored (docs/protocol.md has the attributes), with boto3 and without taking hold of anything: what a
run does meanwhile goes on. There is no personal data in it.
"""

import contextlib
import itertools
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from operate.letters import Letter
from operate.stack import THREADS, Stack
from operate.trouble import Trouble
from relay.keeping.marks import gone, may_have_a_copy
from relay.stores.journal import expiry
from relay.stores.table import REFUSED, Item, from_dynamodb

REASONS: Final = ("rejected", "expired", "unverifiable", "poison", "invalid")
"""What the journal files dead submissions under; an `unreadable` letter has no item."""

KEYS_PER_READ: Final = 100  # https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
ITEMS_PER_WRITE: Final = 25  # https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
TRIES: Final = 6


@dataclass(frozen=True, slots=True)
class DeadSubmission:
    """A submission that the journal knows to be dead. Times in milliseconds since 1970."""

    id: str
    reason: str
    received_at: int
    connections: dict[str, str]
    advocate: int | None


def dead(dynamodb: Any, journal_table: str, reasons: Sequence[str] = REASONS) -> Iterator[DeadSubmission]:
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
class DeadCount:
    """How many are dead for a reason, and when the oldest was received; 0 if none is."""

    count: int
    oldest_at: int


def dead_by_reason(dynamodb: Any, journal_table: str, reason: str) -> DeadCount:
    """How many are dead for a reason, without those whose letter an operator has deleted."""
    query = {
        "TableName": journal_table,
        "IndexName": "dead",
        "KeyConditionExpression": "#reason = :reason",
        "FilterExpression": "#state = :dead AND attribute_not_exists(discarded_at)",
        "ProjectionExpression": "received_at",
        "ExpressionAttributeNames": {"#reason": "reason", "#state": "state"},
        "ExpressionAttributeValues": {":reason": {"S": reason}, ":dead": {"S": "dead"}},
    }
    pages = dynamodb.get_paginator("query").paginate(**query)
    received = [int(item["received_at"]["N"]) for page in pages for item in page["Items"]]
    return DeadCount(len(received), min(received, default=0))


def stored_items(dynamodb: Any, table: str, keys: Collection[str]) -> dict[str, Item]:
    """The items with these keys, as they stand; a key without an item is missing. Of any number of keys."""
    batches = list(itertools.batched(sorted({*keys}), KEYS_PER_READ, strict=False))
    if len(batches) <= 1:
        found = [item for batch in batches for item in _read(dynamodb, table, batch)]
    else:
        with ThreadPoolExecutor(min(THREADS, len(batches))) as pool:
            found = [item for each in pool.map(lambda batch: _read(dynamodb, table, batch), batches) for item in each]
    return {item["id"]: item for item in found}


def _read(dynamodb: Any, table: str, keys: Sequence[str]) -> list[Item]:
    wanted: Any = {table: {"Keys": [{"id": {"S": key}} for key in keys], "ConsistentRead": True}}
    found: list[Item] = []
    for attempt in range(TRIES):
        answer = dynamodb.batch_get_item(RequestItems=wanted)
        found += [from_dynamodb(item) for item in answer["Responses"].get(table, [])]
        wanted = answer.get("UnprocessedKeys")
        if not wanted:
            return found
        time.sleep(0.1 * 2**attempt)
    raise Trouble("the journal gave only a part of its items (throttled): wait a minute, then start again")


def since_delivered(dynamodb: Any, table: str, ids: Collection[str]) -> frozenset[str]:
    """Those of the submissions that are done by now: whatever lies about them is over, and goes with a replay."""
    return frozenset(key for key, item in stored_items(dynamodb, table, ids).items() if item.get("state") == "done")


def note_discarded(dynamodb: Any, table: str, submission_id: str, why: str, at: int) -> None:
    """Write down why a submission's letter was deleted, if the journal still knows the submission."""
    try:
        dynamodb.update_item(
            TableName=table,
            Key={"id": {"S": submission_id}},
            UpdateExpression="SET discarded_at = :at, discarded_why = :why",
            ConditionExpression="attribute_exists(id)",
            ExpressionAttributeValues={":at": {"N": str(at)}, ":why": {"S": why}},
        )
    except ClientError as error:
        if error.response["Error"].get("Code") != REFUSED:
            raise


def note_taken_away(dynamodb: Any, table: str, letters: Sequence[Letter]) -> None:
    """Write down that letters were taken away from their queue, if a keeper that died may have left copies of them.

    The keeper deletes such a copy when it sees it. If this can't be written a copy may show up as the letter once more,
    which does no harm; so that is no reason to stop.
    """
    now = time.time_ns() // 1_000_000
    old = [
        each for each in letters if each.sent_at and may_have_a_copy(each.sent_at, each.message_id, each.sqs_id, now)
    ]
    names = dict.fromkeys(letter.message_id for letter in old)
    items = [{"id": {"S": gone(name)}, "ttl": {"N": str(expiry(now))}} for name in names]
    with contextlib.suppress(ClientError, BotoCoreError):
        for some in itertools.batched(items, ITEMS_PER_WRITE, strict=False):
            dynamodb.batch_write_item(RequestItems={table: [{"PutRequest": {"Item": item}} for item in some]})


def noting(stack: Stack) -> Callable[[Sequence[Letter]], None]:
    """What is told of letters that are taken away, and leaves a note of them for the keeper."""
    dynamodb = stack.client("dynamodb")
    return lambda letters: note_taken_away(dynamodb, stack.journal_table, letters)


def _submission(item: dict[str, Any]) -> DeadSubmission:
    return DeadSubmission(
        id=item["id"]["S"],
        reason=item["reason"]["S"],
        received_at=int(item["received_at"]["N"]),
        connections={kind: state["S"] for kind, state in item.get("conn", {"M": {}})["M"].items()},
        advocate=int(item["advocate"]["N"]) if "advocate" in item else None,
    )


def parts_in(item: Item) -> Mapping[str, str]:
    """The parts and their states; none if they are not what they should be, as in an item that was changed by hand."""
    parts = item.get("conn")
    return parts if isinstance(parts, dict) else {}

"""What the journal holds of every submission, as far as it can be compared with the platform: the whole table.

It is read as it is stored (docs/protocol.md has the attributes), without taking hold of anything. There is no personal
data in it, and no address: an advocate is known by its number only.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from operate.journal import parts_in
from operate.queue import Told, nobody
from operate.stack import Stack
from relay.stores.journal import DAY_MS, KEEP_DAYS
from relay.stores.table import Item, from_dynamodb

LISTED: Final = ("email", "call", "tweet")
"""The parts that are connections: what the platform lists."""

READ: Final = ("id", "state", "asked", "received_at", "advocate", "conn", "ttl", "token", "sending", "covers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Journaled:
    """A submission's item. Times in milliseconds since 1970; `written_at` is the last write: its end, if it is done.

    `may_have` are the connections that it made or may have made, `made` those that it surely made itself.
    """

    id: str
    state: str
    source: str
    campaigns: tuple[int, ...]
    received_at: int
    written_at: int
    advocate: int | None
    made: frozenset[str]
    may_have: frozenset[str]
    updates: bool
    busy: bool


def journaled(stack: Stack, told: Told = nobody) -> Iterator[Journaled]:
    """Every submission that the journal knows, in no order."""
    names = {f"#{name}": name for name in READ}
    scan = {
        "TableName": stack.journal_table,
        "ProjectionExpression": ", ".join(names),
        "ExpressionAttributeNames": names,
    }
    read = 0
    for page in stack.client("dynamodb").get_paginator("scan").paginate(**scan):
        for item in page["Items"]:
            read += 1
            if re.fullmatch(r"[0-9a-f]{32}", item["id"]["S"]):  # else a contact's, a person's, the breaker's
                yield journaled_in(from_dynamodb(item))
        told(read, read)


def journaled_in(item: Item) -> Journaled:
    """What an item says, of any version."""
    source, *campaigns = str(item.get("asked", "")).split(" ")
    states = parts_in(item)
    received_at = item.get("received_at", 0)
    covered = str(item.get("covers", " ".join(LISTED))).split() if "sending" in item else []
    made = frozenset(part for part in LISTED if states.get(part) == "done")
    return Journaled(
        id=item["id"],
        state=item.get("state", "open"),
        source=source,
        campaigns=tuple(int(each) for each in campaigns if each.isdecimal()),
        received_at=received_at,
        written_at=written_at(item),
        advocate=item.get("advocate"),
        made=made,
        may_have=made | {part for part in LISTED if states.get(part) == "maybe" or part in covered},
        updates="update" in states,
        busy="token" in item,
    )


def written_at(item: Item) -> int:
    """When a run last wrote an item: its `ttl` is that many days later. To the second, and never too early."""
    if "ttl" not in item:
        return int(item.get("received_at", 0))
    return int(item["ttl"]) * 1000 + 999 - KEEP_DAYS * DAY_MS

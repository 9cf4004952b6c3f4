"""Advocates as they are read: filtered, paged, and complete with everything that hangs on them."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from local.sandbox.store import Store, offset

PAGE_SIZE = 100  # [doc] "Each page is limited to 100 advocate records."


@dataclass(frozen=True, slots=True, kw_only=True)
class Advocate:
    """One advocate with everything that hangs on it, as rows of the tables."""

    row: sqlite3.Row
    emails: Sequence[sqlite3.Row]
    phones: Sequence[sqlite3.Row]
    memberships: Sequence[sqlite3.Row]
    tags: Sequence[str]
    fields: Sequence[sqlite3.Row]
    external_ids: Sequence[sqlite3.Row]
    connections: int

    @property
    def id(self) -> int:
        """The advocate's number."""
        return int(self.row["id"])

    @property
    def name(self) -> str:
        """First and last name, as far as known."""
        return " ".join(part for part in (self.row["firstname"], self.row["lastname"]) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which advocates to list. `seen_until` (unix seconds) hides younger advocates and memberships."""

    updated_since: int | None = None
    state: str | None = None
    campaign: int | None = None
    email: str | None = None
    phone: str | None = None
    without_expunged: bool = False
    seen_until: float | None = None


class AdvocateList:
    """Ways to read the advocates in the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, advocate: int) -> Advocate:
        """One advocate that exists."""
        with self._store.transaction() as tables:
            rows = tables.execute("SELECT * FROM advocates WHERE id = ?", (advocate,)).fetchall()
            return _complete(tables, rows)[0]

    def page(self, wanted: Filter, page: int) -> list[Advocate]:
        """One page (the first is 1) of the advocates that match, in the order of their numbers."""
        conditions = " AND ".join(_conditions(wanted))
        values = {
            "updated_since": wanted.updated_since,
            "state": wanted.state,
            "campaign": wanted.campaign,
            "email": wanted.email and wanted.email.lower(),
            "phone": wanted.phone,
            "seen_until": wanted.seen_until,
            "limit": PAGE_SIZE,
            "offset": offset(page, PAGE_SIZE),
        }
        query = f"SELECT * FROM advocates WHERE {conditions} ORDER BY id LIMIT :limit OFFSET :offset"  # noqa: S608
        with self._store.transaction() as tables:
            return _complete(tables, tables.execute(query, values).fetchall(), wanted.seen_until)

    def latest(self, count: int) -> list[Advocate]:
        """The advocates that changed last, the newest first."""
        query = "SELECT * FROM advocates ORDER BY updated_at DESC, id DESC LIMIT ?"
        with self._store.transaction() as tables:
            return _complete(tables, tables.execute(query, (count,)).fetchall())

    def total(self) -> int:
        """How many there are."""
        with self._store.transaction() as tables:
            return int(tables.execute("SELECT count(*) FROM advocates").fetchone()[0])

    def members(self, campaign: int) -> int:
        """How many are members of a campaign."""
        query = "SELECT count(*) FROM memberships WHERE campaign_id = ?"
        with self._store.transaction() as tables:
            return int(tables.execute(query, (campaign,)).fetchone()[0])


def _conditions(wanted: Filter) -> list[str]:
    conditions = ["1"]
    young = "" if wanted.seen_until is None else " AND created_at <= :seen_until"
    if wanted.updated_since is not None:
        # [doc] "updated in Phone2Action after this date/time", in whole seconds.
        conditions.append("CAST(updated_at AS INTEGER) > :updated_since")
    if wanted.state is not None:
        conditions.append("state = :state")
    if wanted.campaign is not None:
        members = f"SELECT advocate_id FROM memberships WHERE campaign_id = :campaign{young}"  # noqa: S608 - constants
        conditions.append(f"id IN ({members})")
    if wanted.email is not None:
        conditions.append("id IN (SELECT advocate_id FROM emails WHERE match = :email)")
    if wanted.phone is not None:
        conditions.append("id IN (SELECT advocate_id FROM phones WHERE number = :phone)")
    if wanted.without_expunged:
        conditions.append("NOT expunged")
    return [*conditions, "1" + young]


def _complete(
    tables: sqlite3.Connection, rows: Sequence[sqlite3.Row], seen_until: float | None = None
) -> list[Advocate]:
    numbers = [row["id"] for row in rows]

    def of(table: str, order: str) -> dict[int, list[sqlite3.Row]]:
        query = f"SELECT * FROM {table} WHERE advocate_id IN (%s) ORDER BY {order}"  # noqa: S608 - constants
        return _by_advocate(tables, query, numbers)

    emails, phones, memberships = of("emails", "id"), of("phones", "id"), of("memberships", "id")
    tags, fields, external_ids = (
        of("tags", "tag"),
        of("custom_fields", "field_id"),
        of("external_ids", "product"),
    )
    counted = "SELECT advocate_id, count(*) AS sent FROM connections WHERE advocate_id IN (%s) GROUP BY advocate_id"
    sent = _by_advocate(tables, counted, numbers)
    return [
        Advocate(
            row=row,
            emails=emails[row["id"]],
            phones=phones[row["id"]],
            memberships=[m for m in memberships[row["id"]] if seen_until is None or m["created_at"] <= seen_until],
            tags=[tag["tag"] for tag in tags[row["id"]]],
            fields=fields[row["id"]],
            external_ids=external_ids[row["id"]],
            connections=sum(count["sent"] for count in sent[row["id"]]),
        )
        for row in rows
    ]


def _by_advocate(tables: sqlite3.Connection, query: str, numbers: Sequence[Any]) -> dict[int, list[sqlite3.Row]]:
    found: dict[int, list[sqlite3.Row]] = {number: [] for number in numbers}
    for row in tables.execute(query % ", ".join("?" for _ in numbers), numbers):
        found[row["advocate_id"]].append(row)
    return found

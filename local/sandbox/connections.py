"""Connections in the store: one row for each message, tweet or call to one official.

A row is DEFERRED when it is made and becomes DELIVERED some seconds later, by the clock alone: nothing runs
in the background. A tweet stays DEFERRED, for the API only returns a link and the person does the tweeting.
"""

import sqlite3
from dataclasses import dataclass

from local.sandbox.store import Store, offset

_STATUS = "type <> 'TWEET' AND created_at + :deliver_after <= :now"
_SEEN = f"""
SELECT *, CASE WHEN {_STATUS} THEN 'DELIVERED' ELSE 'DEFERRED' END AS status,
       CAST(CASE WHEN {_STATUS} THEN created_at + :deliver_after ELSE created_at END AS INTEGER) AS updated_at
FROM connections
"""  # noqa: S608 - built of this file's constants


@dataclass(frozen=True, slots=True, kw_only=True)
class NewConnection:
    """A connection to be made; `type` as in the request (tweet, email, call)."""

    campaign: int
    advocate: int
    advocate_name: str
    legislator: int
    legislator_name: str
    type: str
    subject: str
    message: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which connections to list: `since` in unix seconds; `seen_until` hides rows that are younger."""

    campaign: int
    since: int
    page: int
    per_page: int
    legislator: int | None
    seen_until: float


class Connections:
    """The connections in the store. `deliver_after` is in seconds, `now` in unix seconds."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, connection: NewConnection, now: float) -> int:
        """Make one; returns its number."""
        query = """
            INSERT INTO connections (campaign_id, advocate_id, advocate_name, legislator_id, legislator_name,
                                     type, subject, message, source, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
        values = (
            connection.campaign,
            connection.advocate,
            connection.advocate_name,
            connection.legislator,
            connection.legislator_name,
            connection.type.upper(),
            connection.subject,
            connection.message,
            connection.source or None,
            now,
        )
        with self._store.transaction() as tables:
            return int(tables.execute(query, values).lastrowid or 0)

    def page(self, wanted: Wanted, now: float, deliver_after: float) -> list[sqlite3.Row]:
        """One page of a campaign's connections, in the order of their numbers."""
        query = f"""
            SELECT * FROM ({_SEEN}) WHERE campaign_id = :campaign AND updated_at >= :since
            AND created_at <= :seen_until AND (:legislator IS NULL OR legislator_id = :legislator)
            ORDER BY id LIMIT :limit OFFSET :offset
        """  # noqa: S608 - built of this file's constants
        values = {
            "campaign": wanted.campaign,
            "since": wanted.since,
            "seen_until": wanted.seen_until,
            "legislator": wanted.legislator,
            "limit": wanted.per_page,
            "offset": offset(wanted.page, wanted.per_page),
            "now": now,
            "deliver_after": deliver_after,
        }
        with self._store.transaction() as tables:
            return tables.execute(query, values).fetchall()

    def latest(self, count: int, now: float, deliver_after: float) -> list[sqlite3.Row]:
        """The last ones, the newest first."""
        with self._store.transaction() as tables:
            return tables.execute(
                f"{_SEEN} ORDER BY id DESC LIMIT :count",
                {"now": now, "deliver_after": deliver_after, "count": count},
            ).fetchall()

    def total(self, campaign: int | None = None) -> int:
        """How many there are, of a campaign or of all."""
        query = "SELECT count(*) FROM connections WHERE :campaign IS NULL OR campaign_id = :campaign"
        with self._store.transaction() as tables:
            return int(tables.execute(query, {"campaign": campaign}).fetchone()[0])

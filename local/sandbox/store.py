"""The sandbox's SQLite file: schema, transactions, reset. What is in the tables is other modules' part.

One connection under one lock: each call is a single transaction, so calls are atomic and ordered however
many threads there are, and a call takes well under a millisecond. State survives a restart.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_TABLES = """
CREATE TABLE IF NOT EXISTS advocates (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    prefix TEXT, firstname TEXT, middlename TEXT, lastname TEXT, suffix TEXT, notes TEXT, stage TEXT,
    rating INTEGER NOT NULL DEFAULT 0,
    address1 TEXT, address2 TEXT, city TEXT, state TEXT, zip5 TEXT, country TEXT NOT NULL DEFAULT 'US',
    message TEXT, guests INTEGER, guest_names TEXT,
    expunged INTEGER NOT NULL DEFAULT 0,
    created_at REAL NOT NULL, updated_at REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS advocates_updated ON advocates (updated_at);
CREATE TABLE IF NOT EXISTS emails (
    id INTEGER PRIMARY KEY AUTOINCREMENT, advocate_id INTEGER NOT NULL, address TEXT NOT NULL,
    match TEXT NOT NULL, subscribed INTEGER NOT NULL DEFAULT 0, UNIQUE (advocate_id, match)
);
CREATE INDEX IF NOT EXISTS emails_match ON emails (match, advocate_id);
CREATE TABLE IF NOT EXISTS phones (
    id INTEGER PRIMARY KEY AUTOINCREMENT, advocate_id INTEGER NOT NULL, number TEXT NOT NULL,
    optin TEXT NOT NULL DEFAULT 'none', UNIQUE (advocate_id, number)
);
CREATE INDEX IF NOT EXISTS phones_number ON phones (number, advocate_id);
CREATE TABLE IF NOT EXISTS memberships (
    id INTEGER PRIMARY KEY AUTOINCREMENT, advocate_id INTEGER NOT NULL, campaign_id INTEGER NOT NULL,
    source TEXT, utm TEXT NOT NULL DEFAULT '{}', created_at REAL NOT NULL, UNIQUE (advocate_id, campaign_id)
);
CREATE INDEX IF NOT EXISTS memberships_campaign ON memberships (campaign_id, advocate_id);
CREATE TABLE IF NOT EXISTS tags (
    advocate_id INTEGER NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (advocate_id, tag)
);
CREATE TABLE IF NOT EXISTS custom_fields (
    advocate_id INTEGER NOT NULL, field_id INTEGER NOT NULL, value TEXT NOT NULL, created_at REAL NOT NULL,
    PRIMARY KEY (advocate_id, field_id)
);
CREATE TABLE IF NOT EXISTS external_ids (
    advocate_id INTEGER NOT NULL, product TEXT NOT NULL, external_id TEXT NOT NULL,
    PRIMARY KEY (advocate_id, product, external_id)
);
CREATE TABLE IF NOT EXISTS connections (
    id INTEGER PRIMARY KEY AUTOINCREMENT, campaign_id INTEGER NOT NULL, advocate_id INTEGER NOT NULL,
    advocate_name TEXT NOT NULL, legislator_id INTEGER NOT NULL, legislator_name TEXT NOT NULL,
    type TEXT NOT NULL, subject TEXT, message TEXT, source TEXT, created_at REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS connections_campaign ON connections (campaign_id, id);
CREATE INDEX IF NOT EXISTS connections_advocate ON connections (advocate_id);
CREATE TABLE IF NOT EXISTS texts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, advocate_id INTEGER NOT NULL, number TEXT NOT NULL,
    sent_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS calls (
    id INTEGER PRIMARY KEY AUTOINCREMENT, method TEXT NOT NULL, path TEXT NOT NULL, time REAL NOT NULL,
    outcome TEXT NOT NULL, acted INTEGER NOT NULL, form TEXT NOT NULL
);
"""
_ALL = (
    "advocates",
    "emails",
    "phones",
    "memberships",
    "tags",
    "custom_fields",
    "external_ids",
    "connections",
    "texts",
    "calls",
)
# Where the documented and the seen examples begin, so that what a person sees here looks like the real thing.
_FIRST_IDS = {
    "advocates": 19302020,
    "emails": 10537871,
    "phones": 10537860,
    "memberships": 15151443,
    "connections": 3097545,
}


def offset(page: int, size: int) -> int:
    """How many rows stand before a page (the first is 1) of this size; no more than SQLite can count."""
    return min((page - 1) * size, 2**63 - 1)


class Store:
    """The database; every use of it happens inside `transaction`."""

    def __init__(self, database: str | Path) -> None:
        if str(database) != ":memory:":
            Path(database).parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        self._lock = threading.RLock()
        self._depth = 0
        # NORMAL: commits don't wait for the disk; only a crash of the whole machine may lose one.
        self._connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;" + _TABLES)
        with self.transaction() as tables:
            for table, first in _FIRST_IDS.items():
                tables.execute(
                    "INSERT INTO sqlite_sequence (name, seq) SELECT ?1, ?2 "
                    "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ?1)",
                    (table, first - 1),
                )

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One atomic step. Steps nest: the outermost commits, or undoes all if an exception leaves it."""
        with self._lock:
            outermost = self._depth == 0
            if outermost:
                self._connection.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield self._connection
            except BaseException:
                if outermost:
                    self._connection.execute("ROLLBACK")
                raise
            else:
                if outermost:
                    self._connection.execute("COMMIT")
            finally:
                self._depth -= 1

    def reset(self) -> None:
        """Forget everything, but never give an id out twice: a relay may still remember those from before."""
        with self.transaction() as tables:
            for table in _ALL:
                tables.execute(f"DELETE FROM {table}")  # noqa: S608 - a constant name

    def close(self) -> None:
        """Close the file; a second time does nothing."""
        self._connection.close()

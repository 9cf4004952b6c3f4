"""The call log: every call since the last reset, in the order of arrival, with what became of it."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from local.sandbox.store import Store


@dataclass(frozen=True, slots=True)
class LoggedCall:
    """One call. `time` is its arrival in unix seconds, `acted` whether a write was carried out, `form` its
    arguments as sent.
    """

    method: str
    path: str
    time: float
    outcome: str
    acted: bool
    form: Mapping[str, str | Sequence[str]]

    def as_json(self) -> dict[str, Any]:
        """The entry as `GET /_sandbox/calls` shows it."""
        return {
            "method": self.method,
            "path": self.path,
            "time": self.time,
            "outcome": self.outcome,
            "acted": self.acted,
            "form": self.form,
        }


class Calls:
    """The log in the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def open(self, method: str, path: str, form: Mapping[str, str | list[str]], now: float, outcome: str) -> int:
        """Log a call that has arrived; returns the entry's number for `close`."""
        with self._store.transaction() as tables:
            cursor = tables.execute(
                "INSERT INTO calls (method, path, time, outcome, acted, form) VALUES (?, ?, ?, ?, 0, ?)",
                (method, path, now, outcome, json.dumps(form)),
            )
            return int(cursor.lastrowid or 0)

    def close(self, entry: int, outcome: str, *, acted: bool) -> None:
        """Write down what became of it."""
        with self._store.transaction() as tables:
            tables.execute("UPDATE calls SET outcome = ?, acted = ? WHERE id = ?", (outcome, acted, entry))

    def all(self) -> list[LoggedCall]:
        """Every call, the oldest first."""
        with self._store.transaction() as tables:
            return [_call(row) for row in tables.execute("SELECT * FROM calls ORDER BY id")]

    def since(self, entry: int) -> list[LoggedCall]:
        """Every call after that entry (see `ever`), the oldest first."""
        with self._store.transaction() as tables:
            return [_call(row) for row in tables.execute("SELECT * FROM calls WHERE id > ? ORDER BY id", (entry,))]

    def latest(self, count: int) -> list[LoggedCall]:
        """The last `count` calls, the newest first."""
        with self._store.transaction() as tables:
            return [_call(row) for row in tables.execute("SELECT * FROM calls ORDER BY id DESC LIMIT ?", (count,))]

    def ever(self) -> int:
        """How many calls there have been since the database was made, those that a reset forgot among them."""
        with self._store.transaction() as tables:
            row = tables.execute("SELECT seq FROM sqlite_sequence WHERE name = 'calls'").fetchone()
            return 0 if row is None else int(row[0])

    def total(self) -> int:
        """How many calls there were."""
        with self._store.transaction() as tables:
            return int(tables.execute("SELECT count(*) FROM calls").fetchone()[0])


def _call(row: sqlite3.Row) -> LoggedCall:
    return LoggedCall(
        row["method"], row["path"], row["time"], row["outcome"], bool(row["acted"]), json.loads(row["form"])
    )

"""What can be done to advocates: their profile, addresses, opt-ins and memberships. Reading them is
`advocate_list`'s part.

Writes here are single steps; `api` puts them together in one transaction. The life of a phone number's
opt-in: none -> requested (a confirmation text goes out) -> subscribed (after the person's YES), and from
anywhere -> optedout, which is final. An e-mail address is subscribed or not, and may change its mind.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from local.sandbox.store import Store

# Columns that a call may write. They are put into SQL by name, so nothing else may get there.
PROFILE = (
    "prefix",
    "firstname",
    "lastname",
    "address1",
    "address2",
    "city",
    "state",
    "zip5",
    "country",
    "message",
    "guests",
    "guest_names",
)


class Advocates:
    """Steps that change the advocates in the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def exists(self, advocate: int) -> bool:
        """Whether there is an advocate with this number."""
        with self._store.transaction() as tables:
            return tables.execute("SELECT 1 FROM advocates WHERE id = ?", (advocate,)).fetchone() is not None

    def with_email(self, address: str) -> int | None:
        """The oldest advocate with this e-mail address, in any case."""
        with self._store.transaction() as tables:
            row = tables.execute("SELECT min(advocate_id) FROM emails WHERE match = ?", (address.lower(),)).fetchone()
            return None if row[0] is None else int(row[0])

    def create(self, now: float) -> int:
        """A new advocate without anything; returns its number."""
        with self._store.transaction() as tables:
            cursor = tables.execute("INSERT INTO advocates (created_at, updated_at) VALUES (?, ?)", (now, now))
            return int(cursor.lastrowid or 0)

    def write(self, advocate: int, profile: Mapping[str, str | int], now: float) -> None:
        """Overwrite these columns, blanks included [doc], and note the time; an empty profile only notes the
        time.
        """
        assignments = "".join(f"{column} = :{column}, " for column in PROFILE if column in profile)
        with self._store.transaction() as tables:
            tables.execute(
                f"UPDATE advocates SET {assignments} updated_at = :now WHERE id = :id",  # noqa: S608 - PROFILE's names only
                {**profile, "now": now, "id": advocate},
            )

    def add_email(self, advocate: int, address: str) -> None:
        """Add an address: never replaced, never removed [seen]; unsubscribed until someone opts it in."""
        self._insert("emails", advocate_id=advocate, address=address, match=address.lower())

    def subscribe_email(self, advocate: int, address: str, *, subscribed: bool) -> None:
        """Opt an address in or out; both can be undone [doc]."""
        with self._store.transaction() as tables:
            tables.execute(
                "UPDATE emails SET subscribed = ? WHERE advocate_id = ? AND match = ?",
                (subscribed, advocate, address.lower()),
            )

    def add_phone(self, advocate: int, number: str) -> None:
        """Add a phone number of 10 digits; as with addresses."""
        self._insert("phones", advocate_id=advocate, number=number)

    def opt_in_phone(self, advocate: int, number: str, now: float, *, confirmed: bool) -> None:
        """Ask for texts. Unless `confirmed`, each such call texts the person, who has to answer YES [seen].

        A number that was opted out stays so ("cannot be opted back in" [doc]); the call succeeds all the same
        [unknown].
        """
        with self._store.transaction() as tables:
            row = tables.execute(
                "SELECT optin FROM phones WHERE advocate_id = ? AND number = ?", (advocate, number)
            ).fetchone()
            if row["optin"] in {"optedout", "subscribed"}:
                return
            state = "subscribed" if confirmed else "requested"
            tables.execute(
                "UPDATE phones SET optin = ? WHERE advocate_id = ? AND number = ?", (state, advocate, number)
            )
            if not confirmed:
                tables.execute(
                    "INSERT INTO texts (advocate_id, number, sent_at) VALUES (?, ?, ?)",
                    (advocate, number, now),
                )

    def opt_out_phone(self, advocate: int, number: str) -> None:
        """No more texts, for ever [doc]."""
        with self._store.transaction() as tables:
            tables.execute(
                "UPDATE phones SET optin = 'optedout' WHERE advocate_id = ? AND number = ?",
                (advocate, number),
            )

    def say_yes(self, number: str, now: float) -> list[int]:
        """The person answers YES to the confirmation text; returns the advocates subscribed by it."""
        with self._store.transaction() as tables:
            rows = tables.execute(
                "SELECT advocate_id FROM phones WHERE number = ? AND optin = 'requested' ORDER BY 1",
                (number,),
            ).fetchall()
            tables.execute("UPDATE phones SET optin = 'subscribed' WHERE number = ? AND optin = 'requested'", (number,))
            for row in rows:
                self.write(row["advocate_id"], {}, now)
            return [row["advocate_id"] for row in rows]

    def texts(self) -> list[sqlite3.Row]:
        """The confirmation texts that went out, the oldest first."""
        with self._store.transaction() as tables:
            return tables.execute("SELECT * FROM texts ORDER BY id").fetchall()

    def join(self, advocate: int, campaign: int, source: str, utm: Mapping[str, str], now: float) -> None:
        """Make the advocate a member. A member stays one since then; its source tags are overwritten if given
        [unknown].
        """
        with self._store.transaction() as tables:
            tables.execute(
                "INSERT INTO memberships (advocate_id, campaign_id, source, utm, created_at) "
                "VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT DO UPDATE SET source = coalesce(excluded.source, source), "
                "utm = CASE excluded.utm WHEN '{}' THEN utm ELSE excluded.utm END",
                (advocate, campaign, source or None, json.dumps(utm), now),
            )

    def is_member(self, advocate: int, campaign: int) -> bool:
        """Whether the advocate has a membership in this campaign."""
        with self._store.transaction() as tables:
            row = tables.execute(
                "SELECT 1 FROM memberships WHERE advocate_id = ? AND campaign_id = ?", (advocate, campaign)
            ).fetchone()
            return row is not None

    def add_tags(self, advocate: int, tags: Iterable[str]) -> None:
        """Apply tags; those that are there stay [unknown]."""
        for tag in tags:
            self._insert("tags", advocate_id=advocate, tag=tag)

    def add_external_id(self, advocate: int, product: str, external_id: str) -> None:
        """Note the advocate's name in another product."""
        self._insert("external_ids", advocate_id=advocate, product=product, external_id=external_id)

    def write_fields(self, advocate: int, fields: Mapping[int, str], now: float) -> None:
        """Overwrite custom fields."""
        with self._store.transaction() as tables:
            tables.executemany(
                "INSERT OR REPLACE INTO custom_fields (advocate_id, field_id, value, created_at) VALUES (?, ?, ?, ?)",
                [(advocate, number, value, now) for number, value in fields.items()],
            )

    def expunge(self, advocate: int, now: float) -> None:
        """Forget the person for a GDPR request; the bare record stays in lists that don't exclude it."""
        with self._store.transaction() as tables:
            for table in ("emails", "phones", "tags", "custom_fields", "external_ids", "texts"):
                tables.execute(f"DELETE FROM {table} WHERE advocate_id = ?", (advocate,))  # noqa: S608 - constants
            tables.execute("UPDATE connections SET advocate_name = '' WHERE advocate_id = ?", (advocate,))
            blanks = dict.fromkeys(column for column in PROFILE if column != "country")
            assignments = ", ".join(f"{column} = :{column}" for column in blanks)
            tables.execute(
                f"UPDATE advocates SET {assignments}, expunged = 1, updated_at = :now WHERE id = :id",  # noqa: S608
                {**blanks, "now": now, "id": advocate},
            )

    def _insert(self, table: str, **values: Any) -> None:
        columns = ", ".join(values)
        marks = ", ".join("?" for _ in values)
        with self._store.transaction() as tables:
            tables.execute(
                f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})",  # noqa: S608 - names from this file
                tuple(values.values()),
            )

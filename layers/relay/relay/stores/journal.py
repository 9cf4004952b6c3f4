"""What the relay remembers of each submission, so that nothing it does to a legislator is done twice.

A run *claims* the submission, *marks* it before it sends a connection, and *closes* it with exactly what it did.
Under a mark that was never closed, connections may have been made. The three writes are docs/protocol.md's; each is
one conditional update that shows the old item, so none needs a read. No personal data is in an item: what it is found
by are HMACs. Every method raises `table.Unsure` if DynamoDB gave no usable answer.

Times are milliseconds since 1970 except `ttl`, which DynamoDB wants in seconds.
"""

import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields, replace
from typing import Final, Literal, NamedTuple

from relay.letters import Reason
from relay.stores.table import ConditionRefused, Item, Table, Value

DAY_MS: Final = 24 * 60 * 60 * 1000
KEEP_DAYS: Final = 30

CLAIMABLE: Final = (
    "attribute_not_exists(#id) OR (#state <> :done AND (attribute_not_exists(#token) OR #lease_until < :now))"
)
NOT_DEAD: Final = "#state <> :dead"
NEVER_CRASHED: Final = "#unclosed = :zero"

# What an attribute is called in the table where it is not called as in `Record` and `Close`. Stored: never renamed.
ATTRIBUTES: Final = {
    "connections": "conn",
    "maybe_from": "from",
    "maybe_since": "since",
    "opt_in_runs": "optins",
    "upsert_at": "upsert",
}
FORGOTTEN: Final = ("from", "since", "reason", "upsert")  # taken out of the item by a close that does not say them

type State = Literal["open", "done", "dead"]
type ConnectionState = Literal["done", "maybe", "rejected", "other"]
"""What is known of a part; "other": another submission has made this very contact, so it counts as done."""

MADE: Final = frozenset({"done", "other"})
NOTHING: Final[Mapping[str, str]] = {}


def expiry(now: int, days: int = KEEP_DAYS) -> int:
    """The `ttl` of an item of the journal's table that was written `now` (milliseconds): seconds since 1970."""
    return (now + days * DAY_MS) // 1000


def new_token() -> str:
    """A value that no other run has."""
    return os.urandom(16).hex()


class Span(NamedTuple):
    """The first and the last moment at which something may have been sent."""

    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A journal item as a claim found it.

    `connections` is None if no run ever closed it; a type missing from it is known not to have been made.
    `sending` is the time of the first mark since the last close, `covers` the parts that may have been sent since,
    joined by spaces (None: any, as of an item that an earlier version marked). `maybe_from` and `maybe_since` are the
    first and last possible sending of what is "maybe". `opt_in_runs` counts the runs whose smsOptin may have acted,
    `upsert_at` is the last time at which an upsert without an answer can have been made. `held` is 1 once the opt-in by
    text lies in the held queue, by itself; `told` is 1 once another submission's stands for it.
    """

    state: State = "open"
    reason: Reason | Literal[""] = ""
    received_at: int = 0
    lease_until: int = 0
    unclosed: int = 0
    sending: int | None = None
    covers: str | None = None
    connections: Mapping[str, ConnectionState] | None = None
    maybe_from: int | None = None
    maybe_since: int | None = None
    resent: int = 0
    advocate: int | None = None
    opt_in_runs: int = 0
    upsert_at: int | None = None
    held: int = 0
    told: int = 0

    def made(self, kind: str) -> bool:
        """Whether a part is known to be made."""
        return (self.connections or {}).get(kind) in MADE

    def marked(self, kind: str) -> bool:
        """Whether a part not recorded as made may have been sent under a mark that was never closed."""
        is_covered = self.covers is None or kind in self.covers.split()
        return self.sending is not None and is_covered and not self.made(kind)

    def may_have_made(self, kind: str) -> Span | None:
        """When a part may have been sent of which nobody knows; None if it is known not to have been, or made."""
        marked, maybe = self.marked(kind), (self.connections or {}).get(kind) == "maybe"
        if not (marked or maybe):
            return None
        spans = ((self.sending, self.lease_until), (self.maybe_from, self.maybe_since))
        known = [Span(first, last) for first, last in spans if first is not None and last is not None]
        return Span(min(span.first for span in known), max(span.last for span in known))


class Neighbours(NamedTuple):
    """The ids that a submission may also have, if its copies came on both sides of midnight (see `ids`).

    `before` is the day before's; `after` the day after's, if it was received before `after_until` (milliseconds).
    """

    before: str | None
    after: str | None
    after_until: int


@dataclass(frozen=True, slots=True)
class Claimed:
    """The submission is this run's until its lease ends; `old` is the item before, None if there was none."""

    token: str
    old: Record | None


@dataclass(frozen=True, slots=True)
class Taken:
    """Not to be claimed: somebody else's, or finished: the item as it stands. `busy` says that another run holds it."""

    record: Record
    busy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """What a run leaves behind; `reason` only with state "dead"."""

    state: State
    connections: Mapping[str, ConnectionState]
    maybe_from: int | None = None
    maybe_since: int | None = None
    advocate: int | None = None
    opt_in_runs: int | None = None
    upsert_at: int | None = None
    held: int | None = None
    told: int | None = None
    reason: Reason | None = None


RECORDED: Final = {field.name: ATTRIBUTES.get(field.name, field.name) for field in fields(Record)}
CLOSED: Final = {field.name: ATTRIBUTES.get(field.name, field.name) for field in fields(Close)}


class Journal:
    """The journal table. `clock` gives milliseconds, `new_token` a value that no other run has."""

    def __init__(self, table: Table, clock: Callable[[], int], new_token: Callable[[], str] = new_token) -> None:
        self._table = table
        self._clock = clock
        self._new_token = new_token

    def which(self, own: str, neighbours: Neighbours) -> str:
        """Of the ids that one submission may have around midnight, the one to use.

        One that is done; else, of those that exist, its own before the others; else its own.
        """
        ids = [each for each in (own, neighbours.before, neighbours.after) if each]
        found = self._table.get(ids)
        records = {each: _record(found[each]) for each in ids if each in found}
        if neighbours.after in records and records[neighbours.after].received_at >= neighbours.after_until:
            del records[neighbours.after]
        done = [each for each, record in records.items() if record.state == "done"]
        return next(iter([*done, *records]), own)

    def read(self, submission_id: str) -> Record | None:
        """A submission's item as it stands now; None if there is none."""
        item = self._table.get([submission_id]).get(submission_id)
        return _record(item) if item else None

    def claim(
        self,
        submission_id: str,
        *,
        received_at: int,
        lease_until: int,
        reopens_dead: bool,
        reruns_crashed: bool = True,
        about: Mapping[str, str] = NOTHING,
    ) -> Claimed | Taken:
        """Take the submission for one run. `about` is written down for operators; no run ever reads it.

        Refused while another run's lease lasts, for ever once it is done, and while it is dead unless
        `reopens_dead` (a message, not a sender's repetition). `reruns_crashed=False` leaves alone what crashed before.
        """
        now = self._clock()
        token = self._new_token()
        condition, values = _claim_condition(now, reopens_dead=reopens_dead, reruns_crashed=reruns_crashed)
        try:
            old = self._table.update(
                submission_id,
                put={"state": "open", "token": token, "lease_until": lease_until, "ttl": expiry(now), **about},
                put_if_absent={"received_at": received_at},
                add={"unclosed": 1},
                condition=condition,
                values=values,
            )
        except ConditionRefused as refused:
            return _judged(refused.item, token, now)
        return Claimed(token, _record(old) if old else None)

    def mark(self, submission_id: str, token: str, covers: Collection[str] | None, *, resends: bool = False) -> bool:
        """Say that from now on these parts may have been made (None: any). False (or `Unsure`): send nothing."""
        now = self._clock()
        put: dict[str, Value] = {"ttl": expiry(now)}
        if covers is not None:
            put["covers"] = " ".join(covers)
        try:
            self._table.update(
                submission_id,
                put=put,
                put_if_absent={"sending": now},
                add={"resent": 1} if resends else None,
                condition="#token = :mine",
                values={"mine": token},
                shown=False,
            )
        except ConditionRefused:
            return False
        return True

    def close(self, submission_id: str, token: str, close: Close) -> bool:
        """End the run with what it did. False: another run has overtaken it."""
        said = {attribute: getattr(close, name) for name, attribute in CLOSED.items()}
        put: dict[str, Value] = {attribute: value for attribute, value in said.items() if value is not None}
        put |= {"unclosed": 0, "conn": dict(close.connections), "ttl": expiry(self._clock())}
        gone = [name for name in FORGOTTEN if name not in put]
        try:
            self._table.update(
                submission_id,
                put=put,
                remove=["token", "lease_until", "sending", "covers", *gone],
                condition="#token = :mine",
                values={"mine": token},
                shown=False,
            )
        except ConditionRefused:
            return False
        return True


def _claim_condition(now: int, *, reopens_dead: bool, reruns_crashed: bool) -> tuple[str, dict[str, Value]]:
    values: dict[str, Value] = {"done": "done", "now": now}
    further = ""
    if not reopens_dead:
        further += f" AND {NOT_DEAD}"
        values["dead"] = "dead"
    if not reruns_crashed:
        further += f" AND {NEVER_CRASHED}"
        values["zero"] = 0
    return CLAIMABLE.removesuffix(")") + further + ")", values


def _judged(item: Item, token: str, now: int) -> Claimed | Taken:
    """A refused claim: finished, somebody else's, or our own that was repeated after a lost answer."""
    record = _record(item)
    if item.get("token") == token:
        return Claimed(token, _before_own_claim(record, now))
    busy = record.state != "done" and "token" in item and record.lease_until >= now
    return Taken(record, busy)


def _before_own_claim(shown: Record, now: int) -> Record | None:
    """The item before a claim of ours that acted although its answer was lost."""
    unclosed = shown.unclosed - 1
    if unclosed == 0 and shown.connections is None:
        return None
    state: State = "dead" if unclosed == 0 and shown.reason else "open"
    return replace(shown, state=state, lease_until=now, unclosed=unclosed)


def _record(item: Item) -> Record:
    """The record in an item; what an item lacks has the record's own default."""
    return Record(**{name: item[attribute] for name, attribute in RECORDED.items() if attribute in item})

"""Finding out what may have been made: the campaign's connections are listed, late enough to show it.

A connection whose outcome is unknown is looked for once everything that acted must have become visible
(`settle_minutes` after the last moment at which it can have been sent). Seen means made. Not seen ends in a person's
hands as `unverifiable`, unless the operator chose `resend_unseen`, which holds for e-mails only and twice at most.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Literal, NamedTuple

from relay.delivery.outcome import Stop, Wait
from relay.delivery.parts import UPDATE, repeatable
from relay.delivery.platform import Platform
from relay.delivery.run import Run
from relay.phone2action import Phone2ActionError
from relay.stores.journal import Span

LIST_SECONDS: Final = 8.0
MINUTE_MS: Final = 60_000
BEFORE_MS: Final = 5 * MINUTE_MS  # the API's clock need not be ours
LISTED_FROM_MS: Final = 24 * 60 * MINUTE_MS  # the time zone of `updated_at` is not documented: a day covers them all
FOR_NEIGHBOURS_MS: Final = 6 * 60 * MINUTE_MS  # further back, so that it serves records of a batch that are older
MOST_ROWS: Final = 20_000
WALKS: Final = (
    2  # rows that are added while a list is walked shift its pages: the second walk sees what the first missed
)
RESENDS: Final = 2


class Made(NamedTuple):
    """A connection that the platform lists; `at` in milliseconds."""

    advocate: int
    kind: str
    at: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A campaign's connections since `since`, as they were from `began` on."""

    since: int
    began: int
    made: frozenset[Made]


class Incomplete(Exception):
    """The list could not be walked to its end: what is unknown stays unknown."""


@dataclass(slots=True, eq=False, repr=False)
class Reconciler:
    """Reconciles what earlier runs left open. One listing serves every record of a batch that it is late enough for."""

    platform: Platform
    resend_unseen: bool = False
    _listings: dict[int, Listing] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def reconcile(self, run: Run) -> None:
        """Turn each "maybe" of the run into done, not made, or dead, as far as that can be known now."""
        open_ = _listed(run)
        if not open_ or run.maybe_from is None or run.maybe_since is None:
            return
        seen = self._settled(run, Span(run.maybe_from, run.maybe_since), run.advocate)
        if seen is not None:
            for kind in open_:
                self._decide(run, kind, kind in seen)

    def of_another(
        self, run: Run, kind: str, span: Span, advocate: int | None
    ) -> Literal["other", "unverifiable", "wait"]:
        """What became of the run's contact, which another submission may have made in this span, for `advocate`.

        What is not seen is never sent again, whatever the operator chose: that is for one's own.
        """
        seen = self._settled(run, span, advocate, run.advocate, listed=kind != UPDATE)
        if seen is None:
            return "wait"
        return "other" if kind in seen else "unverifiable"

    def _settled(self, run: Run, span: Span, *advocates: int | None, listed: bool = True) -> set[str] | None:
        """The types of connection that the lists show of this span, None if that can't be known now.

        Not `listed`: what may have been made is in no list.
        """
        late_enough, now = span.last + int(self.platform.settle_minutes * MINUTE_MS), self.platform.clock()
        if now < late_enough:
            run.wait_until(late_enough, now)
            return None
        try:
            return self._seen(run, span.first, late_enough, {*advocates}) if listed else set()
        except Incomplete:
            return None
        except Phone2ActionError as error:
            if error.retry_after:  # it asks to be left alone, whatever else there is to do
                raise Stop(Wait(run.id, run, error.retry_after)) from None
            return None

    def _decide(self, run: Run, kind: str, is_seen: bool) -> None:
        if is_seen:
            run.connections[kind] = "done"
        elif kind == "email" and self.resend_unseen and (run.old.resent if run.old else 0) < RESENDS:
            run.resends = True  # it stays maybe: should this run not come to it, the next one must ask again
        else:
            run.dead[kind] = "unverifiable"

    def _seen(self, run: Run, first: int, last: int, known: set[int | None]) -> set[str]:
        """The types of connection that the person has made in the campaign in this span, by whatever advocate."""
        request = run.submission.connection
        assert request is not None  # noqa: S101 - an e-mail or a call came from the request
        listing = self._listing(run, request.campaign, first, last)
        advocates = known | self._advocates(run)
        return {
            made.kind for made in listing.made if made.advocate in advocates and first - BEFORE_MS <= made.at <= last
        }

    def _advocates(self, run: Run) -> set[int]:
        """Every advocate that may be this person: any with the e-mail, any with the phone."""
        found: set[int] = set()
        for name in ("email", "phone"):
            if name in run.submission.advocate:
                found |= {advocate.id for advocate in self._with(run, name)}
        return found

    def _with(self, run: Run, name: str) -> list[Any]:
        filters: dict[str, Any] = {name: run.submission.advocate[name]}
        timeout = self._timeout(run)
        found = self.platform.ask(
            "list_advocates", lambda: list(self.platform.api.list_advocates(**filters, timeout=timeout))
        )
        return [advocate for advocate in found if advocate.has(name, filters[name])]

    def _listing(self, run: Run, campaign: int, first: int, last: int) -> Listing:
        """A listing that began after `last` and reaches back before `first`: the one at hand, or a new one."""
        with self._lock:
            known = self._listings.get(campaign)
            if known is None or known.began < last or known.since > first - LISTED_FROM_MS:
                since = first - LISTED_FROM_MS - FOR_NEIGHBOURS_MS
                known = self._listings[campaign] = self._list(run, campaign, since)
            return known

    def _list(self, run: Run, campaign: int, since: int) -> Listing:
        began = self.platform.clock()
        made: set[Made] = set()
        for _ in range(WALKS):
            made.update(
                self.platform.ask(
                    "list_connections", lambda: list(self._walk(run, campaign, since)), tells_of_keys=False
                )
            )
        return Listing(since, began, frozenset(made))

    def _walk(self, run: Run, campaign: int, since: int) -> Iterator[Made]:
        changed_since = datetime.fromtimestamp(since / 1000, UTC)
        rows = self.platform.api.list_connections(
            campaign_id=campaign, updated_at=changed_since, timeout=self._timeout(run)
        )
        for number, row in enumerate(rows):
            if number >= MOST_ROWS:
                raise Incomplete
            self._timeout(run)
            if row.advocate_id is not None and row.type and row.created_at and row.campaign_id in {None, campaign}:
                yield Made(row.advocate_id, row.type.lower(), int(row.created_at.timestamp() * 1000))

    def _timeout(self, run: Run) -> float:
        """Seconds that one page may take. Raises `Incomplete` if that could outlast the run."""
        now = self.platform.clock()
        if now >= run.deadline.budget_until or not run.deadline.allows(now, LIST_SECONDS):
            raise Incomplete
        return LIST_SECONDS


def _listed(run: Run) -> list[str]:
    """What is maybe and can be looked for in a list: of the rest a repeatable part counts as not made."""
    found = []
    for kind in [kind for kind, state in run.connections.items() if state == "maybe"]:
        if repeatable(kind, run.submission):
            del run.connections[kind]
        elif kind == UPDATE:  # a message is in no list
            run.dead[kind] = "unverifiable"
        else:
            found.append(kind)
    return found

"""The board: what became of each submission, folded from log lines. Pure: it reads nothing and knows no clock.

Log lines hold no person, so neither does the board. A line may come late, twice or out of order; what was written last
counts.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

type State = Literal["delivered", "queued", "held", "dead", "refused"]

STATES: Final[Mapping[str, State]] = {
    "delivered": "delivered",
    "finished": "delivered",
    "done": "delivered",
    "superseded": "delivered",
    "queued": "queued",
    "waiting": "queued",
    "held": "held",
    "dead": "dead",
    "rejected": "refused",
    "unavailable": "refused",
}
"""What an outcome in a log line means on the board. `refused`: the sender was told, and nothing is kept here."""

OPT_OUTS: Final = frozenset({"opt_out", "nobody_found"})

CORRECTED_BY_SENDER: Final = "web_form"
"""Who fills in a form is told what was refused. Nobody can tell a card or a text: that is kept as a dead letter."""

MOST_ROWS: Final = 5000


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One submission. Times in milliseconds since 1970.

    `first_at`: when the first line about it was written; `at`: the last. `tries`: how often the queue has given it to
    the worker. `opts_out`: it is an opt-out, which waits longer. `version`: the board's when the row last changed.
    """

    id: str
    state: State
    outcome: str
    reason: str
    source: str
    campaigns: tuple[int, ...]
    first_at: int
    at: int
    tries: int
    opts_out: bool = False
    version: int = 0


class Board:
    """Rows by id, of which the latest `MOST_ROWS` are kept. `version` grows with every change, `generation` with every
    new beginning.
    """

    def __init__(self) -> None:
        self._rows: OrderedDict[str, BoardRow] = OrderedDict()
        self.version = self.generation = 0

    def add(self, at: int, said: Mapping[str, Any]) -> None:
        """Take a log line in; one that is not about what became of a submission changes nothing."""
        row = _row(at, said)
        if row is None:
            return
        known = self._rows.get(row.id)
        merged = row if known is None else _merged(known, row)
        if merged == known:
            return
        self.version += 1
        self._rows[row.id] = replace(merged, version=self.version)
        self._rows.move_to_end(row.id)
        while len(self._rows) > MOST_ROWS:
            self._rows.popitem(last=False)

    def get(self, submission_id: str) -> BoardRow | None:
        """The row of a submission; None if no line named it."""
        return self._rows.get(submission_id)

    def last_of(self, source: str) -> BoardRow | None:
        """The row of that source that changed last; None if there is none."""
        return next((row for row in reversed(self._rows.values()) if row.source == source), None)

    def rows(self) -> list[BoardRow]:
        """All rows, the latest to arrive first."""
        return sorted(self._rows.values(), key=lambda row: (row.first_at, row.id), reverse=True)

    def counts(self) -> Counter[State]:
        """How many rows there are of each state."""
        return Counter(row.state for row in self._rows.values())

    def changed(self, since: int) -> list[BoardRow]:
        """The rows that changed after a version, in the order in which they did."""
        return [*reversed([*self._newer(since)])]

    def _newer(self, since: int) -> Iterator[BoardRow]:
        for row in reversed(self._rows.values()):
            if row.version <= since:
                return
            yield row

    def forget(self) -> None:
        """Begin anew."""
        self._rows.clear()
        self.generation += 1


def _row(at: int, said: Mapping[str, Any]) -> BoardRow | None:
    outcome, submission_id = said.get("outcome"), said.get("submission_id")
    if not isinstance(outcome, str) or outcome not in STATES or not isinstance(submission_id, str) or not submission_id:
        return None
    source = str(said.get("source") or "unknown")
    is_kept = outcome == "rejected" and source != CORRECTED_BY_SENDER
    reason, attempt, campaigns = said.get("reason"), said.get("attempt"), said.get("campaigns")
    return BoardRow(
        id=submission_id,
        state="dead" if is_kept else STATES[outcome],
        outcome=outcome,
        reason=reason if isinstance(reason, str) else "",
        source=source,
        campaigns=tuple(each for each in campaigns if isinstance(each, int)) if isinstance(campaigns, list) else (),
        first_at=at,
        at=at,
        tries=attempt if isinstance(attempt, int) else 0,
        opts_out=isinstance(reason, str) and reason in OPT_OUTS,
    )


def _merged(known: BoardRow, new: BoardRow) -> BoardRow:
    """Both lines in one row: what was written last, and when it began. Of two at once the later try counts."""
    last = new if (new.at, new.tries) >= (known.at, known.tries) else known
    return replace(
        last,
        first_at=min(known.first_at, new.first_at),
        campaigns=last.campaigns or known.campaigns or new.campaigns,
        version=known.version,
    )

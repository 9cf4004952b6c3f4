"""One claimed run of a submission: how long it may act, what it knows, what it did, and the one way to close it.

What a run comes to is in `outcome`, what it does step by step in `deliver`.
"""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from relay.letters import Reason
from relay.stores.journal import Close, ConnectionState, Journal, Record, State
from relay.stores.table import Unsure
from relay.submission import Submission

if TYPE_CHECKING:
    from relay.phone2action import Phone2ActionError

KEPT_SECONDS: Final = 3.0  # of an ingress run: to queue what it could not end, and to answer
ALONE: Final = "\nsmsOptin"  # ends the natural key of an opt-in by text that is held by itself
LEASE_SLACK_MS: Final = 10_000  # a run that Lambda killed is surely gone this long after


def milliseconds() -> int:
    """The wall clock: milliseconds since 1970."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when a run may act. Times are milliseconds since 1970.

    `kill_at`: Lambda ends the process; `budget_until`: the sender's patience ends, nothing slow is begun after it;
    `kept_ms`: what must be left before `kill_at` when the last call upstream has ended.
    """

    kill_at: int
    budget_until: int
    kept_ms: int = 0

    @classmethod
    def of(
        cls,
        context: Any,
        *,
        budget_seconds: float,
        kept_seconds: float = 0.0,
        clock: Callable[[], int] = milliseconds,
    ) -> "Deadline":
        """The deadline of a Lambda invocation, from its context and the sender's patience in seconds."""
        now = clock()
        kill_at = now + int(context.get_remaining_time_in_millis())
        return cls(kill_at, now + int(budget_seconds * 1000), int(kept_seconds * 1000))

    @property
    def act_until(self) -> int:
        """When the last call upstream must have ended."""
        return self.kill_at - self.kept_ms

    @property
    def lease_until(self) -> int:
        """The end of the lease that a run under this deadline takes."""
        return self.kill_at + LEASE_SLACK_MS

    def allows(self, now: int, timeout_seconds: float) -> bool:
        """Whether a call that may take so long would surely end in time: before the lease does, and `act_until`."""
        return now + int(timeout_seconds * 1000) < self.act_until

    def require(self, now: int, timeout_seconds: float) -> None:
        """Raise `TooLate` unless such a write is allowed: the last thing before it is sent."""
        if not self.allows(now, timeout_seconds):
            raise TooLate


class TooLate(Exception):
    """The write was not sent: it could have ended after the lease."""


@dataclass(slots=True)
class Run:
    """One claimed run: what it knows, what it did, and the one way to close it.

    `connections` starts as what the journal knew and ends as what is true now; `dead` holds the parts that can't be
    carried out any more, with their reason; `advocate_arguments` is what consent left of the submission's,
    `overridden` the opt-ins that it took away; `held`: the opt-in by text waits for a person to look. `resends`: it
    sends an unseen e-mail again, as the operator chose.
    `api`: what the platform answered the last call that failed, in its own words, which may quote the person.
    `told`: another submission's opt-in by text stands for this one's. `opted_in_from`: since when an opt-in that may
    have acted shows; None: since this submission came.
    `message_is_others`: another submission has sent the message, so this one's update goes out without it.
    """

    submission: Submission
    id: str
    token: str
    old: Record | None
    journal: Journal
    deadline: Deadline
    connections: dict[str, ConnectionState] = field(default_factory=dict)
    dead: dict[str, Reason] = field(default_factory=dict)
    maybe_from: int | None = None
    maybe_since: int | None = None
    advocate: int | None = None
    opt_in_runs: int = 0
    upsert_at: int | None = None
    advocate_arguments: dict[str, Any] = field(default_factory=dict, repr=False)
    overridden: list[str] = field(default_factory=list)
    held: bool = False
    told: bool = False
    opted_in_from: int | None = None
    resends: bool = False
    marked_at: int | None = None
    message_is_others: bool = False
    wait_seconds: float = 0.0
    api: Mapping[str, str | int] | None = field(default=None, repr=False)
    tweet_url: str = ""

    @property
    def received_at(self) -> int:
        """When the submission came for the first time, which a repetition can't change. Milliseconds since 1970."""
        first = self.old.received_at if self.old else 0
        return min(first or self.submission.received_at, self.submission.received_at)

    @property
    def entered_at(self) -> int:
        """When the relay got it first: of what was imported, when it was queued. Milliseconds since 1970."""
        return self.submission.imported_at or self.received_at

    @property
    def texts(self) -> bool:
        """Whether its upsert has the platform text the person: never to be repeated without a look."""
        return self.advocate_arguments.get("smsOptin") == "1"

    @property
    def is_alone(self) -> bool:
        """Whether it is the opt-in by text of a sign-up that went on without it."""
        return self.submission.natural_key.endswith(ALONE)

    def covered_with(self, kinds: Collection[str]) -> Collection[str] | None:
        """What may have been sent under this run's mark and an older one that was never closed; None: any part."""
        if self.old is None or self.old.sending is None:
            return kinds
        return None if self.old.covers is None else sorted({*self.old.covers.split(), *kinds})

    def failed(self, endpoint: str, error: "Phone2ActionError") -> None:
        """Keep the platform's own words for the letter that this run may come to."""
        said = error.api_error or ("" if error.status else str(error))
        answer = {"endpoint": endpoint, "status": error.status, "message": said}
        self.api = {name: value for name, value in answer.items() if value}

    def wait_until(self, moment: int, now: int) -> None:
        """Let the next run come no earlier than that moment."""
        self.wait_seconds = max(self.wait_seconds, (moment - now) / 1000)

    def may_make(self, kind: str) -> bool:
        """Whether a part is known not to have been made, or is an unseen e-mail that the operator has sent again."""
        is_resent = self.resends and kind == "email" and self.connections.get(kind) == "maybe"
        return kind not in self.dead and (kind not in self.connections or is_resent)

    def close(self, state: State, reason: Reason | None = None) -> None:
        """Write down what this run did. A failure is harmless: the next run reconciles, what is known counts now."""
        uncertain = "maybe" in self.connections.values()
        try:
            self.journal.close(
                self.id,
                self.token,
                Close(
                    state=state,
                    connections=self.connections,
                    maybe_from=self.maybe_from if uncertain else None,
                    maybe_since=self.maybe_since if uncertain else None,
                    advocate=self.advocate,
                    opt_in_runs=self.opt_in_runs or None,  # none is not written: what is there stands
                    upsert_at=self.upsert_at if self.advocate is None else None,
                    held=1 if self.held else None,
                    told=1 if self.told else None,
                    reason=reason,
                ),
            )
        except Unsure:
            return

    def maybe(self, kind: str, first: int, last: int) -> None:
        """Write down that a part may have been made, at some time between these two."""
        self.connections[kind] = "maybe"
        self.maybe_from = first if self.maybe_from is None else min(self.maybe_from, first)
        self.maybe_since = last if self.maybe_since is None else max(self.maybe_since, last)

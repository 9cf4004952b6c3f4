"""What a source is handed: who may say what, and where it goes. `wiring` makes it, the sources only use it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from relay.campaigns import Campaigns
from relay.delivery.intake import Intake
from relay.delivery.run import KEPT_SECONDS, Deadline
from relay.delivery.unusable import UnusablePosts
from relay.settings import Settings
from relay.stores.aws import Aws
from relay.stores.secrets import CredentialStore

if TYPE_CHECKING:
    import requests

ANSWER_SECONDS: Final = 0.3  # the last that an invocation does
SPAN_MS: Final = 10 * 60 * 1000
MOST_ADDRESSES: Final = 10_000
SHARED_FROM: Final = 3
"""The first post of an address for which all processes are asked what it has sent: a person's own cost no call."""


class Arrivals:
    """How many posts each address has sent to this process in this span of ten minutes: nothing is stored or logged."""

    __slots__ = ("_counts", "_until")

    def __init__(self) -> None:
        self._until = 0
        self._counts: dict[str, int] = {}

    def count(self, address: str, at: int) -> int:
        """Count one more of this address, which came `at` (milliseconds); how many it has sent now."""
        if at >= self._until:
            self._until = at - at % SPAN_MS + SPAN_MS
            self._counts = {}
        counts = self._counts
        counts[address] = count = counts.get(address, 0) + 1
        if len(counts) > MOST_ADDRESSES:
            counts.clear()
        return count


# Each method that a dataclass makes costs a cold start; nobody compares or prints this one.
@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Ingress:
    """An ingress function's parts, shared by all invocations of its process. `clock` gives milliseconds.

    `new_session` makes a session for what is asked of others than the platform.
    """

    settings: Settings
    campaigns: Campaigns
    credentials: CredentialStore
    clock: Callable[[], int]
    intake: Intake
    unusable: UnusablePosts
    aws: Aws
    new_session: "Callable[[], requests.Session]"
    arrivals: Arrivals = field(default_factory=Arrivals)

    def deadline(self, context: Any, budget_seconds: float) -> Deadline:
        """Until when an invocation may act, by Lambda's `context` and its sender's patience from now on."""
        return Deadline.of(context, budget_seconds=budget_seconds, kept_seconds=KEPT_SECONDS, clock=self.clock)

    def begin(self, context: Any) -> None:
        """Begin an invocation: whatever hangs from now on, its sender is answered before Lambda's `context` ends."""
        left = context.get_remaining_time_in_millis() / 1000
        self.aws.allow(left - KEPT_SECONDS, queues=left - ANSWER_SECONDS)

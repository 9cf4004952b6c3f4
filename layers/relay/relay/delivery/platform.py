"""The platform as a run sees it: the API client, the account's credentials, and how long a call may take.

It knows what a run may still do in the time it has, not what to ask for: that is `advocate` and `connections`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from relay import telemetry
from relay.delivery.breaker import Breaker
from relay.delivery.outcome import Stop, Wait
from relay.delivery.run import Run
from relay.phone2action import CredentialsRejected, Misrouted, NotSent, Phone2Action
from relay.stores.secrets import CredentialStore, Unavailable


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """The API client with what its calls depend on. `clock` gives milliseconds."""

    api: Phone2Action
    breaker: Breaker
    credentials: CredentialStore
    clock: Callable[[], int]
    settle_minutes: float

    def ask[T](self, call: Callable[[], T], *, again: bool = True) -> T:
        """Call the API; if it rejects our credentials, which means it did nothing, try once with fresh ones.

        Not `again`: only fetch the fresh ones, since there may be no time left for a second call.

        Raises the client's errors; `NotSent` too if there are no credentials to be had.
        """
        try:
            used = self.credentials.current()
        except Unavailable:
            raise NotSent("no credentials to send it with") from None
        try:
            return self._counted(call)
        except CredentialsRejected:
            if self.credentials.refresh(used) == used or not again:
                raise
            return self._counted(call)

    def _counted[T](self, call: Callable[[], T]) -> T:
        """Call, and count the failures that are ours to mend: nothing else would speak of them for hours."""
        try:
            return self.breaker.call(call)
        except (CredentialsRejected, Misrouted) as error:
            telemetry.refusal(type(error).__name__)
            raise

    def timeout(self, run: Run, longest: float) -> float:
        """Seconds that a call about the advocate may take, at most `longest`. Raises `Stop` if the time is over."""
        now = self.clock()
        timeout = min(longest, (run.deadline.budget_until - now) / 1000)
        if timeout < 1 or not run.deadline.allows(now, timeout):
            raise Stop(Wait(run.id, run))
        return timeout

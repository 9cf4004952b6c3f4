"""The platform as a run sees it: the API client, the account's credentials, and how long a call may take.

It knows what a run may still do in the time it has, not what to ask for: that is `advocate` and `connections`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from relay import telemetry
from relay.credentials import Credentials
from relay.delivery.breaker import Breaker
from relay.delivery.outcome import Stop, Wait
from relay.delivery.run import Run
from relay.phone2action import CredentialsRejected, Misrouted, NotSent, Phone2Action
from relay.stores.secrets import CredentialStore, Unavailable

REFUSED_SECONDS: Final = 60.0
"""For how long nobody calls after the credentials that the secret has now were refused: then one call tries."""

ADVOCATE_SECONDS: Final = 8.0
"""The longest that a call about an advocate takes."""

SLOW_MS: Final = 2_000
"""A call that takes so long is named in the log: a person at a form waits for about three seconds."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Platform:
    """The API client with what its calls depend on. `clock` gives milliseconds."""

    api: Phone2Action
    breaker: Breaker
    credentials: CredentialStore
    clock: Callable[[], int]
    settle_minutes: float

    def ask[T](self, endpoint: str, call: Callable[[], T], *, again: bool = True, tells_of_keys: bool = True) -> T:
        """Call the API; if it rejects our credentials, which means it did nothing, try once with fresh ones.

        `endpoint` is the client's name of what is called, for the log.

        Not `again`: only fetch the fresh ones, since there may be no time left for a second call; nor does such a call
        find out whether the API is back. `tells_of_keys`: refused with the credentials that the secret has, it binds
        everybody. A call that an account may have no option for does not tell: each run asks about its advocate too.

        Raises the client's errors; `NotSent` too if there are no credentials to be had.
        """
        try:
            used = self.credentials.current()
        except Unavailable:
            raise NotSent("no credentials to send it with") from None
        seconds = REFUSED_SECONDS if tells_of_keys else 0.0
        return self.breaker.call(
            lambda: self._with_credentials(lambda: self._timed(endpoint, call), used, again, seconds), may_probe=again
        )

    def _with_credentials[T](self, call: Callable[[], T], used: Credentials, again: bool, seconds: float) -> T:
        """Call with the credentials used last, then with those of now; refused, it asks to be left alone so long."""
        try:
            return _counted(call)
        except CredentialsRejected as rejected:
            if self.credentials.refresh(used) == used:
                raise _asking(rejected, seconds) from None
            if not again:
                raise
        try:
            return _counted(call)
        except CredentialsRejected as rejected:
            raise _asking(rejected, seconds) from None

    def _timed[T](self, endpoint: str, call: Callable[[], T]) -> T:
        """Call, and say so if it took long, whatever came of it."""
        began = self.clock()
        try:
            return call()
        finally:
            took = self.clock() - began
            if took >= SLOW_MS:
                telemetry.slow_call(endpoint, took)

    def timeout(self, run: Run, longest: float) -> float:
        """Seconds that a call about the advocate may take, at most `longest`. Raises `Stop` if the time is over."""
        now = self.clock()
        timeout = min(longest, (run.deadline.budget_until - now) / 1000)
        if timeout < 1 or not run.deadline.allows(now, timeout):
            raise Stop(Wait(run.id, run))
        return timeout


def _counted[T](call: Callable[[], T]) -> T:
    """Call, and count the failures that are ours to mend: nothing else would speak of them for hours."""
    try:
        return call()
    except (CredentialsRejected, Misrouted) as error:
        telemetry.refusal(type(error).__name__)
        raise


def _asking(rejected: CredentialsRejected, seconds: float) -> CredentialsRejected:
    """The same refusal, asking to be left alone for at least so long."""
    longer = max(rejected.retry_after or 0.0, seconds)
    return CredentialsRejected(str(rejected), status=rejected.status, retry_after=longer or None)

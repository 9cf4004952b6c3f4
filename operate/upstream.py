"""What the platform's lists show an operator: walked at a pace, and taken up again where a walk broke off.

Reads only. What the platform answers when it refuses is put into words of ours: its own may quote a person.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, Final, Literal

from operate.api import api_of
from operate.stack import Stack
from relay.phone2action import (
    CredentialsRejected,
    InvalidRequest,
    Misrouted,
    NotSent,
    Phone2Action,
    Phone2ActionError,
    RateLimited,
    Rejected,
    Transient,
    UnknownOutcome,
)
from relay.phone2action.results import Advocate, Connection
from relay.phone2action.sessions import new_session

RATE: Final = 5.0
FAILURES_AT_A_PAGE: Final = 3
FAILURES_OF_A_WALK: Final = 20  # an API that gives the same page for ever gets on by one each time
LONGEST_PATIENCE: Final = 60.0
DAY_MS: Final = 86_400_000  # the zone of `updated_at` is not documented: a day covers them all

WORDS: Final[tuple[tuple[type[Phone2ActionError], str], ...]] = (
    (CredentialsRejected, "the API refuses the credentials for it"),
    (RateLimited, "the API asks to be left alone"),
    (NotSent, "the API can't be reached from here"),
    (Misrouted, "something else answers at the API's address"),
    (Rejected, "the API refuses the question"),
    (InvalidRequest, "the API takes no such question"),
)


def no_list(error: Phone2ActionError) -> str:
    """One line for what kept the platform from telling."""
    words = next((words for kind, words in WORDS if isinstance(error, kind)), "the API gave no answer that can be read")
    return f"{words} ({error.status})" if error.status else words


class Paced:
    """A session for the client that makes at most `rate` calls a second (0: as fast as it goes), and counts them."""

    def __init__(
        self,
        session: Any,
        rate: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._session, self._clock, self._sleep = session, clock, sleep
        self._apart = 1 / rate if rate else 0.0
        self._earliest = clock()
        self.calls = 0

    def request(self, method: str, url: str, **how: Any) -> Any:
        """Send one request once its turn has come."""
        wait = self._earliest - self._clock()
        if wait > 0:
            self._sleep(wait)
        self._earliest = max(self._earliest, self._clock()) + self._apart
        self.calls += 1
        return self._session.request(method, url, **how)


class Lists:
    """The lists of an account. `calls()` is how many calls were made; `told(calls)` hears it at each row.

    What a walk raises is the client's: it could not be taken up again, so what it showed may be a part only.
    """

    def __init__(
        self,
        api: Phone2Action,
        calls: Callable[[], int],
        *,
        told: Callable[[int], None] = lambda _: None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._api, self._calls, self.told, self._sleep = api, calls, told, sleep

    def members(self, campaign: int, since: int | None) -> Iterator[Advocate]:
        """A campaign's advocates; only those that were changed since then (milliseconds), and a day before."""
        changed = {} if since is None else {"updatedSince": max(0, since - DAY_MS) // 1000}
        return self._walk(lambda page: self._api.list_advocates(campaignid=campaign, page=page, **changed))  # type: ignore[arg-type]

    def everybody(self) -> Iterator[Advocate]:
        """All advocates of the account."""
        return self._walk(lambda page: self._api.list_advocates(page=page))

    def with_address(self, argument: Literal["email", "phone"], address: str) -> list[Advocate]:
        """The advocates who have this e-mail address or phone; strangers whom the list names are left out."""
        filters: dict[str, Any] = {argument: address}
        found = self._walk(lambda page: self._api.list_advocates(**filters, page=page))
        return [advocate for advocate in found if advocate.has(argument, address)]

    def connections(self, campaign: int, since: int) -> Iterator[Connection]:
        """A campaign's connections that were changed since then (milliseconds), and a day before."""
        begin = datetime.fromtimestamp(max(0, since - DAY_MS) / 1000, UTC)
        return self._walk(lambda page: self._api.list_connections(campaign_id=campaign, updated_at=begin, page=page))

    def _walk[Row](self, ask: Callable[[int], Iterator[Row]]) -> Iterator[Row]:
        page, here, failures = 1, 0, 0
        while True:
            before = self._calls()
            try:
                for row in ask(page):
                    self.told(self._calls())
                    yield row
            except Phone2ActionError as error:
                read = max(0, self._calls() - before - 1)
                page, here, failures = page + read, 1 if read else here + 1, failures + 1
                if here >= FAILURES_AT_A_PAGE or failures >= FAILURES_OF_A_WALK or not _may_pass(error):
                    raise
                self._sleep(error.retry_after or float(here))
            else:
                return


def _may_pass(error: Phone2ActionError) -> bool:
    """Whether the same question may be answered soon."""
    return isinstance(error, Transient | UnknownOutcome) and (error.retry_after or 0.0) <= LONGEST_PATIENCE


def lists_of(stack: Stack, rate: float = RATE) -> Lists:
    """The lists of the account that a stack delivers to. Raises as `api.api_of` does."""
    paced = Paced(new_session(), rate)
    return Lists(api_of(stack, session=paced), lambda: paced.calls)

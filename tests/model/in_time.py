"""One ingress run against the clock: whatever hangs, the submission is queued and the sender answered in time.

Every call takes no time at all, or all the time that it may: to be exact, up to its own bound. The seconds are those of
the function for forms; a function for texts has less of everything and no connection.
"""

from collections.abc import Iterator
from enum import Enum
from functools import partial
from typing import Final, NamedTuple

from tests.model.checker import Case, Step

LATE: Final = "late: killed before it was queued"
SILENT: Final = "silent: queued, and killed before the sender was answered"

KILL: Final = 28
BUDGET: Final = 3
RESERVE: Final = 3
DRIP: Final = 60  # a call without a total time
AWS: Final = 8  # two attempts of a second to connect and three to read
ADVOCATE: Final = 8
CONNECTION: Final = 20

# What a run asks for, in its order. The API's calls come in the middle; the last two make durable and tidy up.
BEFORE: Final = ("secrets", "claim", "consent")
API: Final = ("advocate", "connection")


class Safeguard(Enum):
    """What can be taken out, and shows then what it was good for."""

    TOTAL_TIME = "each call of the API ends within its total time"
    RESERVE = "three seconds are kept: nothing is begun that may not have ended by then"
    CLOSE_FITS = "the item is closed only if there is time for it"


class State(NamedTuple):
    """What comes next, at which second."""

    next: str = "secrets"
    now: int = 0
    queued: bool = False
    answered: bool = False


class InTime(NamedTuple):
    """The model: whether the submission asks for a connection, and when the function is killed."""

    kill: int = KILL
    budget: int = BUDGET
    connection: bool = True
    without: Safeguard | None = None

    def start(self) -> State:
        """The event has come."""
        return State()

    def wrong(self, state: State) -> str:
        """SQS itself is well here: it takes what it gets at once. If it were not, the sender would have no 2xx."""
        if state.now < self.kill or state.answered:
            return ""
        return SILENT if state.queued else LATE

    def ended(self, state: State) -> bool:
        """The sender is answered."""
        return state.answered

    def steps(self, state: State) -> Iterator[Step[State]]:
        """The next call ends at once, or hangs."""
        order = self._order()
        name = state.next
        if state.answered:
            return
        if name == "answer":
            yield Step("answers", state._replace(answered=True))
            return
        after = order[order.index(name) + 1]
        bound = self._bound(name, state.now)
        if name == "queue":
            yield Step("queues", state._replace(next=after, queued=True))
        elif not self._fits(name, bound, state.now):
            yield Step(f"no time for {name}", state._replace(next=after))
        else:
            yield Step(f"{name} answers", state._replace(next=after))
            for seconds in sorted({1, bound // 2, bound} - {0}):
                gives_up = seconds == bound and name not in {
                    "connection",
                    "close",
                }  # the run ends: what is left is queued
                goes_on = "queue" if gives_up else after
                yield Step(f"{name} takes {seconds} s", state._replace(next=goes_on, now=state.now + seconds))

    def _order(self) -> tuple[str, ...]:
        api = API if self.connection else API[:1]
        connection = ("letter", "mark") if self.connection else ()
        return (*BEFORE, api[0], *connection, *api[1:], "queue", "close", "answer")

    def _bound(self, name: str, now: int) -> int:
        if name not in API:
            return AWS
        if self.without is Safeguard.TOTAL_TIME:
            return DRIP
        return CONNECTION if name == "connection" else max(min(ADVOCATE, self.budget - now), 0)

    def _fits(self, name: str, bound: int, now: int) -> bool:
        """Whether it may be begun. Nothing of the API is begun after the sender's patience."""
        if name in API and (now >= self.budget or not bound):
            return False
        if name == "close":
            return now + bound < self.kill or self.without is Safeguard.CLOSE_FITS
        planned = min(bound, CONNECTION)  # without a total time a call is begun as if it had one
        return now + planned <= self.kill - RESERVE or self.without is Safeguard.RESERVE


def _case(safeguard: Safeguard, expected: str, model: InTime) -> Case:
    return Case(f"without: {safeguard.value}", partial(model._replace, without=safeguard), expected)


FORM: Final = InTime()
TEXT: Final = InTime(kill=14, budget=8, connection=False)
CASES: Final = (
    Case("a form with a connection", FORM._replace),
    Case("a text", TEXT._replace),
    _case(Safeguard.TOTAL_TIME, LATE, FORM),
    _case(Safeguard.RESERVE, LATE, TEXT),
    _case(Safeguard.CLOSE_FITS, SILENT, FORM),
)

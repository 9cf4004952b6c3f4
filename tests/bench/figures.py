"""What is measured: the handlers side by side, the budget that the relay is held to, and what each figure buys.

Names and limits are here, in the order of the page; how they are measured is in `measuring`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

MILLION = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One handler. Instructions are millions; `wait` is a multiple of the API's own time; None: not measured.

    `cold` is from the start of the process to its first answer, `first` the part of it that comes after
    initialisation; `warm` is one more submission, `opting_in` one with two opt-ins, `idle` one after 10 s of nothing.
    """

    name: str
    cold: float
    first: float
    warm: float
    opting_in: float
    idle: float
    wait: float | None
    peak_mb: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """All handlers of one run."""

    noop: Side
    bare: Side
    relay: Side
    fastapi_mangum: Side
    straightforward: Side

    def all(self) -> Sequence[Side]:
        """In the order of the page."""
        return (self.noop, self.bare, self.relay, self.fastapi_mangum, self.straightforward)


NOOP = "no-op: answers at once"
BARE = "bare: one POST by `http.client`"
RELAY = "**the relay**"
FASTAPI_MANGUM = "FastAPI + Mangum: one POST by requests"
STRAIGHTFORWARD = "straightforward: requests, pydantic, boto3 and Powertools"
SIDES = (NOOP, BARE, RELAY, FASTAPI_MANGUM, STRAIGHTFORWARD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One line of the budget: the most that a figure may be, and what keeping to it buys.

    A time is judged to the hundredth, as its limit is given: from run to run it differs by half of one.
    """

    name: str
    at_most: float | None
    is_time: bool = False
    unit: str = "x"
    buys: str


COLD_OF_PEER = Limit(
    name="cold start, of FastAPI + Mangum's",
    at_most=0.6,
    buys="A journal, consent and a queue cost a new environment less than a web framework would.",
)
COLD_OF_NOOP = Limit(
    name="cold start, of a no-op's",
    at_most=8,
    buys="The first person after a quiet night waits tenths of a second, not seconds.",
)
FIRST_OF_NOOP = Limit(
    name="first answer after initialisation, of a no-op's cold start",
    at_most=1,
    buys="What SnapStart leaves of a cold start, where it is switched on.",
)
WAIT_OF_API = Limit(
    name="a person's warm wait, of the API's own time",
    at_most=1.04,
    is_time=True,
    buys="Never lost and never sent twice is nothing that a person at a form feels.",
)
WARM_OF_PEER = Limit(
    name="warm submission, of the straightforward handler's",
    at_most=1,
    buys="Lambda bills processor time: the promises cost no more of it than doing without them.",
)
OPTING_IN_OF_PEER = Limit(
    name="warm submission with two opt-ins, of the straightforward handler's",
    at_most=None,
    buys="Each opt-in is written down before it leaves, so that a later stop wins. The other handler writes down none.",
)
IDLE_OF_PEER = Limit(
    name="submission after 10 s of nothing, of the straightforward handler's",
    at_most=None,
    buys="A new connection to the API each time: one that was idle may be dead, and what is sent on it may be lost.",
)
BATCH_OF_ONE = Limit(
    name="retry batch of ten, of a batch of one",
    at_most=1.12,
    is_time=True,
    buys="After an outage the queue drains as fast as the platform answers.",
)
PEAK = Limit(
    name="peak memory",
    at_most=50,
    unit="MB",
    buys="The smallest function that Lambda has (128 MB) would hold it; more is bought for processor time only.",
)
LIMITS = (
    COLD_OF_PEER,
    COLD_OF_NOOP,
    FIRST_OF_NOOP,
    WAIT_OF_API,
    WARM_OF_PEER,
    OPTING_IN_OF_PEER,
    IDLE_OF_PEER,
    BATCH_OF_ONE,
    PEAK,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of the budget as it was measured; `how` says of what, or from how many rounds."""

    limit: Limit
    value: float
    how: str

    @property
    def is_missed(self) -> bool:
        """Whether it is more than it may be."""
        judged = round(self.value, 2) if self.limit.is_time else self.value
        return self.limit.at_most is not None and judged > self.limit.at_most


def budget(sides: Sides, batch_of_one: float, peak_mb: float, *, wait_rounds: int, batch_rounds: int) -> list[Figure]:
    """The whole budget, in the order of `LIMITS`. `batch_of_one` is a batch of ten's time as a multiple of one's."""
    relay, peer = sides.relay, sides.straightforward
    return [
        _ratio(COLD_OF_PEER, relay.cold, sides.fastapi_mangum.cold),
        _ratio(COLD_OF_NOOP, relay.cold, sides.noop.cold),
        _ratio(FIRST_OF_NOOP, relay.first, sides.noop.cold),
        Figure(
            limit=WAIT_OF_API,
            value=relay.wait or 0.0,
            how=f"median of {wait_rounds} rounds; the bare handler: {sides.bare.wait:.3f} x",
        ),
        _ratio(WARM_OF_PEER, relay.warm, peer.warm),
        _ratio(OPTING_IN_OF_PEER, relay.opting_in, peer.opting_in),
        _ratio(IDLE_OF_PEER, relay.idle, peer.idle),
        Figure(limit=BATCH_OF_ONE, value=batch_of_one, how=f"medians of {batch_rounds} rounds"),
        Figure(limit=PEAK, value=peak_mb, how="the highest of all runs"),
    ]


def _ratio(limit: Limit, measured: float, compared: float) -> Figure:
    return Figure(limit=limit, value=measured / compared, how=f"{measured:,.1f} M of {compared:,.1f} M")

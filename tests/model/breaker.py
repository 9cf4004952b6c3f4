"""Several environments and one API that may ask to be left alone: what it asks of one binds all.

Each environment has one thing to do, which a good answer ends. The circuit is an item that all share; each keeps what
it read for a moment. Time runs in steps up to an end at which it stands still: all that waits may happen there.
"""

from collections.abc import Iterator
from enum import Enum
from functools import partial
from typing import Any, Final, Literal, NamedTuple

from tests.model.checker import STUCK, Case, Step

UNASKED: Final = "called although the API had asked to be left alone, and everybody could know"
BOTH: Final = "two probe at once, though both leases last"

END: Final = 7
RECOVERY: Final = 2  # after no answer; also the lease of a probe
LONG: Final = 4  # what the API may ask for
FRESH: Final = 2  # how long what was read is used
NEVER: Final = 99  # asked for without a bound


class Safeguard(Enum):
    """What can be taken out, and shows then what it was good for."""

    SHARED = "what the API asks for is written where all read it"
    LONGER = "a longer ask stands when another call fails"
    OWNER = "only the probe that holds the circuit closes it"
    ONE_PROBE = "one call tries, by a conditional write"
    LEASE = "a probe's permission has an end"
    BOUND = "what the API asks for is bounded"


class Circuit(NamedTuple):
    """The item: `until` nobody calls, `owner` may probe until its lease ends."""

    state: Literal["closed", "open", "half open"] = "closed"
    until: int = 0
    owner: int = -1
    lease: int = 0


class Environment(NamedTuple):
    """A function's environment. `sent` is when its call began, `asked` what came back and is still to be written."""

    at: Literal["idle", "calling", "writing", "done"] = "idle"
    known: Circuit = Circuit()
    fresh_until: int = 0
    probes: bool = False
    token: int = -1
    asked: int = 0  # 0: a good answer


class State(NamedTuple):
    """The time, the item, the environments; in truth: what the API asked, and when that was written."""

    now: int = 0
    circuit: Circuit = Circuit()
    environments: tuple[Environment, ...] = ()
    asks: tuple[tuple[int, int], ...] = ()
    long: int = 0
    faults: int = 0
    error: str = ""


class Breakers(NamedTuple):
    """The model: how many environments, long asks, and faults (no answer, a write without an answer, a crash)."""

    environments: int = 2
    long: int = 1
    faults: int = 1
    endless: bool = False
    without: Safeguard | None = None

    def start(self) -> State:
        """All is well, nobody has read anything."""
        return State(environments=(Environment(),) * self.environments, long=self.long, faults=self.faults)

    def wrong(self, state: State) -> str:
        """Called against an ask, or two probes."""
        return state.error

    def ended(self, state: State) -> bool:
        """Everybody has had a good answer."""
        return all(environment.at == "done" for environment in state.environments)

    def steps(self, state: State) -> Iterator[Step[State]]:
        """All that may happen next."""
        for step in self._steps(state):
            same = tuple(sorted(step.state.environments))
            asks = tuple((since, until) for since, until in step.state.asks if until > step.state.now)
            yield step._replace(state=step.state._replace(environments=same, asks=asks))

    def _steps(self, state: State) -> Iterator[Step[State]]:
        if state.now < END:
            yield Step(f"it is {state.now + 1}", state._replace(now=state.now + 1))
        for place in range(len(state.environments)):
            environment = state.environments[place]
            if environment.at == "idle":
                yield from self._begin(state, place)
            elif environment.at == "calling":
                yield from self._answer(state, place)
            elif environment.at == "writing":
                yield from self._write(state, place)

    def _begin(self, state: State, place: int) -> Iterator[Step[State]]:
        """Read the circuit if what is known is old; call, probe, or leave the API alone."""
        environment, now, known = state.environments[place], state.now, state.environments[place].known
        read = environment._replace(known=state.circuit, fresh_until=_later(now, FRESH))
        if now >= environment.fresh_until and read != environment:
            yield Step("one reads the circuit", _with(state, place, read))
            return
        if known.state == "closed":
            calling = environment._replace(at="calling", probes=False)
            yield Step("one calls", self._called(_with(state, place, calling)))
            return
        if now < (known.lease if known.state == "half open" else known.until):
            return
        circuit = state.circuit
        free = circuit.state == "open" and circuit.until <= now and circuit.owner < 0
        left = circuit.state == "half open" and circuit.lease <= now and self.without is not Safeguard.LEASE
        if free or left or (self.without is Safeguard.ONE_PROBE and circuit.state != "closed"):
            used = {circuit.owner, *(other.token for other in state.environments)}
            token = next(number for number in range(len(used) + 1) if number not in used)
            taken = Circuit("half open", circuit.until, token, _later(now, RECOVERY))
            probing = Environment("calling", taken, _later(now, FRESH), probes=True, token=token)
            yield Step("one probes", self._called(_with(state, place, probing)._replace(circuit=taken)))
        elif known != circuit:
            yield Step("one is refused the probe", _with(state, place, read))

    def _called(self, state: State) -> State:
        """Judged by what the API asked for, once that was written and everybody has read it again."""
        asked = any(since + FRESH <= state.now < until for since, until in state.asks)
        probes = [e for e in state.environments if e.probes and e.at == "calling" and e.known.lease > state.now]
        return state._replace(error=UNASKED if asked else BOTH if len(probes) > 1 else state.error)

    def _answer(self, state: State, place: int) -> Iterator[Step[State]]:
        environment = state.environments[place]
        well = environment._replace(at="writing" if environment.probes else "done", asked=0)
        yield Step("a good answer", _with(state, place, well))
        if state.long:
            bounded = not self.endless or self.without is not Safeguard.BOUND
            asked = environment._replace(at="writing", asked=LONG if bounded else NEVER)
            left_alone = _with(state._replace(long=state.long - 1), place, asked)
            yield Step("the API asks to be left alone for long", left_alone, fault=True)
        failed = environment._replace(at="writing", asked=RECOVERY)
        yield from _fault("no answer", _with(state, place, failed))
        yield from _fault("one dies while it calls", _with(state, place, Environment()))

    def _write(self, state: State, place: int) -> Iterator[Step[State]]:
        environment, now = state.environments[place], state.now
        after = environment._replace(at="idle" if environment.asked else "done", probes=False, token=-1, asked=0)
        until = NEVER if environment.asked == NEVER else _later(now, environment.asked)
        wanted = Circuit("open", until) if environment.asked else Circuit()
        if self._may_write(state.circuit, environment, until):
            told = after._replace(known=wanted, fresh_until=_later(now, FRESH))
            written = _with(state, place, told)._replace(circuit=wanted)
            asks = (*state.asks, (now, until)) if environment.asked else state.asks
            yield Step(f"one writes that it is {wanted.state}", written._replace(asks=asks))
        else:
            shown = _with(state, place, after._replace(known=state.circuit, fresh_until=_later(now, FRESH)))
            if self.without is Safeguard.SHARED and environment.asked:
                shown = shown._replace(asks=(*state.asks, (now, until)))
            yield Step("one sees that another one knows better", shown)
        local = after._replace(known=wanted, fresh_until=_later(now, FRESH))
        yield from _fault("one can't write it", _with(state, place, local))

    def _may_write(self, circuit: Circuit, environment: Environment, until: int) -> bool:
        if not environment.asked:
            return circuit.owner == environment.token or self.without is Safeguard.OWNER
        if self.without is Safeguard.SHARED:
            return False
        longer = circuit.until < until or circuit.state == "closed"
        return longer or circuit.owner == environment.token >= 0 or self.without is Safeguard.LONGER


def _later(now: int, seconds: int) -> int:
    return min(now + seconds, END)


def _fault(words: str, state: State) -> Iterator[Step[State]]:
    if state.faults:
        yield Step(words, state._replace(faults=state.faults - 1), fault=True)


def _with(state: State, place: int, environment: Environment) -> State:
    changed = (*state.environments[:place], environment, *state.environments[place + 1 :])
    return state._replace(environments=changed)


def _case(safeguard: Safeguard, expected: str = UNASKED, **more: Any) -> Case:
    return Case(f"without: {safeguard.value}", partial(Breakers, without=safeguard, **more), expected)


CASES: Final = (
    Case("two environments, an ask", partial(Breakers, 2, 1, 0)),
    Case("two environments, an ask, a fault", partial(Breakers, 2, 1, 1), quick=False),
    Case("two environments, two asks, two faults", partial(Breakers, 2, 2, 2), quick=False),
    Case("three environments, an ask", partial(Breakers, 3, 1, 0), quick=False),
    _case(Safeguard.SHARED),
    _case(Safeguard.LONGER),
    _case(Safeguard.OWNER),
    _case(Safeguard.ONE_PROBE, BOTH),
    _case(Safeguard.LEASE, STUCK),
    _case(Safeguard.BOUND, STUCK, endless=True),
)

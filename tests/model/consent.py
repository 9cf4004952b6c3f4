"""An opt-in and a later opt-out of one address, and an opt-in that is newer still.

The old opt-in waits in the queue, and may be on its way to the platform when the opt-out comes. By e-mail the later
word counts; by text an opt-out is final, and an opt-in may create the advocate. Journal and letters are left out: a run
of an opt-in has a lease and a message, no more.
"""

from collections.abc import Iterator
from enum import Enum
from functools import partial
from typing import Any, Final, Literal, NamedTuple

from tests.model.checker import Case, Step

UNDONE: Final = "undone: subscribed after an acknowledged, later opt-out"
NEWER: Final = "undone: a newer opt-in, by a pass that began after it was through"

type Kind = Literal["opt-in", "newer opt-in", "opt-out"]
type Status = Literal["-", "in", "out"]


class Safeguard(Enum):
    """What can be taken out, and shows then what it was good for."""

    ASK = "consent is asked before the call"
    SECOND_PASS = "an opt-out is done only after a pass that began when what acted before must show"
    DEADLINE = "nothing is sent once the lease is over"
    QUEUE_FIRST = "an opt-out is queued before it is acknowledged, even if it is recorded"
    OVERTAKEN = "an opt-out that a newer opt-in has overtaken is dropped"


class Advocate(NamedTuple):
    """Somebody with the address, on the platform."""

    listed: bool
    status: Status = "-"


class Run(NamedTuple):
    """A run. `asked_before`: it asked for consent before the opt-out was recorded; `late`: its pass may be the last."""

    kind: Kind
    at: Literal["ask", "find", "send", "answer"] = "ask"
    target: int = 0  # the advocates that it is about, as bits; 0: a new one
    lasts: bool = True
    asked_before: bool = False
    late: bool = False


class State(NamedTuple):
    """The consent item, the queue, the platform, the runs, and what may still go wrong."""

    out: bool = False
    settled: bool = False  # the opt-out was recorded long enough ago for all that acted before to show
    newest_in: Literal[0, 1, 3] = 0  # when the newest opt-in was received; the opt-out's time is 2
    ins: int = 1
    outs: tuple[int, int] = (0, 0)  # opt-out messages: new ones, and those that wait for the last pass
    to_come: tuple[Kind, ...] = ("opt-out",)
    acknowledged: bool = False
    newer: Literal["", "through", "touched"] = ""
    advocates: tuple[Advocate, ...] = ()
    pending: tuple[tuple[Kind, int], ...] = ()
    faults: int = 0
    runs: tuple[Run, ...] = ()


class Consents(NamedTuple):
    """The model, by channel."""

    channel: Literal["sms", "email"]
    faults: int
    newer: bool = False
    without: Safeguard | None = None

    def start(self) -> State:
        """The opt-in waits in the queue. Who has an e-mail address is on the platform, who has a phone is not."""
        to_come: tuple[Kind, ...] = ("opt-out", "newer opt-in") if self.newer else ("opt-out",)
        advocates = (Advocate(listed=True),) if self.channel == "email" else ()
        return State(to_come=to_come, advocates=advocates, faults=self.faults)

    def wrong(self, state: State) -> str:
        """Judged when all is quiet: until then a pass may still mend it."""
        if not self.ended(state) or state.pending:
            return ""
        subscribed = any(advocate.status == "in" for advocate in state.advocates)
        if state.acknowledged and subscribed and state.newest_in != 3:
            return UNDONE
        return NEWER if state.newer == "touched" and not subscribed and self.channel == "email" else ""

    def ended(self, state: State) -> bool:
        """Nobody runs, nothing waits, nobody is still to come."""
        return not (state.runs or state.ins or any(state.outs) or state.to_come)

    def steps(self, state: State) -> Iterator[Step[State]]:
        """All that may happen next."""
        for step in self._steps(state):
            yield step._replace(state=step.state._replace(runs=tuple(sorted(step.state.runs))))

    def _steps(self, state: State) -> Iterator[Step[State]]:
        yield from self._of_platform(state)
        if state.to_come and not any(run.kind == "opt-out" and run.at == "ask" for run in state.runs):
            came = state._replace(to_come=state.to_come[1:])
            yield Step(f"the {state.to_come[0]} comes", _on(came, Run(state.to_come[0])))
        if state.ins:
            yield Step("the opt-in is received", _on(state._replace(ins=state.ins - 1), Run("opt-in")))
        new, waiting = state.outs
        if new:
            yield Step("the opt-out is received", _on(state._replace(outs=(new - 1, waiting)), Run("opt-out", "find")))
        if waiting and state.settled:
            again = state._replace(outs=(new, waiting - 1))
            yield Step("the opt-out is received again", _on(again, Run("opt-out", "find")))
        for place, run in enumerate(state.runs):
            rest = state._replace(runs=state.runs[:place] + state.runs[place + 1 :])
            yield from self._of_run(rest, run)
            gone = rest._replace(pending=_more(rest, run)) if run.at == "answer" else rest
            yield from _fault(f"the {run.kind} crashes at {run.at}", _back(gone, run))
            if run.lasts and run.at in {"find", "send"} and run.kind != "opt-out":
                yield from _fault(f"the {run.kind} stalls, its lease ends", _on(rest, run, lasts=False))

    def _of_platform(self, state: State) -> Iterator[Step[State]]:
        for number, (kind, target) in enumerate(state.pending):
            fewer = state._replace(pending=state.pending[:number] + state.pending[number + 1 :])
            yield Step(f"a late {kind} comes to nothing", fewer)
            yield Step(f"a late {kind} acts", self._acted(fewer, kind, target))
        for number, advocate in enumerate(state.advocates):
            if not advocate.listed:
                yield Step("the new advocate is listed", _with(state, number, advocate._replace(listed=True)))
        quiet = not state.pending and all(advocate.listed for advocate in state.advocates)
        flying = any(run.asked_before and self._may_act(run) for run in state.runs)
        if state.out and not state.settled and quiet and not flying:  # A1, A2
            yield Step("what acted before shows by now", state._replace(settled=True))

    def _may_act(self, run: Run) -> bool:
        return run.at == "answer" or (run.lasts and self.without is not Safeguard.DEADLINE)

    # A run ------------------------------------------------------------------------------------------------------------

    def _of_run(self, rest: State, run: Run) -> Iterator[Step[State]]:
        if run.at == "ask":
            yield from self._record(rest, run) if run.kind == "opt-out" else self._ask(rest, run)
        elif run.at == "find":
            yield from self._begin(rest, run) if run.kind == "opt-out" else self._find(rest, run)
        elif run.at == "send":
            yield self._send(rest, run)
        else:
            yield from self._answer(rest, run)

    def _ask(self, rest: State, run: Run) -> Iterator[Step[State]]:
        received: Literal[1, 3] = 3 if run.kind == "newer opt-in" else 1
        refused = rest.out and (self.channel == "sms" or received < 2) and self.without is not Safeguard.ASK
        if refused:
            yield Step(f"the {run.kind} is refused by the opt-out", rest)
        else:
            recorded = rest._replace(newest_in=max(rest.newest_in, received))
            yield Step(f"the {run.kind} is recorded", _on(recorded, run, at="find", asked_before=not rest.out))
        yield from _fault(f"the {run.kind} can't ask", _back(rest, run))

    def _find(self, rest: State, run: Run) -> Iterator[Step[State]]:
        target = _listed(rest)
        yield Step(
            f"the {run.kind} finds {'the advocate' if target else 'nobody'}",
            _on(rest, run, at="send", target=target & 1),
        )

    def _record(self, rest: State, run: Run) -> Iterator[Step[State]]:
        """At ingress: record, queue, acknowledge. What can't be recorded the worker records."""
        new, waiting = rest.outs
        recorded = rest if rest.out else rest._replace(out=True, settled=False)
        queued = recorded._replace(outs=(new + 1, waiting), acknowledged=True)
        if self.without is Safeguard.QUEUE_FIRST:
            queued = recorded._replace(acknowledged=True)
        yield Step("the opt-out is recorded, queued, acknowledged", queued)
        unrecorded = rest._replace(outs=(new + 1, waiting), acknowledged=True)
        yield from _fault("the opt-out can't be recorded, is queued, acknowledged", unrecorded)
        yield from _fault("the opt-out is recorded and can't be queued", recorded)

    def _begin(self, rest: State, run: Run) -> Iterator[Step[State]]:
        overtaken = self.channel == "email" and rest.newest_in == 3 and self.without is not Safeguard.OVERTAKEN
        recorded = rest if rest.out else rest._replace(out=True, settled=False)
        if overtaken:
            yield Step("the opt-out is dropped: overtaken", recorded)
            return
        touched = recorded._replace(newer="touched") if rest.newer == "through" else recorded
        target, late = _listed(rest), recorded.settled or self.without is Safeguard.SECOND_PASS
        if target:
            yield Step("a pass begins", _on(touched, run, at="send", target=target, late=late))
        else:
            yield Step("a pass finds nobody", touched if late else _waiting(touched))
        yield from _fault("the opt-out can't be recorded", _back(rest, run))

    def _send(self, rest: State, run: Run) -> Step[State]:
        if run.lasts or self.without is Safeguard.DEADLINE:
            return Step(f"the {run.kind} is sent", _on(rest, run, at="answer"))
        return Step(f"the {run.kind} is too late to send", _back(rest, run))

    def _answer(self, rest: State, run: Run) -> Iterator[Step[State]]:
        acted = self._acted(rest, run.kind, run.target)
        if run.kind == "newer opt-in":
            acted = acted._replace(newer="through")
        yield Step(f"the {run.kind} is through", _waiting(acted) if run.kind == "opt-out" and not run.late else acted)
        yield from _fault(f"the {run.kind} has no answer", _back(rest._replace(pending=_more(rest, run)), run))

    def _acted(self, state: State, kind: Kind, target: int) -> State:
        """By text an opt-out is final; an opt-in of nobody creates somebody, who is not listed at once."""
        if kind != "opt-out" and not target:
            return state._replace(advocates=(*state.advocates, Advocate(listed=False, status="in")))
        status: Status = "out" if kind == "opt-out" else "in"
        for number in range(len(state.advocates)):
            advocate = state.advocates[number]
            final = self.channel == "sms" and advocate.status == "out"
            if target >> number & 1 and not final:
                state = _with(state, number, advocate._replace(status=status))
        return state


# How a state is changed and read --------------------------------------------------------------------------------------


def _fault(words: str, state: State) -> Iterator[Step[State]]:
    if state.faults:
        yield Step(words, state._replace(faults=state.faults - 1), fault=True)


def _on(rest: State, run: Run, **changes: Any) -> State:
    """The run goes on, changed so."""
    return rest._replace(runs=(*rest.runs, run._replace(**changes)))


def _with(state: State, number: int, advocate: Advocate) -> State:
    return state._replace(advocates=(*state.advocates[:number], advocate, *state.advocates[number + 1 :]))


def _back(rest: State, run: Run) -> State:
    """The message is in the queue again; who posted it is told to come back, and may not."""
    if run.kind == "opt-in":
        return rest._replace(ins=rest.ins + 1)
    if run.kind == "opt-out" and run.at != "ask":
        return rest._replace(outs=(rest.outs[0] + 1, rest.outs[1]))
    return rest


def _waiting(rest: State) -> State:
    return rest._replace(outs=(rest.outs[0], rest.outs[1] + 1))


def _listed(state: State) -> int:
    return sum(1 << number for number, advocate in enumerate(state.advocates) if advocate.listed)


def _more(rest: State, run: Run) -> tuple[tuple[Kind, int], ...]:
    return tuple(sorted((*rest.pending, (run.kind, run.target))))


def _case(safeguard: Safeguard, expected: str, model: Consents) -> Case:
    return Case(f"without: {safeguard.value}", partial(model._replace, without=safeguard), expected)


TEXT: Final = Consents("sms", 0)
EMAIL: Final = Consents("email", 0)
CASES: Final = (
    Case("by text, two faults", partial(Consents, "sms", 2)),
    Case("by e-mail, two faults", partial(Consents, "email", 2)),
    Case("by text, and a newer opt-in, a fault", partial(Consents, "sms", 1, newer=True)),
    Case("by e-mail, and a newer opt-in, a fault", partial(Consents, "email", 1, newer=True)),
    Case("by text, four faults", partial(Consents, "sms", 4), quick=False),
    Case("by text, and a newer opt-in, three faults", partial(Consents, "sms", 3, newer=True), quick=False),
    Case("by e-mail, and a newer opt-in, three faults", partial(Consents, "email", 3, newer=True), quick=False),
    *(_case(safeguard, UNDONE, model) for safeguard in tuple(Safeguard)[:4] for model in (TEXT, EMAIL)),
    _case(Safeguard.OVERTAKEN, NEWER, EMAIL._replace(newer=True)),
)

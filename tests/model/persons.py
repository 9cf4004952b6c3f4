"""Submissions of one person without an e-mail address: one advocate, although lists lag and two may come at once.

The person has an item: the advocate's id once it is known, else who may create it now, or when a create without an
answer was sent. Journal, consent and letters are left out: a submission is done once its advocate has been written.
"""

from collections.abc import Callable, Iterator
from enum import Enum
from functools import partial
from typing import Any, Final, Literal, NamedTuple

from tests.model.checker import Case, Step

TWO: Final = "two advocates for one person"

type Place = Literal["claim", "find", "create", "answer", "remember", "unknown", "release", "update", "forget"]


class Safeguard(Enum):
    """What can be taken out, and shows then what it was good for."""

    CLAIM = "one creates at a time: a claim with a lease"
    DEADLINE = "nothing is sent once the lease is over"
    UNKNOWN = "a create without an answer is recorded, and nobody creates before it must show"
    LEASE_END = "a lease that ended without an id counts as a create without an answer"
    SETTLE = "not seen counts only when what acted must show"
    FORGET_KEEPS_TIME = "an id that is forgotten leaves behind when it was learned, as a create without an answer"
    FORGET_SEEN = "only the id that was refused is forgotten"
    TOKEN = "only the run that holds the claim writes what came of it"


class Item(NamedTuple):
    """The person's item. `lease` is of the claim; `unknown`: a create may have acted; `settled`: it shows by now."""

    advocate: int = -1
    token: int = 0
    lease: Literal["none", "live", "over"] = "none"
    unknown: bool = False
    settled: bool = True


class Advocate(NamedTuple):
    """An advocate on the platform."""

    listed: bool = False
    gone: bool = False


class Run(NamedTuple):
    """A run of a submission: where it is, whom it updates, and what is still free to be written."""

    of: int
    token: int
    at: Place
    target: int = -1
    holds: bool = False  # it may create
    created: bool = False  # its create was answered, so nothing is left to update
    final: bool = False  # it was found or an id was forgotten before: what its update says now stands


class State(NamedTuple):
    """The item, the platform, the submissions that wait, and what may still go wrong."""

    item: Item = Item()
    advocates: tuple[Advocate, ...] = ()
    waiting: int = 0  # submissions that wait, as bits
    runs: tuple[Run, ...] = ()
    pending: int = 0  # creates that may still act although nobody waits for them
    faults: int = 0
    refusals: int = 0
    deletions: int = 0


class Persons(NamedTuple):
    """The model: so many submissions at once, faults, updates refused for another reason, advocates deleted."""

    submissions: int = 2
    faults: int = 1
    refusals: int = 0
    deletions: int = 0
    without: Safeguard | None = None

    def start(self) -> State:
        """All submissions wait, nobody is on the platform."""
        waiting = (1 << self.submissions) - 1
        return State(waiting=waiting, faults=self.faults, refusals=self.refusals, deletions=self.deletions)

    def wrong(self, state: State) -> str:
        """More than one who is there at the same time."""
        return TWO if sum(not advocate.gone for advocate in state.advocates) > 1 else ""

    def ended(self, state: State) -> bool:
        """Every submission has its advocate."""
        return not state.waiting and not state.runs

    def steps(self, state: State) -> Iterator[Step[State]]:
        """All that may happen next."""
        for step in self._steps(state):
            yield step._replace(state=_renumbered(step.state))

    def _steps(self, state: State) -> Iterator[Step[State]]:
        yield from self._of_item(state)
        yield from _of_platform(state)
        for i in range(self.submissions):
            if state.waiting >> i & 1 and not any(run.of == i for run in state.runs) and _is_due(state.item):
                yield Step(f"{i} runs", state._replace(runs=(*state.runs, Run(i, 100 + i, "claim"))))
        for place, run in enumerate(state.runs):
            rest = state._replace(runs=state.runs[:place] + state.runs[place + 1 :])
            yield from self._of_run(rest, run)
            gone = rest._replace(pending=rest.pending + (run.at == "answer"))
            yield from _fault(f"{run.of} crashes at {run.at}", gone)

    def _of_item(self, state: State) -> Iterator[Step[State]]:
        item = state.item
        holders = [run for run in state.runs if run.token == item.token]
        flying = any(run.at == "answer" for run in holders)
        if item.lease == "live" and not (flying and self.without is not Safeguard.DEADLINE):  # A2
            ended = state._replace(item=item._replace(lease="over", settled=False))
            if not holders:
                yield Step("the claim's lease ends", ended)
            else:
                yield from _fault(f"{holders[0].of} stalls, its lease ends", ended)
        if item.advocate >= 0 and item.settled:
            yield Step("a day passes, the id is not trusted any more", state._replace(item=Item()), fault=True)
        hidden = any(not advocate.listed for advocate in state.advocates)
        flying = any(run.at == "answer" for run in state.runs) and self.without is not Safeguard.DEADLINE
        if not item.settled and item.lease != "live" and not hidden and not state.pending and not flying:
            yield Step("what may have been created shows by now", state._replace(item=item._replace(settled=True)))

    # A run ------------------------------------------------------------------------------------------------------------

    def _of_run(self, rest: State, run: Run) -> Iterator[Step[State]]:
        steps: dict[Place, Callable[[State, Run], Iterator[Step[State]]]] = {
            "claim": self._claim,
            "find": self._find,
            "create": self._create,
            "answer": _answer,
            "remember": self._write,
            "unknown": self._write,
            "release": self._write,
            "update": self._update,
            "forget": self._forget,
        }
        return steps[run.at](rest, run)

    def _claim(self, rest: State, run: Run) -> Iterator[Step[State]]:
        i, item = run.of, rest.item
        if self.without is Safeguard.CLAIM:
            yield Step(f"{i} goes on without a claim", _on(rest, run, at="find", holds=True))
        elif item.advocate >= 0:
            yield Step(f"{i} is shown the id {item.advocate}", _on(rest, run, at="update", target=item.advocate))
        elif item.lease == "live":
            yield Step(f"{i} sees that a lease lasts", rest)
        elif not self._is_free(item):
            yield Step(f"{i} sees that one may have been created", _on(rest, run, at="find"))
        else:
            claimed = Item(token=run.token, lease="live", settled=True)
            yield Step(f"{i} claims the person", _on(rest._replace(item=claimed), run, at="find", holds=True))
            yield from _fault(f"{i} claims the person, no answer", rest._replace(item=claimed))

    def _is_free(self, item: Item) -> bool:
        may_exist = (item.unknown and self.without is not Safeguard.UNKNOWN) or (
            item.lease == "over" and self.without is not Safeguard.LEASE_END
        )
        return not may_exist or item.settled or self.without is Safeguard.SETTLE

    def _find(self, rest: State, run: Run) -> Iterator[Step[State]]:
        i = run.of
        listed = [number for number, advocate in enumerate(rest.advocates) if advocate.listed and not advocate.gone]
        if listed and run.holds:
            yield Step(f"{i} finds {listed[0]}", _on(rest, run, at="remember", target=listed[0], final=True))
        elif listed:
            yield Step(f"{i} finds {listed[0]}", _on(rest, run, at="update", target=listed[0], final=True))
        elif run.holds:
            yield Step(f"{i} finds nobody", _on(rest, run, at="create"))
        else:
            yield Step(f"{i} finds nobody, and waits", rest)
        yield from _fault(f"{i} can't have the list", _on(rest, run, at="release") if run.holds else rest)

    def _create(self, rest: State, run: Run) -> Iterator[Step[State]]:
        item = rest.item
        mine = item.token == run.token and item.lease == "live"
        if mine or self.without in {Safeguard.DEADLINE, Safeguard.CLAIM}:
            yield Step(f"{run.of} creates", _on(rest, run, at="answer"))
            return
        yield Step(f"{run.of} is too late to create", rest)

    def _write(self, rest: State, run: Run) -> Iterator[Step[State]]:
        """What came of the claim: an id, a create without an answer, or nothing."""
        i, words = run.of, {"remember": "writes the id", "unknown": "writes that it may exist", "release": "gives back"}
        after = _on(rest, run, at="update", holds=False) if run.at == "remember" else rest
        if run.created:  # its own create has written all there is
            after = rest._replace(waiting=rest.waiting & ~(1 << i))
        if rest.item.token != run.token and self.without is not Safeguard.TOKEN:
            yield Step(f"{i} was overtaken", after)
            return
        known, unknown = Item(advocate=run.target, settled=False), Item(unknown=True, settled=False)
        written = {"remember": known, "unknown": unknown}.get(run.at, Item())
        yield Step(f"{i} {words[run.at]}", after._replace(item=written))
        yield from _fault(f"{i} can't write", after)

    def _update(self, rest: State, run: Run) -> Iterator[Step[State]]:
        i, x = run.of, run.target
        refused = rest._replace(waiting=rest.waiting & ~(1 << i)) if run.final else _on(rest, run, at="forget")
        if rest.advocates[x].gone:
            yield Step(f"{i}'s update of {x} is refused: gone", rest if run.final else refused)
            return
        yield Step(f"{i} updates {x}", rest._replace(waiting=rest.waiting & ~(1 << i)))
        if rest.refusals:
            fewer = refused._replace(refusals=rest.refusals - 1)
            yield Step(f"{i}'s update of {x} is refused for another reason", fewer, fault=True)

    def _forget(self, rest: State, run: Run) -> Iterator[Step[State]]:
        i, item = run.of, rest.item
        again = _on(rest, run, at="claim", target=-1, final=True)
        if item.advocate != run.target and self.without is not Safeguard.FORGET_SEEN:
            yield Step(f"{i} sees that {run.target} was forgotten before", rest)
            return
        keeps = self.without is not Safeguard.FORGET_KEEPS_TIME
        forgotten = Item(unknown=keeps, settled=item.settled if keeps else True)
        yield Step(f"{i} forgets {run.target}", again._replace(item=forgotten))
        yield from _fault(f"{i} can't forget", rest)


# Steps that no safeguard changes --------------------------------------------------------------------------------------


def _answer(rest: State, run: Run) -> Iterator[Step[State]]:
    i, new = run.of, len(rest.advocates)
    created = rest._replace(advocates=(*rest.advocates, Advocate()))
    yield Step(f"the API creates {new} for {i}", _on(created, run, at="remember", target=new, created=True))
    yield from _fault(f"the API creates {new} for {i}, no answer", _on(created, run, at="unknown"))
    yield from _fault(f"{i} gets no answer yet", _on(rest._replace(pending=rest.pending + 1), run, at="unknown"))
    yield from _fault(f"{i}'s create surely did nothing", _on(rest, run, at="release"))


def _of_platform(state: State) -> Iterator[Step[State]]:
    """What the platform does by itself."""
    for number, advocate in enumerate(state.advocates):
        before, after = state.advocates[:number], state.advocates[number + 1 :]
        if not advocate.listed:
            yield Step(f"{number} is listed", state._replace(advocates=(*before, Advocate(listed=True), *after)))
        elif not advocate.gone and state.deletions:
            gone = (*before, Advocate(listed=True, gone=True), *after)
            deleted = state._replace(advocates=gone, deletions=state.deletions - 1)
            yield Step(f"somebody deletes {number}", deleted, fault=True)
    if state.pending:
        fewer = state._replace(pending=state.pending - 1)
        yield Step("a late create comes to nothing", fewer)
        yield Step("a late create acts", fewer._replace(advocates=(*state.advocates, Advocate())))


# How a state is changed and read --------------------------------------------------------------------------------------


def _fault(words: str, state: State) -> Iterator[Step[State]]:
    if state.faults:
        yield Step(words, state._replace(faults=state.faults - 1), fault=True)


def _on(rest: State, run: Run, **changes: Any) -> State:
    """The run goes on, changed so."""
    return rest._replace(runs=(*rest.runs, run._replace(**changes)))


def _is_due(item: Item) -> bool:
    """Whether nobody need wait: an id, or no lease and nothing that does not show yet."""
    return item.advocate >= 0 or (item.lease != "live" and item.settled)


def _renumbered(state: State) -> State:
    """The same state with the tokens numbered as they come: which run had which number does not matter."""
    numbers = {0: 0}
    item = state.item._replace(token=numbers.setdefault(state.item.token, len(numbers)))
    runs = tuple(
        run._replace(token=numbers.setdefault(run.token, len(numbers)))
        for run in sorted(state.runs, key=lambda run: (run.token != state.item.token, run.of))
    )
    return state._replace(item=item, runs=runs)


def _case(safeguard: Safeguard, **more: int) -> Case:
    return Case(f"without: {safeguard.value}", partial(Persons, without=safeguard, **more), TWO)


CASES: Final = (
    Case("two at once, a fault, a refusal, a deletion", partial(Persons, 2, 1, 1, 1)),
    Case("three at once, a fault", partial(Persons, 3, 1)),
    Case("two at once, three faults, a refusal, a deletion", partial(Persons, 2, 3, 1, 1), quick=False),
    Case("three at once, a fault, a refusal, a deletion", partial(Persons, 3, 1, 1, 1), quick=False),
    Case("three at once, two faults, a deletion", partial(Persons, 3, 2, 0, 1), quick=False),
    _case(Safeguard.CLAIM, faults=0),
    _case(Safeguard.DEADLINE),
    _case(Safeguard.UNKNOWN),
    _case(Safeguard.LEASE_END),
    _case(Safeguard.SETTLE),
    _case(Safeguard.FORGET_KEEPS_TIME, refusals=1),
    _case(Safeguard.FORGET_SEEN, deletions=1),
    _case(Safeguard.TOKEN, faults=2),
)

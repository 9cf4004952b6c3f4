"""Walks through every state that a model can reach, breadth first: what it finds wrong has the shortest trace.

A model says which steps are possible in a state, which of them are *faults*, what is wrong, and when all has ended.
The checker asks three things:

    1. No reachable state is wrong.
    2. Where nothing can happen but faults, all has ended.
    3. Without faults no state comes again.

Of 2 and 3 follows that everything ends once the faults do, whatever the order of steps: nothing is stuck, nothing
goes round in circles. So a model must say what a wait waits for, and must not let it end sooner.
"""

from array import array
from collections import deque
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

STUCK = "stuck: nothing can happen any more, and it has not ended"
CIRCLE = "goes round in circles: without a fault the same state comes again"


class Step[S](NamedTuple):
    """One thing that may happen: in words, what it leads to, and whether it is a fault that need not happen."""

    words: str
    state: S
    fault: bool = False


class Model[S: Hashable](Protocol):
    """What the checker must know of a model. A state is a tuple all through: it can't change, and it can be hashed."""

    def start(self) -> S:
        """The state in which all begins."""

    def steps(self, state: S) -> Iterable[Step[S]]:
        """All that may happen next."""

    def wrong(self, state: S) -> str:
        """What must never be, in words; "" if all is well."""

    def ended(self, state: S) -> bool:
        """Whether it is all over, so that nothing more need happen."""


class TooLarge(Exception):
    """The model has more states than were allowed: memory is bounded."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the checker found: `wrong` is "" if the model is sound, else `trace` leads there."""

    states: int
    wrong: str = ""
    trace: tuple[str, ...] = ()


@dataclass(slots=True)
class Graph:
    """The states by number, in the order in which they were found, with the step by which each was reached first."""

    parents: array[int] = field(default_factory=lambda: array("i", [-1]))
    words: list[str] = field(default_factory=lambda: [""])
    sources: array[int] = field(default_factory=lambda: array("i"))
    targets: array[int] = field(default_factory=lambda: array("i"))

    def trace(self, number: int) -> tuple[str, ...]:
        """The steps from the start to a state."""
        steps = []
        while number:
            steps.append(self.words[number])
            number = self.parents[number]
        return tuple(reversed(steps))


def check[S: Hashable](model: Model[S], *, limit: int = 2_000_000) -> Verdict:
    """Walk through all of the model. Raises `TooLarge` beyond `limit` states."""
    start = model.start()
    numbers: dict[S, int] = {start: 0}
    graph = Graph()
    todo = deque([start])
    while todo:
        state = todo.popleft()
        number = numbers[state]
        goes_on = False
        for step in model.steps(state):
            target = numbers.setdefault(step.state, len(numbers))
            if not step.fault:
                goes_on = True
                graph.sources.append(number)
                graph.targets.append(target)
            if target < len(graph.parents):
                continue
            graph.parents.append(number)
            graph.words.append(step.words)
            if wrong := model.wrong(step.state):
                return Verdict(len(numbers), wrong, graph.trace(target))
            todo.append(step.state)
        if not goes_on and not model.ended(state):
            return Verdict(len(numbers), STUCK, graph.trace(number))
        if len(numbers) > limit:
            raise TooLarge(f"more than {limit:,} states")
    left = _never_ending(graph)
    return Verdict(len(numbers), CIRCLE, _circle(model, graph, numbers, left)) if left else Verdict(len(numbers))


def _never_ending(graph: Graph) -> set[int]:
    """The states from which it may go on for ever without a fault: what is left when all that ends is taken away."""
    count = len(graph.parents)
    followers = array("i", bytes(4 * count))
    for source in graph.sources:
        followers[source] += 1
    first, before = _grouped(graph.targets, graph.sources, count)
    ending = [number for number in range(count) if not followers[number]]
    while ending:
        number = ending.pop()
        for place in range(first[number], first[number + 1]):
            followers[before[place]] -= 1
            if not followers[before[place]]:
                ending.append(before[place])
    return {number for number in range(count) if followers[number]}


def _circle[S: Hashable](model: Model[S], graph: Graph, numbers: dict[S, int], left: set[int]) -> tuple[str, ...]:
    """The way to a circle and once around it, one of those that are left."""
    states = list(numbers)
    number = min(left)
    seen: dict[int, int] = {}
    words: list[str] = []
    while number not in seen:
        seen[number] = len(words)
        step = next(s for s in model.steps(states[number]) if not s.fault and numbers[s.state] in left)
        words.append(step.words)
        number = numbers[step.state]
    return (*graph.trace(min(left)), *words[: seen[number]], "again and again:", *words[seen[number] :])


def _grouped(keys: array[int], values: array[int], count: int) -> tuple[array[int], array[int]]:
    """The values by key: those of key k stand from `first[k]` up to `first[k + 1]`."""
    first = array("i", bytes(4 * (count + 1)))
    for key in keys:
        first[key + 1] += 1
    for key in range(count):
        first[key + 1] += first[key]
    free = array("i", first)
    grouped = array("i", bytes(4 * len(values)))
    for key, value in zip(keys, values, strict=True):
        grouped[free[key]] = value
        free[key] += 1
    return first, grouped


@dataclass(frozen=True, slots=True)
class Case:
    """One question to a model: sound as the rules are (`expected` is ""), or wrong in this way without a safeguard."""

    name: str
    make: Callable[[], Model[Any]]
    expected: str = ""
    quick: bool = True

    def holds(self, verdict: Verdict) -> bool:
        """Whether the verdict is what was expected."""
        return verdict.wrong.startswith(self.expected) if self.expected else not verdict.wrong

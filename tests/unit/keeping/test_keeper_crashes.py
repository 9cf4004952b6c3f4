"""A keeper that dies at any of its calls mislays nothing, and nothing that was taken away comes back to stay.

Every call of a pass is tried as the place where its process dies (after a call is before the next), alone and in pairs
with every call of the next pass, with an operator at work in between or not. Then whole lives of 80 days with a death
drawn for every third pass.
"""

import contextlib
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.fakes.aws import MemoryAws, Message, Queue
from tests.fakes.clock import Clock
from tests.fakes.settings import DEAD
from tests.unit.keeping.keeping_world import KEEP_DAYS, KeepingWorld, letter_text

NEVER = 0


class Died(BaseException):
    """The process is gone: no code of the keeper catches it."""


class MortalAws(MemoryAws):
    """A pass dies at its call of that number (from 1), before it acts; `watch` sees the world after each call."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock, {})
        self.dies_at = NEVER
        self.count = 0
        self.watch: Any = lambda: None

    def call(self, service: str, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        self.count += 1
        if self.dies_at == self.count:
            raise Died
        answer = super().call(service, operation, request)
        self.watch()
        return answer


@dataclass
class Lives(KeepingWorld):
    """A world that dies, with what must be there: letters by their first names, and those taken away."""

    must: dict[str, str] = field(default_factory=dict)
    away: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.mortal = MortalAws(self.clock)
        self.aws = self.mortal
        self.mortal.watch = self.nothing_is_mislaid

    def nothing_is_mislaid(self) -> None:
        there = {(name, message.body) for name, message in zip(self.names(), self.lying(), strict=True)}
        assert there >= {(name, body) for name, body in self.must.items() if name not in self.away}

    def pass_over(self, dies_at: int = NEVER) -> int:
        """One pass, and how many calls it made."""
        self.mortal.count, self.mortal.dies_at = 0, dies_at
        with contextlib.suppress(Died):
            self.keep()
        self.mortal.dies_at = NEVER
        self.nothing_is_mislaid()
        return self.mortal.count

    def operator_takes(self, name: str) -> None:
        self.away.add(name)
        self.taken_away(name)

    def all_is_well(self) -> None:
        """One of each that must be there, nothing else, and nothing hidden."""
        assert sorted(self.names()) == sorted(self.must.keys() - self.away)
        assert {message.visible_at <= self.clock() for message in self.lying()} <= {True}


def old_and_new() -> Lives:
    """Four letters: one to be given up, one kept before and due, one due, one of today; three of them old."""
    world, days = Lives(), 86_400_000
    messages = world.aws.queues.setdefault(DEAD, Queue()).messages
    for number, (since, sent) in enumerate(((60, 13), (16, 9), (9, 9), (1, 1))):
        name, sent_at = f"message-{number}", world.clock() - sent * days
        world.must[name] = letter_text(number)
        message = Message(name, world.must[name], sent_at, sent_at)
        if since != sent:  # as an earlier pass left it
            message.id = f"copy of {name}"
            marks = {"kept_since": str(world.clock() - since * days), "kept_name": name}
            message.attributes = {mark: {"StringValue": value} for mark, value in marks.items()}
        messages.append(message)
    return world


def calls() -> int:
    return old_and_new().pass_over()


OPERATORS = ["nobody", *(f"who takes the {nth}" for nth in ("first", "second", "third", "last"))]


@pytest.mark.parametrize("operator", OPERATORS)
def test_it_may_die_at_every_call_of_two_passes(operator: str) -> None:
    tried = 0
    for number in range(1, calls() + 1):
        for second in range(NEVER, calls() + 1):
            world = old_and_new()
            world.pass_over(number)
            world.clock.advance(minutes=3)
            if operator != "nobody":
                world.operator_takes(list(world.must)[OPERATORS.index(operator) - 1])
            world.clock.advance(hours=1)
            world.pass_over(second)
            for _ in range(2):
                world.clock.advance(hours=1)
                world.pass_over()
            world.all_is_well()
            tried += 1
    assert tried > 200


def test_what_an_operator_takes_while_a_pass_is_under_way_stays_away() -> None:
    """At each call of a pass an operator takes away one that can be seen then."""
    for at in range(1, calls() + 1):
        for nth in range(4):
            world = old_and_new()
            name = list(world.must)[nth]

            def watch(world: Lives = world, name: str = name, at: int = at) -> None:
                if world.mortal.count == at:
                    before = len(world.lying())
                    world.taken_away(name)
                    if len(world.lying()) < before:
                        world.away.add(name)
                world.nothing_is_mislaid()

            world.mortal.watch = watch
            for _ in range(3):
                world.pass_over()
                world.clock.advance(hours=1)
                world.mortal.watch = world.nothing_is_mislaid
            world.all_is_well()


@pytest.mark.parametrize("seed", range(6))
def test_whole_lives_with_many_deaths_keep_every_letter_until_it_is_given_up(seed: int) -> None:
    rng, world = random.Random(seed), Lives()
    born: dict[str, int] = {}
    for hour in range((KEEP_DAYS + 16) * 24 // 6):
        world.clock.advance(hours=6)
        if hour < 8:
            body = letter_text(hour)
            world.put(body)
            name = world.lying()[-1].id
            world.must[name], born[name] = body, world.clock()
        world.pass_over(rng.randrange(1, 30) if rng.random() < 1 / 3 else NEVER)
        if rng.random() < 0.005 and world.must:
            world.operator_takes(rng.choice(list(world.must)))
        for name in [name for name, at in born.items() if world.clock() - at > (KEEP_DAYS + 13) * 86_400_000]:
            world.must.pop(name, None)
    world.must.clear()
    world.clock.advance(days=2)
    world.pass_over()
    world.all_is_well()

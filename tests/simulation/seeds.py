"""Drawn runs: a seed decides who sends what and when, the weather, the deaths, and the order of all that follows.

Each run begins with trouble and ends with good weather, which lasts until nothing more happens.
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from tests.simulation import operators
from tests.simulation.checker import check
from tests.simulation.climates import CLIMATES, MINUTE_MS, OUTAGE_MS, forecast
from tests.simulation.drawn import drawn
from tests.simulation.draws import AGAIN, draw
from tests.simulation.functions import SETTINGS, simulated
from tests.simulation.golden import golden_stories
from tests.simulation.people import Person, Story
from tests.simulation.weather import HOUR_MS
from tests.simulation.world import World

# A message is tried about as often as there are doublings up to the longest wait, and then once per mean wait.
# A try makes two calls at most (find, write) before the circuit is open; while it is, few probe in each window.
FIRST_TRIES: Final = 8
MEAN_WAIT_HOURS: Final = SETTINGS.longest_wait_seconds / 2 / 3600
CALLS_PER_WINDOW: Final = 3

# Three days of waiting take as long to compute as thousands of submissions: such runs are smaller.
SMALLER: Final = {"outage": 20, "rate_limits": 10}


@dataclass(slots=True)
class SimulatedRun:
    """What one run came to. `calls` to the API while it was down, and how many there may be at most."""

    seed: int
    kind: str
    submissions: int = 0
    wrong: list[str] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    deaths: Counter[str] = field(default_factory=Counter)
    drawn: Counter[str] = field(default_factory=Counter)
    calls: int = 0
    calls_bound: int = 0
    receives: int = 0
    seconds: float = 0.0


def simulate(seed: int, size: int, trace: Callable[[str], None] | None = None) -> SimulatedRun:
    """Do one run over about `size` submissions, and check what it left."""
    began = time.perf_counter()
    rng = random.Random(seed)
    climate = CLIMATES[seed % len(CLIMATES)]
    kind = climate.__name__.removeprefix("_")
    world = World(rng, trace=trace, resend=rng.random() < 0.2, twice=rng.choice((0.0, 0.05, 0.2)))
    result = SimulatedRun(seed, kind)
    threads = set(threading.enumerate())
    with simulated(world.simulation, world.heard):
        forecast(world, climate)
        end = _send(world, max(size // SMALLER.get(kind, 1), 10), _hours_of_arrivals(kind))
        _operate(world, end)
        world.simulation.run()
        _replays(world)
    result.submissions = len(world.stories)
    result.wrong, result.outcomes = check(world)
    if not threads.issuperset(threading.enumerate()):
        result.wrong.append("a thread was left")
    _volume(world, result)
    result.faults.update(world.weather.struck)
    result.deaths.update(world.deaths)
    result.drawn = drawn(world)
    result.receives = world.mapping.counts.receives
    world.close()
    result.seconds = time.perf_counter() - began
    return result


def _hours_of_arrivals(kind: str) -> float:
    return {"outage": 60.0, "rate_limits": 40.0}.get(kind, 0.6)


# People -------------------------------------------------------------------------------------------------------------


def _send(world: World, size: int, hours: float) -> int:
    """Let about `size` submissions arrive over so many hours; the time of the last one."""
    rng, start, last = world.rng, world.simulation.now, world.simulation.now
    counted = 0
    for number, kinds in draw(rng):
        if counted >= size:
            break
        when = start + rng.randrange(round(hours * HOUR_MS))
        stories: list[Story] = []
        for kind in kinds:
            when = _not_at_midnight(when)
            if kind is AGAIN:
                _plan(world, when, stories[0])
            else:
                counted += 1
                stories.append(kind(Person(number, f"s{counted}")))
                _plan(world, when, stories[-1])
            last = max(last, when)
            when += rng.choice((1, 50, 800, 5_000, 60_000, 20 * MINUTE_MS))
    return last


def _not_at_midnight(when: int) -> int:
    """A content key lasts for a UTC day: what is sent again over midnight may rightly count as new."""
    day = 24 * HOUR_MS
    return when + 2 * HOUR_MS if when % day > 23 * HOUR_MS else when


def _plan(world: World, when: int, story: Story) -> None:
    rng = world.rng
    is_consent = not story.advocate or any(flag.endswith("Optout") for flag in story.flags)
    queued = not (is_consent or story.suspect) and rng.random() < 0.1
    duplicates = rng.choices((0, 1, 2), (80, 15, 5))[0]
    again = rng.choice((1, 2, 4))

    def arrives() -> None:
        if queued and not story.arrivals:
            world.queue(story)
        else:
            world.arrive(story, again=again, again_after_ms=rng.choice((2_000, 15_000, 60_000)))

    world.simulation.at(when, arrives)
    for _ in range(duplicates):
        world.simulation.at(when + rng.choice((0, 40, 300, 4_000, 90_000, 30 * MINUTE_MS)), arrives)


def _operate(world: World, end: int) -> None:
    """What happens on the operators' side in the middle of it."""
    rng, now = world.rng, world.simulation.now
    if rng.random() < 0.5:
        world.simulation.at(now + rng.randrange(end - now + 1), world.functions.deploy)
        for story, message in golden_stories():
            when = now + rng.randrange(end - now + 1)
            world.simulation.at(when, partial(world.queue_as_it_is, story, message))
    if rng.random() < 0.3:
        world.simulation.at(now + rng.randrange(2 * (end - now) + 1), partial(operators.replay, world))
    for _ in range(rng.choice((0, 0, 3, 8))):
        world.simulation.at(now + rng.randrange(2 * (end - now) + 1), partial(operators.look_at_held, world))


def _replays(world: World) -> None:
    """In some runs the dead letters are redriven once or twice after all is quiet, which must do no harm.

    And somebody looks at a few and says that what may have been sent be sent, which counts for once; and at what is
    held.
    """
    for _ in range(world.rng.choice((0, 0, 1, 2))):
        if operators.replay(world):
            world.simulation.run()
    for _ in range(world.rng.choice((0, 0, 3))):
        if operators.send_anyway(world):
            world.simulation.run()
    for _ in range(world.rng.choice((0, 0, 2))):
        if operators.look_at_held(world):
            world.simulation.run()


# Volume -------------------------------------------------------------------------------------------------------------


def _volume(world: World, result: SimulatedRun) -> None:
    """Calls to an API that is surely down: bounded by what one message may do, whatever the breaker saves."""
    if result.kind != "outage":
        return
    (spell,) = (spell for spell in world.weather.spells if spell.end - spell.begin == OUTAGE_MS)
    result.calls = sum(spell.begin <= call.at < spell.end for call in world.network.asked)
    waiting = len(world.stories)
    per_message = FIRST_TRIES + 72 / MEAN_WAIT_HOURS
    windows = 72 * 3600 / SETTINGS.breaker_seconds
    result.calls_bound = round(min(2 * per_message * waiting, CALLS_PER_WINDOW * windows))
    if result.calls > result.calls_bound:
        result.wrong.append(f"{result.calls} calls to a dead API, and at most {result.calls_bound} may be")

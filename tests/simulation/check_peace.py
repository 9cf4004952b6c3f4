"""Leaving the platform alone: what it asks for binds everybody, and keys that it refuses are not tried again and again.

An ask is known to all a moment later: who has looked at the circuit in the last seconds may still call. Whether the
asker could tell the others is part of the judgement: not if it died at once, or the journal's table failed, and who
can't read that table counts the circuit as closed.
"""

from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from tests.fakes.settings import JOURNAL
from tests.simulation.platform import Ask, Asked
from tests.simulation.weather import KEYS, Spell
from tests.simulation.world import World

KNOWN_MS: Final = 8_000  # five seconds in a process's memory, and the asker's write
CLOCKS_MS: Final = 7_000  # two clocks that differ, and whole seconds
BETWEEN_PROBES_MS: Final = 54_000  # a minute, by two clocks


def peace(world: World) -> Iterator[str]:
    """Each call that should not have left."""
    for ask in world.network.asks:
        yield from _against(world, ask)
    for spell in world.weather.spells:
        if spell.kinds == KEYS and spell.probability == 1 and not spell.target:
            yield from _with_refused_keys(world, spell)


def judged(world: World) -> int:
    """How many asks are long enough to be judged, and were known to all."""
    return sum(ask.seconds * 1000 > KNOWN_MS + CLOCKS_MS and _could_be_told(world, ask) for ask in world.network.asks)


def _against(world: World, ask: Ask) -> Iterator[str]:
    if not _could_be_told(world, ask):
        return
    for call in _between(world, ask.at + KNOWN_MS, ask.at + ask.seconds * 1000 - CLOCKS_MS):
        if not call.is_next_page and not _is_troubled(world, call.at):
            after = (call.at - ask.at) // 1000
            yield f"{call.process.name}: {call.what} {after} s after the platform asked for {ask.seconds} s of peace"


def _could_be_told(world: World, ask: Ask) -> bool:
    died_at = ask.process.died_at
    died = died_at is not None and died_at <= ask.at + KNOWN_MS
    return not died and not _is_troubled(world, ask.at + KNOWN_MS)


def _is_troubled(world: World, until: int) -> bool:
    """Whether the journal's table failed somebody in the seconds before."""
    return world.weather.has_struck(JOURNAL, until - KNOWN_MS, until)


def _between(world: World, begin: int, end: int) -> Iterator[Asked]:
    calls = world.network.asked
    first = bisect_left(calls, begin, key=lambda call: call.at)
    for call in calls[first:]:
        if call.at >= end:
            return
        yield call


def _with_refused_keys(world: World, spell: Spell) -> Iterator[str]:
    """One call a minute, once all know."""
    calls = list(_between(world, spell.begin + KNOWN_MS, spell.end))
    probes = (spell.end - spell.begin) // BETWEEN_PROBES_MS + 2
    excused = sum(world.deaths.values()) + len(world.weather.tables_struck.get(JOURNAL, []))
    if len(calls) > probes + excused:
        minutes = (spell.end - spell.begin) // 60_000
        yield f"{len(calls)} calls in {minutes} minutes of refused keys, and at most {probes + excused} may be"

"""Which sources of which campaigns have been silent for longer than campaigns.toml lets them (`quiet_hours`).

A form that was taken off its page fails nowhere: nobody sends anything any more, and that is all that can be noticed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from relay.campaigns import SOURCES, Campaigns
from relay.keeping.numbers import OF_OPT_OUTS, RUNS, Logged

HOUR_MS: Final = 3_600_000


class Watched(NamedTuple):
    """A source of a campaign that may not be silent for longer than `hours`."""

    source: str
    campaign: int
    hours: int

    @property
    def key(self) -> str:
        """What it is remembered under."""
        return f"{self.source} {self.campaign}"


@dataclass(frozen=True, slots=True)
class Silent:
    """A source of a campaign of which nothing came since then (milliseconds since 1970)."""

    watched: Watched
    since: int


def watched(campaigns: Campaigns) -> list[Watched]:
    """What campaigns.toml says may not be silent."""
    tables = ((number, source, getattr(each, source)) for number, each in campaigns.by_id.items() for source in SOURCES)
    return [
        Watched(source, number, table.quiet_hours) for number, source, table in tables if table and table.quiet_hours
    ]


def heard(those: Iterable[Watched], before: Mapping[str, int], lines: Iterable[Logged], now: int) -> dict[str, int]:
    """When each of those was last heard of, by these lines or by what was known; else it is watched from now on."""
    last: dict[str, int] = {}
    for key, at in _heard_in(lines):
        last[key] = max(at, last.get(key, 0))
    return {each.key: max(last.get(each.key, 0), before.get(each.key, 0)) or now for each in those}


def silent(those: Iterable[Watched], last: Mapping[str, int], now: int) -> tuple[Silent, ...]:
    """Which of those have been silent for too long."""
    found = (Silent(each, last[each.key]) for each in those)
    return tuple(each for each in found if now - each.since > each.watched.hours * HOUR_MS)


def _heard_in(lines: Iterable[Logged]) -> Iterator[tuple[str, int]]:
    """What sources are heard of in lines: a sign-up, whatever became of it. A stop is none."""
    for line in lines:
        said = line.said
        outcome, campaigns = said.get("outcome"), said.get("campaigns")
        is_sign_up = said.get("message") == outcome and outcome in RUNS and said.get("reason") not in OF_OPT_OUTS
        if is_sign_up and not said.get("attempt") and isinstance(campaigns, list | tuple):
            yield from ((f"{said.get('source')} {campaign}", line.at) for campaign in campaigns)

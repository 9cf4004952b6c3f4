"""Small plots of the last minutes as the coordinates of an SVG: a line for a series, bands for the breaker. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from operate.page.watch import Sample

WIDTH: Final = 240
HEIGHT: Final = 48
"""Units of the SVG's own, which fills whatever width it gets."""

SPAN_MS: Final = 240_000
"""At least so much time is across."""

CLOSED: Final = frozenset({"", "CLOSED"})


@dataclass(frozen=True, slots=True)
class Plot:
    """A series over time. `points`: "x,y x,y ..."; `bands`: (x, width) of when the API was left alone."""

    name: str
    now: float
    most: float
    points: str
    bands: tuple[tuple[float, float], ...]
    minutes: int


def plots(samples: Sequence[Sample]) -> list[Plot]:
    """A plot of what waits, and one of each further series; none without samples."""
    if not samples:
        return []
    end = samples[-1].at
    begin = min(samples[0].at, end - SPAN_MS)
    bands = tuple(_bands(samples, begin, end))
    series = {"Waiting": [float(each.waiting) for each in samples]}
    for name in samples[-1].more:
        series[name] = [each.more.get(name, 0.0) for each in samples]
    minutes = round((end - begin) / 60_000)
    return [
        Plot(name, values[-1], max(values), _points(samples, values, begin, end), bands, minutes)
        for name, values in series.items()
    ]


def _x(at: int, begin: int, end: int) -> float:
    return round(WIDTH * (at - begin) / max(end - begin, 1), 1)


def _points(samples: Sequence[Sample], values: Sequence[float], begin: int, end: int) -> str:
    top = max(*values, 1.0) if len(values) > 1 else max(values[0], 1.0)
    pairs: Iterable[tuple[Sample, float]] = zip(samples, values, strict=True)
    return " ".join(
        f"{_x(each.at, begin, end)},{round(HEIGHT - 2 - (HEIGHT - 4) * value / top, 1)}" for each, value in pairs
    )


def _bands(samples: Sequence[Sample], begin: int, end: int) -> Iterator[tuple[float, float]]:
    since: int | None = None
    for each in samples:
        if each.breaker not in CLOSED:
            since = each.at if since is None else since
        elif since is not None:
            yield _x(since, begin, end), _x(each.at, begin, end) - _x(since, begin, end)
            since = None
    if since is not None:
        yield _x(since, begin, end), max(WIDTH - _x(since, begin, end), 1.0)

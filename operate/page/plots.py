"""Small plots of the last minutes as the coordinates of an SVG: a line for a series, bands for the breaker. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from operate.page.watch import Sample

WIDTH: Final = 480
HEIGHT: Final = 120
"""Units of the SVG's own, which fills whatever width it gets."""

SPAN_MS: Final = 240_000
"""At least so much time is across."""

LEAST_TOP: Final = 5.0

CLOSED: Final = frozenset({"", "CLOSED"})


@dataclass(frozen=True, slots=True)
class Plot:
    """A series over time. `top` is the most that is to be seen, or a little more where that is next to nothing.

    `points`: "x,y x,y ..." of the line, `area` of what is below it; `bands`: (x, width) of when the API was left alone.
    """

    name: str
    now: float
    most: float
    top: float
    points: str
    area: str
    bands: tuple[tuple[float, float], ...]
    minutes: int


def plots(samples: Sequence[Sample]) -> list[Plot]:
    """A plot of what waits, and one of each further series; none without samples."""
    if not samples:
        return []
    end = samples[-1].at
    begin = min(samples[0].at, end - SPAN_MS)
    xs = [_x(each.at, begin, end) for each in samples]
    bands = tuple(_bands(samples, begin, end))
    series = {"Waiting": [float(each.waiting) for each in samples]}
    for name in samples[-1].more:
        series[name] = [each.more.get(name, 0.0) for each in samples]
    return [_plot(name, values, xs, bands, round((end - begin) / 60_000)) for name, values in series.items()]


def _plot(
    name: str, values: Sequence[float], xs: Sequence[float], bands: tuple[tuple[float, float], ...], minutes: int
) -> Plot:
    top = max(*values, LEAST_TOP)
    points = " ".join(f"{x},{round(HEIGHT * (1 - value / top), 1)}" for x, value in zip(xs, values, strict=True))
    area = f"{xs[0]},{HEIGHT} {points} {xs[-1]},{HEIGHT}"
    return Plot(name, values[-1], max(values), top, points, area, bands, minutes)


def _x(at: int, begin: int, end: int) -> float:
    return round(WIDTH * (at - begin) / max(end - begin, 1), 1)


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

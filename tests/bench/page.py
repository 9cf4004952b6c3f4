"""docs/performance.md: the tables between its two markers are written here, the prose around them by hand."""

from collections.abc import Sequence
from pathlib import Path

from local.place import ROOT
from tests.bench.figures import Figure, Side, Sides

PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- written by `make bench` -->\n", "<!-- end of what `make bench` writes -->\n"
BUDGET = ("figure", "measured", "at most", "how", "what it buys")
BESIDE = ("M instructions", "cold", "x no-op", "first", "warm", "opting in", "idle", "wait", "peak MB")


class PageError(Exception):
    """The page can't be written; the text says what is wrong with it."""


def tables(sides: Sides, figures: Sequence[Figure]) -> str:
    """Both tables, as they stand in the page and in a terminal."""
    budget = table([BUDGET, *map(_budget_row, figures)])
    beside = table([BESIDE, *(_side_row(side, sides.noop.cold) for side in sides.all())])
    return f"{budget}\n{beside}"


def write(text: str, page: Path = PAGE) -> None:
    """Put the tables between the page's markers. Raises `PageError` if it has none."""
    before, begin, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise PageError(f"{page.name} lacks its markers: {BEGIN.strip()} and {END.strip()}")
    page.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def rows(page: Path = PAGE) -> list[list[str]]:
    """The first cells of both tables as the page has them, without their headings."""
    text = page.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    found = [[line.split("|")[1].strip() for line in part.splitlines()] for part in text.strip().split("\n\n")]
    return [cells[2:] for cells in found]


def _budget_row(figure: Figure) -> Sequence[str]:
    limit = figure.limit
    measured = f"{figure.value:.3f} {limit.unit}" if limit.unit == "x" else f"{figure.value:.1f} {limit.unit}"
    return (
        limit.name,
        f"{measured}, **missed**" if figure.is_missed else measured,
        f"{limit.at_most:g} {limit.unit}" if limit.at_most is not None else "",
        figure.how,
        limit.buys,
    )


def _side_row(side: Side, noop: float) -> Sequence[str]:
    instructions = (side.cold, side.first, side.warm, side.opting_in, side.idle)
    cold, *others = (f"{value:,.1f}" for value in instructions)
    wait = "" if side.wait is None else f"{side.wait:.3f} x"
    peak = "" if side.peak_mb is None else f"{side.peak_mb:.1f}"
    return (side.name, cold, f"{side.cold / noop:.1f}", *others, wait, peak)


def table(lines: Sequence[Sequence[str]]) -> str:
    """A Markdown table that reads well in a terminal, too."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    written = [" | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
    rule = " | ".join("-" * width for width in widths)
    return "".join(f"| {line} |\n" for line in [written[0], rule, *written[1:]])

"""The targets, and the table that shows what was measured beside them.

A target of `now` holds from the first version on: missing it fails the benchmark. The further ones are shown only.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """How many times the effort of what it is compared with something may take."""

    now: float | None = None
    then: float | None = None
    moonshot: float | None = None


COLD = Target(6.5, 4.7, 3.0)
WARM = Target(5.5, 2.5, 1.5)
# Shown only: it writes two consent records, and what it is compared with writes none.
WARM_WITH_WILLS = Target(then=2.5, moonshot=1.5)
BATCH = Target(1.1)


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement: `value` and `compared` are in `unit`; `peak_mb` is 0 where memory says nothing."""

    what: str
    value: float
    compared: float
    unit: str
    target: Target
    peak_mb: float = 0.0

    @property
    def ratio(self) -> float:
        """What is compared with the target."""
        return self.value / self.compared

    @property
    def is_missed(self) -> bool:
        """Whether it takes more than it may from the first version on."""
        return self.target.now is not None and self.ratio > self.target.now


HEADINGS = ("", "ratio", "at most", "then", "moonshot", "measured", "compared with", "peak")


def table(rows: Sequence[Row]) -> str:
    """The rows as text for a terminal, with a word beside each target that is missed."""
    lines = [HEADINGS, *map(_cells, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    shown = [
        "  ".join(
            [line[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True))]
        )
        for line in lines
    ]
    return "\n".join(shown[:1] + [f"{line}  {_verdict(row)}" for line, row in zip(shown[1:], rows, strict=True)])


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.what,
        f"{row.ratio:.3f} x",
        f"{row.target.now} x" if row.target.now else "",
        f"{row.target.then} x" if row.target.then else "",
        f"{row.target.moonshot} x" if row.target.moonshot else "",
        f"{row.value:,.1f} {row.unit}",
        f"{row.compared:,.1f} {row.unit}",
        f"{row.peak_mb:.1f} MB" if row.peak_mb else "",
    )


def _verdict(row: Row) -> str:
    return "MISSED" if row.is_missed else "ok"

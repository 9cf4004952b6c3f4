"""Cells that a spreadsheet would take for a formula: written so that it doesn't, and read back as they were.

Whoever fills in a form may write `=HYPERLINK(...)` into it, and an operator opens a file of such rows. Inward such a
text is a text like any other. Every CSV that `relay` writes is made by `csv_line`.
https://owasp.org/www-community/attacks/CSV_Injection
"""

import csv
import io
from collections.abc import Iterable
from typing import Final

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - spreadsheets know these
APOSTROPHE: Final = "'"


def defused(cell: str) -> str:
    """A cell that every spreadsheet shows and none runs."""
    return APOSTROPHE + cell if cell.startswith(FORMULA) else cell


def as_it_was(cell: str) -> str:
    """A cell before it was `defused`, also by others who do so: `'+18165550123` is a phone."""
    bare = cell.removeprefix(APOSTROPHE)
    return bare if bare.startswith(FORMULA) else cell


def csv_line(cells: Iterable[str]) -> str:
    """A line of a CSV file, each cell of it defused."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([defused(cell) for cell in cells])
    return out.getvalue()

"""The rows of a CSV file, as a stream: its delimiter, its header, and each row with the line where it begins.

A fault in how the file is written, such as a quotation mark that nothing closes, is refused with its line: what comes
after it may be read as something else than what it is.
"""

import csv
import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from operate.leads.cells import as_it_was
from operate.trouble import Trouble

DELIMITERS: Final[tuple[str, ...]] = ("\t", ";", ",", "|")
SEPARATOR_LINE: Final = "sep="
MOST_TITLES: Final = 5
LONGEST_CELL: Final = 131_072  # csv's own limit
BOM: Final = "\ufeff"


@dataclass(frozen=True, slots=True)
class Cells:
    """A row: the line where it begins, and its cells."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file of rows: how it is decoded and divided, and the names of its columns."""

    file: Path
    codec: str
    delimiter: str
    header: tuple[str, ...]
    header_line: int

    def rows(self) -> Iterator[Cells]:
        """The rows after the header that have anything in them. Raises `Trouble` for a fault of the file."""
        with _opened(self.file, self.codec) as text:
            found = (each for each in _rows(self.file.name, text, self.delimiter) if each.line > self.header_line)
            yield from (each for each in found if any(each.cells))


def sheet_of(file: Path, codec: str, known: Callable[[str], bool]) -> Sheet:
    """A file's sheet. The delimiter is the one that gives the most columns that are `known`, else the most.

    Raises `Trouble` if there is no line of names.
    """
    with _opened(file, codec) as text:
        told = text.readline().strip().strip('"')
    skipped, delimiters = 0, DELIMITERS
    if told.lower().startswith(SEPARATOR_LINE):  # Excel's own
        skipped, delimiters = 1, (told[len(SEPARATOR_LINE) :][:1] or "\t",)
    found, faults = [], []
    for delimiter in delimiters:
        try:
            found.append(_headed(file, codec, delimiter, skipped, known))
        except Trouble as fault:
            faults.append(fault)
    if not found:
        raise faults[0]
    best = max(found, key=lambda sheet: (sum(map(known, sheet.header)), len(sheet.header)))
    if not any(best.header):
        raise Trouble(f"{file.name} has no line with the names of its columns: put one above the rows")
    return best


def _headed(file: Path, codec: str, delimiter: str, skipped: int, known: Callable[[str], bool]) -> Sheet:
    """The sheet as this delimiter divides it.

    Its header is the first line that has anything in it; after titles, as reports have them, the first with two columns
    that are known.
    """
    with _opened(file, codec) as text:
        filled = (row for row in _rows(file.name, text, delimiter) if row.line > skipped and any(row.cells))
        first, *others = [*itertools.islice(filled, MOST_TITLES + 1)] or [Cells(0, ())]
    if not any(map(known, first.cells)):
        first = next((row for row in others if sum(map(known, row.cells)) > 1), first)
    return Sheet(file, codec, delimiter, first.cells, first.line)


def _opened(file: Path, codec: str) -> TextIO:
    """The file's text after its byte order mark, lines as they are."""
    text = file.open(encoding=codec, newline="")
    if text.read(1) != BOM:
        text.seek(0)
    return text


def _rows(name: str, text: Iterable[str], delimiter: str) -> Iterator[Cells]:
    reader = csv.reader(text, delimiter=delimiter, strict=True, skipinitialspace=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            raise Trouble(f"{name}, line {line}: {_of_csv(str(fault))}") from None
        yield Cells(line, tuple(as_it_was(cell.strip()) for cell in cells))


def _of_csv(fault: str) -> str:
    """What csv found, in words that say what to do."""
    if "unexpected end of data" in fault:
        return (
            "begins a cell in quotation marks that never ends, so the file ends in the middle: "
            "export it again, or close the cell"
        )
    if "expected after" in fault:
        return 'has a quotation mark within a cell: double it (""), or export the file again'
    return f"has a cell of more than {LONGEST_CELL} characters: is a quotation mark missing? Correct it"

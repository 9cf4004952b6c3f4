"""The file of bad rows beside the one that is imported: its own columns, with the line and the reason of each row.

Corrected, it is imported like any other. It has personal data, so it is its owner's only, and nothing that lies there
is written over: somebody may have corrected it by now.
"""

import hashlib
import itertools
import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from operate.leads.cells import csv_line
from operate.leads.sheet import BOM, Cells

MOST_TOLD: Final = 20
FOR_BAD_ROWS: Final = ("line", "reason")
"""The columns that it has beside the file's own."""


class BadRows:
    """Takes bad rows; `count` of them, the first in `told`. Nothing is written if there is none."""

    def __init__(self, source: Path, header: Sequence[str]) -> None:
        self._source, self._header = source, header
        self._part = source.with_name(f"{source.name}.bad.part")
        self._out: IO[str] | None = None
        self.count = 0
        self.told: list[tuple[int, str]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._out:
            self._out.close()
            self._part.unlink(missing_ok=True)

    def add(self, row: Cells, reason: str) -> None:
        """Keep a row, and why it is bad."""
        if self._out is None:
            made = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            self._out = open(made, "w", encoding="utf-8", newline="")  # noqa: PTH123, SIM115 - a descriptor, for long
            kept = [name for name in self._header if name not in FOR_BAD_ROWS]
            self._out.write(BOM + csv_line([*kept, *FOR_BAD_ROWS]))
        self.count += 1
        if len(self.told) < MOST_TOLD:
            self.told.append((row.line, reason))
        self._out.write(csv_line([*self._own(row), str(row.line), reason]))

    def _own(self, row: Cells) -> list[str]:
        """Its cells under the file's own columns; of a row that is too long also those that have none."""
        cells = [*row.cells, *[""] * (len(self._header) - len(row.cells))]
        named = itertools.zip_longest(cells, self._header, fillvalue="")
        return [cell for cell, name in named if name not in FOR_BAD_ROWS]

    def kept(self) -> str:
        """The name of the file that has them now; "" if there are none."""
        if self._out is None:
            return ""
        self._out.flush()
        os.fsync(self._out.fileno())
        mine = _digest(self._part)
        for number in itertools.count(1):
            there = self._source.with_name(f"{self._source.stem}.bad{'' if number == 1 else f'-{number}'}.csv")
            if there.exists() and _digest(there) == mine:
                return str(there)
            try:
                os.close(os.open(there, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            except FileExistsError:
                continue
            self._part.replace(there)
            return str(there)
        raise AssertionError("there is always a number that is free")


def _digest(file: Path) -> str:
    with file.open("rb") as read:
        return hashlib.file_digest(read, "sha256").hexdigest()

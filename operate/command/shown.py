"""How things are shown: tables that fit 80 columns, JSON for programs, a bar for what takes longer than a second.

What was asked for goes to stdout, all else (which stack, how far, how many) to stderr, so that a pipe gets what it
should. Colours and bars are for terminals only. What comes from outside is never obeyed by a terminal.
"""

import contextlib
import os
import sys
import textwrap
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from operate.json_text import json_text
from operate.trouble import Trouble

NARROWEST: Final = 80
LEAST: Final = 20  # characters in a line, however narrow the terminal is
PATIENCE_SECONDS: Final = 1.0
COMMANDS: Final = ("./relay ", "aws ", "make ")


def say(line: str) -> None:
    """A line about what is done, beside what was asked for."""
    print(for_terminal(line), file=sys.stderr, flush=True)


def as_json(value: Any) -> None:
    """A value for programs."""
    print(json_text(value, indent=2))


def write_new(file: Path, lines: Iterable[str]) -> None:
    """Write lines to a new file, for its owner only. Raises `Trouble` if it exists; leaves none if it fails."""
    try:
        made = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Trouble(f"{file} exists: nothing is written over it, name another file") from None
    try:
        with open(made, "w", encoding="utf-8") as out:  # noqa: PTH123 (a descriptor)
            out.writelines(f"{line}\n" for line in lines)
    except BaseException:
        file.unlink(missing_ok=True)
        raise


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table of texts; one that is too long for its column goes on in the next line."""
    console = _console()
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        shown.add_column(column, overflow="fold", no_wrap=column == "ID")
    for row in rows:
        shown.add_row(*(for_terminal(cell) for cell in row))
    console.print(shown)


def paragraph(text: str, *, indent: str = "", bold: str = "") -> None:
    """A text in lines that fit, after a word in bold; a command is left in one line, to be copied."""
    console = _console(LEAST)
    head = f"{bold}  " if bold else ""
    lines = [text] if text.startswith(COMMANDS) else textwrap.wrap(head + text, console.width - len(indent))
    for line in lines:
        shown = Text(indent + for_terminal(line))
        if line is lines[0] and bold:
            shown.stylize("bold", len(indent), len(indent) + len(bold))
        console.print(shown, soft_wrap=True)


def pairs(rows: Sequence[tuple[str, str]]) -> None:
    """Names and what belongs to them, one under the other."""
    shown = Table(box=None, pad_edge=False, show_header=False)
    shown.add_column(style="bold", no_wrap=True)
    shown.add_column(overflow="fold")
    for name, value in rows:
        shown.add_row(for_terminal(name), for_terminal(value))
    _console().print(shown)


def for_terminal(text: str) -> str:
    """A text from outside in one line, without what a terminal would obey."""
    line = " ".join(text.splitlines()).replace("\t", " ")
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in line)


def ask(question: str, *, yes: bool) -> None:
    """Have what can't be undone confirmed. Raises `Trouble` if it is not, or if nobody can be asked."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise Trouble(f"{question} Nobody can be asked here: give --yes if you are sure. Nothing was done")
    if not typer.confirm(question, err=True):
        raise Trouble("nothing was done")


class _Pace(ProgressColumn):
    """How many a second are done."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.1f} a second" if task.speed else "")


@contextlib.contextmanager
def progress(what: str, *, with_pace: bool = False) -> Iterator[Callable[[int, int], None]]:
    """A bar on the terminal, from a second on, whether told anything by then or not; `with_pace` for what takes long.

    Yields what is told how many are done, and of how many.
    """
    columns: list[ProgressColumn] = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()]
    if with_pace:
        columns += [_Pace(), TimeRemainingColumn()]
    shown = Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())
    bar = shown.add_task(what, total=None)
    patience = threading.Timer(PATIENCE_SECONDS, shown.start)
    patience.daemon = True
    patience.start()
    try:
        yield lambda done, expected: shown.update(bar, completed=done, total=expected or None)
    finally:
        patience.cancel()
        patience.join()
        shown.stop()


def _console(least: int = NARROWEST) -> Console:
    """A console of at least so many columns: on a narrower terminal lines wrap, but no column of a table is missing."""
    console = Console(highlight=False, emoji=False, markup=False)
    console.width = max(least, console.width) if sys.stdout.isatty() else NARROWEST
    return console

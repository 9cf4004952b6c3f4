"""How far an import is, in a file beside the one that is imported, so that the same command goes on after any end.

It is written whole and put in place at once, after each batch that SQS has taken. Whoever dies in between sends that
batch again, which does no harm: a row has its own identity. Nothing of a person is in it.
"""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Final, Self

from operate.moments import when
from operate.trouble import Trouble

VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """An import as it stands. `options`: how the rows are read, and for whom; `rows`: what the file has in all.

    `passed`: so many rows are surely queued, or bad, or a vendor's test. Times are milliseconds since 1970.
    """

    digest: str
    options: Mapping[str, str]
    began_at: int
    order: str = "mdy"
    rows: int = 0
    good: int = 0
    bad: int = 0
    tests: int = 0
    too_old: int = 0
    bad_file: str = ""
    passed: int = 0
    queued: int = 0
    ended_at: int = 0

    def now(self, **changed: Any) -> Self:
        """It as it stands after a step."""
        return replace(self, **changed)


def noted_beside(file: Path) -> Path:
    """Where the progress of a file's import is noted."""
    return file.with_name(f"{file.name}.import.json")


def write(file: Path, progress: Progress) -> None:
    """Note how far the import is; at any moment the old note or the new one is there."""
    part = noted_beside(file).with_suffix(".part")
    made = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(made, "w", encoding="utf-8") as out:  # noqa: PTH123 - a descriptor
        json.dump({"version": VERSION, **asdict(progress)}, out, indent=1)
    part.replace(noted_beside(file))


def noted(file: Path, digest: str, options: Mapping[str, str]) -> Progress | None:
    """The import of this very file with these options that was begun; None if there is none.

    Raises `Trouble` if one was begun whose options or note are others, or not ended whose file is.
    """
    note = noted_beside(file)
    again = f"or delete {note} to begin anew (what was queued is known again, and nothing is made twice)"
    try:
        read = json.loads(note.read_text(encoding="utf-8"))
        if read.pop("version") != VERSION:
            raise ValueError
        found = Progress(**{each.name: read[each.name] for each in fields(Progress)})
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, AttributeError, TypeError):
        raise Trouble(f"{note} can't be read: delete it to begin anew; nothing is made twice") from None
    if found.digest == digest and found.options == options:
        return found
    if found.ended_at and found.digest != digest:
        return None
    begun = f"an import of {file.name} was begun on {when(found.began_at)} UTC and is not at its end"
    if found.digest != digest:
        raise Trouble(f"{begun}, and the file has been changed since: put it back as it was, {again}")
    other = next((name for name in options if found.options.get(name) != options[name]), "of another version")
    if found.ended_at:
        raise Trouble(
            f"{file.name} was imported on {when(found.ended_at)} UTC with other options ({other}), and its rows would "
            f"be others with these: if they are meant to come once more, delete {note} first"
        )
    raise Trouble(f"{begun}, with other options ({other}): give the same, {again}")


@contextlib.contextmanager
def alone(file: Path) -> Iterator[None]:
    """Keep others from importing the same file meanwhile; whatever ends this command lets go. Raises `Trouble`."""
    with file.open("rb") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Trouble(f"another command is importing {file.name} just now: wait for it, or end it") from None
        yield

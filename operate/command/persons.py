"""`relay erase` and `relay export`: a person's data out of the stack, and a copy of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from operate import erasing, find, persons
from operate.command.queued import PUT_BACK
from operate.command.reach import interrupted_says, reached
from operate.command.shown import as_json, ask, progress, say, table, write_new
from operate.command.values import AsJson, Yes
from operate.json_text import json_text
from operate.person_rows import erased_lines, kept_rows, not_in_the_copy, people_of
from operate.stack import Stack
from operate.trouble import Trouble

COLUMNS: Final = ("WHAT", "ID", "STATE")
Person = Annotated[str, typer.Argument(metavar="EMAIL|PHONE", help="The person's address.")]
Also = Annotated[
    list[str], typer.Option(metavar="EMAIL|PHONE", help="Another address of the same person (may be repeated).")
]


def export(
    context: typer.Context,
    person: Person,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="A new file for it, for its owner only.")
    ] = None,
    also: Also = [],  # noqa: B006 (typer's own way)
) -> None:
    """A copy of all that there is of a person, as JSON. For a person who asks what is kept. It stays."""
    wanted = people_of([person, *also])
    stack = reached(context)
    kept = _kept(stack, wanted)
    if file is None:
        as_json(persons.exported(kept))
    else:
        write_new(file, [json_text(persons.exported(kept), indent=2)])
        say(f"written to {file}, with personal data: delete it when you are done")
    for line in not_in_the_copy(kept):
        say(line)


def erase(
    context: typer.Context,
    person: Person,
    also: Also = [],  # noqa: B006 (typer's own way)
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what would be erased.")] = False,
    yes: Yes = False,
    for_programs: AsJson = False,
) -> None:
    """Erase all that there is of a person, for good. Opt-outs and suppressions stay, as HMACs."""
    wanted = people_of([person, *also])
    stack = reached(context)
    kept = _kept(stack, wanted)
    if for_programs:
        as_json([dict(zip(("what", "id", "state"), row, strict=True)) for row in kept_rows(kept)])
    else:
        _show(kept)
    if dry_run:
        return
    ask("Erase all this for good?", yes=yes)
    with progress("erasing") as told, interrupted_says("what is erased is erased; start the same command again"):
        done = erasing.erase(stack, wanted, told=told)
    _tell(done)


def _kept(stack: Stack, wanted: Sequence[find.Sought]) -> persons.Belongings:
    with progress("looking") as told, interrupted_says(PUT_BACK):
        return persons.belongings(stack, wanted, told=told)


def _show(kept: persons.Belongings) -> None:
    rows = list(kept_rows(kept))
    if rows:
        table(COLUMNS, rows)
    say(f"{len(rows)} things are kept of this person" if rows else "nothing is kept of this person")
    for hint in kept.hints:
        say(hint)


def _tell(done: erasing.Erased) -> None:
    """Say what was done and what could not be reached. Raises `Trouble` if a later look may find more."""
    for line in erased_lines(done):
        say(line)
    if not done.is_all:
        raise Trouble("not all is erased yet: see above, then start the same command again")

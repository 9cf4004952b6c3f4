"""`relay erase` and `relay export`: a person's data out of the stack, and a copy of it."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from operate import erasing, find, persons
from operate.command.queued import PUT_BACK
from operate.command.reach import interrupted_says, reached
from operate.command.shown import as_json, ask, json_text, progress, say, table, write_new
from operate.command.values import AsJson, Yes
from operate.moments import when
from operate.stack import Stack
from operate.trouble import Trouble
from operate.words import in_words
from relay.stores.consent import SAID

COLUMNS: Final = ("WHAT", "ID", "STATE")
THEIRS: Final = (
    "not reached: the platform, where the person must be erased too; logs, which hold ids only; sign-ups from before "
    "the journal's indexes, which hold HMACs and are gone after 30 days"
)
LATER: Final = (
    "about {} messages of the retry queue are in the worker's hand or put off, and nobody can look into them. What the "
    "journal knows of them is not sent any more. To be sure of the rest start the same command again in half an hour"
)

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
    wanted = _people([person, *also])
    stack = reached(context)
    kept = _kept(stack, wanted)
    if file is None:
        as_json(persons.exported(kept))
    else:
        write_new(file, [json_text(persons.exported(kept), indent=2)])
        say(f"written to {file}, with personal data: delete it when you are done")
    if kept.unseen:
        say(f"about {kept.unseen} messages of the retry queue could not be looked into: they are on their way")
    for hint in kept.hints:
        say(hint)
    say("what the platform has of the person is not in it")


def erase(
    context: typer.Context,
    person: Person,
    also: Also = [],  # noqa: B006 (typer's own way)
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what would be erased.")] = False,
    yes: Yes = False,
    for_programs: AsJson = False,
) -> None:
    """Erase all that there is of a person, for good. Opt-outs and suppressions stay, as HMACs."""
    wanted = _people([person, *also])
    stack = reached(context)
    kept = _kept(stack, wanted)
    if for_programs:
        as_json([dict(zip(("what", "id", "state"), row, strict=True)) for row in _rows(kept)])
    else:
        _show(kept)
    if dry_run:
        return
    ask("Erase all this for good?", yes=yes)
    with progress("erasing") as told, interrupted_says("what is erased is erased; start the same command again"):
        done = erasing.erase(stack, wanted, told=told)
    _tell(done)


def _people(typed: Sequence[str]) -> list[find.Sought]:
    """The addresses that were typed. Raises `Trouble` for what is none."""
    wanted = [find.sought(each) for each in typed]
    if any(each.id for each in wanted):
        raise Trouble("this is about a person: give an e-mail address or a phone of ten digits, not an id")
    return wanted


def _kept(stack: Stack, wanted: Sequence[find.Sought]) -> persons.Belongings:
    with progress("looking") as told, interrupted_says(PUT_BACK):
        return persons.belongings(stack, wanted, told=told)


def _rows(kept: persons.Belongings) -> Iterator[tuple[str, str, str]]:
    for key, item in kept.items.items():
        each = find.submission_in(item)
        yield "sign-up", key, f"{each.state}, {when(each.received_at)} UTC"
    for what, place, letters in (
        ("waiting", "waiting", kept.waiting),
        ("letter", "letters", kept.letters),
        ("held", "held", kept.held),
    ):
        for letter in letters:
            owed = erasing.owed(place, letter)  # type: ignore[arg-type]
            yield (
                what,
                letter.id,
                f"stays: {owed}" if owed else in_words(letter).what if place != "waiting" else "waits",
            )
    for key, item in kept.consent.items():
        yield "consent", key, "; ".join(_consent(item)) or "opt-ins"


def _consent(item: dict[str, object]) -> Iterator[str]:
    if "in_at" in item or any(name.startswith(f"{SAID}in_") for name in item):
        yield "opt-ins"
    if "out_at" in item:
        yield "an opt-out, which stays"
    if "suppressed_at" in item:
        yield "a suppression, which stays"


def _show(kept: persons.Belongings) -> None:
    rows = list(_rows(kept))
    if rows:
        table(COLUMNS, rows)
    say(f"{len(rows)} things are kept of this person" if rows else "nothing is kept of this person")
    for hint in kept.hints:
        say(hint)


def _tell(done: erasing.Erased) -> None:
    """Say what was done and what could not be reached. Raises `Trouble` if a later look may find more."""
    counts = done.messages
    say(
        f"erased: {len(done.submissions)} sign-ups, {counts['letters']} letters, {counts['held']} held, "
        f"{counts['waiting']} waiting, the opt-ins of {done.consent} consent records"
    )
    say(THEIRS)
    for each, why in done.left.items():
        say(f"left: {each}, {why}")
    if done.running:
        say(f"left: {', '.join(sorted(done.running))}, which a run has in hand right now")
    if done.unseen:
        say(LATER.format(done.unseen))
    if not done.is_all:
        raise Trouble("not all is erased yet: see above, then start the same command again")

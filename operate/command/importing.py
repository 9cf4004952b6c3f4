"""`relay import`: a file of leads through the relay's own queue."""

import contextlib
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final, cast

import typer

from operate import importing
from operate.command.reach import interrupted_says, reached
from operate.command.shown import for_terminal, pairs, progress, say
from operate.command.values import DryRun, a_rate
from operate.importing import Asked, Import
from operate.leads import resuming
from operate.leads.bad_rows import MOST_TOLD
from operate.moments import when
from operate.stack import Stack
from operate.trouble import Trouble
from relay.campaign_values import is_wording
from relay.keeping.words import counted

CONSENTS: Final = (*importing.OPT_INS,)
ORDERS: Final = ("mdy", "dmy")
GOES_ON: Final = "what was queued is noted; the same command goes on from there"


def _one_of(*allowed: str) -> Any:
    def check(given: str) -> str:
        if given and given not in allowed:
            raise typer.BadParameter(f"write {' or '.join(allowed)}")
        return given

    return check


def _an_id(given: str) -> str:
    if given and not is_wording(given):
        raise typer.BadParameter("write the id of the wording: a letter, then letters, digits, - _ or .")
    return given


def import_leads(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="An export of leads, or any list with a header.")],
    campaign: Annotated[int, typer.Option(min=1, metavar="NUMBER", show_default=False, help="The campaign to join.")],
    columns: Annotated[
        list[str],
        typer.Option("--map", metavar="THEIRS=OURS", help='What a column is: "E-post=email" (may be repeated).'),
    ] = [],  # noqa: B006 (typer's own way)
    consent_column: Annotated[
        str, typer.Option(metavar="COLUMN", help="Where a row says yes to texts or mails; else no row opts in.")
    ] = "",
    consent: Annotated[
        str, typer.Option(metavar="sms|email", callback=_one_of(*CONSENTS), help="To what that column says yes.")
    ] = "sms",
    wording: Annotated[
        str, typer.Option(metavar="ID", callback=_an_id, help="The id of the words that it says yes to.")
    ] = "",
    zone: Annotated[
        str, typer.Option(metavar="ZONE", help="The zone of times that say none: America/New_York, UTC.")
    ] = "",
    dates: Annotated[
        str,
        typer.Option(metavar="mdy|dmy", callback=_one_of(*ORDERS), help="11/30 or 30/11, if the file doesn't tell."),
    ] = "",
    rate: Annotated[
        float, typer.Option(callback=a_rate, metavar="NUMBER", help="At most so many rows a second; 0: no limit.")
    ] = importing.RATE,
    dry_run: DryRun = False,
) -> None:
    """Import an export of leads (CSV). What was begun goes on with the same command. Ends with 1 if rows are bad."""
    asked = Asked(
        file=file,
        campaign=campaign,
        map=columns,
        consent_column=consent_column,
        consent=consent,
        wording=wording,
        zone=zone,
        dates=cast("Any", dates),
    )
    with importing.alone(asked):
        stack = reached(context)
        found = _checked(stack, asked)
        if dry_run:
            _show(found, "would be queued")
        else:
            over = importing.ended_before(found)
            _queue(found, rate)
            _show(found, "queued before" if over else "queued")
            say(f"what becomes of them: {stack.typed('./relay status')}")
    _tell_bad(found)


def _checked(stack: Stack, asked: Asked) -> Import:
    """The file, looked at; what a command before has found out of it is taken over."""
    with progress("reading") as told, interrupted_says("nothing was queued"):
        found = importing.prepared(stack, asked, told=told)
    if not found.progress.rows:
        with progress("checking") as told, interrupted_says("nothing was queued"):
            importing.check_rows(found, told=told)
    return found


def _queue(found: Import, rate: float) -> None:
    if importing.ended_before(found):
        note = resuming.noted_beside(found.file)
        say(
            f"this was imported already, on {when(found.progress.ended_at)} UTC: nothing was done. "
            f"Delete {note} to do it again; what the journal still knows is not made twice"
        )
        return
    if not found.is_new:
        say(f"going on: {found.progress.queued} of {found.progress.good} rows were queued before")
    importing.begin(found)
    with progress("queueing", with_pace=True) as told, interrupted_says(GOES_ON), _waiting() as waits:
        importing.queue_rows(found, rate=rate, told=told, waits=waits)


@contextlib.contextmanager
def _waiting() -> Iterator[Any]:
    """What says once that the queue must empty first."""
    said: list[int] = []

    def waits(waiting: int) -> None:
        if not said:
            say(f"{waiting} wait in the queue: the next rows go when there are less than {importing.MOST_WAITING}")
        said.append(waiting)

    yield waits


def _show(found: Import, done: str) -> None:
    """What the file is, and what was done."""
    reading, told = found.reading, found.progress
    times = [reading.sheet.header[place] for place in reading.columns.times]
    header = f", header in line {reading.sheet.header_line}" if reading.sheet.header_line > 1 else ""
    rows = [
        (
            "file",
            f"{reading.columns.export.name}, {counted(told.rows, 'row')}, in the name of {reading.source}{header}",
        ),
        ("time", f'column "{" and ".join(times)}"' if times else f"none: {when(reading.began_at)} UTC, when it began"),
        (done, str(told.good if done.startswith("would") else told.queued)),
        ("bad", str(told.bad)),
    ]
    if told.tests:
        rows.append(("test leads", f"{told.tests}, passed over"))
    if told.too_old:
        rows.append(("no letters", f"{told.too_old} rows are older than 25 days: their legislators are not written to"))
    if reading.columns.ignored:
        rows.append(("ignored columns", ", ".join(reading.columns.ignored)))
    pairs(rows)


def _tell_bad(found: Import) -> None:
    """Say which rows are bad, and what to do. Raises `Trouble` if there are any."""
    told = found.progress
    if not told.bad:
        return
    for line, reason in found.told_bad:
        print(for_terminal(f"line {line}: {reason}"))
    if found.told_bad and told.bad > MOST_TOLD:
        print(f"... and {told.bad - MOST_TOLD} more")
    again = f"{found.stack.command} import {shlex.quote(told.bad_file)}"
    raise Trouble(
        f"{counted(told.bad, 'row')} can't be used: correct what is in {told.bad_file} (personal data), then "
        f"`{again}` with the same options"
    )

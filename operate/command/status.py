"""`relay status`, `relay pause` and `relay resume`: how a stack stands, and stopping its worker for a while."""

from dataclasses import asdict
from typing import Any, Final

import typer

from operate import status, worker
from operate.command.reach import interrupted_says, reached
from operate.command.shown import as_json, pairs, progress, say, table
from operate.command.values import AsJson
from operate.stack import Stack
from operate.status import StackStatus
from operate.status_rows import flow_rows, now_rows, refused_rows, wrong_rows
from operate.trouble import Trouble
from relay.keeping.numbers import Numbers

COLUMNS: Final = ("SOURCE", "CAMPAIGN", "RECEIVED", "DELIVERED", "AGAIN", "QUEUED", "HELD", "DEAD")
"""AGAIN: what had been delivered and came once more."""

REFUSED: Final = ("SOURCE", "REFUSED WITH", "STATUS", "HOUR", "DAY", "LAST (UTC)")
NOTHING_CHANGED: Final = "nothing was changed; what was looked at is put back, or is back in two minutes"
EITHER: Final = (
    "Lambda may still switch it: `./relay status` says how it ended, and the same command again does no harm"
)


def show_status(context: typer.Context, for_programs: AsJson = False) -> None:
    """What came in, what became of it, what waits, what went wrong. The last hour and day."""
    stack = reached(context)
    with progress("looking") as told, interrupted_says(NOTHING_CHANGED):
        found = status.status_of(stack, told=told)
    if for_programs:
        as_json(_for_programs(found))
    else:
        _show(found, stack.command)
    if found.unread:
        raise Trouble("; ".join(f"{what} could not be read ({why})" for what, why in found.unread.items()))


def pause(context: typer.Context) -> None:
    """Stop the worker: what can't be delivered at once then waits. Forms are answered as ever."""
    stack = reached(context)
    with progress("stopping the worker") as told, interrupted_says(EITHER):
        switched = worker.pause(stack, told=told)
    print("The worker was paused already." if switched.was_so else "The worker is paused; what it has begun it ends.")
    _say_what_waits(stack)
    hours = stack.parameters.get("RetryWindowHours", "?")
    say(f"what waits for more than {hours} hours becomes a letter. `{stack.command} resume` lets the worker work again")


def resume(context: typer.Context) -> None:
    """Let the worker work again."""
    stack = reached(context)
    with progress("starting the worker") as told, interrupted_says(EITHER):
        switched = worker.resume(stack, told=told)
    print("The worker was at work already." if switched.was_so else "The worker works again.")
    _say_what_waits(stack)


def _say_what_waits(stack: Stack) -> None:
    waiting = status.what_waits(stack)
    print(f"{waiting.count} wait." if waiting.count else "Nothing waits.")


def _for_programs(found: StackStatus) -> dict[str, Any]:
    told = asdict(found) | {"is_paused": found.is_paused}
    for span in ("hour", "day"):
        numbers = getattr(found, span)
        if numbers is not None:
            told[span]["by_campaign"] = [
                {"source": source, "campaign": campaign, **asdict(flow)}
                for (source, campaign), flow in numbers.by_campaign.items()
            ]
    return told


def _show(found: StackStatus, command: str) -> None:
    if found.is_paused:
        print(f"PAUSED: the worker is stopped, so what waits is not tried.\n`{command} resume` lets it work again.\n")
    for span, numbers in (("hour", found.hour), ("day", found.day)):
        if numbers is not None:
            _show_flow(span, numbers)
    if found.hour is not None and found.day is not None and (rows := refused_rows(found.hour, found.day)):
        table(REFUSED, rows)
        print()
    pairs([*now_rows(found, command), *(wrong_rows(found.day, command) if found.day else ())])


def _show_flow(span: str, numbers: Numbers) -> None:
    if not numbers.by_campaign:
        print(f"Nothing came in the last {span}.\n")
        return
    print(f"In the last {span}:")
    table(COLUMNS, flow_rows(numbers))
    print()

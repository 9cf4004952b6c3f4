"""`relay status`, `relay pause` and `relay resume`: how a stack stands, and stopping its worker for a while."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

import typer

from operate import status, worker
from operate.command.reach import interrupted_says, reached
from operate.command.shown import as_json, pairs, progress, say, table
from operate.command.values import AsJson
from operate.moments import age, when
from operate.stack import Stack
from operate.status import BreakerNow, Pile, StackStatus, Waiting
from operate.trouble import Trouble
from relay.keeping.numbers import NO_CAMPAIGN, Flow, Numbers

FORM: Final = "web_form"
COLUMNS: Final = ("SOURCE", "CAMPAIGN", "RECEIVED", "DELIVERED", "AGAIN", "QUEUED", "HELD", "DEAD")
"""AGAIN: what had been delivered and came once more."""

REFUSED: Final = ("SOURCE", "REFUSED WITH", "STATUS", "HOUR", "DAY", "LAST (UTC)")
BREAKER: Final = {
    "OPEN": "left the API alone: no answer, or the keys refused",
    "HALF_OPEN": "tried whether it is back",
    "CLOSED": "called it again",
}
ROWS: Final = 5
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
    if found.hour is not None and found.day is not None:
        _show_refused(found.hour, found.day)
    pairs([*_now(found, command), *(_went_wrong(found.day, command) if found.day else ())])


def _show_flow(span: str, numbers: Numbers) -> None:
    if not numbers.by_campaign:
        print(f"Nothing came in the last {span}.\n")
        return
    print(f"In the last {span}:")
    rows = [
        (source, str(campaign) if campaign != NO_CAMPAIGN else "?", *map(str, _ended(source, flow)))
        for (source, campaign), flow in numbers.by_campaign.items()
    ]
    table(COLUMNS, rows)
    print()


def _ended(source: str, flow: Flow) -> tuple[int, ...]:
    """The numbers of a row. What the platform refused at once is a letter, but for a form, whose sender was told."""
    dead = flow.dead + (0 if source == FORM else flow.rejected)
    return flow.received, flow.delivered, flow.finished, flow.queued, flow.held, dead


def _show_refused(hour: Numbers, day: Numbers) -> None:
    of_hour = {(each.source, each.code, each.status): each.count for each in hour.refused}
    rows = [
        (
            each.source,
            each.code,
            str(each.status),
            str(of_hour.get((each.source, each.code, each.status), 0)),
            str(each.count),
            when(each.last_at),
        )
        for each in day.refused
    ]
    if rows:
        table(REFUSED, rows)
        print()


def _now(found: StackStatus, command: str) -> Iterator[tuple[str, str]]:
    """What is so now; what could not be read is left out here."""
    if found.waiting:
        yield "waiting", _waiting(found.waiting, found.at)
    if found.worker:
        yield "worker", _worker(found)
    if found.breaker:
        yield "the API", _breaker(found.breaker, found.at)
    if found.letters:
        yield "letters", _pile(found.letters, found.at, f"{command} letters")
    if found.held:
        yield "held", _pile(found.held, found.at, f"{command} held")


def _waiting(waiting: Waiting, now: int) -> str:
    if not waiting.count:
        return "nothing"
    since = f", the oldest for {age(waiting.since, now / 1000)}" if waiting.since else ""
    return f"{waiting.count}: {waiting.due + waiting.delayed} due, {waiting.in_flight} being tried or postponed{since}"


def _worker(found: StackStatus) -> str:
    if found.is_paused:
        return "PAUSED"
    return "works" if found.worker == worker.WORKING else f"is being changed by Lambda ({found.worker})"


def _breaker(breaker: BreakerNow, now: int) -> str:
    if breaker.state == "CLOSED":
        return "is called"
    if breaker.state == "OPEN" and breaker.until > now:
        return f"is left alone until {when(breaker.until)} UTC: it did not answer, or refused the keys"
    return "did not answer, or refused the keys; the next call tries whether it is well"


def _pile(pile: Pile, now: int, command: str) -> str:
    if not pile.count:
        return "none"
    reasons = ", ".join(f"{count} {reason}" for reason, count in pile.reasons.items())
    said = [
        f"by the journal {reasons}{_not_in_it(pile)}" if pile.by_journal else reasons,
        f"{pile.in_hand} in somebody's hand" if pile.in_hand else "",
        f"the oldest for {age(pile.oldest_at, now / 1000)}" if pile.oldest_at else "",
    ]
    return f"{pile.count}: {'; '.join(filter(None, said))}. {command}"


def _not_in_it(pile: Pile) -> str:
    """How many letters the journal knows nothing of: unreadable ones and opt-outs never were in it."""
    unknown = pile.count - sum(pile.reasons.values())
    if unknown <= 0:
        return ""
    return f", {unknown} others" if pile.reasons else "none of them is known"


def _went_wrong(day: Numbers, command: str) -> Iterator[tuple[str, str]]:
    """What went wrong in the last day, and what became of opt-outs."""
    if day.opt_outs:
        yield "opt-outs", _opt_outs(day.opt_outs)
    refusals = [f"{each.what}, {_times(each.count, each.last_at)}. {command} doctor" for each in day.api_refusals]
    yield from _listed("API refusals", refusals)
    changes = [f"{BREAKER.get(each.what, each.what)}, {_times(each.count, each.last_at)}" for each in day.breaker]
    yield from _listed("breaker", changes)
    faults = [f"{each.where}: {each.error} at {each.at}, {_times(each.count, each.last_at)}" for each in day.faults]
    yield from _listed("faults", faults)
    sites = [f"{each.site} in {each.key} ({each.fault}), {_times(each.count, each.last_at)}" for each in day.unlisted]
    yield from _listed("not listed", sites)


def _listed(name: str, lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(lines[:ROWS]):
        yield "" if number else name, line
    if len(lines) > ROWS:
        yield "", f"... and {len(lines) - ROWS} more: --json shows them"


def _times(count: int, last_at: int) -> str:
    return f"{count} times, last {when(last_at)}" if count > 1 else when(last_at)


def _opt_outs(counts: Mapping[str, int]) -> str:
    words = {"queued": "came", "done": "carried out", "superseded": "overtaken", "dead": "dead"}
    return ", ".join(f"{counts[what]} {word}" for what, word in words.items() if counts.get(what))

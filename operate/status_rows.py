"""How a stack stands, as names and values and rows for a person to read: the command and the page show the same."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from operate import worker
from operate.moments import age, when
from operate.status import BreakerNow, Pile, StackStatus, Waiting
from relay.keeping.numbers import NO_CAMPAIGN, Flow, Numbers

FORM: Final = "web_form"
BREAKER: Final = {
    "OPEN": "left the API alone: no answer, or the keys refused",
    "HALF_OPEN": "tried whether it is back",
    "CLOSED": "called it again",
}
ROWS: Final = 5


def flow_rows(numbers: Numbers) -> list[tuple[str, ...]]:
    """What came and what became of it, by source and campaign."""
    return [
        (source, str(campaign) if campaign != NO_CAMPAIGN else "?", *map(str, _ended(source, flow)))
        for (source, campaign), flow in numbers.by_campaign.items()
    ]


def _ended(source: str, flow: Flow) -> tuple[int, ...]:
    """The numbers of a row. What the platform refused at once is a letter, but for a form, whose sender was told."""
    dead = flow.dead + (0 if source == FORM else flow.rejected)
    return flow.received, flow.delivered, flow.finished, flow.queued, flow.held, dead


def refused_rows(hour: Numbers, day: Numbers) -> list[tuple[str, ...]]:
    """What senders were refused: by source and code, in the last hour and day."""
    of_hour = {(each.source, each.code, each.status): each.count for each in hour.refused}
    return [
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


def now_rows(found: StackStatus, command: str) -> Iterator[tuple[str, str]]:
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


def wrong_rows(day: Numbers, command: str) -> Iterator[tuple[str, str]]:
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

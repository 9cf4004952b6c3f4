"""One submission followed through logs, journal and queues; and why something of it may not be seen any more."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from operate import queue, trace
from operate.delivered import written_at
from operate.find import identity_of, submission_id
from operate.journal import stored_items
from operate.letters import Letter, Wanted
from operate.queue import Told, nobody
from operate.stack import Stack
from relay.stores.journal import KEEP_DAYS
from relay.stores.table import Item

LATE: Final = "lines of the last minute may still be missing"


@dataclass(frozen=True, slots=True)
class Story:
    """What happened, the oldest first; the journal's item, if there is one; lines about what is not seen, and why.

    `id` is the submission's own; `letters` and `held` are what lies about it in these queues, if it is not done.
    """

    lines: tuple[trace.Line, ...]
    item: Item | None
    hints: tuple[str, ...]
    id: str = ""
    letters: tuple[Letter, ...] = ()
    held: tuple[Letter, ...] = ()


def follow(stack: Stack, wanted: str, *, told: Told = nobody) -> Story:
    """Everything about a submission, by its id or SQS's id of its letter. Raises `Trouble` if it is no id."""
    trace.check_id(wanted)
    item, own = _item(stack, wanted), wanted
    dead: Sequence[Letter] = ()
    held: Sequence[Letter] = ()
    if item is None or item.get("state") != "done":  # of what is done nothing lies there that matters
        dead, held = _lying(stack, wanted, told)
        if item is None and (dead or held):  # by SQS's own id: the submission has another
            own = submission_id((*dead, *held)[0], identity_of(stack)) or wanted
            item = _item(stack, own)
    logged = trace.lines(stack, own, item.get("received_at", 0) if item else 0)
    beside: list[trace.Line] = [*trace.of_letters(dead, "letters"), *trace.of_letters(held, "held")]
    if item:
        beside += trace.of_journal(item, written_at(item))
    lines = trace.in_order([*logged, *trace.nameless(stack, logged), *beside])
    hints = tuple(_hints(stack, len(logged), item, lines))
    return Story(tuple(lines), item, hints, own, tuple(dead), tuple(held))


def _lying(stack: Stack, wanted: str, told: Told) -> tuple[list[Letter], list[Letter]]:
    """The letters and held ones of it. What is held says nothing of its submission's id: that is worked out."""
    sqs, identity = stack.client("sqs"), identity_of(stack)
    dead, _ = queue.listed(sqs, stack.dead_letter_url, Wanted(ids=frozenset({wanted})), told=told)
    held, _ = queue.listed(sqs, stack.held_url, told=told)
    return dead, [each for each in held if wanted in {each.message_id, submission_id(each, identity)}]


def _item(stack: Stack, key: str) -> Item | None:
    return stored_items(stack.client("dynamodb"), stack.journal_table, [key]).get(key)


def _hints(stack: Stack, logged: int, item: Item | None, lines: Sequence[Any]) -> list[str]:
    """How much was found, and why something may not be."""
    days = stack.parameters.get("LogRetentionDays", "30")
    said = [f"{logged} log lines" if logged else f"no log line names it: logs are kept for {days} days, and {LATE}"]
    if item is None:
        said.append(f"the journal does not know it (any more): it forgets {KEEP_DAYS} days after the last run")
        said.append("opt-outs, spam and texts that sound like a stop have no item in it")
    if not lines:
        said.append("nothing at all is known of it: is the id whole, and of this stack?")
    return said

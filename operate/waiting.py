"""What waits in the retry queue for another try, as far as journal and logs tell: the queue itself is not read.

To receive a message would hide it from the worker and count as a try. So what is not finished is looked up in the logs:
the last line about it says whether it waits. When the next try comes is for SQS to know; by when at the latest is
worked out from the stack's parameters.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from operate import trace
from operate.journal import stored_items
from operate.queue import now_ms
from operate.stack import Stack
from operate.trouble import said

WAITS: Final = frozenset({"queued", "waiting"})
MOST: Final = 10
"""As many are looked up in the logs at most, the latest."""

KEPT_MS: Final = 14 * 86_400_000  # SQS keeps no message longer
OPT_OUT_PATIENCE: Final = 5 / 3  # times the longest wait, as the worker has it
BREAKER: Final = "breaker"
MOST_TRIES: Final = 20  # any bound is reached by then


@dataclass(frozen=True, slots=True)
class Asked:
    """A submission that may wait. `received_at` in milliseconds since 1970, 0 if that is not known."""

    id: str
    received_at: int
    opts_out: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits. `tried_at`: when it was tried last, for the `tries`th time by the queue (0: when it came).

    `next_by`: by when it is tried again, unless the API asks to be left alone. Milliseconds since 1970.
    """

    id: str
    opts_out: bool
    tries: int
    tried_at: int
    next_by: int


def waiting(stack: Stack, asked: Iterable[Asked]) -> tuple[tuple[Waiting, ...], tuple[str, ...]]:
    """What of it waits, the oldest first; and lines about what could not be looked up."""
    now = now_ms()
    young = [
        each
        for each in asked
        if re.fullmatch(r"[0-9a-f]{32}", each.id) and (each.received_at == 0 or each.received_at > now - KEPT_MS)
    ]
    looked_up = sorted(young, key=lambda each: each.received_at or now)[-MOST:]
    if not looked_up:
        return (), ()
    try:
        closed_until = _left_alone_until(stack)
        found = [one for each in looked_up if (one := _waits(stack, each, closed_until, now))]
    except (ClientError, BotoCoreError) as error:
        return (), (f"whether anything waits can't be seen in the logs: {said(error)}",)
    more = len(young) - len(looked_up)
    return tuple(found), (f"{more} older ones may wait too: trace them by their ids",) if more else ()


def _waits(stack: Stack, each: Asked, closed_until: int, now: int) -> Waiting | None:
    """By the last line about a run of it, if that says that it waits.

    What is put off because the API is left alone writes no line: then the last one is older than the next try.
    """
    runs = [line for line in trace.lines(stack, each.id, each.received_at) if "outcome" in line.said]
    if not runs or runs[-1].message not in WAITS:
        return None
    tries, tried_at = int(runs[-1].said.get("attempt", 0)), runs[-1].at
    next_by = max(closed_until, tried_at) + longest_wait_ms(stack, tries, opts_out=each.opts_out)
    if next_by < now:
        next_by = now + longest_wait_ms(stack, MOST_TRIES, opts_out=each.opts_out)
    return Waiting(each.id, each.opts_out, tries, tried_at, next_by)


def longest_wait_ms(stack: Stack, tries: int, *, opts_out: bool = False) -> int:
    """How long the worker waits at most before another try (docs/protocol.md, Worker). Milliseconds."""
    first, longest, settle = (
        float(stack.parameters.get(name, default))
        for name, default in (("FirstWaitSeconds", "30"), ("LongestWaitSeconds", "1800"), ("SettleMinutes", "15"))
    )
    bound = min(first * (1 << max(tries - 1, 0)), longest * (OPT_OUT_PATIENCE if opts_out else 1))
    return round((bound + (settle * 60 if opts_out else 0) + 1) * 1000)


def _left_alone_until(stack: Stack) -> int:
    """Until when nobody calls the API, 0 if it is called."""
    item = stored_items(stack.client("dynamodb"), stack.journal_table, [BREAKER]).get(BREAKER, {})
    return int(item.get("until", 0)) * 1000 if item.get("state") == "OPEN" else 0

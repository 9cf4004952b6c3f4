"""How a stack stands: what came and what became of it, what waits, what a person must look at, what went wrong.

It only looks. What can't be read is said by name, and the rest is told all the same: a status is asked for when
something is wrong. Times are milliseconds since 1970.
"""

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final

from botocore import xform_name
from botocore.exceptions import BotoCoreError, ClientError

from operate import journal, queue
from operate.journal import stored_items
from operate.queue import Told, nobody, now_ms
from operate.stack import Stack
from operate.trouble import Trouble, said
from operate.worker import STOPPED, mapping_state
from relay.keeping.log_lines import Ask, LogLines, NoAnswer, QueryRefused
from relay.keeping.numbers import Logged, Numbers, numbers

HOUR_MS: Final = 3_600_000
DAY_MS: Final = 24 * HOUR_MS
LONGEST_WAIT_MS: Final = 14 * DAY_MS
BREAKER: Final = "breaker"
"""The key of the breaker's item in the journal table."""

MOST_LOOKED_AT: Final = 1000
DELAYED: Final = "ApproximateNumberOfMessagesDelayed"
NOT_OUR_QUERY: Final = "MalformedQueryException"
STEPS: Final = 9


@dataclass(frozen=True, slots=True)
class Waiting:
    """About how many submissions wait: due now, being tried or postponed, and queued a moment ago.

    `since`: when the oldest of them came; None if the logs don't tell.
    """

    due: int
    in_flight: int
    delayed: int
    since: int | None = None

    @property
    def count(self) -> int:
        """All that wait."""
        return self.due + self.in_flight + self.delayed


@dataclass(frozen=True, slots=True)
class Pile:
    """What lies in a queue for a person: how many, by reason, since when the oldest, how many in somebody's hand.

    `by_journal`: there are so many that they were not looked at; reasons and age are the journal's, which does not know
    all that is dead, and may know some that have been deleted by other means than `relay`.
    """

    count: int
    reasons: Mapping[str, int]
    oldest_at: int | None
    in_hand: int
    by_journal: bool = False


@dataclass(frozen=True, slots=True)
class BreakerNow:
    """Whether the API is called: "CLOSED" if it is; "OPEN" until a time; "HALF_OPEN" while one call tries."""

    state: str
    until: int = 0


@dataclass(frozen=True, slots=True)
class StackStatus:
    """How a stack stands; None is what could not be read, and `unread` says why, by what it is."""

    at: int
    worker: str | None
    waiting: Waiting | None
    letters: Pile | None
    held: Pile | None
    breaker: BreakerNow | None
    hour: Numbers | None
    day: Numbers | None
    unread: Mapping[str, str]

    @property
    def is_paused(self) -> bool:
        """Whether the worker is stopped."""
        return self.worker in STOPPED


def status_of(stack: Stack, *, told: Told = nobody, clock: Callable[[], int] = now_ms) -> StackStatus:
    """How a stack stands now. Raises only what an interruption does."""
    parts = _Parts(told)
    now, over = clock(), threading.Event()
    logs = parts.read("log lines", lambda: _logs(stack, over))
    for service in ("sqs", "dynamodb", "lambda"):
        stack.client(service)
    with ThreadPoolExecutor(3) as pool:
        try:
            hour, rest = (
                pool.submit(parts.read, "log lines", lambda begin=begin, end=end: _lines(logs, begin, end))
                for begin, end in ((now - HOUR_MS, now), (now - DAY_MS, now - HOUR_MS))
            )
            waiting = parts.read("the retry queue", lambda: what_waits(stack))
            since = pool.submit(parts.read, "log lines", lambda: _since(logs, waiting, now))
            return StackStatus(
                at=now,
                worker=parts.read("the worker", lambda: mapping_state(stack)),
                letters=parts.read("the letters", lambda: _letters(stack)),
                held=parts.read("what is held", lambda: _pile(stack, stack.held_url)),
                breaker=parts.read("the breaker", lambda: breaker_of(stack)),
                waiting=waiting and Waiting(waiting.due, waiting.in_flight, waiting.delayed, since.result()),
                hour=_sums(hour.result()),
                day=_sums(hour.result(), rest.result()),
                unread=parts.unread,
            )
        finally:
            over.set()


@dataclass(slots=True)
class _Parts:
    """Reads part after part, and remembers which can't be read."""

    told: Told
    unread: dict[str, str] = field(default_factory=dict)
    done: int = 0

    def read[T](self, what: str, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except NoAnswer:
            self.unread[what] = "CloudWatch Logs did not answer in time: start the same command again"
        except (Trouble, ClientError, BotoCoreError) as error:
            self.unread[what] = said(error)
        finally:
            self.done += 1
            self.told(self.done, STEPS)
        return None


def _logs(stack: Stack, over: threading.Event) -> LogLines:
    """The log lines of all functions; whoever waits for them stops once it is `over`."""

    def wait(seconds: float) -> None:
        if over.wait(seconds):
            raise NoAnswer

    groups = sorted(name for key, name in stack.log_groups.items() if key != "ApiLogs")
    return LogLines(ask=ask_of(stack), groups=groups, sleep=wait)


def _lines(logs: LogLines | None, since: int, until: int) -> list[Logged] | None:
    return logs.between(since, until) if logs else None


def ask_of(stack: Stack) -> Ask:
    """CloudWatch Logs of a stack, as `relay.keeping.log_lines` asks it."""
    logs = stack.client("logs")

    def ask(operation: str, request: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            answer: Mapping[str, Any] = getattr(logs, xform_name(operation))(**request)
        except ClientError as error:
            if error.response["Error"].get("Code") == NOT_OUR_QUERY:
                raise QueryRefused from None
            raise
        return answer

    return ask


def _sums(*parts: list[Logged] | None) -> Numbers | None:
    return None if None in parts else numbers(line for part in parts for line in part or ())


def what_waits(stack: Stack) -> Waiting:
    """About how many submissions wait for the worker."""
    asked = [queue.VISIBLE, queue.HIDDEN, DELAYED]
    found = stack.client("sqs").get_queue_attributes(QueueUrl=stack.retry_url, AttributeNames=asked)["Attributes"]
    return Waiting(*(int(found.get(name, 0)) for name in asked))


def _since(logs: LogLines | None, waiting: Waiting | None, now: int) -> int | None:
    return logs.waiting_since(now - LONGEST_WAIT_MS, now) if logs and waiting and waiting.count else None


def _letters(stack: Stack) -> Pile:
    """The dead letters. To look at thousands would hide them from others for many seconds: then the journal tells."""
    counts = queue.counts(stack.client("sqs"), stack.dead_letter_url)
    if counts.visible <= MOST_LOOKED_AT:
        return _pile(stack, stack.dead_letter_url)
    known = [journal.dead_by_reason(stack.client("dynamodb"), stack.journal_table, each) for each in journal.REASONS]
    reasons = {reason: each.count for reason, each in zip(journal.REASONS, known, strict=True) if each.count}
    return Pile(
        count=counts.visible + counts.hidden,
        reasons=dict(Counter(reasons).most_common()),
        oldest_at=min((each.oldest_at for each in known if each.count), default=None),
        in_hand=counts.hidden,
        by_journal=True,
    )


def _pile(stack: Stack, url: str) -> Pile:
    """What lies in a queue, by looking at each: nothing else knows all of it."""
    sqs = stack.client("sqs")
    counts = queue.counts(sqs, url)
    if not counts.visible:
        return Pile(counts.hidden, {}, None, counts.hidden)
    letters, others = queue.listed(sqs, url)
    reasons = Counter(letter.reason for letter in letters)
    oldest_at = letters[0].at if letters else None
    return Pile(len(letters) + others, dict(reasons.most_common()), oldest_at, others)


def breaker_of(stack: Stack) -> BreakerNow:
    """Whether the API is called, by the breaker's item."""
    item = stored_items(stack.client("dynamodb"), stack.journal_table, [BREAKER]).get(BREAKER, {})
    state = str(item.get("state", "CLOSED"))
    if state == "CLOSED":
        return BreakerNow(state)
    until = item.get("until") or item.get("opened_at", 0) + int(stack.parameters.get("BreakerSeconds", "60"))
    return BreakerNow(state, 1000 * int(item.get("lease") or until if state == "HALF_OPEN" else until))

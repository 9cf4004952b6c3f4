"""Keeps a board and a few figures up to date, as long as a page looks: one thread for all pages of one process.

It reads what CloudWatch Logs has got since it last looked, and a little of what came before, for lines come late. The
queues' depths are SQS's own. A stack that stops, or is not there yet, is said in words and looked for again.
"""

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final

from operate import queue, status
from operate.page.board import Board, BoardRow
from operate.queue import now_ms
from operate.stack import THREADS, Stack
from operate.status import BreakerNow, Waiting
from operate.trouble import said
from operate.waiting import longest_wait_ms
from operate.worker import mapping_state
from relay.keeping.numbers import said_in

type Reach = Callable[[], Stack]

PATTERN: Final = '"submission_id" "outcome"'
"""In every line about what became of a submission.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
"""

HISTORY_MS: Final = 3_600_000
LATE_MS: Final = 60_000
"""A line that came later than this after it was written is not seen."""

SECONDS_HERE: Final = 1.0
SECONDS_ON_AWS: Final = 5.0
"""CloudWatch Logs takes five questions a second of one account; a look asks one of each function.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
"""

REST: Final = 4.0
"""After a look comes a pause of at least so many times what it took, so that a busy machine has other things to do."""

SAMPLES: Final = 240


@dataclass(frozen=True, slots=True)
class Sample:
    """How it stood at a time (milliseconds since 1970). `more`: figures of whoever added them, by name."""

    at: int
    waiting: int
    held: int
    letters: int
    breaker: str
    more: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Now:
    """The last look. `trouble`: why there is none, in words; "" if there is one."""

    waiting: Waiting | None = None
    held: int = 0
    letters: int = 0
    breaker: BreakerNow | None = None
    worker: str = ""
    trouble: str = ""


def nothing_more() -> Mapping[str, float]:
    """No further figures."""
    return {}


class StackWatch:
    """What pages look at. `reach` gives the stack, or raises `Trouble`; `more` adds figures to each sample."""

    def __init__(
        self,
        reach: Reach,
        *,
        more: Callable[[], Mapping[str, float]] = nothing_more,
        clock: Callable[[], int] = now_ms,
    ) -> None:
        self.board = Board()
        self.now = Now(trouble="looking ...")
        self.samples: deque[Sample] = deque(maxlen=SAMPLES)
        self.looks = 0
        self.pace = SECONDS_HERE
        """How many seconds are usual between two looks, also while AWS takes no more calls."""
        self.lock = threading.Lock()
        """Held while board, samples and `now` change; hold it to read more than one of them."""
        self._reach, self._more, self._clock = reach, more, clock
        self._stack: Stack | None = None
        self._begin = self._since = 0
        self._seen: dict[tuple[str, ...], int] = {}
        self._pages = 0
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        """Keep it up to date for as long as this lasts."""
        with self.lock:
            self._pages += 1
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, daemon=True, name="page watch")
                self._thread.start()
        try:
            yield
        finally:
            with self.lock:
                self._pages -= 1
                if not self._pages:
                    self._wake.set()

    @property
    def is_watched(self) -> bool:
        """Whether a page keeps it up to date."""
        return self._pages > 0 and self.looks > 0

    def next_by(self, row: BoardRow) -> int | None:
        """By when something that waits is tried again, milliseconds since 1970; None if it does not wait."""
        if row.state != "queued" or self._stack is None:
            return None
        breaker = self.now.breaker
        closed_until = breaker.until if breaker and breaker.state == "OPEN" else 0
        return max(closed_until, row.at) + longest_wait_ms(self._stack, row.tries, opts_out=row.opts_out)

    def forget(self) -> None:
        """Begin anew with what is written from now on."""
        with self.lock:
            self.board.forget()
            self._begin, self._since, self._seen = self._clock(), 0, {}
            self.samples.clear()

    def look(self) -> None:
        """Look once. Never raises: what can't be read is in `now`."""
        try:
            stack = self._stack or self._reach()
            self.pace = SECONDS_HERE if stack.endpoint else SECONDS_ON_AWS
            lines, now = self._read(stack)
        except Exception as error:  # noqa: BLE001 - such as an answer that is none of AWS's; the next look may do
            with self.lock:
                self._stack = None
                self.now = Now(trouble=said(error))
                self.looks += 1
            return
        with self.lock:
            self._stack = stack
            self._take(lines, now)

    def _run(self) -> None:
        while True:
            began = time.monotonic()
            self.look()
            self._wake.wait(pause_after(time.monotonic() - began, self.pace))
            with self.lock:
                self._wake.clear()
                if not self._pages:
                    self._thread = None
                    return

    def _read(self, stack: Stack) -> tuple[list[Mapping[str, Any]], Now]:
        groups = sorted(name for key, name in stack.log_groups.items() if key != "ApiLogs")
        for service in ("logs", "sqs", "dynamodb", "lambda"):
            stack.client(service)
        since = max(self._since - LATE_MS, self._begin or self._clock() - HISTORY_MS)
        with ThreadPoolExecutor(THREADS) as pool:
            found = [pool.submit(_events, stack, group, since) for group in groups]
            now = Now(
                waiting=status.what_waits(stack),
                held=_count(stack, stack.held_url),
                letters=_count(stack, stack.dead_letter_url),
                breaker=status.breaker_of(stack),
                worker=mapping_state(stack),
            )
            events = [event for each in found for event in each.result()]
        return sorted(events, key=lambda event: int(event["timestamp"])), now

    def _take(self, events: list[Mapping[str, Any]], now: Now) -> None:
        moment = self._clock()
        for event in events:
            name = _name_of(event)
            if name not in self._seen and event["timestamp"] >= self._begin:  # a look may begin before all is forgotten
                self._seen[name] = event["timestamp"]
                self._since = max(self._since, event["timestamp"])
                self.board.add(event["timestamp"], said_in(event["message"]) or {})
        self._seen = {name: at for name, at in self._seen.items() if at >= self._since - LATE_MS}
        self.now = now
        self.looks += 1
        waiting = now.waiting.count if now.waiting else 0
        breaker = now.breaker.state if now.breaker else ""
        self.samples.append(Sample(moment, waiting, now.held, now.letters, breaker, self._more()))


def pause_after(took: float, usual: float) -> float:
    """How long to wait after a look that took so long. Seconds."""
    return max(usual, REST * took)


def _name_of(event: Mapping[str, Any]) -> tuple[str, ...]:
    """What a line is known by: AWS's own id, or its stream, time and text where an emulator gives none."""
    known = event.get("eventId")
    return (known,) if known else (event.get("logStreamName", ""), str(event["timestamp"]), event["message"])


def _events(stack: Stack, group: str, since: int) -> list[Mapping[str, Any]]:
    asked = {"logGroupName": group, "filterPattern": PATTERN, "startTime": since}
    pages = stack.client("logs").get_paginator("filter_log_events").paginate(**asked)
    return [event for page in pages for event in page["events"]]


def _count(stack: Stack, url: str) -> int:
    found = queue.counts(stack.client("sqs"), url)
    return found.visible + found.hidden

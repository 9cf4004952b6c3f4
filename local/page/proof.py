"""The proof: a crowd in a bad hour, then what became of each of them, counted from the platform's memory and call log.

It has the API to itself: what was broken is mended first, and nothing else is broken or forgotten meanwhile. It waits
for the queue for a bounded time, and says so if that was not enough.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from local import crowd, outage
from local.crowd import Crowd, Found, Person, Tally
from local.page.around import Around
from local.sandbox import Sandbox, faults
from local.sandbox.advocate_list import Filter
from operate import queue, status
from operate.stack import Stack
from operate.trouble import Mistyped, Trouble, said

FEWEST: Final = 10
MOST: Final = 500
USUAL: Final = 200

DRAIN_SECONDS: Final = 600.0
LOOK_SECONDS: Final = 1.0
EMPTY_LOOKS: Final = 2
"""A queue that is empty may be so between two tries only: SQS counts about."""

type Phase = Literal["nothing", "sending", "draining", "counting", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Result:
    """What was counted. `heard`: how many people were acknowledged; `waiting`: how many still waited at the end."""

    tally: Tally
    sent: int
    acknowledged: int
    heard: int
    faults: int
    deaths: int
    waiting: int
    seconds: int

    @property
    def holds(self) -> bool:
        """Whether all were heard, nobody is lost, nothing was done twice, no stop was disobeyed, and nothing waits."""
        return self._has_no_fault and self.heard == self.tally.people and not self.waiting

    @property
    def _has_no_fault(self) -> bool:
        return not [*self.tally.lost, *self.tally.twice, *self.tally.disobeyed]

    @property
    def verdict(self) -> str:
        """What that comes to, in a sentence."""
        if self.holds:
            return "Nobody lost, nothing twice."
        if self.waiting:
            return f"Not finished: {self.waiting} still wait, and count as not arrived until they do."
        if self._has_no_fault:
            return f"Only {self.heard} were heard: of the others this proves nothing."
        return "It does not hold: see the table."


@dataclass(slots=True)
class Proof:
    """One proof at a time. `phase`, `done` and `expected` say how far it is; `words` what went wrong."""

    around: Around
    mend: Callable[[], None]
    phase: Phase = "nothing"
    done: int = 0
    expected: int = 0
    words: str = ""
    result: Result | None = None
    drain_seconds: float = DRAIN_SECONDS
    _crowd: Crowd | None = None
    _thread: threading.Thread | None = None

    @property
    def is_running(self) -> bool:
        """Whether it runs."""
        return self.phase in {"sending", "draining", "counting"}

    @property
    def said(self) -> str:
        """How it stands, in a sentence."""
        match self.phase, self.result:
            case "sending", _:
                return f"A proof runs with {self.expected} people."
            case "draining", _:
                return "Everybody was heard, and the API is well again: what waits is delivered."
            case "failed", _:
                return f"It could not be done: {self.words}"
            case "done", Result() as result:
                return f"{result.verdict} {result.tally.people} people in {result.seconds} s."
            case _:
                return ""

    def start(self, people: int) -> None:
        """Begin. Raises `Trouble` if one runs, if the stack is not there, or if the relay calls another API."""
        if not FEWEST <= people <= MOST:
            raise Mistyped(f"a crowd has {FEWEST} to {MOST} people")
        if self.around.upstream:
            raise Trouble("the relay calls another API than this sandbox: what arrives there can't be counted here")
        stack = self.around.stack()
        with self.around.lock:
            self.around.refuse_while_proving()
            self.phase, self.done, self.expected, self.words, self.result = "sending", 0, people, "", None
            self._crowd = Crowd(crowd.people(people))
        self._thread = threading.Thread(target=self._run, args=(stack, self._crowd), daemon=True, name="proof")
        self._thread.start()

    def end(self) -> None:
        """Have everybody go home; what was sent is counted all the same."""
        if self._crowd is not None:
            self._crowd.over.set()

    def wait(self, seconds: float) -> None:
        """Wait until it has ended, but no longer than that."""
        if self._thread is not None:
            self._thread.join(seconds)

    def forget(self) -> None:
        """Begin anew."""
        if not self.is_running:
            self.phase, self.words, self.result = "nothing", "", None

    def _run(self, stack: Stack, people: Crowd) -> None:
        try:
            self.result = self._proved(stack, people)
            self.phase = "done"
        except Exception as error:  # noqa: BLE001 (whatever it is, the page says it)
            self.words, self.phase = said(error), "failed"

    def _proved(self, stack: Stack, people: Crowd) -> Result:
        began, sandbox = time.monotonic(), self.around.sandbox
        calls_before = sandbox.state.calls.ever()
        self.mend()
        outage.hide_for(stack.client("sqs"), outage.SHORTEST_HIDDEN)
        try:
            deaths = self._send(people)
            waiting = self._drain(stack, people)
        finally:
            sandbox.faults.clear()
            outage.mend(stack.client("lambda"), stack.client("sqs"))
        self.phase = "counting"
        calls = [call.as_json() for call in sandbox.state.calls.since(calls_before)]
        result = crowd.tally(people, lambda person: found(sandbox, person), calls, unsettled(stack))
        suffered = sum(not call["outcome"].isdecimal() for call in calls)
        seconds = round(time.monotonic() - began)
        return Result(result, people.sent, people.acknowledged, len(people.heard), suffered, deaths, waiting, seconds)

    def _send(self, people: Crowd) -> int:
        """Everybody, while the API fails in every way and functions die; how many died."""
        mortals = outage.Deaths(self.around.emulator)

        def before(number: int) -> None:
            if number in crowd.DEATHS_BEFORE:
                mortals.strike()

        def told(done: int) -> None:
            self.done = done

        self.around.sandbox.faults.exchange((), [faults.parse(fault) for fault in crowd.FAULTS])
        people.send_all(self.around.relay, before=before, told=told)
        return mortals.count

    def _drain(self, stack: Stack, people: Crowd) -> int:
        """Wait, with the API mended, until nothing waits; how many still do."""
        self.around.sandbox.faults.clear()
        self.phase, self.done, self.expected = "draining", 0, 0
        until, empty = time.monotonic() + self.drain_seconds, 0
        while True:
            waiting = status.what_waits(stack).count
            self.expected = max(self.expected, waiting)
            self.done = self.expected - waiting
            empty = 0 if waiting else empty + 1
            if empty >= EMPTY_LOOKS or time.monotonic() > until or people.over.wait(LOOK_SECONDS):
                return waiting


def found(sandbox: Sandbox, person: Person) -> list[Found]:
    """What the platform has of somebody, past its API."""
    one = Filter(phone=person.phone) if person.address == person.phone else Filter(email=person.email)
    return [
        Found(each.id, [row["campaign_id"] for row in each.memberships], len(each.phones))
        for each in sandbox.state.advocate_list.page(one, 1)
    ]


def unsettled(stack: Stack) -> set[str]:
    """Whom a person must look at: the addresses in the dead letters and in what is held."""
    sqs: Any = stack.client("sqs")
    letters: Sequence[Mapping[str, Any]] = [
        letter.content for url in (stack.dead_letter_url, stack.held_url) for letter in queue.listed(sqs, url)[0]
    ]
    return crowd.addresses_of(letters)

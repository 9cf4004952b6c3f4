"""Simulated time and concurrency: one thing happens at a time, and the seed decides in which order.

Each Lambda invocation, and each thread that it starts, is a *task*. A task runs until it calls the outside world;
there it sleeps for as long as the call takes and others go on. Tasks are greenlets: the relay's code runs unchanged
on its own stack and never knows. Nothing is ever interrupted between two outside calls, for there the relay shares
nothing with anybody but its own process.

A process that dies takes all its tasks with it. `Died` is not an `Exception`: no code of the relay catches it, and a
dead process can do nothing more, not even in a `finally`.
"""

import heapq
import itertools
import random
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from greenlet import getcurrent, greenlet


class Died(BaseException):
    """The process is gone."""


class Stuck(AssertionError):
    """The world goes on and on: something waits for ever, or is tried for ever."""


class Simulation:
    """A clock (milliseconds since 1970; calling it reads it) and the events to come."""

    def __init__(self, rng: random.Random, start: int) -> None:
        self.now = self.first = start
        self.rng = rng
        self.hub = getcurrent()
        self.tasks = 0
        self._events: list[tuple[int, float, int, Callable[[], Any]]] = []
        self._numbers = itertools.count()

    def __call__(self) -> int:
        return self.now

    def at(self, when: int, action: Callable[[], Any]) -> None:
        """Let something happen at a time, at once if that is past; what is due together comes in any order."""
        order = self.rng.random()
        heapq.heappush(self._events, (max(when, self.now), order, next(self._numbers), action))

    def after(self, milliseconds: float, action: Callable[[], Any]) -> None:
        """Let something happen in a while."""
        self.at(self.now + round(milliseconds), action)

    def run(self, until: int | None = None, most_events: int = 20_000_000) -> None:
        """Let time pass until nothing more is to come, or until a time."""
        self.hub = getcurrent()
        for _ in range(most_events):
            if not self._events or (until is not None and self._events[0][0] > until):
                break
            when, _, _, action = heapq.heappop(self._events)
            self.now = when
            action()
        else:
            raise Stuck(f"{most_events} events and no end")
        if until is not None:
            self.now = max(self.now, until)

    def sleep(self, milliseconds: float) -> None:
        """Let the current task wait. Raises `Died` if its process is dead when it wakes up."""
        task = getcurrent()
        if not isinstance(task, Task):
            return
        self.at(self.now + round(milliseconds), task.switch)
        task.pause()


class Process:
    """A Lambda environment: what dies together, and how often it called the outside world in this invocation.

    Its clock goes `skew` milliseconds ahead of the true time.
    """

    def __init__(self, simulation: Simulation, name: str, skew: int) -> None:
        self.simulation = simulation
        self.name = name
        self.skew = skew
        self.alive = True
        self.died_at: int | None = None
        self.froze = False  # in this invocation
        self.doomed = False  # killed as soon as it thaws
        self.calls = 0
        self.kill_at = 1 << 60
        self.frozen_until = 0
        self.on_death: Callable[[], None] = lambda: None
        self.let_go: Callable[[], None] = lambda: None  # sends the request that it is about to make, and forgets it

    def clock(self) -> int:
        """The time as this host has it."""
        return self.simulation.now + self.skew

    def spawn(self, work: Callable[[], Any]) -> "Task":
        """Start a task, now."""
        task = Task(self, work)
        self.simulation.at(self.simulation.now, task.switch)
        return task

    def freeze(self, milliseconds: int) -> None:
        """Stop the current task for long: nothing kills the process meanwhile, and its lease may be over after it."""
        self.froze = True
        self.frozen_until = self.simulation.now + milliseconds
        self.simulation.sleep(milliseconds)

    def die(self) -> None:
        """End the process. Its tasks end when they would have woken up."""
        if self.alive:
            self.alive, self.died_at = False, self.simulation.now
            self.on_death()


class Task(greenlet):
    """One thread of a process. `result` or `failure` is there once it is `finished`."""

    def __init__(self, process: Process, work: Callable[[], Any]) -> None:
        super().__init__(self._run, parent=process.simulation.hub)
        self.process = process
        self.finished = False
        self.result: Any = None
        self.failure: BaseException | None = None
        self._work = work
        self._waiting: list[Task] = []
        process.simulation.tasks += 1

    def _run(self) -> None:
        try:
            if self.process.alive:
                self.result = self._work()
            else:
                self.failure = Died()
        except BaseException as error:  # noqa: BLE001 - whoever joins the task gets it
            self.failure = error
        self.finished = True
        simulation = self.process.simulation
        simulation.tasks -= 1
        for task in self._waiting:
            simulation.at(simulation.now, task.switch)

    def pause(self) -> None:
        """Give the turn away until somebody switches here. Raises `Died`."""
        self.process.simulation.hub.switch()
        if not self.process.alive:
            raise Died

    def join(self) -> Any:
        """Wait for the task, from another one: its result, or its error."""
        while not self.finished:
            task = getcurrent()
            assert isinstance(task, Task)
            self._waiting.append(task)
            task.pause()
        if self.failure is not None:
            raise self.failure
        return self.result


class Lock:
    """Stands in for `threading.Lock` between tasks: who waits gives the turn away."""

    def __init__(self) -> None:
        self._held = False
        self._waiting: deque[Task] = deque()

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()

    def acquire(self) -> bool:
        """Take it, sooner or later."""
        while self._held:
            task = getcurrent()
            assert isinstance(task, Task)
            self._waiting.append(task)
            task.pause()
        self._held = True
        return True

    def release(self) -> None:
        """Give it back. All who wait wake up: the first one may find itself dead."""
        self._held = False
        while self._waiting:
            task = self._waiting.popleft()
            task.process.simulation.at(0, task.switch)


def in_tasks[T, R](work: Callable[[T], R], items: Sequence[T]) -> list[R]:
    """Stands in for the worker's threads: each item in a task of the current process."""
    current = getcurrent()
    assert isinstance(current, Task)
    results: dict[int, R] = {}

    def run(place: int, item: T) -> None:
        results[place] = work(item)

    tasks = [current.process.spawn(partial(run, place, item)) for place, item in enumerate(items)]
    for task in tasks:
        task.join()
    return [results[place] for place in sorted(results)]

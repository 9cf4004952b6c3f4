"""Long work: in a thread of its own, with its progress, so that a page may be closed and opened again meanwhile.

Of a kind only one goes on at a time. What a job has done so far is kept with it, so an end that came too early says how
things stand. A job's address has nothing in it but a number that nobody can guess.
"""

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from operate.queue import now_ms
from operate.trouble import Trouble, said

MOST_KEPT: Final = 30
"""Results in memory, some with personal data: of the latest jobs only."""

PATIENCE_SECONDS: Final = 2.0
"""What ends within this is shown at once, without its progress."""

GRACEFUL_SECONDS: Final = 10.0

type State = Literal["running", "done", "failed", "stopped"]


class StoppedByHand(Trouble):
    """Somebody has stopped a job."""


class StillRunning(Trouble):
    """A job of this kind is under way, and so this one was not begun."""

    def __init__(self, job: "Job") -> None:
        super().__init__(f"“{job.title}” is under way, so nothing new was begun: see how far it is, or stop it first")
        self.job = job


@dataclass(slots=True)
class Job:
    """One piece of work.

    `template` shows the `result`, what the work returned. `then` is where a page goes on instead of showing it, `back`
    the address of the view that it was begun in. `lines` are about what is done, `ids` what was done. `why` says why it
    failed; `kept` is what somebody typed, not to be lost then.
    """

    id: str
    kind: str
    title: str
    back: str
    template: str = ""
    then: str = ""
    begun_at: int = field(default_factory=now_ms)
    state: State = "running"
    done: int = 0
    expected: int = 0
    ids: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    result: Mapping[str, Any] = field(default_factory=dict, repr=False)
    why: str = ""
    kept: str = field(default="", repr=False)
    version: int = 0
    stopping: threading.Event = field(default_factory=threading.Event, repr=False)
    over: threading.Event = field(default_factory=threading.Event, repr=False)

    def told(self, done: int, expected: int) -> None:
        """Take in how far a look is. Raises `StoppedByHand` if somebody wants it to end."""
        self.is_at(done, expected)
        self.go_on()

    def is_at(self, done: int, expected: int) -> None:
        """Take in how far it is, where it must not end."""
        self.done, self.expected = done, max(done, expected)
        self.version += 1

    def did(self, thing_id: str) -> None:
        """Note something that was done."""
        self.ids.append(thing_id)
        self.version += 1

    def say(self, line: str) -> None:
        """Note a line for whoever looks at the result."""
        self.lines.append(line)

    def go_on(self) -> None:
        """Raise `StoppedByHand` if somebody wants it to end."""
        if self.is_stopping:
            raise StoppedByHand("stopped: what is listed was done, and the rest is as it was")

    @property
    def is_stopping(self) -> bool:
        """Whether somebody wants it to end."""
        return self.stopping.is_set()

    @property
    def path(self) -> str:
        """Where it is shown."""
        return f"/job/{self.id}"


type Work = Callable[[Job], Mapping[str, Any]]


class Jobs:
    """The jobs of one page. `patience`: for how long `begin` waits whether a job ends at once."""

    def __init__(self, *, patience: float = PATIENCE_SECONDS) -> None:
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()
        self._patience = patience

    def begin(
        self, kind: str, title: str, work: Work, *, back: str, template: str = "", then: str = "", kept: str = ""
    ) -> Job:
        """Begin one, and wait a moment for its end. Raises `StillRunning` if there is one of the kind."""
        with self._lock:
            for job in self._jobs.values():
                if job.kind == kind and job.state == "running":
                    raise StillRunning(job)
            job = Job(secrets.token_hex(8), kind, title, back, template, then, kept=kept)
            self._jobs[job.id] = job
            self._forget_old()
        threading.Thread(target=_run, args=(job, work), name=f"page job {kind}", daemon=True).start()
        job.over.wait(self._patience)
        return job

    def running(self, kind: str) -> Job | None:
        """The job of a kind that is under way."""
        with self._lock:
            return next((job for job in self._jobs.values() if job.kind == kind and job.state == "running"), None)

    def get(self, job_id: str) -> Job | None:
        """A job by its id; None if it is forgotten."""
        with self._lock:
            return self._jobs.get(job_id)

    def forget(self) -> None:
        """Forget all that have ended, with their results."""
        with self._lock:
            for job in [job for job in self._jobs.values() if job.state != "running"]:
                del self._jobs[job.id]

    def end(self, seconds: float = GRACEFUL_SECONDS) -> bool:
        """Let all of them end where nothing is lost by it, as the page does before it goes; whether all have ended."""
        with self._lock:
            running = [job for job in self._jobs.values() if job.state == "running"]
        for job in running:
            job.stopping.set()
        until = time.monotonic() + seconds
        return all(job.over.wait(max(0.0, until - time.monotonic())) for job in running)

    def _forget_old(self) -> None:
        for job in [job for job in self._jobs.values() if job.state != "running"][:-MOST_KEPT]:
            del self._jobs[job.id]


def _run(job: Job, work: Work) -> None:
    state: State = "failed"
    try:
        job.result = work(job)
        state = "done"
    except StoppedByHand as error:
        job.why, state = str(error), "stopped"
    except Exception as error:  # noqa: BLE001 - whatever it is, somebody waits for its words
        job.why = said(error)
    finally:
        job.state = state
        job.version += 1
        job.over.set()

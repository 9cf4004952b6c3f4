"""The processes of the local stack: each in a group of its own, watched while it runs, all gone afterwards.

Ctrl-C in a terminal thus reaches only the stack itself, which ends its children in order: whoever answers
the public first, the emulator, which writes its state while it ends, later.
What a child leaves behind, such as a function in mid-call, is killed with its group.

It does not restart anything: a child that ends by itself ends the stack, with one line that names its log.
"""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from local.place import ROOT, shown

POLL_SECONDS = 0.1


class StackError(Exception):
    """The stack can't start or go on; the text is one line that says what to do."""


class Stopped(Exception):
    """Somebody asked the stack to stop, while it was starting or running."""


@dataclass(frozen=True, slots=True)
class _Child:
    name: str
    process: subprocess.Popen[bytes]
    log: Path
    patience: float

    def ask_to_end(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()

    def end(self, deadline: float) -> None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=max(0.0, deadline - time.monotonic()))
        self.kill()

    def kill(self) -> None:
        # Nobody is left in the group; macOS says so by the second.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Processes:
    """The children of one stack. `stop` is set, by a signal for example, when somebody wants it to end."""

    def __init__(self, logs: Path, stop: threading.Event, lock: int) -> None:
        """`lock`: descriptor of a locked file, which every child keeps open and is listed in."""
        self._logs = logs
        self._stop = stop
        self._lock = lock
        self._children: list[_Child] = []

    def start(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], *, patience: float = 2.0
    ) -> None:
        """Start a child that runs until the stack ends. `patience`: seconds that it gets to end by itself."""
        child = self._spawn(name, command, environment, patience)
        self._children.append(child)
        os.write(self._lock, f"{child.process.pid}\n".encode())

    def run(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Run a command to its end. Raises `StackError` with its last words if it fails, or `Stopped`."""
        child = self._spawn(name, command, environment, patience=0.0)
        try:
            while child.process.poll() is None:
                self._pause()
        finally:
            child.kill()
        if child.process.returncode != 0:
            raise StackError(f"{name} failed: {_last_words(child.log)}. Details: {shown(child.log)}")

    def wait_until(self, ready: Callable[[], bool], what: str, seconds: float) -> None:
        """Wait for something that the children do. Raises `StackError` if it takes longer than `seconds`."""
        deadline = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > deadline:
                raise StackError(f"{what} did not come up within {seconds:.0f} s. Its log is in {shown(self._logs)}")
            self._pause()

    def watch(self) -> None:
        """Return when the stack is asked to stop. Raises `StackError` as soon as a child ends by itself."""
        try:
            while True:
                self._pause()
        except Stopped:
            return

    def stop_all(self) -> None:
        """End every child, the one started last first, and kill what does not end within its patience."""
        for child in reversed(self._children):
            child.ask_to_end()
            child.end(time.monotonic() + child.patience)
        self._children.clear()

    def _spawn(self, name: str, command: Sequence[str], environment: Mapping[str, str], patience: float) -> _Child:
        self._logs.mkdir(parents=True, exist_ok=True)
        path = self._logs / f"{name.replace(' ', '_')}.log"
        with path.open("wb") as log:
            try:
                process = subprocess.Popen(
                    command,
                    cwd=ROOT,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    pass_fds=(self._lock,),
                )
            except OSError as error:
                raise StackError(
                    f"{name} could not be started ({error.strerror}: {command[0]}); `make run` installs what is missing"
                ) from None
        return _Child(name, process, path, patience)

    def _pause(self) -> None:
        if self._stop.wait(POLL_SECONDS):
            raise Stopped
        for child in self._children:
            if child.process.poll() is not None:
                raise StackError(
                    f"{child.name} ended by itself (exit code {child.process.returncode}): "
                    f"{_last_words(child.log)}. Details: {shown(child.log)}"
                )


def _last_words(log: Path) -> str:
    """What most likely says why: the last line that begins with "Error", else that speaks of one."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    begins = [index for index, line in enumerate(lines) if line.lower().startswith("error")]
    speaks = [index for index, line in enumerate(lines) if "error" in line.lower()]
    last = (begins or speaks or [len(lines) - 1])[-1]
    # A line that ends in a colon goes on in the next.
    words = " ".join(lines[last : last + 2] if lines and lines[last].endswith(":") else lines[last : last + 1])
    return words.rstrip(".")[:300] or "it said nothing"

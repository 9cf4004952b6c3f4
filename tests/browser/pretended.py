"""The operators' page in the test's own process, over no stack: what the watch sees is what a test says."""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import uvicorn

from local.background import free_port
from local.place import HOST
from operate.page.app import application
from operate.page.watch import Now, StackWatch
from operate.stack import Stack
from operate.status import BreakerNow, Waiting
from operate.trouble import Trouble
from tests.fakes.waiting import until
from tests.unit.operate.sqs import Sqs
from tests.unit.operate.stacks import stack

LOOK_SECONDS = 0.2


@dataclass
class Pretended:
    """What the watch of the page at `url` sees. `gone`: why there is no stack, in words."""

    url: str
    gone: str = ""
    looks: int = 0
    _lines: list[dict[str, Any]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def say(self, *lines: Mapping[str, Any]) -> None:
        """Have these lines written, all at once: the next look sees them."""
        with self._lock:
            made = [{"timestamp": int(1000 * time.time()), "message": json.dumps(line)} for line in lines]
            self._lines += [each | {"eventId": str(len(self._lines) + place)} for place, each in enumerate(made)]

    def reach(self) -> Stack:
        """The stack, as the page asks for it."""
        if self.gone:
            raise Trouble(self.gone)
        return replace(stack(Sqs(dead=[], stable=True)), endpoint="http://127.0.0.1:9")

    def read(self) -> tuple[list[Mapping[str, Any]], Now]:
        """What a look at it finds."""
        self.reach()
        with self._lock:
            self.looks += 1
            waiting = Waiting(due=0, in_flight=0, delayed=0)
            return [*self._lines], Now(waiting=waiting, breaker=BreakerNow("CLOSED"), worker="Enabled")


def row(number: int, outcome: str = "delivered", attempt: int = 0) -> dict[str, Any]:
    """A line about what became of submission `number`."""
    about = {"submission_id": f"{number:032x}", "source": "web_form", "campaigns": [998], "attempt": attempt}
    return about | {"outcome": outcome, "reason": outcome}


@contextmanager
def served(patched: pytest.MonkeyPatch, port: int = 0) -> Iterator[Pretended]:
    """The page, on a port of its own."""
    port = port or free_port()
    pretended = Pretended(f"http://{HOST}:{port}")
    patched.setattr(StackWatch, "_read", lambda *_: pretended.read())
    patched.setattr("operate.page.watch.SECONDS_HERE", LOOK_SECONDS)
    settings = uvicorn.Config(
        application(pretended.reach), host=HOST, port=port, log_level="error", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(settings)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        until(lambda: server.started, "the page")
        yield pretended
    finally:
        server.should_exit = True
        thread.join()

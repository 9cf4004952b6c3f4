"""For the few tests of real threads, sockets and processes: how they wait."""

import time
from collections.abc import Callable

PATIENCE_SECONDS = 60.0  # only a failure waits so long


def until(ready: Callable[[], bool], what: object = "", *, times: int = 1) -> None:
    """Wait for a fact; so many `times` as long if it has to take long."""
    deadline = time.monotonic() + times * PATIENCE_SECONDS
    while not ready():
        assert time.monotonic() < deadline, what
        time.sleep(0.01)

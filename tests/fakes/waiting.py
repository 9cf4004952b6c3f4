"""For the few tests of real threads, sockets and processes: how they wait, and a port that is left to them."""

import contextlib
import socket
import time
from collections.abc import Callable
from random import SystemRandom

PATIENCE_SECONDS = 60.0  # only a failure waits so long
# Below the ports that systems give to whoever asks for any: else somebody may be given it before the test is over.
PORTS = range(20_000, 32_000)


def until(ready: Callable[[], bool], what: object = "") -> None:
    """Wait for a fact."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not ready():
        assert time.monotonic() < deadline, what
        time.sleep(0.01)


def free_port() -> int:
    """A port of the loopback on which nobody listens, and on which nobody will."""
    while True:
        port = SystemRandom().choice(PORTS)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port

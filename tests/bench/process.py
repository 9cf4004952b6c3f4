"""What a measured process runs: AWS's own runtime interface client, on a machine where AWS is this machine.

Run as `python -P process.py app.handler`. It is the same for every handler, and takes nothing from any of them:

- A host name leads to the port of 127.0.0.1 that BENCH_HOSTS gives for it, any other nowhere. So the handlers
  call the real names, and each AWS service has connections of its own.
- With BENCH_TIMES (milliseconds since 1970: of the start, then of each wait for an event) the wall clock stands
  still but for those steps. Under valgrind all takes fifty times longer, and the relay would queue what a
  person waits too long for. The monotonic clock and OpenSSL's run on.
- With BENCH_TIMES each wait for an event also calls ctermid(), which nobody else does: that is where valgrind
  is told to part its counts.
"""

import _socket
import os
import sys
from typing import Any

from awslambdaric.__main__ import main  # type: ignore[import-untyped]
from awslambdaric.lambda_runtime_client import LambdaRuntimeClient  # type: ignore[import-untyped]

HOST = "127.0.0.1"
PORTS = dict(pair.split("=") for pair in os.environ["BENCH_HOSTS"].split())


def getaddrinfo(host: str, port: int, *_: Any, **__: Any) -> list[tuple[int, int, int, str, tuple[str, int]]]:
    """The one address of a host that the benchmark plays. Raises `KeyError` for any other."""
    own = port if host == HOST else int(PORTS[host])  # the client says by http.client that a handler can't be imported
    return [(_socket.AF_INET, _socket.SOCK_STREAM, 6, "", (HOST, own))]


def step_clock(times: list[int]) -> None:
    """Let the wall clock stand at the first of `times`, and at the next one from each wait for an event on."""
    import time

    later = iter(times)
    now = next(later)
    wait = LambdaRuntimeClient.wait_next_invocation

    def step_and_wait(client: LambdaRuntimeClient) -> Any:
        nonlocal now
        now = next(later, now)
        os.ctermid()
        return wait(client)

    time.time_ns = lambda: now * 1_000_000
    time.time = lambda: now / 1000
    LambdaRuntimeClient.wait_next_invocation = step_and_wait


_socket.getaddrinfo = getaddrinfo  # type: ignore[assignment]
if "BENCH_TIMES" in os.environ:
    step_clock([int(moment) for moment in os.environ["BENCH_TIMES"].split()])
main(sys.argv)

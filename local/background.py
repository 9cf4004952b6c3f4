"""A local stack in the background, on free ports and with a state folder of its own, for tests.

It runs beside a `make run`, and ends with whoever started it, however that ends.
"""

import contextlib
import itertools
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local import ministack
from local.place import CAMPAIGNS, HOST, ROOT, Place

START_SECONDS = 180.0
STOP_SECONDS = 60.0
# Below the ports that systems give to whoever asks for any: else somebody may be given one before it is used. Processes
# that start together, as the workers of a test run do, have slices of their own.
FIRST_PORT, SLICES, SLICE = 20_000, 100, 120
_ports = itertools.cycle(range(first := FIRST_PORT + os.getpid() % SLICES * SLICE, first + SLICE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """A running stack."""

    place: Place
    process: subprocess.Popen[bytes]

    @property
    def relay_url(self) -> str:
        """The relay's public API, without a slash at the end."""
        return self.place.relay_url

    @property
    def sandbox_url(self) -> str:
        """The sandbox, without a slash at the end: the API is under /2.0/, the controls under /_sandbox/."""
        return self.place.sandbox_url

    def client(self, service: str) -> Any:
        """A boto3 client for a service of the emulator, such as "sqs"."""
        return ministack.client(self.place.aws_url, service)

    def output(self) -> str:
        """What the stack has printed so far."""
        return _output_of(self.place).read_text(errors="replace")

    def stop(self) -> int:
        """End the stack as Ctrl-C does, and return its exit code. A second call changes nothing."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(timeout=STOP_SECONDS)
        finally:
            self.process.kill()
            if self.process.stdin is not None:
                self.process.stdin.close()


def place_in(state: Path, build: Path | None = None) -> Place:
    """A place for a stack on ports that are free now; it builds into its state folder if `build` is not given."""
    port, sandbox_port, aws_port = free_port(), free_port(), free_port()
    return Place(
        state=state,
        build=build or state / "build",
        port=port,
        sandbox_port=sandbox_port,
        aws_port=aws_port,
        quick=True,
    )


def start(place: Place, code: Path = ROOT) -> Background:
    """Start the stack of the checkout in `code` and wait until it answers.

    Raises `RuntimeError` with all that it said if it does not.
    """
    command = [sys.executable, "-m", "local.stack", "--port", str(place.port)]
    command += ["--sandbox-port", str(place.sandbox_port), "--aws-port", str(place.aws_port)]
    command += ["--state", str(place.state), "--build", str(place.build), "--until-stdin-closes"]
    command += ["--campaigns", str(place.campaigns)] if place.campaigns != CAMPAIGNS else []
    if place.upstream:
        command += ["--api", place.upstream]
    command += ["--quick"] if place.quick else []
    place.state.mkdir(parents=True, exist_ok=True)
    with _output_of(place).open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=code,
            env=dict(os.environ) | {"PYTHONUNBUFFERED": "1"},
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    stack = Background(place=place, process=process)
    deadline = time.monotonic() + START_SECONDS
    while not _listens(place.port):
        if process.poll() is not None or time.monotonic() > deadline:
            stack.stop()
            raise RuntimeError(f"the local stack did not come up:\n{stack.output()}")
        time.sleep(0.2)
    return stack


def free_port() -> int:
    """A port of the loopback on which nobody listens, and which nobody else is given meanwhile."""
    while True:
        with contextlib.suppress(OSError), socket.create_server((HOST, port := next(_ports))):
            return port


def _output_of(place: Place) -> Path:
    return place.state / "stack.log"


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0

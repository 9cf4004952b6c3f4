"""Runs a function in a process of its own, under Lambda's client, and measures it: instructions, memory, time.

Counted is from the first instruction of the process until it asks for an event that there is not: what it does
to end is no part of a cold start, so it is ended by a signal. What turns out not to be a healthy submission is
refused, for trouble is often cheaper.
"""

import re
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.bench.authority import Authority
from tests.bench.functions import Function, Functions
from tests.bench.runtime_api import Event, RuntimeApi
from tests.bench.servers import HOST, Servers
from tests.bench.upstreams import POST_ADVOCATE, Aws, Platform

VALGRIND: Final = ("valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null")
CLIENT: Final = "import sys; from awslambdaric.__main__ import main; main(sys.argv)"
# Under valgrind all takes thirty times longer, and the relay would queue what a person waits too long for.
STOPPED_CLOCK: Final = "import time; now = time.time_ns(); time.time_ns = lambda: now; time.time = lambda: now / 1e9"
COLLECTED: Final = re.compile(r"Collected : (\d+)")
PEAK: Final = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)
PATIENCE_SECONDS: Final = 240.0
GOOD: Final = (200, 303)

# https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html, with AWS's own example keys. Lambda sets
# AWS_EXECUTION_ENV too; then the client fetches each event on a new thread, for the same price in every function,
# and all ratios look better.
ENVIRONMENT: Final = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "PYTHONDONTWRITEBYTECODE": "1",  # /var/task and /opt can't be written to
    "PYTHONHASHSEED": "0",
    "AWS_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "ASIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "AWS_SESSION_TOKEN": "as long as a real one " * 40,
    "AWS_LAMBDA_FUNCTION_NAME": "bench",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
    "RELAY_JOURNAL_TABLE": "journal",
    "RELAY_CONSENT_TABLE": "consent",
    "RELAY_RETRY_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/relay-retry",
    "RELAY_DEAD_LETTER_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/relay-dead-letters",
    "RELAY_HELD_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/relay-held",
    "RELAY_CREDENTIALS_SECRET": "credentials",
    "RELAY_KEY_SECRET": "key",
    "RELAY_PUBLIC_URL": "",
    "RELAY_SETTLE_MINUTES": "15",
    "RELAY_RETRY_WINDOW_HOURS": "96",
    "RELAY_RESEND_UNSEEN": "false",
    "RELAY_FIRST_WAIT_SECONDS": "30",
    "RELAY_LONGEST_WAIT_SECONDS": "1800",
    "RELAY_BREAKER_SECONDS": "30",
    "RELAY_SMS_OPTIN_CONFIRMED": "false",
    "POWERTOOLS_SERVICE_NAME": "bench",
    "POWERTOOLS_METRICS_NAMESPACE": "AdvocateRelay",
    "POWERTOOLS_LOG_LEVEL": "INFO",
}


class MeasuringError(Exception):
    """A process did something else than what was to be measured; the text says what."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One process: `seconds` has each invocation's, `instructions` is 0 where they were not counted."""

    instructions: int
    peak_mb: float
    seconds: Sequence[float]
    answers: Sequence[Any]


@dataclass(slots=True)
class Measuring:
    """Measures functions, and plays all that they call."""

    functions: Functions
    servers: Servers
    authority: Authority
    aws: Aws = field(default_factory=Aws)
    platform: Platform = field(default_factory=Platform)
    _addresses: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        aws, platform = (
            self.servers.serve(upstream.answer, self.authority.tls) for upstream in (self.aws, self.platform)
        )
        self._addresses = {
            "AWS_ENDPOINT_URL": f"https://{HOST}:{aws}",
            "RELAY_API_BASE_URL": f"https://{HOST}:{platform}/2.0/",
            "BENCH_CA_DIRECTORY": str(self.functions.ca),
        }

    def instructions(self, function: Function, events: Sequence[Event]) -> int:
        """What a process executes from its start until it has answered these events."""
        counted = self._run(function, events, VALGRIND, f"{STOPPED_CLOCK}; {CLIENT}").instructions
        if not counted:
            raise MeasuringError("valgrind counted nothing")
        return counted

    def run(self, function: Function, events: Sequence[Event]) -> Measured:
        """Memory and times of a process that answers these events at its own speed."""
        return self._run(function, events, (), CLIENT)

    def _run(self, function: Function, events: Sequence[Event], tool: Sequence[str], program: str) -> Measured:
        api = RuntimeApi(events)
        self.aws.calls.clear()
        self.platform.calls.clear()
        environment = {
            **ENVIRONMENT,
            **self._addresses,
            "AWS_LAMBDA_RUNTIME_API": f"{HOST}:{self.servers.serve(api.answer)}",
            "PYTHONPATH": function.path,
        }
        # -P: nothing is found in the folder that it runs in, unless it is on the path.
        command = [*tool, str(self.functions.python), "-P", "-c", program, "app.handler"]
        peak, said = _watched(command, function.folder, environment, api)
        if api.trouble or len(api.answers) < len(events):
            raise MeasuringError(f"{function.folder.name} failed: {api.trouble or said[-2000:]}")
        self._check(function, api.answers)
        collected = COLLECTED.search(said)
        return Measured(int(collected[1]) if collected else 0, peak, api.seconds, api.answers)

    def _check(self, function: Function, answers: Sequence[Any]) -> None:
        """Raise `MeasuringError` unless every submission was delivered by one call of the API each."""
        bad = [answer for answer in answers if answer.get("statusCode", 200) not in GOOD]
        bad += [answer for answer in answers if answer.get("batchItemFailures")]
        others = {name: count for name, count in self.platform.calls.items() if name != POST_ADVOCATE}
        if bad or others or self.aws.calls["SendMessage"]:
            raise MeasuringError(f"{function.folder.name} delivered otherwise: {bad} {others} {dict(self.aws.calls)}")


def _watched(command: Sequence[str], folder: Path, environment: dict[str, str], api: RuntimeApi) -> tuple[float, str]:
    """Run a process until the API is done with it. Returns its peak memory (MB) and all that it said."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        try:
            waits = 0.0
            while not api.done.wait(0.2) and process.poll() is None and waits < PATIENCE_SECONDS:
                waits += 0.2
            peak = _peak_mb(process.pid)
            process.terminate()
            process.wait(PATIENCE_SECONDS)
        finally:
            process.kill()
            process.wait()
        log.seek(0)
        return peak, log.read().decode(errors="replace")


def _peak_mb(pid: int) -> float:
    """The most memory that a process ever had. (Its `ru_maxrss` would count what this process, its parent, has.)"""
    try:
        peak = PEAK.search(Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
    except OSError:
        return 0.0
    return int(peak[1]) / 1000 if peak else 0.0

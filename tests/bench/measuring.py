"""Runs functions, each in a process of its own under Lambda's client, and measures them: instructions, memory, time.

Valgrind parts its counts wherever a process asks for an event, so that one process tells what its initialisation
cost and what each invocation. What a process does to end is no part of that: it is ended by a signal. What turns
out not to be a healthy submission each, claimed, sent and closed once, is refused, for trouble is often cheaper.
"""

import asyncio
import contextlib
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

from tests.bench import events
from tests.bench.authority import Authority
from tests.bench.events import Person
from tests.bench.functions import Function, Functions
from tests.bench.runtime_api import Event, RuntimeApi
from tests.bench.servers import HOST, Servers
from tests.bench.upstreams import API, AWS, Aws, Platform
from tests.fakes.settings import ON_AWS, REGION

VALGRIND: Final = ("valgrind", "--tool=callgrind", "--dump-before=ctermid")
PROCESS: Final = Path(__file__).with_name("process.py")
TOTALS: Final = re.compile(r"^totals: (\d+)", re.MULTILINE)
PEAK: Final = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)
PATIENCE_SECONDS: Final = 900.0  # valgrind on a busy machine
POLL_SECONDS: Final = 0.2
GOOD: Final = (200, 303)
OPT_INS: Final = 2
NOON: Final = 1_767_268_800_000  # of 2026-01-01, UTC

# https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html, with AWS's own example keys.
ENVIRONMENT: Final = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "TZ": ":UTC",
    "PYTHONDONTWRITEBYTECODE": "1",  # /var/task and /opt can't be written to
    "PYTHONHASHSEED": "0",
    "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
    **REGION,
    "AWS_ACCESS_KEY_ID": "ASIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "AWS_SESSION_TOKEN": "as-long-as-a-real-one+" * 40,
    "AWS_LAMBDA_FUNCTION_NAME": "bench",
    "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
    "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
    **ON_AWS,
    "POWERTOOLS_SERVICE_NAME": "bench",
    "POWERTOOLS_METRICS_NAMESPACE": "AdvocateRelay",
    "POWERTOOLS_LOG_LEVEL": "INFO",
}


class MeasuringError(Exception):
    """A process did something else than what was to be measured; the text says what."""


class Step(NamedTuple):
    """One submission of a form, `after_ms` milliseconds after the one before it."""

    person: Person
    after_ms: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """Instructions: of the initialisation, and of each invocation from asking for its event to having answered it."""

    initialisation: int
    invocations: Sequence[int]


@dataclass(frozen=True, slots=True)
class Timed:
    """One process at its own speed: each invocation's seconds, the API's own for each call, and the peak memory."""

    seconds: Sequence[float]
    api_seconds: Sequence[float]
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Expected:
    """What a run must have done: these people posted once each, and so many opt-ins written down."""

    people: range
    opt_ins: int = 0


@dataclass(slots=True)
class _Running:
    process: "subprocess.Popen[bytes]"
    log: Path
    api: RuntimeApi
    aws: Aws
    platform: Platform


@dataclass(slots=True)
class Measuring:
    """Measures functions, and plays all that they call: for each process anew."""

    functions: Functions
    servers: Servers
    authority: Authority
    folder: Path
    _runs: int = field(default=0)

    def count(self, function: Function, steps: Sequence[Step]) -> Counted:
        """The instructions of a process that answers these submissions. Raises `MeasuringError`."""
        times = [NOON]
        for step in steps:
            times.append(times[-1] + step.after_ms)
        parts = self._new_folder() / "part"
        api = RuntimeApi([step.person(number) for number, step in enumerate(steps)], times[1:])
        tool = (*VALGRIND, f"--callgrind-out-file={parts}")
        with self._running(function, api, Platform(), tool, {"BENCH_TIMES": " ".join(map(str, times))}) as running:
            _finish(function, running)
        opting_in = sum(step.person is events.opting_in for step in steps)
        check(function, running.api.answers, running.aws, running.platform, Expected(range(len(steps)), opting_in))
        idle = sum(step.after_ms > 0 for step in steps)
        # An opt-in by text can't be repeated, so it has a connection of its own.
        if function.renews_idle_connections and len(running.platform.connections) != 1 + idle + opting_in:
            made = len(running.platform.connections)
            raise MeasuringError(f"{made} connections, for {idle} idle times and {opting_in} opt-ins by text")
        counts = [_total(parts.with_name(f"part.{number}")) for number in range(1, len(steps) + 2)]
        return Counted(counts[0], counts[1:])

    def time_forms(self, functions: Sequence[Function], rounds: int, api_seconds: float) -> list[Timed]:
        """Plain sign-ups, `rounds` for each function, handed to them in turn."""
        turn = asyncio.Lock()
        apis = [RuntimeApi([events.sign_up(number) for number in range(rounds)], turn=turn) for _ in functions]
        with contextlib.ExitStack() as stack:
            runs = [
                stack.enter_context(self._running(function, api, Platform(api_seconds)))
                for function, api in zip(functions, apis, strict=True)
            ]
            peaks = [_finish(function, running) for function, running in zip(functions, runs, strict=True)]
        for function, running in zip(functions, runs, strict=True):
            check(function, running.api.answers, running.aws, running.platform, Expected(range(rounds)))
        return [
            Timed(running.api.seconds, running.platform.took, peak) for running, peak in zip(runs, peaks, strict=True)
        ]

    def time_batches(self, sizes: Sequence[int], api_seconds: float) -> Timed:
        """Batches of these sizes, one after the other, in one process of the retry function."""
        ends = [sum(sizes[: number + 1]) for number in range(len(sizes))]
        batches: list[Event] = [events.batch(range(end - size, end)) for size, end in zip(sizes, ends, strict=True)]
        function = self.functions.retry
        with self._running(function, RuntimeApi(batches), Platform(api_seconds)) as running:
            peak = _finish(function, running)
        check(function, running.api.answers, running.aws, running.platform, Expected(range(ends[-1])))
        return Timed(running.api.seconds, running.platform.took, peak)

    @contextlib.contextmanager
    def _running(
        self,
        function: Function,
        api: RuntimeApi,
        platform: Platform,
        tool: Sequence[str] = (),
        more: Mapping[str, str] | None = None,
    ) -> Iterator[_Running]:
        aws, tls = Aws(), self.authority.tls
        ports = {host: self.servers.serve(aws.answer, tls) for host in AWS} | {
            API: self.servers.serve(platform.answer, tls)
        }
        environment = {
            **ENVIRONMENT,
            **(more or {}),
            "AWS_LAMBDA_RUNTIME_API": f"{HOST}:{self.servers.serve(api.answer)}",
            "BENCH_HOSTS": " ".join(f"{host}={port}" for host, port in ports.items()),
            "BENCH_CA_FILE": str(self.functions.ca_file),
            "PYTHONPATH": function.path,
        }
        # -P: nothing is found in the folder of process.py, unless it is on the path.
        command = [*tool, str(self.functions.python), "-P", str(PROCESS), "app.handler"]
        log = self._new_folder() / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, cwd=function.folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
            try:
                yield _Running(process, log, api, aws, platform)
            finally:
                process.kill()
                process.wait()

    def _new_folder(self) -> Path:
        return Path(tempfile.mkdtemp(dir=self.folder))


def _finish(function: Function, running: _Running) -> float:
    """Wait until a process has answered all events, and end it. Returns its peak memory (MB)."""
    api, waited = running.api, 0.0
    while not api.done.wait(POLL_SECONDS) and running.process.poll() is None and waited < PATIENCE_SECONDS:
        waited += POLL_SECONDS
    peak = _peak_mb(running.process.pid)
    running.process.terminate()
    running.process.wait(PATIENCE_SECONDS)
    if api.trouble or len(api.answers) < len(api.events):
        said = running.log.read_text(encoding="utf-8", errors="replace")
        raise MeasuringError(f"{function.folder.name} failed: {api.trouble or said[-2000:]}")
    return peak


def check(function: Function, answers: Sequence[Any], aws: Aws, platform: Platform, expected: Expected) -> None:
    """Raise `MeasuringError` unless every submission was claimed, posted and closed once, and nothing else was done."""
    bad = [answer for answer in answers if answer.get("statusCode", 200) not in GOOD or answer.get("batchItemFailures")]
    posted = Counter(events.email(number) for number in expected.people if function.posts)
    runs = [["open", "done"]] * (len(expected.people) if function.keeps_journal else 0)
    states = list(aws.states.values())
    consents = OPT_INS * expected.opt_ins if function.keeps_consent else 0
    wrong = {
        f"answers {bad}": bool(bad),
        f"posts missing {posted - platform.posted}, doubled {platform.posted - posted}": platform.posted != posted,
        f"other calls of the API {dict(platform.others)}": bool(platform.others),
        f"claims and closes {states}, not {len(runs)} of each": states != runs,
        f"{aws.consents} consents, not {consents}": aws.consents != consents,
        f"messages {dict(aws.calls)}": bool(aws.calls["SendMessage"] or aws.calls["ChangeMessageVisibility"]),
    }
    found = "; ".join(what for what, is_so in wrong.items() if is_so)
    if found:
        raise MeasuringError(f"{function.folder.name} did not deliver each submission once: {found}"[:2000])


def _total(part: Path) -> int:
    """The instructions in one of valgrind's parts."""
    found = TOTALS.search(part.read_text(encoding="utf-8")) if part.exists() else None
    if found is None:
        raise MeasuringError(f"valgrind counted nothing in {part.name}")
    return int(found[1])


def _peak_mb(pid: int) -> float:
    """The most memory that a process ever had. (Its `ru_maxrss` would count what this process, its parent, has.)"""
    try:
        peak = PEAK.search(Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
    except OSError:
        return 0.0
    return int(peak[1]) / 1000 if peak else 0.0

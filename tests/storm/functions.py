"""The relay's functions as they run on Lambda: each environment has its own parts and its own memory, one event at a
time, and lives until it dies or is deployed away.

The one place of the storm where the relay is put together. What waits between threads there waits between tasks here.
"""

import logging
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from typing import Any

from aws_lambda_powertools.utilities.circuit_breaker import base as powertools_breaker
from greenlet import getcurrent

from relay import telemetry
from relay.advocate import Advocates
from relay.breaker import Breaker
from relay.connections import Connections
from relay.consent import Consent
from relay.credentials import CredentialStore, KeyStore
from relay.delivery import Delivery
from relay.identity import Identity
from relay.intake import Intake
from relay.journal import Journal
from relay.opt_out import OptOuts
from relay.outcome import Deadline
from relay.phone2action import Phone2Action
from relay.queues import Queues
from relay.retry import Worker
from relay.settle import Settler
from relay.table import Table
from relay.upstream import Upstream
from tests.storm.cloud import Cloud, ProcessAws
from tests.storm.platform import Network, ProcessSession
from tests.storm.simulation import Died, Lock, Process, Simulation, Threads
from tests.storm.weather import Weather
from tests.world.relay_world import CAMPAIGNS

SETTLE_MINUTES = 15
FIRST_WAIT_SECONDS = 30
LONGEST_WAIT_SECONDS = 1800
BREAKER_SECONDS = 30
AWAKE_MS = 60_000  # what a process that froze over its time-out may still do
RETRY_WINDOW_HOURS = 96
KILL_SECONDS: Mapping[str, int] = {"web_form": 28, "twitter_card": 28, "sms": 14, "retry": 60}
BUDGET_SECONDS: Mapping[str, int] = {"web_form": 3, "twitter_card": 3, "sms": 8, "retry": 60}


class Environment:
    """One Lambda environment: a process with the relay's parts in it."""

    def __init__(
        self,
        process: Process,
        cloud: Cloud,
        network: Network,
        weather: Weather,
        at_call: Callable[..., None],
        *,
        resend: bool,
    ) -> None:
        simulation = process.simulation
        self.process = process
        aws = ProcessAws(cloud, weather, process, at_call)
        credentials = CredentialStore(aws, "credentials", simulation)
        self.identity = Identity(KeyStore(aws, "key"))
        breaker = Breaker(Table(aws, "journal"), simulation, recovery_seconds=BREAKER_SECONDS, name=process.name)
        journal = Journal(Table(aws, "journal"), simulation, lambda: f"{simulation.rng.getrandbits(128):032x}")
        consent = Consent(Table(aws, "consent"))
        queues = Queues(aws, retry_url="retry", dead_letter_url="dead", held_url="held")
        upstream = Upstream(
            api=Phone2Action(
                credentials.current,
                base_url="https://api.example.org/2.0/",
                session=ProcessSession(network, process, at_call),
                clock=lambda: simulation.now / 1000,
            ),
            breaker=breaker,
            credentials=credentials,
            clock=simulation,
            settle_minutes=SETTLE_MINUTES,
        )
        delivery = Delivery(
            journal=journal,
            consent=consent,
            settler=Settler(upstream, resend),
            advocates=Advocates(upstream),
            connections=Connections(upstream),
            identity=self.identity,
            clock=simulation,
        )
        opt_outs = OptOuts(consent=consent, upstream=upstream, identity=self.identity, clock=simulation)
        self.intake = Intake(
            delivery=delivery,
            journal=journal,
            breaker=breaker,
            consent=consent,
            opt_outs=opt_outs,
            queues=queues,
            identity=self.identity,
            clock=simulation,
            first_wait_seconds=FIRST_WAIT_SECONDS,
        )
        self.worker = Worker(
            delivery=delivery,
            opt_outs=opt_outs,
            breaker=breaker,
            queues=queues,
            clock=simulation,
            random=simulation.rng.random,
            campaigns=CAMPAIGNS,
            sms_optin_confirmed=False,
            retry_window_hours=RETRY_WINDOW_HOURS,
            first_wait_seconds=FIRST_WAIT_SECONDS,
            longest_wait_seconds=LONGEST_WAIT_SECONDS,
        )
        for part in (self.intake, self.worker):
            _exchange_locks(part, set())


class Functions:
    """All environments. A free one of the function takes the next event; there is a new one if none is free."""

    def __init__(self, simulation: Simulation, build: Callable[[Process], Environment]) -> None:
        self.simulation = simulation
        self.invocations = 0
        self.killed = 0
        self._build = build
        self._free: dict[str, list[Environment]] = {}
        self._version = 1
        self._born = 0

    def deploy(self) -> None:
        """Replace the code: no environment of before takes another event."""
        self._version += 1
        self._free.clear()

    def invoke(
        self, function: str, work: Callable[[Environment, Deadline], Any], answered: Callable[[Any], None]
    ) -> None:
        """Run one event; `answered` gets the result, or None if the process died, crashed or was killed."""
        environment = self._environment(function)
        process, version, now = environment.process, self._version, self.simulation.now
        kill_at = now + 1000 * KILL_SECONDS[function]
        deadline = Deadline(kill_at, now + 1000 * BUDGET_SECONDS[function])
        number = self.invocations = self.invocations + 1
        process.calls, process.kill_at = 0, kill_at
        running = True

        def ended(result: Any) -> None:
            nonlocal running
            if running:
                running = False
                answered(result)

        def run() -> None:
            try:
                result = work(environment, deadline)
            except Died:
                return
            ended(result)
            if process.alive and not process.doomed and version == self._version:
                self._free.setdefault(function, []).append(environment)

        def kill() -> None:
            if process.frozen_until > self.simulation.now:
                self.killed += 1
                ended(None)
                process.doomed = True
                self.simulation.at(process.frozen_until + AWAKE_MS, process.die)
            elif running:
                self.killed += 1
                process.die()

        process.name = f"{function} {number}"
        process.on_death = lambda: ended(None)
        process.spawn(run)
        self.simulation.at(kill_at, kill)

    def _environment(self, function: str) -> Environment:
        free = self._free.get(function)
        if free:
            return free.pop()
        self._born += 1
        return self._build(Process(self.simulation, f"{function} {self._born}"))


def _exchange_locks(part: Any, seen: set[int]) -> None:
    """Put the simulation's locks where the relay's own objects hold threading's."""
    if id(part) in seen or not type(part).__module__.startswith("relay"):
        return
    seen.add(id(part))
    names = {field.name for field in fields(part)} if is_dataclass(part) else set()
    for name in names | set(getattr(part, "__dict__", ())):
        value = getattr(part, name)
        if type(value).__module__ == "_thread":
            object.__setattr__(part, name, Lock())
        else:
            _exchange_locks(value, seen)


class _TaskLocal:
    """Stands in for `threading.local`, between tasks."""

    def __getattr__(self, name: str) -> Any:
        return getattr(getcurrent(), f"local_{name}")

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(getcurrent(), f"local_{name}", value)


class _SilentTelemetry:
    """Says nothing, but hands on what the relay reports as a fault of its own."""

    def __init__(self, heard: Callable[[str, BaseException], None]) -> None:
        self._heard = heard
        self.logger = logging.Logger("nobody listens", logging.CRITICAL + 1)

    def count(self, name: str, **dimensions: str) -> None:
        """No metric."""

    def outcome(self, submission_id: str, **about: Any) -> None:
        """No log line."""

    def fault(self, where: str, error: BaseException, submission_id: str = "") -> None:
        """Tell the world."""
        self._heard(where, error)


@contextmanager
def simulated(heard: Callable[[str, BaseException], None]) -> Iterator[None]:
    """While it lasts threads are the simulation's, and telemetry is heard only here."""
    silent = _SilentTelemetry(heard)
    exchanged: list[tuple[Any, str, Any]] = [
        (module, "ThreadPoolExecutor", Threads)
        for name, module in list(sys.modules.items())
        if name.startswith("relay.") and hasattr(module, "ThreadPoolExecutor")
    ]
    exchanged += [(telemetry, name, getattr(silent, name)) for name in ("count", "outcome", "fault", "logger")]
    exchanged += [(powertools_breaker, "_PROBE_OWNER", _TaskLocal()), (powertools_breaker, "logger", silent.logger)]
    before = [(module, name, getattr(module, name)) for module, name, _ in exchanged]
    try:
        for module, name, value in exchanged:
            setattr(module, name, value)
        yield
    finally:
        for module, name, value in before:
            setattr(module, name, value)
        for counters in ("_LOCAL_FAILURES", "_LOCAL_SUCCESSES", "_LAST_OBSERVED_STATE"):
            getattr(powertools_breaker, counters).clear()

"""The relay's functions as they run on Lambda: each environment has its own parts, memory and clock, takes one event
at a time, and lives until it dies or is deployed away.

The parts are put together by the relay itself. What waits between threads there waits between tasks here.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final

from relay import telemetry, wiring
from relay.campaigns import Campaigns
from relay.phone2action import Phone2Action, transport
from relay.settings import Settings
from relay.stores.secrets import CredentialStore
from relay.wiring import Outside
from tests.fakes import relay as fakes
from tests.fakes.events import Context
from tests.fakes.settings import PUBLIC_URL
from tests.simulation.cloud import Cloud, ProcessAws
from tests.simulation.engine import Died, Lock, Process, Simulation, in_tasks
from tests.simulation.platform import Network, ProcessSession
from tests.simulation.weather import Weather

AWAKE_MS: Final = 60_000  # what a process that froze over its time-out may still do
KILL_SECONDS: Final[Mapping[str, int]] = {"web_form": 28, "twitter_card": 28, "sms": 14, "retry": 60}
SKEW_MS: Final = 2_500  # hosts' clocks are within 5 s of each other

SETTINGS: Final = replace(fakes.SETTINGS, public_url=PUBLIC_URL)
CAMPAIGNS: Final = Campaigns.from_literal(
    {
        998: {
            "name": "Whales",
            "web_form": {"calls": True},
            "twitter_card": {"connect": ("email",)},
            "sms": {"keywords": ("JOIN",), "reply": "Thanks"},
        },
        999: {
            "name": "Calls",
            "web_form": {},
            "sms": {"keywords": ("WHALES",), "reply": "Thanks", "connect": ("call",)},
        },
        997: {"name": "Bikes", "web_form": {}, "twitter_card": {"forward": "twitter_card_endpoint"}},
    }
)


class Environment:
    """One Lambda environment: a process with the relay's parts in it, put together as they are on Lambda."""

    def __init__(
        self,
        process: Process,
        cloud: Cloud,
        network: Network,
        weather: Weather,
        *,
        at_call: Callable[..., None],
        settings: Settings,
    ) -> None:
        self.process = process
        clock, rng = process.clock, process.simulation.rng
        aws = ProcessAws(cloud, weather, process, at_call)
        credentials = CredentialStore(aws, SETTINGS.credentials_secret, clock)
        outside = Outside(
            aws=aws,
            credentials=credentials,
            api=Phone2Action(
                credentials.current,
                base_url=SETTINGS.api_base_url,
                session=ProcessSession(network, process, at_call),
                clock=lambda: clock() / 1000,
            ),
            clock=clock,
            random=rng.random,
            token=lambda: f"{rng.getrandbits(128):032x}",
        )
        parts = wiring.assemble(settings, outside)
        self.ingress = wiring.ingress_of(parts, CAMPAIGNS)
        self.worker = wiring.worker_of(parts, CAMPAIGNS, in_tasks)
        for part in (self.ingress, self.worker):
            _exchange_locks(part, set())


class Functions:
    """All environments. A free one of the function takes the next event; there is a new one if none is free.

    `unanswered` has the invocations whose sender got no answer although no process had died or frozen.
    """

    def __init__(self, simulation: Simulation, build: Callable[[Process], Environment]) -> None:
        self.simulation = simulation
        self.invocations = 0
        self.killed = 0
        self.unanswered: list[str] = []
        self._build = build
        self._free: dict[str, list[Environment]] = {}
        self._version = 1
        self._born = 0

    def deploy(self) -> None:
        """Replace the code: no environment of before takes another event."""
        self._version += 1
        self._free.clear()

    def invoke(
        self, function: str, work: Callable[[Environment, Context], Any], answered: Callable[[Any], None]
    ) -> None:
        """Run one event; `answered` gets the result, or None if the process died, crashed or was killed."""
        environment = self._environment(function)
        process, version, now = environment.process, self._version, self.simulation.now
        kill_at = now + 1000 * KILL_SECONDS[function]
        context = Context(lambda: kill_at - self.simulation.now)
        number = self.invocations = self.invocations + 1
        process.calls, process.kill_at, process.froze = 0, kill_at, False
        running = True

        def ended(result: Any) -> None:
            nonlocal running
            if running:
                running = False
                answered(result)

        def run() -> None:
            try:
                result = work(environment, context)
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
                if process.alive and not process.froze and function != "retry":
                    self.unanswered.append(process.name)
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
        skew = self.simulation.rng.randrange(-SKEW_MS, SKEW_MS + 1)
        return self._build(Process(self.simulation, f"{function} {self._born}", skew))


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


class _SilentTelemetry:
    """Says nothing, but hands on what the relay reports as a fault of its own."""

    def __init__(self, heard: Callable[[str, BaseException], None]) -> None:
        self._heard = heard

    def nothing(self, *_: object, **__: object) -> None:
        """No log line."""

    def fault(self, where: str, error: BaseException, submission_id: str = "") -> None:
        """Tell the world."""
        self._heard(where, error)


class _SimulatedTime:
    """Stands in for the module `time` where the client asks whether a call's time was over."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation

    def monotonic(self) -> float:
        """Seconds since whenever."""
        return self._simulation.now / 1000


@contextmanager
def simulated(simulation: Simulation, heard: Callable[[str, BaseException], None]) -> Iterator[None]:
    """While it lasts telemetry is heard only here, and the client's time is the simulation's."""
    silent = _SilentTelemetry(heard)
    lines = ("outcome", "dead_letter", "refusal", "slow_call", "breaker")
    exchanged: list[tuple[Any, str, Any]] = [(telemetry, name, silent.nothing) for name in lines]
    exchanged += [(telemetry, "fault", silent.fault), (transport, "time", _SimulatedTime(simulation))]
    before = [(module, name, getattr(module, name)) for module, name, _ in exchanged]
    try:
        for module, name, value in exchanged:
            setattr(module, name, value)
        yield
    finally:
        for module, name, value in before:
            setattr(module, name, value)

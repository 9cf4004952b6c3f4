"""One simulated world: people, the relay's functions, AWS and the platform, and what the trace tells of it."""

import json
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from local.sandbox import Options, Sandbox
from local.sandbox.seed import load
from relay.messages import to_message
from tests.fakes.clock import START_MS
from tests.fakes.events import Context
from tests.fakes.relay import SECRETS
from tests.fakes.settings import CREDENTIALS, DEAD, RETRY
from tests.simulation.cloud import Cloud
from tests.simulation.engine import Died, Process, Simulation
from tests.simulation.functions import CAMPAIGNS, SETTINGS, Environment, Functions
from tests.simulation.mapping import Mapping
from tests.simulation.people import Story
from tests.simulation.platform import Network
from tests.simulation.posts import AUTH_TOKEN, HANDLERS, Post, Reader
from tests.simulation.weather import Weather

SANDBOX_SEED: Final = load()
EXPECTED_FAULTS: Final = {"NotAccepted", "Unavailable", "Unsure"}
ROW_AGE_MS: Final = 3 * 24 * 60 * 60_000
FROZEN_MS: Final = 20 * 60_000
ACCEPTED: Final = 202
SERVER_ERROR: Final = 500
READER: Final = Reader(SETTINGS, CAMPAIGNS)
SECRETS_OF_ALL: Final = SECRETS | {
    CREDENTIALS: json.dumps(json.loads(SECRETS[CREDENTIALS]) | {"twilio_auth_tokens": [AUTH_TOKEN]})
}


@dataclass(frozen=True, slots=True)
class Crash:
    """A process dies in the `run`-th invocation at its `call`-th outside call (both from 1).

    `phase`: "before" the call; once it "acted" but before the answer; once "answered"; or "let_go": it is sent, its
    process dies, and it acts much later. Or it "freezes before" an AWS call, or when it "acted", and goes on
    when its lease is long over.
    """

    run: int
    call: int
    phase: str


@dataclass(slots=True)
class Words:
    """What operators said. `released` has, by natural key, when something was let go out of the held queue; `lifted`,
    by phone, when a suppression was lifted and up to which text; `opted_out`, by phone, the natural keys of the texts
    that were carried out; `decided` those of all texts that a person has read. `replayed` counts the dead letters that
    were moved, `meant` by natural key those that were sent anyway.
    """

    replayed: int = 0
    released: dict[str, list[int]] = field(default_factory=dict)
    lifted: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    opted_out: dict[str, set[str]] = field(default_factory=dict)
    decided: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    meant: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class World:
    """Everything. `resend` and `create_is_upsert` are the operator's ResendUnseen and CreateIsUpsert, which is true of
    the platform; `list_lag` is the platform's, in seconds.
    """

    rng: random.Random
    start: int = START_MS
    resend: bool = False
    create_is_upsert: bool = True
    list_lag: float = 0.0
    twice: float = 0.0
    trace: Callable[[str], None] | None = None
    crashes: list[Crash] = field(default_factory=list)
    crash_probability: float = 0.0
    crashes_until: int = 0
    simulation: Simulation = field(init=False)
    weather: Weather = field(init=False)
    cloud: Cloud = field(init=False)
    sandbox: Sandbox = field(init=False)
    network: Network = field(init=False)
    functions: Functions = field(init=False)
    mapping: Mapping = field(init=False)
    stories: dict[str, Story] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    points: list[tuple[int, int, str, str]] = field(default_factory=list)
    deaths: Counter[str] = field(default_factory=Counter)
    words: Words = field(default_factory=Words)

    def __post_init__(self) -> None:
        self.simulation = Simulation(self.rng, self.start)
        self.weather = Weather(self.rng)
        self.cloud = Cloud(self.simulation, SECRETS_OF_ALL)
        clock = self.simulation
        self.sandbox = Sandbox(
            ":memory:",
            options=Options(list_lag=self.list_lag),
            clock=lambda: clock.now / 1000,
            rng=self.rng,
            seed=SANDBOX_SEED,
        )
        self.network = Network(self.sandbox, self.simulation, self.weather)
        self.network.say = self.say
        self.functions = Functions(self.simulation, self._environment)
        self.mapping = Mapping(
            self.simulation, self.cloud.deep[RETRY], self.cloud.deep[DEAD], self.functions, self.twice
        )

    def _environment(self, process: Process) -> Environment:
        settings = replace(SETTINGS, resend_unseen=self.resend, create_is_upsert=self.create_is_upsert)
        return Environment(process, self.cloud, self.network, self.weather, at_call=self.at_call, settings=settings)

    # What happens -------------------------------------------------------------------------------------------------

    def at_call(self, process: Process, phase: str, what: str) -> None:
        """Hear of an outside call of a process, which may die of it."""
        if not process.alive:
            raise Died
        if phase == "before":
            process.calls += 1
        if self.trace:
            self.say(f"{process.name}: {phase} {what}")
        number = int(process.name.rpartition(" ")[2])
        if self.crash_probability and self.simulation.now < self.crashes_until:
            if self.rng.random() < self.crash_probability:
                self._die(process, phase)
        elif self.crashes:
            self.points.append((number, process.calls, phase, what))
            self._planned(process, number, phase, what)

    def _planned(self, process: Process, number: int, phase: str, what: str) -> None:
        for crash in self.crashes:
            if (crash.run, crash.call) != (number, process.calls):
                continue
            if crash.phase == "let_go" and phase == "before" and what.startswith("POST"):
                process.let_go()
                self._die(process, "let_go")
            if crash.phase == f"freezes {phase}" and not what.startswith(("POST", "GET")):
                process.freeze(FROZEN_MS)
            if crash.phase == phase:
                self._die(process, phase)

    def _die(self, process: Process, phase: str) -> None:
        self.deaths[phase] += 1
        if self.trace:
            self.say(f"{process.name}: DIES {phase}")
        process.die()
        raise Died

    def heard(self, where: str, error: BaseException) -> None:
        """Keep what the relay reports as a fault of its own."""
        if type(error).__name__ not in EXPECTED_FAULTS:
            trace = error.__traceback__
            while trace and trace.tb_next:
                trace = trace.tb_next
            place = f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}" if trace else "?"
            self.faults.append(f"{where}: {type(error).__name__} {error} at {place}")

    def say(self, line: str) -> None:
        """Add a line to the trace."""
        if self.trace:
            seconds = (self.simulation.now - self.simulation.first) / 1000
            self.trace(f"{seconds:12.3f}  {line}")

    # What people do -----------------------------------------------------------------------------------------------

    def arrive(self, story: Story, *, again: int = 1, again_after_ms: int = 60_000) -> None:
        """A post comes in, now; its sender repeats it `again` times at most, as long as it got no answer or a 5xx.

        A row of a file is put into the queue instead, as an operator's command does.
        """
        if story.post is None:
            self._import(story)
            return
        post = self._told(story)
        now, handle = self.simulation.now, HANDLERS[post.source]

        def work(environment: Environment, context: Context) -> int:
            return int(handle(post.event(now), context, environment.ingress)["statusCode"])

        def answered(status: int | None) -> None:
            story.arrivals.append((now, status))
            if self.trace:
                self.say(f"{story.tag} ({post.source}) is answered {status or 'nothing'}")
            if (status is None or status >= SERVER_ERROR) and again > 0:
                self.simulation.after(
                    again_after_ms,
                    lambda: self.arrive(story, again=again - 1, again_after_ms=again_after_ms * 2),
                )

        if self.trace:
            self.say(f"{story.tag} ({post.source}) arrives as invocation {self.functions.invocations + 1}")
        self.functions.invoke(post.source, work, answered)

    def queue(self, story: Story) -> None:
        """A post that was acknowledged earlier, by whatever version, waits in the queue."""
        if story.post is None:
            self._import(story)
            return
        self._told(story)
        assert story.submission is not None
        self.queue_as_it_is(story, to_message(replace(story.submission, received_at=self.simulation.now)))

    def _import(self, story: Story) -> None:
        """A row of a file is queued: as old as its lead, the same whenever it is imported."""
        assert story.submission is not None
        now = self.simulation.now
        received_at = story.submission.received_at or now - ROW_AGE_MS
        story.submission = replace(story.submission, received_at=received_at, imported_at=now)
        self.queue_as_it_is(story, to_message(story.submission))

    def queue_as_it_is(self, story: Story, message: str) -> None:
        """The same, letter by letter."""
        self.stories[story.tag] = story
        story.arrivals.append((self.simulation.now, ACCEPTED))
        self.cloud.deep[RETRY].send(message, self.simulation.now)

    def _told(self, story: Story) -> Post:
        """Remember the story, and how the relay reads it."""
        assert story.post is not None
        if story.tag not in self.stories:
            self.stories[story.tag] = story
            if story.refused_ms:
                self.network.refusals[story.tag] = self.simulation.now + story.refused_ms
            story.submission = READER.read(story.post, self.simulation.now)
        return story.post

    # What can be seen ---------------------------------------------------------------------------------------------

    def bodies(self, queue: str) -> list[dict[str, Any]]:
        """What lies in a queue."""
        return [json.loads(message.body) for message in self.cloud.deep[queue].messages.values()]

    def close(self) -> None:
        """Let go of the sandbox."""
        self.sandbox.close()

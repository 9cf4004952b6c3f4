"""Lambda's event source mapping between the retry queue and the worker, as AWS documents it.

https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html: batches of any size up to ten; what the
partial batch response does not name is deleted; a function that dies leaves its whole batch to the visibility time-out.
Delivery is at least once, in no order: now and then a message is handed out twice, or its deletion is lost.
"""

from dataclasses import dataclass
from typing import Any

from tests.fakes.aws import Message, record_of
from tests.fakes.events import Context
from tests.simulation.cloud import DeepQueue
from tests.simulation.engine import Simulation
from tests.simulation.functions import Environment, Functions

BATCH_SIZE = 10
MAXIMUM_CONCURRENCY = 5
MAXIMUM_RECEIVES = 1000
POLL_MS = 2_000


@dataclass(slots=True)
class Counts:
    """What passed through the mapping."""

    receives: int = 0
    twice: int = 0
    redriven: int = 0


class Mapping:
    """Feeds the worker. `twice` is the probability that a message is handed out a second time."""

    def __init__(
        self, simulation: Simulation, queue: DeepQueue, dead: DeepQueue, functions: Functions, twice: float = 0.0
    ) -> None:
        self.counts = Counts()
        self.twice = twice
        self._simulation = simulation
        self._queue = queue
        self._dead = dead
        self._functions = functions
        self._running = 0
        self._wakes_at: int | None = None
        queue.on_visible = self._wake

    def _wake(self, when: int) -> None:
        """Look into the queue when a message is due, or a little later."""
        now = self._simulation.now
        when = max(when, now) + self._simulation.rng.randrange(POLL_MS)
        if self._wakes_at is None or when < self._wakes_at:
            self._wakes_at = when
            self._simulation.at(when, lambda: self._poll(when))

    def _poll(self, when: int) -> None:
        if self._wakes_at != when:
            return
        self._wakes_at = None
        while self._running < MAXIMUM_CONCURRENCY and (batch := self._receive()):
            self._hand_out(batch)
        self._go_on()

    def _go_on(self) -> None:
        following = self._queue.next_visible()
        if following is not None and self._running < MAXIMUM_CONCURRENCY:
            self._wake(following)

    def _receive(self) -> list[Message]:
        now, rng = self._simulation.now, self._simulation.rng
        batch = []
        for message in self._queue.receive(now, rng.randrange(1, BATCH_SIZE + 1)):
            self.counts.receives += 1
            if message.receives > MAXIMUM_RECEIVES:
                self._dead.send(message.body, now)
                self._queue.delete(message.id)
                self.counts.redriven += 1
                continue
            batch.append(message)
            if rng.random() < self.twice:
                self.counts.twice += 1
                self._queue.show_again(message, now + rng.randrange(20_000))
        return batch

    def _hand_out(self, batch: list[Message]) -> None:
        self._running += 1
        records = [record_of(message) for message in batch]

        def work(environment: Environment, context: Context) -> dict[str, Any]:
            return environment.worker.handle({"Records": records}, context)

        def answered(result: dict[str, Any] | None) -> None:
            self._running -= 1
            if result is not None:
                failed = {failure["itemIdentifier"] for failure in result["batchItemFailures"]}
                for message in batch:
                    if message.id not in failed and self._simulation.rng.random() >= self.twice:
                        self._queue.delete(message.id)
            self._go_on()

        self._functions.invoke("retry", work, answered)

"""AWS as the simulation's processes see it: the tables in memory of tests/fakes, SQS queues that stay fast when deep,
and faults between the two.

A call that fails is tried twice, as botocore does it for the relay: the second attempt, which makes a lost answer into
a claim refused by one's own token, is part of the simulation.
"""

import heapq
import itertools
import math
import random
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from relay.stores.aws import Aws, AwsRefused, AwsUnsure
from tests.fakes.aws import MemoryAws, Message
from tests.fakes.settings import DEAD, HELD, RETRY
from tests.simulation.engine import Process, Simulation
from tests.simulation.weather import Weather

AWAY_MS = 1_000  # the relay's time to connect
LOST_MS = 3_000  # its time to read
PAUSE_MS = 1_000  # the longest pause before a second attempt
SHORTEST_READ_MS = 300
FROZEN_MS = (20_000, 2_000_000)
EMPTY_ANSWERS = 0.1


class DeepQueue:
    """A standard queue. `on_visible` is told the time at which a message will be visible."""

    def __init__(self, visibility_ms: int, rng: random.Random) -> None:
        self.messages: dict[str, Message] = {}
        self.on_visible: Callable[[int], None] = lambda when: None
        self._visibility_ms = visibility_ms
        self._rng = rng
        self._order: list[tuple[int, float, str]] = []
        self._receipts: dict[str, str] = {}
        self._numbers = itertools.count(1)

    def send(self, body: str, now: int, delay_ms: int = 0) -> str:
        """Take a message in."""
        message = Message(f"m{next(self._numbers)}", body, now, now + delay_ms)
        self.messages[message.id] = message
        self._show(message, message.visible_at)
        return message.id

    def receive(self, now: int, most: int) -> list[Message]:
        """Up to `most` visible messages, in no particular order among those that are due."""
        found: list[Message] = []
        while self._order and self._order[0][0] <= now and len(found) < most:
            when, _, key = heapq.heappop(self._order)
            message = self.messages.get(key)
            if message and message.visible_at == when and message not in found:
                found.append(message)
        for message in found:
            message.receives += 1
            self._receipts.pop(message.receipt, None)
            message.receipt = f"r{next(self._numbers)}"
            self._receipts[message.receipt] = message.id
            self._show(message, now + self._visibility_ms)
        return found

    def show_again(self, message: Message, now: int) -> None:
        """Deliver it a second time, as a standard queue now and then does."""
        self._show(message, now)

    def change_visibility(self, receipt: str, when: int) -> bool:
        """Whether there is a message with this receipt; it is visible again at that time."""
        message = self.messages.get(self._receipts.get(receipt, ""))
        if message is None:
            return False
        self._show(message, when)
        return True

    def delete(self, message_id: str) -> None:
        """Forget a message."""
        message = self.messages.pop(message_id, None)
        if message:
            self._receipts.pop(message.receipt, None)

    def delete_received(self, receipt: str) -> None:
        """Forget the message with this receipt."""
        self.delete(self._receipts.get(receipt, ""))

    def next_visible(self) -> int | None:
        """When the next message is visible."""
        while self._order:
            when, _, key = self._order[0]
            message = self.messages.get(key)
            if message and message.visible_at == when:
                return when
            heapq.heappop(self._order)
        return None

    def _show(self, message: Message, when: int) -> None:
        message.visible_at = when
        heapq.heappush(self._order, (when, self._rng.random(), message.id))
        self.on_visible(when)


class Cloud(MemoryAws):
    """What all processes share: tables, secrets, queues. `partial` counts the answers that left something out."""

    def __init__(self, simulation: Simulation, secrets: Mapping[str, str]) -> None:
        super().__init__(simulation, secrets)  # type: ignore[arg-type]  # a clock, too
        self.simulation = simulation
        self.partial: Counter[str] = Counter()
        self.deep = {
            name: DeepQueue(seconds * 1000, simulation.rng)
            for name, seconds in {RETRY: 360, DEAD: 60, HELD: 60}.items()
        }

    def act(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """Carry an operation out. Raises `AwsRefused`."""
        act: Callable[[Mapping[str, Any]], dict[str, Any]] = getattr(self, f"_{operation}")
        return act(request)

    def _UpdateItem(self, request: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802 - AWS's own name
        self._forget_expired(request["TableName"], request["Key"]["id"]["S"])
        return super()._UpdateItem(request)

    def _BatchGetItem(self, request: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802 - AWS's own name
        for table, wanted in request["RequestItems"].items():
            for key in wanted["Keys"]:
                self._forget_expired(table, key["id"]["S"])
        return super()._BatchGetItem(request)

    def some_keys(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Read some of the keys, or none, and name the others as not processed.

        https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
        """
        read: dict[str, Any] = {}
        left: dict[str, Any] = {}
        for table, wanted in request["RequestItems"].items():
            count = self.simulation.rng.randrange(len(wanted["Keys"]))
            read[table] = wanted | {"Keys": wanted["Keys"][:count]}
            left[table] = wanted | {"Keys": wanted["Keys"][count:]}
        self.partial["UnprocessedKeys"] += 1
        return self.act("BatchGetItem", {"RequestItems": read}) | {"UnprocessedKeys": left}

    def part_of(self, most: int) -> int:
        """How many of the messages that are there one answer has, at most: SQS asks a part of its servers.

        https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
        """
        rng = self.simulation.rng
        count = 0 if rng.random() < EMPTY_ANSWERS else rng.randrange(1, most + 1)
        self.partial["fewer messages than there are"] += count < most
        return count

    def _forget_expired(self, table: str, key: str) -> None:
        """What is expired is gone when somebody looks, which is sooner than DynamoDB promises.

        https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
        """
        items = self.tables.get(table, {})
        if key in items and "ttl" in items[key] and 1000 * int(items[key]["ttl"]["N"]) <= self.simulation.now:
            del items[key]

    def _SendMessage(self, request: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802 - AWS's own name
        queue = self.deep[request["QueueUrl"]]
        delay = 1000 * int(request.get("DelaySeconds", 0))
        return {"MessageId": queue.send(request["MessageBody"], self.simulation.now, delay)}

    def _ChangeMessageVisibility(self, request: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802 - AWS's own name
        when = self.simulation.now + 1000 * int(request["VisibilityTimeout"])
        if not self.deep[request["QueueUrl"]].change_visibility(request["ReceiptHandle"], when):
            raise AwsRefused("ReceiptHandleIsInvalid", {})
        return {}


class OperatorSqs:
    """SQS as an operator's commands see it through boto3. A deletion is lost with the probability `loses`."""

    def __init__(self, cloud: Cloud, loses: float) -> None:
        self._cloud = cloud
        self._loses = loses

    def receive_message(self, **request: Any) -> dict[str, Any]:
        """Up to ten letters."""
        queue, now = self._cloud.deep[request["QueueUrl"]], self._cloud.simulation.now
        found = queue.receive(now, self._cloud.part_of(request["MaxNumberOfMessages"]))
        for message in found:
            queue.change_visibility(message.receipt, now + 1000 * request["VisibilityTimeout"])
        return {
            "Messages": [
                {"Body": message.body, "MessageId": message.id, "ReceiptHandle": message.receipt} for message in found
            ]
        }

    def get_queue_attributes(self, **request: Any) -> dict[str, Any]:
        """How many letters there are, hidden or not."""
        there = len(self._cloud.deep[request["QueueUrl"]].messages)
        return {"Attributes": dict.fromkeys(request["AttributeNames"], str(there))}

    def change_message_visibility_batch(self, **request: Any) -> dict[str, Any]:
        """Put letters back."""
        for entry in request["Entries"]:
            when = self._cloud.simulation.now + 1000 * entry["VisibilityTimeout"]
            self._cloud.deep[request["QueueUrl"]].change_visibility(entry["ReceiptHandle"], when)
        return {}

    def send_message_batch(self, **request: Any) -> dict[str, Any]:
        """Put messages into a queue."""
        for entry in request["Entries"]:
            self._cloud.deep[request["QueueUrl"]].send(entry["MessageBody"], self._cloud.simulation.now)
        return {"Successful": request["Entries"]}

    def delete_message_batch(self, **request: Any) -> dict[str, Any]:
        """Delete letters, each or not: the operator pressed Ctrl-C."""
        for entry in request["Entries"]:
            if self._cloud.simulation.rng.random() >= self._loses:
                self._cloud.deep[request["QueueUrl"]].delete_received(entry["ReceiptHandle"])
        return {"Successful": request["Entries"]}


class ProcessAws(Aws):
    """One process's AWS client."""

    def __init__(
        self, cloud: Cloud, weather: Weather, process: Process, at_call: Callable[[Process, str, str], None]
    ) -> None:
        self._cloud = cloud
        self._weather = weather
        self._process = process
        self._at_call = at_call
        self._ends_at = self._queues_end_at = math.inf

    def __repr__(self) -> str:
        return "ProcessAws()"

    def allow(self, seconds: float, *, queues: float) -> None:
        """Have calls over so many seconds from now, those of the queues in so many."""
        now = self._cloud.simulation.now
        self._ends_at, self._queues_end_at = now + seconds * 1000, now + queues * 1000

    def call(self, service: str, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """Both attempts."""
        try:
            return self._once(service, operation, request)
        except AwsUnsure:
            return self._once(service, operation, request)

    def _once(self, service: str, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """One attempt: slow, struck by a fault, or both. `at_call` hears of it before, when it acted, and after."""
        simulation = self._cloud.simulation
        what = f"{operation} {_target(request)}"
        left = (self._queues_end_at if service == "sqs" else self._ends_at) - simulation.now - AWAY_MS - PAUSE_MS
        if left < SHORTEST_READ_MS:
            raise AwsUnsure(f"{what}: no time is left for it")
        self._at_call(self._process, "before", what)
        kind = self._weather.strike(simulation.now, service, what)
        simulation.sleep(simulation.rng.choice((2, 5, 10, 40)) if kind != "slow" else 900)
        if kind == "frozen_before":
            self._process.freeze(simulation.rng.randrange(*FROZEN_MS))
        if kind == "away":
            simulation.sleep(AWAY_MS)
            raise AwsUnsure(f"{what}: away")
        if kind == "throttled":
            raise AwsUnsure(f"{what}: throttled")
        try:
            unprocessed = kind == "unprocessed"
            answer = self._cloud.some_keys(request) if unprocessed else self._cloud.act(operation, request)
        finally:
            self._at_call(self._process, "acted", what)
        if kind == "frozen":
            self._process.freeze(simulation.rng.randrange(*FROZEN_MS))
        if kind == "lost_answer":
            simulation.sleep(min(LOST_MS, left))
            raise AwsUnsure(f"{what}: answer lost")
        simulation.sleep(simulation.rng.choice((1, 3)))
        self._at_call(self._process, "answered", what)
        return answer


def _target(request: Mapping[str, Any]) -> str:
    """The table, queue or secret that a request is about."""
    named = request.get("TableName") or request.get("QueueUrl") or request.get("SecretId")
    return str(named or next(iter(request["RequestItems"])))

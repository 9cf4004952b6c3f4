"""DynamoDB, SQS, SNS and Secrets Manager in memory, behind the one method through which the relay calls AWS.

Faults are put in the way of single calls: the service away (nothing happens), its answer lost (it happens and
nobody learns of it), or slow (it happens, and takes its time). SQS keeps its clock-driven ways: delay, visibility,
receive counts, redrive.
"""

import itertools
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from relay.stores.aws import Aws, AwsRefused, AwsUnsure
from tests.fakes.clock import Clock
from tests.fakes.expressions import Item, holds, updated

KEPT_MS = 14 * 24 * 60 * 60 * 1000

type FaultKind = Literal["away", "lost_answer", "refused", "slow"]


@dataclass(slots=True)
class Fault:
    """What happens to calls of one operation (of one table or queue, if `target` names it), `count` times.

    A slow one takes `seconds`; `spared` calls pass before the first is struck.
    """

    operation: str
    kind: FaultKind
    target: str = ""
    count: int = 1_000_000
    seconds: float = 0
    spared: int = 0


@dataclass(slots=True)
class Message:
    """A message in a queue."""

    id: str
    body: str
    sent_at: int
    visible_at: int
    receives: int = 0
    receipt: str = ""
    group: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Queue:
    """A standard queue: `visibility_seconds` as template.yaml sets it, redrive after `maximum_receives`."""

    visibility_seconds: int = 360
    messages: list[Message] = field(default_factory=list)


class MemoryAws(Aws):
    """Stands in for `relay.stores.aws.Aws`: the same `call`, over dictionaries. Every call is kept in `calls`."""

    def __init__(self, clock: Clock, secrets: Mapping[str, str]) -> None:
        self.clock = clock
        self.secrets = dict(secrets)
        self.tables: dict[str, dict[str, Item]] = {}
        self.queues: dict[str, Queue] = {}
        self.faults: list[Fault] = []
        self.calls: list[tuple[str, str, str]] = []
        self.mails: list[tuple[str, str]] = []
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return "MemoryAws()"

    def call(self, service: str, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        named = (request.get(name) for name in ("TableName", "QueueUrl", "SecretId"))
        target = str(next(filter(None, named), "".join(request.get("RequestItems", ()))))
        self.calls.append((service, operation, target))
        fault = self._fault(operation, target)
        kind = fault.kind if fault else None
        if fault:
            self.clock.advance(seconds=fault.seconds)
        if kind == "away":
            raise AwsUnsure(f"{operation}: away")
        if kind == "refused":
            raise AwsRefused("AccessDeniedException", {})
        act: Callable[[Mapping[str, Any]], dict[str, Any]] = getattr(self, f"_{operation}")
        with self._lock:  # a conditional write is one step, whatever the worker's threads do
            answer = act(request)
        if kind == "lost_answer":
            raise AwsUnsure(f"{operation}: answer lost")
        return answer

    def _fault(self, operation: str, target: str) -> Fault | None:
        for fault in self.faults:
            if fault.count and fault.operation in {operation, "*"} and fault.target in target:
                if fault.spared:
                    fault.spared -= 1
                    continue
                fault.count -= 1
                return fault
        return None

    # DynamoDB -----------------------------------------------------------------------------------------------------

    def _UpdateItem(self, request: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802 - AWS's own name
        table = self.tables.setdefault(request["TableName"], {})
        key = request["Key"]["id"]["S"]
        item = table.get(key, {})
        condition = request.get("ConditionExpression")
        if condition and not holds(condition, request, item):
            raise AwsRefused("ConditionalCheckFailedException", {"Item": item} if item else {})
        table[key] = updated(request, item) | {"id": {"S": key}}
        return {"Attributes": item} if item else {}

    def _BatchGetItem(self, request: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802 - AWS's own name
        answers = {}
        for name, wanted in request["RequestItems"].items():
            table = self.tables.get(name, {})
            keys = [key["id"]["S"] for key in wanted["Keys"]]
            answers[name] = [table[key] for key in keys if key in table]
        return {"Responses": answers, "UnprocessedKeys": {}}

    # Secrets Manager ----------------------------------------------------------------------------------------------

    def _GetSecretValue(self, request: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802 - AWS's own name
        try:
            return {"SecretString": self.secrets[request["SecretId"]]}
        except KeyError:
            raise AwsRefused("ResourceNotFoundException", {}) from None

    # SQS ----------------------------------------------------------------------------------------------------------

    def _SendMessage(self, request: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802 - AWS's own name
        now, number = self.clock(), next(self._numbers)
        visible_at = now + 1000 * int(request.get("DelaySeconds", 0))
        group = str(request.get("MessageGroupId", ""))
        attributes = request.get("MessageAttributes", {})
        message = Message(
            f"message-{number}", request["MessageBody"], now, visible_at, group=group, attributes=attributes
        )
        self.queues.setdefault(request["QueueUrl"], Queue()).messages.append(message)
        return {"MessageId": message.id}

    def _ChangeMessageVisibility(self, request: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802 - AWS's own name
        for message in self.queues[request["QueueUrl"]].messages:
            if message.receipt == request["ReceiptHandle"]:
                message.visible_at = self.clock() + 1000 * int(request["VisibilityTimeout"])
                return {}
        raise AwsRefused("ReceiptHandleIsInvalid", {})

    def _ReceiveMessage(self, request: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802 - AWS's own name
        messages = self._kept(request["QueueUrl"])
        visible = [message for message in messages if message.visible_at <= self.clock()]
        taken = visible[: request["MaxNumberOfMessages"]]
        for message in taken:
            message.receives += 1
            message.receipt = f"receipt-{next(self._numbers)}"
            message.visible_at = self.clock() + 1000 * int(request["VisibilityTimeout"])
        wanted = request.get("MessageAttributeNames", ())
        return {"Messages": [received(message, wanted) for message in taken]} if taken else {}

    def _kept(self, url: str) -> list[Message]:
        """The messages of a queue without those that SQS has dropped, 14 days after they were sent."""
        queue = self.queues.setdefault(url, Queue())
        queue.messages = [each for each in queue.messages if self.clock() - each.sent_at < KEPT_MS]
        return queue.messages

    def _DeleteMessage(self, request: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802 - AWS's own name
        queue = self.queues[request["QueueUrl"]]
        queue.messages = [message for message in queue.messages if message.receipt != request["ReceiptHandle"]]
        return {}

    def _ChangeMessageVisibilityBatch(self, request: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802 - AWS's own name
        for entry in request["Entries"]:
            for message in self.queues[request["QueueUrl"]].messages:
                if message.receipt == entry["ReceiptHandle"] and message.visible_at > self.clock():
                    message.visible_at = self.clock() + 1000 * int(entry["VisibilityTimeout"])
        return {"Successful": [], "Failed": []}

    def _GetQueueAttributes(self, request: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802 - AWS's own name
        messages = self._kept(request["QueueUrl"])
        hidden = sum(message.visible_at > self.clock() for message in messages)
        counts = {
            "ApproximateNumberOfMessages": len(messages) - hidden,
            "ApproximateNumberOfMessagesNotVisible": hidden,
            "ApproximateNumberOfMessagesDelayed": 0,
        }
        return {"Attributes": {name: str(count) for name, count in counts.items()}}

    # SNS ----------------------------------------------------------------------------------------------------------

    def _Publish(self, request: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802 - AWS's own name
        self.mails.append((request["Subject"], request["Message"]))
        return {"MessageId": f"mail-{len(self.mails)}"}

    def receive(self, url: str, most: int = 10) -> list[dict[str, Any]]:
        """What Lambda's mapping would hand to the worker now, as the records of its event."""
        queue = self.queues.setdefault(url, Queue())
        visible = [message for message in queue.messages if message.visible_at <= self.clock()][:most]
        for message in visible:
            message.receives += 1
            message.receipt = f"receipt-{next(self._numbers)}"
            message.visible_at = self.clock() + 1000 * queue.visibility_seconds
        return [record_of(message) for message in visible]

    def delete(self, url: str, message_ids: set[str]) -> None:
        """What Lambda's mapping does with the records that were not reported as failed."""
        queue = self.queues[url]
        queue.messages = [message for message in queue.messages if message.id not in message_ids]


def received(message: Message, wanted: Collection[str] = ()) -> dict[str, Any]:
    """A message as ReceiveMessage gives it, with the attributes that are asked for."""
    told = {name: value for name, value in message.attributes.items() if name in wanted}
    return {
        "MessageId": message.id,
        "ReceiptHandle": message.receipt,
        "Body": message.body,
        "Attributes": {"SentTimestamp": str(message.sent_at)},
        **({"MessageAttributes": told} if told else {}),
    }


def record_of(message: Message) -> dict[str, Any]:
    """A message as a record of the worker's event."""
    return {
        "messageId": message.id,
        "receiptHandle": message.receipt,
        "body": message.body,
        "attributes": {
            "ApproximateReceiveCount": str(message.receives),
            "SentTimestamp": str(message.sent_at),
        },
        "messageAttributes": {},
        "eventSource": "aws:sqs",
    }

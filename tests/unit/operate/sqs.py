"""The part of boto3's SQS client that the operators' commands use, over lists: a dead-letter and a retry queue.

`away` lets the sending fail, `refuses` the sending of texts that have it in them; `returns` lets a letter that was
moved come back at once, `forgets` lets those in hand show up again, `stable` gives each message one id for ever;
`marks` are the attributes of a text's message, `sent_at` is when all were sent;
`interrupts` presses Ctrl-C once something is in hand; `lost` are receipts that are somebody else's by now.
"""

import itertools
import json
import threading
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.ids import an_id

LETTERS = [json.dumps({"version": 1, "source": "sms", "reason": "rejected", "id": an_id(n)}) for n in range(3)]


@dataclass
class Sqs:
    """See the module."""

    dead: list[str] = field(default_factory=lambda: list(LETTERS))
    retry: list[str] = field(default_factory=list)
    away: bool = False
    refuses: str = "\0"
    returns: bool = False
    forgets: bool = False
    stable: bool = False
    interrupts: bool = False
    lost: set[str] = field(default_factory=set)
    marks: dict[str, dict[str, str]] = field(default_factory=dict)
    sent_at: int = 0
    hidden: dict[str, str] = field(default_factory=dict)
    renewed: list[str] = field(default_factory=list)
    numbers: Any = field(default_factory=itertools.count)
    received: int = 0
    sizes: list[int] = field(default_factory=list)
    groups: list[str | None] = field(default_factory=list)
    others: int = 0
    lock: Any = field(default_factory=threading.Lock)

    def get_queue_attributes(self, **_: Any) -> dict[str, Any]:
        visible, hidden = "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"
        return {"Attributes": {visible: str(len(self.dead)), hidden: str(self.others)}}

    def receive_message(self, **request: Any) -> dict[str, Any]:
        with self.lock:
            self.received += 1
            assert self.received < 1000, "it never ends"
            if self.interrupts and self.hidden:
                raise KeyboardInterrupt
            most = request["MaxNumberOfMessages"]
            self.stable = self.stable or self.forgets
            taken = self.dead if self.forgets else self.dead[:most]
            ids = {body: self.id_of(body) if self.stable else f"message {next(self.numbers)}" for body in taken}
            received = {f"receipt {next(self.numbers)}": body for body in taken}
            self.dead = self.dead if self.forgets else self.dead[most:]
            self.hidden |= received
        messages = [
            {
                "Body": body,
                "MessageId": ids[body],
                "ReceiptHandle": key,
                "Attributes": {"SentTimestamp": str(self.sent_at)},
                "MessageAttributes": {name: {"StringValue": value} for name, value in self.marks.get(body, {}).items()},
            }
            for key, body in received.items()
        ]
        return {"Messages": messages} if messages else {}

    def id_of(self, body: str) -> str:
        """What SQS calls a message, if that is `stable`."""
        return f"message {hash(body)}"

    def send_message_batch(self, *, QueueUrl: str, Entries: list[dict[str, str]]) -> dict[str, Any]:  # noqa: N803 - boto3's own names
        if self.away:
            raise ConnectionError
        assert QueueUrl == "retry"
        self.sizes.append(len(Entries))
        taken = [entry for entry in Entries if self.refuses not in entry["MessageBody"]]
        self.retry += [entry["MessageBody"] for entry in taken]
        self.groups += [entry.get("MessageGroupId") for entry in taken]
        if self.returns:
            self.dead += [entry["MessageBody"] for entry in taken]
        return {"Successful": taken, "Failed": [entry for entry in Entries if entry not in taken]}

    def delete_message_batch(self, *, QueueUrl: str, Entries: list[dict[str, str]]) -> dict[str, Any]:  # noqa: N803
        assert QueueUrl == "dead"
        for entry in Entries:
            del self.hidden[entry["ReceiptHandle"]]
        return {"Successful": Entries}

    def change_message_visibility_batch(self, *, QueueUrl: str, Entries: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803
        assert QueueUrl == "dead"
        with self.lock:
            failed = [entry for entry in Entries if entry["ReceiptHandle"] in self.lost]
            for entry in Entries:
                if entry in failed:
                    continue
                if entry["VisibilityTimeout"]:
                    self.renewed.append(entry["ReceiptHandle"])
                else:
                    self.dead.append(self.hidden.pop(entry["ReceiptHandle"]))
        return {"Failed": failed}

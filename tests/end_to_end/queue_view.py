"""What lies in the queues of a running stack."""

import json
from typing import Any

from local.background import Background
from local.place import STACK_NAME

COUNTS = [
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
]


class Queues:
    """The retry queue and the dead letters."""

    def __init__(self, stack: Background) -> None:
        self._sqs = stack.client("sqs")
        self._retry = self._url("retry")
        self._dead_letters = self._url("dead-letters")

    def _url(self, name: str) -> str:
        url: str = self._sqs.get_queue_url(QueueName=f"{STACK_NAME}-{name}")["QueueUrl"]
        return url

    def waiting(self) -> int:
        """How many messages the retry queue has, visible, delayed or hidden."""
        return sum(self._counts().values())

    def hidden(self) -> int:
        """How many of them are postponed, or in a worker's hand."""
        return self._counts()["ApproximateNumberOfMessagesNotVisible"]

    def _counts(self) -> dict[str, int]:
        attributes = self._sqs.get_queue_attributes(QueueUrl=self._retry, AttributeNames=COUNTS)["Attributes"]
        return {name: int(attributes[name]) for name in COUNTS}

    def letters(self) -> list[dict[str, Any]]:
        """The dead letters, which stay where they are."""
        found: list[dict[str, Any]] = []
        while messages := self._receive():
            found += messages
        for message in found:
            self._sqs.change_message_visibility(
                QueueUrl=self._dead_letters, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
            )
        return [json.loads(message["Body"]) for message in found]

    def _receive(self) -> list[dict[str, Any]]:
        """Up to ten letters that were not received yet, hidden from the next call."""
        received = self._sqs.receive_message(
            QueueUrl=self._dead_letters, MaxNumberOfMessages=10, VisibilityTimeout=60, WaitTimeSeconds=0
        )
        messages: list[dict[str, Any]] = received.get("Messages", [])
        return messages

    def letters_about(self, *people: str) -> list[dict[str, Any]]:
        """The dead letters of submissions from these addresses and phones."""
        return [letter for letter in self.letters() if {*people} & {*map(str, letter.get("advocate", {}).values())}]

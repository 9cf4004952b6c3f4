"""The three queues: retry (what waits), dead letter (what a person must look at) and held (what may be spam).

A method returns only when SQS said that it has the message; anything else is `NotAccepted`, and then nobody may be
told that the submission is safe. What is in a message is not known here (`submission`, `letters`).
"""

from collections.abc import Mapping, Sequence
from typing import Final

from relay.letters import DeadLetter, HeldMessage
from relay.stores.aws import Aws, AwsError

LONGEST_DELAY_SECONDS: Final = (
    900  # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
)
# 12 h, which SQS counts from the receipt: less the longest that a worker has had the message by then.
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
LONGEST_VISIBILITY_SECONDS: Final = 43_200 - 120
LONGEST_GROUP: Final = 128  # characters of a MessageGroupId


class NotAccepted(Exception):
    """SQS refused, or did not say: the message may not be there."""


def fair_share_of(campaigns: Sequence[int]) -> dict[str, str]:
    """Whose share of the worker a message takes, as an argument of SendMessage: its first campaign's.

    SQS hands out what few of are in flight before what many of are, so one campaign's flood, or all that an outage has
    postponed, keeps no other campaign waiting. A stop names no campaign and shares with nobody.
    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html
    """
    return {"MessageGroupId": str(campaigns[0])[:LONGEST_GROUP]} if campaigns else {}


class Queues:
    """The stack's queues, by their URLs."""

    def __init__(self, aws: Aws, *, retry_url: str, dead_letter_url: str, held_url: str) -> None:
        self._aws = aws
        self._retry_url = retry_url
        self._dead_letter_url = dead_letter_url
        self._held_url = held_url

    def retry(self, message: str, *, delay_seconds: int, campaigns: Sequence[int] = ()) -> None:
        """Queue a submission of these campaigns for the worker. Raises `NotAccepted`."""
        delay = min(max(delay_seconds, 0), LONGEST_DELAY_SECONDS)
        self._send(self._retry_url, message, {"DelaySeconds": delay, **fair_share_of(campaigns)})

    def dead_letter(self, letter: DeadLetter) -> None:
        """Put a message where a person will look. Raises `NotAccepted`."""
        self._send(self._dead_letter_url, letter.to_text(), {})

    def held(self, message: HeldMessage) -> None:
        """Hold a message until a person has looked. Raises `NotAccepted`."""
        self._send(self._held_url, message.to_text(), {})

    def postpone(self, receipt_handle: str, *, seconds: int) -> None:
        """Make a received message visible again only after `seconds` (1 s to nearly 12 h). Raises `NotAccepted`."""
        request = {
            "QueueUrl": self._retry_url,
            "ReceiptHandle": receipt_handle,
            "VisibilityTimeout": min(max(seconds, 1), LONGEST_VISIBILITY_SECONDS),
        }
        try:
            self._aws.call("sqs", "ChangeMessageVisibility", request)
        except AwsError as error:
            raise NotAccepted(str(error)) from None

    def _send(self, url: str, message: str, extra: Mapping[str, int | str]) -> None:
        try:
            answer = self._aws.call("sqs", "SendMessage", {"QueueUrl": url, "MessageBody": message, **extra})
        except AwsError as error:
            raise NotAccepted(str(error)) from None
        if not answer.get("MessageId"):
            raise NotAccepted("SendMessage named no message")

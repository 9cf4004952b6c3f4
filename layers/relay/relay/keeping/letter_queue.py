"""The dead-letter and the held queue as the keeper handles them: letters received, sent once more, deleted, let go.

SQS can't be browsed: whoever receives a letter hides it from all others for `HIDDEN_SECONDS`. Every method raises
`AwsError` if SQS refused or did not say; a letter is then where it was, or there twice.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import batched
from typing import Any, Final, NamedTuple

from relay.keeping.marks import LAST, MARKS, NAME, SINCE
from relay.stores.aws import Aws, AwsUnsure

HIDDEN_SECONDS: Final = 120  # as long as an operator's hand has one (operate/queue.py)
BATCH: Final = 10  # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
VISIBLE: Final = "ApproximateNumberOfMessages"
HIDDEN: Final = "ApproximateNumberOfMessagesNotVisible"
DELAYED: Final = "ApproximateNumberOfMessagesDelayed"


class QueueDepth(NamedTuple):
    """About how many messages a queue has: to be received, in somebody's hand, and not yet to be received."""

    visible: int
    hidden: int
    delayed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLetter:
    """A letter in hand. Times in milliseconds since 1970.

    - `message_id`: what SQS calls it now; `name`: what it called it when it was first sent.
    - `sent_at`: when it was last sent, by which it expires; `since`: when it was first sent.
    """

    body: str = field(repr=False)
    receipt: str = field(repr=False)
    message_id: str
    name: str
    sent_at: int
    since: int
    is_last: bool


class LetterQueue:
    """One of the two queues, by its URL."""

    def __init__(self, aws: Aws, url: str) -> None:
        self._aws = aws
        self._url = url

    def counts(self) -> QueueDepth:
        """About how many messages there are."""
        names = [VISIBLE, HIDDEN, DELAYED]
        answer = self._call("GetQueueAttributes", {"AttributeNames": names})
        found = answer.get("Attributes", {})
        return QueueDepth(*(int(found.get(name, 0)) for name in names))

    def receive(self) -> list[StoredLetter]:
        """The next letters, hidden from others from now on; none if none is to be had."""
        request = {
            "MaxNumberOfMessages": BATCH,
            "VisibilityTimeout": HIDDEN_SECONDS,
            "WaitTimeSeconds": 1,  # asks all of SQS's servers
            "MessageSystemAttributeNames": ["SentTimestamp"],
            "MessageAttributeNames": list(MARKS),
        }
        return [stored_letter(message) for message in self._call("ReceiveMessage", request).get("Messages", [])]

    def send_again(self, letter: StoredLetter, *, last: bool) -> str:
        """Send a letter once more, with the marks of its first sending. Returns what SQS calls the copy."""
        marks = {
            SINCE: {"DataType": "Number", "StringValue": str(letter.since)},
            NAME: {"DataType": "String", "StringValue": letter.name},
        }
        if last:
            marks[LAST] = {"DataType": "Number", "StringValue": "1"}
        answer = self._call("SendMessage", {"MessageBody": letter.body, "MessageAttributes": marks})
        if not answer.get("MessageId"):
            raise AwsUnsure("SendMessage named no message")
        return str(answer["MessageId"])

    def delete(self, letter: StoredLetter) -> None:
        """Delete a letter in hand."""
        self._call("DeleteMessage", {"ReceiptHandle": letter.receipt})

    def let_go(self, receipts: Iterable[str]) -> None:
        """Let others see letters in hand at once. What that fails for they see when it is no longer hidden."""
        for some in batched(receipts, BATCH, strict=False):
            entries = [
                {"Id": str(number), "ReceiptHandle": receipt, "VisibilityTimeout": 0}
                for number, receipt in enumerate(some)
            ]
            self._call("ChangeMessageVisibilityBatch", {"Entries": entries})

    def _call(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        return self._aws.call("sqs", operation, {"QueueUrl": self._url, **request})


def stored_letter(message: Mapping[str, Any]) -> StoredLetter:
    """A letter as ReceiveMessage gave it, with its marks; what somebody has spoilt of these is passed over."""
    marks = message.get("MessageAttributes", {})
    told = {name: str(marks[name].get("StringValue", "")) for name in MARKS if name in marks}
    sent_at = int(message.get("Attributes", {}).get("SentTimestamp", 0))
    since = told.get(SINCE, "")
    return StoredLetter(
        body=message["Body"],
        receipt=message["ReceiptHandle"],
        message_id=message["MessageId"],
        name=told[NAME] if re.fullmatch(r"[0-9A-Za-z-]{1,100}", told.get(NAME, "")) else message["MessageId"],
        sent_at=sent_at,
        since=min(int(since), sent_at) if since.isdecimal() else sent_at,
        is_last=LAST in told,
    )

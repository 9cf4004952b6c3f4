"""What the measured functions are sent: sign-ups by different people, all with the same effort, each as fresh as
if it had just arrived."""

import base64
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from local.place import ROOT
from tests.bench.runtime_api import Event

FORM: Mapping[str, Any] = json.loads((ROOT / "events" / "web_form_urlencoded.json").read_text(encoding="utf-8"))
# Without the page to go on to: the build has no site for it, which would be reported with each form.
FIELDS = [
    pair for pair in parse_qsl(base64.b64decode(FORM["body"]).decode(), keep_blank_values=True) if pair[0] != "_next"
]
OPT_INS = ("smsOptin", "emailOptin")
DAY_MS = 24 * 60 * 60_000
AFTER_MIDNIGHT_MS = 10 * 60_000

type Person = Callable[[int], Event]
"""Makes the event of person `number` (up to 9999)."""

QUEUE = "arn:aws:sqs:us-east-1:123456789012:relay-retry"


def sign_up(number: int) -> Event:
    """A browser's plain form: events/web_form_urlencoded.json without its opt-ins."""
    return _form(number, [(name, value) for name, value in FIELDS if name not in OPT_INS])


def opting_in(number: int) -> Event:
    """The same with two opt-ins, each of which the relay records before it is sent."""
    return _form(number, FIELDS)


def batch(people: Iterable[int]) -> Event:
    """A batch of SQS records, one person each, of submissions that nothing is known of yet.

    https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
    """
    numbers = list(people)
    return lambda now: {"Records": [_record(number, now) for number in numbers]}


def email(number: int) -> str:
    """The address of person `number`."""
    return f"maria{number:04}@example.org"


def _form(number: int, fields: list[tuple[str, str]]) -> Event:
    """Each from an address of their own: a crowd behind one costs more (docs/design.md)."""
    own = [(name, email(number) if name == "email" else value) for name, value in fields]
    body = base64.b64encode(urlencode(own).encode()).decode()
    http = {**FORM["requestContext"]["http"], "sourceIp": f"203.0.113.{number % 256}"}
    context = {**FORM["requestContext"], "http": http}
    return lambda now: {**FORM, "body": body, "requestContext": {**context, "timeEpoch": _received(now)}}


def _record(number: int, now: int) -> Mapping[str, Any]:
    message = {
        "version": 1,
        "source": "web_form",
        "natural_key": f"content 998 {number}",
        "keyed_by_content": True,
        "received_at": _received(now),
        "campaigns": [998],
        "advocate": {"email": email(number), "firstname": "Maria", "address1": "12 Linden Street", "zip5": "02134"},
        "connection": None,
        "trusted": False,
        "proof": "",
    }
    return {
        "messageId": f"059f36b4-87a3-44ab-83d2-{number:012}",
        "receiptHandle": f"handle-{number}",
        "body": json.dumps(message),
        "attributes": {
            "ApproximateReceiveCount": "1",
            "SentTimestamp": str(now),
            "SenderId": "AIDAIENQZJOLO23YVJ4VO",
            "ApproximateFirstReceiveTimestamp": str(now),
        },
        "messageAttributes": {},
        "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3",
        "eventSource": "aws:sqs",
        "eventSourceARN": QUEUE,
        "awsRegion": "us-east-1",
    }


def _received(now: int) -> int:
    """The time of receipt, but never within ten minutes after midnight.

    There a submission costs one call more: it may be the second half of a double click from the day before.
    """
    return now + max(0, AFTER_MIDNIGHT_MS - now % DAY_MS)

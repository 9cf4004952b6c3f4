"""Events as an HTTP API hands them to a function, and Lambda's context beside them."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.fakes.clock import START_MS

# The routes of template.yaml; behind a form's and a card's may stand a campaign.
FORM_PATH, CARD_PATH, GOOGLE_PATH, SMS_PATH = "/signup", "/twitter-card", "/google-lead", "/sms"
DOMAIN = "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com"
URLENCODED = "application/x-www-form-urlencoded"

type Event = dict[str, Any]


def event(
    path: str,
    *,
    method: str = "POST",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    query: str = "",
    received_at: int = START_MS,
) -> Event:
    """An event of payload format 2.0. A second segment of the path is the campaign; the body is in base64."""
    _, _, *campaign = path.split("/")
    made: Event = {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": query,
        "headers": dict(headers or {}),
        "requestContext": {
            "domainName": DOMAIN,
            "http": {"method": method, "path": path},
            "timeEpoch": received_at,
        },
        "isBase64Encoded": body is not None,
    }
    if campaign:
        made["pathParameters"] = {"campaignid": campaign[0]}
    if body is not None:
        made["body"] = base64.b64encode(body).decode()
    return made


@dataclass(frozen=True, slots=True)
class Context:
    """Lambda's context, as far as the relay looks at it."""

    remaining: Callable[[], int] = lambda: 28_000

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda ends the process."""
        return self.remaining()

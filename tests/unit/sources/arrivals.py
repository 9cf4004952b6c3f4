"""Arrivals for the tests of the sources: events as API Gateway makes them, an intake that only remembers."""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from relay.campaigns import Campaigns
from relay.credentials import Credentials
from relay.delivery.receipt import Receipt
from relay.settings import Settings
from tests.fakes import relay as fakes
from tests.fakes.clock import START_MS
from tests.fakes.events import URLENCODED, Event, event
from tests.fakes.remembering import Relay, remembering
from tests.fakes.settings import PUBLIC_URL

RECEIVED_AT = START_MS

type Pairs = Sequence[tuple[str, str]]

CAMPAIGNS = Campaigns.from_literal(
    {
        998: {
            "name": "Save the Whales",
            "web_form": {
                "origins": ("https://whales.example.org", "http://127.0.0.1:3001"),
                "redirects": ("https://whales.example.org", "http://127.0.0.1:3001"),
                "p2asource": "website",
                "thanks": "Thank you, from <all> the whales & us.",
            },
            "twitter_card": {
                "connect": ("email",),
                "p2asource": "twitter-card",
                "names": {"Best mail": "email"},
                "account": "friends_whales",
            },
            "google_lead": {
                "connect": ("email",),
                "p2asource": "google-ads",
                "fields": {
                    "What is your ZIP?": "zip5",
                    "which_whale_is_yours?": "fields[5365]",
                    "May we text you?": "smsOptin",
                },
            },
            "sms": {
                "keywords": ("JOIN", "STOP SB 12", "UNETE"),
                "reply": "Thanks for joining Whales & Co.",
                "p2asource": "text",
            },
        },
        999: {
            "name": "Calls for Whales",
            "web_form": {"origins": ("https://calls.example.org",), "calls": True},
            "twitter_card": {"connect": ("email", "tweet")},
            "google_lead": {},
            "sms": {
                "keywords": ("WHALES",),
                "reply": "Welcome!",
                "smsoptin": False,
                "connect": ("call", "email"),
            },
        },
        1000: {"name": "Members only", "web_form": {"secret": True}},
        1001: {"name": "No source at all"},
        1002: {"name": "Salvemos las ballenas", "language": "es", "web_form": {}},
        1003: {
            "name": "Own words",
            "web_form": {},
            "words": {"labels.zip5": "Postal code", "problem": "Almost <there>", "thank_you": "You are in!"},
        },
    }
)
CREDENTIALS = Credentials(
    app_id="platform-app",
    app_key="platform-key",
    card_secrets=("old-card-key", "card-key"),
    form_secrets=("old-form-key", "form-key"),
    google_keys=("old-google-key", "google-key"),
    twilio_auth_tokens=("old-token", "token"),
)
SETTINGS = dataclasses.replace(fakes.SETTINGS, public_url=PUBLIC_URL)


DELIVERED = Receipt(status="delivered", id="a1b2c3")
QUEUED = Receipt(status="queued", id="a1b2c3")
HELD = Receipt(status="held", id="a1b2c3")
REJECTED = Receipt(status="rejected", id="a1b2c3")
UNAVAILABLE = Receipt(status="unavailable", retry_after=42)


def relay(
    receipt: Receipt | Exception = DELIVERED,
    *,
    credentials: Credentials | None = CREDENTIALS,
    settings: Settings = SETTINGS,
) -> Relay:
    """An ingress that answers everything with one receipt (or exception)."""
    return remembering(receipt, credentials=credentials, settings=settings, campaigns=CAMPAIGNS)


def urlencoded(path: str, pairs: Pairs, headers: Mapping[str, str] | None = None) -> Event:
    """A form as a browser posts it."""
    return event(path, body=urlencode(pairs).encode(), headers={"content-type": URLENCODED, **(headers or {})})


def multipart_body(pairs: Pairs, boundary: str = "x-boundary-x") -> bytes:
    """A form as `fetch` posts a FormData."""
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in pairs
    ]
    return ("".join(parts) + f"--{boundary}--\r\n").encode()


def multipart(path: str, pairs: Pairs, headers: Mapping[str, str] | None = None) -> Event:
    """A form as a script posts it."""
    content_type = "multipart/form-data; boundary=x-boundary-x"
    return event(path, body=multipart_body(pairs), headers={"content-type": content_type, **(headers or {})})


def posted_json(path: str, data: object, headers: Mapping[str, str] | None = None) -> Event:
    """JSON as a script posts it: API Gateway hands it on as text."""
    made = event(path, headers={"content-type": "application/json", **(headers or {})})
    made["body"] = json.dumps(data)
    return made


def errors(reply: Event) -> dict[str, str]:
    """The codes of a JSON refusal, by field."""
    return {error["field"]: error["code"] for error in json.loads(reply["body"])["errors"]}


def body(reply: Mapping[str, Any]) -> dict[str, Any]:
    """What a reply says in JSON."""
    read: dict[str, Any] = json.loads(reply["body"])
    return read

"""What people and vendors send to the relay: forms, lead cards, signed texts; and people whom no other test knows."""

import secrets
import uuid
from typing import Final

import requests
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from local.background import Background

JSON = {"accept": "application/json"}
# The documented example of a lead card's post (the API's "Post Twitter Card"), with the e-mail that its text lost.
CARD = {
    "app_id": "12345xyz",
    "api_key": "demo-card-key",
    "campaignid": "998",
    "card": "1o416",
    "name": "Patrick Stoddart",
    "token": "857779ff1a1b9fd2ae686a3afb33cd44",
    "tw_userid": "635491364",
}


def somebody() -> str:
    """An e-mail address that no other test uses."""
    return f"p{uuid.uuid4().hex[:12]}@example.org"


def some_phone() -> str:
    """Ten digits that no other test uses, with the exchange reserved for examples; no area code is like 911."""
    area = 100 * (2 + secrets.randbelow(7)) + 20 + secrets.randbelow(80)
    return f"{area}5550{100 + secrets.randbelow(100)}"


def person(email: str) -> list[tuple[str, str]]:
    """The fields of a form that a person has filled in."""
    return [
        ("firstname", "Ann"),
        ("lastname", "O'Neil"),
        ("email", email),
        ("phone", "(816) 555-0123"),
        ("address1", "1 Main St"),
        ("zip", "02134"),
        ("fields[5365]", "Retirement Savings"),
    ]


def writer(email: str) -> list[tuple[str, str]]:
    """The fields of a form by which a person writes to the legislators.

    No phone: whose contact it was, if nobody can tell, is asked of all with that phone, and `person` has one for all.
    """
    return [*((name, value) for name, value in person(email) if name != "phone"), ("type[]", "email")]


PAGE: Final = {"origin": "https://example.org"}


def post_with_token(stack: Background, email: str, token: str = "", **headers: str) -> requests.Response:
    """A form on a page that its campaign lists, with what a challenge's widget put into it."""
    fields = [*person(email), ("cf-turnstile-response", token or f"good {email}")]
    url = f"{stack.relay_url}/signup/998"
    return requests.post(url, data=fields, headers={**JSON, **PAGE, **headers}, timeout=40)


def post_from_behind_a_proxy(stack: Background, email: str, address: str) -> requests.Response:
    """The same from this address, handed on by what stands in front of another domain than the public one."""
    return post_with_token(stack, email, host="origin.example.org:443", **{"x-forwarded-for": address})


def post_text(stack: Background, phone: str, body: str, sid: str = "") -> requests.Response:
    """A text message of a US phone as Twilio reports it, signed."""
    return post_text_from(stack, f"+1{phone}", body, sid)


def post_text_from(stack: Background, sender: str, body: str, sid: str = "") -> requests.Response:
    """A message of anybody, by any channel."""
    url = f"{stack.relay_url}/sms"
    message = {"MessageSid": sid or f"SM{uuid.uuid4().hex}", "From": sender, "To": "+18165550199", "Body": body}
    message |= {"FromCity": "", "NumMedia": "0"}
    signature = RequestValidator("demo-twilio-token").compute_signature(url, message)
    return requests.post(url, data=message, headers={"x-twilio-signature": signature}, timeout=40)

"""Requests that are signed by Standard Webhooks: a server of the organiser's proves who it is, and when it sent this.

The signature is HMAC-SHA256 over id, time and body as they were sent, in base64 behind `v1,`; several may stand in
the header, and those of another version (`v1a`) are none of ours
(https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md). What a sender that has
proved itself may say is the business of each source. Imported only where such a header was sent.
"""

import binascii
import hmac
from collections.abc import Callable, Iterable
from typing import Final

from relay.credentials import Credentials
from relay.sources.authenticity import WEBHOOK_ID, WEBHOOK_SIGNATURE, equals_any
from relay.sources.http import Refused, Request
from relay.webhook_secrets import signing_key

TIMESTAMP: Final = "webhook-timestamp"

VERSION: Final = "v1"
TOLERANCE_SECONDS: Final = 5 * 60  # either way: the senders' clocks differ from API Gateway's
LONGEST_TIMESTAMP: Final = 12  # digits


def verify(request: Request, prove: Callable[[Callable[[Credentials], bool]], bool]) -> None:
    """Raise `Refused` (401) unless one of our secrets signed this request within the last five minutes.

    `prove` asks whether our credentials prove a sender. The signature is judged first: only who has a secret is told
    that a time is wrong.
    """
    for name in (WEBHOOK_ID, TIMESTAMP, WEBHOOK_SIGNATURE):
        if not request.header(name).strip():
            raise _refused("header_missing", f"This is signed, but without the header {name}.", header=name)
    message, shown = _message(request), _shown(request.header(WEBHOOK_SIGNATURE))
    if not prove(lambda ours: is_signed(message, shown, ours.webhook_secrets)):
        raise _refused("bad_signature", "This is not signed with one of the webhook secrets.")
    if not _is_recent(request.header(TIMESTAMP), request.received_at):
        raise _refused("stale", "This was signed more than five minutes ago, or by a clock that is wrong.")


def is_signed(message: bytes, shown: Iterable[str], secrets: Iterable[str]) -> bool:
    """Whether one of these signatures is that of the message by one of these secrets."""
    keys = [key for key in map(signing_key, secrets) if key]
    expected = [binascii.b2a_base64(hmac.digest(key, message, "sha256"), newline=False).decode() for key in keys]
    return any([equals_any(signature, expected) for signature in shown])  # noqa: C419 - all, in the same time


def _message(request: Request) -> bytes:
    """What is signed: the id, the time and the body's own bytes."""
    head = f"{request.header(WEBHOOK_ID)}.{request.header(TIMESTAMP)}."
    return head.encode("utf-8", "surrogatepass") + request.body()


def _shown(header: str) -> list[str]:
    versions = (signature.partition(",") for signature in header.split())
    return [signature for version, _, signature in versions if version == VERSION]


def _is_recent(timestamp: str, received_at: int) -> bool:
    is_time = timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= LONGEST_TIMESTAMP
    return is_time and abs(received_at - int(timestamp) * 1000) <= TOLERANCE_SECONDS * 1000


def _refused(code: str, message: str, **told: str) -> Refused:
    return Refused(401, code, message, headers={"www-authenticate": "Bearer"}, told=told)

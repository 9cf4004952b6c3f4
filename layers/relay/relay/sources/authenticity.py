"""Comparing what a sender shows with our secrets, in a time that says nothing about them."""

import hmac
from collections.abc import Iterable
from typing import Final

WEBHOOK_ID: Final = "webhook-id"
WEBHOOK_SIGNATURE: Final = "webhook-signature"
"""Headers of a request that is signed (`standard_webhooks`)."""


def equals_any(given: str, secrets: Iterable[str]) -> bool:
    """Whether `given` is one of the secrets. All are compared, so that the time tells of none of them."""
    shown = given.encode("utf-8", "surrogatepass")
    matches = [hmac.compare_digest(shown, secret.encode()) for secret in secrets if secret]
    return any(matches)

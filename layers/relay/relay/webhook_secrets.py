"""Secrets of Standard Webhooks, as senders show them: `whsec_` and base64, or the base64 alone.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import binascii
from typing import Final

PREFIX: Final = "whsec_"
FEWEST_BYTES: Final = 24  # of a key, by the specification


def signing_key(secret: str) -> bytes:
    """The key that a secret stands for; nothing if it is none, for with an empty key anybody could sign."""
    text = secret.removeprefix(PREFIX).rstrip("=")
    try:
        return binascii.a2b_base64(text + "=" * (-len(text) % 4), strict_mode=True)
    except ValueError:
        return b""

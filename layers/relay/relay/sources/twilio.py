"""Twilio's side of a text: its signature, and the TwiML that it reads for an answer.

The signature is HMAC-SHA1 over the public URL and every posted name and value, in base64
(https://www.twilio.com/docs/usage/security#validating-requests); of a JSON body the URL carries the SHA-256
instead. Written out here because Twilio's package is far too heavy for a cold start; the tests hold it
against that package's own validator.
"""

import binascii
import hashlib
import hmac
from collections.abc import Collection, Iterable
from typing import Final

from relay.sources.authenticity import equals_any
from relay.sources.bodies import Pairs
from relay.sources.markup import escape

LAST_WITHOUT_HALVES: Final = "\uffff"
DEFAULT_PORTS = {"https": "443", "http": "80"}


def form_is_signed(signature: str, url: str, pairs: Pairs, tokens: Iterable[str]) -> bool:
    """Whether one of the account's auth tokens signed this form; `pairs` as posted, blanks too."""
    expected = [
        _signature(token, spelt + posted)
        for posted in _sorted(set(pairs))
        for token in tokens
        if token
        for spelt in _spellings(url)
    ]
    return equals_any(signature, expected)


def json_is_signed(signature: str, url: str, body_hash: str, body: bytes, tokens: Iterable[str]) -> bool:
    """Whether a token signed this URL, whose `bodySHA256` is `body_hash`, and the body has that hash."""
    is_body = equals_any(body_hash.lower(), [hashlib.sha256(body).hexdigest()])
    return form_is_signed(signature, url, (), tokens) and is_body


def _sorted(pairs: Collection[tuple[str, str]]) -> Collection[str]:
    """All names and values in a row, in each order that a signer may have put them in.

    Twilio's library for Python sorts by characters, that for Node by their halves in UTF-16, as Java would: there an
    emoji comes before a full-width letter. Both sort names, then the different values of one name.
    """
    by_character = "".join(name + value for name, value in sorted(pairs))
    if max(by_character, default="") <= LAST_WITHOUT_HALVES:
        return (by_character,)
    halves = sorted(pairs, key=lambda pair: [text.encode("utf-16-be", "surrogatepass") for text in pair])
    return by_character, "".join(name + value for name, value in halves)


def _signature(token: str, text: str) -> str:
    digest = hmac.digest(token.encode(), text.encode("utf-8", "surrogatepass"), "sha1")
    return binascii.b2a_base64(digest, newline=False).decode()


def _spellings(url: str) -> tuple[str, str]:
    """The URL with and without its port: Twilio signs either, and its own validators take both."""
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    name, colon, port = host.rpartition(":") if ":" in host.rpartition("]")[2] else (host, "", "")
    port = port if colon else DEFAULT_PORTS.get(scheme, "")
    return f"{scheme}://{name}{slash}{path}", f"{scheme}://{name}:{port}{slash}{path}"


def twiml(message: str = "") -> str:
    """The answer that texts `message` back, or says nothing (https://www.twilio.com/docs/messaging/twiml)."""
    return f"<Response><Message>{escape(message)}</Message></Response>" if message else "<Response/>"

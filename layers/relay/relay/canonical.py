"""When two contents are the same: one form for all spellings of a text, an e-mail address or a whole submission.

For identity only, never sent: what goes out are the person's own words. The ids made of it are in `stores.ids`.
Journal and letters are filed under what these functions return, so a change here makes what waits unknown.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, Final

from relay.submission import Argument, ConnectionRequest

SETS: Final = frozenset({"campaigns", "tags"})  # lists whose order and repetitions say nothing


def text_of(value: str) -> str:
    """The text in Unicode's composed form (NFC), with single spaces."""
    composed = value if value.isascii() else unicodedata.normalize("NFC", value)
    return " ".join(composed.split())


def address_of(value: str) -> str:
    """An e-mail address as it is compared: case does not count."""
    if value.isascii():
        return text_of(value).lower()
    return text_of(unicodedata.normalize("NFD", value).casefold())  # Unicode, D145: canonical caseless matching


def is_attribution(name: str) -> bool:
    """Whether an argument only says which page or advertisement somebody came from."""
    return name == "p2asource" or name.startswith("utm_")


def arguments(given: Mapping[str, Argument]) -> dict[str, Any]:
    """The API's arguments, sorted by name, without attribution."""
    return {name: _argument(name, given[name]) for name in sorted(given) if not is_attribution(name)}


def content(campaigns: Iterable[int], advocate: Mapping[str, Argument], connection: ConnectionRequest | None) -> str:
    """What a submission asks for, as a digest: equal for two that ask for the same."""
    contacts = connection and [connection.campaign, sorted(set(connection.types)), arguments(connection.arguments)]
    return digest([sorted(set(campaigns)), arguments(advocate), contacts])


def natural_key(own_key: str, content: str) -> tuple[str, bool]:
    """A submission's natural key, and whether it counts for one UTC day only.

    `own_key` is the sender's, or "". It widens the time in which equal content is one submission; other content under
    it is another, whoever sent that.
    """
    if own_key:
        return f"key {digest([own_key, content])}", False
    return f"content {content}", True


def digest(value: Any) -> str:
    """The SHA-256 of a JSON value, in hexadecimal digits."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _argument(name: str, value: Argument) -> Any:
    if isinstance(value, str):
        return address_of(value) if name == "email" else text_of(value)
    if isinstance(value, Mapping):
        return {key: text_of(one) for key, one in value.items()}
    texts = [text_of(one) for one in value]
    return sorted(set(texts)) if name in SETS else texts

"""Taking our secrets out of what a sender posted, before any of it is kept.

A sender that shows a secret may have it in other fields too: in an address to call back, in a note, in a field's name.
A field with a secret anywhere in it is left out whole, also if it is written in another way: percent-encoded, with
JSON's escapes, in base64 or in hexadecimal digits, one in the other. It is not for telling whether a secret is right:
`authenticity` does that.
"""

import re
from binascii import b2a_base64
from collections.abc import Iterable
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

from relay.sources.bodies import Pairs
from relay.sources.values import clean

SHORTEST: Final = 6  # characters: a shorter secret could be a part of any word, so it counts as a whole value only
MOST_LAYERS: Final = 4  # of encodings, one in the other
_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)


def without(pairs: Pairs, secrets: Iterable[str]) -> Pairs:
    """The fields that hold none of the secrets, neither in their name nor in their value."""
    needles, short = _needles(frozenset(secrets))
    return tuple(
        (name, value)
        for name, value in pairs
        if _folded(value) not in short and not _holds(name, needles) and not _holds(value, needles)
    )


def _holds(text: str, needles: frozenset[str]) -> bool:
    readings = [_folded(reading) for reading in _read(text)]
    return any(needle in reading for needle in needles for reading in readings)


def _read(text: str) -> set[str]:
    """The text, and what it says if its encodings are undone, in any order."""
    found = last = {text}
    for _ in range(MOST_LAYERS):
        last = {undone(one) for one in last for undone in (unquote, _unescaped)} - found
        if not last:
            break
        found = found | last
    return found


def _unescaped(text: str) -> str:
    """The text without the escapes of JSON and JavaScript."""
    return _ESCAPE.sub(lambda found: _character(*found.groups()), text) if "\\" in text else text


def _character(code: str | None, short_code: str | None, itself: str | None) -> str:
    digits = code or short_code
    return chr(int(digits, 16)) if digits else str(itself)


def _folded(text: str) -> str:
    """The text as it is searched: case, control characters and a form's plus for a space make no difference."""
    return clean(text.replace("+", " ")).lower()


@lru_cache(maxsize=8)
def _needles(secrets: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """What gives the secrets away wherever it stands, and the secrets that are too short for that."""
    long = {secret for secret in secrets if len(secret) >= SHORTEST}
    written = {form for secret in long for form in (secret, *_in_other_digits(secret.encode()))}
    short = {secret for secret in secrets - long if secret}
    return frozenset(map(_folded, written)), frozenset(map(_folded, short))


def _in_other_digits(secret: bytes) -> list[str]:
    """Hexadecimal digits, and what of base64 says the secret alone, whatever stands before and after it."""
    forms = [secret.hex()]
    for before in range(3):
        shifted = b"\0" * before + secret
        digits = b2a_base64(shifted, newline=False).decode().rstrip("=")
        alone = digits[(before * 8 + 5) // 6 : len(shifted) * 8 // 6]
        forms += [alone, alone.replace("+", "-").replace("/", "_")]
    return forms

"""What a value of campaigns.toml may be: a type for each kind, with its rule and the words for what to write.

A rule is a function that returns the value as the relay wants it, or raises `ValueError` with the rest of a sentence
that begins with the key: what is wrong, then what to write instead. The text in a type completes "write ..." where the
value is missing or of another type. Only the build applies them (build/campaigns_toml.py).
"""

import json
from typing import Annotated, Final
from urllib.parse import SplitResult, urlsplit

from relay.markers import After, Limits

CONNECTION_TYPES: Final = ("email", "tweet", "call")
"""The API's documentation, "Create a connection", argument `type[]`."""

OPT_OUT_WORDS: Final = ("STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL")
OPT_IN_AND_HELP_WORDS: Final = ("START", "YES", "UNSTOP", "HELP", "INFO")
RESERVED_WORDS: Final = frozenset({*OPT_OUT_WORDS, *OPT_IN_AND_HELP_WORDS})
"""Twilio answers these itself: https://help.twilio.com/articles/223134027"""

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})
DEFAULT_PORTS: Final = {"https": 443, "http": 80}

SOME_KEYWORDS: Final = 'a list of at least one keyword, such as ["JOIN"]'
LONGEST_KEYWORD: Final = 40
LONGEST_TAG: Final = 255
LONGEST_TEXT: Final = 2000
LONGEST_REPLY: Final = 1600
"""Characters that Twilio sends in one message: https://www.twilio.com/docs/api/errors/21617"""


def number(value: str) -> str:
    """A campaign's number on the platform, which is the key of its table."""
    if not (value.isascii() and value.isdecimal()) or value.startswith("0"):
        raise ValueError("is not a campaign's number; write the number that it has on the platform, as [campaigns.998]")
    return value


def readable(value: str) -> str:
    """A text that people read."""
    return _printable(value, LONGEST_TEXT)


def reply(value: str) -> str:
    """What a text message is answered."""
    return _printable(value, LONGEST_REPLY)


def tag(value: str) -> str:
    """A source tag (`p2asource`)."""
    if value != value.strip() or not value.isprintable():
        raise ValueError(
            f"{_quoted(value)} has spaces or line breaks around it; write {_quoted(' '.join(value.split()))}"
        )
    return _printable(value, LONGEST_TAG)


def keyword(value: str) -> str:
    """A text's keyword, in upper case and with single spaces: so it is compared."""
    words = value.upper().split()
    if not words or not all(word.isalnum() for word in words):
        raise ValueError(
            f"{_quoted(value)} is not a keyword; write letters and digits only, for people leave out anything else"
        )
    if "".join(words) in RESERVED_WORDS:
        raise ValueError(
            f"{_quoted(value)} is reserved: phone companies and Twilio answer it themselves; write another keyword"
        )
    word = " ".join(words)
    if len(word) > LONGEST_KEYWORD:
        raise ValueError(f"is longer than {LONGEST_KEYWORD} characters; write one that people can type")
    return word


def not_empty(keywords: tuple[str, ...]) -> tuple[str, ...]:
    """At least one keyword."""
    if not keywords:
        raise ValueError(f"is empty; write {SOME_KEYWORDS}")
    return keywords


def connection_type(value: str) -> str:
    """A connection that is made for each advocate."""
    if value not in CONNECTION_TYPES:
        known = ", ".join(_quoted(known) for known in CONNECTION_TYPES)
        raise ValueError(f"{_quoted(value)} is not a connection type; write one of {known}")
    return value


def distinct(values: tuple[str, ...]) -> tuple[str, ...]:
    """A list that names nothing twice."""
    for index, value in enumerate(values):
        if value in values[:index]:
            raise ValueError(f"{_quoted(value)} is there twice; write it once")
    return values


def origin(value: str) -> str:
    """A site's origin as browsers send it: scheme, host, and a port where it is not the scheme's own.

    Source: https://html.spec.whatwg.org/multipage/browsers.html#origin
    """
    if value in {"*", "null"} or "*" in value:
        raise ValueError(f'{_quoted(value)} would let in any site; write each site, such as "https://example.org"')
    wanted = _wanted_origin(value)
    if wanted is None:
        raise ValueError(f'{_quoted(value)} is not an origin; write scheme and host, such as "https://example.org"')
    if value != wanted:
        raise ValueError(f"{_quoted(value)} is not what a browser sends; write {_quoted(wanted)}")
    return value


def _wanted_origin(value: str) -> str | None:
    try:
        parts = urlsplit(value if "://" in value else f"https://{value}")
        host = _host(parts)
        port = parts.port
    except ValueError:
        return None
    if not host or parts.scheme not in DEFAULT_PORTS:
        return None
    scheme = parts.scheme if host in LOOPBACK else "https"
    if port is None or port in {DEFAULT_PORTS[scheme], DEFAULT_PORTS[parts.scheme]}:
        return f"{scheme}://{host}"
    return f"{scheme}://{host}:{port}"


def _host(parts: SplitResult) -> str | None:
    host = parts.hostname
    if host is None or any(character.isspace() or character == "\\" for character in host):
        return None
    return f"[{host}]" if ":" in host else host.encode("idna").decode()


def _printable(value: str, longest: int) -> str:
    if not value.strip():
        raise ValueError("is empty; write some text, or leave the key out if it may be left out")
    if len(value) > longest:
        raise ValueError(f"has {len(value)} characters; write at most {longest}")
    if not value.replace("\n", "").isprintable():
        raise ValueError("has a control character in it; write plain text, with \\n for a new line")
    return value


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


type Name = Annotated[str, After(readable), 'the campaign\'s name in quotes, such as "Save the Whales"']
type Thanks = Annotated[Annotated[str, After(readable)] | None, "a text in quotes, or leave it out"]
type Reply = Annotated[str, After(reply), 'the answer in quotes, such as "Thanks for joining!"']
type Tag = Annotated[Annotated[str, After(tag)] | None, 'a source tag in quotes, such as "website", or leave it out']
type Switch = Annotated[bool, Limits(strict=True), "true or false, without quotes"]
type Origins = Annotated[
    tuple[Annotated[str, After(origin)], ...],
    After(distinct),
    'a list of origins, such as ["https://example.org"]',
]
type Connect = Annotated[
    tuple[Annotated[str, After(connection_type)], ...],
    After(distinct),
    'a list of connection types, such as ["email"], or []',
]
type Keywords = Annotated[
    tuple[Annotated[str, After(keyword)], ...],
    After(not_empty),
    SOME_KEYWORDS,
]

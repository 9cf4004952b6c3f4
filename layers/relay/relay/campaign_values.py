"""What a value of campaigns.toml may be: a type for each kind, with its rule and the words for what to write.

A rule is a function that returns the value as the relay wants it, or raises `ValueError` with the rest of a sentence
that begins with the key: what is wrong, then what to write instead. The text in a type completes "write ..." where the
value is missing or of another type. Only the build applies them (build/campaigns_toml.py).
"""

import json
import unicodedata
from typing import Annotated, Final
from urllib.parse import SplitResult, urlsplit

from relay.keywords import (
    OPT_IN_AND_HELP_WORDS,
    OPT_OUT_WORDS,
    SPANISH_HELP_WORDS,
    SPANISH_STOP_WORDS,
    spelling,
)
from relay.markers import After, Limits

CONNECTION_TYPES: Final = ("email", "tweet", "call")
"""The API's documentation, "Create a connection", argument `type[]`."""
CONNECTIONS_OF_TEXTS: Final = ("tweet", "call")

RESERVED_WORDS: Final = OPT_OUT_WORDS | OPT_IN_AND_HELP_WORDS
MEANT_OTHERWISE: Final = SPANISH_STOP_WORDS | SPANISH_HELP_WORDS

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})
DEFAULT_PORTS: Final = {"https": 443, "http": 80}

CONTROLS: Final = {"\t": "tab", "\r": "carriage return"}
LONGEST_SHOWN: Final = 80
LONGEST_NUMBER: Final = 18
"""Digits of a campaign's number; more than any platform has."""
SOME_KEYWORDS: Final = 'a list of at least one keyword, such as ["JOIN"]'
LONGEST_KEYWORD: Final = 40
LONGEST_TAG: Final = 255
LONGEST_TEXT: Final = 2000
LONGEST_REPLY: Final = 1600
"""Characters that Twilio sends in one message: https://www.twilio.com/docs/api/errors/21617"""


def number(value: str) -> str:
    """A campaign's number on the platform, which is the key of its table."""
    is_number = value.isascii() and value.isdecimal() and not value.startswith("0")
    if not is_number or len(value) > LONGEST_NUMBER:
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
    _printable(value, LONGEST_TAG)
    if value != value.strip() or "\n" in value:
        raise ValueError(
            f"{quoted(value)} has spaces or line breaks around it; write {quoted(' '.join(value.split()))}"
        )
    return value


def keyword(value: str) -> str:
    """A text's keyword, in the spelling in which it is compared."""
    word = spelling(value)
    words = word.split()
    if not words or not all(part.isalnum() for part in words):
        _refuse_several(value)
        raise ValueError(
            f"{quoted(value)} is not a keyword; write letters and digits only, for people leave out anything else"
        )
    alone = "".join(words).lower()
    if alone in RESERVED_WORDS:
        raise ValueError(
            f"{quoted(value)} is reserved: phone companies and Twilio answer it themselves; write another keyword"
        )
    if alone in MEANT_OTHERWISE:
        raise ValueError(f"{quoted(value)} is what people text to stop or to ask for help; write another keyword")
    if len(" ".join(value.split())) > LONGEST_KEYWORD:
        raise ValueError(f"is longer than {LONGEST_KEYWORD} characters; write one that people can type")
    return word


def not_empty(keywords: tuple[str, ...]) -> tuple[str, ...]:
    """At least one keyword."""
    if not keywords:
        raise ValueError(f"is empty; write {SOME_KEYWORDS}")
    return keywords


def connection_type(value: str) -> str:
    """A connection that is made for each advocate."""
    return _one_of(value, CONNECTION_TYPES)


def connection_of_text(value: str) -> str:
    """A connection that can be made for somebody of whom only the phone is known."""
    if value == "email":
        known = ", ".join(map(quoted, CONNECTIONS_OF_TEXTS))
        raise ValueError(
            f'"email" can\'t be made: a text carries no address, so no legislator can be found; write {known} or []'
        )
    return _one_of(value, CONNECTIONS_OF_TEXTS)


def _one_of(value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        _refuse_several(value)
        meant = f"write {quoted(value.lower())}" if value.lower() in known else ""
        listed = ", ".join(map(quoted, known))
        raise ValueError(f"{quoted(value)} is not a connection type; {meant or f'write one of {listed}'}")
    return value


def distinct(values: tuple[str, ...]) -> tuple[str, ...]:
    """A list that names nothing twice."""
    for index, value in enumerate(values):
        if value in values[:index]:
            raise ValueError(f"{quoted(value)} is there twice; write it once")
    return values


def origin(value: str) -> str:
    """A site's origin as browsers send it: scheme, host, and a port where it is not the scheme's own.

    Source: https://html.spec.whatwg.org/multipage/browsers.html#origin
    """
    if value == "null" or "*" in value:
        raise ValueError(f'{quoted(value)} would let in any site; write each site, such as "https://example.org"')
    wanted = _wanted_origin(value)
    if wanted is None:
        _refuse_several(value)
        raise ValueError(f'{quoted(value)} is not an origin; write scheme and host, such as "https://example.org"')
    if value != wanted:
        raise ValueError(f"{quoted(value)} {_fault_of_origin(value)}; write {quoted(wanted)}")
    return value


def _wanted_origin(value: str) -> str | None:
    try:
        parts = _parts(value)
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


def _fault_of_origin(value: str) -> str:
    parts = _parts(value)
    if "://" not in value:
        return "has no scheme"
    if parts.path == "/" and not parts.query and not parts.fragment:
        return "has a slash at its end"
    if parts.path or parts.query or parts.fragment:
        return "has a path behind the site"
    if parts.scheme == "http" and _host(parts) not in LOOPBACK:
        return "is http, which anybody on the way can read and change"
    return "is not what a browser sends"


def _parts(value: str) -> SplitResult:
    return urlsplit(value if "://" in value else f"https://{value}")


def _host(parts: SplitResult) -> str | None:
    host = parts.hostname
    if host is None or any(character.isspace() or character == "\\" for character in host):
        return None
    return f"[{host}]" if ":" in host else host.encode("idna").decode()


def _refuse_several(value: str) -> None:
    """Tell a text that has several values in it, with commas between, from one that is simply wrong."""
    parts = [quoted(part.strip()) for part in value.split(",") if part.strip()]
    if len(parts) > 1:
        raise ValueError(f"{quoted(value)} has a comma in it; write each in quotes: {', '.join(parts)}")


def _printable(value: str, longest: int) -> str:
    if not value.strip():
        raise ValueError("is empty; write some text, or leave the key out if it may be left out")
    if len(value) > longest:
        raise ValueError(f"has {len(value)} characters; write at most {longest}")
    for place, character in enumerate(value):
        if character != "\n" and not character.isprintable() and not _joins(character):
            raise ValueError(f"has {unseen(character)} behind {quoted(value[:place][-20:])}; {_instead(character)}")
    return value


def _joins(character: str) -> bool:
    """Whether it only joins or parts the letters and pictures beside it, as in many scripts and in emoji."""
    return character in {"\u200c", "\u200d"} or "\U000e0020" <= character <= "\U000e007f"


def _instead(character: str) -> str:
    if character == "\t" or unicodedata.category(character) == "Zs":
        return "write an ordinary space"
    return "delete it, for it can't be seen; a new line is written \\n"


def unseen(character: str) -> str:
    """A character that can't be seen, in words."""
    name = CONTROLS.get(character, unicodedata.name(character, "control character"))
    return f"a {name.lower()} (U+{ord(character):04X})"


def quoted(value: str) -> str:
    """The value as it may stand in a message: on one line, not too long, nothing in it that can't be seen."""
    short = value if len(value) <= LONGEST_SHOWN else f"{value[:LONGEST_SHOWN]}..."
    shown = json.dumps(short, ensure_ascii=False)
    return "".join(character if character.isprintable() else f"\\u{ord(character):04x}" for character in shown)


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
type ConnectOfTexts = Annotated[
    tuple[Annotated[str, After(connection_of_text)], ...],
    After(distinct),
    'a list of connection types, such as ["call"], or []',
]
type Keywords = Annotated[
    tuple[Annotated[str, After(keyword)], ...],
    After(not_empty),
    SOME_KEYWORDS,
]

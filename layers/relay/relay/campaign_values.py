"""What a value of campaigns.toml may be: a type for each kind, with its rule and the words for what to write.

A rule is a function that returns the value as the relay wants it, or raises `ValueError` with the rest of a sentence
that begins with the key: what is wrong, then what to write instead. The text in a type completes "write ..." where the
value is missing or of another type. Only the build applies them (build/campaigns_toml.py), so no pattern is compiled
at import: every function has this module.
"""

import json
import re
import unicodedata
from collections.abc import Callable
from typing import Annotated, Any, Final

from relay.keywords import (
    OPT_IN_AND_HELP_WORDS,
    OPT_OUT_WORDS,
    OTHER_HELP_WORDS,
    OTHER_OPT_OUT_WORDS,
    STOP_LIKE_WORDS,
    is_of_letters,
    rare_letters,
    spelling,
)
from relay.markers import After, Limits

CONNECTION_TYPES: Final = ("email", "tweet", "call")
"""The API's documentation, "Create a connection", argument `type[]`."""
CONNECTIONS_OF_TEXTS: Final = ("tweet", "call")
CONNECTIONS_OF_FILES: Final = ("email", "tweet")

RESERVED_WORDS: Final = OPT_OUT_WORDS | OPT_IN_AND_HELP_WORDS
MEANT_OTHERWISE: Final = OTHER_OPT_OUT_WORDS | STOP_LIKE_WORDS | OTHER_HELP_WORDS

LANGUAGES: Final = ("en", "es")
"""The languages that the relay's own words are there in: `sources/languages`."""
NAMES_OF_LANGUAGES: Final = {
    "english": "en",
    "eng": "en",
    "ingles": "en",
    "spanish": "es",
    "spa": "es",
    "espanol": "es",
}

CHALLENGE_SERVICES: Final = ("turnstile", "hcaptcha")
"""Whose challenges the relay can have verified: `sources/challenge.py`."""
CHALLENGES_BY_OTHER_NAMES: Final = {
    "cloudflare": "turnstile",
    "cloudflareturnstile": "turnstile",
    "hcaptchacom": "hcaptcha",
}

SEVERAL: Final = r"[,;|]|\s+(?=https?:)"
"""What people write between several values that they put into one text."""

SOME_ORIGIN: Final = '"https://example.org"'
ADDRESS: Final = (
    r"(?ias)((?P<scheme>https?)://)?(?P<host>[^\s/?#:@\\\[\]]+|\[[0-9a-f:.]+\])(:(?P<port>[0-9]{1,5}))?"
    r"(?P<path>([/?#].*)?)"
)
LABEL: Final = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
LONGEST_HOST: Final = 253
LAST_PORT: Final = 65535
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})
DEFAULT_PORTS: Final = {"https": 443, "http": 80}

CONTROLS: Final = {"\t": "tab", "\r": "carriage return"}
LONGEST_SHOWN: Final = 80
LONGEST_NUMBER: Final = 18
"""Digits of a campaign's number; more than any platform has."""
LONGEST_KEYWORD: Final = 40
LONGEST_TAG: Final = 255
LONGEST_QUIET: Final = 90 * 24
LONGEST_WORDING: Final = 64
BURST: Final = 200
"""Sign-ups of one address in ten minutes: one every three seconds, more than a table or two at an event have."""
LARGEST_BURST: Final = 10_000
LONGEST_TEXT: Final = 2000
LONGEST_REPLY: Final = 1600
"""Characters that Twilio sends in one message: https://www.twilio.com/docs/api/errors/21617"""

TWITTER_CARD_ENDPOINT: Final = "twitter_card_endpoint"
"""The API's Post Twitter Card."""


class Empty(ValueError):
    """Nothing stands where something must; what to write is told by the type."""


def number(value: str) -> str:
    """A campaign's number on the platform, which is the key of its table."""
    if not is_number(value):
        if is_number(value.lstrip("0")):
            raise ValueError(f"begins with 0, as no campaign's number does; write [campaigns.{value.lstrip('0')}]")
        raise ValueError("is not a campaign's number; write the number that it has on the platform, as [campaigns.998]")
    return value


def is_number(value: str) -> bool:
    """Whether this can be a campaign's number."""
    is_decimal = value.isascii() and value.isdecimal() and not value.startswith("0")
    return is_decimal and len(value) <= LONGEST_NUMBER


def is_wording(value: str) -> bool:
    """Whether this can be the id of the words beside a box, which is kept with each consent for ever."""
    is_plain = value.isascii() and value[:1].isalpha() and all(each.isalnum() or each in ".-_" for each in value)
    return is_plain and len(value) <= LONGEST_WORDING


def readable(value: str) -> str:
    """A text that people read."""
    return printable(value, LONGEST_TEXT)


def language(value: str) -> str:
    """The language that a campaign's people are spoken to in."""
    if value not in LANGUAGES:
        known = " or ".join(map(quoted, LANGUAGES))
        first = spelling(value).lower().replace("_", "-").partition("-")[0].strip()
        meant = NAMES_OF_LANGUAGES.get(first, first)
        instead = quoted(meant) if meant in LANGUAGES else known
        raise ValueError(f"{quoted(value)} is not a language that the relay speaks; write {instead}")
    return value


def reply(value: str) -> str:
    """What a text message is answered."""
    return printable(value, LONGEST_REPLY)


def hours(value: int) -> int:
    """After how many hours without a sign-up somebody is told."""
    if not 1 <= value <= LONGEST_QUIET:
        raise ValueError(f"{value} is no number of hours from 1 to {LONGEST_QUIET}; write such as 48, or leave it out")
    return value


def posts_in_ten_minutes(value: int) -> int:
    """How many sign-ups of one address in ten minutes are not held."""
    if not 1 <= value <= LARGEST_BURST:
        raise ValueError(f"{value} is no number of sign-ups from 1 to {LARGEST_BURST}; write such as {BURST}")
    return value


def challenge_service(value: str) -> str:
    """Whose challenge a form's visitors must pass."""
    if value not in CHALLENGE_SERVICES:
        meant = CHALLENGES_BY_OTHER_NAMES.get(re.sub(r"[^a-z]", "", value.lower()))
        instead = quoted(meant) if meant else " or ".join(map(quoted, CHALLENGE_SERVICES))
        raise ValueError(f"{quoted(value)} is not a service that the relay can ask; write {instead}")
    return value


def forward(value: str) -> str:
    """Where a card's leads go in the place of a create."""
    if value != TWITTER_CARD_ENDPOINT:
        raise ValueError(f"{quoted(value)} is no endpoint for leads; write {quoted(TWITTER_CARD_ENDPOINT)}")
    return value


def site_key(value: str) -> str:
    """The public key of a challenge's widget."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{8,100}", value):
        raise ValueError(f"{quoted(value)} is not a site key; write the one that the service shows, not the secret")
    return value


def account_handle(value: str) -> str:
    """The handle of an account, with or without its @, as it is compared."""
    if not re.fullmatch(r"@?[A-Za-z0-9_]{1,15}", value):
        raise ValueError(f"{quoted(value)} is not an account's handle; write it as the account shows it")
    return value.removeprefix("@").lower()


def field_name(value: str) -> str:
    """What a field is here; whether there is such a field is judged beside (build/campaigns_fields.py)."""
    return printable(value, LONGEST_TAG)


def tag(value: str) -> str:
    """A source tag (`p2asource`)."""
    printable(value, LONGEST_TAG)
    if value != value.strip() or "\n" in value:
        raise ValueError(
            f"{quoted(value)} has spaces or line breaks around it; write {quoted(' '.join(value.split()))}"
        )
    return value


def keyword(value: str) -> str:
    """A text's keyword, in the spelling in which it is compared."""
    word = spelling(value)
    words = word.split()
    if not words or not all(map(is_of_letters, words)):
        _refuse_several(value, _plain_keyword)
        raise ValueError(
            f"{quoted(value)} is not a keyword; write letters and digits only, for people leave out anything else"
        )
    if rare := rare_letters(word):
        raise ValueError(f"{quoted(value)} has {rare} in it, which few phones can type; write it with plain letters")
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


def _plain_keyword(value: str) -> str | None:
    return value if all(map(is_of_letters, spelling(value).split())) else None


def not_empty(keywords: tuple[str, ...]) -> tuple[str, ...]:
    """At least one keyword."""
    if not keywords:
        raise Empty
    return keywords


def connection_type(value: str) -> str:
    """A connection that is made for each advocate."""
    return _one_of(value, CONNECTION_TYPES)


def connection_of_text(value: str) -> str:
    """A connection that can be made for somebody of whom only the phone is known."""
    if _connection(value) == "email":
        known = ", ".join(map(quoted, CONNECTIONS_OF_TEXTS))
        raise ValueError(
            f"{quoted(value)} can't be made: a text carries no address, so no legislator can be found; "
            f"write {known} or []"
        )
    return _one_of(value, CONNECTIONS_OF_TEXTS)


def connection_of_file(value: str) -> str:
    """A connection that can be made for somebody who sent a lead hours or weeks ago."""
    if _connection(value) == "call":
        known = ", ".join(map(quoted, CONNECTIONS_OF_FILES))
        raise ValueError(
            f"{quoted(value)} can't be made: nobody waits by the phone for a row of a file; write {known} or []"
        )
    return _one_of(value, CONNECTIONS_OF_FILES)


def _connection(value: str) -> str | None:
    """The connection type that was meant, if that is plain."""
    meant = value.strip().lower().replace("-", "")
    return meant if meant in CONNECTION_TYPES else None


def _one_of(value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        _refuse_several(value, _connection)
        meant = _connection(value)
        instead = quoted(meant) if meant in known else f"one of {', '.join(map(quoted, known))}"
        raise ValueError(f"{quoted(value)} is not a connection type; write {instead}")
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
    if "*" in value:
        raise ValueError(f"{quoted(value)}: * is not understood; write each site, such as {SOME_ORIGIN}")
    if value == "null":
        raise ValueError(f'"null" would let in any site; write each site, such as {SOME_ORIGIN}')
    wanted = _wanted_origin(value)
    if wanted is None:
        _refuse_several(value, _wanted_origin)
        raise ValueError(f"{quoted(value)} is not an origin; write scheme and host, such as {SOME_ORIGIN}")
    if value != wanted:
        raise ValueError(f"{quoted(value)} {_fault_of_origin(value)}; write {quoted(wanted)}")
    return value


def _wanted_origin(value: str) -> str | None:
    """The origin of the one site that this is, or nothing if it is anything else."""
    parts = re.fullmatch(ADDRESS, value)
    host = parts and _host(parts["host"].lower())
    if not parts or not host or re.search(SEVERAL, parts["path"]):
        return None
    written = (parts["scheme"] or "https").lower()
    scheme = written if host in LOOPBACK else "https"
    port = int(parts["port"] or DEFAULT_PORTS[scheme])
    if port in {DEFAULT_PORTS[scheme], DEFAULT_PORTS[written]}:
        return f"{scheme}://{host}"
    return f"{scheme}://{host}:{port}" if 0 < port <= LAST_PORT else None


def _host(written: str) -> str | None:
    """A host as browsers send it: an IP address, `localhost`, or a name with a dot in it."""
    *_, last = labels = re.split(r"[.\u3002]", written)
    try:
        if written.startswith("[") or last.isdecimal():
            return _ip_address(written)
        host = ".".join(map(_label, labels))
    except ValueError:
        return None
    is_name = len(labels) > 1 or host == "localhost"
    return host if is_name and len(host) <= LONGEST_HOST else None


def _ip_address(written: str) -> str:
    import ipaddress

    if written.startswith("["):
        return f"[{ipaddress.IPv6Address(written[1:-1]).compressed}]"
    return str(ipaddress.IPv4Address(written))


def _label(written: str) -> str:
    """One part of a host's name. Raises `ValueError` if no name may have it."""
    import idna

    is_plain = written.isascii() and not written.startswith("xn--")
    label = written if is_plain else idna.encode(written, uts46=True).decode()
    if not re.fullmatch(LABEL, label):
        raise ValueError
    return label


def _fault_of_origin(value: str) -> str:
    parts = re.fullmatch(ADDRESS, value)
    if not parts or not parts["scheme"]:
        return "has no scheme"
    if parts["path"]:
        return "has a slash at its end" if parts["path"] == "/" else "has a path behind the site"
    if parts["scheme"].lower() == "http" and _host(parts["host"].lower()) not in LOOPBACK:
        return "is http, which anybody on the way can read and change"
    return "is not what a browser sends"


def _refuse_several(value: str, right: Callable[[str], str | None]) -> None:
    """Tell a text that has several values in it from one that is simply wrong.

    `right` makes one of them what it should be, or nothing of what is none: then nothing is told, for the text could be
    meant in another way.
    """
    meant = [right(part.strip()) for part in re.split(SEVERAL, value) if part.strip()]
    parts = [quoted(part) for part in meant if part is not None]
    if len(meant) == len(parts) > 1:
        raise ValueError(f"{quoted(value)} has several values in one text; write each in quotes: {', '.join(parts)}")


def printable(value: str, longest: int) -> str:
    """A text of at most so many characters, with nothing in it that can't be seen."""
    if not value.strip():
        raise Empty
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
type Organization = Annotated[
    Annotated[str, After(readable)] | None,
    'whose campaign it is, such as "Friends of Whales", or leave it out',
]
type Language = Annotated[str, After(language), '"en" for English or "es" for Spanish, or leave it out']
type ChallengeService = Annotated[str, After(challenge_service), '"turnstile" (Cloudflare) or "hcaptcha"']
type SiteKey = Annotated[str, After(site_key), "the widget's site key in quotes, as its service shows it"]
type Handle = Annotated[
    Annotated[str, After(account_handle)] | None, 'an account\'s handle in quotes, such as "@whales", or leave it out'
]
type FieldNames = Annotated[
    dict[str, Annotated[str, After(field_name), 'what it is here, in quotes, such as "firstname"']] | None,
    'a table: a field of theirs and what it is here, such as "Your mail" = "email"',
]
type Thanks = Annotated[Annotated[str, After(readable)] | None, "a text in quotes, or leave it out"]
type Reply = Annotated[str, After(reply), 'the answer in quotes, such as "Thanks for joining!"']
type OwnAnswer = Annotated[Annotated[str, After(reply)] | None, "an answer in quotes, or leave it out"]
type OwnWords = Annotated[
    dict[str, Any] | None, 'a table of texts, such as [campaigns.998.words] and, under it, labels.zip5 = "Postal code"'
]
type Tag = Annotated[Annotated[str, After(tag)] | None, 'a source tag in quotes, such as "website", or leave it out']
type QuietHours = Annotated[
    Annotated[int, Limits(strict=True), After(hours)] | None,
    "a whole number of hours without quotes, such as 48, or leave it out",
]
type PostsInTenMinutes = Annotated[
    int,
    Limits(strict=True),
    After(posts_in_ten_minutes),
    "a whole number of sign-ups in ten minutes without quotes, such as 200, or leave it out",
]
type Forward = Annotated[Annotated[str, After(forward)] | None, f'"{TWITTER_CARD_ENDPOINT}" in quotes, or leave it out']
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
type ConnectOfFiles = Annotated[
    tuple[Annotated[str, After(connection_of_file)], ...],
    After(distinct),
    'a list of connection types, such as ["email"], or []',
]
type Keywords = Annotated[
    tuple[Annotated[str, After(keyword)], ...],
    After(not_empty),
    'a list of at least one keyword, such as ["JOIN"]',
]

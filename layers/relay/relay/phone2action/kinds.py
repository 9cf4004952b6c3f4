"""The kinds of value that the API's arguments take: one rule each, and how the value stands on the wire.

A kind judges a single value and knows nothing of endpoints, or of what stands beside the value: that is for
`arguments`. It repairs nothing (a phone number with dashes is refused); it only settles what has one meaning,
such as the case of a state's abbreviation.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

MAX_ID_DIGITS = 18  # inferred: what fits a 64-bit column
MAX_UNIX_TIME_DIGITS = 12  # inferred: seconds; milliseconds have 13
PHONE_DIGITS = 10
ZIP_DIGITS = 5
COUNTRY_LETTERS = 2  # ISO 3166-1 alpha-2; the "5 digits" in the documentation is a slip
MAX_EMAIL = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets
MAX_GUESTS = 99_999  # "5 digits"
MAX_GUEST_NAME = 100
MAX_TWEET = 280
LEGISLATOR = "[@legislator]"  # where a tweet names its officials, for whom 50 characters are to be left free
LEGISLATOR_ROOM = 50
MIN_PER_PAGE = 25
MAX_PER_PAGE = 100
CONNECTION_TYPES = ("tweet", "email", "call")
# USPS Publication 28, appendix B: https://pe.usps.com/text/pub28/28apb.htm
_STATES = """
AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR
PA RI SC SD TN TX UT VT VA WA WV WI WY DC AS GU MP PR VI FM MH PW AA AE AP
"""
STATES = frozenset(_STATES.split())
# What browsers take in <input type=email> (https://html.spec.whatwg.org/#valid-e-mail-address), less dots at
# an edge or in a row, and with a domain that has a dot and does not end in a number.
_EMAIL = (
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
)


class Refused(Exception):
    """A value that a kind does not take; its text is the code of the problem."""


class Kind(NamedTuple):
    """What an argument may hold.

    `wire` turns one value (of an array: one item) into its text on the wire, or raises `Refused`; `rule` says
    in words what it takes. `shape` is "one", "many" (an array, sent as `name[]`) or "fields" (sent as
    `name[id]`).
    """

    name: str
    wire: Callable[[object], str]
    rule: str
    shape: str = "one"


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Refused("invalid")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:  # half a surrogate pair, which JSON can hold and no form can carry
            raise Refused("invalid") from None
    return value


def _at_most(length: int) -> Callable[[object], str]:
    def wire(value: object) -> str:
        text = _text(value)
        if len(text) > length:
            raise Refused("too_long")
        return text

    return wire


def _digits(value: object) -> str:
    if isinstance(value, int) and abs(value) >= 10**MAX_ID_DIGITS:  # of thousands of digits, str() raises
        raise Refused("invalid")
    text = str(value) if isinstance(value, int) else value  # of a bool, no digits
    if not isinstance(text, str) or not (text.isascii() and text.isdigit()) or len(text) > MAX_ID_DIGITS:
        raise Refused("invalid")
    return text


def _between(low: int, high: int) -> Callable[[object], str]:
    def wire(value: object) -> str:
        number = int(_digits(value))
        if not low <= number <= high:
            raise Refused("invalid")
        return str(number)

    return wire


def _email(value: object) -> str:
    text = _text(value)
    if len(text) > MAX_EMAIL:
        raise Refused("too_long")
    if not re.fullmatch(_EMAIL, text):
        raise Refused("invalid")
    return text


def _phone(value: object) -> str:
    text = _digits(value)
    if len(text) != PHONE_DIGITS:
        raise Refused("invalid")
    return text


def _zip(value: object) -> str:
    if not isinstance(value, str) or len(value) != ZIP_DIGITS:  # an int has lost its leading zero
        raise Refused("invalid")
    return _digits(value)


def _state(value: object) -> str:
    text = _text(value).upper()
    if text not in STATES:
        raise Refused("invalid")
    return text


def _country(value: object) -> str:
    text = _text(value)
    if len(text) != COUNTRY_LETTERS or not (text.isascii() and text.isalpha()):
        raise Refused("invalid")
    return text.upper()


def _flag(value: object) -> str:
    if value in (1, "1"):
        return "1"
    if value in (0, "0"):
        return "0"
    raise Refused("invalid")


def _true_or_false(value: object) -> str:
    if value is True or value == "true":
        return "true"
    if value is False or value == "false":
        return "false"
    raise Refused("invalid")


def _lower_case(value: object) -> str:
    return _text(value).lower()


def _tweet(value: object) -> str:
    text = _text(value)
    own = text.replace(LEGISLATOR, "")
    if len(text) > MAX_TWEET or (own != text and len(own) > MAX_TWEET - LEGISLATOR_ROOM):
        raise Refused("too_long")
    return text


def _connection_type(value: object) -> str:
    text = _text(value).lower()
    if text not in CONNECTION_TYPES:
        raise Refused("invalid")
    return text


def _unix_time(value: object) -> str:
    from datetime import datetime

    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise Refused("invalid")
        value = int(value.timestamp())
    text = _digits(value)
    if len(text) > MAX_UNIX_TIME_DIGITS:
        raise Refused("invalid")
    return text


def _date_time(value: object) -> str:
    from datetime import UTC, datetime

    if isinstance(value, datetime) and value.tzinfo is None:
        raise Refused("invalid")  # could be anybody's local time, while bare text is what the API asks for
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(_text(value))
        if moment.tzinfo is not None:
            moment = moment.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):  # no date, or one that leaves the calendar on its way to UTC
        raise Refused("invalid") from None
    return moment.isoformat(" ", "seconds")


_positive = _between(1, 10**MAX_ID_DIGITS - 1)

TEXT = Kind("text", _text, "must be text")
EMAIL = Kind("email", _email, "must be an e-mail address")
PHONE = Kind("phone", _phone, "must be a US number of 10 digits, without country code or punctuation")
ZIP = Kind("zip", _zip, "must be a string of 5 digits, with its leading zero")
STATE = Kind("state", _state, "must be the postal abbreviation of a US state or territory")
COUNTRY = Kind("country", _country, "must be a country code of two letters")
FLAG = Kind("flag", _flag, "must be 1 or 0")
TRUE_OR_FALSE = Kind("true or false", _true_or_false, "must be true or false")
ID = Kind("id", _positive, "must be a positive whole number")
IDS = Kind("ids", _positive, "must be a list of positive whole numbers", shape="many")
TEXTS = Kind("texts", _text, "must be a list of texts", shape="many")
FIELDS = Kind("fields", _text, "must map numeric field ids to texts", shape="fields")
SOURCE = Kind("source", _lower_case, "must be text")  # it goes over the wire in lower case
GUESTS = Kind("guests", _between(1, MAX_GUESTS), "must be a number from 1 to 99999")
GUEST_NAMES = Kind(
    "guest names", _at_most(MAX_GUEST_NAME), "must be a list of names of at most 100 characters", shape="many"
)
TYPES = Kind("types", _connection_type, "must be a list of tweet, email or call", shape="many")
TWEET = Kind("tweet", _tweet, f"must be text of at most 280 characters, 230 beside {LEGISLATOR}")
PAGE = Kind("page", _positive, "must be a whole number from 1")
PER_PAGE = Kind("per page", _between(MIN_PER_PAGE, MAX_PER_PAGE), "must be a whole number from 25 to 100")
UNIX_TIME = Kind("unix time", _unix_time, "must be a unix time in seconds, or a datetime with a zone")
DATE_TIME = Kind("date time", _date_time, "must be YYYY-MM-DD HH:MM:SS, or a datetime with a zone")

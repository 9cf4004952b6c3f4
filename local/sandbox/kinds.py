"""What each kind of argument looks like on the wire: one parser per kind, from a trimmed, non-blank text.

A parser returns the value that the sandbox keeps and raises ValueError with the rule in words.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Literal

type Kind = Literal[
    "text",
    "texts",
    "email",
    "phone",
    "anyphone",
    "zip5",
    "state",
    "country",
    "flag",
    "word",
    "number",
    "numbers",
    "unixtime",
    "datetime",
    "connections",
    "fields",
]
type Parsed = str | int | tuple[str | int, ...]

CONNECTION_TYPES = ("tweet", "email", "call")
# https://pe.usps.com/text/pub28/28apb.htm: states, the District, territories, and the armed forces' three.
_POSTAL = """
    AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND
    OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY AS GU MP PR VI FM MH PW AA AE AP
"""
STATES = frozenset(_POSTAL.split())

_MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+")
_LABEL = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)")
_DATETIME_FORM = "%Y-%m-%d %H:%M:%S"
LONGEST_EMAIL = 254  # RFC 5321, 4.5.3.1.3
PHONE_DIGITS = 10


def _text(value: str) -> str:
    return value


def _email(value: str) -> str:
    mailbox, _, domain = value.rpartition("@")
    labels = domain.split(".")
    well_formed = (
        _MAILBOX.fullmatch(mailbox)
        and not (mailbox.startswith(".") or mailbox.endswith(".") or ".." in mailbox)
        and len(labels) > 1
        and all(_LABEL.fullmatch(label) for label in labels)
    )
    if not well_formed or len(value) > LONGEST_EMAIL:
        raise ValueError("it must be a valid email address")
    return value


def _phone(value: str) -> str:
    # [doc] "10 digits (U.S. only)"; E.164 was seen too.
    match = re.fullmatch(r"(?:\+?1)?([0-9]{10})", value)
    if not match:
        raise ValueError("it must have 10 digits (U.S. only)")
    return match[1]


def _any_phone(value: str) -> str:
    # [doc] of the list's filter: "Phone number can be in any format."
    digits = re.sub(r"[^0-9]", "", value)
    if len(digits) == PHONE_DIGITS + 1 and digits.startswith("1"):
        digits = digits[1:]
    if len(digits) != PHONE_DIGITS:
        raise ValueError("it must be a phone number")
    return digits


def _zip5(value: str) -> str:
    if not re.fullmatch(r"[0-9]{5}", value):
        raise ValueError("it must have 5 digits")
    return value


def _state(value: str) -> str:
    if value.upper() not in STATES:
        raise ValueError("it must be a US postal abbreviation")
    return value.upper()


def _country(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2}", value):
        raise ValueError("it must be a country's two letters")
    return value.upper()


def _flag(value: str) -> int:
    if value not in {"0", "1"}:
        raise ValueError("it must be 1 or 0")
    return int(value)


def _word(value: str) -> int:
    # Public clients send Python's "True" and "False" [seen].
    if value.lower() not in {"true", "false"}:
        raise ValueError("it must be true or false")
    return int(value.lower() == "true")


def _number(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,18}", value) or int(value) < 1:
        raise ValueError("it must be a positive integer")
    return int(value)


def _unixtime(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,12}", value):
        raise ValueError("it must be a unix timestamp")
    return int(value)


def _datetime(value: str) -> int:
    # [unknown] "string date time", without a zone; taken as UTC like the API's own times.
    try:
        moment = datetime.strptime(value, _DATETIME_FORM).replace(tzinfo=UTC)
        if moment.replace(tzinfo=None).isoformat(" ") != value:  # strptime also takes 2026-1-2
            raise ValueError
    except ValueError:
        raise ValueError("it must be a date and time, YYYY-MM-DD HH:MM:SS") from None
    return int(moment.timestamp())


def _connection(value: str) -> str:
    if value not in CONNECTION_TYPES:
        raise ValueError("it must be tweet, email or call")
    return value


PARSERS: Mapping[Kind, Callable[[str], str | int]] = {
    "text": _text,
    "texts": _text,
    "email": _email,
    "phone": _phone,
    "anyphone": _any_phone,
    "zip5": _zip5,
    "state": _state,
    "country": _country,
    "flag": _flag,
    "word": _word,
    "number": _number,
    "numbers": _number,
    "unixtime": _unixtime,
    "datetime": _datetime,
    "connections": _connection,
}

"""Reading what the API writes: one small function for each kind of value, tolerant of every shape that was
seen.

PHP has left its marks: numbers come as strings, truth as "false", an empty object as [], a list with gaps
as an object, dates as dumps of its own date class. A value that can't be understood is None, never a guess
and never an exception: what a missing value means is for the caller to decide.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any

MAX_DIGITS = 18
ZIP5_DIGITS = 5
ZIP4_DIGITS = 4
TRUE = frozenset({"true", "1", "yes"})
FALSE = frozenset({"false", "0", "no", ""})
# The abbreviations that a PHP dump of timezone_type 2 may hold for a US account, in hours from UTC.
ABBREVIATIONS = {
    "UTC": 0, "GMT": 0, "Z": 0, "EDT": -4, "EST": -5, "CDT": -5, "CST": -6, "MDT": -6, "MST": -7, "PDT": -7,
    "PST": -8, "AKDT": -8, "AKST": -9, "HST": -10,
}  # fmt: skip


def integer(value: object) -> int | None:
    """A whole number that may come as a string (`"19302020"`)."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    if isinstance(value, str):
        digits = value.strip().removeprefix("-")
        if digits.isascii() and digits.isdigit() and len(digits) <= MAX_DIGITS:
            return int(value)
    return None


def text(value: object) -> str | None:
    """A text that may come as a number (a district, a latitude)."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return None


def padded(value: object, width: int) -> str | None:
    """A code of digits that may have lost leading zeros on its way through an int (2134 is ZIP 02134)."""
    code = text(value)
    return code.zfill(width) if code and code.isascii() and code.isdigit() else code


def five_digits(value: object) -> str | None:
    """The five digits of a ZIP code."""
    return padded(value, ZIP5_DIGITS)


def four_digits(value: object) -> str | None:
    """The four digits that follow a ZIP code."""
    return padded(value, ZIP4_DIGITS)


def known_id(value: object) -> int:
    """The id of what makes no sense without one. Raises ValueError if there is none."""
    number = integer(value)
    if not number:
        raise ValueError("no id")
    return number


def number_or_zero(value: object) -> int:
    """A whole number, 0 if there is none."""
    return integer(value) or 0


def text_or_nothing(value: object) -> str:
    """A text, "" if there is none."""
    return text(value) or ""


def as_it_is(value: object) -> object:
    """Whatever the API wrote."""
    return value


def boolean(value: object) -> bool | None:
    """A truth value that may come as 1, "1", "true" or "false"."""
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower() if isinstance(value, str | int) else None
    return True if word in TRUE else False if word in FALSE else None


def texts(value: object) -> tuple[str, ...]:
    """A list of texts, less what is none."""
    found = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return tuple(item for item in map(text, found) if item is not None)


def integers(value: object) -> tuple[int, ...]:
    """A list of whole numbers, less what is none."""
    return tuple(filter(None, map(integer, value))) if isinstance(value, list) else ()


def links(value: object) -> dict[str, str]:
    """An object of texts, less what is none."""
    return {key: link for key, link in mapping(value).items() if isinstance(link, str)}


def mapping(value: object) -> Mapping[str, Any]:
    """An object; an empty one comes as []."""
    return value if isinstance(value, Mapping) else {}


def objects(value: object) -> tuple[Mapping[str, Any], ...]:
    """A list of objects, less what is none; one with gaps comes as an object, keyed by position."""
    found = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return tuple(item for item in found if isinstance(item, Mapping))


def moment(value: object) -> datetime | None:
    """A point in time, with its zone: a PHP dump, unix seconds, or a text (UTC if it names no zone)."""
    try:
        if isinstance(value, Mapping):
            return _php_dump(value)
        seconds = integer(value)
        if seconds is not None:
            return datetime.fromtimestamp(seconds, UTC)
        return _zoned(value, UTC) if isinstance(value, str) else None
    except (ValueError, OverflowError, OSError):
        return None


def _zoned(written: str, zone: tzinfo) -> datetime:
    read = datetime.fromisoformat(written.strip())
    return read if read.tzinfo else read.replace(tzinfo=zone)


def _php_dump(dump: Mapping[str, object]) -> datetime | None:
    """`{"date": "2017-05-23 23:36:04.000000", "timezone_type": 3, "timezone": "UTC"}`: the date is local to
    the zone, which is an offset (type 1), an abbreviation (2) or a name of the tz database (3)."""
    written, name = dump.get("date"), dump.get("timezone")
    if not isinstance(written, str):
        return None
    if name is None:
        return _zoned(written, UTC)
    zone = _zone(name) if isinstance(name, str) else None
    return None if zone is None else _zoned(written, zone)


def _zone(name: str) -> tzinfo | None:
    if name.upper() in ABBREVIATIONS:
        return timezone(timedelta(hours=ABBREVIATIONS[name.upper()]))
    if name[:1] in {"+", "-"}:
        return datetime.strptime(name, "%z").tzinfo
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # not every machine has the tz database
        return None

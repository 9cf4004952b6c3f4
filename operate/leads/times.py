"""When a row was sent, as exports and people write it, in milliseconds since 1970.

Nothing is guessed. Whether 03/04 is in March or in April is decided by all rows of the file, else by the operator
(`--dates`); a time without a zone is in the operator's (`--zone`). A day without a time is its beginning: a consent
may be taken for older than it is, never for newer.
"""

import contextlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final, Literal
from zoneinfo import ZoneInfo

type Order = Literal["mdy", "dmy"]
"""Which of the two first numbers of 03/04/2026 is the month."""

EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
MOST_MONTHS: Final = 12
NO_TIME: Final = "is no time: write it as 2026-11-01 14:30"
TOO_OLD: Final = "is before the year 2000: correct it"


class NotATime(ValueError):
    """A cell is no time; the text is the rest of a sentence that begins with the column's name."""


class NoZone(Exception):
    """A time says no zone, and none was given."""


_TIME: Final = re.compile(
    r"(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,](?P<fraction>\d+))?)?"
    r"(?:\s*(?P<half>[ap])\.?\s?m\b\.?)?",
    re.IGNORECASE,
)
_HOUR: Final = re.compile(r"(?P<hour>\d{1,2})\s*(?P<half>[ap])\.?\s?m\b\.?", re.IGNORECASE)
_OFFSET: Final = re.compile(
    r"(?:UTC|GMT)?\s*(?P<sign>[+\u2212-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?", re.IGNORECASE
)
_YEAR_FIRST: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{4})(\d{2})(\d{2})")
_YEAR_LAST: Final = re.compile(r"(?P<one>\d{1,2})(?P<mark>[-/.])(?P<two>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})")
_SHORT_YEAR: Final = re.compile(r"(\d{1,2})-([^\W\d_]{3,})[.]?-(\d{2})(?!\d)")  # 8-Nov-26, as Excel writes it
_EPOCH: Final = re.compile(r"(\d{10})(\d{3})?(?:\.\d+)?")
_WEEKDAYS: Final = re.compile(
    r"^(?:mon|tue|wed|thu|fri|sat|sun|lun|martes|mi[eé]|jue|vie|s[aá]b|dom)[a-záé]*\.?,?\s+(?=\d|[a-z])",
    re.IGNORECASE,
)
_WORDS: Final = re.compile(r"[^\W\d_]+|\d+")
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            *("jan ene", "feb", "mar", "apr abr", "may", "jun"),
            *("jul", "aug ago", "sep set", "oct", "nov", "dec dic"),
        ),
        1,
    )
    for name in names.split()
}
_ZONES: Final[Mapping[str, int]] = {
    "Z": 0,
    "UTC": 0,
    "GMT": 0,
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
    "AKST": -9,
    "AKDT": -8,
    "HST": -10,
}
_DAY_MONTH_YEAR: Final = 3
_THIS_CENTURY: Final = 2000
_CENTURY: Final = 100


@dataclass(slots=True)
class Seen:
    """What the dates of a file say of their order: the first lines that show the one and the other.

    `undecided`: the first line with a date that may be either.
    """

    month_first: int = 0
    day_first: int = 0
    undecided: int = 0

    def look(self, line: int, text: str) -> None:
        """Look at a cell."""
        found = _YEAR_LAST.match(_WEEKDAYS.sub("", text.strip()))
        if not found or found["mark"] == ".":  # whoever writes dots writes the day first
            return
        one, two = int(found["one"]), int(found["two"])
        if one > MOST_MONTHS >= two:
            self.day_first = self.day_first or line
        elif two > MOST_MONTHS >= one:
            self.month_first = self.month_first or line
        elif one != two:
            self.undecided = self.undecided or line


def moment_of(text: str, order: Order, zone: tzinfo | None) -> int:
    """A moment, in milliseconds since 1970. Raises `NotATime`, or `NoZone` where one is needed and none given."""
    said = " ".join(text.split())
    if found := _EPOCH.fullmatch(said):
        at = datetime.fromtimestamp(int(found[1]), UTC) + timedelta(milliseconds=int(found[2] or 0))
    else:
        at = _written(said, order, zone)
    if at < EARLIEST:
        raise NotATime(TOO_OLD)
    return round(at.timestamp() * 1000)


def _written(said: str, order: Order, zone: tzinfo | None) -> datetime:
    if said[:4].isdigit():
        try:
            at = datetime.fromisoformat(said)
        except ValueError:
            pass
        else:
            return _zoned(at, zone)
    rest = _WEEKDAYS.sub("", said)
    date, rest = _date(rest, order)
    clock, rest = _clock(rest)
    try:
        at = datetime(*date, *clock, tzinfo=_zone(rest))
    except ValueError:
        raise NotATime(NO_TIME) from None
    return _zoned(at, zone)


def _zoned(at: datetime, zone: tzinfo | None) -> datetime:
    if at.tzinfo is None and zone is None:
        raise NoZone
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _date(said: str, order: Order) -> tuple[tuple[int, int, int], str]:
    """Year, month and day, and what is left of the text."""
    if found := _YEAR_FIRST.match(said):
        year, month, day = (int(each) for each in found.groups() if each)
        return (year, month, day), said[found.end() :]
    if found := _YEAR_LAST.match(said):
        one, two = int(found["one"]), int(found["two"])
        month, day = (one, two) if order == "mdy" and found["mark"] != "." else (two, one)
        return (_full(found["year"]), month, day), said[found.end() :]
    if found := _SHORT_YEAR.match(said):
        said = f"{found[1]} {found[2]} {_full(found[3])}{said[found.end() :]}"
    return _date_in_words(said)


def _date_in_words(said: str) -> tuple[tuple[int, int, int], str]:
    """`Nov 8, 2026 ...`, `8 de noviembre de 2026 ...`, and Twitter's `Nov 08 17:05:31 +0000 2026`."""
    month, day, year, end = 0, 0, 0, 0
    for word in _WORDS.finditer(said):
        if word[0].isdigit():
            if day and len(word[0]) == len("2026"):
                year, end = int(word[0]), word.end()
                break
            if day:
                break
            day, end = int(word[0]), word.end()
        elif word[0].lower() not in {"de", "del", "of", "th", "st", "nd", "rd", "at"}:
            found = _MONTHS.get(word[0].lower()[:3])
            if not found or month:
                break
            month, end = found, word.end()
    if not (month and day):
        raise NotATime(NO_TIME)
    if not year:
        head, _, last = said.rpartition(" ")
        if len(last) != len("2026") or not last.isdigit():
            raise NotATime(NO_TIME)
        year, said = int(last), head
    return (year, month, day), said[end:]


def _full(year: str) -> int:
    return int(year) if len(year) > 2 else _THIS_CENTURY + int(year)  # noqa: PLR2004 - two digits


def _clock(rest: str) -> tuple[tuple[int, int, int, int], str]:
    """Hour, minute, second and microsecond, and what is left; the beginning of the day if it says none."""
    rest = rest.removeprefix("T").lstrip(" ,tT-") if rest[:1] in {"T", "t", " ", ","} else rest
    rest = rest.removeprefix("at ").removeprefix("a las ")
    found = _TIME.match(rest) or _HOUR.match(rest)
    if not found:
        return (0, 0, 0, 0), rest
    parts = found.groupdict()
    hour = int(parts["hour"])
    if half := (parts["half"] or "").lower():
        if not 1 <= hour <= MOST_MONTHS:
            raise NotATime(NO_TIME)
        hour = hour % 12 + (12 if half == "p" else 0)
    fraction = int(((parts.get("fraction") or "") + "000000")[:6])
    clock = (hour, int(parts.get("minute") or 0), int(parts.get("second") or 0), fraction)
    return clock, rest[found.end() :]


def _zone(rest: str) -> tzinfo | None:
    """The zone that a time says, None if it says none. Raises `NotATime` for anything else that is left."""
    said = rest.strip(" ()")
    if not said:
        return None
    if said.upper() in _ZONES:
        return timezone(timedelta(hours=_ZONES[said.upper()]))
    if "/" in said:
        with contextlib.suppress(ValueError, OSError, KeyError):
            return ZoneInfo(said)
    if found := _OFFSET.fullmatch(said):
        minutes = int(found["hours"]) * 60 + int(found["minutes"] or 0)
        if minutes <= 14 * 60:
            return timezone(timedelta(minutes=minutes if found["sign"] == "+" else -minutes))
    raise NotATime(NO_TIME)

"""Read campaigns.toml as TOML, with the line of each key, and tell every place where it is not TOML at once.

tomllib stops at the first such place and keeps no lines. So the file is taken apart into statements, a heading or a
key with its value, and each is parsed by itself. What the keys and values must be is not judged here.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import campaigns_scan
from campaigns_syntax import TOO_DEEP, TOO_LONG, Fault, explained
from relay.campaign_values import quoted

type Location = tuple[str | int, ...]

STATEMENT: Final = re.compile(r"""\s*(\[{1,2}\s*["'A-Za-z]|("[^"]*"|'[^']*'|[\w.-]+)\s*(=|:(?!//)))""")
"""How a line begins that is probably not part of the broken statement above it."""
PLACE: Final = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
"""How tomllib ends its messages."""
LONGEST_TABLE: Final = 20
"""Rows in which the end of braces is looked for, where one belongs into the row that opened them."""
DEEPEST: Final = 20
"""Tables in tables that are read at all; campaigns.toml needs five."""


class Problem(NamedTuple):
    """What is wrong and what to write instead, and in which line if it is in one."""

    line: int | None
    text: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}" if self.line else self.text


class CampaignsError(ValueError):
    """campaigns.toml can't be used. `problems` holds all that is known to be wrong, in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class Document:
    """What the file says, and the line in which each table and key first stands."""

    data: dict[str, Any]
    lines: dict[Location, int]

    def line(self, location: Location) -> int | None:
        """The line of what is there, or else of the table or list that it is, or should be, in."""
        places = (self.lines.get(location[:length]) for length in range(len(location), 0, -1))
        return next(filter(None, places), None)


@dataclass(frozen=True, slots=True)
class _Statement:
    """The lines from `first` to before `end`, and what they say, or else tomllib's message and where it stopped."""

    first: int
    end: int
    text: str
    said: dict[str, Any] = field(default_factory=dict)
    fault: Fault | None = None

    @property
    def is_heading(self) -> bool:
        return self.text.lstrip().startswith("[")


def document(content: bytes) -> Document:
    """What a file with this content says. Raises `CampaignsError` if it is not text or not TOML."""
    text = _text(content).replace("\r\n", "\n")
    statements = list(_statements(text.split("\n")))
    if broken := [_broken(statement.first, statement.fault) for statement in statements if statement.fault]:
        raise CampaignsError(broken)
    lines, repeated = _lines(statements)
    if repeated:
        raise CampaignsError(repeated)
    try:
        return Document(tomllib.loads(text), lines)
    except tomllib.TOMLDecodeError as error:
        _, line, _ = _where(error)
        raise CampaignsError([_set_twice(line, statements, lines)]) from None


def _text(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content:
        raise CampaignsError([Problem(None, "is UTF-16, or no text at all; save it as UTF-8")])
    try:
        return content.decode("utf-8-sig")  # an editor on Windows may write a byte-order mark
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n")
        shown = content.split(b"\n")[row].decode("cp1252", "replace").strip()
        raise CampaignsError(
            [Problem(row + 1, f"is not UTF-8 text, but perhaps windows-1252: {quoted(shown)}; save the file as UTF-8")]
        ) from None


def _statements(lines: Sequence[str]) -> Iterator[_Statement]:
    start = 0
    while start < len(lines):
        statement = _statement(lines, start)
        yield statement
        start = statement.end


def _statement(lines: Sequence[str], start: int) -> _Statement:
    """The statement that begins there. Twice as many lines are looked at as long as it goes on behind them."""
    size = 1
    while True:
        ahead = _joined(lines, start, start + size)
        end = min(start + (campaigns_scan.rows(ahead) or size), len(lines))
        statement = _parsed(lines, start, end)
        if campaigns_scan.rows(ahead) or end == len(lines) or (statement.fault and statement.fault.place):
            return statement
        size *= 2


def _joined(lines: Sequence[str], start: int, end: int) -> str:
    return "\n".join(lines[start:end]) + ("\n" if end < len(lines) else "")


def _parsed(lines: Sequence[str], start: int, end: int) -> _Statement:
    """What tomllib says of these lines, if they are one statement."""
    text = _joined(lines, start, end)
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message, line, column = _where(error)
        if line is None:
            return _Statement(start, _next(lines, start + 1), text, fault=Fault(message, text, None))
        fault = Fault(message, _joined(lines, start, start + line), (line - 1, column - 1))
        closed = campaigns_scan.rows(_joined(lines, start, start + LONGEST_TABLE)) if fault.is_cut_table else None
        return _Statement(start, start + closed if closed else _next(lines, start + line), text, fault=fault)
    except RecursionError:
        return _Statement(start, _next(lines, end), text, fault=Fault(TOO_DEEP, text, (0, 0)))
    except ValueError:  # Python's own, of a number with thousands of digits
        return _Statement(start, _next(lines, end), text, fault=Fault(TOO_LONG, text, (0, 0)))
    if _is_deep(said):
        return _Statement(start, end, text, fault=Fault(TOO_DEEP, text, (0, 0)))
    return _Statement(start, end, text, said)


def _is_deep(said: dict[str, Any]) -> bool:
    """Whether there are more tables in each other than anybody needs."""
    tables = [said]
    for _ in range(DEEPEST):
        tables = [value for table in tables for value in table.values() if isinstance(value, dict)]
    return bool(tables)


def _next(lines: Sequence[str], start: int) -> int:
    """Where it is worth reading on after what can't be read."""
    return next((row for row in range(start, len(lines)) if STATEMENT.match(lines[row])), len(lines))


def _where(error: tomllib.TOMLDecodeError) -> tuple[str, int | None, int]:
    """tomllib's message without the place, and the place: line and column, or no line for the end."""
    told = str(error)
    place = PLACE.search(told)
    if place is None or place[1] is None:
        return PLACE.sub("", told), None, 0
    return PLACE.sub("", told), int(place[1]), int(place[2])


def _broken(first: int, fault: Fault) -> Problem:
    row, text = explained(fault)
    return Problem(first + row + 1, text)


def _lines(statements: Sequence[_Statement]) -> tuple[dict[Location, int], list[Problem]]:
    """The line in which each table and key first stands, and what stands there twice."""
    lines: dict[Location, int] = {}
    headings: dict[Location, int] = {}
    repeated = []
    above: Location = ()
    is_repeated = False
    for statement in statements:
        line = statement.first + 1
        names = list(_names(statement.said, () if statement.is_heading else above))
        if statement.is_heading and names and not statement.text.lstrip().startswith("[["):
            above, _ = names[-1]
            is_repeated = above in headings
            if is_repeated:
                told = f"[{dotted(above)}] is there twice, first in line {headings[above]}"
                repeated.append(Problem(line, f"{told}; write it once, or give each its own number"))
            headings.setdefault(above, line)
        elif statement.is_heading and names:
            above, is_repeated = names[-1][0], True  # of such tables there may be many; they are refused later
        for location, is_table in names:
            if location in lines and not (is_table or is_repeated):
                told = f"{dotted(location)} is there twice, first in line {lines[location]}"
                repeated.append(Problem(line, f"{told}; write it once"))
            lines.setdefault(location, line)
        if not statement.is_heading:
            lines |= {location: line + row for location, row in _items(statement, above)}
    return lines, repeated


def _names(said: dict[str, Any], above: Location) -> Iterator[tuple[Location, bool]]:
    """All that a statement names, each with whether it is a table."""
    for key, value in said.items():
        yield (*above, key), isinstance(value, dict)
        if isinstance(value, dict):
            yield from _names(value, (*above, key))


def _items(statement: _Statement, above: Location) -> Iterator[tuple[Location, int]]:
    """Each item of the list that the statement says, if it says one, and its row."""
    location: Location = above
    value: Any = statement.said
    while isinstance(value, dict) and len(value) == 1:
        ((key, value),) = value.items()
        location = (*location, key)
    if isinstance(value, list):
        rows = campaigns_scan.rows_of_items(statement.text)
        yield from (((*location, index), row) for index, row in enumerate(rows))


def _set_twice(line: int | None, statements: Sequence[_Statement], lines: dict[Location, int]) -> Problem:
    """A name that is once a table and once something else."""
    (statement,) = (one for one in statements if one.first < (line or 1) <= one.end)
    first = min((lines[location] for location, _ in _names(statement.said, ()) if location in lines), default=None)
    where = f"line {first}" if first and first <= statement.first else "a line above"
    return Problem(statement.first + 1, f"this sets again, in another way, what {where} has set; write it in one place")


def dotted(location: Location) -> str:
    """The location as it is written in headings; `[0]` for the first of a list."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{_key(part)}" for part in location)
    return "".join(parts).removeprefix(".")


def _key(part: str) -> str:
    is_plain = part and all(character.isalnum() or character in "_-" for character in part)
    return part if is_plain else quoted(part)

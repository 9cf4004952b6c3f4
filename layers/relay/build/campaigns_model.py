"""campaigns.toml as pydantic is to judge it, by the classes of `relay.campaigns`, and its errors in plain words.

What to write instead is told in the types of `relay.campaign_values`; which key was meant, is found out here. What two
values together must be is not judged here.
"""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields, make_dataclass
from typing import Annotated, Any, Final

from pydantic import TypeAdapter, ValidationError

from campaigns_syntax import SWITCHES
from campaigns_text import Location, dotted
from relay.campaign_values import LONGEST_NUMBER, Switch, number, quoted
from relay.campaigns import SOURCES, Campaign
from relay.markers import After, Limits

type Literal = dict[int, dict[str, Any]]
"""What `Campaigns.from_literal` takes: plain values only, lists as tuples, nothing for what was left out."""
type Found = tuple[Location, str]
"""Where something is wrong, and the rest of a sentence that begins with the key."""

UNKNOWN: Final = "unexpected_keyword_argument"  # pydantic's kinds of errors
MISSING: Final = "missing"
BY_RULE: Final = "value_error"
SHORTEST_PART: Final = 3
MEANT_AS_SWITCH: Final = {**SWITCHES, "1": "true", "0": "false"}
OTHER_NAMES: Final = {"text": "sms", "texts": "sms", "twilio": "sms", "answer": "reply", "message": "reply"}
"""What some call what is known here by a name too different to be found."""


# A campaign as it is written: its number is the key of its table.
Table = make_dataclass("Table", [(field.name, field.type, field) for field in fields(Campaign) if field.name != "id"])
File = make_dataclass(
    "File",
    [
        (
            "campaigns",
            Annotated[
                dict[Annotated[str, After(number)], Table],  # type: ignore[valid-type]  # made above
                Limits(min_length=1),
                'at least one campaign: [campaigns.998] and, under it, name = "..."',
            ],
        )
    ],
    namespace={"__pydantic_config__": {"extra": "forbid"}},  # of every table below it, too
)
FILE: Final[TypeAdapter[Any]] = TypeAdapter(File)


def judged(data: dict[str, Any]) -> tuple[Literal, list[Found]]:
    """The campaigns by the classes of `relay.campaigns`, or else what those don't take."""
    try:
        file: Any = FILE.validate_python(data)
    except ValidationError as error:
        told = [(_location(details), details) for details in error.errors()]
        return {}, [(location, _in_words(location, details, data)) for location, details in _causes(told, data)]
    return {int(key): _told(asdict(table)) for key, table in file.campaigns.items()}, []


def _told(table: dict[str, Any]) -> dict[str, Any]:
    """A table without what was left out of it and has no other value."""
    plain = {key: _told(value) if isinstance(value, dict) else value for key, value in table.items()}
    return {key: value for key, value in plain.items() if value is not None}


def tables(data: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The campaigns' tables, as far as they are tables."""
    campaigns = data.get("campaigns")
    for key, table in campaigns.items() if isinstance(campaigns, dict) else ():
        if isinstance(table, dict):
            yield key, table


def _location(details: Any) -> Location:
    """Where it is in the file. pydantic adds to a campaign's number that it is a key."""
    location: Location = details["loc"]
    is_number = details["type"] == BY_RULE and location[2:] == ("[key]",)
    return location[:2] if is_number else location


def _causes(told: Sequence[tuple[Location, Any]], data: Mapping[str, Any]) -> Iterator[tuple[Location, Any]]:
    """What is wrong, without what is so only because of something else that is told."""
    no_numbers = {location for location, details in told if _is_no_number(location, details)}
    unknown = [location for location, details in told if details["type"] == UNKNOWN]
    misspelt = {(*location[:-1], _meant(location)) for location in unknown if not _home(location, data)}
    if any(len(location) == 1 and _home(location, data) for location in unknown):
        misspelt.add(("campaigns",))
    for location, details in told:
        is_consequence = location[:2] in no_numbers and not _is_no_number(location, details)
        if not is_consequence and not (details["type"] == MISSING and location in misspelt):
            yield location, details


def _is_no_number(location: Location, details: Any) -> bool:
    """Whether what stands where a campaign's number belongs is none."""
    return details["type"] == BY_RULE and location[2:] == ()


def _in_words(location: Location, details: Any, data: Mapping[str, Any]) -> str:
    kind = details["type"]
    if kind == UNKNOWN:
        return _unknown(location, data)
    if kind == MISSING:
        return (
            _nameless(location, data) if location[2:] == ("name",) else f"is missing; write {_what_to_write(location)}"
        )
    if kind == "too_short":
        return f"is empty; write {_what_to_write(location)}"
    if kind != BY_RULE:
        return f"{_shown(details['input'])} can't stand here; write {_instead(location, details['input'])}"
    home = _home(location, data) if _is_no_number(location, details) else None
    return f"stands outside of any campaign; write it under {home}" if home else str(details["ctx"]["error"])


def _shown(value: object) -> str:
    match value:
        case dict():
            return "a table"
        case list():
            return "a list"
        case bool():
            return str(value).lower()
        case str():
            return quoted(value)
        case int() if abs(value) >= 10**LONGEST_NUMBER:
            return "a long number"
        case _:
            return str(value)


def _unknown(location: Location, data: Mapping[str, Any]) -> str:
    hint = ""
    if home := _home(location, data):
        hint = f"write it under {home}; "
    elif meant := _meant(location):
        hint = f"did you mean {meant}? "
    return f"is not a key that is known here; {hint}known are {', '.join(_known(location[:-1]))}"


def _known(location: Location) -> list[str]:
    return [field.name for field in fields(_table_at(location))]


def _meant(location: Location) -> str | None:
    """The key of the same table that was probably meant."""
    written = re.sub(r"\W", "_", str(location[-1]).lower())
    known = _known(location[:-1])
    if OTHER_NAMES.get(written) in known:
        return OTHER_NAMES[written]
    parts = [key for key in known if len(written) >= SHORTEST_PART and (written in key or key in written)]
    return next(iter([*difflib.get_close_matches(written, known, n=1), *parts]), None)


def _home(location: Location, data: Mapping[str, Any]) -> str | None:
    """The heading under which this key would be known, if that is another one."""
    *above, last = location
    key = str(last)
    numbered = re.fullmatch(r"(?:campaigns?)?\W?([1-9][0-9]*)", key, re.IGNORECASE)
    if not above and numbered:
        return f"[campaigns.{numbered[1]}]"
    some = next((known for known, _ in tables(data) if known.isdecimal()), "998")
    campaign = ".".join(["campaigns", *map(str, above[1:2] or [some])])
    if key in SOURCES:
        return f"[{campaign}.{key}]"
    if key in _known(("campaigns", campaign)):
        return f"[{campaign}]"
    sources = [source for source, model in SOURCES.items() if key in {field.name for field in fields(model)}]
    return " or ".join(f"[{campaign}.{source}]" for source in sources) or None


def _nameless(location: Location, data: Mapping[str, Any]) -> str:
    """A campaign without a name: perhaps its number is that of another one, mistyped."""
    campaign = str(location[1])
    named = [key for key, table in tables(data) if "name" in table]
    close = " or ".join(difflib.get_close_matches(campaign, named, n=3, cutoff=0.6))
    words = f"write {_what_to_write(location)}"
    return f"is missing; did you mean campaign {close}? If not, {words}" if close else f"is missing; {words}"


def _instead(location: Location, value: object) -> str:
    """What to write where a value is of the wrong type."""
    said = value if isinstance(value, str) else _shown(value)
    match location:
        case (*_, int()) if isinstance(value, int | float):
            return f"text in quotes: {quoted(said)}"
        case ("campaigns", _, source, key) if _type(SOURCES[str(source)], str(key)) is Switch:
            meant = MEANT_AS_SWITCH.get(said.strip().lower())
            return f"{meant}, without quotes" if meant else _what_to_write(location)
        case _:
            return _what_to_write(location)


def _what_to_write(location: Location) -> str:
    match location:
        case (*_, int()):
            return "text in quotes"
        case ("campaigns", _):
            return f"a table [{dotted(location)}]"
        case (*_, source) if source in SOURCES:
            return f"a table [{dotted(location)}]"
        case (*above, key):
            return _words(_table_at(tuple(above)), str(key))
        case _:
            raise LookupError(f"no key at {location}")


def _words(table: type[Any], key: str) -> str:
    """The text in a field's type, which completes "write ..."."""
    kind = _type(table, key)
    marks = getattr(kind, "__value__", kind).__metadata__
    (words,) = (mark for mark in marks if isinstance(mark, str))
    return words


def _type(table: type[Any], key: str) -> Any:
    (kind,) = (field.type for field in fields(table) if field.name == key)
    return kind


def _table_at(location: Location) -> type[Any]:
    match location:
        case ():
            return File
        case ("campaigns", _):
            return Table
        case (_, _, source):
            return SOURCES[str(source)]
        case _:
            raise LookupError(f"no table at {location}")

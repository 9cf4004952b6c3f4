"""campaigns.toml as pydantic is to judge it, by the classes of `relay.campaigns`, and its errors in plain words.

What to write instead is told in the types of `relay.campaign_values`; which key was meant, is found out here. What two
values together must be is not judged here.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, field, fields, is_dataclass, make_dataclass
from typing import Annotated, Any, Final

from pydantic import TypeAdapter, ValidationError

from campaigns_form import Form
from campaigns_keys import inside, is_list, kind, names_below, words
from campaigns_syntax import SWITCHES
from campaigns_text import Location, dotted
from relay.campaign_values import LONGEST_NUMBER, LONGEST_SHOWN, Empty, Switch, is_number, number, quoted
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


# A campaign as it is written: its number is the key of its table, and it may have a form, which no function sees.
Table = make_dataclass(
    "Table",
    [
        *((each.name, each.type, each) for each in fields(Campaign) if each.name != "id"),
        ("form", Form | None, field(default=None)),
    ],
)
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
    misspelt = {(*location[:-1], _meant(location)) for location in unknown if not home_of(location, data)}
    if any(len(location) == 1 and home_of(location, data) for location in unknown):
        misspelt.add(("campaigns",))
    is_elsewhere = any(len(place) == 1 or not is_number(str(place[-1])) for place in named_only(data))
    for location, details in told:
        is_consequence = location[:2] in no_numbers and not _is_no_number(location, details)
        is_missing = details["type"] == MISSING
        is_consequence |= is_missing and (location in misspelt or (is_elsewhere and location[2:] == ("name",)))
        if not is_consequence:
            yield location, details


def _is_no_number(location: Location, details: Any) -> bool:
    """Whether what stands where a campaign's number belongs is none."""
    return details["type"] == BY_RULE and location[2:] == ()


def _in_words(location: Location, details: Any, data: Mapping[str, Any]) -> str:
    problem = details["type"]
    error = details.get("ctx", {}).get("error")
    if problem == UNKNOWN:
        return _unknown(location, data)
    if problem == MISSING:
        named = _named(location, data) if location[2:] == ("name",) else ""
        return f"is missing; {named}write {_what_to_write(location)}"
    if problem == "too_short" or isinstance(error, Empty):
        return f"is empty; write {_what_to_write(location)}"
    if problem != BY_RULE:
        return _of_another_type(location, details["input"])
    home = home_of(location, data) if _is_no_number(location, details) else None
    return f"stands outside of any campaign; write it under {home}" if home else str(error)


def shown(value: object) -> str:
    """A value of any type, in words."""
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
    return unknown(_known(location[:-1]), _meant(location), home_of(location, data))


def unknown(known: Iterable[str], meant: str | None, home: str | None) -> str:
    """What is wrong with a key that is none of those known: which was meant, or where it belongs, if that is plain."""
    hint = f"write it under {home}; " if home else f"did you mean {meant}? " if meant else ""
    return f"is not a key that is known here; {hint}known are {', '.join(known)}"


def _known(location: Location) -> list[str]:
    return [each.name for each in fields(_table_at(location))]


def _meant(location: Location) -> str | None:
    """The key of the same table that was probably meant."""
    written = re.sub(r"\W", "_", str(location[-1]).lower())
    known = _known(location[:-1])
    if OTHER_NAMES.get(written) in known:
        return OTHER_NAMES[written]
    parts = [key for key in known if len(written) >= SHORTEST_PART and (written in key or key in written)]
    return next(iter([*difflib.get_close_matches(written, known, n=1), *parts]), None)


def home_of(location: Location, data: Mapping[str, Any]) -> str | None:
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
    if key in names_below(""):
        return f"[{campaign}.words]"
    below = {**SOURCES, "form": Form}
    homes = [name for name, model in below.items() if key in {each.name for each in fields(model)}]
    return " or ".join(f"[{campaign}.{name}]" for name in homes) or None


def nameless(data: Mapping[str, Any]) -> list[str]:
    """The numbers of the campaigns that have sources, perhaps a form, and nothing else."""
    below = {*SOURCES, "form"}
    return [key for key, table in tables(data) if is_number(key) and table and table.keys() <= below]


def named_only(data: Mapping[str, Any]) -> list[Location]:
    """The headings that have a name and no source: if a campaign has no name, one of these is meant to be its own."""
    inside: list[tuple[Location, Any]] = [(("campaigns", key), table) for key, table in tables(data)]
    beside: list[tuple[Location, Any]] = [((key,), table) for key, table in data.items() if isinstance(table, dict)]
    return [place for place, table in (*inside, *beside) if "name" in table and not table.keys() & SOURCES.keys()]


def _named(location: Location, data: Mapping[str, Any]) -> str:
    """What a campaign without a name is asked: perhaps its number is that of another one, mistyped."""
    named = [key for key, table in tables(data) if "name" in table]
    alone = [str(place[-1]) for place in named_only(data)]
    closest, cutoff = (alone, 0.0) if alone else (named, 0.6)
    meant = " or ".join(difflib.get_close_matches(str(location[1]), closest, n=3, cutoff=cutoff))
    return f"did you mean campaign {meant}? If not, " if meant else ""


def _of_another_type(location: Location, value: object) -> str:
    """What is wrong with a value of the wrong type; of one text where a list belongs perhaps the text, too."""
    if isinstance(value, str) and isinstance(location[-1], str):
        wanted = _kind_at(location)
        if wanted is not None and is_list(wanted):
            if refused := _refused(wanted, value):
                return f"a list stands in square brackets, and in it {refused}"
            if len(value) < LONGEST_SHOWN:
                return f"{quoted(value)} can't stand here; write [{quoted(value)}]"
    return f"{shown(value)} can't stand here; write {_instead(location, value)}"


def _refused(wanted: Any, value: str) -> str | None:
    """Why this can't even stand in the list."""
    try:
        TypeAdapter(wanted).validate_python([value])
    except ValidationError as error:
        return str(error.errors()[0]["ctx"]["error"])
    return None


def _instead(location: Location, value: object) -> str:
    """What to write where a value is of the wrong type."""
    said = value if isinstance(value, str) else shown(value)
    if isinstance(location[-1], int) and isinstance(value, int | float):
        return f"text in quotes: {quoted(said)}"
    if _kind_at(location) is Switch and (meant := MEANT_AS_SWITCH.get(said.strip().lower())):
        return f"{meant}, without quotes"
    return _what_to_write(location)


def _kind_at(location: Location) -> Any:
    """The type of what is there, if it is a key of a source or of what stands in it."""
    match location:
        case ("campaigns", _, str(), *_, str(key)):
            return _kind_of(location[:-1], key)
    return None


def _kind_of(table: Location, key: str) -> Any:
    """The type of a key in the table that is there."""
    above = _table_at(table)
    return kind(above, key) if isinstance(above, type) and is_dataclass(above) else above


def _what_to_write(location: Location) -> str:
    match location:
        case (*_, int()):
            return "text in quotes"
        case ("campaigns", _):
            return f"a table [{dotted(location)}]"
        case (*above, key):
            return words(_kind_of(tuple(above), str(key))) or f"a table [{dotted(location)}]"
        case _:
            raise LookupError(f"no key at {location}")


def _table_at(location: Location) -> Any:
    """The class of the table that is there; the type of its values if its keys may be anybody's."""
    match location:
        case ():
            return File
        case ("campaigns", _):
            return Table
        case (*above, key):
            return inside(kind(_table_at(tuple(above)), str(key)))
        case _:
            raise LookupError(f"no table at {location}")

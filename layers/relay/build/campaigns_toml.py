"""Check campaigns.toml and turn it into the literal that the layer carries.

An organiser edits that file by hand, so every error names the key and says what to write instead. What may stand in it
is said by the classes of `relay.campaigns`. It is read here, when the layer is built, and never at run time: a cold
start imports `relay/_campaigns.py`, one literal. Whether a campaign exists on the platform is not checked: that would
need the platform.

    python campaigns_toml.py campaigns.toml                       checks; the package relay must be on PYTHONPATH
    python campaigns_toml.py campaigns.toml relay/_campaigns.py   checks and writes
"""

import difflib
import pprint
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields, make_dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError

from relay.campaign_values import number
from relay.campaigns import SOURCES, Campaign, Campaigns
from relay.markers import After, Limits

type Location = tuple[str | int, ...]
type Literal = dict[int, dict[str, Any]]
"""What `Campaigns.from_literal` takes: plain values only, lists as tuples, nothing for what was left out."""


class CampaignsError(ValueError):
    """campaigns.toml can't be used. `errors` holds one line per error: the key, and what to write instead."""

    def __init__(self, errors: Sequence[str]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(self.errors))


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


def load(path: Path) -> Literal:
    """Read and check campaigns.toml. Raises `CampaignsError` with every error that it has, in its order."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CampaignsError([f"{path}: is not there; write it beside template.yaml"]) from None
    except UnicodeDecodeError:
        raise CampaignsError([f"{path}: is not UTF-8 text; save it as UTF-8"]) from None
    except tomllib.TOMLDecodeError as error:
        raise CampaignsError(
            [f"{path}: is not TOML: {error}; write texts in quotes and lists in square brackets"]
        ) from None
    try:
        file: Any = TypeAdapter(File).validate_python(data)
    except ValidationError as error:
        raise CampaignsError([_in_words(details) for details in error.errors()]) from None
    literal = {int(key): _told(asdict(table)) for key, table in file.campaigns.items()}
    campaigns = Campaigns.from_literal(literal)
    if errors := [*_without_source(campaigns), *_ambiguous_keywords(campaigns)]:
        raise CampaignsError(errors)
    return literal


def write_module(literal: Literal, path: Path) -> None:
    """Write the Python module that holds the campaigns as one literal."""
    text = pprint.pformat(literal, width=110, sort_dicts=False)
    path.write_text(f'"""Written by the build from campaigns.toml."""\n\nCAMPAIGNS = {text}\n', "utf-8")


def _told(table: dict[str, Any]) -> dict[str, Any]:
    """A table without what was left out of it and has no other value."""
    plain = {key: _told(value) if isinstance(value, dict) else value for key, value in table.items()}
    return {key: value for key, value in plain.items() if value is not None}


def _without_source(campaigns: Campaigns) -> Iterator[str]:
    for campaign in campaigns.by_id.values():
        if not any(getattr(campaign, source) for source in SOURCES):
            *tables, last = (f"[campaigns.{campaign.id}.{source}]" for source in SOURCES)
            yield (
                f"campaigns.{campaign.id}: no source may feed this campaign; add a table for one of them, "
                f"{', '.join(tables)} or {last}, or take the campaign out"
            )


def _ambiguous_keywords(campaigns: Campaigns) -> Iterator[str]:
    owners: dict[str, int] = {}
    for campaign in campaigns.by_id.values():
        for index, word in enumerate(campaign.sms.keywords if campaign.sms else ()):
            if word in owners:
                yield (
                    f'campaigns.{campaign.id}.sms.keywords[{index}]: "{word}" already stands for campaign '
                    f"{owners[word]}; write another keyword, for each can stand for one campaign only"
                )
            owners.setdefault(word, campaign.id)


def _in_words(details: Any) -> str:
    location: Location = tuple(part for part in details["loc"] if part != "[key]")
    key = _dotted(location)
    match details["type"]:
        case "unexpected_keyword_argument":
            return f"{key}: {_unknown(location)}"
        case "missing":
            return f"{key}: is missing; write {_what_to_write(location)}"
        case "value_error":
            return f"{key}: {details['ctx']['error']}"
        case "too_short":
            return f"{key}: is empty; write {_what_to_write(location)}"
        case _:
            return f"{key}: {_shown(details['input'])} can't stand here; write {_what_to_write(location)}"


def _dotted(location: Location) -> str:
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return "".join(parts).removeprefix(".")


def _shown(value: object) -> str:
    match value:
        case dict():
            return "a table"
        case list():
            return "a list"
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case _:
            return str(value)


def _unknown(location: Location) -> str:
    *above, unknown = location
    known = [field.name for field in fields(_table_at(tuple(above)))]
    close = difflib.get_close_matches(str(unknown), known, n=1)
    meant = f"did you mean {close[0]}? " if close else ""
    return f"is not a key that is known here; {meant}known are {', '.join(known)}"


def _what_to_write(location: Location) -> str:
    match location:
        case (*_, int()):
            return "text in quotes"
        case ("campaigns", _):
            return f"a table [{_dotted(location)}]"
        case (*_, source) if source in SOURCES:
            return f"a table [{_dotted(location)}]"
        case (*above, key):
            return _words(_table_at(tuple(above)), str(key))
        case _:
            raise LookupError(f"no key at {location}")


def _words(table: type[Any], key: str) -> str:
    """The text in a field's type, which completes "write ..."."""
    kind: Any
    (kind,) = (field.type for field in fields(table) if field.name == key)
    marks = getattr(kind, "__value__", kind).__metadata__
    (words,) = (mark for mark in marks if isinstance(mark, str))
    return words


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


def main(arguments: Sequence[str]) -> int:
    """Check the file named first and, if a second is named, write the module there. Returns the exit code."""
    source, *targets = (Path(argument) for argument in arguments)
    try:
        campaigns = load(source)
    except CampaignsError as error:
        print(f"{source.name} can't be used:", *error.errors, sep="\n  ", file=sys.stderr)
        return 1
    for target in targets:
        write_module(campaigns, target)
    print(f"{source.name}: {len(campaigns)} campaigns, no errors")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""What each key of campaigns.toml takes, read from the types of `relay.campaigns`, and the names of a campaign's words.

Nothing here judges a value.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final, get_args, get_origin

from relay.campaigns import SOURCES, Campaign
from relay.markers import After, Limits
from relay.sources.languages import pages_en, sms_en


def kind(table: type[Any], key: str) -> Any:
    """The type of a table's key."""
    (found,) = (field.type for field in fields(table) if field.name == key)
    return found


def words(kind: Any) -> str:
    """The text in a type, which completes "write ..."; "" in a table's."""
    marks = getattr(getattr(kind, "__value__", kind), "__metadata__", ())
    return next((mark for mark in marks if isinstance(mark, str)), "")


def inside(kind: Any) -> Any:
    """The class of the table that a key takes, or the type of its values where its keys are anybody's; else None."""
    kind = getattr(kind, "__value__", kind)
    if is_dataclass(kind):
        return kind
    if get_origin(kind) is dict:
        return get_args(kind)[1]
    found = (inside(part) for part in get_args(kind) if not isinstance(part, str | After | Limits))
    return next((each for each in found if each is not None), None)


def is_list(kind: Any) -> bool:
    """Whether a value of this type is a list."""
    first, *_ = get_args(getattr(kind, "__value__", kind))
    return get_origin(first) is tuple


KINDS: Final[Mapping[str, Any]] = {
    "name": kind(Campaign, "name"),
    "organization": kind(Campaign, "organization"),
    "language": kind(Campaign, "language"),
    **{field.name: field.type for table in SOURCES.values() for field in fields(table)},
}
"""The types by their keys. Where two tables have a key of the same name, it takes the same, or less, in the later."""

KEYS_INSTEAD: Final[Mapping[str, tuple[str, str]]] = {
    "arrived": ("web_form", "thanks"),
    **{f"sms.{key}": ("sms", key) for key in ("hint", "help", "unclear", "abroad", "stopped")},
}
"""Words that have a key of a source's in their place."""
WORDS: Final[Mapping[str, str]] = {
    name: text for name, text in {**pages_en.WORDS, **sms_en.WORDS}.items() if name not in KEYS_INSTEAD
}
"""The relay's words that a campaign may say otherwise, by the names that they have in campaigns.toml, in English."""


def names_below(table: str) -> list[str]:
    """The names of the tables and texts that stand in a table of words; "" for [campaigns.998.words] itself."""
    inside = (name.removeprefix(f"{table}.") for name in WORDS if not table or name.startswith(f"{table}."))
    return list(dict.fromkeys(name.partition(".")[0] for name in inside))

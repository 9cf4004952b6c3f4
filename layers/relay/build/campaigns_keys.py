"""What each key of campaigns.toml takes, read from the types of `relay.campaigns`; nothing here judges a value."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final, get_args, get_origin

from relay.campaigns import SOURCES, Campaign


def kind(table: type[Any], key: str) -> Any:
    """The type of a table's key."""
    (found,) = (field.type for field in fields(table) if field.name == key)
    return found


def words(kind: Any) -> str:
    """The text in a type, which completes "write ..."."""
    (told,) = (mark for mark in getattr(kind, "__value__", kind).__metadata__ if isinstance(mark, str))
    return told


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

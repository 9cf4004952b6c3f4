"""Fields that stand in a list of JSON, each an object with the field's name and its value.

So jQuery's serializeArray, HubSpot, lead ads and form services send them. Some give a field several names, such as a
key of the service's own beside the label that people read: the first counts that says something here. Imported only
where a list holds objects.
"""

from typing import Any, Final

from relay.sources.json_object import JsonObject, Known
from relay.sources.typed import names

NAMES: Final = ("name", "key", "field", "column_id", "label", "title")
VALUES: Final = ("value", "values", "string_value")


def name_and_value(item: JsonObject | Any, known: Known | None, within: str = "") -> tuple[str, Any] | None:
    """The name and value of a list's field, None if it is none.

    Of several names the first counts that is `known` (as a member of `within`), else one that forms usually have, else
    the first of all.
    """
    if not isinstance(item, tuple):
        return None
    members = dict(item)
    called = [members[key] for key in NAMES if isinstance(members.get(key), str) and members[key]]
    value = next((key for key in VALUES if key in members), None)
    if value is None or not called:
        return None
    return _first(called, known, within), members[value]


def _first(called: list[str], known: Known | None, within: str) -> str:
    if len(called) > 1 and known:
        for name in called:
            if known(f"{within}[{name}]" if within else name):
                return name
    if len(called) > 1:
        readings = [(name, names.understood(name)) for name in called]
        plain = [name for name, reading in readings if reading.wire and not reading.is_misplaced]
        return next(iter([*plain, *(name for name, reading in readings if not reading.wire)]), called[0])
    return called[0]

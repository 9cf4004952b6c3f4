"""Judge what an organiser says that a sender's fields are called here: [campaigns.998.web_form.names] and the like.

A field stands for an argument of the API or for a whole name, under any name that forms usually have for it. Which
names those are is told by the forms' own vocabulary (relay.sources.typed).
"""

import difflib
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from campaigns_model import Found, tables
from campaigns_text import Location
from relay.campaign_values import quoted
from relay.sources.typed.vocabulary import ARGUMENTS, squeezed

PLACES: Final = (("web_form", "names"), ("twitter_card", "names"), ("google_lead", "fields"))
CUSTOM: Final = re.compile(r"fields\[[0-9]{1,18}\]")
CONTROL: Final = re.compile(r"_[a-z_]+")


def found(data: Mapping[str, Any]) -> Iterator[Found]:
    """All that is wrong with the fields of all campaigns."""
    for key, table in tables(data):
        for source, name in PLACES:
            inside = table.get(source)
            names = inside.get(name) if isinstance(inside, dict) else None
            if isinstance(names, dict):
                yield from _found(("campaigns", key, source, name), names)


def _found(location: Location, names: Mapping[str, Any]) -> Iterator[Found]:
    for theirs, ours in names.items():
        if not isinstance(ours, str) or not ours.strip():
            continue  # the model has told that
        if not theirs.strip():
            yield (*location, theirs), "is no field's name; write the one that the sender has for it"
        elif not _is_known(ours):
            yield (*location, theirs), f"{quoted(ours)} is not a field that is known here; {_instead(ours)}"


def _is_known(ours: str) -> bool:
    is_argument = bool(ARGUMENTS.get(squeezed(ours.removesuffix("[]"))))
    return is_argument or bool(CUSTOM.fullmatch(ours) or CONTROL.fullmatch(ours))


def _instead(ours: str) -> str:
    known = [name for name, argument in ARGUMENTS.items() if argument]
    meant = difflib.get_close_matches(ours.lower(), known, n=1)
    if meant:
        return f"write {quoted(ARGUMENTS[meant[0]])}"
    return 'write one of the API\'s, such as "firstname", "zip5" or "fields[5365]"'

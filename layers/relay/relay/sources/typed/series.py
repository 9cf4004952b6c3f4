"""One value in several fields that are counted: `phone1`, `phone2`, `phone3`; `address[0]`, `address[1]`; `address[]`.

A phone's boxes become one field if together they are a US number, the lines of an address its two lines. What is
neither stays as it came, to be refused where it contradicts itself. Imported only where fields are counted.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from relay.sources.typed import names
from relay.sources.typed.vocabulary import ARGUMENTS, squeezed

type Pairs = Sequence[tuple[str, str]]

MEMBERS: Final = frozenset({"phone", "address1"})
"""The arguments that may come in a series."""
COUNTED: Final = re.compile(r"(?P<base>.*?[^\W\d].*?)(?:[-_. ]?(?P<number>\d)|\[ *(?P<index>\d*) *\])")
BOXES: Final = ((3, 3, 4), (3, 7), (1, 3, 3, 4))
"""How many digits the boxes of a US phone hold."""
MOST_LINES: Final = 2


def joined(pairs: Pairs) -> Pairs:
    """The fields with each series put into as many as the API has."""
    series: dict[tuple[str, bool], list[int]] = {}
    for place, (name, value) in enumerate(pairs):
        found = COUNTED.fullmatch(name.strip())
        if found and value.strip():
            series.setdefault((found["base"], found["number"] is None), []).append(place)
    changed: dict[int, tuple[str, str] | None] = {}
    for (base, is_list), places in series.items():
        wire = _wire(base)
        if wire == "phone":
            changed |= _phone(base, pairs, places)
        elif wire == "address1" and len(places) <= MOST_LINES and (is_list or _is_from_0(base, pairs)):
            lines = zip((base, "address2"), places, strict=False)
            changed |= {place: (name, pairs[place][1]) for name, place in lines}
    after = (changed.get(place, pair) for place, pair in enumerate(pairs))
    return tuple(pair for pair in after if pair is not None)


def _wire(base: str) -> str:
    known = ARGUMENTS.get(squeezed(base))
    return names.understood(base).wire if known is None else known


def _phone(base: str, pairs: Pairs, places: Sequence[int]) -> Mapping[int, tuple[str, str] | None]:
    boxes = tuple(sum(map(str.isdigit, pairs[place][1])) for place in places)
    if boxes not in BOXES:
        return {}
    first, *others = places
    return {first: (base, "".join(pairs[place][1] for place in places)), **dict.fromkeys(others)}


def _is_from_0(base: str, pairs: Pairs) -> bool:
    """Whether the lines are counted from 0: from 1 they have the API's own names."""
    return any(squeezed(name) == f"{squeezed(base)}0" for name, _ in pairs)

"""How the name of a state or country is compared, and which parts of what people type may be one.

Only that: the names are in `states` and `countries`. Imported when something else than two letters is met.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

from relay.keywords import spelling
from relay.sources.typed import characters

LONGEST: Final = 100  # of anything that is the name of a place
PARTS: Final = re.compile(r"\s[-|:]\s|[,/|()\[\]]|\s-|-\s")
GLUED: Final = re.compile(r"[-:;]")
"""What joins two names of one place without spaces; each must be one: "MO-Missouri", but not "Winston-Salem"."""
NEEDLESS: Final = frozenset({"THE"})
WITHIN_WORDS: Final = dict.fromkeys(map(ord, ".'\u2019\u02bb\u02bc"))


def key(name: str) -> str:
    """The letters of a name, as `keywords.spelling` has them: no case, accents, spaces, punctuation, and no "the"."""
    letters = spelling(name.replace("&", " and ").translate(WITHIN_WORDS))
    words = "".join(character if character.isalpha() else " " for character in letters).split()
    return "".join(word for word in words if word not in NEEDLESS)


def only(text: str, find: Callable[[str], str]) -> str:
    """What `find` makes of the text, or of its parts if all that it knows are the same ("MA - Massachusetts")."""
    if len(text) > LONGEST:
        return ""
    found = find(text)
    if found:
        return found
    plain = characters.of_digits(text)
    several = {one for one in map(find, _parts(plain)) if one} or set(map(find, GLUED.split(plain)))
    return several.pop() if len(several) == 1 else ""


def _parts(text: str) -> Iterator[str]:
    yield from PARTS.split(text)
    first, comma, rest = text.partition(",")
    if comma:
        yield f"{rest} {first}"  # "Korea, South"

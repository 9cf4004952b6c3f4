"""A text's words, however its letters are dressed: full width, accents, look-alikes, digits for letters, "S T O P".

For telling what a text means: what comes out is in lower case and can't be turned back. Keywords have a spelling of
their own (`keywords`), which is stricter.
"""

import re
import unicodedata
from collections.abc import Container
from typing import Final

APOSTROPHES: Final = dict.fromkeys(
    map(ord, "'`\u00b4\u2018\u2019\u201b\u02b9\u02bb\u02bc\u02bd\u02c8\u2032\uff07\u055a\ua78c")
)
CAPITALS_ALIKE: Final = str.maketrans(
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7", "abezhikmnoptyx"
)
"""Greek capitals, which look like other letters than their small ones."""
LOOK_LIKE: Final = {
    "a": "\u0430\u03b1\u1d00\u0251",
    "b": "\u0432\u0299",
    "c": "\u0441\u1d04",
    "d": "\u0501\u1d05",
    "e": "\u0435\u03b5\u1d07",
    "f": "\ua730",
    "g": "\u0262\u0261",
    "h": "\u043d\u029c",
    "i": "\u0456\u03b9\u026a\u0131",
    "j": "\u0458\u1d0a",
    "k": "\u043a\u03ba\u1d0b",
    "l": "\u029f\u0142",
    "m": "\u043c\u1d0d",
    "n": "\u0274",
    "o": "\u043e\u03bf\u1d0f\u00f8",
    "p": "\u0440\u03c1\u1d18",
    "q": "\u051b",
    "r": "\u0280",
    "s": "\u0455\ua731\u03c3\u03c2",
    "t": "\u0442\u03c4\u1d1b",
    "u": "\u03c5\u1d1c",
    "v": "\u0475\u03bd\u1d20",
    "w": "\u051d\u1d21",
    "x": "\u0445\u03c7",
    "y": "\u0443\u028f",
    "z": "\u1d22",
}
"""Cyrillic, Greek and small capital letters, and others that no normal form takes apart."""
ALIKE: Final = {ord(letter): latin for latin, letters in LOOK_LIKE.items() for letter in letters} | {
    first + place: chr(ord("a") + place) for first in (0x1F150, 0x1F170) for place in range(26)
}
UNSEEN_OR_MARK: Final = frozenset({"Cf", "Mn", "Me"})

LETTER: Final = r"[^\W\d_]"
SPACED_OUT: Final = re.compile(rf"(?<!\w){LETTER}(?:[\W_]{{1,3}}{LETTER}(?!\w)){{2,}}")
DRAWN_OUT: Final = re.compile(rf"({LETTER})\1{{2,}}")
DOLLAR: Final = re.compile(r"\$(?=[^\W\d_])")
NUMBER_SIGN: Final = re.compile(r"#(?![\w#])")
BREAK: Final = re.compile(r"[.!?,;:\n\u00a1\u00bf\u2026]+|\s[-\u2013\u2014]+\s|[\u2013\u2014]")
WORD: Final = re.compile(r"[^\W_]+")

DIGITS: Final = (str.maketrans("0134578", "oieastb"), str.maketrans("0134578", "oleastb"))


def plain(text: str) -> str:
    """The text in plain small letters: no accents, no apostrophes, nothing that can't be seen."""
    opened = unicodedata.normalize("NFKD", text.translate(APOSTROPHES))
    seen = "".join(letter for letter in opened if unicodedata.category(letter) not in UNSEEN_OR_MARK)
    return seen.translate(CAPITALS_ALIKE).casefold().translate(ALIKE).replace("'", "")


def clauses(text: str, known: Container[str] = ()) -> list[list[str]]:
    """The words between one punctuation mark and the next. With digits for letters a word is one of `known`."""
    written_out = NUMBER_SIGN.sub(" number ", DOLLAR.sub("s", plain(text)))
    joined = SPACED_OUT.sub(lambda found: "".join(filter(str.isalpha, found[0])), written_out)
    parts = (WORD.findall(DRAWN_OUT.sub(r"\1", part)) for part in BREAK.split(joined))
    return [[_read(word, known) for word in part] for part in parts if part]


def words(text: str) -> list[str]:
    """All its words: "Don't STOP!" is dont, stop."""
    return [word for clause in clauses(text) for word in clause]


def _read(word: str, known: Container[str]) -> str:
    """A word with digits in it as the one that it looks like, if that is known."""
    if word.isalpha() or word.isdigit():
        return word
    return next((read for read in map(word.translate, DIGITS) if read in known), word)


def distance(one: str, other: str) -> int:
    """How many letters are to be added, left out, changed or swapped with their neighbour to get from one to the other.

    https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance (optimal string alignment)
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        earlier, before, row = before, row, [place]
        for column, wanted in enumerate(other, 1):
            best = min(before[column] + 1, row[-1] + 1, before[column - 1] + (letter != wanted))
            if place > 1 < column and letter == other[column - 2] and one[place - 2] == wanted:
                best = min(best, earlier[column - 2] + 1)
            row.append(best)
    return row[-1]

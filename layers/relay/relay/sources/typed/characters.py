"""Characters that people can't see or can't tell apart: what becomes of them in names and texts, and in codes.

Names and texts keep their letters, and whatever their script or an emoji needs to be shown as it was typed. Codes
(e-mail addresses, phones, ZIPs) are made of a few plain characters, so each look-alike becomes the plain one. Imported
when a value has any of them.
"""

import unicodedata
from typing import Final

UNSEEN_FORMAT: Final = "Cf"  # zero-width characters, soft hyphens, direction overrides, byte-order marks
CONTROLS: Final = frozenset({"Cc", "Cs", UNSEEN_FORMAT})  # Cs: half of a surrogate pair
SEEN_FORMAT: Final = frozenset(map(chr, (*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD)))
"""Signs that are drawn around the digits or letters after them, which Unicode counts as format characters too."""

JOINERS: Final = frozenset("\u200c\u200d")
VIRAMA: Final = 9  # the combining class of the marks that take a letter's vowel away
FIRST_JOINED: Final = 0x590  # Latin, Greek and Cyrillic come before; their later blocks are
LATER_UNJOINED: Final = range(0x1E00, 0x2000)

SELECTORS: Final = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
SELECTED: Final = frozenset({"So", "Sm", "Sk", "Po", "Pd", "Lo"})  # what has more than one form to select
KEYCAP: Final = "\u20e3"
MONGOLIAN: Final = range(0x1800, 0x18B0)
OF_MONGOLIAN: Final = frozenset("\u180b\u180c\u180d\u180e\u180f")
FLAG: Final = "\U0001f3f4"
TAGS: Final = frozenset(map(chr, range(0xE0020, 0xE0080)))  # spell out a region's flag

UNSEEN_LETTERS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
"""Unicode's Default_Ignorable_Code_Point that are marks or letters by their category."""
BLANKS: Final = frozenset("\u2800")  # Braille's space, which Unicode counts as a symbol

LATIN: Final = "LATIN"
ALIKE: Final = ("GREEK", "CYRILLIC")

HYPHENS: Final = {0x2010: "-"}
APOSTROPHES: Final = dict.fromkeys((0xB4, 0x2018, 0x2019, 0x2BC, 0x2032), "'")
DASHES: Final = frozenset("\u2043\u2212\u2500\u2501\u30fc")
"""What is typed for a dash and is none to Unicode: bullet, minus, lines, the long vowel of Japanese keyboards."""


def shown(text: str, *, several_lines: bool = False) -> str:
    """The text as people see it: composed (NFC), without what is invisible, line breaks as spaces or as one kind."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    composed = unicodedata.normalize("NFC", lines)
    kept = ""
    for place, character in enumerate(composed):
        if character == "\n" and several_lines:
            kept += character
        elif character.isspace() or character in BLANKS:
            kept += " "
        elif not _is_unseen(character) or _is_needed(character, kept, composed[place + 1 : place + 2]):
            kept += character
    return kept


def plain(text: str) -> str:
    """The text in the plain characters that its own look like (NFKC), with nothing invisible."""
    opened = unicodedata.normalize("NFKC", text.translate(APOSTROPHES))
    return "".join(character for character in opened if not _is_unseen(character)).translate(HYPHENS).strip()


def of_digits(text: str) -> str:
    """The same for a number: any dash is "-", a digit of any script is its ASCII one."""
    return "".join(map(_of_number, plain(text)))


def without_accents(text: str) -> str:
    """The text in small letters without their accents, for comparing words."""
    opened = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in opened if not unicodedata.combining(character))


def is_mixed(word: str) -> bool:
    """Whether Greek or Cyrillic letters stand among Latin ones: they look alike, and no name is written so."""
    names = [unicodedata.name(letter, "") for letter in word if letter.isalpha()]
    return any(name.startswith(LATIN) for name in names) and any(name.startswith(ALIKE) for name in names)


def _of_number(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return "-" if category == "Pd" or character in DASHES else character


def _is_unseen(character: str) -> bool:
    if unicodedata.category(character) in CONTROLS:
        return character not in SEEN_FORMAT
    return character in SELECTORS or character in UNSEEN_LETTERS or character in OF_MONGOLIAN


def _is_needed(character: str, before: str, after: str) -> bool:
    """Whether an invisible character changes how those around it are shown."""
    last = before[-1:]
    if not last:
        return False
    if character in JOINERS:
        return unicodedata.combining(last) == VIRAMA or (_is_joined(last) and _is_joined(after))
    if character in SELECTORS:
        return (last > "\x7f" and unicodedata.category(last) in SELECTED) or after == KEYCAP
    if character in OF_MONGOLIAN:
        return ord(last) in MONGOLIAN
    return character in TAGS and (last == FLAG or last in TAGS)


def _is_joined(character: str) -> bool:
    """Whether it is a letter, mark or symbol of what joiners are for: emoji, and scripts whose letters connect."""
    if not character or ord(character) < FIRST_JOINED or ord(character) in LATER_UNJOINED:
        return False
    return unicodedata.category(character)[0] in "LMS"

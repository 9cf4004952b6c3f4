"""How a keyword is spelt for comparing, and the words that can be none.

The keywords of campaigns.toml and the texts that people send go through the same `spelling`, so that one finds the
other. It is not for telling whether a text is an opt-out: `sources.wording` does that, and more strictly.
"""

import unicodedata
from typing import Final

OPT_OUT_WORDS: Final = frozenset({"stop", "unsubscribe", "end", "quit", "stopall", "revoke", "optout", "cancel"})
OPT_IN_AND_HELP_WORDS: Final = frozenset({"start", "yes", "unstop", "help", "info"})
"""What Twilio itself answers: https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out"""

OTHER_OPT_OUT_WORDS: Final = frozenset(
    {
        # Twilio's in French, and those that AWS adds:
        # https://www.twilio.com/docs/proxy/opt-out-keywords
        # https://docs.aws.amazon.com/sms-voice/latest/userguide/opt-out-list-keywords.html
        *("arret", "arrett", "arrete", "remove", "td"),
        # What Spanish and French speakers text instead.
        *("alto", "baja", "cancelar", "detener", "parar", "desuscribir"),
        *("arreter", "arretez", "desabonner", "desabonnement"),
    }
)
"""Opt-outs that Twilio does not answer unless it is told to."""

STOP_LIKE_WORDS: Final = frozenset({"basta", "fin", "salir", "leave", "exit", "unjoin"})
"""What may be meant as an opt-out, so that it can be no keyword."""

OTHER_HELP_WORDS: Final = frozenset({"ayuda", "aide", "informacion", "information"})

UNSEEN: Final = "Cf"  # zero-width characters, byte-order marks
MARKS: Final = ("Mn", "Mc", "Me")  # accents and the like
WITH_ACCENTS: Final = ("LATIN ", "GREEK ", "CYRILLIC ")
"""Scripts whose marks people leave out. In others they are vowels, or make another letter."""
BASE_LETTERS: Final = str.maketrans(
    {"\u00d8": "O", "\u0141": "L", "\u0110": "D", "\u00d0": "D", "\u0126": "H", "\u0166": "T"}
    | {"\u00c6": "AE", "\u0152": "OE", "\u00de": "TH"}
)
"""What people type for letters that have no accent to be left out, but another shape: o with a stroke, ae, thorn."""


def spelling(text: str) -> str:
    """The text in upper case, with single spaces, without accents and without characters that can't be seen."""
    opened = unicodedata.normalize("NFKD", text)
    seen = "".join(character for character in opened if not _is_unseen(character))
    capitals = unicodedata.normalize("NFKD", seen.casefold().upper())
    return " ".join(_without_accents(capitals).translate(BASE_LETTERS).split())


def bare(text: str) -> str:
    """The text without white space and punctuation around it."""
    letters = [place for place, character in enumerate(text) if character.isalnum()]
    if not letters:
        return ""
    end = letters[-1] + 1
    while end < len(text) and _is_mark(text[end]):
        end += 1
    return text[letters[0] : end]


def is_of_letters(word: str) -> bool:
    """Whether a word has nothing but letters, with their marks, and digits."""
    return word[:1].isalnum() and all(character.isalnum() or _is_mark(character) for character in word)


def rare_letters(word: str) -> str:
    """The Latin letters of a `spelling` for which nobody can tell what people type on a phone without them."""
    return "".join(letter for letter in word if not letter.isascii() and _name(letter).startswith("LATIN "))


def _without_accents(text: str) -> str:
    """The text without the marks of letters that are known without them, and of what is no letter."""
    kept, has_accents = [], True
    for character in text:
        if not _is_mark(character):
            has_accents = not character.isalpha() or _name(character).startswith(WITH_ACCENTS)
        elif has_accents:
            continue
        kept.append(character)
    return "".join(kept)


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) == UNSEEN or _name(character).startswith("VARIATION SELECTOR")


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in MARKS


def _name(character: str) -> str:
    return unicodedata.name(character, "")

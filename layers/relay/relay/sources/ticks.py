"""Whether a box is ticked whose value is a word of its own: "I agree", "Sí", "No thanks", the label's whole text.

A box that is there is ticked unless its value says no. Imported only for values that aren't 1, true, on, yes or their
opposites.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from relay.sources import characters
from relay.sources.placeholders import says_nothing
from relay.sources.vocabulary import words_of

# What a machine leaves in a box that nobody ticked.
_UNTICKED: Final = words_of(
    "0 false off no n f none null nil undefined nan na unchecked unticked unselected disabled inactive unset empty"
    " falso falsa ninguno ninguna nunca non faux nein falsch notset notselected notchecked"
)
# What radio buttons say. Both together is no box with its hidden twin, whose values are a machine's.
_YES: Final = words_of("yes y si oui ja sim")
_NO: Final = words_of("no n non nein nao")
_ZERO: Final = re.compile(r"[+-]?0+(?:[.,]0*)?")
_CROSSES: Final = frozenset("✗✘☐❌❎")
# What a person answers who doesn't want it. Only its beginning counts: "I agree. Consent is not a
# condition ..." is a yes.
_REFUSAL: Final = re.compile(
    r"(?:please |thanks |but |sorry )*(?:(?:i|we) )?(?:would |will |am |d |ll |m )?(?:rather |prefer )?"
    r"(?:no|nope|nah|not|never|dont|do not|don t|wont|won t|decline|declined|disagree|refuse|reject|deny|denied"
    r"|unsubscribe|opt out|optout|non|nein|nunca|no gracias)\b"
)
_NO_THANKS: Final = re.compile(r"nope|nah|no (?:thanks|thank you|gracias|thx|merci|keep|stay)\b")


def ticked(values: Iterable[str], *, leaves: bool) -> bool | None:
    """Whether a box with these values is ticked; None if one of them says yes and another, as a person would, no.

    `leaves`: it is a box for leaving, whose label may itself be a refusal ("Don't e-mail me").
    """
    values = list(values)
    answers = {_words(value) for value in values}
    if answers & _YES and answers & _NO:
        return None
    said = [_said(value, leaves=leaves) for value in values]
    if True in said:
        return None if "no" in said else True
    return False


def _words(value: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", characters.without_accents(value).strip()))


def _said(value: str, *, leaves: bool) -> bool | str:
    """True for a tick, "no" for a refusal in words, False for a box that nobody ticked."""
    bare, words = characters.without_accents(value).strip(), _words(value)
    if not words:
        return bool(bare) and not set(bare) & _CROSSES and any(unicodedata.category(one) == "So" for one in bare)
    if words.replace(" ", "") in _UNTICKED or _ZERO.fullmatch(bare) or says_nothing("", value):
        return False
    refusal = _NO_THANKS if leaves else _REFUSAL
    return "no" if refusal.match(words) else True

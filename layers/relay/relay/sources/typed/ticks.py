"""Whether a box is ticked whose value is a word of its own: "I agree", "Sí", "No thanks", the label's whole text.

A box that is there is ticked unless its value says no. Imported only for values that aren't 1, true, on, yes or their
opposites.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from relay.sources.typed import characters
from relay.sources.typed.placeholders import says_nothing
from relay.sources.typed.vocabulary import words_of

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
    r"(?:(?:please|thanks|but|sorry|oh|well|really|absolutely|definitely|certainly|probably|maybe|i think|i guess"
    r"|of course|claro que|mejor|ahora|por ahora|prefiero(?: que)?|creo que|absolument|certainement) )*"
    r"(?:(?:i|we) )?(?:would |will |am |d |ll |m |have |ve )?(?:rather |prefer )?"
    r"(?:no|nope|nah|none|not|never|dont|do not|don t|wont|won t|decline\w*|disagree\w*|refuse\w*|reject\w*"
    r"|deny|denied|unsubscrib\w*|opt(?:ed|ing)? out|optout|(?:leave|keep|count) me out"
    r"|(?:out|stop|skip|remove(?:d| me)?|nothing|maybe|(?:ask me |remind me )?later|another time)$"
    r"|non|pas|jamais|plus tard|nein|nicht|nunca|jamas|ninguno|tal vez|quizas?|mas tarde|de ninguna)\b"
)
_NO_AT_THE_END: Final = re.compile(r"(?!yes|si|oui)\w+ (?:no|false|off|out|none)")
"""What a program makes of a question's name and its answer: newsletter_no, optin-false."""
_NO_THANKS: Final = re.compile(
    r"nope|nah|no (?:thanks|thank you|gracias|thx|merci|keep|stay)\b"
    r"|(?:no |yes )?(?:please )?(?:keep|leave) me (?:subscribed|posted|informed|on|in)\b"
    r"|(?:i |we )?(?:(?:want|wish|would like|d like|prefer) to )?(?:stay|remain|keep (?:getting|receiving))\b"
    r"|subscribed\b|opt(?:ed)? in\b"
)
"""How who is asked whether to leave says that they stay."""


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
    if leaves:
        return "no" if _NO_THANKS.match(words) else True
    return "no" if _REFUSAL.match(words) or _NO_AT_THE_END.fullmatch(words) else True

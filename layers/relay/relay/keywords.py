"""How a keyword is spelt for comparing, and the words that can be none.

The keywords of campaigns.toml and the texts that people send go through the same `spelling`, so that one finds the
other. It is not for telling whether a text is an opt-out: `sources.wording` does that, and more strictly.
"""

import unicodedata
from typing import Final

OPT_OUT_WORDS: Final = frozenset({"stop", "unsubscribe", "end", "quit", "stopall", "revoke", "optout", "cancel"})
OPT_IN_AND_HELP_WORDS: Final = frozenset({"start", "yes", "unstop", "help", "info"})
"""What Twilio itself answers: https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out"""

SPANISH_STOP_WORDS: Final = frozenset({"alto", "basta", "parar", "cancelar"})
SPANISH_HELP_WORDS: Final = frozenset({"ayuda"})
"""What Spanish speakers text instead. Twilio answers none of these unless it is told to."""

UNSEEN: Final = "Cf"  # zero-width characters, byte-order marks
MARKS: Final = ("Mn", "Mc", "Me")  # accents and the like


def spelling(text: str) -> str:
    """The text in upper case, with single spaces, without accents and without characters that can't be seen."""
    plain = unicodedata.normalize("NFKD", text)
    seen = "".join(character for character in plain if unicodedata.category(character) not in {UNSEEN, *MARKS})
    return " ".join(seen.casefold().upper().split())

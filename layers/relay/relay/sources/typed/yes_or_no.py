"""Whether the answer to a question of consent is a yes: a lead's, or a list's.

Stricter than a form's box (`ticks`), which is ticked unless its value says no: here a person or a program chose words
out of more than two, and what nobody knows ("pending", "maybe in May") is no consent.
"""

from typing import Final

from relay.sources.typed import characters, fields

_YES: Final = frozenset(
    {
        *("yes", "y", "true", "t", "1", "on", "x", "ok", "okay", "si", "s", "claro", "oui", "ja", "sim", "agree"),
        *("sure", "yeah", "yep", "yup", "absolutely", "definitely"),
        *("agreed", "accept", "accepted", "acepto", "acepta", "checked", "ticked", "selected", "subscribed", "optin"),
        *("consent", "consents", "consented", "granted", "allowed"),
    }
)
_TICKS: Final = frozenset("✓✔☑✅🗸🗹👍")
_TAKEN_BACK: Final = frozenset(
    {
        *("no", "not", "never", "don", "dont", "but", "unless", "until", "without", "except", "stop", "stopped"),
        *("revoked", "revoke", "withdrawn", "withdrew", "cancelled", "canceled", "removed", "expired", "declined"),
        *("unsubscribed", "unsubscribe", "pending", "unconfirmed", "out", "off", "pero", "sin", "nunca", "baja"),
    }
)
"""After a yes: what may limit it or take it back, so that it is none that can be taken as it stands."""

_YES_AT_FIRST: Final = (
    *("yes ", "yeah ", "yep ", "sure ", "si ", "i agree ", "i consent ", "i accept ", "opt in ", "opted in "),
)


def is_yes(opt_in: str, said: str) -> bool | None:
    """Whether the answer for such an argument is a yes; None if it is neither yes nor no. What is blank is a no."""
    if opt_in not in (fields.read([(opt_in, said)]).arguments if said.strip() else {}):
        return False
    words = _words_in(said)
    if not words:
        is_yes = not _TICKS.isdisjoint(said)
    else:
        begins = " ".join([*words, ""]).startswith(_YES_AT_FIRST)
        is_yes = "".join(words) in _YES or (begins and _TAKEN_BACK.isdisjoint(words))
    return is_yes or None


def _words_in(text: str) -> list[str]:
    """The words of a text, without accents and case."""
    bare = characters.without_accents(text)
    return "".join(one if one.isalnum() else " " for one in bare).split()

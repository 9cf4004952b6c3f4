"""What people type into a form's values, made into what the API takes: phones, ZIPs, states, countries, e-mails.

Values are cleaned (control characters, blanks, a phone's punctuation, a ZIP's last four digits) but never guessed:
what can't be made into an argument stays as it is, for `phone2action.arguments` to refuse it. Which field a value
belongs to, and whether a box is ticked, is the business of `fields`.
"""

from collections.abc import Callable, Mapping
from typing import Final

US_PHONE_DIGITS: Final = 10
ZIP_DIGITS: Final = 5
ZIP_PLUS_4_DIGITS: Final = 9
ABBREVIATION_LETTERS: Final = 2

_PHONE_PUNCTUATION: Final = dict.fromkeys(map(ord, " ()-./\u2010\u2011\u2012\u2013"))
_BIDI_CONTROLS: Final = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def clean(text: str, *, several_lines: bool = False) -> str:
    """The text without control characters, direction overrides and half surrogates, trimmed.

    Line breaks become spaces unless there may be several lines.
    """
    if not text.isprintable():
        lines = text.replace("\r\n", "\n").replace("\r", "\n")
        text = "".join(_printable(character, several_lines) for character in lines)
    return text.strip()


def _printable(character: str, several_lines: bool) -> str:
    code = ord(character)
    if character == "\n" and several_lines:
        return character
    if character.isspace():
        return " "
    is_control = code < 0x20 or 0x7F <= code < 0xA0  # noqa: PLR2004 - Unicode's C0 and C1
    if is_control or 0xD800 <= code <= 0xDFFF or character in _BIDI_CONTROLS:  # noqa: PLR2004 - surrogates
        return ""
    return character


def phone(text: str) -> str:
    """A US number's ten digits: without punctuation and country code. Anything else is left as it is."""
    digits = text.translate(_PHONE_PUNCTUATION)
    if digits.startswith("+1"):
        digits = digits.removeprefix("+1")
    elif len(digits) == US_PHONE_DIGITS + 1:
        digits = digits.removeprefix("1")
    return digits if len(digits) == US_PHONE_DIGITS and digits.isascii() and digits.isdigit() else text


def email(text: str) -> str:
    """An e-mail address, with an international domain in the form that every mailer takes (RFC 5890)."""
    local, at, domain = text.rpartition("@")
    if text.isascii() or not at or not local.isascii():
        return text
    import idna

    try:
        return f"{local}@{idna.encode(domain, uts46=True).decode()}"
    except (idna.IDNAError, ValueError):
        return text


def zip5(text: str) -> str:
    """A ZIP code's first five digits, the leading zero among them."""
    digits = text.replace("-", "").replace(" ", "")
    is_long = len(digits) == ZIP_PLUS_4_DIGITS and digits.isascii() and digits.isdigit()
    return digits[:ZIP_DIGITS] if is_long else text


def state(text: str) -> str:
    """A state's postal abbreviation, from that or from its name."""
    words = " ".join(text.replace(".", "").replace(",", " ").split())
    from relay.sources.places import STATES

    return STATES.get(words.lower(), words.upper() if len(words) == ABBREVIATION_LETTERS else text)


def country(text: str) -> str:
    """A country's two letters."""
    words = " ".join(text.replace(".", "").split())
    from relay.sources.places import COUNTRIES

    return COUNTRIES.get(words.lower(), words.upper())


NORMALISERS: Final[Mapping[str, Callable[[str], str]]] = {
    "phone": phone,
    "email": email,
    "zip5": zip5,
    "state": state,
    "country": country,
    "type": str.lower,
}

"""What people type into a form's values, made into what the API takes: phones, ZIPs, states, countries, e-mails.

A value is never guessed: what can't be made into an argument stays as it is, for `phone2action.arguments` to refuse
it. What only says that nothing was chosen or typed is blank. Which field a value belongs to, and whether a box is
ticked, is the business of `fields`; what a person abroad can't be kept with, that of `abroad`.

Here is what a plain sign-up needs. What is odd (`characters`, `phones`, `states`, `countries`, `placeholders`) is
imported when it is met.
"""

from collections.abc import Callable, Mapping
from typing import Final

from relay.phone2action.kinds import STATES
from relay.sources.typed.state_names import CODE_OF

US_PHONE_DIGITS: Final = 10
ZIP_DIGITS: Final = 5
PLUS_4_DIGITS: Final = 4
ABBREVIATION_LETTERS: Final = 2

LAST_PLAIN: Final = "\u02ff"
"""Up to here no printable character changes what is before it, and each is in Unicode's composed form."""

SUSPECT: Final = frozenset(
    {
        *("sele", "s\u00e9le", "choo", "choi", "pick", "plea", "veui", "elij", "elig", "eleg", "esco", "por "),
        *("n/a", "n.a.", "n. a", "n / ", "s/o", "na", "no", "no a", "not ", "none", "nil", "nan", "null", "unde"),
        *("ning", "nada", "aucu", "firs", "last", "your", "full"),
        *(
            "stre",
            "addr",
            "line",
            "tu a",
            "apar",
            "apt,",
            "apt.",
            "apt/",
            "city",
            "town",
            "ente",
            "type",
            "inse",
            "give",
        ),
        *("surn", "fami", "nomb", "apel", "ciud", "dire", "call", "titl", "pref", "salu", "su n", "su a", "tu n"),
        *("mm/d", "mm-d", "mm.d", "dd/m", "dd-m", "dd.m", "jj/m", "jj-m", "jj.m", "yyyy", "aaaa"),
    }
)
"""The first four letters, in lower case, of what may be a placeholder and begins as other values do."""

BEGINNING: Final = 4

_PHONE_PUNCTUATION: Final = dict.fromkeys(map(ord, " ()-./\u2010\u2011\u2012\u2013"))


def clean(text: str, *, several_lines: bool = False) -> str:
    """The text without characters that nobody sees, composed (NFC) and trimmed.

    Line breaks become spaces unless there may be several lines.
    """
    is_plain = text.isprintable() and (text.isascii() or max(text) <= LAST_PLAIN)
    if not is_plain:
        from relay.sources.typed import characters

        text = characters.shown(text, several_lines=several_lines)
    return text.strip()


def normalise(name: str, text: str) -> str:
    """The value of this argument as the API takes it, or as it is; "" for what only says that there is none."""
    made, is_plain = text, False
    make = NORMALISERS.get(name)
    if make:
        made = make(text)
        is_plain = IS_PLAIN[name](made)
    elif text:
        is_plain = (text[0].isalnum() and text[:BEGINNING].lower() not in SUSPECT) or name in ANY_WORDS
    if is_plain or not text:
        return made
    from relay.sources.typed import placeholders

    return "" if placeholders.says_nothing(name, text) else made


def phone(text: str) -> str:
    """A US number's ten digits: without punctuation, country code and extension. Anything else is left as it is."""
    digits = text if text.isdigit() else text.translate(_PHONE_PUNCTUATION)
    if digits.startswith("+1"):
        digits = digits.removeprefix("+1")
    elif len(digits) == US_PHONE_DIGITS + 1:
        digits = digits.removeprefix("1")
    if has_us_length(digits):
        return digits
    from relay.sources.typed import phones

    return phones.us_number(text) or text


def has_us_length(text: str) -> bool:
    """Whether these are a US number's ten digits; which of them exist is for `phone2action.arguments`."""
    return len(text) == US_PHONE_DIGITS and text.isascii() and text.isdigit()


def email(text: str) -> str:
    """An e-mail address in the characters that every mailer takes, an international domain as RFC 5890 has it."""
    if text.isascii():
        return text
    from relay.sources.typed import characters

    text = characters.plain(text)
    local, at, domain = text.rpartition("@")
    if text.isascii() or not at or not local.isascii() or any(map(characters.is_mixed, domain.split("."))):
        return text
    import idna

    try:
        return f"{local}@{idna.encode(domain, uts46=True).decode()}"
    except (idna.IDNAError, ValueError):
        return text


def zip5(text: str) -> str:
    """A ZIP code's first five digits, the leading zero among them; the last four, or their mask, are taken off."""
    code = text
    if not text.isascii():
        from relay.sources.typed import characters

        code = characters.of_digits(text)
    code, rest = code[:ZIP_DIGITS], code[ZIP_DIGITS:].strip(" -_.,#*xX")
    is_zip = len(code) == ZIP_DIGITS and code.isascii() and code.isdigit()
    is_whole = not rest or (len(rest) == PLUS_4_DIGITS and rest.isascii() and rest.isdigit())
    return code if is_zip and is_whole else text


def state(text: str) -> str:
    """A state's postal abbreviation, from that or from its name as people write it."""
    if text.upper() in STATES:
        return text.upper()
    name = text.lower()
    if name in CODE_OF:
        return CODE_OF[name]
    from relay.sources.typed import states

    return states.abbreviation(text) or text


def country(text: str) -> str:
    """A country's two letters (ISO 3166-1), from those or from its name as people write it."""
    if text in {"US", "us"}:
        return "US"
    from relay.sources.typed import countries

    return countries.code(text) or text


def _is_abbreviation(text: str) -> bool:
    return len(text) == ABBREVIATION_LETTERS and text.isalpha()


NORMALISERS: Final[Mapping[str, Callable[[str], str]]] = {
    "phone": phone,
    "email": email,
    "zip5": zip5,
    "state": state,
    "country": country,
    "type": str.lower,
    "guests": str,
}
IS_PLAIN: Final[Mapping[str, Callable[[str], bool]]] = {
    "phone": str.isdigit,
    "email": lambda text: "@" in text[1:],
    "zip5": str.isdigit,
    "state": STATES.__contains__,
    "country": _is_abbreviation,
    "type": str.isalpha,
    "guests": lambda text: text.isdigit() and text.strip("0") != "",
}
"""For each of these, what is certainly no placeholder."""
ANY_WORDS: Final = frozenset({"emailMessage", "tweetMessage", "message"})

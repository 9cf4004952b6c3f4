"""US phone numbers as people write them beside plain digits: with words, an extension, as a link, in other digits.

It only takes off what is no part of the number. Whether the digits that are left can be a US number is judged where
that is defined (`phone2action.request_types`); a number of another country, or two of them, stays as it was typed.
"""

import re
from typing import Final

from relay.sources.typed import characters

LONGEST: Final = 60  # of anything that is one number
DIGITS: Final = 10

LINK: Final = re.compile(r"^\s*(?:tel|callto|sms|smsto|phone)\s*:(?://)?", re.IGNORECASE)
EXTENSION: Final = re.compile(
    r"(?:[\s,;.(/-]*(?:\b(?:ext(?:ensi[o\u00f3]n|n)?|anexo|interno|int|poste)\b[\s.:=#]*|(?<![a-z])e?xt?[\s.:]*|#\s*)"
    r"|(?<=\d{4})\s*[,;]+\s*)\d{1,6}\s*[#)]?\s*$",
    re.IGNORECASE,
)
WORDS: Final = re.compile(
    r"(?<![^\W\d_])(?:my|mi|the|us|usa|u\.s\.|mobile|mobil|m[o\u00f3]vil|mob|cell|cellular|cell\s*phone|celular|cel|phone"
    r"|tel[e\u00e9]fono|t[e\u00e9]l[e\u00e9]phone|telephone|t[e\u00e9]l|portable|home|casa|work|trabajo|office|oficina"
    r"|business|direct|daytime|evening|day|night|text|sms|whatsapp|call|voice|preferred|number|n[u\u00fa]mero|num"
    r"|please|pls|ok|okay|best|fine|voicemail|messages?|texts|calls"
    r"|nr|no(?=[.:])|is|only|[cmhwopt])(?![^\W\d_])",
    re.IGNORECASE,
)
PREFIXES: Final = ("+1", "001", "0111", "1", "")
"""How a country code is written: for anybody, from most countries, from the US itself, within it."""


def us_number(text: str) -> str:
    """The ten digits of a number with the US's country code or with none; "" if it is anything else."""
    if len(text) > LONGEST:
        return ""
    return _digits(text)[0]


def has_country_code(text: str) -> bool:
    """Whether a number is written with the US's country code, so that it is meant as one from abroad too."""
    return len(text) <= LONGEST and bool(_digits(text)[1])


def _digits(text: str) -> tuple[str, str]:
    """The ten digits and the country code before them as it is written; blanks unless all of it makes sense."""
    rest = LINK.sub("", characters.of_digits(text).replace("%2B", "+"))
    rest, _, context = rest.partition(";phone-context=")
    if context.startswith("+") and not context.startswith("+1"):
        return "", ""
    rest = EXTENSION.sub("", WORDS.sub(" ", EXTENSION.sub("", rest)))
    before = rest[: next((place for place, one in enumerate(rest) if one.isdigit()), 0)]
    plus = "+" if "+" in before else ""
    digits = "".join(character for character in rest if character.isdigit())
    if any(character.isalpha() for character in rest) or rest.count("+") > len(plus):
        return "", ""
    for prefix in PREFIXES:
        if f"{plus}{digits}".startswith(prefix) and len(plus) + len(digits) == len(prefix) + DIGITS:
            return f"{plus}{digits}".removeprefix(prefix), prefix
    return "", ""

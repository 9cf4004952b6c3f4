"""The names of the world's countries, each under its `places.key`: in English, Spanish, French and its own languages.

This is the module as it is written: it takes them from CLDR (babel) and ISO 3166 (pycountry), which the layer doesn't
have. The layer's build (build/country_names_table.py) replaces it by one that holds the same as a literal.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pycountry
from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages

from relay.sources import places

LANGUAGES: Final = ("en", "es", "fr")
KOSOVO: Final = "XK"  # a code that CLDR and the post use, though ISO has not assigned it


def _names(code: str) -> Iterator[str]:
    for language in (*LANGUAGES, *get_official_languages(code, regional=True, de_facto=True)):
        try:
            yield Locale.parse(language).territories.get(code, "")
        except UnknownLocaleError:
            continue


def _formal_names(country: Any) -> Iterator[str]:
    yield from (country.alpha_3, country.name)
    yield from (getattr(country, kind, "") for kind in ("common_name", "official_name"))


def _table() -> Mapping[str, str]:
    """In this order, so that a country's name in its own language gives way to another's in English."""
    countries = list(pycountry.countries)
    formal = [(country.alpha_2, list(_formal_names(country))) for country in countries]
    usual = [(code, list(_names(code))) for code in (*(code for code, _ in formal), KOSOVO)]
    pairs = [
        *((name, code) for code, names in formal for name in names),
        *((names[place], code) for place in range(len(LANGUAGES)) for code, names in usual),
        *((name, code) for code, names in usual for name in names[len(LANGUAGES) :]),
    ]
    table: dict[str, str] = {}
    for name, code in pairs:
        if places.key(name):
            table.setdefault(places.key(name), code)
    return table


CODE_OF: Final[Mapping[str, str]] = _table()

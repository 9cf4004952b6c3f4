"""Countries by their names, as people and forms write them, made into ISO 3166-1's two letters.

The names in several languages are a library's (`country_names`); here are those that no list has. Imported when a
country is given as anything but "US".
"""

from typing import Final

from relay.sources.typed import places

US: Final = frozenset({"US", "USA", "UNITEDSTATES", "UNITEDSTATESOFAMERICA", "AMERICA", "ESTADOSUNIDOS", "ETATSUNIS"})
"""What nearly all say, for whom the long table is not read."""

OTHERS: Final = {
    "US": "US of A, The States, EEUU, EUA, Estados Unidos de America, Etats-Unis d'Amerique",
    "GB": "UK, N Ireland, Great Britain, Britain, England, Scotland, Wales, Northern Ireland, Gran Bretana, Inglaterra"
    ", Escocia, Gales, Irlanda del Norte, Angleterre, Ecosse, Pays de Galles, Grande-Bretagne",
    "AE": "UAE, Emirates, EAU",
    "AG": "Antigua",
    "BA": "Bosnia",
    "CD": "DRC, DR Congo, Congo Kinshasa, Zaire",
    "CG": "Congo, Congo Brazzaville",
    "CI": "Ivory Coast",
    "CN": "PRC, Mainland China",
    "CV": "Cape Verde",
    "CZ": "Czech Republic, Republica Checa, Republique tcheque",
    "DE": "BRD",
    "DO": "Dominican Rep, Rep Dominicana, RD, DR",
    "GR": "Greece, EL",
    "IN": "Bharat",
    "JP": "Nippon, Nihon",
    "KN": "St Kitts, Saint Kitts",
    "VC": "St Vincent, Saint Vincent",
    "TT": "Trinidad, Tobago",
    "IE": "Republic of Ireland, Eire, Ireland Republic",
    "KP": "DPRK",
    "KR": "Korea, Republic of Korea, ROK, Corea",
    "MK": "Macedonia, FYROM",
    "MO": "Macau",
    "MM": "Burma, Birmania, Birmanie",
    "NL": "Holland, The Netherlands, Holanda, Hollande",
    "NZ": "Aotearoa",
    "PG": "PNG",
    "PS": "Palestine, Palestina",
    "RU": "Russia, Rusia, Russie",
    "SA": "KSA, Saudi",
    "SZ": "Swaziland",
    "TL": "East Timor, Timor Oriental",
    "TR": "Turkey",
    "VA": "Vatican, Holy See, Vaticano",
    "VI": "US Virgin Islands, USVI",
    "XK": "Kosovo",
}
_CODE_OF: Final = {places.key(name): code for code, names in OTHERS.items() for name in names.split(",")}


def code(text: str) -> str:
    """The two letters of the country that the text names, "" if it names none, or two."""
    return places.only(text, _find)


def is_of_two_letters(text: str) -> bool:
    """Whether it looks like a country's code: the API takes any two letters for one."""
    return len(text) == 2 and text.isascii() and text.isalpha()  # noqa: PLR2004


def _find(text: str) -> str:
    name, letters = places.key(text), text.strip().upper()
    if name in US:
        return "US"
    if name in _CODE_OF:
        return _CODE_OF[name]
    from relay.sources.typed.country_names import CODE_OF

    is_code = letters in CODE_OF.values()  # as it stands: "N/A" is not Namibia
    return letters if is_code else CODE_OF.get(name, "")

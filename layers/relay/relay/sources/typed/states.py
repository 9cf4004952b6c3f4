"""US states as people write them, beside their plain names: older abbreviations, in Spanish, with their code beside.

Imported when a state is neither its code nor its plain name. What is no state of the US is found by nothing here.
"""

from typing import Final

from relay.phone2action.kinds import STATES as CODES
from relay.sources.typed import places
from relay.sources.typed.state_names import CODE_OF

# The abbreviations before the Postal Service's own (those of the Government Publishing Office and of the Associated
# Press, and what else people write), Spanish and French names that differ. As one writes them: comparing leaves out
# case, accents, points and spaces.
OTHERS: Final = {
    "AL": "Ala",
    "AK": "Alas",
    "AZ": "Ariz",
    "AR": "Ark",
    "CA": "Calif, Cal, Cali, Californie",
    "CO": "Colo, Col",
    "CT": "Conn",
    "DE": "Del",
    "DC": "Washington DC, Wash DC, Dist of Columbia, Dist Columbia, Distrito de Columbia",
    "FL": "Fla, Floride",
    "HI": "Haw",
    "ID": "Ida",
    "IL": "Ill, Ills",
    "IN": "Ind",
    "KS": "Kans, Kan",
    "LA": "Luisiana, Louisiane",
    "MA": "Mass",
    "MI": "Mich",
    "MN": "Minn",
    "MS": "Miss, Misisipi",
    "MO": "Misuri",
    "MT": "Mont",
    "NE": "Nebr, Neb",
    "NV": "Nev",
    "NH": "N Hamp, Nuevo Hampshire, Nueva Hampshire",
    "NJ": "N Jersey, Nueva Jersey",
    "NM": "N Mex, Nuevo Mexico, Nouveau-Mexique",
    "NY": "N York, Nueva York",
    "NC": "N Carolina, No Carolina, N Car, Carolina del Norte, Caroline du Nord",
    "ND": "N Dakota, No Dakota, N Dak, No Dak, Dakota del Norte, Dakota du Nord",
    "OK": "Okla",
    "OR": "Oreg, Ore",
    "PA": "Penn, Penna, Penns, Pensilvania, Pennsylvanie",
    "SC": "S Carolina, So Carolina, S Car, Carolina del Sur, Caroline du Sud",
    "SD": "S Dakota, So Dakota, S Dak, So Dak, Dakota del Sur, Dakota du Sud",
    "TN": "Tenn, Tenesi",
    "TX": "Tex, Tejas",
    "VA": "Virginie",
    "WA": "Wash",
    "WV": "W Virginia, W Va, West Va, Virginia Occidental, Virginia del Oeste, Virginie-Occidentale",
    "WI": "Wis, Wisc",
    "WY": "Wyo",
    "AS": "Samoa Americana",
    "MP": "Northern Marianas, CNMI, Saipan, Islas Marianas del Norte",
    "VI": "Virgin Islands, Virgin Islands US, USVI, United States Virgin Islands, Islas Virgenes",
    "FM": "Federated States of Micronesia, Micronesia, FSM",
    "MH": "Marshall Islands, Republic of the Marshall Islands",
    "PW": "Palau, Republic of Palau",
    "AA": "Armed Forces Americas, Armed Forces Americas except Canada, APO AA, FPO AA, DPO AA",
    "AE": "Armed Forces Europe, Armed Forces Africa, Armed Forces Canada, Armed Forces Middle East"
    ", Armed Forces Europe the Middle East and Canada, Armed Forces Africa Canada Europe Middle East"
    ", APO AE, FPO AE, DPO AE",
    "AP": "Armed Forces Pacific, APO AP, FPO AP, DPO AP",
}
BEFORE: Final = ("STATEOF", "COMMONWEALTHOF", "ESTADODE", "US", "USA")
AFTER: Final = ("STATE", "USA", "US")

_CODE_OF: Final = {places.key(name): code for name, code in CODE_OF.items()} | {
    places.key(name): code for code, names in OTHERS.items() for name in names.split(",")
}


LONGEST: Final = 2 + max(map(len, CODE_OF))
SHORTEST: Final = 6
LONG: Final = 10
"""Letters of a name in which one slip of the finger is seen, and two."""


def abbreviation(text: str) -> str:
    """The postal abbreviation of the state that the text names, "" if it names none, or two."""
    return places.only(text, _find) or _misspelt(places.key(text))


def _misspelt(name: str) -> str:
    """The state whose name this is but for a slip of the finger, behind its first letter; "" if there are two."""
    if not SHORTEST <= len(name) <= LONGEST:
        return ""
    from relay.sources.texts.plain_words import distance

    slips = 2 if len(name) >= LONG else 1
    known = ((places.key(state), code) for state, code in CODE_OF.items())
    near = {code for state, code in known if state[0] == name[0] and distance(name, state) <= slips}
    return near.pop() if len(near) == 1 else ""


def _find(text: str) -> str:
    name = places.key(text)
    if name in _CODE_OF:
        return _CODE_OF[name]
    bare = [name, *map(name.removeprefix, BEFORE), *map(name.removesuffix, AFTER)]
    known = [_CODE_OF.get(one) or (one if one in CODES and "/" not in text else "") for one in bare]
    return next(filter(None, known), "")

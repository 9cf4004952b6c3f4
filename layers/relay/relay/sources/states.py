"""US states by their names, as people write them: in full, by older abbreviations, in Spanish, with their code beside.

Imported when a state is given as anything but two letters. What is no state of the US is found by nothing here.
"""

from typing import Final

from relay.phone2action.kinds import STATES as CODES
from relay.sources import places

# The Postal Service's names, the abbreviations before its own (those of the Government Publishing Office and of the
# Associated Press, and what else people write), Spanish and French ones that differ. As one writes them: the
# comparison leaves out case, accents, points and spaces.
NAMES: Final = {
    "AL": "Alabama, Ala",
    "AK": "Alaska",
    "AZ": "Arizona, Ariz",
    "AR": "Arkansas, Ark",
    "CA": "California, Calif, Cal, Cali, Californie",
    "CO": "Colorado, Colo, Col",
    "CT": "Connecticut, Conn",
    "DE": "Delaware, Del",
    "DC": "District of Columbia, Washington DC, Wash DC, Distrito de Columbia",
    "FL": "Florida, Fla, Floride",
    "GA": "Georgia",
    "HI": "Hawaii",
    "ID": "Idaho",
    "IL": "Illinois, Ill, Ills",
    "IN": "Indiana, Ind",
    "IA": "Iowa",
    "KS": "Kansas, Kans, Kan",
    "KY": "Kentucky",
    "LA": "Louisiana, Luisiana, Louisiane",
    "ME": "Maine",
    "MD": "Maryland",
    "MA": "Massachusetts, Mass, Massachusets, Massachussetts",
    "MI": "Michigan, Mich",
    "MN": "Minnesota, Minn",
    "MS": "Mississippi, Miss, Misisipi, Missisippi, Mississipi",
    "MO": "Missouri, Misuri",
    "MT": "Montana, Mont",
    "NE": "Nebraska, Nebr, Neb",
    "NV": "Nevada, Nev",
    "NH": "New Hampshire, N Hamp, Nuevo Hampshire, Nueva Hampshire",
    "NJ": "New Jersey, N Jersey, Nueva Jersey",
    "NM": "New Mexico, N Mex, Nuevo Mexico, Nouveau-Mexique",
    "NY": "New York, N York, Nueva York",
    "NC": "North Carolina, N Carolina, N Car, Carolina del Norte, Caroline du Nord",
    "ND": "North Dakota, N Dakota, N Dak, Dakota del Norte, Dakota du Nord",
    "OH": "Ohio",
    "OK": "Oklahoma, Okla",
    "OR": "Oregon, Oreg, Ore",
    "PA": "Pennsylvania, Penn, Penna, Penns, Pensilvania, Pennsylvanie",
    "RI": "Rhode Island",
    "SC": "South Carolina, S Carolina, S Car, Carolina del Sur, Caroline du Sud",
    "SD": "South Dakota, S Dakota, S Dak, Dakota del Sur, Dakota du Sud",
    "TN": "Tennessee, Tenn, Tennesee, Tenesi",
    "TX": "Texas, Tex, Tejas",
    "UT": "Utah",
    "VT": "Vermont",
    "VA": "Virginia, Virginie",
    "WA": "Washington, Wash",
    "WV": "West Virginia, W Virginia, W Va, West Va, Virginia Occidental, Virginia del Oeste, Virginie-Occidentale",
    "WI": "Wisconsin, Wis, Wisc",
    "WY": "Wyoming, Wyo",
    "AS": "American Samoa, Samoa Americana",
    "GU": "Guam",
    "MP": "Northern Mariana Islands, Northern Marianas, CNMI, Saipan, Islas Marianas del Norte",
    "PR": "Puerto Rico",
    "VI": "US Virgin Islands, Virgin Islands, Virgin Islands US, USVI, United States Virgin Islands, Islas Virgenes",
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

_CODE_OF: Final = {places.key(name): code for code, names in NAMES.items() for name in names.split(",")}


def abbreviation(text: str) -> str:
    """The postal abbreviation of the state that the text names, "" if it names none, or two."""
    return places.only(text, _find)


def _find(text: str) -> str:
    name = places.key(text)
    if name in _CODE_OF:
        return _CODE_OF[name]
    bare = [name, *map(name.removeprefix, BEFORE), *map(name.removesuffix, AFTER)]
    known = [_CODE_OF.get(one) or (one if one in CODES and "/" not in text else "") for one in bare]
    return next(filter(None, known), "")

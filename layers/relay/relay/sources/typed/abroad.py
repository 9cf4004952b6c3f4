"""People who live outside the US: what of their form the platform has room for, and what has to be left out.

The platform knows US phones, ZIPs and states only (docs/phone2action.md, Semantics 12), but a country and a city of
anywhere. Nobody is turned away for where they live: what it has no room for is left out, and the answer says so.
Imported when a form names another country than the US, or a ZIP or state that is none of the US.
"""

import re
from collections.abc import Iterable
from typing import Final

from relay.phone2action.arguments import read
from relay.phone2action.kinds import STATES
from relay.sources.typed import phones
from relay.submission import Argument

TERRITORIES: Final = frozenset({"PR", "GU", "VI", "AS", "MP"})
"""Countries to ISO 3166, but US addresses with a state of the same letters: they have ZIPs and a delegate."""
ARMED_FORCES: Final = frozenset({"AA", "AE", "AP"})
"""States of military addresses, which are US ones wherever the person is."""
SAME_NUMBERS: Final = frozenset(
    ["CA", "AG", "AI", "BB", "BM", "BS", "DM", "DO", "GD", "JM", "KN", "KY", "LC", "MS", "SX", "TC", "TT", "VC", "VG"]
)  # https://www.nanpa.com/about: countries whose numbers have the US's form and country code

POSTAL_CODES: Final = {
    "CA": re.compile(r"[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z] ?-?[0-9][ABCEGHJ-NPRSTV-Z][0-9]"),
    "GB": re.compile(r"GIR ?0AA|[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][ABD-HJLNP-UW-Z]{2}"),
}
"""Postal codes with letters in them, which no US one has; those of other countries are too much like each other.

https://www.canadapost-postescanada.ca/cpc/en/support/articles/addressing-guidelines/postal-codes.page
Royal Mail, Programmers' Guide to the Postcode Address File, "UK Postcode Format"
"""

PROVINCES: Final = frozenset(
    [
        *("on", "qc", "bc", "ontario", "quebec", "qu\u00e9bec", "british columbia", "colombie-britannique", "alberta"),
        *("manitoba", "saskatchewan", "nova scotia", "new brunswick", "newfoundland", "newfoundland and labrador"),
        *("prince edward island", "yukon", "northwest territories", "nunavut"),
    ]
)
"""Canada's provinces and territories; of their letters those that can be no slip, as NB may be one for Nebraska."""

OF_AN_ADDRESS: Final = ("zip5", "state")
OF_A_PHONE: Final = ("phone", "smsOptin")
EMAIL: Final = "email"  # to legislators, which needs a ZIP
CALL: Final = "call"


def tell_country(arguments: dict[str, Argument]) -> None:
    """Name the country of an address that names none, if postal code or province can be of one country only.

    With a US ZIP beside it a province is a slip, which the person is told of.
    """
    zip5, state = (str(arguments.get(name, "")).strip() for name in OF_AN_ADDRESS)
    by_code = next((code for code, form in POSTAL_CODES.items() if form.fullmatch(zip5.upper())), "")
    is_province = not zip5 and state.lower() in PROVINCES
    if country := by_code or ("CA" if is_province else ""):
        arguments["country"] = country


def leave_out(arguments: dict[str, Argument], phones_as_typed: Iterable[str]) -> tuple[list[str], list[str]]:
    """Take out what only somebody with a US address can have: the arguments and the contacts that were taken out.

    An address that only seems to be elsewhere becomes the US's.
    """
    if _is_of_the_us(arguments):
        arguments["country"] = "US"
    if arguments["country"] == "US" or not _is_fit("country", arguments):
        return [], []
    foreign = OF_AN_ADDRESS + (OF_A_PHONE if _has_foreign_phone(arguments, phones_as_typed) else ())
    out: list[str] = [name for name in foreign if name in arguments]
    for name in out:
        del arguments[name]
    return out, _without_contacts(arguments, {EMAIL, CALL} if "phone" in out else {EMAIL})


def _is_of_the_us(arguments: dict[str, Argument]) -> bool:
    """Whether it is an address of a territory or of the armed forces; a territory's state is told by its country."""
    country, state = arguments["country"], arguments.get("state")
    if country in TERRITORIES:
        if state not in STATES:
            arguments["state"] = country
        return True
    return state in ARMED_FORCES and _is_fit("zip5", arguments)


def _has_foreign_phone(arguments: dict[str, Argument], as_typed: Iterable[str]) -> bool:
    """Whether the phone has to go: no US one, or only like one, for many countries' numbers have ten digits too.

    A number that the API refuses stays where nothing else tells who it is: the refusal names it.
    """
    if "phone" not in arguments:
        return False
    is_fit = _is_fit("phone", arguments)
    if not is_fit:
        return "email" in arguments
    return arguments["country"] not in SAME_NUMBERS and not any(map(phones.has_country_code, as_typed))


def _without_contacts(arguments: dict[str, Argument], kinds: set[str]) -> list[str]:
    """Take out these contacts with legislators; of an advocate that is named the platform may know what they need."""
    types = arguments.get("type")
    if not isinstance(types, list) or "advocateid" in arguments:
        return []
    kept = [kind for kind in types if kind not in kinds]
    arguments["type"] = kept
    if not kept:
        del arguments["type"]
    return [kind for kind in types if kind in kinds]


def _is_fit(name: str, arguments: dict[str, Argument]) -> bool:
    """Whether the API takes this argument as it is."""
    return name in read("update_advocate", {"advocateid": "1", name: arguments.get(name, "")})[0]

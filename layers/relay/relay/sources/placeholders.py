"""What a field has when nobody filled it in: the mask of its widget, the first line of its list, a word for "nothing".

Whoever leaves an optional field alone says nothing, and is told of no mistake. Only what can be nothing else counts:
a name that is also a word ("Null", "Na", "Select Avenue") is a name. Imported when a value does not begin as one.
"""

import re
from typing import Final

from relay.keywords import spelling
from relay.sources import characters
from relay.sources.vocabulary import words_of

LONGEST: Final = 60  # of anything that is no more than a hint

CODES: Final = frozenset({"phone", "zip5", "email", "state", "country"})
"""Arguments of a certain form, which words can never be."""
ASIDES: Final = CODES | {"address2", "prefix", "type", "campaigns", "campaignid"}
"""Arguments that people say are not there."""

LISTED: Final = frozenset({"state", "country"})
"""Arguments that people choose from a list, and what the first line of one often has as its value."""
FIRST: Final = frozenset({"0", "00", "-1"})

CALLED: Final = frozenset({"name", "firstname", "lastname", "city", "guestNames"})
"""Names, which may be any word."""
FREE: Final = "fields"
"""What an organiser asks beside: any word, and a mark by itself, may be an answer."""

FREE_MASK: Final = re.compile(r"[-\s_./:()]{2,}")
ONLY_MARKS: Final = re.compile(r"[-\s_.,:;*#/\\()\[\]{}<>=~+|?!\u00bf\u00a1\u2026\u2022\u00b7\u25cf]+")
COUNTRY_CODE: Final = re.compile(r"\+\d{1,3}|1|")
MASK_LETTERS: Final = re.compile(r"([xX#])\1{2,}")  # "xxx-xxx-xxxx", but not an "x"
DATE: Final = re.compile(r"([MDYAJ_])\1*[-/. ]([MDYAJ_])\2*[-/. ]([MDYAJ_])\3*")
IN_DASHES: Final = re.compile(r"[-*=(<\[{.]+[^-*=()<>\[\]{}]*[-*=)>\]}.]+")


CHOOSE: Final = words_of(
    "SELECT CHOOSE PICK SELECCIONE SELECCIONA SELECCIONAR SELECCIONES ELIJA ELIGE ELEGIR ESCOJA ESCOGE ESCOGER"
    " SELECTIONNEZ SELECTIONNER CHOISISSEZ CHOISIR"
)
SMALL: Final = words_of(
    "PLEASE A AN ONE THE YOUR FROM OF OR IF LIST BELOW OPTION OPTIONS HERE ENTER TYPE US ALL ANY"
    " POR FAVOR UN UNA UNO EL LA SU TU DE DEL O LISTA OPCION VEUILLEZ VOTRE UNE LE L D DANS LISTE"
)
LABELS: Final = words_of(
    "STATE STATES PROVINCE REGION TERRITORY COUNTY COUNTRY NATION TITLE PREFIX SALUTATION CITY TOWN ZIP CODE POSTAL"
    " POSTCODE ZIPCODE PHONE MOBILE CELL TELEPHONE NUMBER EMAIL MAIL E ADDRESS NAME CAMPAIGN ANSWER ITEM OPTIONAL"
    " REQUIRED ESTADO PROVINCIA PAIS CIUDAD TITULO TRATAMIENTO CODIGO TELEFONO CORREO ELECTRONICO DIRECCION NOMBRE"
    " OPCIONAL ETAT PAYS VILLE CIVILITE ADRESSE COURRIEL NOM"
)
NOTHING: Final = frozenset(
    {"N/A", "N.A.", "N. A.", "N / A", "UNDEFINED", "[OBJECT OBJECT]", "NO APLICA", "NOT APPLICABLE", "S/O"}
)
NONE: Final = words_of("NONE NULL NIL NAN NA NO NINGUNO NINGUNA NADA AUCUN AUCUNE")
YOUR_NAME: Final = frozenset({"FIRST NAME", "LAST NAME", "FIRSTNAME", "LASTNAME", "YOUR NAME", "FULL NAME"})


def says_nothing(name: str, text: str) -> bool:
    """Whether the value of this argument only says that there is none."""
    if len(text) > LONGEST:
        return False
    value = characters.of_digits(text)
    said = spelling(value)
    if _is_choice(name, said) or (DATE.fullmatch(said) and (name not in CODES or "Y" in said)):
        return True
    if name == FREE:
        return FREE_MASK.fullmatch(value) is not None
    return _is_empty_mask(name, value) or _is_word_for_nothing(name, said)


def _is_empty_mask(name: str, value: str) -> bool:
    """Whether nobody typed into the mask; the country code of a phone is part of the mask."""
    bare = MASK_LETTERS.sub("", value) if name in CODES else value
    if name == "phone" and COUNTRY_CODE.fullmatch("".join(one for one in bare if one.isdigit() or one == "+")):
        return not bare.isdigit() and not any(map(str.isalpha, bare))
    return not bare or value == "@" or ONLY_MARKS.fullmatch(bare) is not None


def _is_word_for_nothing(name: str, said: str) -> bool:
    return (
        said in NOTHING
        or said in YOUR_NAME
        or (name in LISTED and said in FIRST)
        or (name in ASIDES and said.strip("-*.()[]<> ") in NONE)
    )


def _is_choice(name: str, said: str) -> bool:
    """Whether it is the wording of a list's first line, or of a field's label."""
    if name in CODES and any(map(str.isdigit, said)):  # "ZIP 02134"
        return False
    words = "".join(character if character.isalpha() else " " for character in said).split()
    if not all(word in CHOOSE | SMALL | LABELS for word in words):
        return False
    if any(word in CHOOSE for word in words):
        return [said] != words or name not in CALLED
    return any(word in LABELS for word in words) and (name in CODES or IN_DASHES.fullmatch(said) is not None)

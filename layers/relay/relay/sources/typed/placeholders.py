"""What a field has when nobody filled it in: the mask of its widget, the first line of its list, a word for "nothing".

Whoever leaves an optional field alone says nothing, and is told of no mistake. Only what can be nothing else counts:
a name that is also a word ("Null", "Na", "Select Avenue") is a name. Imported when a value does not begin as one.
"""

import re
from collections.abc import Callable
from typing import Final

from relay.keywords import spelling
from relay.sources.typed import characters
from relay.sources.typed.vocabulary import words_of

LONGEST: Final = 60  # of anything that is no more than a hint

CODES: Final = frozenset({"phone", "zip5", "email", "state", "country", "guests"})
"""Arguments of a certain form, which words can never be."""
ASIDES: Final = CODES | {"address2", "prefix", "type", "campaigns", "campaignid"}
"""Arguments that people say are not there."""

LISTED: Final = frozenset({"state", "country", "guests"})
"""Arguments that people choose from a list or count, and what its first line or an untouched counter often has."""
FIRST: Final = frozenset({"0", "00", "-1"})
BOOLEANS: Final = frozenset({"TRUE", "FALSE"})
"""What a program says beside a value: that this is the person's first phone. No argument of a certain form is one."""

CALLED: Final = frozenset({"name", "firstname", "lastname", "city", "guestNames"})
"""Names, which may be any word."""
FREE: Final = "fields"
"""What an organiser asks beside: any word, and a mark by itself, may be an answer."""

FREE_MASK: Final = re.compile(r"[-\s_./:()]{2,}")
ONLY_MARKS: Final = re.compile(r"[-\s_.,:;*#/\\()\[\]{}<>=~+|?!\u00bf\u00a1\u2026\u2022\u00b7\u25cf]+")
COUNTRY_CODE: Final = re.compile(r"\+\d{1,3}|1|")
NAMED_CODE: Final = re.compile(r"(?:[^\W\d_]|[ .,'()-])*\(?\+\d{1,3}\)?\s*")  # "United States (+1)"
MASK_LETTERS: Final = re.compile(r"([xX#])\1{2,}")  # "xxx-xxx-xxxx", but not an "x"
DATE: Final = re.compile(r"([MDYAJ_])\1*[-/. ]([MDYAJ_])\2*[-/. ]([MDYAJ_])\3*")
IN_DASHES: Final = re.compile(r"[-*=(<\[{.]+[^-*=()<>\[\]{}]*[-*=)>\]}.]+")


ELSEWHERE: Final = words_of(
    "OTHER OUTSIDE NON NOT IN OF THE US USA U S UNITED STATES INTERNATIONAL FOREIGN OVERSEAS ABROAD ELSEWHERE INTL"
    " OUT STATE PROVINCE RESIDENT CITIZEN LIVE I OTRO FUERA DE LOS EE UU ESTADOS UNIDOS"
)
"""How a list of US states lets people say that they live in none of them."""
IN_NO_STATE: Final = words_of(
    "OTHER OUTSIDE NON NOT INTERNATIONAL FOREIGN OVERSEAS ABROAD ELSEWHERE INTL OUT OTRO FUERA"
)

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
    " REQUIRED GUESTS ESTADO PROVINCIA PAIS CIUDAD TITULO TRATAMIENTO CODIGO TELEFONO CORREO ELECTRONICO DIRECCION"
    " NOMBRE OPCIONAL ETAT PAYS VILLE CIVILITE ADRESSE COURRIEL NOM"
)
NOTHING: Final = frozenset(
    {"N/A", "N.A.", "N. A.", "N / A", "UNDEFINED", "[OBJECT OBJECT]", "NO APLICA", "NOT APPLICABLE", "S/O"}
)
NONE: Final = words_of("NONE NULL NIL NAN NA NO NINGUNO NINGUNA NADA AUCUN AUCUNE")
FIRST_LINES: Final = frozenset({"MAKE A SELECTION", "UNSELECTED", "UNSPECIFIED", "LOADING", "DEFAULT", "ANY"})
"""What else a list begins with, as words."""
AROUND_A_LABEL: Final = (
    words_of("PLEASE ENTER TYPE INSERT WRITE GIVE YOUR THE SU TU HERE REQUIRED OPTIONAL OPCIONAL ETC"),
    words_of("YOUR SU TU ENTER TYPE INSERT REQUIRED OPTIONAL OPCIONAL"),
)
"""What may stand around the label of a field, and what of it is in no name."""
OWN_LABELS: Final = words_of(
    "FIRSTNAME LASTNAME FULLNAME SURNAME NAME CITY TOWN ADDRESS STREET APARTMENT APT SUITE "
    "UNIT TITLE PREFIX SALUTATION NOMBRE APELLIDO APELLIDOS CIUDAD DIRECCION CALLE"
) | {
    *("FIRST NAME", "GIVEN NAME", "LAST NAME", "FAMILY NAME", "FULL NAME", "FIRST AND LAST NAME", "CITY TOWN"),
    *("TOWN CITY", "STREET ADDRESS", "STREET NAME", "MAILING ADDRESS", "HOME ADDRESS", "ADDRESS LINE"),
    *("ADDRESS LINE 1", "ADDRESS LINE 2", "ADDRESS 1", "ADDRESS 2", "LINE 1", "LINE 2"),
    *(
        "STREET ADDRESS 2",
        "APT SUITE",
        "APARTMENT SUITE",
        "APT UNIT",
        "APARTMENT UNIT",
        "APT SUITE UNIT",
        "APARTMENT SUITE UNIT",
        "NOMBRE COMPLETO",
    ),
}
"""Labels of fields that any words may stand in. A word by itself may be a name; with a label's mark behind it, none."""
LABELLED: Final = CALLED | {"address1", "address2", "prefix"}

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
    return _is_empty_mask(name, value) or _is_word_for_nothing(name, said) or _is_own_label(name, said)


def _is_empty_mask(name: str, value: str) -> bool:
    """Whether nobody typed into the mask; the country code of a phone is part of the mask."""
    bare = MASK_LETTERS.sub("", value) if name in CODES else value
    if name == "phone" and COUNTRY_CODE.fullmatch("".join(one for one in bare if one.isdigit() or one == "+")):
        return not bare.isdigit() and (not any(map(str.isalpha, bare)) or NAMED_CODE.fullmatch(bare) is not None)
    return not bare or value == "@" or ONLY_MARKS.fullmatch(bare) is not None


def _is_word_for_nothing(name: str, said: str) -> bool:
    return (
        said in NOTHING
        or said in YOUR_NAME
        or (name in LISTED and said in FIRST)
        or (name in ASIDES and said.strip("-*.()[]<> ") in NONE)
        or (name in CODES and said in BOOLEANS)
        or (name in LISTED and (_is_first_line(said) or _is_in_no_state(name, said)))
    )


def _is_first_line(said: str) -> bool:
    words = _words(said)
    return (not words and not any(map(str.isalnum, said))) or " ".join(words) in FIRST_LINES


def _is_in_no_state(name: str, said: str) -> bool:
    words = _words(said)
    return name == "state" and ELSEWHERE.issuperset(words) and not IN_NO_STATE.isdisjoint(words)


def _is_own_label(name: str, said: str) -> bool:
    """Whether it is what the field is called: "Your first name", "City *", "Address line 1"."""
    if name not in LABELLED:
        return False
    around, never_a_name = AROUND_A_LABEL
    words = _words(said, str.isalnum)
    label = " ".join(word for word in words if word not in around)
    is_marked = said.endswith(("*", ":")) or not never_a_name.isdisjoint(words) or " " in label
    return is_marked and label in OWN_LABELS


def _words(said: str, is_of_word: Callable[[str], bool] = str.isalpha) -> list[str]:
    return "".join(character if is_of_word(character) else " " for character in said).split()


def _is_choice(name: str, said: str) -> bool:
    """Whether it is the wording of a list's first line, or of a field's label."""
    if name in CODES and any(map(str.isdigit, said)):  # "ZIP 02134"
        return False
    words = _words(said)
    if not all(word in CHOOSE | SMALL | LABELS for word in words):
        return False
    if any(word in CHOOSE for word in words):
        return [said] != words or name not in CALLED
    return any(word in LABELS for word in words) and (name in CODES or IN_DASHES.fullmatch(said) is not None)

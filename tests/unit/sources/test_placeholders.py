"""What nobody filled in is blank: masks, the first line of a list, words for "nothing"; and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.phone2action.arguments import ENDPOINTS
from relay.sources.typed import fields, values


def parts(*texts: str) -> list[str]:
    return "|".join(texts).split("|")


SELECTS = parts(
    "- Select State -|-- Select --|Select...|Select\u2026|Select a State|Select your state/province|Please select",
    "Please choose one|Choose|Choose a country...|--|---|\u2013 Select \u2013|[Select]|(select one)|<select>",
    "Seleccione|Seleccione...|-- Seleccione un estado --|Selecciona un pa\u00eds|Seleccionar|Elija una opci\u00f3n",
    "Escoja|Por favor, seleccione|S\u00e9lectionnez|Choisissez votre pays|Veuillez s\u00e9lectionner",
    "\u00a0|\uff0d\uff0d|Select\u200b...",
)
DOTS = "(\u2022\u2022\u2022) \u2022\u2022\u2022-\u2022\u2022\u2022\u2022"
BLANK = {
    "phone": parts(
        "+1|+1 |1-|1 (___) ___-____|(___) ___-____|+1 (___) ___-____|___-___-____|(   )    -|xxx-xxx-xxxx",
        f"(XXX) XXX-XXXX|###-###-####|{DOTS}|+|-|+44|+52 |\uff0b\uff11|N/A|n/a|none|None|null|undefined|no|ninguno",
        "true|US +1|United States (+1)",
        "Phone|Phone number|Mobile phone*|Tel\u00e9fono|(optional)|opcional|[object Object]|.|?|\u2014",
    ),
    "guests": parts("0|00|--|- Select -|Number of guests|None"),
    "zip5": parts("_____|_____-____|-|xxxxx|#####|.....|N/A|none|ZIP|Zip code*|Postal code|C\u00f3digo postal"),
    "email": parts("@|-|N/A|none|Email|E-mail|E-mail address|Your email|Correo electr\u00f3nico"),
    "state": parts(
        "Other|Outside US|Non-US|Not in the U.S.|International|\u25bc|Make a selection|Loading...",
        "State|0|-1|State/Province|State *|- State -|Estado|N/A|NA|none|--None--|- None -|__|-|\u2014",
    ),
    "country": parts("Country|0|Country*|-- Country --|Pa\u00eds|Pays|N/A|n.a.|none|-"),
    "prefix": parts("Select|-- Title --|None|--None--|- None -|N/A"),
    "address2": parts(
        "Apt/Suite|Apt., suite, etc.|Apartment, suite, etc. (optional)|Address line 2|Line 2|N/A|none|None|-|null"
    ),
    "address1": parts(
        "Street address|Address line 1|Your address|Enter your address|Street Address *|N/A|--|- Address -"
    ),
    "city": parts("City *|Your city|Enter city|Town/City|N/A|--|- City -|Choose a city"),
    "firstname": parts(
        "First Name *|Your first name|Enter first name|Nombre *",
        "N/A|First Name|first name|--|undefined|?|(Name)|- Select -|_____",
    ),
    "lastname": parts("Last Name*|Enter your last name|Tu apellido:|Last Name|N/A|."),
    "campaigns": parts("--|- Select Campaign -|Select...|None"),
    "tags": parts("--|Select..."),
    "fields[7]": parts(
        "--|__/__/____|MM/DD/YYYY|mm-dd-yyyy|DD.MM.YYYY|dd/mm/aaaa|JJ/MM/AAAA|___-__-____|Select|Choose an answer"
    ),
}
TYPED = {
    "phone": parts("1|911|x|call me|(816) 555-01__|+1 816|000-000-0000|12|Ann"),
    "zip5": parts("ZIP 02134|Code 02134|x|2134|02134-1|K1M 1M4|12-__"),
    "email": parts("ann|@example.org|ann@|none@example.org|na@example.org"),
    "state": parts("New State|In State|Ontario|XX|M|Staten"),
    "country": parts("NA|NO|Narnia|Counties"),
    "prefix": parts("Mr.|Ms|Title|Dra."),
    "firstname": parts(
        "Select|Pick|Please|None|Null|Na|No|X|First|J.|O|-Ann-|\u2764\ufe0f|S\u00e9lim|Selena|Choisie|Eligio|\u674e|Dd"
    ),
    "lastname": parts("Last|Pick|Null|None|Na|No|Ng|State|Name|O'Neill|Lastra|Firstbrook|Estado|Ninguna"),
    "city": parts("State College|Select|City|Zipp|Choice|Phoenix|Eligin|Mail"),
    "address1": parts(
        "Select Drive 4|12 Linden Street|Choose Life Avenue|#4 Main Street|(rear) 12 Main|State Street|1"
    ),
    "address2": parts("Unit 2|Suite 1|#4|Apt 4|4|No. 5|c/o Ann|Suite N/A1"),
    "fields[7]": parts("-|+|?|N/A|None|No|0|5/5|A-D-D|Yes|None of these|Select Committee|4|B+|*"),
    "tags": parts("select-committee|no|none|x|1"),
    "emailMessage": parts("--|N/A|Select...|?|...|None|\u2026"),
}


def given_names(name: str, text: str) -> set[str]:
    return set(fields.read([(name, text)]).arguments)


def cases(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, text) for name, texts in table.items() for text in texts]


@pytest.mark.parametrize("text", SELECTS)
@pytest.mark.parametrize("name", ["state", "country", "prefix", "phone", "zip", "fields[7]"])
def test_the_first_line_of_a_list_is_blank(name: str, text: str) -> None:
    assert given_names(name, text) == set()


@pytest.mark.parametrize(("name", "text"), cases(BLANK))
def test_what_nobody_filled_in_is_blank(name: str, text: str) -> None:
    assert given_names(name, text) == set()


@pytest.mark.parametrize(("name", "text"), cases(TYPED))
def test_what_may_be_meant_is_no_placeholder(name: str, text: str) -> None:
    assert given_names(name, text) != set()


def test_a_placeholder_beside_a_value_is_no_second_value() -> None:
    filled = fields.read([("phone", "+1"), ("mobile", "816-555-0123"), ("state", "- Select -"), ("region", "Mass.")])
    assert filled.problems == ()
    assert filled.arguments == {"phone": "8165550123", "state": "MA"}


@given(
    st.sampled_from(sorted(ENDPOINTS["update_advocate"].arguments)),
    st.text(st.sampled_from("-_./()+1xX# SELCTANMYDJ\u2014\u3164\u0130\u00df"), max_size=70) | st.text(max_size=70),
)
def test_any_text_is_a_value_or_blank(name: str, text: str) -> None:
    said = values.normalise(name, values.clean(text))
    assert not said.isspace()
    if said and name in {"firstname", "lastname", "city"}:
        assert said == values.clean(text)

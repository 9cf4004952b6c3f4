"""People abroad are taken in with what the API has room for; US rules are for US addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.phone2action.arguments import check
from relay.sources.typed import fields
from relay.sources.typed.abroad import OF_A_PHONE, OF_AN_ADDRESS

TWO_LETTERS = ["TX", "ON", "XX", "EU", "ZZ"]
ANN = {"email": "ann@example.org", "firstname": "Ann"}


def read(**typed: str) -> fields.Filled:
    filled = fields.read(typed.items())
    assert filled.problems == ()
    return filled


def faults(filled: fields.Filled) -> list[str]:
    told = {name: value for name, value in filled.arguments.items() if name != "type"}
    return [problem.field for problem in check("create_advocate", {"campaigns": [998], **told})]


@pytest.mark.parametrize(
    ("country", "code", "zip5", "state"),
    [
        ("Canada", "CA", "K1M 1M4", "Ontario"),
        ("CA", "CA", "K1M 1M4", "ON"),
        ("Germany", "DE", "10115", "Berlin"),
        ("Deutschland", "DE", "10115", ""),
        ("UK", "GB", "SW1A 1AA", "Greater London"),
        ("Alemania", "DE", "10115", "- Select State -"),
        ("M\u00e9xico", "MX", "06000", "CDMX"),
        ("Ireland", "IE", "", "Co. Cork"),
        ("Australia", "AU", "2000", "WA"),
    ],
)
def test_an_address_of_another_country_goes_without_postal_code_and_province(
    country: str, code: str, zip5: str, state: str
) -> None:
    filled = read(**ANN, country=country, zip=zip5, state=state, city="Whaletown", street="1 High Street")
    assert filled.arguments == {**ANN, "country": code, "city": "Whaletown", "address1": "1 High Street"}
    assert faults(filled) == []
    assert set(filled.left_out) <= set(OF_AN_ADDRESS)
    assert ("zip5" in filled.left_out) is bool(zip5)


@pytest.mark.parametrize(
    ("country", "zip5", "state"),
    [
        ("CA", "K1M 1M4", "Ontario"),
        ("CA", "k1m1m4", ""),
        ("CA", "K1M-1M4", "- Select State -"),
        ("CA", "", "ON"),
        ("CA", "", "British Columbia"),
        ("CA", "", "Qu\u00e9bec"),
        ("GB", "SW1A 1AA", "Greater London"),
        ("GB", "m1 1ae", ""),
    ],
)
@pytest.mark.parametrize("named", ["", "- Select Country -"])
def test_a_postal_code_or_a_province_tells_a_country_that_nobody_named(
    named: str, country: str, zip5: str, state: str
) -> None:
    filled = read(**ANN, country=named, zip=zip5, state=state, city="Whaletown")
    assert filled.arguments == {**ANN, "country": country, "city": "Whaletown"}
    assert faults(filled) == []


@pytest.mark.parametrize(
    ("zip5", "state", "wrong"),
    [
        ("0213", "MA", ["zip5"]),
        ("0213A", "", ["zip5"]),
        ("", "NB", ["state"]),
        ("02134", "ON", ["state"]),
        ("", "Onterio", ["state"]),
    ],
)
def test_a_slip_is_no_other_country(zip5: str, state: str, wrong: list[str]) -> None:
    filled = read(**ANN, zip=zip5, state=state)
    assert (faults(filled), "country" in filled.arguments) == (wrong, False)


@pytest.mark.parametrize("country", ["US", "USA", "United States"])
def test_an_address_of_the_us_keeps_the_rules_of_the_us(country: str) -> None:
    filled = read(**ANN, country=country, zip="K1M 1M4", state="Ontario", phone="+44 20 7946 0018")
    assert faults(filled) == ["phone", "state", "zip5"]
    assert filled.left_out == ()


def test_a_country_that_nobody_knows_is_refused_and_nothing_is_left_out() -> None:
    filled = read(**ANN, country="Narnia", zip="K1M 1M4")
    assert faults(filled) == ["zip5", "country"]


@pytest.mark.parametrize(
    ("country", "phone"),
    [
        ("GB", "+44 20 7946 0018"),
        ("GB", "020 7946 0018"),
        ("DE", "030 123456"),
        ("DE", "301 555 0123"),  # ten digits that would be somebody's in Maryland
        ("FR", "06 12 34 56 78"),
        ("CA", "+44 20 7946 0018"),
    ],
)
def test_a_phone_of_another_country_is_left_out_where_an_address_tells_who_it_is(country: str, phone: str) -> None:
    filled = read(**ANN, country=country, phone=phone, smsOptin="1", emailOptin="1")
    assert filled.arguments == {**ANN, "country": country, "emailOptin": "1"}
    assert filled.left_out == ["phone", "smsOptin"]
    assert faults(filled) == []


@pytest.mark.parametrize(
    ("country", "phone"),
    [("DE", "+1 816 555 0123"), ("DE", "001 816 555 0123"), ("CA", "(816) 555-0123"), ("JM", "816 555 0123")],
)
def test_a_us_phone_abroad_is_kept(country: str, phone: str) -> None:
    filled = read(**ANN, country=country, phone=phone, smsOptin="1")
    assert filled.arguments == {**ANN, "country": country, "phone": "8165550123", "smsOptin": "1"}


def test_a_foreign_phone_alone_is_refused_by_its_name() -> None:
    assert faults(read(country="GB", phone="+44 20 7946 0018")) == ["phone"]


def test_a_foreign_phone_that_looks_like_a_us_one_is_never_sent_as_one() -> None:
    filled = read(country="DE", phone="301 555 0123")
    assert "phone" not in filled.arguments
    assert faults(filled) == ["email", "phone"]


@pytest.mark.parametrize("country", ["PR", "Puerto Rico", "Guam", "American Samoa", "U.S. Virgin Islands", "MP"])
def test_a_territory_is_the_us(country: str) -> None:
    filled = read(**ANN, country=country, zip="00901", phone="787-555-0123")
    assert filled.arguments["country"] == "US"
    assert filled.arguments["zip5"] == "00901"
    assert faults(filled) == []
    assert not filled.left_out


def test_a_territorys_state_is_told_by_its_country_unless_it_is_one() -> None:
    assert read(**ANN, country="Puerto Rico", state="San Juan").arguments["state"] == "PR"
    assert read(**ANN, country="Puerto Rico", state="NY").arguments["state"] == "NY"


def test_a_military_address_is_the_us_wherever_it_is() -> None:
    filled = read(**ANN, country="Germany", state="AE", zip="09012-1234", city="APO")
    assert filled.arguments == {**ANN, "country": "US", "state": "AE", "zip5": "09012", "city": "APO"}
    assert read(**ANN, country="AE", state="AE", zip="").arguments["country"] == "AE"


def test_a_letter_to_legislators_needs_a_us_address_and_is_left_out() -> None:
    filled = fields.read([*ANN.items(), ("country", "Canada"), ("type[]", "email"), ("type[]", "tweet")])
    assert filled.arguments["type"] == ["tweet"]
    assert filled.contacts_left_out == ["email"]
    alone = fields.read([*ANN.items(), ("country", "Canada"), ("type", "email")])
    assert "type" not in alone.arguments


def test_a_call_is_left_out_with_the_phone_it_would_ring() -> None:
    foreign = fields.read([*ANN.items(), ("country", "GB"), ("type", "call"), ("phone", "+44 20 7946 0018")])
    assert foreign.contacts_left_out == ["call"]
    own = fields.read([*ANN.items(), ("country", "GB"), ("type", "call"), ("phone", "+1 816 555 0123")])
    assert own.arguments["type"] == ["call"]


def test_of_a_known_advocate_the_platform_may_know_what_a_contact_needs() -> None:
    filled = fields.read([*ANN.items(), ("advocateid", "7"), ("country", "Canada"), ("type", "email")])
    assert filled.arguments["type"] == ["email"]


@given(
    st.dictionaries(
        st.sampled_from(["email", "phone", "zip5", "state", "country", "city", "type", "smsOptin", "advocateid"]),
        st.sampled_from(
            ["CA", "DE", "PR", "AE", "GB", "email", "call", "816 555 0123", "+1 816 555 0123", "02134", "1"]
        )
        | st.text(max_size=15),
    )
)
def test_whatever_is_left_out_was_there_and_nothing_else_is_changed(typed: dict[str, str]) -> None:
    filled = fields.read(typed.items())
    told = fields.read([pair for pair in typed.items() if pair[0] != "country"]).arguments
    assert set(filled.left_out) <= {*OF_AN_ADDRESS, *OF_A_PHONE} & told.keys()
    kept = {name: value for name, value in told.items() if name not in {*filled.left_out, "type", "state"}}
    assert kept == {name: value for name, value in filled.arguments.items() if name not in {"country", "type", "state"}}


@pytest.mark.parametrize("letters", TWO_LETTERS)
def test_two_letters_that_are_no_countrys_are_refused_and_cost_nobody_a_zip(letters: str) -> None:
    filled = fields.read([("country", letters), ("zip", "02134"), ("state", "MA")])
    assert [(problem.field, problem.code) for problem in filled.problems] == [("country", "invalid")]
    assert filled.left_out == ()
    assert filled.arguments["zip5"] == "02134"

"""Fields: other people's names and spellings become the API's, and nothing is guessed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.phone2action.arguments import ENDPOINTS, check
from relay.phone2action.kinds import STATES
from relay.sources import fields, vocabulary
from relay.submission import Argument


def arguments(*pairs: tuple[str, str]) -> dict[str, Argument]:
    filled = fields.read(pairs)
    assert not filled.problems
    return dict(filled.arguments)


def argument(name: str, value: str) -> Argument | None:
    (read,) = arguments((name, value)).values() or [None]
    return read


@pytest.mark.parametrize("endpoint", ["create_advocate", "update_advocate", "create_connection"])
def test_every_argument_of_the_api_is_known_by_its_own_name(endpoint: str) -> None:
    for name in ENDPOINTS[endpoint].arguments:
        sent = "fields[5365]" if name == "fields" else name
        assert set(arguments((sent, "1"))) == {name}


@pytest.mark.parametrize(
    ("sent", "wire"),
    [
        ("first_name", "firstname"),
        ("First Name", "firstname"),
        ("fname", "firstname"),
        ("given-name", "firstname"),
        ("last_name", "lastname"),
        ("lname", "lastname"),
        ("family-name", "lastname"),
        ("email_address", "email"),
        ("your-email", "email"),
        ("E-Mail", "email"),
        ("mobile", "phone"),
        ("phone_number", "phone"),
        ("tel", "phone"),
        ("zip", "zip5"),
        ("zipcode", "zip5"),
        ("postal_code", "zip5"),
        ("street", "address1"),
        ("address", "address1"),
        ("address-line1", "address1"),
        ("address-line2", "address2"),
        ("address-level1", "state"),
        ("address-level2", "city"),
        ("honorific-prefix", "prefix"),
        ("country_code", "country"),
        ("campaign_id", "campaignid"),
        ("p2aSource", "p2asource"),
        ("UTM_Source", "utm_source"),
        ("email_subject", "emailSubject"),
    ],
)
def test_what_people_call_it_is_the_apis_argument(sent: str, wire: str) -> None:
    assert list(arguments((sent, "1"))) == [wire]


def test_no_alias_names_what_the_api_does_not_have() -> None:
    known = {name for endpoint in ENDPOINTS.values() for name in endpoint.arguments} | {"name"}
    assert set(vocabulary.ALIASES.values()) <= known


def test_unknown_names_are_ignored() -> None:
    assert arguments(("submit", "Send"), ("g-recaptcha-response", "x"), ("", "y"), ("[]", "z")) == {}


def test_blanks_are_dropped() -> None:
    assert arguments(("city", ""), ("state", "  "), ("tags[]", "\t"), ("smsOptin", "")) == {}


def test_fields_that_begin_with_an_underscore_are_controls() -> None:
    filled = fields.read([("_next", " https://example.org/ "), ("_Gotcha", ""), ("_subject", "Hi"), ("_email", "x")])
    assert filled.arguments == {}
    assert filled.controls == {"_next": "https://example.org/", "_subject": "Hi", "_email": "x"}


# Phones, ZIPs, states, countries, addresses -----------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "8165550123",
        "(816) 555-0123",
        "816.555.0123",
        "816/555-0123",
        "816\u2011555\u20110123",
        "816\u00a0555\u00a00123",
        "1-816-555-0123",
        "18165550123",
        "+18165550123",
        "+1 (816) 555-0123",
        " 816 555 0123\n",
    ],
)
def test_a_us_phone_becomes_ten_digits(typed: str) -> None:
    assert argument("phone", typed) == "8165550123"


@pytest.mark.parametrize(
    "typed",
    [
        "555-0123",
        "816-555-0123 x45",
        "816-555-0123 ext. 4",
        "+44 20 7946 0018",
        "+118165550123",
        "+8165550123",
        "28165550123",
        "816-555-CALL",
        "\u0668\u0661\u0666\u0665\u0665\u0665\u0660\u0661\u0662\u0663",
        "12345",
    ],
)
def test_what_is_no_us_phone_stays_for_the_api_rules_to_refuse(typed: str) -> None:
    assert argument("phone", typed) == typed
    assert [p.field for p in check("create_advocate", {"campaigns": [998], "phone": typed})] == ["phone"]


@pytest.mark.parametrize("typed", ["02134", " 02134 ", "02134-1234", "02134 1234", "021341234"])
def test_a_zip_keeps_its_leading_zero_and_loses_its_last_four(typed: str) -> None:
    assert argument("zip", typed) == "02134"


@pytest.mark.parametrize("typed", ["2134", "0213", "02134-12", "O2134", "H2X 1Y4", "\u0660\u0662\u0661\u0663\u0664"])
def test_what_is_no_zip_stays_for_the_api_rules_to_refuse(typed: str) -> None:
    assert [
        p.field
        for p in check("create_advocate", {"campaigns": [9], "phone": "8165550123", "zip5": argument("zip", typed)})
    ] == ["zip5"]


@pytest.mark.parametrize(
    ("typed", "abbreviation"),
    [
        ("MO", "MO"),
        ("mo", "MO"),
        ("Missouri", "MO"),
        ("NEW  YORK", "NY"),
        ("D.C.", "DC"),
        ("Washington, D.C.", "DC"),
        ("Washington", "WA"),
        ("Puerto Rico", "PR"),
    ],
)
def test_a_state_in_any_case_or_by_its_name_becomes_its_abbreviation(typed: str, abbreviation: str) -> None:
    assert argument("state", typed) == abbreviation


def test_every_state_name_leads_to_a_state_that_the_api_takes() -> None:
    assert set(vocabulary.STATES.values()) <= STATES


def test_an_unknown_state_stays_as_it_was_typed() -> None:
    assert argument("state", "Ontario") == "Ontario"


@pytest.mark.parametrize("typed", ["us", "USA", "U.S.A.", "United States"])
def test_a_country_becomes_two_letters(typed: str) -> None:
    assert argument("country", typed) == "US"


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" ann@example.org ", "ann@example.org"),
        ("Ann.Lee+whales@Example.org", "Ann.Lee+whales@Example.org"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
        ("ann@BÜCHER.example", "ann@xn--bcher-kva.example"),
        ("änn@example.org", "änn@example.org"),
        ("ann@exa\u2603\u2603..example", "ann@exa\u2603\u2603..example"),
        ("ann\u200e@example.org", "ann@example.org"),
    ],
)
def test_an_address_is_trimmed_and_only_its_domain_translated(typed: str, address: str) -> None:
    assert argument("email", typed) == address


# Flags ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["1", "true", "TRUE", "on", "yes", "Y"])
def test_a_ticked_box_is_1(typed: str) -> None:
    assert arguments(("smsOptin", typed)) == {"smsOptin": "1"}


@pytest.mark.parametrize("typed", ["0", "false", "off", "No", "n", ""])
@pytest.mark.parametrize("name", sorted(fields.FLAGS))
def test_an_unticked_box_says_nothing_at_all(name: str, typed: str) -> None:
    assert arguments((name, typed)) == {}


def test_a_hidden_0_before_a_ticked_box_does_not_untick_it() -> None:
    assert arguments(("smsOptin", "0"), ("smsOptin", "1")) == {"smsOptin": "1"}


def test_consent_is_never_guessed() -> None:
    filled = fields.read([("smsOptin", "I agree to receive texts")])
    assert "smsOptin" not in filled.arguments
    assert [(problem.field, problem.code) for problem in filled.problems] == [("smsOptin", "invalid")]


# Lists, custom fields, names --------------------------------------------------------------------------------


def test_repeated_names_stay_lists() -> None:
    assert arguments(
        ("tags[]", "a"), ("tags", "b"), ("tags[7]", "a"), ("guestNames[]", "Al"), ("guestNames[]", "Al")
    ) == {
        "tags": ["a", "b"],
        "guestNames": ["Al", "Al"],
    }


def test_campaigns_may_be_separated_by_commas() -> None:
    assert arguments(("campaigns", "998, 999"), ("campaigns[]", "998")) == {"campaigns": ["998", "999"]}


def test_one_argument_under_two_names_with_one_value_is_that_value() -> None:
    assert arguments(("phone", "816-555-0123"), ("mobile", "+18165550123")) == {"phone": "8165550123"}


def test_one_argument_with_two_values_is_a_problem() -> None:
    filled = fields.read([("email", "ann@example.org"), ("email_address", "bob@example.org")])
    assert [(problem.field, problem.code) for problem in filled.problems] == [("email", "invalid")]


def test_custom_fields_go_by_their_number() -> None:
    assert arguments(("fields[5365]", "Savings"), ("fields[7][]", "a"), ("fields[7][]", "b"), ("fields[8]", " ")) == {
        "fields": {"5365": "Savings", "7": "a, b"}
    }


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Patrick Stoddart", "Patrick", "Stoddart"),
        ("Ana María de la Cruz", "Ana", "María de la Cruz"),
        ("Cher", "Cher", None),
        ("  Patrick   Stoddart ", "Patrick", "Stoddart"),
        ("Zoë\u00a0Lee", "Zoë", "Lee"),
    ],
)
def test_a_whole_name_is_split_and_one_word_is_a_first_name(name: str, first: str, last: str | None) -> None:
    split = arguments(("name", name))
    assert (split.get("firstname"), split.get("lastname")) == (first, last)


def test_a_first_or_last_name_of_its_own_wins_over_the_whole_name() -> None:
    assert arguments(("name", "Dr Ann Lee"), ("lastname", "Lee")) == {"lastname": "Lee"}


# Characters -------------------------------------------------------------------------------------------------


def test_control_characters_direction_overrides_and_half_surrogates_are_removed() -> None:
    assert argument("firstname", "A\x00n\x1b\u202en\ud800\x7f\x85") == "Ann"


def test_a_line_break_in_one_line_becomes_a_space() -> None:
    assert argument("address1", "12 Linden Street\r\nApt 4") == "12 Linden Street Apt 4"


def test_a_message_keeps_its_lines() -> None:
    assert argument("emailMessage", "Dear all,\r\n\r\nplease\x07 vote.\r") == "Dear all,\n\nplease vote."


def test_joiners_that_names_need_are_kept() -> None:
    assert argument("firstname", "\u0645\u06cc\u200c\u062e\u0648") == "\u0645\u06cc\u200c\u062e\u0648"


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    "phone",
                    "email",
                    "zip",
                    "state",
                    "name",
                    "tags[]",
                    "fields[1]",
                    "smsOptin",
                    "_next",
                    "type[]",
                    "campaigns",
                ]
            )
            | st.text(max_size=8),
            st.text(max_size=30),
        )
    )
)
def test_no_form_raises_or_leaves_what_a_message_can_not_carry(pairs: list[tuple[str, str]]) -> None:
    filled = fields.read(pairs)
    json.dumps(dict(filled.arguments), ensure_ascii=False).encode()

"""Values: what people type becomes what the API takes, and nothing is guessed."""

import pytest

from relay.phone2action.arguments import check
from relay.phone2action.kinds import STATES
from relay.sources import fields, places
from relay.submission import Argument


def argument(name: str, value: str) -> Argument | None:
    filled = fields.read([(name, value)])
    assert not filled.problems
    (read,) = filled.arguments.values() or [None]
    return read


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
    assert set(places.STATES.values()) <= STATES


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


# Characters -------------------------------------------------------------------------------------------------


def test_control_characters_direction_overrides_and_half_surrogates_are_removed() -> None:
    assert argument("firstname", "A\x00n\x1b\u202en\ud800\x7f\x85") == "Ann"


def test_a_line_break_in_one_line_becomes_a_space() -> None:
    assert argument("address1", "12 Linden Street\r\nApt 4") == "12 Linden Street Apt 4"


def test_a_message_keeps_its_lines() -> None:
    assert argument("emailMessage", "Dear all,\r\n\r\nplease\x07 vote.\r") == "Dear all,\n\nplease vote."


def test_joiners_that_names_need_are_kept() -> None:
    assert argument("firstname", "\u0645\u06cc\u200c\u062e\u0648") == "\u0645\u06cc\u200c\u062e\u0648"

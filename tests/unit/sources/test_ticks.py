"""Boxes whose value is a word of its own: there and not a no, they are ticked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.sources.typed import fields, ticks

BOXES = ("emailOptin", "smsOptin", "emailOptout")


def is_ticked(name: str, *values: str) -> bool:
    filled = fields.read([(name, value) for value in values])
    assert not filled.problems
    return name in filled.arguments


@pytest.mark.parametrize("name", BOXES)
@pytest.mark.parametrize(
    "value",
    [
        "I agree",
        "Yes please",
        "Yes, daily",
        "Sí",
        "ok",
        "checked",
        "✓",
        "☑",
        "x",
        "2",
        "Notify me",
        "Norway",
        "Stop Whaling news",
        "Outreach",
        "Nothing but whales",
        "Later this year",
        "Send me news",
        "Whales",
        "1",
        "\uff11",
        "I agree to texts. Consent is not a condition of any purchase.",
        "ann@example.org",
    ],
)
def test_a_box_with_a_value_of_its_own_is_ticked(name: str, value: str) -> None:
    assert is_ticked(name, value)


@pytest.mark.parametrize("name", BOXES)
@pytest.mark.parametrize(
    "value",
    [
        "0",
        "0.0",
        "\uff10",
        "false",
        "FALSE",
        '"false"',
        "off",
        "No",
        "no.",
        "NO!",
        "none",
        "null",
        "undefined",
        "N/A",
        "unchecked",
        "Not selected",
        "- Select -",
        "Please choose",
        "Seleccione una opción",
        "falso",
        "ninguno",
        "non",
        "☐",
        "✗",
        "-",
        "—",
        "No thanks",
        "No, thank you",
        "No gracias",
        "nope",
        " ",
    ],
)
def test_a_box_that_says_no_is_not_ticked(name: str, value: str) -> None:
    assert not is_ticked(name, value)


@pytest.mark.parametrize(
    "value",
    [
        "I do not agree",
        "I don\u2019t want texts",
        "Don't email me",
        "Please don't email me",
        "No, don't email me",
        "Not now",
        "Unsubscribe",
        "Opt out",
        "I decline",
        "I'd rather not",
        "No quiero",
        "Absolutely not",
        "Oh, definitely not!",
        "Unsubscribed",
        "opted out",
        "Leave me out",
        "Maybe later",
        "None of the above",
        "newsletter_no",
        "optin-false",
        "Claro que no",
        "Ahora no",
        "Tal vez",
        "Pas maintenant",
    ],
)
def test_a_refusal_in_words_joins_nobody_and_on_a_box_for_leaving_it_is_the_label(value: str) -> None:
    assert not is_ticked("emailOptin", value)
    assert is_ticked("emailOptout", value)


@pytest.mark.parametrize(
    "value",
    ["Keep me subscribed", "No, keep me on the list", "I want to stay", "I'd like to keep receiving mail", "stay"],
)
def test_who_answers_to_stay_does_not_leave(value: str) -> None:
    assert not is_ticked("emailOptout", value)


@pytest.mark.parametrize("value", ["Keep me off your list", "I want out", "Leave the list", "Keep my data private"])
def test_who_answers_otherwise_leaves(value: str) -> None:
    assert is_ticked("emailOptout", value)


def test_two_ticks_are_a_tick_and_one_of_two_answers_is_none() -> None:
    assert ticks.ticked(["Yes, daily", "Yes, weekly"], leaves=False) is True
    assert ticks.ticked(["I agree", "No thanks"], leaves=False) is None
    assert ticks.ticked(["No thanks", "0"], leaves=False) is False


@given(st.lists(st.text(max_size=20), max_size=3), st.booleans())
def test_no_values_raise(values: list[str], leaves: bool) -> None:
    assert ticks.ticked(values, leaves=leaves) in {True, False, None}


@pytest.mark.parametrize("values", [("yes", "no"), ("No", "Yes"), ("Sí", "no"), ("y", "n"), ("oui", "non", "0")])
def test_two_radio_buttons_that_say_yes_and_no_are_two_answers(values: tuple[str, ...]) -> None:
    filled = fields.read([("emailOptin", value) for value in values])
    assert [(problem.field, problem.message) for problem in filled.problems] == [("emailOptin", fields.TWICE)]


@pytest.mark.parametrize("values", [("yes", "0"), ("off", "yes"), ("1", "no"), ("false", "y"), ("yes", "yes")])
def test_a_machines_word_beside_a_tick_is_its_hidden_twin(values: tuple[str, ...]) -> None:
    assert is_ticked("emailOptin", *values)

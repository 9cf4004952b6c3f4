"""Content is the same in every spelling of it, and other content never is."""

import unicodedata
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay import canonical
from relay.submission import Argument, ConnectionRequest

ADVOCATE: Mapping[str, Argument] = {
    "email": "Dee@Example.org",
    "firstname": "Zoë",
    "tags": ["whales", "seas"],
    "fields": {"5365": "Retirement Savings"},
    "guestNames": ["Ann", "Bo"],
}
CONNECTION = ConnectionRequest(campaign=998, types=("email", "call"), arguments={"emailMessage": "Please save them."})
CONTENT = canonical.content((998, 999), ADVOCATE, CONNECTION)


def content_with(**changes: Argument) -> str:
    return canonical.content((998, 999), {**ADVOCATE, **changes}, CONNECTION)


@given(st.text(st.characters()))  # half surrogates too
def test_a_canonical_text_or_address_is_its_own(value: str) -> None:
    for form in (canonical.text_of, canonical.address_of):
        assert form(form(value)) == form(value)


@given(st.text())
def test_composed_and_decomposed_letters_are_one(value: str) -> None:
    for form in (canonical.text_of, canonical.address_of):
        assert form(unicodedata.normalize("NFD", value)) == form(unicodedata.normalize("NFC", value))


def test_case_counts_in_a_text_and_not_in_an_address() -> None:
    assert canonical.text_of("Dee  Ann\t\nLee ") == "Dee Ann Lee"
    assert canonical.text_of("Dee") != canonical.text_of("dee")
    assert canonical.address_of(" Dee@Example.ORG") == "dee@example.org"
    assert canonical.address_of("JOSÉ@example.org") == canonical.address_of("jose\u0301@example.org")


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "dee@example.org"},
        {"firstname": "Zoe\u0308 "},
        {"tags": ["seas", "whales", "seas"]},
        {"fields": {"5365": "Retirement \u00a0Savings"}},
        {"p2asource": "website"},
        {"utm_source": "letter", "utm_campaign": "spring"},
    ],
)
def test_another_spelling_is_the_same_content(changes: Mapping[str, Argument]) -> None:
    assert content_with(**changes) == CONTENT


def test_order_says_nothing() -> None:
    backwards = {name: ADVOCATE[name] for name in sorted(ADVOCATE, reverse=True)}
    swapped = ConnectionRequest(campaign=998, types=("call", "email"), arguments=CONNECTION.arguments)
    assert canonical.content((999, 998, 999), backwards, swapped) == CONTENT


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "dee@example.com"},
        {"firstname": "zoë"},
        {"phone": "8165550123"},
        {"tags": ["whales"]},
        {"tags": ["whales, seas"]},
        {"fields": {"5365": "Retirement"}},
        {"fields": {"5366": "Retirement Savings"}},
        {"guestNames": ["Ann", "Ann", "Bo"]},
    ],
)
def test_other_content_is_another(changes: Mapping[str, Argument]) -> None:
    assert content_with(**changes) != CONTENT


def test_other_campaigns_or_contacts_are_other_content() -> None:
    words = ConnectionRequest(campaign=998, types=CONNECTION.types, arguments={"emailMessage": "Save them."})
    there = ConnectionRequest(campaign=999, types=CONNECTION.types, arguments=CONNECTION.arguments)
    others = [canonical.content((998, 999), ADVOCATE, other) for other in (None, words, there)]
    others += [canonical.content((998,), ADVOCATE, CONNECTION), CONTENT]
    assert len(set(others)) == len(others)


def test_a_key_lets_equal_content_be_one_for_longer_and_swallows_no_other() -> None:
    key, is_of_a_day = canonical.natural_key("k", CONTENT)
    assert not is_of_a_day
    assert key == canonical.natural_key("k", CONTENT)[0]
    assert len({key, canonical.natural_key("k", "other")[0], canonical.natural_key("l", CONTENT)[0]}) == 3
    assert canonical.natural_key("", CONTENT) == (f"content {CONTENT}", True)


def test_what_is_filed_under_it_is_found_again_by_every_later_version() -> None:
    assert CONTENT == "4a1be45d93e3186830d200bef04988f5d9fe145c959da221598bd47b48bb6dbc"

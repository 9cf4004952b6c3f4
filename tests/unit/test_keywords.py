"""How a keyword is spelt for comparing."""

import unicodedata
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relay.keywords import bare, spelling

type Form = Literal["NFC", "NFD", "NFKC", "NFKD"]
FORMS: tuple[Form, ...] = ("NFC", "NFD", "NFKC", "NFKD")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("más", "MAS"),
        ("ma\u0301s", "MAS"),
        ("  save\tthe\u00a0whales\n", "SAVE THE WHALES"),
        ("J\u200bOIN\ufeff", "JOIN"),
        ("\uff2a\uff4f\uff49\uff4e", "JOIN"),
        ("Stra\u00dfe", "STRASSE"),
        ("STRA\u1e9eE", "STRASSE"),
        ("\u0130stanbul", "ISTANBUL"),
        ("niño", "NINO"),
        ("Łódź", "LODZ"),
        ("\u01ff\u0111\u0127\u0167 \u00e6\u0153 \u00fe\u00f0", "ODHT AEOE THD"),
        ("\u0391\u03b8\u03ae\u03bd\u03b1\u03c2", "\u0391\u0398\u0397\u039d\u0391\u03a3"),
        ("\u0401\u043b\u043a\u0430", "\u0415\u041b\u041a\u0410"),
        ("JOIN\u2764\ufe0f", "JOIN\u2764"),
        ("1\ufe0f\u20e3", "1"),
        ("हिन्दी", "हिन्दी"),
        ("ｶﾞｽ", "カ\u3099ス"),
        ("", ""),
    ],
)
def test_a_keyword_is_spelt_in_capitals_without_accents(text: str, wanted: str) -> None:
    assert spelling(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [(" (JOIN)! ", "JOIN"), ("हिन्दी.", "हिन्दी"), ("JOIN\u2764\ufe0f", "JOIN"), ("?!", ""), ("", ""), ("a-b", "a-b")],
)
def test_what_stands_around_a_keyword_is_taken_off(text: str, wanted: str) -> None:
    assert bare(text) == wanted


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(FORMS))
def test_the_form_in_which_a_phone_sends_it_makes_no_difference(text: str, form: Form) -> None:
    assert spelling(unicodedata.normalize(form, text)) == spelling(text)
    assert spelling(spelling(text)) == spelling(text)


@settings(deadline=None)
@given(st.text(st.characters(max_codepoint=0x24F)))
def test_case_makes_no_difference(text: str) -> None:
    assert spelling(text.upper()) == spelling(text.lower()) == spelling(text)

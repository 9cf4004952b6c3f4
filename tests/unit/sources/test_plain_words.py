"""A text's words, however its letters are dressed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.sources.plain_words import clauses, distance, plain, words


@pytest.mark.parametrize(
    "dressed",
    [
        *(
            "STOP",
            "\uff33\uff34\uff2f\uff30",
            "ST\u00adOP",
            "S\u200bT\u2060OP",
            "\ufeffstop",
            "stop\ufe0f",
            "\u202estop\u202c",
        ),
        *(
            "\u0405\u0422\u041e\u0420",
            "ST\u039f\u03a1",
            "\u03c3\u03c4\u03bf\u03c1",
            "\ua731\u1d1b\u1d0f\u1d18",
            "st\u00f8p",
        ),
        *(
            "\U0001d412\U0001d413\U0001d40e\U0001d40f",
            "\u24c8\u24e3\u24de\u24df",
            "\U0001f182\U0001f183\U0001f17e\U0001f17f",
        ),
        *("s\u0301t\u0300o\u0308p", "S T O P", "s.t.o.p", "S-T-O-P", "s\u00a0t\u00a0o\u00a0p", "stooooop", "$top"),
    ],
)
def test_a_word_is_read_in_any_dress(dressed: str) -> None:
    assert words(dressed) == ["stop"]


@pytest.mark.parametrize("mark", "'`\u00b4\u2018\u2019\u02bc\u2032\uff07")
def test_an_apostrophe_is_left_out_whatever_it_looks_like(mark: str) -> None:
    assert words(f"Don{mark}t") == ["dont"]


def test_digits_are_letters_only_in_a_word_that_is_known() -> None:
    known = {"stop", "quit", "remove"}
    assert clauses("ST0P Qu1t REM0VE SB12 101", known) == [["stop", "quit", "remove", "sb12", "101"]]


def test_clauses_end_at_punctuation_but_not_at_a_hyphen() -> None:
    assert clauses("Stop. I moved - really; non-stop\nno") == [
        ["stop"],
        ["i", "moved"],
        ["really"],
        ["non", "stop"],
        ["no"],
    ]


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        ("stop", "stop", 0),
        ("stpo", "stop", 1),
        ("stp", "stop", 1),
        ("stoop", "stop", 1),
        ("stip", "stop", 1),
        ("", "ab", 2),
    ],
)
def test_a_distance_counts_slips_of_the_finger(one: str, other: str, far: int) -> None:
    assert distance(one, other) == distance(other, one) == far


@given(st.text(max_size=12), st.text(max_size=12))
def test_a_distance_is_none_only_from_itself(one: str, other: str) -> None:
    far = distance(one, other)
    assert (far == 0) == (one == other)
    assert abs(len(one) - len(other)) <= far <= max(len(one), len(other))


@given(st.text())
def test_what_is_plain_stays_so(text: str) -> None:
    assert plain(plain(text)) == plain(plain(plain(text)))
    assert all(word == word.strip() for word in words(text))

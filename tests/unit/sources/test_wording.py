"""Stop-like texts: only a message that is nothing but an opt-out is one, the rest is for a person to read."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.sources import wording
from relay.sources.opt_out_phrases import COURTESIES, SINGLE


@pytest.mark.parametrize(
    "text",
    [
        *("STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"),
        "stop",
        " Stop. ",
        "STOP!!!",
        "Stop stop STOP",
        "Please stop",
        "stop, thank you",
        "Hi, please stop now. Thanks!",
        "opt out",
        "OPT-OUT",
        "Stop all",
        "stop texting me",
        "Please unsubscribe me",
        "remove me from this list",
        "Take me off your list please",
        "Don\u2019t text me",
        "Do not text me",
        "I want to unsubscribe.",
        "\u201cSTOP\u201d",
    ],
)
def test_a_message_that_is_nothing_but_an_opt_out_is_one(text: str) -> None:
    assert wording.is_opt_out(text)


@pytest.mark.parametrize(
    "text",
    [
        "STOP SB 12",
        "END gun violence",
        "don't stop",
        "Don\u2019t stop",
        "please don't stop",
        "stop the war please",
        "I can't stop",
        "UNSTOP",
        "quit smoking",
        "cancel rent",
        "stop 2",
        "weekend",
        "JOIN",
        "please",
        "thank you",
        "",
        "\U0001f6d1",
    ],
)
def test_nothing_else_is_since_it_could_never_be_undone(text: str) -> None:
    assert not wording.is_opt_out(text)


@pytest.mark.parametrize("text", sorted(SINGLE - {"cto\u043f"}))
@pytest.mark.parametrize("dress", [str.upper, "{}!".format, "Please {}, thank you.".format, "{0} {0}".format])
def test_every_word_of_the_lists_is_one_in_any_dress(text: str, dress: Callable[[str], str]) -> None:
    assert wording.is_opt_out(dress(text))


@pytest.mark.parametrize(
    "text",
    [
        *("STOP \U0001f6d1", "STOP \U0001f621\U0001f621", "stop \U0001f64f\U0001f3fd", "\U0001f595 STOP"),
        *("\uff33\uff34\uff2f\uff30", "ST\u00adOP", "S\u200bTOP", "\u0405\u0422\u041e\u0420", "\U0001d412\U0001d413OP"),
        *("S T O P", "S.T.O.P.", "ST OP", "STOOOOP", "ST0P", "5top", "REM0VE", "$TOP", "STOP\n\nSent from my iPhone"),
        *(
            "Don\u00b4t text me",
            "Don`t text me",
            "Don\u02bct text me",
            "Unsuscribe",
            "No m\u00e1s mensajes",
            "ARR\u00caT",
        ),
    ],
)
def test_neither_letters_nor_pictures_hide_it(text: str) -> None:
    assert wording.is_opt_out(text)


@pytest.mark.parametrize(
    "text", ["STOP \U0001f52b", "STOP \U0001f40b", "End \U0001f32b", "STOP?", "\u00bfParar?", "Stop lol"]
)
def test_a_picture_of_something_or_a_question_is_for_a_person_to_read(text: str) -> None:
    assert wording.judge(text) == "stop_like"


@pytest.mark.parametrize(
    "text",
    [
        "why won't you people stop??",
        "stopp",
        "STPO",
        "cancle",
        "unsubscrive",
        "wrong number",
        "Leave me alone!",
        "delete my number",
        "no more, I beg you, of these texts, stop",
        "I already asked you to remove me",
        "basta",
        "Stop. I don't live there.",
        "\U0001f6d1",
        "no me llamen",
        "\u9000\u8ba2",
        "Liked \u201cReply STOP\u201d STOP",
    ],
)
def test_whatever_sounds_like_a_stop_is_for_a_person_to_read(text: str) -> None:
    assert wording.judge(text) == "stop_like"


@pytest.mark.parametrize(
    "text",
    [
        *("JOIN", "When is it?", "weekend trends", "I depend on you", "", "remove the dam", "stoplight at Main St"),
        *("STOP SB 12", "stop HB101 now", "Stop Prop 8", "END gun violence", "don't stop", "we won't stop", "bus stop"),
        *("I will quit my job for whales", "Stop killing whales", "stop the pipeline", "no more war", "shop", "atop"),
    ],
)
def test_a_slogan_or_a_part_of_a_word_does_not(text: str) -> None:
    assert wording.judge(text) == "other"


@pytest.mark.parametrize("text", ["Help!", "help me please", "\u00a1Ayuda!", "who is this?", "H E L P", "INFO please"])
def test_help_in_any_dress_is_help(text: str) -> None:
    assert wording.judge(text) == "help"


@pytest.mark.parametrize("text", ["START", "yes", " Unstop ", "HELP", "info"])
def test_twilio_has_answered_its_own_words(text: str) -> None:
    assert wording.is_answered_by_twilio(text)


@pytest.mark.parametrize("text", ["yes please", "help me", "STOP", "JOIN", "Help!", ""])
def test_and_only_those(text: str) -> None:
    assert not wording.is_answered_by_twilio(text)


@given(st.text())
def test_no_text_raises(text: str) -> None:
    wording.judge(text)


@given(
    st.lists(st.sampled_from([*sorted(SINGLE | COURTESIES), "the", "texts", "whales", "dont", "12", "?"]), max_size=5)
)
def test_what_says_anything_else_is_never_an_opt_out(words: list[str]) -> None:
    text = " ".join(words)
    if {"whales", "dont", "12", "?"}.intersection(words):
        assert not wording.is_opt_out(text) or "dont texts" in text

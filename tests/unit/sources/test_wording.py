"""Stop-like texts: only a message that is nothing but an opt-out is one, the rest is for a person to read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.sources import wording


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


@pytest.mark.parametrize(
    "text",
    [
        "STOP SB 12",
        "END gun violence",
        "don't stop",
        "why won't you people stop??",
        "stopp",
        "unsub",
        "wrong number",
        "Leave me alone!",
        "delete my number",
        "no more, I beg you",
        "I already asked you to remove me",
        "basta",
        "opt me out already",
    ],
)
def test_whatever_sounds_like_a_stop_is_for_a_person_to_read(text: str) -> None:
    assert wording.is_stop_like(text)


@pytest.mark.parametrize("text", ["JOIN", "What is this?", "weekend trends", "I depend on you", "", "remove the dam"])
def test_what_does_not_is_not(text: str) -> None:
    assert not wording.is_stop_like(text)


@pytest.mark.parametrize("text", sorted(wording.OPT_OUTS))
def test_every_opt_out_sounds_like_one(text: str) -> None:
    assert wording.is_stop_like(text)


@pytest.mark.parametrize("text", ["START", "yes", " Unstop ", "HELP", "info"])
def test_twilio_has_answered_its_own_words(text: str) -> None:
    assert wording.is_answered_by_twilio(text)


@pytest.mark.parametrize("text", ["yes please", "help me", "STOP", "JOIN", ""])
def test_and_only_those(text: str) -> None:
    assert not wording.is_answered_by_twilio(text)


@given(st.text())
def test_no_text_raises(text: str) -> None:
    wording.is_opt_out(text)
    wording.is_stop_like(text)

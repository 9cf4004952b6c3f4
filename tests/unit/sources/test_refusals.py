"""Refusals by classes of words: any wording counts that is about our texts, and none that names something else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.sources.texts import refusal_words, refusals
from relay.sources.texts.refusals import is_denied, refuses

TAKEN_OFF = st.sampled_from(sorted(refusal_words.TAKES_OFF - {"leave", "forget"}))


@given(TAKEN_OFF, st.sampled_from(["me", "us", "my number", "this phone"]))
def test_whatever_word_takes_the_person_off_refuses(verb: str, thing: str) -> None:
    assert refuses([*verb.split(), *thing.split()])


@pytest.mark.parametrize("before", ["dont", "please dont", "i dont want to be", "never", "no more", "cant get"])
def test_what_is_denied_is_no_refusal(before: str) -> None:
    assert is_denied(before.split())
    assert not refuses([*before.split(), "removed"])


@pytest.mark.parametrize("before", ["", "nah", "no", "why dont you", "i want to be"])
def test_an_answer_or_a_question_denies_nothing(before: str) -> None:
    assert not is_denied(before.split())
    assert refuses([*before.split(), "removed"])


@given(st.sampled_from(sorted(refusal_words.REFUSES)), st.sampled_from(["pipeline", "governor", "mercury"]))
def test_a_clause_that_names_something_else_says_nothing(word: str, cause: str) -> None:
    assert not refuses([word, "the", cause])


@pytest.mark.parametrize(
    "clause",
    [
        *("wrong number", "worng number", "not for me", "never joined this", "i dont need these", "who gave you this"),
        *(
            "this number nolonger belongs to david",
            "she is deceased",
            "fed up",
            "done with you people",
            "bother someone else",
        ),
        *("ya no molesten", "me quiten", "quitenme", "no soy pedro", "se equivocan de persona"),
    ],
)
def test_a_clause_about_our_texts_may_refuse_in_any_words(clause: str) -> None:
    assert refuses(clause.split())


@pytest.mark.parametrize(
    "clause",
    [
        *("i have my phone", "i dont want to call", "i didnt get a text", "cancel line 3", "my phone died"),
        *("they removed me from the rolls", "new number 8165550123", "no need to", "is this spam"),
    ],
)
def test_not_every_clause_about_them_does(clause: str) -> None:
    assert not refuses(clause.split())


@given(st.lists(st.sampled_from(sorted(refusal_words.ALL_KNOWN | {"whales"})), max_size=12))
def test_no_clause_raises(clause: list[str]) -> None:
    refuses(clause)


@pytest.mark.parametrize(
    ("text", "is_not"),
    [("I'm not Carol", True), ("This is not Carol Doe.", True), ("Not Carol's phone", True), ("not sure", False)],
)
def test_a_name_is_told_by_its_capital(text: str, is_not: bool) -> None:
    assert refusals.is_not(text) is is_not


@pytest.mark.parametrize(("said", "declines"), [("no ty", True), ("no thanks needed", False), ("thanks", False)])
def test_no_thanks_counts_at_the_end(said: str, declines: bool) -> None:
    assert refusals.declines(said.split()) is declines

"""A reaction that quotes us is none of the person's words; what stands behind the quotation is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.sources.reactions import is_reaction

OURS = "Thanks for joining! Don\u2019t worry: reply STOP at any time to get no more texts."


@pytest.mark.parametrize(
    "what",
    [
        *("Liked", "Loved", "Disliked", "Laughed at", "Emphasized", "Emphasised", "Questioned", "LIKED"),
        *("Removed a like from", "Removed a heart from", "Removed an exclamation from", "Removed a question mark from"),
        *("Reacted \U0001f44d to", "Reacted \u2764\ufe0f to", "Reacted with a sticker to", "Removed \U0001f602 from"),
        *("\U0001f44d to", "\U0001f44d\U0001f3fd to", "\u200b\U0001f44d\u200b to", "\u2764\ufe0f removed from"),
        *("Le gustó", "No le gustó", "Le encantó", "Se rió de", "Enfatizó", "Cuestionó", "Reaccionó con \U0001f44d a"),
        *("Me gusta", "Te ha gustado", "Se ha reído con", "Ha enfatizado", "Marcó con \u2764\ufe0f"),
        *("Removió un me gusta de", "Curtiu", "Não curtiu", "Riu de", "Reagiu com \U0001f44d a", "Gefällt mir:"),
        *("Réaction \U0001f44d à",),
        *("\U0001f44d a", "Eliminó un me gusta de", "A aimé", "A adoré", "N\u2019a pas aimé", "\U0001f44d à"),
    ],
)
@pytest.mark.parametrize(
    "marks", ["\u201c{}\u201d", '"{}"', "\u00ab {} \u00bb", "\u201c\u200b{}\u200b\u201d", "\u2018{}\u2019"]
)
def test_a_reaction_is_known_by_what_stands_before_the_quotation(what: str, marks: str) -> None:
    assert is_reaction(f"{what} {marks.format(OURS)}")
    assert is_reaction(f"{what} {marks.format(OURS)[:-20]}\u2026")
    assert not is_reaction(f"{what} {marks.format(OURS)} STOP")


@pytest.mark.parametrize("text", ["Liked an image", "Laughed at a movie", "Loved an attachment", "Disliked a photo"])
def test_a_reaction_to_a_picture_is_one(text: str) -> None:
    assert is_reaction(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "STOP",
            '"STOP"',
            "Liked it. Stop!",
            "I liked \u201cWhales\u201d",
            "Loved the whales",
            "I questioned your motives",
        ),
        *(
            "Stop \u201cSB 12\u201d",
            "Remove me from \u201cthe list\u201d",
            "\U0001f6d1 STOP",
            "Liked",
            "Removed me from this",
        ),
        *('I said "STOP"', "to \u201cReply STOP\u201d", "A \u201cReply STOP\u201d", ""),
    ],
)
def test_a_persons_own_words_are_none(text: str) -> None:
    assert not is_reaction(text)


@given(st.text())
def test_no_text_raises(text: str) -> None:
    is_reaction(text)

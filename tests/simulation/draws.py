"""What is drawn of `people` and `same_contact`: who sends what, one after the other."""

import itertools
import random
from collections.abc import Iterator
from typing import Final

from tests.simulation.people import (
    Kind,
    card_email,
    card_handed_on,
    card_handed_on_texts,
    card_no_street,
    card_texts,
    card_useless,
    email_out,
    email_out_more,
    email_out_spam,
    form,
    form_campaigns,
    form_email,
    form_everything,
    form_keyed,
    form_letter,
    form_opt_in,
    form_spam,
    form_texts,
    relatives_form_texts,
    row_texts,
    stop,
    stop_like,
    text,
    text_call,
)
from tests.simulation.same_contact import draw_same

KINDS: dict[str, tuple[Kind, int]] = {
    "form": (form, 28),
    "form_email": (form_email, 22),
    "form_keyed": (form_keyed, 4),
    "form_everything": (form_everything, 8),
    "form_opt_in": (form_opt_in, 6),
    "form_letter": (form_letter, 2),
    "form_campaigns": (form_campaigns, 3),
    "form_texts": (form_texts, 3),
    "form_spam": (form_spam, 1),
    "card_email": (card_email, 10),
    "card_no_street": (card_no_street, 2),
    "card_handed_on": (card_handed_on, 8),
    "card_handed_on_texts": (card_handed_on_texts, 4),
    "card_useless": (card_useless, 1),
    "text": (text, 8),
    "text_call": (text_call, 2),
    "stop": (stop, 2),
    "email_out": (email_out, 2),
    "email_out_more": (email_out_more, 2),
    "email_out_spam": (email_out_spam, 1),
    "stop_like": (stop_like, 1),
}

AGAIN: Final = None  # no post of its own: the first of the race once more, letter by letter

RACES: tuple[tuple[Kind | None, ...], ...] = (
    (text, stop),
    (stop, text),
    (text, stop, text),
    (text_call, stop),
    (form_opt_in, email_out),
    (email_out, form_opt_in),
    (form_opt_in, email_out, form_opt_in),
    (form_opt_in, email_out, AGAIN),
    (form_opt_in, email_out_more, AGAIN),
    (form_opt_in, email_out_more),
    (form_opt_in, email_out_spam),
    (form_email, form_email),
    (form_everything, AGAIN),
    (form_everything, AGAIN),
    (text, text),
    (text, text),
    (text, text_call),
    (text_call, text, text),
    (form_texts, relatives_form_texts, stop),
    (card_handed_on, card_handed_on),
    (card_texts, row_texts),
    (row_texts, card_texts),
    (row_texts, row_texts, card_texts),
)

SAID: Final = {stop_like: 30, text: 24, form_texts: 28, relatives_form_texts: 10, stop: 8}
"""What is said of a phone whose owner may have had enough, in any order."""


def draw(rng: random.Random) -> Iterator[tuple[int, tuple[Kind | None, ...]]]:
    """Endless people, each with what they send one after the other."""
    kinds, weights = zip(*KINDS.values(), strict=True)
    for number in itertools.count():
        chance = rng.random()
        if chance < 0.14:
            yield number, rng.choice(RACES)
        elif chance < 0.20:
            yield number, draw_same(rng)
        elif chance < 0.25:
            yield number, _said_of_a_phone(rng)
        else:
            yield number, (rng.choices(kinds, weights)[0],)


def _said_of_a_phone(rng: random.Random) -> tuple[Kind, ...]:
    first = (stop_like,) if rng.random() < 0.6 else ()
    return (*first, *rng.choices(tuple(SAID), tuple(SAID.values()), k=rng.randrange(2, 5)))

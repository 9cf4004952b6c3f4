"""One contact with a legislator that several posts of a person ask for: spelt otherwise, or sent by other ways.

What is the same here is said by how the posts are made, and not by the relay's own rules of what is the same.
"""

import random
import unicodedata
from dataclasses import replace
from functools import partial
from typing import Final

from tests.simulation.people import Kind, Person, Story, card_of, form_of
from tests.simulation.posts import Pairs
from tests.simulation.weather import FOR_EVER, HOUR_MS

SUBJECT: Final = "Our coast"
WORDS: Final = "Se\u00f1ora, please vote for the coast and for person"
MENDED_MS: Final = (HOUR_MS // 4, HOUR_MS)


type Spelling = tuple[str, ...]
"""How one post differs from its person's plain one, in the words of `SPELT` and `APART`."""

PLAIN: Final[Spelling] = ()
SPELT: Final = ("e-mail in another case", "NFD", "doubled space", "utm_source")
"""What makes no other submission."""
APART: Final = ("corrected phone", "corrected street", "sender's own key")
"""What makes another one."""


def form_spelt(person: Person, spelling: Spelling, *, own_words: bool) -> Story:
    """A form that asks for the e-mail in the person's words, or in those of the campaign."""
    texts = (("emailSubject", SUBJECT), ("emailMessage", f"{WORDS} {person.number}.")) if own_words else ()
    key = _own_key(person, spelling)
    story = form_of(person, _spelt(person, spelling), "email", key=key, texts=_words(spelling, texts))
    return _known(story, person, spelling, own_words=own_words)


def card_spelt(person: Person, spelling: Spelling, *, own_words: bool = False) -> Story:
    """A card whose campaign contacts in its own words."""
    assert not own_words
    story = card_of(person, _spelt(person, spelling), wants=frozenset({"email"}))
    return _known(story, person, spelling, own_words=False)


def message_spelt(person: Person, spelling: Spelling, *, own_words: bool = True) -> Story:
    """A form whose message takes an update; its last word says whose it is."""
    message = (("message", f"A letter: se\u00f1ora, from m{person.number}"),)
    pairs = (*_spelt(person, spelling), *_words(spelling, message))
    key = _own_key(person, spelling)
    story = form_of(person, pairs, key=key, wants=frozenset({"update"}))
    return replace(story, contacts={"update": f"m{person.number}"}, how=_how(spelling))


def call_spelt(person: Person, spelling: Spelling, *, own_words: bool = False) -> Story:
    """A form that asks for a call, which has no words."""
    pairs = _spelt(person, spelling)
    if "phone" not in dict(pairs):
        pairs = (*pairs, ("phone", person.phone))
    key = _own_key(person, spelling)
    story = form_of(person, pairs, "call", key=key)
    return replace(story, contacts={"call": f"call for {person.number}"}, how=_how(spelling))


def draw_same(rng: random.Random) -> tuple[Kind, ...]:
    """Two or three posts that ask for one contact; in some the platform refuses the first one's."""
    own_words = rng.random() < 0.5
    makers = {True: (form_spelt, form_spelt, message_spelt, call_spelt), False: (form_spelt, card_spelt)}[own_words]
    first_maker = rng.choice(makers)
    kinds: list[Kind] = []
    for number in range(rng.choice((2, 2, 3))):
        spelling = (rng.choice(SPELT), *rng.choices(APART, k=rng.randrange(2))) if number else PLAIN
        maker = first_maker if own_words else rng.choice(makers)
        kinds.append(partial(maker, spelling=spelling, own_words=own_words))
    rng.shuffle(kinds)
    if rng.random() < 0.35 and first_maker is not message_spelt:
        kinds[0] = partial(_refused, kinds[0], rng.choice((FOR_EVER, rng.randrange(*MENDED_MS))))
    return tuple(kinds)


def _refused(kind: Kind, milliseconds: int, person: Person) -> Story:
    story = kind(person)
    how = f"contact: the first refused for {'good' if milliseconds == FOR_EVER else 'a while'}"
    return replace(story, refused_ms=milliseconds, how=(*story.how, how))


def _known(story: Story, person: Person, spelling: Spelling, *, own_words: bool) -> Story:
    contact = f"{'own' if own_words else 'the campaign'}'s words of {person.number}"
    return replace(story, contacts={"email": contact}, how=_how(spelling))


def _how(spelling: Spelling) -> tuple[str, ...]:
    return tuple(f"contact: {name}" for name in spelling)


def _own_key(person: Person, spelling: Spelling) -> str:
    return f"key of {person.tag}" if "sender's own key" in spelling else ""


def _spelt(person: Person, spelling: Spelling) -> Pairs:
    pairs = [
        ("email", person.email.upper() if "e-mail in another case" in spelling else person.email),
        ("firstname", _composed(spelling, "Jos\u00e9")),
        ("address1", "2 Main St" if "corrected street" in spelling else "1 Main St"),
        ("zip5", "02134"),
    ]
    if "utm_source" in spelling:
        pairs.append(("utm_source", "news"))
    if "corrected phone" in spelling:
        pairs.append(("phone", person.phone))
    return tuple(pairs)


def _words(spelling: Spelling, texts: Pairs) -> Pairs:
    space = "  " if "doubled space" in spelling else " "
    return tuple((name, _composed(spelling, value.replace(", ", f",{space}"))) for name, value in texts)


def _composed(spelling: Spelling, text: str) -> str:
    return unicodedata.normalize("NFD" if "NFD" in spelling else "NFC", text)

"""Who sends what. Every form and lead carries its own tag, which the platform's log shows again at every write; a text
can't, so it is known by its phone.
"""

import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from relay.submission import Submission
from tests.simulation.posts import CARD_SECRET, Pairs, Post

CONSENT: Final = frozenset({"smsOptin", "smsOptout", "emailOptin", "emailOptout"})

type Kind = Callable[["Person"], "Story"]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an address and a phone, who sends something; `tag` is the post's."""

    number: int
    tag: str

    @property
    def email(self) -> str:
        return f"p{self.number}@example.org"

    @property
    def phone(self) -> str:
        return f"816{5550000 + self.number:07d}"


@dataclass(slots=True)
class Story:
    """One post from its sender's side.

    - `wants`: what ought to come of it beside the advocate: "email", "tweet", "call", "update".
    - `flags`: the consent that its sender gives or takes back, by the API's names: "smsOptin", "emailOptout" ...
    - `arrivals`: each time it came in, and the reply's HTTP status (None: no answer).
    - `advocate`: whether it asks to be one; `suspect`: a person must look at it before anything is sent.
    - `submission`: what the relay makes of it; None if it can't be used.
    - `words`: how often an operator said to send anyway what may have been sent.
    """

    tag: str
    post: Post | None
    email: str = ""
    phone: str = ""
    wants: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()
    advocate: bool = True
    suspect: bool = False
    submission: Submission | None = None
    arrivals: list[tuple[int, int | None]] = field(default_factory=list)
    words: int = 0

    @property
    def key(self) -> str:
        """How the platform's log tells it from others."""
        return f"phone {self.phone}" if self.post and self.post.source == "sms" else self.tag

    @property
    def first_at(self) -> int:
        """When it first came in."""
        return min(when for when, _ in self.arrivals)

    @property
    def told_at(self) -> list[int]:
        """When the arrivals came in that were answered with a success."""
        return [when for when, status in self.arrivals if status is not None and status < 400]

    @property
    def acknowledged(self) -> bool:
        """Whether its sender was told that it is safe."""
        return bool(self.told_at)


def _home(person: Person) -> Pairs:
    home = {"email": person.email, "firstname": f"P{person.number}", "address1": "1 Main St", "zip5": "02134"}
    return tuple(home.items())


def _form(person: Person, pairs: Pairs, *connect: str, key: str = "", **about: Any) -> Story:
    said = dict(pairs)
    texts: Pairs = ()
    if "email" in connect:
        texts = (("emailSubject", f"About {person.tag}"), ("emailMessage", f"Please vote for {person.tag}."))
    types = tuple(("type", kind) for kind in connect)
    values: dict[str, Any] = {
        "post": Post("web_form", (*pairs, ("utm_content", person.tag), *texts, *types), key),
        "email": said["email"],
        "phone": said.get("phone", ""),
        "wants": frozenset(connect),
        "flags": CONSENT & said.keys(),
        "suspect": "_gotcha" in said,
    }
    return Story(person.tag, **(values | about))


def form(person: Person) -> Story:
    return _form(person, _home(person))


def form_email(person: Person) -> Story:
    return _form(person, _home(person), "email")


def form_keyed(person: Person) -> Story:
    """Its sender says which posts are one."""
    return _form(person, _home(person), "email", key=f"key of {person.tag}")


def form_everything(person: Person) -> Story:
    return _form(person, (*_home(person), ("phone", person.phone)), "email", "tweet", "call")


def form_opt_in(person: Person) -> Story:
    return _form(person, (*_home(person), ("emailOptin", "1")), "email")


def form_letter(person: Person) -> Story:
    """Its message takes an update, and may reach a legislator."""
    return _form(person, (*_home(person), ("message", f"A letter: {person.tag}")), wants=frozenset({"update"}))


def form_spam(person: Person) -> Story:
    """A robot filled in the field that no person sees."""
    return _form(person, (*_home(person), ("_gotcha", "x")), "email")


def email_out(person: Person) -> Story:
    return _form(person, (("email", person.email), ("emailOptout", "1")), advocate=False)


def email_out_more(person: Person) -> Story:
    """An opt-out that asks for more."""
    return _form(person, (*_home(person), ("emailOptout", "1")), "email")


def email_out_spam(person: Person) -> Story:
    """Suspected spam that opts out: that much is done at once."""
    return _form(person, (*_home(person), ("emailOptout", "1"), ("_gotcha", "x")), "email")


def card_email(person: Person) -> Story:
    return _card(person, _home(person), wants=frozenset({"email"}))


def card_no_street(person: Person) -> Story:
    """Its campaign's e-mail needs a street, so there is none."""
    return _card(person, (("email", person.email), ("lastname", "B")))


def card_useless(person: Person) -> Story:
    """A believable lead with nothing to reach a person by."""
    return _card(person, (("name", "No Address"),), advocate=False)


def _card(person: Person, pairs: Pairs, **about: Any) -> Story:
    card = (("card", "c1"), ("token", person.tag), ("api_key", CARD_SECRET), ("utm_content", person.tag))
    return Story(person.tag, Post("twitter_card", (*pairs, *card)), email=dict(pairs).get("email", ""), **about)


def text(person: Person) -> Story:
    return _text(person, "join", flags=frozenset({"smsOptin"}))


def text_call(person: Person) -> Story:
    """Its campaign places a call for each text."""
    return _text(person, "Whales!", flags=frozenset({"smsOptin"}), wants=frozenset({"call"}))


def stop(person: Person) -> Story:
    return _text(person, "STOP", flags=frozenset({"smsOptout"}), advocate=False)


def stop_like(person: Person) -> Story:
    """Perhaps an opt-out: a person must read it."""
    return _text(person, "will this ever stop", advocate=False, suspect=True)


def _text(person: Person, said: str, **about: Any) -> Story:
    message = {"MessageSid": f"SM{person.tag}", "From": f"+1{person.phone}", "To": "+18165550199", "Body": said}
    return Story(person.tag, Post("sms", tuple(message.items())), phone=person.phone, **about)


KINDS: dict[str, tuple[Kind, int]] = {
    "form": (form, 28),
    "form_email": (form_email, 22),
    "form_keyed": (form_keyed, 4),
    "form_everything": (form_everything, 8),
    "form_opt_in": (form_opt_in, 6),
    "form_letter": (form_letter, 2),
    "form_spam": (form_spam, 1),
    "card_email": (card_email, 10),
    "card_no_street": (card_no_street, 2),
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
    (stop_like, text),
)


def draw(rng: random.Random) -> Iterator[tuple[int, tuple[Kind | None, ...]]]:
    """Endless people, each with what they send one after the other."""
    kinds, weights = zip(*KINDS.values(), strict=True)
    for number in itertools.count():
        yield number, rng.choice(RACES) if rng.random() < 0.15 else (rng.choices(kinds, weights)[0],)

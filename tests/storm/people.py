"""Who sends what. Every submission carries its own tag, which the platform's log shows again at every write."""

import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from relay.submission import Argument, ConnectionRequest, Submission

type Kind = Callable[["Person"], Submission]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an address and a phone, who sends something now (milliseconds); `tag` is the submission's."""

    number: int
    tag: str
    now: int

    @property
    def email(self) -> str:
        return f"p{self.number}@example.org"

    @property
    def phone(self) -> str:
        return f"816{5550000 + self.number:07d}"


@dataclass(slots=True)
class Story:
    """One submission from its sender's side: each arrival's time and answer (None: no answer, or a 5xx)."""

    submission: Submission
    tag: str
    arrivals: list[tuple[int, Any]] = field(default_factory=list)
    held_as: str = ""
    expects_rejection: bool = False

    @property
    def first_at(self) -> int:
        """When it first came in."""
        return min(when for when, _ in self.arrivals)

    @property
    def acknowledged(self) -> bool:
        """Whether its sender was told that it is safe."""
        return any(receipt and receipt.status in {"delivered", "queued", "held"} for _, receipt in self.arrivals)


def _of(person: Person, source: str, advocate: dict[str, Argument], *connect: str, **more: Any) -> Submission:
    connection = None
    if connect:
        subject, message = f"About {person.tag}", f"Please vote for {person.tag}."
        own = {"emailSubject": subject, "emailMessage": message} if "email" in connect else {}
        connection = ConnectionRequest(campaign=998, types=connect, arguments=own)
    values: dict[str, Any] = {
        "source": source,
        "natural_key": f"key of {person.tag}",
        "keyed_by_content": source == "web_form",
        "received_at": person.now,
        "campaigns": (998,),
        "advocate": advocate | {"utm_content": person.tag},
        "connection": connection,
        "trusted": source != "web_form",
        "proof": "a box" if {"smsOptin", "emailOptin"} & set(advocate) else "",
    }
    return Submission(**(values | more))


def _home(person: Person) -> dict[str, Argument]:
    return {"email": person.email, "firstname": f"P{person.number}", "address1": "1 Main St", "zip5": "02134"}


def form(person: Person) -> Submission:
    return _of(person, "web_form", _home(person))


def form_email(person: Person) -> Submission:
    return _of(person, "web_form", _home(person), "email")


def form_everything(person: Person) -> Submission:
    return _of(person, "web_form", _home(person) | {"phone": person.phone}, "email", "tweet", "call")


def form_opt_in(person: Person) -> Submission:
    return _of(person, "web_form", _home(person) | {"emailOptin": "1"}, "email")


def form_letter(person: Person) -> Submission:
    """Its message takes an update, and may reach a legislator."""
    return _of(person, "web_form", _home(person) | {"message": f"A letter: {person.tag}"})


def form_no_street(person: Person) -> Submission:
    """The platform refuses its e-mail for good."""
    return _of(person, "web_form", {"email": person.email, "firstname": "A"}, "email")


def card_email(person: Person) -> Submission:
    return _of(person, "twitter_card", _home(person), "email")


def card_no_street(person: Person) -> Submission:
    return _of(person, "twitter_card", {"email": person.email, "lastname": "B"}, "email")


def text(person: Person) -> Submission:
    return _of(person, "sms", {"phone": person.phone, "smsOptin": "1"}, proof="JOIN")


def stop(person: Person) -> Submission:
    return _of(person, "sms", {"phone": person.phone, "smsOptout": "1"}, proof="STOP", campaigns=())


def email_out(person: Person) -> Submission:
    return _of(person, "web_form", {"email": person.email, "emailOptout": "1"})


def email_out_more(person: Person) -> Submission:
    """An opt-out that asks for more."""
    return _of(person, "web_form", _home(person) | {"emailOptout": "1"}, "email")


def stop_like(person: Person) -> Submission:
    return _of(person, "sms", {"phone": person.phone}, proof="no more please", campaigns=())


KINDS: dict[str, tuple[Kind, int]] = {
    "form": (form, 30),
    "form_email": (form_email, 25),
    "form_everything": (form_everything, 8),
    "form_opt_in": (form_opt_in, 6),
    "form_letter": (form_letter, 2),
    "form_no_street": (form_no_street, 2),
    "card_email": (card_email, 10),
    "card_no_street": (card_no_street, 2),
    "text": (text, 8),
    "stop": (stop, 2),
    "email_out": (email_out, 2),
    "email_out_more": (email_out_more, 2),
    "stop_like": (stop_like, 1),
}

RACES: tuple[tuple[Kind, ...], ...] = (
    (text, stop),
    (stop, text),
    (text, stop, text),
    (form_opt_in, email_out),
    (email_out, form_opt_in),
    (form_opt_in, email_out, form_opt_in),
    (form_opt_in, email_out_more),
    (form_email, form_email),
    (stop_like, text),
)


def draw(rng: random.Random) -> Iterator[tuple[int, tuple[Kind, ...]]]:
    """Endless people, each with what they send one after the other."""
    kinds, weights = zip(*KINDS.values(), strict=True)
    for number in itertools.count():
        yield number, rng.choice(RACES) if rng.random() < 0.15 else (rng.choices(kinds, weights)[0],)

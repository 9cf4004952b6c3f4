"""Who sends what. Every form and lead carries its own tag, which the platform's log shows again at every write; a text
can't, so it is known by its phone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from relay.submission import Submission
from tests.simulation.posts import CARD_SECRET, HANDED_ON, Pairs, Post

CONSENT: Final = frozenset({"smsOptin", "smsOptout", "emailOptin", "emailOptout"})

type Kind = Callable[["Person"], "Story"]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an address and a phone, who sends something; `tag` is the post's.

    A `relative` has the same phone, and an address of their own.
    """

    number: int
    tag: str
    relative: bool = False

    @property
    def email(self) -> str:
        return f"{'r' if self.relative else 'p'}{self.number}@example.org"

    @property
    def phone(self) -> str:
        return f"{201 + self.number // 100}55501{self.number % 100:02d}"


@dataclass(slots=True)
class Story:
    """One post from its sender's side, or without a post a row of a file that an operator imports.

    - `wants`: what ought to come of it beside the advocate: "email", "tweet", "call", "update".
    - `flags`: the consent that its sender gives or takes back, by the API's names: "smsOptin", "emailOptout" ...
    - `arrivals`: each time it came in, and the reply's HTTP status (None: no answer).
    - `advocate`: whether it asks to be one; `suspect`: a person must look at it before anything is sent.
    - `submission`: what the relay makes of it; None if it can't be used.
    - `words`: how often an operator said to send anyway what may have been sent.
    - `contacts`: for a part that others ask for too: what it is then called. Who asks for the same, asks for one.
    - `campaigns`: what it asks to join.
    - `refused_ms`: for how long the platform refuses its contacts.
    - `how`: what of `drawn.KINDS` it is.
    """

    tag: str
    post: Post | None
    email: str = ""
    phone: str = ""
    wants: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()
    advocate: bool = True
    suspect: bool = False
    contacts: Mapping[str, str] = field(default_factory=dict)
    campaigns: frozenset[int] = frozenset()
    refused_ms: int = 0
    how: tuple[str, ...] = ()
    submission: Submission | None = None
    arrivals: list[tuple[int, int | None]] = field(default_factory=list)
    words: int = 0

    @property
    def key(self) -> str:
        """How the platform's log tells it from others."""
        return f"phone {self.phone}" if self.post and self.post.source == "sms" else self.tag

    @property
    def name(self) -> str:
        """The relay's name for it: the same for all that it takes for one submission. Its tag if it has none."""
        return self.submission.natural_key if self.submission else self.tag

    def contact(self, kind: str) -> str:
        """What a part is to a legislator."""
        return self.contacts.get(kind, self.key)

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


def form_of(
    person: Person, pairs: Pairs, *connect: str, key: str = "", texts: Pairs | None = None, **about: Any
) -> Story:
    """A form with these fields, and what it asks for; `texts` are an e-mail's own words, by default the tag's."""
    said = dict(pairs)
    if texts is None and "email" in connect:
        texts = (("emailSubject", f"About {person.tag}"), ("emailMessage", f"Please vote for {person.tag}."))
    types = tuple(("type", kind) for kind in connect)
    values: dict[str, Any] = {
        "post": Post("web_form", (*pairs, ("utm_content", person.tag), *(texts or ()), *types), key),
        "email": said["email"],
        "phone": said.get("phone", ""),
        "wants": frozenset(connect),
        "flags": CONSENT & said.keys(),
        "suspect": "_gotcha" in said,
        "campaigns": frozenset({998}),
        "contacts": {"call": f"call for {said.get('email')}"},
    }
    return Story(person.tag, **(values | about))


def form(person: Person) -> Story:
    return form_of(person, _home(person))


def form_email(person: Person) -> Story:
    return form_of(person, _home(person), "email")


def form_keyed(person: Person) -> Story:
    """Its sender says which posts are one."""
    return form_of(person, _home(person), "email", key=f"key of {person.tag}")


def form_everything(person: Person) -> Story:
    return form_of(person, (*_home(person), ("phone", person.phone)), "email", "tweet", "call")


def form_opt_in(person: Person) -> Story:
    return form_of(person, (*_home(person), ("emailOptin", "1")), "email")


def form_letter(person: Person) -> Story:
    """Its message takes an update, and may reach a legislator."""
    return form_of(person, (*_home(person), ("message", f"A letter: {person.tag}")), wants=frozenset({"update"}))


def form_campaigns(person: Person) -> Story:
    """It joins three campaigns, two of which contact nobody for it."""
    campaigns = (("campaigns", "997"), ("campaigns", "998"), ("campaigns", "999"), ("campaignid", "998"))
    return form_of(person, (*_home(person), *campaigns), "email", campaigns=frozenset({997, 998, 999}))


def form_texts(person: Person) -> Story:
    """It asks for texts to its phone, and for an e-mail to legislators."""
    return form_of(person, (*_home(person), ("phone", person.phone), ("smsOptin", "1")), "email")


def relatives_form_texts(person: Person) -> Story:
    """The same of somebody else with this phone."""
    return form_texts(replace(person, relative=True))


def form_spam(person: Person) -> Story:
    """A robot filled in the field that no person sees."""
    return form_of(person, (*_home(person), ("_gotcha", "x")), "email")


def email_out(person: Person) -> Story:
    return form_of(person, (("email", person.email), ("emailOptout", "1")), advocate=False)


def email_out_more(person: Person) -> Story:
    """An opt-out that asks for more."""
    return form_of(person, (*_home(person), ("emailOptout", "1")), "email")


def email_out_spam(person: Person) -> Story:
    """Suspected spam that opts out: that much is done at once."""
    return form_of(person, (*_home(person), ("emailOptout", "1"), ("_gotcha", "x")), "email")


def card_email(person: Person) -> Story:
    return card_of(person, _home(person), wants=frozenset({"email"}))


def card_no_street(person: Person) -> Story:
    """Its campaign's e-mail needs a street, so there is none."""
    return card_of(person, (("email", person.email), ("lastname", "B")))


def card_useless(person: Person) -> Story:
    """A believable lead with nothing to reach a person by."""
    return card_of(person, (("name", "No Address"),), advocate=False)


def card_handed_on(person: Person) -> Story:
    """Its campaign's leads go to the platform's own endpoint for cards."""
    return _handed_on(person, _home(person))


def card_handed_on_texts(person: Person) -> Story:
    """The same, and it asks for texts."""
    texts = (("phone", person.phone), ("smsOptin", "1"))
    return _handed_on(person, (*_home(person), *texts), phone=person.phone, flags=frozenset({"smsOptin"}))


def _handed_on(person: Person, pairs: Pairs, **about: Any) -> Story:
    card = (("card", person.tag), ("token", person.tag), ("api_key", CARD_SECRET), ("utm_content", person.tag))
    post = Post("twitter_card", (*pairs, *card), path=HANDED_ON)
    return Story(person.tag, post, email=person.email, campaigns=frozenset({997}), **about)


def card_texts(person: Person) -> Story:
    """A lead that asks for texts."""
    pairs = (*_home(person), ("phone", person.phone), ("smsOptin", "1"))
    return card_of(person, pairs, phone=person.phone, flags=frozenset({"smsOptin"}), wants=frozenset({"email"}))


def row_texts(person: Person) -> Story:
    """The same lead in a file, some days later."""
    said: dict[str, Any] = {**dict(_home(person)), "phone": person.phone, "smsOptin": "1", "utm_content": person.tag}
    submission = Submission(
        source="lead_file",
        natural_key=f"row of {person.tag}",
        keyed_by_content=False,
        received_at=0,
        campaigns=(998,),
        advocate=said,
        trusted=True,
    )
    flags, joins = frozenset({"smsOptin"}), frozenset({998})
    about: dict[str, Any] = {"phone": person.phone, "flags": flags, "campaigns": joins, "submission": submission}
    return Story(person.tag, None, email=person.email, **about)


def card_of(person: Person, pairs: Pairs, **about: Any) -> Story:
    """A lead with these fields."""
    card = (("card", "c1"), ("token", person.tag), ("api_key", CARD_SECRET), ("utm_content", person.tag))
    told: dict[str, Any] = {"email": dict(pairs).get("email", ""), "campaigns": frozenset({998})}
    return Story(person.tag, Post("twitter_card", (*pairs, *card)), **(told | about))


def text(person: Person) -> Story:
    return _text(person, "join", flags=frozenset({"smsOptin"}), campaigns=frozenset({998}))


def text_call(person: Person) -> Story:
    """Its campaign places a call for each text."""
    joins = frozenset({999})
    return _text(person, "Whales!", flags=frozenset({"smsOptin"}), wants=frozenset({"call"}), campaigns=joins)


def stop(person: Person) -> Story:
    return _text(person, "STOP", flags=frozenset({"smsOptout"}), advocate=False)


def stop_like(person: Person) -> Story:
    """Perhaps an opt-out: a person must read it."""
    return _text(person, "will this ever stop", advocate=False, suspect=True)


def _text(person: Person, said: str, **about: Any) -> Story:
    message = {"MessageSid": f"SM{person.tag}", "From": f"+1{person.phone}", "To": "+18165550199", "Body": said}
    return Story(person.tag, Post("sms", tuple(message.items())), phone=person.phone, **about)

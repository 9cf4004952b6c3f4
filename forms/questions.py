"""Which fields a campaign's form has, in their order, and what browsers are told of each.

What a kind of form needs is what the API needs for it (docs/phone2action.md): a letter a street, a ZIP and an e-mail
address; news by text a phone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from campaigns_form import FIELDS
from relay.phone2action.arguments import Problem
from relay.sources.explanations import sentence
from relay.sources.languages import Words

NAMES: Final = ("firstname", "lastname", "email")
ASKED: Final[Mapping[str, tuple[str, ...]]] = {
    "sign-up": (*NAMES, "phone", "zip5"),
    "letter": (*NAMES, "address1", "city", "zip5"),
    "petition": (*NAMES, "zip5"),
    "rsvp": (*NAMES, "phone"),
    "tweet": (*NAMES, "zip5"),
}
"""What each kind asks."""
MUST: Final[Mapping[str, frozenset[str]]] = {
    "sign-up": frozenset({*NAMES, "zip5"}),
    "letter": frozenset({*NAMES, "address1", "zip5"}),
    "petition": frozenset({*NAMES, "zip5"}),
    "rsvp": frozenset(NAMES),
    "tweet": frozenset({*NAMES, "zip5"}),
}
"""What of it must be filled in."""

ATTRIBUTES: Final[Mapping[str, Mapping[str, str]]] = {
    "prefix": {"autocomplete": "honorific-prefix"},
    "firstname": {"autocomplete": "given-name"},
    "lastname": {"autocomplete": "family-name"},
    "email": {"type": "email", "inputmode": "email", "autocomplete": "email", "autocapitalize": "off"},
    "phone": {"type": "tel", "inputmode": "tel", "autocomplete": "tel"},
    "address1": {"autocomplete": "address-line1"},
    "address2": {"autocomplete": "address-line2"},
    "city": {"autocomplete": "address-level2"},
    "state": {"autocomplete": "address-level1"},
    "zip5": {"inputmode": "numeric", "autocomplete": "postal-code"},
    "country": {"autocomplete": "country-name"},
    "message": {},
}
"""https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#autofill"""
SHORT: Final = frozenset({"prefix", "state", "zip5"})
HINTS: Final = {"phone": "phone_hint", "country": "country_hint"}
FINDS_OFFICIALS: Final[Mapping[str, str]] = {"letter": "address1", "tweet": "zip5"}
"""The field by which officials are found, of each kind that writes to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One field. `missing` and `invalid` are what is said of it where it is empty, or no address; "" if it may be."""

    name: str
    label: str
    required: bool
    hint: str = ""
    missing: str = ""
    invalid: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """What its id ends in: no brackets."""
        return self.name.replace("[", "-").replace("]", "")


def asked(form: Mapping[str, Any], words: Words) -> Sequence[Question]:
    """What a form asks of a person, whatever it is for; the organiser's own questions last."""
    return [*_known(form, words), *_own(form)]


def _known(form: Mapping[str, Any], words: Words) -> Iterator[Question]:
    kind, consent = form["kind"], form["consent"] or {}
    wanted = {*ASKED[kind], *form["fields"], *form["required"], *(["phone"] if "sms" in consent else [])}
    must = {*MUST[kind], *form["required"]}
    for name in (name for name in FIELDS if name in wanted):
        attributes = dict(ATTRIBUTES[name])
        if name == "zip5" and "country" in wanted:
            attributes.pop("inputmode")  # other countries' postal codes have letters
        hint = "address_hint" if FINDS_OFFICIALS.get(kind) == name else HINTS.get(name, "")
        yield Question(
            name=name,
            label=words[f"labels.{name}"],
            required=name in must,
            hint=words[hint] if hint else "",
            missing=sentence(Problem(name, "required", ""), words) if name in must or name == "phone" else "",
            invalid=sentence(Problem(name, "invalid", ""), words) if name == "email" else "",
            attributes=attributes,
        )


def _own(form: Mapping[str, Any]) -> Iterator[Question]:
    for number, label in (form["questions"] or {}).items():
        yield Question(name=f"fields[{number}]", label=label, required=False)

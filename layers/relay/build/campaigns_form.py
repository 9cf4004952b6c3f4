"""What [campaigns.998.form] in campaigns.toml may say: the page that `make form` makes for a campaign's people.

No function ever sees it: it is judged with the rest of the file, and left out of the literal that the layer carries.
Each rule is as in `relay.campaign_values`: it returns the value, or says what is wrong and what to write.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from campaigns_text import Location
from relay.campaign_values import (
    LONGEST_TEXT,
    LONGEST_WORDING,
    Switch,
    distinct,
    is_number,
    is_wording,
    printable,
    quoted,
    readable,
)
from relay.markers import After, Limits

KINDS: Final = ("sign-up", "letter", "petition", "rsvp", "tweet")
KINDS_BY_OTHER_NAMES: Final = {
    "signup": "sign-up",
    "join": "sign-up",
    "email": "letter",
    "mail": "letter",
    "event": "rsvp",
    "twitter": "tweet",
}
FIELDS: Final = (
    *("prefix", "firstname", "lastname", "email", "phone"),
    *("address1", "address2", "city", "state", "zip5", "country", "message"),
)
"""What a form may ask, by the API's names, in the order in which it asks."""
OF_ONE_KIND: Final[Mapping[str, str]] = {
    "subject": "letter",
    "message": "letter",
    "editable": "letter",
    "tweet": "tweet",
    "guests": "rsvp",
}
NEEDED: Final[Mapping[str, tuple[str, ...]]] = {"letter": ("subject", "message"), "tweet": ("tweet",)}

LONGEST_LETTER: Final = 10_000
LONGEST_TWEET: Final = 280
LEGISLATOR: Final = "[@legislator]"
LONGEST_BESIDE_NAMES: Final = 230
MOST_GUESTS: Final = 20
LONGEST_ADDRESS: Final = 500

type Found = tuple[Location, str]


def form_kind(value: str) -> str:
    """What a form is for."""
    if value not in KINDS:
        plain = value.lower().replace("_", "").replace("-", "").replace(" ", "")
        meant = value.lower() if value.lower() in KINDS else KINDS_BY_OTHER_NAMES.get(plain)
        instead = quoted(meant) if meant else f"one of {', '.join(map(quoted, KINDS))}"
        raise ValueError(f"{quoted(value)} is not a kind of form; write {instead}")
    return value


def form_field(value: str) -> str:
    """What a form asks beside what its kind needs."""
    if value not in FIELDS:
        meant = next((name for name in FIELDS if name == value.lower().replace("_", "").replace("-", "")), "")
        instead = quoted(meant) if meant else f"one of {', '.join(map(quoted, FIELDS))}"
        raise ValueError(f"{quoted(value)} is not a field that a form can ask; write {instead}")
    return value


def questions(value: dict[str, str] | None) -> dict[str, str] | None:
    """Questions of the organiser's own, by the numbers that their custom fields have on the platform."""
    for number in value or ():
        if not is_number(number):
            raise ValueError(f'{quoted(number)} is not the number of a custom field; write such as 5365 = "..."')
    return value


def letter(value: str) -> str:
    """The text of a letter."""
    return printable(value, LONGEST_LETTER)


def one_line(value: str) -> str:
    """A text of one line."""
    printable(value, LONGEST_TEXT)
    if "\n" in value:
        raise ValueError(f"has several lines; write {quoted(' '.join(value.split()))}")
    return value


def tweet(value: str) -> str:
    """A tweet; if it names the officials, with room for their names."""
    own = value.replace(LEGISLATOR, "")
    longest = LONGEST_TWEET if own == value else LONGEST_BESIDE_NAMES
    if len(own) > longest:
        beside = "" if own == value else f" beside {LEGISLATOR}"
        raise ValueError(f"has {len(own)} characters; write at most {longest}{beside}")
    printable(value, LONGEST_TWEET)
    return value


def guests(value: int) -> int:
    """How many guests somebody may bring."""
    if not 1 <= value <= MOST_GUESTS:
        raise ValueError(f"{value} is no number of guests from 1 to {MOST_GUESTS}; write such as 4, or leave it out")
    return value


def wording(value: str) -> str:
    """The id of the words beside the boxes, which is kept with each consent (`sources.web_form`)."""
    if not is_wording(value):
        raise ValueError(
            f'{quoted(value)} is not an id for words; write letters, digits, "-", "_" and ".", a letter first, '
            f"at most {LONGEST_WORDING}"
        )
    return value


def address(value: str) -> str:
    """Where people go on to."""
    if not _is_address(value):
        raise ValueError(f'{quoted(value)} is not an address; write such as "https://example.org/thanks"')
    if len(value) > LONGEST_ADDRESS:
        raise ValueError(f"has {len(value)} characters; write at most {LONGEST_ADDRESS}")
    return value


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    is_whole = parts.scheme in {"https", "http"} and bool(parts.hostname) and "@" not in parts.netloc
    return is_whole and value.isascii() and value.isprintable() and not set(value) & set(' "\\<>')


type Kind = Annotated[str, After(form_kind), f"one of {', '.join(map(quoted, KINDS))}"]
type Line = Annotated[Annotated[str, After(one_line)] | None, "a text in quotes, or leave it out"]
type Text = Annotated[Annotated[str, After(readable)] | None, "a text in quotes, or leave it out"]
type Letter = Annotated[Annotated[str, After(letter)] | None, 'the letter in quotes, or in """ if it has several lines']
type Tweet = Annotated[Annotated[str, After(tweet)] | None, 'the tweet in quotes, such as "[@legislator] Save them!"']
type Asked = Annotated[
    tuple[Annotated[str, After(form_field)], ...],
    After(distinct),
    'a list of fields, such as ["phone", "city"]',
]
type Questions = Annotated[
    Annotated[dict[str, Annotated[str, After(one_line), "the question in quotes"]], After(questions)] | None,
    'a table: a custom field\'s number and the question, such as 5365 = "Which whale do you like best?"',
]
type Guests = Annotated[
    Annotated[int, Limits(strict=True), After(guests)] | None, "a whole number without quotes, such as 4"
]
type Wording = Annotated[str, After(wording), 'an id for these words, such as "news-2026"']
type Address = Annotated[Annotated[str, After(address)] | None, 'an address, such as "https://example.org/thanks"']


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """The words beside the boxes for news, and the id under which each consent keeps which words they were."""

    id: Wording
    email: Line = None
    sms: Line = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The page that is made for a campaign's people.

    `fields`: what it asks beside what its kind needs; `required`: of all that it asks, what must be filled in too.
    `editable`: whether people may change the letter. `guests`: how many somebody may bring.
    """

    kind: Kind = "sign-up"
    title: Line = None
    intro: Text = None
    button: Line = None
    fields: Asked = ()
    required: Asked = ()
    questions: Questions = None
    subject: Line = None
    message: Letter = None
    editable: Switch = True
    tweet: Tweet = None
    guests: Guests = None
    next: Address = None
    consent: Consent | None = None


def found(key: str, table: Mapping[str, Any]) -> Iterator[Found]:
    """What is wrong with a campaign's form as a whole, if it has one; single values are judged by their types."""
    form = table.get("form")
    if isinstance(form, dict):
        place = ("campaigns", key, "form")
        yield from _of_kind(place, form)
        yield from _way_in(place, table.get("web_form"))
        yield from _next(place, form, table.get("web_form"))
        consent = form.get("consent")
        if isinstance(consent, dict) and consent.get("id") and not consent.keys() & {"email", "sms"}:
            yield (*place, "consent"), 'asks for nothing; write email = "..." or sms = "...", or take it out'


def _of_kind(place: Location, form: Mapping[str, Any]) -> Iterator[Found]:
    kind = form.get("kind", KINDS[0])
    if kind not in KINDS:
        return
    for key, other in OF_ONE_KIND.items():
        if key in form and kind != other:
            yield (*place, key), f'is for a {other} only; write kind = "{other}", or delete it'
    missing = [key for key in NEEDED.get(kind, ()) if key not in form]
    if missing:
        lines = " and ".join(f'{key} = "..."' for key in missing)
        yield (*place, "kind"), f"{quoted(kind)} needs a text to send; write {lines} beside it"


def _way_in(place: Location, web_form: object) -> Iterator[Found]:
    campaign = place[1]
    if web_form is None:
        yield (
            place,
            f"can send nothing, for no form may feed it; add a table [campaigns.{campaign}.web_form]",
        )
    elif isinstance(web_form, dict) and web_form.get("secret") is True:
        yield place, "can send nothing, for only your server may; delete secret = true in web_form, or this table"


def _next(place: Location, form: Mapping[str, Any], web_form: object) -> Iterator[Found]:
    target = form.get("next")
    redirects = web_form.get("redirects", []) if isinstance(web_form, dict) else []
    if not isinstance(target, str) or not isinstance(redirects, list) or not _is_address(target):
        return  # its type has told that
    site = "/".join(target.split("/")[:3])
    if site not in redirects:
        yield (
            (*place, "next"),
            (
                f"{quoted(target)} is on a site that nobody is sent to; write {quoted(site)} into redirects "
                f"of [campaigns.{place[1]}.web_form]"
            ),
        )

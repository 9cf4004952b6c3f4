"""Every argument that the API documents: the one definition, for type checkers, validators and readers alike.

Each class is one endpoint: its arguments under their wire names, in the order of the documentation's section, required
ones marked. An argument's type says what a caller may give; `Kind` beside it, what pydantic makes of it and the rule in
words; `Needs`, what must stand beside it in the same request.

Source of each rule: "Phone2Action API", documentation version 2.4.0, in the section that `SECTIONS` names. A rule that
this text does not state, but that follows from how the API was seen to behave, is marked `inferred`.

This module imports pydantic, which a cold start can't afford: at run time nothing imports it. What the client needs of
it is in `validators`, which the layer's build writes anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal, NamedTuple, Required, TypedDict

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema

from relay.phone2action import kinds

STRICT = ConfigDict(strict=True, extra="forbid")

# What browsers take in <input type=email> (https://html.spec.whatwg.org/#valid-e-mail-address), less dots at
# an edge or in a row, and with a domain that has a dot and does not end in a number.
_EMAIL = (
    r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$"
)
# The North American Numbering Plan: area code and exchange begin with 2 to 9 and are not N11, as 911 is. Inferred:
# the documentation says "10 digits (U.S. only)", and no US number is another.
_NXX = "[2-9](?:[02-9][0-9]|1[02-9])"
_US_PHONE = f"^{_NXX}{_NXX}[0-9]{{4}}$"


@dataclass(frozen=True, slots=True)
class Kind:
    """What an argument may hold: pydantic judges it as `judged_as`, and `rule` says in words what that takes.

    What comes out of `judged_as` is the value as it goes over the wire.
    """

    judged_as: Any
    rule: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return handler.generate_schema(self.judged_as)


class Needs(tuple[str, ...]):
    """The arguments that must stand beside one in the same request."""

    __slots__ = ()

    def __new__(cls, *names: str) -> "Needs":
        return super().__new__(cls, names)


def _number(low: int, high: int) -> Any:
    return Annotated[int, Field(ge=low, le=high), BeforeValidator(kinds.whole_number), AfterValidator(str)]


def _list_of(item: Any) -> Any:
    return Annotated[list[item], BeforeValidator(kinds.items)]


def _set_of(item: Any) -> Any:
    return Annotated[_list_of(item), AfterValidator(kinds.once)]


# A blank is never judged, so this only makes pydantic refuse what no form can carry: half a surrogate pair.
_TEXT = Annotated[str, Field(min_length=1)]
_POSITIVE = _number(1, 10**kinds.MAX_ID_DIGITS - 1)
_TYPE = Annotated[Literal["tweet", "email", "call"], BeforeValidator(kinds.lower_case)]

Text = Annotated[str, Kind(_TEXT, "must be text")]
Source = Annotated[str, Kind(Annotated[_TEXT, BeforeValidator(kinds.lower_case)], "must be text")]
# The longest: RFC 5321, 4.5.3.1.3, less the angle brackets.
Email = Annotated[str, Kind(Annotated[str, Field(max_length=254, pattern=_EMAIL)], "must be an e-mail address")]
Phone = Annotated[
    str | int,
    Kind(
        Annotated[str, Field(pattern=_US_PHONE), BeforeValidator(kinds.written_out)],
        "must be a US number of 10 digits, without country code or punctuation",
    ),
]
# As a number it would have lost its leading zero.
Zip = Annotated[
    str, Kind(Annotated[str, Field(pattern="^[0-9]{5}$")], "must be a string of 5 digits, with its leading zero")
]
State = Annotated[
    str,
    Kind(
        Annotated[_TEXT, AfterValidator(kinds.us_state)], "must be the postal abbreviation of a US state or territory"
    ),
]
# ISO 3166-1 alpha-2; the "5 digits" in the documentation is a slip.
Country = Annotated[
    str,
    Kind(
        Annotated[str, Field(pattern="^[A-Za-z]{2}$"), AfterValidator(kinds.upper_case)],
        "must be a country code of two letters",
    ),
]
Flag = Annotated[
    Literal[0, 1, "0", "1"] | bool,
    Kind(Annotated[Literal[0, 1, "0", "1"] | bool, AfterValidator(kinds.one_or_zero)], "must be 1 or 0"),
]
TrueOrFalse = Annotated[
    bool | Literal["true", "false"],
    Kind(Annotated[bool | Literal["true", "false"], AfterValidator(kinds.word)], "must be true or false"),
]
Id = Annotated[int | str, Kind(_POSITIVE, "must be a positive whole number")]
Ids = Annotated[Sequence[int | str], Kind(_set_of(_POSITIVE), "must be a list of positive whole numbers")]
Texts = Annotated[Sequence[str], Kind(_set_of(_TEXT), "must be a list of texts")]
Fields = Annotated[
    Mapping[str, str] | Mapping[int, str],
    Kind(
        Annotated[dict[_POSITIVE, _TEXT], BeforeValidator(kinds.entries)],  # type: ignore[valid-type]
        "must map numeric field ids to texts",
    ),
]
# "5 digits"
Guests = Annotated[int | str, Kind(_number(1, 99_999), "must be a number from 1 to 99999")]
# Two guests may share a name.
GuestNames = Annotated[
    Sequence[str],
    Kind(_list_of(Annotated[str, Field(max_length=100)]), "must be a list of names of at most 100 characters"),
]
Types = Annotated[Sequence[str], Kind(_set_of(_TYPE), "must be a list of tweet, email or call")]
Tweet = Annotated[
    str,
    Kind(
        Annotated[str, Field(max_length=kinds.MAX_TWEET), AfterValidator(kinds.tweet)],
        f"must be text of at most 280 characters, 230 beside {kinds.LEGISLATOR}",
    ),
]
Page = Annotated[int | str, Kind(_POSITIVE, "must be a whole number from 1")]
PerPage = Annotated[int | str, Kind(_number(25, 100), "must be a whole number from 25 to 100")]
# Inferred: seconds have at most 12 digits, milliseconds have 13.
UnixTime = Annotated[
    int | str | datetime,
    Kind(
        Annotated[str, Field(pattern="^[0-9]{1,12}$"), BeforeValidator(kinds.unix_time)],
        "must be a unix time in seconds, or a datetime with a zone",
    ),
]
DateTime = Annotated[
    str | datetime,
    Kind(Annotated[str, BeforeValidator(kinds.utc)], "must be YYYY-MM-DD HH:MM:SS, or a datetime with a zone"),
]


class _Person(TypedDict, total=False):
    prefix: Text
    firstname: Text
    lastname: Text
    email: Email
    phone: Phone
    address1: Text
    address2: Text
    city: Text
    state: State
    zip5: Zip
    country: Country


class _Consent(TypedDict, total=False):
    smsOptin: Annotated[Flag, Needs("phone", "campaigns")]
    smsOptinConfirmed: Annotated[Flag, Needs("smsOptin", "phone")]
    emailOptin: Annotated[Flag, Needs("email", "campaigns")]
    smsOptout: Annotated[Flag, Needs("phone", "campaigns")]
    emailOptout: Annotated[Flag, Needs("email", "campaigns")]


class _Tracking(TypedDict, total=False):
    p2asource: Source  # goes over the wire in lower case
    utm_source: Text
    utm_medium: Text
    utm_campaign: Text
    utm_term: Text
    utm_content: Text


class _TrackingOfCampaigns(TypedDict, total=False):
    p2asource: Annotated[Source, Needs("campaigns")]
    utm_source: Annotated[Text, Needs("campaigns")]
    utm_medium: Annotated[Text, Needs("campaigns")]
    utm_campaign: Annotated[Text, Needs("campaigns")]
    utm_term: Annotated[Text, Needs("campaigns")]
    utm_content: Annotated[Text, Needs("campaigns")]


class _Labels(TypedDict, total=False):
    tags: Texts
    fields: Fields


class _Campaigns(TypedDict):
    campaigns: Ids


class CreateAdvocate(_Campaigns, _Person, _Consent, _Tracking, _Labels, total=False):
    """Create an advocate. One of `email` and `phone` is required."""


class _KnownAdvocate(TypedDict, total=False):
    advocateid: Required[Id]
    campaigns: Ids


class _Later(TypedDict, total=False):
    message: Text
    guests: Guests
    guestNames: GuestNames


class UpdateAdvocate(_KnownAdvocate, _Person, _Later, _Consent, _TrackingOfCampaigns, _Labels, total=False):
    """Update an advocate. Opt-ins, opt-outs, `p2asource` and `utm_...` need `campaigns` too."""


class _Card(TypedDict, total=False):
    card: Required[Text]
    email: Required[Email]
    name: Required[Text]
    screen_name: Text
    campaignid: Required[Id]


class _Keys(TypedDict):
    app_id: Text
    api_key: Text


class _CardExample(TypedDict, total=False):
    token: Text  # this and the next stand in the section's example only
    tw_userid: Text


class PostTwitterCard(_Card, _CardExample, total=False):
    """Post Twitter Card. `app_id` and `api_key` are not here: the client adds its own credentials."""


class TwitterCardAsSent(_Card, _Keys, _CardExample, total=False):
    """Post Twitter Card, complete."""


class ListAdvocates(TypedDict, total=False):
    """List advocates. Every filter is optional, and none may be blank."""

    page: Page
    updatedSince: UnixTime
    state: State
    campaignid: Id
    email: Text
    phone: Text  # "can be in any format"
    excludeGdpr: Flag


class _Contact(TypedDict, total=False):
    advocateid: Required[Id]
    campaignid: Required[Id]
    type: Required[Types]
    emailSubject: Annotated[Text, Needs("emailMessage")]  # inferred from the reverse
    emailMessage: Annotated[Text, Needs("emailSubject")]
    tweetMessage: Tweet


class CreateConnection(_Contact, _Tracking, total=False):
    """Create a connection. `emailSubject` and `emailMessage` go together."""


class _Changed(TypedDict):
    campaign_id: Id
    updated_at: DateTime


class _Pages(TypedDict, total=False):
    page: Page
    per_page: PerPage


class _PagesAsSent(TypedDict):
    page: Page
    per_page: PerPage


class _OfLegislator(TypedDict, total=False):
    legislator_id: Id


class ListConnections(_Changed, _Pages, _OfLegislator, total=False):
    """List connections. `page` (1 if it is left out) and `per_page` (100) are always sent."""


class ListConnectionsAsSent(_Changed, _PagesAsSent, _OfLegislator, total=False):
    """List connections, complete."""


class ListCampaigns(TypedDict, total=False):
    """List campaigns; the ZIP is `zip` here, not `zip5`."""

    campaignid: Id
    state: State
    zip: Zip
    includeGeneric: TrueOrFalse
    includePrivate: TrueOrFalse


class ListLegislators(TypedDict, total=False):
    """List campaign's legislators, for an address."""

    campaignid: Required[Id]
    zip5: Required[Zip]
    address1: Required[Text]
    address2: Text
    city: Text
    state: State


class CampaignStatsOf(TypedDict):
    """Single campaign's stats."""

    campaignid: Id


class AllCampaignsStats(TypedDict):
    """All campaign's stats: there is nothing to ask for."""


class Section(NamedTuple):
    """A section of the documentation: its heading, the method, the arguments, and of which one must be given."""

    heading: str
    method: str
    arguments: Any
    either: tuple[str, ...] = ()


SECTIONS: Mapping[str, Section] = {
    "create_advocate": Section("Create an advocate", "POST", CreateAdvocate, either=("email", "phone")),
    "update_advocate": Section("Update an advocate", "POST", UpdateAdvocate),
    "post_twitter_card": Section("Post Twitter Card", "POST", TwitterCardAsSent),
    "list_advocates": Section("List advocates", "GET", ListAdvocates),
    "create_connection": Section("Create a connection", "POST", CreateConnection),
    "list_connections": Section("List connections", "GET", ListConnectionsAsSent),
    "list_campaigns": Section("List campaigns", "GET", ListCampaigns),
    "list_legislators": Section("List campaign's legislators", "GET", ListLegislators),
    "campaign_stats": Section("Single campaign's stats", "GET", CampaignStatsOf),
    "all_campaigns_stats": Section("All campaign's stats", "GET", AllCampaignsStats),
}

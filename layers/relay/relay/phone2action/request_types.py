"""The arguments of each call as types, for whoever writes the call: names as on the wire, required ones
marked.

Only type checkers and readers need this module. What a value may hold is decided by `arguments`, at run time.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, Required, TypedDict

type Flag = Literal[0, 1, "0", "1"] | bool
type Id = int | str
type Number = int | str
type Word = bool | Literal["true", "false"]


class _Person(TypedDict, total=False):
    prefix: str
    firstname: str
    lastname: str
    email: str
    phone: str | int
    address1: str
    address2: str
    city: str
    state: str
    zip5: str
    country: str


class _Tracking(TypedDict, total=False):
    p2asource: str
    utm_source: str
    utm_medium: str
    utm_campaign: str
    utm_term: str
    utm_content: str


class _Wishes(TypedDict, total=False):
    smsOptin: Flag
    smsOptinConfirmed: Flag
    emailOptin: Flag
    smsOptout: Flag
    emailOptout: Flag
    tags: Sequence[str]
    fields: Mapping[str, str] | Mapping[int, str]


class CreateAdvocate(_Person, _Wishes, _Tracking, total=False):
    """Create an advocate. One of `email` and `phone` is required."""

    campaigns: Required[Sequence[Id]]


class UpdateAdvocate(_Person, _Wishes, _Tracking, total=False):
    """Update an advocate. Opt-ins, opt-outs, `p2asource` and `utm_...` need `campaigns` too."""

    advocateid: Required[Id]
    campaigns: Sequence[Id]
    message: str
    guests: Number
    guestNames: Sequence[str]


class PostTwitterCard(TypedDict, total=False):
    """Post Twitter Card. `app_id` and `api_key` are not here: the client adds its own credentials."""

    card: Required[str]
    email: Required[str]
    name: Required[str]
    campaignid: Required[Id]
    screen_name: str
    token: str
    tw_userid: str


class ListAdvocates(TypedDict, total=False):
    """List advocates. Every filter is optional, and none may be blank."""

    page: Number
    updatedSince: Number | datetime
    state: str
    campaignid: Id
    email: str
    phone: str
    excludeGdpr: Flag


class CreateConnection(_Tracking, total=False):
    """Create a connection. `emailSubject` and `emailMessage` go together."""

    advocateid: Required[Id]
    campaignid: Required[Id]
    type: Required[Sequence[str]]
    emailSubject: str
    emailMessage: str
    tweetMessage: str


class ListConnections(TypedDict, total=False):
    """List connections. `page` (1 if it is left out) and `per_page` (100) are always sent."""

    campaign_id: Required[Id]
    updated_at: Required[str | datetime]
    page: Number
    per_page: Number
    legislator_id: Id


class ListCampaigns(TypedDict, total=False):
    """List campaigns; the ZIP is `zip` here, not `zip5`."""

    campaignid: Id
    state: str
    zip: str
    includeGeneric: Word
    includePrivate: Word


class ListLegislators(TypedDict, total=False):
    """List campaign's legislators, for an address."""

    campaignid: Required[Id]
    zip5: Required[str]
    address1: Required[str]
    address2: str
    city: str
    state: str

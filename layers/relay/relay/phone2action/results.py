"""What the lists hold: every documented property under its wire name, as immutable values.

A property that a reply lacks, or that makes no sense, is None or empty (`reading` has the shapes that are
taken). Advocates are people: no `repr` shows more of them than ids and times.

Named tuples, since the cold start of a text message pays for this module: as dataclasses they would take four
times as long to define.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, NamedTuple

from relay.phone2action.reading import (
    as_it_is,
    boolean,
    five_digits,
    four_digits,
    integer,
    known_id,
    mapping,
    moment,
    text,
    texts,
)
from relay.phone2action.rows import Read, Row, Rows


class Email(NamedTuple):
    """An e-mail address of an advocate. `subscribed`: to the organisation's mails."""

    id: Annotated[int | None, Read(integer)]
    address: Annotated[str | None, Read(text)]
    subscribed: Annotated[bool | None, Read(boolean)]

    def __repr__(self) -> str:
        return f"Email(id={self.id})"


class Phone(NamedTuple):
    """A phone of an advocate; `address` is its number, E.164. `subscribed`: to the organisation's texts."""

    id: Annotated[int | None, Read(integer)]
    # The documentation calls it `number`; what was seen is `address`.
    address: Annotated[str | None, Read(text, ("number",))]
    subscribed: Annotated[bool | None, Read(boolean)]

    def __repr__(self) -> str:
        return f"Phone(id={self.id})"


class Address(NamedTuple):
    """An advocate's address. ZIP codes are strings with their leading zeros."""

    street1: Annotated[str | None, Read(text)]
    street2: Annotated[str | None, Read(text)]
    city: Annotated[str | None, Read(text)]
    state: Annotated[str | None, Read(text)]
    zip5: Annotated[str | None, Read(five_digits)]
    zip4: Annotated[str | None, Read(four_digits)]
    county: Annotated[str | None, Read(text)]
    countryAbbr: Annotated[str | None, Read(text)]  # noqa: N815 - wire name
    countryName: Annotated[str | None, Read(text)]  # noqa: N815 - wire name
    latitude: Annotated[str | None, Read(text)]
    longitude: Annotated[str | None, Read(text)]

    def __repr__(self) -> str:
        return "Address()"


class Districts(NamedTuple):
    """The districts that an advocate votes in; strings, since some have letters."""

    congressional: Annotated[str | None, Read(text)]
    stateSenate: Annotated[str | None, Read(text)]  # noqa: N815 - wire name
    stateHouse: Annotated[str | None, Read(text)]  # noqa: N815 - wire name
    cityCouncil: Annotated[str | None, Read(text)]  # noqa: N815 - wire name

    def __repr__(self) -> str:
        return "Districts()"


class ExternalId(NamedTuple):
    """What another product calls an advocate."""

    product: Annotated[str | None, Read(text)]
    id: Annotated[str | None, Read(text)]

    def __repr__(self) -> str:
        return f"ExternalId(product={self.product!r})"


class Membership(NamedTuple):
    """That an advocate belongs to a campaign, since `created_at`."""

    id: Annotated[int | None, Read(integer)]
    campaignid: Annotated[int | None, Read(integer)]
    campaigntype: Annotated[str | None, Read(text)]
    name: Annotated[str | None, Read(text)]
    source: Annotated[str | None, Read(text)]
    created_at: Annotated[datetime | None, Read(moment)]


class CustomField(NamedTuple):
    """An advocate's answer to a custom field."""

    fieldid: Annotated[int | None, Read(integer)]
    name: Annotated[str | None, Read(text)]
    value: Annotated[str | None, Read(text)]
    created_at: Annotated[datetime | None, Read(moment)]

    def __repr__(self) -> str:
        return f"CustomField(fieldid={self.fieldid})"


def _digits(number: str | None) -> str:
    return "".join(filter(str.isdigit, number or ""))


class Advocate(NamedTuple):
    """A person that an organisation knows. `connections` is how often officials were contacted."""

    id: Annotated[int, Read(known_id)]
    prefix: Annotated[str | None, Read(text)]
    firstname: Annotated[str | None, Read(text)]
    middlename: Annotated[str | None, Read(text)]
    lastname: Annotated[str | None, Read(text)]
    suffix: Annotated[str | None, Read(text)]
    notes: Annotated[str | None, Read(text)]
    stage: Annotated[str | None, Read(text)]
    rating: Annotated[int | None, Read(integer)]
    connections: Annotated[int | None, Read(integer)]
    tags: Annotated[tuple[str, ...], Read(texts)]
    created_at: Annotated[datetime | None, Read(moment)]
    updated_at: Annotated[datetime | None, Read(moment)]
    emails: Annotated[tuple[Email, ...], Rows(Email)]
    phones: Annotated[tuple[Phone, ...], Rows(Phone)]
    address: Annotated[Address, Row()]
    districts: Annotated[Districts, Row()]
    ids: Annotated[tuple[ExternalId, ...], Rows(ExternalId)]
    memberships: Annotated[tuple[Membership, ...], Rows(Membership)]
    fields: Annotated[tuple[CustomField, ...], Rows(CustomField)]

    def __repr__(self) -> str:
        return f"Advocate(id={self.id}, updated_at={self.updated_at})"

    def has(self, argument: str, address: str) -> bool:
        """Whether an e-mail address ("email", in any case) or a phone ("phone", ten digits) is among theirs."""
        if argument == "email":
            return any((email.address or "").casefold() == address.casefold() for email in self.emails)
        return any(_digits(phone.address).endswith(address) for phone in self.phones)


class Connection(NamedTuple):
    """One contact of an advocate with a legislator.

    `type` is EMAIL and the like, `status` DEFERRED or DELIVERED, as the API writes them.
    """

    id: Annotated[int | None, Read(integer)]
    campaign_id: Annotated[int | None, Read(integer)]
    advocate_id: Annotated[int | None, Read(integer)]
    advocate_name: Annotated[str | None, Read(text)]
    legislator_id: Annotated[int | None, Read(integer)]
    legislator_name: Annotated[str | None, Read(text)]
    type: Annotated[str | None, Read(text)]
    status: Annotated[str | None, Read(text)]
    updated_at: Annotated[datetime | None, Read(moment)]
    created_at: Annotated[datetime | None, Read(moment)]

    def __repr__(self) -> str:
        return f"Connection(id={self.id})"


class Campaign(NamedTuple):
    """A campaign of the account. The keys of `content` (texts of its pages) vary from one to the next."""

    id: Annotated[int | None, Read(integer)]
    name: Annotated[str | None, Read(text)]
    display_name: Annotated[str | None, Read(text)]
    subtitle: Annotated[str | None, Read(text)]
    public: Annotated[bool | None, Read(boolean)]
    topic: Annotated[str | None, Read(text)]
    type: Annotated[str | None, Read(text)]
    link: Annotated[str | None, Read(text)]
    restrict_allow: Annotated[str | None, Read(text)]
    content: Annotated[Mapping[str, Any], Read(mapping)]
    embed_code: Annotated[str | None, Read(text)]
    updated_at: Annotated[datetime | None, Read(moment)]

    def __repr__(self) -> str:
        return f"Campaign(id={self.id}, name={self.name!r})"


class CampaignStats(NamedTuple):
    """The totals of one campaign. Their shape is lost: `values` is all that the API wrote, and the
    properties are what it most likely calls them."""

    campaignid: Annotated[int | None, Read(integer, ("campaign_id", "id"))]
    name: Annotated[str | None, Read(text)]
    advocates: Annotated[int | None, Read(integer)]
    connections: Annotated[int | None, Read(integer)]
    values: Annotated[Mapping[str, Any], Read(as_it_is)]

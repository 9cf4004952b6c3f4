"""What the lists hold: every documented property under its wire name, as immutable values.

A property that a reply lacks, or that makes no sense, is None or empty (`reading` has the shapes that are
taken). Advocates are people: no `repr` shows more of them than ids and times.

Named tuples, since the cold start of a text message pays for this module: as dataclasses they would take four
times as long to define.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from relay.phone2action.reading import boolean, integer, mapping, moment, objects, padded, text, texts

ZIP5_DIGITS = 5
ZIP4_DIGITS = 4


class Email(NamedTuple):
    """An e-mail address of an advocate. `subscribed`: to the organisation's mails."""

    id: int | None
    address: str | None
    subscribed: bool | None

    def __repr__(self) -> str:
        return f"Email(id={self.id})"

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Email":
        return cls(integer(row.get("id")), text(row.get("address")), boolean(row.get("subscribed")))


class Phone(NamedTuple):
    """A phone of an advocate; `address` is its number, E.164. `subscribed`: to the organisation's texts."""

    id: int | None
    address: str | None
    subscribed: bool | None

    def __repr__(self) -> str:
        return f"Phone(id={self.id})"

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Phone":
        # The documentation calls it `number`; what was seen is `address`.
        number = row.get("address", row.get("number"))
        return cls(integer(row.get("id")), text(number), boolean(row.get("subscribed")))


class Address(NamedTuple):
    """An advocate's address. ZIP codes are strings with their leading zeros."""

    street1: str | None
    street2: str | None
    city: str | None
    state: str | None
    zip5: str | None
    zip4: str | None
    county: str | None
    countryAbbr: str | None  # noqa: N815 - wire name
    countryName: str | None  # noqa: N815 - wire name
    latitude: str | None
    longitude: str | None

    def __repr__(self) -> str:
        return "Address()"

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Address":
        return cls(
            street1=text(row.get("street1")),
            street2=text(row.get("street2")),
            city=text(row.get("city")),
            state=text(row.get("state")),
            zip5=padded(row.get("zip5"), ZIP5_DIGITS),
            zip4=padded(row.get("zip4"), ZIP4_DIGITS),
            county=text(row.get("county")),
            countryAbbr=text(row.get("countryAbbr")),
            countryName=text(row.get("countryName")),
            latitude=text(row.get("latitude")),
            longitude=text(row.get("longitude")),
        )


class Districts(NamedTuple):
    """The districts that an advocate votes in; strings, since some have letters."""

    congressional: str | None
    stateSenate: str | None  # noqa: N815 - wire name
    stateHouse: str | None  # noqa: N815 - wire name
    cityCouncil: str | None  # noqa: N815 - wire name

    def __repr__(self) -> str:
        return "Districts()"

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Districts":
        return cls(
            congressional=text(row.get("congressional")),
            stateSenate=text(row.get("stateSenate")),
            stateHouse=text(row.get("stateHouse")),
            cityCouncil=text(row.get("cityCouncil")),
        )


class ExternalId(NamedTuple):
    """What another product calls an advocate."""

    product: str | None
    id: str | None

    def __repr__(self) -> str:
        return f"ExternalId(product={self.product!r})"

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "ExternalId":
        return cls(text(row.get("product")), text(row.get("id")))


class Membership(NamedTuple):
    """That an advocate belongs to a campaign, since `created_at`."""

    id: int | None
    campaignid: int | None
    campaigntype: str | None
    name: str | None
    source: str | None
    created_at: datetime | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Membership":
        return cls(
            id=integer(row.get("id")),
            campaignid=integer(row.get("campaignid")),
            campaigntype=text(row.get("campaigntype")),
            name=text(row.get("name")),
            source=text(row.get("source")),
            created_at=moment(row.get("created_at")),
        )


class CustomField(NamedTuple):
    """An advocate's answer to a custom field."""

    fieldid: int | None
    name: str | None
    value: str | None
    created_at: datetime | None

    def __repr__(self) -> str:
        return f"CustomField(fieldid={self.fieldid})"

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "CustomField":
        return cls(
            fieldid=integer(row.get("fieldid")),
            name=text(row.get("name")),
            value=text(row.get("value")),
            created_at=moment(row.get("created_at")),
        )


def _digits(number: str | None) -> str:
    return "".join(filter(str.isdigit, number or ""))


class Advocate(NamedTuple):
    """A person that an organisation knows. `connections` is how often officials were contacted."""

    id: int
    prefix: str | None
    firstname: str | None
    middlename: str | None
    lastname: str | None
    suffix: str | None
    notes: str | None
    stage: str | None
    rating: int | None
    connections: int | None
    tags: tuple[str, ...]
    created_at: datetime | None
    updated_at: datetime | None
    emails: tuple[Email, ...]
    phones: tuple[Phone, ...]
    address: Address
    districts: Districts
    ids: tuple[ExternalId, ...]
    memberships: tuple[Membership, ...]
    fields: tuple[CustomField, ...]

    def __repr__(self) -> str:
        return f"Advocate(id={self.id}, updated_at={self.updated_at})"

    def has(self, argument: str, address: str) -> bool:
        """Whether an e-mail address ("email", in any case) or a phone ("phone", ten digits) is among theirs."""
        if argument == "email":
            return any((email.address or "").casefold() == address.casefold() for email in self.emails)
        return any(_digits(phone.address).endswith(address) for phone in self.phones)

    @classmethod
    def of(cls, row: Mapping[str, Any], id: int) -> "Advocate":  # noqa: A002 - wire name
        return cls(
            id=id,
            prefix=text(row.get("prefix")),
            firstname=text(row.get("firstname")),
            middlename=text(row.get("middlename")),
            lastname=text(row.get("lastname")),
            suffix=text(row.get("suffix")),
            notes=text(row.get("notes")),
            stage=text(row.get("stage")),
            rating=integer(row.get("rating")),
            connections=integer(row.get("connections")),
            tags=texts(row.get("tags")),
            created_at=moment(row.get("created_at")),
            updated_at=moment(row.get("updated_at")),
            emails=tuple(map(Email.of, objects(row.get("emails")))),
            phones=tuple(map(Phone.of, objects(row.get("phones")))),
            address=Address.of(mapping(row.get("address"))),
            districts=Districts.of(mapping(row.get("districts"))),
            ids=tuple(map(ExternalId.of, objects(row.get("ids")))),
            memberships=tuple(map(Membership.of, objects(row.get("memberships")))),
            fields=tuple(map(CustomField.of, objects(row.get("fields")))),
        )


class Connection(NamedTuple):
    """One contact of an advocate with a legislator.

    `type` is EMAIL and the like, `status` DEFERRED or DELIVERED, as the API writes them.
    """

    id: int | None
    campaign_id: int | None
    advocate_id: int | None
    advocate_name: str | None
    legislator_id: int | None
    legislator_name: str | None
    type: str | None
    status: str | None
    updated_at: datetime | None
    created_at: datetime | None

    def __repr__(self) -> str:
        return f"Connection(id={self.id})"

    @classmethod
    def of(cls, row: Mapping[str, Any], id: int | None) -> "Connection":  # noqa: A002 - wire name
        return cls(
            id=id,
            campaign_id=integer(row.get("campaign_id")),
            advocate_id=integer(row.get("advocate_id")),
            advocate_name=text(row.get("advocate_name")),
            legislator_id=integer(row.get("legislator_id")),
            legislator_name=text(row.get("legislator_name")),
            type=text(row.get("type")),
            status=text(row.get("status")),
            updated_at=moment(row.get("updated_at")),
            created_at=moment(row.get("created_at")),
        )


class Campaign(NamedTuple):
    """A campaign of the account. The keys of `content` (texts of its pages) vary from one to the next."""

    id: int | None
    name: str | None
    display_name: str | None
    subtitle: str | None
    public: bool | None
    topic: str | None
    type: str | None
    link: str | None
    restrict_allow: str | None
    content: Mapping[str, Any]
    embed_code: str | None
    updated_at: datetime | None

    def __repr__(self) -> str:
        return f"Campaign(id={self.id}, name={self.name!r})"

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Campaign":
        return cls(
            id=integer(row.get("id")),
            name=text(row.get("name")),
            display_name=text(row.get("display_name")),
            subtitle=text(row.get("subtitle")),
            public=boolean(row.get("public")),
            topic=text(row.get("topic")),
            type=text(row.get("type")),
            link=text(row.get("link")),
            restrict_allow=text(row.get("restrict_allow")),
            content=mapping(row.get("content")),
            embed_code=text(row.get("embed_code")),
            updated_at=moment(row.get("updated_at")),
        )


class CampaignStats(NamedTuple):
    """The totals of one campaign. Their shape is lost: `values` is all that the API wrote, and the
    properties are what it most likely calls them."""

    campaignid: int | None
    name: str | None
    advocates: int | None
    connections: int | None
    values: Mapping[str, Any]

    @classmethod
    def of(cls, row: Mapping[str, Any], campaignid: int | None = None) -> "CampaignStats":
        return cls(
            campaignid=integer(row.get("campaignid", row.get("campaign_id", row.get("id", campaignid)))),
            name=text(row.get("name")),
            advocates=integer(row.get("advocates")),
            connections=integer(row.get("connections")),
            values=row,
        )

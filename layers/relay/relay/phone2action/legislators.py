"""An official, as the reply to a connection and List campaign's legislators describe one."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from relay.phone2action.reading import integer, text


class Legislator(NamedTuple):
    """An official. Of List campaign's legislators only `name_full` is documented; the rest is as in the
    reply to a connection. `contact_mailing_addresses` is as the API wrote it."""

    id: int | None
    level: str | None
    chamber: str | None
    country: str | None
    state: str | None
    district: str | None
    title: str | None
    name_full: str | None
    name_first: str | None
    name_last: str | None
    party: str | None
    contact_mailing_addresses: object
    tweet_url: str | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Legislator":
        return cls(
            id=integer(row.get("id")),
            level=text(row.get("level")),
            chamber=text(row.get("chamber")),
            country=text(row.get("country")),
            state=text(row.get("state")),
            district=text(row.get("district")),
            title=text(row.get("title")),
            name_full=text(row.get("name_full")),
            name_first=text(row.get("name_first")),
            name_last=text(row.get("name_last")),
            party=text(row.get("party")),
            contact_mailing_addresses=row.get("contact_mailing_addresses"),
            tweet_url=text(row.get("tweet_url")),
        )

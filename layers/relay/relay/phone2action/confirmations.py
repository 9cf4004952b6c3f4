"""What the API says of a write that it carried out, as immutable values.

A part that a reply lacks, or that makes no sense, is None or empty. Named tuples, since every cold start makes them.
"""

from collections.abc import Mapping
from typing import Annotated, NamedTuple

from relay.phone2action.reading import as_it_is, integer, integers, links, number_or_zero, text, text_or_nothing
from relay.phone2action.rows import Keyed, Read


class AdvocateReply(NamedTuple):
    """The reply to a create or an update: the advocate's id. `type` is the envelope's own, or ""."""

    advocateid: Annotated[int, Read(number_or_zero)]
    type: Annotated[str, Read(text_or_nothing)] = ""


class CardReply(NamedTuple):
    """The reply to a Twitter card. Its shape is lost: there is an advocate's id if the API gave one."""

    advocateid: Annotated[int | None, Read(integer)] = None


class Legislator(NamedTuple):
    """An official, as the reply to a connection and List campaign's legislators describe one.

    Of List campaign's legislators only `name_full` is documented; the rest is as in the reply to a connection.
    `contact_mailing_addresses` is as the API wrote it.
    """

    id: Annotated[int | None, Read(integer)]
    level: Annotated[str | None, Read(text)]
    chamber: Annotated[str | None, Read(text)]
    country: Annotated[str | None, Read(text)]
    state: Annotated[str | None, Read(text)]
    district: Annotated[str | None, Read(text)]
    title: Annotated[str | None, Read(text)]
    name_full: Annotated[str | None, Read(text)]
    name_first: Annotated[str | None, Read(text)]
    name_last: Annotated[str | None, Read(text)]
    party: Annotated[str | None, Read(text)]
    contact_mailing_addresses: Annotated[object, Read(as_it_is)]
    tweet_url: Annotated[str | None, Read(text)]


class ConnectionReply(NamedTuple):
    """The reply to a connection: it was accepted. Whether it was delivered, List connections tells later.

    - `ids`: the new connections' ids.
    - `leg`: the legislators, by their id.
    - `url`, `urls`: of a tweet, the link for the person to follow, and one for each legislator by id. They
      carry the person's own words, so no `repr` shows them.
    """

    ids: Annotated[tuple[int, ...], Read(integers)]
    leg: Annotated[Mapping[str, Legislator], Keyed(Legislator)]
    url: Annotated[str, Read(text_or_nothing)]
    urls: Annotated[Mapping[str, str], Read(links)]

    def __repr__(self) -> str:
        return f"ConnectionReply(ids={self.ids!r})"

"""Lists: what counts as a list in a reply, where a paged one ends, and the walk over its pages.

A reply in no known shape is an `UnknownOutcome`, not an empty list: who looks for a connection and finds
none may go on to make it.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import Any, NamedTuple

from pydantic_core import ValidationError

from relay.phone2action.confirmations import Legislator
from relay.phone2action.errors import UnknownOutcome
from relay.phone2action.reading import integer, mapping
from relay.phone2action.results import Advocate, Campaign, CampaignStats, Connection
from relay.phone2action.validators import validator

ADVOCATES_PER_PAGE = 100
# What may stand beside rows that are keyed by id.
ENVELOPE = frozenset({"success", "error", "type", "pagination"})


class Page[Row](NamedTuple):
    """One page of a list. `last`: there is none after it."""

    rows: tuple[Row, ...]
    last: bool


def walk[Row: (Advocate, Connection)](fetch: Callable[[int], Page[Row]], first: int) -> Iterator[Row]:
    """Every row from page `first` on, one page at a time. Raises what `fetch` raises.

    `next_url` plays no part: it is there on the last page too, carries no filters, and is an address that
    we would have to trust with our credentials.
    """
    before: list[int | None] = []
    for number in count(first):
        page = fetch(number)
        ids: list[int | None] = [row.id for row in page.rows]
        if ids and ids == before:
            raise UnknownOutcome("the API gave the same page twice: it would never end")
        yield from page.rows
        if page.last:
            return
        before = ids


def advocates(content: object) -> Page[Advocate]:
    """A page of advocates, under `data` (as seen) or `advocates` (as documented)."""
    read = validator("Advocate").validate_python
    try:
        rows = tuple(read({"id": key, **row}) for key, row in _rows(content, "advocates"))
    except ValidationError:
        rows = None
    if rows is None:  # outside of the handler: pydantic's exception shows what it read, and nothing may hold it
        raise _unreadable("advocates")
    return Page(rows, _is_last(content, len(rows), ADVOCATES_PER_PAGE))


def connections(content: object, per_page: int) -> Page[Connection]:
    """A page of connections, keyed by id (as documented) or a list, under `data` or not."""
    read = validator("Connection").validate_python
    rows = tuple(read({"id": key, **row}) for key, row in _rows(content, "connections"))
    return Page(rows, _is_last(content, len(rows), per_page))


def campaigns(content: object) -> tuple[Campaign, ...]:
    """The campaigns; a bare list, as seen, or under a name."""
    read = validator("Campaign").validate_python
    return tuple(read(row) for _, row in _rows(content, "campaigns"))


def legislators(content: object) -> tuple[Legislator, ...]:
    """The legislators. The shape is lost, so any that the other lists have will do."""
    read = validator("Legislator").validate_python
    return tuple(read(row) for _, row in _rows(content, "legislators"))


def campaign_stats(content: object, campaignid: int | None) -> CampaignStats:
    """One campaign's totals. The shape is lost: an object, in `data`, in a list of one, or keyed by id."""
    if isinstance(content, Mapping) and isinstance(content.get("data", content), Mapping):
        found = content.get("data", content)
        keyed = found.get(str(campaignid))
        return _stats(keyed if isinstance(keyed, Mapping) else found, campaignid)
    rows = _rows(content, "stats")
    if len(rows) != 1:
        raise _unreadable("stats")
    return _stats(rows[0][1], campaignid)


def all_campaigns_stats(content: object) -> tuple[CampaignStats, ...]:
    """Every campaign's totals; the shape is lost."""
    return tuple(_stats(row, integer(key)) for key, row in _rows(content, "stats"))


def _stats(row: Mapping[str, Any], campaignid: int | None) -> CampaignStats:
    read: CampaignStats = validator("CampaignStats").validate_python({"id": campaignid, **row, "values": row})
    return read


def _rows(content: object, name: str) -> list[tuple[str | None, Mapping[str, Any]]]:
    """The rows of a list, each with its key if it has one, wherever in the reply they stand."""
    found = content
    if isinstance(content, Mapping):
        found = next((content[key] for key in ("data", name) if key in content), content)
    pairs: list[tuple[str | None, Any]]
    if isinstance(found, list):
        pairs = [(None, row) for row in found]
    elif isinstance(found, Mapping):
        pairs = [(key, row) for key, row in found.items() if key not in ENVELOPE]
        if len(pairs) < len(found) and not pairs:
            raise _unreadable(name)
    else:
        raise _unreadable(name)
    if not all(isinstance(row, Mapping) and (key is None or integer(key) is not None) for key, row in pairs):
        raise _unreadable(name)
    return pairs


def _is_last(content: object, rows: int, per_page: int) -> bool:
    """Whether there is no page after this one: it is empty, or its `count` (not a total, but this page's
    rows) is less than a full page's. Where the reply does not say, we count."""
    pagination = mapping(content.get("pagination")) if isinstance(content, Mapping) else {}
    counted, full = integer(pagination.get("count")), integer(pagination.get("per_page"))
    return rows == 0 or (rows if counted is None else counted) < (per_page if full is None else full)


def _unreadable(name: str) -> UnknownOutcome:
    return UnknownOutcome(f"the API answered, but not with a list of {name}")

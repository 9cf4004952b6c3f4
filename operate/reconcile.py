"""What the journal calls delivered, compared with what the platform shows: memberships and connections.

Nothing is told that another look does not confirm. What one walk of a list does not show is looked for in a second one,
at once, of advocates without the filter by time; and an advocate whom no campaign's list shows, among all of the
account. Pages shift while a list is walked, so what one of two walks shows is there, and what is there twice must be so
in both. What was delivered less than `SettleMinutes` ago need not show yet (A1 of docs/protocol.md), so it is left out.
A list that can't be had is said, and nothing is told on the strength of it.

It reads only. Campaigns that no submission asks for together are compared by themselves, so that whoever is
interrupted can go on with the rest. What to do about a difference is for `operate.repair`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from operate.delivered import Journaled, journaled
from operate.pairing import unpaired
from operate.queue import Told, nobody
from operate.stack import Stack
from operate.upstream import Lists, no_list
from relay.phone2action import Phone2ActionError
from relay.phone2action.results import Advocate, Connection

BEFORE_MS: Final = 5 * 60_000  # the platform's clock need not be ours
SETTLE_MINUTES: Final = 15.0

type What = Literal["gone", "not_a_member", "not_listed", "twice"]
"""An advocate whom no list shows; a campaign that they are not in; a connection that no list shows, or shows twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Something that the journal calls delivered and the platform does not show, or shows twice.

    `part` is the connection that it is about, "" if it is about the advocate; `campaigns` those in which it is.
    """

    what: What
    id: str
    source: str
    advocate: int
    campaigns: tuple[int, ...]
    part: str = ""
    received_at: int = 0
    listed_since: bool = False
    """Whether a later connection of this kind is listed: the person has written again."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A connection as a list shows it. `key` is the same however often a list shows it."""

    key: tuple[object, ...]
    campaign: int
    advocate: int
    kind: str
    legislator: int | str | None
    at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What there is to compare: sets of campaigns (`groups`), each with what was delivered for them.

    `young` were delivered less than `SettleMinutes` ago, of the `unnamed` no campaign or no advocate is recorded,
    `updates` have a message or guests, which are in no list. `known` are all that the journal knows of.
    """

    groups: tuple[tuple[frozenset[int], tuple[Journaled, ...]], ...]
    known: tuple[Journaled, ...]
    settle_ms: int
    young: int
    unnamed: int
    updates: int
    unsettled: frozenset[tuple[int, int]]
    """Advocate and campaign of what is young or under way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What came of one group. `links` counts tweets that no list shows: each was only a link to follow."""

    campaigns: frozenset[int]
    submissions: int
    differences: tuple[Difference, ...]
    links: int
    not_compared: tuple[str, ...]
    addresses: Mapping[int, frozenset[tuple[str, str]]] = field(repr=False)
    """By advocate: "email" or "phone", and the address; of those whom a list showed."""


def planned(stack: Stack, *, since: int, campaigns: Collection[int] = (), now: int, told: Told = nobody) -> Plan:
    """Read the journal: what was delivered since then (milliseconds), for one of the campaigns if any is named."""
    settle_ms = round(float(stack.parameters.get("SettleMinutes", SETTLE_MINUTES)) * 60_000)
    known = tuple(journaled(stack, told))
    done = [
        each
        for each in known
        if each.state == "done" and each.written_at >= since and (not campaigns or {*campaigns} & {*each.campaigns})
    ]
    old = [each for each in done if each.written_at + settle_ms < now]
    due = [each for each in old if each.advocate is not None and each.campaigns]
    return Plan(
        groups=tuple(_groups(due)),
        known=known,
        settle_ms=settle_ms,
        young=len(done) - len(old),
        unnamed=len(old) - len(due),
        updates=sum(each.updates for each in due),
        unsettled=frozenset(
            (each.advocate, campaign)
            for each in known
            if each.advocate is not None and (each.written_at + settle_ms >= now or each.busy)
            for campaign in each.campaigns
        ),
    )


def _groups(due: Iterable[Journaled]) -> Iterator[tuple[frozenset[int], tuple[Journaled, ...]]]:
    """The submissions by sets of campaigns that none of them asks for together with another set's."""
    sets: list[set[int]] = []
    theirs: dict[int, list[Journaled]] = defaultdict(list)
    for each in due:
        theirs[each.campaigns[0]].append(each)
        touched = [campaigns for campaigns in sets if campaigns & {*each.campaigns}]
        sets = [campaigns for campaigns in sets if campaigns not in touched]
        sets.append({*each.campaigns}.union(*touched))
    for campaigns in sorted(sets, key=min):
        found = [each for campaign in campaigns for each in theirs[campaign]]
        yield frozenset(campaigns), tuple(sorted(found, key=lambda each: (each.received_at, each.id)))


def compared(lists: Lists, plan: Plan, campaigns: frozenset[int], due: Sequence[Journaled]) -> Compared:
    """Compare one group. A list that fails is told in `not_compared`."""
    looked = _Looked(lists, due)
    missing = looked.memberships(plan.unsettled)
    contacts = _Contacts(lists, plan, campaigns, due, looked)
    found = [*missing, *contacts.differences()]
    return Compared(
        campaigns=campaigns,
        submissions=len(due),
        differences=tuple(sorted(found, key=lambda each: (each.received_at, each.id))),
        links=contacts.links,
        not_compared=tuple(dict.fromkeys([*looked.not_compared, *contacts.not_compared])),
        addresses={advocate: frozenset(known) for advocate, known in looked.addresses.items()},
    )


class _Looked:
    """Who was seen in the lists of advocates, of those whom a group is about, and in which campaigns."""

    def __init__(self, lists: Lists, due: Sequence[Journaled]) -> None:
        self._lists, self._due = lists, due
        self._wanted = {each.advocate for each in due}
        self._pairs: set[tuple[int, int]] = set()
        self.addresses: dict[int, set[tuple[str, str]]] = {}
        self.not_compared: list[str] = []

    def memberships(self, unsettled: Collection[tuple[int, int]]) -> Iterator[Difference]:
        """The memberships that are missing, each once: for the latest submission of an advocate that asks for it."""
        latest = {
            (each.advocate, campaign): each
            for each in self._due
            for campaign in each.campaigns
            if each.advocate is not None
        }
        missing = self._missing_in({*latest}, min(each.received_at for each in latest.values())) - {*unsettled}
        missing = self._missing_in(missing, None)
        if not missing or not self._walked("all advocates", self._lists.everybody(), None):
            return
        gone: set[int] = set()
        for advocate, campaign in sorted(missing - self._pairs, key=lambda pair: (pair[0], latest[pair].received_at)):
            each, is_there = latest[advocate, campaign], advocate in self.addresses
            if advocate not in gone:
                yield Difference(
                    what="not_a_member" if is_there else "gone",
                    id=each.id,
                    source=each.source,
                    advocate=advocate,
                    campaigns=(campaign,) if is_there else each.campaigns,
                    received_at=each.received_at,
                )
            if not is_there:
                gone.add(advocate)

    def _missing_in(self, pairs: set[tuple[int, int]], since: int | None) -> set[tuple[int, int]]:
        """The memberships that the campaigns' lists don't show; none of a campaign whose list can't be had."""
        failed = {
            campaign
            for campaign in sorted({campaign for _, campaign in pairs})
            if not self._walked(f"members of campaign {campaign}", self._lists.members(campaign, since), campaign)
        }
        return {pair for pair in pairs - self._pairs if pair[1] not in failed}

    def _walked(self, what: str, advocates: Iterable[Advocate], campaign: int | None) -> bool:
        """Write down whom a list shows; whether it was walked to its end."""
        try:
            for advocate in advocates:
                if advocate.id in self._wanted:
                    self._see(advocate, campaign)
        except Phone2ActionError as error:
            self.not_compared.append(f"{what}: {no_list(error)}")
            return False
        return True

    def _see(self, advocate: Advocate, campaign: int | None) -> None:
        joined = {each.campaignid for each in advocate.memberships if each.campaignid is not None}
        if campaign is not None and not joined:
            joined = {campaign}  # the list is the campaign's, and its rows say nothing
        self._pairs |= {(advocate.id, each) for each in joined}
        emails = {("email", each.address) for each in advocate.emails if each.address}
        phones = {("phone", each.address) for each in advocate.phones if each.address}
        self.addresses.setdefault(advocate.id, set()).update(emails | phones)


class _Contacts:
    """The connections of a group, by the journal and by the lists."""

    def __init__(
        self, lists: Lists, plan: Plan, campaigns: frozenset[int], due: Sequence[Journaled], looked: _Looked
    ) -> None:
        self._lists, self._plan, self._campaigns, self._looked = lists, plan, campaigns, looked
        self._due = [each for each in due if each.made]
        self._known = [each for each in plan.known if each.may_have and self._may_be_here(each)]
        self._makers: dict[tuple[int | None, str], list[Journaled]] = defaultdict(list)
        for each in self._known:
            for kind in each.may_have:
                self._makers[each.advocate, kind].append(each)
        self.links = 0
        self.not_compared: list[str] = []

    def differences(self) -> list[Difference]:
        """What no list shows, and what both looks show twice."""
        if not self._due:
            return []
        first = self._rows()
        suspected = self._unseen(first), self._doubled(first)
        if not any(suspected):
            return []
        second = self._rows()
        either = {row.key: row for row in (*first, *second)}
        both = {row.key for row in first} & {row.key for row in second}
        shown, unseen = _by_maker(either.values()), self._unseen(either.values())
        self.links = sum(kind == "tweet" for _, kind in unseen)
        twice = self._doubled(row for row in either.values() if row.key in both)
        strange = self._strange(either.values())
        return [
            *(
                self._difference("not_listed", each, kind, shown)
                for each, kind in unseen
                if kind != "tweet" and not self._is_anothers(each, kind, strange)
            ),
            *(self._difference("twice", each, kind, shown) for each, kind in twice),
        ]

    def _may_be_here(self, each: Journaled) -> bool:
        return not each.campaigns or bool(self._campaigns & {*each.campaigns})

    def _rows(self) -> list[Sighting]:
        """All that the lists show; a campaign whose list can't be had is left out from now on."""
        rows: dict[tuple[object, ...], Sighting] = {}
        since = min(each.received_at for each in self._due)
        for campaign in sorted(self._campaigns):
            try:
                found = [_row(each, campaign) for each in self._lists.connections(campaign, since)]
            except (Phone2ActionError, _Nameless) as error:
                why = no_list(error) if isinstance(error, Phone2ActionError) else str(error)
                self.not_compared.append(f"connections of campaign {campaign}: {why}")
                self._due = [each for each in self._due if campaign not in each.campaigns]
                continue
            rows |= {row.key: row for row in found if row.campaign == campaign}
        return list(rows.values())

    def _unseen(self, rows: Iterable[Sighting]) -> list[tuple[Journaled, str]]:
        """What the journal calls made and no row is left for."""
        shown, due = _by_maker(rows), {each.id for each in self._due}
        return [
            (each, kind)
            for (advocate, kind), makers in self._makers.items()
            for each in unpaired(
                [maker for maker in makers if kind in maker.made], shown.get((advocate, kind), []), self._fits
            )[0]
            if each.id in due
        ]

    def _doubled(self, rows: Iterable[Sighting]) -> list[tuple[Journaled, str]]:
        """What a legislator got more often than the journal can have made it, while it was made."""
        found: dict[tuple[str, str], tuple[Journaled, str]] = {}
        due = {each.id for each in self._due}
        for (advocate, kind), theirs in _by_maker(rows).items():
            own = self._makers.get((advocate, kind), [])
            makers = [*own, *self._makers.get((None, kind), [])]
            for one in _by_legislator(theirs) if own and kind != "tweet" else ():
                for row in unpaired(makers, one, self._fits)[1]:
                    for each in own if row.at is not None else ():
                        if each.id in due and kind in each.made and self._fits(each, row):
                            found[each.id, kind] = each, kind
        return list(found.values())

    def _fits(self, each: Journaled, row: Sighting) -> bool:
        """Whether a submission can have made that."""
        is_there = not each.campaigns or row.campaign in each.campaigns
        last = each.written_at + self._plan.settle_ms
        return is_there and (row.at is None or each.received_at - BEFORE_MS <= row.at <= last)

    def _strange(self, rows: Iterable[Sighting]) -> list[Sighting]:
        """The rows that nothing in the journal accounts for: made on the platform itself, or for another advocate."""
        return [row for row in rows if (row.advocate, row.kind) not in self._makers]

    def _is_anothers(self, each: Journaled, kind: str, rows: Iterable[Sighting]) -> bool:
        """Whether another advocate with an address of this one's has it, or if that can't be known."""
        rows = [row for row in rows if row.kind == kind and self._fits(each, row)]
        if not rows:
            return False
        ids: set[int] = set()
        for argument, address in self._looked.addresses.get(each.advocate or 0, ()):
            try:
                ids |= {one.id for one in self._lists.with_address(*_asked(argument, address))}
            except Phone2ActionError as error:
                self.not_compared.append(f"connections of advocate {each.advocate}: {no_list(error)}")
                return True
        return any(row.advocate in ids for row in rows)

    def _difference(
        self, what: What, each: Journaled, kind: str, shown: Mapping[tuple[int | None, str], Sequence[Sighting]]
    ) -> Difference:
        last = each.written_at + self._plan.settle_ms
        return Difference(
            what=what,
            id=each.id,
            source=each.source,
            advocate=each.advocate or 0,
            campaigns=each.campaigns,
            part=kind,
            received_at=each.received_at,
            listed_since=any(
                row.campaign in each.campaigns and (row.at or 0) > last for row in shown.get((each.advocate, kind), ())
            ),
        )


class _Nameless(Exception):
    """A list has rows that don't say whose they are: what it shows of somebody can't be known."""


def _row(shown: Connection, campaign: int) -> Sighting:
    """A row of a campaign's list. Raises `_Nameless`."""
    if shown.advocate_id is None or not shown.type:
        raise _Nameless("its rows don't say whose they are")
    at = int(shown.created_at.timestamp() * 1000) if shown.created_at else None
    legislator = shown.legislator_id if shown.legislator_id is not None else shown.legislator_name
    kind, theirs = shown.type.lower(), campaign if shown.campaign_id is None else shown.campaign_id
    key = (shown.id,) if shown.id is not None else (campaign, shown.advocate_id, kind, legislator, at)
    return Sighting(key, theirs, shown.advocate_id, kind, legislator, at)


def _by_maker(rows: Iterable[Sighting]) -> dict[tuple[int | None, str], list[Sighting]]:
    found: dict[tuple[int | None, str], list[Sighting]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.at or 0):
        found[row.advocate, row.kind].append(row)
    return found


def _by_legislator(rows: Iterable[Sighting]) -> list[list[Sighting]]:
    """The rows of each legislator in each campaign; of one whom a row does not name nothing can be said."""
    found: dict[tuple[object, ...], list[Sighting]] = defaultdict(list)
    for row in rows:
        if row.legislator is not None:
            found[row.campaign, row.legislator].append(row)
    return list(found.values())


def _asked(argument: str, address: str) -> tuple[Literal["email", "phone"], str]:
    """An address as the list is asked for it: a phone by its last ten digits."""
    if argument == "email":
        return "email", address
    return "phone", "".join(filter(str.isdigit, address))[-10:]

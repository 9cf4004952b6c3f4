"""A person on the platform, beside what the relay knows of them: advocates, memberships, connections, subscriptions.

Reads only. A list that can't be had is a line in `troubles`, and the rest is told all the same.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from operate.find import Found, Sought, Submitted
from operate.letters import Letter
from operate.queue import now_ms
from operate.upstream import Lists, no_list
from relay.phone2action import Phone2ActionError
from relay.phone2action.results import Advocate
from relay.stores.journal import DAY_MS, KEEP_DAYS

NOTHING: Final = "-"
UNKNOWN: Final = "?"
LISTED: Final = ("email", "call", "tweet")


@dataclass(frozen=True, slots=True)
class Side:
    """One thing by the relay and by the platform, in words. `campaign` is 0 where it is about none."""

    what: str
    campaign: int
    relay: str
    platform: str


@dataclass(frozen=True, slots=True)
class Upstream:
    """What the platform says. `troubles` are lines about what it did not tell."""

    advocates: tuple[int, ...]
    sides: tuple[Side, ...]
    troubles: tuple[str, ...]


def beside(lists: Lists, wanted: Sought, found: Found) -> Upstream:
    """What the platform says of a person or of a submission's advocate, beside what was found here."""
    looked = _Look(lists, wanted, found)
    looked.advocates()
    looked.connections()
    return Upstream(tuple(sorted(looked.shown)), tuple(looked.sides()), tuple(dict.fromkeys(looked.troubles)))


@dataclass(slots=True)
class _Look:
    lists: Lists
    wanted: Sought
    found: Found
    shown: dict[int, Advocate] = field(default_factory=dict)
    unknown: set[int] = field(default_factory=set)
    made: Counter[tuple[int, str]] = field(default_factory=Counter)
    asked: bool = False
    troubles: list[str] = field(default_factory=list)

    @property
    def since(self) -> int:
        """The first that the relay knows of; without anything as long ago as the journal goes back."""
        return min((each.received_at for each in self.found.submissions), default=now_ms() - KEEP_DAYS * DAY_MS)

    @property
    def campaigns(self) -> list[int]:
        """Those that a sign-up asked for, and those that the platform shows."""
        asked = {campaign for each in self.found.submissions for campaign in each.campaigns}
        return sorted(asked | {campaign for one in self.shown.values() for campaign in _joined(one)})

    def advocates(self) -> None:
        """Who has the address; for an id its letter's addresses, else the advocate that the journal names."""
        addresses = list(_addresses(self.wanted, (*self.found.letters, *self.found.held)))
        for argument, address in addresses:
            try:
                self.shown |= {one.id: one for one in self.lists.with_address(argument, address)}
                self.asked = True
            except Phone2ActionError as error:
                self.troubles.append(f"advocates by {'e-mail' if argument == 'email' else argument}: {no_list(error)}")
        if addresses:
            return
        for each in self.found.submissions:
            if each.advocate is not None and each.advocate not in self.shown:
                self._named(each, each.advocate)

    def _named(self, each: Submitted, number: int) -> None:
        """An advocate is in no list by number: look through those of the campaigns, until they are seen."""
        for campaign in each.campaigns:
            try:
                for one in self.lists.members(campaign, each.received_at):
                    if one.id == number:
                        self.shown[number] = one
                        self.asked = True
                        return
                self.asked = True
            except Phone2ActionError as error:
                self.troubles.append(f"members of campaign {campaign}: {no_list(error)}")

    def connections(self) -> None:
        """How many connections of theirs each campaign's list shows."""
        numbers = {*self.shown, *(each.advocate for each in self.found.submissions if each.advocate)}
        for campaign in self.campaigns if numbers else ():
            try:
                for row in self.lists.connections(campaign, self.since):
                    if row.advocate_id in numbers and row.type and row.campaign_id in {None, campaign}:
                        self.made[campaign, row.type.lower()] += 1
            except Phone2ActionError as error:
                self.unknown.add(campaign)
                self.troubles.append(f"connections of campaign {campaign}: {no_list(error)}")

    def sides(self) -> Iterator[Side]:
        """Each thing by both."""
        ours = {each.advocate for each in self.found.submissions if each.advocate}
        yield Side("advocate", 0, _numbers(ours), _numbers(self.shown) if self.asked else UNKNOWN)
        for campaign in self.campaigns:
            asked = [each for each in self.found.submissions if campaign in each.campaigns]
            yield Side("membership", campaign, _states(asked), self._membership(campaign))
            for kind in LISTED:
                states = [state for each in asked if (state := each.parts.get(kind))]
                shown = self.made[campaign, kind]
                if states or shown:
                    told = UNKNOWN if campaign in self.unknown else f"{shown} listed" if shown else "none listed"
                    yield Side(kind, campaign, ", ".join(states) or NOTHING, told)
        yield from self._subscriptions()

    def _membership(self, campaign: int) -> str:
        if not self.asked:
            return UNKNOWN
        since = [joined[campaign] for one in self.shown.values() if campaign in (joined := _joined(one))]
        if not since:
            return "no member"
        first = min((each for each in since if each), default="")
        return f"member since {first}" if first else "member"

    def _subscriptions(self) -> Iterator[Side]:
        """Opted in or out by the relay's records, subscribed or not by the platform's."""
        for spoken in self.found.consent:
            is_text = spoken.channel == "sms"
            said = [each.subscribed for one in self.shown.values() for each in (one.phones if is_text else one.emails)]
            told = "subscribed" if True in said else "not subscribed" if False in said else UNKNOWN
            yield Side("texts" if is_text else "mails", 0, _consent(spoken.times), told)


def _addresses(wanted: Sought, letters: Iterable[Letter]) -> Iterator[tuple[Literal["email", "phone"], str]]:
    if wanted.addresses():
        yield from wanted.addresses().items()
        return
    for letter in letters:
        advocate = letter.content.get("advocate")
        given = advocate if isinstance(advocate, dict) else {}
        if isinstance(given.get("email"), str):
            yield "email", given["email"]
        elif isinstance(given.get("phone"), str):
            yield "phone", given["phone"]


def _joined(one: Advocate) -> dict[int, str]:
    """The campaigns of an advocate, each with the day of joining."""
    return {
        each.campaignid: f"{each.created_at:%Y-%m-%d}" if each.created_at else ""
        for each in one.memberships
        if each.campaignid is not None
    }


def _numbers(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(numbers))) or NOTHING


def _states(asked: Sequence[Submitted]) -> str:
    counts = Counter({"done": "delivered", "dead": "dead"}.get(each.state, "open") for each in asked)
    return ", ".join(f"{count} {state}" for state, count in counts.items()) or NOTHING


def _consent(times: Mapping[str, int]) -> str:
    last = max(times.get("in_at", -1), times.get("out_at", -1))
    if last < 0:
        return NOTHING
    return "opted out" if times.get("out_at", -1) == last else "opted in"

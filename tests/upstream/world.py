"""Who is in the account: advocates, their memberships, and the connections that were made. In memory.

It does what it is told and knows no HTTP; what may be asked for is judged in `rules` and `api`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

LEGISLATORS: dict[int, dict[str, str | None]] = {
    1: {
        "level": "STATE",
        "chamber": "SENATE",
        "country": "US",
        "state": "MO",
        "district": "7",
        "title": "Senator",
        "name_full": "Jane Example",
        "name_first": "Jane",
        "name_last": "Example",
        "party": "D",
    },
    2: {
        "level": "LOCAL",
        "chamber": "OTHER",
        "country": "US",
        "state": "MO",
        "district": "KANSAS CITY",
        "title": "Mayor",
        "name_full": "John Sample",
        "name_first": "John",
        "name_last": "Sample",
        "party": None,
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """That an advocate joined a campaign. `source` is the first p2asource, "" if there was none."""

    id: int
    advocate: int
    campaign: int
    source: str
    time: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One message of one type, to all legislators of the campaign. `rows` is each one's row in the list."""

    advocate: int
    campaign: int
    type: str
    subject: str
    message: str
    source: str
    time: float
    rows: dict[int, int]


@dataclass(slots=True, kw_only=True)
class Advocate:
    """A person. `told` is what was last said of each plain argument, such as `firstname`."""

    id: int
    time: float
    updated: float
    told: dict[str, str] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    fields: dict[int, tuple[str, float]] = field(default_factory=dict)
    wants_mail: bool = False

    @property
    def email(self) -> str:
        return self.told.get("email", "")

    @property
    def phone(self) -> str:
        return self.told.get("phone", "")

    @property
    def name(self) -> str:
        return f"{self.told.get('firstname', '')} {self.told.get('lastname', '')}".strip()


class World:
    """The account's content. The caller sees to it that one thread at a time is here."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.advocates: dict[int, Advocate] = {}
        self.memberships: list[Membership] = []
        self.connections: list[Connection] = []
        self._texted: set[str] = set()
        self._left: set[str] = set()
        self._id = 100_000

    def known(self, email: str, phone: str) -> Advocate | None:
        """The advocate with this e-mail address, or with this phone if there is no address."""
        for advocate in self.advocates.values():
            if email and advocate.email.lower() == email.lower():
                return advocate
            if not email and advocate.phone == phone:
                return advocate
        return None

    def new(self) -> Advocate:
        now = self.clock()
        advocate = Advocate(id=self._next(), time=now, updated=now)
        self.advocates[advocate.id] = advocate
        return advocate

    def tell(self, advocate: Advocate, meant: dict[str, Any]) -> None:
        """Put what was said of a person into the record: new information overwrites old."""
        advocate.updated = self.clock()
        advocate.told |= {name: value for name, value in meant.items() if isinstance(value, str)}
        advocate.tags = list(dict.fromkeys([*advocate.tags, *meant.get("tags", [])]))
        advocate.fields |= {key: (value, advocate.updated) for key, value in meant.get("fields", {}).items()}
        self._opt(advocate, meant)

    def _opt(self, advocate: Advocate, meant: dict[str, Any]) -> None:
        """E-mail may come back after an opt-out, text messages may not."""
        if meant.get("smsOptin"):
            self._texted.add(advocate.phone)
        if meant.get("smsOptout"):
            self._left.add(advocate.phone)
        if meant.get("emailOptin"):
            advocate.wants_mail = True
        if meant.get("emailOptout"):
            advocate.wants_mail = False

    def gets_texts(self, phone: str) -> bool:
        return phone in self._texted and phone not in self._left

    def join(self, advocate: Advocate, campaigns: Iterable[int], source: str) -> None:
        for campaign in campaigns:
            if not self.is_member(advocate.id, campaign):
                self.memberships.append(
                    Membership(
                        id=self._next(), advocate=advocate.id, campaign=campaign, source=source, time=self.clock()
                    )
                )

    def is_member(self, advocate: int, campaign: int) -> bool:
        return any((one.advocate, one.campaign) == (advocate, campaign) for one in self.memberships)

    def connect(self, advocate: int, campaign: int, kind: str, meant: dict[str, Any]) -> Connection:
        connection = Connection(
            advocate=advocate,
            campaign=campaign,
            type=kind,
            subject=meant.get("emailSubject", "") if kind == "email" else "",
            message=meant.get({"email": "emailMessage", "tweet": "tweetMessage"}.get(kind, ""), ""),
            source=meant.get("p2asource", ""),
            time=self.clock(),
            rows={self._next(): legislator for legislator in LEGISLATORS},
        )
        self.connections.append(connection)
        return connection

    def _next(self) -> int:
        self._id += 1
        return self._id

"""The platform at the client's seam: advocates and connections in lists, and faults on single calls.

For tests of what the relay does with the API's answers. How answers are judged is the client's own tests' business,
what the API does is the sandbox's.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from relay.phone2action import Phone2ActionError, Rejected
from tests.fakes.clock import Clock


@dataclass(slots=True)
class Membership:
    campaignid: int
    created_at: datetime


@dataclass(slots=True)
class Advocate:
    id: int
    arguments: dict[str, Any]
    updated_at: datetime
    created_at: datetime
    memberships: list[Membership] = field(default_factory=list)

    def has(self, argument: str, address: str) -> bool:
        """Whether an address or phone is theirs."""
        return bool(self.arguments.get(argument) == address)

    @property
    def address(self) -> SimpleNamespace:
        """Where they live."""
        shown = {"street1": "address1", "street2": "address2", "city": "city", "state": "state", "zip5": "zip5"}
        named = {**shown, "countryAbbr": "country"}
        return SimpleNamespace(**{name: self.arguments.get(argument) for name, argument in named.items()})

    @property
    def fields(self) -> list[SimpleNamespace]:
        """Their answers to custom fields."""
        return [SimpleNamespace(fieldid=int(number)) for number in self.arguments.get("fields", {})]

    def __getattr__(self, name: str) -> Any:
        """What else a list shows of them; nothing if it was never said."""
        if name in {"prefix", "firstname", "lastname"}:
            return self.arguments.get(name)
        raise AttributeError(name)


@dataclass(frozen=True, slots=True)
class Connection:
    advocate_id: int
    campaign_id: int
    type: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Reply:
    advocateid: int = 0
    url: str = ""


@dataclass(frozen=True, slots=True)
class CardReply:
    advocateid: int | None = None


@dataclass(slots=True)
class Fault:
    """The next `count` calls of `method` raise `error`; with `acts` the API has carried them out all the same."""

    method: str
    error: Exception
    acts: bool = False
    count: int = 1_000_000


class Platform:
    """Stands in for `Phone2Action`. `calls` has every call that reached it, `sent` every connection it made,
    `listed` what List connections shows. A new advocate is missing in the lists for `list_lag_seconds`.

    A create with a known e-mail address changes that advocate; without `upserts` it makes another. `refuses_known` is
    raised instead.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.advocates: list[Advocate] = []
        self.sent: list[tuple[int, str]] = []
        self.listed: list[Connection] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.faults: list[Fault] = []
        self._next_id = 101
        self.list_lag_seconds = 0.0
        self.upserts = True
        self.refuses_known: Phone2ActionError | None = None
        self.names_who_sent_a_card = True

    def create_advocate(self, timeout: float, **arguments: Any) -> Reply:
        def act() -> Reply:
            known = [
                a for a in self.advocates if arguments.get("email") and a.arguments.get("email") == arguments["email"]
            ]
            if known and self.refuses_known:
                raise self.refuses_known
            advocate = known[0] if known and self.upserts else self._new()
            return self._write(advocate, arguments)

        return self._call("create_advocate", arguments, act)

    def update_advocate(self, timeout: float, **arguments: Any) -> Reply:
        def act() -> Reply:
            advocate = next((a for a in self.advocates if a.id == int(arguments["advocateid"])), None)
            if advocate is None:
                raise Rejected(status=422)
            return self._write(advocate, arguments)

        return self._call("update_advocate", arguments, act)

    def post_twitter_card(self, timeout: float, **arguments: Any) -> CardReply:
        """The name is split as the platform likes, and the answer names the advocate if `names_who_sent_a_card`."""

        def act() -> CardReply:
            known = [a for a in self.advocates if a.arguments.get("email") == arguments["email"]]
            first, _, last = arguments["name"].partition(" ")
            said = {"email": arguments["email"], "firstname": first, "lastname": last}
            handle = {"screen_name": arguments["screen_name"]} if "screen_name" in arguments else {}
            campaigns = [arguments["campaignid"]]
            made = self._write(known[0] if known else self._new(), {**said, **handle, "campaigns": campaigns})
            return CardReply(made.advocateid if self.names_who_sent_a_card else None)

        return self._call("post_twitter_card", arguments, act)

    def list_advocates(self, timeout: float, **filters: Any) -> Iterator[Advocate]:
        def act() -> list[Advocate]:
            newest = self._now() - timedelta(seconds=self.list_lag_seconds)
            shown = [a for a in self.advocates if a.created_at <= newest]
            return [a for a in shown if all(a.arguments.get(k) == v for k, v in filters.items())]

        return iter(self._call("list_advocates", filters, act))

    def create_connection(self, timeout: float, **arguments: Any) -> Reply:
        def act() -> Reply:
            (kind,) = arguments["type"]
            self.sent.append((arguments["advocateid"], kind))
            if kind != "tweet":
                row = Connection(arguments["advocateid"], arguments["campaignid"], kind.upper(), self._now())
                self.listed.append(row)
            return Reply(url="https://example.org/tweet" if kind == "tweet" else "")

        return self._call("create_connection", arguments, act)

    def list_connections(self, campaign_id: int, updated_at: datetime, timeout: float) -> Iterator[Connection]:
        def act() -> list[Connection]:
            return [row for row in self.listed if row.campaign_id == campaign_id and row.created_at >= updated_at]

        filters = {"campaign_id": campaign_id, "updated_at": updated_at}
        return iter(self._call("list_connections", filters, act))

    def _new(self) -> Advocate:
        advocate = Advocate(self._next_id, {}, self._now(), self._now())
        self._next_id += 1
        self.advocates.append(advocate)
        return advocate

    def _write(self, advocate: Advocate, arguments: dict[str, Any]) -> Reply:
        advocate.arguments |= arguments
        advocate.updated_at = self._now()
        joined = {membership.campaignid for membership in advocate.memberships}
        advocate.memberships += [
            Membership(campaign, self._now()) for campaign in arguments.get("campaigns", ()) if campaign not in joined
        ]
        return Reply(advocateid=advocate.id)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self.clock() / 1000, UTC)

    def _call[T](self, method: str, arguments: dict[str, Any], act: Callable[[], T]) -> T:
        self.calls.append((method, arguments))
        for fault in self.faults:
            if fault.count and fault.method in {method, "*"}:
                fault.count -= 1
                if fault.acts:
                    act()
                raise fault.error
        return act()

    def break_down(
        self, error: Phone2ActionError, method: str = "*", *, acts: bool = False, count: int = 1_000_000
    ) -> None:
        """Let calls fail from now on."""
        self.faults.append(Fault(method, error, acts, count))

    def slow_down(self, method: str, seconds: float) -> list[float]:
        """Let a method take its time from now on; the time-outs that it is given then, in seconds."""
        call, timeouts = getattr(self, method), []

        def slowly(timeout: float, **arguments: object) -> object:
            timeouts.append(timeout)
            self.clock.advance(seconds=seconds)
            return call(timeout=timeout, **arguments)

        setattr(self, method, slowly)
        return timeouts

    def list_everybody(self) -> None:
        """Let List advocates ignore its filters from now on, and show all who are known by now."""
        everybody = list(self.advocates)
        self.list_advocates = lambda timeout, **_: iter(everybody)  # type: ignore[method-assign]

    def mend(self) -> None:
        """Let everything work again."""
        self.faults.clear()

    def methods(self) -> list[str]:
        """The names of the calls so far, in order."""
        return [name for name, _ in self.calls]

"""A crowd in a bad hour: people from all sources who send everything twice, and what became of them on the platform.

The end-to-end tests and the local stack's page prove the relay's promises with it. It knows the relay by its HTTP and
the platform by its memory and its call log only; how the API is broken meanwhile is in `FAULTS`.
"""

import json
import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from urllib.parse import urlencode

from local.command_line import Mistake
from local.send import FORM, Outgoing, send, text_message

type Kind = Literal["form", "letter", "card", "text", "stop"]

KINDS: Final[Sequence[Kind]] = ("form", "letter", "letter", "card", "text", "form", "letter", "letter", "card", "stop")
"""What the people of a crowd do, in turn: forms, forms with a letter to legislators, cards, texts, texts and STOP."""

WRITE: Final[Collection[Kind]] = frozenset({"letter", "card"})
PHONE: Final[Collection[Kind]] = frozenset({"text", "stop"})

FAULTS: Final[Sequence[Mapping[str, Any]]] = (
    {"endpoint": "*", "kind": "status", "status": 503, "probability": 0.06},
    {"endpoint": "*", "kind": "rate_limit", "probability": 0.04, "retry_after": 1},
    {"endpoint": "*", "kind": "reset", "probability": 0.03},
    {"endpoint": "*", "kind": "html", "probability": 0.03},
    {"endpoint": "*", "kind": "latency", "delay": 1.0, "probability": 0.05},
    {"endpoint": "connections", "method": "POST", "kind": "commit_then_timeout", "probability": 0.1},
    {"endpoint": "advocates", "method": "POST", "kind": "commit_then_timeout", "probability": 0.05},
)
"""The bad hour, as docs/sandbox.md has faults."""

DEATHS_BEFORE: Final = range(0, 100, 4)
"""Before these people a function dies. Deaths keep step with arrivals, not with the clock: on a busy machine a function
takes longer to start. They end early, for what they leave behind comes back only when its lease is over.
"""

ACKNOWLEDGED: Final = (200, 202, 303)
TO: Final = "+18165550199"
AREAS: Final = [area for area in range(201, 990) if area % 100 != 11 and area != 555]  # noqa: PLR2004 (N11; examples)
CARD_KEY: Final = "demo-card-key"
AT_ONCE: Final = 8


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody made up, whom nobody else is: what they do, and by what they are known."""

    kind: Kind
    name: str
    email: str
    phone: str

    @property
    def writes(self) -> bool:
        """Whether they write to their legislators."""
        return self.kind in WRITE

    @property
    def address(self) -> str:
        """What the platform knows them by: their phone if they text, else their e-mail address."""
        return self.phone if self.kind in PHONE else self.email

    def posts(self, url: str) -> list[Outgoing]:
        """What they send to the relay at `url`, in this order. Sent again, each is a redelivery."""
        home = {"email": self.email, "firstname": self.name, "address1": "1 Main St", "zip": "02134"}
        match self.kind:
            case "form":
                return [form_post("/signup/998", home)]
            case "letter":
                return [form_post("/signup/998", home | {"type[]": "email"})]
            case "card":
                token = uuid.uuid5(uuid.NAMESPACE_URL, self.email).hex
                return [form_post("/twitter-card/998", home | {"api_key": CARD_KEY, "token": token})]
            case "text":
                return [text_message(f"+1{self.phone}", TO, "JOIN", url)]
            case "stop":
                return [text_message(f"+1{self.phone}", TO, words, url) for words in ("JOIN", "STOP")]


def form_post(path: str, fields: Mapping[str, str]) -> Outgoing:
    """A form as a script posts it, which wants JSON for an answer."""
    headers = {"content-type": FORM, "accept": "application/json"}
    return Outgoing(method="POST", target=path, headers=headers, body=urlencode(fields).encode())


def json_post(path: str, fields: Mapping[str, Any], origin: str = "") -> Outgoing:
    """The same as JSON."""
    headers = {"content-type": "application/json", "accept": "application/json"} | (
        {"origin": origin} if origin else {}
    )
    return Outgoing(method="POST", target=path, headers=headers, body=json.dumps(fields).encode())


def somebody(number: int) -> Person:
    """The person of this number in a crowd."""
    name = f"c{number}-{uuid.uuid4().hex[:8]}"
    area, last = random.choice(AREAS), random.randrange(100)  # noqa: S311 (nothing secret hangs on it)
    return Person(KINDS[number % len(KINDS)], f"N{number}", f"{name}@example.org", f"{area}55501{last:02}")


def people(count: int) -> list[Person]:
    """So many people, of whom no two are one."""
    found: dict[str, Person] = {}
    while len(found) < count:
        person = somebody(len(found))
        found.setdefault(person.phone, person)
    return list(found.values())


@dataclass(slots=True)
class Crowd:
    """People, and what they were answered. `patience`: seconds for which each goes on to send."""

    people: Sequence[Person]
    patience: float = 600.0
    sent: int = 0
    acknowledged: int = 0
    heard: set[str] = field(default_factory=set)
    """The addresses of who was acknowledged."""
    given_up: Counter[str] = field(default_factory=Counter)
    """What those were answered who were not."""
    over: threading.Event = field(default_factory=threading.Event)
    """Set to have everybody go home."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def send_all(self, url: str, *, before: Callable[[int], None], told: Callable[[int], None]) -> None:
        """Everybody, some at a time; `before(number)` each, and `told` how many are done."""
        done: list[int] = []
        until = time.monotonic() + self.patience

        def arrive(number: int) -> None:
            before(number)
            person = self.people[number]
            were_heard = [self._send(post, url, until) for post in person.posts(url)]
            if all(were_heard):
                self.heard.add(person.address)
            done.append(number)
            told(len(done))

        with ThreadPoolExecutor(AT_ONCE) as senders:
            list(senders.map(arrive, range(len(self.people))))

    def _send(self, post: Outgoing, url: str, until: float) -> bool:
        """Send, as a sender does who tries again later after an error, and once more although it was acknowledged.

        Whether it was acknowledged at all: who goes home after that must not be lost either.
        """
        answers: list[str] = []
        while time.monotonic() < until and not self.over.is_set():
            answer = _answer(post, url)
            answers.append(answer)
            is_acknowledged = answer in {str(status) for status in ACKNOWLEDGED}
            with self._lock:
                self.sent += 1
                self.acknowledged += is_acknowledged
            if sum(each.isdecimal() and int(each) in ACKNOWLEDGED for each in answers) == 2:  # noqa: PLR2004
                return True
            self.over.wait(random.uniform(0.1, min(0.3 * len(answers), 5)))  # noqa: S311
        with self._lock:
            self.given_up.update(answers)
        return any(each.isdecimal() and int(each) in ACKNOWLEDGED for each in answers)


def _answer(post: Outgoing, url: str) -> str:
    try:
        return str(send(post, url).status)
    except Mistake:
        return "no answer"


@dataclass(frozen=True, slots=True)
class Found:
    """An advocate of the platform's memory: its number, its campaigns, and how many phones it has."""

    id: int
    campaigns: Sequence[int]
    phones: int


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of a crowd. `left`: of whom something lies where a person must look, which is neither lost nor twice.

    `lost`, `twice` and `disobeyed` (a stop that an opt-in came after) have the addresses. Nobody is lost who was not
    acknowledged, since they were told to try again.
    """

    people: int
    arrived: int
    letters: int
    left: Sequence[str]
    lost: Sequence[str]
    twice: Sequence[str]
    disobeyed: Sequence[str]


def tally(
    crowd: Crowd,
    find: Callable[[Person], Sequence[Found]],
    calls: Iterable[Mapping[str, Any]],
    unsettled: Collection[str],
) -> Tally:
    """Count, by what the platform has (`find`) and by every call that was made to it, as GET /_sandbox/calls tells.

    `unsettled` are the addresses in dead letters and in what is held.
    """
    acted = [call for call in calls if call["method"] == "POST" and call["acted"]]
    made = Counter(str(call["form"]["advocateid"]) for call in acted if call["path"].endswith("/connections"))
    writes = [call["form"] for call in acted if call["path"].endswith("/advocates")]
    arrived, letters = 0, 0
    left, lost, twice, disobeyed = [], [], [], []
    for person in crowd.people:
        found = find(person)
        contacts = sum(made[str(each.id)] for each in found)
        arrived += bool(found)
        letters += contacts
        is_whole = [tuple(each.campaigns) for each in found] == [(998,)] and contacts >= person.writes
        if len(found) > 1 or contacts > person.writes or any(each.phones > 1 for each in found):
            twice.append(person.address)
        elif person.address.lower() in unsettled:
            left.append(person.address)
        elif not is_whole and person.address in crowd.heard:
            lost.append(person.address)
        if person.kind == "stop" and person.address in crowd.heard and not _obeyed(person, writes):
            disobeyed.append(person.address)
    return Tally(len(crowd.people), arrived, letters, left, lost, twice, disobeyed)


def _obeyed(person: Person, writes: Iterable[Mapping[str, Any]]) -> bool:
    """Whether no opt-in was carried out after the stop; none at all, if the stop was known before it could leave."""
    flags = [form for form in writes if form.get("phone") == person.phone and {"smsOptin", "smsOptout"} & form.keys()]
    return not flags or "smsOptout" in flags[-1]


def addresses_of(letters: Iterable[Mapping[str, Any]]) -> set[str]:
    """The e-mail addresses and phones in dead letters and in what is held."""
    whose = [one for letter in letters if isinstance(one := letter.get("advocate"), Mapping)]
    return {str(one[name]).lower() for one in whose for name in ("email", "phone") if one.get(name)}

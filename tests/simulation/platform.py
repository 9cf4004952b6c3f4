"""The sandbox behind one process's HTTP session: the relay's real client above it, the network's faults between.

A request that was sent is out of its sender's hands: it may act after the caller gave up, and after its process died.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, NoReturn
from urllib.parse import parse_qsl, urlsplit

from local.sandbox import Call, Sandbox, from_pairs
from tests.simulation.answers import RETRY_AFTER, Answer, failing, meeting_somebody
from tests.simulation.engine import Process, Simulation
from tests.simulation.weather import FOR_EVER, REJECTED, Weather

LATENCIES_MS: Final = (50, 120, 200, 300, 900)
OPT_OUTS: Final = {"smsOptout", "emailOptout"}
SLOWEST_MS: Final = 100_000  # how long the platform may work on what nobody waits for any more
ACTED: Final = "_acted"
CARDS: Final = "twitter-cards"
UNKNOWN: Final = frozenset(
    {"late", "timeout", "commit_then_timeout", "reset", "drip", "redirect", "edge", "bad_request"}
)


@dataclass(frozen=True, slots=True)
class Acted:
    """One write that the platform carried out, with its form's first values; lists are joined by commas.

    `key` says whose it is: a post's tag, or a text's phone; "" for an opt-out, which may be repeated.
    """

    at: int
    endpoint: str
    form: Mapping[str, str]
    advocate: int
    key: str

    @property
    def kind(self) -> str:
        """Which part of a submission it was: "email", "tweet", "call", "update" or "advocate"."""
        if self.endpoint == "connections":
            return self.form["type"].lower()
        return "update" if self.form.get("message") else "advocate"

    @property
    def creates(self) -> bool:
        """Whether it was the create of an advocate, who may have been there before."""
        return self.endpoint in {"advocates", CARDS} and "advocateid" not in self.form


@dataclass(frozen=True, slots=True)
class Asked:
    """One call that left, and whether it was the next page of a list that was being read."""

    at: int
    what: str
    process: Process
    is_next_page: bool


@dataclass(frozen=True, slots=True)
class Ask:
    """An answer that asked to be left alone for `seconds`, and the process that got it."""

    at: int
    seconds: int
    process: Process


class Network:
    """The one way to the sandbox.

    `acted` has every write that it carried out, `asked` every call, `asks` each answer with a Retry-After, `struck`
    how often a fault struck a call of a key, `rejected` which keys the platform refused something for good,
    `unknown_creates` how many creates got no answer that says whether they acted, `conflicts` how often a create of a
    key acted and was called a conflict.

    `refusals`: whose contacts the platform refuses, and until when. `refuses_known`: whether it refuses to create who
    exists; `met` counts those whom it refused so, by status.
    """

    def __init__(self, sandbox: Sandbox, simulation: Simulation, weather: Weather) -> None:
        self.sandbox = sandbox
        self.simulation = simulation
        self.weather = weather
        self.acted: list[Acted] = []
        self.say: Callable[[str], None] = lambda line: None
        self.asked: list[Asked] = []
        self.asks: list[Ask] = []
        self.too_late: list[str] = []
        self.hides_connections = False  # what the relay assumes of the lists does not hold: then it must not resend
        self.refusals: dict[str, int] = {}
        self.refuses_known = False
        self.met: Counter[int] = Counter()
        self.struck: Counter[str] = Counter()
        self.rejected: set[str] = set()
        self.refused: set[str] = set()
        self.unknown_creates = 0
        self.conflicts: Counter[str] = Counter()
        self._phones: dict[str, str] = {}

    def answer(self, call: Call) -> Answer:
        """Let the platform carry a call out."""
        if self.refuses_known and _creates(call) and self._exists(call):
            answer = meeting_somebody(self.simulation.rng)
            self.met[answer.status_code] += 1
            return answer
        before = self.sandbox.state.options
        if self.hides_connections and (call.method, call.endpoint) == ("GET", "connections"):
            self.sandbox.change_options({"list_lag": FOR_EVER})
        reply = self.sandbox.answer(call)
        self.sandbox.state.options = before
        if reply.acted:
            form = {name: ",".join(values) for name, values in call.arguments.values.items()}
            advocate = int(form.get("advocateid") or reply.body.get("advocateid") or 0)
            if "phone" in form and "utm_content" not in form:
                self._phones[str(advocate)] = form["phone"]
            key = "" if OPT_OUTS & form.keys() else self.key_of(form)
            self.acted.append(Acted(self.simulation.now, call.endpoint, form, advocate, key))
            self.say(f"platform: {call.method} {call.endpoint} carried out for {_short(form)}")
        return Answer(reply.status, json.dumps(reply.body).encode(), reply.headers)

    def key_of(self, form: Mapping[str, str]) -> str:
        """Whose call it is: a form or lead shows its tag, a letter ends with it; a text only has its phone."""
        if "card" in form:
            return form["card"]
        message = form.get("message", "")
        tag = form.get("utm_content") or (message.rpartition(" ")[2] if message.startswith("A letter") else "")
        phone = form.get("phone") or self._phones.get(form.get("advocateid", ""), "")
        return tag or (f"phone {phone}" if phone else "")

    def fault(self, call: Call, what: str) -> str:
        """What goes wrong with a call that leaves now, "" if nothing does."""
        form = {name: values[0] for name, values in call.arguments.values.items()}
        key, now = self.key_of(form), self.simulation.now
        if call.endpoint == "connections" and call.method == "POST" and now < self.refusals.get(key, 0):
            kind = REJECTED[0]
            self.refused.add(key)
        else:
            kind = self.weather.strike(now, "api", what)
        if kind:
            self.struck[key] += 1
            self.rejected.update({key} if kind in REJECTED else ())
            self.conflicts[key] += _creates(call) and kind == "conflict_acted"
            self.unknown_creates += _creates(call) and kind.removesuffix(ACTED) in UNKNOWN
        return kind

    def _exists(self, call: Call) -> bool:
        form = {name: values[0] for name, values in call.arguments.values.items()}
        if form.get("email"):
            return self.sandbox.state.advocates.with_email(form["email"]) is not None
        with self.sandbox.state.store.transaction() as tables:
            query = "SELECT 1 FROM phones WHERE number = ?"
            return tables.execute(query, (form.get("phone", ""),)).fetchone() is not None


class ProcessSession:
    """One process's session, as `relay.phone2action.transport` uses it."""

    def __init__(self, network: Network, process: Process, at_call: Callable[[Process, str, str], None]) -> None:
        self._network = network
        self._process = process
        self._at_call = at_call

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        data: bytes | None,
        auth: tuple[str, str] | None,
        timeout: tuple[float, float],
        allow_redirects: bool,
        stream: bool,
    ) -> Answer:
        """Send one request. Raises what a session raises, none of which is for the relay to know by name."""
        split = urlsplit(url)
        pairs = parse_qsl((data or b"").decode() if method == "POST" else split.query, keep_blank_values=True)
        call = Call(method=method, path=split.path, arguments=from_pairs(pairs), credential=auth)
        if method == "POST" and call.arguments.values.get("type") != ["tweet"]:
            self._too_late(call, round(sum(timeout) * 1000))
        answer = self._exchange(call, round(timeout[1] * 1000))
        if RETRY_AFTER in answer.headers:
            now = self._network.simulation.now
            self._network.asks.append(Ask(now, int(answer.headers[RETRY_AFTER]), self._process))
        return answer

    def _too_late(self, call: Call, patience_ms: int) -> None:
        """Note a write that may end after its process is killed: whoever claims next could not reckon with it."""
        network = self._network
        over = network.simulation.now + patience_ms - self._process.kill_at
        if over > 0:
            what = "".join(call.arguments.values.get("type", [call.endpoint]))
            network.too_late.append(f"a write ({what}) that may end {over} ms after its process was killed")

    def _exchange(self, call: Call, patience_ms: int) -> Answer:
        network, simulation = self._network, self._network.simulation
        what, ends = f"{call.method} {call.endpoint}", simulation.now + patience_ms + 1
        self._process.let_go = lambda: self.send_and_forget(call, patience_ms)
        self._at_call(self._process, "before", what)
        kind = network.fault(call, what)
        is_next_page = call.method == "GET" and call.arguments.values.get("page", ["1"]) != ["1"]
        network.asked.append(Asked(simulation.now, what, self._process, is_next_page))
        if kind == "refused":
            simulation.sleep(20)
            raise ConnectionRefusedError
        if kind in {"late", "timeout", "commit_then_timeout"}:
            self._unanswered(call, kind, patience_ms, what)
        if kind.endswith(ACTED):
            self._landed(call, what)
            kind = kind.removesuffix(ACTED)
        simulation.sleep(simulation.rng.choice(LATENCIES_MS))
        if kind == "reset":
            raise ConnectionResetError
        if kind == "slow":
            simulation.sleep(patience_ms - 1_000)
        if kind and kind != "slow":
            answer = failing(kind, simulation.rng)
            answer.drips = (lambda: self._drip(ends)) if kind == "drip" else answer.drips
            return answer
        answer = self._landed(call, what)
        simulation.sleep(simulation.rng.choice((10, 60)))
        self._at_call(self._process, "answered", what)
        return answer

    def _landed(self, call: Call, what: str) -> Answer:
        answer = self._network.answer(call)
        self._at_call(self._process, "acted", what)
        return answer

    def _drip(self, ends: int) -> NoReturn:
        """Let the body come until the call's time is over."""
        simulation = self._network.simulation
        simulation.sleep(max(ends - simulation.now, 0))
        raise TimeoutError

    def _unanswered(self, call: Call, kind: str, patience_ms: int, what: str) -> NoReturn:
        simulation = self._network.simulation
        if kind == "late":
            self.send_and_forget(call, patience_ms)
        elif kind == "commit_then_timeout":
            self._landed(call, what)
        simulation.sleep(patience_ms)
        raise TimeoutError

    def send_and_forget(self, call: Call, patience_ms: int) -> None:
        """Let it act when nobody waits any more."""
        simulation = self._network.simulation
        lands = patience_ms + simulation.rng.randrange(1_000, SLOWEST_MS)
        simulation.after(lands, lambda: self._network.answer(call))


def _creates(call: Call) -> bool:
    is_write = call.method == "POST" and call.endpoint in {"advocates", CARDS}
    return is_write and "advocateid" not in call.arguments.values


def _short(form: Mapping[str, str]) -> str:
    shown = ("type", "email", "phone", "advocateid", "smsOptin", "smsOptout", "emailOptin", "emailOptout")
    return " ".join(f"{name}={form[name]}" for name in ("utm_content", *shown) if name in form)

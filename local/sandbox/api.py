"""The ten endpoints, as one function from a call to a reply: the platform without its network.

`Sandbox.answer` authenticates, checks, acts and logs in one transaction; `app` puts HTTP and faults around
it, and a simulated world may call it without either. It never looks at the relay's code.
"""

import random
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from local.sandbox import replies
from local.sandbox.arguments import Arguments
from local.sandbox.connecting import create_connection
from local.sandbox.exchange import Call, Reply
from local.sandbox.faults import Faults
from local.sandbox.listing import list_advocates, list_campaigns, list_connections, list_legislators, stats
from local.sandbox.options import Options
from local.sandbox.rules import Refused
from local.sandbox.seed import Credential, Seed, load
from local.sandbox.state import State
from local.sandbox.writing import twitter_card, write_advocate

# [doc] The card carries its credential in the body. Its path is lost in the documentation, so this one is
# made up.
TWITTER_CARD = "twitter-cards"

type Endpoint = Callable[[State, Call, Credential], Reply]

ENDPOINTS: Mapping[tuple[str, str], Endpoint] = {
    ("advocates", "GET"): list_advocates,
    ("advocates", "POST"): write_advocate,
    ("connections", "GET"): list_connections,
    ("connections", "POST"): create_connection,
    ("campaigns", "GET"): list_campaigns,
    ("legislators", "GET"): list_legislators,  # path [seen] at another host of the platform
    ("stats", "GET"): stats,  # path [unknown]
    (TWITTER_CARD, "POST"): twitter_card,  # path [unknown]
}


class Sandbox:
    """The platform: its state, its options and its faults.

    `clock` gives unix seconds and `rng` decides on faults with a probability; both can be a test's own.
    """

    def __init__(
        self,
        database: str | Path,
        *,
        options: Options | None = None,
        clock: Callable[[], float] = time.time,
        rng: random.Random | None = None,
        seed: Seed | None = None,
    ) -> None:
        self._first_options = options or Options()
        self.state = State(database, self._first_options, clock, seed or load())
        self.faults = Faults(rng or random.Random())  # noqa: S311 - nothing secret hangs on it
        self.generation = 0

    def answer(self, call: Call, *, entry: int | None = None, note: str = "") -> Reply:
        """Carry a call out. `entry` is its place in the log if it has one already, `note` the fault it
        suffered.
        """
        with self.state.store.transaction():
            if entry is None:
                entry = self.log(call, note)
            try:
                reply = _dispatch(self.state, call)
            except Refused as refusal:
                reply = Reply(refusal.status, replies.failure(refusal.text, refusal.type))
            self.state.calls.close(entry, f"{note} {reply.status}".strip(), acted=reply.acted)
        return reply

    def log(self, call: Call, outcome: str) -> int:
        """Note the arrival of a call; returns its place in the log."""
        return self.state.calls.open(call.method, call.path, call.arguments.sent, self.state.clock(), outcome)

    def change_options(self, content: Any) -> Options:
        """Change the options given as a JSON object. Raises ValueError saying what to write instead."""
        self.state.options = self.state.options.changed(content)
        return self.state.options

    def reset(self) -> None:
        """Forget everything: state, calls, faults, changed options. Calls still waiting in a fault come to
        nothing.
        """
        with self.state.store.transaction():
            self.state.store.reset()
            self.faults.clear()
            self.state.options = self._first_options
            self.generation += 1

    def say_yes(self, phone: str) -> list[int]:
        """The person with this phone (10 digits) answers YES; returns the advocates subscribed by it."""
        return self.state.advocates.say_yes(phone, self.state.clock())

    def expunge(self, advocate: int) -> bool:
        """Expunge an advocate for a GDPR request; false if there is none with this number."""
        with self.state.store.transaction():
            known = self.state.advocates.exists(advocate)
            if known:
                self.state.advocates.expunge(advocate, self.state.clock())
            return known

    def texts(self) -> list[dict[str, Any]]:
        """The confirmation texts that were sent: phone, advocate and time of each."""
        return [
            {"phone": row["number"], "advocateid": row["advocate_id"], "time": row["sent_at"]}
            for row in self.state.advocates.texts()
        ]

    def close(self) -> None:
        """Close the database."""
        self.state.store.close()


def _dispatch(state: State, call: Call) -> Reply:
    methods = sorted(method for path, method in ENDPOINTS if path == call.endpoint)
    if not methods:
        raise Refused(404, "There is no such endpoint.", "not_found")
    if call.method not in methods:
        body = replies.failure("This endpoint does not take this method.", "method")
        return Reply(405, body, headers={"Allow": ", ".join(methods)})
    credential = _authenticate(state.seed, call)
    if call.broken:
        raise Refused(call.broken.status, str(call.broken), "malformed")
    return ENDPOINTS[call.endpoint, call.method](state, call, credential)


def _authenticate(seed: Seed, call: Call) -> Credential:
    given = call.credential
    if call.endpoint == TWITTER_CARD:
        given = (_last(call.arguments, "app_id"), _last(call.arguments, "api_key"))
    credential = seed.credential(*given) if given else None
    if credential is None:
        # [unknown] status and body; 401 is what HTTP asks for. Plain HTTP gets 403 [doc], but loopback has
        # nothing else.
        raise Refused(401, "Invalid credentials.", "authentication")
    return credential


def _last(arguments: Arguments, name: str) -> str:
    return arguments.values.get(name, [""])[-1].strip()

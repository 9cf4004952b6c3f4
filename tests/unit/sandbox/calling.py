"""Short ways for the tests to call the sandbox in-process and to look into its replies."""

from collections.abc import Mapping, Sequence
from typing import Any

from local.sandbox import Call, Reply, Sandbox, from_json, from_pairs

type Form = Mapping[str, str | Sequence[str]]

DEMO = ("demo", "demo")
RELAY = "http://127.0.0.1:3000"
PERSON: Form = {
    "campaigns[]": ["998"],
    "firstname": "Ada",
    "lastname": "Example",
    "email": "ada@example.org",
    "phone": "8165550123",
    "address1": "10 Elm Street",
    "city": "Boston",
    "state": "MA",
    "zip5": "02134",
}


def pairs(form: Form) -> list[tuple[str, str]]:
    """A form's names and values in order, repeated names expanded."""
    return [
        (name, value) for name, values in form.items() for value in ([values] if isinstance(values, str) else values)
    ]


class Clock:
    """A clock that only a test moves."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.25

    def __call__(self) -> float:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += seconds


class Api:
    """The sandbox as a client would see it, without HTTP."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    def post(self, endpoint: str, form: Form, credential: tuple[str, str] | None = DEMO) -> Reply:
        return self._answer("POST", endpoint, form, credential)

    def get(self, endpoint: str, query: Form | None = None, credential: tuple[str, str] | None = DEMO) -> Reply:
        return self._answer("GET", endpoint, query or {}, credential)

    def post_json(self, endpoint: str, content: Mapping[str, Any]) -> Reply:
        call = Call(method="POST", path=f"/2.0/{endpoint}", arguments=from_json(content), credential=DEMO)
        return self.sandbox.answer(call)

    def create(self, **changes: str | Sequence[str]) -> int:
        """A person in campaign 998, with changes; returns the advocate's number."""
        reply = self.post("advocates", {**PERSON, **changes})
        assert reply.status == 200, reply.body
        return int(reply.body["advocateid"])

    def advocate(self, number: int) -> dict[str, Any]:
        """The advocate as List advocates shows it."""
        found = [entry for entry in self.advocates() if entry["id"] == number]
        assert len(found) == 1
        return found[0]

    def advocates(self, **query: str) -> list[dict[str, Any]]:
        reply = self.get("advocates", query)
        assert reply.status == 200, reply.body
        data: list[dict[str, Any]] = reply.body["data"]
        return data

    def connections(self, campaign: int = 998, **changes: str) -> dict[str, Any]:
        reply = self.get("connections", {**listing(campaign), **changes})
        assert reply.status == 200, reply.body
        rows: dict[str, Any] = reply.body
        return rows

    def _answer(self, method: str, endpoint: str, form: Form, credential: tuple[str, str] | None) -> Reply:
        arguments = from_pairs(pairs(form))
        call = Call(method=method, path=f"/2.0/{endpoint}", arguments=arguments, credential=credential)
        return self.sandbox.answer(call)


def listing(campaign: int = 998) -> Form:
    """The arguments that List connections requires."""
    return {"campaign_id": str(campaign), "updated_at": "2000-01-01 00:00:00", "page": "1", "per_page": "100"}

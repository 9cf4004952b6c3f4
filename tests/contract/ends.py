"""The client and the sandbox that it speaks to, and ways to pass the client by."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import requests

from local.sandbox import Call, Sandbox, from_pairs
from relay.phone2action import Credentials, Phone2Action
from relay.phone2action.results import Advocate
from tests.contract.documented import row
from tests.contract.values import Wire, named
from tests.unit.sandbox.calling import DEMO, Clock, pairs
from tests.unit.sandbox.serving import Served

PATHS = {
    "create_advocate": ("POST", "advocates"),
    "update_advocate": ("POST", "advocates"),
    "post_twitter_card": ("POST", "twitter-cards"),
    "list_advocates": ("GET", "advocates"),
    "create_connection": ("POST", "connections"),
    "list_connections": ("GET", "connections"),
    "list_campaigns": ("GET", "campaigns"),
    "list_legislators": ("GET", "legislators"),
    "campaign_stats": ("GET", "stats"),
    "all_campaigns_stats": ("GET", "stats"),
}
ADA: dict[str, Any] = {
    "campaigns": [998],
    "firstname": "Ada",
    "lastname": "Example",
    "email": "ada@example.org",
    "phone": "8165550123",
    "address1": "10 Elm Street",
    "city": "Boston",
    "state": "MA",
    "zip5": "02134",
}
# The least that each endpoint takes, as the client takes it and as it goes over the wire.
LEAST: dict[str, dict[str, Any]] = {
    "create_advocate": {"campaigns": ["998"], "email": "bea@example.org"},
    "update_advocate": {"advocateid": "ID"},
    "post_twitter_card": {"card": "1o416", "email": "bea@example.org", "name": "Bea Example", "campaignid": "998"},
    "list_advocates": {},
    "create_connection": {"advocateid": "ID", "campaignid": "998", "type": ["tweet"]},
    "list_connections": {
        "campaign_id": "998",
        "updated_at": "2000-01-01 00:00:00",
        "page": "1",
        "per_page": "100",
    },
    "list_campaigns": {},
    "list_legislators": {"campaignid": "998", "zip5": "02134", "address1": "10 Elm Street"},
    "campaign_stats": {"campaignid": "998"},
    "all_campaigns_stats": {},
}
# What makes an argument's companions complete, whichever it needs.
COMPANIONS: dict[str, Wire] = {
    "phone": "8165550124",
    "email": "bea@example.org",
    "campaigns": ["998"],
    "smsOptin": "1",
    "emailSubject": "Whales",
    "emailMessage": "Please protect them.",
}
TOGETHER = {"emailSubject": ("emailMessage",)}  # the client sends neither without the other


def companions(endpoint: str, name: str) -> set[str]:
    """Everything that an argument needs beside it, and what that needs in turn."""
    found: set[str] = set()
    new = {name}
    while new:
        needed = {other for one in new for other in (*row(endpoint, one).needs, *TOGETHER.get(one, ()))}
        new = needed - found
        found |= needed
    return found - {name}


@dataclass(frozen=True, slots=True)
class Ends:
    """The client is made anew from the same session by `api`; `clock` is the sandbox's."""

    served: Served
    sandbox: Sandbox
    clock: Clock
    session: requests.Session

    def forget(self) -> None:
        """Empty the sandbox, and set its options and its clock back."""
        self.sandbox.reset()
        self.clock.now = Clock().now

    @property
    def base_url(self) -> str:
        return f"{self.served.url}/2.0/"

    @property
    def api(self) -> Phone2Action:
        return self.client()

    def client(self, app_id: str = "demo", **settings: Any) -> Phone2Action:
        """A client with these keys (each of the sandbox's ids is its own key) and settings."""
        return Phone2Action(self.keys(app_id), base_url=self.base_url, session=self.session, **settings)

    def keys(self, app_id: str = "demo") -> Credentials:
        return Credentials(app_id, app_id)

    def options(self, **options: object) -> None:
        self.sandbox.change_options(options)

    def ada(self, **more: Any) -> int:
        """A person in campaign 998 with everything that a connection takes; returns the advocate's id."""
        return self.api.create_advocate(**{**ADA, **more}).advocateid

    def advocate(self, id_: int) -> Advocate:
        """The one advocate with this id, as the client lists it."""
        (found,) = [advocate for advocate in self.api.list_advocates() if advocate.id == id_]
        return found

    def least(self, endpoint: str, *names: str) -> dict[str, Any]:
        """The least that an endpoint takes, with what these arguments need beside them; of an advocate who exists."""
        arguments = dict(LEAST[endpoint])
        if "advocateid" in arguments:
            arguments["advocateid"] = str(self.ada())
        for name in names:
            arguments |= {other: COMPANIONS[other] for other in companions(endpoint, name)}
        return arguments

    def call(self, endpoint: str, arguments: Mapping[str, Any]) -> Any:
        """Call an endpoint by the client; a list is read to its end."""
        result = getattr(self.api, endpoint)(**arguments)
        return list(result) if isinstance(result, Iterator) else result

    def raw(self, endpoint: str, arguments: Mapping[str, Wire], **options: Any) -> requests.Response:
        """Call an endpoint without the client, with these arguments as they are."""
        method, path = PATHS[endpoint]
        form = named(dict(arguments))
        if endpoint == "post_twitter_card":
            form = {"app_id": "demo", "api_key": "demo", **form}
            options = {"auth": None} | options
        place = {"data": form} if method == "POST" else {"params": form}
        return (
            self.served.get(f"/2.0/{path}", **place, **options)
            if method == "GET"
            else self.served.post(f"/2.0/{path}", **place, **options)
        )

    def stored(self, table: str) -> list[dict[str, Any]]:
        """The sandbox's own rows, for what no endpoint shows."""
        with self.sandbox.state.store.transaction() as tables:
            return [dict(row) for row in tables.execute(f"SELECT * FROM {table} ORDER BY rowid")]

    def add(self, **changes: str) -> None:
        """Add a person without network or client, for those who need many."""
        form = {**ADA, **changes, "campaigns": "998"}
        call = Call(method="POST", path="/2.0/advocates", arguments=from_pairs(pairs(form)), credential=DEMO)
        assert self.sandbox.answer(call).status == 200

"""Nothing that comes in makes an end stumble: the client raises its own errors only, the sandbox always answers."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.sandbox import Call, Sandbox
from local.sandbox.arguments import Arguments, Malformed, from_body, from_query
from relay.phone2action import Phone2Action, Phone2ActionError
from tests.contract.ends import Ends
from tests.unit.phone2action.fakes import FakeReply, FakeSession, client
from tests.unit.sandbox.calling import DEMO

CALLS: list[Callable[[Phone2Action], object]] = [
    lambda api: api.create_advocate(campaigns=[998], email="ada@example.org"),
    lambda api: api.update_advocate(advocateid=7),
    lambda api: api.post_twitter_card(card="1", name="Ada", email="ada@example.org", campaignid=998),
    lambda api: list(api.list_advocates()),
    lambda api: api.create_connection(advocateid=7, campaignid=998, type=["email"]),
    lambda api: list(api.list_connections(campaign_id=998, updated_at="2019-10-09 16:19:13", per_page=25)),
    lambda api: api.list_campaigns(),
    lambda api: api.list_legislators(campaignid=998, zip5="02134", address1="10 Elm Street"),
    lambda api: api.campaign_stats(campaignid=998),
    lambda api: api.all_campaigns_stats(),
]
# Names that mean something to one reader or another, so that what is made up gets further than the first look.
NAMES = ["success", "error", "data", "advocates", "pagination", "count", "per_page", "id", "advocateid", "ids", "leg",
         "url", "urls", "998", "7", "emails", "phones", "address", "zip5", "subscribed", "updated_at", "date",
         "timezone", "memberships", "campaignid", "connections", "content", "type"]  # fmt: skip
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["1", "false", "2019-10-09 16:19:13", "UTC", "+99:99", "America/Chicago", "02134"])
)
content = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=3), inner, max_size=6)
        | st.fixed_dictionaries({"success": st.just(1), "data": inner, "advocateid": inner})
        | st.fixed_dictionaries({"data": st.lists(st.fixed_dictionaries({"id": st.integers(1, 9), "emails": inner}))})
    ),
    max_leaves=12,
)
statuses = st.sampled_from([200, 200, 200, 201, 204, 301, 400, 401, 404, 422, 429, 500, 503])
bodies = content.map(json.dumps).map(str.encode) | st.binary(max_size=40) | st.sampled_from([b"", b"<html>", b"null"])
waits = st.none() | st.text(max_size=8) | st.sampled_from(["7", "-1", "Fri, 31 Dec 9999 23:59:59 GMT"])


@pytest.mark.parametrize("call", CALLS)
@given(status=statuses, body=bodies, wait=waits)
def test_the_client_raises_nothing_but_its_own_errors(
    call: Callable[[Phone2Action], object], status: int, body: bytes, wait: str | None
) -> None:
    reply = FakeReply(status, body, {} if wait is None else {"Retry-After": wait})
    empty = FakeReply(200, b'{"data": []}')  # where a full first page leads to a second
    raised: Phone2ActionError | None = None
    try:
        repr(call(client(FakeSession(reply, empty))))
    except Phone2ActionError as error:
        raised = error
    if raised is not None:
        assert raised.status in {status, None}
        assert raised.__context__ is None, "an exception of another kind may show what nobody should see"


arguments = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5) | st.integers(), inner, max_size=3),
    max_leaves=5,
)


@given(
    st.dictionaries(st.sampled_from(["campaigns", "email", "phone", "fields", "tags", "zip5", "smsOptin"]), arguments)
)
def test_whatever_it_is_called_with_the_client_sends_or_refuses(given_: dict[str, Any]) -> None:
    session = FakeSession(FakeReply(200, b'{"success": 1, "advocateid": 7}'))
    try:
        client(session).create_advocate(**{"campaigns": [998], **given_})
    except Phone2ActionError:
        assert session.calls == []
    else:
        assert len(session.calls) == 1


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox(":memory:")
    yield made
    made.close()


words = st.sampled_from(
    ["campaigns[]", "email", "phone", "fields[5365]", "fields[x]", "tags[]", "advocateid", "page", "updated_at",
     "campaign_id", "per_page", "type[]", "campaignid", "zip5", "address1", "[]", "a[b[c]", "app_id"]
)  # fmt: skip
queries = st.lists(
    st.tuples(words, st.text(max_size=6) | st.integers(-1, 10**20).map(str) | st.sampled_from(["998", "a@b.org"])),
    max_size=5,
).map(lambda pairs: "&".join(f"{name}={value}" for name, value in pairs))
paths = st.sampled_from(["advocates", "connections", "campaigns", "legislators", "stats", "twitter-cards", "x", ""])
media = st.sampled_from(["application/json", "application/x-www-form-urlencoded", "", "text/plain"])


def answered(sandbox: Sandbox, method: str, path: str, read: Callable[[], Arguments]) -> None:
    """The sandbox has an answer to a call whose arguments are read so."""
    sent, broken = Arguments(), None
    try:
        sent = read()
    except Malformed as malformed:
        broken = malformed
    reply = sandbox.answer(Call(method=method, path=f"/2.0/{path}", arguments=sent, credential=DEMO, broken=broken))
    assert 200 <= reply.status < 500
    assert json.dumps(reply.body)
    assert not reply.acted or (reply.status < 300 and method == "POST")


@given(paths, queries | st.text(max_size=20))
def test_the_sandbox_answers_whatever_it_is_asked(sandbox: Sandbox, path: str, query: str) -> None:
    answered(sandbox, "GET", path, lambda: from_query(query))


@given(st.sampled_from(["POST", "PUT"]), paths, media, bodies | queries.map(str.encode))
def test_the_sandbox_answers_whatever_it_is_sent(
    sandbox: Sandbox, method: str, path: str, media_type: str, body: bytes
) -> None:
    answered(sandbox, method, path, lambda: from_body(body, media_type))


@given(content, content)
def test_the_sandbox_answers_whatever_json_says_of_a_person(sandbox: Sandbox, name: Any, fields: Any) -> None:
    sent = json.dumps(
        {"campaigns": [998], "email": "ada@example.org", "firstname": name, "fields": fields, "tags": name}
    )
    answered(sandbox, "POST", "advocates", lambda: from_body(sent.encode(), "application/json"))


ODD_REQUESTS: list[tuple[str, dict[str, Any]]] = [
    ("page=999999999999999999", {}),
    ("campaign_id=998&updated_at=0001-01-01%2000:00:00&page=999999999999999999&per_page=100", {"path": "connections"}),
    ("fields[99999999999999999999]=x&campaigns[]=998&email=a@example.org", {"method": "POST"}),
    ('{"campaigns": [998], "email": "a@example.org", "firstname": "\\ud800"}', {"method": "POST", "json": True}),
    ("[" * 100_000, {"method": "POST", "json": True}),
]


@pytest.mark.parametrize(("sent", "how"), ODD_REQUESTS)
def test_a_request_that_once_was_too_much_for_it_gets_an_answer(ends: Ends, sent: str, how: dict[str, Any]) -> None:
    path = f"/2.0/{how.get('path', 'advocates')}"
    if how.get("method") != "POST":
        assert ends.served.get(f"{path}?{sent}").status_code == 200
        return
    media_type = "application/json" if how.get("json") else "application/x-www-form-urlencoded"
    reply = ends.served.post(path, data=sent.encode(), headers={"Content-Type": media_type})
    assert reply.status_code in {400, 422}
    assert reply.json()["success"] == 0


def test_an_authorization_that_is_not_even_ascii_is_401(ends: Ends) -> None:
    reply = ends.served.get("/2.0/campaigns", auth=None, headers={"Authorization": "Basic Zé".encode("latin-1")})
    assert reply.status_code == 401

"""Each fault does to the connection and to the account what it says, seen from a raw socket."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from tests.fakes.waiting import until
from tests.unit.upstream.conftest import Timer
from tests.unit.upstream.raw import Answer, Client, get, post
from tests.upstream import Behaviour, Upstream
from tests.upstream.behaviour import Mistake

ANN = {"campaigns[]": "998", "email": "ann@example.org"}


def begin(client: Client) -> None:
    """Ask for an advocate, and don't wait."""
    client.send("POST", "/2.0/advocates", ANN)


def create(upstream: Upstream) -> Answer:
    return post(upstream, "advocates", ANN)


@pytest.mark.parametrize("acts", [True, False])
@pytest.mark.parametrize("status", [400, 401, 403, 404, 500, 502, 503])
def test_a_bare_page_comes_instead_of_the_answer(upstream: Upstream, status: int, acts: bool) -> None:
    upstream.fail(kind="html", status=status, acts=acts)
    answer = create(upstream)
    assert (answer.status, answer.headers["content-type"]) == (status, "text/html")
    assert answer.body.startswith(b"<html>")
    assert len(upstream.advocates()) == acts
    (call,) = upstream.calls()
    assert (call.acted, call.status, call.fault) == (acts, status, "html")


def test_a_fault_may_be_about_one_person(upstream: Upstream) -> None:
    upstream.fail(kind="html", about="ann@example.org")
    assert [create(upstream).status, post(upstream, "advocates", ANN | {"email": "bo@example.org"}).status] == [
        503,
        200,
    ]


def test_a_refusal_comes_in_the_apis_envelope(upstream: Upstream) -> None:
    upstream.fail(kind="json", status=422, message="No.")
    answer = create(upstream)
    assert (answer.status, answer.json) == (422, {"success": 0, "error": "No."})


def test_busy_names_seconds_or_a_date(upstream: Upstream) -> None:
    upstream.fail(kind="busy", retry_after=7, count=1)
    upstream.fail(kind="busy", retry_after=120, as_date=True, status=503)
    seconds, date = create(upstream), create(upstream)
    assert (seconds.status, seconds.headers["retry-after"]) == (429, "7")
    assert date.status == 503
    assert 0 < (parsedate_to_datetime(date.headers["retry-after"]) - datetime.now(UTC)).total_seconds() <= 120


@pytest.mark.parametrize("acts", [True, False])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_lead_to_the_same_place_or_elsewhere(upstream: Upstream, status: int, acts: bool) -> None:
    upstream.fail(kind="redirect", status=status, acts=acts, count=1)
    upstream.fail(kind="redirect", status=status, to="https://other.example.org/2.0/")
    to_itself, elsewhere = get(upstream, "advocates", page=1), create(upstream)
    assert (to_itself.status, to_itself.headers["location"]) == (status, "/2.0/advocates?page=1")
    assert (elsewhere.status, elsewhere.headers["location"]) == (status, "https://other.example.org/2.0/")


@pytest.mark.parametrize("acts", [True, False])
def test_an_empty_answer_says_nothing_of_what_was_done(upstream: Upstream, acts: bool) -> None:
    upstream.fail(kind="empty", acts=acts)
    answer = create(upstream)
    assert (answer.status, answer.body, answer.headers["content-length"]) == (200, b"", "0")
    assert len(upstream.advocates()) == acts


@pytest.mark.parametrize("chunked", [True, False])
@pytest.mark.parametrize("gzip", [True, False])
def test_an_answer_ends_in_the_middle(upstream: Upstream, chunked: bool, gzip: bool) -> None:
    upstream.behave(chunked=chunked, gzip=gzip)
    whole = create(upstream)
    upstream.fail(kind="cut", acts=True)
    with Client(upstream) as client:
        begin(client)
        with pytest.raises(EOFError):
            client.answer()
    assert whole.status == 200
    assert [call.acted for call in upstream.calls()] == [True, True]


def test_a_connection_is_reset_before_the_request_is_read(upstream: Upstream) -> None:
    upstream.fail(kind="reset", at="unread", endpoint="advocates", method="POST")
    with Client(upstream) as client:
        begin(client)
        with pytest.raises(ConnectionResetError):
            client.more()
    (call,) = upstream.calls()
    assert (call.endpoint, call.method, call.arguments, call.acted, call.status) == ("advocates", "POST", {}, False, 0)
    assert get(upstream, "advocates").json["advocates"] == []


@pytest.mark.parametrize("acts", [True, False])
def test_a_connection_is_reset_before_the_answer(upstream: Upstream, acts: bool) -> None:
    upstream.fail(kind="reset", acts=acts)
    with Client(upstream) as client:
        begin(client)
        with pytest.raises(ConnectionResetError):
            client.more()
        assert client.received == b""
    assert len(upstream.advocates()) == acts


def test_a_connection_is_reset_in_the_body(upstream: Upstream) -> None:
    upstream.fail(kind="reset", at="body", acts=True)
    with Client(upstream) as client:
        begin(client)
        with pytest.raises(ConnectionResetError):
            client.rest()
    (call,) = upstream.calls()
    assert (call.acted, call.status) == (True, 200)


@pytest.mark.parametrize("at", ["unread", "unanswered"])
def test_the_second_request_of_each_connection_is_reset(upstream: Upstream, at: str) -> None:
    upstream.fail(kind="reset", at=at, nth=2)
    for _ in range(2):
        with Client(upstream) as client:
            client.send("GET", "/2.0/campaigns")
            assert client.answer().status == 200
            client.send("GET", "/2.0/campaigns")
            with pytest.raises(ConnectionResetError):
                client.more()
    assert [(call.nth, call.fault) for call in upstream.calls()] == [(1, ""), (2, "reset")] * 2


def test_silence_lasts_so_long_and_then_the_answer_comes(upstream: Upstream, timer: Timer) -> None:
    upstream.fail(kind="silence", seconds=5, acts=True)
    with Client(upstream) as client:
        begin(client)
        until(lambda: bool(upstream.advocates()))
        assert client.has_nothing()
        timer.run()
        assert client.answer().json["success"] == 1


def test_silence_without_an_action_ends_in_an_error(upstream: Upstream, timer: Timer) -> None:
    timer.run()
    upstream.fail(kind="silence", seconds=1)
    assert (create(upstream).status, upstream.advocates()) == (503, [])


def test_silence_without_an_end_lasts_until_the_client_leaves(upstream: Upstream, timer: Timer) -> None:
    timer.run()
    upstream.fail(kind="silence", acts=True)
    with Client(upstream) as client:
        begin(client)
        until(lambda: bool(upstream.advocates()))
        assert client.has_nothing()
    assert upstream.calls()[0].status == 0


@pytest.mark.parametrize("fault", [{"kind": "silence"}, {"kind": "drip"}, {"kind": "drip", "part": "head"}])
def test_what_is_late_is_carried_out_after_the_client_has_left(upstream: Upstream, fault: dict[str, Any]) -> None:
    upstream.fail(acts=True, late=True, **fault)
    with Client(upstream) as client:
        begin(client)
        until(lambda: bool(upstream.calls()))
        assert upstream.advocates() == []
    until(lambda: bool(upstream.advocates()))


@pytest.mark.parametrize("late", [True, False])
@pytest.mark.parametrize("chunked", [True, False])
@pytest.mark.parametrize("part", ["head", "body"])
def test_a_drip_comes_byte_by_byte_and_then_as_the_answer(
    upstream: Upstream, timer: Timer, part: str, chunked: bool, late: bool
) -> None:
    upstream.behave(chunked=chunked)
    upstream.fail(kind="drip", part=part, seconds=5, acts=True, late=late)
    with Client(upstream) as client:
        begin(client)
        first_drop(client, part)
        assert client.has_nothing()
        assert len(upstream.advocates()) == (not late)
        timer.run()
        rest = client.rest()
    drops = {("head", False): b".", ("head", True): b".", ("body", False): b" ", ("body", True): b"1\r\n \r\n"}
    assert rest.startswith(drops[part, chunked or late] * 4)
    assert b'"success": 1' in rest
    assert len(upstream.advocates()) == 1


@pytest.mark.parametrize("late", [True, False])
@pytest.mark.parametrize("chunked", [True, False])
@pytest.mark.parametrize("part", ["head", "body"])
def test_a_drip_that_ends_is_a_whole_answer(
    upstream: Upstream, timer: Timer, part: str, chunked: bool, late: bool
) -> None:
    timer.run()
    upstream.behave(chunked=chunked)
    upstream.fail(kind="drip", part=part, seconds=5, acts=True, late=late)
    answer = create(upstream)
    assert (answer.status, answer.json["success"]) == (200, 1)
    filling = answer.headers["x-filling"] if part == "head" else answer.body[:5].decode()
    assert filling == {"head": ".....", "body": "     "}[part]
    assert (answer.chunks > 0) == (chunked or (late and part == "body"))


def first_drop(client: Client, part: str) -> None:
    """Read as far as the first byte of the filling."""
    client.until(b"X-Filling: ." if part == "head" else b"\r\n\r\n")
    if part == "body":
        client.until(b" ")
        client.received = client.received.removeprefix(b"\r\n")


@pytest.mark.parametrize("acts", [True, False])
@pytest.mark.parametrize("part", ["head", "body"])
def test_a_drip_may_have_no_end(upstream: Upstream, timer: Timer, part: str, acts: bool) -> None:
    timer.run()
    upstream.fail(kind="drip", part=part, acts=acts)
    with Client(upstream) as client:
        begin(client)
        first_drop(client, part)
        while len(client.received) < 20:
            assert client.more().strip(b" .") == b""
    assert len(upstream.advocates()) == acts


def test_one_byte_a_second_is_the_default(upstream: Upstream) -> None:
    fault = upstream.fail(kind="drip")
    assert (fault.every, fault.seconds) == (1, None)


def test_a_fault_meets_the_calls_that_it_names_and_so_many(upstream: Upstream) -> None:
    upstream.fail(kind="html", endpoint="advocates", method="POST", count=2)
    others = [get(upstream, "advocates").status, post(upstream, "connections", {}).status]
    assert others == [200, 400]
    assert [create(upstream).status for _ in range(3)] == [503, 503, 200]


def test_a_fault_has_a_probability_which_the_seed_decides() -> None:
    def drawn(seed: int) -> list[int]:
        with Upstream(seed=seed) as upstream:
            upstream.fail(kind="html", probability=0.5)
            return [get(upstream, "campaigns").status for _ in range(20)]

    assert set(drawn(1)) == {200, 503}
    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


def test_after_mending_everything_works(upstream: Upstream) -> None:
    upstream.fail(kind="html")
    assert create(upstream).status == 503
    upstream.mend()
    assert create(upstream).status == 200


def test_keys_may_change_while_it_runs(upstream: Upstream) -> None:
    upstream.behave(keys=[["demo", "new"]])
    assert create(upstream).status == 401
    upstream.behave(keys=[["demo", "new"], ["demo", "demo"]])
    assert create(upstream).status == 200


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"kind": "flood"}, "kind: Input should be 'html', 'json', 'busy'"),
        ({"kind": "html", "endpoint": "somewhere"}, "fault: Value error, endpoint must be * or one of advocates"),
        ({"kind": "silence", "late": True}, "fault: Value error, late needs acts"),
        ({"kind": "cut", "late": True, "acts": True}, "fault: Value error, a body that breaks off"),
        ({"kind": "reset", "at": "unread", "about": "x"}, "fault: Value error, what is not read is about nobody"),
        ({"kind": "reset", "at": "unread", "acts": True}, "fault: Value error, what is not read can't be carried out"),
        ({"kind": "html", "probability": 2}, "fault: Value error, probability must be from 0 to 1"),
        ({"kind": "html", "often": 2}, "often: Unexpected keyword argument"),
    ],
)
def test_a_fault_that_does_not_exist_is_a_mistake(upstream: Upstream, fault: dict[str, Any], told: str) -> None:
    with pytest.raises(Mistake) as mistake:
        upstream.fail(**fault)
    assert str(mistake.value).startswith(told)


@pytest.mark.parametrize("kind", ["silence", "drip"])
def test_what_lasts_for_ever_ends_with_the_server(kind: str) -> None:
    with Upstream(Behaviour()) as upstream:
        upstream.fail(kind=kind)
        client = Client(upstream)
        begin(client)
        until(lambda: bool(upstream.calls()))
    with client:
        client.rest()  # comes back, since the connection ends

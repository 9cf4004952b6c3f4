"""Odd but legal answers: each choice of `Behaviour` shows in what comes back, and changes nothing else."""

import gzip
import json
from typing import Any

import pytest

from tests.fakes.waiting import until
from tests.unit.upstream.conftest import Clock, Timer
from tests.unit.upstream.raw import Answer, Client, get, post
from tests.unit.upstream.test_connections import SINCE
from tests.upstream import Behaviour, Upstream
from tests.upstream.behaviour import Mistake

ANN = {"campaigns[]": "998", "email": "ann@example.org", "phone": "8165550123"}


def create(upstream: Upstream, **more: str) -> Answer:
    return post(upstream, "advocates", ANN | more)


def connect(upstream: Upstream) -> Answer:
    ann = create(upstream).json["advocateid"]
    return post(upstream, "connections", {"advocateid": int(ann), "campaignid": "998", "type[]": "email"})


def test_what_is_created_may_be_answered_with_201_and_an_update_is_not(upstream: Upstream) -> None:
    upstream.behave(created_status=201)
    assert [create(upstream).status, create(upstream).status, connect(upstream).status] == [201, 200, 201]


@pytest.mark.parametrize(
    ("success", "yes", "no"), [("text", "1", "0"), ("word", "true", "false"), ("boolean", True, False)]
)
def test_success_may_be_written_otherwise(upstream: Upstream, success: str, yes: object, no: object) -> None:
    upstream.behave(success=success)
    done, refused = create(upstream).json["success"], create(upstream, zip5="x").json["success"]
    assert (done, type(done), refused, type(refused)) == (yes, type(yes), no, type(no))


def test_refusals_may_have_another_status(upstream: Upstream) -> None:
    upstream.behave(refusal_status=422)
    assert create(upstream, zip5="x").status == 422


def test_ids_may_be_text_and_other_numbers_stay(upstream: Upstream) -> None:
    upstream.behave(ids_as_text=True)
    answer = connect(upstream).json
    (one,) = get(upstream, "advocates").json["advocates"]
    assert all(isinstance(row, str) for row in answer["data"]["ids"])
    assert (type(one["id"]), one["memberships"][0]["campaignid"], one["connections"]) == (str, "998", 1)


def test_numbers_may_be_floats(upstream: Upstream) -> None:
    upstream.behave(floats=True)
    body = connect(upstream).body
    assert b'"success": 1.0' in body
    assert all(isinstance(row, float) for row in json.loads(body)["data"]["ids"])


def test_an_empty_object_may_be_an_empty_array(upstream: Upstream) -> None:
    assert get(upstream, "connections", **SINCE).body == b"{}"
    upstream.behave(empty_lists=True)
    assert get(upstream, "connections", **SINCE).body == b"[]"


def test_unknown_members_may_come_but_not_among_the_rows(upstream: Upstream) -> None:
    upstream.behave(extra_members=True)
    assert "x_new" in connect(upstream).json
    rows = get(upstream, "connections", **SINCE).json
    assert "x_new" not in rows
    assert all("x_new" in row for row in rows.values())


@pytest.mark.parametrize(
    ("dates", "in_advocates", "in_connections"),
    [
        ("documented", "2020-05-02 20:44:30", 1588452270),
        ("iso", "2020-05-02T20:44:30+00:00", "2020-05-02T20:44:30+00:00"),
        ("zulu", "2020-05-02T20:44:30Z", "2020-05-02T20:44:30Z"),
        ("unix", 1588452270, 1588452270),
        ("unix_text", "1588452270", "1588452270"),
        ("mail", "Sat, 02 May 2020 20:44:30 GMT", "Sat, 02 May 2020 20:44:30 GMT"),
        ("object", *[{"date": "2020-05-02 20:44:30.000000", "timezone_type": 3, "timezone": "UTC"}] * 2),
    ],
)
def test_dates_have_several_forms(upstream: Upstream, dates: str, in_advocates: Any, in_connections: Any) -> None:
    connect(upstream)
    upstream.behave(dates=dates)
    assert get(upstream, "advocates").json["advocates"][0]["created_at"] == in_advocates
    assert next(iter(get(upstream, "connections", **SINCE).json.values()))["created_at"] == in_connections


def test_the_names_may_be_those_that_public_clients_read(upstream: Upstream) -> None:
    create(upstream)
    upstream.behave(rows_under="data", phone_member="address")
    (one,) = get(upstream, "advocates").json["data"]
    assert one["phones"][0]["address"] == "+18165550123"


def test_a_new_row_may_take_its_time_to_be_listed(upstream: Upstream, clock: Clock) -> None:
    upstream.behave(list_lag=60)
    connect(upstream)

    def seen() -> tuple[int, int]:
        return len(get(upstream, "advocates").json["advocates"]), len(get(upstream, "connections", **SINCE).json)

    assert seen() == (0, 0)
    clock.now += 60
    assert seen() == (1, 2)
    assert len(upstream.connections()) == 1


def test_a_person_who_is_known_may_be_made_again(upstream: Upstream) -> None:
    upstream.behave(known="another")
    first, second = create(upstream).json["advocateid"], create(upstream).json["advocateid"]
    assert [one["id"] for one in upstream.advocates(email="ann@example.org")] == [first, second]


@pytest.mark.parametrize("status", [400, 409, 422])
def test_a_person_who_is_known_may_be_refused(upstream: Upstream, status: int) -> None:
    upstream.behave(known="refuse", known_status=status)
    create(upstream)
    answer = create(upstream, firstname="Anne")
    assert (answer.status, answer.json) == (status, {"success": 0, "error": "This advocate already exists"})
    assert "firstname" not in upstream.advocates()[0]["told"]
    known = upstream.advocates()[0]["id"]
    assert post(upstream, "advocates", {"advocateid": known, "firstname": "Anne"}).status == 200


def test_who_has_no_email_is_known_by_the_phone(upstream: Upstream) -> None:
    upstream.behave(known="refuse")
    create(upstream)
    assert create(upstream, email="").status == 409
    assert create(upstream, email="ben@example.org").status == 200


def fetched(upstream: Upstream, **headers: str) -> Answer:
    with Client(upstream) as client:
        client.send("GET", "/2.0/campaigns", **headers)
        return client.answer()


def test_answers_may_be_compressed_chunked_or_both(upstream: Upstream) -> None:
    plain = fetched(upstream).body
    upstream.behave(gzip=True)
    small = fetched(upstream)
    assert (small.headers["content-encoding"], gzip.decompress(small.body)) == ("gzip", plain)
    upstream.behave(chunked=True)
    both = fetched(upstream)
    assert (both.chunks, gzip.decompress(both.body), "content-length" in both.headers) == (3, plain, False)
    upstream.behave(gzip=False)
    pieces = fetched(upstream)
    assert (pieces.chunks, pieces.body) == (3, plain)


def test_who_takes_no_gzip_gets_none(upstream: Upstream) -> None:
    upstream.behave(gzip=True)
    assert "content-encoding" not in fetched(upstream, accept_encoding="identity").headers
    assert "content-encoding" in fetched(upstream, accept_encoding="deflate, gzip").headers


@pytest.mark.parametrize("case", ["upper", "lower"])
def test_header_names_may_be_in_one_case(upstream: Upstream, case: str) -> None:
    assert "Content-Type" in fetched(upstream).names
    upstream.behave(header_case=case)
    names = fetched(upstream).names
    assert names == [getattr(name, case)() for name in names]


def test_100_continue_may_come_first(upstream: Upstream) -> None:
    upstream.behave(interim=True)
    with Client(upstream) as client:
        client.send("GET", "/2.0/campaigns")
        assert client.until(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        assert client.answer().status == 200


def test_who_waits_for_100_continue_gets_it_before_the_body_is_sent(upstream: Upstream) -> None:
    with Client(upstream) as client:
        client.send("POST", "/2.0/advocates", expect="100-continue", content_length="4")
        assert client.until(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.socket.sendall(b"a=b&")
        assert client.answer().status == 400


def test_a_connection_is_kept_and_its_requests_are_counted(upstream: Upstream) -> None:
    with Client(upstream) as client:
        for _ in range(3):
            client.send("GET", "/2.0/campaigns")
            assert client.answer().headers["connection"] == "keep-alive"
    assert [call.nth for call in upstream.calls()] == [1, 2, 3]


@pytest.mark.parametrize(("close", "told"), [("said", "close"), ("unsaid", "keep-alive")])
def test_a_connection_may_be_closed_after_each_answer(upstream: Upstream, close: str, told: str) -> None:
    upstream.behave(close=close)
    with Client(upstream) as client:
        client.send("GET", "/2.0/campaigns")
        assert client.answer().headers["connection"] == told
        assert client.more() == b""


def test_a_client_may_end_the_connection(upstream: Upstream) -> None:
    with Client(upstream) as client:
        client.send("GET", "/2.0/campaigns", connection="close")
        assert client.answer().headers["connection"] == "close"
        assert client.more() == b""


def test_a_connection_may_have_to_wait_until_it_is_taken(upstream: Upstream, timer: Timer) -> None:
    upstream.behave(accept_seconds=5)
    with Client(upstream) as first, Client(upstream) as second:
        for client in (first, second):
            client.send("GET", "/2.0/campaigns")
        until(lambda: timer.looks > 2)
        assert upstream.calls() == []
        timer.run()
        assert [first.answer().status, second.answer().status] == [200, 200]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"gzop": True}, "gzop: Unexpected keyword argument"),
        ({"success": "yes"}, "success: Input should be 'number', 'text', 'word' or 'boolean'"),
    ],
)
def test_a_behaviour_that_does_not_exist_is_a_mistake(upstream: Upstream, changes: dict[str, Any], told: str) -> None:
    with pytest.raises(Mistake) as mistake:
        upstream.behave(**changes)
    assert str(mistake.value) == told
    assert upstream.behaviour == Behaviour()

"""Each kind of fault, down to the socket: what it does, what it answers, and whether the call acted."""

import random
import select
import socket
import threading
from typing import Any

import pytest
import requests

from local.sandbox import Sandbox
from local.sandbox.faults import Fault, Faults, parse
from tests.fakes.waiting import PATIENCE_SECONDS
from tests.unit.sandbox.calling import PERSON, Api
from tests.unit.sandbox.serving import Served

REQUEST = (
    b"POST /2.0/advocates HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic ZGVtbzpkZW1v\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 43\r\n\r\n"
    b"campaigns%5B%5D=998&email=ada%40example.org"
)


def advocates(served: Served) -> list[dict[str, Any]]:
    """Who is there, seen past the faults."""
    served.delete_faults()
    found: list[dict[str, Any]] = served.get("/2.0/advocates").json()["data"]
    return found


def connected(served: Served) -> socket.socket:
    return socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE_SECONDS)


def hears_nothing(raw: socket.socket) -> bool:
    """Whether no byte has come, and no end."""
    return select.select([raw], [], [], 0) == ([], [], [])


def last_call(served: Served) -> tuple[str, bool]:
    call = served.calls()[-1]
    return call["outcome"], call["acted"]


def test_status_answers_with_it_and_does_not_act(served: Served) -> None:
    served.control("faults", {"endpoint": "advocates", "kind": "status", "status": 503, "retry_after": 7})
    reply = served.post("/2.0/advocates", data=PERSON)
    assert (reply.status_code, reply.headers["retry-after"]) == (503, "7")
    assert reply.json()["success"] == 0
    assert last_call(served) == ("status 503", False)
    assert advocates(served) == []


def test_a_fault_with_nothing_but_defaults_is_503_everywhere(served: Served) -> None:
    served.control("faults", {})
    assert [served.get(f"/2.0/{endpoint}").status_code for endpoint in ("advocates", "campaigns", "stats")] == [503] * 3


def test_status_200_is_an_empty_reply(served: Served) -> None:
    served.control("faults", {"kind": "status", "status": 200})
    reply = served.post("/2.0/advocates", data=PERSON)
    assert (reply.status_code, reply.content) == (200, b"")
    assert advocates(served) == []


@pytest.mark.parametrize("retry_after", [None, 20, 1.5])
def test_rate_limit_is_429_with_and_without_retry_after(served: Served, retry_after: float | None) -> None:
    served.control("faults", {"kind": "rate_limit", "retry_after": retry_after})
    reply = served.post("/2.0/advocates", data=PERSON)
    assert reply.status_code == 429
    assert reply.headers.get("retry-after") == (None if retry_after is None else f"{retry_after:g}")
    assert advocates(served) == []


@pytest.mark.parametrize("status", [200, 404, 502])
def test_html_answers_a_page_under_any_status(served: Served, status: int) -> None:
    served.control("faults", {"kind": "html", "status": status})
    reply = served.post("/2.0/advocates", data=PERSON)
    assert reply.status_code == status
    assert reply.headers["content-type"].startswith("text/html")
    assert reply.text.startswith("<!DOCTYPE html>")
    assert advocates(served) == []


@pytest.mark.parametrize(("asked", "status"), [(200, 200), (201, 201), (503, 200)])
def test_unsuccessful_is_a_2xx_with_success_0(served: Served, asked: int, status: int) -> None:
    served.control("faults", {"kind": "unsuccessful", "status": asked})
    reply = served.post("/2.0/advocates", data=PERSON)
    assert (reply.status_code, reply.json()["success"]) == (status, 0)
    assert last_call(served) == (f"unsuccessful {status}", False)
    assert advocates(served) == []


@pytest.mark.parametrize(("asked", "status"), [(503, 302), (307, 307)])
def test_redirect_answers_a_3xx_and_does_not_act(served: Served, asked: int, status: int) -> None:
    served.control("faults", {"kind": "redirect", "status": asked})
    reply = served.post("/2.0/advocates", data=PERSON)
    assert (reply.status_code, reply.headers["location"]) == (status, "/2.0/moved")
    assert last_call(served) == (f"redirect {status}", False)
    assert advocates(served) == []


@pytest.mark.parametrize(("kind", "status"), [("status", 404), ("html", 400), ("redirect", 302), ("rate_limit", 429)])
def test_any_answer_can_be_one_of_a_call_that_was_carried_out(served: Served, kind: str, status: int) -> None:
    served.control("faults", {"kind": kind, "status": status, "acts": True})
    assert served.post("/2.0/advocates", data=PERSON).status_code == status
    assert last_call(served) == (f"{kind} 200", True)
    assert len(advocates(served)) == 1


def test_a_reset_can_be_one_of_a_call_that_was_carried_out(served: Served) -> None:
    served.control("faults", {"kind": "reset", "acts": True})
    with pytest.raises(requests.ConnectionError):
        served.post("/2.0/advocates", data=PERSON)
    assert last_call(served) == ("reset 200", True)


def test_drip_acts_and_answers_byte_by_byte(served: Served) -> None:
    served.pauses.asked.clear()
    served.control("faults", {"kind": "drip", "delay": 0.01})
    reply = served.post("/2.0/advocates", data=PERSON)
    assert served.pauses.asked == [0.01] * len(reply.content)
    assert reply.json()["success"] == 1
    assert last_call(served) == ("drip 200", True)


def test_a_caller_of_a_drip_may_leave(served: Served) -> None:
    served.control("faults", {"kind": "drip"})
    served.pauses.hold()
    with socket.create_connection(("127.0.0.1", served.port), timeout=5) as raw:
        raw.sendall(REQUEST)
        assert raw.recv(1) == b"H"
    served.pauses.end()
    assert len(advocates(served)) == 1


def test_reset_resets_the_tcp_connection_without_a_byte_and_does_not_act(served: Served) -> None:
    served.control("faults", {"kind": "reset"})
    with connected(served) as raw:
        raw.sendall(REQUEST)
        with pytest.raises(ConnectionResetError):
            raw.recv(1)
    assert last_call(served) == ("reset", False)
    assert advocates(served) == []


def test_a_reset_shows_in_requests_as_a_connection_error(served: Served) -> None:
    served.control("faults", {"kind": "reset"})
    with pytest.raises(requests.ConnectionError):
        served.post("/2.0/advocates", data=PERSON)


def test_a_kept_connection_can_be_dropped_at_its_second_call(served: Served) -> None:
    served.control("faults", {"endpoint": "campaigns", "kind": "commit_then_timeout"})
    with requests.Session() as session:
        assert (
            session.get(f"{served.url}/2.0/advocates", auth=("demo", "demo"), timeout=PATIENCE_SECONDS).status_code
            == 200
        )
        with pytest.raises(requests.ConnectionError):
            session.get(f"{served.url}/2.0/campaigns", auth=("demo", "demo"), timeout=PATIENCE_SECONDS)
        assert (
            session.get(f"{served.url}/2.0/advocates", auth=("demo", "demo"), timeout=PATIENCE_SECONDS).status_code
            == 200
        )


def test_commit_then_timeout_acts_at_once_waits_and_closes_without_a_byte(served: Served) -> None:
    served.pauses.hold()
    served.control("faults", {"kind": "commit_then_timeout", "delay": 0.5})
    with connected(served) as raw:
        raw.sendall(REQUEST)
        served.wait_for_call()
        assert last_call(served) == ("commit_then_timeout 200", True)
        assert hears_nothing(raw)
        served.pauses.end()
        assert raw.recv(1) == b""
    assert served.pauses.asked == [0.5]
    assert len(advocates(served)) == 1


def test_commit_then_timeout_of_a_refused_call_does_not_count_as_acted(served: Served) -> None:
    served.control("faults", {"kind": "commit_then_timeout"})
    with pytest.raises(requests.ConnectionError):
        served.post("/2.0/advocates", data={"email": "nobody"})
    assert last_call(served) == ("commit_then_timeout 422", False)


def test_latency_waits_then_acts_then_answers(served: Served) -> None:
    served.pauses.hold()
    served.control("faults", {"kind": "latency", "delay": 0.3})
    with connected(served) as raw:
        raw.sendall(REQUEST)
        served.wait_for_call("latency")
        assert last_call(served) == ("latency", False)
        assert hears_nothing(raw)
        served.pauses.end()
        assert raw.recv(12) == b"HTTP/1.1 200"
    assert last_call(served) == ("latency 200", True)
    assert served.pauses.asked == [0.3]


def test_latency_acts_although_the_caller_has_left(served: Served) -> None:
    served.pauses.hold()
    served.control("faults", {"kind": "latency", "delay": 0.3})
    with connected(served) as raw:
        raw.sendall(REQUEST)
        served.wait_for_call("latency")
    assert last_call(served) == ("latency", False)
    served.pauses.end()
    served.wait_for_call("latency 200")
    assert last_call(served) == ("latency 200", True)
    assert len(advocates(served)) == 1


def test_a_late_call_that_a_reset_has_overtaken_never_acts(served: Served) -> None:
    served.pauses.hold()
    served.control("faults", {"kind": "latency", "delay": 0.3})
    with connected(served) as raw:
        raw.sendall(REQUEST)
        served.wait_for_call()
        served.control("reset")
        served.pauses.end()
        assert raw.recv(1) == b""
    assert served.calls() == []
    assert advocates(served) == []


def test_calls_are_logged_in_the_order_of_arrival_though_one_is_late(served: Served) -> None:
    served.pauses.hold()
    served.control("faults", {"endpoint": "campaigns", "kind": "latency", "delay": 0.2})
    slow = threading.Thread(target=served.get, args=("/2.0/campaigns",))
    slow.start()
    served.wait_for_call()
    served.get("/2.0/advocates")
    served.pauses.end()
    slow.join()
    assert [call["path"] for call in served.calls()] == ["/2.0/campaigns", "/2.0/advocates"]


def test_while_one_call_hangs_others_are_answered(served: Served) -> None:
    served.pauses.hold()
    served.control("faults", {"endpoint": "advocates", "method": "POST", "kind": "commit_then_timeout", "delay": 5})
    with connected(served) as raw:
        raw.sendall(REQUEST)
        served.wait_for_call()
        assert served.get("/2.0/campaigns").status_code == 200
        assert hears_nothing(raw)


def test_a_fault_strikes_its_endpoint_and_method_only(served: Served) -> None:
    served.control("faults", {"endpoint": "/2.0/advocates", "method": "post"})
    assert served.post("/2.0/advocates", data=PERSON).status_code == 503
    assert served.get("/2.0/advocates").status_code == 200
    assert served.get("/2.0/campaigns").status_code == 200


def test_a_fault_with_a_count_strikes_so_often(served: Served) -> None:
    served.control("faults", {"endpoint": "advocates", "count": 2})
    assert [served.get("/2.0/advocates").status_code for _ in range(3)] == [503, 503, 200]
    assert served.get("/_sandbox/faults").json() == {"faults": []}


def test_faults_strike_in_the_order_they_were_added(served: Served) -> None:
    served.control("faults", [{"status": 500, "count": 1}, {"status": 502, "count": 1}])
    assert [served.get("/2.0/advocates").status_code for _ in range(3)] == [500, 502, 200]


def test_delete_mends_the_api(served: Served) -> None:
    served.control("faults", {})
    served.delete_faults()
    assert served.get("/2.0/advocates").status_code == 200


def test_a_fault_comes_before_the_credential_is_looked_at(served: Served) -> None:
    served.control("faults", {"status": 502})
    assert served.get("/2.0/advocates", auth=None).status_code == 502


def test_a_probability_is_drawn_for_every_call() -> None:
    faults = Faults(random.Random(1))
    faults.add(Fault(probability=0.25))
    struck = sum(faults.draw("advocates", "POST") is not None for _ in range(4000))
    assert 900 < struck < 1100
    faults.clear()
    faults.add(Fault(probability=0.0))
    assert all(faults.draw("advocates", "POST") is None for _ in range(100))


def test_a_fault_that_does_not_fire_leaves_its_count_and_gives_way_to_the_next() -> None:
    faults = Faults(random.Random(1))
    faults.add(Fault(probability=0.0, count=1))
    faults.add(Fault(status=502))
    drawn = faults.draw("advocates", "GET")
    assert drawn is not None
    assert drawn.status == 502
    assert [fault["count"] for fault in faults.as_json()] == [1, None]


def test_a_fault_is_read_as_the_design_writes_it() -> None:
    content = {
        "endpoint": "*", "method": None, "kind": "status", "status": 503, "probability": 1.0, "count": None,
        "delay": 0.0, "retry_after": None,
    }  # fmt: skip
    assert parse(content) == Fault()


@pytest.mark.parametrize(("email", "status"), [("Ada@Example.org ", 422), ("bob@example.org", 200)])
def test_a_fault_of_one_e_mail_address_strikes_nobody_else(served: Served, email: str, status: int) -> None:
    served.control("faults", {"kind": "status", "status": 422, "email": "ada@example.org"})
    assert served.post("/2.0/advocates", data={**PERSON, "email": email}).status_code == status
    assert served.get("/2.0/advocates", params={"email": email.strip()}).status_code == status
    assert served.get("/2.0/campaigns").status_code == 200


def test_an_e_mail_address_is_text() -> None:
    with pytest.raises(ValueError, match="e-mail address"):
        parse({"email": 5})


def test_faults_are_exchanged_and_those_of_others_keep_what_is_left_of_them() -> None:
    faults = Faults(random.Random(1))
    counted, ours, new = Fault(kind="html", count=2), Fault(kind="reset"), Fault(kind="drip")
    faults.add(counted)
    faults.add(ours)
    assert faults.draw("stats", "GET") == counted
    faults.exchange([ours], [new])
    assert faults.in_force() == [counted, new]
    assert [faults.draw("stats", "GET") for _ in range(2)] == [counted, new]


def test_calls_are_counted_for_ever_and_told_from_one_on(sandbox: Sandbox, api: Api) -> None:
    calls = sandbox.state.calls
    before = calls.ever()
    api.get("campaigns")
    api.get("stats", {"campaignid": "998"})
    assert calls.ever() == before + 2
    assert [call.path for call in calls.since(before + 1)] == ["/2.0/stats"]
    sandbox.reset()
    assert calls.ever() == before + 2
    assert calls.since(0) == []

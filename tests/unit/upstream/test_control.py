"""What other processes see and set: /control/, and the upstream as a process."""

import json
import subprocess
import sys
from typing import Any

import pytest
import requests

from tests.fakes.waiting import PATIENCE_SECONDS
from tests.unit.house.modules import ROOT
from tests.unit.upstream.raw import DEMO, Client, post
from tests.upstream import Upstream

ANN = {"campaigns[]": "998", "email": "ann@example.org"}


def control(upstream: Upstream, what: str, method: str = "GET", content: Any = None) -> Any:
    answer = requests.request(method, f"{upstream.address}/control/{what}", json=content, timeout=PATIENCE_SECONDS)
    answer.raise_for_status()
    return answer.json()


def test_calls_and_people_are_shown(upstream: Upstream) -> None:
    ann = post(upstream, "advocates", ANN).json["advocateid"]
    post(upstream, "connections", {"advocateid": ann, "campaignid": "998", "type[]": "call"})
    post(upstream, "connections", {"advocateid": ann, "campaignid": "998", "type[]": "email", "emailSubject": "Hi"})
    first, second, third = control(upstream, "calls")
    assert (first["arguments"], first["did"]) == (
        {"campaigns": ["998"], "email": "ann@example.org"},
        "advocate created",
    )
    assert [call["acted"] for call in (first, second, third)] == [True, False, True]
    assert [call["number"] for call in (first, second, third)] == [1, 2, 3]
    assert control(upstream, "advocates")[0]["told"]["email"] == "ann@example.org"
    assert control(upstream, "memberships")[0]["campaign"] == 998
    (made,) = control(upstream, "connections")
    assert (made["type"], made["subject"], made["time"]) == ("email", "Hi", 1588452270)


def test_behaviour_and_faults_are_set_and_taken_back(upstream: Upstream) -> None:
    assert control(upstream, "behaviour", "PATCH", {"created_status": 201})["created_status"] == 201
    assert control(upstream, "behaviour")["created_status"] == 201
    fault = {"endpoint": "connections", "kind": "drip", "acts": True, "count": 1}
    assert control(upstream, "faults", "POST", fault)["part"] == "body"
    control(upstream, "faults", "DELETE")
    assert post(upstream, "connections", {}).status == 400
    assert post(upstream, "advocates", ANN).status == 201


def test_a_reset_forgets_all_but_the_behaviour(upstream: Upstream) -> None:
    control(upstream, "behaviour", "PATCH", {"created_status": 201})
    control(upstream, "faults", "POST", {"kind": "html", "endpoint": "campaigns"})
    post(upstream, "advocates", ANN)
    control(upstream, "reset", "POST")
    assert (control(upstream, "calls"), control(upstream, "advocates")) == ([], [])
    assert requests.get(f"{upstream.url}campaigns", auth=DEMO, timeout=PATIENCE_SECONDS).status_code == 200
    assert post(upstream, "advocates", ANN).status == 201


@pytest.mark.parametrize(
    ("method", "what", "body", "told"),
    [
        ("POST", "faults", "{", "the body must be JSON"),
        ("POST", "faults", "[]", "the body must be a JSON object"),
        ("POST", "faults", "{}", "kind: Field required"),
        ("PATCH", "behaviour", '{"gzip": 7}', "gzip: Input should be a valid boolean, unable to interpret input"),
        ("GET", "nothing", "", "there is no GET /control/nothing"),
    ],
)
def test_a_mistake_is_told_in_one_line(upstream: Upstream, method: str, what: str, body: str, told: str) -> None:
    answer = requests.request(method, f"{upstream.address}/control/{what}", data=body, timeout=PATIENCE_SECONDS)
    assert (answer.status_code, answer.json()) == (404 if what == "nothing" else 400, {"error": told})


def test_no_fault_and_no_odd_behaviour_reaches_the_control_endpoint(upstream: Upstream) -> None:
    upstream.behave(gzip=True, chunked=True, close="said")
    upstream.fail(kind="reset", at="unread")
    upstream.fail(kind="html")
    with Client(upstream) as client:
        client.send("GET", "/control/calls")
        assert (client.answer().body, upstream.calls()) == (b"[]", [])


def test_it_listens_on_the_loopback_of_ipv4_only(upstream: Upstream) -> None:
    assert upstream.address.startswith("http://127.0.0.1:")


def test_it_runs_as_a_process_until_it_is_asked_to_stop() -> None:
    command = [sys.executable, "-m", "tests.upstream", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[1].removesuffix("/2.0/")
        assert requests.get(f"{address}/control/calls", timeout=PATIENCE_SECONDS).json() == json.loads("[]")
        process.terminate()
        assert process.wait(PATIENCE_SECONDS) == 0

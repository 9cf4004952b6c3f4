"""The sandbox over HTTP: credentials, encodings, the call log, the controls, restarts and many calls at once."""

import concurrent.futures
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests

from local.background import free_port
from local.sandbox import create_app
from tests.fakes.waiting import PATIENCE_SECONDS, until
from tests.unit.sandbox.calling import PERSON, Clock
from tests.unit.sandbox.serving import Served, serve


def test_a_form_becomes_an_advocate(served: Served) -> None:
    reply = served.post("/2.0/advocates", data={**PERSON, "fields[5365]": "Retirement"})
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "application/json"
    (shown,) = served.get("/2.0/advocates", params={"email": "ada@example.org"}).json()["data"]
    assert shown["id"] == reply.json()["advocateid"]
    assert shown["address"]["zip5"] == "02134"


def test_a_json_object_becomes_an_advocate(served: Served) -> None:
    reply = served.post("/2.0/advocates", json={"campaigns": [998, 999], "email": "ada@example.org"})
    assert reply.json()["success"] == 1


def as_curl_sends(lines: list[str]) -> dict[str, Any]:
    """What curl makes of `-d` arguments: joined by ampersands, nothing encoded."""
    return {"data": "&".join(lines), "headers": {"Content-Type": "application/x-www-form-urlencoded"}}


DOCUMENTED = [
    "firstname=Patrick",
    "lastname=Smith",
    "",
    "email=patrick@example.org",
    "phone=8165550134\n                              ",
    "address1=1800 Baltimore Avenue",
    "zip5=64108",
    "smsOptin=1",
    "emailOptin=1",
    "fields[5365]=Retirement Savings",
]


def test_the_documented_examples_work_as_curl_sends_them(served: Served) -> None:
    create = as_curl_sends(["campaigns[]=998", "campaigns[]=999", *DOCUMENTED])
    advocate = served.post("/2.0/advocates", **create).json()["advocateid"]
    update = as_curl_sends([f"advocateid={advocate}", "campaigns[]=123", *DOCUMENTED])
    assert served.post("/2.0/advocates", **update).json()["advocateid"] == advocate
    connect = as_curl_sends(
        [
            f"advocateid={advocate}",
            "campaignid=123",
            "type[]=tweet",
            "type[]=call",
            "tweetMessage=[@legislator] Please support this bill!",
        ]
    )
    data = served.post("/2.0/connections", **connect).json()["data"]
    assert len(data["ids"]) == len(data["leg"]) == len(data["urls"]) == 2
    (shown,) = served.get("/2.0/advocates").json()["data"]
    assert shown["phones"][0]["address"] == "+18165550134"
    assert shown["fields"][0]["value"] == "Retirement Savings"
    assert [membership["campaignid"] for membership in shown["memberships"]] == [998, 999, 123]


def test_the_next_url_leads_to_this_server(served: Served) -> None:
    pagination = served.get("/2.0/advocates").json()["pagination"]
    assert pagination["next_url"] == f"{served.url}/2.0/advocates?page=2"


@pytest.mark.parametrize("auth", [None, ("demo", "wrong"), ("noone", "demo")])
def test_a_wrong_credential_is_401_in_the_envelope(served: Served, auth: tuple[str, str] | None) -> None:
    reply = served.post("/2.0/advocates", data=PERSON, auth=auth)
    assert reply.status_code == 401
    assert reply.json()["success"] == 0
    assert reply.headers["www-authenticate"].startswith("Basic ")
    (call,) = served.calls()
    assert (call["outcome"], call["acted"]) == ("401", False)


@pytest.mark.parametrize("header", ["Bearer x", "Basic", "Basic ***", "Basic ZGVtbw=="])
def test_an_authorization_that_is_not_basic_is_401(served: Served, header: str) -> None:
    assert served.get("/2.0/advocates", auth=None, headers={"Authorization": header}).status_code == 401


def test_arguments_of_a_write_in_the_url_are_not_read(served: Served) -> None:
    assert served.post("/2.0/advocates", params=PERSON).status_code == 422
    assert served.calls()[0]["form"] == {}


@pytest.mark.parametrize(
    ("body", "media", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"x", "text/plain", 415),
        (b"x", "multipart/form-data", 415),
    ],
)
def test_a_body_that_cannot_be_read_is_4xx_in_the_envelope(
    served: Served, body: bytes, media: str, status: int
) -> None:
    reply = served.post("/2.0/advocates", data=body, headers={"Content-Type": media})
    assert reply.status_code == status
    assert reply.json()["success"] == 0


def test_an_unknown_path_is_404_and_a_wrong_method_405_and_both_are_logged(served: Served) -> None:
    assert served.get("/2.0/advocate").status_code == 404
    assert served.get("/2.0/advocates/").status_code == 404, "no redirects either"
    reply = served.post("/2.0/campaigns")
    assert (reply.status_code, reply.headers["allow"]) == (405, "GET")
    assert [call["outcome"] for call in served.calls()] == ["404", "404", "405"]


def test_the_call_log_is_complete_and_in_order_without_the_controls(served: Served) -> None:
    served.post("/2.0/advocates", data={**PERSON, "campaigns[]": ["998", "999"], "firstname": ""})
    served.post("/2.0/advocates", data={"email": "nobody"})
    served.get("/2.0/advocates", params={"email": "ada@example.org"})
    calls = served.calls()
    assert [set(call) for call in calls] == [{"method", "path", "time", "outcome", "acted", "form"}] * 3
    assert [(c["method"], c["path"], c["outcome"], c["acted"]) for c in calls] == [
        ("POST", "/2.0/advocates", "200", True),
        ("POST", "/2.0/advocates", "422", False),
        ("GET", "/2.0/advocates", "200", False),
    ]
    assert calls[0]["form"] == {**PERSON, "campaigns[]": ["998", "999"], "firstname": ""}
    assert calls[2]["form"] == {"email": "ada@example.org"}


def test_the_call_log_has_the_time_of_each_call(tmp_path: Path) -> None:
    clock = Clock()
    with serve(create_app(tmp_path / "sandbox.sqlite", clock=clock)) as served:
        began = clock.now
        served.get("/2.0/advocates")
        clock.forward(5)
        served.get("/2.0/campaigns")
        assert [call["time"] for call in served.calls()] == [began, began + 5]


def test_a_write_that_changes_nothing_has_acted(served: Served) -> None:
    for _ in range(2):
        served.post("/2.0/advocates", data=PERSON)
    assert [call["acted"] for call in served.calls()] == [True, True]


def test_a_cards_credential_is_masked_in_the_log(served: Served) -> None:
    card = {
        "app_id": "demo",
        "api_key": "demo",
        "campaignid": "998",
        "card": "1",
        "name": "A",
        "email": "a@example.org",
    }
    assert served.post("/2.0/twitter-cards", data=card, auth=None).status_code == 200
    assert served.calls()[0]["form"] == {**card, "app_id": "***", "api_key": "***"}


def test_reset_forgets_state_calls_faults_and_options_but_no_number_comes_again(served: Served) -> None:
    first = served.post("/2.0/advocates", data=PERSON).json()["advocateid"]
    served.control("options", {"upsert": False, "created_status": 201})
    served.control("faults", {"endpoint": "*"})
    assert served.control("reset") == {"reset": True}
    assert served.calls() == []
    assert served.get("/_sandbox/faults").json() == {"faults": []}
    assert served.get("/_sandbox/options").json()["upsert"] is True
    assert served.get("/2.0/advocates").json()["data"] == []
    reply = served.post("/2.0/advocates", data=PERSON)
    assert reply.status_code == 200
    assert reply.json()["advocateid"] > first


def test_yes_subscribes_and_texts_are_shown(served: Served) -> None:
    advocate = served.post("/2.0/advocates", data={**PERSON, "smsOptin": "1"}).json()["advocateid"]
    (text,) = served.get("/_sandbox/texts").json()
    assert (text["phone"], text["advocateid"]) == ("8165550123", advocate)
    assert served.control("yes", {"phone": "+18165550123"}) == {"subscribed": [advocate]}
    assert served.control("expunge", {"advocateid": advocate}) == {"expunged": True}


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("options", {"upset": True}, "unknown option upset"),
        ("options", {"created_status": 204}, "200 or 201"),
        ("options", {"list_lag": -1}, "number of seconds"),
        ("options", {"upsert": "perhaps"}, "true or false"),
        ("options", {"closed": 998}, "list of campaigns' numbers"),
        ("options", {"closed": ["998"]}, "list of campaigns' numbers"),
        ("options", [], "an object"),
        ("faults", {"kind": "explode"}, "kind must be one of"),
        ("faults", {"endpoint": "advocate"}, "endpoint must be one of"),
        ("faults", {"method": "PUT"}, "method must be"),
        ("faults", {"status": 99}, "status must be"),
        ("faults", {"probability": 2}, "probability must be"),
        ("faults", {"count": 0}, "count must be"),
        ("faults", {"delay": "long"}, "delay must be"),
        ("faults", {"retry_after": -1}, "retry_after must be"),
        ("faults", {"kin": "reset"}, "unknown key kin"),
        ("faults", "reset", "a fault is an object"),
        ("yes", {"phone": "555"}, "phone number"),
        ("yes", {}, "give an object with phone"),
    ],
)
def test_a_mistaken_control_is_told_what_to_write_instead(
    served: Served, name: str, content: object, told: str
) -> None:
    reply = served.post(f"/_sandbox/{name}", json=content)
    assert reply.status_code == 422
    assert told in reply.json()["error"]
    assert served.get("/_sandbox/faults").json() == {"faults": []}


def test_a_control_that_is_not_json_is_told_so(served: Served) -> None:
    assert served.post("/_sandbox/faults", data="{").status_code == 422


@pytest.mark.parametrize("headers", [{"Origin": "https://example.org"}, {"Origin": "null"}, {"Host": "example.org"}])
def test_the_controls_and_the_page_are_not_for_other_sites(served: Served, headers: dict[str, str]) -> None:
    assert served.post("/_sandbox/reset", headers=headers).status_code == 403


def test_options_can_be_given_at_the_start_and_a_reset_returns_to_them(tmp_path: Path) -> None:
    with serve(create_app(tmp_path / "sandbox.sqlite", created_status=201)) as served:
        served.control("options", {"created_status": 200})
        served.control("reset")
        assert served.post("/2.0/advocates", data=PERSON).status_code == 201


def test_state_and_calls_survive_a_restart_and_faults_do_not(tmp_path: Path) -> None:
    database = tmp_path / "new folder" / "sandbox.sqlite"
    with serve(create_app(database)) as served:
        advocate = served.post("/2.0/advocates", data=PERSON).json()["advocateid"]
        served.control("faults", {})
        calls = served.calls()
    with serve(create_app(database)) as served:
        assert served.calls() == calls
        assert [entry["id"] for entry in served.get("/2.0/advocates").json()["data"]] == [advocate]


def test_fifty_calls_at_once_are_all_carried_out_and_one_person_stays_one(served: Served) -> None:
    def send(number: int) -> int:
        form = {**PERSON, "email": f"ada{number % 10}@example.org"}
        advocate = served.post("/2.0/advocates", data=form).json()["advocateid"]
        reply = served.post("/2.0/connections", data={"advocateid": advocate, "campaignid": "998", "type[]": "email"})
        assert reply.json()["success"] == 1
        return int(advocate)

    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        advocates = set(pool.map(send, range(50)))
    assert len(advocates) == 10
    assert len(served.calls()) == 100
    assert served.get("/2.0/stats", params={"campaignid": "998"}).json()["connections"] == 150


def test_the_command_serves_api_and_console_and_stops_though_a_call_hangs(
    tmp_path: Path,
) -> None:
    database, port = tmp_path / "sandbox.sqlite", free_port()
    command = [
        sys.executable,
        "-W",
        "error",
        "-m",
        "local.sandbox",
        "--port",
        str(port),
        "--database",
        str(database),
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        served = Served(port)
        until(lambda: _answers(served) or process.poll() is not None)
        assert "Advocate Relay" in served.get("/", auth=None).text
        served.control("faults", {"kind": "latency", "delay": 600})
        with socket.create_connection(("127.0.0.1", port)) as hanging:
            hanging.sendall(b"GET /2.0/campaigns HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            served.wait_for_call()
            process.send_signal(signal.SIGINT)
            output, _ = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 0
        assert output.count("\n") == 1, output
    finally:
        process.kill()
        process.wait()
    if os.name == "posix":
        assert database.stat().st_mode & 0o077 == 0, "the file holds what people typed in"


def _answers(served: Served) -> bool:
    try:
        served.get("/_sandbox/options")
    except requests.ConnectionError:
        return False
    return True


def test_the_log_is_one_json_array(served: Served) -> None:
    assert json.loads(served.get("/_sandbox/calls", auth=None).text) == []

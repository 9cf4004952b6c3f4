"""Leads as Google's webhook posts them, and a card's test: delivered once, tested, refused, corrected."""

import json
from pathlib import Path
from typing import Any

import pytest
import requests

from local import send
from local.background import Background
from local.place import ROOT
from tests.end_to_end.queue_view import Queues
from tests.end_to_end.sandbox_view import Sandbox
from tests.end_to_end.senders import somebody
from tests.end_to_end.test_runbook import Shell
from tests.end_to_end.waits import eventually

HOME = {"STREET_ADDRESS": "1800 Baltimore Avenue", "POSTAL_CODE": "64108"}


@pytest.fixture
def shell(stack: Background, tmp_path: Path) -> Shell:
    return Shell(stack, tmp_path)


def post(stack: Background, columns: dict[str, str], lead_id: str, campaign: int = 998, **more: Any) -> Any:
    """Post a lead as Google does; the answer."""
    told = [{"column_id": column, "string_value": value} for column, value in columns.items()]
    lead = {"lead_id": lead_id, "user_column_data": told, "campaign_id": 20251, "google_key": "demo-google-key"}
    return requests.post(f"{stack.relay_url}/google-lead/{campaign}", json=lead | more, timeout=40)


def test_a_lead_of_googles_becomes_an_advocate_who_writes_once_however_often_it_comes(
    stack: Background, sandbox: Sandbox
) -> None:
    email = somebody()
    who = {"FULL_NAME": "Grace Example", "EMAIL": email, "Which whale is yours?": "Humpback"}
    for _ in range(2):
        answer = post(stack, who | HOME, email, is_test=False)
        assert (answer.status_code, answer.json()["status"]) == (200, "delivered")
        assert answer.json()["connections"] == {"email": "done"}
    (advocate,) = sandbox.advocates(email=email)
    assert (advocate["firstname"], advocate["lastname"]) == ("Grace", "Example")
    assert [membership["campaignid"] for membership in advocate["memberships"]] == [998]
    (made,) = sandbox.made(advocate["id"])
    assert (made["campaignid"], made["p2asource"]) == ("998", "google-ads")
    assert not any("demo-google-key" in str(call) for call in sandbox.calls())


def test_a_test_lead_and_a_wrong_key_reach_nobody(stack: Background, sandbox: Sandbox, queues: Queues) -> None:
    email = somebody()
    tested = post(stack, {"EMAIL": email}, email, is_test=True)
    assert (tested.status_code, tested.json()["status"]) == (200, "test")
    unusable = post(stack, {"FULL_NAME": email}, email, is_test=True)
    assert (unusable.status_code, "email is required" in unusable.json()["message"]) == (200, True)
    assert post(stack, {"EMAIL": email}, email, google_key="a guess").status_code == 401
    assert requests.get(f"{stack.relay_url}/google-lead/998", timeout=40).status_code == 405
    assert sandbox.advocates(email=email) == []
    assert queues.letters_about(email) == []


def test_a_lead_that_can_not_be_used_is_corrected_and_replayed(
    stack: Background, shell: Shell, sandbox: Sandbox
) -> None:
    email = somebody()
    answer = post(stack, {"FULL_NAME": "Grace Example", "EMAIL": email}, email, campaign=997)
    assert (answer.status_code, answer.json()["status"]) == (200, "queued")
    kept = answer.json()["id"]
    (letter,) = eventually(lambda: [each for each in shell.listed("see letters") if each["id"] == kept])
    assert (letter["source"], letter["reason"]) == ("google_lead", "invalid")
    shell.run("correct", before=f"ID={kept} EDITOR='sed -i s/997/998/'")
    assert eventually(lambda: sandbox.advocates(email=email))
    assert post(stack, {"FULL_NAME": "Grace Example", "EMAIL": email}, email).json()["status"] == "delivered"
    assert len(sandbox.advocates(email=email)) == 1


@pytest.mark.parametrize(
    ("name", "status", "said"),
    [
        ("google_lead", 200, "delivered"),
        ("google_lead_questions", 200, "delivered"),
        ("google_lead_test", 200, "test"),
        ("twitter_card_renamed", 200, "delivered"),
        ("twitter_card_platform", 200, "delivered"),
        ("twitter_card_test", 200, "test"),
    ],
)
def test_an_event_is_answered_as_events_readme_says(stack: Background, name: str, status: int, said: str) -> None:
    event = json.loads((ROOT / "events" / f"{name}.json").read_text())
    answer = send.send(send.request_of(event, stack.relay_url), stack.relay_url)
    assert (answer.status, json.loads(answer.body)["status"]) == (status, said)

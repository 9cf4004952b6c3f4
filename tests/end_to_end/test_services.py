"""What servers and form services send, as it comes, becomes an advocate; what is signed counts once, and now."""

import json
import time
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from standardwebhooks import Webhook

from local import send
from local.background import Background
from local.deploy import DEMO_SECRET
from local.place import ROOT
from tests.end_to_end.sandbox_view import Sandbox
from tests.end_to_end.senders import JSON, somebody

(SECRET,) = DEMO_SECRET["webhook_secrets"]
EMAILS = {
    "zapier": "zoe.alvarez",
    "make": "malik.brown",
    "typeform": "tina.chen",
    "gravity_forms": "grace.davis",
    "webflow": "wanda.evans",
    "squarespace": "sam.foster",
    "signed": "sigrid.garcia",
}


@pytest.mark.parametrize("service", EMAILS)
def test_what_a_service_sends_becomes_an_advocate(stack: Background, sandbox: Sandbox, service: str) -> None:
    arrival = json.loads((ROOT / "events" / f"web_form_{service}.json").read_text(encoding="utf-8"))
    made = send.request_of(arrival, stack.relay_url)
    assert send.send(made, stack.relay_url).status == 200
    email = f"{EMAILS[service]}@example.org"
    firstname, lastname = EMAILS[service].title().split(".")
    (advocate,) = sandbox.advocates(email=email)
    assert (advocate["firstname"], advocate["lastname"]) == (firstname, lastname)
    assert [membership["campaignid"] for membership in advocate["memberships"]] == [999]
    (written,) = sandbox.written(email)
    assert written["zip5"] == "02134"


def signed(body: str, key: str, *, seconds_ago: int = 0, secret: str = SECRET) -> dict[str, str]:
    at = datetime.fromtimestamp(int(time.time()) - seconds_ago, UTC)
    signature = Webhook(secret).sign(key, at, body)
    own = {"webhook-id": key, "webhook-timestamp": str(int(at.timestamp())), "webhook-signature": signature}
    return {**JSON, "content-type": "application/json", **own}


def post(stack: Background, body: str, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
    answer = requests.post(f"{stack.relay_url}/signup/998", data=body.encode(), headers=headers, timeout=40)
    return answer.status_code, answer.json()


def test_what_is_signed_counts_once_and_only_now(stack: Background, sandbox: Sandbox) -> None:
    email, key = somebody(), f"msg_{uuid.uuid4().hex}"
    body = json.dumps({"email": email, "firstname": "Ann", "tags": ["Señal"]}, ensure_ascii=False)
    stale = post(stack, body, signed(body, key, seconds_ago=3600))
    forged = post(stack, body.replace("Ann", "Eve"), signed(body, key))
    strange = post(stack, body, signed(body, key, secret=f"whsec_{'A' * 32}"))
    for status, code, (found, answer) in [
        (401, "stale", stale),
        (401, "bad_signature", forged),
        (401, "bad_signature", strange),
    ]:
        assert (found, [error["code"] for error in answer["errors"]]) == (status, [code])
    assert sandbox.written(email) == []
    first = post(stack, body, signed(body, key))
    again = post(stack, body, signed(body, key, seconds_ago=10))
    replayed = post(stack, body, {**signed(body, key), "idempotency-key": "another"})
    assert first[0] == 200
    assert first == again == replayed
    assert len(sandbox.written(email)) == 1

"""A campaign that hands its leads on to the API's own endpoint for cards: each goes there once, and arrives whole."""

import dataclasses
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from local import background
from local.background import Background
from local.outage import Deaths
from local.place import CAMPAIGNS
from tests.end_to_end.queue_view import Queues
from tests.end_to_end.sandbox_view import Sandbox
from tests.end_to_end.senders import CARD, somebody
from tests.end_to_end.waits import eventually

ENDPOINT = "/twitter-cards"
PERHAPS: tuple[dict[str, Any], ...] = (
    {"kind": "commit_then_timeout"},
    {"kind": "reset"},
    {"kind": "reset", "acts": True},
    {"kind": "status", "status": 503},
    {"kind": "html", "status": 404},
)
STRIKES = 12  # more than functions that are running


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Background]:
    """A stack of its own, whose campaigns.toml has the switch."""
    folder = tmp_path_factory.mktemp("stack")
    campaigns = folder / "campaigns.toml"
    table = "[campaigns.998.twitter_card]\n"
    text = CAMPAIGNS.read_text()
    assert table in text
    campaigns.write_text(text.replace(table, table + 'forward = "twitter_card_endpoint"\n'))
    running = background.start(dataclasses.replace(background.place_in(folder), campaigns=campaigns))
    yield running
    assert running.stop() == 0, running.output()


def send(stack: Background, email: str) -> requests.Response:
    lead = CARD | {"email": email, "token": email, "address1": "1 Main St", "zip": "02134", "screen_name": "pat"}
    return requests.post(f"{stack.relay_url}/twitter-card/998", data=lead, timeout=60)


def posts(sandbox: Sandbox, email: str) -> list[dict[str, Any]]:
    return [call for call in sandbox.calls(ENDPOINT) if call["form"].get("email") == email]


def check_arrived(sandbox: Sandbox, queues: Queues, email: str) -> None:
    """One advocate, with all that the lead said, and one e-mail to their legislators."""
    assert eventually(lambda: queues.waiting() == 0)
    (advocate,) = sandbox.advocates(email=email)
    assert (advocate["firstname"], advocate["address"]["zip5"]) == ("Patrick", "02134")
    assert [membership["campaignid"] for membership in advocate["memberships"]] == [998]
    assert len(sandbox.made(advocate["id"])) == 1


def test_a_lead_is_handed_on_with_the_keys_in_the_body(stack: Background, sandbox: Sandbox, queues: Queues) -> None:
    email = somebody()
    answer = send(stack, email)
    assert (answer.status_code, answer.json()["connections"]) == (200, {"email": "done"})
    (post,) = posts(sandbox, email)
    said = {name: post["form"][name] for name in ("card", "name", "screen_name", "campaignid")}
    assert said == {"card": "1o416", "name": "Patrick Stoddart", "screen_name": "pat", "campaignid": "998"}
    assert "demo-card-key" not in str(sandbox.calls())
    check_arrived(sandbox, queues, email)
    assert send(stack, email).status_code == 200  # the same token: nothing is done again
    assert len(posts(sandbox, email)) == 1


@pytest.mark.long
def test_what_may_have_been_taken_is_not_handed_on_again(stack: Background, sandbox: Sandbox, queues: Queues) -> None:
    emails = {somebody(): fault for fault in PERHAPS}
    for email, fault in emails.items():
        sandbox.break_down(endpoint="twitter-cards", email=email, count=1, **fault)
    assert {send(stack, email).status_code for email in emails} == {202}
    for email in emails:
        check_arrived(sandbox, queues, email)
    assert [len(posts(sandbox, email)) for email in emails] == [1] * len(emails)


def test_what_was_surely_not_taken_is_handed_on_later(stack: Background, sandbox: Sandbox, queues: Queues) -> None:
    email = somebody()
    sandbox.break_down(endpoint="twitter-cards", email=email, count=1, kind="rate_limit")
    assert send(stack, email).status_code == 202
    check_arrived(sandbox, queues, email)
    assert [post["acted"] for post in posts(sandbox, email)] == [False, True]


def test_who_is_killed_in_the_middle_hands_nothing_on_again(
    stack: Background, sandbox: Sandbox, queues: Queues
) -> None:
    email = somebody()
    deaths = Deaths(stack.place.emulator)
    sandbox.break_down(endpoint="twitter-cards", email=email, count=1, kind="latency", delay=2)
    with ThreadPoolExecutor(1) as thread:
        sent = thread.submit(send, stack, email)
        eventually(lambda: posts(sandbox, email))
        for _ in range(STRIKES):
            deaths.strike()
        sent.result()
    assert deaths.count
    eventually(lambda: send(stack, email).status_code < 300)  # its sender comes back
    check_arrived(sandbox, queues, email)
    assert len(posts(sandbox, email)) == 1

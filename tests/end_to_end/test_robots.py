"""What keeps robots out of a form, over HTTP on a stack of its own, with the sandbox as the challenge's service."""

import dataclasses
from collections.abc import Iterator

import pytest

from local import background
from local.background import Background
from local.place import ROOT
from tests.end_to_end.sandbox_view import Sandbox
from tests.end_to_end.senders import post_with_token, somebody
from tests.end_to_end.test_texts import taken


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Background]:
    """A stack whose campaign keeps robots out by every means there is."""
    place = background.place_in(tmp_path_factory.mktemp("stack"))
    running = background.start(dataclasses.replace(place, campaigns=ROOT / "events" / "campaigns_robots.toml"))
    yield running
    assert running.stop() == 0, running.output()


def test_who_met_the_challenge_is_delivered_and_a_double_click_is_nothing_new(
    stack: Background, sandbox: Sandbox
) -> None:
    email = somebody()
    replies = [post_with_token(stack, email) for _ in range(2)]
    assert [reply.status_code for reply in replies] == [200, 200]
    assert len({reply.json()["id"] for reply in replies}) == 1
    assert len(sandbox.written(email)) == 1


def test_who_did_not_meet_it_is_asked_once_more(stack: Background, sandbox: Sandbox) -> None:
    reply = post_with_token(stack, email := somebody(), "bad")
    assert (reply.status_code, reply.json()["errors"][0]["code"]) == (422, "challenge_failed")
    assert sandbox.written(email) == []


@pytest.mark.parametrize("token", ["slow", "down"])
def test_a_service_that_is_away_has_the_sign_up_held(stack: Background, token: str) -> None:
    assert post_with_token(stack, email := somebody(), token).status_code == 202
    assert taken(stack, "held", email)["held"] == "challenge"


def test_a_page_that_is_not_listed_is_refused_and_one_that_is_not_named_is_held(stack: Background) -> None:
    reply = post_with_token(stack, somebody(), origin="https://elsewhere.example.com")
    assert (reply.status_code, reply.json()["errors"][0]["code"]) == (403, "origin_not_allowed")
    assert post_with_token(stack, email := somebody(), origin="null").status_code == 202
    assert taken(stack, "held", email)["held"] == "origin"

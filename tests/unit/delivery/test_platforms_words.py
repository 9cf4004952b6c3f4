"""What the platform said to the run that gave up is in its letter, for an operator, and nowhere else."""

import base64
import json
from typing import Any

import pytest

from relay.messages import from_message
from relay.phone2action import Phone2ActionError, Rejected, UnknownOutcome
from relay.stores.secrets import from_secret
from tests.fakes.log import Log
from tests.fakes.relay import World, sign_up
from tests.fakes.settings import CREDENTIALS, DEAD, JOURNAL

CLOSED = Rejected("the API answered 422", status=422, api_error="ann@example.org: campaign is closed")


def letter_of(world: World, error: Phone2ActionError, method: str, **changes: Any) -> dict[str, Any]:
    world.platform.break_down(error, method, count=1)
    world.submit(sign_up(world, correctable=False, **changes))
    world.work_through(minutes=60)
    (letter,) = world.messages(DEAD)
    return letter


@pytest.mark.parametrize(
    ("method", "changes"), [("create_advocate", {}), ("create_connection", {"connect": ("email",)})]
)
def test_a_letter_has_the_endpoint_the_status_and_the_platforms_own_words(
    world: World, log: Log, method: str, changes: dict[str, Any]
) -> None:
    letter = letter_of(world, CLOSED, method, **changes)
    assert letter["reason"] == "rejected"
    assert letter["api"] == {"endpoint": method, "status": 422, "message": "ann@example.org: campaign is closed"}
    assert "campaign is closed" not in "".join(map(str, log.lines)) + str(world.aws.tables[JOURNAL])
    assert from_message(json.dumps(letter))  # it can be replayed as it is


def test_words_that_quote_a_secret_are_left_out_in_whatever_encoding(world: World) -> None:
    key = max(from_secret(world.aws.secrets[CREDENTIALS]).secrets, key=len)
    basic = base64.b64encode(f"app:{key}".encode()).decode()
    letter = letter_of(world, Rejected("", status=400, api_error=f"bad header Basic {basic}"), "create_advocate")
    assert letter["api"] == {
        "endpoint": "create_advocate",
        "status": 400,
        "message": "(left out: it quotes a secret)",
    }


def test_words_without_end_are_cut(world: World) -> None:
    letter = letter_of(world, Rejected("", status=400, api_error="x" * 100_000), "create_advocate")
    assert letter["api"]["message"] == "x" * 500


def test_what_was_made_after_all_is_not_told(world: World) -> None:
    """The e-mail is refused in words of its own; a create that was refused before and then found its person is over."""
    world.platform.create_advocate(1, email="ann@example.org", campaigns=[998])
    world.platform.break_down(CLOSED, "create_advocate", count=1)
    letter = letter_of(
        world, Rejected("", status=404, api_error="no legislator"), "create_connection", connect=("email",)
    )
    assert letter["api"] == {"endpoint": "create_connection", "status": 404, "message": "no legislator"}


def test_a_letter_that_no_answer_led_to_has_no_such_note(world: World) -> None:
    letter = letter_of(world, UnknownOutcome(), "create_connection", connect=("email",))
    assert letter["reason"] == "unverifiable"
    assert "api" not in letter


@pytest.mark.parametrize(("seconds", "named"), [(1.9, []), (2.5, [("create_connection", 2500)])])
def test_a_call_that_took_long_is_named_in_the_log(
    world: World, log: Log, seconds: float, named: list[tuple[str, int]]
) -> None:
    world.platform.slow_down("create_connection", seconds)
    world.submit(sign_up(world, connect=("email",)))
    slow = [line for line in log.lines if line["message"] == "slow call"]
    assert [(line["endpoint"], line["milliseconds"]) for line in slow] == named

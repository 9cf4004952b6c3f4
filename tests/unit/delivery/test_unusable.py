"""A trusted sender's post that can't be used is kept for a person, once, and never told to be lost."""

import pytest

from relay.phone2action.arguments import Problem
from tests.fakes.aws import Fault
from tests.fakes.relay import World, sign_up
from tests.fakes.settings import DEAD, JOURNAL

PROBLEM = Problem("email", "invalid", "must be an e-mail address")


def test_a_trusted_senders_unusable_post_is_kept_as_a_letter(world: World) -> None:
    receipt = world.ingress.unusable.keep("twitter_card", "card=1&email=x", world.clock(), [PROBLEM])
    assert receipt.status == "queued"
    (letter,) = world.messages(DEAD)
    assert (letter["reason"], letter["raw"], letter["detail"]) == (
        "invalid",
        "card=1&email=x",
        "email: invalid",
    )
    assert world.aws.tables[JOURNAL][receipt.id]["state"] == {"S": "dead"}


def test_the_same_unusable_post_is_kept_once_and_a_better_one_is_delivered(world: World) -> None:
    for _ in range(2):
        world.ingress.unusable.keep("twitter_card", "email=ann%40example.org&zip=x", world.clock(), [PROBLEM])
    assert len(world.messages(DEAD)) == 1
    better = sign_up(world, source="twitter_card", natural_key="998 ann@example.org", keyed_by_content=False)
    assert world.submit(better).status == "delivered"


@pytest.mark.parametrize("operation", ["UpdateItem", "SendMessage"])
def test_an_unusable_post_whose_letter_is_not_sure_is_kept_when_it_comes_again(world: World, operation: str) -> None:
    world.aws.faults.append(Fault(operation, "away", count=1))
    world.ingress.unusable.keep("sms", "raw", world.clock(), [PROBLEM])
    world.clock.advance(minutes=1)
    assert world.ingress.unusable.keep("sms", "raw", world.clock(), [PROBLEM]).status == "queued"
    assert len(world.messages(DEAD)) >= 1


def test_an_unusable_post_that_meets_a_running_first_one_is_kept_too(world: World) -> None:
    """The first may die before its letter is written."""
    identity = world.identity.of("sms\ninvalid\nraw")
    world.journal.claim(identity, received_at=1, lease_until=world.clock() + 10_000, reopens_dead=False)
    assert world.ingress.unusable.keep("sms", "raw", world.clock(), [PROBLEM]).status == "queued"
    assert len(world.messages(DEAD)) == 1


def test_with_dynamodb_away_an_unusable_post_is_kept_all_the_same(world: World) -> None:
    world.aws.faults.append(Fault("UpdateItem", "away"))
    assert world.ingress.unusable.keep("sms", "raw", world.clock(), [PROBLEM]).status == "queued"
    assert len(world.messages(DEAD)) == 1


def test_an_unusable_post_is_not_dead_before_its_letter_is_accepted(world: World) -> None:
    world.aws.faults.append(Fault("SendMessage", "away", count=1))
    world.ingress.unusable.keep("sms", "raw", world.clock(), [PROBLEM])
    assert world.aws.tables[JOURNAL][world.identity.of("sms\ninvalid\nraw")]["state"] == {"S": "open"}


def test_an_unusable_post_that_cannot_be_kept_is_not_acknowledged(world: World) -> None:
    world.aws.faults.append(Fault("SendMessage", "away"))
    assert world.ingress.unusable.keep("sms", "raw", world.clock(), [PROBLEM]).status == "unavailable"

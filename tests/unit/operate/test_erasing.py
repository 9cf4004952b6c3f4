"""What was erased is sent to nobody any more, and keeps others from sending it again: by the relay's own worker."""

from dataclasses import replace

import pytest

from operate.erasing import Erased, Forgetting
from relay.phone2action import UnknownOutcome
from relay.stores.table import Table, from_dynamodb
from relay.submission import Submission
from tests.fakes.relay import World, sign_up, unanswered
from tests.fakes.settings import DEAD, JOURNAL, RETRY


@pytest.fixture
def forgetting(world: World) -> Forgetting:
    return Forgetting(Table(world.aws, JOURNAL), world.identity, world.clock, Erased())


def waiting(world: World) -> Submission:
    """A sign-up that waits in the retry queue, with an e-mail to legislators."""
    world.aws.queues.clear()
    submission = sign_up(world, connect=("email",))
    world.platform.break_down(UnknownOutcome(), "create_advocate", count=1)
    assert world.submit(submission).status == "queued"
    assert len(world.messages(RETRY)) == 1
    return submission


def forget(forgetting: Forgetting, world: World, submission: Submission) -> bool:
    return forgetting.forget(world.identity.submission(submission), submission.received_at)


def test_what_waits_is_not_sent_and_goes(world: World, forgetting: Forgetting) -> None:
    submission = waiting(world)
    world.clock.advance(seconds=120)  # a crashed run's lease is over
    assert forget(forgetting, world, submission)
    before = len(world.platform.calls)
    world.work_through(minutes=30)
    assert (world.messages(RETRY), world.messages(DEAD)) == ([], [])
    assert len(world.platform.calls) == before


def test_what_was_never_tried_is_not_sent_either(world: World, forgetting: Forgetting) -> None:
    submission = waiting(world)
    del world.aws.tables[JOURNAL]
    assert forget(forgetting, world, submission)
    world.work_through(minutes=30)
    assert (world.messages(RETRY), world.platform.sent) == ([], [])


def test_another_sign_up_does_not_make_a_contact_again_that_may_have_been_made(
    world: World, forgetting: Forgetting
) -> None:
    first = unanswered(world, acts=True)
    world.clock.advance(seconds=120)
    assert forget(forgetting, world, first)
    world.submit(replace(sign_up(world, connect=("email",)), natural_key="another"))
    world.work_through(minutes=90)
    assert world.platform.sent == [(101, "email")]


def test_one_that_a_run_has_in_hand_is_left_to_it(world: World, forgetting: Forgetting) -> None:
    submission = sign_up(world)
    world.crash(submission, lease_seconds=60)
    assert not forget(forgetting, world, submission)
    assert forgetting.done.running == {world.identity.submission(submission)}
    assert from_dynamodb(world.item(submission))["state"] == "open"
    world.clock.advance(seconds=61)
    assert forget(forgetting, world, submission)


def test_nothing_of_a_person_is_left_and_to_forget_again_changes_nothing(world: World, forgetting: Forgetting) -> None:
    submission = sign_up(world, connect=("email",))
    world.submit(submission)
    assert {"by_email", "advocate", "asked"} <= world.item(submission).keys()
    assert forget(forgetting, world, submission)
    item = from_dynamodb(world.item(submission))
    assert item.keys() == {"id", "state", "conn", "received_at", "unclosed", "ttl", "erased_at"}
    world.clock.advance(seconds=60)
    forgetting.done.submissions.clear()
    assert forget(forgetting, world, submission)
    assert from_dynamodb(world.item(submission)) == item

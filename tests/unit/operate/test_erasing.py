"""What was erased is sent to nobody any more, and keeps others from sending it again: by the relay's own worker."""

import json
from dataclasses import replace

import pytest

from operate import persons
from operate.erasing import Erased, Forgetting
from operate.find import sought
from operate.letters import Letter
from relay.messages import to_message
from relay.phone2action import UnknownOutcome
from relay.stores.table import Table, from_dynamodb
from relay.submission import Submission
from tests.fakes.ids import an_id
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


def test_a_letter_with_the_id_of_another_sign_up_takes_nothing_of_that_one(
    world: World, forgetting: Forgetting
) -> None:
    others = waiting(world)
    mine = replace(others, natural_key="mine", advocate={"email": "ann@example.org"})
    world.clock.advance(seconds=120)
    spoilt = Letter(json.dumps(json.loads(to_message(mine)) | {"id": world.identity.submission(others)}), "m", "r")
    assert forgetting.forget_all_of(spoilt)
    assert forgetting.done.submissions == {world.identity.submission(mine)}
    assert from_dynamodb(world.item(others))["state"] == "open"
    bobs = persons.theirs([sought("bob@example.org")], {world.identity.submission(others)}, world.identity)
    assert not bobs.fits(spoilt)
    assert bobs.fits(Letter(to_message(others), "m", "r"))


def test_a_letter_that_runs_under_the_day_befores_id_takes_that_along(world: World, forgetting: Forgetting) -> None:
    midnight = 1_767_225_600_000
    submission = replace(sign_up(world), keyed_by_content=True, received_at=midnight + 60_000)
    before = replace(submission, received_at=midnight - 60_000)
    letter = Letter(
        json.dumps(json.loads(to_message(submission)) | {"id": world.identity.submission(before)}), "m", "r"
    )
    assert forgetting.forget_all_of(letter)
    assert forgetting.done.submissions == {world.identity.submission(each) for each in (submission, before)}


def test_what_cant_be_read_is_known_by_the_id_that_is_written_there(world: World) -> None:
    assert [*persons.own_ids(Letter(json.dumps({"version": 9, "id": an_id(1)}), "m", "r"), world.identity)] == [
        an_id(1)
    ]
    assert [*persons.own_ids(Letter(json.dumps({"version": 9, "id": "breaker"}), "m", "r"), world.identity)] == []


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

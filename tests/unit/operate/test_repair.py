"""Putting through the queue again what the platform has lost: once, whatever happens, and never anything else."""

import json
import random

import pytest

from operate import repair
from operate.find import identity_of
from operate.reconcile import Compared
from operate.trouble import Trouble
from relay.messages import MESSAGE_VERSION, from_message
from relay.phone2action import NotSent, UnknownOutcome
from relay.submission import ConnectionRequest
from tests.fakes.aws import Fault
from tests.fakes.relay import World, text
from tests.fakes.settings import DEAD, JOURNAL, RETRY
from tests.unit.operate.test_reconcile import LATER, differences, found_in, leave, somebody, told
from tests.unit.operate.worlds import stack_over


def mended(world: World, *send_anyway: str) -> tuple[list[repair.Repair], list[repair.LeftOver]]:
    """Compare, and send what can be mended."""
    stack, made, left = stack_over(world), [], []
    for found in found_in(world):
        more, over = repair.repairs(stack, found, identity_of(stack), send_anyway, now=world.clock())
        made += more
        left += over
    assert list(repair.put_through(stack, made)) == made
    return made, left


def members(world: World) -> dict[int, list[int]]:
    return {one.id: [each.campaignid for each in one.memberships] for one in world.platform.advocates}


@pytest.mark.parametrize("seed", range(8))
def test_what_the_platform_lost_is_restored_once_and_no_message_goes_out(world: World, seed: int) -> None:
    """Repaired by operators who do it again and again, while API, tables and queue fail now and then."""
    rng = random.Random(seed)
    for number in range(9):
        kinds = tuple(kind for kind in ("email", "call") if rng.random() < 0.5)
        somebody(world, number, connect=kinds, campaigns=(998, 1001) if rng.random() < 0.5 else (998,))
    world.clock.advance(minutes=LATER)
    whole, sent = members(world), list(world.platform.sent)
    for one in world.platform.advocates:
        one.memberships = [each for each in one.memberships if rng.random() < 0.4]
    calls = len(world.platform.calls)
    for _ in range(4):
        mended(world)
        if rng.random() < 0.5:
            world.platform.break_down(rng.choice((UnknownOutcome(), NotSent())), acts=rng.random() < 0.5, count=2)
            world.aws.faults.append(Fault("UpdateItem", rng.choice(("away", "lost_answer")), JOURNAL, count=2))
        world.work()
        world.clock.advance(seconds=rng.choice((1, 90, 400)))
    world.platform.mend()
    world.aws.faults.clear()
    world.work_through(minutes=120)
    assert {one: sorted(campaigns) for one, campaigns in members(world).items()} == whole
    assert world.platform.sent == sent
    assert world.messages(RETRY) == world.messages(DEAD) == []
    world.clock.advance(minutes=LATER)
    assert told(world) == []
    written = [
        arguments for name, arguments in world.platform.calls[calls:] if name in {"create_advocate", "update_advocate"}
    ]
    assert {frozenset(arguments) for arguments in written} <= {frozenset({"advocateid", "campaigns"})}


def test_a_repair_is_a_message_that_says_who_and_where_and_nothing_else(world: World) -> None:
    lost = world.identity.submission(somebody(world, 1, connect=("email",)))
    world.clock.advance(minutes=LATER)
    leave(world, 0)
    ((one,), _) = mended(world)
    ((message,), submission) = world.messages(RETRY), from_message(one.message)
    assert message == json.loads(one.message)
    assert message["version"] == MESSAGE_VERSION
    assert (submission.advocate, submission.campaigns, submission.connection) == ({"advocateid": "101"}, (998,), None)
    assert one.id == world.identity.submission(submission) != lost
    assert one.message not in repr(one)


def test_the_same_repair_has_the_same_id_whoever_makes_it_and_whenever(world: World) -> None:
    somebody(world, 1)
    world.clock.advance(minutes=LATER)
    leave(world, 0)
    ((first,), _) = mended(world)
    world.clock.advance(hours=1)
    ((second,), _) = mended(world)
    assert (first.id, len(world.messages(RETRY))) == (second.id, 2)
    world.work_through(minutes=5)
    assert world.platform.methods().count("update_advocate") == 1


def test_what_is_lost_a_second_time_is_repaired_a_second_time(world: World) -> None:
    somebody(world, 1)
    for _ in range(3):
        world.clock.advance(minutes=LATER)
        leave(world, 0)
        assert told(world) == [("not_a_member", "", 101)]
        mended(world)
        world.work_through(minutes=5)
        assert members(world) == {101: [998]}


# Consent -------------------------------------------------------------------------------------------------------------


def opted_out(world: World, **address: str) -> None:
    flag = "smsOptout" if "phone" in address else "emailOptout"
    world.submit(text(world, natural_key=f"out {address}", advocate={**address, flag: "1"}, proof="STOP"))
    world.work_through(minutes=60)


@pytest.mark.parametrize("argument", ["email", "phone"])
def test_who_has_opted_out_since_is_left_to_a_person(world: World, argument: str) -> None:
    person = {"email": "p1@example.org", "phone": "8165550123", "smsOptin": "1", "emailOptin": "1"}
    somebody(world, 1, advocate=person)
    opted_out(world, **{argument: person[argument]})
    world.clock.advance(minutes=LATER)
    leave(world, 0)
    made, (left,) = mended(world)
    assert (made, left.why) == ([], repair.OPTED_OUT)
    assert world.messages(RETRY) == []


def test_who_has_opted_in_again_by_email_is_repaired_without_an_opt_in(world: World) -> None:
    person = {"email": "p1@example.org", "emailOptin": "1"}
    somebody(world, 1, advocate=person)
    opted_out(world, email=person["email"])
    somebody(world, 2, advocate=person)
    world.clock.advance(minutes=LATER)
    leave(world, 0)
    made, left = mended(world)
    assert (len(made), left) == (1, [])
    assert "Optin" not in made[0].message


def test_an_opt_in_is_repaired_as_a_membership_only(world: World) -> None:
    world.submit(text(world))
    world.clock.advance(minutes=LATER)
    leave(world, 0)
    calls = len(world.platform.calls)
    ((one,), _) = mended(world)
    world.work_through(minutes=5)
    assert "phone" not in one.message
    assert members(world) == {101: [998]}
    assert not [arguments for _, arguments in world.platform.calls[calls:] if "smsOptin" in arguments]


# An e-mail, by a word ------------------------------------------------------------------------------------------------


@pytest.fixture
def lost(world: World) -> str:
    """The id of a submission whose e-mail no list shows."""
    return world.identity.submission(somebody(world, 1, connect=("email",)))


def lose(world: World) -> None:
    world.clock.advance(minutes=LATER)
    world.platform.listed.clear()


def test_an_email_that_no_list_shows_is_sent_by_a_word_about_it_only_and_once(world: World, lost: str) -> None:
    lose(world)
    made, (left,) = mended(world)
    assert (made, left.why) == ([], repair.WORDS_ARE_GONE)
    made, (left,) = mended(world, "0" * 32)
    assert (made, left.why) == ([], repair.WORDS_ARE_GONE)
    for _ in range(3):
        ((one,), _) = mended(world, lost)
        assert from_message(one.message).connection == ConnectionRequest(campaign=998, types=("email",))
    world.work_through(minutes=30)
    mended(world, lost)
    world.work_through(minutes=30)
    assert world.platform.sent == [(101, "email")] * 2
    assert told(world) == []


def test_an_email_that_is_lost_again_after_the_word_is_told_again(world: World, lost: str) -> None:
    lose(world)
    ((again,), _) = mended(world, lost)
    world.work_through(minutes=5)
    lose(world)
    (one,) = differences(world)
    assert (one.what, one.id) == ("not_listed", again.id)


def test_a_call_is_never_made_again(world: World) -> None:
    lost = world.identity.submission(somebody(world, 1, connect=("call",)))
    lose(world)
    made, (left,) = mended(world, lost)
    assert (made, left.why) == ([], repair.NO_CALL)


def test_who_has_written_again_since_is_not_spoken_for(world: World, lost: str) -> None:
    lose(world)
    asked = ConnectionRequest(campaign=998, types=("email",), arguments={"emailMessage": "other words"})
    somebody(world, 2, advocate={"email": "p1@example.org"}, connection=asked)
    made, (left,) = mended(world, lost)
    assert (made, left.why) == ([], repair.WRITTEN_AGAIN)


def test_an_email_of_several_campaigns_is_left_to_a_person(world: World) -> None:
    lost = world.identity.submission(somebody(world, 1, connect=("email",), campaigns=(998, 1001)))
    lose(world)
    made, (left,) = mended(world, lost)
    assert (made, left.why) == ([], repair.WHICH_CAMPAIGN)


def test_an_email_of_somebody_who_has_left_is_not_sent(world: World, lost: str) -> None:
    opted_out(world, email="p1@example.org")
    lose(world)
    made, (left,) = mended(world, lost)
    assert (made, left.why) == ([], repair.OPTED_OUT)


# What can't be repaired ----------------------------------------------------------------------------------------------


def test_who_is_gone_or_has_no_address_any_more_is_left_to_a_person(world: World) -> None:
    somebody(world, 1)
    somebody(world, 2)
    world.clock.advance(minutes=LATER)
    del world.platform.advocates[0]
    leave(world, 0)
    world.platform.advocates[0].arguments.clear()
    made, left = mended(world)
    assert (made, {each.difference.advocate: each.why for each in left}) == (
        [],
        {101: repair.NO_MORE, 102: repair.NO_ADDRESS},
    )


def test_what_is_there_twice_is_left_to_a_person(world: World) -> None:
    somebody(world, 1, connect=("email",))
    world.platform.listed *= 2
    world.clock.advance(minutes=LATER)
    made, (left,) = mended(world)
    assert (made, left.why) == ([], repair.TWICE)


def test_a_source_that_this_release_does_not_know_is_left_to_a_person(world: World) -> None:
    somebody(world, 1)
    (item,) = [each for each in world.aws.tables[JOURNAL].values() if "asked" in each]
    item["asked"] = {"S": "postcard 998"}
    world.clock.advance(minutes=LATER)
    leave(world, 0)
    made, (left,) = mended(world)
    assert (made, left.why) == ([], repair.UNKNOWN_SOURCE)


def test_who_went_after_the_repair_was_made_ends_as_a_letter(world: World) -> None:
    somebody(world, 1)
    world.clock.advance(minutes=LATER)
    leave(world, 0)
    ((one,), _) = mended(world)
    world.platform.advocates.clear()
    world.work_through(minutes=5)
    (letter,) = world.messages(DEAD)
    assert (letter["id"], letter["reason"], world.platform.advocates) == (one.id, "rejected", [])


def test_a_repair_that_sqs_does_not_take_is_named_and_sent_the_next_time(world: World) -> None:
    for number in range(12):
        somebody(world, number)
    world.clock.advance(minutes=LATER)
    for number in range(12):
        leave(world, number)
    stack = stack_over(world)
    (found,) = found_in(world)
    made, _ = repair.repairs(stack, found, identity_of(stack), now=world.clock())
    stack.client("sqs").refuses = '"advocateid":"103"'
    sent: list[str] = []
    with pytest.raises(Trouble, match="SQS did not take 1 repairs"):
        sent.extend(each.id for each in repair.put_through(stack, made))
    (refused,) = [each.id for each in made if each.difference.advocate == 103]
    assert (len(sent), refused in sent) == (9, False)
    stack.client("sqs").refuses = "\0"
    mended(world)
    world.work_through(minutes=10)
    assert members(world) == {101 + number: [998] for number in range(12)}
    assert world.platform.methods().count("update_advocate") == 12


def test_addresses_are_in_no_repr(world: World) -> None:
    somebody(world, 1)
    world.clock.advance(minutes=LATER)
    (found,) = found_in(world)
    assert isinstance(found, Compared)
    assert found.addresses == {101: {("email", "p1@example.org")}}
    assert "example.org" not in repr(found)

"""A contact with a legislator is made once, however many submissions of one person ask for it."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from relay.delivery.parts import contact
from relay.phone2action import NotSent, RateLimited, Rejected, UnknownOutcome
from relay.stores.contact_claims import ContactClaims, Holder
from relay.submission import ConnectionRequest, Submission
from tests.fakes.aws import Fault
from tests.fakes.relay import World, sign_up, text
from tests.fakes.settings import DEAD, JOURNAL, RETRY


def again(world: World, kinds: tuple[str, ...] = ("email",), **advocate: Any) -> Submission:
    """The same person's same contacts, as another submission: another spelling, or another address."""
    second = sign_up(world, connect=kinds, natural_key="spelt otherwise")
    return replace(second, advocate={**second.advocate, "email": "Ann@Example.org", **advocate})


def with_message(submission: Submission, **more: Any) -> Submission:
    return replace(submission, advocate={**submission.advocate, "message": "Vote yes", **more}, connection=None)


def conn(world: World, submission: Submission) -> dict[str, str]:
    found = world.item(submission)["conn"]["M"]
    return {kind: state["S"] for kind, state in found.items()}


def contact_item(world: World) -> dict[str, Any]:
    (item,) = (item for key, item in world.aws.tables[JOURNAL].items() if key.startswith("contact:"))
    return item


def replayed(world: World, *, send_anyway: int = 0) -> None:
    """The one dead letter is moved back to the queue."""
    (letter,) = world.messages(DEAD)
    world.aws.queues[DEAD].messages.clear()
    world.intake.queues.retry(json.dumps(letter | {"send_anyway": send_anyway}), delay_seconds=0)


@pytest.mark.parametrize("kind", ["email", "call"])
def test_the_same_contact_in_another_spelling_is_made_once_and_told_as_done(world: World, kind: str) -> None:
    world.submit(sign_up(world, connect=(kind,)))
    second = again(world, (kind,), phone="8165550123", utm_source="x", firstname=" Ann ")
    receipt = world.submit(second)
    assert (receipt.status, receipt.connections) == ("delivered", {kind: "done"})
    assert conn(world, second) == {kind: "other"}
    assert [made for _, made in world.platform.sent] == [kind]
    assert world.submit(second).connections == {kind: "done"}


OTHERS: dict[str, Callable[[Submission], Submission]] = {
    "a partner at the same address": lambda s: replace(s, advocate={**s.advocate, "firstname": "Bob"}),
    "another campaign": lambda s: replace(s, connection=ConnectionRequest(campaign=999, types=("email",))),
    "other words": lambda s: replace(
        s, connection=ConnectionRequest(campaign=998, types=("email",), arguments={"emailMessage": "No"})
    ),
}


@pytest.mark.parametrize("other", OTHERS)
def test_another_contact_is_made_too(world: World, other: str) -> None:
    world.submit(sign_up(world, connect=("email",)))
    world.submit(OTHERS[other](again(world, email="ann@example.org")))
    assert world.platform.sent == [(101, "email")] * 2


def test_words_are_the_same_whatever_the_white_space(world: World) -> None:
    def saying(submission: Submission, words: str) -> Submission:
        request = ConnectionRequest(campaign=998, types=("email",), arguments={"emailMessage": words})
        return replace(submission, connection=request)

    world.submit(saying(sign_up(world), "Vote yes, Jos\u00e9"))
    world.submit(saying(again(world), "Vote  yes,\r\nJose\u0301"))
    assert len(world.platform.sent) == 1


def test_a_message_is_the_same_whatever_the_order_of_its_campaigns(world: World) -> None:
    world.submit(with_message(replace(sign_up(world), campaigns=(998, 999))))
    world.submit(with_message(replace(again(world), campaigns=(999, 998, 999))))
    assert sum("message" in arguments for _, arguments in world.platform.calls) == 1


def test_by_phone_two_texts_that_ask_for_one_call_make_one(world: World) -> None:
    call = ConnectionRequest(campaign=998, types=("call",))
    for number in ("SM1", "SM2"):
        world.submit(text(world, natural_key=number, connection=call))
        world.work_through(minutes=3)
    assert world.platform.sent == [(101, "call")]


def test_a_repetition_of_one_submission_makes_its_own_contact_after_a_failure(world: World) -> None:
    world.platform.break_down(NotSent(), "create_connection", count=1)
    world.submit(sign_up(world, connect=("email",)))
    token = contact_item(world)["token"]
    world.work_through(minutes=5)
    assert world.platform.sent == [(101, "email")]
    assert contact_item(world)["token"] != token


# Who has it ---------------------------------------------------------------------------------------------------------


def test_two_at_once_the_second_waits_for_the_firsts_lease(world: World) -> None:
    second, receipts = again(world), []
    create = world.platform.create_connection

    def meanwhile(*arguments: object, **named: object) -> object:
        world.platform.create_connection = create  # type: ignore[method-assign]
        receipts.append(world.submit(second))
        return create(*arguments, **named)  # type: ignore[arg-type]

    world.platform.create_connection = meanwhile  # type: ignore[assignment,method-assign]
    world.submit(sign_up(world, connect=("email",)))
    assert (receipts[0].status, receipts[0].connections) == ("queued", {"email": "queued"})
    (message,) = world.aws.queues[RETRY].messages
    assert message.visible_at == world.clock() + 38_000  # the first one's lease
    world.work_through(minutes=5)
    assert len(world.platform.sent) == 1
    assert conn(world, second) == {"email": "other"}


def test_a_lease_that_ends_this_very_millisecond_is_still_waited_for(world: World) -> None:
    first = sign_up(world, connect=("email",))
    world.crash(first, lease_seconds=1)  # which pass
    claims(world).claim(contact_key(world, first), Holder(world.identity.submission(first), "x"), received_at=1)
    assert world.submit(again(world)).connections == {"email": "queued"}


def test_what_the_first_made_counts_even_while_it_still_runs(world: World) -> None:
    """Else three submissions with several contacts could wait for one another for ever."""
    first = sign_up(world, connect=("email",))
    world.submit(first)
    item = world.aws.tables[JOURNAL][world.identity.submission(first)]
    item |= {"token": {"S": "a run"}, "lease_until": {"N": str(world.clock() + 38_000)}, "state": {"S": "open"}}
    assert world.submit(again(world)).status == "delivered"


def test_what_the_first_was_refused_the_second_makes(world: World) -> None:
    world.platform.break_down(Rejected(), "create_connection", count=1)
    world.submit(sign_up(world, connect=("email",)))
    second = again(world)
    assert world.submit(second).connections == {"email": "done"}
    assert contact_item(world)["owner"] == {"S": world.identity.submission(second)}
    assert len(world.platform.sent) == 1


def test_the_first_one_replayed_then_learns_that_the_second_made_it(world: World) -> None:
    world.platform.break_down(Rejected(), "create_connection", count=1)
    first = sign_up(world, connect=("email",), source="twitter_card", trusted=True)
    world.submit(first)
    world.submit(again(world))
    replayed(world)
    world.work_through(minutes=5)
    assert len(world.platform.sent) == 1
    assert conn(world, first) == {"email": "other"}
    assert world.messages(DEAD) == []


@pytest.mark.parametrize("marked", [True, False])
def test_what_a_crashed_first_may_have_sent_is_looked_for_and_nothing_else(world: World, marked: bool) -> None:
    first = sign_up(world, connect=("email",))
    world.crash(first, marked=marked, covers=["email"])
    claims(world).claim(contact_key(world, first), Holder(world.identity.submission(first), "x"), received_at=1)
    world.submit(again(world))
    world.work_through(minutes=60)
    assert len(world.platform.sent) == (0 if marked else 1)
    assert [letter["detail"] for letter in world.messages(DEAD)] == (["email: unverifiable"] if marked else [])


def test_what_a_crashed_first_had_sent_is_found_at_its_own_advocate(world: World) -> None:
    world.platform.break_down(UnknownOutcome(), "create_connection", acts=True, count=1)
    world.submit(sign_up(world, connect=("email",)))
    world.aws.queues[RETRY].messages.clear()  # the first one's own run never comes
    second = again(world)
    world.submit(second)
    world.work_through(minutes=14)
    assert "list_connections" not in world.platform.methods()
    world.work_through(minutes=30)
    assert len(world.platform.sent) == 1
    assert conn(world, second) == {"email": "other"}


def test_a_part_outside_the_firsts_mark_is_taken_over(world: World) -> None:
    first = sign_up(world, connect=("email", "call"))
    world.crash(first, marked=True, covers=["call"])
    claims(world).claim(contact_key(world, first), Holder(world.identity.submission(first), "x"), received_at=1)
    assert world.submit(again(world)).connections == {"email": "done"}


def test_an_owner_that_nobody_remembers_leaves_it_to_a_person(world: World) -> None:
    first = sign_up(world, connect=("email",))
    world.submit(first)
    del world.aws.tables[JOURNAL][world.identity.submission(first)]
    world.submit(again(world))
    world.work_through(minutes=5)
    assert len(world.platform.sent) == 1
    assert world.messages(DEAD)[0]["detail"] == "email: unverifiable"


def test_an_operators_word_sends_what_such_an_owner_may_have_sent(world: World) -> None:
    first = sign_up(world, connect=("email",))
    world.submit(first)
    del world.aws.tables[JOURNAL][world.identity.submission(first)]
    world.submit(again(world))
    world.work_through(minutes=5)
    replayed(world, send_anyway=world.clock())
    world.work_through(minutes=5)
    assert len(world.platform.sent) == 2
    assert world.messages(RETRY) == world.messages(DEAD) == []


def test_while_the_lists_are_away_or_ask_to_be_left_alone_it_waits(world: World) -> None:
    world.platform.break_down(UnknownOutcome(), "create_connection", acts=True, count=1)
    world.submit(sign_up(world, connect=("email",)))
    world.aws.queues[RETRY].messages.clear()
    world.platform.break_down(NotSent(), "list_connections")
    world.submit(again(world))
    world.work_through(minutes=60)
    assert world.messages(DEAD) == []
    world.platform.mend()
    world.platform.break_down(RateLimited(retry_after=600), "list_connections", count=1)
    world.work_through(minutes=120)
    assert len(world.platform.sent) == 1
    assert world.messages(DEAD) == world.messages(RETRY) == []


def test_a_list_that_asks_to_be_left_alone_has_the_run_wait_for_so_long(world: World) -> None:
    world.platform.break_down(UnknownOutcome(), "create_connection", acts=True, count=1)
    world.submit(sign_up(world, connect=("email",)))
    world.aws.queues[RETRY].messages.clear()
    world.submit(again(world))
    world.clock.advance(minutes=20)
    world.platform.break_down(RateLimited(retry_after=600), "list_connections", count=1)
    world.work()
    (message,) = world.aws.queues[RETRY].messages
    assert message.visible_at >= world.clock() + 600_000


def test_an_unseen_contact_of_another_is_never_sent_again_whatever_the_operator_chose(world: World) -> None:
    world.reconciler.resend_unseen = True
    world.platform.break_down(UnknownOutcome(), "create_connection", count=1)
    world.submit(sign_up(world, connect=("email",)))
    world.aws.queues[RETRY].messages.clear()
    world.submit(again(world))
    world.work_through(minutes=60)
    assert world.platform.sent == []
    assert world.messages(DEAD)[0]["reason"] == "unverifiable"


def test_only_an_operators_word_sends_what_another_may_have_sent(world: World) -> None:
    world.platform.break_down(UnknownOutcome(), "create_connection", count=1)
    world.submit(sign_up(world, connect=("email",)))
    before = world.clock()
    world.aws.queues[RETRY].messages.clear()
    world.submit(again(world))
    world.work_through(minutes=60)
    for word in (0, before):
        replayed(world, send_anyway=word)
        world.work_through(minutes=60)
        assert world.platform.sent == []
    replayed(world, send_anyway=world.clock())
    world.work_through(minutes=60)
    assert len(world.platform.sent) == 1


def test_an_operators_word_does_not_pass_what_another_made_meanwhile(world: World) -> None:
    """Two dead letters of one contact, both sent anyway."""
    world.platform.break_down(UnknownOutcome(), "create_connection", count=1)
    world.submit(sign_up(world, connect=("email",)))
    world.submit(again(world))
    world.work_through(minutes=60)
    letters = world.messages(DEAD)
    assert len(letters) == 2
    world.aws.queues[DEAD].messages.clear()
    for letter in letters:
        world.intake.queues.retry(json.dumps(letter | {"send_anyway": world.clock()}), delay_seconds=0)
    world.work_through(minutes=60)
    assert len(world.platform.sent) == 1
    assert world.messages(DEAD) == []


# Time ---------------------------------------------------------------------------------------------------------------


def test_after_a_day_it_may_be_made_again(world: World) -> None:
    world.submit(sign_up(world, connect=("email",)))
    world.clock.advance(hours=24, seconds=1)
    world.submit(again(world))
    assert len(world.platform.sent) == 2


def test_one_that_came_within_the_day_and_waited_longer_is_not_made_again(world: World) -> None:
    world.submit(sign_up(world, connect=("email",)))
    second = again(world)
    world.clock.advance(hours=48)
    assert world.submit(second).connections == {"email": "done"}
    assert len(world.platform.sent) == 1
    assert int(contact_item(world)["ttl"]["N"]) > world.clock() // 1000 + 14 * 24 * 3600


def test_a_call_that_another_placed_is_no_call_that_came_too_late(world: World) -> None:
    world.submit(sign_up(world, connect=("call",)))
    second = again(world, ("call",))
    world.clock.advance(minutes=16)
    assert world.submit(second).connections == {"call": "done"}


# Several parts ------------------------------------------------------------------------------------------------------


def test_one_contact_of_anothers_keeps_no_other_from_being_made(world: World) -> None:
    world.submit(sign_up(world, connect=("email",)))
    second = again(world, ("email", "tweet", "call"))
    assert world.submit(second).connections == {"email": "done", "tweet": "done", "call": "done"}
    assert [kind for _, kind in world.platform.sent] == ["email", "tweet", "call"]


def test_a_message_that_another_sent_leaves_the_guests_to_be_said(world: World) -> None:
    world.submit(with_message(sign_up(world)))
    second = with_message(again(world), guests="2")
    world.platform.break_down(NotSent(), "update_advocate", count=1)
    world.submit(second)
    assert conn(world, second) == {}
    world.work_through(minutes=5)
    updates = [given for name, given in world.platform.calls if name == "update_advocate" and "guests" in given]
    assert all("message" not in given for given in updates)
    assert updates[-1]["guests"] == "2"
    assert conn(world, second) == {"update": "other"}
    assert world.submit(second).connections == {"message": "done"}


def test_the_guests_without_the_message_may_be_said_again(world: World) -> None:
    world.submit(with_message(sign_up(world)))
    second = with_message(again(world), guests="2")
    world.platform.break_down(UnknownOutcome(), "update_advocate", count=1)
    assert world.submit(second).status == "queued"
    world.work_through(minutes=30)
    assert conn(world, second) == {"update": "other"}
    assert world.messages(RETRY) == world.messages(DEAD) == []


def test_a_message_of_which_nobody_can_tell_is_left_to_a_person(world: World) -> None:
    world.platform.break_down(UnknownOutcome(), "update_advocate", count=1)
    world.submit(with_message(sign_up(world)))
    world.submit(with_message(again(world)))
    world.work_through(minutes=60)
    assert [letter["detail"] for letter in world.messages(DEAD)] == ["update: unverifiable"] * 2


# DynamoDB -----------------------------------------------------------------------------------------------------------


def claims(world: World) -> ContactClaims:
    return world.parts.delivery.connections.contacts.claims


def contact_key(world: World, submission: Submission) -> str:
    return world.identity.contact(contact(submission, "email"))


@pytest.mark.parametrize("kind", ["away", "lost_answer"])
def test_an_unsure_claim_sends_nothing_of_this_contact(world: World, kind: Any) -> None:
    world.aws.faults.append(Fault("UpdateItem", kind, count=1, spared=1))
    submission = sign_up(world, connect=("email", "call"))
    receipt = world.submit(submission)
    assert receipt.connections == {"email": "queued", "call": "done"}
    world.work_through(minutes=5)
    assert [made for _, made in world.platform.sent] == ["call", "email"]


def test_while_the_owners_item_cannot_be_read_it_waits(world: World) -> None:
    world.submit(sign_up(world, connect=("email",)))
    world.clock.advance(seconds=1)  # the breaker is not asked again
    world.aws.faults.append(Fault("BatchGetItem", "away", count=1))
    assert world.submit(again(world)).status == "queued"
    world.work_through(minutes=5)
    assert len(world.platform.sent) == 1
    assert world.messages(DEAD) == []


def test_a_plain_sign_up_claims_no_contact(world: World) -> None:
    world.submit(sign_up(world, connect=("tweet",)))
    world.submit(replace(sign_up(world, natural_key="guests"), advocate={"email": "b@example.org", "guests": "1"}))
    assert [key for key in world.aws.tables[JOURNAL] if key.startswith("contact:")] == []


def test_persons_without_an_email_and_other_types_are_other_contacts(world: World) -> None:
    request = ConnectionRequest(campaign=998, types=("email", "call"))
    one, two = (text(world, advocate={"phone": phone}, connection=request) for phone in ("8165550123", "8165550124"))
    assert len({contact(submission, kind) for submission in (one, two) for kind in ("email", "call")}) == 4


def test_a_take_over_that_comes_too_late_sends_nothing(world: World) -> None:
    """Between the look at the owner's item and the take-over the owner has run again."""
    world.platform.break_down(Rejected(), "create_connection", count=1)
    world.submit(sign_up(world, connect=("email",)))
    read = world.aws._BatchGetItem

    def read_and_change(request: Any) -> Any:
        contact_item(world)["token"] = {"S": "another run's"}
        return read(request)

    world.aws._BatchGetItem = read_and_change  # type: ignore[method-assign]
    assert world.submit(again(world)).status == "queued"
    assert world.platform.sent == []

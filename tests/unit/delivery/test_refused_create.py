"""A create that is refused although nothing is wrong with it: the person is there already, so they are updated."""

from dataclasses import replace

import pytest

from relay.phone2action import Misrouted, NotSent, Phone2ActionError, Rejected, UnknownOutcome
from tests.fakes.relay import World, sign_up, text
from tests.fakes.settings import DEAD, RETRY


@pytest.mark.parametrize("refused", [Rejected(status=422), Rejected(status=409), Misrouted(status=409)])
def test_somebody_who_comes_back_is_found_and_updated(world: World, refused: Phone2ActionError) -> None:
    world.submit(sign_up(world))
    world.platform.refuses_known = refused
    again = sign_up(world, natural_key="again", campaigns=(999,), connect=("email",))
    receipt = world.submit(again)
    assert (receipt.status, receipt.connections) == ("delivered", {"email": "done"})
    assert world.platform.methods()[1:4] == ["create_advocate", "list_advocates", "update_advocate"]
    assert {m.campaignid for m in world.platform.advocates[0].memberships} == {998, 999}
    assert world.platform.sent == [(101, "email")]


def test_a_returning_person_may_opt_in_by_text(world: World) -> None:
    world.submit(sign_up(world))
    world.platform.refuses_known = Rejected(status=422)
    advocate = {"email": "ann@example.org", "phone": "8165550123", "smsOptin": "1"}
    world.submit(sign_up(world, natural_key="again", advocate=advocate))
    assert world.platform.advocates[0].arguments["smsOptin"] == "1"


def test_newer_profile_data_of_somebody_who_comes_back_are_left_alone(world: World) -> None:
    submission = sign_up(world)
    world.clock.advance(minutes=1)
    world.platform.create_advocate(1, email="ann@example.org", firstname="Anna", campaigns=[999])
    world.platform.refuses_known = Rejected(status=422)
    assert world.submit(submission).status == "delivered"
    assert world.platform.advocates[0].arguments["firstname"] == "Anna"


def test_what_is_wrong_with_a_sign_up_is_told_to_whoever_can_correct_it(world: World) -> None:
    world.platform.break_down(Rejected(status=422), "create_advocate")
    assert world.submit(sign_up(world)).status == "rejected"
    assert world.platform.methods() == ["create_advocate", "list_advocates"]


def test_a_person_with_a_phone_only_is_found_and_updated_too(world: World) -> None:
    world.platform.break_down(Rejected(status=422), "create_advocate", acts=True, count=1)
    assert world.submit(text(world)).status == "delivered"
    assert world.platform.methods() == ["list_advocates", "create_advocate", "list_advocates", "update_advocate"]
    assert world.submit(text(world, natural_key="SM2")).status == "delivered"
    assert len(world.platform.advocates) == 1


def test_a_conflict_waits_for_the_list_to_show_with_whom(world: World) -> None:
    world.platform.list_lag_seconds = 60
    world.submit(sign_up(world))
    world.platform.refuses_known = Rejected(status=409)
    assert world.submit(sign_up(world, natural_key="again", campaigns=(999,))).status == "queued"
    world.work_through(minutes=60)
    assert {m.campaignid for m in world.platform.advocates[0].memberships} == {998, 999}
    assert world.messages(RETRY) == world.messages(DEAD) == []


def test_what_waited_out_an_outage_waits_for_a_list_that_lags_behind_it(world: World) -> None:
    world.platform.list_lag_seconds = 60
    world.platform.refuses_known = Rejected(status=409)
    world.platform.break_down(NotSent())
    again = sign_up(world, natural_key="again", campaigns=(999,))
    world.submit(again)
    world.work_through(minutes=60)
    world.platform.mend()
    world.breaker.call(lambda: None)
    assert [world.submit(each).status for each in (sign_up(world), again)] == ["delivered", "queued"]
    world.work_through(minutes=60)
    assert {m.campaignid for m in world.platform.advocates[0].memberships} == {998, 999}
    assert world.messages(RETRY) == world.messages(DEAD) == []


def test_a_conflict_is_not_taken_for_an_opt_in_although_somebody_has_joined_since(world: World) -> None:
    """Who joined by another way, within the lists' lag, is whom the create met."""
    world.platform.list_lag_seconds = 60
    text_in = text(world)
    world.platform.create_advocate(1, phone="8165550123", campaigns=[998])
    world.platform.break_down(Misrouted(status=409), "create_advocate", count=1)
    assert world.submit(text_in).status == "queued"
    world.work_through(minutes=60)
    assert world.platform.advocates[0].arguments["smsOptin"] == "1"


def test_a_conflict_with_nobody_ends_in_a_persons_hands(world: World) -> None:
    world.platform.break_down(Misrouted(status=409), "create_advocate")
    assert world.submit(sign_up(world)).status == "queued"
    world.work_through(minutes=60)
    assert [letter["reason"] for letter in world.messages(DEAD)] == ["rejected"]


def test_an_answer_that_refuses_nothing_is_no_reason_to_look(world: World) -> None:
    world.platform.break_down(Misrouted(status=404), "create_advocate", count=1)
    assert world.submit(sign_up(world)).status == "queued"
    assert world.platform.methods() == ["create_advocate"]


def test_the_question_after_a_refused_create_may_fail(world: World) -> None:
    world.submit(sign_up(world))
    world.platform.refuses_known = Rejected(status=422)
    world.platform.break_down(UnknownOutcome(), "list_advocates", count=1)
    assert world.submit(sign_up(world, natural_key="again", campaigns=(999,))).status == "queued"
    world.work_through(minutes=60)
    assert {m.campaignid for m in world.platform.advocates[0].memberships} == {998, 999}


def test_who_refuses_the_question_too_has_refused_the_sign_up(world: World) -> None:
    world.platform.break_down(Rejected(status=422))
    assert world.submit(sign_up(world)).status == "rejected"
    assert world.platform.methods() == ["create_advocate", "list_advocates"]


def test_an_update_that_is_refused_looks_for_nobody_else(world: World) -> None:
    submission = sign_up(world)
    named = replace(submission, advocate={**submission.advocate, "advocateid": "77"}, trusted=True, correctable=True)
    assert world.submit(named).status == "rejected"
    assert world.platform.methods() == ["update_advocate"]

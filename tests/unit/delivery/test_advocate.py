"""The advocate is made once, found rather than made twice, and never overwritten with older data."""

from dataclasses import replace
from datetime import timedelta

import pytest

from relay.phone2action import Misrouted, NotSent, Phone2ActionError, RateLimited, Rejected, UnknownOutcome
from relay.submission import ConnectionRequest, Submission
from tests.fakes.relay import World, sign_up, text
from tests.fakes.settings import DEAD, RETRY


def test_a_healthy_first_run_with_an_email_is_one_call(world: World) -> None:
    assert world.submit(sign_up(world)).status == "delivered"
    assert world.platform.methods() == ["create_advocate"]
    assert world.platform.advocates[0].arguments["campaigns"] == [998]
    assert world.platform.advocates[0].arguments["zip5"] == "02134"


def test_without_an_email_the_advocate_is_looked_for_by_phone_first(world: World) -> None:
    world.platform.create_advocate(1, phone="8165550123", campaigns=[999])
    world.submit(text(world))
    assert world.platform.methods()[1:] == ["list_advocates", "update_advocate"]
    assert len(world.platform.advocates) == 1


def test_of_several_advocates_with_one_phone_the_oldest_is_updated(world: World) -> None:
    for email in ("ann@example.org", "bob@example.org"):
        world.platform.create_advocate(1, email=email, phone="8165550123", campaigns=[999])
    world.submit(text(world))
    assert world.platform.calls[-1] == (
        "update_advocate",
        {"phone": "8165550123", "smsOptin": "1", "campaigns": [998], "advocateid": 101},
    )
    assert len(world.platform.advocates) == 2


def test_somebody_with_an_email_is_never_taken_for_another_with_the_same_phone(world: World) -> None:
    world.platform.create_advocate(1, email="bob@example.org", phone="8165550123", campaigns=[999])
    advocate = {"email": "ann@example.org", "phone": "8165550123"}
    world.submit(sign_up(world, advocate=advocate, received_at=world.clock() - 180_000))
    assert [a.arguments["email"] for a in world.platform.advocates] == ["bob@example.org", "ann@example.org"]


def test_a_late_run_looks_first_and_leaves_newer_profile_data_alone(world: World) -> None:
    world.platform.create_advocate(1, email="ann@example.org", firstname="Anna", campaigns=[999])
    old = replace(sign_up(world), received_at=world.clock() - 180_000)
    world.submit(old)
    assert world.platform.methods()[1:] == ["list_advocates", "update_advocate"]
    assert world.platform.advocates[0].arguments["firstname"] == "Anna"
    assert {m.campaignid for m in world.platform.advocates[0].memberships} == {998, 999}


def test_a_late_run_updates_an_advocate_that_was_not_changed_since(world: World) -> None:
    world.platform.create_advocate(1, email="ann@example.org", firstname="A", campaigns=[999])
    world.clock.advance(minutes=10)
    submission = sign_up(world)
    world.clock.advance(minutes=10)
    world.submit(submission)
    assert world.platform.advocates[0].arguments["firstname"] == "Ann"


def test_an_unknown_opt_in_that_acted_does_not_text_the_person_again(world: World) -> None:
    world.platform.break_down(UnknownOutcome(), "create_advocate", acts=True, count=1)
    assert world.submit(text(world)).status == "queued"
    world.work_through(minutes=60)
    assert world.platform.methods() == ["list_advocates", "create_advocate", "list_advocates"]
    assert world.messages(RETRY) == []


def test_an_opt_in_that_may_have_acted_is_repeated_if_only_an_older_membership_shows(world: World) -> None:
    world.platform.create_advocate(1, phone="8165550123", campaigns=[998])
    world.clock.advance(days=1)
    world.platform.break_down(UnknownOutcome(), "update_advocate", count=1)
    world.submit(text(world))
    world.work_through(minutes=60)
    assert world.platform.advocates[0].arguments["smsOptin"] == "1"
    assert world.messages(RETRY) == world.messages(DEAD) == []


def test_one_campaign_joined_by_another_route_is_not_the_whole_opt_in(world: World) -> None:
    world.platform.break_down(UnknownOutcome(), "create_advocate", count=1)
    world.submit(text(world, campaigns=(998, 999)))
    world.clock.advance(minutes=1)
    world.platform.create_advocate(1, phone="8165550123", campaigns=[998])
    world.work_through(minutes=60)
    assert world.platform.advocates[0].arguments["smsOptin"] == "1"


def test_what_crashed_before_its_sign_up_is_not_taken_for_done_by_another_routes_membership(world: World) -> None:
    submission = sign_up(world)
    world.crash(submission)
    world.platform.create_advocate(1, email="ann@example.org", campaigns=[998])
    assert world.submit(submission).status == "delivered"
    assert world.platform.methods()[-1] == "update_advocate"


def test_an_unknown_create_without_an_email_waits_until_the_list_would_show_it(world: World) -> None:
    world.platform.break_down(UnknownOutcome(), "create_advocate", acts=True, count=1)
    world.submit(text(world))
    (message,) = world.aws.queues[RETRY].messages
    assert message.visible_at == world.clock() + 15 * 60_000


def test_a_redelivery_after_an_unknown_create_does_not_make_a_second_advocate(world: World) -> None:
    world.platform.break_down(UnknownOutcome(), "create_advocate", count=1)
    world.submit(text(world))
    world.clock.advance(minutes=14)
    assert world.submit(text(world)).status == "queued"
    assert world.platform.methods().count("create_advocate") == 1
    world.work_through(minutes=60)
    assert world.platform.methods().count("create_advocate") == 2
    assert len(world.platform.advocates) == 1


def test_a_run_that_crashed_may_have_made_an_advocate_without_an_email_too(world: World) -> None:
    submission = text(world)
    world.crash(submission, lease_seconds=60)
    world.clock.advance(minutes=15)
    assert world.submit(submission).status == "queued"
    assert world.platform.advocates == []
    world.clock.advance(minutes=2)
    assert world.submit(submission).status == "delivered"


def test_a_question_that_got_no_answer_is_soon_asked_again(world: World) -> None:
    world.platform.break_down(UnknownOutcome(), "list_advocates", count=1)
    world.submit(text(world))
    (message,) = world.aws.queues[RETRY].messages
    assert message.visible_at == world.clock() + 30_000


def test_three_unknown_opt_ins_are_given_up_for_a_person_to_look_at(world: World) -> None:
    world.platform.break_down(UnknownOutcome(), "create_advocate")
    world.submit(text(world))
    world.work_through(minutes=180)
    assert world.platform.methods().count("create_advocate") == 3
    (letter,) = world.messages(DEAD)
    assert letter["reason"] == "unverifiable"


@pytest.mark.parametrize("status", [302, 400, 404])
def test_opt_ins_that_somebody_answered_in_the_apis_place_are_counted_too(world: World, status: int) -> None:
    """A proxy may answer so after it has handed the request on, and the person was texted each time."""
    world.platform.list_lag_seconds = 1_000_000
    world.platform.break_down(Misrouted(status=status), "create_advocate", acts=True)
    world.submit(text(world))
    world.work_through(minutes=180)
    assert world.platform.methods().count("create_advocate") == 3
    assert [letter["reason"] for letter in world.messages(DEAD)] == ["unverifiable"]


def test_an_opt_in_that_the_api_surely_did_not_carry_out_is_not_counted(world: World) -> None:
    error = Misrouted(status=404)
    error.proves_not_made = True
    world.platform.break_down(error, "create_advocate", count=5)
    world.submit(text(world))
    world.work_through(minutes=180)
    assert world.messages(DEAD) == world.messages(RETRY) == []


def test_a_crashed_run_may_have_texted_the_person_too(world: World) -> None:
    submission = text(world)
    for _ in range(3):
        world.crash(submission)
    world.submit(submission)
    world.work_through(minutes=60)
    assert set(world.platform.methods()) == {"list_advocates"}
    assert world.messages(DEAD)[0]["reason"] == "unverifiable"


def test_a_third_unknown_opt_in_that_shows_in_the_list_is_done(world: World) -> None:
    world.platform.break_down(UnknownOutcome(), "create_advocate", count=2)
    world.platform.break_down(UnknownOutcome(), "create_advocate", acts=True, count=1)
    world.submit(text(world))
    world.work_through(minutes=180)
    assert world.platform.methods().count("create_advocate") == 3
    assert world.messages(RETRY) == world.messages(DEAD) == []


def test_a_person_is_not_texted_again_because_a_connection_must_be_tried_again(world: World) -> None:
    world.platform.break_down(NotSent(), "create_connection", count=1)
    world.submit(replace(text(world), connection=ConnectionRequest(campaign=998, types=("call",))))
    world.work_through(minutes=5)
    assert world.platform.sent == [(101, "call")]
    assert [name for name, arguments in world.platform.calls if "smsOptin" in arguments] == ["create_advocate"]


def test_the_platforms_own_id_may_be_named_and_is_updated(world: World) -> None:
    world.platform.create_advocate(1, email="x@example.org", campaigns=[1])
    submission = sign_up(world)
    world.submit(replace(submission, advocate={**submission.advocate, "advocateid": "101"}, trusted=True))
    assert world.platform.methods() == ["create_advocate", "update_advocate"]
    assert world.platform.advocates[0].arguments["firstname"] == "Ann"


def named(world: World, **advocate: str) -> Submission:
    """A trusted sender's submission for an advocate whom it knows by the platform's id."""
    return sign_up(world, advocate={"email": "ann@example.org", "advocateid": "102", **advocate}, trusted=True)


def test_a_late_run_for_a_named_advocate_looks_at_that_one_and_leaves_newer_data_alone(world: World) -> None:
    for phone in ("8165550123", "8165550124"):
        world.platform.create_advocate(1, phone=phone, campaigns=[999])
        world.platform.advocates[-1].arguments["email"] = "ann@example.org"
    old = replace(named(world, firstname="A"), received_at=world.clock() - 180_000)
    world.submit(old)
    assert world.platform.methods()[2:] == ["list_advocates", "update_advocate"]
    first, second = world.platform.advocates
    assert (len(first.memberships), len(second.memberships)) == (1, 2)
    assert "firstname" not in second.arguments


def test_a_named_advocate_whose_unknown_opt_in_acted_is_not_texted_again(world: World) -> None:
    for _ in range(2):
        world.platform.create_advocate(1, phone="8165550123", campaigns=[999])
    world.platform.advocates[-1].arguments["email"] = "ann@example.org"
    world.platform.break_down(UnknownOutcome(), "update_advocate", acts=True, count=1)
    assert world.submit(named(world, phone="8165550123", smsOptin="1")).status == "queued"
    world.work_through(minutes=60)
    assert world.platform.methods().count("update_advocate") == 1
    assert world.messages(RETRY) == world.messages(DEAD) == []


@pytest.mark.parametrize("error", [Misrouted(status=302), Misrouted(status=400), UnknownOutcome(status=503)])
@pytest.mark.parametrize("email", [{}, {"email": "ann@example.org"}])
def test_whatever_answers_an_opt_in_by_text_that_acted_nobody_is_texted_again(
    world: World, error: Phone2ActionError, email: dict[str, str]
) -> None:
    world.platform.break_down(error, "create_advocate", acts=True, count=1)
    advocate = {"phone": "8165550123", "smsOptin": "1", **email}
    assert world.submit(sign_up(world, advocate=advocate)).status == "queued"
    world.work_through(minutes=60)
    assert [arguments.get("smsOptin") for _, arguments in world.platform.calls].count("1") == 1
    assert world.messages(RETRY) == world.messages(DEAD) == []


def test_an_opt_in_by_text_that_surely_did_not_act_may_be_tried_for_ever(world: World) -> None:
    world.platform.break_down(RateLimited(status=429), "create_advocate", count=5)
    world.submit(text(world))
    world.work_through(minutes=600)
    assert len(world.platform.advocates) == 1
    assert world.messages(RETRY) == world.messages(DEAD) == []


def test_a_question_that_is_refused_refuses_nothing_that_was_asked_for(world: World) -> None:
    world.platform.break_down(NotSent(), "create_connection", count=1)
    submission = sign_up(world, connect=("email",))
    assert world.submit(submission).status == "queued"
    world.clock.advance(minutes=3)
    world.platform.break_down(Rejected(status=400), "list_advocates", count=1)
    assert world.submit(submission).status == "queued"
    world.work_through(minutes=60)
    assert world.platform.sent == [(101, "email")]


def test_somebody_who_is_listed_without_having_the_address_is_somebody_else(world: World) -> None:
    world.platform.create_advocate(1, email="bob@example.org", phone="8165550124", campaigns=[998])
    world.platform.list_everybody()
    world.submit(text(world))
    assert world.platform.methods()[-1] == "create_advocate"
    assert world.platform.advocates[0].arguments["phone"] == "8165550124"


def test_of_several_campaigns_one_joined_since_shows_that_the_opt_in_acted(world: World) -> None:
    world.platform.create_advocate(1, email="ann@example.org", phone="8165550123", campaigns=[998])
    world.clock.advance(hours=24)
    world.platform.break_down(UnknownOutcome(), "create_advocate", acts=True, count=1)
    advocate = {"email": "ann@example.org", "phone": "8165550123", "smsOptin": "1"}
    world.submit(sign_up(world, campaigns=(998, 999), advocate=advocate))
    world.work_through(minutes=60)
    assert [arguments.get("smsOptin") for _, arguments in world.platform.calls].count("1") == 1
    assert world.messages(RETRY) == world.messages(DEAD) == []


def test_an_opt_in_acted_even_if_the_platforms_clock_is_a_few_seconds_behind(world: World) -> None:
    world.platform.break_down(UnknownOutcome(), "create_advocate", acts=True, count=1)
    advocate = {"email": "ann@example.org", "phone": "8165550123", "smsOptin": "1"}
    world.submit(sign_up(world, advocate=advocate))
    (membership,) = world.platform.advocates[0].memberships
    membership.created_at -= timedelta(seconds=4)
    world.work_through(minutes=60)
    assert [arguments.get("smsOptin") for _, arguments in world.platform.calls].count("1") == 1
    assert world.messages(RETRY) == world.messages(DEAD) == []

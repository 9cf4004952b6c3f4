"""At most once per effect: what is sent, what is never sent again, and what the journal says afterwards."""

import json
from dataclasses import replace

import pytest

from relay.journal import Claimed
from relay.outcome import Deadline
from relay.phone2action import (
    CredentialsRejected,
    Misrouted,
    NotSent,
    Phone2ActionError,
    RateLimited,
    Rejected,
    UnknownOutcome,
)
from relay.submission import ConnectionRequest, Submission
from tests.world.aws import Fault
from tests.world.clock import START_MS
from tests.world.relay_world import World, sign_up, text

MIDNIGHT = START_MS + 12 * 60 * 60_000
NOT_MADE = [NotSent(), RateLimited(), Misrouted(), CredentialsRejected()]


def names(errors: list[Phone2ActionError]) -> list[str]:
    return [type(error).__name__ for error in errors]


def crash(world: World, submission: Submission, *, marked: bool = False) -> None:
    """A run that died, after it had set its mark or before; its lease ends now."""
    identity = world.identity.submission(submission)
    claim = world.journal.claim(
        identity, received_at=submission.received_at, lease_until=world.clock(), reopens_dead=True
    )
    if marked:
        assert isinstance(claim, Claimed)
        world.journal.mark(identity, claim.token)
    world.clock.advance(seconds=1)


def slow(world: World, method: str, seconds: float) -> list[float]:
    """Let a method of the platform take its time from now on; the time-outs that it is given."""
    call, timeouts = getattr(world.platform, method), []

    def slowly(timeout: float, **arguments: object) -> object:
        timeouts.append(timeout)
        world.clock.advance(seconds=seconds)
        return call(timeout=timeout, **arguments)

    setattr(world.platform, method, slowly)
    return timeouts


# The advocate


def test_a_healthy_first_run_with_an_email_is_one_call(world: World) -> None:
    assert world.submit(sign_up(world)).status == "delivered"
    assert world.platform.methods() == ["create_advocate"]
    assert world.platform.advocates[0].arguments["campaigns"] == [998]
    assert world.platform.advocates[0].arguments["zip5"] == "02134"


def test_without_an_email_the_advocate_is_looked_for_by_phone_first(world: World) -> None:
    world.submit(text(world))
    world.submit(text(world, natural_key="SM2"))
    assert world.platform.methods() == [
        "list_advocates",
        "create_advocate",
        "list_advocates",
        "update_advocate",
    ]
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
    assert world.messages("retry") == []


def test_an_opt_in_that_may_have_acted_is_repeated_if_only_an_older_membership_shows(world: World) -> None:
    world.platform.create_advocate(1, phone="8165550123", campaigns=[998])
    world.clock.advance(days=1)
    world.platform.break_down(UnknownOutcome(), "update_advocate", count=1)
    world.submit(text(world))
    world.work_through(minutes=60)
    assert world.platform.advocates[0].arguments["smsOptin"] == "1"
    assert world.messages("retry") == world.messages("dead") == []


def test_one_campaign_joined_by_another_route_is_not_the_whole_opt_in(world: World) -> None:
    world.platform.break_down(UnknownOutcome(), "create_advocate", count=1)
    world.submit(text(world, campaigns=(998, 999)))
    world.clock.advance(minutes=1)
    world.platform.create_advocate(1, phone="8165550123", campaigns=[998])
    world.work_through(minutes=60)
    assert world.platform.advocates[0].arguments["smsOptin"] == "1"


def test_what_crashed_before_its_sign_up_is_not_taken_for_done_by_another_routes_membership(world: World) -> None:
    submission = sign_up(world)
    crash(world, submission)
    world.platform.create_advocate(1, email="ann@example.org", campaigns=[998])
    assert world.submit(submission).status == "delivered"
    assert world.platform.methods()[-1] == "update_advocate"


def test_an_unknown_create_without_an_email_waits_until_the_list_would_show_it(world: World) -> None:
    world.platform.break_down(UnknownOutcome(), "create_advocate", acts=True, count=1)
    world.submit(text(world))
    (message,) = world.aws.queues["retry"].messages
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
    identity = world.identity.submission(submission)
    world.journal.claim(identity, received_at=world.clock(), lease_until=world.clock() + 60_000, reopens_dead=False)
    world.clock.advance(minutes=15)
    assert world.submit(submission).status == "queued"
    assert world.platform.advocates == []
    world.clock.advance(minutes=2)
    assert world.submit(submission).status == "delivered"


def test_a_question_that_got_no_answer_is_soon_asked_again(world: World) -> None:
    world.platform.break_down(UnknownOutcome(), "list_advocates", count=1)
    world.submit(text(world))
    (message,) = world.aws.queues["retry"].messages
    assert message.visible_at == world.clock() + 30_000


def test_three_unknown_opt_ins_are_given_up_for_a_person_to_look_at(world: World) -> None:
    world.platform.break_down(UnknownOutcome(), "create_advocate")
    world.submit(text(world))
    world.work_through(minutes=180)
    assert world.platform.methods().count("create_advocate") == 3
    (letter,) = world.messages("dead")
    assert letter["reason"] == "unverifiable"


def test_a_crashed_run_may_have_texted_the_person_too(world: World) -> None:
    submission = text(world)
    for _ in range(3):
        crash(world, submission)
    world.submit(submission)
    world.work_through(minutes=60)
    assert set(world.platform.methods()) == {"list_advocates"}
    assert world.messages("dead")[0]["reason"] == "unverifiable"


def test_a_third_unknown_opt_in_that_shows_in_the_list_is_done(world: World) -> None:
    world.platform.break_down(UnknownOutcome(), "create_advocate", count=2)
    world.platform.break_down(UnknownOutcome(), "create_advocate", acts=True, count=1)
    world.submit(text(world))
    world.work_through(minutes=180)
    assert world.platform.methods().count("create_advocate") == 3
    assert world.messages("retry") == world.messages("dead") == []


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
    assert world.messages("retry") == world.messages("dead") == []


@pytest.mark.parametrize("error", NOT_MADE, ids=names(NOT_MADE))
def test_what_was_surely_not_carried_out_is_queued_and_arrives_later(world: World, error: Phone2ActionError) -> None:
    world.platform.break_down(error)
    assert world.submit(sign_up(world, connect=("email",))).status == "queued"
    world.work_through(minutes=30)
    assert world.platform.sent == []
    world.platform.mend()
    world.work_through(minutes=90)
    assert world.platform.sent == [(101, "email")]
    assert world.messages("retry") == world.messages("dead") == []


def test_a_contact_is_not_repeated_within_a_run_even_with_fresh_credentials(world: World) -> None:
    """There may be no time left for another 20 seconds: the next run has them."""
    world.parts.outside.credentials.current()
    world.platform.break_down(CredentialsRejected(), "create_connection", count=1)
    world.aws.secrets["credentials"] = '{"app_id": "demo", "app_key": "rotated"}'
    assert world.submit(sign_up(world, connect=("email",))).status == "queued"
    assert world.platform.methods().count("create_connection") == 1
    world.work_through()
    assert world.platform.sent == [(101, "email")]


def test_rejected_credentials_are_read_again_and_the_call_repeated_at_once(world: World) -> None:
    world.platform.break_down(CredentialsRejected(), count=1)
    world.submit(sign_up(world))
    assert world.platform.methods() == ["create_advocate"]  # the same credentials again would be rejected again
    world.aws.secrets["credentials"] = '{"app_id": "demo", "app_key": "rotated"}'
    world.platform.break_down(CredentialsRejected(), count=1)
    assert world.submit(sign_up(world, natural_key="another")).status == "delivered"


@pytest.mark.parametrize("error", [CredentialsRejected(), Misrouted()])
def test_what_is_ours_to_mend_is_said_aloud(
    world: World,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    error: Phone2ActionError,
) -> None:
    world.platform.break_down(error)
    world.submit(sign_up(world))
    assert [vars(said)["outcome"] for said in caplog.records if said.message == "api refusal"] == [type(error).__name__]
    metrics = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [metric["kind"] for metric in metrics if "ApiRefusals" in metric] == [type(error).__name__]


def test_without_credentials_nothing_is_sent_and_nothing_counts_as_a_crash(world: World) -> None:
    world.aws.faults.append(Fault("GetSecretValue", "away", target="credentials"))
    assert world.submit(sign_up(world)).status == "queued"
    world.work_through(minutes=120)
    assert world.platform.calls == []
    assert world.messages("dead") == []
    world.aws.faults.clear()
    world.work_through()
    assert len(world.platform.advocates) == 1


# Connections


def test_a_connection_is_marked_in_the_journal_before_it_is_sent(world: World) -> None:
    world.submit(sign_up(world, connect=("email",)))
    writes = [operation for _, operation, _ in world.aws.calls if operation == "UpdateItem"]
    assert writes == ["UpdateItem"] * 3  # claim, mark, close
    world.submit(sign_up(world, natural_key="no connection"))
    writes = [operation for _, operation, _ in world.aws.calls if operation == "UpdateItem"]
    assert len(writes) == 3 + 2


def test_if_the_mark_is_unsure_nothing_is_sent(world: World) -> None:
    submission = sign_up(world, connect=("email",))
    claims = Fault("UpdateItem", "lost_answer", count=0)
    world.aws.faults.append(claims)
    create = world.platform.create_advocate

    def create_then_lose_dynamodb(*arguments: object, **named: object) -> object:
        claims.count = 2  # the mark's two tries
        return create(*arguments, **named)  # type: ignore[arg-type]

    world.platform.create_advocate = create_then_lose_dynamodb  # type: ignore[assignment,method-assign]
    assert world.submit(submission).status == "queued"
    assert world.platform.sent == []


def test_the_mark_is_set_when_the_connection_leaves_not_after_it(world: World) -> None:
    submission = sign_up(world, connect=("email",))
    create, marked = world.platform.create_connection, []

    def look_and_create(*arguments: object, **named: object) -> object:
        marked.append("sending" in world.item(submission))
        return create(*arguments, **named)  # type: ignore[arg-type]

    world.platform.create_connection = look_and_create  # type: ignore[assignment,method-assign]
    world.submit(submission)
    assert marked == [True]


def test_a_run_that_was_overtaken_sends_nothing(world: World) -> None:
    """Its host stood still for longer than its lease, and another run has taken the submission over."""
    submission = sign_up(world, connect=("email",))
    create = world.platform.create_advocate

    def create_and_be_overtaken(*arguments: object, **named: object) -> object:
        made = create(*arguments, **named)  # type: ignore[arg-type]
        world.aws.tables["journal"][world.identity.submission(submission)]["token"] = {"S": "another run's"}
        return made

    world.platform.create_advocate = create_and_be_overtaken  # type: ignore[assignment,method-assign]
    assert world.submit(submission).status == "queued"
    assert world.platform.sent == []
    assert world.item(submission)["token"] == {"S": "another run's"}


def test_a_tweets_link_may_be_asked_for_again(world: World) -> None:
    world.platform.break_down(UnknownOutcome(), "create_connection", count=1)
    world.submit(sign_up(world, connect=("tweet",)))
    world.work_through()
    assert world.platform.sent == [(101, "tweet")]
    assert world.messages("dead") == []


def test_one_part_given_up_does_not_keep_the_others_from_being_made(world: World) -> None:
    world.platform.break_down(UnknownOutcome(), "create_connection", count=1)
    world.submit(sign_up(world, connect=("email", "tweet")))
    world.work_through()
    assert world.platform.sent == [(101, "tweet")]
    assert world.messages("dead")[0]["detail"] == "email: unverifiable, tweet: done"


def test_one_part_without_an_answer_says_nothing_of_the_others(world: World) -> None:
    world.platform.break_down(UnknownOutcome(), "create_connection", acts=True, count=1)
    submission = sign_up(world, connect=("email", "call"))
    world.submit(submission)
    world.work_through(minutes=5)
    assert world.platform.sent == [(101, "email"), (101, "call")]
    world.work_through(minutes=60)
    assert world.item(submission)["conn"] == {"M": {"email": {"S": "done"}, "call": {"S": "done"}}}
    assert world.messages("retry") == world.messages("dead") == []


def test_one_part_refused_is_not_tried_again_while_another_waits_and_does_not_end_its_wait(world: World) -> None:
    world.platform.break_down(Rejected(), "create_connection", count=1)
    world.platform.break_down(NotSent(), "create_connection", count=1)
    receipt = world.submit(sign_up(world, connect=("email", "call")))
    assert (receipt.status, receipt.connections) == ("queued", {"email": "rejected", "call": "queued"})
    world.work_through(minutes=10)
    assert world.platform.sent == [(101, "call")]
    assert world.messages("dead")[0]["detail"] == "call: done, email: rejected"


def test_one_part_given_up_does_not_end_anothers_wait(world: World) -> None:
    world.platform.break_down(UnknownOutcome(), "create_connection", count=1)
    world.submit(sign_up(world, connect=("email", "tweet")))
    world.platform.break_down(NotSent(), "create_connection")
    world.work_through(minutes=30)
    assert world.messages("dead") == []
    world.platform.mend()
    world.work_through()
    assert [letter["detail"] for letter in world.messages("dead")] == ["email: unverifiable, tweet: done"]


def test_what_one_part_needs_again_is_not_sent_for_what_is_done(world: World) -> None:
    submission = sign_up(world, connect=("email", "call"))
    slow(world, "create_connection", 4)
    assert world.submit(submission, budget_seconds=3).connections == {"email": "done", "call": "queued"}
    world.work_through(minutes=5)
    assert world.platform.sent == [(101, "email"), (101, "call")]


def test_what_a_part_did_before_a_later_crash_stays_known(world: World) -> None:
    """Whatever the list says: only what a crashed run may have sent is in doubt."""
    submission = sign_up(world, connect=("email", "call"))
    slow(world, "create_connection", 4)
    world.submit(submission, budget_seconds=3)
    crash(world, submission, marked=True)
    world.platform.listed.clear()
    world.work_through(minutes=60)
    assert world.platform.sent == [(101, "email")]
    assert world.messages("dead")[0]["detail"] == "call: unverifiable, email: done"


def test_a_crash_after_the_mark_leaves_what_may_have_been_sent_to_a_person(world: World) -> None:
    submission = sign_up(world, connect=("email",))
    claimed = world.journal.claim(
        world.identity.submission(submission),
        received_at=world.clock(),
        lease_until=world.clock() + 1000,
        reopens_dead=False,
    )
    world.journal.mark(world.identity.submission(submission), claimed.token)  # type: ignore[union-attr]
    world.clock.advance(seconds=30)
    world.submit(submission)
    world.work_through()
    assert world.platform.sent == []
    assert world.messages("dead")[0]["reason"] == "unverifiable"


def test_a_crash_before_the_mark_is_simply_tried_again(world: World) -> None:
    submission = sign_up(world, connect=("email",))
    world.journal.claim(
        world.identity.submission(submission),
        received_at=world.clock(),
        lease_until=world.clock() + 1000,
        reopens_dead=False,
    )
    world.clock.advance(seconds=30)
    world.submit(submission)
    assert world.platform.sent == [(101, "email")]


def test_no_connection_is_begun_that_could_outlast_the_lease(world: World) -> None:
    receipt = world.submit(sign_up(world, connect=("email",)), budget_seconds=8, kill_seconds=14)
    assert (receipt.status, world.platform.sent) == ("queued", [])
    world.work_through()
    assert world.platform.sent == [(101, "email")]


def test_a_run_that_has_no_time_for_a_connection_does_not_mark_one(world: World) -> None:
    """A mark in vain would cost a connection if the run then died."""
    submission = sign_up(world, connect=("email",))
    world.submit(submission, budget_seconds=8, kill_seconds=14)
    assert [operation for _, operation, _ in world.aws.calls].count("UpdateItem") == 2  # claim, close


def test_no_connection_is_begun_when_the_senders_patience_is_over(world: World) -> None:
    slow(world, "create_advocate", 4)
    assert world.submit(sign_up(world, connect=("email",)), budget_seconds=3).status == "queued"
    assert world.platform.sent == []


def test_a_connection_has_its_whole_time_and_an_advocates_call_only_the_senders_patience(world: World) -> None:
    upserts, connections = (slow(world, method, 0) for method in ("create_advocate", "create_connection"))
    world.submit(sign_up(world, connect=("email",)), budget_seconds=3)
    assert (upserts, connections) == ([3.0], [20.0])


def test_no_call_about_the_advocate_is_begun_that_could_outlast_the_function(world: World) -> None:
    assert world.submit(sign_up(world), budget_seconds=8, kill_seconds=6).status == "queued"
    assert world.platform.calls == []


@pytest.mark.parametrize(("mark_seconds", "breaker_seconds"), [(10, 0), (6, 6)])
def test_nothing_is_sent_by_a_run_that_was_slow_on_its_way_to_the_sending(
    world: World, mark_seconds: int, breaker_seconds: int
) -> None:
    world.aws.faults += [
        Fault("UpdateItem", "slow", count=1, seconds=mark_seconds, spared=1),
        Fault("BatchGetItem", "slow", count=1, seconds=breaker_seconds, spared=1),
    ]
    submission = sign_up(world, connect=("email",))
    assert world.submit(submission, budget_seconds=28).status == "queued"
    assert world.platform.sent == []
    assert world.item(submission)["conn"] == {"M": {}}
    world.work_through()
    assert world.platform.sent == [(101, "email")]


def test_a_call_is_not_placed_later_than_a_quarter_of_an_hour(world: World) -> None:
    world.platform.break_down(NotSent())
    world.submit(sign_up(world, connect=("call",)))
    world.clock.advance(minutes=16)
    world.platform.mend()
    world.work_through()
    assert world.platform.sent == []
    assert world.messages("dead")[0]["detail"] == "call: expired"


def test_a_calls_quarter_of_an_hour_begins_with_the_first_receipt(world: World) -> None:
    world.platform.break_down(NotSent(), "create_connection", count=1)
    world.submit(sign_up(world, connect=("call",)))
    world.clock.advance(minutes=16)
    world.submit(sign_up(world, connect=("call",)))
    assert world.platform.sent == []


def test_a_refused_connection_stays_refused_until_a_person_replays_it(world: World) -> None:
    world.platform.break_down(Rejected(), "create_connection")
    receipt = world.submit(sign_up(world, connect=("email", "tweet"), source="twitter_card", trusted=True))
    assert (receipt.status, receipt.connections) == ("delivered", {"email": "rejected", "tweet": "rejected"})
    world.platform.mend()
    world.work_through()
    assert world.platform.sent == []
    (letter,) = world.aws.queues["dead"].messages
    world.intake.queues.retry(letter.body, delay_seconds=0)  # what a redrive does
    world.work()
    assert world.platform.sent == [(101, "email"), (101, "tweet")]


def test_a_letter_to_a_legislator_that_takes_an_update_is_sent_once(world: World) -> None:
    submission = sign_up(world)
    letter = replace(submission, advocate={**submission.advocate, "message": "Vote yes", "guests": "2"})
    world.platform.break_down(UnknownOutcome(), "update_advocate", acts=True, count=1)
    world.submit(letter)
    world.work_through()
    assert world.platform.methods().count("update_advocate") == 1
    assert world.messages("dead")[0]["detail"] == "update: unverifiable"


def test_guests_alone_may_be_said_twice(world: World) -> None:
    submission = sign_up(world)
    world.platform.break_down(UnknownOutcome(), "update_advocate", count=1)
    world.submit(replace(submission, advocate={**submission.advocate, "guests": "2"}))
    world.work_through()
    assert world.platform.advocates[0].arguments["guests"] == "2"
    assert world.messages("dead") == []


def test_each_type_carries_only_its_own_texts_and_the_advocates_source(world: World) -> None:
    arguments = {"emailSubject": "S", "emailMessage": "M", "tweetMessage": "T"}
    submission = sign_up(world)
    world.submit(
        replace(
            submission,
            advocate={**submission.advocate, "p2asource": "site", "utm_source": "u"},
            connection=ConnectionRequest(campaign=998, types=("email", "tweet"), arguments=arguments),
        )
    )
    email, tweet = (arguments for name, arguments in world.platform.calls if name == "create_connection")
    shared = {"advocateid": 101, "campaignid": 998, "p2asource": "site", "utm_source": "u"}
    assert email == shared | {"type": ["email"], "emailSubject": "S", "emailMessage": "M"}
    assert tweet == shared | {"type": ["tweet"], "tweetMessage": "T"}


# What is known from before


def test_after_five_crashes_it_is_poison_and_not_run(world: World) -> None:
    submission = sign_up(world)
    for _ in range(5):
        world.journal.claim(
            world.identity.submission(submission),
            received_at=world.clock(),
            lease_until=world.clock() + 1000,
            reopens_dead=False,
        )
        world.clock.advance(seconds=2)
    world.submit(submission)
    world.work_through()
    assert world.platform.calls == []
    assert world.messages("dead")[0]["reason"] == "poison"


def test_a_submission_whose_journal_item_may_have_expired_is_not_run_blind(world: World) -> None:
    submission = sign_up(world, connect=("email",))
    world.clock.advance(days=26)
    world.submit(submission)
    world.work_through()
    assert world.platform.sent == []
    assert world.messages("dead")[0]["reason"] == "unverifiable"


def test_a_claim_does_not_make_a_submission_whose_item_may_have_expired_a_known_one(world: World) -> None:
    submission = sign_up(world, connect=("email",))
    world.clock.advance(days=26)
    crash(world, submission)
    world.submit(submission)
    world.work_through()
    assert world.platform.sent == []
    assert world.messages("dead")[0]["reason"] == "unverifiable"


def test_just_after_midnight_nothing_is_sent_while_the_day_before_cannot_be_read(world: World) -> None:
    world.clock.now = MIDNIGHT + 60_000
    world.aws.faults.append(Fault("BatchGetItem", "away"))
    assert world.submit(sign_up(world, connect=("email",))).status == "queued"
    assert world.platform.calls == []


@pytest.mark.parametrize("first", [0, 1], ids=["in order", "out of order"])
def test_a_double_click_over_midnight_is_one_submission_in_whatever_order_it_is_run(world: World, first: int) -> None:
    world.clock.now = MIDNIGHT - 1_000
    copies = [sign_up(world, connect=("email",), received_at=MIDNIGHT + after) for after in (-1_000, 1_000)]
    world.clock.advance(minutes=30)
    for copy in (copies[first], copies[1 - first]):
        world.aws.call("sqs", "SendMessage", {"QueueUrl": "retry", "MessageBody": copy.to_message()})
        world.work()
    assert world.platform.sent == [(101, "email")]
    assert world.messages("retry") == []


def test_with_dynamodb_away_nothing_is_called_and_the_submission_waits(world: World) -> None:
    fault = Fault("UpdateItem", "away")
    world.aws.faults.append(fault)
    assert world.submit(sign_up(world, connect=("email",))).status == "queued"
    world.work_through(minutes=30)
    assert world.platform.calls == []
    world.aws.faults.clear()
    world.work_through(minutes=90)
    assert world.platform.sent == [(101, "email")]


def test_a_claim_whose_answer_was_lost_is_not_a_second_run(world: World) -> None:
    """MemoryAws has no retries of its own, so the loss shows as unsure: the submission waits, and is made once."""
    world.aws.faults.append(Fault("UpdateItem", "lost_answer", count=1))
    assert world.submit(sign_up(world, connect=("email",))).status == "queued"
    world.work_through()
    assert world.platform.sent == [(101, "email")]


# Consent


def test_a_membership_made_by_another_route_does_not_swallow_the_submission(world: World) -> None:
    world.platform.break_down(NotSent(), count=1)
    submission = sign_up(world)
    world.submit(replace(submission, advocate={**submission.advocate, "emailOptin": "1", "tags": ["whales"]}))
    world.clock.advance(seconds=5)
    world.platform.create_advocate(1, email="ann@example.org", campaigns=[998])
    world.work_through()
    name, arguments = world.platform.calls[-1]
    assert (name, arguments["emailOptin"]) == ("update_advocate", "1")


def test_a_wait_that_an_error_page_asks_for_is_kept(world: World) -> None:
    world.platform.break_down(UnknownOutcome(retry_after=600))
    world.submit(sign_up(world))
    assert world.aws.queues["retry"].messages[0].visible_at == world.clock() + 600_000


def test_a_wait_that_the_api_asks_for_after_a_connection_is_kept(world: World) -> None:
    world.platform.break_down(RateLimited(retry_after=600, status=429), "create_connection")
    world.submit(sign_up(world, connect=("email",)))
    assert world.aws.queues["retry"].messages[0].visible_at == world.clock() + 600_000


def test_an_opt_in_is_on_record_before_it_leaves(world: World) -> None:
    world.platform.break_down(NotSent())
    world.submit(text(world))
    (record,) = world.aws.tables["consent"].values()
    assert record["in_at"] == {"N": str(world.clock())}
    assert record["evidence"]["M"]["proof"] == {"S": "JOIN"}


def test_while_consent_cannot_be_recorded_no_opt_in_leaves(world: World) -> None:
    world.aws.faults.append(Fault("UpdateItem", "away", target="consent"))
    assert world.submit(text(world)).status == "queued"
    assert world.platform.calls == []


def test_a_suppressed_phones_opt_in_is_held(world: World) -> None:
    world.intake.hold(text(world, natural_key="SM1", advocate={"phone": "8165550123"}), "stop_like")
    receipt = world.submit(text(world, natural_key="SM2"))
    assert receipt.status == "held"
    assert [message["held"] for message in world.messages("held")] == ["stop_like", "suppressed"]
    assert world.platform.calls == []


def test_a_deadline_allows_only_what_surely_ends_in_time() -> None:
    deadline = Deadline(kill_at=20_000, budget_until=3_000)
    assert deadline.allows(0, 19.9)
    assert not deadline.allows(0, 20)
    assert deadline.lease_until == 30_000

"""Acknowledged means durable."""

from dataclasses import replace

import pytest

from relay.delivery.receipt import Receipt
from relay.phone2action import InvalidRequest, NotSent, RateLimited, Rejected, UnknownOutcome
from relay.phone2action.arguments import Problem
from tests.fakes.aws import Fault
from tests.fakes.relay import World, sign_up, text
from tests.fakes.settings import CONSENT, DEAD, HELD, JOURNAL, RETRY


def test_a_delivered_submission_is_done_in_the_journal(world: World) -> None:
    submission = sign_up(world)
    receipt = world.submit(submission)
    assert receipt.id == world.identity.submission(submission)
    assert world.item(submission)["state"] == {"S": "done"}
    assert "token" not in world.item(submission)


def test_no_personal_data_is_in_the_tables(world: World) -> None:
    world.submit(sign_up(world, connect=("email",)))
    world.submit(text(world))
    content = repr(world.aws.tables)
    for private in ("ann", "Ann", "02134", "8165550123", "SM0123"):
        assert private not in content


def test_a_repeated_submission_has_no_second_effect_and_learns_the_state(world: World) -> None:
    first = world.submit(sign_up(world, connect=("email",)))
    second = world.submit(sign_up(world, connect=("email",)))
    assert (second.status, second.id, second.connections) == ("delivered", first.id, {"email": "done"})
    assert world.platform.methods() == ["create_advocate", "create_connection"]


def test_a_repeated_submission_gets_its_tweets_link_again(world: World) -> None:
    world.submit(sign_up(world, connect=("tweet",)))
    assert world.submit(sign_up(world, connect=("tweet",))).tweet_url == "https://example.org/tweet"
    world.platform.break_down(NotSent())
    assert world.submit(sign_up(world, connect=("tweet",))).tweet_url == ""


def test_a_repetitions_link_to_tweet_is_not_asked_for_where_there_is_no_time_for_it(world: World) -> None:
    world.submit(sign_up(world, connect=("tweet",)))
    receipt = world.submit(sign_up(world, connect=("tweet",)), kill_seconds=5.5)
    assert (receipt.status, receipt.tweet_url) == ("delivered", "")
    assert len(world.platform.sent) == 1


def test_a_repetitions_link_to_tweet_does_not_try_whether_the_api_is_back(world: World) -> None:
    world.submit(sign_up(world, connect=("tweet",)))
    world.platform.break_down(NotSent(), "create_advocate", count=1)
    world.submit(sign_up(world, natural_key="b"))
    world.clock.advance(seconds=30)
    assert world.submit(sign_up(world, connect=("tweet",))).tweet_url == ""
    assert len(world.platform.sent) == 1


def test_an_advocate_that_breaks_a_rule_of_the_client_is_refused_and_its_sender_learns_why(world: World) -> None:
    problem = Problem("zip5", "format", "must be five digits")
    world.platform.break_down(InvalidRequest([problem]), "create_advocate")
    receipt = world.submit(sign_up(world))
    assert (receipt.status, receipt.problems) == ("rejected", (problem,))


def test_what_nobody_took_is_free_for_its_sender_to_bring_again(world: World) -> None:
    world.aws.faults.append(Fault("SendMessage", "away", count=1))
    world.platform.break_down(UnknownOutcome(status=503), count=1)
    submission = sign_up(world)
    assert world.submit(submission).status == "unavailable"
    assert "token" not in world.item(submission)
    assert world.submit(submission).status == "delivered"


def test_what_a_tweets_link_is_answered_binds_everybody(world: World) -> None:
    world.submit(sign_up(world, connect=("tweet",)))
    world.platform.break_down(RateLimited(status=429, retry_after=600), "create_connection", count=1)
    assert world.submit(sign_up(world, connect=("tweet",))).tweet_url == ""
    calls = len(world.platform.calls)
    assert world.submit(sign_up(world, natural_key="other")).status == "queued"
    assert len(world.platform.calls) == calls


def test_a_repetition_that_meets_a_running_first_queues_its_own_copy(world: World) -> None:
    submission = sign_up(world)
    world.journal.claim(
        world.identity.submission(submission),
        received_at=1,
        lease_until=world.clock() + 60_000,
        reopens_dead=False,
    )
    assert world.submit(submission).status == "queued"
    assert len(world.messages(RETRY)) == 1


def test_with_the_queue_away_a_healthy_delivery_is_still_a_success(world: World) -> None:
    world.aws.faults.append(Fault("SendMessage", "away"))
    assert world.submit(sign_up(world)).status == "delivered"


@pytest.mark.parametrize("kind", ["away", "refused", "lost_answer"])
def test_if_nothing_durable_has_it_the_sender_is_told_to_come_back(world: World, kind: str) -> None:
    world.platform.break_down(NotSent())
    world.aws.faults.append(Fault("SendMessage", kind))  # type: ignore[arg-type]
    receipt = world.submit(sign_up(world))
    assert (receipt.status, receipt.retry_after) == ("unavailable", 30)


def test_an_answer_of_the_queue_that_names_no_message_is_no_acceptance(world: World) -> None:
    world.platform.break_down(NotSent())
    world.aws._SendMessage = lambda request: {}  # type: ignore[method-assign]
    assert world.submit(sign_up(world)).status == "unavailable"


def test_a_wait_longer_than_a_queue_can_delay_is_cut(world: World) -> None:
    world.platform.break_down(NotSent(retry_after=3600))
    world.submit(sign_up(world))
    assert world.aws.queues[RETRY].messages[0].visible_at == world.clock() + 900_000


def test_what_is_held_is_not_acknowledged_while_its_queue_is_away(world: World) -> None:
    world.aws.faults.append(Fault("SendMessage", "away"))
    assert world.intake.hold(sign_up(world), "spam").status == "unavailable"


def test_without_the_key_nothing_can_be_named_so_nothing_is_taken(world: World) -> None:
    world.aws.faults.append(Fault("GetSecretValue", "away"))
    assert world.submit(sign_up(world)).status == "unavailable"
    assert world.intake.hold(sign_up(world), "spam").status == "unavailable"


def test_a_fault_of_our_own_costs_no_supporter(world: World) -> None:
    world.platform.break_down(ZeroDivisionError(), count=1)  # type: ignore[arg-type]
    assert world.submit(sign_up(world)).status == "queued"
    world.work_through()
    assert len(world.platform.advocates) == 1


def test_success_is_success_even_if_it_cannot_be_written_down(world: World) -> None:
    fault = Fault("UpdateItem", "away", count=0)
    world.aws.faults.append(fault)
    create = world.platform.create_advocate

    def create_then_lose_dynamodb(*arguments: object, **named: object) -> object:
        fault.count = 1_000_000
        return create(*arguments, **named)  # type: ignore[arg-type]

    world.platform.create_advocate = create_then_lose_dynamodb  # type: ignore[assignment,method-assign]
    assert world.submit(sign_up(world)).status == "delivered"


def test_a_form_that_the_platform_refused_may_be_sent_again(world: World) -> None:
    world.platform.break_down(Rejected(), "create_advocate", count=1)
    assert world.submit(sign_up(world)).status == "rejected"
    assert world.messages(DEAD) == []
    assert world.submit(sign_up(world)).status == "delivered"
    assert len(world.platform.advocates) == 1


def test_a_form_whose_connection_was_refused_is_delivered_and_says_so(world: World) -> None:
    world.platform.break_down(Rejected(), "create_connection")
    receipt = world.submit(sign_up(world, connect=("email",)))
    assert (receipt.status, receipt.connections) == ("delivered", {"email": "rejected"})
    assert world.messages(DEAD) == []


@pytest.mark.parametrize("make", [text, lambda world: sign_up(world, source="twitter_card", trusted=True)])
def test_a_trusted_senders_refused_submission_goes_to_a_person(world: World, make: object) -> None:
    world.platform.break_down(Rejected(), "create_advocate")
    submission = make(world)  # type: ignore[operator]
    assert world.submit(submission).status == "rejected"
    (letter,) = world.messages(DEAD)
    assert letter["reason"] == "rejected"
    assert letter["id"] == world.identity.submission(submission)
    assert world.item(submission)["state"] == {"S": "dead"}
    assert world.item(submission)["reason"] == {"S": "rejected"}


def test_if_the_letter_is_not_accepted_the_submission_waits_open(world: World) -> None:
    world.platform.break_down(Rejected(), "create_advocate")
    world.aws.faults.append(Fault("SendMessage", "away", target=DEAD))
    submission = text(world)
    assert world.submit(submission).status == "queued"
    assert world.item(submission)["state"] == {"S": "open"}


def test_an_unknown_connection_is_queued_before_it_is_acknowledged(world: World) -> None:
    world.platform.break_down(UnknownOutcome(), "create_connection")
    submission = sign_up(world, connect=("email",))
    assert world.submit(submission).status == "queued"
    assert world.item(submission)["conn"] == {"M": {"email": {"S": "maybe"}}}
    assert len(world.messages(RETRY)) == 1


def test_a_stop_like_text_whose_suppression_is_not_written_down_is_not_acknowledged(world: World) -> None:
    world.aws.faults.append(Fault("UpdateItem", "away", target=CONSENT))
    stop_like = text(world, natural_key="SM1", campaigns=(), advocate={"phone": "8165550123"})
    assert world.intake.hold(stop_like, "stop_like").status == "unavailable"
    assert len(world.messages(HELD)) == 1  # a person looks all the same


def test_suspected_spam_that_opts_out_is_opted_out_and_the_rest_is_held_whole(world: World) -> None:
    advocate = {"email": "ann@example.org", "emailOptout": "1", "firstname": "Ann"}
    assert world.intake.hold(sign_up(world, advocate=advocate), "spam").status == "held"
    assert len(world.aws.tables[CONSENT]) == 1
    (waiting,) = world.messages(RETRY)
    assert waiting["advocate"] == {"email": "ann@example.org", "emailOptout": "1"}
    (held,) = world.messages(HELD)
    assert held["advocate"] == {"email": "ann@example.org", "firstname": "Ann"}


def test_a_duplicate_is_never_told_maybe(world: World) -> None:
    world.platform.break_down(UnknownOutcome(), "create_connection", count=1)
    world.submit(sign_up(world, connect=("email",)))
    world.work_through(minutes=60)
    assert world.messages(DEAD)[0]["reason"] == "unverifiable"
    receipt = world.submit(sign_up(world, connect=("email",)))
    assert receipt.status == "queued"
    assert "maybe" not in receipt.connections.values()


def subscribe(world: World, flag: str) -> str:
    submission = sign_up(world, natural_key=flag, advocate={"email": "ann@example.org", flag: "1"})
    return world.submit(submission).status


def test_who_signs_up_leaves_and_signs_up_again_on_one_day_is_signed_up(world: World) -> None:
    assert subscribe(world, "emailOptin") == "delivered"
    world.clock.advance(minutes=5)
    subscribe(world, "emailOptout")
    world.work_through(minutes=60)
    assert subscribe(world, "emailOptin") == "delivered"
    assert world.platform.calls[-1][1]["emailOptin"] == "1"
    calls = len(world.platform.calls)
    assert subscribe(world, "emailOptin") == "delivered"  # a mere repetition of the second
    assert len(world.platform.calls) == calls


def test_a_reply_names_no_part_that_its_record_does_not_hold(world: World) -> None:
    """Nothing of it is in the queue, and what an earlier record holds is not in this one."""

    def again() -> Receipt:
        world.clock.advance(minutes=5)
        advocate = {"email": "ann@example.org", "emailOptin": "1", "message": "Vote yes"}
        return world.submit(sign_up(world, connect=("email",), advocate=advocate))

    assert again().connections == {"message": "done", "email": "done"}
    world.submit(sign_up(world, natural_key="leaves", advocate={"email": "ann@example.org", "emailOptout": "1"}))
    for _ in ("a new will", "its repetition"):
        receipt = again()
        assert (receipt.status, receipt.connections) == ("delivered", {})


def test_a_reply_to_what_is_found_done_names_what_was_done(world: World) -> None:
    world.submit(sign_up(world, connect=("email",)))
    receipt = world.submit(sign_up(world, connect=("email", "tweet")))
    assert (receipt.status, receipt.connections) == ("delivered", {"email": "done"})


def test_what_only_a_person_can_mend_is_told_as_queued_without_its_parts(world: World) -> None:
    world.platform.break_down(Rejected(), "create_advocate")
    receipt = world.submit(sign_up(world, source="twitter_card", connect=("email",)))
    assert (receipt.status, receipt.connections) == ("rejected", {})


def test_an_opt_out_is_answered_with_the_id_that_it_is_logged_under(world: World) -> None:
    out = sign_up(world, advocate={"email": "ann@example.org", "emailOptout": "1"})
    alone = replace(out, natural_key=f"{out.natural_key}\nemailOptout")
    assert world.submit(out).id == world.submit(alone).id == world.identity.submission(alone)


def test_what_is_repeated_after_an_opt_out_sends_no_legislator_anything_again(world: World) -> None:
    def sign(**how: object) -> str:
        advocate = {"email": "ann@example.org", "emailOptin": "1"}
        return world.submit(sign_up(world, connect=("email",), advocate=advocate, **how)).status

    sign()
    world.clock.advance(minutes=5)
    subscribe(world, "emailOptout")
    world.clock.advance(minutes=5)
    assert sign() == "delivered"
    assert [arguments.get("emailOptin") for name, arguments in world.platform.calls if "advocate" in name] == ["1", "1"]
    assert world.platform.sent == [(101, "email")]


def test_a_letter_is_not_repeated_with_a_repeated_opt_in(world: World) -> None:
    advocate = {"email": "ann@example.org", "emailOptin": "1", "message": "Vote yes"}
    world.submit(sign_up(world, advocate=advocate))
    world.clock.advance(minutes=5)
    subscribe(world, "emailOptout")
    world.clock.advance(minutes=5)
    assert world.submit(sign_up(world, advocate=advocate)).status == "delivered"
    assert [arguments.get("message") for _, arguments in world.platform.calls].count("Vote yes") == 1


def test_an_opt_out_from_before_the_first_opt_in_makes_its_repetition_no_new_will(world: World) -> None:
    subscribe(world, "emailOptout")
    world.work_through(minutes=60)
    world.clock.advance(minutes=5)
    assert subscribe(world, "emailOptin") == "delivered"
    calls = len(world.platform.calls)
    world.clock.advance(minutes=5)
    assert subscribe(world, "emailOptin") == "delivered"
    assert len(world.platform.calls) == calls


def test_a_repeated_opt_in_that_had_to_be_queued_is_a_new_will_too(world: World) -> None:
    subscribe(world, "emailOptin")
    world.clock.advance(minutes=5)
    subscribe(world, "emailOptout")
    world.work_through(minutes=60)
    world.platform.break_down(NotSent(), count=1)
    world.submit(sign_up(world, natural_key="the breaker opens", advocate={"email": "bob@example.org"}))
    assert subscribe(world, "emailOptin") == "queued"
    world.work_through(minutes=60)
    assert world.platform.calls[-1][1]["emailOptin"] == "1"
    assert world.messages(RETRY) == world.messages(DEAD) == []


def test_whether_a_repeated_opt_in_is_a_new_will_is_found_out_later_if_it_cannot_be_now(world: World) -> None:
    subscribe(world, "emailOptin")
    world.clock.advance(minutes=5)
    subscribe(world, "emailOptout")
    world.work_through(minutes=60)
    world.aws.faults.append(Fault("BatchGetItem", "away"))
    assert subscribe(world, "emailOptin") == "queued"
    world.aws.faults.clear()
    world.work_through(minutes=60)
    assert world.platform.calls[-1][1]["emailOptin"] == "1"


def test_what_is_repeated_after_a_letter_was_written_is_tried_again(world: World) -> None:
    """Whoever repeats it may know that what refused it has been mended."""
    world.platform.break_down(Rejected(status=422), "create_advocate", count=1)
    lead = sign_up(world, source="twitter_card", trusted=True, keyed_by_content=False)
    world.submit(lead)
    assert world.messages(DEAD)[0]["reason"] == "rejected"
    assert world.submit(lead).status == "queued"
    world.work_through(minutes=5)
    assert len(world.platform.advocates) == 1


def test_who_writes_a_letter_that_is_refused_is_told_so(world: World) -> None:
    world.platform.break_down(Rejected(status=422), "update_advocate")
    receipt = world.submit(sign_up(world, advocate={"email": "ann@example.org", "message": "Vote yes"}))
    assert (receipt.status, receipt.connections) == ("delivered", {"message": "rejected"})


def test_a_repetition_under_its_senders_own_key_is_no_new_will(world: World) -> None:
    advocate = {"email": "ann@example.org", "emailOptin": "1"}
    first = sign_up(world, advocate=advocate, keyed_by_content=False)
    world.submit(first)
    world.clock.advance(minutes=5)
    subscribe(world, "emailOptout")
    world.submit(replace(first, received_at=world.clock() + 1))
    assert [arguments.get("emailOptin") for _, arguments in world.platform.calls] == ["1"]


def test_suspected_spam_is_held_without_a_trace_in_the_journal(world: World) -> None:
    receipt = world.intake.hold(sign_up(world), "spam")
    assert receipt.status == "held"
    assert world.messages(HELD)[0]["held"] == "spam"
    assert JOURNAL not in world.aws.tables
    world.intake.queues.retry(world.aws.queues[HELD].messages[0].body, delay_seconds=0)  # what a release does
    world.work()
    assert len(world.platform.advocates) == 1


def test_what_waits_takes_its_campaigns_share_of_the_worker_and_a_stop_nobodys(world: World) -> None:
    world.platform.break_down(UnknownOutcome(status=503), count=1)
    world.submit(sign_up(world))
    world.submit(text(world, advocate={"phone": "8165550123", "smsOptout": "1"}, proof="STOP"))
    assert [message.group for message in world.aws.queues[RETRY].messages] == ["998", ""]

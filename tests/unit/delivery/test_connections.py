"""A contact with a legislator is made at most once, and not at all by a run that may be too late."""

from dataclasses import replace

import pytest

from relay.phone2action import (
    InvalidRequest,
    NotSent,
    Rejected,
    UnknownOutcome,
)
from relay.submission import ConnectionRequest
from tests.fakes.aws import Fault
from tests.fakes.relay import World, sign_up, text
from tests.fakes.settings import DEAD, JOURNAL, RETRY


def test_a_connection_is_marked_in_the_journal_before_it_is_sent(world: World) -> None:
    world.submit(sign_up(world, connect=("email",)))
    writes = [operation for _, operation, _ in world.aws.calls if operation == "UpdateItem"]
    assert writes == ["UpdateItem"] * 4  # claim, the contact's claim, mark, close
    world.submit(sign_up(world, natural_key="no connection"))
    writes = [operation for _, operation, _ in world.aws.calls if operation == "UpdateItem"]
    assert len(writes) == 4 + 2


def test_if_the_mark_is_unsure_nothing_is_sent(world: World) -> None:
    submission = sign_up(world, connect=("email",))
    world.aws.faults.append(Fault("UpdateItem", "lost_answer", count=1, spared=2))  # two claims
    assert world.submit(submission).status == "queued"
    assert world.item(submission)["conn"] == {"M": {}}
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


def test_one_mark_covers_all_that_the_run_is_about_to_send_and_nothing_else(world: World) -> None:
    submission = sign_up(world, connect=("email", "tweet", "call"))
    create, covered = world.platform.create_connection, []

    def look_and_create(*arguments: object, **named: object) -> object:
        covered.append(world.item(submission)["covers"]["S"])
        return create(*arguments, **named)  # type: ignore[arg-type]

    world.platform.create_connection = look_and_create  # type: ignore[assignment,method-assign]
    world.submit(submission)
    assert covered == ["email call"] * 3
    assert "covers" not in world.item(submission)


def test_what_a_crashed_mark_did_not_cover_is_known_not_to_have_been_sent(world: World) -> None:
    submission = sign_up(world, connect=("email", "call"))
    world.crash(submission, marked=True, covers=["call"])
    assert world.submit(submission).connections == {"email": "done", "call": "queued"}
    world.work_through(minutes=60)
    assert world.messages(DEAD)[0]["detail"] == "call: unverifiable, email: done"


@pytest.mark.parametrize(("covers", "then"), [(["call"], "call email"), (None, None)])
def test_a_mark_under_an_older_one_covers_what_that_covered_too(
    world: World, covers: list[str] | None, then: str | None
) -> None:
    """An earlier version's mark, which names nothing, covers any part."""
    submission = sign_up(world, connect=("email", "call"))
    world.crash(submission, marked=True, covers=covers)
    first_mark = world.item(submission)["sending"]
    world.reconciler.resend_unseen = True
    create, found = world.platform.create_connection, []

    def look_and_create(*arguments: object, **named: object) -> object:
        found.append(world.item(submission))
        return create(*arguments, **named)  # type: ignore[arg-type]

    world.platform.create_connection = look_and_create  # type: ignore[assignment,method-assign]
    world.clock.advance(minutes=60)
    world.submit(submission, budget_seconds=28)
    assert [item.get("covers", {}).get("S") for item in found] == [then]
    assert found[0]["sending"] == first_mark


def test_a_run_that_was_overtaken_sends_nothing(world: World) -> None:
    """Its host stood still for longer than its lease, and another run has taken the submission over."""
    submission = sign_up(world, connect=("email",))
    create = world.platform.create_advocate

    def create_and_be_overtaken(*arguments: object, **named: object) -> object:
        made = create(*arguments, **named)  # type: ignore[arg-type]
        world.aws.tables[JOURNAL][world.identity.submission(submission)]["token"] = {"S": "another run's"}
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
    assert world.messages(DEAD) == []


def test_one_part_given_up_does_not_keep_the_others_from_being_made(world: World) -> None:
    world.platform.break_down(UnknownOutcome(), "create_connection", count=1)
    world.submit(sign_up(world, connect=("email", "tweet")))
    world.work_through()
    assert world.platform.sent == [(101, "tweet")]
    assert world.messages(DEAD)[0]["detail"] == "email: unverifiable, tweet: done"


def test_one_part_without_an_answer_says_nothing_of_the_others(world: World) -> None:
    world.platform.break_down(UnknownOutcome(), "create_connection", acts=True, count=1)
    submission = sign_up(world, connect=("email", "call"))
    world.submit(submission)
    world.work_through(minutes=5)
    assert world.platform.sent == [(101, "email"), (101, "call")]
    world.work_through(minutes=60)
    assert world.item(submission)["conn"] == {"M": {"email": {"S": "done"}, "call": {"S": "done"}}}
    assert world.messages(RETRY) == world.messages(DEAD) == []


def test_one_part_refused_is_not_tried_again_while_another_waits_and_does_not_end_its_wait(world: World) -> None:
    world.platform.break_down(Rejected(), "create_connection", count=1)
    world.platform.break_down(NotSent(), "create_connection", count=1)
    receipt = world.submit(sign_up(world, connect=("email", "call")))
    assert (receipt.status, receipt.connections) == ("queued", {"email": "rejected", "call": "queued"})
    world.work_through(minutes=10)
    assert world.platform.sent == [(101, "call")]
    assert world.messages(DEAD)[0]["detail"] == "call: done, email: rejected"


def test_one_part_given_up_does_not_end_anothers_wait(world: World) -> None:
    world.platform.break_down(UnknownOutcome(), "create_connection", count=1)
    world.submit(sign_up(world, connect=("email", "tweet")))
    world.platform.break_down(NotSent(), "create_connection")
    world.work_through(minutes=30)
    assert world.messages(DEAD) == []
    world.platform.mend()
    world.work_through()
    assert [letter["detail"] for letter in world.messages(DEAD)] == ["email: unverifiable, tweet: done"]


def test_what_one_part_needs_again_is_not_sent_for_what_is_done(world: World) -> None:
    submission = sign_up(world, connect=("email", "call"))
    world.platform.slow_down("create_connection", 4)
    assert world.submit(submission, budget_seconds=3).connections == {"email": "done", "call": "queued"}
    world.work_through(minutes=5)
    assert world.platform.sent == [(101, "email"), (101, "call")]


def test_what_a_part_did_before_a_later_crash_stays_known(world: World) -> None:
    """Whatever the list says: only what a crashed run may have sent is in doubt."""
    submission = sign_up(world, connect=("email", "call"))
    world.platform.slow_down("create_connection", 4)
    world.submit(submission, budget_seconds=3)
    world.crash(submission, marked=True)
    world.platform.listed.clear()
    world.work_through(minutes=60)
    assert world.platform.sent == [(101, "email")]
    assert world.messages(DEAD)[0]["detail"] == "call: unverifiable, email: done"


def test_a_crash_after_the_mark_leaves_what_may_have_been_sent_to_a_person(world: World) -> None:
    submission = sign_up(world, connect=("email",))
    world.crash(submission, marked=True)
    world.submit(submission)
    world.work_through()
    assert world.platform.sent == []
    assert world.messages(DEAD)[0]["reason"] == "unverifiable"


def test_a_crash_before_the_mark_is_simply_tried_again(world: World) -> None:
    submission = sign_up(world, connect=("email",))
    world.crash(submission)
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
    world.platform.slow_down("create_advocate", 4)
    assert world.submit(sign_up(world, connect=("email",)), budget_seconds=3).status == "queued"
    assert world.platform.sent == []


def test_a_connection_has_its_whole_time_and_an_advocates_call_only_the_senders_patience(world: World) -> None:
    upserts, connections = (world.platform.slow_down(method, 0) for method in ("create_advocate", "create_connection"))
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
        Fault("UpdateItem", "slow", count=1, seconds=mark_seconds, spared=2),
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
    assert world.messages(DEAD)[0]["detail"] == "call: expired"


def test_a_calls_quarter_of_an_hour_begins_with_the_first_receipt(world: World) -> None:
    world.platform.break_down(NotSent(), "create_connection", count=1)
    world.submit(sign_up(world, connect=("call",)))
    world.clock.advance(minutes=16)
    world.submit(sign_up(world, connect=("call",)))
    assert world.platform.sent == []


def test_a_connection_that_breaks_a_rule_of_the_client_is_refused_and_does_not_wait(world: World) -> None:
    world.platform.break_down(InvalidRequest([]), "create_connection")
    receipt = world.submit(sign_up(world, connect=("email",)))
    assert (receipt.status, receipt.connections) == ("delivered", {"email": "rejected"})
    assert world.messages(RETRY) == []


def test_a_refused_connection_stays_refused_until_a_person_replays_it(world: World) -> None:
    world.platform.break_down(Rejected(), "create_connection")
    receipt = world.submit(sign_up(world, connect=("email", "tweet"), source="twitter_card", trusted=True))
    assert (receipt.status, receipt.connections) == ("delivered", {"email": "rejected", "tweet": "rejected"})
    world.platform.mend()
    world.work_through()
    assert world.platform.sent == []
    (letter,) = world.aws.queues[DEAD].messages
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
    assert world.messages(DEAD)[0]["detail"] == "update: unverifiable"


def test_guests_alone_may_be_said_twice(world: World) -> None:
    submission = sign_up(world)
    world.platform.break_down(UnknownOutcome(), "update_advocate", count=1)
    world.submit(replace(submission, advocate={**submission.advocate, "guests": "2"}))
    world.work_through()
    assert world.platform.advocates[0].arguments["guests"] == "2"
    assert world.messages(DEAD) == []


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


def test_a_run_that_only_connects_begins_with_a_question(world: World) -> None:
    """So that a connection is never the first call to an API that just came back."""
    world.platform.break_down(NotSent(), "create_connection", count=1)
    world.submit(sign_up(world, connect=("email",)))
    world.work_through()
    assert world.platform.methods()[-2:] == ["list_advocates", "create_connection"]


def test_a_text_whose_connection_does_not_fit_its_time_makes_it_in_the_worker(world: World) -> None:
    submission = replace(text(world), connection=sign_up(world, connect=("call",)).connection)
    assert world.submit(submission, budget_seconds=8, kill_seconds=14).status == "queued"
    world.work_through(minutes=5)
    assert world.platform.sent == [(101, "call")]

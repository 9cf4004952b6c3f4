"""Rows of a file: old when they come, perhaps come before, and each lead, letter and text is made once all the same."""

from dataclasses import replace
from typing import Any

import pytest

from relay.messages import to_message
from relay.phone2action import RateLimited, Rejected, UnknownOutcome
from relay.stores.consent import OptIn
from relay.submission import Submission
from tests.fakes.aws import Fault
from tests.fakes.relay import World, sign_up, text
from tests.fakes.settings import CONSENT, DEAD, JOURNAL, RETRY

DAY_MS = 24 * 60 * 60_000
HOUR_MS = 60 * 60_000
ANN: dict[str, Any] = {"email": "ann@example.org", "firstname": "Ann", "address1": "1 Main St", "zip5": "02134"}
TEXTS: dict[str, Any] = {"phone": "8165550123", "smsOptin": "1"}


def row(world: World, *, days_old: float = 0.0, key: str = "key of a row", **more: Any) -> Submission:
    """A row of a file, queued now, of a lead that was sent so long ago. `more` are arguments or changes."""
    connect = more.pop("connect", ())
    changes: dict[str, Any] = {
        "source": "lead_file",
        "natural_key": key,
        "keyed_by_content": False,
        "received_at": world.clock() - round(days_old * DAY_MS),
        "imported_at": world.clock(),
        "trusted": True,
        "advocate": {**ANN, **more},
    }
    return sign_up(world, connect=connect, **changes)


def live(world: World, *, source: str = "twitter_card", **more: Any) -> Submission:
    """The same lead by webhook, now."""
    connect = more.pop("connect", ())
    changes: dict[str, Any] = {"source": source, "natural_key": "key of a token", "keyed_by_content": False}
    return sign_up(world, connect=connect, advocate={**ANN, **more}, **changes)


def queued(world: World, submission: Submission) -> None:
    """Put it into the queue, as the command does."""
    world.intake.queues.retry(to_message(submission), delay_seconds=0)


def opt_ins(world: World) -> int:
    return sum(arguments.get("smsOptin") == "1" for _, arguments in world.platform.calls)


def letters_sent(world: World) -> int:
    return len(world.platform.sent)


# Age ------------------------------------------------------------------------------------------------------------------


def test_a_row_that_is_older_than_the_journal_remembers_is_delivered(world: World) -> None:
    queued(world, row(world, days_old=400, connect=("email",)))
    world.work_through(minutes=2)
    assert world.platform.methods() == ["list_advocates", "create_advocate", "create_connection"]
    assert world.messages(RETRY) == world.messages(DEAD) == []


def test_a_row_that_was_queued_too_long_ago_to_be_sure_is_a_letter(world: World) -> None:
    submission = row(world, connect=("email",))
    world.clock.advance(days=26)
    queued(world, submission)
    world.work_through(minutes=2)
    assert [letter["reason"] for letter in world.messages(DEAD)] == ["unverifiable"]
    assert world.platform.methods() == []


def test_a_call_for_an_old_lead_is_not_placed(world: World) -> None:
    queued(world, row(world, days_old=1, connect=("call",)))
    world.work_through(minutes=2)
    assert [letter["reason"] for letter in world.messages(DEAD)] == ["expired"]
    assert world.platform.sent == []


def test_an_old_row_looks_first_and_leaves_newer_profile_data_alone(world: World) -> None:
    world.platform.create_advocate(1, email="ann@example.org", firstname="Anna", zip5="10001", campaigns=[999])
    queued(world, row(world, days_old=30))
    world.work_through(minutes=2)
    (advocate,) = world.platform.advocates
    assert world.platform.methods()[1:] == ["list_advocates", "update_advocate"]
    assert (advocate.arguments["firstname"], advocate.arguments["zip5"]) == ("Anna", "10001")


# Consent --------------------------------------------------------------------------------------------------------------


def test_the_evidence_says_when_a_row_was_imported(world: World) -> None:
    submission = row(world, days_old=3, emailOptin="1")
    queued(world, submission)
    world.work_through(minutes=2)
    key = world.identity.consent("email", "ann@example.org")
    item = world.aws.tables[CONSENT][key]
    assert item["in_at"] == {"N": str(submission.received_at)}
    (said,) = world.parts.consent.opt_ins(key)
    assert (said["received_at"], said["imported_at"]) == (str(submission.received_at), str(submission.imported_at))


@pytest.mark.parametrize(("hours_later", "flag"), [(1, None), (-1, "1")])
def test_an_opt_out_after_the_rows_time_wins_whenever_it_is_imported(
    world: World, hours_later: int, flag: str | None
) -> None:
    submission = row(world, days_old=3, emailOptin="1")
    out_at = submission.received_at + hours_later * HOUR_MS
    out = {"submission": "0123", "received_at": str(out_at)}
    key = world.identity.consent("email", "ann@example.org")
    world.parts.consent.opt_out(key, received_at=out_at, recorded_at=out_at, evidence=out)
    queued(world, submission)
    world.work_through(minutes=2)
    assert world.platform.advocates[0].arguments.get("emailOptin") == flag


# Letters --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [0.0, 0.5, 20.0])
def test_a_letter_that_went_live_is_not_sent_for_the_row(world: World, days: float) -> None:
    world.submit(live(world, connect=("email",)))
    world.clock.advance(days=days)
    queued(world, row(world, days_old=days, connect=("email",)))
    world.work_through(minutes=5)
    assert letters_sent(world) == 1
    assert world.messages(RETRY) == world.messages(DEAD) == []


@pytest.mark.parametrize("hours", [0.0, 20.0])
def test_a_letter_that_went_for_the_row_is_not_sent_live(world: World, hours: float) -> None:
    queued(world, row(world, days_old=20, connect=("email",)))
    world.work_through(minutes=5)
    world.clock.advance(minutes=60 * hours)
    assert world.submit(live(world, connect=("email",))).connections == {"email": "done"}
    assert letters_sent(world) == 1


def test_both_at_once_send_one_letter(world: World) -> None:
    for submission in (live(world, connect=("email",)), row(world, connect=("email",))):
        queued(world, submission)
    world.work_through(minutes=60)
    assert letters_sent(world) == 1
    assert world.messages(RETRY) == world.messages(DEAD) == []


def test_a_lead_whose_id_its_sender_gave_is_one_submission(world: World) -> None:
    first = live(world, source="google_lead", connect=("email",), **TEXTS)
    world.submit(first)
    queued(world, replace(first, received_at=first.received_at - HOUR_MS, imported_at=world.clock()))
    calls = len(world.platform.calls)
    world.work_through(minutes=5)
    assert len(world.platform.calls) == calls


# Texts ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", ["twitter_card", "google_lead", "web_form"])
@pytest.mark.parametrize("days", [0.0, 20.0, 60.0])
def test_who_was_texted_live_is_not_texted_for_the_row(world: World, source: str, days: float) -> None:
    world.submit(live(world, source=source, **TEXTS))
    world.clock.advance(days=days)
    queued(world, row(world, days_old=days, **TEXTS))
    world.work_through(minutes=5)
    assert opt_ins(world) == 1
    assert len(world.platform.advocates) == 1
    assert world.messages(RETRY) == world.messages(DEAD) == []


@pytest.mark.parametrize("source", ["twitter_card", "google_lead"])
@pytest.mark.parametrize("hours", [0.0, 20.0])
def test_who_was_texted_for_the_row_is_not_texted_for_the_lead(world: World, source: str, hours: float) -> None:
    queued(world, row(world, days_old=20, **TEXTS))
    world.work_through(minutes=5)
    world.clock.advance(minutes=60 * hours)
    assert world.submit(live(world, source=source, **TEXTS)).status == "delivered"
    assert opt_ins(world) == 1


def test_who_was_texted_is_not_texted_again_when_the_journal_has_forgotten(world: World) -> None:
    first = live(world, **TEXTS)
    world.submit(first)
    world.clock.advance(days=60)
    del world.aws.tables[JOURNAL][world.identity.submission(first)]
    queued(world, row(world, days_old=60, **TEXTS))
    world.work_through(minutes=5)
    assert opt_ins(world) == 1
    assert world.messages(RETRY) == world.messages(DEAD) == []


def test_a_lead_looks_for_what_a_row_may_have_sent(world: World) -> None:
    world.platform.break_down(UnknownOutcome(), "create_advocate", acts=True, count=1)
    queued(world, row(world, days_old=20, **TEXTS))
    world.work()
    world.aws.queues[RETRY].messages.clear()
    world.clock.advance(minutes=20)
    assert world.submit(live(world, **TEXTS)).status == "delivered"
    assert opt_ins(world) == 1


def test_a_lead_two_days_after_a_row_is_a_new_will(world: World) -> None:
    queued(world, row(world, days_old=20, **TEXTS))
    world.work_through(minutes=5)
    world.clock.advance(days=2)
    world.submit(live(world, **TEXTS))
    assert opt_ins(world) == 2


def test_a_row_two_days_after_a_lead_is_a_new_will(world: World) -> None:
    world.submit(live(world, **TEXTS))
    world.clock.advance(days=5)
    queued(world, row(world, days_old=3, **TEXTS))
    world.work_through(minutes=5)
    assert opt_ins(world) == 2


def test_two_rows_of_one_phone_text_it_once(world: World) -> None:
    queued(world, row(world, days_old=20, **TEXTS))
    queued(world, row(world, days_old=10, key="another row", **TEXTS))
    world.work_through(minutes=60)
    assert opt_ins(world) == 1
    assert world.messages(RETRY) == world.messages(DEAD) == []


def test_a_form_after_a_row_is_its_own(world: World) -> None:
    queued(world, row(world, days_old=20, **TEXTS))
    world.work_through(minutes=5)
    world.aws.calls.clear()
    assert world.submit(live(world, source="web_form", **TEXTS)).status == "delivered"
    assert opt_ins(world) == 2
    assert ("dynamodb", "BatchGetItem", CONSENT) not in world.aws.calls


def test_two_leads_without_a_file_are_two_wills(world: World) -> None:
    world.submit(live(world, **TEXTS))
    world.submit(live(world, source="google_lead", **TEXTS))
    assert opt_ins(world) == 2


def test_both_at_once_text_once(world: World) -> None:
    for submission in (live(world, **TEXTS), row(world, **TEXTS)):
        queued(world, submission)
    world.work_through(minutes=60)
    assert opt_ins(world) == 1
    assert world.messages(RETRY) == world.messages(DEAD) == []


def test_a_row_waits_while_the_lead_is_being_run(world: World) -> None:
    first = live(world, **TEXTS)
    evidence = {"submission": world.identity.submission(first), "received_at": str(first.received_at)}
    wish = OptIn(channel="sms", received_at=first.received_at, evidence=evidence)
    world.parts.consent.opt_in(world.identity.consent("sms", "8165550123"), wish)
    world.crash(first, lease_seconds=60)
    queued(world, row(world, **TEXTS))
    world.work()
    assert opt_ins(world) == 0
    (message,) = world.aws.queues[RETRY].messages
    assert 60_000 < message.visible_at - world.clock() < 180_000  # the lease's end, and no more


def refused_live(world: World, error: Exception, *, acts: bool = False) -> Submission:
    """A lead that the platform did not surely take; it waits in no queue."""
    world.platform.break_down(error, "create_advocate", acts=acts, count=1)  # type: ignore[arg-type]
    submission = live(world, **TEXTS)
    world.submit(submission)
    if RETRY in world.aws.queues:
        world.aws.queues[RETRY].messages.clear()
    return submission


@pytest.mark.parametrize("error", [Rejected(status=422), RateLimited(status=429)], ids=repr)
def test_who_surely_was_not_texted_live_is_texted_for_the_row(world: World, error: Exception) -> None:
    refused_live(world, error)
    world.clock.advance(minutes=2)
    queued(world, row(world, days_old=0.1, **TEXTS))
    world.work_through(minutes=5)
    assert opt_ins(world) == 2  # one of them was refused
    assert world.platform.advocates[0].arguments["smsOptin"] == "1"


@pytest.mark.parametrize("acts", [True, False])
def test_who_may_have_been_texted_live_is_looked_up_when_that_must_show(world: World, acts: bool) -> None:
    refused_live(world, UnknownOutcome(), acts=acts)
    world.clock.advance(minutes=2)
    queued(world, row(world, days_old=0.1, **TEXTS))
    world.work_through(minutes=10)
    assert opt_ins(world) == 1
    world.work_through(minutes=30)
    assert opt_ins(world) == 2 - acts
    assert world.platform.advocates[0].arguments["smsOptin"] == "1"
    assert world.messages(RETRY) == world.messages(DEAD) == []


def test_a_lead_that_may_have_texted_under_its_id_is_not_texted_for_its_row(world: World) -> None:
    named: dict[str, Any] = {"source": "google_lead", "natural_key": "Google's id"}
    world.platform.break_down(UnknownOutcome(), "create_advocate", acts=True, count=1)
    world.submit(replace(live(world, **TEXTS), **named))
    world.aws.queues[RETRY].messages.clear()
    world.clock.advance(minutes=2)
    queued(world, replace(row(world, **TEXTS), **named))
    world.work_through(minutes=10)
    assert opt_ins(world) == 1
    assert world.messages(RETRY) == world.messages(DEAD) == []


def test_a_lead_that_crashed_is_made_up_for_by_its_row(world: World) -> None:
    first = live(world, **TEXTS)
    world.aws.faults.append(Fault("UpdateItem", "lost_answer", CONSENT, count=1))
    world.submit(first)  # the evidence is there, and nothing was sent
    world.aws.queues[RETRY].messages.clear()
    world.crash(first)
    world.clock.advance(minutes=2)
    queued(world, row(world, days_old=0.1, **TEXTS))
    world.work_through(minutes=60)
    assert world.platform.advocates[0].arguments["smsOptin"] == "1"
    assert world.messages(RETRY) == world.messages(DEAD) == []


def test_what_is_left_to_another_is_not_taken_for_carried_out(world: World) -> None:
    """A lead is done without its opt-in, which a row was to carry out; that row is refused, and a third one comes."""
    queued(world, row(world, days_old=1, **TEXTS))
    world.work_through(minutes=5)
    assert world.submit(live(world, **TEXTS)).status == "delivered"
    item = world.item(live(world, **TEXTS))
    assert item["told"] == {"N": "1"}
    world.aws.tables[JOURNAL][world.identity.submission(row(world))]["state"] = {"S": "open"}
    queued(world, row(world, key="a third", days_old=1, **TEXTS))
    world.work_through(minutes=60)
    assert opt_ins(world) == 2


def test_an_opt_in_that_is_held_by_itself_is_not_taken_for_carried_out(world: World) -> None:
    key = world.identity.consent("sms", "8165550123")
    world.parts.consent.suppress(key, received_at=world.clock() - 1000, submission="0123")
    world.submit(live(world, **TEXTS))
    world.clock.advance(minutes=1)
    world.submit(text(world))  # the phone's own word: it lifts the suppression, and texts
    world.clock.advance(days=3)
    queued(world, row(world, days_old=0, **TEXTS))
    world.work_through(minutes=5)
    assert opt_ins(world) == 2


def test_if_the_journal_does_not_say_the_row_waits(world: World) -> None:
    world.submit(live(world, **TEXTS))
    queued(world, row(world, **TEXTS))
    world.aws.faults.append(Fault("BatchGetItem", "away", CONSENT, count=1))
    world.work()
    assert opt_ins(world) == 1
    world.work_through(minutes=10)
    assert opt_ins(world) == 1
    assert world.messages(RETRY) == []


def test_whom_another_way_has_joined_since_the_rows_time_has_not_opted_in_by_that(world: World) -> None:
    world.platform.create_advocate(1, email="ann@example.org", campaigns=[998])
    world.clock.advance(days=10)
    world.platform.break_down(UnknownOutcome(), "update_advocate", count=1)
    queued(world, row(world, days_old=20, **TEXTS))
    world.work_through(minutes=60)
    assert world.platform.advocates[0].arguments["smsOptin"] == "1"


def test_the_item_says_when_a_row_was_imported(world: World) -> None:
    submission = row(world, days_old=20)
    queued(world, submission)
    world.work_through(minutes=2)
    assert world.item(submission)["imported"] == {"S": str(submission.imported_at)}

"""One run of a submission: what it calls, what it learns from earlier runs, and what the journal says afterwards."""

from dataclasses import replace

import pytest

from relay.delivery.run import Deadline
from relay.messages import to_message
from relay.phone2action import (
    CredentialsRejected,
    Misrouted,
    NotSent,
    Phone2ActionError,
    RateLimited,
    UnknownOutcome,
)
from tests.fakes.aws import Fault
from tests.fakes.clock import START_MS
from tests.fakes.log import Log
from tests.fakes.relay import World, sign_up, text
from tests.fakes.settings import CONSENT, CREDENTIALS, DEAD, RETRY

MIDNIGHT = START_MS + 12 * 60 * 60_000
NOT_MADE = [NotSent(), RateLimited(), Misrouted(), CredentialsRejected()]


# Calls


@pytest.mark.parametrize("error", NOT_MADE, ids=lambda error: type(error).__name__)
def test_what_was_surely_not_carried_out_is_queued_and_arrives_later(world: World, error: Phone2ActionError) -> None:
    world.platform.break_down(error)
    assert world.submit(sign_up(world, connect=("email",))).status == "queued"
    world.work_through(minutes=30)
    assert world.platform.sent == []
    world.platform.mend()
    world.work_through(minutes=90)
    assert world.platform.sent == [(101, "email")]
    assert world.messages(RETRY) == world.messages(DEAD) == []


def test_a_contact_is_not_repeated_within_a_run_even_with_fresh_credentials(world: World) -> None:
    """There may be no time left for another 20 seconds: the next run has them."""
    world.parts.outside.credentials.current()
    world.platform.break_down(CredentialsRejected(), "create_connection", count=1)
    world.aws.secrets[CREDENTIALS] = '{"app_id": "demo", "app_key": "rotated"}'
    assert world.submit(sign_up(world, connect=("email",))).status == "queued"
    assert world.platform.methods().count("create_connection") == 1
    assert world.breaker.is_closed()
    world.work_through()
    assert world.platform.sent == [(101, "email")]


def test_rejected_credentials_are_read_again_and_the_call_repeated_at_once(world: World) -> None:
    world.platform.break_down(CredentialsRejected(), count=1)
    world.submit(sign_up(world))
    assert world.platform.methods() == ["create_advocate"]  # the same credentials again would be rejected again
    world.clock.advance(seconds=60)
    world.aws.secrets[CREDENTIALS] = '{"app_id": "demo", "app_key": "rotated"}'
    world.platform.break_down(CredentialsRejected(), count=1)
    assert world.submit(sign_up(world, natural_key="another")).status == "delivered"


@pytest.mark.parametrize("error", [CredentialsRejected(), Misrouted()])
def test_what_is_ours_to_mend_is_said_aloud(world: World, log: Log, error: Phone2ActionError) -> None:
    world.platform.break_down(error)
    world.submit(sign_up(world))
    said = [
        (line["outcome"], line["kind"], line["ApiRefusals"]) for line in log.lines if line["message"] == "api refusal"
    ]
    assert said == [(type(error).__name__, type(error).__name__, [1.0])]


def test_without_credentials_nothing_is_sent_and_nothing_counts_as_a_crash(world: World) -> None:
    world.aws.faults.append(Fault("GetSecretValue", "away", target=CREDENTIALS))
    assert world.submit(sign_up(world)).status == "queued"
    world.work_through(minutes=120)
    assert world.platform.calls == []
    assert world.messages(DEAD) == []
    world.aws.faults.clear()
    world.work_through()
    assert len(world.platform.advocates) == 1


@pytest.mark.parametrize("status", [302, 404])
def test_a_letter_that_something_else_answered_may_have_been_made_and_is_not_sent_again(
    world: World, status: int
) -> None:
    world.platform.break_down(Misrouted(status=status), "create_connection", acts=True, count=1)
    submission = sign_up(world, connect=("email",))
    assert world.submit(submission).status == "queued"
    assert world.item(submission)["conn"] == {"M": {"email": {"S": "maybe"}}}
    world.work_through(minutes=60)
    assert world.platform.sent == [(101, "email")]
    assert world.messages("retry") == world.messages("dead") == []


def test_a_letter_that_the_api_itself_says_it_has_not_made_is_sent_again(world: World) -> None:
    refused = Misrouted(status=404)
    refused.proves_not_made = True
    world.platform.break_down(refused, "create_connection", count=1)
    world.submit(sign_up(world, connect=("email",)))
    world.work_through(minutes=60)
    assert world.platform.sent == [(101, "email")]
    assert world.messages("retry") == world.messages("dead") == []


@pytest.mark.parametrize("method", ["create_advocate", "create_connection"])
@pytest.mark.parametrize("error", [UnknownOutcome, CredentialsRejected, RateLimited, Misrouted])
def test_whatever_asks_to_be_left_alone_is(world: World, error: type[Phone2ActionError], method: str) -> None:
    world.platform.break_down(error(status=418, retry_after=700), method, count=1)
    world.submit(sign_up(world, connect=("email",)))
    assert world.aws.queues["retry"].messages[0].visible_at == world.clock() + 700_000


# What is known from before


def test_after_five_crashes_it_is_poison_and_not_run(world: World) -> None:
    submission = sign_up(world)
    for _ in range(5):
        world.crash(submission)
    world.submit(submission)
    world.work_through()
    assert world.platform.calls == []
    assert world.messages(DEAD)[0]["reason"] == "poison"


def test_a_submission_whose_journal_item_may_have_expired_is_not_run_blind(world: World) -> None:
    submission = sign_up(world, connect=("email",))
    world.clock.advance(days=26)
    world.submit(submission)
    world.work_through()
    assert world.platform.sent == []
    assert world.messages(DEAD)[0]["reason"] == "unverifiable"


def test_a_claim_does_not_make_a_submission_whose_item_may_have_expired_a_known_one(world: World) -> None:
    submission = sign_up(world, connect=("email",))
    world.clock.advance(days=26)
    world.crash(submission)
    world.submit(submission)
    world.work_through()
    assert world.platform.sent == []
    assert world.messages(DEAD)[0]["reason"] == "unverifiable"


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
        world.aws.call("sqs", "SendMessage", {"QueueUrl": RETRY, "MessageBody": to_message(copy)})
        world.work()
    assert world.platform.sent == [(101, "email")]
    assert world.messages(RETRY) == []


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
    assert world.aws.queues[RETRY].messages[0].visible_at == world.clock() + 600_000


def test_a_wait_that_the_api_asks_for_after_a_connection_is_kept(world: World) -> None:
    world.platform.break_down(RateLimited(retry_after=600, status=429), "create_connection")
    world.submit(sign_up(world, connect=("email",)))
    assert world.aws.queues[RETRY].messages[0].visible_at == world.clock() + 600_000


def test_an_opt_in_is_on_record_before_it_leaves(world: World) -> None:
    world.platform.break_down(NotSent())
    world.submit(text(world))
    (record,) = world.aws.tables[CONSENT].values()
    assert record["in_at"] == {"N": str(world.clock())}
    (said,) = [value for name, value in record.items() if name.startswith("said_in_")]
    assert said["M"]["proof"] == {"S": "JOIN"}


def test_while_consent_cannot_be_recorded_no_opt_in_leaves(world: World) -> None:
    world.aws.faults.append(Fault("UpdateItem", "away", target=CONSENT))
    assert world.submit(text(world)).status == "queued"
    assert world.platform.calls == []


def test_a_deadline_allows_only_what_surely_ends_in_time() -> None:
    deadline = Deadline(kill_at=20_000, budget_until=3_000)
    assert deadline.allows(0, 19.9)
    assert not deadline.allows(0, 20)
    assert deadline.lease_until == 30_000


# What operators find it by ----------------------------------------------------------------------------------------


def test_a_submission_is_found_by_its_person_without_a_word_of_theirs_and_without_a_further_call(world: World) -> None:
    submission = sign_up(world, advocate={"email": "Ann@example.org", "phone": "8165550123"}, campaigns=(998, 1001))
    world.submit(submission)
    item = world.item(submission)
    assert item["by_email"] == {"S": world.identity.found_by("email", "ann@example.org")}
    assert item["by_phone"] == {"S": world.identity.found_by("phone", "8165550123")}
    assert item["asked"] == {"S": "web_form 998 1001"}
    assert "ann@" not in str(item).lower()
    assert "8165550123" not in str(item)
    assert [operation for _, operation, _ in world.aws.calls].count("UpdateItem") == 2


@pytest.mark.parametrize("missing", ["email", "phone"])
def test_who_has_no_such_address_is_not_in_its_index(world: World, missing: str) -> None:
    advocate = {"email": "ann@example.org", "phone": "8165550123"}
    del advocate[missing]
    submission = sign_up(world, advocate=advocate)
    world.submit(submission)
    assert f"by_{missing}" not in world.item(submission)

"""A phone whose owner sent something like a stop: its opt-in by text is held, no more; a later keyword lifts it."""

import json
from dataclasses import replace
from typing import Any

import pytest

from relay.messages import from_message, to_message
from relay.phone2action import NotSent, UnknownOutcome
from relay.stores.table import from_dynamodb
from relay.submission import Submission
from tests.fakes.aws import Fault
from tests.fakes.relay import World, sign_up, text
from tests.fakes.settings import CONSENT, HELD, JOURNAL, RETRY

PHONE = "8165550123"
ADVOCATE = {
    "email": "ann@example.org",
    "firstname": "Ann",
    "address1": "1 Main St",
    "zip5": "02134",
    "phone": PHONE,
    "smsOptin": "1",
}


def stop_like(world: World, sid: str = "SM1") -> None:
    said = text(world, natural_key=sid, campaigns=(), advocate={"phone": PHONE}, proof="don't stop fighting!")
    assert world.intake.hold(said, "stop_like").status == "held"
    world.clock.advance(seconds=60)


def form(world: World, **changes: Any) -> Submission:
    return sign_up(world, connect=("email",), advocate=ADVOCATE, proof="box: smsOptin", **changes)


def held(world: World) -> list[str]:
    return [message["held"] for message in world.messages(HELD)]


def consent(world: World) -> dict[str, Any]:
    return from_dynamodb(world.aws.tables[CONSENT][world.identity.consent("sms", PHONE)])


def opt_ins(world: World) -> list[dict[str, Any]]:
    return [arguments for name, arguments in world.platform.calls if "smsOptin" in arguments and "advocate" in name]


def release(world: World, **notes: int) -> None:
    """What an operator does with the last that is held."""
    message = json.loads(world.aws.queues[HELD].messages[-1].body) | notes
    world.intake.queues.retry(json.dumps(message), delay_seconds=0)
    world.work()


def test_it_costs_a_sign_up_its_opt_in_by_text_and_nothing_else(world: World) -> None:
    stop_like(world)
    receipt = world.submit(form(world))
    assert (receipt.status, receipt.connections) == ("delivered", {"email": "done"})
    assert (receipt.held, receipt.overridden) == (("smsOptin",), ())
    assert world.platform.sent == [(101, "email")]
    assert world.platform.advocates[0].arguments["phone"] == PHONE
    assert opt_ins(world) == []


def test_the_opt_in_is_held_as_a_submission_of_its_own(world: World) -> None:
    stop_like(world)
    submission = form(world)
    confirmed = replace(submission, advocate={**ADVOCATE, "smsOptinConfirmed": "1"}, wording="v1")
    world.submit(replace(confirmed, send_anyway=1))  # a word on what the sign-up may have sent
    assert held(world) == ["stop_like", "suppressed"]
    alone = from_message(world.aws.queues[HELD].messages[-1].body)
    assert alone == replace(
        confirmed,
        natural_key=submission.natural_key + "\nsmsOptin",
        advocate={"phone": PHONE, "smsOptin": "1", "smsOptinConfirmed": "1"},
        connection=None,
        correctable=False,
    )


def test_it_counts_from_the_first_receipt(world: World) -> None:
    stop_like(world)
    first = form(world)
    world.aws.faults.append(Fault("UpdateItem", "away", target=CONSENT, count=1))
    assert world.submit(first).held == ()
    world.clock.advance(seconds=60)
    assert world.submit(form(world)).held == ("smsOptin",)
    assert world.messages(HELD)[-1]["received_at"] == first.received_at


def test_later_runs_and_repetitions_neither_ask_nor_hold_it_again(world: World) -> None:
    stop_like(world)
    world.platform.break_down(NotSent(), "create_advocate", count=1)
    submission = form(world)
    receipt = world.submit(submission)
    assert (receipt.status, receipt.held) == ("queued", ("smsOptin",))
    assert world.item(submission)["held"] == {"N": "1"}
    lifted = world.aws.tables[CONSENT].pop(world.identity.consent("sms", PHONE))
    world.work_through()
    assert world.platform.sent == [(101, "email")]
    assert lifted
    assert opt_ins(world) == []
    again = world.submit(submission)
    assert (again.status, again.held) == ("delivered", ("smsOptin",))
    assert held(world) == ["stop_like", "suppressed"]
    assert CONSENT not in [target for *_, target in world.aws.calls[-1:]]


def test_nothing_goes_on_before_the_held_queue_has_it(world: World) -> None:
    stop_like(world)
    world.aws.faults.append(Fault("SendMessage", "away", target=HELD))
    assert world.submit(form(world)).status == "queued"
    assert world.platform.calls == []
    world.aws.faults.clear()
    world.work_through()
    assert world.platform.sent == [(101, "email")]
    assert held(world) == ["stop_like", "suppressed"]


def test_a_later_keyword_of_the_phone_joins_and_lifts_it(world: World) -> None:
    stop_like(world)
    receipt = world.submit(text(world, natural_key="SM2"))
    assert (receipt.status, receipt.held) == ("delivered", ())
    assert held(world) == ["stop_like"]
    assert [arguments["smsOptin"] for arguments in opt_ins(world)] == ["1"]
    record = consent(world)
    assert "suppressed_at" not in record
    (said,) = [value for name, value in record.items() if name.startswith("said_in_")]
    assert said["lifts"] == str(world.clock() - 60_000)
    assert world.submit(form(world)).held == ()


def test_a_stop_after_that_is_final_all_the_same(world: World) -> None:
    stop_like(world)
    world.submit(text(world, natural_key="SM2"))
    world.clock.advance(seconds=1)
    world.submit(text(world, natural_key="SM3", campaigns=(), advocate={"phone": PHONE, "smsOptout": "1"}))
    world.clock.advance(seconds=1)
    assert world.submit(text(world, natural_key="SM4")).overridden == ("smsOptin",)


def test_a_form_lifts_nothing_and_neither_does_a_keyword_from_before(world: World) -> None:
    keyword = text(world, natural_key="SM0")
    world.clock.advance(seconds=1)
    stop_like(world)
    world.submit(form(world))
    world.intake.queues.retry(to_message(keyword), delay_seconds=0)
    world.work()
    assert "suppressed_at" in consent(world)
    assert opt_ins(world) == []
    assert held(world) == ["stop_like", "suppressed", "suppressed"]


def test_a_release_is_held_again_while_the_phone_is_suppressed(world: World) -> None:
    stop_like(world)
    world.submit(form(world))
    calls = list(world.platform.calls)
    release(world)
    assert held(world) == ["stop_like", "suppressed", "suppressed"]
    first, again = (from_message(message.body) for message in world.aws.queues[HELD].messages[1:])
    assert first == again
    assert world.platform.calls == calls
    assert world.messages(RETRY) == []


def test_a_release_that_is_held_again_stays_until_the_held_queue_has_it(world: World) -> None:
    stop_like(world)
    world.submit(form(world))
    world.aws.faults.append(Fault("SendMessage", "away", target=HELD))
    release(world)
    assert len(world.messages(RETRY)) == 1
    world.aws.faults.clear()
    world.work_through()
    assert held(world) == ["stop_like", "suppressed", "suppressed"]
    assert world.messages(RETRY) == []


def test_a_release_with_the_operators_time_opts_in_and_lifts_nothing(world: World) -> None:
    stop_like(world)
    world.submit(form(world))
    release(world, released_at=world.clock())
    (opt_in,) = opt_ins(world)
    assert (opt_in["smsOptin"], opt_in["advocateid"], opt_in["campaigns"]) == ("1", 101, [998])
    assert "suppressed_at" in consent(world)
    (said,) = [value for name, value in consent(world).items() if name.startswith("said_in_")]
    assert said["released_at"] == str(world.clock())


def test_a_released_text_is_the_operators_word_and_not_the_phones(world: World) -> None:
    keyword = text(world, natural_key="SM0")
    world.clock.advance(seconds=1)
    stop_like(world)
    world.submit(keyword)
    release(world, released_at=world.clock())
    assert [opt_in["smsOptin"] for opt_in in opt_ins(world)] == ["1"]
    assert "suppressed_at" in consent(world)


def test_a_release_that_got_no_answer_is_tried_again(world: World) -> None:
    """That its person has joined the campaign proves nothing: the rest of the sign-up did that."""
    stop_like(world)
    world.submit(form(world))
    world.platform.break_down(UnknownOutcome(), "update_advocate", count=1)
    release(world, released_at=world.clock())
    world.work_through(minutes=60)
    assert world.platform.advocates[0].arguments["smsOptin"] == "1"
    assert len(opt_ins(world)) == 2


def test_a_release_asks_again_what_was_said_meanwhile(world: World) -> None:
    stop_like(world)
    world.submit(form(world))
    released_at = world.clock()
    world.clock.advance(seconds=1)
    world.submit(text(world, natural_key="SM3", campaigns=(), advocate={"phone": PHONE, "smsOptout": "1"}))
    release(world, released_at=released_at)
    assert opt_ins(world) == []


def test_a_stop_like_text_that_comes_once_more_after_a_keyword_holds_back_nothing(world: World) -> None:
    first_at = world.clock()
    stop_like(world)
    world.submit(text(world, natural_key="SM2"))
    world.clock.advance(seconds=60)
    stop_like(world)
    assert world.submit(form(world)).held == ()
    assert [message["received_at"] for message in world.messages(HELD)] == [first_at] * 2


def test_a_stop_like_text_that_came_first_when_dynamodb_was_away_counts_from_its_next_receipt(world: World) -> None:
    world.aws.faults.append(Fault("UpdateItem", "away", target=CONSENT, count=1))
    said = text(world, natural_key="SM1", campaigns=(), advocate={"phone": PHONE})
    assert world.intake.hold(said, "stop_like").status == "unavailable"
    stop_like(world)
    assert world.submit(form(world)).held == ("smsOptin",)


def test_a_further_stop_like_text_after_the_release_holds_it_again(world: World) -> None:
    stop_like(world)
    world.submit(form(world))
    released_at = world.clock()
    world.clock.advance(seconds=1)
    stop_like(world, "SM2")
    message = json.loads(world.aws.queues[HELD].messages[1].body) | {"released_at": released_at}
    world.intake.queues.retry(json.dumps(message), delay_seconds=0)
    world.work()
    assert opt_ins(world) == []
    assert held(world)[-1] == "suppressed"


@pytest.mark.parametrize("lost", [False, True])
def test_a_run_that_dies_after_it_was_held_sends_no_opt_in(world: World, lost: bool) -> None:
    stop_like(world)
    world.platform.break_down(UnknownOutcome(), "create_advocate", count=1)
    world.aws.faults.append(Fault("UpdateItem", "lost_answer" if lost else "away", target=JOURNAL, spared=1, count=1))
    world.submit(form(world))
    world.clock.advance(minutes=5)
    world.work_through(minutes=120)
    assert opt_ins(world) == []
    assert set(held(world)) == {"stop_like", "suppressed"}

"""A stop is on record at once, reaches every advocate with the address, and no opt-in that was under way undoes it."""

import json
from dataclasses import replace
from typing import Any

import pytest

from relay.delivery.opt_out import split
from relay.delivery.run import Deadline
from relay.messages import to_message
from relay.phone2action import NotSent, RateLimited, Rejected, UnknownOutcome
from relay.submission import ConnectionRequest, Submission
from tests.fakes.aws import Fault
from tests.fakes.platform import Reply
from tests.fakes.relay import World, sign_up, text
from tests.fakes.settings import CONSENT, DEAD, RETRY

PHONE = "8165550123"


def stop(world: World, **changes: Any) -> Submission:
    values = {
        "natural_key": "SM-stop",
        "campaigns": (),
        "advocate": {"phone": PHONE, "smsOptout": "1"},
        "proof": "STOP",
    }
    return text(world, **values | changes)


def unsubscribe(world: World, **more: str) -> Submission:
    advocate = {"email": "ann@example.org", "emailOptout": "1", **more}
    return sign_up(world, natural_key="unsubscribe", advocate=advocate)


def outs(world: World) -> list[dict[str, Any]]:
    """The opt-outs that reached the platform."""
    return [a for name, a in world.platform.calls if a.get("smsOptout") or a.get("emailOptout")]


def ins(world: World) -> list[dict[str, Any]]:
    """The opt-ins that reached the platform."""
    return [a for name, a in world.platform.calls if a.get("smsOptin") or a.get("emailOptin")]


def test_a_stop_is_recorded_and_queued_before_it_is_acknowledged(world: World) -> None:
    assert world.submit(stop(world)).status == "queued"
    (record,) = world.aws.tables[CONSENT].values()
    (said,) = [value for name, value in record.items() if name.startswith("said_out_")]
    assert (record["out_at"], said["M"]["proof"]) == ({"N": str(world.clock())}, {"S": "STOP"})
    assert len(world.messages(RETRY)) == 1
    assert world.platform.calls == []


def test_with_the_queue_away_it_is_not_acknowledged_but_stays_on_record(world: World) -> None:
    world.aws.faults.append(Fault("SendMessage", "away"))
    assert world.submit(stop(world)).status == "unavailable"
    assert len(world.aws.tables[CONSENT]) == 1


def test_it_counts_only_once_it_is_on_record(world: World) -> None:
    opt_out = stop(world)
    world.aws.faults.append(Fault("UpdateItem", "away", target=CONSENT))
    world.submit(opt_out)
    world.work_through(minutes=60)
    assert len(world.messages(RETRY)) == 1
    world.aws.faults.clear()
    carry_out = world.worker.opt_outs.carry_out
    assert carry_out(opt_out, world.deadline()) == ("waiting", 900.0)  # an opt-in may just have left


def test_with_dynamodb_away_the_worker_records_it(world: World) -> None:
    world.aws.faults.append(Fault("UpdateItem", "away", count=1))
    assert world.submit(stop(world)).status == "queued"
    assert CONSENT not in world.aws.tables
    world.work_through(minutes=5)
    assert len(world.aws.tables[CONSENT]) == 1


def test_every_advocate_with_the_phone_is_opted_out_in_the_campaigns_that_are_theirs(world: World) -> None:
    world.platform.create_advocate(1, email="ann@example.org", phone=PHONE, campaigns=[998, 999])
    world.platform.create_advocate(1, email="bob@example.org", phone=PHONE, campaigns=[997])
    world.platform.create_advocate(1, email="eve@example.org", phone=PHONE, campaigns=[])
    world.submit(stop(world))
    world.work_through(minutes=30)
    first, second = outs(world)[:2]
    assert first == {"advocateid": 101, "campaigns": [998, 999], "phone": PHONE, "smsOptout": "1"}
    assert (second["advocateid"], second["campaigns"]) == (102, [997])
    assert 103 not in [call["advocateid"] for call in outs(world)]
    assert world.messages(RETRY) == world.messages(DEAD) == []


def test_a_texted_stop_that_finds_nobody_ends_with_a_person_once_everybody_would_show(world: World) -> None:
    world.submit(stop(world))
    world.work_through(minutes=14)
    assert world.messages(DEAD) == []
    world.work_through(minutes=30)
    assert {name for name, _ in world.platform.calls} == {"list_advocates"}
    (letter,) = world.messages(DEAD)
    assert (letter["reason"], letter["detail"], letter["advocate"]) == (
        "nobody_found",
        "opt-out",
        {"phone": PHONE, "smsOptout": "1"},
    )
    assert world.messages(RETRY) == []
    assert len(world.aws.tables[CONSENT]) == 1


def test_its_letter_is_replayed_as_any_other(world: World) -> None:
    world.submit(stop(world))
    world.work_through(minutes=30)
    world.platform.create_advocate(1, phone=PHONE, campaigns=[998])
    (letter,) = world.messages(DEAD)
    world.aws.queues[DEAD].messages.clear()
    world.intake.queues.retry(json.dumps(letter), delay_seconds=0)
    world.work_through(minutes=30)
    assert [call["advocateid"] for call in outs(world)] == [101]
    assert world.messages(RETRY) == world.messages(DEAD) == []


def test_it_stays_while_the_letter_is_not_accepted(world: World) -> None:
    world.submit(stop(world))
    world.clock.advance(minutes=20)
    world.aws.faults.append(Fault("SendMessage", "away"))
    assert len(world.work()["batchItemFailures"]) == 1
    assert len(world.messages(RETRY)) == 1


def test_an_unsubscribe_form_that_finds_nobody_is_done(world: World) -> None:
    """Anybody may have filled it in."""
    world.submit(unsubscribe(world))
    world.work_through(minutes=30)
    assert world.messages(RETRY) == world.messages(DEAD) == []


def test_it_is_done_only_after_a_pass_that_began_late_enough(world: World) -> None:
    """An opt-in that had left before the stop was recorded may become visible after the first pass."""
    world.submit(stop(world))
    world.clock.advance(minutes=1)
    world.work()
    world.platform.create_advocate(1, phone=PHONE, smsOptin="1", campaigns=[998])
    world.work_through(minutes=13)
    assert outs(world) == []
    assert len(world.messages(RETRY)) == 1
    world.work_through(minutes=10)
    assert [call["advocateid"] for call in outs(world)] == [101]
    assert world.messages(RETRY) == []


def test_a_pass_that_took_long_is_as_old_as_its_beginning(world: World) -> None:
    opt_out, listed = stop(world), world.platform.list_advocates
    world.platform.create_advocate(1, phone=PHONE, campaigns=[])
    world.submit(opt_out)
    world.clock.advance(minutes=14, seconds=50)

    def slowly(timeout: float, **filters: Any) -> Any:
        found = listed(timeout, **filters)
        world.clock.advance(seconds=20)
        return found

    world.platform.list_advocates = slowly  # type: ignore[method-assign]
    assert world.worker.opt_outs.carry_out(opt_out, world.deadline()) == ("waiting", 10.0)
    assert world.worker.opt_outs.carry_out(opt_out, world.deadline()) == ("done", 0.0)


def test_while_the_api_is_down_it_waits_and_then_gets_through(world: World) -> None:
    world.platform.create_advocate(1, phone=PHONE, campaigns=[998])
    world.platform.break_down(UnknownOutcome())
    world.submit(stop(world))
    world.work_through(minutes=60 * 24 * 5)
    assert world.messages(DEAD) == []
    world.platform.mend()
    world.work_through(minutes=120)
    assert outs(world)[-1]["advocateid"] == 101
    assert world.messages(RETRY) == []


def test_after_thirteen_days_a_person_must_look(world: World) -> None:
    world.platform.break_down(NotSent())
    world.submit(stop(world))
    world.clock.advance(days=13, minutes=1)
    world.work()
    (letter,) = world.messages(DEAD)
    assert (letter["reason"], letter["detail"], letter["advocate"]) == (
        "expired",
        "opt-out",
        {"phone": PHONE, "smsOptout": "1"},
    )
    assert world.messages(RETRY) == []


def test_an_expired_opt_out_stays_while_its_letter_is_not_accepted(world: World) -> None:
    world.platform.break_down(NotSent())
    world.submit(stop(world))
    world.clock.advance(days=13, minutes=1)
    world.aws.faults.append(Fault("SendMessage", "away"))
    assert len(world.work()["batchItemFailures"]) == 1
    assert len(world.messages(RETRY)) == 1


def test_in_time_for_thirteen_days_it_stays_below_the_receives_that_sqs_allows(world: World) -> None:
    world.platform.break_down(NotSent())
    world.submit(stop(world))
    while world.aws.queues[RETRY].messages:
        (message,) = world.aws.queues[RETRY].messages
        receives = message.receives
        world.clock.now = max(message.visible_at, world.clock.now)
        world.work()
    assert 700 < receives < 800


def test_an_opt_in_that_waited_does_not_undo_a_later_stop(world: World) -> None:
    world.platform.break_down(NotSent())
    world.submit(text(world))
    world.clock.advance(seconds=5)
    world.submit(stop(world))
    world.platform.mend()
    world.work_through(minutes=60)
    assert ins(world)[1:] == []
    assert outs(world) != []


def test_an_opt_in_that_is_sent_again_counts_from_its_first_receipt(world: World) -> None:
    """Else a repetition would undo the opt-out that came between."""
    world.platform.break_down(NotSent())
    advocate = {"email": "ann@example.org", "emailOptin": "1"}
    world.submit(sign_up(world, advocate=advocate))
    world.clock.advance(minutes=1)
    world.submit(unsubscribe(world))
    world.clock.advance(minutes=1)
    world.platform.mend()
    receipt = world.submit(sign_up(world, advocate=advocate))
    assert (receipt.status, receipt.overridden) == ("delivered", ("emailOptin",))
    world.work_through(minutes=60)
    assert ins(world)[1:] == []


def test_who_stopped_our_texts_for_good_is_told_so(world: World) -> None:
    world.submit(stop(world))
    world.clock.advance(seconds=5)
    receipt = world.submit(text(world))
    assert (receipt.status, receipt.overridden) == ("delivered", ("smsOptin",))
    assert ins(world) == []


def test_who_stopped_our_texts_is_told_so_however_often_the_same_text_comes(world: World) -> None:
    world.submit(stop(world))
    world.clock.advance(seconds=5)
    again = text(world)
    for _ in range(3):
        receipt = world.submit(again)
        assert (receipt.status, receipt.overridden) == ("delivered", ("smsOptin",))
    assert ins(world) == []


def test_with_consent_away_a_repetition_is_answered_all_the_same(world: World) -> None:
    world.submit(text(world))
    world.aws.faults.append(Fault("BatchGetItem", "away", target=CONSENT))
    receipt = world.submit(text(world))
    assert (receipt.status, receipt.overridden) == ("delivered", ())


def test_an_opt_in_that_lost_its_flag_is_not_confirmed_either(world: World) -> None:
    world.submit(stop(world))
    world.submit(text(world, advocate={"phone": PHONE, "smsOptin": "1", "smsOptinConfirmed": "1"}))
    assert world.platform.calls[-1] == ("create_advocate", {"phone": PHONE, "campaigns": [998]})


def test_a_stop_that_was_slow_to_be_recorded_stands_against_a_newer_opt_in(world: World) -> None:
    """By text an opt-out is final, as it is upstream."""
    slow = stop(world)
    world.clock.advance(seconds=5)
    assert world.submit(text(world)).status == "delivered"
    world.submit(slow)
    world.work_through(minutes=60)
    assert {call["advocateid"] for call in outs(world)} == {101}


def test_an_opt_out_by_email_that_waited_does_not_undo_a_newer_opt_in(world: World) -> None:
    world.submit(unsubscribe(world))
    world.clock.advance(seconds=5)
    world.submit(sign_up(world, advocate={"email": "ann@example.org", "emailOptin": "1"}))
    world.work_through(minutes=60)
    assert outs(world) == []
    assert len(ins(world)) == 1
    assert world.messages(RETRY) == world.messages(DEAD) == []


def test_an_unsubscribe_form_makes_nobody_an_advocate(world: World) -> None:
    assert world.submit(unsubscribe(world, p2asource="site", utm_source="mail")).status == "queued"
    world.work_through(minutes=60)
    assert world.platform.advocates == []


def test_a_form_that_asks_for_more_is_split_and_its_opt_out_stands_even_if_the_rest_fails(world: World) -> None:
    world.platform.create_advocate(1, email="ann@example.org", campaigns=[998])
    world.platform.break_down(NotSent(), "create_advocate")
    receipt = world.submit(unsubscribe(world, firstname="Ann"))
    assert receipt.status == "queued"
    world.work_through(minutes=30)
    assert [call["advocateid"] for call in outs(world)] == [101, 101]
    rest = [arguments for _, arguments in world.platform.calls if "firstname" in arguments]
    assert rest
    assert all("emailOptout" not in arguments for arguments in rest)


def test_the_parts_of_a_split_keep_what_is_theirs(world: World) -> None:
    whole = replace(
        unsubscribe(world, phone=PHONE, smsOptout="1", firstname="Ann", p2asource="site"),
        connection=ConnectionRequest(campaign=998, types=("tweet",)),
    )
    alone, rest = split(whole)
    assert [part.advocate for part in alone] == [
        {"phone": PHONE, "smsOptout": "1"},
        {"email": "ann@example.org", "emailOptout": "1"},
    ]
    assert len({part.natural_key for part in [*alone, whole]}) == 3
    assert all(part.connection is None for part in alone)
    assert rest is not None
    assert rest.advocate == {"email": "ann@example.org", "phone": PHONE, "firstname": "Ann", "p2asource": "site"}
    assert rest.connection == whole.connection
    assert split(sign_up(world)) == ([], sign_up(world))


def test_a_message_that_mixes_opt_outs_with_more_is_carried_out_in_full(world: World) -> None:
    """None is written by ingress; a person may release or correct one."""
    mixed = unsubscribe(world, firstname="Ann", phone=PHONE, smsOptout="1")
    world.platform.create_advocate(1, email="ann@example.org", phone=PHONE, campaigns=[998])
    world.intake.queues.retry(to_message(mixed), delay_seconds=0)
    world.work_through(minutes=120)
    assert {"smsOptout", "emailOptout"} <= {name for call in outs(world) for name in call}
    assert world.platform.calls[-1] == (
        "update_advocate",
        {"advocateid": 101, "campaigns": [998], "email": "ann@example.org", "phone": PHONE},
    )
    assert world.messages(RETRY) == world.messages(DEAD) == []


def test_no_opt_out_is_sent_that_could_outlast_the_function(world: World) -> None:
    world.platform.create_advocate(1, phone=PHONE, campaigns=[998])
    verdict, _ = world.worker.opt_outs.carry_out(stop(world), Deadline(world.clock() + 7_000, world.clock() + 7_000))
    assert (verdict, outs(world)) == ("waiting", [])


def test_no_opt_out_is_sent_by_a_worker_that_was_slow_on_its_way_to_the_sending(world: World) -> None:
    world.platform.create_advocate(1, phone=PHONE, campaigns=[998])
    world.aws.faults.append(Fault("BatchGetItem", "slow", count=1, seconds=10))  # the breaker's state
    verdict, _ = world.worker.opt_outs.carry_out(stop(world), Deadline(world.clock() + 15_000, world.clock() + 15_000))
    assert (verdict, outs(world)) == ("waiting", [])


@pytest.mark.parametrize("later", [0, 1])
def test_at_the_same_instant_the_opt_out_wins(world: World, later: int) -> None:
    world.submit(sign_up(world, advocate={"email": "ann@example.org", "emailOptin": "1"}))
    world.clock.advance(seconds=later)
    world.submit(unsubscribe(world))
    world.work_through(minutes=30)
    assert outs(world) != []


def test_one_advocate_whom_the_platform_refuses_keeps_no_other_from_being_opted_out(world: World) -> None:
    for email in ("ann@example.org", "bob@example.org"):
        world.platform.create_advocate(1, email=email, phone=PHONE, campaigns=[998])
    update = world.platform.update_advocate

    def picky(timeout: float, **arguments: Any) -> Reply:
        if arguments["advocateid"] == 101:
            raise Rejected(status=422)
        return update(timeout=timeout, **arguments)

    world.platform.update_advocate = picky  # type: ignore[method-assign]
    world.submit(stop(world))
    world.work_through(minutes=60)
    assert world.platform.advocates[1].arguments["smsOptout"] == "1"
    assert len(world.messages(RETRY)) == 1  # the first one is tried again, until a person must look


def test_whoever_is_listed_without_having_the_phone_is_left_alone(world: World) -> None:
    for phone in (PHONE, "8165550124"):
        world.platform.create_advocate(1, phone=phone, campaigns=[998])
    world.platform.list_everybody()
    assert world.worker.opt_outs.carry_out(stop(world), world.deadline())[0] == "waiting"
    assert [out["advocateid"] for out in outs(world)] == [101]


def test_a_list_of_nothing_but_strangers_is_no_answer(world: World) -> None:
    world.platform.create_advocate(1, phone="8165550124", campaigns=[998])
    world.platform.list_everybody()
    world.submit(stop(world))
    world.work_through(minutes=60)
    assert outs(world) == []
    assert len(world.messages(RETRY)) == 1


def test_an_api_that_asks_to_be_left_alone_is(world: World) -> None:
    world.platform.create_advocate(1, phone=PHONE, campaigns=[998])
    world.platform.break_down(RateLimited(retry_after=3600), "list_advocates", count=1)
    world.submit(stop(world))
    world.clock.advance(seconds=30)
    world.work()
    (message,) = world.aws.queues[RETRY].messages
    assert message.visible_at > world.clock() + 3_600_000
    world.work_through(minutes=60)
    assert world.platform.methods().count("list_advocates") == 1
    world.work_through(minutes=30)
    assert len(outs(world)) >= 1

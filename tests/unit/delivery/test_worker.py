"""The worker: one record never costs another, and nothing leaves the queue before it is somewhere else."""

import json
from dataclasses import replace
from typing import Any

import pytest

from relay import telemetry
from relay.campaigns import Source
from relay.delivery.outcome import Outcome
from relay.delivery.worker import Received
from relay.messages import to_message
from relay.phone2action import Misrouted, NotSent, RateLimited, Rejected
from relay.submission import Submission
from tests.fakes.aws import Fault
from tests.fakes.relay import World, sign_up, text
from tests.fakes.settings import CONSENT, DEAD, HELD, RETRY


def queue(world: World, *submissions: Submission) -> None:
    for submission in submissions:
        world.intake.queues.retry(to_message(submission), delay_seconds=0)


def several(world: World, count: int) -> list[Submission]:
    return [
        sign_up(world, natural_key=f"n{number}", advocate={"email": f"p{number}@example.org"})
        for number in range(count)
    ]


def refused() -> None:
    raise NotSent


def test_a_batch_is_delivered_and_nothing_is_reported_as_failed(world: World) -> None:
    queue(world, *several(world, 10))
    assert world.work() == {"batchItemFailures": []}
    assert len(world.platform.advocates) == 10
    assert world.messages(RETRY) == []


def test_a_failed_record_is_reported_by_itself_and_postponed_by_itself(world: World) -> None:
    queue(world, *several(world, 3))
    world.platform.break_down(RateLimited(status=429), count=1)
    answer = world.work()
    assert len(answer["batchItemFailures"]) == 1
    (message,) = world.aws.queues[RETRY].messages
    assert message.id == answer["batchItemFailures"][0]["itemIdentifier"]
    assert message.visible_at == world.clock() + 16_000  # half of 30 s, and one


def test_the_wait_doubles_with_each_receipt_up_to_its_bound(world: World) -> None:
    queue(world, sign_up(world))
    world.platform.break_down(Misrouted(status=404))
    waits = []
    for _ in range(10):
        world.work()
        (message,) = world.aws.queues[RETRY].messages
        waits.append((message.visible_at - world.clock()) // 1000)
        world.clock.now = message.visible_at
    assert waits == [16, 31, 61, 121, 241, 481, 901, 901, 901, 901]


def test_a_wait_that_the_api_asks_for_is_kept(world: World) -> None:
    queue(world, sign_up(world))
    world.platform.break_down(RateLimited(retry_after=3600))
    world.work()
    assert world.aws.queues[RETRY].messages[0].visible_at >= world.clock() + 3_600_000


def test_a_wait_longer_than_a_queue_can_hide_is_cut(world: World) -> None:
    queue(world, sign_up(world))
    world.platform.break_down(RateLimited(retry_after=86_400))
    world.work()
    assert world.aws.queues[RETRY].messages[0].visible_at == world.clock() + (12 * 3600 - 120) * 1000


def test_after_the_window_it_is_a_dead_letter_although_the_api_is_left_alone(world: World) -> None:
    queue(world, sign_up(world))
    world.clock.advance(hours=97)
    with pytest.raises(NotSent):
        world.breaker.call(refused)
    world.work()
    assert world.messages(DEAD)[0]["reason"] == "expired"


def test_after_the_window_it_is_a_dead_letter_even_if_the_api_is_well(world: World) -> None:
    submission = sign_up(world)
    queue(world, submission)
    world.clock.advance(hours=97)
    world.work()
    assert world.platform.calls == []
    (letter,) = world.messages(DEAD)
    assert (letter["reason"], letter["attempts"], letter["first_at"]) == (
        "expired",
        1,
        submission.received_at,
    )
    assert world.messages(RETRY) == []


def test_a_finished_submissions_copy_is_deleted_even_after_the_window(world: World) -> None:
    submission = sign_up(world)
    world.submit(submission)
    queue(world, submission)
    world.clock.advance(hours=97)
    world.work()
    assert world.messages(RETRY) == world.messages(DEAD) == []


def test_a_replayed_letter_gets_a_whole_new_window(world: World) -> None:
    queue(world, sign_up(world))
    world.clock.advance(hours=97)
    world.work()
    (letter,) = world.aws.queues[DEAD].messages
    world.intake.queues.retry(letter.body, delay_seconds=0)
    world.work()
    assert len(world.platform.advocates) == 1


def test_what_the_platform_refuses_is_a_dead_letter_with_everything_a_replay_needs(world: World) -> None:
    submission = text(world)
    queue(world, submission)
    world.platform.break_down(Rejected(), "create_advocate")
    world.work()
    (letter,) = world.messages(DEAD)
    assert letter["reason"] == "rejected"
    assert {key: letter[key] for key in json.loads(to_message(submission))} == json.loads(to_message(submission))


@pytest.mark.parametrize("body", ["", "not json", "[1]", '{"version": 99}'])
def test_an_unreadable_message_is_kept_whole_for_a_person(world: World, body: str) -> None:
    world.aws.call("sqs", "SendMessage", {"QueueUrl": RETRY, "MessageBody": body})
    world.work()
    (letter,) = world.messages(DEAD)
    assert letter["reason"] == "unreadable"
    assert letter.get("unreadable", body) == body
    assert world.messages(RETRY) == []


def test_an_unreadable_message_stays_while_its_letter_is_not_accepted(world: World) -> None:
    world.aws.call("sqs", "SendMessage", {"QueueUrl": RETRY, "MessageBody": "not json"})
    world.aws.faults.append(Fault("SendMessage", "away"))
    assert len(world.work()["batchItemFailures"]) == 1
    assert len(world.aws.queues[RETRY].messages) == 1


CARD = "campaignid=998&card=1o416&name=Ann+Lee&email=ann%40example.org"


@pytest.mark.parametrize(
    ("source", "raw"),
    [("twitter_card", CARD), ("sms", "MessageSid=SM1&From=%2B18165550123&Body=JOIN")],
)
def test_a_replayed_invalid_post_is_read_again_and_delivered_if_it_can_be_used_now(
    world: World, source: Source, raw: str
) -> None:
    world.ingress.unusable.keep(source, raw, world.clock(), [])
    (letter,) = world.aws.queues[DEAD].messages
    world.intake.queues.retry(letter.body, delay_seconds=0)
    world.work()
    assert len(world.platform.advocates) == 1
    assert world.messages(RETRY) == []


@pytest.mark.parametrize("source", ["web_form", "telegram", None, ["sms"]])
def test_a_raw_post_of_no_source_that_keeps_posts_is_unreadable_and_never_taken_for_a_text(
    world: World, source: object
) -> None:
    raw = "MessageSid=SM1&From=%2B18165550123&Body=JOIN"
    letter = {"version": 1, "source": source, "received_at": world.clock(), "raw": raw, "reason": "invalid"}
    world.intake.queues.retry(json.dumps(letter), delay_seconds=0)
    world.work()
    (again,) = world.messages(DEAD)
    assert (again["reason"], again["raw"]) == ("unreadable", raw)
    assert world.platform.calls == []


@pytest.mark.parametrize(
    ("source", "raw", "detail"),
    [
        ("twitter_card", CARD.replace("998", "7"), "campaigns: campaign_unknown"),
        ("sms", "MessageSid=SM1&From=12345&Body=JOIN", "phone: invalid"),
        ("sms", "MessageSid=SM1&From=%2B18165550123&Body=HELLO", ""),
    ],
)
def test_one_that_still_cannot_be_used_is_a_letter_again(world: World, source: Source, raw: str, detail: str) -> None:
    world.ingress.unusable.keep(source, raw, world.clock(), [])
    body = world.aws.queues[DEAD].messages.pop().body
    world.intake.queues.retry(body, delay_seconds=0)
    world.work()
    (letter,) = world.messages(DEAD)
    assert (letter["reason"], letter["raw"], letter["detail"]) == ("invalid", raw, detail)
    assert world.messages(RETRY) == []
    assert world.platform.calls == []


@pytest.mark.parametrize("target", [DEAD, HELD])
def test_nothing_is_deleted_while_the_queue_it_must_go_to_is_away(world: World, target: str) -> None:
    world.aws.faults.append(Fault("SendMessage", "away", target=target))
    if target == DEAD:
        world.platform.break_down(Rejected(), "create_advocate")
    else:
        suppressed = {"suppressed_at": {"N": str(world.clock() + 1)}}
        world.aws.tables[CONSENT] = {world.identity.consent("sms", "8165550123"): suppressed}
    queue(world, text(world))
    assert len(world.work()["batchItemFailures"]) == 1
    assert len(world.messages(RETRY)) == 1
    world.aws.faults.clear()
    world.work_through()
    assert len(world.messages(target)) == 1
    assert world.messages(RETRY) == []


def test_a_run_whose_letter_is_not_accepted_is_over_all_the_same(world: World) -> None:
    submission = text(world)
    queue(world, submission)
    world.platform.break_down(Rejected(), "create_advocate")
    world.aws.faults.append(Fault("SendMessage", "away"))
    world.work()
    item = world.item(submission)
    assert (item["state"], item["unclosed"], "token" in item) == ({"S": "open"}, {"N": "0"}, False)


def test_if_postponing_fails_the_queues_own_visibility_serves(world: World) -> None:
    queue(world, sign_up(world))
    world.platform.break_down(NotSent())
    world.aws.faults.append(Fault("ChangeMessageVisibility", "away"))
    assert len(world.work()["batchItemFailures"]) == 1
    assert world.aws.queues[RETRY].messages[0].visible_at == world.clock() + 360_000


def test_a_fault_of_ours_costs_no_neighbour(world: World) -> None:
    queue(world, *several(world, 3))
    world.platform.break_down(ZeroDivisionError(), count=1)  # type: ignore[arg-type]
    assert len(world.work()["batchItemFailures"]) == 1
    assert len(world.platform.advocates) == 2


def test_the_line_of_a_fault_names_the_submission_by_which_it_is_traced(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, str]] = []
    monkeypatch.setattr(telemetry, "fault", lambda where, _, submission_id="": told.append((where, submission_id)))
    submission = sign_up(world)
    queue(world, submission)
    world.platform.break_down(ZeroDivisionError(), count=1)  # type: ignore[arg-type]
    world.work()
    assert told == [("worker.deliver", world.identity.submission(submission))]


@pytest.mark.parametrize(("days", "reasons"), [(12.9, []), (13.1, ["poison"])])
def test_what_nothing_could_be_done_with_is_a_letter_before_sqs_drops_it(
    world: World, days: float, reasons: list[str]
) -> None:
    class Broken:
        def deliver(self, *_: object, **__: object) -> Outcome:
            raise ZeroDivisionError

    queue(world, *several(world, 1))
    world.worker = replace(world.worker, delivery=Broken())  # type: ignore[arg-type]
    world.clock.advance(days=days)
    world.work()
    assert [letter["reason"] for letter in world.messages(DEAD)] == reasons
    assert len(world.messages(RETRY)) == 1 - len(reasons)


def test_what_crashed_before_runs_after_its_neighbours_and_the_least_suspect_first(world: World) -> None:
    first, second, third = several(world, 3)
    for _ in range(3):
        world.crash(first)
    for _ in range(1):
        world.crash(second)
    queue(world, first, second, third)
    world.work()
    emails = [arguments["email"] for name, arguments in world.platform.calls if name == "create_advocate"]
    assert emails == ["p2@example.org", "p1@example.org", "p0@example.org"]


def test_what_crashed_before_is_not_begun_if_too_little_time_is_left_for_it(world: World) -> None:
    submission = sign_up(world)
    world.crash(submission)
    queue(world, submission)
    answer = world.worker.work(world.aws.receive(RETRY), world.deadline(29, 29))
    assert len(answer["batchItemFailures"]) == 1
    assert world.platform.calls == []
    assert world.item(submission)["unclosed"] == {"N": "1"}


def test_what_crashed_before_and_must_wait_stays_in_the_queue(world: World) -> None:
    submission = sign_up(world)
    world.crash(submission)
    queue(world, submission)
    world.platform.break_down(NotSent())
    assert len(world.work()["batchItemFailures"]) == 1
    assert len(world.messages(RETRY)) == 1


def test_a_killer_is_poison_after_five_crashes_and_its_neighbours_are_unharmed(world: World) -> None:
    killer, neighbour = several(world, 2)
    for _ in range(5):
        world.crash(killer)
    queue(world, killer, neighbour)
    world.work()
    assert [arguments["email"] for _, arguments in world.platform.calls] == ["p1@example.org"]
    assert world.messages(DEAD)[0]["reason"] == "poison"


def test_while_another_run_holds_it_the_message_waits_for_its_lease(world: World) -> None:
    submission = sign_up(world)
    world.journal.claim(
        world.identity.submission(submission),
        received_at=world.clock(),
        lease_until=world.clock() + 70_000,
        reopens_dead=True,
    )
    queue(world, submission)
    world.work()
    assert world.aws.queues[RETRY].messages[0].visible_at > world.clock() + 70_000


def test_without_the_key_everything_waits(world: World) -> None:
    queue(world, *several(world, 2))
    world.aws.faults.append(Fault("GetSecretValue", "away"))
    fresh = World(clock=world.clock)
    fresh.aws.queues, fresh.aws.faults = world.aws.queues, world.aws.faults
    assert len(fresh.work()["batchItemFailures"]) == 2


def test_the_same_message_twice_in_one_batch_has_one_effect(world: World) -> None:
    submission = sign_up(world, connect=("email",))
    queue(world, submission, replace(submission))
    world.work_through()
    assert world.platform.sent == [(101, "email")]
    assert world.messages(RETRY) == []


def test_a_record_is_read_as_sqs_sends_it() -> None:
    record: dict[str, Any] = {
        "messageId": "1",
        "receiptHandle": "h",
        "body": "b",
        "attributes": {"ApproximateReceiveCount": "3", "SentTimestamp": "1767268800000"},
    }
    assert Received.from_record(record) == Received("1", "h", "b", 3, 1_767_268_800_000)


def test_a_message_that_is_nested_too_deep_is_kept_for_a_person_and_harms_no_neighbour(world: World) -> None:
    world.intake.queues.retry("[" * 100_000, delay_seconds=0)
    queue(world, *several(world, 2))
    assert world.work() == {"batchItemFailures": []}
    assert len(world.platform.advocates) == 2
    (letter,) = world.messages(DEAD)
    assert letter["reason"] == "unreadable"


def test_a_fault_of_ours_while_a_post_is_read_again_makes_a_letter_and_harms_no_neighbour(world: World) -> None:
    def crash(letter: object) -> Submission:
        raise ZeroDivisionError

    world.worker = replace(world.worker, read_again=crash)
    world.ingress.unusable.keep("twitter_card", CARD, world.clock(), [])
    world.intake.queues.retry(world.aws.queues[DEAD].messages.pop().body, delay_seconds=0)
    queue(world, *several(world, 2))
    assert world.work() == {"batchItemFailures": []}
    assert len(world.platform.advocates) == 2
    (letter,) = world.messages(DEAD)
    assert (letter["reason"], letter["detail"], letter["raw"]) == ("unreadable", "ZeroDivisionError", CARD)


def test_a_letter_with_nonsense_in_it_is_kept_for_a_person_and_harms_no_neighbour(world: World) -> None:
    letter = {"version": 1, "source": "sms", "received_at": "soon", "raw": "From=%2B18165550123&Body=JOIN"}
    world.intake.queues.retry(json.dumps(letter), delay_seconds=0)
    queue(world, *several(world, 2))
    assert world.work() == {"batchItemFailures": []}
    assert len(world.platform.advocates) == 2
    assert world.messages(DEAD)[0]["reason"] == "unreadable"


def test_poison_stays_poison_while_its_letter_is_not_accepted(world: World) -> None:
    (killer,) = several(world, 1)
    for _ in range(5):
        world.crash(killer)
    queue(world, killer)
    world.aws.faults.append(Fault("SendMessage", "away", target=DEAD, count=2))
    world.work_through(minutes=60)
    assert world.platform.calls == []
    assert world.messages(DEAD)[0]["reason"] == "poison"

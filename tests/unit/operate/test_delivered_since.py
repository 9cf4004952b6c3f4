"""A letter whose submission has been delivered since says so, and a replay takes it away and does nothing: all kinds.

Each is made by the relay's real runs, delivered by another copy of it, and then moved as an operator moves it.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from operate.acts import done_of
from operate.letters import Letter
from relay.letters import HeldReason, Reason
from relay.messages import to_message
from relay.phone2action import NotSent, Problem, Rejected
from tests.fakes.relay import World, sign_up, text, unanswered
from tests.fakes.settings import DEAD, HELD, RETRY
from tests.unit.operate.worlds import stack_over

PHONE = "8165550123"


def rejected(world: World) -> None:
    world.platform.break_down(Rejected(status=422), "create_advocate", count=1)
    world.submit(sign_up(world, source="twitter_card", trusted=True, connect=("email",)))


def expired(world: World) -> None:
    world.platform.break_down(NotSent())
    world.submit(sign_up(world, connect=("email",)))
    world.clock.advance(hours=97)
    world.work()
    world.platform.mend()
    world.clock.advance(hours=1)


def unverifiable(world: World) -> None:
    unanswered(world, acts=False)
    world.work_through(minutes=60)


def poison(world: World) -> None:
    submission = sign_up(world, connect=("email",))
    for _ in range(5):
        world.crash(submission)
    world.intake.queues.retry(to_message(submission), delay_seconds=0)
    world.work()


def given_up_by_sqs(world: World) -> None:
    world.aws.call(
        "sqs", "SendMessage", {"QueueUrl": DEAD, "MessageBody": to_message(sign_up(world, connect=("email",)))}
    )


def held_for(why: HeldReason) -> Callable[[World], None]:
    """A form that looks like a robot's."""

    def hold(world: World) -> None:
        world.intake.hold(sign_up(world, connect=("email",)), why)

    return hold


def suppressed(world: World) -> None:
    said = text(world, natural_key="SM1", campaigns=(), advocate={"phone": PHONE}, proof="don't stop fighting!")
    world.intake.hold(said, "stop_like")
    world.clock.advance(minutes=1)
    advocate = {"email": "ann@example.org", "phone": PHONE, "smsOptin": "1"}
    world.submit(sign_up(world, advocate=advocate))
    world.aws.queues[HELD].messages = [each for each in world.aws.queues[HELD].messages if "stop_like" not in each.body]


ROBOTS: tuple[HeldReason, ...] = ("spam", "origin", "challenge", "burst")
MADE: dict[str, tuple[str, Callable[[World], None]]] = {
    "rejected": (DEAD, rejected),
    "expired": (DEAD, expired),
    "unverifiable": (DEAD, unverifiable),
    "poison": (DEAD, poison),
    "none": (DEAD, given_up_by_sqs),
    **{why: (HELD, held_for(why)) for why in ROBOTS},
    "suppressed": (HELD, suppressed),
}


def letter_in(world: World, queue: str) -> Letter:
    (message,) = world.aws.queues[queue].messages
    return Letter(message.body, message.id, "r")


def moved(world: World, letter: Letter, **word: Any) -> None:
    """What a replay or a release sends."""
    body = json.dumps(letter.content | word | ({"released_at": world.clock()} if "held" in letter.content else {}))
    world.intake.queues.retry(body, delay_seconds=0)
    world.work_through(minutes=60)


@pytest.mark.parametrize("kind", MADE)
def test_it_says_so_and_a_replay_takes_it_away_and_does_nothing(world: World, kind: str) -> None:
    queue, make = MADE[kind]
    make(world)
    letter, stack = letter_in(world, queue), stack_over(world)
    assert letter.reason == kind
    assert done_of(stack, [letter]) == frozenset()
    moved(world, letter, **({"send_anyway": world.clock()} if kind == "unverifiable" else {}))
    assert done_of(stack, [letter]) == {letter.id}
    sent, calls = list(world.platform.sent), len(world.platform.calls)
    moved(world, letter)
    assert (world.platform.sent, len(world.platform.calls)) == (sent, calls)
    assert world.messages(RETRY) == []
    assert len(world.aws.queues[queue].messages) == 1  # the one that a replay would have moved; no other has come


def test_of_an_invalid_post_nothing_says_so_but_a_replay_does_nothing_either(world: World) -> None:
    """The post has an id of its own, and what it is read as has another, which only its source can tell."""
    raw = f"From=%2B1{PHONE}&Body=JOIN&MessageSid=SM1"
    world.ingress.unusable.keep("sms", raw, world.clock(), [Problem("campaigns", "campaign_unknown", "")])
    letter = letter_in(world, DEAD)
    moved(world, letter)
    assert world.platform.methods().count("create_advocate") == 1
    assert done_of(stack_over(world), [letter]) == frozenset()
    calls = len(world.platform.calls)
    moved(world, letter)
    assert (len(world.platform.calls), world.messages(RETRY)) == (calls, [])
    assert len(world.messages(DEAD)) == 1


def test_of_an_opt_out_nothing_says_so_for_it_has_no_item_and_a_replay_carries_it_out_again(world: World) -> None:
    stop = text(world, natural_key="SM9", campaigns=(), advocate={"phone": PHONE, "smsOptout": "1"}, proof="STOP")
    world.submit(stop)
    world.work_through(minutes=60)
    letter = letter_in(world, DEAD)
    assert letter.reason == "nobody_found"
    world.platform.create_advocate(1, phone=PHONE, campaigns=[998])
    for _ in range(2):
        moved(world, letter)
        assert world.messages(RETRY) == []
        assert len(world.messages(DEAD)) == 1
    assert done_of(stack_over(world), [letter]) == frozenset()


def test_what_cant_be_read_stays_a_letter_and_says_nothing(world: World) -> None:
    world.intake.queues.retry("no JSON", delay_seconds=0)
    world.work_through(minutes=5)
    letter = letter_in(world, DEAD)
    assert letter.reason == "unreadable"
    assert done_of(stack_over(world), [letter]) == frozenset()


def test_each_reason_is_spoken_of_here() -> None:
    other = {"invalid", "nobody_found", "unreadable"}
    assert {*Reason.__value__.__args__, "none"} == {name for name, (queue, _) in MADE.items() if queue == DEAD} | other
    never_released = {"stop_like", "no_phone"}
    assert {*HeldReason.__value__.__args__} == {
        name for name, (queue, _) in MADE.items() if queue == HELD
    } | never_released


def test_without_a_right_to_the_key_the_list_is_shown_all_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_up_by_sqs(world)
    stack = stack_over(world)

    def denied(**_: Any) -> Any:
        raise ClientError({"Error": {"Code": "AccessDeniedException"}}, "GetSecretValue")

    monkeypatch.setattr(stack.client("secretsmanager"), "get_secret_value", denied)
    assert done_of(stack, [letter_in(world, DEAD)]) == frozenset()

"""What nobody can verify is sent again only if an operator said so: for all unseen e-mails, or for one letter."""

import itertools
import json
from collections.abc import Iterator
from typing import Any

from relay.phone2action import (
    NotSent,
    UnknownOutcome,
)
from tests.fakes.relay import World, sign_up, text, unanswered
from tests.fakes.settings import DEAD, RETRY


def test_only_if_the_operator_chose_it_an_unseen_email_is_sent_again_and_twice_at_most(world: World) -> None:
    world.reconciler.resend_unseen = True
    world.platform.break_down(UnknownOutcome(), "create_connection")
    world.submit(sign_up(world, connect=("email",)))
    world.work_through(minutes=60 * 6)
    assert world.platform.methods().count("create_connection") == 3
    assert world.messages(DEAD)[0]["reason"] == "unverifiable"


def test_a_resend_that_a_run_does_not_come_to_is_counted_when_it_is_sent(world: World) -> None:
    """The list shows nothing, and every third question about the advocate gets no answer."""
    world.reconciler.resend_unseen = True
    world.platform.break_down(UnknownOutcome(), "create_connection", acts=True)
    world.platform.list_connections = lambda **_: iter(())  # type: ignore[method-assign]
    listed, questions = world.platform.list_advocates, itertools.count(1)

    def now_and_then(timeout: float, **filters: Any) -> Iterator[Any]:
        if next(questions) % 3 == 2:
            raise NotSent
        return listed(timeout=timeout, **filters)

    world.platform.list_advocates = now_and_then  # type: ignore[method-assign]
    world.submit(sign_up(world, connect=("email",)))
    world.work_through(minutes=60 * 12)
    assert len(world.platform.sent) <= 1 + 2
    assert world.messages(DEAD)[0]["reason"] == "unverifiable"


def test_an_unseen_email_that_is_sent_again_is_marked_as_a_resend(world: World) -> None:
    world.reconciler.resend_unseen = True
    submission = unanswered(world, acts=False)
    world.work_through(minutes=60)
    assert world.platform.sent == [(101, "email")]
    assert world.item(submission)["resent"] == {"N": "1"}
    assert world.item(submission)["state"] == {"S": "done"}


def test_a_call_is_never_repeated_whatever_the_operator_chose(world: World) -> None:
    world.reconciler.resend_unseen = True
    unanswered(world, "call", acts=False)
    world.work_through(minutes=120)
    assert world.platform.methods().count("create_connection") == 1
    assert world.messages(DEAD)[0]["detail"] == "call: unverifiable"


def replayed(world: World, *, send_anyway: int) -> None:
    (letter,) = world.messages(DEAD)
    world.aws.queues[DEAD].messages.clear()
    world.intake.queues.retry(json.dumps(letter | {"send_anyway": send_anyway}), delay_seconds=0)
    world.work_through(minutes=60)


def test_a_replay_looks_again_and_only_an_operators_explicit_word_sends_what_may_have_been_sent(world: World) -> None:
    unanswered(world, acts=False)
    world.work_through(minutes=60)
    replayed(world, send_anyway=0)
    assert world.platform.sent == []
    assert world.messages(DEAD)[0]["reason"] == "unverifiable"
    replayed(world, send_anyway=world.clock())
    assert world.platform.sent == [(101, "email")]
    assert world.messages(DEAD) == world.messages(RETRY) == []


def test_an_operators_word_counts_for_one_run(world: World) -> None:
    unanswered(world, acts=False)
    world.work_through(minutes=60)
    world.platform.break_down(UnknownOutcome(), "create_connection", acts=True, count=1)
    replayed(world, send_anyway=world.clock())
    assert world.platform.sent == [(101, "email")]
    assert world.messages(DEAD) == world.messages(RETRY) == []


def test_a_plain_replay_after_an_operators_word_does_not_repeat_it(world: World) -> None:
    unanswered(world, acts=False)
    world.work_through(minutes=60)
    said_at = world.clock()
    world.platform.break_down(UnknownOutcome(), "create_connection", count=1)
    replayed(world, send_anyway=said_at)
    calls = world.platform.methods().count("create_connection")
    replayed(world, send_anyway=said_at)  # should a letter still carry the old word
    assert world.platform.methods().count("create_connection") == calls
    assert world.messages(DEAD)[0]["reason"] == "unverifiable"


def test_an_operators_word_is_not_in_the_letter_of_the_run_that_heeded_it(world: World) -> None:
    """Else it would count again, if the operator's clock was ahead."""
    unanswered(world, acts=False)
    world.work_through(minutes=60)
    world.platform.break_down(UnknownOutcome(), "create_connection")
    replayed(world, send_anyway=world.clock() + 120_000)
    assert world.platform.methods().count("create_connection") == 2
    (letter,) = world.messages(DEAD)
    assert letter["send_anyway"] == 0


def test_an_operators_word_lets_an_opt_in_be_tried_that_nobody_could_verify(world: World) -> None:
    world.platform.break_down(UnknownOutcome(status=503), "create_advocate")
    world.submit(text(world))
    world.work_through(minutes=180)
    world.platform.mend()
    world.clock.advance(hours=1)
    replayed(world, send_anyway=0)
    assert world.messages(DEAD)[0]["reason"] == "unverifiable"
    replayed(world, send_anyway=world.clock())
    assert world.messages(DEAD) == []
    assert len(world.platform.advocates) == 1

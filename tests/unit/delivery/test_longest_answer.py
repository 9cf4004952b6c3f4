"""However an API hangs, an ingress run ends in time, and what it could not end is in the queue (docs/design.md)."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from relay.delivery.run import KEPT_SECONDS
from relay.phone2action import UnknownOutcome
from relay.sources import google_lead, sms, twitter_card, web_form
from relay.submission import Submission
from tests.fakes.relay import World, sign_up, text
from tests.unit.stack.template import properties

EVERYTHING = ("email", "tweet", "call")


def form(world: World) -> Submission:
    submission = sign_up(world, connect=EVERYTHING)
    submission.advocate["message"] = "Dear Senator"  # type: ignore[index]
    return submission


def google(world: World) -> Submission:
    return sign_up(world, connect=EVERYTHING, source="google_lead")


def card(world: World) -> Submission:
    return sign_up(world, connect=EVERYTHING, source="twitter_card")


def hang(world: World, method: str, after: float = 0.0) -> None:
    """Let a method take all the time that it is given, and never answer; the others answer after so many seconds."""

    def slow(call: Callable[..., object], seconds: float) -> Callable[..., object]:
        def slowly(timeout: float, **arguments: object) -> object:
            world.clock.advance(seconds=min(seconds, timeout))
            if seconds > timeout:
                raise UnknownOutcome
            return call(timeout=timeout, **arguments)

        return slowly

    for name in ("create_advocate", "update_advocate", "list_advocates", "create_connection"):
        seconds = 1000 if name == method else after
        setattr(world.platform, name, slow(getattr(world.platform, name), seconds))


class Source(NamedTuple):
    function: str
    budget: float
    longest_answer: float
    made: Callable[[World], Submission]


SOURCES = (
    Source("WebForm", web_form.BUDGET_SECONDS, 23, form),
    Source("TwitterCard", twitter_card.BUDGET_SECONDS, 23, card),
    Source("GoogleLead", google_lead.BUDGET_SECONDS, 23, google),
    Source("SmsOptin", sms.BUDGET_SECONDS, 8, text),
)


@pytest.mark.parametrize("after", [0.0, 1.0, 1.9, 2.9, 5.0])
@pytest.mark.parametrize("method", ["create_advocate", "update_advocate", "list_advocates", "create_connection"])
@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.function)
def test_whatever_hangs_the_answer_comes_in_time(world: World, source: Source, method: str, after: float) -> None:
    began, timeout = world.clock(), properties(source.function)["Timeout"]
    hang(world, method, after)
    receipt = world.submit(source.made(world), budget_seconds=source.budget, kill_seconds=timeout)
    assert (world.clock() - began) / 1000 <= source.longest_answer <= timeout - KEPT_SECONDS
    assert receipt.status == "delivered" or len(world.messages("retry")) == 1


def test_a_run_that_began_late_begins_nothing_that_could_not_end_three_seconds_before_the_kill(world: World) -> None:
    assert world.submit(sign_up(world, connect=("email",)), kill_seconds=22.9).status == "queued"
    assert world.platform.sent == []
    assert world.submit(sign_up(world, connect=("email",), natural_key="b"), kill_seconds=23.1).status == "delivered"


def test_what_hangs_after_the_run_does_not_come_before_the_queue(world: World) -> None:
    hang(world, "create_connection")
    queued_when_closed: list[int] = []
    close = world.journal.close

    def look_and_close(*arguments: Any) -> bool:
        queued_when_closed.append(len(world.messages("retry")))
        return close(*arguments)

    world.journal.close = look_and_close  # type: ignore[assignment,method-assign]
    world.submit(sign_up(world, connect=("email",)))
    assert queued_when_closed == [1]

"""What may have been made is looked for in the platform's lists, late enough, and never simply sent again."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from relay.phone2action import (
    Misrouted,
    NotSent,
    Phone2ActionError,
    RateLimited,
    Rejected,
    UnknownOutcome,
)
from tests.fakes.platform import Connection
from tests.fakes.relay import World, sign_up, unanswered
from tests.fakes.settings import DEAD, RETRY


def lists(world: World) -> int:
    return world.platform.methods().count("list_connections")


@pytest.mark.parametrize("kind", ["email", "call"])
def test_what_is_seen_was_made_and_is_not_sent_again(world: World, kind: str) -> None:
    submission = unanswered(world, kind, acts=True)
    world.work_through(minutes=60)
    assert world.platform.sent == [(101, kind)]
    assert world.messages(RETRY) == world.messages(DEAD) == []
    assert world.item(submission)["state"] == {"S": "done"}
    assert world.item(submission)["conn"] == {"M": {kind: {"S": "done"}}}


@pytest.mark.parametrize("kind", ["email", "call"])
def test_what_is_not_seen_is_given_up_for_a_person_to_judge(world: World, kind: str) -> None:
    unanswered(world, kind, acts=False)
    world.work_through(minutes=60)
    assert world.platform.sent == []
    (letter,) = world.messages(DEAD)
    assert (letter["reason"], letter["detail"]) == ("unverifiable", f"{kind}: unverifiable")
    assert world.messages(RETRY) == []


def test_it_is_not_judged_before_everything_that_acted_must_show(world: World) -> None:
    unanswered(world, acts=True)
    listed, world.platform.listed = world.platform.listed, []
    world.work_through(minutes=14)
    assert lists(world) == 0
    world.platform.listed = listed
    world.work_through(minutes=30)
    assert lists(world) == 2  # one listing of two walks
    assert world.messages(DEAD) == []


def test_after_a_crash_the_wait_begins_when_the_lease_is_over(world: World) -> None:
    submission = sign_up(world, connect=("email",))
    world.crash(submission, marked=True, lease_seconds=600)
    world.submit(submission)
    world.work_through(minutes=24)
    assert lists(world) == 0
    world.work_through(minutes=30)
    assert world.messages(DEAD)[0]["reason"] == "unverifiable"


def test_while_it_may_not_show_yet_nobody_asks(world: World) -> None:
    unanswered(world, acts=True)
    world.clock.advance(seconds=31)
    world.work()
    assert world.aws.queues[RETRY].messages[0].visible_at >= world.clock() + (15 * 60 - 31) * 1000


def test_what_a_crashed_run_sent_is_found_at_the_time_of_its_mark(world: World) -> None:
    submission = sign_up(world, connect=("email",))
    world.crash(submission, marked=True, lease_seconds=30)
    world.platform.create_advocate(1, email="ann@example.org", campaigns=[998])
    row(world)
    world.clock.advance(minutes=40)
    assert world.submit(submission).status == "delivered"
    assert world.platform.sent == []


def test_what_is_unknown_keeps_the_first_time_at_which_it_may_have_been_sent(world: World) -> None:
    """Also if a later run, which could not send it again, crashed while it sent something else."""
    submission = sign_up(world, connect=("email", "call"))
    world.platform.break_down(UnknownOutcome(), "create_connection", acts=True, count=1)
    world.submit(submission)
    world.clock.advance(minutes=10)
    world.crash(submission, marked=True, lease_seconds=30)
    world.work_through(minutes=60)
    assert world.platform.sent == [(101, "email")]
    assert world.messages(DEAD)[0]["detail"] == "call: unverifiable, email: done"


def test_what_is_unknown_waits_for_the_last_time_at_which_it_may_have_been_sent(world: World) -> None:
    submission = sign_up(world, connect=("email", "call"))
    world.platform.break_down(UnknownOutcome(), "create_connection", acts=True, count=1)
    world.submit(submission)
    world.clock.advance(minutes=10)
    world.crash(submission, marked=True)
    row(world, kind="CALL", minutes=14)  # it was on its way for long
    world.work_through(minutes=14)
    assert lists(world) == 0
    world.work_through(minutes=30)
    assert world.messages(DEAD) == []


def test_what_an_expired_item_sent_may_have_been_sent_at_any_time(world: World) -> None:
    submission = sign_up(world, connect=("email",))
    world.platform.create_advocate(1, email="ann@example.org", campaigns=[998])
    row(world, minutes=10 * 24 * 60)
    world.clock.advance(days=26)
    world.submit(submission)
    world.work_through(minutes=60)
    assert world.platform.sent == []
    assert world.item(submission)["state"] == {"S": "done"}


def row(world: World, *, advocate: int = 101, campaign: int = 998, kind: str = "EMAIL", minutes: float = 0) -> None:
    at = datetime.fromtimestamp(world.clock() / 1000 + minutes * 60, UTC)
    world.platform.listed.append(Connection(advocate, campaign, kind, at))


@pytest.mark.parametrize(
    "listed",
    [
        lambda world: row(world, kind="CALL"),
        lambda world: row(world, campaign=999),
        lambda world: row(world, advocate=555),
        lambda world: row(world, minutes=-6),
        lambda world: row(world, minutes=16),
    ],
    ids=["another type", "another campaign", "somebody else", "long before", "long after"],
)
def test_a_row_of_anything_else_proves_nothing(world: World, listed: Callable[[World], None]) -> None:
    unanswered(world, acts=False)
    listed(world)
    world.work_through(minutes=60)
    assert world.messages(DEAD)[0]["reason"] == "unverifiable"


def test_a_row_of_another_campaign_proves_nothing_even_where_it_was_not_asked_for(world: World) -> None:
    unanswered(world, acts=False)
    row(world, campaign=999)
    world.platform.list_connections = lambda **how: iter(world.platform.listed)  # type: ignore[method-assign]
    world.work_through(minutes=60)
    assert world.messages(DEAD)[0]["reason"] == "unverifiable"


@pytest.mark.parametrize("minutes", [-4, 0, 14])
def test_a_row_within_the_span_proves_it_even_if_the_clocks_differ(world: World, minutes: float) -> None:
    unanswered(world, acts=False)
    row(world, minutes=minutes, kind="Email")
    world.work_through(minutes=60)
    assert world.messages(DEAD) == []


def test_a_row_of_any_advocate_with_the_persons_phone_proves_it(world: World) -> None:
    advocate = {"email": "ann@example.org", "phone": "8165550123", "address1": "1 Main St", "zip5": "02134"}
    other = world.platform.create_advocate(1, email="old@example.org", phone="8165550123", campaigns=[998]).advocateid
    unanswered(world, acts=False, advocate=advocate)
    row(world, advocate=other)
    world.work_through(minutes=60)
    assert world.messages(DEAD) == []


@pytest.mark.parametrize("error", [NotSent(), Misrouted(status=404), Rejected(status=400)])
def test_while_the_list_fails_it_stays_unknown_and_waits(world: World, error: Phone2ActionError) -> None:
    unanswered(world, acts=True)
    world.platform.break_down(error, "list_connections")
    world.work_through(minutes=600)
    assert world.messages(DEAD) == []
    assert len(world.messages(RETRY)) == 1
    world.platform.mend()
    world.work_through(minutes=60)
    assert world.messages(RETRY) == world.messages(DEAD) == []


def test_a_list_too_long_to_walk_proves_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("relay.delivery.reconcile.MOST_ROWS", 2)
    unanswered(world, acts=True)
    for _ in range(3):
        row(world, advocate=7)
    world.work_through(minutes=60)
    assert world.messages(DEAD) == []
    assert len(world.messages(RETRY)) == 1


def slow(world: World, *, row_seconds: float = 0, list_seconds: float = 0) -> None:
    """Let the list take its time from now on."""
    listed = world.platform.list_connections

    def slowly(timeout: float, **filters: Any) -> Iterator[Connection]:
        rows = list(listed(timeout=timeout, **filters))
        world.clock.advance(seconds=list_seconds)
        for each in rows:
            world.clock.advance(seconds=row_seconds)
            yield each

    world.platform.list_connections = slowly  # type: ignore[assignment,method-assign]


def test_a_list_that_outlasts_the_run_is_left_and_proves_nothing(world: World) -> None:
    for _ in range(100):
        row(world, advocate=7)
    unanswered(world, acts=True)
    slow(world, row_seconds=2)
    world.clock.advance(minutes=20)
    began = world.clock()
    world.work()
    assert world.clock() - began < 60_000
    assert world.messages(DEAD) == []
    assert len(world.messages(RETRY)) == 1


def test_at_the_end_of_the_window_what_is_still_unknown_expires_and_a_replay_settles_it_again(world: World) -> None:
    unanswered(world, acts=True)
    world.platform.break_down(NotSent(), "list_connections")
    world.work_through(minutes=60 * 97)
    (letter,) = world.aws.queues[DEAD].messages
    assert world.messages(DEAD)[0]["reason"] == "expired"
    world.platform.mend()
    world.intake.queues.retry(letter.body, delay_seconds=0)
    world.work_through(minutes=30)
    assert world.platform.sent == [(101, "email")]
    assert len(world.messages(DEAD)) == 1
    assert world.messages(RETRY) == []


def test_an_api_that_answers_no_list_proves_nothing(world: World) -> None:
    unanswered(world, acts=True)
    world.platform.break_down(UnknownOutcome(status=502), "list_connections", count=2)
    world.work_through(minutes=60 * 3)
    assert world.platform.sent == [(101, "email")]
    assert world.messages(RETRY) == world.messages(DEAD) == []


def test_a_list_that_asks_to_be_left_alone_ends_the_run(world: World) -> None:
    unanswered(world, acts=True)
    world.platform.break_down(RateLimited(retry_after=3600), "list_connections", count=1)
    world.work_through(minutes=60)
    assert world.platform.methods()[-1] == "list_connections"
    world.work_through(minutes=60)
    assert world.platform.sent == [(101, "email")]
    assert world.messages(RETRY) == world.messages(DEAD) == []


def test_a_refused_connection_under_an_unclosed_mark_is_unknown_too(world: World) -> None:
    """It may have been tried again in the run that crashed."""
    submission = sign_up(world, connect=("email", "tweet"))
    world.crash(submission, marked=True)
    world.item(submission)["conn"] = {"M": {"email": {"S": "rejected"}}}
    world.submit(submission)
    world.work_through(minutes=60)
    assert world.messages(DEAD)[0]["detail"] == "email: unverifiable, tweet: done"


def test_one_listing_serves_the_whole_batch(world: World) -> None:
    for number in range(10):
        unanswered(world, acts=True, natural_key=f"n{number}", advocate={"email": f"p{number}@example.org"})
        world.clock.advance(seconds=31)  # until the API may be called again
    world.clock.advance(minutes=20)
    world.breaker.call(lambda: None)  # the API is known to be well: else one thread tries it and the others wait
    world.work()
    assert lists(world) == 2
    assert world.messages(RETRY) == world.messages(DEAD) == []


def test_a_listing_that_began_too_early_for_a_record_is_not_used_for_it(world: World) -> None:
    unanswered(world, acts=True)
    world.work_through(minutes=40)
    assert lists(world) == 2
    unanswered(world, acts=True, natural_key="later", advocate={"email": "bob@example.org"})
    world.work_through(minutes=40)
    assert lists(world) == 4
    assert world.messages(DEAD) == []


def waits_until(world: World, natural_key: str, at: int) -> None:
    (message,) = (m for m in world.aws.queues[RETRY].messages if json.loads(m.body)["natural_key"] == natural_key)
    message.visible_at = at


def test_a_listing_that_took_long_is_as_old_as_its_beginning(world: World) -> None:
    unanswered(world, acts=True)
    world.clock.advance(seconds=40)
    unanswered(world, acts=True, natural_key="later", advocate={"email": "bob@example.org"})
    shows_late = world.platform.listed.pop()
    world.clock.advance(minutes=14, seconds=30)  # late enough for the first only
    waits_until(world, "later", world.clock() + 40_000)
    slow(world, list_seconds=20)
    world.work()
    world.platform.listed.append(shows_late)
    world.work_through(minutes=30)
    assert world.messages(RETRY) == world.messages(DEAD) == []


@pytest.mark.parametrize("hours", [-14, 12, 24])
def test_a_list_reaches_far_enough_back_in_whatever_time_zone_its_times_are_read(world: World, hours: int) -> None:
    """For each record of a batch, also for one that has waited longer than the one that was listed for."""
    listed = world.platform.list_connections

    def elsewhere(updated_at: datetime, **how: Any) -> Iterator[Connection]:
        return listed(updated_at=updated_at + timedelta(hours=hours), **how)

    world.platform.list_connections = elsewhere  # type: ignore[assignment,method-assign]
    unanswered(world, acts=True, natural_key="old")
    waits_until(world, "old", world.clock() + 11 * 3_600_000)
    world.clock.advance(hours=10)
    unanswered(world, acts=True, natural_key="new", advocate={"email": "bob@example.org"})
    world.work_through(minutes=120)
    assert world.messages(RETRY) == world.messages(DEAD) == []
    assert len(world.platform.sent) == 2


def test_no_list_is_begun_that_could_outlast_the_function(world: World) -> None:
    submission = unanswered(world, acts=True)
    world.clock.advance(minutes=20)
    assert world.submit(submission, budget_seconds=3, kill_seconds=7).status == "queued"
    assert lists(world) == 0


def test_a_strangers_connection_is_not_the_persons_even_if_the_list_of_advocates_names_them(world: World) -> None:
    unanswered(world, acts=False)
    world.platform.create_advocate(1, email="bob@example.org", campaigns=[998])
    row(world, advocate=102)
    world.platform.list_everybody()
    world.work_through(minutes=60)
    assert world.messages(DEAD)[0]["reason"] == "unverifiable"

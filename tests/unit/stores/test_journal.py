"""Claim, mark and close: who may run a submission, and what is known of it afterwards."""

from dataclasses import replace
from typing import Any

import pytest

from relay.stores.journal import Claimed, Close, Journal, Neighbours, Record, Taken
from relay.stores.table import Table, Unsure
from tests.fakes.aws import Fault
from tests.fakes.relay import World
from tests.fakes.settings import JOURNAL

ID = "0123"


@pytest.fixture
def journal(world: World) -> Journal:
    return world.journal


def claim(world: World, *, reopens_dead: bool = False, reruns_crashed: bool = True) -> Claimed | Taken:
    return world.journal.claim(
        ID,
        received_at=world.clock() - 1000,
        lease_until=world.clock() + 38_000,
        reopens_dead=reopens_dead,
        reruns_crashed=reruns_crashed,
    )


def claimed(world: World, *, reopens_dead: bool = False) -> Claimed:
    result = claim(world, reopens_dead=reopens_dead)
    assert isinstance(result, Claimed)
    return result


def test_the_first_claim_finds_nothing(world: World) -> None:
    assert claimed(world).old is None


def test_a_second_claim_is_refused_as_busy_while_the_lease_lasts(world: World) -> None:
    claimed(world)
    second = claim(world)
    assert isinstance(second, Taken)
    assert second.busy
    assert second.record.lease_until == world.clock() + 38_000


def test_an_expired_lease_may_be_taken_over_and_shows_the_crash(world: World) -> None:
    first = claimed(world)
    world.clock.advance(seconds=39)
    second = claimed(world)
    assert second.token != first.token
    assert second.old is not None
    assert second.old.unclosed == 1
    assert second.old.connections is None


def test_a_lease_that_ends_this_very_millisecond_is_still_held(world: World) -> None:
    claimed(world)
    world.clock.advance(seconds=38)
    assert isinstance(claim(world), Taken)


def test_a_mark_names_what_it_covers_and_an_earlier_versions_covers_all(world: World, journal: Journal) -> None:
    journal.mark(ID, claimed(world).token, ["email", "call"])
    record = journal.read(ID)
    assert record is not None
    assert [record.marked(kind) for kind in ("email", "call", "update")] == [True, True, False]
    assert replace(record, covers=None).marked("update")
    assert not replace(record, sending=None).marked("email")
    assert journal.read("another") is None


@pytest.mark.parametrize("state", ["done", "other"])
def test_a_mark_says_nothing_of_what_is_recorded_as_made(state: Any) -> None:
    record = Record(sending=5, lease_until=9, covers="email", connections={"email": state})
    assert record.made("email")
    assert not record.marked("email")
    assert record.may_have_made("email") is None


def test_the_span_of_what_may_have_been_sent_has_the_mark_and_the_earlier_maybe() -> None:
    marked = Record(sending=5, lease_until=9, covers="email", connections={"call": "maybe", "email": "rejected"})
    assert marked.may_have_made("email") == (5, 9)
    both = replace(marked, maybe_from=2, maybe_since=3)
    assert both.may_have_made("call") == (2, 9)
    assert replace(both, sending=None, lease_until=0).may_have_made("call") == (2, 3)
    assert replace(both, sending=None, lease_until=0).may_have_made("email") is None
    assert both.may_have_made("update") is None


def test_an_overtaken_run_can_neither_mark_nor_close(world: World, journal: Journal) -> None:
    first = claimed(world)
    world.clock.advance(seconds=39)
    second = claimed(world)
    assert not journal.mark(ID, first.token, ["email"])
    assert not journal.close(ID, first.token, Close(state="done", connections={}))
    assert journal.mark(ID, second.token, ["email"])


def test_close_writes_down_what_was_done_and_ends_the_lease(world: World, journal: Journal) -> None:
    first = claimed(world)
    journal.mark(ID, first.token, ["email"])
    close = Close(
        state="open", connections={"email": "maybe"}, maybe_from=5, maybe_since=6, advocate=101, opt_in_runs=1
    )
    assert journal.close(ID, first.token, close)
    old = claimed(world).old
    assert old == Record(
        state="open",
        received_at=world.clock() - 1000,
        connections={"email": "maybe"},
        maybe_from=5,
        maybe_since=6,
        advocate=101,
        opt_in_runs=1,
    )


def test_a_close_that_knows_everything_forgets_what_was_maybe(world: World, journal: Journal) -> None:
    journal.close(
        ID,
        claimed(world).token,
        Close(state="open", connections={"email": "maybe"}, maybe_from=5, maybe_since=6),
    )
    journal.close(ID, claimed(world).token, Close(state="open", connections={"email": "done"}))
    old = claimed(world).old
    assert old is not None
    assert (old.maybe_from, old.maybe_since) == (None, None)


def test_the_first_mark_keeps_its_time(world: World, journal: Journal) -> None:
    first = claimed(world)
    marked_at = world.clock()
    journal.mark(ID, first.token, ["email"])
    world.clock.advance(seconds=5)
    journal.mark(ID, first.token, ["email"])
    world.clock.advance(seconds=60)
    old = claimed(world).old
    assert old is not None
    assert old.sending == marked_at


@pytest.mark.parametrize("state", ["done", "dead"])
def test_what_is_finished_is_refused_to_a_sender(world: World, journal: Journal, state: str) -> None:
    journal.close(ID, claimed(world).token, Close(state=state, connections={}))  # type: ignore[arg-type]
    refused = claim(world)
    assert isinstance(refused, Taken)
    assert refused.record.state == state
    assert not refused.busy


def test_a_message_reopens_what_is_dead_but_never_what_is_done(world: World, journal: Journal) -> None:
    journal.close(ID, claimed(world).token, Close(state="dead", connections={}, reason="rejected"))
    again = claimed(world, reopens_dead=True)
    assert again.old is not None
    assert (again.old.state, again.old.reason) == ("dead", "rejected")
    journal.close(ID, again.token, Close(state="done", connections={}))
    assert isinstance(claim(world, reopens_dead=True), Taken)


def test_what_crashed_is_left_alone_when_asked(world: World) -> None:
    claimed(world)
    world.clock.advance(seconds=39)
    refused = claim(world, reruns_crashed=False)
    assert isinstance(refused, Taken)
    assert not refused.busy
    assert refused.record.unclosed == 1


def test_a_claim_whose_answer_was_lost_is_known_by_its_token(world: World) -> None:
    """The client repeats it, the condition refuses it, and the item shows our own token."""
    journal = Journal(Table(world.aws, JOURNAL), world.clock, new_token=lambda: "mine")
    journal.claim(ID, received_at=1, lease_until=world.clock() + 1000, reopens_dead=False)
    again = journal.claim(ID, received_at=1, lease_until=world.clock() + 1000, reopens_dead=False)
    assert again == Claimed("mine", None)


def test_an_own_token_claim_of_a_dead_item_still_knows_that_it_was_dead(world: World) -> None:
    world.journal.close(ID, claimed(world).token, Close(state="dead", connections={}, reason="rejected"))
    journal = Journal(Table(world.aws, JOURNAL), world.clock, new_token=lambda: "mine")
    journal.claim(ID, received_at=1, lease_until=world.clock() + 1000, reopens_dead=True)
    again = journal.claim(ID, received_at=1, lease_until=world.clock() + 1000, reopens_dead=True)
    assert isinstance(again, Claimed)
    assert again.old is not None
    assert again.old.state == "dead"


def test_an_own_token_claim_after_a_crash_counts_the_crash_but_not_itself(world: World) -> None:
    claimed(world)
    world.clock.advance(seconds=39)
    journal = Journal(Table(world.aws, JOURNAL), world.clock, new_token=lambda: "mine")
    journal.claim(ID, received_at=1, lease_until=world.clock() + 1000, reopens_dead=False)
    again = journal.claim(ID, received_at=1, lease_until=world.clock() + 1000, reopens_dead=False)
    assert isinstance(again, Claimed)
    assert again.old is not None
    assert again.old.unclosed == 1
    assert again.old.lease_until == world.clock()


def test_an_own_token_claim_knows_all_that_an_earlier_run_left(world: World, journal: Journal) -> None:
    close = Close(
        state="open",
        connections={"email": "maybe"},
        maybe_from=5,
        maybe_since=6,
        advocate=101,
        opt_in_runs=1,
        upsert_at=7,
    )
    journal.close(ID, claimed(world).token, close)
    crashed = claimed(world)
    journal.mark(ID, crashed.token, ["email"], resends=True)
    world.clock.advance(seconds=39)
    own = Journal(Table(world.aws, JOURNAL), world.clock, new_token=lambda: "mine")
    lost, repeated = (
        own.claim(ID, received_at=1, lease_until=world.clock() + 1000, reopens_dead=False) for _ in range(2)
    )
    assert isinstance(lost, Claimed)
    assert isinstance(repeated, Claimed)
    assert lost.old
    assert (lost.old.sending, lost.old.resent) == (world.clock() - 39_000, 1)
    assert repeated.old == replace(lost.old, lease_until=world.clock())


def test_a_repetition_does_not_change_when_it_was_received_first(world: World, journal: Journal) -> None:
    for received_at in (5, 9, 3):
        journal.claim(ID, received_at=received_at, lease_until=world.clock() - 1, reopens_dead=False)
    old = claimed(world).old
    assert old
    assert old.received_at == 5


@pytest.mark.parametrize("kind", ["away", "refused"])
def test_without_an_answer_nothing_is_sure(world: World, journal: Journal, kind: str) -> None:
    token = claimed(world).token
    world.aws.faults.append(Fault("UpdateItem", kind))  # type: ignore[arg-type]
    with pytest.raises(Unsure):
        claim(world)
    with pytest.raises(Unsure):
        journal.mark(ID, token, ["email"])
    with pytest.raises(Unsure):
        journal.close(ID, token, Close(state="done", connections={}))


def test_an_item_is_kept_for_thirty_days_after_its_last_write(world: World) -> None:
    claimed(world)
    ttl = int(world.aws.tables[JOURNAL][ID]["ttl"]["N"])
    assert ttl == world.clock() // 1000 + 30 * 86_400


def test_around_midnight_what_exists_is_used_and_its_own_item_first(world: World, journal: Journal) -> None:
    around = Neighbours(before="before", after="after", after_until=10)
    assert journal.which("own", around) == "own"
    for neighbour in ("after", "before", "own"):
        journal.claim(neighbour, received_at=1, lease_until=1, reopens_dead=False)
        assert journal.which("own", around) == neighbour


@pytest.mark.parametrize("done", ["before", "own", "after"])
def test_around_midnight_what_is_done_is_not_done_again(world: World, journal: Journal, done: str) -> None:
    for neighbour in ("after", "before", "own"):
        claim = journal.claim(neighbour, received_at=1, lease_until=1, reopens_dead=False)
        assert isinstance(claim, Claimed)
        journal.close(neighbour, claim.token, Close(state="done" if neighbour == done else "open", connections={}))
    assert journal.which("own", Neighbours(before="before", after="after", after_until=10)) == done


def test_the_items_around_midnight_are_read_as_they_are_now(world: World, journal: Journal) -> None:
    asked: list[Any] = []

    def answer(request: Any) -> dict[str, Any]:
        asked.append(request["RequestItems"][JOURNAL])
        return {"Responses": {JOURNAL: []}, "UnprocessedKeys": {}}

    world.aws._BatchGetItem = answer  # type: ignore[method-assign]
    journal.which("own", Neighbours(before="before", after=None, after_until=10))
    assert asked == [{"Keys": [{"id": {"S": "own"}}, {"id": {"S": "before"}}], "ConsistentRead": True}]


def test_an_item_that_was_left_unread_is_not_missing(world: World, journal: Journal) -> None:
    world.aws._BatchGetItem = lambda request: {  # type: ignore[method-assign]
        "Responses": {},
        "UnprocessedKeys": request["RequestItems"],
    }
    with pytest.raises(Unsure):
        journal.which("own", Neighbours(before="before", after=None, after_until=10))


def test_what_came_later_on_the_day_after_is_another_submission(world: World, journal: Journal) -> None:
    journal.claim("after", received_at=10, lease_until=1, reopens_dead=False)
    assert journal.which("own", Neighbours(before=None, after="after", after_until=10)) == "own"

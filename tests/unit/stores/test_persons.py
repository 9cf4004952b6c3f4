"""A person's item: one run creates, and nobody else while the advocate may exist without showing in a list."""

import json
from pathlib import Path
from typing import Any

import pytest

from relay.stores.persons import Claim, Creating, Known, Persons, Unseen
from relay.stores.table import Table, Unsure
from tests.fakes.aws import Fault
from tests.fakes.relay import World
from tests.fakes.settings import JOURNAL

KEY = "person:0123"
SETTLE_MS = 15 * 60_000
A_DAY = 24 * 60 * 60_000
GOLDEN = Path(__file__).parents[2] / "golden" / "version_2"


def persons(world: World) -> Persons:
    return Persons(Table(world.aws, JOURNAL), world.clock, settle_ms=SETTLE_MS)


def claim(world: World, *, lease_seconds: float = 30) -> Claim | Known | Creating | Unseen:
    return persons(world).claim(KEY, lease_until=world.clock() + round(lease_seconds * 1000))


def claimed(world: World) -> Claim:
    granted = claim(world)
    assert isinstance(granted, Claim)
    return granted


def item(world: World) -> dict[str, Any]:
    return world.aws.tables[JOURNAL][KEY]


def test_one_run_at_a_time_may_create_a_person(world: World) -> None:
    claimed(world)
    assert claim(world) == Creating(world.clock() + 30_000)


def test_whoever_was_created_is_known_for_a_day(world: World) -> None:
    learned = world.clock()
    persons(world).remember(claimed(world), 101)
    world.clock.advance(hours=24)
    assert claim(world) == Known(KEY, 101, learned)
    world.clock.advance(seconds=0.001)
    assert isinstance(claim(world), Claim)
    assert not {"advocate", "at"} & item(world).keys()


def test_a_create_without_an_answer_keeps_everybody_from_creating_until_it_must_show(world: World) -> None:
    sent = world.clock()
    persons(world).unknown(claimed(world))
    assert claim(world) == Unseen(sent + SETTLE_MS + 1)
    world.clock.advance(minutes=15)
    assert claim(world) == Unseen(sent + SETTLE_MS + 1)
    world.clock.advance(seconds=0.001)
    assert isinstance(claim(world), Claim)
    assert "unknown_at" not in item(world)


def test_a_lease_that_ended_without_an_id_counts_as_a_create_at_its_end(world: World) -> None:
    lease_until = world.clock() + 30_000
    claimed(world)
    world.clock.advance(seconds=31)
    assert claim(world) == Unseen(lease_until + SETTLE_MS + 1)
    world.clock.advance(minutes=15)
    assert isinstance(claim(world), Claim)


def test_where_surely_nobody_was_created_the_next_may_try_at_once(world: World) -> None:
    persons(world).release(claimed(world))
    assert isinstance(claim(world), Claim)


def test_only_the_run_that_holds_the_claim_writes_what_came_of_it(world: World) -> None:
    first = claimed(world)
    world.clock.advance(minutes=16)
    second = claimed(world)
    persons(world).release(first)
    persons(world).unknown(first)
    persons(world).remember(first, 101)
    assert item(world)["token"] == {"S": second.token}
    assert not {"advocate", "unknown_at"} & item(world).keys()


def test_a_claim_that_shows_its_own_token_was_granted(world: World) -> None:
    own = Persons(Table(world.aws, JOURNAL), world.clock, settle_ms=SETTLE_MS, new_token=lambda: "mine")
    lease_until = world.clock() + 30_000
    assert own.claim(KEY, lease_until=lease_until) == own.claim(KEY, lease_until=lease_until) == Claim(KEY, "mine")


def test_an_id_that_is_forgotten_leaves_behind_when_it_was_learned(world: World) -> None:
    learned = world.clock()
    persons(world).remember(claimed(world), 101)
    world.clock.advance(minutes=5)
    assert persons(world).forget(Known(KEY, 101, learned))
    assert claim(world) == Unseen(learned + SETTLE_MS + 1)
    assert not {"advocate", "at"} & item(world).keys()


@pytest.mark.parametrize("other", [(102, 0), (101, 1)])
def test_only_the_id_that_was_refused_is_forgotten(world: World, other: tuple[int, int]) -> None:
    learned = world.clock()
    persons(world).remember(claimed(world), 101)
    assert not persons(world).forget(Known(KEY, other[0], learned + other[1]))
    assert claim(world) == Known(KEY, 101, learned)


def test_without_an_answer_nothing_is_claimed_and_nothing_forgotten(world: World) -> None:
    learned = world.clock()
    held = claimed(world)
    world.aws.faults.append(Fault("UpdateItem", "away"))
    with pytest.raises(Unsure):
        claim(world)
    persons(world).remember(held, 101)
    persons(world).unknown(held)
    persons(world).release(held)
    assert not persons(world).forget(Known(KEY, 101, learned))


def test_an_item_is_kept_for_two_days_after_the_last_write(world: World) -> None:
    two_days = 2 * A_DAY // 1000
    held = claimed(world)
    assert item(world)["ttl"] == {"N": str(world.clock() // 1000 + two_days)}
    world.clock.advance(hours=1)
    persons(world).remember(held, 101)
    assert item(world)["ttl"] == {"N": str(world.clock() // 1000 + two_days)}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("known", Known(KEY, 19302020, 1767268800000)),
        ("creating", Creating(1767268838000)),
        ("unseen", Unseen(1767268800000 + SETTLE_MS + 1)),
    ],
)
def test_items_of_this_version_are_read_by_every_later_one(world: World, name: str, shown: object) -> None:
    content = json.loads((GOLDEN / f"journal_person_{name}.json").read_text("utf-8"))
    world.aws.tables[JOURNAL] = {KEY: content}
    assert claim(world) == shown

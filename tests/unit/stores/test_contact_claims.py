"""Whose a contact with a legislator is: claimed for a day, taken over only as it was seen."""

import pytest

from relay.stores.contact_claims import ContactClaims, Holder
from relay.stores.table import Table, Unsure
from tests.fakes.aws import Fault
from tests.fakes.relay import World
from tests.fakes.settings import JOURNAL

ONE, TWO = Holder("one", "1"), Holder("two", "2")
DAY_MS = 24 * 3_600_000


@pytest.fixture
def claims(world: World) -> ContactClaims:
    return ContactClaims(Table(world.aws, JOURNAL), world.clock)


def test_the_first_has_it_and_the_second_is_told_who(world: World, claims: ContactClaims) -> None:
    assert claims.claim("c", ONE, received_at=world.clock()) is None
    assert claims.claim("c", TWO, received_at=world.clock()) == ONE


def test_its_own_submission_may_always_claim_it_and_writes_its_new_token(world: World, claims: ContactClaims) -> None:
    claims.claim("c", ONE, received_at=world.clock())
    assert claims.claim("c", Holder("one", "3"), received_at=world.clock()) is None
    assert claims.claim("c", TWO, received_at=world.clock()) == Holder("one", "3")


@pytest.mark.parametrize(("later", "refused"), [(0, True), (1, False)])
def test_it_is_free_for_what_was_received_more_than_a_day_later(
    world: World, claims: ContactClaims, later: int, refused: bool
) -> None:
    end = world.clock() + DAY_MS
    claims.claim("c", ONE, received_at=world.clock())
    world.clock.advance(hours=72)
    assert (claims.claim("c", TWO, received_at=end + later) == ONE) is refused


def test_it_is_taken_over_only_from_the_run_that_was_seen(world: World, claims: ContactClaims) -> None:
    claims.claim("c", ONE, received_at=world.clock())
    assert not claims.take_over("c", TWO, Holder("one", "another run"))
    assert not claims.take_over("c", TWO, Holder("another", "1"))
    assert claims.take_over("c", TWO, ONE)
    assert claims.claim("c", ONE, received_at=world.clock()) == TWO


def test_taking_over_once_more_after_a_lost_answer_is_a_success(world: World, claims: ContactClaims) -> None:
    claims.claim("c", ONE, received_at=world.clock())
    world.aws.faults.append(Fault("UpdateItem", "lost_answer", count=1))
    with pytest.raises(Unsure):
        claims.take_over("c", TWO, ONE)
    assert claims.take_over("c", TWO, ONE)


def test_it_outlives_what_waits(world: World, claims: ContactClaims) -> None:
    claims.claim("c", ONE, received_at=world.clock())
    item = world.aws.tables[JOURNAL]["c"]
    assert item.keys() == {"id", "owner", "token", "until", "ttl"}
    assert int(item["ttl"]["N"]) == (world.clock() + 30 * DAY_MS) // 1000

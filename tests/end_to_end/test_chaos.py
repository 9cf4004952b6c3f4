"""Two hundred people in a bad hour: faults of every kind, everything sent twice, functions killed in mid-call.

Afterwards the platform has exactly the right people, each contact was made once or is left to a person, and every
stop stands. The crowd is the one that the local stack's page proves it with; what chance and threads make of it is not
repeatable, and need not be.
"""

from collections.abc import Iterator
from typing import Final

import pytest

from local import outage
from local.background import Background
from local.crowd import DEATHS_BEFORE, FAULTS, PHONE, Crowd, Found, Person, addresses_of, people, tally
from local.outage import Deaths
from tests.end_to_end.queue_view import Queues
from tests.end_to_end.sandbox_view import Sandbox
from tests.end_to_end.waits import LONG, eventually

PEOPLE: Final = 200


def send_all(stack: Background, crowd: Crowd) -> int:
    """Everybody, among functions that die; how many died."""
    deaths = Deaths(stack.place.emulator)

    def before(number: int) -> None:
        if number in DEATHS_BEFORE:
            deaths.strike()

    crowd.send_all(stack.relay_url, before=before, told=lambda _: None)
    return deaths.count


def found_in(sandbox: Sandbox, person: Person) -> list[Found]:
    """What List advocates shows of somebody."""
    name = "phone" if person.kind in PHONE else "email"
    return [
        Found(each["id"], [membership["campaignid"] for membership in each["memberships"]], len(each["phones"]))
        for each in sandbox.advocates(**{name: person.address})
    ]


@pytest.fixture
def hidden_for_one_run(stack: Background) -> Iterator[None]:
    """What a killed worker had in hand comes back after a minute instead of six."""
    outage.hide_for(stack.client("sqs"), outage.SHORTEST_HIDDEN)
    yield
    outage.mend(stack.client("lambda"), stack.client("sqs"))


@pytest.mark.usefixtures("hidden_for_one_run")
def test_a_bad_hour_loses_nobody_and_repeats_nothing(stack: Background, sandbox: Sandbox, queues: Queues) -> None:
    crowd, before = Crowd(people(PEOPLE), patience=2 * LONG), {letter["id"] for letter in queues.letters()}
    for fault in FAULTS:
        sandbox.break_down(**fault)
    assert send_all(stack, crowd) > 0
    sandbox.mend()
    assert len(crowd.heard) == PEOPLE
    assert not crowd.given_up
    eventually(lambda: queues.waiting() == 0)
    letters = [letter for letter in queues.letters() if letter["id"] not in before]
    assert {letter["reason"] for letter in letters} <= {"unverifiable", "poison", "nobody_found"}
    counted = tally(crowd, lambda person: found_in(sandbox, person), sandbox.calls(), addresses_of(letters))
    assert (counted.lost, counted.twice, counted.disobeyed) == ([], [], [])
    assert counted.arrived >= PEOPLE - len(counted.left)

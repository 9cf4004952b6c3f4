"""A batch's records run in threads of their own: side by side, and all ended when the batch is answered.

All other tests of the worker run records one after another. These say nothing of an order, and wait for nothing but
each other.
"""

import threading
from dataclasses import replace

import pytest

from relay.delivery.worker import in_threads
from relay.messages import to_message
from tests.fakes.relay import World, sign_up
from tests.fakes.settings import RETRY
from tests.fakes.waiting import PATIENCE_SECONDS

RECORDS = 10


@pytest.fixture
def world() -> World:
    return World(threads=True)


def queue(world: World, count: int) -> None:
    for number in range(count):
        person = sign_up(world, natural_key=f"n{number}", advocate={"email": f"p{number}@example.org"})
        world.intake.queues.retry(to_message(person), delay_seconds=0)


def test_all_records_of_a_batch_are_under_way_at_the_same_time(world: World) -> None:
    together = threading.Barrier(RECORDS, timeout=PATIENCE_SECONDS)
    create = world.platform.create_advocate

    def create_together(*arguments: object, **named: object) -> object:
        together.wait()
        return create(*arguments, **named)  # type: ignore[arg-type]

    world.platform.create_advocate = create_together  # type: ignore[assignment,method-assign]
    queue(world, RECORDS)
    assert world.work() == {"batchItemFailures": []}
    assert len(world.platform.advocates) == RECORDS


def test_no_thread_outlives_the_batch(world: World) -> None:
    before = set(threading.enumerate())
    queue(world, RECORDS)
    world.work()
    assert set(threading.enumerate()) <= before  # a thread of an earlier test may have ended meanwhile


def test_copies_of_one_message_in_one_batch_have_one_effect(world: World) -> None:
    submission = sign_up(world, connect=("email",))
    for _ in range(RECORDS):
        world.intake.queues.retry(to_message(replace(submission)), delay_seconds=0)
    world.work_through()
    assert world.platform.sent == [(101, "email")]
    assert world.messages(RETRY) == []


def test_what_each_came_to_is_in_the_order_of_the_items() -> None:
    assert in_threads(lambda number: number * 2, range(100)) == list(range(0, 200, 2))

"""The local stack itself: what is up goes down again, comes back as it was, and never half runs."""

import os
import signal
import subprocess

import pytest

from local import background
from local.background import Background
from local.place import Place
from tests.end_to_end.waits import LONG


def groups(stack: Background) -> list[str]:
    """The process groups of the stack's children."""
    return (stack.place.state / "lock").read_text().split()[1:]


def members(found: list[str]) -> list[str]:
    """Every process that is in one of these groups."""
    listed = subprocess.run(["ps", "-eo", "pgid=,stat=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(maxsplit=2) for line in listed.splitlines()]
    return [args for group, state, args in rows if group in found and not state.startswith("Z")]


@pytest.fixture(scope="module")
def place(running: Background, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A place for a second stack, beside the one of the other tests, with the same build."""
    return background.place_in(tmp_path_factory.mktemp("second"), running.place.build)


def test_it_leaves_no_process_and_comes_back_with_what_it_held(place: Place) -> None:
    first = background.start(place)
    try:
        queue = first.client("sqs").get_queue_url(QueueName="advocate-relay-held")["QueueUrl"]
        first.client("sqs").send_message(QueueUrl=queue, MessageBody="kept")
        children = groups(first)
        assert len(members(children)) > len(children) == 3  # and the functions, which the emulator started
    finally:
        assert first.stop() == 0, first.output()
    assert members(children) == []

    again = background.start(place)
    try:
        kept = again.client("sqs").receive_message(QueueUrl=queue)["Messages"]
        assert [message["Body"] for message in kept] == ["kept"]
        assert again.output().count("unchanged") == 3  # build, deployment, demo credentials
    finally:
        assert again.stop() == 0, again.output()


def test_a_part_that_dies_takes_the_rest_along_and_is_named(place: Place) -> None:
    stack = background.start(place)
    children = groups(stack)
    try:
        os.kill(int(children[1]), signal.SIGKILL)
        assert stack.process.wait(timeout=LONG) == 1
    finally:
        stack.stop()
    assert "error: emulator ended by itself (exit code -9)" in stack.output()
    assert members(children) == []


def test_it_ends_with_whoever_started_it(place: Place) -> None:
    stack = background.start(place)
    children = groups(stack)
    assert stack.process.stdin is not None
    stack.process.stdin.close()  # as when the process that held the other end is killed
    try:
        assert stack.process.wait(timeout=LONG) == 0
    finally:
        stack.stop()
    assert members(children) == []

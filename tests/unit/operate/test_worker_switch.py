"""The worker is stopped and works again: asked for once, waited for, and no harm if it is so already."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from operate import worker
from operate.stack import Stack
from operate.trouble import Trouble
from tests.unit.operate.sqs import Sqs
from tests.unit.operate.stacks import stack


class Lambda:
    """The part of boto3's client that is used. `after` are the states that it goes through once it is asked."""

    def __init__(self, *states: str, after: tuple[str, ...] = (), busy: int = 0) -> None:
        self.states, self.after, self.busy = [*states], after, busy
        self.asked: list[bool] = []

    def get_event_source_mapping(self, *, UUID: str) -> dict[str, Any]:  # noqa: N803 - boto3's own name
        assert UUID == "the mapping"
        return {"State": self.states.pop(0) if len(self.states) > 1 else self.states[0]}

    def update_event_source_mapping(self, *, UUID: str, Enabled: bool) -> None:  # noqa: N803
        assert UUID == "the mapping"
        if self.busy:
            self.busy -= 1
            raise ClientError({"Error": {"Code": "ResourceInUseException"}}, "UpdateEventSourceMapping")
        self.asked.append(Enabled)
        self.states = [*self.after]


def stack_with(functions: Lambda, mapping: str = "the mapping") -> Stack:
    found = stack(Sqs())
    found._clients["lambda"] = functions
    found.__dict__["resources"] = {"RetryQueueEvents": ("AWS::Lambda::EventSourceMapping", mapping)}
    return found


def sleep(_: float) -> None:
    """Take no time."""


@pytest.mark.parametrize(
    ("switch", "before", "way", "after"),
    [
        (worker.pause, "Enabled", "Disabling", "Disabled"),
        (worker.resume, "Disabled", "Enabling", "Enabled"),
    ],
)
def test_it_is_asked_for_once_and_waited_for(switch: Any, before: str, way: str, after: str) -> None:
    functions = Lambda(before, after=(before, way, way, after))
    assert switch(stack_with(functions), sleep=sleep) == worker.Switched(after, was_so=False)
    assert functions.asked == [after == "Enabled"]
    assert switch(stack_with(functions), sleep=sleep) == worker.Switched(after, was_so=True)
    assert len(functions.asked) == 1


def test_what_lambda_is_at_is_waited_for_first() -> None:
    functions = Lambda("Enabling", "Enabling", "Enabled", after=("Disabling", "Disabled"))
    assert worker.pause(stack_with(functions), sleep=sleep).state == "Disabled"
    functions = Lambda("Enabled", busy=2, after=("Disabling", "Disabled"))
    assert worker.pause(stack_with(functions), sleep=sleep).state == "Disabled"
    assert functions.asked == [False]


def test_what_somebody_else_has_begun_is_not_asked_for_again() -> None:
    functions = Lambda("Disabling", "Disabled")
    assert worker.pause(stack_with(functions), sleep=sleep).was_so
    assert functions.asked == []


def test_two_who_switch_against_each_other_are_told_so() -> None:
    functions = Lambda("Enabled", after=("Disabling", "Enabled"))
    with pytest.raises(Trouble, match="somebody else"):
        worker.pause(stack_with(functions), sleep=sleep)
    assert functions.asked == [False]


def test_a_switch_that_never_comes_ends_with_a_line() -> None:
    with pytest.raises(Trouble, match=r"Disabling.*start the command again"):
        worker.pause(stack_with(Lambda("Enabled", after=("Disabling",))), sleep=sleep)


def test_a_refusal_is_passed_on() -> None:
    class Denies(Lambda):
        def update_event_source_mapping(self, **_: Any) -> None:
            raise ClientError({"Error": {"Code": "AccessDeniedException"}}, "UpdateEventSourceMapping")

    with pytest.raises(ClientError):
        worker.pause(stack_with(Denies("Enabled")), sleep=sleep)


def test_a_stack_without_the_mapping_says_so() -> None:
    with pytest.raises(Trouble, match="deploy it again"):
        worker.pause(stack_with(Lambda("Enabled"), mapping=""), sleep=sleep)

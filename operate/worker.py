"""Stopping the worker and letting it work again, while the relay goes on taking in: by Lambda's own switch.

The mapping that hands the retry queue to the worker is disabled or enabled. Lambda takes its time over either, so what
is asked for is waited for. What the worker has begun it ends.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from botocore.exceptions import ClientError

from operate.queue import Told, nobody
from operate.stack import Stack
from operate.trouble import Trouble

PAUSED: Final = "Disabled"
WORKING: Final = "Enabled"
BUSY: Final = "ResourceInUseException"
LONGEST_SECONDS: Final = 180
LOOK_SECONDS: Final = 1.0
LOOKS_UNTIL_IT_SHOWS: Final = 20
"""A change that was taken may show later; this often it may seem as if nothing was asked for."""

STOPPED: Final = frozenset({PAUSED, "Disabling"})
"""The states in which the worker is handed nothing new."""

SETTLED: Final = frozenset({PAUSED, WORKING})


@dataclass(frozen=True, slots=True)
class Switched:
    """The worker's state now, and whether it was so before."""

    state: str
    was_so: bool


def mapping_state(stack: Stack) -> str:
    """What Lambda calls the state of the worker's mapping: "Enabled", "Disabled", or on the way there."""
    return str(_mapping(stack)["State"])


def pause(stack: Stack, *, told: Told = nobody, sleep: Callable[[float], None] = time.sleep) -> Switched:
    """Stop the worker. Raises `Trouble` if it has not stopped in time, or if somebody let it work meanwhile."""
    return _switch(stack, PAUSED, told, sleep)


def resume(stack: Stack, *, told: Told = nobody, sleep: Callable[[float], None] = time.sleep) -> Switched:
    """Let the worker work. Raises `Trouble` if it does not in time, or if somebody stopped it meanwhile."""
    return _switch(stack, WORKING, told, sleep)


def _switch(stack: Stack, wanted: str, told: Told, sleep: Callable[[float], None]) -> Switched:
    """Ask for a state once nothing else is under way, and wait until it has come."""
    asked_at, looks = None, round(LONGEST_SECONDS / LOOK_SECONDS)
    for looked in range(looks):
        state = mapping_state(stack)
        if state == wanted:
            return Switched(state, was_so=asked_at is None)
        if state in SETTLED and asked_at is None and _ask(stack, wanted):
            asked_at = looked
        elif state in SETTLED and asked_at is not None and looked - asked_at > LOOKS_UNTIL_IT_SHOWS:
            raise Trouble(f"it is {state} still or again: does somebody else switch it? Agree, then start again")
        told(looked, looks)
        sleep(LOOK_SECONDS)
    raise Trouble(f"Lambda has not switched the worker in {LONGEST_SECONDS} s (it is {state}): start the command again")


def _ask(stack: Stack, wanted: str) -> bool:
    """Whether Lambda has taken it, which it does not while it is changing the mapping."""
    try:
        _lambda(stack).update_event_source_mapping(UUID=stack.worker_mapping, Enabled=wanted == WORKING)
    except ClientError as error:
        if error.response["Error"].get("Code") != BUSY:
            raise
        return False
    return True


def _mapping(stack: Stack) -> Any:
    if not stack.worker_mapping:
        raise Trouble("this stack has no mapping from its retry queue to its worker: deploy it again")
    return _lambda(stack).get_event_source_mapping(UUID=stack.worker_mapping)


def _lambda(stack: Stack) -> Any:
    return stack.client("lambda")

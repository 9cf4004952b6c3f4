"""How templates show values: moments, ages, numbers of things, and what comes from outside."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from operate.moments import age, when
from operate.words import PARTS, STATES
from relay.keeping.words import counted

LONG: Final = 1000
"""Figures from here on have no decimals."""


def clock_time(milliseconds: int | None) -> str:
    """A moment of today, in UTC, without its day."""
    return when(milliseconds).rpartition(" ")[2]


def figure(value: float) -> str:
    """A figure with at most one decimal."""
    return f"{round(value, 1):g}" if value < LONG else f"{value:.0f}"


FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "when": when,
    "clock_time": clock_time,
    "age": age,
    "counted": counted,
    "figure": figure,
    "part": lambda part: PARTS.get(part, part),
    "part_state": lambda state: STATES.get(state, state),
}

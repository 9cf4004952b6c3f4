"""Moments and ages as operators read them."""

import time
from datetime import UTC, datetime
from typing import Final

AGES: Final = ((86_400, "d"), (3600, "h"), (60, "min"))


def when(milliseconds: int | None) -> str:
    """A moment, in UTC."""
    if not milliseconds:
        return "?"
    try:
        return f"{datetime.fromtimestamp(milliseconds / 1000, UTC):%Y-%m-%d %H:%M:%S}"
    except (OverflowError, ValueError, OSError):
        return "?"


def age(milliseconds: int, now: float | None = None) -> str:
    """How long ago that was."""
    seconds = max(0, (time.time() if now is None else now) - milliseconds / 1000)
    return next((f"{seconds // unit:.0f} {name}" for unit, name in AGES if seconds >= unit), f"{seconds:.0f} s")

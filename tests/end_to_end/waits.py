"""Waiting for a fact."""

import time
from collections.abc import Callable

LONG = 300.0
"""Seconds: a bound that only a failure reaches, on a busy machine too."""


def eventually[T](look: Callable[[], T], seconds: float = LONG) -> T:
    """What `look` shows once it shows something."""
    end = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < end, f"not seen within {seconds} s"
        time.sleep(0.1)
    return seen

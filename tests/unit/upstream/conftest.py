"""An upstream on a free port, with plain behaviour, and with clock and timer that stand still."""

from collections.abc import Iterator

import pytest

from tests.upstream import Upstream


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1_588_452_270.0

    def __call__(self) -> float:
        return self.now


class Timer:
    """A timer that stands still until a test lets it run; then each look at it is a second later."""

    def __init__(self) -> None:
        self._now = 0.0
        self._runs = False
        self.looks = 0

    def __call__(self) -> float:
        self.looks += 1
        self._now += self._runs
        return self._now

    def run(self) -> None:
        self._runs = True


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def timer() -> Timer:
    return Timer()


@pytest.fixture
def upstream(clock: Clock, timer: Timer) -> Iterator[Upstream]:
    with Upstream(clock=clock, timer=timer) as running:
        yield running

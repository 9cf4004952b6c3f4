"""An upstream on a free port, with plain behaviour and a clock that stands still."""

from collections.abc import Iterator

import pytest

from tests.upstream import Upstream


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1_588_452_270.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def upstream(clock: Clock) -> Iterator[Upstream]:
    with Upstream(clock=clock) as running:
        yield running

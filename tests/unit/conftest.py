"""A fresh world for each test that wants one, and what the relay logged."""

from collections.abc import Iterator

import pytest

from relay import telemetry
from tests.fakes.log import Log
from tests.fakes.relay import World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def log() -> Iterator[Log]:
    """What is logged while the test runs."""
    handler = telemetry.logger.registered_handler
    log = Log()
    before = handler.setStream(log)  # type: ignore[attr-defined]  # the handler writes to a stream
    yield log
    handler.setStream(before)  # type: ignore[attr-defined]

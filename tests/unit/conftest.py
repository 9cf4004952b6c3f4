"""A fresh world for each test that wants one."""

import pytest

from tests.fakes.relay import World


@pytest.fixture
def world() -> World:
    return World()

"""A fresh world for each test that wants one."""

import pytest

from tests.world.relay_world import World


@pytest.fixture
def world() -> World:
    return World()

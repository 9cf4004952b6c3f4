"""A fresh world for each test that wants one."""

import pytest

from tests.world.relay_world import World


@pytest.fixture(autouse=True)
def _metrics_need_a_namespace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "AdvocateRelay")
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "test")


@pytest.fixture
def world() -> World:
    return World()

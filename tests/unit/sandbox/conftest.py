"""A fresh sandbox for each test, in-process or behind its real server."""

from collections.abc import Iterator

import pytest

from local.page import app as page
from local.page.around import Around
from local.sandbox import Sandbox, create_app
from tests.unit.sandbox.calling import RELAY, Api, Clock
from tests.unit.sandbox.serving import Served, serve


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sandbox(clock: Clock) -> Iterator[Sandbox]:
    sandbox = Sandbox(":memory:", clock=clock)
    yield sandbox
    sandbox.close()


@pytest.fixture
def api(sandbox: Sandbox) -> Api:
    return Api(sandbox)


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all tests, for starting and stopping one takes longer than most of them."""
    database = tmp_path_factory.mktemp("sandbox") / "sandbox.sqlite"
    app = create_app(database, more_routes=lambda sandbox: page.routes(Around(sandbox=sandbox, relay=RELAY)))
    with serve(app) as running:
        yield running


@pytest.fixture
def served(running: Served) -> Iterator[Served]:
    """The running sandbox, with everything forgotten that other tests did to it."""
    running.control("reset")
    yield running
    running.pauses.end()

"""Both ends of the API in one place: the real client, and the real sandbox behind its real server."""

from collections.abc import Iterator

import pytest

from local.sandbox import create_app
from relay.phone2action import new_session
from tests.contract.ends import Ends
from tests.unit.sandbox.calling import Clock
from tests.unit.sandbox.serving import serve


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ends]:
    """One server for all tests, for starting and stopping one takes longer than most of them."""
    clock = Clock()
    app = create_app(tmp_path_factory.mktemp("sandbox") / "sandbox.sqlite", clock=clock)
    with serve(app) as served, new_session() as session:
        yield Ends(served, app.state.sandbox, clock, session)


@pytest.fixture
def ends(running: Ends) -> Iterator[Ends]:
    """The two ends, with everything forgotten that other tests did."""
    running.forget()
    yield running
    running.served.pauses.end()

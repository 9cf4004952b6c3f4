"""One complete local stack for all end-to-end tests: built, deployed, with the sandbox behind it.

It has ports and a state folder of its own, so that the tests pass while `make run` is up.
"""

from collections.abc import Iterator

import pytest

from local import background
from local.background import Background


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Background]:
    """A running stack: `relay_url`, `sandbox_url`, `client("sqs")`, `stop()`."""
    running = background.start(background.place_in(tmp_path_factory.mktemp("stack")))
    yield running
    assert running.stop() == 0, running.output()

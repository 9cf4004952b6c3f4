"""One complete local stack for all tests of a worker: built, deployed, with the sandbox behind it.

It has ports and a state folder of its own, so that the tests pass while `make run` is up.
"""

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

from local import background
from local.background import Background
from local.place import ROOT
from relay.delivery.breaker import CACHED_SECONDS
from tests.end_to_end import documents, outages
from tests.end_to_end.documents import the_block
from tests.end_to_end.queue_view import Queues
from tests.end_to_end.sandbox_view import Sandbox
from tests.end_to_end.waits import eventually

HERE = Path(__file__).parent
SHARED = "shared"
STACKS = {
    "test_persons.py": "operated",
    "test_keeper.py": "operated",
    "test_reconcile.py": "operated",
    "test_local_stack.py": "operated",
    "test_runbook.py": "documents",
    "test_readme.py": "documents",
    "test_chaos.py": "chaos",
    "test_other_upstream.py": "other upstream",
    "test_page.py": "page",
    "test_main_job.py": SHARED,
    "test_rehearsal.py": "rehearsal",
    "test_doctor.py": "doctor",
    "test_cards_handed_on.py": "cards handed on",
    "test_upgrade.py": "upgrade",
    "test_robots.py": "robots",
}
"""Which tests have a stack among themselves; all that are not named share one. What takes longest comes first."""

ORDER = [*dict.fromkeys(STACKS.values())]


def stack_of(nodeid: str) -> str:
    """The stack that a test has."""
    return STACKS.get(Path(nodeid.partition("::")[0]).name, SHARED)


class ByStack(LoadScopeScheduling):  # type: ignore[misc]
    """Hands out whole stacks, in the order in which they are collected: most of their tests' time is spent waiting."""

    def _split_scope(self, nodeid: str) -> str:
        return stack_of(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByStack:
    """Which of several workers runs which tests; one that runs them all does so in one stack."""
    config.option.loadscopereorder = False
    return ByStack(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The stacks that take longest first."""
    items.sort(key=lambda item: ORDER.index(stack_of(item.nodeid)) if item.path.parent == HERE else len(ORDER))


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Background]:
    """The stack of this worker's tests: `relay_url`, `sandbox_url`, `client("sqs")`, `stop()`."""
    started = background.start(background.place_in(tmp_path_factory.mktemp("stack")))
    yield started
    assert started.stop() == 0, started.output()


@pytest.fixture
def stack(running: Background) -> Iterator[Background]:
    """That stack, whose functions call the API: an outage ends with its test."""
    yield running
    if outages.close_breaker(running):
        time.sleep(CACHED_SECONDS + 1)


@pytest.fixture(scope="session")
def deployed_by_the_readme(running: Background) -> str:
    """A second stack, named `readme`, that the README's two commands have built and deployed; what they printed.

    It is on the emulator of the first. Only the question before the change set is answered, and a name is given.
    """
    build, deploy = the_block("README.md", "make build").strip().splitlines()
    deploy += " --stack-name readme --no-confirm-changeset"
    aws = documents.aws_variables(running.place.aws_url) | {"SAM_CLI_TELEMETRY": "0", "SAM_CLI_POLL_DELAY": "1"}
    printed = ""
    for command in (build, deploy):
        done = subprocess.run(
            ["bash", "-ec", command],
            cwd=ROOT,
            env=os.environ | aws,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        printed += done.stdout
        assert done.returncode == 0, printed + done.stderr
    return printed


@pytest.fixture
def sandbox(stack: Background) -> Iterator[Sandbox]:
    """The platform, well at first and in the end."""
    view = Sandbox(stack)
    view.mend()
    yield view
    view.mend()


@pytest.fixture
def queues(stack: Background) -> Queues:
    """The queues, with nothing left that an earlier test sent to wait."""
    view = Queues(stack)
    eventually(lambda: view.waiting() == 0)
    return view

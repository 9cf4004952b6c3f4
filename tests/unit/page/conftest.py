"""The page over a stack without AWS, seen by a browser. Its jobs are waited for, so that none is met halfway."""

import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest

from operate.page.app import application
from operate.page.jobs import Jobs
from operate.stack import Stack
from tests.fakes.waiting import PATIENCE_SECONDS
from tests.unit.operate.sqs import Sqs
from tests.unit.operate.stacks import stack as stack_of
from tests.unit.page.browser import Browser


class Queues(Sqs):
    """Messages have ids as SQS gives them."""

    def id_of(self, body: str) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_URL, body))


@pytest.fixture
def sqs() -> Sqs:
    return Queues(dead=[], stable=True)


@pytest.fixture
def stack(sqs: Sqs) -> Stack:
    """A stack on AWS, with real people in it."""
    return replace(stack_of(sqs), parameters={"RetryWindowHours": "72"})


@pytest.fixture
def jobs() -> Jobs:
    return Jobs(patience=PATIENCE_SECONDS)


@pytest.fixture
def page(stack: Stack, jobs: Jobs) -> Browser:
    return Browser(application(lambda: stack, own_jobs=jobs))


@pytest.fixture
def local_page(stack: Stack, jobs: Jobs) -> Browser:
    """The page over a stack of this machine, whose people are made up."""
    here = replace(stack, relay_url="http://127.0.0.1:3000")
    return Browser(application(lambda: here, own_jobs=jobs))


@pytest.fixture
def page_over(jobs: Jobs) -> Callable[[Callable[[], Stack]], Browser]:
    """The page over whatever is reached."""
    return lambda reach: Browser(application(reach, own_jobs=jobs))

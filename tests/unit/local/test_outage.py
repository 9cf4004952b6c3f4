"""What is taken from the functions of a local stack, and that all of it is put back; processes that are ended."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local import outage
from local.outage import Deaths
from tests.fakes.waiting import until


class Functions:
    """The part of boto3's Lambda client that is used. `told` has what was changed."""

    def __init__(self) -> None:
        self.variables: dict[str, dict[str, str]] = {
            "advocate-relay-retry": {"KEPT": "yes"},
            "advocate-relay-web-form": {},
            "readme-retry": {},
        }
        self.mapping = "Enabled"
        self.told: list[str] = []

    def get_paginator(self, operation: str) -> "Functions":
        assert operation == "list_functions"
        return self

    def paginate(self) -> list[dict[str, Any]]:
        return [{"Functions": [self._shown(name)]} for name in self.variables]

    def _shown(self, name: str) -> dict[str, Any]:
        variables = self.variables[name]
        return {"FunctionName": name} | ({"Environment": {"Variables": variables}} if variables else {})

    def update_function_configuration(self, **request: Any) -> None:
        self.told.append(request["FunctionName"])
        self.variables[request["FunctionName"]] = request["Environment"]["Variables"]

    def list_event_source_mappings(self, **request: str) -> dict[str, Any]:
        assert request == {"FunctionName": "advocate-relay-retry"}
        return {"EventSourceMappings": [{"UUID": "id", "State": self.mapping}]}

    def update_event_source_mapping(self, **request: Any) -> None:
        assert request == {"UUID": "id", "Enabled": True}
        self.mapping = "Enabled"

    def get_function_configuration(self, **_: str) -> dict[str, Any]:
        return {"Timeout": 60}


class Queues:
    """The part of boto3's SQS client that is used."""

    def __init__(self) -> None:
        self.hidden = "360"
        self.changes = 0

    def get_queue_url(self, **request: str) -> dict[str, str]:
        return {"QueueUrl": request["QueueName"]}

    def get_queue_attributes(self, **_: Any) -> dict[str, Any]:
        return {"Attributes": {"VisibilityTimeout": self.hidden}}

    def set_queue_attributes(self, **request: Any) -> None:
        assert request["QueueUrl"] == "advocate-relay-retry"
        self.changes += 1
        self.hidden = request["Attributes"]["VisibilityTimeout"]


def test_a_service_is_away_for_this_stacks_functions_and_comes_back() -> None:
    functions = Functions()
    before = {name: dict(variables) for name, variables in functions.variables.items()}
    outage.take_away(functions, "dynamodb")
    outage.take_away(functions, "sqs")
    away = {"AWS_ENDPOINT_URL_DYNAMODB": outage.NOWHERE, "AWS_ENDPOINT_URL_SQS": outage.NOWHERE}
    assert functions.variables == before | {
        "advocate-relay-retry": {"KEPT": "yes"} | away,
        "advocate-relay-web-form": away,
    }
    outage.bring_back(functions, "dynamodb")
    assert functions.variables["advocate-relay-web-form"] == {"AWS_ENDPOINT_URL_SQS": outage.NOWHERE}
    outage.bring_back(functions, "sqs")
    assert functions.variables == before


def test_what_an_earlier_stack_left_broken_is_mended() -> None:
    functions, queues = Functions(), Queues()
    outage.take_away(functions, "sqs")
    outage.take_away(functions, "dynamodb")
    outage.hide_for(queues, outage.SHORTEST_HIDDEN)
    functions.mapping = "Disabled"
    outage.mend(functions, queues)
    assert functions.variables["advocate-relay-retry"] == {"KEPT": "yes"}
    assert (functions.mapping, queues.hidden) == ("Enabled", "360")


def test_nothing_is_changed_where_all_is_well() -> None:
    functions, queues = Functions(), Queues()
    outage.mend(functions, queues)
    assert (functions.told, queues.changes) == ([], 0)


@pytest.fixture
def process(tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A process that looks like one that the emulator runs a function in."""
    mark = f"{tmp_path}/tmp/ministack-lambda-1"
    running = subprocess.Popen([sys.executable, "-c", "input()", mark], stdin=subprocess.PIPE)
    yield running
    running.kill()
    running.communicate()


def test_only_who_was_there_some_strikes_ago_dies(tmp_path: Path, process: "subprocess.Popen[bytes]") -> None:
    other = Deaths(tmp_path / "another")
    here = Deaths(tmp_path / "nobody")
    here._mark = f"{tmp_path}/tmp/ministack-lambda"
    until(lambda: process.pid in here._running(), "the process")
    for _ in range(outage.STARTED_AGO):
        here.strike()
        other.strike()
    assert (here.count, other.count, process.poll()) == (0, 0, None)
    here.strike()
    assert (here.count, process.wait()) == (1, -9)


def test_deaths_are_counted_and_nobody_there_is_none(tmp_path: Path) -> None:
    deaths = Deaths(tmp_path)
    for _ in range(outage.STARTED_AGO + 2):
        deaths.strike()
    assert deaths.count == 0

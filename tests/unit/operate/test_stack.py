"""Which stack a command is about; and what keeps it from it is one line that says what to do."""

import json
import os
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore import exceptions, parsers
from botocore.exceptions import ClientError

from local.place import Place
from local.stack import _tell_operators
from operate import stack
from operate.stack import OUTPUTS, STATE_VARIABLE
from operate.trouble import Trouble, said

ARN = "arn:aws:cloudformation:us-east-1:123456789012:stack/relay-prod/1"


class Clouds:
    """CloudFormation with these stacks."""

    def __init__(self, *shown: dict[str, Any]) -> None:
        self.shown = {each["StackName"]: each for each in shown}
        self.meta = type("Meta", (), {"region_name": "us-east-1"})

    def describe_stacks(self, StackName: str) -> dict[str, Any]:  # noqa: N803 - boto3's own name
        if StackName not in self.shown:
            text = f"Stack with id {StackName} does not exist"
            raise ClientError({"Error": {"Code": "ValidationError", "Message": text}}, "DescribeStacks")
        return {"Stacks": [self.shown[StackName]]}

    def get_paginator(self, operation: str) -> Any:
        pages = {
            "describe_stacks": [{"Stacks": [each]} for each in self.shown.values()],
            "list_stack_resources": [
                {"StackResourceSummaries": [_resource("Retry", "AWS::Lambda::Function", "relay-prod-retry")]},
                {"StackResourceSummaries": [_resource("RetryWaiting", "AWS::Lambda::EventSourceMapping", "uuid")]},
            ],
        }
        return type("Pages", (), {"paginate": lambda *_, **__: pages[operation]})()


def _resource(name: str, kind: str, physical: str) -> dict[str, str]:
    return {"LogicalResourceId": name, "ResourceType": kind, "PhysicalResourceId": physical}


def shown(name: str, *, status: str = "UPDATE_COMPLETE", outputs: tuple[str, ...] = OUTPUTS) -> dict[str, Any]:
    return {
        "StackName": name,
        "StackId": ARN,
        "StackStatus": status,
        "Outputs": [{"OutputKey": each, "OutputValue": f"the {each}"} for each in outputs],
        "Parameters": [{"ParameterKey": "SettleMinutes", "ParameterValue": "15"}],
    }


@pytest.fixture
def clouds(monkeypatch: pytest.MonkeyPatch) -> Clouds:
    there = Clouds(shown("relay-prod"), shown("other", outputs=()), shown("new", status="REVIEW_IN_PROGRESS"))
    monkeypatch.setattr(stack, "client", lambda *_: there)
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    return there


def test_a_stack_on_aws_is_found_by_its_name(clouds: Clouds) -> None:
    found = stack.chosen("relay-prod", region="us-east-1")
    assert found.headline == "stack relay-prod in us-east-1, account 123456789012"
    assert found.dead_letter_url == "the DeadLetterQueueUrl"
    assert found.parameters == {"SettleMinutes": "15"}
    assert found.functions == {"Retry": "relay-prod-retry"}
    assert found.worker_mapping == "uuid"


def test_the_profile_and_an_emulator_are_said(clouds: Clouds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "config"
    config.write_text("[profile p]\nregion = us-east-1\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    assert stack.chosen("relay-prod", "p").headline.endswith("account 123456789012 (profile p)")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4002")
    assert stack.chosen("relay-prod", "p").headline.endswith("(profile p), at http://127.0.0.1:4002")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("relay-prd", "no stack is called relay-prd in us-east-1: there is relay-prod"),
        ("other", "is not the relay's, or older than this command"),
        ("new", "was never finished (REVIEW_IN_PROGRESS)"),
    ],
)
def test_a_wrong_stack_is_a_line_that_says_what_to_do(clouds: Clouds, name: str, told: str) -> None:
    with pytest.raises(Trouble, match=told.replace("(", r"\(").replace(")", r"\)")):
        stack.chosen(name, region="us-east-1")


# On this machine -------------------------------------------------------------------------------------------------


@pytest.fixture
def emulator() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture
def running(emulator: int, clouds: Clouds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A stack of this very process, as `make run` writes it down."""
    clouds.shown["advocate-relay"] = shown("advocate-relay")
    place = Place(state=tmp_path, build=tmp_path, port=3000, sandbox_port=3001, aws_port=emulator)
    _tell_operators(place)
    monkeypatch.setenv(STATE_VARIABLE, str(tmp_path))
    return place


@pytest.mark.usefixtures("running")
def test_the_stack_on_this_machine_is_found_without_a_name() -> None:
    assert stack.chosen().headline == "local stack at http://127.0.0.1:3000"


def test_one_that_was_killed_or_says_nonsense_is_none(running: Place) -> None:
    told = json.loads(running.mark.read_text())
    for content in ("", "{}", "[]", json.dumps(told | {"pid": "x"}), json.dumps(told | {"pid": 2**22 + 1})):
        running.mark.write_text(content)
        with pytest.raises(Trouble, match="no stack runs on this machine: start one with `make run`, or name one"):
            stack.chosen()


def test_one_whose_emulator_is_gone_is_none(running: Place) -> None:
    told = json.loads(running.mark.read_text())
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        running.mark.write_text(json.dumps(told | {"aws_port": closed.getsockname()[1]}))
        with pytest.raises(Trouble, match="no stack runs on this machine"):
            stack.chosen()


def test_a_command_is_shown_as_it_is_typed_to_mean_this_stack(clouds: Clouds) -> None:
    found = stack.chosen("relay-prod")
    text = "see `./relay letters`"
    assert found.typed(text) == "see `./relay --stack relay-prod letters`"
    assert stack.chosen("relay-prod", region="us-east-1").options == "--stack relay-prod --region us-east-1"
    assert replace(found, profile="ops").command == "./relay --stack relay-prod --profile ops"
    assert replace(found, relay_url="http://127.0.0.1:3000").typed(text) == text


def test_a_profile_without_a_stack_is_no_local_one() -> None:
    with pytest.raises(Trouble, match="name it too"):
        stack.chosen(profile="p")


# Words -----------------------------------------------------------------------------------------------------------


def refused(code: str, status: int = 400) -> ClientError:
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}, "DescribeStacks")  # type: ignore[typeddict-item]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (exceptions.NoCredentialsError(), "no AWS credentials"),
        (exceptions.PartialCredentialsError(provider="env", cred_var="x"), "no AWS credentials"),
        (exceptions.UnauthorizedSSOTokenError(), "aws sso login"),
        (exceptions.ProfileNotFound(profile="p"), "aws configure list-profiles"),
        (exceptions.NoRegionError(), "--region"),
        (exceptions.EndpointConnectionError(endpoint_url="https://x"), "can't be reached"),
        (exceptions.ConnectTimeoutError(endpoint_url="https://x"), "can't be reached"),
        (exceptions.ReadTimeoutError(endpoint_url="https://x"), "can't be reached"),
        (exceptions.SSLError(endpoint_url="https://x", error=OSError()), "AWS_CA_BUNDLE"),
        (exceptions.BotoCoreError(), "could not be asked"),
        (refused("ExpiredToken"), "have expired"),
        (refused("ExpiredTokenException"), "have expired"),
        (refused("InvalidClientTokenId"), "does not know these credentials"),
        (refused("AccessDenied"), "may not do DescribeStacks"),
        (refused("Throttling"), "throttled"),
        (refused("AWS.SimpleQueueService.NonExistentQueue"), "was the stack changed or deleted?"),
        (refused("InternalFailure", 503), "AWS is in trouble itself (DescribeStacks: 503)"),
        (refused("Unknown"), "AWS refused DescribeStacks (Unknown)"),
        (Trouble("as it is"), "as it is"),
    ],
)
def test_whatever_keeps_a_command_from_its_work_is_one_line(error: Exception, told: str) -> None:
    assert told in said(error)
    assert "\n" not in said(error)
    assert "https://x" not in said(error)


@pytest.mark.parametrize("body", [b"", b"<html>Please log in</html>", b"{}", b"\x00"])
def test_what_answers_in_aws_stead_is_told(body: bytes) -> None:
    clouds = boto3.Session().client("cloudformation", "us-east-1")
    shape: Any = clouds.meta.service_model.operation_model("DescribeStacks").output_shape
    answer = {"body": body, "status_code": 200, "headers": {}}
    with pytest.raises(Exception) as failed:  # noqa: PT011 - whatever botocore raises
        parsers.create_parser("query").parse(answer, shape)
    assert said(failed.value).startswith("something else than AWS answers")


@pytest.mark.parametrize("name", ["a b", "../x", "x" * 400, "x\udcff", "-x", "\x1b[31m"], ids=ascii)
def test_what_can_be_no_name_of_a_stack_is_asked_for_nowhere(name: str) -> None:
    with pytest.raises(Trouble, match="that is no name of a stack"):
        stack.chosen(name)

"""`relay doctor` against a stack in which things have really been changed by hand; what it says to do mends them.

The stack is one of its own, with an upstream in which campaigns can be closed.
"""

import dataclasses
import json
import os
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import pytest

from local import background
from local.background import Background
from local.deploy import DEMO_SECRET
from local.place import ROOT, STACK_NAME
from tests.end_to_end.documents import aws_variables
from tests.end_to_end.senders import post_text, some_phone
from tests.upstream import Behaviour, Upstream

AWS = ROOT / ".tools" / "awscli" / "bin" / "aws"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Background, Upstream]]:
    """A stack of its own, and the upstream that it calls."""
    with Upstream() as upstream:
        place = background.place_in(tmp_path_factory.mktemp("doctor"))
        running = background.start(dataclasses.replace(place, upstream=upstream.url))
        yield running, upstream
        assert running.stop() == 0, running.output()


@pytest.fixture
def stack(both: tuple[Background, Upstream]) -> Background:
    return both[0]


@pytest.fixture
def upstream(both: tuple[Background, Upstream]) -> Iterator[Upstream]:
    """The platform, as it should be at first and in the end."""
    yield both[1]
    both[1].behave(**dataclasses.asdict(Behaviour()))
    both[1].mend()


def doctor(stack: Background) -> tuple[int, dict[str, Any]]:
    """What it ends with, and what is wrong by check, without notes."""
    done = subprocess.run(
        [str(ROOT / "relay"), "doctor", "--json"],
        env=os.environ | {"RELAY_STATE": str(stack.place.state)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout, done.stderr
    found = [each for each in json.loads(done.stdout) if each["severity"] != "note"]
    return done.returncode, {each["check"]: each for each in found}


def names(stack: Background) -> dict[str, str]:
    pages = stack.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=STACK_NAME)
    shown = [each for page in pages for each in page["StackResourceSummaries"]]
    return {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in shown}


def seed(stack: Background, called: dict[str, str]) -> None:
    """What people do in the console at night."""
    stack.client("lambda").update_event_source_mapping(UUID=called["RetryWaiting"], Enabled=False)
    stack.client("lambda").update_function_configuration(FunctionName=called["Retry"], Timeout=3)
    stack.client("sqs").set_queue_attributes(QueueUrl=called["RetryQueue"], Attributes={"VisibilityTimeout": "30"})
    stack.client("sqs").set_queue_attributes(QueueUrl=called["HeldQueue"], Attributes={"Policy": ""})
    stack.client("cloudwatch").disable_alarm_actions(AlarmNames=[called["FaultsAlarm"]])
    stack.client("logs").delete_retention_policy(logGroupName=called["RetryLogs"])
    stack.client("iam").delete_role_policy(RoleName=called["RetryRole"], PolicyName="secrets")
    stack.client("dynamodb").update_table(TableName=called["JournalTable"], DeletionProtectionEnabled=False)
    topic = called["AlarmTopic"]
    stack.client("sns").subscribe(TopicArn=topic, Protocol="http", Endpoint="http://127.0.0.1:9/alarms")
    wrong = DEMO_SECRET | {"twilio_auth_tokens": ["another"]}
    put_secret(stack, called, json.dumps(wrong))


def put_secret(stack: Background, called: dict[str, str], text: str) -> None:
    stack.client("secretsmanager").put_secret_value(SecretId=called["CredentialSecret"], SecretString=text)


def do_as_told(stack: Background, told: list[str]) -> None:
    """Run the commands of the AWS CLI among what is to be done."""
    for line in told:
        if line.startswith("aws "):
            command = f"{AWS} {line.removeprefix('aws ')}"
            variables = os.environ | aws_variables(stack.place.aws_url)
            subprocess.run(["bash", "-ec", command], env=variables, check=True, capture_output=True, timeout=60)


def test_a_stack_that_was_just_started_is_well_and_then_what_was_changed_by_hand_is_named_and_mended_as_told(
    stack: Background, upstream: Upstream
) -> None:
    called = names(stack)
    post_text(stack, some_phone(), "who is this")  # so that the function has read its secret
    assert doctor(stack) == (0, {})

    seed(stack, called)
    upstream.behave(campaigns=(998,))
    code, found = doctor(stack)
    assert code == 1
    settings = {check: each for check, each in found.items() if check.startswith("settings: ")}
    assert {check.removeprefix("settings: ") for check in settings} == {
        *("function", "queue", "policy of the queues", "alarm", "log", "role", "table"),
    }
    assert found.keys() - settings.keys() == {"worker", "texts", "platform and campaigns", "subscriptions of alarms"}
    assert "The worker is paused" in found["worker"]["what"]
    assert "Campaign 999 (Keep the Whale Sanctuary)" in found["platform and campaigns"]["what"]

    for each in settings.values():
        do_as_told(stack, each["todo"])
    stack.client("lambda").update_event_source_mapping(UUID=called["RetryWaiting"], Enabled=True)
    for each in stack.client("sns").list_subscriptions_by_topic(TopicArn=called["AlarmTopic"])["Subscriptions"]:
        stack.client("sns").unsubscribe(SubscriptionArn=each["SubscriptionArn"])
    put_secret(stack, called, json.dumps(DEMO_SECRET))
    upstream.behave(campaigns=(998, 999))
    assert doctor(stack) == (0, {})


def test_refused_keys_and_an_account_without_the_api_are_told_apart(stack: Background, upstream: Upstream) -> None:
    upstream.behave(keys=(("another", "pair"),))
    code, found = doctor(stack)
    assert (code, [*found]) == (1, ["platform and campaigns"])
    assert "refuses app_id and app_key (401)" in found["platform and campaigns"]["what"]
    upstream.behave(keys=(("demo", "demo"),))
    upstream.fail(kind="html", status=404)
    code, found = doctor(stack)
    assert (code, [*found]) == (1, ["platform and campaigns"])
    assert "Something else than the API answers" in found["platform and campaigns"]["what"]


def test_a_secret_that_is_no_json_is_the_only_thing_that_is_named(stack: Background, upstream: Upstream) -> None:
    called = names(stack)
    put_secret(stack, called, '{"app_id": "demo"')
    try:
        code, found = doctor(stack)
    finally:
        put_secret(stack, called, json.dumps(DEMO_SECRET))
    assert (code, [*found]) == (1, ["credential secret"])


def test_nothing_is_touched(stack: Background, upstream: Upstream) -> None:
    """No item and no call that writes comes of it, and what is held is there for others at once."""
    called = names(stack)
    body = json.dumps({"held": "spam", "at": time.time_ns() // 1_000_000})
    stack.client("sqs").send_message(QueueUrl=called["HeldQueue"], MessageBody=body)

    def items() -> list[int]:
        tables = (called["JournalTable"], called["ConsentTable"])
        return [stack.client("dynamodb").scan(TableName=table, Select="COUNT")["Count"] for table in tables]

    before, calls = items(), len(upstream.calls())
    assert doctor(stack) == (0, {})
    assert items() == before
    assert {call.method for call in upstream.calls()[calls:]} == {"GET"}
    answer = stack.client("sqs").receive_message(QueueUrl=called["HeldQueue"], WaitTimeSeconds=2)
    (message,) = answer["Messages"]
    stack.client("sqs").delete_message(QueueUrl=called["HeldQueue"], ReceiptHandle=message["ReceiptHandle"])

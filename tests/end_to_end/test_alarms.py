"""What the template says of alarms, the dashboard and shares of the queue, as it is deployed: with real names in it.

The emulator has no alarms that calculate and evaluates none with the relay's own metrics: tests/unit/stack holds all
of them against the log lines.
"""

import json
import re
from typing import Any

import requests

from local.background import Background
from local.place import STACK_NAME
from tests.end_to_end.queue_view import Queues
from tests.end_to_end.sandbox_view import Sandbox
from tests.end_to_end.senders import JSON, somebody
from tests.end_to_end.waits import eventually


def deployed(stack: Background, kind: str) -> set[str]:
    pages = stack.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=STACK_NAME)
    return {
        each["PhysicalResourceId"]
        for page in pages
        for each in page["StackResourceSummaries"]
        if each["ResourceType"] == kind
    }


def test_every_alarm_looks_at_what_was_deployed(stack: Background) -> None:
    alarms = stack.client("cloudwatch").describe_alarms()["MetricAlarms"]
    ours = [alarm for alarm in alarms if alarm["AlarmName"].startswith(f"{STACK_NAME}-")]
    assert {alarm["AlarmName"] for alarm in ours} == deployed(stack, "AWS::CloudWatch::Alarm")
    known = {
        "FunctionName": deployed(stack, "AWS::Lambda::Function"),
        "QueueName": {url.rpartition("/")[2] for url in deployed(stack, "AWS::SQS::Queue")},
        "ApiId": deployed(stack, "AWS::ApiGatewayV2::Api"),
    }
    environments = [
        stack.client("lambda").get_function_configuration(FunctionName=name)["Environment"]["Variables"]
        for name in deployed(stack, "AWS::Lambda::Function")
    ]
    (namespace,) = {each["POWERTOOLS_METRICS_NAMESPACE"] for each in environments}
    for alarm in ours:
        assert f"--stack {STACK_NAME}" in alarm["AlarmDescription"]
        assert alarm["Namespace"] == namespace or alarm["Namespace"].startswith("AWS/")
        for dimension in alarm["Dimensions"]:
            assert dimension["Value"] in known.get(dimension["Name"], {dimension["Value"]})


def test_the_dashboard_is_deployed_with_the_names_of_this_stack(stack: Background) -> None:
    body = stack.client("cloudwatch").get_dashboard(DashboardName=STACK_NAME)["DashboardBody"]
    assert json.loads(body)["widgets"]
    assert re.findall(r"\$\{(?!PROP)", body) == []
    for group in deployed(stack, "AWS::Logs::LogGroup"):
        assert group in body


def test_what_waits_says_which_campaigns_it_is(stack: Background, sandbox: Sandbox, queues: Queues) -> None:
    worker = stack.client("lambda").list_event_source_mappings()["EventSourceMappings"][0]["UUID"]
    stack.client("lambda").update_event_source_mapping(UUID=worker, Enabled=False)
    try:
        sandbox.break_down(endpoint="*", kind="status", status=503, count=1)
        form = {"email": (email := somebody())}
        answer = requests.post(f"{stack.relay_url}/signup/998", data=form, headers=JSON, timeout=40)
        assert answer.status_code == 202
        sqs = stack.client("sqs")
        url = sqs.get_queue_url(QueueName=f"{STACK_NAME}-retry")["QueueUrl"]

        def waiting() -> list[Any]:
            found: list[Any] = sqs.receive_message(QueueUrl=url, AttributeNames=["All"], VisibilityTimeout=1).get(
                "Messages", []
            )
            return found

        (message,) = eventually(waiting)
        assert message["Attributes"]["MessageGroupId"] == "998"
    finally:
        stack.client("lambda").update_event_source_mapping(UUID=worker, Enabled=True)
    assert eventually(lambda: sandbox.advocates(email=email))
    assert eventually(lambda: queues.waiting() == 0)


def test_saved_queries_are_not_deployed_to_an_emulator_that_has_none(stack: Background) -> None:
    assert deployed(stack, "AWS::Logs::QueryDefinition") == set()

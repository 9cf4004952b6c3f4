"""The keeper on the local stack: it has its schedule, looks at letters, mails through the topic, and shows its mail."""

import json
import os
import subprocess
from typing import Any

import pytest
import requests

from local.background import Background
from local.place import ROOT, STACK_NAME
from tests.end_to_end.queue_view import Queues
from tests.end_to_end.sandbox_view import Sandbox
from tests.end_to_end.senders import CARD
from tests.end_to_end.waits import eventually


def relay(stack: Background, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """`./relay`, as an operator types it."""
    return subprocess.run(
        ["./relay", *arguments],
        cwd=ROOT,
        env=os.environ | {"RELAY_STATE": str(stack.place.state)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def mails(stack: Background) -> Any:
    """What the topic sends, through a queue that is subscribed to it; called, it gives the mails since."""
    sqs, sns = stack.client("sqs"), stack.client("sns")
    url = sqs.create_queue(QueueName="mails")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    topic = next(each["TopicArn"] for each in sns.list_topics()["Topics"] if "AlarmTopic" in each["TopicArn"])
    subscription = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)["SubscriptionArn"]

    def received() -> list[dict[str, str]]:
        messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        return [json.loads(message["Body"]) for message in messages]

    yield received
    sns.unsubscribe(SubscriptionArn=subscription)
    sqs.delete_queue(QueueUrl=url)


def the_hour_comes(stack: Background) -> None:
    """The keeper is called as its schedule does it."""
    answer = stack.client("lambda").invoke(FunctionName=f"{STACK_NAME}-keeper", Payload=b'{"source": "aws.events"}')
    assert "FunctionError" not in answer, answer["Payload"].read()


def test_the_keeper_is_called_every_hour(stack: Background) -> None:
    events = stack.client("events")
    function = stack.client("lambda").get_function(FunctionName=f"{STACK_NAME}-keeper")
    arn = function["Configuration"]["FunctionArn"]
    (rule,) = events.list_rule_names_by_target(TargetArn=arn)["RuleNames"]
    found = events.describe_rule(Name=rule)
    assert (found["ScheduleExpression"], found["State"]) == ("rate(1 hour)", "ENABLED")
    policy = json.loads(stack.client("lambda").get_policy(FunctionName=arn)["Policy"])
    assert "events.amazonaws.com" in json.dumps(policy)


def test_a_letter_is_mailed_kept_and_shown_under_its_id(
    stack: Background, queues: Queues, sandbox: Sandbox, mails: Any
) -> None:
    the_hour_comes(stack)
    mails()
    answer = requests.post(f"{stack.relay_url}/twitter-card", data=CARD | {"campaignid": "77777"}, timeout=30)
    assert answer.status_code == 202, answer.text
    eventually(lambda: json.loads(relay(stack, "letters", "--json").stdout))
    the_hour_comes(stack)
    mail = eventually(mails)[0]
    assert f"./relay --stack {STACK_NAME} letters --reason invalid" in mail["Message"]
    shown = relay(stack, "digest")
    assert shown.returncode == 0, shown.stderr
    assert "     ./relay letters --reason invalid" in shown.stdout.splitlines()
    assert " invalid, the oldest" in shown.stdout
    assert "Phone2Action takes the keys" in shown.stdout
    lead = next(line for line in shown.stdout.splitlines() if "Lead cards" in line)
    assert "nothing came in" not in lead
    told = json.loads(relay(stack, "digest", "--json").stdout)
    assert set(told) == {"subject", "text"}

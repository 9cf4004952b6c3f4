"""What each function of template.yaml may do: its role and its log group; and what queues and the topic refuse.

The local emulator enforces no permissions: what is missing here would first be seen missing on AWS.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from relay.stores.aws import OF_THE_KEEPER, OPERATIONS
from tests.unit.stack.template import (
    CREDENTIALS,
    FUNCTIONS,
    INGRESS,
    KEY,
    OF_SUBMISSIONS,
    QUEUES,
    ROOT,
    of_type,
    properties,
)

DYNAMODB = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}"
JOURNAL = {"Fn::GetAtt": ["JournalTable", "Arn"]}
CONSENT = {
    "Fn::If": [
        "MakesConsentTable",
        {"Fn::GetAtt": ["ConsentTable", "Arn"]},
        {"Fn::Sub": f"{DYNAMODB}:table/${{ConsentTableName}}"},
    ]
}
# What Lambda itself calls with the function's role: its logs, and the queue that it polls.
# https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
CALLED_BY_LAMBDA = {
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
}


def statements(function: str) -> Iterator[tuple[set[str], list[Any]]]:
    """Each statement of the function's role: its actions and resources."""
    for policy in properties(f"{function}Role")["Policies"]:
        for statement in policy["PolicyDocument"]["Statement"]:
            assert statement["Effect"] == "Allow"
            yield set(as_list(statement["Action"])), as_list(statement["Resource"])


def allowed_on(function: str, resource: Any) -> set[str]:
    return {action for actions, resources in statements(function) if resource in resources for action in actions}


def everything_allowed(function: str) -> set[str]:
    return {action for actions, _ in statements(function) for action in actions}


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_has_a_log_group_of_its_own_with_retention(function: str) -> None:
    logs = properties(f"{function}Logs")
    assert properties(function)["LoggingConfig"] == {"LogGroup": {"Ref": f"{function}Logs"}}
    assert logs["RetentionInDays"] == {"Ref": "LogRetentionDays"}
    # Where a function writes if its LoggingConfig is not understood, as by the emulator.
    name = properties(function)["FunctionName"]["Fn::Sub"]
    assert logs["LogGroupName"] == {"Fn::Sub": f"/aws/lambda/{name}"}


def test_every_log_group_has_retention() -> None:
    groups = of_type("AWS::Logs::LogGroup")
    assert set(groups) == {f"{function}Logs" for function in FUNCTIONS} | {"ApiLogs"}
    for group in groups.values():
        assert group["Properties"]["RetentionInDays"] == {"Ref": "LogRetentionDays"}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_has_a_role_of_its_own_that_only_lambda_may_assume(function: str) -> None:
    assert properties(function)["Role"] == {"Fn::GetAtt": [f"{function}Role", "Arn"]}
    role = properties(f"{function}Role")
    assert set(role) == {"AssumeRolePolicyDocument", "Policies"}
    (assume,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert assume["Principal"] == {"Service": "lambda.amazonaws.com"}
    assert assume["Action"] == "sts:AssumeRole"


# Of a query of the log, which has no name that a policy could know:
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
TAKE_NO_RESOURCE = {"logs:GetQueryResults", "logs:StopQuery"}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_role_allows_a_wildcard(function: str) -> None:
    for actions, resources in statements(function):
        assert actions == TAKE_NO_RESOURCE or "*" not in f"{actions} {resources}"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_role_writes_to_its_own_functions_log_only(function: str) -> None:
    for other in FUNCTIONS:
        allowed = allowed_on(function, {"Fn::GetAtt": [f"{other}Logs", "Arn"]})
        own = {"logs:CreateLogStream", "logs:PutLogEvents"} if other == function else set()
        read = {"logs:FilterLogEvents", "logs:StartQuery"} if function == "Keeper" else set()
        assert allowed == own | read


@pytest.mark.parametrize("function", OF_SUBMISSIONS)
def test_a_role_reads_two_secrets_and_writes_two_tables_and_no_more(function: str) -> None:
    assert allowed_on(function, CREDENTIALS) == {"secretsmanager:GetSecretValue"}
    assert allowed_on(function, KEY) == {"secretsmanager:GetSecretValue"}
    assert allowed_on(function, JOURNAL) == {"dynamodb:BatchGetItem", "dynamodb:UpdateItem"}
    assert allowed_on(function, CONSENT) == {"dynamodb:BatchGetItem", "dynamodb:UpdateItem"}


@pytest.mark.parametrize("function", INGRESS)
def test_an_ingress_role_only_sends_to_queues(function: str) -> None:
    for queue in QUEUES.values():
        assert allowed_on(function, queue) == {"sqs:SendMessage"}


def test_the_retry_role_works_its_queue_but_never_sends_to_it() -> None:
    assert allowed_on("Retry", QUEUES["RetryQueue"]) == {
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:ChangeMessageVisibility",
        "sqs:GetQueueAttributes",
    }
    assert allowed_on("Retry", QUEUES["DeadLetterQueue"]) == {"sqs:SendMessage"}
    assert allowed_on("Retry", QUEUES["HeldQueue"]) == {"sqs:SendMessage"}


def test_the_roles_allow_what_the_code_calls_and_nothing_else() -> None:
    calls = re.compile(r'\.call\(\s*"(\w+)",\s*"(\w+)"')
    called = {
        f"{service}:{operation}"
        for module in (ROOT / "layers/relay/relay").rglob("*.py")
        if module.parent.name != "keeping"
        for service, operation in calls.findall(module.read_text())
    }
    assert "dynamodb:UpdateItem" in called
    assert everything_allowed("Retry") - CALLED_BY_LAMBDA == called
    for function in INGRESS:
        assert everything_allowed(function) - CALLED_BY_LAMBDA == called - {"sqs:ChangeMessageVisibility"}


def test_the_keeper_may_do_what_it_does_and_touches_neither_key_nor_consent_nor_what_waits() -> None:
    assert allowed_on("Keeper", CREDENTIALS) == {"secretsmanager:GetSecretValue"}
    assert allowed_on("Keeper", JOURNAL) == {"dynamodb:BatchGetItem", "dynamodb:UpdateItem"}
    assert (allowed_on("Keeper", KEY), allowed_on("Keeper", CONSENT)) == (set(), set())
    for queue in ("DeadLetterQueue", "HeldQueue"):
        assert allowed_on("Keeper", QUEUES[queue]) == {
            "sqs:ChangeMessageVisibility",
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes",
            "sqs:ReceiveMessage",
            "sqs:SendMessage",
        }
    assert allowed_on("Keeper", QUEUES["RetryQueue"]) == {"sqs:GetQueueAttributes"}
    assert allowed_on("Keeper", {"Ref": "AlarmTopic"}) == {"sns:Publish"}


def test_the_keeper_may_call_all_that_the_layer_has_models_of_and_nothing_else() -> None:
    modelled = {f"{service}:{op}" for of in (OPERATIONS, OF_THE_KEEPER) for service, ops in of.items() for op in ops}
    one_by_one = {action.removesuffix("Batch") for action in modelled}  # the right to many is the right to one
    own = {"logs:CreateLogStream", "logs:PutLogEvents"}
    assert everything_allowed("Keeper") - own == one_by_one


def policy(name: str) -> dict[str, dict[str, Any]]:
    """The statements of a queue's or topic's policy, by their names."""
    return {statement["Sid"]: statement for statement in properties(name)["PolicyDocument"]["Statement"]}


def test_every_queue_refuses_plain_http_from_everybody() -> None:
    assert properties("QueuesOverTls")["Queues"] == [{"Ref": queue} for queue in QUEUES]
    assert policy("QueuesOverTls") == {
        "NoPlainHttp": {
            "Sid": "NoPlainHttp",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "sqs:*",
            "Resource": "*",
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    }


def test_the_alarm_topic_refuses_plain_http_and_still_takes_this_accounts_alarms() -> None:
    topic = {"Ref": "AlarmTopic"}
    assert properties("AlarmTopicPolicy")["Topics"] == [topic]
    # SNS takes no wildcard for an action, and publishing is all that carries content.
    assert policy("AlarmTopicPolicy") == {
        "AlarmsOfThisAccount": {
            "Sid": "AlarmsOfThisAccount",
            "Effect": "Allow",
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Action": "sns:Publish",
            "Resource": topic,
            "Condition": {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}},
        },
        "NoPlainHttp": {
            "Sid": "NoPlainHttp",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "sns:Publish",
            "Resource": topic,
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
    }

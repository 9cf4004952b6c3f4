"""A measurement counts only if each submission was claimed, posted and closed once, and nothing else was done."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.bench import events
from tests.bench.functions import Function
from tests.bench.measuring import Expected, MeasuringError, check
from tests.bench.servers import Reply, Request
from tests.bench.upstreams import API, AWS, BASIC, Aws, Platform
from tests.fakes.settings import CONSENT, JOURNAL, KEY

RELAY = Function(folder=Path("relay"), beside=(), keeps_journal=True, keeps_consent=True)
DYNAMODB, SQS, SECRETS = AWS
PEOPLE = 2


def aws_call(aws: Aws, host: str, target: str, body: dict[str, Any]) -> Reply:
    headers = {"host": host, "x-amz-target": target, "authorization": "AWS4-HMAC-SHA256 Credential=..."}
    return asyncio.run(aws.answer(Request("POST", "/", headers, json.dumps(body).encode(), 0)))


def write_state(aws: Aws, key: str, state: str) -> None:
    request = {
        "TableName": JOURNAL,
        "Key": {"id": {"S": key}},
        "UpdateExpression": "SET #state = :set0, #ttl = :set1 REMOVE #token",
        "ConditionExpression": "#state <> :done",
        "ExpressionAttributeNames": {"#state": "state", "#ttl": "ttl", "#token": "token"},
        "ExpressionAttributeValues": {":set0": {"S": state}, ":set1": {"N": "1"}, ":done": {"S": "done"}},
    }
    assert aws_call(aws, DYNAMODB, "DynamoDB_20120810.UpdateItem", request).status == 200


def write_consent(aws: Aws) -> None:
    request = {
        "TableName": CONSENT,
        "Key": {"id": {"S": "a"}},
        "UpdateExpression": "SET in_at = :a",
        "ExpressionAttributeValues": {":a": {"N": "1"}},
    }
    assert aws_call(aws, DYNAMODB, "DynamoDB_20120810.UpdateItem", request).status == 200


def api_call(platform: Platform, number: int, method: str = "POST", path: str = "/2.0/advocates") -> None:
    body = urlencode({"email": events.email(number)}).encode()
    headers = {"host": API, "authorization": BASIC}
    asyncio.run(platform.answer(Request(method, path, headers, body, 0)))


def healthy_run() -> tuple[Aws, Platform]:
    aws, platform = Aws(), Platform()
    for number in range(PEOPLE):
        write_state(aws, str(number), "open")
        api_call(platform, number)
        write_state(aws, str(number), "done")
    return aws, platform


def test_a_healthy_run_counts() -> None:
    check(RELAY, [{"statusCode": 200}] * PEOPLE, *healthy_run(), Expected(range(PEOPLE)))


def test_the_consents_of_opt_ins_are_expected() -> None:
    aws, platform = healthy_run()
    write_consent(aws)
    write_consent(aws)
    check(RELAY, [], aws, platform, Expected(range(PEOPLE), opt_ins=1))
    with pytest.raises(MeasuringError, match="2 consents, not 0"):
        check(RELAY, [], aws, platform, Expected(range(PEOPLE)))


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda aws, platform: api_call(platform, 0), "posts missing .* doubled .*maria0000"),
        (lambda aws, platform: platform.posted.pop(events.email(1)), "posts missing .*maria0001"),
        (lambda aws, platform: api_call(platform, 0, "GET"), "other calls of the API"),
        (lambda aws, platform: write_state(aws, "0", "open"), "claims and closes"),
        (lambda aws, platform: write_state(aws, "0", "done"), "claims and closes"),
        (lambda aws, platform: aws.states["1"].pop(), "claims and closes"),
        (lambda aws, platform: aws.states.clear(), "claims and closes"),
        (lambda aws, platform: write_state(aws, "2", "open"), "claims and closes"),
        (
            lambda aws, platform: aws_call(aws, SQS, "AmazonSQS.SendMessage", {"QueueUrl": "", "MessageBody": ""}),
            "messages",
        ),
    ],
)
def test_a_run_in_which_something_is_missing_or_doubled_is_refused(
    spoil: Callable[[Aws, Platform], object], why: str
) -> None:
    aws, platform = healthy_run()
    spoil(aws, platform)
    with pytest.raises(MeasuringError, match=why):
        check(RELAY, [], aws, platform, Expected(range(PEOPLE)))


@pytest.mark.parametrize("answer", [{"statusCode": 202}, {"batchItemFailures": [{"itemIdentifier": "1"}]}])
def test_a_run_in_which_somebody_must_wait_is_refused(answer: dict[str, Any]) -> None:
    with pytest.raises(MeasuringError, match="answers"):
        check(RELAY, [answer], *healthy_run(), Expected(range(PEOPLE)))


def test_a_service_of_aws_answers_at_its_own_host_only() -> None:
    assert aws_call(Aws(), SQS, "DynamoDB_20120810.UpdateItem", {}).status == 400
    assert aws_call(Aws(), SECRETS, "secretsmanager.GetSecretValue", {"SecretId": KEY}).status == 200


def test_a_handler_that_keeps_no_journal_is_refused_if_it_writes_one() -> None:
    bare = Function(folder=Path("bare"), beside=())
    with pytest.raises(MeasuringError, match="claims and closes"):
        check(bare, [], *healthy_run(), Expected(range(PEOPLE)))

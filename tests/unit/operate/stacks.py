"""A stack for the operators' commands without AWS: queues over lists, a journal in memory, CloudFormation as told."""

from dataclasses import dataclass, field
from typing import Any

import boto3

from operate.stack import OUTPUTS, Stack
from tests.unit.operate.sqs import Sqs

URLS = {"RetryQueueUrl": "retry", "DeadLetterQueueUrl": "dead", "HeldQueueUrl": "dead"}


@dataclass
class Dynamodb:
    """The part of boto3's DynamoDB client that is used, over items by table and id."""

    tables: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    updated: list[dict[str, Any]] = field(default_factory=list)

    def batch_get_item(self, *, RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803 - boto3's own name
        found = {}
        for table, wanted in RequestItems.items():
            assert len(wanted["Keys"]) <= 100
            there = self.tables.get(table, {})
            found[table] = [there[key["id"]["S"]] for key in wanted["Keys"] if key["id"]["S"] in there]
        return {"Responses": found, "UnprocessedKeys": {}}

    def update_item(self, **request: Any) -> None:
        self.updated.append(request)


class Secrets:
    """The key, as boto3's client for secrets gives it."""

    def get_secret_value(self, *, SecretId: str) -> dict[str, str]:  # noqa: N803 - boto3's own name
        assert SecretId == "KeySecretId"
        return {"SecretString": "the key"}


def stack(sqs: Sqs, dynamodb: Dynamodb | None = None) -> Stack:
    """A stack whose dead-letter and held queue are the same."""
    outputs = {name: name for name in OUTPUTS} | URLS
    return Stack(
        name="relay-test",
        region="us-east-1",
        account="123456789012",
        outputs=outputs,
        parameters={},
        session=boto3.Session(region_name="us-east-1"),
        _clients={"sqs": sqs, "dynamodb": dynamodb or Dynamodb(), "secretsmanager": Secrets()},
    )


def journal_item(state: str) -> dict[str, Any]:
    """An item of the journal, as DynamoDB shows it."""
    return {"state": {"S": state}, "received_at": {"N": "1"}, "conn": {"M": {}}}

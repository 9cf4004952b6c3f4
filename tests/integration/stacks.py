"""A stack of the relay's over moto: tables with their indexes, queues and a key, for the operators' commands."""

import uuid
from typing import Any

import boto3

from operate.stack import OUTPUTS, Stack
from relay.stores.ids import Identity
from tests.integration.conftest import Cloud

KEY = "the key of this stack"
IDENTITY = Identity(KEY.encode)


def table_with(cloud: Cloud, *indexes: str) -> str:
    """A new table with these indexes, which hold keys only."""
    name = f"t-{uuid.uuid4().hex}"
    numbers = [{"AttributeName": "received_at", "AttributeType": "N"}] if indexes else []
    keyed: dict[str, Any] = {
        "GlobalSecondaryIndexes": [
            {
                "IndexName": index,
                "KeySchema": [
                    {"AttributeName": index, "KeyType": "HASH"},
                    {"AttributeName": "received_at", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
            for index in indexes
        ]
    }
    cloud.client("dynamodb").create_table(
        TableName=name,
        AttributeDefinitions=[{"AttributeName": each, "AttributeType": "S"} for each in ("id", *indexes)] + numbers,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
        **(keyed if indexes else {}),
    )
    return name


def stack_on(cloud: Cloud, key: str = KEY) -> Stack:
    """A new stack; what else it has is called ""."""
    sqs = cloud.client("sqs")
    retry, dead, held = (sqs.create_queue(QueueName=f"q-{uuid.uuid4().hex}")["QueueUrl"] for _ in range(3))
    secret = f"key-{uuid.uuid4().hex}"
    cloud.client("secretsmanager").create_secret(Name=secret, SecretString=key)
    names = {
        "RetryQueueUrl": retry,
        "DeadLetterQueueUrl": dead,
        "HeldQueueUrl": held,
        "JournalTable": table_with(cloud, "by_email", "by_phone"),
        "ConsentTable": table_with(cloud),
        "KeySecretId": secret,
    }
    made = Stack(
        name="relay-test",
        region="us-east-1",
        account="123456789012",
        outputs=dict.fromkeys(OUTPUTS, "") | names,
        parameters={},
        session=boto3.Session(region_name="us-east-1"),
        _clients={name: cloud.client(name) for name in ("sqs", "dynamodb", "secretsmanager", "logs")},
    )
    made.__dict__["resources"] = {"RetryLogs": ("AWS::Logs::LogGroup", f"/aws/lambda/{secret}")}
    return made

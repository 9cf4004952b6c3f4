"""Forgets everything: what the relay remembers (journal, consent, the three queues) and what the sandbox has.

What is on its way in this moment may arrive afterwards, and is remembered then. Log lines stay.
"""

from typing import Any, Final

from local.sandbox import Sandbox
from operate.stack import Stack

BATCH: Final = 25
"""https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html"""


def forget(stack: Stack, sandbox: Sandbox) -> None:
    """Forget it all: what waits first, so that nothing of it is delivered into an empty platform."""
    for url in (stack.retry_url, stack.dead_letter_url, stack.held_url):
        stack.client("sqs").purge_queue(QueueUrl=url)
    for table in (stack.journal_table, stack.consent_table):
        _empty(stack.client("dynamodb"), table)
    sandbox.reset()


def _empty(dynamodb: Any, table: str) -> None:
    keys = [each["AttributeName"] for each in dynamodb.describe_table(TableName=table)["Table"]["KeySchema"]]
    names = {f"#{number}": key for number, key in enumerate(keys)}
    pages = dynamodb.get_paginator("scan").paginate(
        TableName=table, ProjectionExpression=", ".join(names), ExpressionAttributeNames=names, ConsistentRead=True
    )
    items = [item for page in pages for item in page["Items"]]
    for begin in range(0, len(items), BATCH):
        left = {table: [{"DeleteRequest": {"Key": item}} for item in items[begin : begin + BATCH]]}
        while left:
            left = dynamodb.batch_write_item(RequestItems=left)["UnprocessedItems"]

"""The end of an outage: the circuit breaker that a test has opened is closed again."""

from local.background import Background
from local.place import STACK_NAME
from relay.delivery import breaker


def breaker_closed(stack: Background) -> bool:
    """Close the breaker. Whether it had been open: a function remembers that for `breaker.CACHED_SECONDS`."""
    shown = stack.client("cloudformation").describe_stack_resource(
        StackName=STACK_NAME, LogicalResourceId="JournalTable"
    )
    gone = stack.client("dynamodb").delete_item(
        TableName=shown["StackResourceDetail"]["PhysicalResourceId"],
        Key={"id": {"S": breaker.KEY}},
        ReturnValues="ALL_OLD",
    )
    return "Attributes" in gone

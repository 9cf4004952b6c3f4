"""The end of an outage: the circuit breaker that a test has opened is closed again."""

from local.background import Background
from local.place import STACK_NAME
from relay.delivery import breaker


def close_breaker(stack: Background) -> bool:
    """Forget the breaker; whether there was one. Functions remember for `breaker.CACHED_SECONDS` that it was open."""
    shown = stack.client("cloudformation").describe_stack_resource(
        StackName=STACK_NAME, LogicalResourceId="JournalTable"
    )
    gone = stack.client("dynamodb").delete_item(
        TableName=shown["StackResourceDetail"]["PhysicalResourceId"],
        Key={"id": {"S": breaker.KEY}},
        ReturnValues="ALL_OLD",
    )
    return "Attributes" in gone

"""The stack's tables as the relay's own stores write them, over boto3: conditional updates that show the old item.

What DynamoDB refuses is told as the stores tell it. All else that goes wrong is raised as boto3 raises it, so that the
operator reads the line for it (`trouble`).
"""

from collections.abc import Mapping
from typing import Any

from botocore import xform_name
from botocore.exceptions import ClientError

from operate.stack import Stack
from relay.stores.aws import Aws, AwsRefused
from relay.stores.table import REFUSED, Table


class OverBoto3(Aws):
    """Calls DynamoDB by a client of boto3's, which any number of threads may share."""

    def __init__(self, dynamodb: Any) -> None:
        self._dynamodb = dynamodb

    def __repr__(self) -> str:
        return "OverBoto3()"

    def call(self, service: str, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """Call one operation. Raises `AwsRefused` if a condition did not hold, and what boto3 raises."""
        assert service == "dynamodb"  # noqa: S101 - tables are all that is here
        try:
            answer: dict[str, Any] = getattr(self._dynamodb, xform_name(operation))(**request)
        except ClientError as error:
            if error.response["Error"].get("Code") != REFUSED:
                raise
            raise AwsRefused(REFUSED, error.response) from None
        return answer


def table_of(stack: Stack, name: str) -> Table:
    """A table of the stack. Call it before threads begin."""
    return Table(OverBoto3(stack.client("dynamodb")), name)

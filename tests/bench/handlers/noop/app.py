"""The handler that a cold start is compared with: it does nothing."""

from typing import Any


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer any event."""
    return {"statusCode": 200}

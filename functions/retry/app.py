"""The worker: called by SQS with a batch of submissions that wait. See `relay.delivery.worker`."""

from typing import Any

from relay import wiring

WORKER = wiring.worker()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Work off one batch and return its partial batch response."""
    return WORKER.handle(event, context)

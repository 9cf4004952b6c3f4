"""The worker: called by SQS with a batch of submissions that wait. See `relay.retry`."""

from typing import Any

from relay import environment

WORKER = environment.worker()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Work off one batch and return its partial batch response."""
    return WORKER.handle(event, context)

"""The worker: called by SQS with a batch of submissions that wait. See `relay.retry`."""

from typing import Any

from relay import environment
from relay.outcome import Deadline

worker = environment.worker()


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Work off one batch and return its partial batch response."""
    return worker.work(
        event["Records"], Deadline.of(context, budget_seconds=context.get_remaining_time_in_millis() / 1000)
    )

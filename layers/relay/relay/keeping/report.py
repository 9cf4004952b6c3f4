"""What the keeper did, as log lines with their metrics, in the form of `relay.telemetry`: numbers and ids, no person.

Apart from it, so that no ingress function has to read these.
"""

import time
from typing import Any, Final

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

from relay.telemetry import NAMESPACE, logger

OLDEST: Final = "OldestLetterDays"
KEPT: Final = "KeptLetters"
GIVEN_UP: Final = "GivenUp"


def round_made(*, oldest_days: float | None, kept: int, given_up: int, failed: int) -> None:
    """Say once an hour how old the oldest dead letter is (None: not known), and what was done.

    The metrics `OldestLetterDays`, `KeptLetters` and `GivenUp`.
    """
    metrics = EphemeralMetrics(namespace=NAMESPACE)
    metrics.service = ""  # else a dimension, as in `relay.telemetry`
    values = {OLDEST: oldest_days, KEPT: float(kept), GIVEN_UP: float(given_up)}
    for name, value in values.items():
        if value is not None:
            metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)
    embedded: dict[str, Any] = dict(metrics.serialize_metric_set())
    now = {"_aws": {**embedded["_aws"], "Timestamp": time.time_ns() // 1_000_000}}
    logger.info("kept", extra={"failed": failed, **embedded, **now})


def given_up(submission_id: str, reason: str) -> None:
    """Say that a letter was sent for the last time. It is in the metric of the hour (`round_made`)."""
    logger.warning("given up", extra={"submission_id": submission_id, "reason": reason})


def mailed(what: str, wrong: int) -> None:
    """Say that a mail was sent, and how many things it says are wrong."""
    logger.info("mailed", extra={"outcome": what, "wrong": wrong})

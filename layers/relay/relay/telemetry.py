"""One structured log line and one metric per thing that happened: identifiers and outcomes, never a person.

Nothing here takes a message, an address, a URL or an exception's text: promise 6 is kept by having no way to
break it. Fields of a log line are searched with one query: `filter submission_id = "..."`.
"""

import traceback

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.metrics import MetricUnit, single_metric

NAMESPACE = "AdvocateRelay"

logger = Logger()


def count(name: str, **dimensions: str) -> None:
    """Add 1 to a metric; `dimensions` come from closed lists (source, outcome, reason)."""
    with single_metric(name=name, unit=MetricUnit.Count, value=1, namespace=NAMESPACE) as metric:
        for key, value in dimensions.items():
            metric.add_dimension(name=key, value=value)


def outcome(submission_id: str, *, source: str, outcome: str, reason: str = "", attempt: int = 0) -> None:
    """Say what became of a submission, once per run, in the log and as the metric `Submissions`.

    `outcome` and `reason` come from closed lists; `attempt` is the queue's receive count, 0 at ingress.
    """
    logger.info(
        outcome,
        extra={
            "submission_id": submission_id,
            "source": source,
            "outcome": outcome,
            "reason": reason,
            "attempt": attempt,
        },
    )
    count("Submissions", source=source, outcome=outcome)


def refusal(kind: str) -> None:
    """Say that the platform refuses what is ours to mend: keys ("CredentialsRejected"), address ("Misrouted")."""
    logger.error("api refusal", extra={"outcome": kind})
    count("ApiRefusals", kind=kind)


def fault(where: str, error: BaseException, submission_id: str = "") -> None:
    """Report an unexpected exception by its type and code locations; its text may quote a person, so it stays out."""
    frames = traceback.extract_tb(error.__traceback__)
    logger.error(
        "fault",
        extra={
            "where": where,
            "error": type(error).__name__,
            "at": [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames[-6:]],
            "submission_id": submission_id,
        },
    )
    count("Faults", where=where)

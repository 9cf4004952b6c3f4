"""What happened, as structured log lines that carry their own metrics: identifiers and outcomes, never a person.

Nothing here takes a message, an address, a URL or an exception's text: promise 6 is kept by having no way to
break it. Fields of a log line are searched with one query: `filter submission_id = "..."`.

A line is one `write`, its metrics inside (CloudWatch's embedded metric format). Lambda takes each write to stdout for
an event of its own, and glues together what two threads write within a few milliseconds: a line and a metric that were
written one after the other got lost that way.

A metric is counted under the dimensions that its alarm in template.yaml names, and no others: CloudWatch adds nothing
up, and each set of values is a metric to pay for. The namespace is the stack's own (POWERTOOLS_METRICS_NAMESPACE), so
that two stacks in one account don't ring for each other.
"""

import os
import time
import traceback
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final, Literal

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

from relay.campaigns import SOURCES
from relay.letters import HeldReason, Reason

NAMESPACE: Final = os.environ.get("POWERTOOLS_METRICS_NAMESPACE", "AdvocateRelay")

type LoggedOutcome = Literal[
    "delivered",
    "finished",
    "queued",
    "waiting",
    "held",
    "rejected",
    "dead",
    "unavailable",
    "done",
    "superseded",
    "refused",
]
"""What became of a submission in one run. Closed: a dimension of the metric `Submissions`."""

type TurnedAway = Literal["no_us_phone", "test_lead", "unusable_test_lead"]
"""Why what came was answered and kept nowhere."""

type Why = Reason | HeldReason | TurnedAway | Literal["", "opt_out", "delivered", "finished", "held", "wait"]
"""Why it became that."""

type UnlistedIn = Literal["origins", "redirects"]
"""The lists of sites in campaigns.toml."""

type SiteFault = Literal["not_listed", "not_https", "no_address"]
"""Why a site isn't among them: it is none of theirs, or it is no address that could be."""

logger = Logger()


def outcome(
    submission_id: str,
    *,
    source: str,
    outcome: LoggedOutcome,
    reason: Why = "",
    attempt: int = 0,
    campaigns: Sequence[int] = (),
) -> None:
    """Say what became of a submission, once per run, in the log and as the metric `Submissions`.

    `attempt` is the queue's receive count, 0 at ingress. A source that isn't one of ours is "unknown". `campaigns` are
    in the line only, for each dimension of a metric costs. What is held is counted by its reason as well, for some of
    it must be looked at soon and some need not.
    """
    _line(
        logger.info,
        outcome,
        "Submissions",
        {"source": _one_of_ours(source), "outcome": outcome},
        ("outcome", "reason") if outcome == "held" else None,
        submission_id=submission_id,
        reason=reason,
        attempt=attempt,
        campaigns=campaigns,
    )


def dead_letter(reason: Reason, submission_id: str) -> None:
    """Say that a dead letter was written; the metric `DeadLetters`."""
    _line(logger.warning, "dead letter", "DeadLetters", {"reason": reason}, submission_id=submission_id)


def refusal(kind: str) -> None:
    """Say that the platform refuses what is ours to mend: keys ("CredentialsRejected"), address ("Misrouted")."""
    _line(logger.error, "api refusal", "ApiRefusals", {"kind": kind}, outcome=kind)


def refused(source: str, status: int, code: str, fields: Sequence[str] = ()) -> None:
    """Say that a request was answered with an error; the metric `RefusedRequests`, by source and code only.

    `fields` are arguments of the API, never what was sent in them; the first is the one that `code` is about.
    """
    _line(
        logger.warning,
        "refused",
        "RefusedRequests",
        {"source": _one_of_ours(source), "code": code},
        status=status,
        field=fields[0] if fields else "",
        fields=list(fields),
    )


def unlisted_site(key: UnlistedIn, site: str, fault: SiteFault, campaigns: Sequence[int]) -> None:
    """Say that a site is missing in a list of campaigns.toml; the metric `UnlistedSites`, by the list's key only.

    `site` is an origin, scheme and host: it names a website, and never has a path or query of the person's in it.
    """
    _line(
        logger.warning,
        "unlisted site",
        "UnlistedSites",
        {"list": key},
        site=site,
        fault=fault,
        campaigns=list(campaigns),
    )


def ignored_columns(submission_id: str, source: str, columns: Sequence[str], campaigns: Sequence[int]) -> None:
    """Say that a lead had columns that could not be used; no metric.

    `submission_id`: the lead's, "" for a test. `columns`: the id that the vendor documents, "other" for a question of
    an organiser's own, which may be anything, or the opt-in that a question is for whose answer was neither yes nor no.
    """
    fields = {"submission_id": submission_id, "source": _one_of_ours(source), "count": len(columns)}
    logger.info("ignored columns", extra={**fields, "columns": columns, "campaigns": campaigns})


def unverified(service: str, why: Literal["away", "wrong_secret"]) -> None:
    """Say that a challenge's service could not be asked, or does not know our secret; the metric `Unverified`."""
    _line(logger.error, "challenge not verified", "Unverified", {"why": why}, service_asked=service)


def slow_call(endpoint: str, milliseconds: int) -> None:
    """Say that the platform took long to answer; the metric `SlowCalls`. `endpoint` is the client's name of it."""
    _line(logger.warning, "slow call", "SlowCalls", {"endpoint": endpoint}, milliseconds=milliseconds)


def breaker(state: str) -> None:
    """Say that the circuit breaker changed; the metric `Breaker`."""
    _line(logger.warning, "breaker", "Breaker", {"state": state}, outcome=state)


def fault(where: str, error: BaseException, submission_id: str = "") -> None:
    """Report an unexpected exception by its type and code locations; its text may quote a person, so it stays out.

    The metric `Faults` counts it by place, and all places together: one alarm for whatever is broken.
    """
    frames = traceback.extract_tb(error.__traceback__)
    _line(
        logger.error,
        "fault",
        "Faults",
        {"where": where},
        (),
        error=type(error).__name__,
        at=[f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames[-6:]],
        submission_id=submission_id,
    )


def _one_of_ours(source: str) -> str:
    return source if source in SOURCES else "unknown"


def _line(
    write: Callable[..., None],
    message: str,
    metric: str,
    dimensions: dict[str, str],
    also: tuple[str, ...] | None = None,
    **fields: object,
) -> None:
    """Write one line: the metric counts 1 under these dimensions, which are fields of the line like the others.

    `also`: the names of the fields under which it is counted once more.
    """
    embedded = _counted_once(metric, tuple(dimensions.items()), also)
    now = {"_aws": {**embedded["_aws"], "Timestamp": time.time_ns() // 1_000_000}}
    # stacklevel: `location` names who reported it, not this module.
    write(message, extra={**fields, **embedded, **now}, stacklevel=4)


@cache
def _counted_once(
    metric: str, dimensions: tuple[tuple[str, str], ...], also: tuple[str, ...] | None = None
) -> dict[str, Any]:
    """The fields that make a line count 1 in a metric. The lists are closed, so there are few to keep."""
    metrics = EphemeralMetrics(namespace=NAMESPACE)
    metrics.service = ""  # else a dimension of each; a field of the line it is by the logger
    metrics.add_metric(name=metric, unit=MetricUnit.Count, value=1)
    for name, value in dimensions:
        metrics.add_dimension(name=name, value=value)
    embedded: dict[str, Any] = dict(metrics.serialize_metric_set())
    if also is not None:
        embedded["_aws"]["CloudWatchMetrics"][0]["Dimensions"].append(list(also))
    return embedded

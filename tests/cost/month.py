"""Lines of dollars: a million submissions of each kind, a month without any, and the most that a month may cost."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from relay import telemetry
from tests.cost import prices
from tests.cost.prices import MILLION
from tests.cost.usage import ASSUMED, KINDS, MEMORY, Usage
from tests.fakes.log import Log
from tests.unit.stack import metric_lines
from tests.unit.stack.alarms import ALARMS
from tests.unit.stack.template import PARAMETERS, of_type

DAYS: Final = 30
SECONDS: Final = DAYS * 24 * 3600
GIGABYTE: Final = 1_000_000_000
POLLERS: Final = 5  # https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
POLL_SECONDS: Final = 20
KEEPER_SECONDS: Final = 10
KEEPER_LOG_BYTES: Final = 2_000
KEEPERS_METRICS: Final = 3
SECRETS: Final = 2
LOG_MONTHS: Final[float] = PARAMETERS["LogRetentionDays"]["Default"] / DAYS
ARCHITECTURE: Final[str] = PARAMETERS["Architecture"]["Default"]
RATE: Final[int] = PARAMETERS["RequestsPerSecond"]["Default"]

type Lines = Mapping[str, float]
"""What is paid for, and its dollars."""


def running(seconds: float, memory: int = MEMORY) -> float:
    """What functions cost that run for so long."""
    return prices.GB_SECOND[ARCHITECTURE].of(seconds * memory / 1024)


def logged(bytes_: float) -> float:
    """What log lines cost, from taking them in to their end."""
    return prices.LOG.of(bytes_ / GIGABYTE) + prices.LOG_KEPT.of(bytes_ / GIGABYTE) * LOG_MONTHS


def of_million(usage: Usage) -> Lines:
    """What a million of a kind costs."""
    each = {
        "HTTP API": prices.REQUEST.of(usage.requests),
        "Lambda": prices.INVOCATION.of(usage.invocations) + running(usage.seconds),
        "DynamoDB": prices.WRITE.of(usage.writes)
        + prices.READ.of(usage.reads)
        + prices.STORED.of(usage.items * ASSUMED.journal_item_bytes / GIGABYTE),
        "secrets": prices.SECRET_READ.of(usage.secret_reads),
        "SQS": prices.QUEUE_CALL.of(usage.queue_calls) + prices.FAIR_CALL.of(usage.fair_calls),
        "logs": logged(usage.log_bytes),
    }
    return {what: dollars * MILLION for what, dollars in each.items()}


def millions() -> Mapping[str, Lines]:
    """What a million of each kind costs."""
    return {kind: of_million(usage()) for kind, usage in KINDS.items()}


def alarm_metrics() -> int:
    """How many metrics the alarms look at: each is paid for."""
    return sum(len(alarm.metrics) for alarm in ALARMS.values())


def idle() -> Lines:
    """What a month costs in which nothing comes in."""
    polls = POLLERS * SECONDS / POLL_SECONDS
    rounds = DAYS * 24
    keeper = prices.INVOCATION.of(rounds) + running(rounds * KEEPER_SECONDS) + logged(rounds * KEEPER_LOG_BYTES)
    dashboards = len(of_type("AWS::CloudWatch::Dashboard"))
    return {
        f"{len(ALARMS)} alarms, which look at {alarm_metrics()} metrics": prices.ALARM.of(alarm_metrics()),
        "the dashboard": prices.DASHBOARD.of(dashboards),
        f"{KEEPERS_METRICS} metrics of the keeper": prices.METRIC.of(KEEPERS_METRICS),
        f"{SECRETS} secrets, read by the keeper": prices.SECRET.of(SECRETS) + prices.SECRET_READ.of(SECRETS * rounds),
        f"{polls:,.0f} looks into the empty retry queue": prices.QUEUE_CALL.of(polls),
        f"{rounds} rounds of the keeper of {KEEPER_SECONDS} s, with their log": keeper,
        f"{DAYS} digests by mail": prices.MAIL.of(DAYS),
    }


def metrics_of_ours() -> int:
    """How many metrics the tests' scenes bring about: more than most months see."""
    log = Log()
    handler: Any = telemetry.logger.registered_handler
    stream = handler.setStream(log)
    try:
        lines = metric_lines.written(log)
    finally:
        handler.setStream(stream)
    return len({(name, dimensions) for name, dimensions, _ in metric_lines.counted(lines)})


def worst(million: Callable[[], Mapping[str, Lines]] = millions) -> Lines:
    """The most that a month may cost at the throttle's limit, for each kind that all requests may be of."""
    requests = RATE * SECONDS
    return {kind: sum(lines.values()) * requests / MILLION for kind, lines in million().items()}

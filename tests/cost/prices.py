"""AWS's prices: the one table of them. What is paid for is counted in `usage` and `month`."""

from dataclasses import dataclass
from typing import Final

WRITTEN_DOWN: Final = "November 2026"
REGION: Final = "us-east-1"
MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """Dollars for `per` units of something, and the page where AWS says so."""

    what: str
    dollars: float
    per: int
    unit: str
    page: str

    def of(self, units: float) -> float:
        """What so many units cost."""
        return units * self.dollars / self.per


LAMBDA: Final = "https://aws.amazon.com/lambda/pricing/"
DYNAMODB: Final = "https://aws.amazon.com/dynamodb/pricing/on-demand/"
CLOUDWATCH: Final = "https://aws.amazon.com/cloudwatch/pricing/"
SQS: Final = "https://aws.amazon.com/sqs/pricing/"
SECRETS: Final = "https://aws.amazon.com/secrets-manager/pricing/"

REQUEST: Final = Price("HTTP API", 1.00, MILLION, "requests", "https://aws.amazon.com/api-gateway/pricing/")
INVOCATION: Final = Price("Lambda", 0.20, MILLION, "calls of a function", LAMBDA)
GB_SECOND: Final = {
    "arm64": Price("Lambda, arm64", 13.3334, MILLION, "GB-seconds", LAMBDA),
    "x86_64": Price("Lambda, x86_64", 16.6667, MILLION, "GB-seconds", LAMBDA),
}
WRITE: Final = Price("DynamoDB, on demand", 0.625, MILLION, "writes of 1 KB", DYNAMODB)
READ: Final = Price("DynamoDB, on demand", 0.125, MILLION, "reads of 4 KB", DYNAMODB)
STORED: Final = Price("DynamoDB", 0.25, 1, "GB kept for a month", DYNAMODB)
QUEUE_CALL: Final = Price("SQS", 0.40, MILLION, "calls", SQS)
FAIR_CALL: Final = Price("SQS, more for a fair queue", 0.10, MILLION, "calls", SQS)
LOG: Final = Price("CloudWatch Logs", 0.50, 1, "GB taken in", CLOUDWATCH)
LOG_KEPT: Final = Price("CloudWatch Logs", 0.03, 1, "GB kept for a month", CLOUDWATCH)
ALARM: Final = Price("CloudWatch alarms", 0.10, 1, "metric that one looks at, a month", CLOUDWATCH)
METRIC: Final = Price("CloudWatch metrics of our own", 0.30, 1, "metric, a month", CLOUDWATCH)
DASHBOARD: Final = Price("CloudWatch dashboards", 3.00, 1, "dashboard, a month", CLOUDWATCH)
SECRET: Final = Price("Secrets Manager", 0.40, 1, "secret, a month", SECRETS)
SECRET_READ: Final = Price("Secrets Manager", 0.05, 10_000, "reads", SECRETS)
MAIL: Final = Price("SNS", 2.00, 100_000, "mails", "https://aws.amazon.com/sns/pricing/")

PRICES: Final = (
    *(REQUEST, INVOCATION, GB_SECOND["arm64"], GB_SECOND["x86_64"], WRITE, READ, STORED, QUEUE_CALL, FAIR_CALL),
    *(LOG, LOG_KEPT, ALARM, METRIC, DASHBOARD, SECRET, SECRET_READ, MAIL),
)

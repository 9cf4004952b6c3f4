"""docs/cost.md says what its script works out today, and the template says the same."""

import re

from tests.cost import month, page, prices, usage
from tests.unit.stack.template import PARAMETERS, RESOURCES, of_type


def test_the_page_says_what_is_worked_out() -> None:
    assert page.shown() == page.written().strip("\n"), "run `make cost`"


def test_the_template_says_the_same_of_the_limit_that_bounds_the_bill() -> None:
    (said,) = re.findall(r"about (\d+) dollars", PARAMETERS["RequestsPerSecond"]["Description"])
    assert int(said) == round(next(iter(month.worst().values())))


def test_the_template_says_the_same_of_what_less_memory_would_save() -> None:
    (said,) = re.findall(r"only (\d+\.\d+) dollars", PARAMETERS["MemorySize"]["Description"])
    half = usage.MEMORY // 2
    saved = month.running(usage.plain().seconds) - month.running(usage.plain(half).seconds, half)
    assert f"{saved * prices.MILLION:.1f}0" == said


def test_whatever_is_paid_for_by_the_month_is_in_the_sum() -> None:
    """A secret or dashboard more, or a type that is new, must be thought of."""
    assert len(of_type("AWS::SecretsManager::Secret")) == month.SECRETS
    free = {"AWS::IAM::Role", "AWS::Logs::LogGroup", "AWS::Logs::MetricFilter", "AWS::Logs::QueryDefinition"}
    free |= {"AWS::SNS::Topic", "AWS::SNS::TopicPolicy", "AWS::SNS::Subscription", "AWS::SQS::QueuePolicy"}
    free |= {"AWS::ApiGatewayV2::DomainName", "AWS::ApiGatewayV2::ApiMapping", "AWS::Serverless::LayerVersion"}
    by_use = {"AWS::Serverless::HttpApi", "AWS::Serverless::Function", "AWS::SQS::Queue", "AWS::DynamoDB::Table"}
    by_the_month = {"AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard", "AWS::SecretsManager::Secret"}
    known = free | by_use | by_the_month
    assert {kind for kind in known if of_type(kind)} == known
    assert not {resource["Type"] for resource in RESOURCES.values()} - known

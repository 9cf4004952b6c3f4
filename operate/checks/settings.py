"""Settings that were changed by hand since the last deployment: every resource's, held against the deployed template.

Nothing here knows what might be changed: whatever the template says is compared, and named as the template names it.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from operate.checks import compare, live
from operate.checks.compare import Difference
from operate.checks.facts import Facts
from operate.checks.finding import Finding, broken, warning
from operate.checks.mending import made_again, put_back
from operate.template import Resource

WORDS: Final = {
    "AWS::Lambda::Function": "function",
    "AWS::Lambda::EventSourceMapping": "mapping of queue to worker",
    "AWS::Lambda::Permission": "permission to call a function",
    "AWS::SQS::Queue": "queue",
    "AWS::SQS::QueuePolicy": "policy of the queues",
    "AWS::DynamoDB::Table": "table",
    "AWS::SNS::Topic": "topic of the alarms",
    "AWS::SNS::TopicPolicy": "policy of the alarms' topic",
    "AWS::CloudWatch::Alarm": "alarm",
    "AWS::CloudWatch::CompositeAlarm": "alarm",
    "AWS::Logs::LogGroup": "log",
    "AWS::Logs::MetricFilter": "filter of a log",
    "AWS::CloudWatch::Dashboard": "dashboard",
    "AWS::IAM::Role": "role",
    "AWS::ApiGatewayV2::Api": "API",
    "AWS::ApiGatewayV2::Stage": "API's stage",
    "AWS::ApiGatewayV2::ApiMapping": "mapping of the domain name",
    "AWS::Events::Rule": "schedule",
    "AWS::Scheduler::Schedule": "schedule",
}
MEANS: Final = {
    "ReservedConcurrentExecutions": "what is beyond it is refused or counts as received",
    "VpcConfig": "in a VPC it may reach neither the platform nor AWS",
    "Layers": "it runs other code than the others",
    "VisibilityTimeout": "shorter than a run, a submission is worked on twice at once",
    "MessageRetentionPeriod": "what lies longer is lost",
    "RedrivePolicy": "what crashes the worker is not given up as it should be",
    "DelaySeconds": "everything waits first",
    "MaximumMessageSize": "a large submission is not taken",
    "KmsMasterKeyId": "functions or alarms may have no right to the key",
    "TimeToLiveSpecification": "what should go stays for ever, or what must stay goes",
    "PointInTimeRecoverySpecification": "a mishap with the opt-outs could not be undone",
    "DeletionProtectionEnabled": "it can be deleted by a slip",
    "GlobalSecondaryIndexes": "what it finds can't be found",
    "ActionsEnabled": "it rings for nobody",
    "AlarmActions": "it rings for others, or for nobody",
    "FilterPattern": "what it counts rings no alarm, or rings it for nothing",
    "RetentionInDays": "logs go sooner, or cost for ever",
    "DefaultRouteSettings": "the bill is not bounded as it should be, or senders are turned away",
    "AccessLogSettings": "requests leave no line, or more than they may",
    "Policies": "it may do less than it must, or more than it should",
    "State": "it does not run",
}
"""What comes of it, by property."""

BREAKS: Final = frozenset(
    {
        *("Environment", "Layers", "Handler", "Runtime", "Role", "ReservedConcurrentExecutions", "VpcConfig"),
        *("EventSourceArn", "FunctionName", "FilterCriteria", "Routes", "ApiId", "Policies", "State", "KeySchema"),
    }
)
"""Properties without which something does not work."""

OF_ITS_OWN: Final = {"AWS::Lambda::EventSourceMapping": "Enabled"}
"""What another check speaks of."""

LONGEST_VALUE: Final = 60
SOME: Final = 3


def by_word() -> dict[str, list[str]]:
    """The types that can be looked at, by what they are called."""
    found: dict[str, list[str]] = {}
    for kind in live.READERS:
        found.setdefault(WORDS[kind], []).append(kind)
    return found


def of_types(kinds: Sequence[str], facts: Facts) -> Iterator[Finding]:
    """Every resource of these types that is gone, or not as it was deployed."""
    for resource in (each for kind in kinds for each in facts.template().of_type(kind)):
        if resource.physical:
            yield from _of_one(facts, resource)


def _of_one(facts: Facts, resource: Resource) -> Iterator[Finding]:
    what = f"The {WORDS[resource.type]} {resource.name} ({resource.physical.rsplit('/', 1)[-1]})"
    now = live.now(facts.stack, resource)
    if now is None:
        if resource.type != "AWS::Lambda::EventSourceMapping":  # the worker's own check says it
            yield broken(
                f"{what} is gone: it was deployed, and somebody has deleted it since.", *made_again(facts, resource)
            )
        return
    wanted = compare.expected(resource, on_emulator=facts.is_local)
    wanted.pop(OF_ITS_OWN.get(resource.type, ""), None)
    found = list(compare.differences(wanted, now))
    if not found:
        return
    told = "; ".join(_told(found))
    means = "; ".join(dict.fromkeys(MEANS[each.name] for each in found if each.name in MEANS))
    kind = broken if any(each.name in BREAKS for each in found) else warning
    yield kind(
        f"{what} was changed by hand: {told}{f' ({means})' if means else ''}.", *put_back(facts, resource, found)
    )


def _told(found: Sequence[Difference]) -> Iterator[str]:
    variables = [each.path[-1] for each in found if "Variables" in each.path]
    if variables:  # without their values, which may be anything
        more = f" and {len(variables) - SOME} more" if len(variables) > SOME else ""
        yield f"variables {', '.join(variables[:SOME])}{more}"
    yield from dict.fromkeys(_one(each) for each in found if "Variables" not in each.path)


def _one(difference: Difference) -> str:
    path = ".".join(difference.path)
    was, now = map(_shown, (difference.was, difference.now))
    if len(was) > LONGEST_VALUE or len(now) > LONGEST_VALUE:
        return f"{path} is {'gone' if difference.now is None else 'not what was deployed'}"
    return f"{path} is {now or 'gone'}, {was or 'none'} was deployed"


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return str(value[0])
    return str(value).lower() if isinstance(value, bool) else json.dumps(value, default=str).strip('"')

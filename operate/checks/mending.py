"""What puts a resource back as it was deployed: commands, or else the place in the console.

CloudFormation does not put back what it believes unchanged, so a deployment alone is no help.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from operate.checks import compare
from operate.checks.compare import Difference
from operate.checks.facts import Facts
from operate.template import Resource

type Found = Sequence[Difference]

STAYS: Final = "(A deployment alone does not put it back.)"
REMADE: Final = "CloudFormation does not make it again: take it out of template.yaml, deploy, put it back, deploy."


def put_back(facts: Facts, resource: Resource, found: Found) -> tuple[str, ...]:
    """What puts the properties back that differ."""
    wanted = compare.expected(resource)
    commands = COMMANDS.get(resource.type, _none)(resource, wanted, found)
    lines = tuple(facts.aws(command) for command in commands)
    names = ", ".join(dict.fromkeys(each.name for each in found))
    return lines or (f"In the console: {resource.name}, set {names} back as template.yaml has it. {STAYS}",)


def made_again(facts: Facts, resource: Resource) -> tuple[str, ...]:
    """What makes a resource again that somebody has deleted."""
    wanted = compare.expected(resource)
    match resource.type:
        case "AWS::CloudWatch::Alarm":
            return tuple(facts.aws(command) for command in _alarm(resource, wanted, ()))
        case "AWS::Logs::LogGroup":
            made = f"logs create-log-group --log-group-name {resource.physical}"
            return tuple(facts.aws(command) for command in (made, *_log_group(resource, wanted, ())))
    return (REMADE,)


def _none(_: Resource, __: Mapping[str, Any], ___: Found) -> Iterator[str]:
    """No command does it."""
    yield from ()


def _names(found: Found) -> list[str]:
    return list(dict.fromkeys(each.name for each in found))


def _queue(resource: Resource, wanted: Mapping[str, Any], found: Found) -> Iterator[str]:
    values = json.dumps({name: _attribute(wanted[name]) for name in _names(found)})
    yield f"sqs set-queue-attributes --queue-url {resource.physical} --attributes '{_quoted(values)}'"


def _log_group(resource: Resource, wanted: Mapping[str, Any], _: Found) -> Iterator[str]:
    days = wanted["RetentionInDays"]
    yield f"logs put-retention-policy --log-group-name {resource.physical} --retention-in-days {days}"


def _alarm(resource: Resource, wanted: Mapping[str, Any], found: Found) -> Iterator[str]:
    if _names(found) == ["ActionsEnabled"]:
        yield f"cloudwatch enable-alarm-actions --alarm-names {resource.physical}"
        return
    given = json.dumps({name: each for name, each in wanted.items() if each is not None}, default=str)
    yield f"cloudwatch put-metric-alarm --cli-input-json '{_quoted(given)}'"


def _stage(_: Resource, wanted: Mapping[str, Any], found: Found) -> Iterator[str]:
    if _names(found) == ["DefaultRouteSettings"]:
        given = ",".join(f"{name}={each}" for name, each in wanted["DefaultRouteSettings"].items())
        stage = f"--api-id {wanted['ApiId']} --stage-name '{wanted['StageName']}'"
        yield f"apigatewayv2 update-stage {stage} --default-route-settings {given}"


def _api(resource: Resource, wanted: Mapping[str, Any], found: Found) -> Iterator[str]:
    if _names(found) == ["DisableExecuteApiEndpoint"]:
        given = "" if wanted["DisableExecuteApiEndpoint"] else "no-"
        yield f"apigatewayv2 update-api --api-id {resource.physical} --{given}disable-execute-api-endpoint"


def _rule(resource: Resource, _: Mapping[str, Any], found: Found) -> Iterator[str]:
    if _names(found) == ["State"]:
        yield f"events enable-rule --name {resource.physical.rsplit('|', 1)[-1]}"


def _attribute(value: Any) -> str:
    """A queue's attribute as SQS takes it; "" takes one away."""
    if isinstance(value, tuple):
        return str(value[0])
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else value if isinstance(value, str) else json.dumps(value)


def _quoted(text: str) -> str:
    """A text between the shell's single quotes."""
    return text.replace("'", "'\\''")


def _function(resource: Resource, wanted: Mapping[str, Any], found: Found) -> Iterator[str]:
    name, names = resource.physical, _names(found)
    options = {"Timeout": "timeout", "MemorySize": "memory-size", "Handler": "handler", "Runtime": "runtime"}
    options |= {"Role": "role", "Layers": "layers"}
    given = [f"--{options[each]} {_words(wanted[each])}" for each in names if each in options]
    if "Environment" in names:
        given.append(f"--environment '{_quoted(json.dumps(wanted['Environment']))}'")
    if "LoggingConfig" in names:
        given.append(f"--logging-config LogGroup={wanted['LoggingConfig']['LogGroup']}")
    if "VpcConfig" in names:
        given.append("--vpc-config SubnetIds=[],SecurityGroupIds=[]")
    if given:
        yield f"lambda update-function-configuration --function-name {name} {' '.join(given)}"
    if "ReservedConcurrentExecutions" in names:
        yield f"lambda delete-function-concurrency --function-name {name}"


def _policy(resource: Resource, wanted: Mapping[str, Any], found: Found) -> Iterator[str]:
    """Nothing where a policy names what only AWS could tell."""
    try:
        if resource.type == "AWS::IAM::Role":
            changed = {each.path[1] for each in found if each.name == "Policies" and len(each.path) > 1}
            for policy in (each for each in wanted["Policies"] if each["PolicyName"] in changed):
                document = _quoted(json.dumps(policy["PolicyDocument"]))
                given = f"--policy-name {policy['PolicyName']} --policy-document '{document}'"
                yield f"iam put-role-policy --role-name {resource.physical} {given}"
            return
        document = json.dumps(wanted["PolicyDocument"])
    except TypeError:
        return
    for url in wanted.get("Queues", ()):
        given = _quoted(json.dumps({"Policy": document}))
        yield f"sqs set-queue-attributes --queue-url {url} --attributes '{given}'"
    for topic in wanted.get("Topics", ()):
        given = f"--attribute-name Policy --attribute-value '{_quoted(document)}'"
        yield f"sns set-topic-attributes --topic-arn {topic} {given}"


def _words(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _mapping(resource: Resource, wanted: Mapping[str, Any], found: Found) -> Iterator[str]:
    options = {
        "BatchSize": f"--batch-size {wanted.get('BatchSize')}",
        "FunctionResponseTypes": f"--function-response-types {_words(wanted.get('FunctionResponseTypes', []))}",
        "ScalingConfig": f"--scaling-config '{json.dumps(wanted.get('ScalingConfig'))}'",
        "FilterCriteria": "--filter-criteria '{}'",
        "MaximumBatchingWindowInSeconds": "--maximum-batching-window-in-seconds 0",
    }
    if given := [options[name] for name in _names(found) if name in options]:
        yield f"lambda update-event-source-mapping --uuid {resource.physical} {' '.join(given)}"


def _table(resource: Resource, wanted: Mapping[str, Any], found: Found) -> Iterator[str]:
    table, names = f"--table-name {resource.physical}", {each.name for each in found}
    if "DeletionProtectionEnabled" in names:
        yield f"dynamodb update-table {table} --deletion-protection-enabled"
    if "BillingMode" in names:
        yield f"dynamodb update-table {table} --billing-mode {wanted['BillingMode']}"
    if "TimeToLiveSpecification" in names:
        ttl = wanted["TimeToLiveSpecification"]
        given = f"Enabled={str(ttl['Enabled']).lower()},AttributeName={ttl.get('AttributeName', 'ttl')}"
        yield f"dynamodb update-time-to-live {table} --time-to-live-specification {given}"
    if "PointInTimeRecoverySpecification" in names:
        given = "PointInTimeRecoveryEnabled=true"
        yield f"dynamodb update-continuous-backups {table} --point-in-time-recovery-specification {given}"
    for each in found:
        if each.name == "GlobalSecondaryIndexes" and each.now is None and each.was:
            keys = json.dumps(wanted["AttributeDefinitions"])
            made = json.dumps([{"Create": each.was}])
            given = f"--attribute-definitions '{keys}' --global-secondary-index-updates '{made}'"
            yield f"dynamodb update-table {table} {given}"


COMMANDS: Final[Mapping[str, Callable[[Resource, Mapping[str, Any], Found], Iterator[str]]]] = {
    "AWS::SQS::Queue": _queue,
    "AWS::SQS::QueuePolicy": _policy,
    "AWS::SNS::TopicPolicy": _policy,
    "AWS::IAM::Role": _policy,
    "AWS::Lambda::Function": _function,
    "AWS::Lambda::EventSourceMapping": _mapping,
    "AWS::DynamoDB::Table": _table,
    "AWS::Logs::LogGroup": _log_group,
    "AWS::CloudWatch::Alarm": _alarm,
    "AWS::ApiGatewayV2::Api": _api,
    "AWS::ApiGatewayV2::Stage": _stage,
    "AWS::Events::Rule": _rule,
}
"""By type; of what is in none of them, the console is the place."""

"""What AWS says of a resource now, by the names that CloudFormation has for its properties.

One reader for each type: so that whatever was changed by hand is found by holding it against the template, without a
list of what might be changed. A reader returns None if the resource is gone.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import unquote

from botocore.exceptions import ClientError

from operate.stack import Stack
from operate.template import UNKNOWN, Resource

type Shown = Mapping[str, Any]
type Reader = Callable[[Stack, Resource], Shown | None]

GONE: Final = frozenset(
    {
        *("ResourceNotFoundException", "NotFoundException", "NotFound", "NoSuchEntity", "NoSuchEntityException"),
        *("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist", "ResourceNotFound", "DashboardNotFoundError"),
    }
)


def now(stack: Stack, resource: Resource) -> Shown | None:
    """The resource's properties as they are now; None if it is gone. Raises what boto3 raises but for that."""
    try:
        return READERS[resource.type](stack, resource)
    except ClientError as error:
        if error.response["Error"].get("Code") in GONE:
            return None
        raise


def _function(stack: Stack, resource: Resource) -> Shown:
    functions, name = stack.client("lambda"), resource.physical
    found = functions.get_function_configuration(FunctionName=name)
    reserved = functions.get_function_concurrency(FunctionName=name).get("ReservedConcurrentExecutions")
    return {
        **found,
        "Layers": [layer["Arn"] for layer in found.get("Layers", [])],
        "Environment": {"Variables": found.get("Environment", {}).get("Variables", {})},
        "ReservedConcurrentExecutions": reserved,
        "VpcConfig": (found.get("VpcConfig") or {}).get("SubnetIds") or None,
    }


def _mapping(stack: Stack, resource: Resource) -> Shown:
    found = stack.client("lambda").get_event_source_mapping(UUID=resource.physical)
    return {
        **found,
        "FunctionName": found["FunctionArn"].split(":")[6],
        "FilterCriteria": (found.get("FilterCriteria") or {}).get("Filters") or None,
        "MaximumBatchingWindowInSeconds": found.get("MaximumBatchingWindowInSeconds", 0),
    }


def _permission(stack: Stack, resource: Resource) -> Shown | None:
    """The statement of a function's policy that this permission is; the template's own if one allows the same."""
    wanted = resource.properties
    policy = json.loads(stack.client("lambda").get_policy(FunctionName=wanted["FunctionName"])["Policy"])
    for statement in policy["Statement"]:
        condition = statement.get("Condition", {}).get("ArnLike", {})
        source = next((arn for name, arn in condition.items() if name.lower() == "aws:sourcearn"), None)
        service = statement.get("Principal", {}).get("Service")
        is_the_source = wanted.get("SourceArn") in {source, UNKNOWN} and service == wanted["Principal"]
        if statement["Effect"] == "Allow" and is_the_source:
            return {"Action": statement["Action"], "Principal": service, **wanted}
    return None


def _queue(stack: Stack, resource: Resource) -> Shown:
    asked = {"QueueUrl": resource.physical, "AttributeNames": ["All"]}
    found: dict[str, Any] = stack.client("sqs").get_queue_attributes(**asked)["Attributes"]
    policies = {name: json.loads(found[name]) for name in ("RedrivePolicy", "RedriveAllowPolicy") if found.get(name)}
    return {
        **found,
        **policies,
        "QueueName": resource.physical.rsplit("/", 1)[-1],
        "KmsMasterKeyId": found.get("KmsMasterKeyId"),
        "MaximumMessageSize": int(found.get("MaximumMessageSize", 1_048_576)),
    }


def _queue_policy(stack: Stack, resource: Resource) -> Shown:
    """The policy of the queues that it is for: the first that differs from the template's."""
    sqs, wanted = stack.client("sqs"), resource.properties["PolicyDocument"]
    policy: Any = wanted
    for url in resource.properties["Queues"]:
        text = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"]).get("Attributes", {}).get("Policy")
        policy = json.loads(text) if text else None
        if policy is None or policy.get("Statement") != wanted["Statement"]:
            break
    return {"Queues": resource.properties["Queues"], "PolicyDocument": policy}


def _table(stack: Stack, resource: Resource) -> Shown:
    dynamodb, name = stack.client("dynamodb"), resource.physical
    found = dynamodb.describe_table(TableName=name)["Table"]
    ttl = dynamodb.describe_time_to_live(TableName=name).get("TimeToLiveDescription", {})
    backups = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    restore = backups.get("PointInTimeRecoveryDescription", {}).get("PointInTimeRecoveryStatus")
    return {
        **found,
        "BillingMode": found.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED"),
        "DeletionProtectionEnabled": found.get("DeletionProtectionEnabled", False),
        "TimeToLiveSpecification": {
            "AttributeName": ttl.get("AttributeName"),
            "Enabled": ttl.get("TimeToLiveStatus") in {"ENABLED", "ENABLING"},
        },
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": restore == "ENABLED"},
    }


def _topic(stack: Stack, resource: Resource) -> Shown:
    found: dict[str, Any] = stack.client("sns").get_topic_attributes(TopicArn=resource.physical)["Attributes"]
    return {**found, "KmsMasterKeyId": found.get("KmsMasterKeyId")}


def _topic_policy(stack: Stack, resource: Resource) -> Shown:
    (topic,) = resource.properties["Topics"]
    found = stack.client("sns").get_topic_attributes(TopicArn=topic)["Attributes"]
    return {"Topics": [topic], "PolicyDocument": json.loads(found["Policy"]) if found.get("Policy") else None}


def _alarm(stack: Stack, resource: Resource) -> Shown | None:
    kinds = {"MetricAlarms": "MetricAlarm", "CompositeAlarms": "CompositeAlarm"}
    asked = {"AlarmNames": [resource.physical], "AlarmTypes": list(kinds.values())}
    found = stack.client("cloudwatch").describe_alarms(**asked)
    alarms = [alarm for kind in kinds for alarm in found.get(kind, [])]
    return (
        {**alarms[0], "InsufficientDataActions": alarms[0].get("InsufficientDataActions") or None} if alarms else None
    )


def _log_group(stack: Stack, resource: Resource) -> Shown | None:
    groups = stack.client("logs").describe_log_groups(logGroupNamePrefix=resource.physical)["logGroups"]
    for group in groups:
        if group["logGroupName"] == resource.physical:
            return {"LogGroupName": resource.physical, "RetentionInDays": group.get("retentionInDays")}
    return None


def _metric_filter(stack: Stack, resource: Resource) -> Shown | None:
    group, name = resource.properties["LogGroupName"], resource.physical.rsplit("|", 1)[-1]
    found = stack.client("logs").describe_metric_filters(logGroupName=group, filterNamePrefix=name)["metricFilters"]
    for each in found:
        if each["filterName"] == name:
            made = [_transformation(transformation) for transformation in each["metricTransformations"]]
            pattern = each.get("filterPattern", "")
            return {"LogGroupName": group, "FilterName": name, "FilterPattern": pattern, "MetricTransformations": made}
    return None


def _transformation(told: Mapping[str, Any]) -> dict[str, Any]:
    """A filter's metric, with CloudFormation's names for what the API calls `metricName` and so on."""
    dimensions = [{"Key": key, "Value": value} for key, value in told.get("dimensions", {}).items()]
    return {name[0].upper() + name[1:]: each for name, each in told.items()} | {"Dimensions": dimensions}


def _dashboard(stack: Stack, resource: Resource) -> Shown:
    """Whether it is there; how it looks is anybody's."""
    stack.client("cloudwatch").get_dashboard(DashboardName=resource.physical)
    return resource.properties


def _role(stack: Stack, resource: Resource) -> Shown:
    """Inline policies only those that the template has; what else there is, is told as such."""
    iam, name = stack.client("iam"), resource.physical
    inline = iam.list_role_policies(RoleName=name)["PolicyNames"]
    attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    documents = {
        each: _document(iam.get_role_policy(RoleName=name, PolicyName=each)["PolicyDocument"]) for each in inline
    }
    trust = _document(iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"])
    return {
        "AssumeRolePolicyDocument": trust,
        "Policies": [{"PolicyName": each, "PolicyDocument": document} for each, document in documents.items()],
        "ManagedPolicyArns": [each["PolicyArn"] for each in attached] or None,
    }


def _document(given: Any) -> Any:
    return json.loads(unquote(given)) if isinstance(given, str) else given


def _api(stack: Stack, resource: Resource) -> Shown:
    """Of its OpenAPI body only the routes: where each leads is in the permissions."""
    gateway = stack.client("apigatewayv2")
    found = gateway.get_api(ApiId=resource.physical)
    pages = gateway.get_paginator("get_routes").paginate(ApiId=resource.physical)
    return {**found, "Routes": sorted(route["RouteKey"] for page in pages for route in page["Items"])}


def _stage(stack: Stack, resource: Resource) -> Shown:
    asked = {"ApiId": resource.properties["ApiId"], "StageName": resource.properties["StageName"]}
    found: dict[str, Any] = stack.client("apigatewayv2").get_stage(**asked)
    return {**found, **asked}


def _domain_mapping(stack: Stack, resource: Resource) -> Shown | None:
    asked = {"DomainName": resource.properties["DomainName"]}
    for found in stack.client("apigatewayv2").get_api_mappings(**asked)["Items"]:
        if not found.get("ApiMappingKey"):
            return {**found, **asked}
    return None


def _rule(stack: Stack, resource: Resource) -> Shown:
    found: dict[str, Any] = stack.client("events").describe_rule(Name=resource.physical.rsplit("|", 1)[-1])
    return found


def _schedule(stack: Stack, resource: Resource) -> Shown:
    group, _, name = resource.physical.rpartition("/")
    asked = {"Name": name, **({"GroupName": group} if group else {})}
    found: dict[str, Any] = stack.client("scheduler").get_schedule(**asked)
    return found


READERS: Final[Mapping[str, Reader]] = {
    "AWS::Lambda::Function": _function,
    "AWS::Lambda::EventSourceMapping": _mapping,
    "AWS::Lambda::Permission": _permission,
    "AWS::SQS::Queue": _queue,
    "AWS::SQS::QueuePolicy": _queue_policy,
    "AWS::DynamoDB::Table": _table,
    "AWS::SNS::Topic": _topic,
    "AWS::SNS::TopicPolicy": _topic_policy,
    "AWS::CloudWatch::Alarm": _alarm,
    "AWS::CloudWatch::CompositeAlarm": _alarm,
    "AWS::Logs::LogGroup": _log_group,
    "AWS::Logs::MetricFilter": _metric_filter,
    "AWS::CloudWatch::Dashboard": _dashboard,
    "AWS::IAM::Role": _role,
    "AWS::ApiGatewayV2::Api": _api,
    "AWS::ApiGatewayV2::Stage": _stage,
    "AWS::ApiGatewayV2::ApiMapping": _domain_mapping,
    "AWS::Events::Rule": _rule,
    "AWS::Scheduler::Schedule": _schedule,
}
"""By CloudFormation's name of the type."""

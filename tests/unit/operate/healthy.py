"""A stack on AWS with which all is well, for the doctor: what CloudFormation deployed, and what AWS says of it now.

`World.says` has AWS's answers by service and operation, each a value or a function of the request. A test changes one
and sees what is found. Every call is written down, and so is every request that goes over the web.
"""

import copy
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.exceptions import ClientError

from operate.api import credentials_of
from operate.checks.facts import SERVICES, Facts
from operate.checks.texts import signature
from operate.checks.web import Reached, Unanswered
from operate.stack import OUTPUTS, Stack
from operate.template import ROOT, loaded

NOW = 1_800_000_000.0
ACCOUNT, REGION, NAME = "123456789012", "us-east-1", "relay-prod"
URL, TOKEN = "https://relay.example.org", "0123456789abcdef0123456789abcdef"
QUEUE = f"https://sqs.us-east-1.amazonaws.com/{ACCOUNT}/{NAME}"
LAYER = f"arn:aws:lambda:{REGION}:{ACCOUNT}:layer:RelayLayer:7"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:{NAME}-AlarmTopic"
CERTIFICATE = f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/1"
SECRET: dict[str, Any] = {
    "app_id": "id",
    "app_key": "key",
    "card_secrets": ["card"],
    "form_secrets": ["form"],
    "google_keys": [],
    "webhook_secrets": ["whsec_YSBzZWNyZXQgb2YgdGhpcnR5LXR3byBieXRlcyEhIQ=="],
    "twilio_auth_tokens": [TOKEN],
}
PARAMETERS = {
    "ApiBaseUrl": "https://api.example.org/2.0/",
    "ApiPaths": "{}",
    "DomainName": "relay.example.org",
    "CertificateArn": CERTIFICATE,
    "PublicUrl": "",
    "RequestsPerSecond": "10",
    "RequestBurst": "50",
    "AlarmEmail": "you@example.org",
    "RetryWindowHours": "96",
    "SettleMinutes": "15",
    "ResendUnseen": "false",
    "FirstWaitSeconds": "30",
    "LongestWaitSeconds": "1800",
    "MaximumConcurrency": "5",
    "Architecture": "arm64",
    "MemorySize": "512",
    "KeySecretArn": "",
    "ConsentTableName": "",
}
CAMPAIGNS: dict[int, dict[str, Any]] = {
    998: {
        "name": "Whales",
        "web_form": {"secret": True},
        "twitter_card": {},
        "sms": {"keywords": ("JOIN",), "reply": "Thanks"},
    },
    999: {"name": "Rivers", "web_form": {}},
}
FUNCTIONS = {"WebForm": "web-form", "SmsOptin": "sms-optin", "Retry": "retry"}
NO_PLAIN_HTTP = {"Sid": "NoPlainHttp", "Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*"}
TRUST = {
    "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}]
}


def _function(name: str) -> dict[str, Any]:
    return {
        "Type": "AWS::Lambda::Function",
        "Properties": {
            "Code": {"S3Key": "x"},
            "FunctionName": {"Fn::Sub": f"${{AWS::StackName}}-{name}"},
            "Handler": "app.handler",
            "MemorySize": {"Ref": "MemorySize"},
            "Runtime": "python3.13",
            "Timeout": 28,
            "Role": {"Fn::GetAtt": ["WebFormRole", "Arn"]},
            "Environment": {
                "Variables": {
                    "RELAY_SETTLE_MINUTES": {"Ref": "SettleMinutes"},
                    "RELAY_PUBLIC_URL": {"Fn::If": ["HasDomain", {"Fn::Sub": "https://${DomainName}"}, ""]},
                    "RELAY_RETRY_QUEUE_URL": {"Ref": "RetryQueue"},
                }
            },
            "Layers": [{"Ref": "RelayLayer1"}],
            "Architectures": [{"Ref": "Architecture"}],
            "LoggingConfig": {"LogGroup": {"Ref": "WebFormLogs"}},
        },
    }


def _log(name: str) -> dict[str, Any]:
    return {
        "Type": "AWS::Logs::LogGroup",
        "Properties": {"LogGroupName": f"/aws/lambda/{NAME}-{name}", "RetentionInDays": 30},
    }


UPLOADED = loaded((ROOT / "template.yaml").read_text())

TEMPLATE: dict[str, Any] = {
    "Parameters": {"MemorySize": {"Default": 256}},
    "Mappings": {"MaximumConcurrency": {"5": {"Number": 5}}},
    "Conditions": {
        "HasDomain": {"Fn::Not": [{"Fn::Equals": [{"Ref": "DomainName"}, ""]}]},
        "Never": {"Fn::And": [{"Condition": "HasDomain"}, {"Fn::Equals": [{"Ref": "DomainName"}, ""]}]},
    },
    "Resources": {
        **{name: _function(own) for name, own in FUNCTIONS.items()},
        "WebFormLogs": _log("web-form"),
        "SmsOptinLogs": _log("sms-optin"),
        "RetryLogs": _log("retry"),
        "RelayLayer1": {"Type": "AWS::Lambda::LayerVersion", "Properties": {}},
        "RetryWaiting": {
            "Type": "AWS::Lambda::EventSourceMapping",
            "Properties": {
                "BatchSize": 10,
                "EventSourceArn": {"Fn::GetAtt": ["RetryQueue", "Arn"]},
                "FunctionName": {"Ref": "Retry"},
                "FunctionResponseTypes": ["ReportBatchItemFailures"],
                "ScalingConfig": {
                    "MaximumConcurrency": {
                        "Fn::FindInMap": ["MaximumConcurrency", {"Ref": "MaximumConcurrency"}, "Number"]
                    }
                },
            },
        },
        "FormPermission": {
            "Type": "AWS::Lambda::Permission",
            "Properties": {
                "Action": "lambda:InvokeFunction",
                "FunctionName": {"Ref": "WebForm"},
                "Principal": "apigateway.amazonaws.com",
                "SourceArn": {
                    "Fn::Sub": [
                        "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${A}/${S}/*",
                        {"A": {"Ref": "Api"}, "S": "*"},
                    ]
                },
            },
        },
        "RetryQueue": {
            "Type": "AWS::SQS::Queue",
            "Properties": {
                "QueueName": {"Fn::Join": ["-", [{"Ref": "AWS::StackName"}, "retry"]]},
                "VisibilityTimeout": 360,
                "MessageRetentionPeriod": 1_209_600,
                "SqsManagedSseEnabled": True,
                "RedrivePolicy": {
                    "deadLetterTargetArn": {"Fn::GetAtt": ["DeadLetterQueue", "Arn"]},
                    "maxReceiveCount": 1000,
                },
            },
        },
        "DeadLetterQueue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": f"{NAME}-dead"}},
        "QueuesOverTls": {
            "Type": "AWS::SQS::QueuePolicy",
            "Properties": {"Queues": [{"Ref": "RetryQueue"}], "PolicyDocument": {"Statement": [NO_PLAIN_HTTP]}},
        },
        "JournalTable": {
            "Type": "AWS::DynamoDB::Table",
            "Properties": {
                "DeletionProtectionEnabled": True,
                "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
                "TimeToLiveSpecification": {"AttributeName": "ttl", "Enabled": True},
                "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
                "GlobalSecondaryIndexes": [
                    {"IndexName": "dead", "Projection": {"ProjectionType": "ALL"}},
                    {"Fn::If": ["Never", {"IndexName": "never"}, {"Ref": "AWS::NoValue"}]},
                ],
            },
        },
        "AlarmTopic": {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": "Advocate Relay"}},
        "AlarmTopicPolicy": {
            "Type": "AWS::SNS::TopicPolicy",
            "Properties": {"Topics": [{"Ref": "AlarmTopic"}], "PolicyDocument": {"Statement": [{"Sid": "Alarms"}]}},
        },
        "WaitingAlarm": {
            "Type": "AWS::CloudWatch::Alarm",
            "Properties": {
                "AlarmName": f"{NAME}-waiting",
                "Threshold": 0,
                "Dimensions": [{"Name": "QueueName", "Value": {"Fn::GetAtt": ["RetryQueue", "QueueName"]}}],
                "AlarmActions": [{"Ref": "AlarmTopic"}],
            },
        },
        "Throttled": {
            "Type": "AWS::Logs::MetricFilter",
            "Properties": {
                "LogGroupName": {"Ref": "WebFormLogs"},
                "FilterPattern": "{ $.status = 429 }",
                "MetricTransformations": [
                    {"MetricName": "Throttled", "MetricValue": 1, "Dimensions": [{"Key": "route", "Value": "$.route"}]}
                ],
            },
        },
        "Dashboard": {"Type": "AWS::CloudWatch::Dashboard", "Properties": {"DashboardBody": "{}"}},
        "WebFormRole": {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "AssumeRolePolicyDocument": TRUST,
                "Policies": [
                    {
                        "PolicyName": "own-logs",
                        "PolicyDocument": {
                            "Statement": [{"Action": ["a", "b"], "Resource": {"Fn::GetAtt": ["WebFormLogs", "Arn"]}}]
                        },
                    }
                ],
            },
        },
        "Api": {
            "Type": "AWS::ApiGatewayV2::Api",
            "Properties": {
                "Body": {
                    "paths": {
                        "/sms": {"x-amazon-apigateway-any-method": {}},
                        "$default": {"x-amazon-apigateway-any-method": {}},
                    },
                    "servers": [{"x-amazon-apigateway-endpoint-configuration": {"disableExecuteApiEndpoint": True}}],
                }
            },
        },
        "Stage": {
            "Type": "AWS::ApiGatewayV2::Stage",
            "Properties": {
                "ApiId": {"Ref": "Api"},
                "StageName": "$default",
                "DefaultRouteSettings": {"ThrottlingRateLimit": {"Ref": "RequestsPerSecond"}},
            },
        },
        "ApiDomainMapping": {
            "Type": "AWS::ApiGatewayV2::ApiMapping",
            "Condition": "HasDomain",
            "Properties": {"ApiId": {"Ref": "Api"}, "DomainName": {"Ref": "DomainName"}, "Stage": {"Ref": "Stage"}},
        },
        "Hourly": {"Type": "AWS::Events::Rule", "Properties": {"ScheduleExpression": "rate(1 hour)", "Targets": []}},
        "Daily": {"Type": "AWS::Scheduler::Schedule", "Properties": {"ScheduleExpression": "rate(1 day)"}},
        "NotThere": {"Type": "AWS::SQS::Queue", "Condition": "Never", "Properties": {"QueueName": "never"}},
    },
}
PHYSICAL = {
    **{name: f"{NAME}-{own}" for name, own in FUNCTIONS.items()},
    "WebFormLogs": f"/aws/lambda/{NAME}-web-form",
    "SmsOptinLogs": f"/aws/lambda/{NAME}-sms-optin",
    "RetryLogs": f"/aws/lambda/{NAME}-retry",
    "RelayLayer1": LAYER,
    "RetryWaiting": "uuid",
    "RetryQueue": f"{QUEUE}-retry",
    "DeadLetterQueue": f"{QUEUE}-dead",
    "AlarmTopic": TOPIC,
    "WaitingAlarm": f"{NAME}-waiting",
    "Api": "api1",
    "Stage": "$default",
}


def refused(code: str) -> ClientError:
    """What boto3 raises."""
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": 400}}, "Look")  # type: ignore[typeddict-item]


class Client:
    """One service's boto3 client."""

    def __init__(self, world: "World", service: str) -> None:
        self._world, self._service = world, service

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        if operation.startswith("_"):
            raise AttributeError(operation)
        return lambda **request: self._world.answer(self._service, operation, request)

    def get_paginator(self, operation: str) -> Any:
        """All on one page."""
        return SimpleNamespace(paginate=lambda **request: iter([self._world.answer(self._service, operation, request)]))


@dataclass
class Web:
    """The internet: the relay at its address, which judges signatures as the real one does."""

    sent: list[tuple[str, str, Any]] = field(default_factory=list)
    home: Any = field(
        default_factory=lambda: Reached(404, '{"errors": [{"code": "not_found"}]}', "application/json", NOW)
    )
    texts: Reached = field(default_factory=lambda: Reached(200, "<Response/>", "text/xml"))
    known_tokens: tuple[str, ...] = (TOKEN,)
    ends: float = NOW + 60 * 86_400
    names: dict[str, frozenset[str]] = field(default_factory=lambda: {"relay.example.org": frozenset({"192.0.2.1"})})

    def send(self, method: str, url: str, headers: Mapping[str, str], data: Any = None) -> Reached:
        self.sent.append((method, url, data))
        if isinstance(self.home, Unanswered):
            raise self.home
        if urlsplit(url).path == "/":
            answer: Reached = self.home
            return answer
        given = headers["X-Twilio-Signature"]
        is_signed = given in {signature(token, url, data) for token in self.known_tokens}
        return self.texts if is_signed else Reached(403, "", "text/plain")

    def addresses(self, host: str) -> frozenset[str]:
        return self.names.get(host, frozenset())

    def certificate_ends(self, host: str, port: int) -> float | None:
        assert (host, port) == ("relay.example.org", 443)
        return self.ends


class Platform:
    """The platform's reads; each answers, or raises what it was told to."""

    def __init__(self) -> None:
        self.campaigns: Any = [SimpleNamespace(id=998, name="Whales"), SimpleNamespace(id=999, name="Rivers")]
        self.lists: dict[str, Exception] = {}

    def list_campaigns(self, *, includePrivate: bool = False) -> Any:  # noqa: N803 - the API's own name
        """Rivers is a private campaign, which the API shows only if it is asked for."""
        if isinstance(self.campaigns, Exception):
            raise self.campaigns
        return self.campaigns if includePrivate else self.campaigns[:1]

    def list_advocates(self, **_: Any) -> Iterator[Any]:
        return self._list("list_advocates")

    def list_connections(self, **_: Any) -> Iterator[Any]:
        return self._list("list_connections")

    def _list(self, name: str) -> Iterator[Any]:
        if name in self.lists:
            raise self.lists[name]
        yield from ()


@dataclass
class Layer:
    """What is in the deployed layer."""

    literal: dict[int, dict[str, Any]] = field(default_factory=lambda: copy.deepcopy(CAMPAIGNS))
    others: list[str] = field(default_factory=list)
    built_for: str = "arm64"

    def campaigns(self) -> dict[int, dict[str, Any]]:
        return self.literal

    def other_code(self, package: Path) -> list[str]:
        assert package.name == "relay"
        return self.others

    def processors(self) -> frozenset[str]:
        return frozenset({self.built_for})


@dataclass
class World:
    """See the module. `root` is the checkout from which the doctor is called."""

    root: Path
    says: dict[tuple[str, str], Any] = field(default_factory=dict)
    calls: list[tuple[str, str, Any]] = field(default_factory=list)
    parameters: dict[str, str] = field(default_factory=lambda: dict(PARAMETERS))
    outputs: dict[str, str] = field(default_factory=dict)
    secret: Any = field(default_factory=lambda: copy.deepcopy(SECRET))
    dead: list[dict[str, Any]] = field(default_factory=list)
    held: list[dict[str, Any]] = field(default_factory=list)
    log: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    web: Web = field(default_factory=Web)
    platform: Platform = field(default_factory=Platform)
    layer: Layer = field(default_factory=Layer)
    now: float = NOW
    endpoint: str | None = None
    resources: dict[str, tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for file in ("template.yaml", "samconfig.toml"):
            shutil.copy(ROOT / file, self.root / file)
        (self.root / "layers" / "relay").mkdir(parents=True)
        (self.root / "layers" / "relay" / "relay").symlink_to(ROOT / "layers" / "relay" / "relay")
        (self.root / "layers" / "relay" / "build").symlink_to(ROOT / "layers" / "relay" / "build")
        self.resources = {
            name: (each["Type"], PHYSICAL.get(name, name)) for name, each in TEMPLATE["Resources"].items()
        }
        self.outputs = dict.fromkeys(OUTPUTS, "") | {
            "RelayUrl": URL,
            "DomainTarget": "d-1.execute-api.us-east-1.amazonaws.com",
            "RetryQueueUrl": f"{QUEUE}-retry",
            "DeadLetterQueueUrl": f"{QUEUE}-dead",
            "HeldQueueUrl": f"{QUEUE}-held",
            "JournalTable": "JournalTable",
            "ConsentTable": "ConsentTable",
            "CredentialSecretId": "credentials",
            "KeySecretId": "the-key",
            "AlarmTopicArn": TOPIC,
        }
        self.says |= _answers(self)

    def answer(self, service: str, operation: str, request: Mapping[str, Any]) -> Any:
        """What AWS answers to one call."""
        self.calls.append((service, operation, request))
        said = self.says[service, operation]
        found = said(**request) if callable(said) else said
        if isinstance(found, Exception):
            raise found
        return copy.deepcopy(found)

    def _api(self, stack: Stack) -> Platform:
        """A client is made with the secret's keys, so it takes a secret that can be read."""
        credentials_of(stack)
        return self.platform

    def facts(self) -> Facts:
        """What the checks look at."""
        stack = Stack(
            name=NAME,
            region=REGION,
            account=ACCOUNT,
            outputs=self.outputs,
            parameters=self.parameters,
            session=boto3.Session(region_name=REGION),
            endpoint=self.endpoint,
            _clients={service: Client(self, service) for service in SERVICES},
        )
        stack.__dict__["resources"] = self.resources
        return Facts(
            stack,
            web=self.web,  # type: ignore[arg-type]
            clock=lambda: self.now,
            api=self._api,
            layer=lambda _: self.layer,  # type: ignore[arg-type, return-value]
            root=self.root,
        )


def _answers(world: World) -> dict[tuple[str, str], Any]:
    return {
        ("cloudformation", "describe_stacks"): {
            "Stacks": [{"StackStatus": "UPDATE_COMPLETE"}],
            "ResponseMetadata": {
                "HTTPHeaders": {"date": f"{datetime.fromtimestamp(NOW, UTC):%a, %d %b %Y %H:%M:%S GMT}"}
            },
        },
        ("cloudformation", "get_template"): lambda StackName, TemplateStage: {  # noqa: N803 - boto3's own names
            "TemplateBody": TEMPLATE if TemplateStage == "Processed" else UPLOADED
        },
        **_of_lambda(world),
        **_of_queues(world),
        **_of_secrets(world),
        **_of_tables(),
        **_of_alarms(),
        **_of_the_gateway(),
        ("logs", "describe_log_groups"): lambda logGroupNamePrefix: {  # noqa: N803
            "logGroups": [
                {"logGroupName": f"{logGroupNamePrefix}-other"},
                {"logGroupName": logGroupNamePrefix, "retentionInDays": 30},
            ]
        },
        ("logs", "filter_log_events"): lambda logGroupName, filterPattern, startTime: {  # noqa: N803
            "events": [
                {"timestamp": at, "message": json.dumps(line)}
                for at, line in world.log
                if at >= startTime and filterPattern.strip('"') in json.dumps(line)
            ]
        },
        ("logs", "describe_metric_filters"): {
            "metricFilters": [
                {
                    "filterName": "Throttled",
                    "filterPattern": "{ $.status = 429 }",
                    "metricTransformations": [
                        {"metricName": "Throttled", "metricValue": "1", "dimensions": {"route": "$.route"}},
                    ],
                }
            ]
        },
        ("iam", "list_role_policies"): {"PolicyNames": ["own-logs"]},
        ("iam", "list_attached_role_policies"): {"AttachedPolicies": []},
        ("iam", "get_role"): {"Role": {"AssumeRolePolicyDocument": TRUST}},
        ("iam", "get_role_policy"): {
            "PolicyDocument": {
                "Statement": [
                    {
                        "Action": ["b", "a"],
                        "Resource": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/{NAME}-web-form:*",
                    }
                ]
            }
        },
        ("events", "describe_rule"): {"State": "ENABLED", "ScheduleExpression": "rate(1 hour)"},
        ("scheduler", "get_schedule"): {"State": "ENABLED", "ScheduleExpression": "rate(1 day)"},
    }


def _of_lambda(world: World) -> dict[tuple[str, str], Any]:
    source = f"arn:aws:execute-api:{REGION}:{ACCOUNT}:api1/*/*"
    return {
        ("lambda", "get_function_configuration"): lambda FunctionName: {  # noqa: N803
            "FunctionName": FunctionName,
            "Handler": "app.handler",
            "MemorySize": 512,
            "Runtime": "python3.13",
            "Timeout": 28,
            "Role": f"arn:aws:iam::{ACCOUNT}:role/WebFormRole",
            "Environment": {
                "Variables": {
                    "RELAY_SETTLE_MINUTES": world.parameters["SettleMinutes"],
                    "RELAY_PUBLIC_URL": URL,
                    "RELAY_RETRY_QUEUE_URL": f"{QUEUE}-retry",
                }
            },
            "Layers": [{"Arn": LAYER, "CodeSize": 1}],
            "Architectures": ["arm64"],
            "LoggingConfig": {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{NAME}-web-form"},
            "State": "Active",
            "LastUpdateStatus": "Successful",
            "VpcConfig": {"SubnetIds": [], "SecurityGroupIds": []},
        },
        ("lambda", "get_function_concurrency"): {},
        ("lambda", "get_account_settings"): {
            "AccountLimit": {"ConcurrentExecutions": 1000, "UnreservedConcurrentExecutions": 1000}
        },
        ("lambda", "get_event_source_mapping"): {
            "UUID": "uuid",
            "BatchSize": 10,
            "EventSourceArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{NAME}-retry",
            "FunctionArn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{NAME}-retry",
            "FunctionResponseTypes": ["ReportBatchItemFailures"],
            "ScalingConfig": {"MaximumConcurrency": 5},
            "State": "Enabled",
            "LastProcessingResult": "No records processed",
        },
        ("lambda", "get_policy"): {
            "Policy": json.dumps(
                {
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Action": "lambda:InvokeFunction",
                            "Principal": {"Service": "apigateway.amazonaws.com"},
                            "Condition": {"ArnLike": {"AWS:SourceArn": source}},
                        }
                    ]
                }
            )
        },
    }


def _of_queues(world: World) -> dict[tuple[str, str], Any]:
    def attributes(QueueUrl: str, AttributeNames: list[str]) -> dict[str, Any]:  # noqa: N803
        lying = world.dead if QueueUrl.endswith("-dead") else world.held if QueueUrl.endswith("-held") else []
        retry = {
            "VisibilityTimeout": "360",
            "MessageRetentionPeriod": "1209600",
            "SqsManagedSseEnabled": "true",
            "RedrivePolicy": json.dumps(
                {"deadLetterTargetArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{NAME}-dead", "maxReceiveCount": "1000"}
            ),
            "Policy": json.dumps({"Statement": [NO_PLAIN_HTTP]}),
        }
        plain = {
            "DelaySeconds": "0",
            "ReceiveMessageWaitTimeSeconds": "0",
            "MaximumMessageSize": "262144",
            "ApproximateNumberOfMessages": str(len(lying)),
            "ApproximateNumberOfMessagesNotVisible": "0",
        }
        return {"Attributes": plain | (retry if QueueUrl.endswith("-retry") else {})}

    def receive(QueueUrl: str, **_: Any) -> dict[str, Any]:  # noqa: N803
        lying = world.dead if QueueUrl.endswith("-dead") else world.held
        shown = [
            {"MessageId": str(n), "ReceiptHandle": str(n), "Body": json.dumps(each)} for n, each in enumerate(lying)
        ]
        return {"Messages": shown}

    return {
        ("sqs", "get_queue_attributes"): attributes,
        ("sqs", "receive_message"): receive,
        ("sqs", "change_message_visibility_batch"): {},
    }


def _of_secrets(world: World) -> dict[tuple[str, str], Any]:
    def value(SecretId: str) -> Any:  # noqa: N803
        if SecretId == "the-key":
            return {"SecretString": "a key"}
        if isinstance(world.secret, Exception):
            return world.secret
        return {"SecretString": world.secret if isinstance(world.secret, str) else json.dumps(world.secret)}

    version = {"VersionStages": ["AWSCURRENT"], "CreatedDate": datetime(2026, 1, 1, tzinfo=UTC)}
    return {
        ("secretsmanager", "get_secret_value"): value,
        ("secretsmanager", "describe_secret"): {"Name": "the-key", "RotationEnabled": False},
        ("secretsmanager", "list_secret_version_ids"): {"Versions": [version]},
    }


def _of_tables() -> dict[tuple[str, str], Any]:
    return {
        ("dynamodb", "describe_table"): {
            "Table": {
                "DeletionProtectionEnabled": True,
                "BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"},
                "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
                "GlobalSecondaryIndexes": [
                    {"IndexName": "dead", "IndexStatus": "ACTIVE", "Projection": {"ProjectionType": "ALL"}}
                ],
            }
        },
        ("dynamodb", "describe_time_to_live"): {
            "TimeToLiveDescription": {"TimeToLiveStatus": "ENABLED", "AttributeName": "ttl"}
        },
        ("dynamodb", "describe_continuous_backups"): {
            "ContinuousBackupsDescription": {"PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "ENABLED"}}
        },
        ("dynamodb", "batch_get_item"): {"Responses": {}},
    }


def _of_alarms() -> dict[tuple[str, str], Any]:
    subscribed = {"SubscriptionArn": f"{TOPIC}:1", "Protocol": "email", "Endpoint": "you@example.org"}
    return {
        ("sns", "get_topic_attributes"): {
            "Attributes": {
                "DisplayName": "Advocate Relay",
                "Policy": json.dumps({"Id": "x", "Statement": [{"Sid": "Alarms"}]}),
            }
        },
        ("sns", "list_subscriptions_by_topic"): {"Subscriptions": [subscribed]},
        ("sns", "get_subscription_attributes"): {"Attributes": {"PendingConfirmation": "false"}},
        ("cloudwatch", "describe_alarms"): {
            "MetricAlarms": [
                {
                    "AlarmName": f"{NAME}-waiting",
                    "AlarmDescription": "Something waits for six hours.",
                    "Threshold": 0.0,
                    "Dimensions": [{"Name": "QueueName", "Value": f"{NAME}-retry"}],
                    "AlarmActions": [TOPIC],
                    "InsufficientDataActions": [],
                    "ActionsEnabled": True,
                    "StateValue": "OK",
                    "StateUpdatedTimestamp": datetime.fromtimestamp(NOW - 7200, UTC),
                }
            ],
            "CompositeAlarms": [],
        },
        ("cloudwatch", "get_dashboard"): {"DashboardBody": "{}"},
        ("acm", "describe_certificate"): {
            "Certificate": {
                "Status": "ISSUED",
                "DomainName": "relay.example.org",
                "SubjectAlternativeNames": ["relay.example.org"],
                "RenewalSummary": {"RenewalStatus": "SUCCESS"},
            }
        },
    }


def _of_the_gateway() -> dict[tuple[str, str], Any]:
    return {
        ("apigatewayv2", "get_api"): {"ApiId": "api1", "DisableExecuteApiEndpoint": True},
        ("apigatewayv2", "get_routes"): {"Items": [{"RouteKey": "$default"}, {"RouteKey": "ANY /sms"}]},
        ("apigatewayv2", "get_stage"): {"StageName": "$default", "DefaultRouteSettings": {"ThrottlingRateLimit": 10.0}},
        ("apigatewayv2", "get_api_mappings"): {"Items": [{"ApiId": "api1", "ApiMappingId": "1", "Stage": "$default"}]},
    }

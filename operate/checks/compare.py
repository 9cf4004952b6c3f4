"""Holds what AWS says of a resource now against what the template says of it.

AWS says more than the template does, and writes numbers as text. So only what the template says is compared, and what
it leaves to a default that matters (`DEFAULTS`); but policies and environment variables must be the same in both ways.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from operate.template import UNKNOWN, Resource

NAMED_BY: Final = ("IndexName", "PolicyName", "AttributeName", "Name", "Sid", "Id", "Key")
WHOLE: Final = frozenset({"Variables", "PolicyDocument", "AssumeRolePolicyDocument"})
NOT_COMPARED: Final = frozenset({"Tags", "Code", "Content", "Targets", "Body"})
ENDPOINT: Final = "x-amazon-apigateway-endpoint-configuration"
LARGEST_MESSAGES: Final = ("1048576", "262144")  # what AWS gives a queue; before August 2025 the smaller

DEFAULTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "AWS::Lambda::Function": {"ReservedConcurrentExecutions": None, "VpcConfig": None, "Layers": []},
    "AWS::Lambda::EventSourceMapping": {"FilterCriteria": None, "MaximumBatchingWindowInSeconds": 0},
    "AWS::SQS::Queue": {
        "DelaySeconds": 0,
        "KmsMasterKeyId": None,
        "ReceiveMessageWaitTimeSeconds": 0,
        "MaximumMessageSize": LARGEST_MESSAGES,
        "RedrivePolicy": None,
    },
    "AWS::DynamoDB::Table": {
        "DeletionProtectionEnabled": False,
        "TimeToLiveSpecification": {"Enabled": False},
        "BillingMode": "PROVISIONED",
    },
    "AWS::SNS::Topic": {"KmsMasterKeyId": None},
    "AWS::CloudWatch::Alarm": {"ActionsEnabled": True, "InsufficientDataActions": None},
    "AWS::CloudWatch::CompositeAlarm": {"ActionsEnabled": True},
    "AWS::Logs::LogGroup": {"RetentionInDays": None},
    "AWS::IAM::Role": {"ManagedPolicyArns": None},
    "AWS::Events::Rule": {"State": "ENABLED"},
    "AWS::Scheduler::Schedule": {"State": "ENABLED"},
}
"""What a type has if the template says nothing of it. A tuple has all that it may be."""

EMULATOR_LACKS: Final = frozenset(
    {
        ("AWS::DynamoDB::Table", "TimeToLiveSpecification"),
        ("AWS::DynamoDB::Table", "PointInTimeRecoverySpecification"),
        ("AWS::ApiGatewayV2::Stage", "DefaultRouteSettings"),
        ("AWS::ApiGatewayV2::Api", "Routes"),
    }
)
"""What MiniStack does not keep of a template."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One property that is not as the template has it: where it is, what the template says, and what is there."""

    path: tuple[str, ...]
    was: Any
    now: Any

    @property
    def name(self) -> str:
        """The property's name, as the template has it."""
        return self.path[0]


def expected(resource: Resource, *, on_emulator: bool = False) -> dict[str, Any]:
    """What a resource must have: what the template says, and the defaults that matter."""
    wanted = {**DEFAULTS.get(resource.type, {}), **resource.properties}
    if resource.type == "AWS::ApiGatewayV2::Api":
        body = resource.properties.get("Body", {})
        wanted["Routes"] = _routes(body)
        for server in body.get("servers", ()):
            wanted["DisableExecuteApiEndpoint"] = server.get(ENDPOINT, {}).get("disableExecuteApiEndpoint", False)
    left_out = {name for kind, name in EMULATOR_LACKS if on_emulator and kind == resource.type}
    return {name: value for name, value in wanted.items() if name not in NOT_COMPARED | left_out}


def _routes(body: Mapping[str, Any]) -> list[str]:
    any_method = "x-amazon-apigateway-any-method"
    return sorted(
        path if path == "$default" else f"{'ANY' if method == any_method else method.upper()} {path}"
        for path, methods in body.get("paths", {}).items()
        for method in methods
    )


def differences(was: Any, now: Any, path: tuple[str, ...] = (), *, whole: bool = False) -> Iterator[Difference]:
    """Where what is there now is not what was deployed; what only AWS could tell is taken to be right."""
    if was is UNKNOWN:
        return
    if isinstance(was, Mapping):
        yield from _of_mappings(was, now, path, whole=whole)
    elif isinstance(was, list):
        yield from _of_lists(was, now, path, whole=whole)
    elif not _same(was, now):
        yield Difference(path, was, now)


def _of_mappings(was: Mapping[str, Any], now: Any, path: tuple[str, ...], *, whole: bool) -> Iterator[Difference]:
    if not isinstance(now, Mapping):
        yield Difference(path, was, now)
        return
    extra = now.keys() - was.keys() - {"Id"} if whole else set()
    for name in [*was, *sorted(extra)]:
        yield from differences(was.get(name), now.get(name), (*path, name), whole=whole or name in WHOLE)


def _of_lists(was: list[Any], now: Any, path: tuple[str, ...], *, whole: bool) -> Iterator[Difference]:
    there = now if isinstance(now, list) else [] if now is None else [now]
    name = _named_by(was)
    if name and all(isinstance(each, Mapping) and name in each for each in there):
        yield from (
            _of_mappings({each[name]: each for each in was}, {each[name]: each for each in there}, path, whole=True)
            if whole
            else _of_named(was, there, name, path)
        )
        return
    if UNKNOWN in was:
        return
    if len(was) != len(there):
        yield Difference(path, was, now)
        return
    if all(isinstance(each, str) for each in [*was, *there]):
        was, there = sorted(was), sorted(there)
    for place, (one, other) in enumerate(zip(was, there, strict=True)):
        yield from differences(one, other, (*path, str(place + 1)), whole=whole)


def _of_named(was: list[Any], now: list[Any], name: str, path: tuple[str, ...]) -> Iterator[Difference]:
    """Of two lists of named things: what is missing, what is too much, and what differs."""
    wanted, there = ({str(each[name]): each for each in several} for several in (was, now))
    for key in [*wanted, *sorted(there.keys() - wanted.keys())]:
        if key in wanted and key in there:
            yield from differences(wanted[key], there[key], (*path, key))
        else:
            yield Difference((*path, key), wanted.get(key), there.get(key))


def _named_by(several: list[Any]) -> str:
    """By which member the things in a list are told apart; "" if there is none."""
    mappings = [each for each in several if isinstance(each, Mapping)]
    if not mappings or len(mappings) < len(several):
        return ""
    names = (name for name in NAMED_BY if all(isinstance(each.get(name), str) for each in mappings))
    return next((name for name in names if len({each[name] for each in mappings}) == len(mappings)), "")


def _same(was: Any, now: Any) -> bool:
    if isinstance(was, tuple):
        return any(_same(each, now) for each in was)
    if isinstance(now, list) and len(now) == 1:
        (now,) = now  # of one thing IAM makes no list
    return bool(_plain(was) == _plain(now))


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    if not value and value != 0:
        return None  # AWS leaves out what is empty, or does not
    try:
        return float(value)
    except (TypeError, ValueError):
        return value.removesuffix(":*") if isinstance(value, str) else value  # of a log's ARN API Gateway keeps no end

"""CloudFormation's templates as an operator's command reads them: of this checkout, and as one was deployed.

A deployed one is read with the stack's own parameters and names, so that what it says of a resource can be held
against what AWS says of it now. What only AWS could tell (an attribute that is no part of a name) is `UNKNOWN`.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import Any, Final, cast

import yaml

from operate.stack import Stack

ROOT: Final = Path(__file__).resolve().parent.parent
HERE: Final = ROOT / "template.yaml"


class Special(Enum):
    """What no value of a template is."""

    UNKNOWN = "unknown"
    NOTHING = "nothing"


UNKNOWN: Final = Special.UNKNOWN
NOTHING: Final = Special.NOTHING
"""What `AWS::NoValue` stands for: as if it were not written."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # ten times as fast, where it is
    """Reads `!Ref x` as {"Ref": "x"} and so on."""


def _intrinsic(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(cast("yaml.MappingNode", node), deep=True)
    if suffix in {"Ref", "Condition"}:
        return {suffix: value}
    return {f"Fn::{suffix}": value.split(".", 1) if suffix == "GetAtt" and isinstance(value, str) else value}


_Loader.add_multi_constructor("!", _intrinsic)


def loaded(body: Any) -> dict[str, Any]:
    """A template as CloudFormation gives it: an object, or the text of one in YAML or JSON."""
    if isinstance(body, str):
        body = yaml.load(body, _Loader)  # noqa: S506 (a SafeLoader with tags of its own)
    content: dict[str, Any] = json.loads(json.dumps(body, default=str))
    return content


def of_this_checkout(path: Path = HERE) -> dict[str, Any]:
    """template.yaml of this checkout."""
    return loaded(path.read_text(encoding="utf-8"))


def uploaded(stack: Stack) -> dict[str, Any]:
    """The template that was handed to CloudFormation, before it was translated."""
    clouds = stack.client("cloudformation")
    return loaded(clouds.get_template(StackName=stack.name, TemplateStage="Original")["TemplateBody"])


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource as it was deployed: what CloudFormation's type calls its properties, with their values."""

    name: str
    type: str
    physical: str
    properties: Mapping[str, Any]


class Deployed:
    """The translated template of a stack, with the stack's own parameters and names in it."""

    def __init__(self, stack: Stack, content: Mapping[str, Any]) -> None:
        self._stack = stack
        self._content = content
        parameters = {name: each.get("Default", "") for name, each in content.get("Parameters", {}).items()}
        self._parameters = parameters | dict(stack.parameters)
        self._partition = stack.session.get_partition_for_region(stack.region)

    @classmethod
    def read(cls, stack: Stack) -> "Deployed":
        """The template that is deployed now."""
        clouds = stack.client("cloudformation")
        return cls(stack, loaded(clouds.get_template(StackName=stack.name, TemplateStage="Processed")["TemplateBody"]))

    @cached_property
    def resources(self) -> dict[str, Resource]:
        """Every resource whose condition holds, by its logical id."""
        found = {}
        for name, each in self._content["Resources"].items():
            if "Condition" in each and not self._holds(each["Condition"]):
                continue
            properties = self.value(each.get("Properties", {}))
            found[name] = Resource(name, each["Type"], self._physical(name), properties)
        return found

    def of_type(self, kind: str) -> list[Resource]:
        """The resources of one type."""
        return [each for each in self.resources.values() if each.type == kind]

    def value(self, node: Any) -> Any:
        """A part of the template with every function in it carried out."""
        if isinstance(node, list):
            return [each for each in map(self.value, node) if each is not NOTHING]
        if not isinstance(node, dict):
            return node
        if len(node) == 1:
            ((name, argument),) = node.items()
            if name == "Ref":
                return self._ref(argument)
            if name == "Condition" and isinstance(argument, str):
                return self._holds(argument)
            if name.startswith("Fn::"):
                return self._called(name.removeprefix("Fn::"), argument)
        values = {name: self.value(each) for name, each in node.items()}
        return {name: each for name, each in values.items() if each is not NOTHING}

    def _called(self, function: str, argument: Any) -> Any:
        match function:
            case "GetAtt":
                name, attribute = argument.split(".", 1) if isinstance(argument, str) else argument
                return self._attribute(name, attribute)
            case "Sub":
                return self._substituted(argument)
            case "If":
                condition, then, other = argument
                return self.value(then if self._holds(condition) else other)
        evaluate = PLAIN.get(function)
        return evaluate(self._content, self.value(argument)) if evaluate else UNKNOWN

    def _holds(self, condition: str) -> bool:
        return bool(self.value(self._content.get("Conditions", {})[condition]))

    def _ref(self, name: str) -> Any:
        if name in self._parameters:
            return self._parameters[name]
        pseudo = {
            "AWS::Region": self._stack.region,
            "AWS::AccountId": self._stack.account,
            "AWS::StackName": self._stack.name,
            "AWS::Partition": self._partition,
            "AWS::NoValue": NOTHING,
        }
        return pseudo[name] if name in pseudo else self._physical(name) or UNKNOWN

    def _physical(self, name: str) -> str:
        return self._stack.resources.get(name, ("", ""))[1]

    def _substituted(self, argument: Any) -> Any:
        text, own = argument if isinstance(argument, list) else (argument, {})
        own = {name: self.value(each) for name, each in own.items()}
        unknown = False

        def one(found: re.Match[str]) -> str:
            nonlocal unknown
            name = found[1]
            if name.startswith("!"):
                return f"${{{name[1:]}}}"
            value = own[name] if name in own else self._named(name)
            unknown = unknown or isinstance(value, Special)
            return str(value)

        done = re.sub(r"\$\{([^}]+)\}", one, text)
        return UNKNOWN if unknown else done

    def _named(self, name: str) -> Any:
        resource, dot, attribute = name.partition(".")
        return self._attribute(resource, attribute) if dot else self._ref(name)

    def _attribute(self, name: str, attribute: str) -> Any:
        kind, physical = self._stack.resources.get(name, ("", ""))
        last = physical.rsplit("/", 1)[-1]
        if kind == "AWS::SQS::Queue" and attribute == "QueueName":
            return last
        if attribute != "Arn" or kind not in ARNS or not physical:
            return UNKNOWN
        if physical.startswith("arn:"):
            return physical
        service, rest = ARNS[kind]
        where = "" if service == "iam" else self._stack.region
        name = rest.format(last if service == "sqs" else physical)
        return f"arn:{self._partition}:{service}:{where}:{self._stack.account}:{name}"


def _found_in_map(content: Mapping[str, Any], keys: Sequence[Any]) -> Any:
    found: Any = content["Mappings"]
    for key in keys:
        found = found[str(key)]
    return found


def _joined(_: Any, argument: Sequence[Any]) -> Any:
    separator, parts = argument
    return UNKNOWN if UNKNOWN in parts else str(separator).join(map(str, parts))


PLAIN: Final[Mapping[str, Callable[[Mapping[str, Any], Any], Any]]] = {
    "FindInMap": _found_in_map,
    "Join": _joined,
    "Equals": lambda _, both: str(both[0]) == str(both[1]),
    "Not": lambda _, one: not one[0],
    "And": lambda _, several: all(several),
    "Or": lambda _, several: any(several),
}
"""The functions that need nothing but the template and the values of their arguments."""

ARNS: Final = {
    "AWS::Events::Rule": ("events", "rule/{}"),
    "AWS::SQS::Queue": ("sqs", "{}"),
    "AWS::DynamoDB::Table": ("dynamodb", "table/{}"),
    "AWS::Lambda::Function": ("lambda", "function:{}"),
    "AWS::IAM::Role": ("iam", "role/{}"),
    "AWS::SNS::Topic": ("sns", "{}"),
    "AWS::Logs::LogGroup": ("logs", "log-group:{}:*"),
}
"""How each type's ARN is made of its name."""


def difference(one: Any, other: Any, path: Sequence[str] = ()) -> list[tuple[str, ...]]:
    """Where two values differ: the path to each, as far as both have it."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        names = sorted({*one, *other}, key=str)
        return [found for name in names for found in difference(one.get(name), other.get(name), (*path, str(name)))]
    return [] if one == other else [tuple(path)]

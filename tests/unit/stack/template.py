"""template.yaml, read once for the tests that hold it against its rules."""

from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[3]
INGRESS = ("WebForm", "TwitterCard", "GoogleLead", "SmsOptin")
OF_SUBMISSIONS = (*INGRESS, "Retry")
FUNCTIONS = (*OF_SUBMISSIONS, "Keeper")
QUEUES = {
    "RetryQueue": {"Fn::GetAtt": ["RetryQueue", "Arn"]},
    "DeadLetterQueue": {"Fn::GetAtt": ["DeadLetterQueue", "Arn"]},
    "HeldQueue": {"Fn::GetAtt": ["HeldQueue", "Arn"]},
}
CREDENTIALS = {"Ref": "CredentialSecret"}
KEY = {"Fn::If": ["MakesKeySecret", {"Ref": "KeySecret"}, {"Ref": "KeySecretArn"}]}


class CloudFormationLoader(yaml.SafeLoader):
    """Reads `!Ref x` as {"Ref": "x"} and so on."""


def _intrinsic(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    match node:
        case yaml.ScalarNode():
            value = loader.construct_scalar(node)
        case yaml.SequenceNode():
            value = loader.construct_sequence(node, deep=True)
        case _:
            raise AssertionError(f"!{suffix} with a mapping")
    match suffix:
        case "Ref" | "Condition":
            return {suffix: value}
        case "GetAtt":
            return {"Fn::GetAtt": value.split(".")}
        case _:
            return {f"Fn::{suffix}": value}


CloudFormationLoader.add_multi_constructor("!", _intrinsic)


def _template() -> dict[str, Any]:
    # A SafeLoader with tags of its own: it makes plain values only.
    loaded: dict[str, Any] = yaml.load((ROOT / "template.yaml").read_text(), CloudFormationLoader)
    return loaded


TEMPLATE = _template()
RESOURCES: dict[str, Any] = TEMPLATE["Resources"]
PARAMETERS: dict[str, Any] = TEMPLATE["Parameters"]
SHARED_ENVIRONMENT: dict[str, Any] = TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]


def properties(name: str) -> dict[str, Any]:
    found: dict[str, Any] = RESOURCES[name]["Properties"]
    return found


def of_type(kind: str) -> dict[str, dict[str, Any]]:
    return {name: resource for name, resource in RESOURCES.items() if resource["Type"] == kind}

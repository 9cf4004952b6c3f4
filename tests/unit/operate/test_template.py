"""A template is read as CloudFormation would: with the stack's own parameters and names in it."""

from typing import Any

import pytest

from operate.template import NOTHING, UNKNOWN, Deployed, difference, loaded
from tests.unit.operate.healthy import ACCOUNT, NAME, QUEUE, REGION, TEMPLATE, World


@pytest.fixture
def template(world: World) -> Deployed:
    return Deployed.read(world.facts().stack)


@pytest.fixture
def world(tmp_path: Any) -> World:
    return World(tmp_path)


@pytest.mark.parametrize(
    ("node", "value"),
    [
        ({"Ref": "SettleMinutes"}, "15"),
        ({"Ref": "MemorySize"}, "512"),  # the stack's, not the default
        ({"Ref": "AWS::StackName"}, NAME),
        ({"Ref": "RetryQueue"}, f"{QUEUE}-retry"),
        ({"Ref": "Nowhere"}, UNKNOWN),
        ({"Ref": "AWS::NoValue"}, NOTHING),
        ({"Fn::GetAtt": ["RetryQueue", "Arn"]}, f"arn:aws:sqs:{REGION}:{ACCOUNT}:{NAME}-retry"),
        ({"Fn::GetAtt": "RetryQueue.QueueName"}, f"{NAME}-retry"),
        ({"Fn::GetAtt": ["JournalTable", "Arn"]}, f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/JournalTable"),
        ({"Fn::GetAtt": ["WebFormRole", "Arn"]}, f"arn:aws:iam::{ACCOUNT}:role/WebFormRole"),
        ({"Fn::GetAtt": ["Api", "ApiEndpoint"]}, UNKNOWN),
        ({"Fn::Sub": "${AWS::Region}/${DomainName}/${!Kept}"}, f"{REGION}/relay.example.org/${{Kept}}"),
        ({"Fn::Sub": "${RetryQueue.QueueName}"}, f"{NAME}-retry"),
        ({"Fn::Sub": ["${A}", {"A": {"Ref": "Api"}}]}, "api1"),
        ({"Fn::Sub": "${AWS::URLSuffix}"}, UNKNOWN),
        ({"Fn::Join": [":", ["a", {"Ref": "Api"}]]}, "a:api1"),
        ({"Fn::Join": [":", ["a", {"Ref": "Nowhere"}]]}, UNKNOWN),
        ({"Fn::If": ["HasDomain", 1, 2]}, 1),
        ({"Fn::If": ["Never", 1, 2]}, 2),
        ({"Fn::Or": [{"Condition": "Never"}, {"Condition": "HasDomain"}]}, True),
        ({"Fn::FindInMap": ["MaximumConcurrency", {"Ref": "MaximumConcurrency"}, "Number"]}, 5),
        ({"Fn::Cidr": ["x"]}, UNKNOWN),
        ([1, {"Ref": "AWS::NoValue"}, {"a": {"Ref": "AWS::NoValue"}}], [1, {}]),
    ],
)
def test_a_function_has_the_value_that_cloudformation_gave_it(template: Deployed, node: Any, value: Any) -> None:
    assert template.value(node) == value


def test_a_resource_whose_condition_does_not_hold_is_not_there(template: Deployed) -> None:
    assert TEMPLATE["Resources"].keys() - template.resources.keys() == {"NotThere"}


@pytest.mark.parametrize(
    "body",
    [
        "A: !Ref B\nC: !GetAtt D.E.F\nG: !Sub [x, {}]\nH: !Condition I\nJ: 2026-01-01\n",
        """{"A": {"Ref": "B"}, "C": {"Fn::GetAtt": ["D", "E.F"]}, "G": {"Fn::Sub": ["x", {}]},
        "H": {"Condition": "I"}, "J": "2026-01-01"}""",
    ],
)
def test_yaml_and_json_say_the_same(body: str) -> None:
    assert loaded(body) == {
        "A": {"Ref": "B"},
        "C": {"Fn::GetAtt": ["D", "E.F"]},
        "G": {"Fn::Sub": ["x", {}]},
        "H": {"Condition": "I"},
        "J": "2026-01-01",
    }


def test_where_two_differ_is_told_as_deep_as_both_go() -> None:
    one, other = {"a": {"b": 1, "c": [1]}, "d": 1}, {"a": {"b": 2, "c": [1]}, "e": 1}
    assert difference(one, other) == [("a", "b"), ("d",), ("e",)]

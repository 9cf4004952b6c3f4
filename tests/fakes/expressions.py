"""Enough of DynamoDB's update and condition expressions to run the relay's, read from the text that it sends.

tests/integration compares it with moto, expression by expression. What it does not know raises, so that a new
expression can't pass by accident.
"""

import re
from collections.abc import Mapping
from typing import Any

type Item = dict[str, Any]


def holds(condition: str, request: Mapping[str, Any], item: Item) -> bool:
    """Whether a condition expression holds for an item."""
    words = re.findall(r"attribute_not_exists|attribute_exists|AND|OR|<>|<=|>=|[<>=()]|[#:]\w+", condition)
    if "".join(words) != condition.replace(" ", ""):
        raise NotImplementedError(condition)
    value, rest = _either(words, request, item)
    if rest:
        raise NotImplementedError(condition)
    return value


def _either(words: list[str], request: Mapping[str, Any], item: Item) -> tuple[bool, list[str]]:
    value, words = _both(words, request, item)
    while words and words[0] == "OR":
        other, words = _both(words[1:], request, item)
        value = value or other
    return value, words


def _both(words: list[str], request: Mapping[str, Any], item: Item) -> tuple[bool, list[str]]:
    value, words = _one(words, request, item)
    while words and words[0] == "AND":
        other, words = _one(words[1:], request, item)
        value = value and other
    return value, words


def _one(words: list[str], request: Mapping[str, Any], item: Item) -> tuple[bool, list[str]]:
    if words[0] == "(":
        value, words = _either(words[1:], request, item)
        return value, words[1:]
    if words[0].startswith("attribute_"):
        exists = request["ExpressionAttributeNames"][words[2]] in item
        return exists == (words[0] == "attribute_exists"), words[4:]
    left, operator, right = words[:3]
    name = request["ExpressionAttributeNames"][left]
    wanted = request["ExpressionAttributeValues"][right]
    return name in item and _compared(item[name], operator, wanted), words[3:]


def _compared(have: Mapping[str, str], operator: str, wanted: Mapping[str, str]) -> bool:
    """A comparison in DynamoDB's notation: of unlike types only <> is true."""
    (kind, left), (other, right) = next(iter(have.items())), next(iter(wanted.items()))
    if kind != other:
        return operator == "<>"
    a, b = (int(left), int(right)) if kind == "N" else (left, right)
    return bool(
        {"=": a == b, "<>": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[operator]  # type: ignore[operator]
    )


def updated(request: Mapping[str, Any], item: Item) -> Item:
    """The item after an update expression."""
    names, values = request["ExpressionAttributeNames"], request.get("ExpressionAttributeValues", {})
    result = dict(item)
    clauses = re.split(r"\b(SET|ADD|REMOVE)\b", request["UpdateExpression"])[1:]
    for verb, text in zip(clauses[::2], clauses[1::2], strict=True):
        for action in re.split(r",\s*(?![^(]*\))", text.strip()):
            if verb == "SET":
                name, value = re.fullmatch(r"(#\w+) = (.+)", action).groups()  # type: ignore[union-attr]
                if guarded := re.fullmatch(r"if_not_exists\((#\w+), (:\w+)\)", value):
                    result[names[name]] = item.get(names[guarded[1]], values[guarded[2]])
                else:
                    result[names[name]] = values[value]
            elif verb == "ADD":
                name, value = action.split()
                before = int(item.get(names[name], {"N": "0"})["N"])
                result[names[name]] = {"N": str(before + int(values[value]["N"]))}
            else:
                result.pop(names[action], None)
    return result

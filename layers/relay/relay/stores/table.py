"""One DynamoDB table, written by conditional updates only: what `journal` and `consent` are made of.

It turns text, whole numbers and maps of text into DynamoDB's notation and back, and tells a refused condition
(the item as it stands) from a failure. It knows no attribute by name but the key, `id`.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from relay.stores.aws import Aws, AwsError, AwsRefused

type Value = str | int | Mapping[str, str]
type Item = dict[str, Any]

SHOWN: Final = {"ReturnValues": "ALL_OLD", "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
REFUSED: Final = "ConditionalCheckFailedException"


class Unsure(Exception):
    """DynamoDB gave no usable answer: nothing may be sent on the strength of this read or write."""


class ConditionRefused(Exception):
    """The condition did not hold; `item` is what stands in the table (empty if nothing does)."""

    def __init__(self, item: Item) -> None:
        super().__init__("condition refused")
        self.item = item


class Table:
    """A table whose key is the text attribute `id`. Every method raises `Unsure` if DynamoDB gave no usable answer."""

    def __init__(self, aws: Aws, name: str) -> None:
        self._aws = aws
        self._name = name

    def update(
        self,
        key: str,
        *,
        put: Mapping[str, Value],
        put_if_absent: Mapping[str, Value] | None = None,
        add: Mapping[str, int] | None = None,
        remove: Sequence[str] = (),
        condition: str = "",
        values: Mapping[str, Value] | None = None,
        shown: bool = True,
    ) -> Item:
        """Change one item if `condition` holds (none: always) and return it as it was (empty if it was not there).

        Not `shown`: the caller does not want to see the item, now or when it is refused, and nothing is returned.

        `condition` uses `#name` for attributes and `:name` for `values`. Raises `ConditionRefused`, which shows the
        item without another read.
        """
        named = Names()
        sets = [f"{named.attribute(name)} = {named.value(value)}" for name, value in put.items()]
        for name, value in (put_if_absent or {}).items():
            attribute = named.attribute(name)
            sets.append(f"{attribute} = if_not_exists({attribute}, {named.value(value)})")
        clauses = {
            "SET": sets,
            "ADD": [f"{named.attribute(name)} {named.value(value)}" for name, value in (add or {}).items()],
            "REMOVE": [named.attribute(name) for name in remove],
        }
        expression = " ".join(f"{verb} {', '.join(actions)}" for verb, actions in clauses.items() if actions)
        named.use(condition, values or {})
        request = {
            "TableName": self._name,
            "Key": {"id": {"S": key}},
            "UpdateExpression": expression,
            **({"ConditionExpression": condition} if condition else {}),
            "ExpressionAttributeNames": named.names,
            **({"ExpressionAttributeValues": named.values} if named.values else {}),
            **(SHOWN if shown else {}),
        }
        try:
            return from_dynamodb(self._aws.call("dynamodb", "UpdateItem", request).get("Attributes", {}))
        except AwsError as error:
            if isinstance(error, AwsRefused) and error.code == REFUSED:
                raise ConditionRefused(from_dynamodb(error.reply.get("Item", {}))) from None
            raise Unsure(f"UpdateItem: {error}") from None

    def get(self, keys: Sequence[str]) -> dict[str, Item]:
        """The items of several keys in one consistent read; a key without an item is missing from the answer."""
        request = {
            "RequestItems": {
                self._name: {"Keys": [{"id": {"S": key}} for key in keys], "ConsistentRead": True},
            }
        }
        try:
            answer = self._aws.call("dynamodb", "BatchGetItem", request)
        except AwsError as error:
            raise Unsure(f"BatchGetItem: {error}") from None
        if answer.get("UnprocessedKeys"):
            raise Unsure("BatchGetItem left keys unread")
        items = [from_dynamodb(item) for item in answer["Responses"].get(self._name, [])]
        return {item["id"]: item for item in items}


class Names:
    """Collects the names and values of an update's expressions, so that no reserved word can break one."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.values: dict[str, dict[str, Any]] = {}

    def attribute(self, name: str) -> str:
        written = f"#{name}"
        self.names[written] = name
        return written

    def value(self, value: Value) -> str:
        name = f":set{len(self.values)}"
        self.values[name] = to_dynamodb(value)
        return name

    def use(self, condition: str, values: Mapping[str, Value]) -> None:
        """Add what a condition names: each `#attribute` in its text, and its values."""
        self.names |= _attributes_in(condition)
        for name, value in values.items():
            self.values[f":{name}"] = to_dynamodb(value)


@cache
def _attributes_in(condition: str) -> dict[str, str]:
    """The attributes that a condition names. There are few conditions, and each write would look through its own."""
    words = condition.replace("(", " ").replace(")", " ").replace(",", " ").split()
    return {word: word[1:] for word in words if word.startswith("#")}


def to_dynamodb(value: Value) -> dict[str, Any]:
    """A value in DynamoDB's notation."""
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, int):
        return {"N": str(value)}
    return {"M": {key: {"S": text} for key, text in value.items()}}


def from_dynamodb(item: Mapping[str, Mapping[str, Any]]) -> Item:
    """An item out of DynamoDB's notation; attributes of other types than this module writes are passed over."""
    result: Item = {}
    for name, typed in item.items():
        if "S" in typed:
            result[name] = typed["S"]
        elif "N" in typed:
            result[name] = int(typed["N"])
        elif "M" in typed:
            result[name] = from_dynamodb(typed["M"])
    return result

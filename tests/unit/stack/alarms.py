"""The alarms of template.yaml as CloudWatch takes them in a stack `s`: which metrics they look at, when they ring."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tests.unit.stack.template import of_type

STACK = "s"
NAMESPACE = f"AdvocateRelay/{STACK}"

COMPARES: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "GreaterThanThreshold": operator.gt,
    "GreaterThanOrEqualToThreshold": operator.ge,
    "LessThanThreshold": operator.lt,
}

type Metric = tuple[str, str, frozenset[tuple[str, str]]]
"""Namespace, name, dimensions with their values."""

type Values = Mapping[Metric, float]
"""What metrics say in an alarm's period; those that say nothing are missing."""


def value(of: Any) -> str:
    """A text of the template, with what it refers to in angle brackets."""
    match of:
        case {"Ref": str(name)} | {"Fn::GetAtt": [str(name), *_]}:
            return f"<{name}>"
        case {"Fn::Sub": str(text)}:
            return text.replace("${AWS::StackName}", STACK)
        case _:
            return str(of)


def metric(part: Mapping[str, Any]) -> Metric:
    """The metric that a part of an alarm names."""
    dimensions = frozenset((each["Name"], value(each["Value"])) for each in part.get("Dimensions", []))
    return value(part["Namespace"]), part["MetricName"], dimensions


@dataclass(frozen=True)
class Alarm:
    """One alarm, by its name without the stack's."""

    name: str
    properties: Mapping[str, Any]

    @property
    def description(self) -> str:
        """What the mail says."""
        return value(self.properties["AlarmDescription"])

    @property
    def metrics(self) -> dict[str, Metric]:
        """The metrics that it looks at, by their ids in its expression."""
        if "Metrics" not in self.properties:
            return {"it": metric(self.properties)}
        stats = [each for each in self.properties["Metrics"] if "MetricStat" in each]
        return {each["Id"]: metric(each["MetricStat"]["Metric"]) for each in stats}

    @property
    def periods(self) -> set[int]:
        """Seconds that one value is of."""
        if "Metrics" not in self.properties:
            return {self.properties["Period"]}
        return {each["MetricStat"]["Period"] for each in self.properties["Metrics"] if "MetricStat" in each}

    @property
    def statistics(self) -> set[str]:
        """How one value is made of a period's."""
        if "Metrics" not in self.properties:
            return {self.properties["Statistic"]}
        return {each["MetricStat"]["Stat"] for each in self.properties["Metrics"] if "MetricStat" in each}

    @property
    def expression(self) -> str:
        """What is compared with the threshold."""
        if "Metrics" not in self.properties:
            return "it"
        (expression,) = [each["Expression"] for each in self.properties["Metrics"] if each.get("ReturnData", True)]
        return str(expression)

    def rings(self, values: Values) -> bool | None:
        """Whether it does if each of its periods looks like this; None: it stays as it is."""
        found = _result(self.expression, {name: values.get(metric) for name, metric in self.metrics.items()})
        if found is None:
            return {"notBreaching": False, "breaching": True, "ignore": None}[self.properties["TreatMissingData"]]
        return COMPARES[self.properties["ComparisonOperator"]](found, self.properties["Threshold"])


def _result(expression: str, values: Mapping[str, float | None]) -> float | None:
    """What metric math makes of it, as far as the template uses that; None if a value is missing.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
    """
    functions = {
        "FILL": lambda value, filling: filling if value is None else value,
        "IF": lambda condition, then, otherwise: then if condition else otherwise,
    }
    try:
        result: float | None = eval(expression, {"__builtins__": {}}, functions | dict(values))
    except TypeError:  # a sum with a missing value
        return None
    return result


ALARMS: Final = {
    alarm.name: alarm
    for alarm in (
        Alarm(value(resource["Properties"]["AlarmName"]).removeprefix(f"{STACK}-"), resource["Properties"])
        for resource in of_type("AWS::CloudWatch::Alarm").values()
    )
}

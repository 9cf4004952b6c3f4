"""The dashboard and the saved queries: what they show is what the code and AWS write.

The local emulator shows neither, and knows no saved queries: template.yaml leaves them out there.
"""

import json
import re
from typing import Any, get_args

import pytest

from relay import telemetry
from relay.campaigns import SOURCES
from tests.fakes.log import Log
from tests.unit.stack import metric_lines
from tests.unit.stack.alarms import ALARMS, NAMESPACE, value
from tests.unit.stack.metric_lines import counted
from tests.unit.stack.template import FUNCTIONS, RESOURCES, TEMPLATE, of_type, properties

BODY: str = value(properties("Dashboard")["DashboardBody"]).replace("${!", "${")
WIDGETS: list[dict[str, Any]] = json.loads(BODY)["widgets"]
QUERIES = of_type("AWS::Logs::QueryDefinition")
BY_THE_KEEPER = {"OldestLetterDays", "KeptLetters", "GivenUp"}
BY_THE_ACCESS_LOG = {"TooManyRequests"}
NO_FIELD = {"fields", "filter", "stats", "sort", "by", "asc", "desc", "limit", "as", "and"}
IN_AWS = {
    "AWS/SQS": {
        "ApproximateNumberOfMessagesVisible",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
        "ApproximateAgeOfOldestMessage",
    },
    "AWS/ApiGateway": {"Count", "4xx", "5xx", "IntegrationLatency"},
    "AWS/Lambda": {"Duration", "Invocations"},
    "AWS/DynamoDB": {"ConsumedWriteCapacityUnits"},
    "AWS/Logs": {"IncomingBytes"},
}


def shown() -> list[list[Any]]:
    """The metrics and expressions of all widgets."""
    return [each for widget in WIDGETS for each in widget["properties"].get("metrics", [])]


def searches() -> list[tuple[frozenset[str], str, dict[str, str]]]:
    """What the widgets search: the names of the dimensions, the metric's name, and the dimensions' values."""
    found = []
    for (each,) in (each for each in shown() if isinstance(each[0], dict)):
        match = re.search(r"SEARCH\('\{\"(.+?)\",([\w,]+)\} MetricName=\"(\w+)\"(.*?)'", each["expression"])
        assert match, each
        assert match[1] == NAMESPACE
        found.append((frozenset(match[2].split(",")), match[3], dict(re.findall(r'(\w+)="(\w+)"', match[4]))))
    return found


def plain() -> list[tuple[str, str]]:
    """The metrics that are shown by themselves: their namespaces and names."""
    return [(each[0], each[1]) for each in shown() if isinstance(each[0], str)]


def test_the_dashboard_shows_every_metric_that_the_code_writes_under_the_dimensions_it_has(log: Log) -> None:
    written = {(name, frozenset(dict(dimensions))) for name, dimensions, _ in counted(metric_lines.written(log))}
    written -= {(name, frozenset[str]()) for name in BY_THE_KEEPER}
    for dimensions, name, values in searches():
        assert (name, dimensions) in written
        assert set(values) <= dimensions
    ours = {name for namespace, name in plain() if namespace == NAMESPACE}
    assert ours == BY_THE_KEEPER | BY_THE_ACCESS_LOG
    assert {name for name, _ in written} - {name for _, name, _ in searches()} == set()


def test_the_flow_is_shown_by_every_source_and_every_outcome() -> None:
    flow = [values for _, name, values in searches() if name == "Submissions"]
    assert {values["source"] for values in flow if "source" in values} == {*SOURCES, "unknown"}
    assert {values["outcome"] for values in flow if "outcome" in values} == {
        *get_args(telemetry.LoggedOutcome.__value__)
    }


def test_what_is_shown_of_aws_is_there() -> None:
    for namespace, name in plain():
        assert namespace == NAMESPACE or name in IN_AWS[namespace]
    named = {name for each in re.findall(r"\$\{(\w+)(?:\.\w+)?\}", BODY) for name in [each]}
    assert named <= set(RESOURCES)
    assert named >= {*FUNCTIONS, "Api", "JournalTable", "RetryQueue", "DeadLetterQueue", "HeldQueue"}


def test_the_dashboard_begins_with_all_alarms() -> None:
    (alarms,) = [widget["properties"]["alarms"] for widget in WIDGETS if widget["type"] == "alarm"]
    arn = "arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:s-"
    assert alarms == [f"{arn}{name}" for name in ALARMS]


def test_widgets_stand_side_by_side_and_none_on_another() -> None:
    taken: set[tuple[int, int]] = set()
    for widget in WIDGETS:
        x, y, width, height = (widget[key] for key in ("x", "y", "width", "height"))
        squares = {(column, row) for column in range(x, x + width) for row in range(y, y + height)}
        assert x + width <= 24
        assert not squares & taken
        taken |= squares


@pytest.mark.parametrize("name", QUERIES)
def test_a_saved_query_asks_for_fields_and_messages_that_the_code_writes(name: str, log: Log) -> None:
    lines = metric_lines.written(log)
    query = QUERIES[name]["Properties"]["QueryString"]
    messages = {str(line["message"]) for line in lines}
    assert set(re.findall(r'message = "(.*?)"', query)) <= messages
    text = re.sub(r'"[^"]*"', "", query)
    fields = set(re.findall(r"(?<![@\w.])[a-z_]+(?=\b(?!\())", text))
    known = {key for line in lines for key in line} | set(re.findall(r" as (\w+)", text))
    assert sorted(fields - NO_FIELD - known) == []


@pytest.mark.parametrize("name", QUERIES)
def test_a_saved_query_is_about_every_functions_log_and_begins_with_the_stack(name: str) -> None:
    found = QUERIES[name]
    assert found["Properties"]["LogGroupNames"] == [{"Ref": f"{function}Logs"} for function in FUNCTIONS]
    assert found["Properties"]["Name"]["Fn::Sub"].startswith("${AWS::StackName}/")


def test_saved_queries_and_alarms_that_calculate_are_left_out_where_there_is_no_aws() -> None:
    account = {"Ref": "AWS::AccountId"}
    emulators = [{"Fn::Equals": [account, value]} for value in ("0" * 12, "AWS::AccountId")]
    assert TEMPLATE["Conditions"]["OnAws"] == {"Fn::Not": [{"Fn::Or": emulators}]}
    conditional = {name for name, resource in RESOURCES.items() if resource.get("Condition") == "OnAws"}
    calculate = {name for name, alarm in of_type("AWS::CloudWatch::Alarm").items() if "Metrics" in alarm["Properties"]}
    assert conditional == {*QUERIES} | calculate

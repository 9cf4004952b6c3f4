"""The client's table against the documentation's: nothing missing, nothing invented."""

from typing import Any

import pytest

from relay import phone2action
from relay.phone2action import request_types
from relay.phone2action.arguments import ENDPOINTS, check
from relay.phone2action.paths import GUESSED, PATHS
from tests.unit.phone2action.documented import ARGUMENTS, EITHER, PROPERTIES

# Conditions that the text implies, or that follow from how the API behaves: (endpoint, argument) -> what it needs.
INFERRED = {
    ("create_advocate", "smsOptinConfirmed"): {"phone"},  # as the text says for an update
    ("create_connection", "emailSubject"): {"emailMessage"},  # the text says the reverse
}

# For each type as the documentation words it: what fits it, and what does not.
EXAMPLES: dict[str, tuple[list[object], list[object]]] = {
    "string": (["1800 Baltimore Avenue", "Zoë", "a\nb"], [5, ["a"], {"a": "b"}, "\ud800"]),
    "string (checked for format validity)": (
        ["ada@example.org", "a.b+c@mail.example.co.uk", "o'neil@example.org"],
        ["ada", "ada@", "@example.org", "ada@example", "a b@example.org", "a@b@example.org", "a..b@example.org", 5],
    ),
    "positive integer, 10 digits (U.S. only)": (
        ["8165550123", 8165550123],
        ["816555012", "81655501234", "+18165550123", "816-555-0123", "\uff18" * 10, 8.165550123e9],
    ),
    "positive integer, 5 digits": (["64108", "02134"], [2134, 64108, "6410", "641080", "64108-1234", "abcde"]),
    "positive integer, 5 digits (a number)": ([1, "2", 99999], [0, -1, 100000, "many", True]),
    "positive integer, 1 or 0": ([1, 0, "1", "0", True, False], [2, "yes", "true", -1, [1]]),
    "positive integer": ([998, "998"], [0, -1, "0", "998a", 9.5, True, "9" * 30]),
    "array containing numeric campaign IDs": ([[998], ["998", 999], (998,)], ["998", 998, ["a"], [0], {"a": "998"}]),
    "array of strings": ([["a"], ("a", "b")], ["a", [5], {"a": "b"}]),
    "array of strings, max 100 characters each": ([["A" * 100, "B"]], [["A" * 101], "A", [5]]),
    "array of custom fields by their numeric value": (
        [{"5365": "Savings"}, {5365: "Savings"}],
        [["Savings"], {"age": "5"}, {"5365": 5}, {"-1": "x"}],
    ),
    "string, state abbreviation": (["CA", "DC", "PR", "ca"], ["California", "XX", "C", 5]),
    "country code": (["US", "ca"], ["USA", "1", 10001, "ÜS"]),
    "page number": ([1, "7"], [0, -1, "first"]),
    "unix timestamp": ([1511003151, "1511003151", 0], ["yesterday", -1, 1.5]),
    'one or more of "tweet", "email", or "call"': ([["tweet", "email", "call"], ["EMAIL"]], [["fax"], "email"]),
    "string, 280-character maximum": (
        ["x" * 280, "x" * 230 + "[@legislator]"],
        ["x" * 281, "x" * 231 + "[@legislator]"],
    ),
    "string date time": (["2019-10-09 16:19:13", "2019-10-09"], ["last week", "2019-13-01 00:00:00", 1570637953]),
    "positive integer (min=25, max=100)": ([25, "100"], [24, 101, 0]),
    "true or false": ([True, False, "true", "false"], ["yes", 1, 0, "True"]),
}

EVERY_ARGUMENT = [(endpoint, name) for endpoint, arguments in ARGUMENTS.items() for name in arguments]


def test_the_ten_endpoints_are_there_and_each_has_a_path() -> None:
    assert ENDPOINTS.keys() == ARGUMENTS.keys() == PATHS.keys()
    assert PATHS.keys() > GUESSED


@pytest.mark.parametrize("endpoint", ARGUMENTS)
def test_an_endpoint_takes_the_documented_arguments_and_no_others(endpoint: str) -> None:
    assert ENDPOINTS[endpoint].arguments.keys() == ARGUMENTS[endpoint].keys()
    assert set(ENDPOINTS[endpoint].either) == EITHER.get(endpoint, set())


@pytest.mark.parametrize(("endpoint", "name"), EVERY_ARGUMENT)
def test_an_argument_is_required_and_needs_others_as_documented(endpoint: str, name: str) -> None:
    documented, ours = ARGUMENTS[endpoint][name], ENDPOINTS[endpoint].arguments[name]
    assert ours.required == documented.required
    assert set(ours.needs) == documented.needs | INFERRED.get((endpoint, name), set())


@pytest.mark.parametrize(("endpoint", "name"), EVERY_ARGUMENT)
def test_an_argument_takes_what_its_documented_type_says_and_nothing_else(endpoint: str, name: str) -> None:
    fits, does_not = EXAMPLES[ARGUMENTS[endpoint][name].type]
    for value in fits:
        assert not codes_of(endpoint, name, value) & {"invalid", "too_long"}, value
    for value in does_not:
        assert codes_of(endpoint, name, value) & {"invalid", "too_long"}, value


@pytest.mark.parametrize(("endpoint", "name"), EVERY_ARGUMENT)
def test_a_missing_companion_has_a_problem_and_a_given_one_none(endpoint: str, name: str) -> None:
    good: Any = EXAMPLES[ARGUMENTS[endpoint][name].type][0][0]
    needs = ARGUMENTS[endpoint][name].needs
    assert {f"needs_{other}" for other in needs} <= codes_of(endpoint, name, good)
    companions = {other: EXAMPLES[ARGUMENTS[endpoint][other].type][0][0] for other in ENDPOINTS[endpoint].arguments}
    found = check(endpoint, {**companions, name: good})
    assert not [problem for problem in found if problem.field == name and problem.code.startswith("needs_")]


@pytest.mark.parametrize(
    ("endpoint", "typed"),
    [
        ("create_advocate", request_types.CreateAdvocate),
        ("update_advocate", request_types.UpdateAdvocate),
        ("post_twitter_card", request_types.PostTwitterCard),
        ("list_advocates", request_types.ListAdvocates),
        ("create_connection", request_types.CreateConnection),
        ("list_connections", request_types.ListConnections),
        ("list_campaigns", request_types.ListCampaigns),
        ("list_legislators", request_types.ListLegislators),
    ],
)
def test_the_typed_requests_name_the_same_arguments(endpoint: str, typed: Any) -> None:
    from_us = {"app_id", "api_key"} if endpoint == "post_twitter_card" else set()
    ours = {"page", "per_page"} if endpoint == "list_connections" else set()
    required = {name for name, entry in ARGUMENTS[endpoint].items() if entry.required}
    assert set(typed.__annotations__) == ARGUMENTS[endpoint].keys() - from_us
    assert typed.__required_keys__ == required - from_us - ours


@pytest.mark.parametrize("kind", PROPERTIES)
def test_a_result_has_the_documented_properties_and_no_others(kind: str) -> None:
    assert set(getattr(phone2action, kind)._fields) == PROPERTIES[kind]


def codes_of(endpoint: str, name: str, value: object) -> set[str]:
    return {problem.code for problem in check(endpoint, {name: value}) if problem.field == name}

"""Routes, functions, parameters and outputs of template.yaml.

The local emulator enforces few of these rules (it knows neither throttling nor access logs), so that a
deployment to it proves little of this.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from relay.delivery.worker import LONGEST_WINDOW_MS
from relay.environment import settings_from
from relay.keeping.marks import AGAIN_MS, DAY_MS, EXPIRES_MS
from relay.keeping.options import options_from
from relay.phone2action.paths import PATHS, RELATIVE, parsed_paths
from tests.unit.stack.template import (
    CREDENTIALS,
    FUNCTIONS,
    KEY,
    PARAMETERS,
    RESOURCES,
    ROOT,
    SHARED_ENVIRONMENT,
    TEMPLATE,
    properties,
)


def mentioned(value: Any) -> set[str]:
    """All logical ids and parameters that a value refers to."""
    match value:
        case {"Ref": str(name)}:
            return {name}
        case {"Fn::GetAtt": [name, *_]}:
            return {str(name)}
        case {"Fn::Sub": str(text)}:
            return set(re.findall(r"\$\{([A-Za-z0-9]+)", text))
        case dict():
            return set().union(*(mentioned(item) for item in value.values()))
        case list():
            return set().union(*(mentioned(item) for item in value))
        case _:
            return set()


def test_every_route_takes_any_method_so_that_a_function_can_answer_405() -> None:
    routes = {
        (function, event["Properties"]["Path"]): event["Properties"]["Method"]
        for function in FUNCTIONS
        for event in properties(function)["Events"].values()
        if event["Type"] == "HttpApi"
    }
    assert routes == {
        ("WebForm", "/signup"): "ANY",
        ("WebForm", "/signup/{campaignid}"): "ANY",
        ("WebForm", "$default"): "ANY",
        ("TwitterCard", "/twitter-card"): "ANY",
        ("TwitterCard", "/twitter-card/{campaignid}"): "ANY",
        ("GoogleLead", "/google-lead"): "ANY",
        ("GoogleLead", "/google-lead/{campaignid}"): "ANY",
        ("SmsOptin", "/sms"): "ANY",
    }


def test_cors_is_left_to_the_functions() -> None:
    assert "CorsConfiguration" not in properties("Api") | TEMPLATE["Globals"].get("HttpApi", {})


def test_a_warning_of_api_gateway_stops_no_deployment() -> None:
    assert "FailOnWarnings" not in properties("Api") | TEMPLATE["Globals"].get("HttpApi", {})


def test_the_access_log_holds_no_path_no_query_and_no_address() -> None:
    logged = set(re.findall(r"\$context\.([A-Za-z.]+)", properties("Api")["AccessLogSettings"]["Format"]))
    assert logged == {
        "requestId",
        "requestTimeEpoch",
        "routeKey",
        "status",
        "integrationStatus",
        "integrationLatency",
        "responseLength",
    }


def test_the_api_is_throttled() -> None:
    assert properties("Api")["DefaultRouteSettings"] == {
        "ThrottlingRateLimit": {"Ref": "RequestsPerSecond"},
        "ThrottlingBurstLimit": {"Ref": "RequestBurst"},
    }


def test_a_cold_start_is_no_longer_than_a_person_waits() -> None:
    """By docs/performance.md: instructions of the relay's cold start, three thousand million a second."""
    row = re.search(r"^\| \*\*the relay\*\* +\| ([\d,.]+)", (ROOT / "docs/performance.md").read_text(), re.MULTILINE)
    assert row is not None
    whole_processor_seconds = float(row[1].replace(",", "")) / 3000
    seconds = {memory: whole_processor_seconds * 1769 / memory for memory in (512, 256)}
    memory = PARAMETERS["MemorySize"]
    assert seconds[memory["Default"]] < 1.5
    assert f"{seconds[512]:.1f} s at 512, {seconds[256]:.1f} s at 256." in memory["Description"]


def test_no_function_depends_on_the_api_which_depends_on_the_functions() -> None:
    for function in FUNCTIONS:
        environment = properties(function).get("Environment", {}).get("Variables", {})
        assert "Api" not in mentioned([SHARED_ENVIRONMENT, environment])


def test_time_outs_leave_a_sender_its_answer() -> None:
    timeouts = {function: properties(function)["Timeout"] for function in FUNCTIONS}
    # API Gateway waits 30 seconds, Twilio 15.
    assert timeouts == {"WebForm": 28, "TwitterCard": 28, "GoogleLead": 28, "SmsOptin": 14, "Retry": 60, "Keeper": 900}


def test_every_function_is_told_every_setting() -> None:
    for function in FUNCTIONS:
        own = properties(function)["Environment"]["Variables"]
        told = dict.fromkeys(SHARED_ENVIRONMENT | own, "1")
        booleans = dict.fromkeys(("RELAY_RESEND_UNSEEN", "RELAY_SMS_OPTIN_CONFIRMED"), "true")
        settings_from(told | booleans)
        assert own["POWERTOOLS_SERVICE_NAME"] == properties(function)["CodeUri"].removeprefix("functions/")


def test_the_keeper_runs_every_hour_and_is_told_what_it_needs() -> None:
    (hourly,) = properties("Keeper")["Events"].values()
    assert hourly == {"Type": "Schedule", "Properties": {"Schedule": "rate(1 hour)"}}
    told = properties("Keeper")["Environment"]["Variables"]
    assert told["RELAY_ALARM_TOPIC"] == {"Ref": "AlarmTopic"}
    assert told["RELAY_STACK"] == {"Ref": "AWS::StackName"}
    groups = [{"Ref": f"{function}Logs"} for function in FUNCTIONS]
    assert told["RELAY_LOG_GROUPS"] == {"Fn::Join": [",", groups]}
    options = options_from(dict.fromkeys(told, "1"))
    assert (options.keep_days, options.digest_hour_utc) == (1, 1)


def test_no_letter_is_kept_for_less_time_than_it_lives_by_itself() -> None:
    keep_days = PARAMETERS["KeepDays"]
    assert keep_days["MinValue"] * DAY_MS >= EXPIRES_MS >= 2 * AGAIN_MS
    for queue in ("DeadLetterQueue", "HeldQueue", "RetryQueue"):
        assert properties(queue)["MessageRetentionPeriod"] * 1000 == EXPIRES_MS


def test_what_waits_needs_no_keeper() -> None:
    """It ends by its age in code, well before SQS drops it."""
    assert PARAMETERS["RetryWindowHours"]["MaxValue"] * 3_600_000 < LONGEST_WINDOW_MS < EXPIRES_MS


def test_no_secret_stands_in_a_parameter_or_in_the_environment() -> None:
    assert SHARED_ENVIRONMENT["RELAY_CREDENTIALS_SECRET"] == CREDENTIALS
    assert SHARED_ENVIRONMENT["RELAY_KEY_SECRET"] == KEY
    assert "resolve:secretsmanager" not in (ROOT / "template.yaml").read_text()
    suspicious = re.compile("password|token|app_?key|app_?id", re.IGNORECASE)
    assert not [name for name in (*PARAMETERS, *SHARED_ENVIRONMENT) if suspicious.search(name)]


def test_the_processor_is_a_parameter_and_nothing_is_paid_for_traces() -> None:
    shared = TEMPLATE["Globals"]["Function"]
    assert "xray" not in (ROOT / "template.yaml").read_text()
    assert not [function for function in FUNCTIONS if "Tracing" in properties(function) | shared]
    assert shared["Runtime"] == "python3.13"
    assert shared["Architectures"] == [{"Ref": "Architecture"}]
    assert PARAMETERS["Architecture"]["Default"] == "arm64"


def test_no_event_completes_another_resources_name() -> None:
    made_by_events = {
        f"{function}{event}{suffix}"
        for function in FUNCTIONS
        for event in properties(function)["Events"]
        for suffix in ("", "Permission")
    }
    assert not made_by_events & set(RESOURCES)


def test_mail_is_sent_only_if_there_is_an_address() -> None:
    assert RESOURCES["AlarmSubscription"]["Condition"] == "HasAlarmEmail"


def test_every_parameter_has_a_default_a_description_and_a_place_on_the_page() -> None:
    groups = TEMPLATE["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    assert sorted(name for group in groups for name in group["Parameters"]) == sorted(PARAMETERS)
    for name, parameter in PARAMETERS.items():
        assert "Default" in parameter, name
        assert parameter["Description"].endswith("."), name


@pytest.mark.parametrize("switch", ["ResendUnseen", "SmsOptinConfirmed"])
def test_what_can_not_be_undone_is_off_unless_switched_on(switch: str) -> None:
    assert PARAMETERS[switch]["Default"] == "false"


@pytest.mark.parametrize(
    ("parameter", "value", "is_allowed"),
    [
        ("ApiBaseUrl", "https://api.phone2action.com/2.0/", True),
        ("ApiBaseUrl", "http://127.0.0.1:3001/2.0/", True),
        ("ApiBaseUrl", "http://localhost/", True),
        ("ApiBaseUrl", "http://[::1]:9999/2.0/", True),
        ("ApiBaseUrl", "http://api.phone2action.com/2.0/", False),
        ("ApiBaseUrl", "http://localhost.example.org/2.0/", False),
        ("ApiBaseUrl", "http://127.0.0.1.example.org/2.0/", False),
        ("ApiBaseUrl", "https://key@api.phone2action.com/2.0/", False),
        ("ApiBaseUrl", "https://api.phone2action.com/2.0", False),
        ("ApiPaths", "{}", True),
        ("ApiPaths", '{"list_connections":"v2/connections/", "campaign_stats": "campaigns/{campaignid}/stats"}', True),
        ("ApiPaths", "", False),
        ("ApiPaths", "[]", False),
        ("ApiPaths", '{"list_conections": "connections"}', False),
        ("ApiPaths", '{"list_connections": "/connections"}', False),
        ("ApiPaths", '{"list_connections": "connections?all=1"}', False),
        ("ApiPaths", '{"list_connections": "connections",}', False),
        ("ApiPaths", '{"list_connections": "../connections"}', False),
        ("ApiPaths", '{"list_connections": "v2/../connections"}', False),
        ("ApiPaths", '{"list_connections": "connec\u0000tions"}', False),
        ("PublicUrl", "", True),
        ("PublicUrl", "https://relay.example.org", True),
        ("PublicUrl", "http://127.0.0.1:3000", True),
        ("PublicUrl", "http://relay.example.org", False),
        ("PublicUrl", "https://relay.example.org/?a=b", False),
        ("DomainName", "relay.example.org", True),
        ("DomainName", "https://relay.example.org", False),
        ("KeySecretArn", "arn:aws:secretsmanager:us-east-1:123456789012:secret:KeySecret-AbCdEf", True),
        ("KeySecretArn", "KeySecret", False),
        ("AlarmEmail", "ops@example.org", True),
        ("AlarmEmail", "ops", False),
    ],
)
def test_a_parameter_takes_only_what_can_work(parameter: str, value: str, is_allowed: bool) -> None:
    pattern = PARAMETERS[parameter]["AllowedPattern"]
    assert bool(re.fullmatch(pattern, value)) is is_allowed


def test_whatever_path_the_template_takes_the_client_takes_too() -> None:
    assert RELATIVE in PARAMETERS["ApiPaths"]["AllowedPattern"]


def test_a_path_may_be_given_for_each_endpoint_of_the_api() -> None:
    for endpoint, path in PATHS.items():
        assert re.fullmatch(PARAMETERS["ApiPaths"]["AllowedPattern"], json.dumps({endpoint: path}))
    assert parsed_paths(PARAMETERS["ApiPaths"]["Default"]) == {}
    assert SHARED_ENVIRONMENT["RELAY_API_PATHS"] == {"Ref": "ApiPaths"}


def test_the_resolver_can_not_keep_a_call_for_longer_than_a_few_seconds() -> None:
    options = dict(option.split(":") for option in SHARED_ENVIRONMENT["RES_OPTIONS"].split())
    assert int(options["timeout"]) * int(options["attempts"]) <= 2


def test_the_outputs_say_what_to_paste_where() -> None:
    outputs = TEMPLATE["Outputs"]
    assert {"CredentialSecretId", "DomainTarget"} <= set(outputs)
    for output in outputs.values():
        assert output["Description"].endswith(".")


def test_one_output_is_the_address_that_senders_use() -> None:
    made_up = "https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}"
    own = {"Fn::If": ["HasDomainName", {"Fn::Sub": "https://${DomainName}"}, {"Fn::Sub": made_up}]}
    assert TEMPLATE["Outputs"]["RelayUrl"]["Value"] == {"Fn::If": ["HasPublicUrl", {"Ref": "PublicUrl"}, own]}
    assert [name for name in TEMPLATE["Outputs"] if "Api" in mentioned(TEMPLATE["Outputs"][name])] == ["RelayUrl"]


def test_the_made_up_address_is_closed_only_once_there_is_a_domain_name() -> None:
    # Not for a PublicUrl: what stands in front, CloudFront say, may have no other way in.
    assert properties("Api")["DisableExecuteApiEndpoint"] == {"Fn::If": ["ClosesFirstAddress", True, False]}
    kept_open = {"Fn::Equals": [{"Ref": "KeepFirstAddress"}, "false"]}
    assert TEMPLATE["Conditions"]["ClosesFirstAddress"] == {"Fn::And": [{"Condition": "HasDomainName"}, kept_open]}
    assert PARAMETERS["KeepFirstAddress"]["Default"] == "false"


def values(of: Any) -> Iterator[str]:
    """All texts in a part of the template."""
    match of:
        case dict():
            for item in of.values():
                yield from values(item)
        case list():
            for item in of:
                yield from values(item)
        case _:
            yield str(of)


def test_nothing_but_a_services_name_holds_for_one_partition_only() -> None:
    """In China an address ends in amazonaws.com.cn and an ARN begins with arn:aws-cn; services are called the same."""
    texts = list(values([RESOURCES, TEMPLATE["Outputs"]]))
    assert {text for text in texts if "amazonaws.com" in text} == {"lambda.amazonaws.com", "cloudwatch.amazonaws.com"}
    assert not [text for text in texts if "arn:aws" in text]


def test_the_readme_says_what_deploying_needs_and_asks() -> None:
    deploying = (ROOT / "README.md").read_text().partition("## Deploy it")[2].partition("\n## ")[0]
    for words in (
        "`aws configure`",
        "region",
        "Deploy this changeset?",
        "AccountLimit.ConcurrentExecutions",
        "L-B99A9384",
    ):
        assert words in deploying

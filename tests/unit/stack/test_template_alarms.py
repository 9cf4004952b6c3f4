"""The alarms: each is about a metric that the code writes or AWS does, and rings when it should, and only then.

The local emulator takes them but evaluates none of them with our metrics.
"""

import re
from collections import Counter
from typing import get_args

import pytest

from operate.command.__main__ import app
from relay.letters import Reason
from tests.fakes.log import Log
from tests.unit.stack import metric_lines
from tests.unit.stack.alarms import ALARMS, NAMESPACE, Alarm, Metric, Values
from tests.unit.stack.metric_lines import counted
from tests.unit.stack.template import ROOT, SHARED_ENVIRONMENT, of_type, properties

AWS_METRICS = {
    # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
    "AWS/SQS": ({"ApproximateNumberOfMessagesVisible", "ApproximateNumberOfMessagesNotVisible"}, {"QueueName"}),
    # https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
    "AWS/Lambda": ({"Errors", "Throttles", "Invocations"}, {"FunctionName"}),
    # https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
    "AWS/ApiGateway": ({"4xx", "5xx", "Count", "IntegrationLatency"}, {"ApiId"}),
}
BY_THE_KEEPER = {"OldestLetterDays", "GivenUp"}
KEEPER_IS_THERE = (ROOT / "functions" / "keeper").exists()
FUNCTIONS = {"<WebForm>", "<TwitterCard>", "<GoogleLead>", "<SmsOptin>", "<Retry>", "s-keeper"}
EVENTS = {
    *(f"letter-{reason.replace('_', '-')}" for reason in get_args(Reason.__value__)),
    *("held-stop-like", "held-no-phone", "held-challenge", "held-burst", "given-up"),
    *("refused-campaign", "refused-form", "refused-form-secret", "refused-webhook"),
    *("refused-card-secret", "refused-text-signature", "refused-google-key"),
}
"""Those about something new, each time; the others are about a trouble that lasts."""


def ours(alarm: Alarm) -> set[Metric]:
    return {metric for metric in alarm.metrics.values() if metric[0] == NAMESPACE}


@pytest.fixture
def values(log: Log, request: pytest.FixtureRequest) -> Values:
    """What the metrics say after a scene."""
    getattr(metric_lines, request.param)()
    return said(log)


def said(log: Log) -> Values:
    sums: Counter[Metric] = Counter()
    for line in log.lines:
        for name, dimensions, _ in counted([line]):
            sums[NAMESPACE, name, dimensions] += line[name][0]
    return dict(sums)


def ringing(values: Values, *, among: str = NAMESPACE) -> set[str]:
    return {
        name
        for name, alarm in ALARMS.items()
        if any(metric[0] == among for metric in alarm.metrics.values()) and alarm.rings(values)
    }


def test_every_alarm_of_ours_is_about_a_metric_that_the_code_writes(log: Log) -> None:
    lines = metric_lines.written(log)
    written = {(NAMESPACE, name, dimensions) for name, dimensions, unit in counted(lines) if unit == "Count"}
    awaited = set() if KEEPER_IS_THERE else BY_THE_KEEPER
    by_others = {(NAMESPACE, name, frozenset[tuple[str, str]]()) for name in awaited | {"TooManyRequests"}}
    missing = {name: ours(alarm) - written - by_others for name, alarm in ALARMS.items()}
    assert {name: metrics for name, metrics in missing.items() if metrics} == {}
    # A unit would have to be the metric's; without one any fits.
    assert not [name for name, alarm in ALARMS.items() if "Unit" in str(alarm.properties)]


def test_the_code_counts_in_the_namespace_of_its_own_stack(monkeypatch: pytest.MonkeyPatch, log: Log) -> None:
    assert SHARED_ENVIRONMENT["POWERTOOLS_METRICS_NAMESPACE"] == {"Fn::Sub": "AdvocateRelay/${AWS::StackName}"}
    metric_lines.a_fault()
    assert metric_lines.namespaces(log.lines) == {"AdvocateRelay"}  # where no stack says otherwise


def test_every_other_alarm_is_about_a_metric_of_aws_under_the_right_dimension() -> None:
    for name, alarm in ALARMS.items():
        for namespace, metric, dimensions in set(alarm.metrics.values()) - ours(alarm):
            metrics, names = AWS_METRICS[namespace]
            assert metric in metrics, name
            assert {dimension for dimension, _ in dimensions} == names, name


def test_a_429_is_counted_by_the_access_log() -> None:
    (found,) = of_type("AWS::Logs::MetricFilter").values()
    counted = found["Properties"]
    assert counted["LogGroupName"] == {"Ref": "ApiLogs"}
    assert counted["FilterPattern"] == '{ $.status = "429" }'
    assert '"status":"$context.status"' in properties("Api")["AccessLogSettings"]["Format"]
    (transformation,) = counted["MetricTransformations"]
    assert transformation == {
        "MetricNamespace": SHARED_ENVIRONMENT["POWERTOOLS_METRICS_NAMESPACE"],
        "MetricName": "TooManyRequests",
        "MetricValue": "1",
        "Unit": "Count",
    }
    assert ALARMS["too-many-requests"].rings({(NAMESPACE, "TooManyRequests", frozenset()): 1})


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        *((reason, {f"letter-{reason}"}) for reason in ("rejected", "expired", "unverifiable", "poison", "unreadable")),
        ("invalid_card", {"letter-invalid"}),
        ("nobody_found", {"letter-nobody-found"}),
        ("stop_like", {"held-stop-like"}),
        ("no_phone", {"held-no-phone"}),
        ("a_burst", {"held-burst"}),
        ("a_challenge_that_nobody_verifies", {"held-challenge"}),
        ("keys_refused", {"credentials-refused"}),
        ("api_misrouted", {"api-misrouted"}),
        ("forms_for_a_campaign_that_takes_none", {"refused-campaign"}),
        ("forms_that_are_set_up_wrong", {"refused-form"}),
        ("a_form_without_its_secret", {"refused-form-secret"}),
        ("a_signature_that_is_wrong", {"refused-webhook"}),
        ("a_signature_of_another_time", {"refused-webhook"}),
        ("a_card_that_is_refused", {"refused-card-secret"}),
        ("a_google_lead_that_is_refused", {"refused-google-key"}),
        ("a_text_that_is_refused", {"refused-text-signature"}),
        ("a_question_of_googles_that_nothing_is_known_of", set()),
        *(
            (quiet, set())
            for quiet in ("spam", "a_page_that_is_not_named", "delivered_and_queued", "all_goes_on_later", "slow")
        ),
        *((quiet, set()) for quiet in ("a_text_from_abroad", "a_form_that_was_filled_in_wrong", "a_fault")),
        ("a_site_that_is_not_listed", set()),
        ("the_keepers_hour", {"old-letter", "given-up"} if KEEPER_IS_THERE else set()),
    ],
    indirect=["values"],
)
def test_what_happens_rings_its_own_alarm_and_no_other(values: Values, expected: set[str]) -> None:
    assert ringing(values) == expected


def test_every_scene_is_tried() -> None:
    tried = str(test_what_happens_rings_its_own_alarm_and_no_other.pytestmark)  # type: ignore[attr-defined]
    assert [scene.__name__ for scene in metric_lines.SCENES if f"'{scene.__name__}'" not in tried] == ["no_queue"]


def test_many_faults_within_minutes_ring_and_one_does_not(log: Log) -> None:
    for _ in range(5):
        metric_lines.a_fault()
    assert ringing(said(log)) == {"faults"}


def test_every_reason_of_a_letter_has_an_alarm_that_rings_for_each_new_one() -> None:
    """An alarm that stays in ALARM is mute. Counted by the minute, it is quiet again before the next letter comes."""
    assert set(ALARMS) >= EVENTS
    for name in EVENTS:
        alarm = ALARMS[name]
        relates = alarm.expression.startswith("IF")
        assert alarm.periods == {900 if relates else 60}, name
        assert alarm.statistics == {"Sum"}, name
        assert alarm.properties["EvaluationPeriods"] == 1, name
        assert alarm.properties["TreatMissingData"] == "notBreaching", name


def test_only_a_trouble_that_lasts_says_when_it_is_over() -> None:
    for name, alarm in ALARMS.items():
        assert ("OKActions" in alarm.properties) == (name not in EVENTS), name
        assert alarm.properties.get("OKActions", [{"Ref": "AlarmTopic"}]) == [{"Ref": "AlarmTopic"}]
        assert alarm.properties["AlarmActions"] == [{"Ref": "AlarmTopic"}]


def test_strangers_mute_no_alarm_but_that_of_their_own_kind() -> None:
    """What anybody with a phone or a browser can cause at will shares no metric with anything else that rings."""
    strangers = {
        "letter-nobody-found",
        "letter-invalid",
        "held-stop-like",
        "held-no-phone",
        "held-burst",
        "refused-campaign",
    }
    for name in strangers:
        shared = [other for other, alarm in ALARMS.items() if other != name and ours(alarm) & ours(ALARMS[name])]
        assert shared == []


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("refused-card-secret", "twitter_card"),
        ("refused-google-key", "google_lead"),
        ("refused-text-signature", "sms"),
    ],
)
def test_a_stranger_who_tries_a_secret_rings_nothing_while_the_source_works(name: str, source: str) -> None:
    alarm = ALARMS[name]
    assert {dict(dimensions)["source"] for _, _, dimensions in alarm.metrics.values()} == {source}
    refused, delivered, queued = (alarm.metrics[which] for which in ("refused", "delivered", "queued"))
    assert not alarm.rings({refused: 2, delivered: 1, queued: 1})
    assert alarm.rings({refused: 2, delivered: 1})
    assert alarm.rings({refused: 1})


def queue_of(name: str) -> tuple[Metric, Metric]:
    return ALARMS[name].metrics["visible"], ALARMS[name].metrics["hidden"]


@pytest.mark.parametrize(("name", "queue"), [("dead-letters", "DeadLetterQueue"), ("waiting", "RetryQueue")])
def test_what_lies_in_a_queue_counts_whether_somebody_has_it_in_hand_or_not(name: str, queue: str) -> None:
    """So a disabled mapping rings too; and letters that an operator looks at ring no second time."""
    visible, hidden = queue_of(name)
    assert {metric[2] for metric in (visible, hidden)} == {frozenset({("QueueName", f"<{queue}>")})}
    assert ALARMS[name].rings({visible: 1})
    assert ALARMS[name].rings({visible: 0, hidden: 1})
    assert not ALARMS[name].rings({visible: 0})
    assert ALARMS[name].rings({}) is None  # SQS reports nothing of a queue that nobody has touched for hours


def test_four_hours_of_waiting_ring_and_a_queue_that_is_empty_now_and_then_does_not() -> None:
    alarm = ALARMS["waiting"]
    assert sum(alarm.periods) * alarm.properties["EvaluationPeriods"] == 4 * 3600
    assert alarm.statistics == {"Average"}
    visible, hidden = queue_of("waiting")
    assert not alarm.rings({visible: 0.1, hidden: 0.3})
    assert alarm.rings({visible: 0.1, hidden: 0.9})  # one message, which is handed over now and then


def test_every_functions_errors_and_throttles_ring() -> None:
    watched: dict[str, set[str]] = {"Errors": set(), "Throttles": set(), "Invocations": set()}
    for alarm in ALARMS.values():
        for namespace, metric, dimensions in alarm.metrics.values():
            if namespace == "AWS/Lambda":
                watched[metric] |= {function for _, function in dimensions}
    assert watched["Errors"] == watched["Throttles"] == FUNCTIONS
    for each in ALARMS["throttled"].metrics.values():
        assert ALARMS["throttled"].rings({each: 1})
    assert not ALARMS["throttled"].rings({})


def test_a_keeper_that_fails_or_does_not_run_rings_and_one_that_mends_itself_does_not() -> None:
    alarm = ALARMS["keeper"]
    invocations, errors = alarm.metrics["invocations"], alarm.metrics["errors"]
    assert sum(alarm.periods) * alarm.properties["EvaluationPeriods"] == 3 * 3600
    assert alarm.rings({invocations: 1, errors: 1})
    assert not alarm.rings({invocations: 2, errors: 1})
    assert alarm.rings({})
    assert alarm.properties["TreatMissingData"] == "breaching"


def test_a_letter_of_more_than_ten_days_rings_and_an_absent_keeper_does_not_say_it_is_gone() -> None:
    alarm = ALARMS["old-letter"]
    (age,) = alarm.metrics.values()
    assert (alarm.rings({age: 10}), alarm.rings({age: 10.1}), alarm.rings({})) == (False, True, None)


def test_every_alarm_says_in_words_what_to_type_for_this_stack() -> None:
    commands = {command.name for command in app.registered_commands} | {group.name for group in app.registered_groups}
    for name, alarm in ALARMS.items():
        command = re.search(r"Type: \./relay (\w+)( [\w -]+)? --stack s$", alarm.description)
        assert command, name
        assert command[1] in commands, name
        reason = re.search(r"--reason (\w+)", alarm.description)
        if reason:
            assert reason[1] in {value for _, _, dimensions in alarm.metrics.values() for _, value in dimensions}, name
        # https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
        assert len(alarm.description) + 2 * 128 < 1024, name


def test_the_runbook_has_a_line_for_every_alarm() -> None:
    section = (ROOT / "docs/runbook.md").read_text().partition("\n## Alarms\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| \*\*([a-z0-9-]+)\*\* \|", section, re.MULTILINE)
    assert rows == list(ALARMS)

"""A log line and its metrics are one write; nothing in it is a person's."""

import threading

import pytest

from relay import telemetry
from tests.fakes.log import Log


def test_an_outcome_is_one_write_with_its_metric_inside(log: Log) -> None:
    telemetry.outcome("abc", source="sms", outcome="queued", reason="opt_out", attempt=2, campaigns=(998, 999))
    (written,) = log.writes
    (line,) = log.lines
    assert written.endswith("}\n")
    assert written.count("\n") == 1
    assert (line["submission_id"], line["reason"], line["attempt"]) == ("abc", "opt_out", 2)
    assert line["campaigns"] == [998, 999]
    (metric,) = line["_aws"]["CloudWatchMetrics"]
    assert metric["Namespace"] == "AdvocateRelay"
    assert [sorted(names) for names in metric["Dimensions"]] == [["outcome", "source"]]
    assert metric["Metrics"] == [{"Name": "Submissions", "Unit": "Count"}]
    assert (line["source"], line["outcome"], line["Submissions"]) == ("sms", "queued", [1.0])


@pytest.mark.parametrize("source", ["", "telegram", "ann@example.org", "\ud83d"])
def test_a_source_that_is_none_of_ours_is_unknown(log: Log, source: str) -> None:
    telemetry.outcome("abc", source=source, outcome="dead", reason="unreadable")
    assert log.lines[0]["source"] == "unknown"


@pytest.mark.parametrize(
    ("report", "metric", "dimension"),
    [
        (lambda: telemetry.dead_letter("poison", "abc"), "DeadLetters", {"reason": "poison"}),
        (lambda: telemetry.refusal("Misrouted"), "ApiRefusals", {"kind": "Misrouted"}),
        (lambda: telemetry.slow_call("create_advocate", 2500), "SlowCalls", {"endpoint": "create_advocate"}),
        (lambda: telemetry.unverified("turnstile", "wrong_secret"), "Unverified", {"why": "wrong_secret"}),
        (lambda: telemetry.breaker("OPEN"), "Breaker", {"state": "OPEN"}),
        (lambda: telemetry.refused("sms", 403, "bad_signature"), "RefusedRequests", {"source": "sms"}),
        (lambda: telemetry.refused("ann@example.org", 404, "not_found"), "RefusedRequests", {"source": "unknown"}),
        (
            lambda: telemetry.unlisted_site("origins", "https://example.org", "not_listed", [998]),
            "UnlistedSites",
            {"list": "origins"},
        ),
        (lambda: telemetry.fault("worker.read", ValueError("ann@example.org")), "Faults", {"where": "worker.read"}),
    ],
    ids=[
        "dead letter",
        "refusal",
        "slow call",
        "unverified",
        "breaker",
        "refused",
        "refused nowhere",
        "unlisted site",
        "fault",
    ],
)
def test_whatever_happens_is_one_write_with_its_metric(
    log: Log, report: object, metric: str, dimension: dict[str, str]
) -> None:
    report()  # type: ignore[operator]
    (line,) = log.lines
    assert line[metric] == [1.0]
    assert line.items() >= dimension.items()
    assert "ann@example.org" not in log.text


def test_a_refusal_is_counted_by_source_and_code_only(log: Log) -> None:
    telemetry.refused("web_form", 422, "invalid", ["zip5", "email"])
    (line,) = log.lines
    (metric,) = line["_aws"]["CloudWatchMetrics"]
    assert [sorted(names) for names in metric["Dimensions"]] == [["code", "source"]]
    assert (line["status"], line["field"], line["fields"]) == (422, "zip5", ["zip5", "email"])


def test_what_is_held_is_counted_by_its_reason_too_and_nothing_else_is(log: Log) -> None:
    telemetry.outcome("abc", source="sms", outcome="held", reason="stop_like")
    telemetry.outcome("abc", source="sms", outcome="queued", reason="opt_out")
    counted_by = [line["_aws"]["CloudWatchMetrics"][0]["Dimensions"] for line in log.lines]
    assert counted_by == [[["source", "outcome"], ["outcome", "reason"]], [["source", "outcome"]]]
    assert log.lines[0]["reason"] == "stop_like"


def test_the_function_is_in_the_line_and_no_dimension(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    """A metric for each function would have to be paid for, and an alarm would need them all."""
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "web_form")
    telemetry.refusal("Unfamiliar")  # one that is not remembered from another test
    assert log.lines[0]["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["kind"]]
    assert "service" in log.lines[0]


def test_a_line_names_the_place_that_reported_it(log: Log) -> None:
    telemetry.refusal("Misrouted")
    assert log.lines[0]["location"].startswith("test_a_line_names_the_place_that_reported_it:")


def test_lines_of_many_threads_stay_whole(log: Log) -> None:
    def report() -> None:
        for _ in range(20):
            telemetry.dead_letter("expired", "abc")

    threads = [threading.Thread(target=report) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [line["DeadLetters"] for line in log.lines] == [[1.0]] * 160

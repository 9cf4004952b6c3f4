"""Log lines are counted by Logs Insights or fetched one by one, which comes to the same."""

from pathlib import Path

import pytest

import relay
from relay import telemetry
from relay.keeping.log_lines import QUERY, SAME, TEXTS, LogLines, NoAnswer
from relay.keeping.numbers import Logged, Numbers, numbers
from tests.fakes.log import Log
from tests.unit.keeping.logs import Insights, Logs

SINCE, UNTIL = 1_793_512_770_400, 1_793_512_970_400
GROUPS = ["/aws/lambda/relay-web-form", "/aws/lambda/relay-retry"]


@pytest.fixture
def logs(log: Log) -> Logs:
    """Two groups with a line of each kind, twice, one of Lambda's own, and one before and after the time."""
    for _ in range(2):
        telemetry.outcome("a", source="web_form", outcome="delivered", reason="delivered", campaigns=(998, 999))
        telemetry.outcome("b", source="web_form", outcome="queued", reason="wait", campaigns=(998,))
        telemetry.outcome("b", source="web_form", outcome="dead", reason="rejected", attempt=3, campaigns=(998,))
        telemetry.outcome("c", source="sms", outcome="queued", reason="opt_out")
        telemetry.outcome("", source="sms", outcome="refused", reason="no_us_phone")
        telemetry.dead_letter("rejected", "b")
        telemetry.refusal("CredentialsRejected")
        telemetry.refused("web_form", 422, "invalid", ["zip5"])
        telemetry.unlisted_site("origins", "https://example.org", "not_listed", [998])
        telemetry.breaker("OPEN")
        try:
            raise ValueError("ann@example.org")
        except ValueError as error:
            telemetry.fault("worker.read", error, "b")
    events = [(SINCE + 1000 * number, text) for number, text in enumerate(log.writes)]
    outside = [(SINCE - 1, log.writes[0]), (UNTIL, log.writes[0])]
    return Logs({GROUPS[0]: [outside[0], *events[:12], outside[1]], GROUPS[1]: [(SINCE, "START 1"), *events[12:]]})


def lines_of(logs: Logs) -> LogLines:
    return LogLines(ask=logs, groups=GROUPS, sleep=lambda _: None)


def read(logs: Logs) -> list[Logged]:
    return lines_of(logs).between(SINCE, UNTIL)


def sums(logs: Logs) -> Numbers:
    return numbers(read(logs))


def test_counted_or_fetched_it_comes_to_the_same(logs: Logs) -> None:
    counted = sums(logs)
    assert logs.operations() == ["StartQuery", "GetQueryResults", "GetQueryResults"]
    logs.insights = "lists"
    fetched = sums(logs)
    assert "FilterLogEvents" in logs.operations()
    assert counted == fetched
    assert counted.by_source["web_form"].delivered == 2
    assert counted.faults[0].at.startswith("test_log_lines.py:")


def test_each_kind_of_line_is_one_row(logs: Logs) -> None:
    assert sorted(line.count for line in read(logs)) == [2] * 11


def test_a_query_that_is_not_taken_costs_time_and_no_number(logs: Logs) -> None:
    counted = sums(logs)
    logs.insights = "refuses"
    assert sums(logs) == counted


@pytest.mark.parametrize("tokens", [True, False])
@pytest.mark.parametrize("insights", ["lists", "refuses"])
def test_every_page_is_read_once(logs: Logs, tokens: bool, insights: Insights, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = sums(logs)
    monkeypatch.setattr("relay.keeping.log_lines.MOST_ROWS", 3)
    logs.page, logs.tokens, logs.insights = 3, tokens, insights
    assert sums(logs) == counted


def test_more_lines_of_one_moment_than_a_page_has_do_not_go_round_for_ever(
    logs: Logs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("relay.keeping.log_lines.MOST_ROWS", 3)
    logs.groups = {GROUPS[0]: [(SINCE, text) for _, text in logs.groups[GROUPS[0]]], GROUPS[1]: []}
    logs.page, logs.tokens, logs.insights = 3, False, "lists"
    assert len(read(logs)) == 3


def test_a_query_that_takes_too_long_is_stopped(logs: Logs) -> None:
    logs.insights = "never"
    with pytest.raises(NoAnswer):
        read(logs)
    assert logs.operations()[-1] == "StopQuery"


def test_a_query_that_failed_is_not_stopped(logs: Logs) -> None:
    logs.insights = "fails"
    with pytest.raises(NoAnswer):
        read(logs)
    assert logs.operations() == ["StartQuery", "GetQueryResults"]


def test_the_query_names_fields_that_the_code_writes() -> None:
    code = (Path(relay.__file__).parent / "telemetry.py").read_text()
    own = {"again", "named", "places", "by_site"}
    assert [name for name in {*SAME} - own if name not in code] == []
    assert {*TEXTS} < {*SAME}
    assert all(name in QUERY.partition("stats")[0] for name in own)


def test_every_message_that_telemetry_writes_is_asked_for() -> None:
    outcomes = {*telemetry.LoggedOutcome.__value__.__args__}
    others = {"dead letter", "api refusal", "refused", "unlisted site", "breaker", "fault"}
    assert all(f'"{message}"' in QUERY for message in outcomes | others)


@pytest.mark.parametrize("insights", ["counts", "lists", "refuses"])
def test_the_oldest_that_waits_is_told_by_its_first_line(log: Log, insights: Insights) -> None:
    def oldest() -> int | None:
        events = [(SINCE + 1000 * number, text) for number, text in enumerate(log.writes)]
        late = {GROUPS[0]: events[1::2], GROUPS[1]: events[::2]}
        return lines_of(Logs(late, insights)).waiting_since(SINCE, UNTIL)

    log.writes.clear()
    assert oldest() is None
    telemetry.outcome("a", source="sms", outcome="queued", reason="wait")
    telemetry.outcome("b", source="sms", outcome="queued", reason="wait")
    telemetry.outcome("c", source="sms", outcome="queued", reason="opt_out")
    telemetry.outcome("", source="sms", outcome="dead", reason="unreadable", attempt=1)
    telemetry.outcome("a", source="sms", outcome="waiting", attempt=1)
    telemetry.outcome("b", source="sms", outcome="waiting", attempt=1)
    assert oldest() == SINCE
    telemetry.outcome("a", source="sms", outcome="delivered", attempt=2)
    assert oldest() == SINCE + 1000
    telemetry.outcome("b", source="sms", outcome="dead", reason="expired", attempt=2)
    assert oldest() == SINCE + 2000
    telemetry.outcome("c", source="sms", outcome="done", reason="opt_out", attempt=1)
    assert oldest() is None

"""Log lines, as `relay.telemetry` writes them, add up to what came in, what became of it and what went wrong."""

import json
from typing import Any

import pytest

from relay import telemetry
from relay.keeping.numbers import ANSWERED, NO_CAMPAIGN, Flow, Logged, Numbers, numbers, said_in
from tests.fakes.log import Log

AT = 1_793_512_770_000


def sums(log: Log, count: int = 1) -> Numbers:
    """What all that was logged adds up to; each line was written a second after the one before."""
    said = [said_in(text) for text in log.writes]
    return numbers(Logged(each, AT + 1000 * number, count) for number, each in enumerate(said) if each is not None)


def test_what_came_and_what_became_of_it_by_source_and_campaign(log: Log) -> None:
    telemetry.outcome("a", source="web_form", outcome="delivered", reason="delivered", campaigns=(998,))
    telemetry.outcome("b", source="web_form", outcome="queued", reason="wait", campaigns=(998, 999))
    telemetry.outcome("b", source="web_form", outcome="waiting", attempt=1, campaigns=(998, 999))
    telemetry.outcome("b", source="web_form", outcome="delivered", attempt=2, campaigns=(998, 999))
    telemetry.outcome("c", source="sms", outcome="queued", reason="wait", campaigns=(999,))
    telemetry.outcome("c", source="sms", outcome="dead", reason="rejected", attempt=1, campaigns=(999,))
    found = sums(log)
    assert found.by_source == {
        "sms": Flow(received=1, queued=1, dead=1),
        "web_form": Flow(received=2, delivered=2, queued=1, waiting=1),
    }
    assert found.by_campaign == {
        ("sms", 999): Flow(received=1, queued=1, dead=1),
        ("web_form", 998): Flow(received=2, delivered=2, queued=1, waiting=1),
        ("web_form", 999): Flow(received=1, delivered=1, queued=1, waiting=1),
    }


def test_a_repetition_of_what_was_delivered_is_no_second_delivery(log: Log) -> None:
    telemetry.outcome("a", source="web_form", outcome="delivered", reason="finished", campaigns=(998,))
    telemetry.outcome("a", source="web_form", outcome="finished", attempt=1, campaigns=(998,))
    assert sums(log).by_source == {"web_form": Flow(received=1, finished=2)}


def test_a_repetition_of_what_is_dead_is_queued(log: Log) -> None:
    telemetry.outcome("a", source="sms", outcome="queued", reason="finished", campaigns=(998,))
    assert sums(log).by_source == {"sms": Flow(received=1, queued=1)}


def test_an_opt_in_held_by_itself_is_held_but_was_not_received_by_itself(log: Log) -> None:
    telemetry.outcome("a1", source="web_form", outcome="held", reason="suppressed", campaigns=(998,))
    telemetry.outcome("a", source="web_form", outcome="delivered", reason="delivered", campaigns=(998,))
    assert sums(log).by_source == {"web_form": Flow(received=1, delivered=1, held=1)}


def test_opt_outs_are_counted_by_themselves(log: Log) -> None:
    telemetry.outcome("a", source="sms", outcome="queued", reason="opt_out")
    telemetry.outcome("a", source="sms", outcome="waiting", reason="opt_out", attempt=1)
    telemetry.outcome("a", source="sms", outcome="done", reason="opt_out", attempt=2)
    telemetry.outcome("b", source="sms", outcome="dead", reason="nobody_found", attempt=1)
    found = sums(log)
    assert found.opt_outs == {"queued": 1, "waiting": 1, "done": 1, "dead": 1}
    assert found.by_source == {}


def test_what_could_not_be_read_is_of_no_campaign(log: Log) -> None:
    telemetry.outcome("", source="telegram", outcome="dead", reason="unreadable", attempt=1)
    telemetry.outcome("x", source="twitter_card", outcome="dead", reason="invalid")
    assert sums(log).by_campaign == {
        ("twitter_card", NO_CAMPAIGN): Flow(received=1, dead=1),
        ("unknown", NO_CAMPAIGN): Flow(dead=1),
    }


def test_refusals_are_counted_by_source_and_code(log: Log) -> None:
    telemetry.refused("web_form", 422, "invalid", ["zip5"])
    telemetry.refused("web_form", 422, "invalid", ["email"])
    telemetry.refused("sms", 403, "bad_signature")
    telemetry.outcome("", source="sms", outcome="refused", reason="no_us_phone")
    telemetry.outcome("", source="twitter_card", outcome="refused", reason="test_lead")
    found = sums(log)
    assert [(each.source, each.code, each.status, each.count) for each in found.refused] == [
        ("web_form", "invalid", 422, 2),
        ("sms", "bad_signature", 403, 1),
        ("sms", "no_us_phone", ANSWERED, 1),
        ("twitter_card", "test_lead", ANSWERED, 1),
    ]
    assert found.refused[0].last_at == AT + 1000
    assert found.by_source == {}


def test_what_went_wrong_is_told_with_the_last_time(log: Log) -> None:
    telemetry.refusal("CredentialsRejected")
    telemetry.refusal("CredentialsRejected")
    telemetry.breaker("OPEN")
    telemetry.breaker("HALF_OPEN")
    telemetry.unlisted_site("origins", "https://example.org", "not_listed", [998])
    telemetry.dead_letter("poison", "abc")
    found = sums(log)
    assert [(each.what, each.count, each.last_at) for each in found.api_refusals] == [
        ("CredentialsRejected", 2, AT + 1000)
    ]
    assert [each.what for each in found.breaker] == ["HALF_OPEN", "OPEN"]
    assert [(each.key, each.site, each.fault) for each in found.unlisted] == [
        ("origins", "https://example.org", "not_listed")
    ]
    assert found.letters == {"poison": 1}


def test_faults_are_told_by_place_and_type_the_last_first(log: Log) -> None:
    for where in ("worker.read", "intake.deliver", "worker.read"):
        try:
            raise ValueError("ann@example.org")
        except ValueError as error:
            telemetry.fault(where, error, "abc")
    last, first = sums(log).faults
    assert (last.where, last.error, last.count, last.last_at) == ("worker.read", "ValueError", 2, AT + 2000)
    assert last.at.startswith("test_numbers.py:")
    assert (first.where, first.count) == ("intake.deliver", 1)


def test_a_line_may_stand_for_many(log: Log) -> None:
    telemetry.outcome("a", source="sms", outcome="delivered", reason="delivered", campaigns=(998,))
    telemetry.refused("sms", 403, "bad_signature")
    found = sums(log, count=40)
    assert found.by_source == {"sms": Flow(received=40, delivered=40)}
    assert found.refused[0].count == 40


def test_a_line_of_an_earlier_version_has_no_campaigns() -> None:
    said = {"message": "delivered", "outcome": "delivered", "source": "sms", "reason": "delivered", "attempt": 0}
    assert numbers([Logged(said, AT)]).by_campaign == {("sms", NO_CAMPAIGN): Flow(received=1, delivered=1)}


@pytest.mark.parametrize("text", ["", "START RequestId: 1", "{", "[]", '{"a": 1} and more', "[" * 100_000 + "{"])
def test_what_is_no_line_of_ours_says_nothing(text: str) -> None:
    assert said_in(text) is None


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"message": ["delivered"], "outcome": ["delivered"]},
        {"message": "delivered"},
        {"message": "delivered", "outcome": "made up"},
        {"message": "made up", "outcome": "made up", "source": "sms"},
    ],
    ids=json.dumps,
)
def test_what_is_not_as_it_should_be_counts_for_nothing(said: dict[str, Any]) -> None:
    assert numbers([Logged(said, AT)]) == Numbers()


def test_a_value_of_another_type_costs_its_line_only_that_value() -> None:
    said = {"message": "held", "outcome": "held", "source": 7, "reason": None, "attempt": "?", "campaigns": ["x", 998]}
    assert numbers([Logged(said, AT)]).by_campaign == {("", 998): Flow(received=1, held=1)}


def test_the_last_time_is_the_latest_in_whatever_order_lines_come(log: Log) -> None:
    telemetry.breaker("OPEN")
    (said,) = log.lines
    assert [each.last_at for each in numbers([Logged(said, AT), Logged(said, AT - 1)]).breaker] == [AT]


def test_a_campaign_that_is_named_twice_counts_once(log: Log) -> None:
    telemetry.outcome("a", source="sms", outcome="held", reason="held", campaigns=(998, 998))
    assert sums(log).by_campaign == {("sms", 998): Flow(received=1, held=1)}

"""A submission outlives deployments as a message, so what is written today must be read for ever."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from relay.messages import UnreadableMessage, from_message, raw_post, to_message
from relay.submission import ConnectionRequest, Submission

GOLDEN = Path(__file__).parents[1] / "golden" / "version_1"

SUBMISSION = Submission(
    source="web_form",
    natural_key="ann@example.org",
    keyed_by_content=True,
    received_at=1_767_268_800_123,
    campaigns=(998, 999),
    advocate={"email": "ann@example.org", "zip5": "02134", "tags": ["a", "b"], "fields": {"5365": "Zoë"}},
    connection=ConnectionRequest(campaign=998, types=("email",), arguments={"emailSubject": "S"}),
    trusted=True,
    proof="form",
)
WRITTEN = (
    r'{"version":1,"source":"web_form","natural_key":"ann@example.org","keyed_by_content":true,'
    r'"received_at":1767268800123,"campaigns":[998,999],"advocate":{"email":"ann@example.org","zip5":"02134",'
    r'"tags":["a","b"],"fields":{"5365":"Zo\u00eb"}},"connection":{"campaign":998,"types":["email"],'
    r'"arguments":{"emailSubject":"S"}},"trusted":true,"send_anyway":0,"proof":"form"}'
)


def changed(**changes: Any) -> str:
    """The message with some of its values changed."""
    return json.dumps(json.loads(WRITTEN) | changes)


def without(name: str) -> str:
    """The message without one of its values."""
    return json.dumps({key: value for key, value in json.loads(WRITTEN).items() if key != name})


def problem_of(message: str) -> str:
    """What is said of a message that can't be read."""
    with pytest.raises(UnreadableMessage) as caught:
        from_message(message)
    assert caught.value.__cause__ is None
    return str(caught.value)


# ---------------------------------------------------------------- writing and reading back


def test_a_message_gives_back_the_whole_submission() -> None:
    assert from_message(to_message(SUBMISSION)) == SUBMISSION


def test_a_message_is_written_in_one_way_to_the_byte() -> None:
    assert to_message(SUBMISSION) == WRITTEN


@pytest.mark.parametrize("name", ["form", "card", "text", "opt_out"])
def test_a_stored_message_is_written_again_to_the_byte(name: str) -> None:
    stored = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    in_order = {key: stored[key] for key in json.loads(WRITTEN)}
    assert to_message(from_message(json.dumps(stored))) == json.dumps(in_order, separators=(",", ":"))


@pytest.mark.parametrize("changes", [{"advocate": {"firstname": "\ud83d"}}, {"proof": "\ude00"}])
def test_half_a_surrogate_pair_is_unreadable_for_nobody_would_take_it(changes: dict[str, Any]) -> None:
    assert problem_of(changed(**changes)) == "not a submission: half a character"


@pytest.mark.parametrize(
    ("flag", "address"),
    [("smsOptin", "phone"), ("smsOptout", "phone"), ("emailOptin", "email"), ("emailOptout", "email")],
)
def test_who_opts_in_or_out_has_an_address_to_do_it_with(flag: str, address: str) -> None:
    assert problem_of(changed(advocate={flag: "1"})) == f"not a submission: advocate: {flag} without {address}"
    assert from_message(changed(advocate={flag: "1", address: "x"}))


def test_nobody_waits_for_what_comes_out_of_a_queue() -> None:
    correctable = dataclasses.replace(SUBMISSION, correctable=True)
    assert to_message(correctable) == to_message(SUBMISSION)
    assert from_message(changed(correctable=True)) == SUBMISSION


def test_a_dead_letter_is_a_message_and_its_notes_are_passed_over() -> None:
    letter = json.loads(WRITTEN) | {"reason": "rejected", "attempts": 3}
    assert from_message(json.dumps(letter)) == SUBMISSION


def test_a_message_from_before_send_anyway_is_read() -> None:
    assert from_message(without("send_anyway")) == SUBMISSION


# ---------------------------------------------------------------- what can't be read


@pytest.mark.parametrize("body", ["", "{", "[]", "null", "7", "[" * 100_000])
def test_what_is_no_json_object_is_unreadable(body: str) -> None:
    assert problem_of(body).startswith("not a message: ")


@pytest.mark.parametrize("body", ['{"version":2,"source":"sms"}', '{"version":null}', '{"version":"ann"}', "{}"])
def test_a_message_of_another_version_is_unreadable(body: str) -> None:
    told = problem_of(body)
    assert told.endswith(" is not known here")
    assert "ann" not in told


@pytest.mark.parametrize("name", ["source", "natural_key", "keyed_by_content", "received_at", "campaigns", "advocate"])
def test_a_message_that_lacks_what_a_submission_needs_is_unreadable(name: str) -> None:
    assert problem_of(without(name)) == f"not a submission: {name}: missing"


@pytest.mark.parametrize(
    "changes",
    [
        {"source": "carrier_pigeon"},
        {"natural_key": 7},
        {"received_at": "yesterday"},
        {"received_at": 1e30},
        {"received_at": float("nan")},
        {"received_at": float("inf")},
        {"received_at": -1},
        {"received_at": 253_370_764_800_000},
        {"send_anyway": -1},
        {"campaigns": "998"},
        {"campaigns": ["whales"]},
        {"advocate": "ann@example.org"},
        {"advocate": {"tags": [7]}},
        {"connection": "email"},
        {"connection": {"campaign": 998}},
        {"proof": None},
    ],
)
def test_what_cannot_be_a_submission_is_unreadable_at_once(changes: dict[str, Any]) -> None:
    (name,) = changes
    assert problem_of(changed(**changes)).startswith(f"not a submission: {name}: ")


def test_an_unreadable_message_names_every_field_and_quotes_nothing() -> None:
    told = problem_of(changed(source="ann@example.org", received_at="ann@example.org", advocate={"Ann": 7}))
    assert told.startswith("not a submission: source: ")
    assert ", received_at: " in told
    assert ", advocate: " in told
    assert "ann" not in told.lower()


# ---------------------------------------------------------------- raw posts

LETTER = {"version": 1, "source": "sms", "received_at": 1, "raw": "Body=JOIN", "reason": "invalid"}


def test_a_raw_post_is_told_from_what_can_be_read_by_nobody() -> None:
    assert raw_post(json.dumps(LETTER)) == {"source": "sms", "received_at": 1, "raw": "Body=JOIN"}
    for other in ("", "[]", "7", json.dumps(LETTER | {"version": 2}), to_message(SUBMISSION)):
        assert raw_post(other) is None


@pytest.mark.parametrize("changes", [{"raw": 7}, {"received_at": 1e30}, {"received_at": -1}, {"source": None}])
def test_a_letter_that_holds_something_else_is_no_raw_post(changes: dict[str, Any]) -> None:
    assert raw_post(json.dumps(LETTER | changes)) is None


# ---------------------------------------------------------------- a person's data


def test_a_person_does_not_show_in_repr() -> None:
    assert "ann@example.org" not in repr(SUBMISSION)
    assert "Zoë" not in repr(SUBMISSION)

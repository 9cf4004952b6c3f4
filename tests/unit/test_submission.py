"""A submission outlives deployments as a message, so what is written today must be read for ever."""

import json

import pytest

from relay.submission import ConnectionRequest, Submission, UnreadableMessage, from_message, raw_post

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


def test_a_message_gives_back_the_whole_submission() -> None:
    assert from_message(SUBMISSION.to_message()) == SUBMISSION


def test_a_dead_letter_is_a_message_and_its_notes_are_passed_over() -> None:
    letter = json.loads(SUBMISSION.to_message()) | {"reason": "rejected", "attempts": 3}
    assert from_message(json.dumps(letter)) == SUBMISSION


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "null", "7", '{"version":1}', '{"version":2,"source":"sms"}', '{"version":null}']
)
def test_what_is_no_submission_is_unreadable(body: str) -> None:
    with pytest.raises(UnreadableMessage):
        from_message(body)


def test_a_raw_post_is_told_from_what_can_be_read_by_nobody() -> None:
    letter = {"version": 1, "source": "sms", "received_at": 1, "raw": "Body=JOIN", "reason": "invalid"}
    assert raw_post(json.dumps(letter)) == letter
    for other in ("", "[]", "7", json.dumps(letter | {"version": 2}), SUBMISSION.to_message()):
        assert raw_post(other) is None


def test_an_unreadable_message_is_not_quoted() -> None:
    body = json.dumps({"version": 1, "source": "ann@example.org", "received_at": "ann@example.org"})
    with pytest.raises(UnreadableMessage) as caught:
        from_message(body)
    assert "ann" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_person_does_not_show_in_repr() -> None:
    assert "ann@example.org" not in repr(SUBMISSION)
    assert "Zoë" not in repr(SUBMISSION)

"""Whether a call was carried out: the judgement of status and body, one row for each kind of reply."""

import contextlib
import json
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import pytest
import requests
from requests.structures import CaseInsensitiveDict

from relay.phone2action import (
    CredentialsRejected,
    InvalidRequest,
    Misrouted,
    NotSent,
    Phone2ActionError,
    RateLimited,
    Rejected,
    Transient,
    UnknownOutcome,
)
from relay.phone2action.replies import MAX_RETRY_AFTER, retry_after
from relay.phone2action.transport import MAX_REPLY
from tests.unit.phone2action.fakes import FakeReply, FakeSession, client, reply, success

ADA: dict[str, Any] = {"campaigns": [998], "email": "ada@example.org"}
REFUSAL = {"success": 0, "error": "ada@example.org is not welcome", "type": "advocate"}
HTML = b"<html><body>We'll be back soon</body></html>"


def created(answer: FakeReply | Exception) -> int:
    return client(FakeSession(answer)).create_advocate(**ADA).advocateid


def failure(answer: FakeReply | Exception, **settings: Any) -> Phone2ActionError:
    with pytest.raises(Phone2ActionError) as caught:
        client(FakeSession(answer), **settings).create_advocate(**ADA)
    return caught.value


@pytest.mark.parametrize("said", [1, "1", True])
@pytest.mark.parametrize("status", [200, 201])
@pytest.mark.parametrize("advocateid", [19302020, "19302020"])
def test_success_in_any_spelling_is_a_success(said: object, status: int, advocateid: object) -> None:
    assert created(reply({"success": said, "error": "", "advocateid": advocateid}, status)) == 19302020


@pytest.mark.parametrize("said", [0, "0", False, None, "", "no", [], {}])
def test_a_2xx_that_does_not_say_success_has_an_unknown_outcome(said: object) -> None:
    assert type(failure(reply({"success": said, "advocateid": 19302020}))) is UnknownOutcome


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        HTML,
        b"null",
        b"[]",
        b'"success"',
        b"1",
        b'{"success": 1, "advoc',
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"success": ' + b"9" * 5000 + b"}",
    ],
)
def test_a_2xx_that_can_not_be_read_has_an_unknown_outcome(body: bytes) -> None:
    error = failure(FakeReply(200, body))
    assert type(error) is UnknownOutcome
    assert error.status == 200


def test_a_created_advocate_without_an_id_has_an_unknown_outcome() -> None:
    assert type(failure(reply({"success": 1}))) is UnknownOutcome


@pytest.mark.parametrize(
    ("status", "content", "expected"),
    [
        (400, REFUSAL, Rejected),
        (422, REFUSAL, Rejected),
        (409, {"error": "no"}, Rejected),
        (401, REFUSAL, CredentialsRejected),
        (403, REFUSAL, CredentialsRejected),
        (403, None, CredentialsRejected),
        (404, REFUSAL, Misrouted),
        (405, REFUSAL, Misrouted),
        (408, REFUSAL, UnknownOutcome),
        (429, REFUSAL, RateLimited),
        (429, None, RateLimited),
        (400, None, Misrouted),
        (413, {"message": "Request Too Long"}, Misrouted),
        (400, ["no"], Misrouted),
        (400, {"success": 1, "error": None}, UnknownOutcome),
        (301, None, Misrouted),
        (302, {"success": 1, "advocateid": 1}, Misrouted),
        (307, None, Misrouted),
        (500, REFUSAL, UnknownOutcome),
        (500, {"success": 1, "advocateid": 1}, UnknownOutcome),
        (502, None, UnknownOutcome),
        (503, None, UnknownOutcome),
        (199, None, UnknownOutcome),
        (600, None, UnknownOutcome),
    ],
)
def test_every_other_status_has_its_meaning(status: int, content: object, expected: type[Exception]) -> None:
    answer = FakeReply(status, HTML) if content is None else reply(content, status)
    error = failure(answer)
    assert type(error) is expected
    assert error.status == status


@pytest.mark.parametrize(
    ("status", "content", "proven"),
    [
        (401, None, True),
        (403, None, True),
        (429, None, True),
        (400, REFUSAL, True),
        (404, REFUSAL, True),
        (409, {"error": "no"}, True),
        (404, None, False),
        (404, {"message": "no route"}, False),
        (404, {"success": 1}, False),
        (405, None, False),
        (400, None, False),
        (400, {"success": 1}, False),
        (408, REFUSAL, False),
        (302, None, False),
        (307, REFUSAL, False),
        (200, REFUSAL, False),
        (500, REFUSAL, False),
    ],
)
def test_only_keys_limits_and_the_api_s_own_refusal_prove_that_nothing_was_made(
    status: int, content: object, proven: bool
) -> None:
    answer = FakeReply(status, HTML) if content is None else reply(content, status)
    assert failure(answer).proves_not_made is proven


def test_what_was_never_sent_was_not_made() -> None:
    assert failure(NotSent()).proves_not_made
    assert not failure(OSError()).proves_not_made
    with pytest.raises(InvalidRequest) as caught:
        client(FakeSession()).create_advocate(campaigns=[998], email="nobody")
    assert caught.value.proves_not_made


def test_only_what_surely_was_not_carried_out_is_transient() -> None:
    kinds = [RateLimited, NotSent, Misrouted, Rejected, CredentialsRejected, UnknownOutcome]
    assert [issubclass(kind, Transient) for kind in kinds] == [True, True, True, False, False, False]


def test_a_reply_that_breaks_off_has_an_unknown_outcome_although_what_came_was_complete() -> None:
    broken = success()
    broken.breaks_with = requests.exceptions.ChunkedEncodingError("cut off")
    assert type(failure(broken)) is UnknownOutcome


def test_a_status_that_says_it_all_needs_no_body() -> None:
    broken = FakeReply(429, b"{", CaseInsensitiveDict({"Retry-After": "7"}), OSError("cut off"))
    error = failure(broken)
    assert isinstance(error, RateLimited)
    assert error.retry_after == 7


def test_a_reply_of_any_size_is_not_read_to_its_end() -> None:
    endless = FakeReply(200, b'{"success": 1, "advocateid": 7}'.ljust(MAX_REPLY + 1))
    assert type(failure(endless)) is UnknownOutcome
    assert endless.closed
    assert created(FakeReply(200, b'{"success": 1, "advocateid": 7}'.ljust(MAX_REPLY))) == 7


def test_every_reply_is_closed() -> None:
    answers = [success(), reply(REFUSAL, 422), FakeReply(500, HTML)]
    for answer in answers:
        with contextlib.suppress(Phone2ActionError):
            created(answer)
    assert all(answer.closed for answer in answers)


@pytest.mark.parametrize("status", [200, 302, 401, 404, 408, 422, 429, 503])
def test_a_wait_in_seconds_is_handed_on(status: int) -> None:
    assert failure(reply({}, status, Retry_After="120")).retry_after == 120


def test_without_a_wait_there_is_none() -> None:
    assert failure(reply({}, 429)).retry_after is None


def test_a_wait_until_a_date_is_counted_from_now() -> None:
    now = datetime(2024, 2, 29, 12, 0, 0, tzinfo=UTC)
    then = format_datetime(datetime(2024, 2, 29, 12, 1, 30, tzinfo=UTC), usegmt=True)
    assert failure(reply({}, 429, Retry_After=then), clock=now.timestamp).retry_after == 90


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0.0),
        (" 5 ", 5.0),
        ("99999999999999999999", MAX_RETRY_AFTER),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", MAX_RETRY_AFTER),
        ("-5", None),
        ("1.5", None),
        ("nan", None),
        ("soon", None),
        ("", None),
        ("٣", None),
        ("Thu, 99 Foo 2024 00:00:00 GMT", None),
    ],
)
def test_a_wait_is_bounded_and_nonsense_is_none(header: str, seconds: float | None) -> None:
    assert retry_after(header, lambda: 1_700_000_000.0) == seconds


def test_the_api_s_own_words_are_kept_but_never_shown() -> None:
    error = failure(reply(REFUSAL, 422))
    assert error.api_error == "ada@example.org is not welcome"
    assert "welcome" not in f"{error} {error!r} {error.args}"


def test_words_of_the_api_that_are_no_text_are_dropped() -> None:
    assert failure(reply({"success": 0, "error": {"email": ["bad"]}}, 422)).api_error == ""


def test_a_read_is_judged_by_the_same_rules() -> None:
    for status, expected in [(422, Rejected), (403, CredentialsRejected), (404, Misrouted), (500, UnknownOutcome)]:
        with pytest.raises(expected):
            list(client(FakeSession(reply(REFUSAL, status))).list_advocates())


def test_a_read_that_says_it_had_no_success_is_not_an_empty_list() -> None:
    with pytest.raises(UnknownOutcome):
        list(client(FakeSession(reply({"success": 0, "data": []}))).list_advocates())


def test_the_body_of_a_reply_may_have_a_byte_order_mark() -> None:
    assert created(FakeReply(200, b"\xef\xbb\xbf" + json.dumps({"success": 1, "advocateid": 5}).encode())) == 5

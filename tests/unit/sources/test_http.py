"""Requests out of API Gateway's events, and replies that are never a stack trace."""

import base64
import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay import telemetry
from relay.sources.http import (
    MAXIMUM_BODY,
    Refused,
    Request,
    Response,
    errors,
    guarded,
    unavailable,
)
from relay.stores.secrets import Unavailable
from tests.fakes.events import DOMAIN, FORM_PATH, SMS_PATH, event
from tests.fakes.log import Log
from tests.unit.sources.arrivals import RECEIVED_AT


def request(body: str = "", *, in_base64: bool = False) -> Request:
    made = event(f"{FORM_PATH}/998", headers={"Content-Type": "text/plain"}, query="a=1&a=2")
    return Request.from_event({**made, "body": body, "isBase64Encoded": in_base64})


def test_a_request_is_read_from_the_event_as_it_was_sent() -> None:
    read = request()
    assert (read.method, read.path, read.query) == ("POST", f"{FORM_PATH}/998", "a=1&a=2")
    assert read.path_parameters == {"campaignid": "998"}
    assert read.header("content-type") == "text/plain"
    assert read.header("accept") == ""
    assert (read.received_at, read.domain) == (RECEIVED_AT, DOMAIN)


def test_an_event_without_headers_parameters_or_body_is_a_request_too() -> None:
    bare = event(SMS_PATH, method="GET")
    del bare["headers"], bare["isBase64Encoded"]
    read = Request.from_event(bare | {"pathParameters": None, "body": None})
    assert (read.headers, read.path_parameters, read.body()) == ({}, {}, b"")


def test_a_body_in_base64_is_decoded() -> None:
    assert request(base64.b64encode(b"\x00\xff").decode(), in_base64=True).body() == b"\x00\xff"


def test_a_body_that_only_looks_like_base64_is_left_alone() -> None:
    assert request("YWJj").body() == b"YWJj"


@pytest.mark.parametrize("body", ["not base64!", "YWJ", "YWJj\n!"])
def test_a_body_whose_base64_can_not_be_undone_is_malformed(body: str) -> None:
    with pytest.raises(Refused) as refused:
        request(body, in_base64=True).body()
    assert (refused.value.status, refused.value.code) == (400, "malformed_body")


@pytest.mark.parametrize("in_base64", [True, False])
def test_64_kb_are_read_and_one_byte_more_is_too_large(in_base64: bool) -> None:
    def sized(size: int) -> Request:
        body = "a" * size
        return request(base64.b64encode(body.encode()).decode() if in_base64 else body, in_base64=in_base64)

    assert len(sized(MAXIMUM_BODY).body()) == MAXIMUM_BODY
    with pytest.raises(Refused) as refused:
        sized(MAXIMUM_BODY + 1).body()
    assert refused.value.status == 413


@given(st.text(), st.booleans())
def test_reading_a_body_raises_nothing_but_a_refusal(body: str, in_base64: bool) -> None:
    status = 200
    try:
        request(body, in_base64=in_base64).body()
    except Refused as refused:
        status = refused.status
    assert status in {200, 400, 413}


def test_every_reply_forbids_sniffing_and_caching() -> None:
    headers = Response(status=200, body="x", media_type="text/plain").to_gateway()["headers"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["content-type"] == "text/plain; charset=utf-8"


def test_a_refusal_without_problems_names_no_field() -> None:
    assert errors(unavailable()) == {"errors": [{"field": "", "code": "unavailable", "message": unavailable().message}]}


def plain(refused: Refused) -> Response:
    return Response(status=refused.status, body=json.dumps(errors(refused)), headers=refused.headers)


def fail(error: Exception) -> Response:
    raise error


def test_secrets_that_can_not_be_read_are_a_503_with_retry_after() -> None:
    reply = guarded("web_form", request(), lambda _: fail(Unavailable("x")), plain)
    assert (reply["statusCode"], reply["headers"]["retry-after"]) == (503, "30")


def test_an_unexpected_exception_is_a_503_that_tells_nobody_what_it_said(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    faults: list[tuple[str, BaseException]] = []
    monkeypatch.setattr(telemetry, "fault", lambda where, error: faults.append((where, error)))
    caplog.set_level(logging.DEBUG)
    crash = RuntimeError("ann@example.org has no street")

    reply = guarded("web_form", request(), lambda _: fail(crash), plain)

    assert (reply["statusCode"], reply["headers"]["retry-after"]) == (503, "30")
    assert faults == [("web_form", crash)]
    assert "ann@example.org" not in reply["body"] + caplog.text + capsys.readouterr().out


def test_the_log_of_an_unexpected_exception_has_its_type_and_place_but_not_its_text(
    capsys: pytest.CaptureFixture[str], log: Log
) -> None:
    guarded("sms", request(), lambda _: fail(KeyError("ann@example.org")), plain)
    entry, refusal = log.lines
    assert (refusal["message"], refusal["code"]) == ("refused", "unavailable")
    assert entry["error"] == "KeyError"
    assert "test_http.py" in str(entry["at"])
    assert "ann@example.org" not in str(entry) + capsys.readouterr().out

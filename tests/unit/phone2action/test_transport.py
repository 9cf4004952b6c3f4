"""What a session's exceptions prove: only a few of them that the request never left."""

import socket
import ssl
from typing import Any

import pytest
import requests
import urllib3

from relay.phone2action import NotSent, Phone2ActionError, UnknownOutcome
from relay.phone2action.transport import seconds
from tests.unit.phone2action.fakes import FakeReply, FakeSession, client

SECRET_URL = "https://api.example.org/2.0/advocates?email=ada@example.org"


def retried(reason: Exception) -> urllib3.exceptions.MaxRetryError:
    pool: Any = None
    return urllib3.exceptions.MaxRetryError(pool, SECRET_URL, reason)


def no_connection(kind: type[Exception], *more: Any) -> Exception:
    nobody: Any = None
    return kind(nobody, SECRET_URL, *more)


REFUSED = no_connection(urllib3.exceptions.NewConnectionError)
UNTRUSTED = urllib3.exceptions.SSLError(ssl.SSLCertVerificationError(1, SECRET_URL))
ABORTED = urllib3.exceptions.ProtocolError("Connection aborted.", ConnectionResetError(104, SECRET_URL))
ABORTED_BY_REFUSAL = urllib3.exceptions.ProtocolError("Connection aborted.", ConnectionRefusedError(111, "x"))


@pytest.mark.parametrize(
    "error",
    [
        requests.ConnectionError(retried(REFUSED)),
        requests.ConnectTimeout(retried(urllib3.exceptions.ConnectTimeoutError(SECRET_URL))),
        requests.exceptions.SSLError(retried(UNTRUSTED)),
        requests.exceptions.ProxyError(retried(urllib3.exceptions.ProxyError("x", OSError()))),
        requests.exceptions.InvalidURL(SECRET_URL),
        requests.exceptions.MissingSchema(SECRET_URL),
        requests.exceptions.InvalidSchema(SECRET_URL),
        retried(REFUSED),
        urllib3.exceptions.ProxyError("x", OSError(SECRET_URL)),
        urllib3.exceptions.LocationParseError(SECRET_URL),
        REFUSED,
        ConnectionRefusedError(111, SECRET_URL),
        socket.gaierror(-2, SECRET_URL),
        ssl.SSLCertVerificationError(1, SECRET_URL),
        NotSent("a session that knows better"),
    ],
)
def test_what_can_only_happen_before_the_sending_proves_that_nothing_was_sent(error: Exception) -> None:
    assert type(outcome(error)) is NotSent


@pytest.mark.parametrize(
    "error",
    [
        requests.ReadTimeout(SECRET_URL),
        requests.Timeout(SECRET_URL),
        requests.ConnectionError(ABORTED),
        requests.ConnectionError(ABORTED_BY_REFUSAL),
        requests.ConnectionError(SECRET_URL),
        requests.ConnectionError(),
        requests.ConnectionError(retried(urllib3.exceptions.ReadTimeoutError(None, SECRET_URL, "x"))),  # type: ignore[arg-type]
        requests.exceptions.SSLError(retried(urllib3.exceptions.SSLError(ssl.SSLEOFError(8, "EOF")))),
        requests.exceptions.SSLError(retried(urllib3.exceptions.SSLError("x"))),
        requests.exceptions.ChunkedEncodingError(SECRET_URL),
        requests.exceptions.ContentDecodingError(SECRET_URL),
        requests.exceptions.InvalidHeader(SECRET_URL),
        requests.TooManyRedirects(SECRET_URL),
        ABORTED,
        urllib3.exceptions.HTTPError(SECRET_URL),
        ConnectionResetError(104, SECRET_URL),
        BrokenPipeError(32, SECRET_URL),
        TimeoutError(SECRET_URL),
        OSError(SECRET_URL),
        ValueError(SECRET_URL),
        AttributeError(SECRET_URL),
    ],
)
def test_all_else_has_an_unknown_outcome(error: Exception) -> None:
    assert type(outcome(error)) is UnknownOutcome


def outcome(error: Exception) -> Phone2ActionError:
    with pytest.raises(Phone2ActionError) as caught:
        client(FakeSession(error)).create_advocate(campaigns=[998], email="ada@example.org")
    raised = caught.value
    if raised is not error:
        assert raised.__cause__ is raised.__context__ is None
        assert type(error).__name__ in str(raised)
        assert "example" not in f"{raised} {raised!r} {vars(raised)}"
    return raised


def test_an_interrupt_is_not_taken_for_a_failed_call() -> None:
    class Interrupted(FakeSession):
        def request(self, method: str, url: str, **options: Any) -> FakeReply:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        client(Interrupted()).list_campaigns()


@pytest.mark.parametrize("budget", [0.4, 2.0, 20.0])
def test_a_single_time_out_is_kept_within_by_both_phases_together(budget: float) -> None:
    connect, read = seconds(budget)
    assert connect > 0
    assert connect + read == pytest.approx(budget)
    assert read > connect

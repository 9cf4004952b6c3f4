"""A call ends within its total time, however its bytes drip: each API here answers well in the end, but too late.

So no verdict hangs on a clock: a client that only bounds each read waits for the good answer, and takes it.
"""

import gzip
import socket
import ssl
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
import requests

from relay.phone2action import (
    Credentials,
    NotSent,
    Phone2Action,
    Phone2ActionError,
    Timeout,
    UnknownOutcome,
    new_session,
    timed,
)
from relay.phone2action.timed import CallTime
from relay.phone2action.transport import LONGEST_CONNECT
from tests.fakes.waiting import PATIENCE_SECONDS
from tests.unit.phone2action import servers
from tests.unit.phone2action.servers import GOOD, GOOD_BODY, server

SECONDS = (PATIENCE_SECONDS, 0.5)  # the server's drips take ten times as long, but never as long between two of them
NO_HANDSHAKE = (0.5, PATIENCE_SECONDS)
HEAD, _, BODY = GOOD.partition(b"\r\n\r\n")
LONG_BODY = GOOD_BODY.ljust(200)
PACKED = gzip.compress(GOOD_BODY + bytes(range(128)).hex().encode())


def each_byte(data: bytes) -> list[bytes]:
    return [bytes([byte]) for byte in data]


def head(*lines: bytes) -> bytes:
    return b"\r\n".join([b"HTTP/1.1 200 OK", *lines, b"", b""])


SLOW = {
    "headers": servers.drips(*each_byte(HEAD + b"\r\n\r\n"), BODY),
    "a header without an end": servers.drips(b"HTTP/1.1 200 OK\r\n", *[b"X-A: b\r\n"] * 100, b"\r\n" + GOOD_BODY),
    "interim answers": servers.drips(*[b"HTTP/1.1 100 Continue\r\n\r\n"] * 100, GOOD),
    "body": servers.drips(head(b"Content-Length: 200"), *each_byte(LONG_BODY)),
    "body without a length": servers.drips(head(b"Connection: close"), *each_byte(LONG_BODY)),
    "sizes of chunks": servers.drips(head(b"Transfer-Encoding: chunked"), *each_byte(servers.chunked(LONG_BODY, 1))),
    "gzip": servers.drips(head(b"Content-Encoding: gzip", b"Content-Length: %d" % len(PACKED)), *each_byte(PACKED)),
}


def outcome(
    port: int, session: requests.Session, scheme: str = "http", timeout: Timeout = SECONDS
) -> Phone2ActionError:
    keys = Credentials("an-app-id", "an-app-key")
    api = Phone2Action(keys, base_url=f"{scheme}://127.0.0.1:{port}/2.0/", session=session, timeout=timeout)
    with pytest.raises(Phone2ActionError) as caught:
        api.create_advocate(campaigns=[998], email="ada@example.org")
    return caught.value


@pytest.mark.parametrize("behave", SLOW.values(), ids=SLOW)
def test_an_answer_that_drips_has_an_unknown_outcome_and_counts_as_none(behave: servers.Behaviour) -> None:
    with server(behave) as there, new_session() as session:
        error = outcome(there.port, session)
    assert (type(error), error.status) == (UnknownOutcome, None)


@pytest.mark.parametrize("kind", ["headers", "body"])
def test_over_tls_too(pem: Path, server_tls: ssl.SSLContext, kind: str) -> None:
    trusted = ssl.create_default_context(cafile=pem)
    with server(SLOW[kind], server_tls) as there, new_session(tls=trusted) as session:
        assert type(outcome(there.port, session, "https")) is UnknownOutcome


def test_a_handshake_that_drips_is_no_connection(pem: Path, server_tls: ssl.SSLContext) -> None:
    trusted = ssl.create_default_context(cafile=pem)
    with server(servers.drips_the_handshake(server_tls)) as there, new_session(tls=trusted) as session:
        assert type(outcome(there.port, session, "https", NO_HANDSHAKE)) is NotSent


def test_a_second_call_over_a_kept_connection_has_its_own_time() -> None:
    def answers_and_then_drips(connection: socket.socket) -> None:
        servers.answers(GOOD, GOOD)(connection)
        SLOW["body"](connection)

    with server(answers_and_then_drips) as there, new_session() as session:
        url = f"http://127.0.0.1:{there.port}/"
        for _ in range(2):
            assert session.get(url, timeout=PATIENCE_SECONDS).content == GOOD_BODY
        with pytest.raises(requests.RequestException):
            session.get(url, timeout=SECONDS)
        assert there.connections == 1


def test_a_call_over_a_kept_connection_has_its_time_from_its_own_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(timed, "time", SimpleNamespace(monotonic=lambda: now[0]))
    with server(servers.answers(GOOD, GOOD)) as there, new_session() as session:
        for _ in range(2):
            assert session.get(f"http://127.0.0.1:{there.port}/", timeout=SECONDS).content == GOOD_BODY
            now[0] += 60
        assert there.connections == 1


def test_a_call_that_is_sent_once_more_has_no_time_of_its_own_for_that() -> None:
    """Its kept connection and the fresh one take three fifths of the time each."""

    connections: list[socket.socket] = []

    def behave(connection: socket.socket) -> None:
        connections.append(connection)
        if len(connections) == 1:
            servers.answers(GOOD)(connection)
        servers.read_request(connection)
        time.sleep(0.3)
        if len(connections) > 1:
            connection.sendall(GOOD)

    with server(behave) as there, new_session() as session:
        url = f"http://127.0.0.1:{there.port}/"
        assert session.get(url, timeout=SECONDS).content == GOOD_BODY
        with pytest.raises(requests.RequestException):
            session.get(url, timeout=SECONDS)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_an_upload_that_is_taken_bit_by_bit_is_given_up(pem: Path, server_tls: ssl.SSLContext, scheme: str) -> None:
    trusted = ssl.create_default_context(cafile=pem)
    behave, much = servers.ReadsSlowly(), bytes(16 << 20)
    with server(behave, server_tls if scheme == "https" else None) as there, new_session(tls=trusted) as session:
        with pytest.raises(requests.ConnectionError):
            session.post(f"{scheme}://127.0.0.1:{there.port}/", data=much, timeout=SECONDS)
        assert behave.received < len(much) // 2


def test_all_addresses_of_a_host_share_the_time_to_connect(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float | None] = []

    class DeadSocket:
        def __init__(self, *_: object) -> None:
            self.close = self.setsockopt = lambda *_: None
            self.settimeout = waits.append

        def connect(self, _: object) -> None:
            raise TimeoutError

    dead = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", 80))] * 20
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: dead)
    monkeypatch.setattr(socket, "socket", DeadSocket)
    with new_session() as session:
        assert type(outcome(80, session, timeout=40)) is NotSent
    assert len(waits) == len(dead)
    assert all(wait and wait <= LONGEST_CONNECT / 2 for wait in waits[:-1])


def test_a_call_whose_time_is_over_has_none_left() -> None:
    with pytest.raises(TimeoutError):
        CallTime(0).left()
    assert CallTime(None).left() is None

"""Real sockets: whether a failed call surely never left, with the client's own session and with a plain one."""

import gzip
import logging
import socket
import ssl
import traceback
import tracemalloc
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from local.background import free_port
from relay.phone2action import (
    Credentials,
    Misrouted,
    NotSent,
    Phone2Action,
    Phone2ActionError,
    Session,
    UnknownOutcome,
    new_session,
)
from relay.phone2action.transport import CHUNK, MAX_REPLY
from tests.fakes.waiting import PATIENCE_SECONDS
from tests.unit.phone2action import servers
from tests.unit.phone2action.servers import GOOD, server

PATIENCE = (PATIENCE_SECONDS, PATIENCE_SECONDS)  # to connect, to read
IMPATIENCE = (PATIENCE_SECONDS, 0.1)  # where no answer will come
NO_HANDSHAKE = (0.1, 0.1)  # where no connection will stand


class Clock:
    """Seconds, which pass only if a test says so: no connection is idle for too long because a machine is slow."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(params=["own", "of requests"])
def session(request: pytest.FixtureRequest) -> Iterator[Session]:
    made = new_session(clock=Clock()) if request.param == "own" else requests.Session()
    with made:
        yield made


@pytest.fixture
def own_session() -> Iterator[Session]:
    with new_session(clock=Clock()) as made:
        yield made


def client_of(
    port: int, session: Session, scheme: str = "http", timeout: tuple[float, float] = PATIENCE
) -> Phone2Action:
    keys = Credentials("an-app-id", "an-app-key")
    return Phone2Action(keys, base_url=f"{scheme}://127.0.0.1:{port}/2.0/", session=session, timeout=timeout)


def call(port: int, session: Session, scheme: str = "http", timeout: tuple[float, float] = PATIENCE) -> int:
    client = client_of(port, session, scheme, timeout)
    return client.create_advocate(campaigns=[998], email="ada@example.org").advocateid


def failure(
    port: int, session: Session, scheme: str = "http", timeout: tuple[float, float] = PATIENCE
) -> Phone2ActionError:
    with pytest.raises(Phone2ActionError) as caught:
        call(port, session, scheme, timeout)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    return caught.value


def test_a_good_answer_over_a_real_socket(session: Session) -> None:
    with server(servers.answers(GOOD)) as there:
        assert call(there.port, session) == 7


def test_a_refused_connection_was_never_sent(session: Session) -> None:
    assert type(failure(free_port(), session)) is NotSent


def test_a_name_that_does_not_resolve_was_never_sent(session: Session) -> None:
    too_long_for_the_resolver = ".".join(["x" * 63] * 5)  # so that no network is needed to find out
    base = f"https://{too_long_for_the_resolver}.invalid/"
    api = Phone2Action(Credentials("a", "b"), base_url=base, session=session, timeout=PATIENCE)
    with pytest.raises(NotSent):
        api.create_advocate(campaigns=[998], email="ada@example.org")


def test_a_read_time_out_has_an_unknown_outcome(session: Session) -> None:
    with server(servers.never_answers) as there:
        assert type(failure(there.port, session, timeout=IMPATIENCE)) is UnknownOutcome


def test_a_reset_after_the_request_has_an_unknown_outcome(session: Session) -> None:
    with server(servers.resets_after_the_request) as there:
        assert type(failure(there.port, session)) is UnknownOutcome


def test_a_close_without_an_answer_has_an_unknown_outcome(session: Session) -> None:
    with server(servers.closes_after_the_request) as there:
        assert type(failure(there.port, session)) is UnknownOutcome


def test_a_reset_before_the_request_was_read_has_an_unknown_outcome(session: Session) -> None:
    with server(servers.resets_at_the_first_byte) as there:
        assert type(failure(there.port, session)) is UnknownOutcome


@pytest.mark.parametrize("cut", [GOOD[:-5], GOOD[:30], GOOD[:5], b"nonsense\r\n\r\n"])
def test_an_answer_that_breaks_off_has_an_unknown_outcome(session: Session, cut: bytes) -> None:
    with server(servers.answers(cut)) as there:
        assert type(failure(there.port, session)) is UnknownOutcome


# A kept connection that is dead --------------------------------------------------------------------------------------


def answers_once_and_then(end: servers.Behaviour) -> servers.Behaviour:
    """Answer the first request of each connection, and end it at the second."""

    def behave(connection: socket.socket) -> None:
        servers.read_request(connection)
        connection.sendall(GOOD)
        end(connection)

    return behave


DEAD = {
    "closed": answers_once_and_then(servers.closes_after_the_request),
    "reset": answers_once_and_then(servers.resets_after_the_request),
    "reset unread": answers_once_and_then(servers.resets_at_the_first_byte),
}


def test_in_a_plain_session_a_kept_connection_that_died_has_an_unknown_outcome() -> None:
    with server(DEAD["closed"]) as there, requests.Session() as session:
        assert call(there.port, session) == 7
        assert type(failure(there.port, session)) is UnknownOutcome
        assert there.connections == 1


@pytest.mark.parametrize("behave", DEAD.values(), ids=DEAD)
def test_what_may_be_repeated_is_sent_once_more_over_a_fresh_connection(behave: servers.Behaviour) -> None:
    with server(behave) as there, new_session(clock=Clock()) as session:
        assert [call(there.port, session) for _ in range(3)] == [7] * 3
        assert there.connections == 3


@pytest.mark.parametrize("behave", DEAD.values(), ids=DEAD)
def test_over_tls_too(pem: Path, server_tls: ssl.SSLContext, behave: servers.Behaviour) -> None:
    trusted = ssl.create_default_context(cafile=pem)
    with server(behave, server_tls) as there, new_session(tls=trusted, clock=Clock()) as session:
        assert [call(there.port, session, "https") for _ in range(2)] == [7] * 2


def test_a_fresh_connection_that_breaks_too_is_the_end_of_it(own_session: Session) -> None:
    kept = iter([True])

    def behave(connection: socket.socket) -> None:
        if next(kept, False):
            DEAD["reset"](connection)
        else:
            servers.resets_after_the_request(connection)

    with server(behave) as there:
        assert call(there.port, own_session) == 7
        assert type(failure(there.port, own_session)) is UnknownOutcome
        assert there.connections == 2


def test_what_was_perhaps_sent_never_counts_as_not_sent(own_session: Session) -> None:
    """The server ends with the kept connection, so that the fresh one is refused."""
    with servers.ending_with_the_second_request() as port:
        assert call(port, own_session) == 7
        assert type(failure(port, own_session)) is UnknownOutcome


ONCE: dict[str, Callable[[Phone2Action], object]] = {
    "a connection": lambda api: api.create_connection(advocateid=7, campaignid=998, type=["email"]),
    "a message": lambda api: api.update_advocate(advocateid=7, campaigns=[998], message="Dear Senator"),
    "an opt-in by text": lambda api: api.create_advocate(
        campaigns=[998], email="ada@example.org", phone="8165550123", smsOptin=1
    ),
    "an opt-in by text of somebody who is known": lambda api: api.update_advocate(
        advocateid=7, campaigns=[998], phone="8165550123", smsOptin=1
    ),
    "a lead card": lambda api: api.post_twitter_card(
        card="1o416", email="ada@example.org", name="Ada Doe", campaignid="998"
    ),
    "a create without an e-mail": lambda api: api.create_advocate(campaigns=[998], phone="8165550123"),
}


@pytest.mark.parametrize("send", ONCE.values(), ids=ONCE)
def test_what_can_not_be_repeated_goes_out_once_over_a_connection_of_its_own(
    own_session: Session, send: Callable[[Phone2Action], object]
) -> None:
    with servers.resetting_the_second_request() as running:
        api = client_of(running.port, own_session)
        assert call(running.port, own_session) == 7  # its connection is kept
        for _ in range(2):  # and the second does not go over the first one's
            send(api)
        assert running.resets == 0
    with server(servers.closes_after_the_request) as there, pytest.raises(UnknownOutcome):
        send(client_of(there.port, own_session))
    assert there.connections == 1


def test_where_a_create_is_no_upsert_it_goes_out_once(own_session: Session) -> None:
    keys = Credentials("an-app-id", "an-app-key")
    with servers.resetting_the_second_request() as running:
        base = f"http://127.0.0.1:{running.port}/2.0/"
        api = Phone2Action(keys, base_url=base, session=own_session, timeout=PATIENCE, create_is_upsert=False)
        for _ in range(2):
            api.create_advocate(campaigns=[998], email="ada@example.org")
        assert running.resets == 0


def test_over_a_fresh_connection_nothing_is_sent_twice(session: Session) -> None:
    with server(servers.closes_after_the_request) as there:
        failure(there.port, session)
        assert there.connections == 1


def test_a_redirect_is_not_followed(session: Session) -> None:
    with server(servers.answers(GOOD)) as elsewhere:
        location = f"http://127.0.0.1:{elsewhere.port}/2.0/advocates".encode()
        moved = b"HTTP/1.1 307 Moved\r\nLocation: %b\r\nContent-Length: 0\r\n\r\n" % location
        with server(servers.answers(moved)) as there:
            assert type(failure(there.port, session)) is Misrouted
        assert elsewhere.connections == 0


def test_a_certificate_that_does_not_verify_means_never_sent(session: Session, server_tls: ssl.SSLContext) -> None:
    with server(servers.answers(GOOD), server_tls) as there:
        assert type(failure(there.port, session, "https")) is NotSent


def test_a_certificate_that_verifies_is_spoken_to(pem: Path, server_tls: ssl.SSLContext) -> None:
    trusted = ssl.create_default_context(cafile=pem)
    with server(servers.answers(GOOD), server_tls) as there, new_session(tls=trusted, clock=Clock()) as session:
        assert call(there.port, session, "https") == 7


class Watched(ssl.SSLContext):
    """A TLS context that notes which certificates it is told to trust."""

    def __init__(self, _protocol: int) -> None:
        self.loaded: list[object] = []

    def load_verify_locations(self, cafile: Any = None, capath: Any = None, cadata: Any = None) -> None:
        self.loaded.append(cafile)
        super().load_verify_locations(cafile, capath, cadata)


def test_the_context_that_was_passed_in_decides_alone_whom_to_trust(
    pem: Path, server_tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = Watched(ssl.PROTOCOL_TLS_CLIENT)
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, str(pem))
    with server(servers.answers(GOOD), server_tls) as there, new_session(tls=context, clock=Clock()) as session:
        session.verify = False
        assert type(failure(there.port, session, "https")) is NotSent
        assert context.loaded == []
        context.load_verify_locations(pem)
        assert call(there.port, session, "https") == 7
    assert context.loaded == [pem]


@pytest.mark.parametrize(
    "behave", [servers.closes_at_once, servers.resets_at_the_first_byte, servers.says_nothing, servers.answers(GOOD)]
)
def test_whatever_goes_wrong_in_the_handshake_the_own_session_knows_that_nothing_was_sent(
    own_session: Session, behave: servers.Behaviour
) -> None:
    with server(behave) as there:
        assert type(failure(there.port, own_session, "https", NO_HANDSHAKE)) is NotSent


def test_a_tls_connection_that_breaks_after_the_request_has_an_unknown_outcome(
    pem: Path, server_tls: ssl.SSLContext
) -> None:
    trusted = ssl.create_default_context(cafile=pem)
    for behave in (servers.closes_after_the_request, servers.resets_after_the_request, servers.never_answers):
        with server(behave, server_tls) as there, new_session(tls=trusted, clock=Clock()) as session:
            assert type(failure(there.port, session, "https", IMPATIENCE)) is UnknownOutcome


@pytest.mark.parametrize(("passed", "connections"), [(1.0, 1), (4.5, 2), (-1.0, 2)])
def test_a_connection_that_was_idle_for_too_long_is_not_used_again(passed: float, connections: int) -> None:
    clock = Clock()
    with server(servers.answers(GOOD, GOOD)) as there, new_session(clock=clock, idle_seconds=4.0) as session:
        call(there.port, session)
        clock.now += passed
        call(there.port, session)
        session.close()
        assert there.connections == connections


def test_the_own_session_keeps_no_cookies_and_reads_nothing_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    netrc = tmp_path / "netrc"
    netrc.write_text("default login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    baked = GOOD.replace(b"\r\n\r\n", b"\r\nSet-Cookie: a=b\r\n\r\n")
    received = []

    def bake(connection: socket.socket) -> None:
        for _ in range(2):
            received.append(servers.read_request(connection))
            connection.sendall(baked)

    with server(bake) as there, new_session(clock=Clock()) as session:
        for _ in range(2):  # the one call without an Authorization header, which netrc could give one
            card: dict[str, Any] = {"card": "1o416", "email": "ada@example.org", "name": "Ada Doe", "campaignid": "998"}
            assert client_of(there.port, session).post_twitter_card(**card).advocateid == 7
    assert len(received) == 2
    for request in received:
        assert request.startswith(b"POST /2.0/twitter-cards HTTP/1.1\r\n")
        assert b"cookie" not in request.lower()
        assert b"authorization" not in request.lower()


def test_what_goes_over_the_wire(session: Session) -> None:
    received = []

    def listen(connection: socket.socket) -> None:
        received.append(servers.read_request(connection))
        connection.sendall(GOOD)

    with server(listen) as there:
        call(there.port, session)
    head, _, body = received[0].partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    assert lines[0] == b"post /2.0/advocates http/1.1"
    assert b"authorization: basic " + b64encode(b"an-app-id:an-app-key").lower() in lines
    assert b"content-type: application/x-www-form-urlencoded" in lines
    assert body == b"campaigns%5B%5D=998&email=ada%40example.org"


@pytest.mark.parametrize("size", [1, 10, 1000])
@pytest.mark.parametrize(
    ("named", "pack"),
    [
        (b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked", gzip.compress),
        (b"Content-Encoding: deflate\r\nTransfer-Encoding: chunked", zlib.compress),
        (b"Transfer-Encoding: gzip, chunked", gzip.compress),
    ],
    ids=["gzip", "deflate", "gzip as a transfer coding"],
)
def test_an_answer_that_is_packed_and_in_chunks_is_read(
    own_session: Session, named: bytes, pack: Callable[[bytes], bytes], size: int
) -> None:
    packed = b"HTTP/1.1 200 OK\r\n%b\r\n\r\n%b" % (named, servers.chunked(pack(servers.GOOD_BODY), size))
    with server(servers.answers(packed)) as there:
        assert call(there.port, own_session) == 7


@pytest.mark.parametrize("named", [b"Content-Encoding: gzip", b"X-None: a"], ids=["said", "unsaid"])
def test_a_bomb_ends_at_the_limit_and_is_never_unpacked_whole(own_session: Session, named: bytes) -> None:
    bomb = gzip.compress(servers.GOOD_BODY.ljust(300_000_000), 1)
    head = b"HTTP/1.1 200 OK\r\n%b\r\nContent-Length: %d\r\n\r\n" % (named, len(bomb))
    with server(servers.answers(head + bomb)) as there:
        tracemalloc.start()
        try:
            kind = type(failure(there.port, own_session))
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert kind is UnknownOutcome
    assert peak < 5 * MAX_REPLY


@pytest.mark.parametrize(
    "body",
    [b"\x1f\x8b", b"\x1f\x8b\x08 and nonsense", gzip.compress(servers.GOOD_BODY)[:30]],
    ids=["begun", "nonsense", "cut off"],  # a packed body has a time in it, which no name of a test may have
)
def test_what_can_not_be_unpacked_can_not_be_read(own_session: Session, body: bytes) -> None:
    with server(servers.answers(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))) as there:
        assert type(failure(there.port, own_session)) is UnknownOutcome


def test_an_empty_answer_leaves_the_connection_usable(own_session: Session) -> None:
    empty = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    with server(servers.answers(empty, GOOD)) as there:
        assert type(failure(there.port, own_session)) is UnknownOutcome
        assert call(there.port, own_session) == 7
        assert there.connections == 1


def test_an_answer_that_was_read_only_in_part_is_hung_up_on() -> None:
    replies = iter([b"HTTP/1.1 200 OK\r\nContent-Length: 20000000\r\n\r\n".ljust(MAX_REPLY + 3 * CHUNK), GOOD])

    def answer_and_wait_for_the_end(connection: socket.socket) -> None:
        servers.read_request(connection)
        connection.sendall(next(replies))
        connection.recv(1)

    with server(answer_and_wait_for_the_end) as there, new_session(clock=Clock()) as session:
        assert type(failure(there.port, session)) is UnknownOutcome
        assert call(there.port, session) == 7
        assert there.connections == 2


def test_the_own_session_looks_at_no_redirect_even_if_it_is_asked_to() -> None:
    def moves_away_and_never_ends(connection: socket.socket) -> None:
        servers.read_request(connection)
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://[nowhere/\r\nContent-Length: 9\r\n\r\n")
        connection.recv(1)

    with server(moves_away_and_never_ends) as there, new_session(clock=Clock()) as session:
        for follow in (False, True):
            url = f"http://127.0.0.1:{there.port}/"
            with session.get(url, timeout=PATIENCE, allow_redirects=follow, stream=True) as moved:
                assert (moved.status_code, moved.history, moved.next) == (302, [], None)


def test_the_own_session_says_no_more_than_it_is_told() -> None:
    received = []

    def listen(connection: socket.socket) -> None:
        received.append(servers.read_request(connection))
        connection.sendall(GOOD)

    with server(listen) as there, new_session(clock=Clock()) as session, pytest.raises(UnknownOutcome):
        list(client_of(there.port, session).list_advocates(email="ada+news@example.org"))
    lines = received[0].lower().split(b"\r\n")
    assert lines[0] == b"get /2.0/advocates?email=ada%2bnews%40example.org&page=1 http/1.1"
    names = [line.partition(b":")[0] for line in lines[1:-2]]
    assert sorted(names) == [b"accept", b"accept-encoding", b"authorization", b"host", b"user-agent"]
    assert b"accept-encoding: gzip, deflate" in lines


def test_threads_share_the_own_session() -> None:
    with servers.echoing() as port, new_session(clock=Clock()) as session:

        def asked(number: int) -> int:
            reply = session.request("POST", f"http://127.0.0.1:{port}/", data=b"%d" % number, timeout=PATIENCE)
            return int(reply.content)

        with ThreadPoolExecutor(4) as threads:
            assert list(threads.map(asked, range(200))) == list(range(200))


def test_a_client_without_a_session_makes_and_closes_its_own() -> None:
    hung_up = []

    def notice(connection: socket.socket) -> None:
        servers.read_request(connection)
        connection.sendall(GOOD)
        hung_up.append(connection.recv(1))

    with server(notice) as there:
        base = f"http://127.0.0.1:{there.port}/2.0"
        api = Phone2Action(Credentials("a", "b"), base_url=base, timeout=PATIENCE)
        assert api.create_advocate(campaigns=[998], email="ada@example.org").advocateid == 7
        assert hung_up == []
        api.close()
    assert hung_up == [b""]


@pytest.mark.parametrize(
    "behave",
    [
        servers.never_answers,
        servers.resets_at_the_first_byte,
        servers.answers(GOOD[:-5]),
        servers.answers(GOOD.replace(b"\r\n", b"\r\nThis is no header\r\n", 1)),  # which urllib3 warns of
    ],
)
def test_nothing_personal_and_no_secret_is_in_an_exception_or_a_log_line(
    own_session: Session, behave: servers.Behaviour, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    email, phone, keys = "ada@example.org", "8165550123", Credentials("an-app-id", "an-app-key")
    with server(behave) as there:
        base = f"http://127.0.0.1:{there.port}/2.0/"
        api = Phone2Action(keys, base_url=base, session=own_session, timeout=IMPATIENCE)
        with pytest.raises(UnknownOutcome) as caught:
            list(api.list_advocates(email=email, phone=phone))
    error = caught.value
    shown = f"{error} {error!r} {error.args} {vars(error)}" + "".join(traceback.format_exception(error))
    assert "urllib3" in caplog.text
    for private in ("ada@", "ada%40", "816555", "an-app", "email=", "phone="):
        assert private not in shown.replace("list_advocates(email=email, phone=phone)", "")
        assert private not in caplog.text

"""Servers on a free port of the loopback that misbehave in one chosen way, and are gone when the test is."""

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.fakes.authority import VALID
from tests.fakes.waiting import PATIENCE_SECONDS

type Behaviour = Callable[[socket.socket], None]

BETWEEN_DRIPS = 0.05
GOOD_BODY = b'{"success": 1, "advocateid": 7}'
GOOD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (
    len(GOOD_BODY),
    GOOD_BODY,
)


class Server:
    """Accepts connections and hands each to `behave`, one after the other; `requests` are those read in full."""

    def __init__(self, behave: Behaviour, tls: ssl.SSLContext | None = None) -> None:
        self._behave = behave
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self.connections = 0
        self._thread.start()

    @property
    def port(self) -> int:
        port: int = self._listener.getsockname()[1]
        return port

    def _serve(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            with connection:
                if self._stopping.is_set():
                    return
                self.connections += 1
                connection.settimeout(PATIENCE_SECONDS)
                with contextlib.suppress(OSError):
                    self._speak(connection)

    def _speak(self, connection: socket.socket) -> None:
        if self._tls is None:
            self._behave(connection)
            return
        with self._tls.wrap_socket(connection, server_side=True) as secure:
            self._behave(secure)

    def close(self) -> None:
        self._stopping.set()
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), PATIENCE_SECONDS):
            pass
        self._thread.join(PATIENCE_SECONDS)
        self._listener.close()


@contextlib.contextmanager
def server(behave: Behaviour, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    running = Server(behave, tls)
    try:
        yield running
    finally:
        running.close()


class _Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # which keeps connections

    def do_POST(self) -> None:
        length = self.headers["Content-Length"]
        self.send_response(200)
        self.send_header("Content-Length", length)
        self.end_headers()
        self.wfile.write(self.rfile.read(int(length)))

    def log_message(self, *_: object) -> None:
        """Tests have nothing to say."""


class _ResetsTheSecond(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    requests = 0

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.requests += 1
        if self.requests > 1:
            assert isinstance(self.server, Resetting)
            self.server.resets += 1
            _reset(self.connection)
            self.close_connection = True
        else:
            self.wfile.write(GOOD)
            self.close_connection = False  # whatever the client asked for

    def log_message(self, *_: object) -> None:
        """Tests have nothing to say."""


class Resetting(ThreadingHTTPServer):
    """Answers the first request of each connection, many at a time, and resets it at the second; counts those."""

    daemon_threads = True
    resets = 0

    @property
    def port(self) -> int:
        return self.server_port


@contextlib.contextmanager
def echoing() -> Iterator[int]:
    """A server that answers each request with its own body, many at a time; gives its port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Echo) as running:
        running.daemon_threads = True
        with _serving(running):
            yield running.server_port


@contextlib.contextmanager
def resetting_the_second_request() -> Iterator[Resetting]:
    with Resetting(("127.0.0.1", 0), _ResetsTheSecond) as running, _serving(running):
        yield running


@contextlib.contextmanager
def _serving(running: ThreadingHTTPServer) -> Iterator[None]:
    thread = threading.Thread(target=running.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield
    finally:
        running.shutdown()
        thread.join(PATIENCE_SECONDS)


@contextlib.contextmanager
def ending_with_the_second_request() -> Iterator[int]:
    """A server that answers one request, and at the second stops listening before it resets; gives its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.settimeout(PATIENCE_SECONDS)
            read_request(connection)
            connection.sendall(GOOD)
            read_request(connection)
            listener.close()
            _reset(connection)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()
        thread.join(PATIENCE_SECONDS)


def read_request(connection: socket.socket) -> bytes:
    """Read one request, headers and body."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    length = int(lengths[0].split(b":")[1]) if lengths else 0
    while len(body) < length:
        body += _more(connection)
    return head + b"\r\n\r\n" + body


def _more(connection: socket.socket) -> bytes:
    received = connection.recv(65536)
    if not received:
        raise ConnectionAbortedError
    return received


def answers(*replies: bytes) -> Behaviour:
    """Answer the requests of one connection with these bytes, then close it."""

    def behave(connection: socket.socket) -> None:
        for reply in replies:
            read_request(connection)
            connection.sendall(reply)

    return behave


def never_answers(connection: socket.socket) -> None:
    """Read the request and wait until the client goes away."""
    read_request(connection)
    connection.recv(1)


def says_nothing(connection: socket.socket) -> None:
    """Accept, and wait until the client goes away: a TLS handshake gets no answer."""
    while connection.recv(65536):
        pass


def closes_at_once(connection: socket.socket) -> None:
    """Accept, and close without a word."""


def resets_at_the_first_byte(connection: socket.socket) -> None:
    connection.recv(1)
    _reset(connection)


def resets_after_the_request(connection: socket.socket) -> None:
    read_request(connection)
    _reset(connection)


def closes_after_the_request(connection: socket.socket) -> None:
    read_request(connection)


def drips(*pieces: bytes) -> Behaviour:
    """Answer with these pieces, a moment between each two: slower than a test's time-out, faster than its reads."""

    def behave(connection: socket.socket) -> None:
        read_request(connection)
        drip(connection, pieces)

    return behave


def drip(connection: socket.socket, pieces: Iterable[bytes]) -> None:
    for piece in pieces:
        connection.sendall(piece)
        time.sleep(BETWEEN_DRIPS)


def drips_the_handshake(tls: ssl.SSLContext) -> Behaviour:
    """Shake hands byte by byte, and answer once that is done."""

    def behave(connection: socket.socket) -> None:
        received, sent = ssl.MemoryBIO(), ssl.MemoryBIO()
        secure = tls.wrap_bio(received, sent, server_side=True)
        while True:
            try:
                secure.do_handshake()
                break
            except ssl.SSLWantReadError:
                drip(connection, [bytes([byte]) for byte in sent.read()])
                received.write(_more(connection))

    return behave


class ReadsSlowly:
    """Read what comes bit by bit, and never answer; `received` counts it."""

    def __init__(self) -> None:
        self.received = 0

    def __call__(self, connection: socket.socket) -> None:
        while data := connection.recv(65536):
            self.received += len(data)
            time.sleep(BETWEEN_DRIPS)


def chunked(data: bytes, size: int) -> bytes:
    """A body in chunks of so many bytes."""
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in [*pieces, b""])


def _reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1, signed by itself, with its key in the same file."""
    from ipaddress import ip_address

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(VALID[0])
        .not_valid_after(VALID[1])
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        signed.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path

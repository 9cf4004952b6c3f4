"""HTTP/1.1 on a socket, by hand: only so can an answer be written badly, or in ways that libraries don't write.

It knows neither the API nor faults.
"""

import contextlib
import gzip
import select
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlsplit

from tests.upstream.behaviour import Behaviour

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
LOOK_SECONDS = 0.02
LONGEST_HEAD = 65_536
LONGEST_BODY = 1_000_000


class Gone(Exception):
    """The client has left, or sends what is no HTTP, or this server is being stopped."""


@dataclass(frozen=True, slots=True)
class Request:
    """A call as it came. `headers` have names in lower case."""

    method: str
    path: str
    query: str
    version: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def target(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path


@dataclass(slots=True)
class Reply:
    """An answer before it is written."""

    status: int
    body: bytes
    headers: dict[str, str]


class Peer:
    """One connection's end. Every wait ends when the server is stopped."""

    def __init__(self, connection: socket.socket, stopping: threading.Event, timer: Callable[[], float]) -> None:
        self._socket = connection
        self._stopping = stopping
        self._timer = timer
        self._unread = b""

    def peek(self) -> bytes:
        """The beginning of the next request, which stays unread. Empty if the client has left."""
        if self._unread:
            return self._unread
        self._wait_for_bytes()
        return self._socket.recv(LONGEST_HEAD, socket.MSG_PEEK)

    def read(self) -> Request:
        """The next request. Raises `Gone`."""
        head = self._read_until(b"\r\n\r\n").decode("latin-1")
        first, *lines = head.split("\r\n")
        try:
            method, target, version = first.split(" ")
            headers = {name.lower(): value.strip() for name, value in (line.split(":", 1) for line in lines)}
            length = int(headers.get("content-length", "0"))
        except ValueError:
            raise Gone from None
        if "transfer-encoding" in headers or not 0 <= length <= LONGEST_BODY:
            raise Gone
        if headers.get("expect", "").lower() == "100-continue":
            self.send(CONTINUE)
        parts = urlsplit(target)
        return Request(method, parts.path, parts.query, version, headers, self._read(length))

    def _read_until(self, end: bytes) -> bytes:
        while end not in self._unread:
            if len(self._unread) > LONGEST_HEAD:
                raise Gone
            self._more()
        part, _, self._unread = self._unread.partition(end)
        return part

    def _read(self, length: int) -> bytes:
        while len(self._unread) < length:
            self._more()
        part, self._unread = self._unread[:length], self._unread[length:]
        return part

    def _more(self) -> None:
        self._wait_for_bytes()
        received = self._socket.recv(LONGEST_HEAD)
        if not received:
            raise Gone
        self._unread += received

    def _wait_for_bytes(self) -> None:
        while not select.select([self._socket], [], [], LOOK_SECONDS)[0]:
            if self._stopping.is_set():
                raise Gone

    def send(self, data: bytes) -> None:
        """Write all of it now. Raises `OSError` if the client has left."""
        self._socket.sendall(data)

    def wait(self, seconds: float | None) -> None:
        """Do nothing for so long, for ever if None. Raises `Gone` once the client leaves."""
        begun = self._timer()
        while seconds is None or self._timer() - begun < seconds:
            if self._stopping.wait(LOOK_SECONDS) or self._has_left():
                raise Gone

    def _has_left(self) -> bool:
        readable, _, _ = select.select([self._socket], [], [], 0)
        return bool(readable) and not self._socket.recv(1, socket.MSG_PEEK)

    def reset(self) -> None:
        """Break the connection off: the client gets a RST."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.close()

    def finish(self) -> None:
        """End the connection in order."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


def head_of(reply: Reply, more: Mapping[str, str], behaviour: Behaviour) -> bytes:
    """Status line and headers, up to and with the empty line."""
    phrase = HTTPStatus(reply.status).phrase if reply.status in HTTPStatus else "Unknown"
    lines = [f"HTTP/1.1 {reply.status} {phrase}"]
    lines += [f"{_cased(name, behaviour)}: {value}" for name, value in {**reply.headers, **more}.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _cased(name: str, behaviour: Behaviour) -> str:
    return {"usual": name, "upper": name.upper(), "lower": name.lower()}[behaviour.header_case]


def written(reply: Reply, request: Request, behaviour: Behaviour) -> tuple[bytes, bytes]:
    """An answer's head and body as they go over the wire."""
    body, more = reply.body, connection_header(request, behaviour)
    if behaviour.gzip and _takes_gzip(request) and body:
        body, more["Content-Encoding"] = gzip.compress(body), "gzip"
    if behaviour.chunked and request.version != "HTTP/1.0":
        more["Transfer-Encoding"] = "chunked"
        body = b"".join(chunk(part) for part in _pieces(body)) + chunk(b"")
    else:
        more["Content-Length"] = str(len(body))
    return head_of(reply, more, behaviour), body


def whole(reply: Reply, request: Request, behaviour: Behaviour) -> bytes:
    """All that goes over the wire for an answer."""
    return (CONTINUE if behaviour.interim else b"") + b"".join(written(reply, request, behaviour))


def connection_header(request: Request, behaviour: Behaviour) -> dict[str, str]:
    """Whether the connection lives on, as far as this is said."""
    if behaviour.close == "said" or wants_close(request):
        return {"Connection": "close"}
    return {"Connection": "keep-alive"}


def goes_on(request: Request, behaviour: Behaviour) -> bool:
    """Whether a connection takes another request after a whole answer."""
    return behaviour.close == "never" and not wants_close(request)


def wants_close(request: Request) -> bool:
    return request.headers.get("connection", "").lower() == "close" or request.version == "HTTP/1.0"


def chunk(data: bytes) -> bytes:
    """One chunk; the last one is empty."""
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def _pieces(body: bytes) -> Iterator[bytes]:
    """A body in three, so that no client may take its first chunk for all."""
    size = max(1, -(-len(body) // 3))
    for start in range(0, len(body), size):
        yield body[start : start + size]


def _takes_gzip(request: Request) -> bool:
    """A client that names no codings takes any (RFC 9110, 12.5.3)."""
    accepted = request.headers.get("accept-encoding")
    return accepted is None or "gzip" in accepted or "*" in accepted

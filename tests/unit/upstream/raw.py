"""A client that sends bytes and shows the bytes that come back."""

import base64
import json
import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.fakes.waiting import PATIENCE_SECONDS
from tests.upstream import Upstream

DEMO = ("demo", "demo")


class Client:
    """One connection to an upstream."""

    def __init__(self, upstream: Upstream) -> None:
        host, port = urlsplit(upstream.address).netloc.split(":")
        self.socket = socket.create_connection((host, int(port)), timeout=PATIENCE_SECONDS)
        self.received = b""

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, method: str, target: str, form: Any = None, **headers: str) -> None:
        """Send a request with the demo keys; a header `x_y` is written `x-y`."""
        body = urlencode(form).encode() if form is not None else b""
        lines = {"host": "upstream", "authorization": basic(*DEMO), "content-length": str(len(body))}
        if form is not None:
            lines["content-type"] = "application/x-www-form-urlencoded"
        lines |= {name.replace("_", "-"): value for name, value in headers.items()}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
        self.socket.sendall(f"{method} {target} HTTP/1.1\r\n{head}\r\n".encode() + body)

    def more(self) -> bytes:
        """The next bytes; empty if the connection has ended in order. Raises `ConnectionResetError`."""
        data = self.socket.recv(65536)
        self.received += data
        return data

    def has_nothing(self) -> bool:
        """Whether nothing more has come yet."""
        self.socket.setblocking(False)
        try:
            self.more()
        except BlockingIOError:
            return not self.received
        else:
            return False
        finally:
            self.socket.settimeout(PATIENCE_SECONDS)

    def until(self, end: bytes) -> bytes:
        """All up to and with these bytes, which are taken away."""
        while end not in self.received:
            if not self.more():
                raise EOFError(self.received)
        part, _, self.received = self.received.partition(end)
        return part + end

    def rest(self) -> bytes:
        """All until the connection ends. Raises `ConnectionResetError`."""
        while self.more():
            pass
        return self.received

    def answer(self) -> "Answer":
        """The next answer, whose body is read as its head says."""
        status, *lines = self.until(b"\r\n\r\n").decode().strip().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines)
        named = {name.lower(): value for name, value in headers.items()}
        if named.get("transfer-encoding") == "chunked":
            body, chunks = self._chunks()
        else:
            body, chunks = self._exactly(int(named.get("content-length", 0))), 0
        return Answer(int(status.split(" ")[1]), named, list(headers), body, chunks)

    def _chunks(self) -> tuple[bytes, int]:
        parts = []
        while size := int(self.until(b"\r\n"), 16):
            parts.append(self._exactly(size))
            assert self.until(b"\r\n") == b"\r\n"
        assert self.until(b"\r\n") == b"\r\n"
        return b"".join(parts), len(parts)

    def _exactly(self, size: int) -> bytes:
        while len(self.received) < size:
            if not self.more():
                raise EOFError(self.received)
        part, self.received = self.received[:size], self.received[size:]
        return part


@dataclass(frozen=True)
class Answer:
    """An answer as it was written. `headers` have names in lower case, `names` as they came."""

    status: int
    headers: dict[str, str]
    names: list[str]
    body: bytes
    chunks: int

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def post(upstream: Upstream, endpoint: str, form: Any, **headers: str) -> Answer:
    """One POST on a connection of its own."""
    with Client(upstream) as client:
        client.send("POST", f"/2.0/{endpoint}", form, **headers)
        return client.answer()


def get(upstream: Upstream, endpoint: str, **query: Any) -> Answer:
    """One GET on a connection of its own."""
    with Client(upstream) as client:
        client.send("GET", f"/2.0/{endpoint}?{urlencode(query)}")
        return client.answer()

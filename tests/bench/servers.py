"""Small HTTP servers for the processes that are measured: many connections, one thread, next to no work.

They run in the benchmark's own process, beside the measured one. Python's `http.server` would do, but it takes
longer over a request than the relay does, and a batch of ten would wait for it, not for the API.
It knows HTTP/1.1 with `Content-Length` and kept connections, which is all that the clients here speak.
"""

import asyncio
import itertools
import json
import ssl
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

HOST = "127.0.0.1"
START_SECONDS = 10.0
_connections = itertools.count()


@dataclass(frozen=True, slots=True)
class Request:
    """One request: header names in lower case; `connection` tells connections apart."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    connection: int


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of_json(cls, value: Any, status: int = 200, media_type: str = "application/json") -> "Reply":
        """A reply with a JSON body."""
        return cls(status, json.dumps(value).encode(), {"Content-Type": media_type})

    def written(self) -> bytes:
        """The reply as it goes over the wire."""
        headers = {"Content-Length": str(len(self.body)), **self.headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"HTTP/1.1 {self.status} -\r\n{lines}\r\n".encode() + self.body


type Answering = Callable[[Request], Awaitable[Reply]]


class Servers:
    """Servers that live as long as the `with` block."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._servers: list[asyncio.Server] = []

    def __enter__(self) -> "Servers":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(START_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(START_SECONDS)
        self._loop.close()

    def serve(self, answer: Answering, tls: ssl.SSLContext | None = None) -> int:
        """Serve from now on, and return the port on 127.0.0.1."""

        async def start() -> int:
            server = await asyncio.start_server(
                lambda reader, writer: _converse(reader, writer, answer), HOST, 0, ssl=tls
            )
            self._servers.append(server)
            return int(server.sockets[0].getsockname()[1])

        return asyncio.run_coroutine_threadsafe(start(), self._loop).result(START_SECONDS)

    async def _stop(self) -> None:
        for server in self._servers:
            server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


async def _converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: Answering) -> None:
    """Answer the requests of one connection until the other side ends it."""
    connection = next(_connections)
    try:
        while True:
            reply = await answer(await _request(reader, connection))
            writer.write(reply.written())
            await writer.drain()
    except (asyncio.IncompleteReadError, asyncio.CancelledError, OSError):
        return  # the other side has gone, or the benchmark is over
    finally:
        writer.close()


async def _request(reader: asyncio.StreamReader, connection: int) -> Request:
    head, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").strip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    method, path, _ = head.split(" ")
    return Request(method, path, headers, body, connection)

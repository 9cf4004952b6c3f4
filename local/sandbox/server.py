"""Uvicorn, set up so that a reply can fail to come: an endpoint may close the TCP connection without a byte.

ASGI has no word for that, so this protocol hands the connection to the application in the scope. The rest is
uvicorn's own: loopback only, no access log (it would write down the e-mail addresses that List advocates
filters by).
"""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable

import uvicorn
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

LOOPBACK = "127.0.0.1"
# For whoever keeps an idle connection open when the server stops.
GRACEFUL_SECONDS = 1
_TRANSPORT = "sandbox.transport"
_NO_LINGER = struct.pack("ii", 1, 0)  # SO_LINGER on, for 0 seconds: closing resets (socket(7))


class DroppableProtocol(H11Protocol):
    """HTTP/1.1 whose application finds the connection's transport in the scope."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note the new connection's transport for its calls."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - of a stream, always
        # Headers and body are two writes: without this a kept connection waits 40 ms for the client's delayed ACK.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().connection_made(transport)
        inner = self.app

        async def with_transport(scope: Scope, receive: Receive, send: Send) -> None:
            scope[_TRANSPORT] = transport
            await inner(scope, receive, send)

        self.app = with_transport


class Dropped(Response):
    """No reply: the connection is closed, or reset with `reset`.

    Raises RuntimeError under any other server than this module's.
    """

    def __init__(self, *, reset: bool) -> None:
        super().__init__()
        self._reset = reset

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's signature
        """Close, and wait until the server has noticed: else it would answer 500 for us."""
        transport: asyncio.Transport | None = scope.get(_TRANSPORT)
        if transport is None:
            raise RuntimeError("only local.sandbox.server can drop a call")
        if self._reset:
            transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        transport.abort()
        while (await receive())["type"] != "http.disconnect":
            pass


class Dripping(Response):
    """A reply whose body comes byte by byte, a `pause` before each, until the caller leaves or the server stops."""

    def __init__(self, reply: Response, pause: Callable[[], Awaitable[None]]) -> None:
        super().__init__(reply.body, reply.status_code, dict(reply.headers))
        self._pause = pause

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the body's bytes one at a time."""
        transport: asyncio.Transport = scope[_TRANSPORT]
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        try:
            for byte in bytes(self.body):
                if transport.is_closing():
                    return
                await self._pause()
                await send({"type": "http.response.body", "body": bytes([byte]), "more_body": True})
        except asyncio.CancelledError:
            await Dropped(reset=False)(scope, receive, send)
            return
        await send({"type": "http.response.body", "body": b""})


class Server(uvicorn.Server):
    """The sandbox's server, on 127.0.0.1 only; port 0 is any free one."""

    def __init__(self, app: ASGIApp, *, port: int) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                host=LOOPBACK,
                port=port,
                http=DroppableProtocol,
                ws="none",
                lifespan="on",
                access_log=False,
                log_level="warning",
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=GRACEFUL_SECONDS,
            )
        )

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop without waiting for calls that a fault keeps waiting: the application drops what is cancelled."""
        for task in self.server_state.tasks:
            task.cancel()
        await super().shutdown(sockets)

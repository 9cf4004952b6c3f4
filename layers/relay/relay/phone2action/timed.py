"""A connection whose every wait ends with its call: what keeps a call within its total time, however its bytes drip.

A library's time-out is for each read, so an API that sends a byte now and then passes it for ever. Here each wait of
a call, for a connection, a handshake, a place in the socket's buffer or a byte, gets what is left of the call's time.
No thread is needed for it, and nothing outlives the call. Not bounded: the resolver of names, which has time-outs of
its own (RES_OPTIONS in the function's environment).
"""

import http.client
import io
import socket
import time
from functools import partial
from typing import Any

from urllib3.connection import HTTPConnection
from urllib3.exceptions import NewConnectionError


class CallTime:
    """What a call has left of `seconds`, from now on; without a number it has no end."""

    def __init__(self, seconds: float | None) -> None:
        self._ends_at = float("inf") if seconds is None else time.monotonic() + seconds

    def left(self) -> float | None:
        """Seconds that are left, as a socket takes them. Raises `TimeoutError` if there are none."""
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError("the call's time is over")
        return None if left == float("inf") else left


class TimedConnection(HTTPConnection):
    """A connection with a time for connecting, `timeout`, and one for the rest of a call, by `begin`.

    Whatever goes wrong before it stands, the TLS handshake included, is urllib3's `NewConnectionError`.
    """

    _rest: float | None = None
    _call_time = CallTime(None)
    _connecting = CallTime(None)

    def begin(self, rest: float | None) -> None:
        """Begin a call: `rest` seconds from now on, or from the moment when the connection stands."""
        self._rest = rest
        self._call_time = CallTime(rest)

    def seconds_left(self) -> float | None:
        """What is left of the call's time. Raises `TimeoutError` if there is none."""
        return self._call_time.left()

    def connect(self) -> None:
        try:
            self._connecting = CallTime(self.timeout)
            super().connect()
        except Exception as error:
            raise NewConnectionError(self, type(error).__name__) from error
        self._call_time = CallTime(self._rest)

    def _new_conn(self) -> socket.socket:
        """Connect to the first of the host's addresses that answers; the handshake has what it leaves of the time."""
        addresses = socket.getaddrinfo(self._dns_host, self.port, type=socket.SOCK_STREAM)
        for number, (family, kind, protocol, _, address) in enumerate(addresses, 1):
            left = self._connecting.left()
            sock = socket.socket(family, kind, protocol)
            try:
                for option in self.socket_options or ():
                    sock.setsockopt(*option)
                # Half of it, so that a dead address leaves time for the next.
                sock.settimeout(left / 2 if left and number < len(addresses) else left)
                sock.connect(address)
                sock.settimeout(self._connecting.left())
            except OSError:
                sock.close()
                if number == len(addresses):
                    raise
            else:
                return sock
        raise OSError("the host has no address")

    def send(self, data: Any) -> None:
        """Send these bytes; over TLS a library's `sendall` has a time-out for each record."""
        if self.sock is None:
            self.connect()
        view = memoryview(data)
        while view:
            self.sock.settimeout(self._call_time.left())
            view = view[self.sock.send(view) :]

    def getresponse(self) -> Any:
        self.response_class = partial(_Response, call_time=self._call_time)  # type: ignore[assignment]
        return super().getresponse()


class _Response(http.client.HTTPResponse):
    """A response that is read, headers and body, within its call's time."""

    def __init__(self, sock: socket.socket, *args: Any, call_time: CallTime, **more: Any) -> None:
        super().__init__(sock, *args, **more)
        self.fp = io.BufferedReader(_Bytes(sock, self.fp.detach(), call_time))


class _Bytes(io.RawIOBase):
    """The bytes that a socket receives within a call's time."""

    def __init__(self, sock: socket.socket, raw: io.RawIOBase, call_time: CallTime) -> None:
        super().__init__()
        self._sock = sock
        self._raw = raw
        self._call_time = call_time

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> Any:
        self._sock.settimeout(self._call_time.left())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()

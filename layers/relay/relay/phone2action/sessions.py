"""The session that the client makes for itself if it is given none.

It has as much of `requests.Session` as the client uses, and stands on urllib3, which `requests` stands on
too: that halves what a call costs, and spares a cold start the import. Beyond that:

- A failure to connect is told apart from all that can happen later: whatever goes wrong before the
  connection stands, the TLS handshake included, is raised as `NewConnectionError`.
- A connection that was idle for a few seconds is not used again: the sockets of a frozen environment die
  unnoticed, and a request that is sent on a dead one has an unknown outcome.
- The CA certificates are loaded once, not for every connection.
- No query gets into a log line: urllib3 logs URLs, and the filters of List advocates hold an e-mail address
  or a phone number.
- It knows no cookies, proxies, netrc files or retries, and follows no redirects.
"""

import logging
import ssl
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, NamedTuple, Self

from urllib3 import BaseHTTPResponse, PoolManager, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

IDLE_SECONDS = 4.0  # ours: less than any load balancer's default, so that we are the side that closes
CONNECTIONS = 10  # kept open side by side, one for each thread of a batch
LOGGERS = ("urllib3.connection", "urllib3.connectionpool")


def new_session(
    *,
    tls: ssl.SSLContext | None = None,
    connections: int = CONNECTIONS,
    idle_seconds: float = IDLE_SECONDS,
    clock: Callable[[], float] = time.time,
) -> "PooledSession":
    """A session for `Phone2Action`, safe to share between threads. Close it when it is no longer needed.

    - `tls`: the context to verify the API's certificate with; without one, certifi's bundle is loaded on
      first use.
    - `connections`: how many are kept open.
    - `idle_seconds`: a connection left alone for longer is replaced before the next request.
    - `clock`: seconds, of the wall clock: a monotonic one may stand still while an environment is frozen.
    """
    for name in LOGGERS:
        logging.getLogger(name).addFilter(_without_queries)
    pool = PoolManager(maxsize=connections, ssl_context=tls)
    pool.pool_classes_by_scheme = _pools(_Freshness(idle_seconds, clock))
    return PooledSession(pool)


class PooledSession:
    """Sends each request once, over kept connections."""

    def __init__(self, pool: PoolManager) -> None:
        self._pool = pool

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        data: bytes | None,
        auth: tuple[str, str] | None,
        timeout: tuple[float, float],
        allow_redirects: bool,
        stream: bool,
    ) -> "PooledReply":
        """As `requests.Session.request`, without redirects and without reading the body ahead."""
        if allow_redirects or not stream:
            raise ValueError("this session only streams, and follows no redirects")
        if auth is not None:
            headers = {**headers, "Authorization": "Basic " + b64encode(":".join(auth).encode()).decode()}
        connect, read = timeout
        return PooledReply(
            self._pool.urlopen(
                method,
                url,
                redirect=False,
                headers=headers,
                body=data,
                retries=False,
                timeout=Timeout(connect=connect, read=read),
                preload_content=False,
            )
        )

    def close(self) -> None:
        """Close every connection that is not in use, now: left to itself, urllib3 waits for a garbage collection."""
        for key in self._pool.pools.keys():  # noqa: SIM118 - no dict: it refuses to be iterated
            self._pool.pools[key].close()
        self._pool.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class PooledReply:
    """As much of `requests.Response` as the client uses."""

    def __init__(self, response: BaseHTTPResponse) -> None:
        self._response = response
        self.status_code = response.status
        self.headers: Mapping[str, str] = response.headers

    def iter_content(self, chunk_size: int) -> Iterator[bytes]:
        """The body, in pieces of at most this size. Read to its end, it gives the connection back."""
        return self._response.stream(chunk_size)

    def close(self) -> None:
        """Close the connection, unless it was given back: what was not read of this reply is in its way."""
        self._response.close()


def _without_queries(record: logging.LogRecord) -> bool:
    if isinstance(record.args, tuple):
        record.args = tuple(arg.partition("?")[0] if isinstance(arg, str) else arg for arg in record.args)
    return True


class _Freshness(NamedTuple):
    """For how many seconds after its last use a connection may be used again."""

    seconds: float
    clock: Callable[[], float]

    def has_gone(self, used_at: float) -> bool:
        # A clock that was set back makes a connection old, too.
        return not 0 <= self.clock() - used_at <= self.seconds


class _Connection(HTTPConnection):
    """A connection that says so if it could not be made, and that grows too old to be used again."""

    freshness: ClassVar[_Freshness]
    _used_at = 0.0

    def connect(self) -> None:
        try:
            super().connect()
        except ConnectTimeoutError:
            raise
        except Exception as error:
            raise NewConnectionError(self, type(error).__name__) from error

    def getresponse(self) -> Any:
        self._used_at = self.freshness.clock()
        return super().getresponse()

    @property
    def is_connected(self) -> bool:
        return not self.freshness.has_gone(self._used_at) and super().is_connected


def _pools(how_long: _Freshness) -> dict[str, type[HTTPConnectionPool]]:
    """The two kinds of pool, their connections bound to `how_long`: urllib3 has no other way to pass it."""

    class Plain(_Connection):
        freshness = how_long

    class Secure(_Connection, HTTPSConnection):
        freshness = how_long

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

        def __init__(self, *args: Any, **settings: Any) -> None:
            if settings.get("ssl_context") is None:
                settings["ssl_context"] = _certifi_context()
            super().__init__(*args, **settings)

    return {"http": PlainPool, "https": SecurePool}


def _certifi_context() -> ssl.SSLContext:
    import certifi

    return ssl.create_default_context(cafile=certifi.where())

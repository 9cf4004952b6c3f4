"""The session that the client makes for itself if it is given none: a `requests.Session` over an adapter of ours.

What the adapter adds, and why a plain session will not do:

- A failure to connect is told apart from all that can happen later, and a call ends within its total time, however
  its bytes drip (`timed`): the time-out of a request is (to connect, for the rest), not for each read.
- A request that says `Connection: close` gets a connection of its own: not one that was kept, which may be reset. It
  is sent once. Any other may be repeated, as its sender says by not closing: if it was sent over a kept connection that
  ends without an answer, it is sent once more, over a fresh one and within the same total time. There are servers that
  reset the second request of each connection (https://www.rfc-editor.org/rfc/rfc9110#name-idempotent-methods).
- A connection that was idle for a few seconds is not used again: the sockets of a frozen environment die unnoticed,
  and a request that is sent on a dead one has an unknown outcome.
- The CA certificates are loaded once, not for every connection, and the TLS context can be the caller's.
- Redirects are not even looked at: requests would read the reply's body without a limit, and judge an address that we
  don't call.
- No query gets into a log line: urllib3 logs URLs, and the filters of List advocates hold an e-mail address or a phone
  number.

The session itself keeps no cookies, reads nothing of the environment (proxies, netrc, CA bundles) and repeats nothing
else.
"""

import logging
import ssl
import time
from collections.abc import Callable
from http.cookiejar import DefaultCookiePolicy
from typing import Any, ClassVar, NamedTuple

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError
from urllib3.poolmanager import PoolManager

from relay.phone2action.timed import TimedConnection

IDLE_SECONDS = 4.0  # ours: less than any load balancer's default, so that we are the side that closes
CONNECTIONS = 10  # kept open side by side, one for each thread of a batch
LOGGERS = ("urllib3.connection", "urllib3.connectionpool")
HUNG_UP = (ConnectionError, ssl.SSLEOFError)  # reset or closed before the head of an answer was there


def new_session(
    *,
    tls: ssl.SSLContext | None = None,
    connections: int = CONNECTIONS,
    idle_seconds: float = IDLE_SECONDS,
    clock: Callable[[], float] = time.time,
) -> requests.Session:
    """A session for `Phone2Action`, safe to share between threads. Close it when it is no longer needed.

    - `tls`: the context to verify the API's certificate with; without one, certifi's bundle is loaded on
      first use. It alone decides: the session's `verify` and `cert` play no part.
    - `connections`: how many are kept open.
    - `idle_seconds`: a connection left alone for longer is replaced before the next request.
    - `clock`: seconds, of the wall clock: a monotonic one may stand still while an environment is frozen.
    """
    for name in LOGGERS:
        logging.getLogger(name).addFilter(_without_queries)
    session = requests.Session()
    session.trust_env = False
    session.headers.clear()  # no request says more than the client gives it
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
    adapter = _Adapter(tls, connections, _Freshness(idle_seconds, clock))
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def _without_queries(record: logging.LogRecord) -> bool:
    if isinstance(record.args, tuple):
        record.args = tuple(arg.partition("?")[0] if isinstance(arg, str) else arg for arg in record.args)
    return True


class _Freshness(NamedTuple):
    """For how many seconds after its last use a connection may be used again; below 0: not at all."""

    seconds: float
    clock: Callable[[], float]

    def has_gone(self, used_at: float) -> bool:
        # A clock that was set back makes a connection old, too.
        return not 0 <= self.clock() - used_at <= self.seconds


class _Adapter(HTTPAdapter):
    """Sends over connections of our own making; the methods are those that requests leaves to subclasses."""

    def __init__(self, tls: ssl.SSLContext | None, connections: int, freshness: _Freshness) -> None:
        self._tls = tls
        self._connections = connections
        self._freshness = freshness
        super().__init__(pool_maxsize=connections)

    def init_poolmanager(self, *args: Any, **settings: Any) -> None:
        super().init_poolmanager(*args, **settings, ssl_context=self._tls)
        self.poolmanager.pool_classes_by_scheme = _pools(self._freshness)
        self._unshared = PoolManager(ssl_context=self._tls, maxsize=self._connections)
        self._unshared.pool_classes_by_scheme = _pools(self._freshness._replace(seconds=-1))

    def get_connection_with_tls_context(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> Any:
        """The pool for the request's host: never a proxy, and no other TLS settings than the pool's own."""
        pools = self._unshared if request.headers.get("Connection") == "close" else self.poolmanager
        return pools.connection_from_url(str(request.url))

    def cert_verify(self, *_: Any) -> None:
        """Leave the pool's TLS context as it is: requests would have every new connection load its CA bundle."""

    def build_response(self, *args: Any) -> requests.Response:
        reply = super().build_response(*args)
        reply.headers.pop("Location", None)
        return reply

    def close(self) -> None:
        super().close()
        self._unshared.clear()


class _Connection(TimedConnection):
    """A connection that grows too old to be used again."""

    freshness: ClassVar[_Freshness]
    _used_at = 0.0

    def getresponse(self) -> Any:
        self._used_at = self.freshness.clock()
        return super().getresponse()

    @property
    def is_connected(self) -> bool:
        return not self.freshness.has_gone(self._used_at) and super().is_connected


class _Timed(HTTPConnectionPool):
    """A pool that tells a connection how long a call may take, and replaces a kept one that turns out to be dead.

    Those of requests with a connection of their own never find one that was kept.
    """

    def _make_request(self, conn: Any, *args: Any, **more: Any) -> Any:
        was_kept = conn.sock is not None
        conn.begin(more["timeout"].read_timeout)
        try:
            return super()._make_request(conn, *args, **more)
        except HUNG_UP as hung_up:
            if not was_kept:
                raise
            conn.close()
            conn.begin(conn.seconds_left())
            try:
                return super()._make_request(conn, *args, **more)
            except NewConnectionError:  # which would say that nothing was sent
                raise hung_up from None


def _pools(how_long: _Freshness) -> dict[str, type[HTTPConnectionPool]]:
    """The two kinds of pool, their connections bound to `how_long`: urllib3 has no other way to pass it."""

    class Plain(_Connection):
        freshness = how_long

    class Secure(_Connection, HTTPSConnection):
        freshness = how_long

    class PlainPool(_Timed):
        ConnectionCls = Plain

    class SecurePool(_Timed, HTTPSConnectionPool):
        ConnectionCls = Secure

        def __init__(self, *args: Any, **settings: Any) -> None:
            if settings.get("ssl_context") is None:
                settings["ssl_context"] = _certifi_context()
            super().__init__(*args, **settings)

    return {"http": PlainPool, "https": SecurePool}


def _certifi_context() -> ssl.SSLContext:
    import certifi

    return ssl.create_default_context(cafile=certifi.where())

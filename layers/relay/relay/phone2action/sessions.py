"""The session that the client makes for itself if it is given none: `requests`, with what it lacks for this
job.

- It ignores the process's environment (`trust_env`): no proxy, netrc or CA bundle from outside. It keeps no
  cookies and never retries.
- A failure to connect is told apart from all that can happen later: whatever goes wrong before the
  connection stands, the TLS handshake included, is raised as urllib3's `NewConnectionError`.
- A connection that was idle for a few seconds is not used again: the sockets of a frozen environment die
  unnoticed, and a request that is sent on a dead one has an unknown outcome.
- The CA certificates are loaded once per session, not once per connection.
- urllib3 puts URLs into its log lines, and the filters of List advocates hold an e-mail address or a phone
  number: its loggers lose every query.
"""

import logging
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any, ClassVar

import requests
from requests.adapters import HTTPAdapter
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
) -> requests.Session:
    """A session for `Phone2Action`, safe to share between threads. Close it when it is no longer needed.

    - `tls`: the context to verify the API's certificate with; without one, certifi's bundle is loaded on
      first use.
    - `connections`: how many are kept open.
    - `idle_seconds`: a connection left alone for longer is replaced before the next request.
    - `clock`: seconds, of the wall clock: a monotonic one may stand still while an environment is frozen.
    """
    for name in LOGGERS:
        logging.getLogger(name).addFilter(_without_queries)
    session = requests.Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    adapter = _Adapter(tls, connections, _pools(_Freshness(idle_seconds, clock)))
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def _without_queries(record: logging.LogRecord) -> bool:
    if isinstance(record.args, tuple):
        record.args = tuple(arg.partition("?")[0] if isinstance(arg, str) else arg for arg in record.args)
    return True


@dataclass(frozen=True, slots=True)
class _Freshness:
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

    return {"http": PlainPool, "https": SecurePool}


class _Adapter(HTTPAdapter):
    def __init__(
        self, tls: ssl.SSLContext | None, connections: int, pools: dict[str, type[HTTPConnectionPool]]
    ) -> None:
        self._tls = tls
        super().__init__(pool_maxsize=connections, max_retries=0)
        self.poolmanager.pool_classes_by_scheme = pools

    def build_connection_pool_key_attributes(self, *args: Any, **kwargs: Any) -> Any:
        # The hook that requests documents for a context of one's own.
        host, pool = super().build_connection_pool_key_attributes(*args, **kwargs)
        if host["scheme"] == "https":
            if self._tls is None:
                self._tls = _certifi_context()
            pool["ssl_context"] = self._tls
        return host, pool

    def cert_verify(self, *_args: Any, **_kwargs: Any) -> None:
        """Nothing: the context has its certificates. The inherited method would load the bundle once more
        for each new connection."""


def _certifi_context() -> ssl.SSLContext:
    import certifi

    return ssl.create_default_context(cafile=certifi.where())

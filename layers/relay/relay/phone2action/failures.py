"""Which exceptions prove that a request never left. Imported only once something has failed.

Two kinds do: those that can only be raised while a connection is being made (DNS, refused, connect
time-out, a proxy out of reach), and a certificate that does not verify, since the client checks it before
it sends anything. All other TLS errors may as well come from the reading of a reply, and "Connection
aborted" on a kept connection says nothing of what the other side had already read, so they prove nothing.
(The session of `sessions.py` tells more: it turns every failure to connect, TLS handshake and all, into
urllib3's `NewConnectionError`.)
"""

import socket
import ssl
import sys
from typing import Any

from urllib3 import exceptions as urllib3

_NEVER_LEFT: tuple[type[BaseException], ...] = (
    urllib3.ConnectTimeoutError,  # and its children NewConnectionError and NameResolutionError
    urllib3.ProxyError,  # raised only before there is a connection to the proxy
    urllib3.LocationValueError,  # a URL that can't be called
    ssl.SSLCertVerificationError,
    ConnectionRefusedError,
    socket.gaierror,
)


def never_left(error: BaseException) -> bool:
    """Whether this exception of a session proves that no byte of the request was sent."""
    # An exception of requests can only come from a session of requests, so it is not imported for this.
    requests = sys.modules.get("requests.exceptions")
    proofs = (*_NEVER_LEFT, *(_of_requests(requests) if requests else ()))
    while not isinstance(error, proofs):
        inner = _wrapped(error, requests)
        if inner is None:
            return False
        error = inner
    return True


def _of_requests(exceptions: Any) -> tuple[type[BaseException], ...]:
    return (
        exceptions.ConnectTimeout,
        exceptions.ProxyError,
        exceptions.InvalidSchema,
        exceptions.InvalidURL,
        exceptions.MissingSchema,
    )


def _wrapped(error: BaseException, requests: Any) -> BaseException | None:
    """What `requests` and urllib3 put their own exception around: ConnectionError(MaxRetryError(reason))."""
    if isinstance(error, urllib3.MaxRetryError):
        return error.reason
    if isinstance(error, urllib3.SSLError) or (requests and isinstance(error, requests.ConnectionError)):
        inner = error.args[0] if error.args else None
        return inner if isinstance(inner, BaseException) else None
    return None

"""Which exceptions prove that a request never left. Imported only once something has failed.

Two kinds do: those that can only be raised while a connection is being made (DNS, refused, connect
time-out, a proxy out of reach), and a certificate that does not verify, since the client checks it before
it sends anything. All other TLS errors may as well come from the reading of a reply, and "Connection
aborted" on a kept connection says nothing of what the other side had already read, so they prove nothing.
(The sessions of `sessions.py` tell more: they turn every failure to connect, TLS handshake and all, into
urllib3's `NewConnectionError`.)
"""

import socket
import ssl

import requests
from urllib3 import exceptions as urllib3

_NEVER_LEFT = (
    urllib3.ConnectTimeoutError,  # and its children NewConnectionError and NameResolutionError
    urllib3.ProxyError,  # raised only before there is a connection to the proxy
    requests.exceptions.ConnectTimeout,
    requests.exceptions.ProxyError,
    requests.exceptions.InvalidSchema,
    requests.exceptions.InvalidURL,
    requests.exceptions.MissingSchema,
    ssl.SSLCertVerificationError,
    ConnectionRefusedError,
    socket.gaierror,
)


def never_left(error: BaseException) -> bool:
    """Whether this exception of a session proves that no byte of the request was sent."""
    while not isinstance(error, _NEVER_LEFT):
        inner = _wrapped(error)
        if inner is None:
            return False
        error = inner
    return True


def _wrapped(error: BaseException) -> BaseException | None:
    """What `requests` and urllib3 put their own exception around: ConnectionError(MaxRetryError(reason))."""
    if isinstance(error, urllib3.MaxRetryError):
        return error.reason
    if isinstance(error, requests.ConnectionError | urllib3.SSLError) and error.args:
        first = error.args[0]
        return first if isinstance(first, BaseException) else None
    return None

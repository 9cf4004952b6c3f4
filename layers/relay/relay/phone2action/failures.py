"""Which exceptions prove that a request never left.

Two kinds do: those that can only be raised while a connection is being made (DNS, refused, connect time-out, a proxy
out of reach), and a certificate that does not verify, since the client checks it before it sends anything. All other
TLS errors may as well come from the reading of a reply, and "Connection aborted" on a kept connection says nothing of
what the other side had already read, so they prove nothing. (The session of `sessions.py` tells more: it turns every
failure to connect, TLS handshake and all, into urllib3's `NewConnectionError`.)
"""

import socket
import ssl

import requests
import urllib3

NEVER_LEFT: tuple[type[BaseException], ...] = (
    urllib3.exceptions.ConnectTimeoutError,  # and its children NewConnectionError and NameResolutionError
    urllib3.exceptions.ProxyError,  # raised only before there is a connection to the proxy
    urllib3.exceptions.LocationValueError,  # a URL that can't be called
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
    while not isinstance(error, NEVER_LEFT):
        inner = _wrapped(error)
        if inner is None:
            return False
        error = inner
    return True


def _wrapped(error: BaseException) -> BaseException | None:
    """What requests and urllib3 put their own exception around: ConnectionError(MaxRetryError(reason))."""
    if isinstance(error, urllib3.exceptions.MaxRetryError):
        return error.reason
    if isinstance(error, urllib3.exceptions.SSLError | requests.exceptions.ConnectionError):
        inner = error.args[0] if error.args else None
        return inner if isinstance(inner, BaseException) else None
    return None

"""One HTTP exchange: send a request, read a bounded reply, and say whether anything can have been sent.

The session is the caller's: a `requests.Session`, or anything with the same `request` method. Nothing here
retries, follows a redirect or judges a reply. That a request surely never left is claimed only where the
exception proves it; whatever else goes wrong is an unknown outcome.
"""

import time
import zlib
from collections.abc import Iterator, Mapping
from typing import NamedTuple, Protocol

from relay.phone2action.errors import NotSent, Phone2ActionError, UnknownOutcome
from relay.phone2action.failures import never_left

MAX_REPLY = 8 * 1024 * 1024  # ours: a page of 100 advocates with all they have takes a few hundred kilobytes
CHUNK = 64 * 1024

type Timeout = float | tuple[float, float]
"""Seconds for a whole call, or (to connect, for the rest). The client's own session ends the call by then, however its
bytes drip; a plain `requests.Session` gives each read the rest."""

LONGEST_CONNECT = 3.05  # https://requests.readthedocs.io/en/latest/user/advanced/#timeouts
DEFAULT_TIMEOUT: Timeout = (LONGEST_CONNECT, 20.0)
CONNECT_SHARE = 0.25  # of a single number, handshake and all, but never more than the default

CODINGS = "gzip, deflate"  # what is read of https://www.rfc-editor.org/rfc/rfc9110#name-content-codings
GZIP_MAGIC = b"\x1f\x8b"
GZIP_ONLY = 31  # https://docs.python.org/3/library/zlib.html#zlib.decompress


class Reply(Protocol):
    """What is used of a `requests.Response`; `headers` are found in any case."""

    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    def iter_content(self, chunk_size: int) -> Iterator[bytes]: ...
    def close(self) -> None: ...


class Session(Protocol):
    """What is used of a `requests.Session`: send one request, return the reply whatever its status.

    A session of one's own may raise `NotSent` or `UnknownOutcome` itself. Any other exception counts as
    unknown, unless it is known to precede the sending.
    """

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
    ) -> Reply: ...


class Answer(NamedTuple):
    """A reply. `body` is None if it broke off or grew beyond `MAX_REPLY`: then only the status is known.

    `in_time`: whether it did not break off because the call's time was over.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes | None
    in_time: bool = True


def send(
    session: Session,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    data: bytes | None,
    auth: tuple[str, str] | None,
    timeout: Timeout,
    once: bool = False,
) -> Answer:
    """Send one request. Raises `NotSent` or `UnknownOutcome`, none of the session's exceptions.

    `once`: what can't be repeated, over a connection of its own. A kept one may be reset when it is used again.
    """
    _, rest = seconds(timeout)
    earliest_end = time.monotonic() + rest  # of a call whose time is over
    sent = {**headers, "Accept-Encoding": CODINGS, **({"Connection": "close"} if once else {})}
    try:
        reply = session.request(
            method,
            url,
            headers=sent,
            data=data,
            auth=auth,
            timeout=seconds(timeout),
            allow_redirects=False,
            stream=True,
        )
    except Phone2ActionError:
        raise
    except Exception as error:  # noqa: BLE001 - any exception may carry the URL, and leaves the outcome open
        failure = _failure(error)
    else:
        body = _body(reply)
        return Answer(reply.status_code, reply.headers, body, body is not None or time.monotonic() < earliest_end)
    # Outside of the handler, so that not even the context of the new exception holds the old one.
    raise failure


def seconds(timeout: Timeout) -> tuple[float, float]:
    """A time-out as (to connect, for the rest); a single number is shared out between the two."""
    if isinstance(timeout, tuple):
        return timeout
    connect = min(timeout * CONNECT_SHARE, LONGEST_CONNECT)
    return connect, timeout - connect


def _failure(error: Exception) -> NotSent | UnknownOutcome:
    kind = type(error).__name__
    if never_left(error):
        return NotSent(f"no connection to the API ({kind})")
    return UnknownOutcome(f"the request was sent, but not answered ({kind})")


def _body(reply: Reply) -> bytes | None:
    body = bytearray()
    try:
        for chunk in reply.iter_content(CHUNK):
            body += chunk
            if len(body) > MAX_REPLY:
                return None
    except Exception:  # noqa: BLE001 - as above: a reply that breaks off says no more than its status
        return None
    finally:
        reply.close()
    return _unpacked(bytes(body))


def _unpacked(body: bytes) -> bytes | None:
    """A body that is still compressed, as "Transfer-Encoding: gzip, chunked" leaves it: no JSON begins so."""
    if not body.startswith(GZIP_MAGIC):
        return body
    try:
        plain = zlib.decompressobj(GZIP_ONLY).decompress(body, MAX_REPLY + 1)
    except zlib.error:
        return None
    return plain if len(plain) <= MAX_REPLY else None

"""The outside of a stack, as anybody on the internet sees it: its address, its certificate, what answers there."""

import contextlib
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Final, Literal
from urllib.parse import urlsplit

import requests

TIMEOUT: Final = (10, 35)  # a function may take 28 seconds, and start first
HTTPS: Final = 443

type Why = Literal["name", "certificate", "nobody"]
"""Why nothing answered: no such name, a certificate that is not to be trusted, nobody there or not in time."""


class Unanswered(Exception):
    """Nothing answered at an address."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Reached:
    """What answered. `at` is the time that it gave, in seconds since 1970, None if it gave none."""

    status: int
    text: str
    media_type: str
    at: float | None = None


class Web:
    """The internet, as it is."""

    def send(self, method: str, url: str, headers: Mapping[str, str], data: Any = None) -> Reached:
        """Send one request, and follow no redirect. Raises `Unanswered`."""
        told = {"User-Agent": "advocate-relay-doctor", **headers}
        try:
            answer = requests.request(method, url, headers=told, data=data, timeout=TIMEOUT, allow_redirects=False)
        except requests.exceptions.SSLError:
            raise Unanswered("certificate") from None
        except requests.exceptions.RequestException:
            raise Unanswered("nobody" if self.addresses(urlsplit(url).hostname or "") else "name") from None
        media_type = answer.headers.get("Content-Type", "").partition(";")[0].strip()
        return Reached(answer.status_code, answer.text, media_type, http_time(answer.headers.get("Date", "")))

    def addresses(self, host: str) -> frozenset[str]:
        """What a name leads to; nothing if there is no such name."""
        try:
            return frozenset(str(found[4][0]) for found in socket.getaddrinfo(host, HTTPS, type=socket.SOCK_STREAM))
        except OSError:
            return frozenset()

    def certificate_ends(self, host: str, port: int) -> float | None:
        """When the certificate of a host ends, in seconds since 1970; None if that can't be seen."""
        with contextlib.suppress(OSError, ValueError):
            context = ssl.create_default_context()
            with (
                socket.create_connection((host, port), timeout=TIMEOUT[0]) as plain,
                context.wrap_socket(plain, server_hostname=host) as secured,
            ):
                shown: Any = secured.getpeercert() or {}
                return float(ssl.cert_time_to_seconds(shown["notAfter"]))
        return None


def http_time(date: str) -> float | None:
    """The time in a Date header, in seconds since 1970; None if it is none."""
    try:
        return parsedate_to_datetime(date).timestamp()
    except (TypeError, ValueError):
        return None

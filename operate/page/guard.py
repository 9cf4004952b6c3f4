"""Who may see the page: a browser on this machine that was sent here by the link, and no other site's page in it.

A browser may be made to call this machine by any page that it shows: by another name for it (DNS rebinding), which the
Host header tells, or across sites, which Origin and Sec-Fetch-Site tell. Other users of this machine don't know the
token.
"""

import ipaddress
import secrets
from collections.abc import Mapping
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE: Final = frozenset({"GET", "HEAD"})
OWN: Final = frozenset({"same-origin", "none"})
"""What Sec-Fetch-Site says of a page's own requests, and of an address that was typed.

https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
"""

NAVIGATES: Final = "navigate"
"""What Sec-Fetch-Mode says where a link is followed: from anywhere, as the one that `relay page` prints may be.

Another site's picture, script or request is none: it would begin a look at the queues.
"""

TOKEN: Final = "token"  # noqa: S105 (the parameter's name)


def policy(relay: str = "") -> str:
    """The Content-Security-Policy: this page's own files, and the relay on this machine as a form's target."""
    own = f"'self' {relay}".rstrip()
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        f"form-action {own}; frame-src {own}; base-uri 'none'; frame-ancestors 'none'"
    )


class Guard:
    """Wraps the page. `token` "" asks for none; `relay` is an address that the page's forms may be sent to."""

    def __init__(self, app: ASGIApp, *, token: str = "", relay: str = "") -> None:
        self._app, self._token = app, token
        self._headers: Mapping[str, str] = {
            "Content-Security-Policy": policy(relay),
            "Cache-Control": "no-store",
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or turn it away."""
        request = Request(scope)
        refusal = self._refusal(request)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await (refusal or self._app)(scope, receive, with_headers)

    def _refusal(self, request: Request) -> Response | None:
        """Why a request is not answered, as its answer; None if it is."""
        if not is_own(request):
            return PlainTextResponse("This page is for this machine's own browser only.", 403)
        if not self._token:
            return None
        name = f"relay-page-{request.url.port}"  # cookies know no ports
        given = request.query_params.get(TOKEN, "")
        if request.method in SAFE and self._is_it(given):
            there = RedirectResponse(request.url.path, 303)
            there.set_cookie(name, given, httponly=True, samesite="strict")
            return there
        if not self._is_it(request.cookies.get(name, "")):
            return PlainTextResponse("Open the link that `relay page` has printed.", 403)
        return None

    def _is_it(self, given: str) -> bool:
        return secrets.compare_digest(given.encode(), self._token.encode())


def is_own(request: Request) -> bool:
    """Whether a request comes from this machine, by a name that only it has, and not from another site's page."""
    client = request.client.host if request.client else ""
    if not (_is_loopback(client) and _is_loopback(request.url.hostname or "")):
        return False
    origin = request.headers.get("origin")
    if origin is not None and origin != f"{request.url.scheme}://{request.url.netloc}":
        return False
    is_link = request.method in SAFE and request.headers.get("sec-fetch-mode", NAVIGATES) == NAVIGATES
    return is_link or request.headers.get("sec-fetch-site", "same-origin") in OWN


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

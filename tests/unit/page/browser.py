"""A browser on this machine, as far as the page can tell: it keeps cookies and goes where it is sent.

It knows no JavaScript, so what works here works without.
"""

import asyncio
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

from starlette.types import ASGIApp

HOST = "127.0.0.1:3001"
HERE = ("127.0.0.1", 50_000)
MOST_REDIRECTS = 5


@dataclass(frozen=True)
class Answer:
    """What the page answered in the end, and at which address."""

    status: int
    path: str
    headers: Mapping[str, str]
    text: str

    @property
    def shown(self) -> str:
        """What a person reads of it: without tags, each space one."""
        main = self.text.partition('<main id="main">')[2]
        return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main))).strip()

    def links(self, begin: str) -> list[str]:
        """Where its links lead, of those that begin so."""
        return [html.unescape(each) for each in re.findall(r'href="([^"]*)"', self.text) if each.startswith(begin)]

    def typed(self, name: str) -> str:
        """What stands in a field."""
        field_tag = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', self.text)
        area = re.search(rf'(?s)<textarea[^>]*name="{name}"[^>]*>\n?(.*?)</textarea>', self.text)
        found = field_tag or area
        assert found, name
        return html.unescape(found[1])


@dataclass
class Browser:
    """See the module. `headers` are sent with each request; `client` is who asks; who `leaves` does so in mid-form."""

    app: ASGIApp
    headers: dict[str, str] = field(default_factory=dict)
    client: tuple[str, int] = HERE
    cookies: dict[str, str] = field(default_factory=dict)
    leaves: bool = False

    def get(self, path: str, *, follow: bool = True) -> Answer:
        """Open an address."""
        return self._followed("GET", path, b"", follow)

    def post(self, path: str, form: Mapping[str, str] | None = None, *, follow: bool = True, **more: str) -> Answer:
        """Send a form."""
        return self._followed("POST", path, urlencode({**(form or {}), **more}).encode(), follow)

    def _followed(self, method: str, path: str, body: bytes, follow: bool) -> Answer:
        answer = self._one(method, path, body)
        for _ in range(MOST_REDIRECTS):
            if not follow or answer.status not in {303, 307}:
                return answer
            answer = self._one("GET", answer.headers["location"], b"")
        raise AssertionError("it goes in a circle")

    def _one(self, method: str, path: str, body: bytes) -> Answer:
        parts = urlsplit(path)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"host": HOST, "cookie": cookies} | {name.lower(): value for name, value in self.headers.items()}
        scope = {
            "type": "http",
            "http_version": "1.1",
            "scheme": "http",
            "method": method,
            "path": parts.path,
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "client": self.client,
            "server": ("127.0.0.1", 3001),
        }
        sent: list[Any] = []
        asked = [{"type": "http.request", "body": body, "more_body": self.leaves}]

        async def receive() -> Any:
            if not asked and self.leaves:
                return {"type": "http.disconnect"}
            if not asked:
                await asyncio.sleep(3600)  # nobody goes away
            return asked.pop()

        async def send(message: Any) -> None:
            sent.append(message)

        async def ask() -> None:
            await self.app(scope, receive, send)

        asyncio.run(ask())
        begin = sent[0]
        got = {name.decode(): value.decode() for name, value in begin["headers"]}
        if "set-cookie" in got:
            self.cookies |= {name: each.value for name, each in SimpleCookie(got["set-cookie"]).items()}
        text = b"".join(each.get("body", b"") for each in sent).decode()
        return Answer(begin["status"], parts.path, got, text)

"""A session that answers from a list of replies and remembers what it was asked: no network, nothing patched."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from requests.structures import CaseInsensitiveDict

from relay.phone2action import Credentials, Phone2Action
from tests.fakes.settings import API_URL

KEYS = Credentials("an-app-id", "an-app-key")
BASE = API_URL


@dataclass
class FakeReply:
    """A reply with this status and body; `breaks_with` is raised after the body has been read."""

    status_code: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=CaseInsensitiveDict)
    breaks_with: Exception | None = None
    closed: bool = False

    def iter_content(self, chunk_size: int) -> Iterator[bytes]:
        for start in range(0, len(self.body), chunk_size):
            yield self.body[start : start + chunk_size]
        if self.breaks_with:
            raise self.breaks_with

    def close(self) -> None:
        self.closed = True


def reply(content: object, status: int = 200, **headers: str) -> FakeReply:
    """A reply with a JSON body. A header's name is written with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return FakeReply(status, json.dumps(content).encode(), CaseInsensitiveDict(named))


def success(**more: Any) -> FakeReply:
    """The envelope of a write that was carried out."""
    return reply({"success": 1, "error": None, "advocateid": 19302020, **more})


@dataclass(frozen=True)
class Call:
    """One request as the session was asked for it."""

    method: str
    url: str
    options: Mapping[str, Any]

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def query(self) -> list[tuple[str, str]]:
        return parse_qsl(
            urlsplit(self.url).query, keep_blank_values=True, strict_parsing=bool(urlsplit(self.url).query)
        )

    @property
    def form(self) -> list[tuple[str, str]]:
        body = self.options["data"]
        return parse_qsl(body.decode("ascii"), keep_blank_values=True, strict_parsing=bool(body))


class FakeSession:
    """Answers each request with the next of `replies`, or raises it if it is an exception."""

    def __init__(self, *replies: FakeReply | Exception) -> None:
        self.replies = list(replies)
        self.calls: list[Call] = []

    def request(self, method: str, url: str, **options: Any) -> FakeReply:
        self.calls.append(Call(method, url, options))
        answer = self.replies.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def client(session: FakeSession, **settings: Any) -> Phone2Action:
    return Phone2Action(KEYS, base_url=BASE, session=session, **settings)

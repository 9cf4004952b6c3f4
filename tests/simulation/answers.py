"""What the platform, or whatever stands in its place, answers when something goes wrong; and how slowly."""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

PAGE: Final = b"<!DOCTYPE html><title>Something went wrong</title>"
FAILURE: Final = b'{"success": 0, "error": "Something went wrong.", "type": "error"}'
RETRY_AFTER: Final = "Retry-After"
ASKED_SECONDS: Final = (5, 40, 120, 600)


@dataclass(slots=True)
class Answer:
    """What the client reads of a reply."""

    status_code: int
    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    drips: Callable[[], None] = lambda: None

    def iter_content(self, chunk_size: int) -> Iterator[bytes]:
        """The body; one that drips ends in an exception, as the client's own session has it."""
        self.drips()
        yield self.content

    def close(self) -> None:
        """Nothing is open."""


def failing(kind: str, rng: random.Random) -> Answer:
    """The answer of a fault (see `weather.API_KINDS`)."""
    answers: dict[str, tuple[Any, ...]] = {
        "rejected": (422, FAILURE),
        "conflict": (409, PAGE),
        "edge": (404, PAGE),
        "redirect": (rng.choice((302, 307)), b"", {"Location": "https://elsewhere.example.org/"}),
        "bad_request": (400, PAGE),
        "status": (rng.choice((500, 502, 503)), FAILURE),
        "html": (200, PAGE),
        "drip": (200, b""),
        "unsuccessful": (200, FAILURE),
        "empty": (200, b""),
        "rate_limit": (429, FAILURE),
        "rate_limit_retry_after": (429, FAILURE, {RETRY_AFTER: str(rng.choice(ASKED_SECONDS))}),
        "busy": (503, PAGE, {RETRY_AFTER: str(rng.choice(ASKED_SECONDS))}),
        "credentials": (rng.choice((401, 403)), FAILURE),
    }
    return Answer(*answers[kind])


def meeting_somebody(rng: random.Random) -> Answer:
    """The answer to the create of an advocate who exists, of a platform that refuses it."""
    return Answer(*rng.choice(((409, FAILURE), (409, PAGE), (422, FAILURE), (422, FAILURE))))

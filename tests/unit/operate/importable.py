"""Files of leads in a folder, and a stack without AWS into whose queue they are imported.

`Queue` takes what is sent; `dies_after` lets the command be killed after so many batches, `loses` before SQS has the
next one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from operate import importing
from operate.importing import Asked, Import
from operate.stack import Stack
from relay.campaigns import Campaigns
from relay.messages import from_message
from relay.submission import Submission
from tests.unit.operate.sqs import Sqs
from tests.unit.operate.stacks import stack

NOW = 1_795_700_000_000  # 26 November 2026
CAMPAIGNS = Campaigns.from_literal(
    {
        998: {"name": "Save the Whales", "twitter_card": {"connect": ("email",), "p2asource": "twitter-card"}},
        999: {"name": "Keep the Whale Sanctuary"},
    }
)
HEADER = "Timestamp,Name,Email,Twitter handle"


class Killed(BaseException):
    """The command is gone."""


@dataclass
class Queue(Sqs):
    """The retry queue, see the module; `waiting` is what lies there at each look, the last of it for ever."""

    waiting: list[int] = field(default_factory=lambda: [0])
    dies_after: int = -1
    loses: bool = False

    def get_queue_attributes(self, **_: Any) -> dict[str, Any]:
        found = self.waiting.pop(0) if len(self.waiting) > 1 else self.waiting[0]
        return {"Attributes": {"ApproximateNumberOfMessages": str(found)}}

    def send_message_batch(self, **request: Any) -> dict[str, Any]:
        if self.dies_after == 0 and self.loses:
            raise Killed
        self.dies_after -= 1
        answer = super().send_message_batch(**request)
        if self.dies_after == -1 and not self.loses:
            raise Killed
        return answer

    @property
    def submissions(self) -> list[Submission]:
        """What was sent."""
        return [from_message(each) for each in self.retry]


def a_stack(queue: Queue | None = None) -> Stack:
    return stack(queue or Queue(dead=[]))


def a_file(folder: Path, content: str | bytes, name: str = "leads.csv") -> Path:
    """A file of leads."""
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def cards(rows: Iterable[int], time: str = "2026-11-20 12:00:00 +0000") -> str:
    """A card's export."""
    return "\n".join([HEADER, *(f"{time},Ann {each},p{each}@example.org,@ann{each}" for each in rows), ""])


def imported(file: Path, queue: Queue | None = None, *, rate: float = 0, now: int = NOW, **asked: Any) -> Import:
    """A file, imported to the end."""
    found = looked_at(file, queue, now=now, **asked)
    importing.begin(found)
    importing.queue_rows(found, rate=rate, sleep=lambda _: None, clock=lambda: now)
    return found


def looked_at(file: Path, queue: Queue | None = None, *, now: int = NOW, **asked: Any) -> Import:
    """A file, checked."""
    told = Asked(file=file, **{"campaign": 998, **asked})
    found = importing.prepared(a_stack(queue), told, clock=lambda: now)
    if not found.progress.rows:
        importing.check_rows(found)
    return found

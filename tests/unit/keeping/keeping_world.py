"""A keeper over queues and a journal in memory, with letters as the relay writes them and operators at work."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from relay.keeping.keeper import Keeper, Kept
from relay.keeping.letter_queue import LetterQueue
from relay.keeping.marks import DAY_MS, NAME, gone
from relay.letters import DeadLetter
from relay.stores.table import Table
from tests.fakes.aws import MemoryAws, Message
from tests.fakes.clock import Clock
from tests.fakes.settings import DEAD, JOURNAL

ID = "0123456789abcdef0123456789abcdef"
KEEP_DAYS = 60


def letter_text(number: int = 0, **changes: Any) -> str:
    """A dead letter as the worker writes it."""
    message = json.dumps({"version": 1, "source": "sms", "received_at": 1, "advocate": {"firstname": f"Ann {number}"}})
    values: dict[str, Any] = {"reason": "rejected", "detail": "", "id": f"{number:032x}", "last_at": 2}
    return DeadLetter(message=message, **(values | changes)).to_text()


@dataclass
class KeepingWorld:
    """See the module. `aws` may be one of which calls die."""

    clock: Clock = field(default_factory=Clock)
    aws: MemoryAws = field(init=False)

    def __post_init__(self) -> None:
        self.aws = MemoryAws(self.clock, {})

    def put(self, *bodies: str, queue: str = DEAD) -> None:
        """Letters are written, now."""
        for body in bodies:
            self.aws.call("sqs", "SendMessage", {"QueueUrl": queue, "MessageBody": body})

    def keeper(self, keep_days: int = KEEP_DAYS) -> Keeper:
        return Keeper(journal=Table(self.aws, JOURNAL), clock=self.clock, keep_days=keep_days)

    def keep(
        self,
        has_time: Callable[[], bool] = lambda: True,
        *,
        queue: str = DEAD,
        keep_days: int = KEEP_DAYS,
        looks_only: bool = False,
    ) -> Kept:
        """The keeper's hour has come."""
        return self.keeper(keep_days).keep(LetterQueue(self.aws, queue), has_time, looks_only=looks_only)

    def live(self, days: float, *, hours: float = 1) -> list[Kept]:
        """Let days pass, with a pass of the keeper every so many hours."""
        passes = []
        for _ in range(round(days * 24 / hours)):
            self.clock.advance(hours=hours)
            passes.append(self.keep())
        return passes

    def lying(self, queue: str = DEAD) -> list[Message]:
        """What SQS has in the queue, hidden or not."""
        return list(self.aws._kept(queue))

    def names(self, queue: str = DEAD) -> list[str]:
        """What each letter in the queue was called first."""
        return [name_of(message) for message in self.lying(queue)]

    def taken_away(self, name: str, queue: str = DEAD) -> None:
        """An operator who sees a letter takes it away: one copy of it, and leaves a note."""
        visible = [each for each in self.lying(queue) if each.visible_at <= self.clock() and name_of(each) == name]
        if visible:
            self.aws.delete(queue, {visible[0].id})
            self.aws.tables.setdefault(JOURNAL, {})[gone(name)] = {"id": {"S": gone(name)}}

    def age_days(self, message: Message) -> float:
        """How long ago a message was sent."""
        return (self.clock() - message.sent_at) / DAY_MS


def name_of(message: Message) -> str:
    """What a letter was called when it was first sent."""
    marks = message.attributes
    return str(marks[NAME]["StringValue"]) if NAME in marks else message.id

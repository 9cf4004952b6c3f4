"""What lies in the dead-letter and in the held queue: the message as it was, and why a person must look at it.

A letter is the message's own JSON object with the notes beside it, so that it can be moved back to the retry queue
without translation. Where it goes and when is the business of `delivery.letters` and `stores.queues`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

type Reason = Literal["rejected", "expired", "unverifiable", "poison", "invalid", "unreadable", "nobody_found"]
"""Why a letter is dead; docs/protocol.md says what each means. Closed: alarms and the runbook know these."""

type HeldReason = Literal["spam", "stop_like", "suppressed", "no_phone", "origin", "challenge", "burst"]
"""Why a message is held."""

LARGEST_MESSAGE: Final = 1_048_576  # bytes that SQS takes; a letter is ASCII
LONGEST_UNREADABLE: Final = 80_000  # characters, each at most twelve bytes in JSON

NOTES: Final = ("reason", "detail", "id", "attempts", "first_at", "last_at", "api")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A message that can't be carried out, with what a person needs to know.

    - `message`: the text that was queued, or would have been.
    - `detail`: parts and their states, or fields and codes; never a person's data.
    - `id`: the submission's; `attempts`: how often the worker received it; None where that is not known.
    - `first_at`, `last_at`: its receipt, and when it was given up. Milliseconds since 1970.
    - `api`: what the platform answered the run that gave it up: `endpoint`, `status` and its own `message`, which may
      quote the person: in a letter only, never in a log.
    """

    message: str = field(repr=False)
    reason: Reason
    detail: str
    last_at: int
    id: str | None = None
    attempts: int | None = None
    first_at: int | None = None
    api: Mapping[str, str | int] | None = field(default=None, repr=False)

    def to_text(self) -> str:
        """The letter as it is queued."""
        notes = {name: getattr(self, name) for name in NOTES}
        return annotated(self.message, {name: note for name, note in notes.items() if note is not None})


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldMessage:
    """A message that nobody sends before a person has looked; `at` in milliseconds since 1970."""

    message: str = field(repr=False)
    held: HeldReason
    at: int

    def to_text(self) -> str:
        """The message as it is queued."""
        return annotated(self.message, {"held": self.held, "at": self.at})


def annotated(message: str, notes: Mapping[str, object]) -> str:
    """The message with notes beside it. Raises nothing.

    A message that is no JSON object is kept whole as `unreadable`; its end is lost if SQS would not take it.
    """
    try:
        data = json.loads(message)
        text = json.dumps(data | dict(notes), separators=(",", ":")) if isinstance(data, dict) else ""
    except (ValueError, RecursionError):
        text = ""
    if text and len(text) <= LARGEST_MESSAGE:
        return text
    return json.dumps({"unreadable": message[:LONGEST_UNREADABLE]} | dict(notes), separators=(",", ":"))

"""What may be said of a letter to anybody: why it lies there, since when, and until when. Never whom it is about.

A letter's text may say anything: it may be of an earlier version, edited by hand, or somebody's own words. So only what
is of a closed list, or has the form of an id, gets out of it.
"""

import json
import re
from dataclasses import dataclass
from typing import Any, Final

from relay.keeping.letter_queue import StoredLetter
from relay.keeping.marks import EXPIRES_MS
from relay.letters import HeldReason, Reason

REASONS: Final = frozenset((*Reason.__value__.__args__, *HeldReason.__value__.__args__))
NO_REASON: Final = "none"
"""Of a letter that SQS itself gave up, and so says nothing; or that says what no version of the relay does."""

STOP_LIKE: Final = "stop_like"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFacts:
    """A letter without its person. Times in milliseconds since 1970.

    - `submission_id`: "" if it names none. `name`: what SQS called it first, under which it is found as well.
    - `received_at`: when the sender sent it, as far as it says so; else when it became a letter.
    - `gone_at`: when it expires, if nobody sends it once more. `is_last`: nobody will.
    """

    name: str
    submission_id: str
    reason: str
    received_at: int
    since: int
    gone_at: int
    is_last: bool


def letter_facts(letter: StoredLetter) -> LetterFacts:
    """What may be said of a letter."""
    said = _said(letter.body)
    reason = said.get("reason") or said.get("held")
    identifier, received_at = said.get("id"), said.get("received_at")
    plausible = isinstance(received_at, int) and 0 < received_at <= letter.since
    return LetterFacts(
        name=letter.name,
        submission_id=identifier if isinstance(identifier, str) and is_submission_id(identifier) else "",
        reason=reason if isinstance(reason, str) and reason in REASONS else NO_REASON,
        received_at=int(received_at) if plausible else letter.since,  # type: ignore[arg-type]  # is an int then
        since=letter.since,
        gone_at=letter.sent_at + EXPIRES_MS,
        is_last=letter.is_last,
    )


def is_submission_id(text: str) -> bool:
    """Whether a text is an id as `stores.ids` makes them, and so tells nothing."""
    return re.fullmatch(r"[0-9a-f]{32}", text) is not None


def _said(body: str) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}

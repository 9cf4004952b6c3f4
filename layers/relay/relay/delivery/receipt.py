"""What intake answers a source: what the sender may be told. How it is said is each source's business."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from relay.delivery.connections import UPDATE, parts
from relay.phone2action.arguments import Problem
from relay.submission import Submission

CALL_AGAIN_SECONDS: Final = 30
MESSAGE: Final = "message"  # what people call the part that takes an update: an RSVP's or letter's text, or its guests

type Status = Literal["delivered", "queued", "rejected", "held", "unavailable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the sender may be told.

    - `status`: "delivered"; "queued" (safe with us, or with a person who will look); "rejected" (the platform refused
      it, `problems` says what if that is known); "held"; "unavailable" (not safe: send it again after `retry_after`
      seconds).
    - `overridden`: the opt-ins that were not passed on, because of a later or final opt-out.
    - `held`: the opt-ins that wait until a person has looked.
    - `connections`: what was asked for -> "done", "rejected" or "queued".
    """

    status: Status
    id: str = ""
    connections: Mapping[str, str] = field(default_factory=dict)
    tweet_url: str = field(default="", repr=False)
    problems: tuple[Problem, ...] = ()
    overridden: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    retry_after: int = CALL_AGAIN_SECONDS


UNAVAILABLE: Final = Receipt(status="unavailable")


def told(submission: Submission, known: Mapping[str, str]) -> dict[str, str]:
    """Each part's state as its sender is told it: what is not known yet is still in our queue."""
    states = {kind: known.get(kind, "queued") for kind in parts(submission)}
    named = {MESSAGE if kind == UPDATE else kind: state for kind, state in states.items()}
    return {kind: "queued" if state == "maybe" else state for kind, state in named.items()}

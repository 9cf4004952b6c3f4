"""What intake answers a source: what the sender may be told. How it is said is each source's business."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from relay.delivery.parts import UPDATE, parts
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
    - `connections`: what was asked for -> "done", "rejected" or "queued", as far as one of these is true of it.
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


TOLD_AS: Final = {"maybe": "queued", "other": "done"}


def told(submission: Submission, known: Mapping[str, str], *, waits: bool) -> dict[str, str]:
    """Each part's state as its sender is told it.

    `waits`: the submission is in our queue. Only then is a part that is not known yet "queued"; else it isn't named,
    for nobody will make it.
    """
    states = {kind: known.get(kind, "maybe") for kind in parts(submission) if waits or kind in known}
    return {MESSAGE if kind == UPDATE else kind: TOLD_AS.get(state, state) for kind, state in states.items()}

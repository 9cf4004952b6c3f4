"""What the keeper sees in one hour: a value, of which each part may be missing because it could not be looked at."""

from collections.abc import Sequence
from dataclasses import dataclass

from relay.keeping.keeper import Kept
from relay.keeping.letter_queue import QueueDepth
from relay.keeping.numbers import Numbers
from relay.keeping.probe import Probed
from relay.keeping.silence import Silent


@dataclass(frozen=True, slots=True, kw_only=True)
class Sights:
    """Times in milliseconds since 1970. None: it could not be looked at; so say `unseen`, in words.

    - `waiting`: the retry queue. `waiting_since`: when the oldest of it came, None if that is not known.
    - `numbers`: of the last 24 hours. `worker_ran`: whether the worker did anything in them.
    """

    now: int
    keep_days: int
    letters: Kept | None = None
    held: Kept | None = None
    waiting: QueueDepth | None = None
    waiting_since: int | None = None
    numbers: Numbers | None = None
    worker_ran: bool = True
    silent: Sequence[Silent] = ()
    names: dict[int, str]
    probed: Probed | None = None
    unseen: Sequence[str] = ()

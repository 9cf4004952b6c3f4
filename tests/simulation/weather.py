"""Which fault strikes which call, and when. A weather is a list of spells; the first that strikes is the one."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

HOUR_MS: Final = 3_600_000
FOR_EVER: Final = 1 << 60

API_KINDS: Final = (
    "refused",  # no connection: surely not carried out
    "edge",  # a 404 page of somebody's proxy
    "status",  # 500, 502, 503: not carried out, but who knows
    "status_acted",  # the same, but carried out
    "html",  # 200 with a page
    "unsuccessful",  # 200 with success 0
    "empty",  # 200 with nothing
    "reset",  # broken off before it acted
    "reset_acted",  # and after
    "rate_limit",  # 429
    "rate_limit_retry_after",
    "credentials",  # 401
    "slow",  # acts and answers within the time-out
    "late",  # acts long after the caller gave up
    "commit_then_timeout",  # acts at once and never answers
    "timeout",  # never acts and never answers
)
REJECTED: Final = ("rejected",)  # 422 in the platform's own words: final, so no weather of its own
AWS_KINDS: Final = ("away", "lost_answer", "throttled", "slow")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """Faults between two times (milliseconds), with a probability per call.

    `side` is "api" or an AWS service; `target` narrows to a method and endpoint ("POST connections"), or an operation
    ("SendMessage"), or a table or queue, if it is part of "operation target".
    """

    side: str
    kinds: Sequence[str]
    probability: float = 1.0
    begin: int = 0
    end: int = FOR_EVER
    target: str = ""


@dataclass(slots=True)
class Weather:
    """All spells of a world."""

    rng: random.Random
    spells: list[Spell] = field(default_factory=list)
    struck: dict[str, int] = field(default_factory=dict)

    def strike(self, now: int, side: str, what: str) -> str:
        """The kind of fault that strikes this call, or ""."""
        for spell in self.spells:
            if (
                spell.side == side
                and spell.begin <= now < spell.end
                and spell.target in what
                and self.rng.random() < spell.probability
            ):
                kind = self.rng.choice(spell.kinds)
                name = f"{side} {kind}"
                self.struck[name] = self.struck.get(name, 0) + 1
                return kind
        return ""

"""Which fault strikes which call, and when. A weather is a list of spells; the first that strikes is the one."""

import random
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

HOUR_MS: Final = 3_600_000
FOR_EVER: Final = 1 << 60

ASKS: Final = (
    "rate_limit_retry_after",  # 429 that says for how long
    "busy",  # 503 that says so
    "busy_acted",
)
KEYS: Final = ("credentials",)  # 401 or 403
API_KINDS: Final = (
    "refused",  # no connection: surely not carried out
    "edge",  # a bare 404: the page of somebody's proxy, which did not hand it on
    "edge_acted",  # or did
    "redirect",  # 302 or 307
    "redirect_acted",
    "bad_request",  # a 400 that is a page, not the platform's own words
    "bad_request_acted",
    "conflict",  # a 409 that is a page
    "conflict_acted",
    "status",  # 500, 502, 503: not carried out, but who knows
    "status_acted",  # the same, but carried out
    "html",  # 200 with a page
    "unsuccessful",  # 200 with success 0
    "empty",  # 200 with nothing
    "reset",  # broken off before it acted
    "reset_acted",  # and after
    "drip",  # the answer comes a byte at a time, until the caller's time is over
    "drip_acted",
    "rate_limit",  # 429
    *ASKS,
    *KEYS,
    "slow",  # acts and answers within the time-out
    "late",  # acts long after the caller gave up
    "commit_then_timeout",  # acts at once and never answers
    "timeout",  # never acts and never answers
)
REJECTED: Final = ("rejected",)  # 422 in the platform's own words: final, so no weather of its own
AWS_KINDS: Final = ("away", "lost_answer", "throttled", "slow")
UNPROCESSED: Final = ("unprocessed",)  # BatchGetItem leaves some of the keys, or all


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
    """All spells of a world. `tables_struck` has the times of all faults of each table."""

    rng: random.Random
    spells: list[Spell] = field(default_factory=list)
    struck: dict[str, int] = field(default_factory=dict)
    tables_struck: dict[str, list[int]] = field(default_factory=dict)

    def has_struck(self, table: str, begin: int, end: int) -> bool:
        """Whether a table failed somebody between these times."""
        times = self.tables_struck.get(table, [])
        return bisect_left(times, begin) < bisect_right(times, end)

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
                if side == "dynamodb":
                    self.tables_struck.setdefault(what.rpartition(" ")[2], []).append(now)
                return kind
        return ""

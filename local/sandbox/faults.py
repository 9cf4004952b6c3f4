"""Ways to break the API on purpose, chosen per endpoint and method.

`status`, `html`, `redirect`, `rate_limit`, `unsuccessful` and `reset` do not act, unless the fault says `acts`: a proxy
that hands a call on and then answers in its own words. `latency` waits, then acts and answers; `drip` acts and answers
byte by byte. `commit_then_timeout` acts, waits, and closes without an answer. Faults live as long as the process: a
sandbox that is started again is a healthy one.
"""

import asyncio
import random
import threading
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal, get_args

type Kind = Literal[
    "status", "latency", "reset", "commit_then_timeout", "html", "unsuccessful", "rate_limit", "redirect", "drip"
]

KINDS: tuple[str, ...] = get_args(Kind.__value__)
ENDPOINTS = ("advocates", "connections", "campaigns", "legislators", "stats", "twitter-cards")
ANY = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault. `delay` and `retry_after` are seconds; `count` None fires for ever; `method` None is any
    method; `email` "" is anybody's; `acts`: the call is carried out all the same.
    """

    endpoint: str = ANY
    method: str | None = None
    kind: Kind = "status"
    status: int = 503
    probability: float = 1.0
    count: int | None = None
    delay: float = 0.0
    retry_after: float | None = None
    acts: bool = False
    email: str = ""

    def matches(self, endpoint: str, method: str, email: str = "") -> bool:
        """Whether a call of this endpoint by this method, about this e-mail address, is meant."""
        is_theirs = self.email.lower() in {"", email.lower()}
        return is_theirs and self.endpoint in {ANY, endpoint} and self.method in {None, method}


def parse(content: Any) -> Fault:
    """A fault from its JSON object; what isn't given has the class's default. Raises ValueError saying what
    to write.
    """
    if not isinstance(content, Mapping):
        raise ValueError("a fault is an object")  # noqa: TRY004 - what a person typed
    unknown = set(content) - {f.name for f in fields(Fault)}
    if unknown:
        raise ValueError(f"unknown key {min(unknown)}; a fault has {', '.join(f.name for f in fields(Fault))}")
    fault = Fault(**{**content, **_normalised(content)})
    _check(fault)
    return fault


def _normalised(content: Mapping[str, Any]) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    if isinstance(endpoint := content.get("endpoint"), str):
        changed["endpoint"] = endpoint.strip("/").removeprefix("2.0/")
    if isinstance(method := content.get("method"), str):
        changed["method"] = method.upper()
    return changed


def _check(fault: Fault) -> None:
    if fault.endpoint not in {ANY, *ENDPOINTS}:
        raise ValueError(f"endpoint must be one of {', '.join((ANY, *ENDPOINTS))}")
    if fault.kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}")
    if fault.method is not None and fault.method not in {"GET", "POST"}:
        raise ValueError("method must be null, GET or POST")
    if not (_whole(fault.status) and 200 <= fault.status <= 599):  # noqa: PLR2004 - the final HTTP statuses
        raise ValueError("status must be an HTTP status from 200 to 599")
    if not (_number(fault.probability) and 0 <= fault.probability <= 1):
        raise ValueError("probability must be between 0 and 1")
    if fault.count is not None and not (_whole(fault.count) and fault.count > 0):
        raise ValueError("count must be null or a positive integer")
    if not (_number(fault.delay) and fault.delay >= 0):
        raise ValueError("delay must be a number of seconds")
    if fault.retry_after is not None and not (_number(fault.retry_after) and fault.retry_after >= 0):
        raise ValueError("retry_after must be null or a number of seconds")
    _check_types(fault)


def _check_types(fault: Fault) -> None:
    if not isinstance(fault.acts, bool):
        raise ValueError("acts must be true or false")  # noqa: TRY004 - what a person typed
    if not isinstance(fault.email, str):
        raise ValueError("email must be an e-mail address")  # noqa: TRY004 - what a person typed


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


@dataclass(slots=True)
class Faults:
    """The faults in force, in the order they were added; the first that matches and fires is the one.

    `pause` waits for a fault's delay (seconds).
    """

    rng: random.Random
    _armed: list[tuple[Fault, int | None]] = field(default_factory=list)
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, fault: Fault) -> None:
        """Put a fault in force, after those that are there."""
        with self._lock:
            self._armed.append((fault, fault.count))

    def clear(self) -> None:
        """Mend the API."""
        with self._lock:
            self._armed.clear()

    def exchange(self, old: Collection[Fault], new: Iterable[Fault]) -> None:
        """Take faults away and put others in force, after those that stay, in one step."""
        with self._lock:
            self._armed = [(fault, left) for fault, left in self._armed if fault not in old]
            self._armed += [(fault, fault.count) for fault in new]

    def in_force(self) -> list[Fault]:
        """The faults, in the order in which they strike."""
        with self._lock:
            return [fault for fault, _ in self._armed]

    def draw(self, endpoint: str, method: str, email: str = "") -> Fault | None:
        """The fault that strikes this call, if any; a fault with a `count` is used up by as many strikes."""
        with self._lock:
            for position, (fault, left) in enumerate(self._armed):
                if fault.matches(endpoint, method, email) and self.rng.random() < fault.probability:
                    if left is not None:
                        self._armed[position : position + 1] = [(fault, left - 1)] if left > 1 else []
                    return fault
        return None

    def as_json(self) -> list[dict[str, Any]]:
        """The faults in force; `count` is what is left of it."""
        with self._lock:
            return [{**asdict(fault), "count": left} for fault, left in self._armed]

"""What log lines add up to: how many sign-ups came, by source and campaign, what became of them, and what went wrong.

Nothing here reads a log: a line is what `relay.telemetry` wrote, of any version, decoded by `said_in`. What is no line
of the relay's, or is not as it should be, counts for nothing. There is nothing of a person in what is returned.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

NO_CAMPAIGN: Final = 0
"""Stands for the campaign of what names none: a message that could not be read, or a line of an earlier version."""

RUNS: Final = frozenset({"delivered", "finished", "queued", "waiting", "held", "dead", "rejected", "unavailable"})
OPT_OUTS: Final = frozenset({"queued", "waiting", "done", "superseded", "dead"})
OF_OPT_OUTS: Final = frozenset({"opt_out", "nobody_found"})
"""The reasons by which the line of an opt-out is known."""

REPEATED: Final = ("delivered", "finished")
"""The outcome and reason of what had been delivered before it came once more."""

PART: Final = "suppressed"
"""The reason of an opt-in by text that is held by itself: the rest of its sign-up has a line of its own."""

ANSWERED: Final = 200
"""As which status what is turned away with an answer counts; its code is the line's reason."""


@dataclass(frozen=True, slots=True)
class Logged:
    """A log line, or several that say the same. `at`: when the last of them was written, milliseconds since 1970."""

    said: Mapping[str, Any]
    at: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class Flow:
    """What came in and what became of it; each is a number of log lines.

    - `received`: what the ingress functions answered, opt-outs left out. What is sent again after 503 counts again.
    - `delivered`, `held`, `dead`: how it ended, at ingress or in the worker.
    - `finished`: repetitions of what had been delivered, found at ingress or by the worker.
    - `queued`: at ingress. `waiting`: runs of the worker that will be tried again.
    - `rejected`: refused by the platform at ingress; a form's sender was told, of any other there is a letter.
    - `unavailable`: answered with 503, since nothing durable could be written.
    """

    received: int = 0
    delivered: int = 0
    finished: int = 0
    queued: int = 0
    waiting: int = 0
    held: int = 0
    dead: int = 0
    rejected: int = 0
    unavailable: int = 0


@dataclass(frozen=True, slots=True)
class RefusedPosts:
    """Requests of one source that were answered with an error, by its code."""

    source: str
    code: str
    status: int
    count: int
    last_at: int


@dataclass(frozen=True, slots=True)
class UnlistedSite:
    """A site that is missing in a list of campaigns.toml."""

    key: str
    site: str
    fault: str
    count: int
    last_at: int


@dataclass(frozen=True, slots=True)
class Happened:
    """How often something happened, and when last."""

    what: str
    count: int
    last_at: int


@dataclass(frozen=True, slots=True)
class Fault:
    """An exception that nobody foresaw, by the place that reported it, its type and where in the code it was."""

    where: str
    error: str
    at: str
    count: int
    last_at: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """What some lines add up to. Lists have the most frequent first; of `faults` and `breaker` the last.

    - `opt_outs`: "queued" is how many came; "done", "superseded" and "dead" is how they ended.
    - `letters`: dead letters that were written, by reason.
    - `api_refusals`: by kind, such as "CredentialsRejected". `breaker`: by the state that it changed to.
    """

    by_source: Mapping[str, Flow] = field(default_factory=dict)
    by_campaign: Mapping[tuple[str, int], Flow] = field(default_factory=dict)
    refused: tuple[RefusedPosts, ...] = ()
    unlisted: tuple[UnlistedSite, ...] = ()
    opt_outs: Mapping[str, int] = field(default_factory=dict)
    letters: Mapping[str, int] = field(default_factory=dict)
    api_refusals: tuple[Happened, ...] = ()
    breaker: tuple[Happened, ...] = ()
    faults: tuple[Fault, ...] = ()


def said_in(text: str) -> Mapping[str, Any] | None:
    """What a log line says; None if it is no JSON object, such as Lambda's own."""
    try:
        said = json.loads(text[text.index("{") :])
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def numbers(lines: Iterable[Logged]) -> Numbers:
    """What lines add up to, in whatever order they come."""
    found = _Counted()
    for line in lines:
        found.add(line)
    return found.numbers()


class _Counted:
    """The sums while lines come, each by what it counts; of what went wrong with the time of the last."""

    def __init__(self) -> None:
        self._flows: dict[str, Counter[str]] = {}
        self._campaigns: dict[tuple[str, int], Counter[str]] = {}
        self._opt_outs: Counter[str] = Counter()
        self._letters: Counter[str] = Counter()
        self._seen: dict[str, dict[tuple[Any, ...], tuple[int, int]]] = {}

    def add(self, line: Logged) -> None:
        """Count a line by what it says."""
        said = line.said
        match said.get("message"):
            case "dead letter":
                self._letters[_text(said, "reason")] += line.count
            case "api refusal":
                self._see("api refusal", line, _text(said, "kind"))
            case "breaker":
                self._see("breaker", line, _text(said, "state"))
            case "unlisted site":
                self._see("unlisted site", line, *(_text(said, name) for name in ("list", "site", "fault")))
            case "fault":
                self._see("fault", line, _text(said, "where"), _text(said, "error"), _places(said.get("at")))
            case "refused" if "code" in said:
                self._see("refused", line, _text(said, "source"), _text(said, "code"), _number(said, "status"))
            case str(message) if message == said.get("outcome"):
                self._outcome(message, line)

    def _outcome(self, outcome: str, line: Logged) -> None:
        source, reason = _text(line.said, "source"), _text(line.said, "reason")
        if outcome == "refused":
            self._see("refused", line, source, reason, ANSWERED)
        elif reason in OF_OPT_OUTS and outcome in OPT_OUTS:
            self._opt_outs[outcome] += line.count
        elif outcome in RUNS:
            if _number(line.said, "attempt") == 0 and reason != PART:
                self._flow(source, "received", line)
            self._flow(source, reason if (outcome, reason) == REPEATED else outcome, line)

    def _flow(self, source: str, what: str, line: Logged) -> None:
        self._flows.setdefault(source, Counter())[what] += line.count
        for campaign in _campaigns(line.said.get("campaigns")):
            self._campaigns.setdefault((source, campaign), Counter())[what] += line.count

    def _see(self, kind: str, line: Logged, *what: Any) -> None:
        seen = self._seen.setdefault(kind, {})
        count, last_at = seen.get(what, (0, 0))
        seen[what] = count + line.count, max(last_at, line.at)

    def numbers(self) -> Numbers:
        """The sums so far."""
        return Numbers(
            by_source={source: Flow(**counts) for source, counts in sorted(self._flows.items())},
            by_campaign={pair: Flow(**counts) for pair, counts in sorted(self._campaigns.items())},
            refused=tuple(RefusedPosts(*each) for each in self._most("refused")),
            unlisted=tuple(UnlistedSite(*each) for each in self._most("unlisted site")),
            opt_outs=dict(self._opt_outs),
            letters=dict(self._letters.most_common()),
            api_refusals=tuple(Happened(*each) for each in self._last("api refusal")),
            breaker=tuple(Happened(*each) for each in self._last("breaker")),
            faults=tuple(Fault(*each) for each in self._last("fault")),
        )

    def _most(self, kind: str) -> Iterator[tuple[Any, ...]]:
        """What was seen of a kind with its count and last time, the most frequent first."""
        seen = self._seen.get(kind, {})
        return (what + seen[what] for what in sorted(seen, key=lambda what: (-seen[what][0], what)))

    def _last(self, kind: str) -> Iterator[tuple[Any, ...]]:
        """The same, the last first."""
        seen = self._seen.get(kind, {})
        return (what + seen[what] for what in sorted(seen, key=lambda what: (-seen[what][1], what)))


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    return value if isinstance(value, str) else ""


def _number(said: Mapping[str, Any], name: str) -> int:
    value = said.get(name)
    return value if isinstance(value, int) else 0


def _campaigns(given: Any) -> list[int]:
    """The campaigns that a line names, each once."""
    named = [each for each in given if isinstance(each, int)] if isinstance(given, list | tuple) else []
    return list(dict.fromkeys(named)) or [NO_CAMPAIGN]


def _places(given: Any) -> str:
    """Where in the code it was, the innermost place last."""
    return " ".join(map(str, given)) if isinstance(given, list | tuple) else str(given or "")

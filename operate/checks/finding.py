"""What a check has found: how bad it is, what is wrong, and what to do, in words."""

from dataclasses import dataclass
from typing import Final, Literal

type Severity = Literal["broken", "warning", "note"]
"""Something does not work; something will not, or nobody would be told; something that one should know."""

ORDER: Final[tuple[Severity, ...]] = ("broken", "warning", "note")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be. `todo` are lines: words, and commands that may be typed as they stand."""

    severity: Severity
    what: str
    todo: tuple[str, ...] = ()


def broken(what: str, *todo: str) -> Finding:
    """Something does not work."""
    return Finding("broken", what, todo)


def warning(what: str, *todo: str) -> Finding:
    """Something will not work some day, or nobody would notice."""
    return Finding("warning", what, todo)


def note(what: str, *todo: str) -> Finding:
    """Something that one should know, and that may be meant so."""
    return Finding("note", what, todo)

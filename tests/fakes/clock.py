"""A clock that moves only when it is told to."""

from dataclasses import dataclass

START_MS = 1_767_268_800_000  # 2026-01-01 12:00:00 UTC: noon, far from the midnight of content keys


@dataclass(slots=True)
class Clock:
    """Milliseconds since 1970; calling it reads it."""

    now: int = START_MS

    def __call__(self) -> int:
        return self.now

    def advance(self, *, seconds: float = 0, minutes: float = 0, hours: float = 0, days: float = 0) -> None:
        """Let time pass."""
        self.now += round((seconds + 60 * (minutes + 60 * (hours + 24 * days))) * 1000)

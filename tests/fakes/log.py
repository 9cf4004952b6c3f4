"""What the relay writes to its log, one entry per `write`: Lambda makes an event of each."""

import json
from typing import Any


class Log:
    """Stands in for stdout."""

    def __init__(self) -> None:
        self.writes: list[str] = []

    def write(self, text: str) -> int:
        self.writes.append(text)
        return len(text)

    def flush(self) -> None:
        """Nothing is kept back."""

    @property
    def lines(self) -> list[dict[str, Any]]:
        """What was written, read as JSON."""
        return [json.loads(text) for text in self.writes]

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(self.writes)

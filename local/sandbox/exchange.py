"""A call of the API and the reply to it, without HTTP: what every endpoint takes and gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from local.sandbox.arguments import Arguments, Malformed

PREFIX = "/2.0/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call as it arrived. `path` is the whole one; `broken` says why the body couldn't be read, if so."""

    method: str
    path: str
    arguments: Arguments = field(default_factory=Arguments)
    credential: tuple[str, str] | None = None  # app id and key of HTTP Basic
    base_url: str = "https://api.example"  # scheme and host, for `next_url`
    broken: Malformed | None = None

    @property
    def endpoint(self) -> str:
        """The path's part after /2.0/, which faults go by; "" for another path."""
        return self.path.removeprefix(PREFIX) if self.path.startswith(PREFIX) else ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What to answer; `acted` is true for every write that was carried out, one that changed nothing
    included.
    """

    status: int
    body: Any
    acted: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)

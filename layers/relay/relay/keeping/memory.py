"""What the keeper remembers from one hour to the next: one item of the journal's table, which never expires.

So each thing that is wrong rings once, the daily mail comes once a day, and a source's last sign-up is known for longer
than the log that it stands in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from relay.stores.table import Table

KEY: Final = "keeper"  # no submission's id, which are all hexadecimal digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Times in milliseconds since 1970, 0 for never.

    - `mailed_at`: the last daily mail. `read_at`: until when the log has been read.
    - `rung`: what was wrong when a mail last said so, by its key, and when that was.
    - `heard`: the last sign-up of each source and campaign that may not be silent, or since when that is watched.
    """

    mailed_at: int = 0
    read_at: int = 0
    rung: Mapping[str, int] = field(default_factory=dict)
    heard: Mapping[str, int] = field(default_factory=dict)


def recall(journal: Table) -> Memory:
    """What was written down an hour ago. Raises `table.Unsure`."""
    item = journal.get([KEY]).get(KEY, {})
    return Memory(
        mailed_at=_time(item.get("mailed_at")),
        read_at=_time(item.get("read_at")),
        rung=_times(item.get("rung")),
        heard=_times(item.get("heard")),
    )


def write_down(journal: Table, memory: Memory) -> None:
    """Write it down for the next hour. Raises `table.Unsure`."""
    journal.update(
        KEY,
        put={
            "mailed_at": memory.mailed_at,
            "read_at": memory.read_at,
            "rung": {key: str(at) for key, at in memory.rung.items()},
            "heard": {key: str(at) for key, at in memory.heard.items()},
        },
        shown=False,
    )


def _time(stored: Any) -> int:
    return stored if isinstance(stored, int) else 0


def _times(stored: Any) -> dict[str, int]:
    pairs = stored.items() if isinstance(stored, Mapping) else ()
    return {key: int(at) for key, at in pairs if isinstance(at, str) and at.isdecimal()}

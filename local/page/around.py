"""What all parts of the local page share: the sandbox, the stack around it, and who may change things now."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from local.place import CAMPAIGNS
from local.sandbox import Sandbox
from operate import stack as stacks
from operate.stack import Stack
from operate.trouble import Trouble

NO_STACK: Final = "the stack is not there: it is starting, or it has stopped (start it with `make run`)"
PROVES: Final = "a proof is running, which breaks and mends things itself: wait until it has ended, or end it"


def nothing_runs() -> bool:
    """No proof runs."""
    return False


@dataclass(slots=True, kw_only=True)
class Around:
    """The sandbox and the stack around it.

    `relay` is the relay's address, `campaign` the one that the form is for, `campaigns` the file that it stands in;
    `upstream` the API that the relay calls if that is not this sandbox; `state` and `emulator` are the stack's folders.
    `is_proving`: whether a proof runs. `lock` is held while one begins, and for as long as something is done that none
    may begin in.
    """

    sandbox: Sandbox
    relay: str
    campaign: int = 998
    campaigns: Path = CAMPAIGNS
    state: Path = Path("nowhere")
    emulator: Path = Path("nowhere")
    upstream: str = ""
    is_proving: Callable[[], bool] = nothing_runs
    lock: threading.Lock = field(default_factory=threading.Lock)
    _known: tuple[str, Stack] | None = None

    def stack(self) -> Stack:
        """The stack that runs here. Raises `Trouble` if none does."""
        try:
            mark = (self.state / stacks.MARK).read_text(encoding="utf-8")
        except OSError:
            raise Trouble(NO_STACK) from None
        if self._known is None or self._known[0] != mark:
            found = stacks.local(self.state)
            if found is None:
                raise Trouble(NO_STACK)
            self._known = (mark, found)
        return self._known[1]

    def refuse_while_proving(self) -> None:
        """Raise `Trouble` if a proof runs."""
        if self.is_proving():
            raise Trouble(PROVES)

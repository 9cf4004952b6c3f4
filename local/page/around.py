"""What all parts of the local page share: the sandbox, the stack around it, who may change things now, and forms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from local.sandbox import Sandbox
from operate import stack as stacks
from operate.stack import Stack
from operate.trouble import Trouble

NO_STACK: Final = "the stack is not there: it is starting, or it has stopped (start it with `make run`)"
PROVES: Final = "a proof is running, which breaks and mends things itself: wait until it has ended, or end it"

type Fields = Mapping[str, str]


def nothing_runs() -> bool:
    """No proof runs."""
    return False


@dataclass(slots=True, kw_only=True)
class Around:
    """The sandbox and the stack around it.

    `relay` is the relay's address, `campaign` the one that the form is for, `upstream` the API that the relay calls
    if that is not this sandbox; `state` and `emulator` are the stack's folders. `is_proving`: whether a proof runs.
    """

    sandbox: Sandbox
    relay: str
    campaign: int = 998
    state: Path = Path("nowhere")
    emulator: Path = Path("nowhere")
    upstream: str = ""
    is_proving: Callable[[], bool] = nothing_runs
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


def posted(path: str, act: Callable[[Request, Fields], Response]) -> Route:
    """A route that takes a plain form, of a name that comes twice the last. `act` runs in a thread, so it may wait."""

    async def endpoint(request: Request) -> Response:
        body = (await request.body()).decode("utf-8", "replace")
        return await run_in_threadpool(act, request, dict(parse_qsl(body, keep_blank_values=True)))

    return Route(path, endpoint, methods=["POST"])

"""The Lambda Runtime API for one process: hands out events, takes the answers, notes the times.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
The process asks once more than there are events; then it is done, and waits until somebody ends it.
Processes that share a `turn` are handed their events in turn, one at a time: what the machine does beside them
then slows each of them alike.
"""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.bench.servers import Reply, Request

type Event = Callable[[int], Mapping[str, Any]]
"""Makes an event of the time at which it is asked for (milliseconds since 1970): a submission arrives fresh."""

REMAINING_MS = 28_000  # what template.yaml gives an ingress function


@dataclass(slots=True)
class RuntimeApi:
    """Events for one process. `answers` and `seconds` (of each invocation) grow while it works.

    `times` is the wall clock that the process has at each event, in milliseconds since 1970; empty: the real one.
    """

    events: Sequence[Event]
    times: Sequence[int] = ()
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    answers: list[Any] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    trouble: str = ""
    done: threading.Event = field(default_factory=threading.Event)
    _begun: float = 0.0
    _never: asyncio.Event = field(default_factory=asyncio.Event)  # held here, for the loop itself holds no waiting task

    async def answer(self, request: Request) -> Reply:
        """Answer the runtime interface client."""
        if request.path.endswith("/invocation/next"):
            return await self._next()
        if request.path.endswith("/response"):
            self.seconds.append(time.perf_counter() - self._begun)
            self.answers.append(json.loads(request.body))
        else:
            self.trouble = request.body.decode(errors="replace") or request.path
            self.done.set()
        if self.turn.locked():
            self.turn.release()
        return Reply.of_json({"status": "OK"}, 202)

    async def _next(self) -> Reply:
        number = len(self.answers)
        if number >= len(self.events) or self.trouble:
            self.done.set()
            await self._never.wait()
        await self.turn.acquire()
        now = self.times[number] if self.times else time.time_ns() // 1_000_000
        body = json.dumps(self.events[number](now)).encode()
        self._begun = time.perf_counter()
        headers = {
            "Content-Type": "application/json",
            "Lambda-Runtime-Aws-Request-Id": f"8476a536-e9f4-11e8-9739-{number:012}",
            "Lambda-Runtime-Deadline-Ms": str(now + REMAINING_MS),
            "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:us-east-1:123456789012:function:bench",
            "Lambda-Runtime-Trace-Id": "Root=1-6955b900-000000000000000000000001;Parent=0000000000000001;Sampled=0",
        }
        return Reply(200, body, headers)

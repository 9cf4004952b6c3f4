"""Plays the services that verify a form's challenge, Turnstile and hCaptcha, on this machine.

As theirs, a token is good once; Turnstile answers the same `idempotency_key` as it did before. What a token is decides
what happens: `bad` is refused, `slow` is not answered for long, `down` is a 503, `nonsense` no JSON; any other is good.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from local.place import CHALLENGE_PATH
from local.sandbox.server import Dropped

SECRET: Final = "demo-challenge-secret"  # noqa: S105 - everybody's
SLOW_SECONDS: Final = 30.0
USED: Final = {"turnstile": "timeout-or-duplicate", "hcaptcha": "already-seen-response"}

type Asked = dict[str, str]


class Verifier:
    """Both services. `asked` is what they were asked, the latest last; `secrets` are those that they know."""

    def __init__(
        self, secrets: Collection[str] = (SECRET,), pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self.secrets = set(secrets)
        self.asked: list[Asked] = []
        self._pause = pause
        self._used: dict[str, str] = {}

    def routes(self) -> list[BaseRoute]:
        """Where they are asked."""
        return [Route(f"{CHALLENGE_PATH}/{{service}}/siteverify", self._verify, methods=["POST"])]

    async def _verify(self, request: Request) -> Response:
        asked = {name: str(value) for name, value in (await request.form()).items()}
        self.asked.append(asked)
        token = asked.get("response", "")
        if token == "slow":  # noqa: S105 - a token that stands for a fault
            try:
                await self._pause(SLOW_SECONDS)
            except asyncio.CancelledError:  # the server stops
                return Dropped(reset=False)
        if token == "down":  # noqa: S105 - as above
            return PlainTextResponse("Service Unavailable", 503)
        if token == "nonsense":  # noqa: S105 - as above
            return PlainTextResponse("<!doctype html>")
        fault = self._fault(request.path_params["service"], asked, token)
        return JSONResponse({"success": not fault, "error-codes": [fault] if fault else []})

    def _fault(self, service: str, asked: Asked, token: str) -> str:
        """The error code of a token that is not good, "" if it is."""
        if asked.get("secret") not in self.secrets:
            return "invalid-input-secret"
        if not token or token == "bad":  # noqa: S105 - as above
            return "invalid-input-response" if token else "missing-input-response"
        again = asked.get("idempotency_key", "")
        if token in self._used and not (again and self._used[token] == again):
            return USED.get(service, "invalid-input-response")
        self._used[token] = again
        return ""

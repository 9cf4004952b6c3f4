"""What a person or a test does to the sandbox beside the API: faults, options, the call log, YES, reset."""

import ipaddress
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from local.sandbox import faults
from local.sandbox.api import Sandbox
from local.sandbox.kinds import PARSERS

type Control = Callable[[Any], Any]


def routes(sandbox: Sandbox) -> list[BaseRoute]:
    """The controls' routes: each takes a JSON object (or nothing) and answers JSON."""

    def expunge(content: Any) -> Any:
        advocate = int(PARSERS["number"](str(_member(content, "advocateid"))))
        return {"expunged": sandbox.expunge(advocate)}

    def say_yes(content: Any) -> Any:
        phone = str(PARSERS["anyphone"](str(_member(content, "phone"))))
        return {"subscribed": sandbox.say_yes(phone)}

    def reset(_: Any) -> Any:
        sandbox.reset()
        return {"reset": True}

    return [
        *_fault_controls(sandbox),
        _control("options", "GET", lambda _: sandbox.state.options.as_json()),
        _control("options", "POST", lambda content: sandbox.change_options(content).as_json()),
        _control("calls", "GET", lambda _: [call.as_json() for call in sandbox.state.calls.all()]),
        _control("texts", "GET", lambda _: sandbox.texts()),
        _control("yes", "POST", say_yes),
        _control("expunge", "POST", expunge),
        _control("reset", "POST", reset),
    ]


def is_local(request: Request) -> bool:
    """Whether a request comes from this machine, and not by way of some other site's page in its browser."""
    client = request.client.host if request.client else ""
    origin = request.headers.get("origin")
    return (
        _loopback(client)
        and _loopback(request.url.hostname or "")
        and (origin is None or _loopback(urlsplit(origin).hostname or ""))
    )


def _fault_controls(sandbox: Sandbox) -> list[BaseRoute]:
    def show(_: Any) -> Any:
        return {"faults": sandbox.faults.as_json()}

    def add(content: Any) -> Any:
        for fault in [faults.parse(entry) for entry in (content if isinstance(content, list) else [content])]:
            sandbox.faults.add(fault)
        return show(None)

    def clear(_: Any) -> Any:
        sandbox.faults.clear()
        return show(None)

    return [
        _control("faults", "GET", show),
        _control("faults", "POST", add),
        _control("faults", "DELETE", clear),
    ]


def _control(name: str, method: str, control: Control) -> Route:
    async def guarded(request: Request) -> Response:
        if not is_local(request):
            return JSONResponse({"error": "The controls are for this machine only."}, 403)
        try:
            return JSONResponse(control(await _content(request)))
        except ValueError as error:
            return JSONResponse({"error": f"{name}: {error}"}, 422)

    endpoint: Callable[[Request], Awaitable[Response]] = guarded
    return Route(f"/_sandbox/{name}", endpoint, methods=[method])


async def _content(request: Request) -> Any:
    try:
        return json.loads(await request.body() or b"{}")
    except ValueError:
        raise ValueError("the body is not JSON") from None


def _member(content: Any, name: str) -> Any:
    if not isinstance(content, dict) or name not in content:
        raise ValueError(f"give an object with {name}")
    return content[name]


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

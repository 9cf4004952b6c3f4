"""The sandbox over HTTP: routes, HTTP Basic, the faults, and the controls under /_sandbox/.

What the API itself does is in `api`. The controls need no credential but come from this machine only, and not
from another site's page in this machine's browser.
"""

import asyncio
import base64
import json
import random
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from local.sandbox import controls, replies
from local.sandbox.api import Sandbox
from local.sandbox.arguments import Arguments, Malformed, from_body, from_query
from local.sandbox.exchange import PREFIX, Call, Reply
from local.sandbox.faults import Fault
from local.sandbox.options import Options
from local.sandbox.seed import Seed
from local.sandbox.server import Dripping, Dropped

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
FAULT_PAGE = "<!DOCTYPE html><html><head><title>{0}</title></head><body><h1>{0}</h1><p>nginx</p></body></html>"


def create_app(
    database: str | Path,
    *,
    upsert: bool = True,
    created_status: int = 200,
    list_lag: float = 0.0,
    deliver_after: float = 5.0,
    quirks: bool = False,
    strict: bool = False,
    clock: Callable[[], float] = time.time,
    rng: random.Random | None = None,
    seed: Seed | None = None,
    more_routes: Callable[[Sandbox], Sequence[BaseRoute]] | None = None,
) -> Starlette:
    """The sandbox as an ASGI application; serve it with `server.Server`, for only that can drop a call.

    `database` is an SQLite file, made if missing (":memory:" works); the options are `Options`' own; `clock`
    gives unix seconds; `seed` is seed.toml's if none is given; `more_routes` adds pages that show the sandbox's
    state. The sandbox is at `app.state.sandbox`.
    """
    options = Options(
        upsert=upsert,
        created_status=created_status,
        list_lag=list_lag,
        deliver_after=deliver_after,
        quirks=quirks,
        strict=strict,
    )
    sandbox = Sandbox(database, options=options, clock=clock, rng=rng, seed=seed)
    return app_for(sandbox, more_routes(sandbox) if more_routes else ())


def app_for(sandbox: Sandbox, more_routes: Sequence[BaseRoute] = ()) -> Starlette:
    """An ASGI application around a sandbox that exists already; it closes the sandbox when it shuts down."""

    async def call(request: Request) -> Response:
        try:
            return await _serve(sandbox, await _read(request))
        except ClientDisconnect:  # in the middle of what it says, as a function that is killed
            return Response(status_code=400)
        except asyncio.CancelledError:  # the server stops while a fault keeps this call waiting
            return Dropped(reset=False)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        sandbox.close()

    routes = [
        Route(f"{PREFIX}{{endpoint:path}}", call, methods=list(METHODS)),
        *controls.routes(sandbox),
        *more_routes,
    ]
    app = Starlette(routes=routes, lifespan=lifespan)
    app.router.redirect_slashes = False  # a client that follows redirects must find none here
    app.state.sandbox = sandbox
    return app


async def _read(request: Request) -> Call:
    broken = None
    try:
        # The parameters of a write belong in its body; what a URL carries would end in access logs, so it is
        # not read.
        arguments = (
            from_query(request.url.query)
            if request.method == "GET"
            else from_body(await request.body(), request.headers.get("content-type", ""))
        )
    except Malformed as error:
        arguments, broken = Arguments(), error
    return Call(
        method=request.method,
        path=request.url.path,
        arguments=arguments,
        credential=_basic(request.headers.get("authorization", "")),
        base_url=f"{request.url.scheme}://{request.url.netloc}",
        broken=broken,
    )


def _basic(header: str) -> tuple[str, str] | None:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        app_id, separator, app_key = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except ValueError:  # no Base64, no ASCII, or no UTF-8 in it
        return None
    return (app_id, app_key) if separator else None


async def _serve(sandbox: Sandbox, call: Call) -> Response:
    email = call.arguments.values.get("email", [""])[-1].strip()
    fault = sandbox.faults.draw(call.endpoint, call.method, email)
    if fault is None:
        return _response(sandbox.answer(call))
    if fault.kind == "latency":
        return await _late(sandbox, call, fault)
    if fault.kind == "drip":
        return Dripping(_response(sandbox.answer(call, note=fault.kind)), lambda: sandbox.faults.pause(fault.delay))
    response = _failing(fault)
    if fault.acts or fault.kind == "commit_then_timeout":
        sandbox.answer(call, note=fault.kind)
    else:
        status = "" if isinstance(response, Dropped) else f" {response.status_code}"
        sandbox.log(call, fault.kind + status)
    await sandbox.faults.pause(fault.delay)
    return response


async def _late(sandbox: Sandbox, call: Call, fault: Fault) -> Response:
    """Act after the delay, whether or not the caller is still there: so an outcome becomes unknown."""
    generation = sandbox.generation
    entry = sandbox.log(call, "latency")
    await sandbox.faults.pause(fault.delay)
    if generation != sandbox.generation:
        return Dropped(reset=False)
    return _response(sandbox.answer(call, entry=entry, note=fault.kind))


def _failing(fault: Fault) -> Response:
    if fault.kind in {"commit_then_timeout", "reset"}:
        return Dropped(reset=fault.kind == "reset")
    if fault.kind == "unsuccessful":
        # Always a 2xx: that success can be 0 under it is what this fault is for.
        status = fault.status if fault.status // 100 == 2 else 200  # noqa: PLR2004 - the class of success
        response: Response = JSONResponse(replies.failure("The request could not be processed.", "error"), status)
    elif fault.kind == "redirect":
        status = fault.status if fault.status // 100 == 3 else 302  # noqa: PLR2004 - the class of redirects
        response = Response(status_code=status, headers={"Location": f"{PREFIX}moved"})
    elif fault.kind == "html":
        response = HTMLResponse(FAULT_PAGE.format(fault.status), fault.status)
    elif fault.kind == "rate_limit":
        response = JSONResponse(replies.failure("Too many requests.", "rate_limit"), 429)
    elif fault.status < 400:  # noqa: PLR2004 - no error: a reply that says nothing at all
        response = Response(status_code=fault.status)
    else:
        response = JSONResponse(replies.failure("Something went wrong.", "error"), fault.status)
    if fault.retry_after is not None:
        response.headers["Retry-After"] = f"{fault.retry_after:g}"
    return response


def _response(reply: Reply) -> Response:
    headers = dict(reply.headers)
    if reply.status == 401:  # noqa: PLR2004
        headers["WWW-Authenticate"] = 'Basic realm="Phone2Action sandbox"'
    return Response(json.dumps(reply.body), reply.status, headers, "application/json")

"""The front door: what API Gateway's HTTP API is on AWS, in front of the functions that the emulator runs.

It reads the routes from the deployed stack, turns each request into the event that Lambda gets, invokes the
function, and turns its result into the reply, crashes and time-outs included.

It deliberately has no CORS (the functions answer OPTIONS themselves), no throttling, authorizers or stages.
"""

import argparse
import asyncio
import json
import time
import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import uvicorn
from botocore.exceptions import BotoCoreError, ClientError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from local import ministack
from local.payload import Arrival, Reply, event_of, internal_error, plain, reply_of
from local.place import HOST
from local.routes import Route, find, read_routes

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

# Payload size and integration time-out:
# https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
LARGEST_BODY = 10 * 1024 * 1024
LONGEST_SECONDS = 30.0
# Calls at once. The emulator starts a process per concurrent call: 200 cold ones took 1.7 GB and wedged it.
AT_ONCE = 6


def invoke(functions: "LambdaClient", function: str, event: Mapping[str, Any]) -> Reply:
    """Run a function; never raises. No answer in time and a throttled function are AWS's plain 503."""
    try:
        result = functions.invoke(FunctionName=function, Payload=json.dumps(event).encode())
        payload = result["Payload"].read()
    except ClientError as error:
        too_large = error.response["ResponseMetadata"]["HTTPStatusCode"] == 413  # noqa: PLR2004 (over Lambda's 6 MB)
        return plain(413, "Request Entity Too Large") if too_large else plain(503, "Service Unavailable")
    except BotoCoreError:  # no answer in time, or the emulator is gone
        return plain(503, "Service Unavailable")
    return internal_error() if "FunctionError" in result else reply_of(payload)


def application(routes: Sequence[Route], functions: "LambdaClient", port: int) -> ASGIApp:
    """The web application that serves `routes`. `port` is its own, which the functions are told."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def answer(request: Request) -> Reply:
        arrival = await _arrival_of(request, port)
        if arrival is None:
            return plain(413, "Request Entity Too Large")
        found = find(routes, arrival.method, unquote(arrival.path))
        if found is None:
            return plain(404, "Not Found")
        event = event_of(arrival, *found)
        async with gate:
            reply = await asyncio.to_thread(invoke, functions, found[0].function, event)
        # Never path or query: a card by GET has personal data there.
        print(
            f"{arrival.request_id} {found[0].key} {reply.status} {time.time() - arrival.time:.3f} s",
            flush=True,
        )
        return reply

    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            reply = await answer(Request(scope, receive))
        except ClientDisconnect:
            return
        response = Response(reply.body, reply.status)
        for name, value in reply.headers:
            response.headers.append(name, value)
        await response(scope, receive, send)

    return door


async def _arrival_of(request: Request, port: int) -> Arrival | None:
    """The whole request; None if its body is larger than API Gateway takes."""
    began = time.time()
    body, size = bytearray(), 0
    async for chunk in request.stream():  # to its end, for a sender cut off in the middle sees no reply
        size += len(chunk)
        if size <= LARGEST_BODY:
            body += chunk
    if size > LARGEST_BODY:
        return None
    return Arrival(
        method=request.method,
        path=request.scope["raw_path"].decode("latin-1"),
        query=request.scope["query_string"].decode("latin-1"),
        protocol=f"HTTP/{request.scope['http_version']}",
        headers=[(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.scope["headers"]],
        body=bytes(body),
        source_ip=request.client.host if request.client else HOST,
        port=port,
        time=began,
        request_id=uuid.uuid4().hex,
    )


def main() -> None:
    """Serve until a signal ends it."""
    parser = argparse.ArgumentParser(description="API Gateway in front of the emulator's functions.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--aws-url", required=True, help="the emulator's endpoint")
    options = parser.parse_args()
    routes = read_routes(ministack.client(options.aws_url, "cloudformation"))
    functions = ministack.client(options.aws_url, "lambda", read_timeout=LONGEST_SECONDS)
    served = application(routes, functions, options.port)
    uvicorn.run(
        served,
        host=HOST,
        port=options.port,
        lifespan="off",
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=1,
        proxy_headers=False,
    )


if __name__ == "__main__":
    main()

"""Calls each function behind the front door once, so that the first person does not wait for it to start.

It also finds the function that can't start, before anybody is told that the stack is ready.
"""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from local import ministack
from local.payload import Arrival, event_of
from local.place import HOST, Place
from local.processes import StackError
from local.routes import Route, read_routes

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


def warm_up(place: Place) -> None:
    """Start one process of each function that has a route. Raises `StackError` if one can't start."""
    routes = read_routes(ministack.client(place.aws_url, "cloudformation"))
    functions = ministack.client(place.aws_url, "lambda", read_timeout=30.0)
    with ThreadPoolExecutor() as pool:
        list(pool.map(partial(_call, functions), {route.function: route for route in routes}.values()))


def _call(functions: "LambdaClient", route: Route) -> None:
    # OPTIONS changes nothing, whatever the route.
    arrival = Arrival(
        method="OPTIONS",
        path=route.path,
        query="",
        protocol="HTTP/1.1",
        headers=[],
        body=b"",
        source_ip=HOST,
        port=0,
        time=time.time(),
        request_id="warm-up",
    )
    event = json.dumps(event_of(arrival, route, {})).encode()
    result = functions.invoke(FunctionName=route.function, Payload=event)
    if "FunctionError" in result:
        said = json.loads(result["Payload"].read()).get("errorMessage", "it said nothing")
        raise StackError(f"the function {route.function} can't start: {said}. Details: emulator.log")

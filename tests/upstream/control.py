"""/control/: the Python API of `Upstream` for other processes, in JSON. No fault and no odd behaviour reaches it.

GET    /control/calls, /control/advocates, /control/memberships, /control/connections, /control/behaviour
PATCH  /control/behaviour    {"gzip": true}
POST   /control/faults       {"endpoint": "connections", "kind": "drip", "acts": true, "count": 1}
DELETE /control/faults       let everything work again
POST   /control/reset        forget everything
"""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tests.upstream.behaviour import Mistake
from tests.upstream.wire import Reply, Request

if TYPE_CHECKING:
    from tests.upstream.server import Upstream

PREFIX = "/control/"


def answer(request: Request, upstream: "Upstream") -> Reply:
    """What the control endpoint answers; a mistake is 400 and one line."""
    try:
        content = _do(request.method, request.path.removeprefix(PREFIX), request.body, upstream)
    except Mistake as mistake:
        return _reply(400, {"error": str(mistake)})
    if content is None:
        return _reply(404, {"error": f"there is no {request.method} {request.path}"})
    return _reply(200, content)


def _do(method: str, what: str, body: bytes, upstream: "Upstream") -> Any:
    match method, what:
        case "GET", "calls":
            return [asdict(call) | {"acted": call.acted} for call in upstream.calls()]
        case "GET", "advocates":
            return upstream.advocates()
        case "GET", "memberships":
            return [asdict(one) for one in upstream.memberships()]
        case "GET", "connections":
            return [asdict(one) for one in upstream.connections()]
        case "GET", "behaviour":
            return asdict(upstream.behaviour)
        case "PATCH", "behaviour":
            return asdict(upstream.behave(**_object(body)))
        case "POST", "faults":
            return asdict(upstream.fail(**_object(body)))
        case "DELETE", "faults":
            upstream.mend()
        case "POST", "reset":
            upstream.reset()
        case _:
            return None
    return {}


def _object(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body)
    except ValueError:
        raise Mistake("the body must be JSON") from None
    if not isinstance(content, dict):
        raise Mistake("the body must be a JSON object")
    return content


def _reply(status: int, content: object) -> Reply:
    return Reply(status, json.dumps(content).encode(), {"Content-Type": "application/json"})

"""Payload format 2.0: a request as the event that Lambda gets, a function's result as the reply.

What API Gateway's HTTP APIs do, in pure functions.
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
What is known from observation only, and stands on no page of AWS, says so.
"""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote

from local.place import HOST
from local.routes import Route

TEXT_TYPES = ("application/json", "application/xml", "application/javascript")
# Meant for the next hop only (RFC 9110, 7.6.1).
HOP_BY_HOP = {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A request as it came in: `path` and `query` percent-encoded, `time` in seconds since 1970."""

    method: str
    path: str
    query: str
    protocol: str
    headers: Sequence[tuple[str, str]]
    body: bytes
    source_ip: str
    port: int
    time: float
    request_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What goes back to the sender."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes


def event_of(arrival: Arrival, route: Route, path_parameters: Mapping[str, str]) -> dict[str, Any]:
    """The event that Lambda gets for a request. Parts that would be empty are left out, as on AWS."""
    named = [(name.lower(), value) for name, value in arrival.headers]
    headers = _joined([(name, value) for name, value in named if name not in HOP_BY_HOP | {"cookie"}])
    cookies = [part.strip() for name, value in named if name == "cookie" for part in value.split(";")]
    _add_forwarding(headers, arrival)
    # Decoded, which is observed, not documented.
    path = unquote(arrival.path)
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route.key,
        "rawPath": path,
        "rawQueryString": arrival.query,
        "headers": headers,
        "requestContext": _context_of(arrival, route, path, headers),
        "isBase64Encoded": False,
    }
    if cookies:
        event["cookies"] = cookies
    if query := _joined(parse_qsl(arrival.query, keep_blank_values=True)):
        event["queryStringParameters"] = query
    if path_parameters:
        event["pathParameters"] = dict(path_parameters)
    if arrival.body:
        event["body"], event["isBase64Encoded"] = _encoded(arrival.body, headers.get("content-type", ""))
    return event


def _context_of(arrival: Arrival, route: Route, path: str, headers: Mapping[str, str]) -> dict[str, Any]:
    domain = headers.get("host", HOST).rpartition(":")[0] or headers.get("host", HOST)
    return {
        "accountId": "000000000000",
        "apiId": "local",
        "domainName": domain,
        "domainPrefix": domain.split(".")[0],
        "http": {
            "method": arrival.method,
            "path": path,
            "protocol": arrival.protocol,
            "sourceIp": arrival.source_ip,
            "userAgent": headers.get("user-agent", ""),
        },
        "requestId": arrival.request_id,
        "routeKey": route.key,
        "stage": "$default",
        "time": datetime.fromtimestamp(arrival.time, UTC).strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "timeEpoch": int(arrival.time * 1000),
    }


def _joined(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Names once each, the values of a repeated one joined with commas."""
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return {name: ",".join(found) for name, found in values.items()}


def _add_forwarding(headers: dict[str, str], arrival: Arrival) -> None:
    headers.setdefault("content-length", str(len(arrival.body)))
    before = headers.get("x-forwarded-for")
    headers["x-forwarded-for"] = f"{before}, {arrival.source_ip}" if before else arrival.source_ip
    headers["x-forwarded-port"] = str(arrival.port)
    headers["x-forwarded-proto"] = "http"


def _encoded(body: bytes, content_type: str) -> tuple[str, bool]:
    """The body as a string, and whether that is base64: everything is, but text, JSON, XML and JavaScript in UTF-8.

    The page says only that a binary body is base64; which types are binary is observed. What becomes of text that is no
    UTF-8 stands nowhere. A string of JSON can't hold it, so it is taken for binary here; what `bodies` makes of the
    other ways (characters replaced, or decoded by the declared charset) is tested there.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if kind.startswith("text/") or kind in TEXT_TYPES:
        try:
            return body.decode("utf-8"), False
        except UnicodeDecodeError:
            pass
    return base64.b64encode(body).decode("ascii"), True


def reply_of(result: bytes) -> Reply:
    """The reply that a function's result (its JSON) stands for; AWS's plain 500 if it stands for none.

    A result without `statusCode` is the body of a 200, which is what the format calls an inferred response.
    """
    try:
        value = json.loads(result)
        if isinstance(value, dict) and "statusCode" in value:
            return _reply_of_parts(value)
    except (ValueError, TypeError, binascii.Error):
        return internal_error()
    body = value.encode() if isinstance(value, str) else result
    return Reply(status=200, headers=[("content-type", "application/json")], body=body)


def _reply_of_parts(value: Mapping[str, Any]) -> Reply:
    status = int(value["statusCode"])
    if not 100 <= status <= 599:  # noqa: PLR2004 (the range of HTTP)
        raise ValueError(status)
    # multiValueHeaders belongs to format 1.0; here it is ignored, as on AWS.
    headers = {name.lower(): str(text) for name, text in (value.get("headers") or {}).items()}
    headers.pop("content-length", None)
    headers.setdefault("content-type", "text/plain;charset=utf-8")  # observed, not documented
    body = str(value.get("body") or "")
    return Reply(
        status=status,
        headers=[*headers.items(), *(("set-cookie", str(cookie)) for cookie in value.get("cookies") or [])],
        body=base64.b64decode(body, validate=True) if value.get("isBase64Encoded") else body.encode(),
    )


def plain(status: int, message: str) -> Reply:
    """A reply of API Gateway's own."""
    body = json.dumps({"message": message}, separators=(",", ":")).encode()
    return Reply(status=status, headers=[("content-type", "application/json")], body=body)


def internal_error() -> Reply:
    """What a sender gets of a function that crashed, timed out or returned nonsense: no word of why."""
    return plain(500, "Internal Server Error")

"""The front door is API Gateway to the functions: event, reply, routes and failures as AWS documents them."""

import asyncio
import base64
import io
import json
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from local.front_door import AT_ONCE, LARGEST_BODY, application
from local.payload import Arrival, event_of, reply_of
from local.processes import StackError
from local.routes import Route, find, routes_of
from tests.fakes.waiting import PATIENCE_SECONDS

SIGNUP = Route(method="ANY", path="/signup", function="relay-web-form")
CAMPAIGN = Route(method="ANY", path="/signup/{campaignid}", function="relay-web-form")
SMS = Route(method="ANY", path="/sms", function="relay-sms-optin")
ROUTES = [CAMPAIGN, SIGNUP, SMS]
FORM = "application/x-www-form-urlencoded"


def arrival(**changes: Any) -> Arrival:
    plain: dict[str, Any] = {
        "method": "POST",
        "path": "/signup",
        "query": "",
        "protocol": "HTTP/1.1",
        "headers": [("Host", "127.0.0.1:3000"), ("User-Agent", "agent")],
        "body": b"",
        "source_ip": "192.0.2.1",
        "port": 3000,
        "time": 1583348638.39,
        "request_id": "id",
    }
    return Arrival(**(plain | changes))


def event(route: Route = SIGNUP, parameters: dict[str, str] | None = None, **changes: Any) -> dict[str, Any]:
    return event_of(arrival(**changes), route, parameters or {})


# ---------------------------------------------------------------- the event
# https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html


def test_an_event_has_the_documented_shape() -> None:
    made = event(
        CAMPAIGN,
        {"campaignid": "998"},
        path="/signup/998",
        query="parameter1=value1&parameter1=value2&parameter2=value",
        headers=[
            ("Host", "127.0.0.1:3000"),
            ("User-Agent", "agent"),
            ("Header1", "value1"),
            ("Header2", "value1"),
            ("header2", "value2"),
            ("Cookie", "cookie1; cookie2"),
            ("Content-Type", "text/plain"),
        ],
        body=b"Hello from Lambda",
    )
    assert made == {
        "version": "2.0",
        "routeKey": "ANY /signup/{campaignid}",
        "rawPath": "/signup/998",
        "rawQueryString": "parameter1=value1&parameter1=value2&parameter2=value",
        "cookies": ["cookie1", "cookie2"],
        "headers": {
            "host": "127.0.0.1:3000",
            "user-agent": "agent",
            "header1": "value1",
            "header2": "value1,value2",
            "content-type": "text/plain",
            "content-length": "17",
            "x-forwarded-for": "192.0.2.1",
            "x-forwarded-port": "3000",
            "x-forwarded-proto": "http",
        },
        "queryStringParameters": {"parameter1": "value1,value2", "parameter2": "value"},
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "local",
            "domainName": "127.0.0.1",
            "domainPrefix": "127",
            "http": {
                "method": "POST",
                "path": "/signup/998",
                "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1",
                "userAgent": "agent",
            },
            "requestId": "id",
            "routeKey": "ANY /signup/{campaignid}",
            "stage": "$default",
            "time": "04/Mar/2020:19:03:58 +0000",
            "timeEpoch": 1583348638390,
        },
        "body": "Hello from Lambda",
        "pathParameters": {"campaignid": "998"},
        "isBase64Encoded": False,
    }


def test_parts_that_would_be_empty_are_left_out() -> None:
    assert not {"body", "cookies", "pathParameters", "queryStringParameters"} & event().keys()


@pytest.mark.parametrize("kind", [FORM, "multipart/form-data; boundary=x", "application/octet-stream", ""])
def test_a_body_that_is_no_text_comes_as_base64(kind: str) -> None:
    made = event(headers=[("Content-Type", kind)], body=b"a=1&b=%00\xff")
    assert made["isBase64Encoded"] is True
    assert base64.b64decode(made["body"]) == b"a=1&b=%00\xff"


@pytest.mark.parametrize(
    "kind", ["text/csv", "application/json; charset=utf-8", "Application/XML", "application/javascript"]
)
def test_text_json_xml_and_javascript_come_as_they_are(kind: str) -> None:
    made = event(headers=[("Content-Type", kind)], body="schön".encode())
    assert (made["isBase64Encoded"], made["body"]) == (False, "schön")


def test_the_raw_query_string_stays_as_it_was_sent_and_its_parameters_are_decoded() -> None:
    made = event(query="email=a%2Bb%40example.org&blank=&cookie=1&cookie=2")
    assert made["rawQueryString"] == "email=a%2Bb%40example.org&blank=&cookie=1&cookie=2"
    assert made["queryStringParameters"] == {"email": "a+b@example.org", "blank": "", "cookie": "1,2"}


def test_the_path_comes_decoded() -> None:
    made = event(CAMPAIGN, {"campaignid": "9 8"}, path="/signup/9%208")
    assert made["rawPath"] == made["requestContext"]["http"]["path"] == "/signup/9 8"


def test_cookies_of_several_headers_are_listed_one_by_one() -> None:
    made = event(headers=[("Cookie", "a=1; b=2"), ("Cookie", "c=3")])
    assert made["cookies"] == ["a=1", "b=2", "c=3"]
    assert "cookie" not in made["headers"]


def test_a_proxy_that_the_request_came_through_stays_named() -> None:
    made = event(headers=[("X-Forwarded-For", "198.51.100.7"), ("X-Forwarded-Proto", "https")])
    assert made["headers"]["x-forwarded-for"] == "198.51.100.7, 192.0.2.1"
    assert made["headers"]["x-forwarded-proto"] == "http"


def test_what_is_meant_for_the_connection_only_is_not_passed_on() -> None:
    made = event(headers=[("Connection", "keep-alive"), ("Transfer-Encoding", "chunked")])
    assert not {"connection", "transfer-encoding"} & made["headers"].keys()


# ---------------------------------------------------------------- the reply


def result(**parts: Any) -> bytes:
    return json.dumps(parts).encode()


def test_a_result_becomes_the_reply() -> None:
    reply = reply_of(
        result(
            statusCode=303,
            headers={"Location": "https://example.org/thanks", "X-Number": 3},
            cookies=["a=1; Secure", "b=2"],
            body="gone",
        )
    )
    assert (reply.status, reply.body) == (303, b"gone")
    assert set(reply.headers) == {
        ("location", "https://example.org/thanks"),
        ("x-number", "3"),
        ("content-type", "text/plain;charset=utf-8"),
        ("set-cookie", "a=1; Secure"),
        ("set-cookie", "b=2"),
    }


def test_a_base64_body_is_decoded() -> None:
    body = base64.b64encode(b"\x89PNG").decode()
    reply = reply_of(result(statusCode=200, headers={"content-type": "image/png"}, body=body, isBase64Encoded=True))
    assert reply.body == b"\x89PNG"
    assert list(reply.headers) == [("content-type", "image/png")]


def test_headers_of_the_older_format_are_ignored_as_on_aws() -> None:
    reply = reply_of(result(statusCode=200, multiValueHeaders={"x-old": ["1"]}))
    assert "x-old" not in dict(reply.headers)


@pytest.mark.parametrize(
    ("returned", "body"),
    [(b'{"message": "hello"}', b'{"message": "hello"}'), (b'"hello"', b"hello"), (b"[1]", b"[1]")],
)
def test_a_result_without_a_status_is_the_body_of_a_200(returned: bytes, body: bytes) -> None:
    reply = reply_of(returned)
    assert (reply.status, reply.body) == (200, body)
    assert dict(reply.headers)["content-type"] == "application/json"


@pytest.mark.parametrize(
    "returned",
    [
        result(statusCode="many"),
        result(statusCode=None),
        result(statusCode=99),
        result(statusCode=200, body="!!!!", isBase64Encoded=True),
        b"no json",
    ],
)
def test_a_result_that_is_none_gets_the_plain_500(returned: bytes) -> None:
    reply = reply_of(returned)
    assert (reply.status, reply.body) == (500, b'{"message":"Internal Server Error"}')


# ---------------------------------------------------------------- routes


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/signup", (SIGNUP, {})),
        ("/signup/998", (CAMPAIGN, {"campaignid": "998"})),
        ("/sms", (SMS, {})),
        ("/signup/", None),
        ("/signup/998/more", None),
        ("/", None),
        ("/Signup", None),
    ],
)
def test_a_path_leads_to_its_route(path: str, found: tuple[Route, dict[str, str]] | None) -> None:
    assert find(ROUTES, "POST", path) == found


@pytest.mark.parametrize("path", ["/signup/", "/signup/998/more", "/", "/Signup", "/$default"])
def test_what_is_no_route_leads_to_the_default_route_if_there_is_one(path: str) -> None:
    default = Route(method="ANY", path="$default", function="relay-web-form")
    assert find([default, *ROUTES], "GET", path) == (default, {})
    assert find([default, *ROUTES], "GET", "/signup") == (SIGNUP, {})
    assert event(default)["routeKey"] == "$default"


def test_a_fixed_path_wins_over_a_variable_one_and_a_method_over_any() -> None:
    fixed = Route(method="ANY", path="/signup/new", function="f")
    post = Route(method="POST", path="/signup", function="f")
    assert find([*ROUTES, fixed], "GET", "/signup/new") == (fixed, {})
    assert find([*ROUTES, post], "POST", "/signup") == (post, {})
    assert find([*ROUTES, post], "GET", "/signup") == (SIGNUP, {})


def api(uri: str) -> dict[str, Any]:
    operation = {"x-amazon-apigateway-integration": {"type": "aws_proxy", "uri": {"Fn::Sub": uri}}}
    paths = {"/signup": {"x-amazon-apigateway-any-method": operation}, "/sms": {"post": operation}}
    return {
        "Resources": {
            "Table": {"Type": "AWS::DynamoDB::Table", "Properties": {}},
            "Api": {
                "Type": "AWS::ApiGatewayV2::Api",
                "Properties": {"Body": {"openapi": "3.0.1", "paths": paths}},
            },
        }
    }


def test_routes_are_read_from_the_processed_template() -> None:
    uri = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${WebForm.Arn}/invocations"
    assert routes_of(api(uri), {"WebForm": "relay-web-form"}) == [
        Route(method="ANY", path="/signup", function="relay-web-form"),
        Route(method="POST", path="/sms", function="relay-web-form"),
    ]


def test_a_route_that_leads_to_no_function_is_named() -> None:
    with pytest.raises(StackError, match="/signup"):
        routes_of(api("https://example.org"), {})


# ---------------------------------------------------------------- the door


class Functions:
    """Stands for Lambda's client: answers `returned`, or fails with it, once `together` calls have come."""

    def __init__(self, returned: dict[str, Any] | Exception | None = None, together: int = 1) -> None:
        self.returned = returned if returned is not None else {"Payload": io.BytesIO(result(statusCode=204))}
        self.together = together
        self.enough = threading.Event()
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.most = 0
        self._running = 0
        self._lock = threading.Lock()

    def invoke(self, *, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803 (boto3's names)
        with self._lock:
            self._running += 1
            self.most = max(self.most, self._running)
            self.calls.append((FunctionName, json.loads(Payload)))
            if len(self.calls) == self.together:
                self.enough.set()
        assert self.enough.wait(PATIENCE_SECONDS)
        time.sleep(0.01 if self.together > 1 else 0)  # for one more to come, if nothing keeps it out
        with self._lock:
            self._running -= 1
        if isinstance(self.returned, Exception):
            raise self.returned
        return self.returned


async def request(
    functions: Functions,
    path: str = "/signup",
    body: Sequence[bytes] = (b"",),
    method: str = "POST",
    times: int = 1,
) -> list[tuple[int, bytes]]:
    """Ask the door `times` times at once; returns each status and body."""
    # Wider than the gate, so that it is the gate that is seen.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(20))
    door = application(ROUTES, cast("Any", functions), 3000)
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"email=a%40example.org",
        "headers": [(b"content-type", FORM.encode())],
        "client": ("127.0.0.1", 50000),
    }

    async def one() -> tuple[int, bytes]:
        chunks = [
            {"type": "http.request", "body": chunk, "more_body": index + 1 < len(body)}
            for index, chunk in enumerate(body)
        ]
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return chunks.pop(0)

        async def send(message: Any) -> None:
            sent.append(message)

        await door(scope, receive, send)
        return sent[0]["status"], sent[1]["body"]

    return await asyncio.gather(*(one() for _ in range(times)))


def ask(functions: Functions, **options: Any) -> tuple[int, bytes]:
    return asyncio.run(request(functions, **options))[0]


def test_a_request_is_given_to_the_function_of_its_route() -> None:
    functions = Functions()
    assert ask(functions, path="/signup/998", body=[b"email=", b"a%40example.org"]) == (204, b"")
    ((name, made),) = functions.calls
    assert name == "relay-web-form"
    assert made["pathParameters"] == {"campaignid": "998"}
    assert base64.b64decode(made["body"]) == b"email=a%40example.org"


def test_every_method_reaches_the_function_and_preflights_too() -> None:
    functions = Functions()
    assert ask(functions, method="OPTIONS")[0] == 204
    assert functions.calls[0][1]["requestContext"]["http"]["method"] == "OPTIONS"


def test_an_unknown_path_is_answered_404_without_a_call() -> None:
    functions = Functions()
    assert ask(functions, path="/nothing") == (404, b'{"message":"Not Found"}')
    assert functions.calls == []


def test_a_body_over_ten_megabytes_is_answered_413_without_a_call() -> None:
    functions = Functions()
    assert ask(functions, body=[b"x" * LARGEST_BODY, b"x"]) == (
        413,
        b'{"message":"Request Entity Too Large"}',
    )
    assert functions.calls == []


def test_a_function_that_crashes_or_times_out_is_a_plain_500() -> None:
    failure = {"FunctionError": "Unhandled", "Payload": io.BytesIO(b'{"errorMessage": "the secret is 42"}')}
    assert ask(Functions(failure)) == (500, b'{"message":"Internal Server Error"}')


@pytest.mark.parametrize(
    "failure",
    [
        ReadTimeoutError(endpoint_url="http://127.0.0.1"),
        ClientError({"Error": {}, "ResponseMetadata": {"HTTPStatusCode": 429}}, "Invoke"),  # type: ignore[typeddict-item]
    ],
    ids=["no answer in time", "throttled"],
)
def test_a_function_that_cannot_be_had_is_a_plain_503(failure: Exception) -> None:
    assert ask(Functions(failure)) == (503, b'{"message":"Service Unavailable"}')


def test_no_more_than_six_calls_run_at_once() -> None:
    functions = Functions(together=AT_ONCE)
    functions.returned = {"Payload": io.BytesIO()}
    replies = asyncio.run(request(functions, times=20))
    assert len(replies) == len(functions.calls) == 20
    assert functions.most == AT_ONCE == 6


def test_the_log_names_the_route_and_never_what_was_sent(capsys: pytest.CaptureFixture[str]) -> None:
    ask(Functions(), path="/signup/998", body=[b"email=a%40example.org"])
    line = capsys.readouterr().out
    assert "ANY /signup/{campaignid} 204" in line
    assert "example.org" not in line
    assert "/998" not in line

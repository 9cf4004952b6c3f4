"""Calls to AWS through botocore: an honest answer to "did it act?", whatever the other side does."""

import json
import logging
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl

import pytest
from botocore import endpoint
from botocore.config import Config
from botocore.exceptions import ReadTimeoutError
from botocore.retries.standard import ThrottledRetryableChecker
from botocore.session import Session

from relay.stores import aws as stores_aws
from relay.stores.aws import NOT_NOW, OF_THE_KEEPER, OPERATIONS, Aws, AwsError, AwsRefused, AwsUnsure, aws_session
from tests.fakes.authority import Authority
from tests.fakes.settings import NOWHERE
from tests.fakes.waiting import PATIENCE_SECONDS
from tests.unit.phone2action.servers import read_request

KEYS = {
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "not-a-secret",
}
# So that nothing of the machine's own comes in: no profile, no other credentials.
NOBODYS = ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE")
NO_FILE = Path("no such file")

KEY = {"id": {"S": "1"}}
REQUESTS: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("dynamodb", "UpdateItem"): {"TableName": "t", "Key": KEY},
    ("dynamodb", "BatchGetItem"): {"RequestItems": {"t": {"Keys": [KEY]}}},
    ("sqs", "SendMessage"): {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/1/q", "MessageBody": "ann@example.org"},
    ("sqs", "ChangeMessageVisibility"): {
        "QueueUrl": "https://sqs.us-east-1.amazonaws.com/1/q",
        "ReceiptHandle": "r",
        "VisibilityTimeout": 1,
    },
    ("secretsmanager", "GetSecretValue"): {"SecretId": "s"},
    ("sqs", "ReceiveMessage"): {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/1/q", "MaxNumberOfMessages": 10},
    ("sqs", "DeleteMessage"): {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/1/q", "ReceiptHandle": "r"},
    ("sqs", "ChangeMessageVisibilityBatch"): {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/1/q", "Entries": []},
    ("sqs", "GetQueueAttributes"): {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/1/q", "AttributeNames": []},
    ("logs", "StartQuery"): {"logGroupNames": ["g"], "queryString": "fields @message"},
    ("logs", "GetQueryResults"): {"queryId": "1"},
    ("logs", "StopQuery"): {"queryId": "1"},
    ("logs", "FilterLogEvents"): {"logGroupName": "g"},
}
EVERY_OPERATION = pytest.mark.parametrize(("service", "operation"), REQUESTS, ids=lambda name: name)

ANSWERS: Mapping[str, Mapping[str, Any]] = {
    "UpdateItem": {"Attributes": {"id": {"S": "1"}, "run": {"S": "a"}}},
    "BatchGetItem": {"Responses": {"t": [KEY]}, "UnprocessedKeys": {}},
    "SendMessage": {"MessageId": "1"},
    "ChangeMessageVisibility": {},
    "GetSecretValue": {"SecretString": "{}"},
    "ReceiveMessage": {"Messages": [{"MessageId": "1", "Body": "b"}]},
    "DeleteMessage": {},
    "ChangeMessageVisibilityBatch": {"Successful": [], "Failed": []},
    "GetQueueAttributes": {"Attributes": {"ApproximateNumberOfMessages": "1"}},
    "StartQuery": {"queryId": "1"},
    "GetQueryResults": {"status": "Complete", "results": []},
    "StopQuery": {"success": True},
    "FilterLogEvents": {"events": []},
}
ANSWERS_NOTHING = {"ChangeMessageVisibility", "DeleteMessage"}
CLAIM = ("dynamodb", "UpdateItem", REQUESTS["dynamodb", "UpdateItem"])


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**KEYS, **dict.fromkeys(NOBODYS, str(NO_FILE)), "AWS_EC2_METADATA_DISABLED": "true"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_CA_BUNDLE", raising=False)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server here answers or hangs up, however slow the machine is; a second attempt is made at once."""
    longer = Config(connect_timeout=PATIENCE_SECONDS, read_timeout=PATIENCE_SECONDS)
    monkeypatch.setattr(stores_aws, "CONFIG", stores_aws.CONFIG.merge(longer))
    monkeypatch.setattr(endpoint, "time", SimpleNamespace(sleep=lambda _seconds: None))


@pytest.fixture
def aws() -> Iterator[Aws]:
    aws = Aws(aws_session(NO_FILE))
    yield aws
    aws.close()


class Server:
    """An HTTP server that gives replies in turn, as raw bytes, and keeps what it was asked. None: no reply at all."""

    def __init__(self) -> None:
        self.replies: list[bytes | None] = []
        self.asked: list[tuple[Mapping[str, str], bytes]] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                server.asked.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.close_connection = True
                reply = server.replies.pop(0)
                if reply is not None:
                    self.wfile.write(reply)

            do_GET = do_POST  # noqa: N815 - its name in BaseHTTPRequestHandler

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"


@contextmanager
def serving() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.http.shutdown()
        thread.join()
        server.http.server_close()


@pytest.fixture
def server(patient: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with serving() as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        yield server


def reply(body: bytes | Mapping[str, Any], status: int = 200, *headers: str) -> bytes:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} -", *(headers or [f"Content-Length: {len(content)}"]), "Connection: close"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


def test_the_examples_here_are_all_operations_that_may_be_called() -> None:
    called = {(service, op) for of in (OPERATIONS, OF_THE_KEEPER) for service, ops in of.items() for op in ops}
    assert called == REQUESTS.keys() | {("sns", "Publish")}


PUBLISHED = b"""<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m-1</MessageId>
</PublishResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PublishResponse>
"""


def publish(aws: Aws) -> dict[str, Any]:
    """SNS is the only one that is asked and answers in the protocol of old: a form, and XML."""
    return aws.call("sns", "Publish", {"TopicArn": "arn:t", "Subject": "s", "Message": "m"})


def test_a_mail_that_is_published_says_so_in_xml(aws: Aws, server: Server) -> None:
    server.replies = [reply(PUBLISHED)]
    assert publish(aws)["MessageId"] == "m-1"
    ((_, body),) = server.asked
    assert dict(parse_qsl(body.decode()))["Message"] == "m"


@pytest.mark.parametrize("body", [PUBLISHED[:-3], b"", b"<html/>", b"{}"], ids=["cut off", "empty", "HTML", "JSON"])
def test_xml_that_is_not_whole_is_asked_for_once_more_and_then_unsure(aws: Aws, server: Server, body: bytes) -> None:
    server.replies = [reply(body), reply(PUBLISHED)]
    assert publish(aws)["MessageId"] == "m-1"
    server.replies = [reply(body, 200, f"Content-Length: {len(PUBLISHED)}")] * 2
    with pytest.raises(AwsUnsure):
        publish(aws)


def test_a_mail_that_is_refused_says_why_in_xml(aws: Aws, server: Server) -> None:
    error = b"<ErrorResponse><Error><Code>NotFound</Code><Message>m</Message></Error></ErrorResponse>"
    server.replies = [reply(error, 404)]
    with pytest.raises(AwsRefused, match="NotFound"):
        publish(aws)


@EVERY_OPERATION
def test_an_answer_is_returned_and_the_operation_named(aws: Aws, server: Server, service: str, operation: str) -> None:
    server.replies = [reply(ANSWERS[operation])]
    answer = aws.call(service, operation, REQUESTS[service, operation])
    assert {name: value for name, value in answer.items() if name != "ResponseMetadata"} == ANSWERS[operation]
    ((headers, body),) = server.asked
    assert headers["x-amz-target"].endswith(f".{operation}")
    assert json.loads(body) == REQUESTS[service, operation]


def test_a_success_without_a_body_is_whole_where_the_operation_answers_nothing(aws: Aws, server: Server) -> None:
    server.replies = [reply(b"")]
    aws.call("sqs", "ChangeMessageVisibility", REQUESTS["sqs", "ChangeMessageVisibility"])
    assert len(server.asked) == 1


def broken(operation: str) -> dict[str, bytes]:
    """Every way in which a success may not be whole, by its name."""
    whole = json.dumps(ANSWERS[operation]).encode()
    ways = {
        "cut off, shorter than its Content-Length": reply(whole[:-1], 200, f"Content-Length: {len(whole)}"),
        "nothing of what Content-Length promised": reply(b"", 200, f"Content-Length: {len(whole)}"),
        "cut off by closing": reply(whole[:-1], 200, "Server: Server"),
        "a chunk cut off": reply(f"{len(whole):x}\r\n".encode() + whole[:-1], 200, "Transfer-Encoding: chunked"),
        "the last chunk missing": reply(f"1\r\n{{\r\n{len(whole):x}\r\n".encode(), 200, "Transfer-Encoding: chunked"),
        "HTML": reply(b"<html><body>It works!</body></html>"),
        "null": reply(b"null"),
        "a list": reply(b"[]"),
        "a text": reply(b'"{}"'),
        "not UTF-8": reply(b'{"MessageId": "\xff"}'),
    }
    empty = {"empty": reply(b""), "empty, by closing": reply(b"", 200, "Server: Server")}
    return ways | ({} if operation in ANSWERS_NOTHING else empty)


BROKEN = [(service, operation, how) for service, operation in REQUESTS for how in broken(operation)]


@pytest.mark.parametrize(("service", "operation", "how"), BROKEN)
def test_a_success_that_is_not_whole_is_asked_for_once_more_and_then_unsure(
    aws: Aws, server: Server, service: str, operation: str, how: str
) -> None:
    server.replies = [broken(operation)[how]] * 2
    with pytest.raises(AwsUnsure):
        aws.call(service, operation, REQUESTS[service, operation])
    assert len(server.asked) == 2


@pytest.mark.parametrize(("service", "operation", "how"), BROKEN)
def test_the_second_attempt_after_a_broken_answer_may_succeed(
    aws: Aws, server: Server, service: str, operation: str, how: str
) -> None:
    server.replies = [broken(operation)[how], reply(ANSWERS[operation])]
    aws.call(service, operation, REQUESTS[service, operation])
    assert len(server.asked) == 2


@pytest.mark.parametrize("prefix", ["com.amazonaws.dynamodb.v20120810#", ""])
def test_a_refusal_carries_its_code_and_the_item_and_is_not_repeated(aws: Aws, server: Server, prefix: str) -> None:
    body = {"__type": prefix + "ConditionalCheckFailedException", "message": "no", "Item": {"id": {"S": "1"}}}
    server.replies = [reply(body, 400)]
    with pytest.raises(AwsRefused) as caught:
        aws.call(*CLAIM)
    assert caught.value.code == "ConditionalCheckFailedException"
    assert caught.value.reply["Item"] == {"id": {"S": "1"}}
    assert len(server.asked) == 1


def test_a_claim_whose_answer_was_lost_is_refused_with_its_own_item(aws: Aws, server: Server) -> None:
    body = {"__type": "ConditionalCheckFailedException", "Item": {"run": {"S": "own token"}}}
    server.replies = [None, reply(body, 400)]
    with pytest.raises(AwsRefused) as caught:
        aws.call(*CLAIM)
    assert caught.value.reply["Item"] == {"run": {"S": "own token"}}


@pytest.mark.parametrize(
    "answer",
    [
        None,
        reply({}, 500),
        reply(b"[]", 500),
        reply(b"<html>", 503),
        reply(b"", 503),
        reply(b"<html>", 400),
        reply(b"[]", 400),
        reply(b"", 403),
        reply(b"", 302),
        reply({"__type": "com.amazon#ThrottlingException"}, 400),
    ],
)
def test_no_usable_answer_is_asked_for_once_more_and_then_unsure(
    aws: Aws, server: Server, answer: bytes | None
) -> None:
    server.replies = [answer] * 2
    with pytest.raises(AwsUnsure) as caught:
        aws.call("sqs", "SendMessage", REQUESTS["sqs", "SendMessage"])
    assert "ann" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert len(server.asked) == 2


def test_a_dead_endpoint_is_unsure(patient: None, aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", NOWHERE)
    with pytest.raises(AwsUnsure):
        aws.call(*CLAIM)


def test_a_process_without_credentials_is_unsure(aws: Aws, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    with pytest.raises(AwsUnsure, match="NoCredentials"):
        aws.call(*CLAIM)
    assert server.asked == []


def test_every_refusal_that_botocore_takes_for_throttling_means_not_now() -> None:
    assert set(vars(ThrottledRetryableChecker)["_THROTTLED_ERROR_CODES"]) <= NOT_NOW


def test_a_connection_waits_one_second_to_stand_and_three_for_an_answer(aws: Aws) -> None:
    aws.prepare()
    for client in aws._clients.values():
        config: Any = client.meta.config
        assert (config.connect_timeout, config.read_timeout) == (1, 3)


class Silent:
    """Stands in for the network: keeps each request, and never answers."""

    def __init__(self, session: Session) -> None:
        self.requests: list[Any] = []
        session.register("before-send", self.wait)

    def wait(self, **event: Any) -> None:
        self.requests.append(event["request"])
        raise ReadTimeoutError(endpoint_url=event["request"].url)


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("us-east-1", "{}.us-east-1.amazonaws.com"),
        ("eu-central-1", "{}.eu-central-1.amazonaws.com"),
        ("us-gov-west-1", "{}.us-gov-west-1.amazonaws.com"),
        ("cn-north-1", "{}.cn-north-1.amazonaws.com.cn"),
    ],
)
@EVERY_OPERATION
def test_each_partition_has_its_own_endpoints(
    monkeypatch: pytest.MonkeyPatch, region: str, host: str, service: str, operation: str
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    session = aws_session(NO_FILE)
    network = Silent(session)
    with pytest.raises(AwsUnsure):
        Aws(session).call(service, operation, REQUESTS[service, operation])
    assert {request.url for request in network.requests} == {f"https://{host.format(service)}/"}
    authorization = network.requests[0].headers["Authorization"].decode()
    assert f"/{region}/{service}/aws4_request" in authorization


def test_lambdas_own_word_for_the_region_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    session = aws_session(NO_FILE)
    network = Silent(session)
    with pytest.raises(AwsUnsure):
        Aws(session).call(*CLAIM)
    assert {request.url for request in network.requests} == {"https://dynamodb.eu-central-1.amazonaws.com/"}


def test_nothing_of_a_call_gets_into_a_log_line_whatever_the_level(
    aws: Aws, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.replies = [reply({"SecretString": "a-secret"}), reply({"MessageId": "1"})]
    aws.call("secretsmanager", "GetSecretValue", {"SecretId": "credentials"})
    aws.call("sqs", "SendMessage", {"QueueUrl": "https://example.org/q", "MessageBody": "ann@example.org"})
    assert "a-secret" not in caplog.text
    assert "ann@example.org" not in caplog.text


def test_a_service_may_have_an_endpoint_of_its_own(aws: Aws, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", NOWHERE)
    monkeypatch.setenv("AWS_ENDPOINT_URL_SQS", server.url)
    server.replies = [reply(ANSWERS["SendMessage"])]
    aws.call("sqs", "SendMessage", REQUESTS["sqs", "SendMessage"])
    assert len(server.asked) == 1


def container_credentials(key: str, valid: timedelta) -> bytes:
    """What Lambda's credentials endpoint answers under SnapStart."""
    until = (datetime.now(UTC) + valid).strftime("%Y-%m-%dT%H:%M:%SZ")
    return reply({"AccessKeyId": key, "SecretAccessKey": "not-a-secret", "Token": "a-token", "Expiration": until})


def test_a_snapshots_old_credentials_are_replaced_before_the_first_call(
    aws: Aws, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with serving() as credentials:
        monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", f"{credentials.url}/credentials")
        monkeypatch.setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN", "an-authorization")
        credentials.replies = [
            container_credentials("AKIDINITIAL", timedelta(seconds=-1)),
            container_credentials("AKIDRESTORED", timedelta(hours=6)),
        ]
        aws.prepare()
        server.replies = [reply(ANSWERS["UpdateItem"])] * 2
        aws.call(*CLAIM)
        aws.call(*CLAIM)
    assert {headers["authorization"] for headers, _ in credentials.asked} == {"an-authorization"}
    assert ["Credential=AKIDRESTORED/" in headers["authorization"] for headers, _ in server.asked] == [True, True]
    assert {headers["x-amz-security-token"] for headers, _ in server.asked} == {"a-token"}


class Counting(Session):
    """A session that counts the clients that it makes, and whether it ever made two at once."""

    made = 0
    making = 0

    def create_client(self, *args: Any, **how: Any) -> Any:
        assert self.making == 0, "botocore's session is not made for several threads"
        self.making += 1
        client = super().create_client(*args, **how)
        self.made += 1
        self.making -= 1
        return client


def test_threads_that_call_at_once_share_one_client_of_each_service() -> None:
    session = Counting(include_builtin_handlers=False)
    Silent(session)
    aws = Aws(session)
    together = threading.Barrier(8, timeout=PATIENCE_SECONDS)

    def call(number: int) -> None:
        together.wait()
        service, operation = list(REQUESTS)[number % len(REQUESTS)]
        with pytest.raises(AwsError):
            aws.call(service, operation, REQUESTS[service, operation])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(call, range(8)))
    assert session.made == len(OPERATIONS)


def test_no_client_is_made_before_it_is_wanted_unless_all_are_prepared() -> None:
    session = Counting(include_builtin_handlers=False)
    aws = Aws(session)
    assert session.made == 0
    aws.prepare()
    aws.prepare()
    assert session.made == len(OPERATIONS)


@contextmanager
def tls_server(authority: Authority, folder: Path, answer: bytes) -> Iterator[int]:
    """A server at localhost whose certificate is of this authority. Yields its port."""
    context = authority.server(folder)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                    with context.wrap_socket(connection, server_side=True) as wrapped:
                        read_request(wrapped)  # to its end: to close on what is unread would reset the connection
                        wrapped.sendall(answer)
                except OSError:
                    if listening.fileno() == -1:
                        return

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            listening.close()
            thread.join()


def called_over_tls(trusted: Path) -> Callable[[Authority, Path], dict[str, Any]]:
    def call(authority: Authority, folder: Path) -> dict[str, Any]:
        with tls_server(authority, folder, reply(ANSWERS["UpdateItem"])) as port, pytest.MonkeyPatch.context() as patch:
            patch.setenv("AWS_ENDPOINT_URL", f"https://localhost:{port}")
            aws = Aws(aws_session(trusted))
            try:
                return aws.call(*CLAIM)
            finally:
                aws.close()

    return call


def test_a_server_is_verified_by_the_roots_in_the_file(patient: None, tmp_path: Path) -> None:
    ours, roots = Authority("Whale Trust"), tmp_path / "roots.pem"
    roots.write_text(ours.pem, encoding="ascii")
    assert called_over_tls(roots)(ours, tmp_path)["Attributes"]


def test_a_server_of_another_authority_is_not_called(patient: None, tmp_path: Path) -> None:
    roots = tmp_path / "roots.pem"
    roots.write_text(Authority("Whale Trust").pem, encoding="ascii")
    with pytest.raises(AwsUnsure, match="SSLError"):
        called_over_tls(roots)(Authority("Another Trust"), tmp_path)


def test_who_names_a_bundle_in_the_environment_has_it_used(
    patient: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, roots, own = Authority("Whale Trust"), tmp_path / "roots.pem", tmp_path / "own.pem"
    roots.write_text(Authority("Another Trust").pem, encoding="ascii")
    own.write_text(ours.pem, encoding="ascii")
    monkeypatch.setenv("AWS_CA_BUNDLE", str(own))
    assert called_over_tls(roots)(ours, tmp_path)["Attributes"]


@EVERY_OPERATION
def test_an_invocation_keeps_time_for_its_queue(service: str, operation: str) -> None:
    session = aws_session(NO_FILE)
    aws, silent = Aws(session), Silent(session)
    aws.allow(0, queues=60)
    with pytest.raises(AwsUnsure):
        aws.call(service, operation, REQUESTS[service, operation])
    assert bool(silent.requests) is (service == "sqs")


@pytest.mark.parametrize(("left", "longest"), [(3600, 3), (4, 2), (2.2, 0), (-1, 0)])
def test_an_attempt_takes_no_longer_than_its_invocation_has(
    monkeypatch: pytest.MonkeyPatch, left: float, longest: float
) -> None:
    """Less a second to connect and a second of pause; nothing shorter than a third of a second is begun."""
    monkeypatch.setattr(stores_aws, "time", SimpleNamespace(monotonic=lambda: 1000.0))
    session = aws_session(NO_FILE)
    aws, silent = Aws(session), Silent(session)
    aws.allow(left, queues=left)
    with pytest.raises(AwsUnsure):
        aws.call(*CLAIM)
    waits = [request.context["read_timeout"] for request in silent.requests]
    assert bool(waits) is (longest > 0)
    assert all(0 < wait <= longest for wait in waits)

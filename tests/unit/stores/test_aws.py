"""Signed calls: the same signature as botocore's, and an honest answer to "did it act?"."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from relay.stores.aws import Aws, AwsRefused, AwsUnsure

ENVIRONMENT = {
    "AWS_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "not-a-secret",
    "AWS_SESSION_TOKEN": "a-token",
}
NOON = 1_767_268_800


@pytest.mark.parametrize(
    ("service", "operation"),
    [("dynamodb", "UpdateItem"), ("sqs", "SendMessage"), ("secretsmanager", "GetSecretValue")],
)
@pytest.mark.parametrize("token", ["a-token", ""])
def test_the_signature_is_botocores(service: str, operation: str, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    body = json.dumps({"a": "ä"}).encode()
    host = f"{service}.us-east-1.amazonaws.com"
    aws = Aws(ENVIRONMENT | {"AWS_SESSION_TOKEN": token}, clock=lambda: NOON)
    ours = aws.signed_headers(service, operation, host, body)
    request = AWSRequest("POST", f"https://{host}/", data=body)
    for name in ("content-type", "x-amz-target"):
        request.headers[name] = ours[name]

    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: datetime.fromtimestamp(NOON, UTC))
    signer = SigV4Auth(Credentials("AKIDEXAMPLE", "not-a-secret", token or None), service, "us-east-1")
    signer.add_auth(request)
    assert ours["x-amz-date"] == request.headers["X-Amz-Date"]
    assert ours["authorization"] == request.headers["Authorization"]


@contextmanager
def server(*replies: tuple[int, bytes] | None) -> Iterator[tuple[Aws, list[dict[str, Any]]]]:
    """A server that gives these replies in turn (None: closes without one), and what it was asked."""
    waiting, asked = list(replies), []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            asked.append({"target": self.headers["x-amz-target"], "body": json.loads(body)})
            reply = waiting.pop(0)
            if reply is None:
                self.close_connection = True
                return
            status, content = reply
            self.send_response(status)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    httpd = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    aws = Aws(ENVIRONMENT | {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{httpd.server_port}"})
    try:
        yield aws, asked
    finally:
        aws.close()
        httpd.shutdown()
        thread.join()
        httpd.server_close()


def test_an_answer_is_returned_and_the_operation_named() -> None:
    with server((200, b'{"MessageId": "1"}')) as (aws, asked):
        assert aws.call("sqs", "SendMessage", {"MessageBody": "x"}) == {"MessageId": "1"}
    assert asked == [{"target": "AmazonSQS.SendMessage", "body": {"MessageBody": "x"}}]


def test_an_empty_success_is_an_empty_answer() -> None:
    with server((200, b"")) as (aws, _):
        assert aws.call("sqs", "ChangeMessageVisibility", {}) == {}


@pytest.mark.parametrize("prefix", ["com.amazonaws.dynamodb.v20120810#", ""])
def test_a_refusal_carries_its_code_and_the_item(prefix: str) -> None:
    body = {"__type": prefix + "ConditionalCheckFailedException", "Item": {"id": {"S": "1"}}}
    with server((400, json.dumps(body).encode())) as (aws, asked):
        with pytest.raises(AwsRefused) as caught:
            aws.call("dynamodb", "UpdateItem", {})
        assert caught.value.code == "ConditionalCheckFailedException"
        assert caught.value.reply["Item"] == {"id": {"S": "1"}}
    assert len(asked) == 1


@pytest.mark.parametrize(
    "reply",
    [
        None,
        (500, b"{}"),
        (503, b"<html>"),
        (200, b"half an ans"),
        (400, b'{"__type": "com.amazon#ThrottlingException"}'),
    ],
)
def test_no_usable_answer_is_asked_for_once_more_and_then_unsure(reply: tuple[int, bytes] | None) -> None:
    with server(reply, reply) as (aws, asked):
        with pytest.raises(AwsUnsure) as caught:
            aws.call("dynamodb", "UpdateItem", {"secret": "ann@example.org"})
        assert "ann" not in str(caught.value)
        assert caught.value.__cause__ is None
    assert len(asked) == 2


def test_the_second_try_may_succeed() -> None:
    with server(None, (200, b'{"ok": "1"}')) as (aws, _):
        assert aws.call("dynamodb", "UpdateItem", {}) == {"ok": "1"}


def test_a_dead_endpoint_is_unsure() -> None:
    aws = Aws(ENVIRONMENT | {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"})
    with pytest.raises(AwsUnsure):
        aws.call("dynamodb", "UpdateItem", {})


def test_the_keys_do_not_show_in_repr() -> None:
    assert repr(Aws(ENVIRONMENT)) == "Aws(region='us-east-1')"

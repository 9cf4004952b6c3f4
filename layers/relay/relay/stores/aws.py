"""How AWS is called: through botocore, with its credentials, endpoints, signatures and retries.

The stores (`journal`, `consent`, `queues`, `secrets`) need five operations of three services, the keeper a few more,
and one question answered after each: did it act? `Aws.call` says so in three ways: it returns, it raises `AwsRefused`,
or `AwsUnsure`.
Nothing here signs, and nothing here repeats a call: botocore does both. It is not boto3, whose session adds only
resources and transfers to this one (docs/design.md has what that costs).
"""

import json
import logging
import math
import os
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import botocore
from botocore import xform_name
from botocore.client import BaseClient
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import Session

OPERATIONS: Final[Mapping[str, frozenset[str]]] = {
    "dynamodb": frozenset({"BatchGetItem", "UpdateItem"}),
    "secretsmanager": frozenset({"GetSecretValue"}),
    "sqs": frozenset({"ChangeMessageVisibility", "SendMessage"}),
}
"""What every function may call."""

OF_THE_KEEPER: Final[Mapping[str, frozenset[str]]] = {
    "logs": frozenset({"FilterLogEvents", "GetQueryResults", "StartQuery", "StopQuery"}),
    "sns": frozenset({"Publish"}),
    "sqs": frozenset({"ChangeMessageVisibilityBatch", "DeleteMessage", "GetQueueAttributes", "ReceiveMessage"}),
}
"""What the keeper calls beside that. The built layer carries the models of these and of nothing else."""

CONNECT_SECONDS: Final = 1.0
READ_SECONDS: Final = 3.0
SHORTEST_READ_SECONDS: Final = 0.3
LONGEST_PAUSE_SECONDS: Final = 1.0  # of botocore before it tries a call for the second time

CONFIG: Final = Config(
    connect_timeout=CONNECT_SECONDS,
    read_timeout=READ_SECONDS,
    retries={"mode": "standard", "total_max_attempts": 2},
    # The stores write their requests themselves; a wrong one is refused by the service, with the same result.
    parameter_validation=False,
    # As short as that: botocore writes its own anew for each call, for a fortieth of what the call costs.
    user_agent=f"botocore/{botocore.__version__} advocate-relay",
)

REGION: Final = "AWS_REGION"  # Lambda's word for it; botocore reads AWS_DEFAULT_REGION and profiles only

NO_WHOLE_ANSWER: Final = "RequestTimeout"
"""A code that botocore takes for "no answer in time", and so tries again."""

SERVER_ERROR: Final = 500

# Refusals that mean "not now": they heal by themselves and say nothing about the request.
# https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
NOT_NOW: Final = frozenset(
    {
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "RequestTimeout",
        "RequestTimeoutException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
    }
)


class AwsError(Exception):
    """A call to AWS did not do what was asked."""


class AwsRefused(AwsError):
    """The service answered and did not act. `code` is AWS's error code, `reply` the whole answer."""

    def __init__(self, code: str, reply: Mapping[str, Any]) -> None:
        super().__init__(code)
        self.code = code
        self.reply = reply


class OutOfTime(BotoCoreError):
    """An attempt that was not made, for its invocation has no time left for it."""


class AwsUnsure(AwsError):
    """No usable answer: the service may have acted or not."""


def aws_session(roots: Path) -> Session:
    """botocore's session for a process, which reads its environment as AWS's tools do.

    `roots` is a file of the certificates that AWS's servers are verified by, unless AWS_CA_BUNDLE names another; if
    there is none, a checkout was never built, and botocore's own are taken. botocore's handlers for other services
    are left out: they cost a cold start and do nothing for these.
    """
    logging.getLogger("botocore").setLevel(logging.WARNING)  # below that it logs requests and answers, secrets and all
    session = Session(include_builtin_handlers=False)
    if REGION in os.environ and not session.get_config_variable("region"):
        session.set_config_variable("region", os.environ[REGION])
    if roots.exists() and not session.get_config_variable("ca_bundle"):
        session.set_config_variable("ca_bundle", str(roots))
    return session


class Aws:
    """Calls to AWS's JSON services. Safe to use from several threads.

    A client is made when its service is first called; `prepare` makes all of them at once.
    """

    _ends_at = _queues_end_at = math.inf

    def __init__(self, session: Session) -> None:
        session.register("before-parse", mark_broken_answers)
        session.register("before-send", self._bound)
        self._session = session
        self._clients: dict[str, BaseClient] = {}
        self._making = threading.Lock()

    def prepare(self) -> None:
        """Make the clients of all services that every function calls, so that no later call has to."""
        for service in OPERATIONS:
            self._client(service)

    def allow(self, seconds: float, *, queues: float) -> None:
        """Have calls over so many seconds from now, those of the queues in so many; before this only time-outs do.

        An invocation that hangs in one service still needs its queue: else Lambda would end it without an answer.
        """
        now = time.monotonic()
        self._ends_at, self._queues_end_at = now + seconds, now + queues

    def _bound(self, **event: Any) -> None:
        """Give an attempt what is left, less what connecting and a pause after it may take. Raises `OutOfTime`.

        `event` is what botocore hands to a handler of `before-send`.
        """
        ends_at = self._queues_end_at if event["event_name"].startswith("before-send.sqs.") else self._ends_at
        if ends_at == math.inf:
            return
        left = ends_at - time.monotonic() - CONNECT_SECONDS - LONGEST_PAUSE_SECONDS
        if left < SHORTEST_READ_SECONDS:
            raise OutOfTime
        event["request"].context["read_timeout"] = min(READ_SECONDS, left)

    def close(self) -> None:
        """Close the kept connections; a function never needs to."""
        for client in self._clients.values():
            client.close()

    def call(self, service: str, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """Call one operation and return its answer.

        botocore tries it twice: callers use only operations that may be repeated (a conditional write recognises its
        own token, a second copy of a message meets the journal). Raises `AwsRefused` or `AwsUnsure`.
        """
        try:
            answer: dict[str, Any] = getattr(self._client(service), xform_name(operation))(**request)
        except ClientError as error:
            raise _failure(f"{service} {operation}", error.response) from None
        except BotoCoreError as error:
            raise AwsUnsure(f"{service} {operation}: {type(error).__name__}") from None
        if "Error" in answer:  # a success, but `mark_broken_answers` could not read it
            raise _failure(f"{service} {operation}", answer)
        return answer

    def _client(self, service: str) -> BaseClient:
        client = self._clients.get(service)
        if client is None:
            with self._making:  # botocore's session is not made for several threads, its clients are
                client = self._clients.get(service)
                if client is None:
                    client = self._session.create_client(service, config=CONFIG)
                    self._clients[service] = client
        return client


def _failure(what: str, reply: Mapping[str, Any]) -> AwsError:
    code, status = reply["Error"]["Code"], reply["ResponseMetadata"]["HTTPStatusCode"]
    if status >= SERVER_ERROR or code in NOT_NOW:
        return AwsUnsure(f"{what}: {status} {code}")
    return AwsRefused(code, reply)


def mark_broken_answers(**event: Any) -> None:
    """Give an answer that isn't whole the code `NO_WHOLE_ANSWER`, whatever its status, and so a second attempt.

    botocore takes a success whose body was cut off for an empty answer. To a claim that would say "no earlier record".
    `event` is what botocore hands to a handler of `before-parse`.
    """
    answer, operation = event["response_dict"], event["operation_model"]
    may_be_empty = operation.output_shape is None
    is_xml = operation.service_model.resolved_protocol == "query"  # SNS
    is_whole = _is_whole_xml if is_xml else _is_whole
    if not is_whole(answer["body"], answer["headers"].get("content-length"), may_be_empty=may_be_empty):
        answer["body"] = f"<r><{operation.name}Result/></r>".encode() if is_xml else b"{}"
        event["customized_response_dict"]["Error"] = {"Code": NO_WHOLE_ANSWER, "Message": "The answer is not whole."}


def _is_whole(body: bytes, length: str | None, *, may_be_empty: bool) -> bool:
    try:
        if length is not None and int(length) != len(body):
            return False
        return (may_be_empty and not body) or isinstance(json.loads(body.decode()), dict)
    except ValueError:
        return False


def _is_whole_xml(body: bytes, length: str | None, *, may_be_empty: bool) -> bool:
    """The same of an answer in XML, which ends with the end of the element that it is."""
    is_all = length is None or int(length) == len(body)
    return is_all and ((may_be_empty and not body) or body.rstrip().endswith(b"Response>"))

"""How AWS is called: signed JSON over kept connections, and nothing else.

The stores (`journal`, `consent`, `queues`, `credentials`) need five operations of three services. Importing
boto3 for them costs a cold start more than everything else together, so they are signed here, after
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html (the tests compare the
signatures with botocore's). It knows no operation, resolves no profile and follows no redirect.
"""

import hashlib
import hmac
import json
import ssl
import time
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from urllib3 import PoolManager, Timeout
from urllib3.exceptions import HTTPError

CONNECT_SECONDS: Final = 1.0
READ_SECONDS: Final = 3.0
ATTEMPTS: Final = 2
SERVER_ERROR: Final = 500

# Refusals that mean "not now": they heal by themselves and say nothing about the request.
# https://docs.aws.amazon.com/general/latest/gr/api-retries.html
NOT_NOW: Final = frozenset(
    {
        "ThrottlingException",
        "Throttling",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "TransactionInProgressException",
        "LimitExceededException",
    }
)

# Service name for signing -> (JSON protocol version, prefix of X-Amz-Target).
PROTOCOLS: Final = {
    "dynamodb": ("1.0", "DynamoDB_20120810"),
    "sqs": ("1.0", "AmazonSQS"),
    "secretsmanager": ("1.1", "secretsmanager"),
}


class AwsError(Exception):
    """A call to AWS did not do what was asked."""


class AwsRefused(AwsError):
    """The service answered and did not act. `code` is AWS's error code, `reply` the whole answer."""

    def __init__(self, code: str, reply: Mapping[str, Any]) -> None:
        super().__init__(code)
        self.code = code
        self.reply = reply


class AwsUnsure(AwsError):
    """No usable answer: the service may have acted or not."""


class Aws:
    """Signed calls to AWS's JSON services with the function's own credentials.

    `environment` is the function's environment (AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY,
    AWS_SESSION_TOKEN, optionally AWS_ENDPOINT_URL); Lambda's credentials outlive the process, so they are read once.
    Safe to use from several threads.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        ssl_context: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._region = environment["AWS_REGION"]
        self._access_key = environment["AWS_ACCESS_KEY_ID"]
        self._secret_key = environment["AWS_SECRET_ACCESS_KEY"]
        self._session_token = environment.get("AWS_SESSION_TOKEN", "")
        self._endpoint = environment.get("AWS_ENDPOINT_URL", "").rstrip("/")
        self._clock = clock
        self._pool = PoolManager(
            maxsize=10,
            retries=False,
            timeout=Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
            ssl_context=ssl_context,
        )

    def __repr__(self) -> str:
        return f"Aws(region={self._region!r})"

    def close(self) -> None:
        """Close the kept connections; a function never needs to."""
        self._pool.clear()

    def call(self, service: str, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """Call one operation and return its answer.

        It is tried twice: callers use only operations that may be repeated (a conditional write recognises its
        own token, a second copy of a message meets the journal). Raises `AwsRefused` or `AwsUnsure`.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._once(service, operation, request)
            except AwsUnsure:
                if attempt == ATTEMPTS:
                    raise
        raise AssertionError("unreachable")

    def _once(self, service: str, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        url = self._endpoint or f"https://{service}.{self._region}.amazonaws.com"
        body = json.dumps(request, separators=(",", ":")).encode()
        headers = self.signed_headers(service, operation, urlsplit(url).netloc, body)
        try:
            response = self._pool.request("POST", url + "/", body=body, headers=headers, redirect=False)
            answer = json.loads(response.data or b"{}")
        except (HTTPError, ValueError, OSError) as error:
            raise AwsUnsure(f"{service} {operation}: {type(error).__name__}") from None
        if response.status == 200:  # noqa: PLR2004 - the one status that AWS's JSON protocol calls success
            return dict(answer)
        code = str(answer.get("__type", "")).rpartition("#")[2]
        if response.status >= SERVER_ERROR or code in NOT_NOW:
            raise AwsUnsure(f"{service} {operation}: {response.status} {code}")
        raise AwsRefused(code, answer)

    def signed_headers(self, service: str, operation: str, host: str, body: bytes) -> dict[str, str]:
        """The headers of a request, with its Signature Version 4."""
        version, target = PROTOCOLS[service]
        stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(self._clock()))
        headers = {
            "content-type": f"application/x-amz-json-{version}",
            "host": host,
            "x-amz-date": stamp,
            "x-amz-target": f"{target}.{operation}",
        }
        if self._session_token:
            headers["x-amz-security-token"] = self._session_token
        names = ";".join(sorted(headers))
        lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
        canonical = f"POST\n/\n\n{lines}\n{names}\n{hashlib.sha256(body).hexdigest()}"
        scope = f"{stamp[:8]}/{self._region}/{service}/aws4_request"
        to_sign = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        key = f"AWS4{self._secret_key}".encode()
        for part in (*scope.split("/"), to_sign):
            key = hmac.digest(key, part.encode(), "sha256")
        headers["authorization"] = (
            f"AWS4-HMAC-SHA256 Credential={self._access_key}/{scope}, SignedHeaders={names}, Signature={key.hex()}"
        )
        return headers

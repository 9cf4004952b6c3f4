"""What the measured functions call, over TLS: AWS's three services, and the Phone2Action API.

Each answers as the real one does when all is well, and notes what it was asked, so that a measurement of
anything but a healthy submission is refused. They remember nothing: every submission is new to them.
"""

import asyncio
import base64
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.bench.servers import Reply, Request

CREDENTIALS = {"app_id": "demo", "app_key": "demo"}
SECRETS = {
    "credentials": json.dumps(CREDENTIALS),
    "key": "as-long-as-the-one-that-the-template-has-made-by-secrets-manager",
}
BASIC = "Basic " + base64.b64encode(b"demo:demo").decode("ascii")
POST_ADVOCATE = "POST /2.0/advocates"
MESSAGE_ID = "5fea7756-0ea4-451a-a703-a558b933e274"

# What AWS answers, by the operation; https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html
# gives no attributes of an item that did not exist.
OPERATIONS: Mapping[str, Mapping[str, object]] = {
    "UpdateItem": {},
    "BatchGetItem": {"Responses": {}, "UnprocessedKeys": {}},
    "SendMessage": {"MessageId": MESSAGE_ID, "MD5OfMessageBody": "5d41402abc4b2a76b9719d911017c592"},
    "ChangeMessageVisibility": {},
}


@dataclass(slots=True)
class Aws:
    """DynamoDB, Secrets Manager and SQS at one address, as AWS_ENDPOINT_URL has them."""

    calls: Counter[str] = field(default_factory=Counter)

    async def answer(self, request: Request) -> Reply:
        """Answer one signed call."""
        operation = request.headers.get("x-amz-target", "").rpartition(".")[2]
        self.calls[operation] += 1
        if not request.headers.get("authorization", "").startswith("AWS4-HMAC-SHA256 "):
            return _aws({"__type": "MissingAuthenticationTokenException"}, 400)
        if operation == "GetSecretValue":
            name = json.loads(request.body)["SecretId"]
            return _aws({"ARN": name, "Name": name, "SecretString": SECRETS[name], "VersionStages": ["AWSCURRENT"]})
        if operation in OPERATIONS:
            return _aws(OPERATIONS[operation])
        return _aws({"__type": "UnknownOperationException"}, 400)


def _aws(content: object, status: int = 200) -> Reply:
    reply = Reply.of_json(content, status, "application/x-amz-json-1.0")
    return Reply(reply.status, reply.body, {**reply.headers, "x-amzn-RequestId": MESSAGE_ID, "Server": "Server"})


@dataclass(slots=True)
class Platform:
    """The Phone2Action API: every write succeeds, nobody is found. `seconds` is how long it takes over a call."""

    seconds: float = 0.0
    calls: Counter[str] = field(default_factory=Counter)

    async def answer(self, request: Request) -> Reply:
        """Answer one call."""
        path = request.path.partition("?")[0]
        self.calls[f"{request.method} {path}"] += 1
        await asyncio.sleep(self.seconds)
        if request.headers.get("authorization") != BASIC:
            return Reply.of_json({"error": "Unauthorized"}, 401)
        if path != "/2.0/advocates":
            return Reply.of_json({"error": "Not Found"}, 404)
        if request.method == "GET":
            return Reply.of_json({"data": [], "pagination": {"count": 0, "per_page": 100, "current_page": 1}})
        return Reply.of_json({"success": 1, "error": None, "type": "advocate", "advocateid": 19302020})

"""What the measured functions call, over TLS: AWS's three services, each by its own name, and the Phone2Action API.

Each answers as the real one does when all is well, and notes whom it was asked about, so that a measurement in
which a claim, a close or a POST is missing or doubled is refused. They remember nothing: every submission is new
to them.
"""

import asyncio
import base64
import json
import re
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from tests.bench.servers import Reply, Request
from tests.fakes import settings
from tests.fakes.settings import API_HOST, CONSENT

API = API_HOST
AWS = {
    "dynamodb.us-east-1.amazonaws.com": "DynamoDB_20120810",
    "sqs.us-east-1.amazonaws.com": "AmazonSQS",
    "secretsmanager.us-east-1.amazonaws.com": "secretsmanager",
}
"""The services' hosts, and the name that each goes by in X-Amz-Target."""

CREDENTIALS = {"app_id": "demo", "app_key": "demo"}
SECRETS = {
    settings.CREDENTIALS: json.dumps(CREDENTIALS),
    settings.KEY: "as-long-as-the-one-that-the-template-has-made-by-secrets-manager",
}
BASIC = "Basic " + base64.b64encode(b"demo:demo").decode("ascii")
MESSAGE_ID = "5fea7756-0ea4-451a-a703-a558b933e274"
SETS = re.compile(r"([#\w]+) ?= ?(:\w+)")

# What AWS answers, by the operation; https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html
# gives no attributes of an item that did not exist.
OPERATIONS: Mapping[str, Mapping[str, object]] = {
    "PutItem": {},
    "UpdateItem": {},
    "BatchGetItem": {"Responses": {}, "UnprocessedKeys": {}},
    "SendMessage": {"MessageId": MESSAGE_ID, "MD5OfMessageBody": "5d41402abc4b2a76b9719d911017c592"},
    "ChangeMessageVisibility": {},
}


@dataclass(slots=True)
class Aws:
    """DynamoDB, Secrets Manager and SQS.

    `states` has for each item of the journal the states that were written, in order: a claim opens, a close ends.
    """

    calls: Counter[str] = field(default_factory=Counter)
    states: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    consents: int = 0

    def forget(self) -> None:
        """Begin anew."""
        self.calls.clear()
        self.states.clear()
        self.consents = 0

    async def answer(self, request: Request) -> Reply:
        """Answer one signed call."""
        service, _, operation = request.headers.get("x-amz-target", "").rpartition(".")
        self.calls[operation] += 1
        if not request.headers.get("authorization", "").startswith("AWS4-HMAC-SHA256 "):
            return _aws({"__type": "MissingAuthenticationTokenException"}, 400)
        if AWS.get(request.headers["host"]) != service or operation not in (*OPERATIONS, "GetSecretValue"):
            return _aws({"__type": "UnknownOperationException"}, 400)
        asked = json.loads(request.body)
        if operation == "GetSecretValue":
            name = asked["SecretId"]
            return _aws({"ARN": name, "Name": name, "SecretString": SECRETS[name], "VersionStages": ["AWSCURRENT"]})
        if operation in {"PutItem", "UpdateItem"}:
            self._note_write(asked)
        return _aws(OPERATIONS[operation])

    def _note_write(self, asked: Mapping[str, Any]) -> None:
        item = _written(asked)
        if asked["TableName"] == CONSENT:
            self.consents += 1
        elif "state" in item:
            key = asked.get("Key", asked.get("Item"))["id"]["S"]
            self.states[key].append(item["state"]["S"])


def _written(asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """The attributes that a PutItem or the SET of an UpdateItem gives values of its own."""
    if "Item" in asked:
        return dict(asked["Item"])
    names, values = asked.get("ExpressionAttributeNames", {}), asked["ExpressionAttributeValues"]
    return {names.get(name, name): values[value] for name, value in SETS.findall(asked["UpdateExpression"])}


def _aws(content: object, status: int = 200) -> Reply:
    reply = Reply.of_json(content, status, "application/x-amz-json-1.0")
    checksum = str(zlib.crc32(reply.body))
    own = {"x-amzn-RequestId": MESSAGE_ID, "x-amz-crc32": checksum, "Server": "Server"}
    return Reply(reply.status, reply.body, {**reply.headers, **own})


@dataclass(slots=True)
class Platform:
    """The Phone2Action API: every write succeeds, nobody is found.

    `seconds` is how long it takes over a call; `took` how long it did. `posted` counts the POSTs by e-mail address,
    `others` the calls that were no POST of an advocate, `connections` has what tells its callers' apart.
    """

    seconds: float = 0.0
    took: list[float] = field(default_factory=list)
    posted: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)
    connections: set[int] = field(default_factory=set)

    def forget(self) -> None:
        """Begin anew."""
        self.took.clear()
        self.posted.clear()
        self.others.clear()
        self.connections.clear()

    async def answer(self, request: Request) -> Reply:
        """Answer one call."""
        began = time.perf_counter()
        self.connections.add(request.connection)
        path = request.path.partition("?")[0]
        await asyncio.sleep(self.seconds)
        reply = self._reply(request, path)
        self.took.append(time.perf_counter() - began)
        return reply

    def _reply(self, request: Request, path: str) -> Reply:
        if request.method == "POST" and path == "/2.0/advocates":
            self.posted[parse_qs(request.body.decode())["email"][0]] += 1
        else:
            self.others[f"{request.method} {path}"] += 1
        if request.headers.get("authorization") != BASIC:
            return Reply.of_json({"error": "Unauthorized"}, 401)
        if path != "/2.0/advocates":
            return Reply.of_json({"error": "Not Found"}, 404)
        if request.method == "GET":
            return Reply.of_json({"data": [], "pagination": {"count": 0, "per_page": 100, "current_page": 1}})
        return Reply.of_json({"success": 1, "error": None, "type": "advocate", "advocateid": 19302020})

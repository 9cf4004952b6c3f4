"""A stack over a world in memory: the relay's real runs, and what operators' commands see of their traces.

`stack_over` gives the commands the world's tables and queues by the part of boto3 that they use; `Account` is the
platform of that world as the API's lists show it, with faults on single calls, and with rows taken away or doubled.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import boto3

from operate.stack import OUTPUTS, Stack
from operate.upstream import Lists
from relay.phone2action import Phone2ActionError, pages
from relay.phone2action.results import Advocate, Connection
from tests.fakes import settings
from tests.fakes.aws import MemoryAws
from tests.fakes.relay import SECRETS, World

PER_PAGE = 2


@dataclass
class Tables:
    """boto3's DynamoDB client, over the memory's tables."""

    aws: MemoryAws
    scans: int = 0

    def batch_get_item(self, *, RequestItems: dict[str, Any]) -> Any:  # noqa: N803 - boto3's own name
        return self.aws._BatchGetItem({"RequestItems": RequestItems})

    def get_paginator(self, operation: str) -> "Tables":
        assert operation == "scan"
        return self

    def paginate(self, *, TableName: str, **_: Any) -> Iterator[Any]:  # noqa: N803 - boto3's own name
        self.scans += 1
        items = list(self.aws.tables.get(TableName, {}).values())
        for begin in range(0, len(items), PER_PAGE):
            yield {"Items": items[begin : begin + PER_PAGE]}


@dataclass
class Sqs:
    """boto3's SQS client, over the memory's queues; `refuses` every message that has this text."""

    aws: MemoryAws
    refuses: str = "\0"

    def send_message_batch(self, *, QueueUrl: str, Entries: list[dict[str, str]]) -> Any:  # noqa: N803 - boto3's own names
        assert len(Entries) <= 10
        taken = [entry for entry in Entries if self.refuses not in entry["MessageBody"]]
        for entry in taken:
            self.aws._SendMessage({"QueueUrl": QueueUrl, "MessageBody": entry["MessageBody"]})
        return {"Successful": taken}


class Secrets:
    """boto3's client for secrets."""

    def get_secret_value(self, *, SecretId: str) -> Any:  # noqa: N803 - boto3's own name
        return {"SecretString": SECRETS[SecretId]}


def stack_over(world: World) -> Stack:
    """The stack that an operator sees of a world."""
    named = {
        "RetryQueueUrl": settings.RETRY,
        "DeadLetterQueueUrl": settings.DEAD,
        "HeldQueueUrl": settings.HELD,
        "JournalTable": settings.JOURNAL,
        "ConsentTable": settings.CONSENT,
        "KeySecretId": settings.KEY,
        "CredentialSecretId": settings.CREDENTIALS,
    }
    return Stack(
        name="relay-test",
        region="us-east-1",
        account="123456789012",
        outputs=dict.fromkeys(OUTPUTS, "") | named,
        parameters={"SettleMinutes": "15"},
        session=boto3.Session(region_name="us-east-1"),
        _clients={"dynamodb": Tables(world.aws), "sqs": Sqs(world.aws), "secretsmanager": Secrets()},
    )


@dataclass
class Account:
    """The lists of a world's platform, at the client's seam, in pages of `PER_PAGE`.

    `fails(method, page, number of the call)` may give an error to raise; `changes` is called before each page.
    """

    world: World
    fails: Callable[[str, int, int], Phone2ActionError | None] = lambda *_: None
    changes: Callable[[int], None] = lambda _: None
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    legislator: int | None = 7
    times: bool = True

    def lists(self) -> Lists:
        """What `operate` asks."""
        return Lists(self, lambda: len(self.calls), sleep=lambda _: None)  # type: ignore[arg-type]

    def list_advocates(self, page: int = 1, **filters: Any) -> Iterator[Advocate]:
        return self._walk("advocates", page, filters, lambda: pages.advocates({"data": self._advocates(filters)}).rows)

    def list_connections(self, campaign_id: int, updated_at: datetime, page: int = 1) -> Iterator[Connection]:
        def rows() -> tuple[Connection, ...]:
            shown = [
                {
                    "id": number,
                    "campaign_id": row.campaign_id,
                    "advocate_id": row.advocate_id,
                    "type": row.type,
                    "legislator_id": self.legislator,
                    "created_at": round(row.created_at.timestamp()) if self.times else None,
                }
                for number, row in enumerate(self.world.platform.listed, 1)
                if row.campaign_id == campaign_id and row.created_at >= updated_at
            ]
            return pages.connections({"data": shown}, 100).rows

        return self._walk("connections", page, {"campaign_id": campaign_id}, rows)

    def _advocates(self, filters: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            {
                "id": one.id,
                "emails": [{"address": one.arguments["email"]}] if "email" in one.arguments else [],
                "phones": [{"address": f"+1{one.arguments['phone']}"}] if "phone" in one.arguments else [],
                "memberships": [{"campaignid": each.campaignid} for each in one.memberships],
            }
            for one in self.world.platform.advocates
            if filters.get("campaignid") in {None, *(each.campaignid for each in one.memberships)}
            and filters.get("updatedSince", 0) <= one.updated_at.timestamp()
            and all(one.arguments.get(name) == filters[name] for name in ("email", "phone") if name in filters)
        ]

    def _walk(self, method: str, page: int, filters: dict[str, Any], rows: Callable[[], Any]) -> Iterator[Any]:
        while True:
            self.calls.append((method, {**filters, "page": page}))
            self.changes(len(self.calls))
            if error := self.fails(method, page, len(self.calls)):
                raise error
            shown = rows()[(page - 1) * PER_PAGE : page * PER_PAGE]
            yield from shown
            if len(shown) < PER_PAGE:
                return
            page += 1

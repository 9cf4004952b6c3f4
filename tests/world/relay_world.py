"""The relay's real ingress and worker, over a world in memory."""

import itertools
import json
from dataclasses import dataclass, field
from typing import Any

from relay.advocate import Advocates
from relay.breaker import Breaker
from relay.campaigns import Campaigns
from relay.connections import Connections
from relay.consent import Consent
from relay.credentials import CredentialStore, KeyStore
from relay.delivery import Delivery
from relay.identity import Identity
from relay.intake import Intake, Receipt
from relay.journal import Journal
from relay.opt_out import OptOuts
from relay.outcome import Deadline
from relay.queues import Queues
from relay.retry import Worker
from relay.settle import Settler
from relay.submission import Argument, ConnectionRequest, Submission
from relay.table import Table
from relay.upstream import Upstream
from tests.world.aws import MemoryAws
from tests.world.clock import Clock
from tests.world.platform import Platform

CAMPAIGNS = Campaigns.from_literal(
    {
        998: {
            "name": "Whales",
            "twitter_card": {"connect": ("email",), "p2asource": "card"},
            "sms": {"keywords": ("JOIN",), "reply": "Thanks"},
        }
    }
)
NUMBERS = itertools.count()  # Powertools counts per circuit name, in the process

SECRETS = {
    "credentials": json.dumps({"app_id": "demo", "app_key": "demo", "card_secrets": ["demo-card-key"]}),
    "key": "a-key-for-tests",
}


@dataclass(slots=True)
class World:
    """Everything, with a submission's whole life in a few methods."""

    clock: Clock = field(default_factory=Clock)
    aws: MemoryAws = field(init=False)
    platform: Platform = field(init=False)
    identity: Identity = field(init=False)
    journal: Journal = field(init=False)
    breaker: Breaker = field(init=False)
    settler: Settler = field(init=False)
    intake: Intake = field(init=False)
    worker: Worker = field(init=False)

    def __post_init__(self) -> None:
        self.aws = MemoryAws(self.clock, SECRETS)
        self.platform = Platform(self.clock)
        self.identity = Identity(KeyStore(self.aws, "key"))
        self.journal = Journal(Table(self.aws, "journal"), self.clock)
        consent = Consent(Table(self.aws, "consent"))
        queues = Queues(self.aws, retry_url="retry", dead_letter_url="dead", held_url="held")
        self.breaker = Breaker(
            Table(self.aws, "journal"), self.clock, recovery_seconds=30, name=f"world {next(NUMBERS)}"
        )
        upstream = Upstream(
            api=self.platform,  # type: ignore[arg-type]  # stands in for the client
            breaker=self.breaker,
            credentials=CredentialStore(self.aws, "credentials", self.clock),
            clock=self.clock,
            settle_minutes=15,
        )
        self.settler = Settler(upstream)
        delivery = Delivery(
            journal=self.journal,
            consent=consent,
            settler=self.settler,
            advocates=Advocates(upstream),
            connections=Connections(upstream),
            identity=self.identity,
            clock=self.clock,
        )
        opt_outs = OptOuts(consent=consent, upstream=upstream, identity=self.identity, clock=self.clock)
        self.intake = Intake(
            delivery=delivery,
            journal=self.journal,
            breaker=self.breaker,
            consent=consent,
            opt_outs=opt_outs,
            queues=queues,
            identity=self.identity,
            clock=self.clock,
            first_wait_seconds=30,
        )
        self.worker = Worker(
            delivery=delivery,
            opt_outs=opt_outs,
            breaker=self.breaker,
            queues=queues,
            clock=self.clock,
            random=lambda: 0.5,
            campaigns=CAMPAIGNS,
            sms_optin_confirmed=False,
            retry_window_hours=96,
            first_wait_seconds=30,
            longest_wait_seconds=1800,
        )

    def submit(self, submission: Submission, *, budget_seconds: float = 3, kill_seconds: float = 28) -> Receipt:
        """One arrival at ingress."""
        return self.intake.accept(submission, self.deadline(budget_seconds, kill_seconds))

    def deadline(self, budget_seconds: float = 60, kill_seconds: float = 60) -> Deadline:
        """A deadline from now."""
        now = self.clock()
        return Deadline(now + round(kill_seconds * 1000), now + round(budget_seconds * 1000))

    def work(self) -> dict[str, Any]:
        """One batch of the worker, and what Lambda's mapping does with its answer."""
        records = self.aws.receive("retry")
        if not records:
            return {"batchItemFailures": []}
        answer = self.worker.work(records, self.deadline())
        failed = {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}
        self.aws.delete("retry", {record["messageId"] for record in records} - failed)
        return answer

    def work_through(self, *, minutes: float = 60) -> None:
        """Let the worker do its work for a while."""
        end = self.clock() + round(minutes * 60_000)
        while self.clock() < end:
            self.work()
            self.clock.advance(seconds=30)

    def messages(self, queue: str) -> list[dict[str, Any]]:
        """What lies in a queue ("retry", "dead", "held")."""
        found = self.aws.queues.get(queue)
        return [json.loads(message.body) for message in found.messages] if found else []

    def item(self, submission: Submission) -> dict[str, Any]:
        """The journal's item of a submission, in DynamoDB's notation."""
        return self.aws.tables.get("journal", {}).get(self.identity.submission(submission), {})


def sign_up(world: World, *, connect: tuple[str, ...] = (), **changes: Any) -> Submission:
    """A plain form's submission, as it arrives now."""
    advocate: dict[str, Argument] = {
        "email": "ann@example.org",
        "firstname": "Ann",
        "address1": "1 Main St",
        "zip5": "02134",
    }
    values: dict[str, Any] = {
        "source": "web_form",
        "natural_key": "content-of-ann",
        "keyed_by_content": True,
        "received_at": world.clock(),
        "campaigns": (998,),
        "advocate": advocate,
        "connection": ConnectionRequest(campaign=998, types=connect) if connect else None,
    }
    return Submission(**(values | changes))


def text(world: World, **changes: Any) -> Submission:
    """A text with a keyword, as it arrives now."""
    values: dict[str, Any] = {
        "source": "sms",
        "natural_key": "SM0123",
        "keyed_by_content": False,
        "received_at": world.clock(),
        "campaigns": (998,),
        "advocate": {"phone": "8165550123", "smsOptin": "1"},
        "trusted": True,
        "proof": "JOIN",
    }
    return Submission(**(values | changes))

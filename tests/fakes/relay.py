"""The relay's real ingress and worker, over a world in memory."""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from relay import wiring
from relay.campaigns import Campaigns
from relay.delivery.breaker import Breaker
from relay.delivery.intake import Intake
from relay.delivery.receipt import Receipt
from relay.delivery.reconcile import Reconciler
from relay.delivery.run import KEPT_SECONDS, Deadline
from relay.delivery.worker import Worker, in_threads
from relay.environment import settings_from
from relay.phone2action import UnknownOutcome
from relay.settings import Settings
from relay.sources.ingress import Ingress
from relay.stores.ids import Identity
from relay.stores.journal import Claimed, Journal
from relay.stores.secrets import CredentialStore
from relay.submission import Argument, ConnectionRequest, Submission
from relay.wiring import Outside, Parts
from tests.fakes.aws import MemoryAws
from tests.fakes.clock import Clock
from tests.fakes.platform import Platform
from tests.fakes.settings import CREDENTIALS, ENVIRONMENT, JOURNAL, KEY, RETRY

CAMPAIGNS = Campaigns.from_literal(
    {
        998: {
            "name": "Whales",
            "twitter_card": {"connect": ("email",), "p2asource": "card"},
            "google_lead": {"connect": ("email",), "p2asource": "google"},
            "sms": {"keywords": ("JOIN",), "reply": "Thanks"},
        }
    }
)

SECRETS = {
    CREDENTIALS: json.dumps(
        {"app_id": "demo", "app_key": "demo", "card_secrets": ["demo-card-key"], "google_keys": ["demo-google-key"]}
    ),
    KEY: "a-key-for-tests",
}


SETTINGS = settings_from(ENVIRONMENT)


def one_after_another[T, R](work: Callable[[T], R], items: Sequence[T]) -> list[R]:
    """Stands in for the worker's threads."""
    return [work(item) for item in items]


@dataclass(slots=True)
class World:
    """Everything, with a submission's whole life in a few methods.

    The worker runs a batch's records one after another, so that a test's verdict hangs on no thread; with `threads`
    it runs them as it does on Lambda.
    """

    clock: Clock = field(default_factory=Clock)
    threads: bool = False
    settings: Settings = SETTINGS
    aws: MemoryAws = field(init=False)
    platform: Platform = field(init=False)
    parts: Parts = field(init=False)
    ingress: Ingress = field(init=False)
    worker: Worker = field(init=False)

    def __post_init__(self) -> None:
        self.aws = MemoryAws(self.clock, SECRETS)
        self.platform = Platform(self.clock)
        outside = Outside(
            aws=self.aws,
            credentials=CredentialStore(self.aws, CREDENTIALS, self.clock),
            api=self.platform,  # type: ignore[arg-type]  # stands in for the client
            clock=self.clock,
            random=lambda: 0.5,
        )
        self.parts = wiring.assemble(self.settings, outside)
        self.ingress = wiring.ingress_of(self.parts, CAMPAIGNS)
        self.worker = wiring.worker_of(self.parts, CAMPAIGNS, in_threads if self.threads else one_after_another)

    @property
    def intake(self) -> Intake:
        """The way in behind all sources."""
        return self.ingress.intake

    @property
    def identity(self) -> Identity:
        """Names submissions as the relay does."""
        return self.parts.identity

    @property
    def journal(self) -> Journal:
        """The relay's journal."""
        return self.parts.journal

    @property
    def breaker(self) -> Breaker:
        """The relay's circuit."""
        return self.parts.breaker

    @property
    def reconciler(self) -> Reconciler:
        """What settles unknown outcomes."""
        return self.parts.delivery.reconciler

    def submit(self, submission: Submission, *, budget_seconds: float = 3, kill_seconds: float = 28) -> Receipt:
        """One arrival at ingress."""
        return self.intake.accept(submission, self.deadline(budget_seconds, kill_seconds, KEPT_SECONDS))

    def deadline(self, budget_seconds: float = 60, kill_seconds: float = 60, kept_seconds: float = 0) -> Deadline:
        """A deadline from now."""
        now = self.clock()
        return Deadline(
            now + round(kill_seconds * 1000), now + round(budget_seconds * 1000), round(kept_seconds * 1000)
        )

    def work(self) -> dict[str, Any]:
        """One batch of the worker, and what Lambda's mapping does with its answer."""
        records = self.aws.receive(RETRY)
        if not records:
            return {"batchItemFailures": []}
        answer = self.worker.work(records, self.deadline())
        failed = {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}
        self.aws.delete(RETRY, {record["messageId"] for record in records} - failed)
        return answer

    def work_through(self, *, minutes: float = 60) -> None:
        """Let the worker do its work for a while."""
        end = self.clock() + round(minutes * 60_000)
        while self.clock() < end:
            self.work()
            self.clock.advance(seconds=30)

    def crash(
        self,
        submission: Submission,
        *,
        marked: bool = False,
        covers: Collection[str] | None = None,
        lease_seconds: float = 0,
    ) -> None:
        """A run that died, after it had set its mark or before; a second passes, and its lease lasts so long.

        The mark is an earlier version's, on all parts, unless it `covers` some.
        """
        submission_id = self.identity.submission(submission)
        claim = self.journal.claim(
            submission_id,
            received_at=submission.received_at,
            lease_until=self.clock() + round(lease_seconds * 1000),
            reopens_dead=True,
        )
        if marked:
            assert isinstance(claim, Claimed)
            self.journal.mark(submission_id, claim.token, covers)
        self.clock.advance(seconds=1)

    def messages(self, queue: str) -> list[dict[str, Any]]:
        """What lies in a queue (`RETRY`, `DEAD`, `HELD`)."""
        found = self.aws.queues.get(queue)
        return [json.loads(message.body) for message in found.messages] if found else []

    def item(self, submission: Submission) -> dict[str, Any]:
        """The journal's item of a submission, in DynamoDB's notation."""
        return self.aws.tables.get(JOURNAL, {}).get(self.identity.submission(submission), {})


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
        "correctable": changes.get("source", "web_form") == "web_form",
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


def unanswered(world: World, kind: str = "email", *, acts: bool, **changes: Any) -> Submission:
    """A submission whose connection got no answer, whether it was carried out or not, and which waits now."""
    world.platform.break_down(UnknownOutcome(), "create_connection", acts=acts, count=1)
    submission = sign_up(world, connect=(kind,), **changes)
    receipt = world.submit(submission)
    assert (receipt.status, receipt.connections) == ("queued", {kind: "queued"})
    return submission

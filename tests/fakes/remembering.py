"""An ingress that only remembers: what a source makes of a post, with nothing behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from relay.campaigns import Campaigns
from relay.credentials import Credentials
from relay.delivery.intake import Intake
from relay.delivery.receipt import Receipt
from relay.delivery.run import Deadline
from relay.delivery.unusable import UnusablePosts
from relay.letters import HeldReason
from relay.phone2action.arguments import Problem
from relay.phone2action.sessions import new_session
from relay.settings import Settings
from relay.sources.ingress import Ingress
from relay.stores.secrets import CredentialStore, Unavailable
from relay.submission import Submission
from tests.fakes.aws import MemoryAws
from tests.fakes.clock import START_MS, Clock


class RememberedCredentials(CredentialStore):
    """The credentials, or none to be had."""

    def __init__(self, credentials: Credentials | None) -> None:
        self._credentials = credentials

    def current(self) -> Credentials:
        if self._credentials is None:
            raise Unavailable("no secret today")
        return self._credentials

    def prove(self, sender: Callable[[Credentials], bool]) -> bool:
        return sender(self.current())


@dataclass(frozen=True, slots=True)
class Parked:
    """What was kept as unusable."""

    source: str
    raw: str
    received_at: int
    problems: tuple[Problem, ...]


class RememberingIntake(Intake):
    """Remembers what it was given, and answers every time with the receipt it was made with."""

    def __init__(self, receipt: Receipt | Exception) -> None:
        for name in ("receipt", "accepted", "deadlines", "held", "parked"):
            object.__setattr__(self, name, [])
        self.receipt.append(receipt)

    receipt: list[Receipt | Exception]
    accepted: list[Submission]
    deadlines: list[Deadline]
    held: list[tuple[Submission, str]]
    parked: list[Parked]

    def answer(self) -> Receipt:
        (receipt,) = self.receipt
        if isinstance(receipt, Exception):
            raise receipt
        return receipt

    def accept(self, submission: Submission, until: Deadline) -> Receipt:
        self.accepted.append(submission)
        self.deadlines.append(until)
        return self.answer()

    def hold(self, submission: Submission, why: HeldReason) -> Receipt:
        self.held.append((submission, why))
        return self.answer()

    @property
    def untouched(self) -> bool:
        """Whether nothing has reached it."""
        return not (self.accepted or self.held or self.parked)


class RememberingPosts(UnusablePosts):
    """Remembers, beside what its intake was given, what could not be used."""

    def __init__(self, intake: RememberingIntake) -> None:
        object.__setattr__(self, "intake", intake)

    intake: RememberingIntake

    def keep(self, source: str, raw: str, received_at: int, problems: Sequence[Problem]) -> Receipt:
        self.intake.parked.append(Parked(source, raw, received_at, tuple(problems)))
        return self.intake.answer()


@dataclass(frozen=True, slots=True)
class Relay:
    """An ingress whose intake remembers."""

    ingress: Ingress
    intake: RememberingIntake


def remembering(
    receipt: Receipt | Exception,
    *,
    credentials: Credentials | None,
    settings: Settings,
    campaigns: Campaigns,
    clock: Callable[[], int] = lambda: START_MS,
) -> Relay:
    """An ingress that answers everything with one receipt (or exception)."""
    intake = RememberingIntake(receipt)
    ingress = Ingress(
        settings=settings,
        campaigns=campaigns,
        credentials=RememberedCredentials(credentials),
        clock=clock,
        intake=intake,
        unusable=RememberingPosts(intake),
        aws=MemoryAws(Clock(), {}),
        new_session=new_session,
    )
    return Relay(ingress, intake)

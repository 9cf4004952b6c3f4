"""What one run of a submission came to. Intake and worker each turn it into durable facts and a reply.

An outcome that carries a run is unfinished business until that run is closed.
"""

from dataclasses import dataclass

from relay.delivery.run import Run
from relay.letters import Reason
from relay.phone2action.arguments import Problem
from relay.stores.journal import Record


@dataclass(frozen=True, slots=True)
class Delivered:
    """Everything that was asked for has been done."""

    run: Run


@dataclass(frozen=True, slots=True)
class Finished:
    """An earlier run finished it; `record` is its journal item, whose state is "done" or (ingress only) "dead"."""

    id: str
    record: Record


@dataclass(frozen=True, slots=True)
class Rejected:
    """The platform refused the advocate (`problems` says what, if known here) or a connection, for good."""

    run: Run
    problems: tuple[Problem, ...] = ()

    @property
    def advocate_made(self) -> bool:
        """Whether only connections were refused."""
        return self.run.advocate is not None


@dataclass(frozen=True, slots=True)
class Held:
    """A person must look first: the phone's owner sent something like a stop."""

    run: Run


@dataclass(frozen=True, slots=True)
class Dead:
    """It, or a part of it, can't be carried out: `reason` is from the closed list of docs/protocol.md."""

    run: Run
    reason: Reason


@dataclass(frozen=True, slots=True)
class Wait:
    """Try again, not before `seconds` from now. `run` is None where nothing was claimed."""

    id: str
    run: Run | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Suspect:
    """It crashed a run before, `crashes` times, and was not claimed now; the worker runs it by itself."""

    id: str
    crashes: int


type Outcome = Delivered | Finished | Rejected | Held | Dead | Wait | Suspect


def id_of(outcome: Outcome) -> str:
    """The id of the submission that an outcome is about."""
    return outcome.id if isinstance(outcome, Finished | Wait | Suspect) else outcome.run.id


class Stop(Exception):
    """Ends a run's steps early, with its outcome."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(type(outcome).__name__)
        self.outcome = outcome

"""A trusted sender's post that can't be made a submission: kept as a dead letter, for a person to look at.

The public is told what to correct; a card or a text can't be, and what it lacks may be a mistake of ours in
campaigns.toml. A replay reads the raw post once more (`sources.registry`).
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from relay import telemetry
from relay.campaigns import Source
from relay.delivery.letters import Letters
from relay.delivery.receipt import UNAVAILABLE, Receipt
from relay.delivery.run import LEASE_SLACK_MS
from relay.letters import DeadLetter
from relay.messages import MESSAGE_VERSION
from relay.phone2action.arguments import Problem
from relay.stores.ids import Identity
from relay.stores.journal import Claimed, Close, Journal, Taken
from relay.stores.queues import NotAccepted
from relay.stores.secrets import Unavailable
from relay.stores.table import Unsure


class Unusable(Exception):
    """A post that can't be made a submission; `problems` names each field and what is wrong with it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(described(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class UnusablePosts:
    """Keeps unusable posts. `clock` gives milliseconds."""

    journal: Journal
    letters: Letters
    identity: Identity
    clock: Callable[[], int]

    def keep(self, source: Source, raw: str, received_at: int, problems: Sequence[Problem]) -> Receipt:
        """Keep a post as a dead letter. Never raises.

        `raw` is the body without its secrets, and its own key: the same post again is kept once, and a better one
        from the same person is another submission. Of the problems only fields and codes go with it.
        """
        try:
            submission_id = self.identity.of(f"{source}\ninvalid\n{raw}")
            claim = self._claim(submission_id, source, received_at)
            if isinstance(claim, Taken) and not claim.busy:  # its letter was accepted before
                return Receipt(status="queued", id=submission_id)
            message = {"version": MESSAGE_VERSION, "source": source, "received_at": received_at, "raw": raw}
            self.letters.write(
                DeadLetter(
                    message=json.dumps(message),
                    reason="invalid",
                    detail=described(problems),
                    id=submission_id,
                    attempts=0,
                    first_at=received_at,
                    last_at=self.clock(),
                )
            )
        except (Unavailable, NotAccepted) as error:
            telemetry.fault("unusable.keep", error)
            return UNAVAILABLE
        if isinstance(claim, Claimed):
            self._close(submission_id, claim.token)
        telemetry.outcome(submission_id, source=source, outcome="dead", reason="invalid")
        return Receipt(status="queued", id=submission_id)

    def _claim(self, submission_id: str, source: Source, received_at: int) -> Claimed | Taken | None:
        """The journal's answer; None if it has none, which keeps no letter from being written."""
        try:
            return self.journal.claim(
                submission_id,
                received_at=received_at,
                lease_until=self.clock() + LEASE_SLACK_MS,
                reopens_dead=False,
                about={"asked": source},
            )
        except Unsure:
            return None

    def _close(self, submission_id: str, token: str) -> None:
        try:
            self.journal.close(submission_id, token, Close(state="dead", connections={}, reason="invalid"))
        except Unsure as error:
            telemetry.fault("unusable.close", error, submission_id)


def described(problems: Sequence[Problem]) -> str:
    """Fields and codes, without a value: what a dead letter says of an unusable post."""
    return ", ".join(f"{problem.field}: {problem.code}" for problem in problems)

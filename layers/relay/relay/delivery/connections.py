"""The contacts with legislators that a submission asks for: each made at most once.

Only what is known not to have been made is sent. Before the first send that can't be repeated the run is *marked*
in the journal; whatever happens after that is either known or "maybe", and "maybe" is never sent again.
An RSVP's or letter's `message` takes an update of the advocate and may itself reach a legislator, so it is a part
like an e-mail or a call.
"""

from dataclasses import dataclass
from typing import Any, Final

from relay import phone2action
from relay.delivery.outcome import Dead, Delivered, Outcome, Rejected, Stop, Wait
from relay.delivery.platform import Platform
from relay.delivery.run import Run, TooLate
from relay.phone2action import InvalidRequest, Phone2ActionError
from relay.stores.table import Unsure
from relay.submission import Submission

CONNECTION_SECONDS: Final = 20.0
TWEET_AGAIN_SECONDS: Final = 3.0
CALL_WITHIN_MS: Final = 15 * 60_000

UPDATE_ONLY: Final = ("message", "guests", "guestNames")
UPDATE: Final = "update"
ORDER: Final = (UPDATE, "email", "tweet", "call")


def parts(submission: Submission) -> list[str]:
    """What a submission asks for beyond its advocate, in the order in which it is made."""
    wanted = set(submission.connection.types) if submission.connection else set()
    if any(name in submission.advocate for name in UPDATE_ONLY):
        wanted.add(UPDATE)
    return [kind for kind in ORDER if kind in wanted]


def repeatable(kind: str, submission: Submission) -> bool:
    """A tweet only gives a link; an update may be repeated unless its message may reach a legislator."""
    return kind == "tweet" or (kind == UPDATE and "message" not in submission.advocate)


@dataclass(frozen=True, slots=True)
class Connections:
    """Makes a run's connections."""

    platform: Platform

    def make(self, run: Run) -> Outcome:
        """Make each part that is known not to have been made, while there is time, and say what the run came to."""
        for kind in parts(run.submission):
            if not run.may_make(kind):
                continue
            now = self.platform.clock()
            if kind == "call" and now - run.received_at > CALL_WITHIN_MS:
                run.dead[kind] = "expired"
                continue
            if now >= run.deadline.budget_until or not run.deadline.allows(now, CONNECTION_SECONDS):
                break
            if not self.platform.breaker.is_closed():
                break
            if not repeatable(kind, run.submission):
                self._mark(run)
            self._make(run, kind)
        return _outcome(run)

    def tweet_link(self, submission: Submission, advocate: int) -> str:
        """A link for the person to tweet with; "" if the API has none to give now."""
        arguments = connection_arguments(submission, advocate, "tweet")
        try:
            return self.platform.api.create_connection(**arguments, timeout=TWEET_AGAIN_SECONDS).url
        except Phone2ActionError:
            return ""

    def _mark(self, run: Run) -> None:
        """Mark the run, once. If that is refused or unsure, nothing is sent."""
        if run.marked_at is not None:
            return
        marked_at = self.platform.clock()
        try:
            marked = run.journal.mark(run.id, run.token, resends=run.resends)
        except Unsure:
            marked = False
        if not marked:
            raise Stop(Wait(run.id, run))
        run.marked_at = marked_at

    def _make(self, run: Run, kind: str) -> None:
        """Make one part and write down in the run what is now known of it."""
        try:
            self.platform.ask(lambda: self._send(run, kind), again=False)
        except (phone2action.Rejected, InvalidRequest):
            run.connections[kind] = "rejected"
        except TooLate:
            return
        except Phone2ActionError as error:
            run.wait_seconds = max(run.wait_seconds, error.retry_after or 0.0)
            if not (error.proves_not_made or repeatable(kind, run.submission)):
                run.maybe(kind, run.marked_at or self.platform.clock(), self.platform.clock())
        else:
            run.connections[kind] = "done"

    def _send(self, run: Run, kind: str) -> None:
        """Send one part, at once: mark, breaker and secrets may each have taken their time."""
        run.deadline.require(self.platform.clock(), CONNECTION_SECONDS)
        api = self.platform.api
        if kind == UPDATE:
            api.update_advocate(**update_arguments(run), timeout=CONNECTION_SECONDS)
            return
        arguments = connection_arguments(run.submission, run.advocate, kind)
        run.tweet_url = api.create_connection(**arguments, timeout=CONNECTION_SECONDS).url or run.tweet_url


def update_arguments(run: Run) -> dict[str, Any]:
    """The arguments of Update an advocate that carry what only an update takes."""
    submission = run.submission
    only = {name: submission.advocate[name] for name in UPDATE_ONLY if name in submission.advocate}
    return {"advocateid": run.advocate, "campaigns": list(submission.campaigns), **only}


def connection_arguments(submission: Submission, advocate: int | None, kind: str) -> dict[str, Any]:
    """The arguments of Create a connection for one type of the submission's connections."""
    request = submission.connection
    assert request is not None  # noqa: S101 - the kind came from the request
    own = {name: value for name, value in request.arguments.items() if name.startswith(kind)}
    tags = {
        name: value for name, value in submission.advocate.items() if name == "p2asource" or name.startswith("utm_")
    }
    return {"advocateid": advocate, "campaignid": request.campaign, "type": [kind], **own, **tags}


def _outcome(run: Run) -> Outcome:
    """Of a run that went through all its steps."""
    open_parts = [
        kind for kind in parts(run.submission) if run.connections.get(kind) in {None, "maybe"} and kind not in run.dead
    ]
    if open_parts:
        return Wait(run.id, run, run.wait_seconds)
    if run.dead:
        return Dead(run, next(iter(run.dead.values())))
    if "rejected" in run.connections.values():
        return Rejected(run)
    return Delivered(run)

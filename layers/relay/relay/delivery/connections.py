"""The contacts with legislators that a submission asks for: each made at most once.

Only what is known not to have been made is sent. Each contact is claimed first, for another submission may ask for the
same one (`contacts`). Before the first send that can't be repeated the run is *marked* in the journal with all that it
is about to send; whatever happens after that is either known or "maybe", and "maybe" is never sent again.
"""

from dataclasses import dataclass
from typing import Any, Final

from relay import canonical, phone2action
from relay.delivery.contacts import Contacts
from relay.delivery.outcome import Dead, Delivered, Outcome, Rejected, Stop, Wait
from relay.delivery.parts import UPDATE, own_words, parts, repeatable, update_only
from relay.delivery.platform import Platform
from relay.delivery.run import Deadline, Run, TooLate
from relay.phone2action import InvalidRequest, Phone2ActionError
from relay.stores.table import Unsure
from relay.submission import Submission

CONNECTION_SECONDS: Final = 20.0
TWEET_AGAIN_SECONDS: Final = 3.0
CALL_WITHIN_MS: Final = 15 * 60_000


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Connections:
    """Makes a run's connections."""

    platform: Platform
    contacts: Contacts

    def make(self, run: Run) -> Outcome:
        """Make each part that is known not to have been made, while there is time, and say what the run came to."""
        due = [kind for kind in parts(run.submission) if run.may_make(kind)]
        if due and self._may_begin(run):
            granted = [kind for kind in due if repeatable(kind, run.submission) or self._is_granted(run, kind)]
            once = [kind for kind in granted if self._is_once(run, kind)]
            for kind in granted:
                if not self._may_begin(run):
                    break
                if kind in once:
                    self._mark(run, once)
                self._make(run, kind)
        return _outcome(run)

    def _may_begin(self, run: Run) -> bool:
        """Whether there is time for a connection, and an API that is known to be well."""
        now = self.platform.clock()
        in_time = now < run.deadline.budget_until and run.deadline.allows(now, CONNECTION_SECONDS)
        return in_time and self.platform.breaker.is_closed()

    def _is_granted(self, run: Run, kind: str) -> bool:
        """Claim a part's contact, and write down in the run what that told; whether there is anything left to send."""
        match self.contacts.claim(run, kind):
            case "mine" if kind == "call" and self.platform.clock() - run.received_at > CALL_WITHIN_MS:
                run.dead[kind] = "expired"
            case "mine":
                return True
            case "unverifiable":
                run.dead[kind] = "unverifiable"
            case "other" if kind == UPDATE and len(update_only(run.submission)) > 1:
                run.message_is_others = True  # its guests still have to be said
                return True
            case "other":
                run.connections[kind] = "other"
            case "wait":
                pass
        return False

    def _is_once(self, run: Run, kind: str) -> bool:
        """Whether what this run sends of the part can't be repeated."""
        return not repeatable(kind, run.submission) and not (kind == UPDATE and run.message_is_others)

    def tweet_link(self, submission: Submission, advocate: int, deadline: Deadline) -> str:
        """A link for the person to tweet with; "" if the API has none to give now, or there is no time for it."""
        arguments = connection_arguments(submission, advocate, "tweet")

        def ask() -> str:
            deadline.require(self.platform.clock(), TWEET_AGAIN_SECONDS)
            return self.platform.api.create_connection(**arguments, timeout=TWEET_AGAIN_SECONDS).url

        try:
            return self.platform.ask("create_connection", ask, again=False, tells_of_keys=False)
        except (Phone2ActionError, TooLate):
            return ""

    def _mark(self, run: Run, kinds: list[str]) -> None:
        """Mark the run, once, with all that it is about to send. If that is refused or unsure, nothing is sent."""
        if run.marked_at is not None:
            return
        marked_at = self.platform.clock()
        try:
            covers = run.covered_with(kinds)
            marked = run.journal.mark(run.id, run.token, covers, resends=run.resends and "email" in kinds)
        except Unsure:
            marked = False
        if not marked:
            raise Stop(Wait(run.id, run))
        run.marked_at = marked_at

    def _make(self, run: Run, kind: str) -> None:
        """Make one part and write down in the run what is now known of it."""
        try:
            self.platform.ask(_endpoint(kind), lambda: self._send(run, kind), again=False, tells_of_keys=False)
        except (phone2action.Rejected, InvalidRequest) as error:
            run.failed(_endpoint(kind), error)
            run.connections[kind] = "rejected"
        except TooLate:
            return
        except Phone2ActionError as error:
            run.failed(_endpoint(kind), error)
            run.wait_seconds = max(run.wait_seconds, error.retry_after or 0.0)
            if not error.proves_not_made and self._is_once(run, kind):
                run.maybe(kind, run.marked_at or self.platform.clock(), self.platform.clock())
        else:
            run.connections[kind] = "other" if kind == UPDATE and run.message_is_others else "done"

    def _send(self, run: Run, kind: str) -> None:
        """Send one part, at once: mark, breaker and secrets may each have taken their time."""
        run.deadline.require(self.platform.clock(), CONNECTION_SECONDS)
        api = self.platform.api
        if kind == UPDATE:
            api.update_advocate(**update_arguments(run), timeout=CONNECTION_SECONDS)
            return
        arguments = connection_arguments(run.submission, run.advocate, kind)
        run.tweet_url = api.create_connection(**arguments, timeout=CONNECTION_SECONDS).url or run.tweet_url


def _endpoint(kind: str) -> str:
    return "update_advocate" if kind == UPDATE else "create_connection"


def update_arguments(run: Run) -> dict[str, Any]:
    """The arguments of Update an advocate that carry what only an update takes."""
    submission = run.submission
    only = update_only(submission)
    if run.message_is_others:
        del only["message"]
    return {"advocateid": run.advocate, "campaigns": list(submission.campaigns), **only}


def connection_arguments(submission: Submission, advocate: int | None, kind: str) -> dict[str, Any]:
    """The arguments of Create a connection for one type of the submission's connections."""
    request = submission.connection
    assert request is not None  # noqa: S101 - the kind came from the request
    tags = {name: value for name, value in submission.advocate.items() if canonical.is_attribution(name)}
    own = own_words(request, kind)
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

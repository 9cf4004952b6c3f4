"""The advocate of a submission: made once, found rather than made twice, never overwritten with older data.

The healthy first run of a submission with an e-mail is one call. Every other run asks first: a repeated opt-in by
text would text the person again, and a second advocate for one phone can't be undone.
"""

from dataclasses import dataclass
from typing import Any, Final

from relay import phone2action
from relay.delivery.outcome import Dead, Rejected, Stop, Wait
from relay.delivery.platform import Platform
from relay.delivery.run import Run
from relay.phone2action import CredentialsRejected, InvalidRequest, Transient, UnknownOutcome

ADVOCATE_SECONDS: Final = 8.0
FRESH_MS: Final = 2 * 60_000
UNKNOWN_OPT_INS: Final = 3
PLATFORM_CLOCK_SLACK_MS: Final = 5_000

CONSENT_FLAGS: Final = frozenset({"smsOptin", "smsOptinConfirmed", "smsOptout", "emailOptin", "emailOptout"})


@dataclass(frozen=True, slots=True)
class Advocates:
    """Makes sure that a run's advocate exists with what the person said."""

    platform: Platform

    def make(self, run: Run) -> None:
        """Set `run.advocate`, upserting unless an earlier run is known to have. Raises `Stop` if it can't be done now.

        A run that need not upsert asks for the advocate all the same, so that a connection is never a run's first
        call: an API that just came back should not begin with what can't be repeated.
        """
        try:
            if run.advocate is not None:
                self._find(run)
            else:
                run.advocate = self._upsert(run)
        except InvalidRequest as invalid:
            raise Stop(Rejected(run, invalid.problems)) from None
        except phone2action.Rejected:
            raise Stop(Rejected(run)) from None
        except (CredentialsRejected, Transient) as error:
            raise Stop(Wait(run.id, run, error.retry_after or 0.0)) from None
        except UnknownOutcome as unknown:
            raise Stop(Wait(run.id, run, max(self._unseen_seconds(run), unknown.retry_after or 0.0))) from None

    def _upsert(self, run: Run) -> int:
        submission = run.submission
        arguments = run.advocate_arguments | {"campaigns": list(submission.campaigns)}
        first = run.old is None and self.platform.clock() - run.received_at < FRESH_MS
        is_named = "advocateid" in arguments
        if first and (is_named or "email" in arguments):
            return self._write(run, arguments)
        found = self._find(run)
        if found is None:
            unseen = 0.0 if is_named else self._unseen_seconds(run)
            if unseen > 0:
                raise Stop(Wait(run.id, run, unseen))
            return self._write(run, arguments)
        if run.texts and run.opt_in_runs and _joined_since(found, submission.campaigns, run.received_at):
            return int(found.id)  # the earlier run's upsert acted: to repeat it would text the person again
        if found.updated_at and found.updated_at.timestamp() * 1000 > run.received_at:
            arguments = _without_profile(arguments)
        return self._write(run, arguments | {"advocateid": found.id})

    def _write(self, run: Run, arguments: dict[str, Any]) -> int:
        """Create, or with an `advocateid` update; counted where a repetition would text the person again."""
        if run.texts and run.opt_in_runs >= UNKNOWN_OPT_INS:
            raise Stop(Dead(run, "unverifiable"))
        api = self.platform.api
        write = api.update_advocate if "advocateid" in arguments else api.create_advocate
        try:
            return self.platform.ask(
                lambda: write(**arguments, timeout=self.platform.timeout(run, ADVOCATE_SECONDS)).advocateid
            )
        except UnknownOutcome:
            run.opt_in_runs += run.texts
            run.upsert_at = self.platform.clock()
            raise

    def _unseen_seconds(self, run: Run) -> float:
        """For how long a create without an answer may have made an advocate that no list shows yet.

        Only without an e-mail does that matter: a second create would make a second advocate then.
        """
        if run.upsert_at is None or "email" in run.advocate_arguments:
            return 0.0
        return (run.upsert_at - self.platform.clock()) / 1000 + self.platform.settle_minutes * 60

    def _find(self, run: Run) -> Any:
        """The advocate with this e-mail, or without one with this phone: the named one, else the oldest, or None."""
        by = "email" if "email" in run.advocate_arguments else "phone"
        if by not in run.advocate_arguments:
            return None
        filters: dict[str, Any] = {by: run.advocate_arguments[by]}
        try:
            found = self.platform.ask(lambda: self._listed(run, filters))
        except (UnknownOutcome, phone2action.Rejected, InvalidRequest) as error:
            # Of a question: nothing was written, so nothing need become visible, and nothing that was asked is refused.
            raise Stop(Wait(run.id, run, error.retry_after or 0.0)) from None
        named = run.advocate_arguments.get("advocateid")
        theirs = [advocate for advocate in found if advocate.has(by, filters[by])]
        return min(
            (advocate for advocate in theirs if named is None or str(advocate.id) == str(named)),
            key=lambda advocate: advocate.id,
            default=None,
        )

    def _listed(self, run: Run, filters: dict[str, Any]) -> list[Any]:
        timeout = self.platform.timeout(run, ADVOCATE_SECONDS)
        return list(self.platform.api.list_advocates(**filters, timeout=timeout))


def _joined_since(advocate: Any, campaigns: tuple[int, ...], received_at: int) -> bool:
    """Whether the advocate is in all the campaigns, and joined one after the submission came: then its upsert acted."""
    earliest = received_at - PLATFORM_CLOCK_SLACK_MS
    joined = {membership.campaignid: membership.created_at for membership in advocate.memberships}
    return joined.keys() >= {*campaigns} and any(
        (since := joined[campaign]) and since.timestamp() * 1000 >= earliest for campaign in campaigns
    )


def _without_profile(arguments: dict[str, Any]) -> dict[str, Any]:
    """For an advocate changed since the submission came: campaigns and consent, no profile data that may be older."""
    kept = CONSENT_FLAGS | {"campaigns", "email", "phone", "p2asource"}
    return {name: value for name, value in arguments.items() if name in kept or name.startswith("utm_")}

"""Carrying out one submission, at most once per effect: the same code at ingress and in the worker.

    claim        take it in the journal, or learn that somebody has it or finished it
    know         what earlier runs certainly did, certainly did not do, and may have done
    consent      record its opt-ins; one against a later opt-out leaves its flag behind, a suppressed phone's is held
    reconcile    find out in the platform's lists whether what may have been made was made
    advocate     create or update the advocate, once
    connections  each one that is known not to have been made: its contact claimed, then marked in the journal

The caller closes the run, after it has put the submission wherever the outcome says. The rules and their reasons
are in docs/protocol.md, under the same names. This module knows nothing of HTTP events, queues or replies.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal

from relay import telemetry
from relay.delivery.advocate import Advocates
from relay.delivery.connections import Connections
from relay.delivery.outcome import Dead, Finished, Held, Outcome, Stop, Suspect, Wait
from relay.delivery.parts import UPDATE_ONLY, parts
from relay.delivery.reconcile import Reconciler
from relay.delivery.run import ALONE, Deadline, Run
from relay.letters import HeldMessage
from relay.messages import to_message
from relay.stores.consent import ADDRESSES, Channel, Consent, OptIn, Verdict, evidence_of
from relay.stores.ids import Identity
from relay.stores.journal import Claimed, Journal, Record
from relay.stores.queues import NotAccepted, Queues
from relay.stores.table import Unsure
from relay.submission import Submission

NEVER_CLOSED_LIMIT_MS: Final = 25 * 24 * 60 * 60_000
POISON_CRASHES: Final = 5

OPT_INS: Final = {"sms": ("smsOptin", "smsOptinConfirmed"), "email": ("emailOptin",)}
CHANNELS: Final[tuple[Channel, ...]] = ("sms", "email")
LEADS: Final = frozenset({"twitter_card", "google_lead"})
"""What may also come by a file, as another submission."""
FOUND_BY: Final[tuple[Literal["email", "phone"], ...]] = ("email", "phone")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Delivery:
    """Carries out submissions with what it is given. `clock` gives milliseconds."""

    journal: Journal
    consent: Consent
    queues: Queues
    reconciler: Reconciler
    advocates: Advocates
    connections: Connections
    identity: Identity
    clock: Callable[[], int]

    def deliver(
        self,
        submission: Submission,
        deadline: Deadline,
        *,
        reopens_dead: bool,
        reruns_crashed: bool = True,
        expired: bool = False,
        own_id: str = "",
    ) -> Outcome:
        """Run the submission once, within the deadline; if it is finished, see whether it is meant once more.

        `own_id`: the submission's id, where the caller has made it already.
        `reopens_dead`: a message (the worker's), not a sender's repetition. `reruns_crashed=False` leaves what
        crashed before as `Suspect`. `expired`: its retry window is over, so nothing is sent any more. Raises
        `secrets.Unavailable` while there is no HMAC key: nothing can even be named then.
        """
        how = {"reopens_dead": reopens_dead, "reruns_crashed": reruns_crashed, "expired": expired}
        outcome = self._deliver(submission, deadline, own_id, **how)
        if not isinstance(outcome, Finished):
            return outcome
        try:
            again = self._wanted_again(submission, outcome.record)
        except Unsure:
            return Wait(outcome.id)
        return self._deliver(again, deadline, "", **how) if again else outcome

    def _deliver(
        self,
        submission: Submission,
        deadline: Deadline,
        own_id: str,
        *,
        reopens_dead: bool,
        reruns_crashed: bool,
        expired: bool,
    ) -> Outcome:
        try:
            run = self._claim(submission, deadline, own_id, reopens_dead, reruns_crashed)
            self._know(run)
            if expired:
                return Dead(run, "expired")
            self._heed_consent(run)
            self.reconciler.reconcile(run)
            self.advocates.make(run)
            return self.connections.make(run)
        except Stop as stop:
            return stop.outcome

    def _wanted_again(self, submission: Submission, record: Record) -> Submission | None:
        """The repeated opt-in by e-mail alone, as a new submission, if an opt-out came since the first was finished.

        Somebody who signs up, leaves and fills in the same form once more on that day means it; but what went to
        legislators went. None if it is a mere repetition, as its sender's own key says. Raises `table.Unsure`.
        """
        if submission.advocate.get("emailOptin") != "1" or not submission.keyed_by_content:
            return None
        key = self.identity.consent("email", str(submission.advocate["email"]))
        out_at = self.consent.opted_out_at(key)
        if out_at is None or not record.received_at <= out_at < submission.received_at:
            return None
        return replace(
            submission,
            natural_key=f"{submission.natural_key}\nagain {out_at}",
            advocate={name: value for name, value in submission.advocate.items() if name not in UPDATE_ONLY},
            connection=None,
            card=None,
        )

    def tweet_again(self, submission: Submission, record: Record, deadline: Deadline) -> str:
        """The link to tweet for a repeated submission that asks for one, or "": asking again sends nothing."""
        wanted = submission.connection.types if submission.connection else ()
        if "tweet" not in wanted or record.advocate is None:
            return ""
        return self.connections.tweet_link(submission, record.advocate, deadline)

    # Claim and what is known ------------------------------------------------------------------------------------

    def _claim(
        self, submission: Submission, deadline: Deadline, own_id: str, reopens_dead: bool, reruns_crashed: bool
    ) -> Run:
        own = own_id or self.identity.submission(submission)
        neighbours = self.identity.neighbours(submission, self.clock())
        try:
            submission_id = self.journal.which(own, neighbours) if neighbours else own
            claim = self.journal.claim(
                submission_id,
                received_at=submission.received_at,
                lease_until=deadline.lease_until,
                reopens_dead=reopens_dead,
                reruns_crashed=reruns_crashed,
                about=self._about(submission),
            )
        except Unsure:
            raise Stop(Wait(own)) from None
        if not isinstance(claim, Claimed):
            record = claim.record
            if claim.busy:
                raise Stop(Wait(submission_id, seconds=(record.lease_until - self.clock()) / 1000))
            if record.state == "open":
                raise Stop(Suspect(submission_id, record.unclosed))
            raise Stop(Finished(submission_id, record))
        return Run(submission, submission_id, claim.token, claim.old, self.journal, deadline)

    def _about(self, submission: Submission) -> dict[str, str]:
        """What an operator finds the submission by, and counts it under; nothing of a person but HMACs."""
        about = {"asked": " ".join((submission.source, *map(str, submission.campaigns)))}
        for argument in FOUND_BY:
            if address := submission.advocate.get(argument):
                about[f"by_{argument}"] = self.identity.found_by(argument, str(address))
        if submission.imported_at:
            about["imported"] = str(submission.imported_at)
        return about

    def _know(self, run: Run) -> None:
        """Fill in what earlier runs did. Under a mark that was never closed, connections may have been made."""
        old, submission = run.old, run.submission
        if old:
            run.advocate = old.advocate
            run.opt_in_runs = old.opt_in_runs + old.unclosed
            run.held, run.told = bool(old.held), bool(old.told)
            run.upsert_at = max(old.upsert_at or 0, old.lease_until) if old.unclosed else old.upsert_at
            run.connections = dict(old.connections or {})
            run.maybe_from, run.maybe_since = old.maybe_from, old.maybe_since
            if old.state == "dead":
                is_meant = (old.maybe_since or 0) < submission.send_anyway
                again = {"rejected", "maybe"} if is_meant else {"rejected"}
                run.connections = {kind: state for kind, state in run.connections.items() if state not in again}
                if (old.upsert_at or 0) < submission.send_anyway:
                    run.opt_in_runs = 0
        if old and old.sending is not None:
            _maybe(run, [kind for kind in parts(submission) if old.marked(kind)], old.sending, old.lease_until)
        never_closed = old is None or old.connections is None
        if never_closed and self.clock() - run.entered_at > NEVER_CLOSED_LIMIT_MS:
            _maybe(run, parts(submission), run.entered_at, self.clock())
            run.upsert_at = run.upsert_at or run.entered_at
            raise Stop(Dead(run, "unverifiable"))
        if old and old.unclosed >= POISON_CRASHES:
            raise Stop(Dead(run, "poison"))

    # Consent ----------------------------------------------------------------------------------------------------

    def _heed_consent(self, run: Run) -> None:
        """Record the opt-ins before they leave; drop the flag of one that must not."""
        run.advocate_arguments = {
            name: value for name, value in run.submission.advocate.items() if name not in UPDATE_ONLY
        }
        for channel in CHANNELS:
            flag = OPT_INS[channel][0]
            if run.advocate_arguments.get(flag) != "1":
                continue
            if channel == "sms" and (run.held or run.told):  # an earlier run's, at which a person looks, or another's
                _drop(run, channel)
                continue
            verdict = self._verdict(run, channel)
            if verdict == "suppressed":
                self._hold_opt_in(run)
                _drop(run, channel)
            if verdict == "opted_out":
                run.overridden.append(flag)
                _drop(run, channel)
            if verdict == "recorded" and channel == "sms":
                self._tell_once(run)

    def _tell_once(self, run: Run) -> None:
        """Leave the opt-in by text to another submission that has carried it out: lead and file, or two rows.

        Each smsOptin has the platform text the person. Raises `Stop` while that is not known.
        """
        if not run.submission.imported_at and run.submission.source not in LEADS:
            return
        from relay.delivery import same_opt_in  # a form's never is another's

        key = self.identity.consent("sms", str(run.submission.advocate[ADDRESSES["sms"]]))
        try:
            run.told = same_opt_in.is_told(run, self.consent.opt_ins(key), self.reconciler.platform)
        except Unsure:
            raise Stop(Wait(run.id, run)) from None
        if run.told:
            _drop(run, "sms")

    def _verdict(self, run: Run, channel: Channel) -> Verdict:
        submission = run.submission
        wish = OptIn(
            channel=channel,
            received_at=run.received_at,
            evidence=evidence_of(submission, run.id),
            spoken=submission.source == "sms" and not submission.released_at,
            released_at=submission.released_at,
        )
        try:
            return self.consent.opt_in(
                self.identity.consent(channel, str(submission.advocate[ADDRESSES[channel]])), wish
            )
        except Unsure:
            raise Stop(Wait(run.id, run)) from None

    def _hold_opt_in(self, run: Run) -> None:
        """Put the opt-in by text alone where a person will look, before the rest goes on. Raises `Stop`.

        One that is alone already is held as it is.
        """
        if run.is_alone:
            raise Stop(Held(run))
        alone = _opt_in_alone(run)
        alone_id = self.identity.submission(alone)
        try:
            self.queues.held(HeldMessage(message=to_message(alone), held="suppressed", at=self.clock()))
        except NotAccepted as error:
            telemetry.fault("deliver.held", error, alone_id)
            raise Stop(Wait(run.id, run)) from None
        telemetry.outcome(alone_id, source=alone.source, outcome="held", reason="suppressed", campaigns=alone.campaigns)
        run.held = True


def _opt_in_alone(run: Run) -> Submission:
    """A run's opt-in by text as a submission of its own: a repetition meets its own."""
    names = (ADDRESSES["sms"], *OPT_INS["sms"])
    said = run.submission.advocate
    return replace(
        run.submission,
        natural_key=run.submission.natural_key + ALONE,
        received_at=run.received_at,
        advocate={name: said[name] for name in names if name in said},
        connection=None,
        send_anyway=0,
        card=None,
    )


def _drop(run: Run, channel: Channel) -> None:
    for flag in OPT_INS[channel]:
        run.advocate_arguments.pop(flag, None)


def _maybe(run: Run, kinds: Iterable[str], first: int, last: int) -> None:
    """These parts may have been made, between these two times."""
    for kind in kinds:
        run.maybe(kind, first, last)

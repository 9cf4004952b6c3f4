"""The way in: deliver now, within the sender's patience, or queue. Acknowledged means durable.

A `Receipt` that is not "unavailable" is given only after the platform, the retry queue, the dead-letter queue or the
held queue has the submission. An item that some other run left open is never a reason to acknowledge: the sender's
copy is queued, and meets the journal later.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from relay import telemetry
from relay.delivery.breaker import Breaker
from relay.delivery.deliver import Delivery
from relay.delivery.letters import Letters
from relay.delivery.opt_out import OptOuts, split
from relay.delivery.outcome import Dead, Delivered, Finished, Held, Outcome, Rejected, Wait, id_of
from relay.delivery.receipt import UNAVAILABLE, Receipt, told
from relay.delivery.run import Deadline, Run
from relay.letters import HeldMessage, HeldReason
from relay.messages import to_message
from relay.stores.consent import Consent, OptIn
from relay.stores.ids import Identity
from relay.stores.queues import NotAccepted, Queues
from relay.stores.secrets import Unavailable
from relay.stores.table import Unsure
from relay.submission import Submission

BY_TEXT: Final = ("smsOptin",)
"""The one opt-in that can be held by itself, and that an opt-out takes away for good."""

WHY: Final[Mapping[type, telemetry.Why]] = {
    Delivered: "delivered",
    Finished: "finished",
    Rejected: "rejected",
    Held: "held",
    Wait: "wait",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Intake:
    """Takes submissions in. `clock` gives milliseconds, `first_wait_seconds` delays a queued submission's first run."""

    delivery: Delivery
    breaker: Breaker
    consent: Consent
    opt_outs: OptOuts
    queues: Queues
    letters: Letters
    identity: Identity
    clock: Callable[[], int]
    first_wait_seconds: float

    def accept(self, submission: Submission, until: Deadline) -> Receipt:
        """Deliver a valid submission, or make it durable. Never raises."""
        try:
            submission_id = self.identity.submission(submission)
        except Unavailable as error:
            telemetry.fault("intake.identity", error)
            return UNAVAILABLE
        outs, rest = split(submission)
        if outs and not self._queue_opt_outs(outs):
            return UNAVAILABLE
        if rest is None:
            return Receipt(status="queued", id=self.identity.submission(outs[0]))
        return self._accept(rest, submission_id, until)

    def _accept(self, submission: Submission, submission_id: str, until: Deadline) -> Receipt:
        left_alone = self.breaker.seconds_open()
        if left_alone:  # straight to the queue: the journal is untouched
            outcome: Outcome = Wait(submission_id, seconds=left_alone)
        else:
            outcome = self._deliver(submission, submission_id, until)
        receipt = self._concluded(submission, outcome, until)
        if left_alone and receipt.status == "queued" and "smsOptin" in submission.advocate:
            receipt = self._foreseen(submission, receipt)
        telemetry.outcome(
            receipt.id or submission_id,
            source=submission.source,
            outcome=receipt.status,
            reason=outcome.reason if isinstance(outcome, Dead) else WHY[type(outcome)],
            campaigns=submission.campaigns,
        )
        return receipt

    def _queue_opt_outs(self, outs: Sequence[Submission]) -> bool:
        """Record the opt-outs and give them to the worker; False if the queue does not have them all.

        They go before all else and stand even if the rest is refused. With DynamoDB away the worker records them.
        """
        for out in outs:
            submission_id = self.identity.submission(out)
            try:
                self.opt_outs.record(out)
            except Unsure as error:
                telemetry.fault("intake.opt_out", error, submission_id)
            try:
                self.queues.retry(to_message(out), delay_seconds=round(self.first_wait_seconds))
            except NotAccepted as error:
                telemetry.fault("intake.queue", error, submission_id)
                return False
            telemetry.outcome(
                submission_id, source=out.source, outcome="queued", reason="opt_out", campaigns=out.campaigns
            )
        return True

    def _deliver(self, submission: Submission, submission_id: str, until: Deadline) -> Outcome:
        try:
            return self.delivery.deliver(submission, until, reopens_dead=False, own_id=submission_id)
        except Exception as error:  # noqa: BLE001 - a fault of ours must not cost a supporter: the queue takes it
            telemetry.fault("intake.deliver", error, submission_id)
            return Wait(submission_id)

    def _concluded(self, submission: Submission, outcome: Outcome, until: Deadline) -> Receipt:
        """Make the outcome durable, then close the run."""
        match outcome:
            case Delivered(run):
                run.close("done")
                return self._shown("delivered", run)
            case Finished(_, record) if record.state == "done":
                return self._finished(submission, outcome, until)
            case Rejected(run) if outcome.advocate_made and submission.correctable:
                run.close("done")
                return self._shown("delivered", run)
            case Rejected(run) if submission.correctable:
                run.close("open")
                return Receipt(status="rejected", id=run.id, problems=outcome.problems)
            case Rejected(run):
                return self._letter(outcome)
            case Held(run):
                run.close("open")
                return self._held(submission, run.id, "suppressed")
            case _:
                return self._queued(submission, outcome)

    def _finished(self, submission: Submission, finished: Finished, until: Deadline) -> Receipt:
        return Receipt(
            status="delivered",
            id=finished.id,
            connections=told(submission, finished.record.connections or {}, waits=False),
            tweet_url=self.delivery.tweet_again(submission, finished.record, until),
            overridden=self._overridden(submission),
            held=BY_TEXT if finished.record.held else (),
        )

    def _overridden(self, submission: Submission) -> tuple[str, ...]:
        """The opt-in by text that a repetition asks for although the phone has stopped our texts, for good."""
        if "smsOptin" not in submission.advocate:
            return ()
        try:
            key = self.identity.consent("sms", str(submission.advocate["phone"]))
            return BY_TEXT if self.consent.opted_out_at(key) is not None else ()
        except Unsure as error:
            telemetry.fault("intake.overridden", error)
            return ()

    def _foreseen(self, submission: Submission, receipt: Receipt) -> Receipt:
        """The receipt of an opt-in by text that waits, with what will become of it as far as consent can tell now."""
        wish = OptIn(
            channel="sms",
            received_at=submission.received_at,
            evidence={},
            spoken=submission.source == "sms",
            released_at=submission.released_at,
        )
        try:
            refused = self.consent.refusal(self.identity.consent("sms", str(submission.advocate["phone"])), wish)
        except Unsure as error:
            telemetry.fault("intake.foreseen", error, receipt.id)
            return receipt
        return replace(
            receipt,
            overridden=BY_TEXT if refused == "opted_out" else (),
            held=BY_TEXT if refused == "suppressed" else (),
        )

    def _letter(self, rejected: Rejected) -> Receipt:
        """A trusted sender's submission that the platform refused: nobody else will correct it, so a person looks."""
        run = rejected.run
        try:
            self.letters.end(run, "rejected", attempts=0)
        except NotAccepted:
            return self._queued(run.submission, Wait(run.id, run))
        return self._shown("delivered" if rejected.advocate_made else "rejected", run)

    def _queued(self, submission: Submission, outcome: Outcome) -> Receipt:
        """Give the submission to the worker, then close what was begun: what hangs must not come before the queue."""
        run = outcome.run if isinstance(outcome, Wait | Dead) else None
        wait = outcome.seconds if isinstance(outcome, Wait) else 0.0
        try:
            delay = round(max(wait, self.first_wait_seconds))
            self.queues.retry(to_message(submission), delay_seconds=delay, campaigns=submission.campaigns)
        except NotAccepted as error:
            telemetry.fault("intake.queue", error, id_of(outcome))
            return UNAVAILABLE
        finally:
            if run and not (isinstance(outcome, Dead) and outcome.reason == "poison"):
                run.close("open")
        if run:
            return self._shown("queued", run)
        return Receipt(status="queued", id=id_of(outcome))

    def _shown(self, status: Literal["delivered", "queued", "rejected"], run: Run) -> Receipt:
        return Receipt(
            status=status,
            id=run.id,
            connections=told(run.submission, run.connections, waits=status == "queued"),
            tweet_url=run.tweet_url,
            overridden=tuple(run.overridden),
            held=BY_TEXT if run.held else (),
        )

    def _held(self, submission: Submission, submission_id: str, why: HeldReason) -> Receipt:
        try:
            self.queues.held(HeldMessage(message=to_message(submission), held=why, at=self.clock()))
        except NotAccepted as error:
            telemetry.fault("intake.held", error, submission_id)
            return UNAVAILABLE
        return Receipt(status="held", id=submission_id)

    # What is not delivered ----------------------------------------------------------------------------------------

    def hold(self, submission: Submission, why: HeldReason) -> Receipt:
        """Put a submission where a person will look before anything is sent. Never raises.

        The opt-outs that it carries are carried out all the same. A stop-like text holds back this phone's opt-ins at
        once; if that can't be written down, the sender is asked to come back. One that comes once more is held with the
        time of its first receipt: what the phone has said since is later.
        """
        try:
            submission_id = self.identity.submission(submission)
        except Unavailable as error:
            telemetry.fault("intake.hold", error)
            return UNAVAILABLE
        outs, rest = split(submission)
        if outs and not self._queue_opt_outs(outs):
            return UNAVAILABLE
        received_at = self._suppressed(submission, submission_id) if why == "stop_like" else submission.received_at
        receipt = Receipt(status="held", id=submission_id)
        if rest:
            receipt = self._held(replace(rest, received_at=received_at or rest.received_at), submission_id, why)
        if received_at is None:
            receipt = UNAVAILABLE
        telemetry.outcome(
            submission_id,
            source=submission.source,
            outcome=receipt.status,
            reason=why,
            campaigns=submission.campaigns,
        )
        return receipt

    def _suppressed(self, submission: Submission, submission_id: str) -> int | None:
        """When this text was first received, once its phone's opt-ins are held back; None if DynamoDB does not say."""
        key = self.identity.consent("sms", str(submission.advocate["phone"]))
        try:
            return self.consent.suppress(key, received_at=submission.received_at, submission=submission_id)
        except Unsure as error:
            telemetry.fault("intake.suppress", error)
            return None

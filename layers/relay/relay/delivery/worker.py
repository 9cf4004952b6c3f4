"""The worker: what waits in the retry queue is tried again, side by side, until it is done or a person must look.

A record is deleted from the queue (by not reporting it) only after its submission is delivered or finished, or the
dead-letter or held queue has it. Everything else is postponed by itself: `ChangeMessageVisibility` with full jitter,
never by sending it again.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

from relay import telemetry
from relay.delivery.breaker import Breaker
from relay.delivery.deliver import Delivery
from relay.delivery.letters import Letters
from relay.delivery.opt_out import OptOuts, split
from relay.delivery.outcome import Dead, Delivered, Finished, Held, Outcome, Rejected, Suspect, Wait, id_of
from relay.delivery.run import Deadline, Run
from relay.delivery.unusable import Unusable, described
from relay.letters import DeadLetter, HeldMessage, Reason
from relay.messages import UnreadableMessage, from_message, raw_post, source_of, to_message
from relay.stores.queues import NotAccepted, Queues
from relay.stores.secrets import Unavailable
from relay.submission import Submission

HOUR_MS: Final = 3_600_000
APART_SECONDS: Final = 0.001  # less than what a record's first steps take on a whole processor
LEFT_FOR_ONE_RUN_MS: Final = 30_000

# Nearly the 14 days that SQS keeps a message. An opt-out is worth them, within the 1000 receives that it may have.
LONGEST_WINDOW_MS: Final = 13 * 24 * HOUR_MS
OPT_OUT_PATIENCE: Final = 5 / 3  # times the longest wait: a mean of 25 minutes


MOST_DOUBLINGS: Final = 20  # any bound is reached by then


class Postponed(Exception):
    """The record stays in the queue."""


class SideBySide(Protocol):
    """Does the same work for each item, and returns what each came to, in the items' order."""

    def __call__[T, R](self, work: Callable[[T], R], items: Sequence[T]) -> list[R]: ...


def in_threads[T, R](work: Callable[[T], R], items: Sequence[T]) -> list[R]:
    """Each item in a thread of its own, all ended when this returns: one left over would wake up in a later invocation,
    without a lease.

    They start a moment apart. Threads that start together do their first steps together, so that all calls of the API
    leave late and all answers come back at once (tests/bench: 1.14 instead of 1.11 times as long as one record).
    """
    with ThreadPoolExecutor(max_workers=len(items)) as threads:
        begun = []
        for item in items:
            begun.append(threads.submit(work, item))
            time.sleep(APART_SECONDS)
        return [each.result() for each in begun]


@dataclass(frozen=True, slots=True)
class Received:
    """One SQS record: how often it was received, when it was sent (milliseconds), what it says."""

    message_id: str
    receipt_handle: str
    body: str
    receives: int
    sent_at: int

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Received":
        attributes = record["attributes"]
        return cls(
            message_id=record["messageId"],
            receipt_handle=record["receiptHandle"],
            body=record["body"],
            receives=int(attributes["ApproximateReceiveCount"]),
            sent_at=int(attributes["SentTimestamp"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Works off batches of the retry queue.

    `clock` gives milliseconds, `random` a number from 0 up to 1. `read_again` makes a submission of the raw post in a
    replayed letter; it raises `Unusable` or `UnreadableMessage`.
    """

    delivery: Delivery
    opt_outs: OptOuts
    breaker: Breaker
    queues: Queues
    letters: Letters
    clock: Callable[[], int]
    random: Callable[[], float]
    read_again: Callable[[Mapping[str, Any]], Submission]
    retry_window_hours: float
    first_wait_seconds: float
    longest_wait_seconds: float
    side_by_side: SideBySide = in_threads

    def handle(self, event: Mapping[str, Any], context: Any) -> dict[str, list[dict[str, str]]]:
        """Answer one event of the queue; nobody waits for it, so it may take all the time that `context` gives."""
        seconds = context.get_remaining_time_in_millis() / 1000
        return self.work(event["Records"], Deadline.of(context, budget_seconds=seconds, clock=self.clock))

    def work(self, records: Sequence[Mapping[str, Any]], until: Deadline) -> dict[str, list[dict[str, str]]]:
        """Run a batch and return its partial batch response: the records that stay in the queue.

        https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
        All records run side by side; those that crashed a run before follow one at a time, the least suspect first,
        so that one that kills the process takes its neighbours down once at most.
        """
        batch = [Received.from_record(record) for record in records]
        verdicts = self.side_by_side(lambda received: self._try(received, until, reruns_crashed=False), batch)
        suspects = [
            (verdict.crashes, received)
            for received, verdict in zip(batch, verdicts, strict=True)
            if isinstance(verdict, Suspect)
        ]
        failed = [received for received, verdict in zip(batch, verdicts, strict=True) if verdict is False]
        for _, received in sorted(suspects, key=lambda suspect: suspect[0]):
            if not self._try_suspect(received, until):
                failed.append(received)
        return {"batchItemFailures": [{"itemIdentifier": received.message_id} for received in failed]}

    def _try_suspect(self, received: Received, until: Deadline) -> bool:
        if until.kill_at - self.clock() < LEFT_FOR_ONE_RUN_MS:
            self._postpone(received, 0.0)
            return False
        return self._try(received, until, reruns_crashed=True) is True

    def _try(self, received: Received, until: Deadline, *, reruns_crashed: bool) -> bool | Suspect:
        """Run one record: True if it may be deleted, False if it stays, or why it was not run yet. Never raises."""
        try:
            submission = self._read(received.body)
        except UnreadableMessage as error:
            return self._unusable(received, "unreadable", str(error))
        except Unusable as unusable:
            return self._unusable(received, "invalid", described(unusable.problems))
        except Exception as error:  # noqa: BLE001 - whatever is in it, its neighbours must not suffer
            telemetry.fault("worker.read", error)
            return self._unusable(received, "unreadable", type(error).__name__)
        try:
            return self._run(received, submission, until, reruns_crashed=reruns_crashed)
        except Postponed:
            return False
        except Unavailable as error:
            telemetry.fault("worker.identity", error)
        except Exception as error:  # noqa: BLE001 - a fault of ours leaves the record in the queue, and its neighbours alone
            telemetry.fault("worker.deliver", error, self._id_of(submission))
            if self.clock() - received.sent_at > LONGEST_WINDOW_MS:  # a day before SQS would drop it
                return self._unusable(received, "poison", type(error).__name__)
        self._postpone(received, 0.0)
        return False

    def _id_of(self, submission: Submission) -> str:
        """Its id, for the line of a fault; "" where even that fails."""
        try:
            return self.delivery.identity.submission(submission)
        except Exception:  # noqa: BLE001 - the fault that it is for has been caught, and must be told
            return ""

    def _run(
        self, received: Received, submission: Submission, until: Deadline, *, reruns_crashed: bool
    ) -> Literal[True] | Suspect:
        """Carry out what a record asks for. Raises `Postponed` if it stays."""
        outs, rest = split(submission)
        for out in outs:
            self._opt_out(received, out, until)
        if rest is None:
            return True
        expired = self.clock() - received.sent_at > self.retry_window_hours * HOUR_MS
        left_alone = 0.0 if expired else self.breaker.seconds_open()
        if left_alone:
            self._postpone(received, left_alone)
            raise Postponed
        outcome = self.delivery.deliver(rest, until, reopens_dead=True, reruns_crashed=reruns_crashed, expired=expired)
        if isinstance(outcome, Suspect):
            return outcome
        self._conclude(received, rest, outcome)
        return True

    def _conclude(self, received: Received, submission: Submission, outcome: Outcome) -> None:
        """Put the submission where its outcome says, then close the run. Raises `Postponed` if it stays."""
        match outcome:
            case Delivered(run):
                run.close("done")
                self._report(received, submission, outcome, "delivered")
            case Finished():
                self._report(received, submission, outcome, "finished")
            case Held(run):
                self._held(received, run)
                self._report(received, submission, outcome, "held")
            case Dead(run, reason):
                self._letter(received, run, reason)
                self._report(received, submission, outcome, "dead", reason)
            case Rejected(run):
                self._letter(received, run, "rejected")
                self._report(received, submission, outcome, "dead", "rejected")
            case Wait(_, run, seconds):
                if run:
                    run.close("open")
                self._report(received, submission, outcome, "waiting")
                self._postpone(received, seconds)
                raise Postponed

    def _opt_out(self, received: Received, submission: Submission, until: Deadline) -> None:
        """Carry out an opt-out that intake set apart. Raises `Postponed` if it stays."""
        submission_id = self.delivery.identity.submission(submission)
        verdict, seconds = self.opt_outs.carry_out(submission, until)
        expired = verdict == "waiting" and self.clock() - received.sent_at > LONGEST_WINDOW_MS
        if expired:
            self._opt_out_letter(received, submission, submission_id, "expired")
        elif verdict == "nobody_found":
            self._opt_out_letter(received, submission, submission_id, verdict)
        elif verdict == "waiting":
            self._postpone(received, seconds, OPT_OUT_PATIENCE)
        telemetry.outcome(
            submission_id,
            source=submission.source,
            outcome="dead" if expired or verdict == "nobody_found" else verdict,
            reason="nobody_found" if verdict == "nobody_found" else "opt_out",
            attempt=received.receives,
            campaigns=submission.campaigns,
        )
        if verdict == "waiting" and not expired:
            raise Postponed

    def _opt_out_letter(
        self,
        received: Received,
        submission: Submission,
        submission_id: str,
        reason: Literal["expired", "nobody_found"],
    ) -> None:
        letter = DeadLetter(
            message=to_message(submission),
            reason=reason,
            detail="opt-out",
            id=submission_id,
            attempts=received.receives,
            first_at=submission.received_at,
            last_at=self.clock(),
        )
        try:
            self.letters.write(letter)
        except NotAccepted as error:
            telemetry.fault("worker.letter", error, submission_id)
            self._postpone(received, 0.0, OPT_OUT_PATIENCE)
            raise Postponed from None

    def _letter(self, received: Received, run: Run, reason: Reason) -> None:
        """End the run with a letter. Raises `Postponed` if the queue does not accept it."""
        try:
            self.letters.end(run, reason, received.receives)
        except NotAccepted as error:
            if reason != "poison":  # whose count must stand
                run.close("open")
            telemetry.fault("worker.letter", error, run.id)
            self._postpone(received, 0.0)
            raise Postponed from None

    def _held(self, received: Received, run: Run) -> None:
        try:
            self.queues.held(HeldMessage(message=to_message(run.submission), held="suppressed", at=self.clock()))
        except NotAccepted as error:
            telemetry.fault("worker.held", error, run.id)
            self._postpone(received, 0.0)
            raise Postponed from None
        finally:
            run.close("open")

    def _read(self, body: str) -> Submission:
        """The submission in a message, or in the raw post of a replayed `invalid` letter.

        Raises `UnreadableMessage`, or `Unusable` if such a post still can't be used.
        """
        try:
            return from_message(body)
        except UnreadableMessage:
            letter = raw_post(body)
            if letter is None:
                raise
        return self.read_again(letter)

    def _unusable(self, received: Received, reason: Literal["invalid", "unreadable", "poison"], detail: str) -> bool:
        """A message that no version of this code wrote or can carry out, or a post that still is invalid: a person must
        look.
        """
        try:
            self.letters.write(DeadLetter(message=received.body, reason=reason, detail=detail, last_at=self.clock()))
        except NotAccepted as error:
            telemetry.fault("worker.unusable", error)
            self._postpone(received, 0.0)
            return False
        source = source_of(received.body)
        telemetry.outcome("", source=source, outcome="dead", reason=reason, attempt=received.receives)
        return True

    def _postpone(self, received: Received, at_least_seconds: float, patience: float = 1.0) -> None:
        """Hide the record for a while; if even that fails, the queue's own visibility time-out serves."""
        wait = backoff_seconds(
            received.receives,
            self.random(),
            first_seconds=self.first_wait_seconds,
            longest_seconds=self.longest_wait_seconds * patience,
        )
        seconds = round(at_least_seconds + wait) + 1
        try:
            self.queues.postpone(received.receipt_handle, seconds=seconds)
        except NotAccepted as error:
            telemetry.fault("worker.postpone", error)

    def _report(
        self,
        received: Received,
        submission: Submission,
        outcome: Outcome,
        what: telemetry.LoggedOutcome,
        reason: Reason | None = None,
    ) -> None:
        telemetry.outcome(
            id_of(outcome),
            source=submission.source,
            outcome=what,
            reason=reason or "",
            attempt=received.receives,
            campaigns=submission.campaigns,
        )


def backoff_seconds(receives: int, chance: float, *, first_seconds: float, longest_seconds: float) -> float:
    """How long a message waits after its `receives`-th receipt (from 1): full jitter under a bound that doubles.

    `chance` is a number from 0 up to 1. The bound begins with `first_seconds` and never exceeds `longest_seconds`.
    https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
    """
    doubled = first_seconds * (1 << min(receives - 1, MOST_DOUBLINGS))
    return chance * min(doubled, longest_seconds)

"""The safeguards of docs/protocol.md, each with the change that takes it away.

A patch names a file of the relay and replaces one text that occurs there exactly once, so that it fails loudly when the
code has moved on.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

RELAY: Final = "layers/relay/relay"


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """One safeguard taken out. `quick`: among the few of `make test`."""

    name: str
    file: str
    old: str
    new: str
    quick: bool = False

    def fits(self, root: Path) -> bool:
        """Whether the code has the text, once."""
        return (root / RELAY / self.file).read_text().count(self.old) == 1

    def apply(self, root: Path) -> None:
        """Change the copy at `root`. Raises `ValueError` if the code no longer has the text, or has it twice."""
        if not self.fits(root):
            raise ValueError(f"{self.name}: its text does not occur once in {self.file}")
        path = root / RELAY / self.file
        path.write_text(path.read_text().replace(self.old, self.new))


PATCHES: Final = (
    # Something would be sent twice --------------------------------------------------------------------------------
    Patch(
        name="no lease",
        file="journal.py",
        old="(attribute_not_exists(#token) OR #lease_until < :now))",
        new="(attribute_not_exists(#token) OR #lease_until <> :now))",
        quick=True,
    ),
    Patch(
        name="no fenced close",
        file="journal.py",
        old='"sending", *absent],\n                condition="#token = :mine",',
        new='"sending", *absent],\n                condition="#token <> :mine OR #token = :mine",',
    ),
    Patch(
        name="no check of the deadline before a connection",
        file="connections.py",
        old="if now >= run.deadline.budget_until or not run.deadline.allows(now, CONNECTION_SECONDS):",
        new="if now >= run.deadline.budget_until + 600_000:",
    ),
    Patch(
        name="no check of the deadline right before a connection is sent",
        file="connections.py",
        old="        run.deadline.require(self.upstream.clock(), CONNECTION_SECONDS)\n",
        new="",
    ),
    Patch(
        name="no check of the deadline right before an opt-out is sent",
        file="opt_out.py",
        old="            deadline.require(self.clock(), CALL_SECONDS)\n",
        new="",
    ),
    Patch(
        name="no mark",
        file="connections.py",
        old="            marked = run.journal.mark(run.id, run.token, resends=run.resends)",
        new="            marked = True",
        quick=True,
    ),
    Patch(
        name="sends although the mark is unsure",
        file="connections.py",
        old="        except Unsure:\n            marked = False",
        new="        except Unsure:\n            marked = True",
    ),
    Patch(
        name="an old mark is not maybe",
        file="delivery.py",
        old="if old and old.sending is not None:",
        new="if old and old.sending is not None and False:",
        quick=True,
    ),
    Patch(
        name="an old mark leaves what was rejected alone",
        file="delivery.py",
        old='if run.connections.get(kind) != "done":',
        new="if run.connections.get(kind) is None:",
    ),
    Patch(
        name="the old mark's own time is forgotten",
        file="delivery.py",
        old="_all_maybe(run, old.sending, old.lease_until)",
        new="_all_maybe(run, self.clock(), self.clock())",
    ),
    Patch(
        name="a time-out is not maybe",
        file="connections.py",
        old="            if not repeatable(kind, run.submission):\n                run.maybe(",
        new="            if not repeatable(kind, run.submission) and False:\n                run.maybe(",
        quick=True,
    ),
    Patch(
        name="settles at once",
        file="settle.py",
        old="        late_enough = run.maybe_since + self._patience",
        new="        late_enough = run.maybe_since",
    ),
    Patch(
        name="what is not seen is sent again",
        file="settle.py",
        old='            run.dead[kind] = "unverifiable"\n\n    def _seen',
        new="            del run.connections[kind]\n\n    def _seen",
    ),
    Patch(
        name="seen does not count as made",
        file="settle.py",
        old='            run.connections[kind] = "done"',
        new='            run.dead[kind] = "unverifiable"',
    ),
    Patch(
        name="one resend too many",
        file="settle.py",
        old="RESENDS: Final = 2",
        new="RESENDS: Final = 20",
    ),
    Patch(
        name="an unsure claim goes on",
        file="delivery.py",
        old="        except Unsure:\n            raise Stop(Wait(today)) from None",
        new='        except Unsure:\n            return Run(submission, today, "none", None, self.journal, deadline)',
    ),
    Patch(
        name="an expired item is not maybe",
        file="delivery.py",
        old="if never_closed and self.clock() - run.received_at > NEVER_CLOSED_LIMIT_MS:",
        new="if False:",
    ),
    Patch(
        name="a call is placed at any time",
        file="connections.py",
        old='if kind == "call" and now - run.received_at > CALL_WITHIN_MS:',
        new="if False:",
    ),
    Patch(
        name="a claim repeated after a lost answer is somebody else's",
        file="journal.py",
        old='if item.get("token") == token:',
        new="if False:",
    ),
    Patch(
        name="the opt-ins by text are not counted",
        file="advocate.py",
        old="if run.texts and run.opt_in_runs >= UNKNOWN_OPT_INS:",
        new="if False:",
    ),
    # Something would be lost --------------------------------------------------------------------------------------
    Patch(
        name="acknowledged although the queue refused",
        file="intake.py",
        old='            telemetry.fault("intake.queue", error, id_of(outcome))\n            return UNAVAILABLE',
        new='            telemetry.fault("intake.queue", error, id_of(outcome))',
        quick=True,
    ),
    Patch(
        name="an open item is a reason to acknowledge",
        file="intake.py",
        old="        run = outcome.run if isinstance(outcome, Wait | Dead) else None\n",
        new="        run = outcome.run if isinstance(outcome, Wait | Dead) else None\n"
        '        if run is None:\n            return Receipt(status="queued", id=id_of(outcome))\n',
    ),
    Patch(
        name="dead before the letter",
        file="retry.py",
        old="        notes = dead_letter_notes(reason, run, self.clock(), received.receives)\n",
        new="        notes = dead_letter_notes(reason, run, self.clock(), received.receives)\n"
        '        run.close("done")\n',
    ),
    Patch(
        name="deleted although the letter was not accepted",
        file="retry.py",
        old='letter", error, run.id)\n            self._postpone(received, 0.0)\n            raise Postponed from None',
        new='letter", error, run.id)',
    ),
    Patch(
        name="a message does not open what is dead",
        file="journal.py",
        old="    if not reopens_dead:",
        new="    if True:",
    ),
    Patch(
        name="a wait is deleted from the queue",
        file="retry.py",
        old="                self._postpone(received, seconds)\n                raise Postponed",
        new="                self._postpone(received, seconds)",
        quick=True,
    ),
    Patch(
        name="held before the queue has it",
        file="retry.py",
        old='.held", error, run.id)\n            self._postpone(received, 0.0)\n            raise Postponed from None',
        new='.held", error, run.id)',
    ),
    Patch(
        name="a lease has no end",
        file="journal.py",
        old="(attribute_not_exists(#token) OR #lease_until < :now))",
        new="(attribute_not_exists(#token) OR #lease_until = :now))",
    ),
    Patch(
        name="one that kills the process is never poison",
        file="delivery.py",
        old="if old and old.unclosed >= POISON_CRASHES:",
        new="if False:",
    ),
    Patch(
        name="suspects run beside the others",
        file="retry.py",
        old="self._try(received, until, reruns_crashed=False)",
        new="self._try(received, until, reruns_crashed=True)",
    ),
    Patch(
        name="the window has no end",
        file="retry.py",
        old="expired = self.clock() - received.sent_at > self.retry_window_hours * HOUR_MS",
        new="expired = False",
    ),
    # Wills ----------------------------------------------------------------------------------------------------------
    Patch(
        name="an opt-in does not ask for consent",
        file="delivery.py",
        old='            if verdict == "opted_out":',
        new="            if False:",
        quick=True,
    ),
    Patch(
        name="sends an opt-in although consent is unsure",
        file="delivery.py",
        old="            except wills.Unsure:\n                raise Stop(Wait(run.id, run)) from None",
        new="            except wills.Unsure:\n                continue",
    ),
    Patch(
        name="no second pass of an opt-out",
        file="opt_out.py",
        old='return ("waiting", missing) if missing > 0 else ("done", 0.0)',
        new='return ("done", 0.0)',
    ),
    Patch(
        name="an opt-out that failed counts as done",
        file="opt_out.py",
        old='        if not self._pass(submission, deadline):\n            return "waiting", 0.0',
        new="        self._pass(submission, deadline)",
    ),
    Patch(
        name="an opt-out is acknowledged although the queue refused",
        file="intake.py",
        old='                telemetry.fault("intake.queue", error, submission_id)\n                return False',
        new='                telemetry.fault("intake.queue", error, submission_id)',
    ),
    Patch(
        name="an older opt-out is not superseded",
        file="opt_out.py",
        old='if channel == "email" and record.get("in_at", -1) > submission.received_at:',
        new="if False:",
    ),
    Patch(
        name="opts out the first advocate only",
        file="opt_out.py",
        old="return list(self.upstream.api.list_advocates(**address, timeout=CALL_SECONDS))",
        new="return list(self.upstream.api.list_advocates(**address, timeout=CALL_SECONDS))[:1]",
    ),
    Patch(
        name="an opt-in by text after an opt-out is let through",
        file="consent.py",
        old='"sms": f"attribute_not_exists(#out_at) AND attribute_not_exists(#suppressed_at)',
        new='"sms": f"attribute_not_exists(#suppressed_at)',
    ),
    # The advocate and the API's peace -------------------------------------------------------------------------------
    Patch(
        name="the breaker never opens",
        file="breaker.py",
        old="        self._remember(Circuit(CircuitState.OPEN, opened_at))\n        self._table.update(KEY,",
        new="        self._table.update(KEY + opened_at.__class__.__name__,",
    ),
    Patch(
        name="an advocate that joined meanwhile is texted again",
        file="advocate.py",
        old="if run.texts and run.opt_in_runs and _joined_since(",
        new="if False and _joined_since(",
    ),
    Patch(
        name="every run creates instead of finding first",
        file="advocate.py",
        old='if "advocateid" in arguments or (first and "email" in arguments):',
        new="if True:",
    ),
)

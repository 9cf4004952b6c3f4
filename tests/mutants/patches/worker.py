"""Lost in the worker, or stuck there for ever: deleted before it is somewhere else, never run, never given up."""

from typing import Final

from tests.mutants.patch import Patch

PATCHES: Final = (
    # The worker -------------------------------------------------------------------------------------------------------
    Patch(
        name="a wait is deleted from the queue",
        file="relay/delivery/worker.py",
        old="                self._postpone(received, seconds)\n                raise Postponed",
        new="                self._postpone(received, seconds)",
        quick=True,
    ),
    Patch(
        name="dead before the letter",
        file="relay/delivery/letters.py",
        old=("        self.write(\n            DeadLetter(\n"),
        new=('        run.close("done")\n        self.write(\n            DeadLetter(\n'),
    ),
    Patch(
        name="deleted although the letter was not accepted",
        file="relay/delivery/worker.py",
        old='letter", error, run.id)\n            self._postpone(received, 0.0)\n            raise Postponed from None',
        new='letter", error, run.id)',
    ),
    Patch(
        name="what could not be made a letter stays claimed",
        file="relay/delivery/worker.py",
        old=('                run.close("open")\n            telemetry.fault("worker.letter"'),
        new=('                pass\n            telemetry.fault("worker.letter"'),
    ),
    Patch(
        name="held before the queue has it",
        file="relay/delivery/worker.py",
        old='.held", error, run.id)\n            self._postpone(received, 0.0)\n            raise Postponed from None',
        new='.held", error, run.id)',
    ),
    Patch(
        name="what nobody can read is deleted although the letter was not accepted",
        file="relay/delivery/worker.py",
        old='.unusable", error)\n            self._postpone(received, 0.0)\n            return False',
        new='.unusable", error)',
    ),
    Patch(
        name="the batch says which receipts failed, not which messages",
        file="relay/delivery/worker.py",
        old='{"itemIdentifier": received.message_id}',
        new='{"itemIdentifier": received.receipt_handle}',
    ),
    Patch(
        name="a suspect that must wait is deleted",
        file="relay/delivery/worker.py",
        old="            if not self._try_suspect(received, until):\n                failed.append(received)\n",
        new="            self._try_suspect(received, until)\n",
    ),
    Patch(
        name="a fault of ours in one record fails the batch",
        file="relay/delivery/worker.py",
        old='telemetry.fault("worker.deliver", error, self._id_of(submission))\n',
        new="raise\n",
    ),
    Patch(
        name="a visibility that can't be changed fails the batch",
        file="relay/delivery/worker.py",
        old='            telemetry.fault("worker.postpone", error)',
        new=('            telemetry.fault("worker.postpone", error)\n            raise'),
    ),
    Patch(
        name="a message does not open what is dead",
        file="relay/stores/journal.py",
        old="    if not reopens_dead:",
        new="    if True:",
    ),
    Patch(
        name="a replay does not try again what was rejected",
        file="relay/delivery/deliver.py",
        old='            if old.state == "dead":\n                is_meant',
        new="            if False:\n                is_meant",
    ),
    Patch(
        name="a claim repeated after a lost answer forgets that it was dead",
        file="relay/stores/journal.py",
        old='state: State = "dead" if unclosed == 0 and shown.reason else "open"',
        new='state: State = "open"',
    ),
    Patch(
        name="a letter is deleted before it is queued",
        file="operate/queue.py",
        old="            moved = _send(sqs,",
        new="            _delete(sqs, url, batch)\n            moved = _send(sqs,",
    ),
    Patch(
        name="what is released does not say when",
        file="operate/queue.py",
        old='{"released_at": now} if "held" in letter.content else {}',
        new="{}",
    ),
    Patch(
        name="a dead letter that is replayed says that it was released",
        file="operate/queue.py",
        old='{"released_at": now} if "held" in letter.content else {}',
        new='{"released_at": now} if letter.content else {}',
    ),
    Patch(
        name="one empty answer of SQS is the end of the letters",
        file="operate/queue.py",
        old="EMPTY_RECEIVES: Final = 3",
        new="EMPTY_RECEIVES: Final = 1",
    ),
    Patch(
        name="letters that were not asked for are replayed too",
        file="operate/letters.py",
        old="(not self.ids or letter.is_one_of(self.ids))",
        new="True",
    ),
    Patch(
        name="a letter is no message that can be replayed as it is",
        file="relay/letters.py",
        old="json.dumps(data | dict(notes)",
        new='json.dumps({"message": data} | dict(notes)',
    ),
    # The retry window -------------------------------------------------------------------------------------------------
    Patch(
        name="the window begins with the first receipt, also for a replay",
        file="relay/delivery/worker.py",
        old="expired = self.clock() - received.sent_at > self.retry_window_hours * HOUR_MS",
        new="expired = self.clock() - submission.received_at > self.retry_window_hours * HOUR_MS",
    ),
    Patch(
        name="the window has no end",
        file="relay/delivery/worker.py",
        old="expired = self.clock() - received.sent_at > self.retry_window_hours * HOUR_MS",
        new="expired = False",
    ),
    Patch(
        name="the window has no end while the API is left alone",
        file="relay/delivery/worker.py",
        old="left_alone = 0.0 if expired else self.breaker.seconds_open()",
        new="left_alone = self.breaker.seconds_open()",
    ),
    Patch(
        name="a wait is longer than SQS can hide a message",
        file="relay/stores/queues.py",
        old='"VisibilityTimeout": min(max(seconds, 1), LONGEST_VISIBILITY_SECONDS)',
        new='"VisibilityTimeout": max(seconds, 1)',
    ),
    Patch(
        name="a delay is longer than SQS takes",
        file="relay/stores/queues.py",
        old="delay = min(max(delay_seconds, 0), LONGEST_DELAY_SECONDS)",
        new="delay = max(delay_seconds, 0)",
    ),
    # Stuck ------------------------------------------------------------------------------------------------------------
    Patch(
        name="a lease has no end",
        file="relay/stores/journal.py",
        old="(attribute_not_exists(#token) OR #lease_until < :now))",
        new="(attribute_not_exists(#token) OR #lease_until = :now))",
    ),
    Patch(
        name="a close keeps the lease",
        file="relay/stores/journal.py",
        old='remove=["token", "lease_until", "sending", "covers", *gone],',
        new='remove=["sending", "covers", *gone],',
    ),
    Patch(
        name="the span of what is maybe is not written down",
        file="relay/delivery/run.py",
        old="maybe_since=self.maybe_since if uncertain else None,",
        new="maybe_since=None,",
    ),
    Patch(
        name="one that kills the process is never poison",
        file="relay/delivery/deliver.py",
        old="if old and old.unclosed >= POISON_CRASHES:",
        new="if False:",
    ),
    Patch(
        name="poison is forgotten at ingress",
        file="relay/delivery/intake.py",
        old='        if run and not (isinstance(outcome, Dead) and outcome.reason == "poison"):\n',
        new="        if run:\n",
    ),
    Patch(
        name="suspects run beside the others",
        file="relay/delivery/worker.py",
        old="self._try(received, until, reruns_crashed=False)",
        new="self._try(received, until, reruns_crashed=True)",
    ),
    Patch(
        name="the most suspect runs first",
        file="relay/delivery/worker.py",
        old="sorted(suspects, key=lambda suspect: suspect[0])",
        new="sorted(suspects, key=lambda suspect: -suspect[0])",
    ),
    Patch(
        name="a suspect is run although no time is left for it",
        file="relay/delivery/worker.py",
        old="        if until.kill_at - self.clock() < LEFT_FOR_ONE_RUN_MS:",
        new="        if False:",
    ),
    Patch(
        name="a letter with nonsense in it fails its batch",
        file="relay/delivery/worker.py",
        old='            telemetry.fault("worker.read", error)\n',
        new="            raise\n",
    ),
    Patch(
        name="poison loses its count with its letter",
        file="relay/delivery/worker.py",
        old='            if reason != "poison":',
        new="            if reason:",
    ),
    Patch(
        name="letters that show up again are looked through for ever",
        file="operate/queue.py",
        old="[letter for letter in letters if letter.sqs_id not in self._found]",
        new="letters",
    ),
    Patch(
        name="a raw post of an unknown source is read as a text",
        file="relay/sources/registry.py",
        old='READERS.get(letter["source"])',
        new='READERS.get(letter["source"], sms.read_again)',
    ),
    Patch(
        name="a connection that breaks a rule of ours waits for ever",
        file="relay/delivery/connections.py",
        old="        except (phone2action.Rejected, InvalidRequest) as error:\n",
        new="        except phone2action.Rejected as error:\n",
    ),
    Patch(
        name="an advocate that breaks a rule of ours fails its run",
        file="relay/delivery/advocate.py",
        old="        except InvalidRequest as invalid:\n"
        "            raise Stop(Rejected(run, invalid.problems)) from None\n",
        new="",
    ),
)

"""Without consent: an opt-out that is late, forgotten, or not carried out everywhere."""

from typing import Final

from tests.mutants.patch import Patch

PATCHES: Final = (
    # Opt-outs: the way in ---------------------------------------------------------------------------------------------
    Patch(
        name="an opt-out is not on record before it is queued",
        file="relay/delivery/intake.py",
        old="                self.opt_outs.record(out)\n",
        new="                pass\n",
    ),
    Patch(
        name="an opt-out is acknowledged although the queue refused",
        file="relay/delivery/intake.py",
        old='                telemetry.fault("intake.queue", error, submission_id)\n                return False',
        new='                telemetry.fault("intake.queue", error, submission_id)',
    ),
    Patch(
        name="an opt-out is refused while DynamoDB is away",
        file="relay/delivery/intake.py",
        old='                telemetry.fault("intake.opt_out", error, submission_id)\n',
        new='                telemetry.fault("intake.opt_out", error, submission_id)\n                return False\n',
    ),
    Patch(
        name="an opt-out waits for the rest of its form",
        file="relay/delivery/intake.py",
        old="        outs, rest = split(submission)\n        if outs and not self._queue_opt_outs(outs):\n"
        "            return UNAVAILABLE\n        if rest is None:\n",
        new="        outs, rest = split(submission)\n        if outs and rest:\n"
        "            receipt = self._accept(rest, submission_id, until)\n"
        '            if receipt.status != "delivered":\n                return receipt\n'
        "        if outs and not self._queue_opt_outs(outs):\n"
        "            return UNAVAILABLE\n        if rest is None:\n",
    ),
    Patch(
        name="an opt-out is forgotten if its form can't be used",
        file="relay/sources/web_form.py",
        old="            self._opt_out(filled)\n            raise\n",
        new="            raise\n",
    ),
    Patch(
        name="a form that can't be used is answered although its opt-out is not kept",
        file="relay/sources/web_form.py",
        old='        if receipt.status == "unavailable":\n            raise unavailable(receipt.retry_after)\n\n',
        new="\n",
    ),
    Patch(
        name="the rest of an opt-out's form is forgotten",
        file="relay/delivery/opt_out.py",
        old="    if not more and submission.connection is None:\n",
        new="    if True:\n",
    ),
    Patch(
        name="an opt-out makes somebody an advocate",
        file="relay/delivery/opt_out.py",
        old="    if not more and submission.connection is None:\n",
        new="    if False:\n",
    ),
    Patch(
        name="the parts of an opt-out's form have one key",
        file="relay/delivery/opt_out.py",
        old='        natural_key=f"{submission.natural_key}\\n{flag}",\n',
        new="",
    ),
    Patch(
        name="of two opt-outs in one form the first is carried out",
        file="relay/delivery/opt_out.py",
        old="    alone = [_alone(submission, channel) for channel in outs]\n",
        new="    alone = [_alone(submission, channel) for channel in outs[:1]]\n",
    ),
    Patch(
        name="held as spam, an opt-out is held too",
        file="relay/delivery/intake.py",
        old="        if outs and not self._queue_opt_outs(outs):\n            return UNAVAILABLE\n        received_at",
        new="        rest = submission\n        received_at",
    ),
    # Opt-outs: carrying them out --------------------------------------------------------------------------------------
    Patch(
        name="no second pass of an opt-out",
        file="relay/delivery/opt_out.py",
        old="        if missing > 0:\n",
        new="        if False:\n",
        quick=True,
    ),
    Patch(
        name="a pass counts from its end",
        file="relay/delivery/opt_out.py",
        old="self.platform.settle_minutes * 60 - began / 1000",
        new="self.platform.settle_minutes * 60 - self.clock() / 1000",
    ),
    Patch(
        name="an opt-out's passes count from its receipt, not from its record",
        file="relay/delivery/opt_out.py",
        old='missing = record["out_recorded_at"] / 1000',
        new='missing = record["out_at"] / 1000',
    ),
    Patch(
        name="each receipt records an opt-out anew",
        file="relay/stores/consent.py",
        old='NO_LATER_OPT_OUT: Final = "attribute_not_exists(#out_at) OR #out_at < :received"',
        new='NO_LATER_OPT_OUT: Final = "attribute_not_exists(#out_at) OR #out_at <= :received"',
    ),
    Patch(
        name="an older opt-out takes the later one's place",
        file="relay/stores/consent.py",
        old='NO_LATER_OPT_OUT: Final = "attribute_not_exists(#out_at) OR #out_at < :received"',
        new='NO_LATER_OPT_OUT: Final = "attribute_not_exists(#out_at) OR attribute_not_exists(#never)"',
    ),
    Patch(
        name="an opt-out that failed counts as done",
        file="relay/delivery/opt_out.py",
        old='            return "waiting", error.retry_after or 0.0\n',
        new='            came_to = "through"\n',
    ),
    Patch(
        name="an opt-out that was too late to be sent counts as done",
        file="relay/delivery/opt_out.py",
        old='        except TooLate:\n            return "waiting", 0.0\n',
        new='        except TooLate:\n            return "done", 0.0\n',
    ),
    Patch(
        name="an opt-out that could not be recorded counts as done",
        file="relay/delivery/opt_out.py",
        old='        except Unsure:\n            return "waiting", 0.0',
        new='        except Unsure:\n            return "done", 0.0',
    ),
    Patch(
        name="an older opt-out is not superseded",
        file="relay/delivery/opt_out.py",
        old='if channel == "email" and record.get("in_at", -1) > submission.received_at:',
        new="if False:",
    ),
    Patch(
        name="an opt-out is superseded by an opt-in of the same instant",
        file="relay/delivery/opt_out.py",
        old='if channel == "email" and record.get("in_at", -1) > submission.received_at:',
        new='if channel == "email" and record.get("in_at", -1) >= submission.received_at:',
    ),
    Patch(
        name="a stop by text is superseded by an opt-in",
        file="relay/delivery/opt_out.py",
        old='if channel == "email" and record.get("in_at", -1) > submission.received_at:',
        new='if record.get("in_at", -1) > submission.received_at:',
    ),
    Patch(
        name="opts out the first advocate only",
        file="relay/delivery/opt_out.py",
        old="return list(self.platform.api.list_advocates(**address, timeout=CALL_SECONDS))",
        new="return list(self.platform.api.list_advocates(**address, timeout=CALL_SECONDS))[:1]",
    ),
    Patch(
        name="an opt-out joins the campaign that it came by",
        file="relay/delivery/opt_out.py",
        old="campaigns = [membership.campaignid for membership in advocate.memberships]",
        new="campaigns = [998]",
    ),
    Patch(
        name="an opt-out is sent for somebody without a campaign",
        file="relay/delivery/opt_out.py",
        old="            if advocate.memberships:\n",
        new="            if True:\n",
    ),
    Patch(
        name="no check of the deadline right before an opt-out is sent",
        file="relay/delivery/opt_out.py",
        old="            deadline.require(self.clock(), CALL_SECONDS)\n",
        new="",
    ),
    Patch(
        name="an opt-out waits for the API before it is recorded",
        file="relay/delivery/worker.py",
        old="        for out in outs:\n            self._opt_out(received, out, until)\n",
        new="        if left_alone := self.breaker.seconds_open():\n"
        "            self._postpone(received, left_alone)\n            raise Postponed\n"
        "        for out in outs:\n            self._opt_out(received, out, until)\n",
    ),
    Patch(
        name="an opt-out that waits is deleted",
        file="relay/delivery/worker.py",
        old='        if verdict == "waiting" and not expired:\n            raise Postponed\n',
        new="",
    ),
    Patch(
        name="an opt-out is given up with the others' window",
        file="relay/delivery/worker.py",
        old="LONGEST_WINDOW_MS: Final = 13 * 24 * HOUR_MS",
        new="LONGEST_WINDOW_MS: Final = 4 * 24 * HOUR_MS",
    ),
    Patch(
        name="an opt-out is given up without a letter",
        file="relay/delivery/worker.py",
        old='self._opt_out_letter(received, submission, submission_id, "expired")',
        new="pass",
    ),
    Patch(
        name="an opt-out is deleted although its letter was not accepted",
        file="relay/delivery/worker.py",
        old="            self._postpone(received, 0.0, OPT_OUT_PATIENCE)\n            raise Postponed from None\n",
        new="",
    ),
    Patch(
        name="an opt-out is received more often than SQS allows",
        file="relay/delivery/worker.py",
        old="OPT_OUT_PATIENCE: Final = 5 / 3",
        new="OPT_OUT_PATIENCE: Final = 1",
    ),
    Patch(
        name="one refused advocate ends the pass",
        file="relay/delivery/opt_out.py",
        old="        except (Rejected, InvalidRequest):\n            return False\n",
        new="        except (Rejected, InvalidRequest):\n            raise\n",
    ),
    Patch(
        name="a refused advocate counts as opted out",
        file="relay/delivery/opt_out.py",
        old="is_through &= self._out(",
        new="self._out(",
    ),
    Patch(
        name="strangers who are listed are opted out",
        file="relay/delivery/opt_out.py",
        old="[advocate for advocate in listed if advocate.has(name, str(address[name]))]",
        new="list(listed)",
    ),
    Patch(
        name="a list of nothing but strangers is an answer",
        file="relay/delivery/opt_out.py",
        old="is_through = bool(with_it) or not listed",
        new="is_through = True",
    ),
    Patch(
        name="a texted stop that finds nobody counts as done",
        file="relay/delivery/opt_out.py",
        old='"nobody_found" if came_to == "nobody" and submission.source == TEXTS else "done"',
        new='"done"',
    ),
    Patch(
        name="an unsubscribe form that finds nobody is a letter",
        file="relay/delivery/opt_out.py",
        old=' and submission.source == TEXTS else "done"',
        new=' else "done"',
    ),
    Patch(
        name="a texted stop that finds nobody is given up at its first pass",
        file="relay/delivery/opt_out.py",
        old='        if came_to == "not_through":\n',
        new='        if came_to == "nobody":\n            return "nobody_found", 0.0\n'
        '        if came_to == "not_through":\n',
    ),
    Patch(
        name="a texted stop that finds nobody is deleted without a letter",
        file="relay/delivery/worker.py",
        old="self._opt_out_letter(received, submission, submission_id, verdict)",
        new="pass",
    ),
    Patch(
        name="a stop by which nobody can be found is carried out for nobody",
        file="relay/sources/sms.py",
        old="    if not _us_phone(text.sender):\n        return _hold(",
        new="    if False:\n        return _hold(",
    ),
    Patch(
        name="a repeated text is not told that the phone has stopped them",
        file="relay/delivery/intake.py",
        old="            overridden=self._overridden(submission),\n",
        new="",
    ),
    Patch(
        name="an opt-out does not wait as the API asks",
        file="relay/delivery/opt_out.py",
        old='return "waiting", error.retry_after or 0.0',
        new='return "waiting", 0.0',
    ),
    Patch(
        name="the worker sets an opt-out apart once more",
        file="relay/delivery/opt_out.py",
        old='    if submission.natural_key.endswith(tuple(f"\\n{FLAGS[channel]}" for channel in outs)):\n',
        new="    if False:\n",
    ),
)

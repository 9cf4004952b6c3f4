"""Lost on the way in: acknowledged before it is durable, or taken for a repetition."""

from typing import Final

from tests.mutants.patch import Patch

PATCHES: Final = (
    # The way in -------------------------------------------------------------------------------------------------------
    Patch(
        name="acknowledged although the queue refused",
        file="relay/delivery/intake.py",
        old='            telemetry.fault("intake.queue", error, id_of(outcome))\n            return UNAVAILABLE',
        new='            telemetry.fault("intake.queue", error, id_of(outcome))',
        quick=True,
    ),
    Patch(
        name="an open item is a reason to acknowledge",
        file="relay/delivery/intake.py",
        old="        run = outcome.run if isinstance(outcome, Wait | Dead) else None\n",
        new="        run = outcome.run if isinstance(outcome, Wait | Dead) else None\n"
        '        if run is None:\n            return Receipt(status="queued", id=id_of(outcome))\n',
    ),
    Patch(
        name="an answer of SQS that names no message is an acceptance",
        file="relay/stores/queues.py",
        old='        if not answer.get("MessageId"):',
        new="        if False:",
    ),
    Patch(
        name="a fault of ours costs a supporter",
        file="relay/delivery/intake.py",
        old='.deliver", error, submission_id)\n            return Wait(submission_id)',
        new='.deliver", error, submission_id)\n            raise',
    ),
    Patch(
        name="held is said although the queue refused",
        file="relay/delivery/intake.py",
        old='            telemetry.fault("intake.held", error, submission_id)\n            return UNAVAILABLE',
        new='            telemetry.fault("intake.held", error, submission_id)',
    ),
    Patch(
        name="a form that was refused is done with",
        file="relay/delivery/intake.py",
        old='                run.close("open")\n                return Receipt(status="rejected"',
        new='                run.close("done")\n                return Receipt(status="rejected"',
    ),
    Patch(
        name="the same content on another day is a repetition",
        file="relay/stores/ids.py",
        old='suffix = f"\\n{day.date().isoformat()}" if submission.keyed_by_content else ""',
        new='suffix = ""',
    ),
    Patch(
        name="the day before counts until the evening",
        file="relay/stores/ids.py",
        old="        came_early = received - midnight < MIDNIGHT",
        new="        came_early = True",
    ),
    Patch(
        name="the day after counts until the evening",
        file="relay/stores/journal.py",
        old="if neighbours.after in records and records",
        new="if False and records",
    ),
    Patch(
        name="two sources' keys are one",
        file="relay/stores/ids.py",
        old='f"{submission.source}\\n{submission.natural_key}{suffix}"',
        new='f"{submission.natural_key}{suffix}"',
    ),
    Patch(
        name="without the key a submission is acknowledged",
        file="relay/delivery/intake.py",
        old='            telemetry.fault("intake.identity", error)\n            return UNAVAILABLE',
        new='            telemetry.fault("intake.identity", error)\n            return Receipt(status="queued")',
    ),
    Patch(
        name="an empty key names everybody",
        file="relay/stores/secrets.py",
        old="            if not key:\n",
        new="            if False:\n",
    ),
    Patch(
        name="a form whose connection was refused is refused",
        file="relay/delivery/intake.py",
        old="            case Rejected(run) if outcome.advocate_made and submission.correctable:",
        new="            case Rejected(run) if False:",
    ),
    Patch(
        name="a text that could not be kept is acknowledged",
        file="relay/sources/sms.py",
        old='    if receipt.status == "unavailable":\n',
        new="    if False:\n",
    ),
    Patch(
        name="a lead that could not be kept is acknowledged",
        file="relay/sources/leads.py",
        old='    if receipt.status == "unavailable":\n',
        new="    if False:\n",
    ),
    Patch(
        name="anybody may post leads as Google",
        file="relay/sources/google_lead.py",
        old="if not relay.credentials.prove(lambda ours: equals_any(lead.key, ours.google_keys)):",
        new="if False:",
    ),
    Patch(
        name="a Google lead that says neither yes nor no opts in",
        file="relay/sources/google_lead.py",
        old="        if opt_in not in unclear\n",
        new="",
    ),
    Patch(
        name="the test of a Google form's set-up is delivered",
        file="relay/sources/google_lead.py",
        old='is_test=leads.is_ticked(_text(told.get("is_test"))),',
        new="is_test=False,",
    ),
    Patch(
        name="the test of a card's set-up is delivered",
        file="relay/sources/twitter_card.py",
        old="is_test = _is_test(lead, relay.campaigns)",
        new="is_test = False",
    ),
    Patch(
        name="a form that could not be kept is acknowledged",
        file="relay/sources/web_form.py",
        old='    if receipt.status == "unavailable":\n            raise unavailable(receipt.retry_after)\n        if',
        new="    if False:\n            raise unavailable(receipt.retry_after)\n        if",
    ),
    # Letters at ingress -----------------------------------------------------------------------------------------------
    Patch(
        name="a trusted sender's refusal is only told to it",
        file="relay/delivery/intake.py",
        old='            case Rejected(run) if submission.correctable:\n                run.close("open")',
        new='            case Rejected(run):\n                run.close("open")',
    ),
    Patch(
        name="dead at ingress before the letter",
        file="relay/delivery/intake.py",
        old="        run = rejected.run\n",
        new='        run = rejected.run\n        run.close("dead", "rejected")\n',
    ),
    Patch(
        name="dead at ingress although the letter was not accepted",
        file="relay/delivery/intake.py",
        old="        except NotAccepted:\n            return self._queued(run.submission, Wait(run.id, run))",
        new="        except NotAccepted:\n            pass",
    ),
    Patch(
        name="dead at ingress is written down nowhere",
        file="relay/delivery/letters.py",
        old='        run.close("dead", reason)\n',
        new=('        if attempts:\n            run.close("dead", reason)\n'),
    ),
    Patch(
        name="ingress gives up by itself what only the worker may",
        file="relay/delivery/intake.py",
        old='            case Held(run):\n                run.close("open")\n',
        new='            case Dead(run, reason):\n                run.close("dead", reason)\n'
        '                return self._shown("queued", submission, run)\n'
        '            case Held(run):\n                run.close("open")\n',
    ),
    Patch(
        name="an unusable post is kept each time it comes",
        file="relay/delivery/unusable.py",
        old="if isinstance(claim, Taken) and not claim.busy:",
        new="if False:",
    ),
    Patch(
        name="an unusable post counts as kept while another run has it",
        file="relay/delivery/unusable.py",
        old="if isinstance(claim, Taken) and not claim.busy:",
        new="if isinstance(claim, Taken):",
    ),
    Patch(
        name="an unusable post is not kept while DynamoDB is away",
        file="relay/delivery/unusable.py",
        old="        except Unsure:\n            return None",
        new="        except Unsure:\n            raise Unavailable from None",
    ),
    Patch(
        name="an unusable post is dead before its letter",
        file="relay/delivery/unusable.py",
        old="            claim = self._claim(submission_id, source, received_at)\n",
        new="            claim = self._claim(submission_id, source, received_at)\n"
        "            if isinstance(claim, Claimed):\n"
        "                self._close(submission_id, claim.token)\n",
    ),
    Patch(
        name="a correction of what is dead is acknowledged and forgotten",
        file="relay/delivery/intake.py",
        old='            case Finished(_, record) if record.state == "done":',
        new="            case Finished(_, record) if record:",
    ),
    Patch(
        name="a letter's refusal is told to nobody",
        file="relay/delivery/receipt.py",
        old="for kind in parts(submission) if waits",
        new="for kind in parts(submission) if kind != UPDATE if waits",
    ),
    Patch(
        name="ingress runs what is dead again",
        file="relay/delivery/intake.py",
        old="until, reopens_dead=False,",
        new="until, reopens_dead=True,",
    ),
    Patch(
        name="what could not be queued stays claimed",
        file="relay/delivery/intake.py",
        old='            telemetry.fault("intake.queue", error, id_of(outcome))\n',
        new='            telemetry.fault("intake.queue", error, id_of(outcome))\n            run = None\n',
    ),
)

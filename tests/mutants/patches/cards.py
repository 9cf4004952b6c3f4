"""A lead card handed on twice, too late or without the rest of it: the API's own endpoint for cards."""

from typing import Final

from tests.mutants.patch import Patch

ADVOCATE: Final = "relay/delivery/advocate.py"
CARDS: Final = "relay/delivery/cards.py"
DELIVER: Final = "relay/delivery/deliver.py"

PATCHES: Final = (
    # Once at most -----------------------------------------------------------------------------------------------------
    Patch(
        name="card: handed on again after a call that may have acted",
        file=CARDS,
        old="        if not error.proves_not_made:\n            run.upsert_at = platform.clock()\n",
        new="",
        quick=True,
    ),
    Patch(
        name="card: handed on again after a call that was answered",
        file=CARDS,
        old="        raise\n    run.upsert_at = platform.clock()\n",
        new="        raise\n",
    ),
    Patch(
        name="card: handed on again whatever is known",
        file=ADVOCATE,
        old="        elif run.upsert_at is not None or _changed_since(found, run.received_at):",
        new="        elif _changed_since(found, run.received_at):",
    ),
    Patch(
        name="card: handed on again where the list shows nobody",
        file=ADVOCATE,
        old="run.submission.card is not None and run.upsert_at is None:",
        new="run.submission.card is not None:",
    ),
    Patch(
        name="card: a run that crashed has handed nothing on",
        file=DELIVER,
        old="            run.upsert_at = max(old.upsert_at or 0, old.lease_until) if old.unclosed else old.upsert_at",
        new="            run.upsert_at = old.upsert_at",
    ),
    Patch(
        name="card: handed on although an earlier run's item may have expired",
        file=DELIVER,
        old="            run.upsert_at = run.upsert_at or run.entered_at\n",
        new="",
    ),
    Patch(
        name="card: the client sends it once more",
        file="relay/phone2action/client.py",
        old='"post_twitter_card", {**arguments, **own}, timeout, once=True)',
        new='"post_twitter_card", {**arguments, **own}, timeout, once=False)',
    ),
    Patch(
        name="card: a held opt-in brings it along",
        file=DELIVER,
        old="        send_anyway=0,\n        card=None,\n",
        new="        send_anyway=0,\n",
    ),
    Patch(
        name="card: a repeated opt-in brings it along",
        file=DELIVER,
        old="            connection=None,\n            card=None,\n",
        new="            connection=None,\n",
    ),
    Patch(
        name="card: the switch makes another lead",
        file="relay/sources/twitter_card.py",
        old='configured, own_key=key, proof="lead card")',
        new='configured, own_key=f"{key}{card.forward if card else None}", proof="lead card")',
    ),
    # Nothing lost, nobody made twice ----------------------------------------------------------------------------------
    Patch(
        name="card: nobody is created for whom it may not have been taken",
        file=ADVOCATE,
        old="_changed_since(found, run.received_at):\n            return found\n",
        new="_changed_since(found, run.received_at):\n            return None\n",
    ),
    Patch(
        name="card: its person is created before they must show",
        file=ADVOCATE,
        old="        if found is None:\n            self._let_show(run)\n        elif",
        new="        if found is None:\n            pass\n        elif",
    ),
    Patch(
        name="card: its person counts as an upsert's",
        file=ADVOCATE,
        old="        can_repeat = run.submission.card is None and self._upserts(",
        new="        can_repeat = self._upserts(",
    ),
    Patch(
        name="card: what the endpoint does not take is lost",
        file=ADVOCATE,
        old="        return Somebody(advocate, unsaid=cards.unsaid(arguments))",
        new="        return Somebody(advocate)",
    ),
    Patch(
        name="card: further campaigns are not joined",
        file=CARDS,
        old='arguments.keys() - TAKEN or len(arguments["campaigns"]) > 1',
        new="arguments.keys() - TAKEN",
    ),
    Patch(
        name="card: what the endpoint does not take is lost when it has changed its person",
        file=ADVOCATE,
        old="        latest = max(run.received_at, (run.upsert_at or 0) + PLATFORM_CLOCK_SLACK_MS)",
        new="        latest = run.received_at",
    ),
    Patch(
        name="card: what the endpoint does not take is lost while its person does not show",
        file=ADVOCATE,
        old="        if (run.texts and run.opt_in_runs) or run.submission.card is not None:",
        new="        if run.texts and run.opt_in_runs:",
    ),
    Patch(
        name="card: no blank is filled",
        file=ADVOCATE,
        old="cards.blanks(arguments, found) | _without_profile(arguments)",
        new="_without_profile(arguments)",
    ),
    Patch(
        name="card: a newer profile is overwritten",
        file=ADVOCATE,
        old="            return cards.blanks(arguments, found) | _without_profile(arguments)",
        new="            return arguments",
    ),
    Patch(
        name="card: a newer name is overwritten by the endpoint",
        file=ADVOCATE,
        old="        elif run.upsert_at is not None or _changed_since(found, run.received_at):",
        new="        elif run.upsert_at is not None:",
    ),
    Patch(
        name="card: an answer without an id ends the person's claim as if nobody were made",
        file=ADVOCATE,
        old="                raise Unproven(Wait(run.id, run, self._unseen_seconds(run)))",
        new="                raise Stop(Wait(run.id, run, self._unseen_seconds(run)))",
    ),
    Patch(
        name="card: a question without an answer ends the person's claim as if nobody were made",
        file=ADVOCATE,
        old="                raise Unproven(stop.outcome) from None\n            if found",
        new="                raise stop from None\n            if found",
    ),
    Patch(
        name="card: whom it joined counts as opted in",
        file=ADVOCATE,
        old="        return run.texts and cards.opted_in(",
        new="        return _joined_since(advocate, run.submission.campaigns, 0) or cards.opted_in(",
    ),
    Patch(
        name="card: who had the phone before counts as opted in",
        file=CARDS,
        old="    return is_new and advocate",
        new="    return advocate",
    ),
    Patch(
        name="card: an opt-in is repeated before it must show",
        file=ADVOCATE,
        old="        if run.texts and run.opt_in_runs:\n            self._let_show(run)\n        latest",
        new="        latest",
    ),
    Patch(
        name="card: its refused keys are everybody's",
        file=CARDS,
        old="            tells_of_keys=False,\n",
        new="",
    ),
)

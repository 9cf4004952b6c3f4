"""Sent twice, because a list is read too early or too little, or the operator's word is stretched."""

from typing import Final

from tests.mutants.patch import Patch

PATCHES: Final = (
    # Waiting, and looking in the lists --------------------------------------------------------------------------------
    Patch(
        name="reconciles at once",
        file="relay/delivery/reconcile.py",
        old="span.last + int(self.platform.settle_minutes * MINUTE_MS), self.platform.clock()",
        new="span.last, self.platform.clock()",
        quick=True,
    ),
    Patch(
        name="what is not seen is sent again",
        file="relay/delivery/reconcile.py",
        old='            run.dead[kind] = "unverifiable"\n\n    def _seen',
        new="            del run.connections[kind]\n\n    def _seen",
    ),
    Patch(
        name="a list that fails shows that nothing was sent",
        file="relay/delivery/reconcile.py",
        old="        except Incomplete:\n            return None\n",
        new="        except Incomplete:\n            return set()\n",
    ),
    Patch(
        name="an API that answers no list shows that nothing was sent",
        file="relay/delivery/reconcile.py",
        old="error.retry_after)) from None\n            return None\n",
        new="error.retry_after)) from None\n            return set()\n",
    ),
    Patch(
        name="a list that is too long counts as finished",
        file="relay/delivery/reconcile.py",
        old="                raise Incomplete\n            self._timeout(run)",
        new="                return\n            self._timeout(run)",
    ),
    Patch(
        name="a list is walked on after the run's time is over",
        file="relay/delivery/reconcile.py",
        old="                raise Incomplete\n            self._timeout(run)\n",
        new="                raise Incomplete\n",
    ),
    Patch(
        name="a list is walked once",
        file="relay/delivery/reconcile.py",
        old="    2  # rows that are added",
        new="    1  # rows that are added",
    ),
    Patch(
        name="a list does not reach back over all time zones",
        file="relay/delivery/reconcile.py",
        old="LISTED_FROM_MS: Final = 24 * 60 * MINUTE_MS",
        new="LISTED_FROM_MS: Final = 60 * MINUTE_MS",
    ),
    Patch(
        name="an old listing serves what it is too early for",
        file="relay/delivery/reconcile.py",
        old="if known is None or known.began < last or known.since",
        new="if known is None or known.since",
    ),
    Patch(
        name="a listing counts from its end",
        file="relay/delivery/reconcile.py",
        old="        return Listing(since, began, frozenset(made))",
        new="        return Listing(since, self.platform.clock(), frozenset(made))",
    ),
    Patch(
        name="a listing serves what it does not reach back to",
        file="relay/delivery/reconcile.py",
        old="known.began < last or known.since > first - LISTED_FROM_MS:",
        new="known.began < last:",
    ),
    Patch(
        name="one advocate of several with the address is looked for",
        file="relay/delivery/reconcile.py",
        old='        for name in ("email", "phone"):\n',
        new="        for name in ():\n",
    ),
    Patch(
        name="the clock of the platform is ours",
        file="relay/delivery/reconcile.py",
        old="BEFORE_MS: Final = 5 * MINUTE_MS",
        new="BEFORE_MS: Final = 0 * MINUTE_MS",
    ),
    Patch(
        name="what shows late does not count as made",
        file="relay/delivery/reconcile.py",
        old="self._seen(run, span.first, late_enough,",
        new="self._seen(run, span.first, span.last,",
    ),
    Patch(
        name="a connection's type is looked for in one spelling",
        file="relay/delivery/reconcile.py",
        old="Made(row.advocate_id, row.type.lower(),",
        new="Made(row.advocate_id, row.type,",
    ),
    Patch(
        name="seen does not count as made",
        file="relay/delivery/reconcile.py",
        old='            run.connections[kind] = "done"',
        new='            run.dead[kind] = "unverifiable"',
    ),
    # The operator's word ----------------------------------------------------------------------------------------------
    Patch(
        name="an unseen e-mail is sent again without the operator's choice",
        file="relay/delivery/reconcile.py",
        old='elif kind == "email" and self.resend_unseen and (',
        new='elif kind == "email" and (',
    ),
    Patch(
        name="a call is sent again like an e-mail",
        file="relay/delivery/reconcile.py",
        old='elif kind == "email" and self.resend_unseen and (',
        new="elif self.resend_unseen and (",
    ),
    Patch(
        name="one resend too many",
        file="relay/delivery/reconcile.py",
        old="RESENDS: Final = 2",
        new="RESENDS: Final = 20",
    ),
    Patch(
        name="a resend is not counted",
        file="relay/delivery/reconcile.py",
        old="            run.resends = True  #",
        new="            del run.connections[kind]  #",
    ),
    Patch(
        name="a resend's mark does not count it",
        file="relay/delivery/connections.py",
        old='resends=run.resends and "email" in kinds)',
        new="resends=False)",
    ),
    Patch(
        name="a repeated claim forgets the resends",
        file="relay/stores/journal.py",
        old="return replace(shown, state=state,",
        new="return replace(shown, resent=0, state=state,",
    ),
    Patch(
        name="every replay sends what may have been sent",
        file="relay/delivery/deliver.py",
        old="is_meant = (old.maybe_since or 0) < submission.send_anyway",
        new="is_meant = True",
    ),
    Patch(
        name="an operator's word holds for what became unknown after it",
        file="relay/delivery/deliver.py",
        old="is_meant = (old.maybe_since or 0) < submission.send_anyway",
        new="is_meant = submission.send_anyway > 0",
    ),
    Patch(
        name="an operator's word holds for all letters",
        file="operate/queue.py",
        old="    if send_anyway and not wanted.ids:",
        new="    if False:",
    ),
    Patch(
        name="the operator's choice is made for them",
        file="relay/wiring.py",
        old="Reconciler(platform, settings.resend_unseen)",
        new="Reconciler(platform, True)",
    ),
    Patch(
        name="an operator's word stays in the letter",
        file="relay/delivery/letters.py",
        old="to_message(replace(run.submission, send_anyway=0))",
        new="to_message(run.submission)",
    ),
    Patch(
        name="an operator's word does not reach opt-ins",
        file="relay/delivery/deliver.py",
        old="if (old.upsert_at or 0) < submission.send_anyway:",
        new="if False:",
    ),
    Patch(
        name="every replay tries the opt-ins again",
        file="relay/delivery/deliver.py",
        old="if (old.upsert_at or 0) < submission.send_anyway:",
        new="if True:",
    ),
    Patch(
        name="a list that asks to be left alone is followed by another",
        file="relay/delivery/reconcile.py",
        old="            if error.retry_after:",
        new="            if False:",
    ),
    Patch(
        name="a stranger's connection is the person's",
        file="relay/delivery/reconcile.py",
        old="[advocate for advocate in found if advocate.has(name, filters[name])]",
        new="found",
    ),
)

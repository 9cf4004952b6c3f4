"""A contact with a legislator is made once, even if two submissions ask for it: whoever claims it first makes it.

Two submissions are one person's same e-mail, call or message, but spelt otherwise, or with another phone, or sent
twice with other keys (`parts.contact`). A run claims each contact that it is about to make, after its own submission
and before the mark. If another submission has it, that one's journal item says what became of it. docs/protocol.md has
the rules and their reasons, under "Contacts".
"""

from dataclasses import dataclass
from typing import Literal

from relay.delivery.parts import contact
from relay.delivery.reconcile import Reconciler
from relay.delivery.run import Run
from relay.stores.contact_claims import ContactClaims, Holder
from relay.stores.ids import Identity
from relay.stores.journal import Record
from relay.stores.table import Unsure

type Verdict = Literal["mine", "other", "unverifiable", "wait"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Contacts:
    """Says of each contact whether a run may make it."""

    claims: ContactClaims
    identity: Identity
    reconciler: Reconciler

    def claim(self, run: Run, kind: str) -> Verdict:
        """Claim a part's contact: it may be made only if it is "mine".

        "other": another submission has made it; "unverifiable": another may have, and nobody can tell; "wait": it is
        not known yet (the run's `wait_seconds` says until when, if that is known).
        """
        key, mine = self.identity.contact(contact(run.submission, kind)), Holder(run.id, run.token)
        try:
            holder = self.claims.claim(key, mine, received_at=run.received_at)
            if holder is None:
                return "mine"
            verdict = self._judged(run, kind, run.journal.read(holder.owner))
            if verdict == "mine" and not self.claims.take_over(key, mine, holder):
                return "wait"
        except Unsure:
            return "wait"
        return verdict

    def _judged(self, run: Run, kind: str, owner: Record | None) -> Verdict:
        """What another submission's item says: "mine" if that one is known not to have made the contact.

        What is recorded as made is made, whether the owner's lease lasts or not: else three submissions with several
        contacts each could wait for one another for ever. An operator's word passes what may have been made before it.
        """
        word = run.submission.send_anyway
        if owner is None:  # it has expired
            return "mine" if word else "unverifiable"
        if owner.made(kind):
            return "other"
        now = self.reconciler.platform.clock()
        if owner.lease_until >= now:
            run.wait_until(owner.lease_until, now)
            return "wait"
        span = owner.may_have_made(kind)
        if span is None or span.last < word:
            return "mine"
        return self.reconciler.of_another(run, kind, span, owner.advocate)

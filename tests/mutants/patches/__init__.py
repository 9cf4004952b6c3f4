"""The safeguards of docs/protocol.md, each with the change that takes it away.

runs       two runs of one submission: lease, token, deadline, mark, the id that both have
unknown    what may have been sent: an old mark, an old item, a reply
reconciled  looking in the lists; the operator's word
contacts   several submissions that ask for one contact; what a mark covers
parts      several connections, one advocate for several submissions, texts to the person
identity   what is one submission
kept       what is told, and what is kept for a person
persons    one person, two advocates; a create that is refused
way_in     acknowledged before it is durable, or taken for a repetition
worker     deleted before it is somewhere else; stuck
mistaken   something else taken for it
opt_ins    in spite of an opt-out; which was said later
suppressed  a text that sounds like a stop; evidence
opt_outs   late, forgotten, or not everywhere
upstream   bytes that drip, letters behind a redirect, resets, odd encodings
peace      the breaker, waits, credentials, letters that nobody needed to read
"""

from typing import Final

from tests.mutants.patches import (
    contacts,
    identity,
    kept,
    mistaken,
    opt_ins,
    opt_outs,
    parts,
    peace,
    persons,
    reconciled,
    runs,
    suppressed,
    unknown,
    upstream,
    way_in,
    worker,
)

PATCHES: Final = (
    *runs.PATCHES,
    *unknown.PATCHES,
    *reconciled.PATCHES,
    *contacts.PATCHES,
    *parts.PATCHES,
    *identity.PATCHES,
    *kept.PATCHES,
    *persons.PATCHES,
    *way_in.PATCHES,
    *worker.PATCHES,
    *mistaken.PATCHES,
    *opt_ins.PATCHES,
    *suppressed.PATCHES,
    *opt_outs.PATCHES,
    *peace.PATCHES,
    *upstream.PATCHES,
)

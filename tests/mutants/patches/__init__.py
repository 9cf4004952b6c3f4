"""The safeguards of docs/protocol.md, each with the change that takes it away.

runs       two runs of one submission: lease, token, deadline, mark, the id that both have
unknown    what may have been sent: an old mark, an old item, a reply
reconciled  looking in the lists; the operator's word
parts      several connections, one advocate for several submissions, texts to the person
way_in     acknowledged before it is durable, or taken for a repetition
worker     deleted before it is somewhere else; stuck
mistaken   something else taken for it
opt_ins    in spite of an opt-out; which was said later
suppressed  a text that sounds like a stop; evidence
opt_outs   late, forgotten, or not everywhere
peace      the breaker, waits, credentials, letters that nobody needed to read
"""

from typing import Final

from tests.mutants.patches import (
    mistaken,
    opt_ins,
    opt_outs,
    parts,
    peace,
    reconciled,
    runs,
    suppressed,
    unknown,
    way_in,
    worker,
)

PATCHES: Final = (
    *runs.PATCHES,
    *unknown.PATCHES,
    *reconciled.PATCHES,
    *parts.PATCHES,
    *way_in.PATCHES,
    *worker.PATCHES,
    *mistaken.PATCHES,
    *opt_ins.PATCHES,
    *suppressed.PATCHES,
    *opt_outs.PATCHES,
    *peace.PATCHES,
)

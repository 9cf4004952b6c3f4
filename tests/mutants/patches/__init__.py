"""The safeguards of docs/protocol.md, each with the change that takes it away.

runs       two runs of one submission: lease, token, deadline, mark, the id that both have
unknown    what may have been sent: an old mark, an old item, a reply
reconciled  looking in the lists; the operator's word
parts      several connections, one advocate for several submissions, texts to the person
persons    one person, two advocates; a create that is refused
way_in     acknowledged before it is durable, or taken for a repetition
worker     deleted before it is somewhere else; stuck
mistaken   something else taken for it
opt_ins    in spite of an opt-out; which was said later
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
    persons,
    reconciled,
    runs,
    unknown,
    way_in,
    worker,
)

PATCHES: Final = (
    *runs.PATCHES,
    *unknown.PATCHES,
    *reconciled.PATCHES,
    *parts.PATCHES,
    *persons.PATCHES,
    *way_in.PATCHES,
    *worker.PATCHES,
    *mistaken.PATCHES,
    *opt_ins.PATCHES,
    *opt_outs.PATCHES,
    *peace.PATCHES,
)

"""The safeguards of docs/protocol.md, each with the change that takes it away.

runs       two runs of one submission: lease, token, deadline, mark, the id that both have
unknown    what may have been sent: an old mark, an old item, a reply
reconciled  looking in the lists; the operator's word
contacts   several submissions that ask for one contact; what a mark covers
parts      several connections, one advocate for several submissions, texts to the person
identity   what is one submission
kept       what is told, and what is kept for a person
keeping    letters that expire or come back; mails
persons    one person, two advocates; a create that is refused
way_in     acknowledged before it is durable, or taken for a repetition
worker     deleted before it is somewhere else; stuck
mistaken   something else taken for it
opt_ins    in spite of an opt-out; which was said later
suppressed  a text that sounds like a stop; evidence
opt_outs   late, forgotten, or not everywhere
operators  what an operator decides: a stop-like text, a file of the consent table, a person who is erased
upstream   bytes that drip, letters behind a redirect, resets, odd encodings
imported   rows of a file: lost, made twice, an opt-in that is newer than it was
repairs    what the platform lost, told and put through the queue again
robots     a person who is taken for one, a robot that is taken for a person
peace      the breaker, waits, credentials, letters that nobody needed to read
"""

from typing import Final

from tests.mutants.patch import Patch
from tests.mutants.patches import (
    contacts,
    identity,
    imported,
    keeping,
    kept,
    mistaken,
    operators,
    opt_ins,
    opt_outs,
    parts,
    peace,
    persons,
    reconciled,
    repairs,
    robots,
    runs,
    suppressed,
    unknown,
    upstream,
    way_in,
    worker,
)

# Each kind with the unit tests that notice most of it.
KINDS: Final[tuple[tuple[tuple[Patch, ...], tuple[str, ...]], ...]] = (
    (runs.PATCHES, ("stores/journal", "delivery/connections")),
    (unknown.PATCHES, ("delivery/connections", "delivery/deliver", "delivery/reconcile", "phone2action/judgement")),
    (reconciled.PATCHES, ("delivery/reconcile", "delivery/operators_word")),
    (contacts.PATCHES, ("delivery/contacts",)),
    (parts.PATCHES, ("delivery/connections", "delivery/advocate")),
    (identity.PATCHES, ("canonical", "sources/web_form_rules")),
    (kept.PATCHES, ("delivery/mangled_messages", "messages")),
    (keeping.PATCHES, ("keeping/keeper", "keeping/watch", "keeping/keeper_crashes", "operate/kept_letters")),
    (persons.PATCHES, ("delivery/persons", "delivery/refused_create")),
    (way_in.PATCHES, ("delivery/intake",)),
    (worker.PATCHES, ("delivery/worker", "delivery/deliver", "delivery/intake")),
    (mistaken.PATCHES, ("delivery/reconcile", "delivery/advocate", "phone2action/judgement")),
    (opt_ins.PATCHES, ("stores/consent", "delivery/intake", "delivery/opt_out")),
    (suppressed.PATCHES, ("delivery/suppressed", "stores/consent")),
    (opt_outs.PATCHES, ("delivery/opt_out",)),
    (operators.PATCHES, ("operate/stops", "operate/backup", "operate/erasing")),
    (imported.PATCHES, ("operate/import", "operate/import_command", "operate/lead_files", "sources/lead_file")),
    (repairs.PATCHES, ("operate/reconcile", "operate/repair")),
    (robots.PATCHES, ("sources/bots",)),
    (peace.PATCHES, ("delivery/breaker", "delivery/deliver")),
    (
        upstream.PATCHES,
        ("phone2action/judgement", "delivery/longest_answer", "phone2action/sockets", "phone2action/total_time"),
    ),
)
PATCHES: Final = tuple(patch for patches, _ in KINDS for patch in patches)
NOTICED_BY: Final = {patch.name: tests for patches, tests in KINDS for patch in patches}

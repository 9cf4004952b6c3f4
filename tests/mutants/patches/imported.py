"""Rows of a file taken for what came live: too old, texted once more, or never."""

from typing import Final

from tests.mutants.patch import Patch

ADVOCATE: Final = "relay/delivery/advocate.py"
DELIVER: Final = "relay/delivery/deliver.py"
SAME: Final = "relay/delivery/same_opt_in.py"

PATCHES: Final = (
    Patch(
        name="imported: an old row is too old to be sure",
        file="relay/delivery/run.py",
        old="        return self.submission.imported_at or self.received_at",
        new="        return self.received_at",
    ),
    Patch(
        name="imported: no row is too old to be sure",
        file=DELIVER,
        old="never_closed and self.clock() - run.entered_at >",
        new="never_closed and not submission.imported_at and self.clock() - run.entered_at >",
    ),
    Patch(
        name="imported: an opt-in counts from its import",
        file=DELIVER,
        old="            received_at=run.received_at,\n            evidence",
        new="            received_at=run.entered_at,\n            evidence",
    ),
    Patch(
        name="imported: the evidence does not say so",
        file="relay/stores/consent.py",
        old='        "imported_at": str(submission.imported_at or ""),\n',
        new="",
    ),
    # Texts ------------------------------------------------------------------------------------------------------------
    Patch(
        name="imported: who was texted is texted for the row",
        file=DELIVER,
        old="        if not run.submission.imported_at and run.submission.source not in LEADS:",
        new="        if run.submission.source not in LEADS:",
        quick=True,
    ),
    Patch(
        name="imported: who was texted for the row is texted for the lead",
        file=DELIVER,
        old="        if not run.submission.imported_at and run.submission.source not in LEADS:",
        new="        if not run.submission.imported_at:",
    ),
    Patch(
        name="imported: a form pays for it",
        file=DELIVER,
        old="        if not run.submission.imported_at and run.submission.source not in LEADS:\n            return\n",
        new="",
    ),
    Patch(
        name="imported: who may have been texted live is texted for the row of that id",
        file=SAME,
        old="    run.opted_in_from = min([run.entered_at, *own])\n",
        new="",
    ),
    Patch(
        name="imported: any two leads are one will",
        file=SAME,
        old='said["submission"] != run.id and is_imported and',
        new='said["submission"] != run.id and',
    ),
    Patch(
        name="imported: its own evidence is another's",
        file=SAME,
        old='    return said["submission"] != run.id and is_imported',
        new="    return is_imported",
    ),
    Patch(
        name="imported: a later will is none",
        file=SAME,
        old=" and run.received_at < _entered(said) + DAY_MS",
        new="",
    ),
    Patch(
        name="imported: what was sent counts from the row's time",
        file=SAME,
        old='    return int(said.get("imported_at") or said["received_at"])',
        new='    return int(said["received_at"])',
    ),
    Patch(
        name="imported: texted again after the journal has forgotten",
        file=SAME,
        old='record is None or (record.state == "done"',
        new='record is not None and (record.state == "done"',
    ),
    Patch(
        name="imported: done without its opt-in is done with it",
        file=SAME,
        old="    return bool(other.held or other.told)",
        new="    return bool(other.held)",
    ),
    Patch(
        name="imported: it is not written down that another's stands",
        file="relay/delivery/run.py",
        old="                    told=1 if self.told else None,\n",
        new="",
    ),
    Patch(
        name="imported: not refused, so carried out",
        file=SAME,
        old="    if _left_out(other) or not other.opt_in_runs + other.unclosed:",
        new="    if _left_out(other):",
    ),
    Patch(
        name="imported: does not wait for who is being run",
        file=SAME,
        old="    if other.lease_until >= now:",
        new="    if False:",
    ),
    Patch(
        name="imported: what may have been sent was not",
        file=SAME,
        old="    run.opt_in_runs = max(run.opt_in_runs, 1)\n",
        new="",
    ),
    Patch(
        name="imported: what may have been sent is judged before it must show",
        file=SAME,
        old="    if shown_at > now:",
        new="    if False:",
    ),
    Patch(
        name="imported: a first run does not look for what another may have sent",
        file=ADVOCATE,
        old="        return run.old is None and not run.opt_in_runs and",
        new="        return run.old is None and",
    ),
    Patch(
        name="imported: what another may have sent shows only after the import",
        file=SAME,
        old="    run.opted_in_from = min(run.opted_in_from or run.entered_at, _entered(said))\n",
        new="",
    ),
    Patch(
        name="imported: whom another way joined has opted in",
        file=SAME,
        old="    run.opted_in_from = min([run.entered_at, *own])",
        new="    run.opted_in_from = run.received_at",
    ),
    Patch(
        name="imported: texts although nobody can tell",
        file=DELIVER,
        old="        except Unsure:\n            raise Stop(Wait(run.id, run)) from None\n        if run.told",
        new="        except Unsure:\n            run.told = False\n        if run.told",
    ),
)

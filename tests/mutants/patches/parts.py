"""Sent twice, where a submission has several parts, or an advocate several submissions; and texts to the person."""

from typing import Final

from tests.mutants.patch import Patch

PATCHES: Final = (
    # Several connections ----------------------------------------------------------------------------------------------
    Patch(
        name="what one part needs again is sent for all",
        file="relay/delivery/run.py",
        old="(kind not in self.connections or is_resent)",
        new='(self.connections.get(kind) not in {"maybe", "rejected"} or is_resent)',
        quick=True,
    ),
    Patch(
        name="what may have been sent is sent beside what was not",
        file="relay/delivery/run.py",
        old="(kind not in self.connections or is_resent)",
        new='(self.connections.get(kind) not in {"done", "rejected"} or is_resent)',
    ),
    Patch(
        name="what was given up is sent beside what was not",
        file="relay/delivery/run.py",
        old="return kind not in self.dead and (",
        new="return kind in self.dead or (",
    ),
    Patch(
        name="each request asks for all connections",
        file="relay/delivery/connections.py",
        old='"type": [kind], **own',
        new='"type": list(request.types), **own',
    ),
    Patch(
        name="one part that is seen proves the others",
        file="relay/delivery/reconcile.py",
        old="            self._decide(run, kind, kind in seen)",
        new="            self._decide(run, kind, bool(seen))",
    ),
    Patch(
        name="one part without an answer makes all maybe",
        file="relay/delivery/connections.py",
        old="                run.maybe(kind, run.marked_at or self.platform.clock(), self.platform.clock())\n",
        new="                for each in parts(run.submission):\n"
        "                    run.maybe(each, run.marked_at or self.platform.clock(), self.platform.clock())\n",
    ),
    Patch(
        name="a part that was rejected hides one that waits",
        file="relay/delivery/connections.py",
        old="    if open_parts:\n",
        new='    if open_parts and "rejected" not in run.connections.values():\n',
    ),
    Patch(
        name="a part that was given up hides one that waits",
        file="relay/delivery/connections.py",
        old="    if open_parts:\n",
        new="    if open_parts and not run.dead:\n",
    ),
    Patch(
        name="a letter to a legislator may be repeated",
        file="relay/delivery/parts.py",
        old='(kind == UPDATE and "message" not in submission.advocate)',
        new="kind == UPDATE",
    ),
    Patch(
        name="a call may be repeated",
        file="relay/delivery/parts.py",
        old='return kind == "tweet" or',
        new='return kind in {"tweet", "call"} or',
    ),
    Patch(
        name="a call is placed at any time",
        file="relay/delivery/connections.py",
        old='if kind == "call" and self.platform.clock() - run.received_at > CALL_WITHIN_MS:',
        new="if False:",
    ),
    Patch(
        name="a call's quarter of an hour begins with the last arrival",
        file="relay/delivery/connections.py",
        old='if kind == "call" and self.platform.clock() - run.received_at > CALL_WITHIN_MS:',
        new='if kind == "call" and self.platform.clock() - run.submission.received_at > CALL_WITHIN_MS:',
    ),
    # The advocate -----------------------------------------------------------------------------------------------------
    Patch(
        name="an advocate that was made is made again",
        file="relay/delivery/advocate.py",
        old="            if run.advocate is not None:\n",
        new="            if False:\n",
    ),
    Patch(
        name="every run creates instead of finding first",
        file="relay/delivery/advocate.py",
        old="found = None if self._is_first(run) else self._find(run)\n        if",
        new="found = None\n        if",
    ),
    Patch(
        name="a first run without an e-mail creates at once",
        file="relay/delivery/advocate.py",
        old="        if not self._is_upsert(arguments):\n",
        new="        if False:\n",
    ),
    Patch(
        name="a named advocate is updated in every run without a look",
        file="relay/delivery/advocate.py",
        old="found = None if self._is_first(run) else self._find(run)\n        if",
        new='found = None if self._is_first(run) or "advocateid" in arguments else self._find(run)\n        if',
    ),
    Patch(
        name="the oldest advocate is meant although another is named",
        file="relay/delivery/advocate.py",
        old="if wanted is None or str(advocate.id) == str(wanted)),",
        new="if True),",
    ),
    Patch(
        name="what was found is created again",
        file="relay/delivery/advocate.py",
        old='return self._write(run, arguments | {"advocateid": there.id})',
        new="return self._write(run, arguments)",
    ),
    Patch(
        name="of several advocates the newest is meant",
        file="relay/delivery/advocate.py",
        old="        return min(\n            (advocate for",
        new="        return max(\n            (advocate for",
    ),
    Patch(
        name="somebody with an e-mail is found by phone",
        file="relay/delivery/advocate.py",
        old='= ("email", "phone")',
        new='= ("phone", "email")',
    ),
    Patch(
        name="an unknown create of a phone is repeated before the list can show it",
        file="relay/delivery/advocate.py",
        old="        if unseen > 0:\n",
        new="        if False:\n",
    ),
    Patch(
        name="a crashed run cannot have created a phone's advocate",
        file="relay/delivery/deliver.py",
        old="max(old.upsert_at or 0, old.lease_until) if old.unclosed else old.upsert_at",
        new="old.upsert_at",
    ),
    Patch(
        name="the time of an unknown create is not written down",
        file="relay/delivery/advocate.py",
        old="                run.upsert_at = self.platform.clock()\n",
        new="",
    ),
    Patch(
        name="older profile data overwrite newer",
        file="relay/delivery/advocate.py",
        old="        elif _changed_since(found, run.received_at):\n            arguments",
        new="        elif False:\n            arguments",
    ),
    Patch(
        name="a late first run overwrites newer profile data",
        file="relay/delivery/advocate.py",
        old="return run.old is None and not run.opt_in_runs and self.platform.clock() - run.received_at < FRESH_MS",
        new="return run.old is None",
    ),
    Patch(
        name="a second run overwrites newer profile data",
        file="relay/delivery/advocate.py",
        old="return run.old is None and not run.opt_in_runs and self.platform.clock() - run.received_at < FRESH_MS",
        new="return self.platform.clock() - run.received_at < FRESH_MS",
    ),
    # Texts to the person ----------------------------------------------------------------------------------------------
    Patch(
        name="an advocate that joined meanwhile is texted again",
        file="relay/delivery/advocate.py",
        old="if run.opt_in_runs and _opted_in_since(run, found):",
        new="if False:",
    ),
    Patch(
        name="the opt-ins by text are not counted",
        file="relay/delivery/advocate.py",
        old="if run.texts and run.opt_in_runs >= UNKNOWN_OPT_INS:",
        new="if False:",
    ),
    Patch(
        name="a fourth opt-in by text is tried",
        file="relay/delivery/advocate.py",
        old="UNKNOWN_OPT_INS: Final = 3",
        new="UNKNOWN_OPT_INS: Final = 4",
    ),
    Patch(
        name="a crashed run cannot have sent an opt-in by text",
        file="relay/delivery/deliver.py",
        old="run.opt_in_runs = old.opt_in_runs + old.unclosed",
        new="run.opt_in_runs = old.opt_in_runs",
    ),
    Patch(
        name="an opt-in by text without an answer is not counted",
        file="relay/delivery/advocate.py",
        old="                run.opt_in_runs += run.texts\n                run.upsert_at",
        new="                run.upsert_at",
    ),
    Patch(
        name="an opt-in by text that was answered by a redirect has not acted",
        file="relay/delivery/advocate.py",
        old="            if not error.proves_not_made and not meets_somebody:  # whoever",
        new="            if not isinstance(error, Misrouted) and not meets_somebody:  # whoever",
    ),
    Patch(
        name="an opt-in by text that surely did not act is counted",
        file="relay/delivery/advocate.py",
        old="            if not error.proves_not_made and not meets_somebody:  # whoever",
        new="            if not meets_somebody:  # whoever",
    ),
    Patch(
        name="a create's conflict counts as an opt-in by text that may have acted",
        file="relay/delivery/advocate.py",
        old='meets_somebody = "advocateid" not in arguments and _is_refused(error)',
        new="meets_somebody = False",
    ),
    Patch(
        name="the count of opt-ins by text is not written down",
        file="relay/delivery/run.py",
        old="opt_in_runs=self.opt_in_runs or None,",
        new="opt_in_runs=None,",
    ),
)

"""Sent twice, because two runs do not know of each other: lease, token, deadline, mark, and the id that both have."""

from typing import Final

from tests.mutants.patch import Patch

PATCHES: Final = (
    # The claim --------------------------------------------------------------------------------------------------------
    Patch(
        name="no lease",
        file="relay/stores/journal.py",
        old="(attribute_not_exists(#token) OR #lease_until < :now))",
        new="(attribute_not_exists(#token) OR #lease_until <> :now))",
    ),
    Patch(
        name="a lease ends when its process does",
        file="relay/delivery/run.py",
        old="return self.kill_at + LEASE_SLACK_MS",
        new="return self.kill_at",
    ),
    Patch(
        name="a lease is over in its last millisecond",
        file="relay/stores/journal.py",
        old="(attribute_not_exists(#token) OR #lease_until < :now))",
        new="(attribute_not_exists(#token) OR #lease_until <= :now))",
    ),
    Patch(
        name="what is done may be claimed",
        file="relay/stores/journal.py",
        old="attribute_not_exists(#id) OR (#state <> :done AND (",
        new="attribute_not_exists(#id) OR ((",
    ),
    Patch(
        name="a claim that was refused goes on",
        file="relay/delivery/deliver.py",
        old="        if not isinstance(claim, Claimed):\n            record = claim.record\n",
        new="        if not isinstance(claim, Claimed):\n            record = claim.record\n"
        '            return Run(submission, submission_id, "none", record, self.journal, deadline)\n',
    ),
    Patch(
        name="an unsure claim goes on",
        file="relay/delivery/deliver.py",
        old="        except Unsure:\n            raise Stop(Wait(own)) from None",
        new='        except Unsure:\n            return Run(submission, own, "none", None, self.journal, deadline)',
    ),
    Patch(
        name="what DynamoDB refuses for another reason counts as a condition",
        file="relay/stores/table.py",
        old="if isinstance(error, AwsRefused) and error.code == REFUSED:",
        new="if isinstance(error, AwsRefused):",
    ),
    # A claim that was repeated after a lost answer --------------------------------------------------------------------
    Patch(
        name="a claim repeated after a lost answer is somebody else's",
        file="relay/stores/journal.py",
        old='if item.get("token") == token:',
        new="if False:",
    ),
    Patch(
        name="a claim repeated after a lost answer counts itself as a crash",
        file="relay/stores/journal.py",
        old="    unclosed = shown.unclosed - 1\n",
        new="    unclosed = shown.unclosed\n",
    ),
    Patch(
        name="a claim repeated after a lost answer takes its own item for an earlier run's",
        file="relay/stores/journal.py",
        old="    if unclosed == 0 and shown.connections is None:",
        new="    if False:",
    ),
    Patch(
        name="a claim repeated after a lost answer takes a crashed run for none",
        file="relay/stores/journal.py",
        old="    if unclosed == 0 and shown.connections is None:",
        new="    if shown.connections is None:",
    ),
    Patch(
        name="a claim repeated after a lost answer forgets the mark",
        file="relay/stores/journal.py",
        old="return replace(shown, state=state,",
        new="return replace(shown, sending=None, state=state,",
    ),
    # Mark and close ---------------------------------------------------------------------------------------------------
    Patch(
        name="no mark",
        file="relay/delivery/connections.py",
        old='marked = run.journal.mark(run.id, run.token, covers, resends=run.resends and "email" in kinds)',
        new="marked = True",
        quick=True,
    ),
    Patch(
        name="the mark comes after the sending",
        file="relay/delivery/connections.py",
        old="                if kind in once:\n                    self._mark(run, once)\n"
        "                self._make(run, kind)\n",
        new="                self._make(run, kind)\n"
        "                if kind in once:\n                    self._mark(run, once)\n",
    ),
    Patch(
        name="sends although the mark is unsure",
        file="relay/delivery/connections.py",
        old="        except Unsure:\n            marked = False",
        new="        except Unsure:\n            marked = True",
    ),
    Patch(
        name="sends although the mark was refused",
        file="relay/delivery/connections.py",
        old="        if not marked:\n",
        new="        if marked is None:\n",
    ),
    Patch(
        name="a mark does not ask whose the run is",
        file="relay/stores/journal.py",
        old='add={"resent": 1} if resends else None,\n                condition="#token = :mine",',
        new='add={"resent": 1} if resends else None,\n                condition="#token <> :mine OR #token = :mine",',
    ),
    Patch(
        name="no fenced close",
        file="relay/stores/journal.py",
        old=('"sending", "covers", *gone],\n                condition="#token = :mine",'),
        new=('"sending", "covers", *gone],\n                condition="#token <> :mine OR #token = :mine",'),
    ),
    # The deadline -----------------------------------------------------------------------------------------------------
    Patch(
        name="no check of the deadline before a connection",
        file="relay/delivery/connections.py",
        old="in_time = now < run.deadline.budget_until and run.deadline.allows(now, CONNECTION_SECONDS)",
        new="in_time = now < run.deadline.budget_until",
    ),
    Patch(
        name="no check of the deadline right before a connection is sent",
        file="relay/delivery/connections.py",
        old="        run.deadline.require(self.platform.clock(), CONNECTION_SECONDS)\n",
        new="",
    ),
    Patch(
        name="no check of the deadline before a call about the advocate",
        file="relay/delivery/platform.py",
        old="if timeout < 1 or not run.deadline.allows(now, timeout):",
        new="if timeout < 1:",
    ),
    Patch(
        name="a connection is begun although the sender's patience is over",
        file="relay/delivery/connections.py",
        old="in_time = now < run.deadline.budget_until and run.deadline.allows(now, CONNECTION_SECONDS)",
        new="in_time = run.deadline.allows(now, CONNECTION_SECONDS)",
    ),
    Patch(
        name="a write may take until the lease is over",
        file="relay/delivery/run.py",
        old="return now + int(timeout_seconds * 1000) < self.act_until",
        new="return now + int(timeout_seconds * 1000) < self.lease_until",
    ),
    Patch(
        name="a write may take until the very end of the process",
        file="relay/delivery/run.py",
        old="return now + int(timeout_seconds * 1000) < self.act_until",
        new="return now + int(timeout_seconds * 1000) <= self.act_until",
    ),
    # The id that two arrivals of one submission share -----------------------------------------------------------------
    Patch(
        name="a double click at midnight is two submissions",
        file="relay/stores/ids.py",
        old="MIDNIGHT: Final = timedelta(minutes=10)",
        new="MIDNIGHT: Final = timedelta(minutes=0)",
    ),
    Patch(
        name="what is run after its day does not look at the next one",
        file="relay/stores/ids.py",
        old="        runs_late = now + CLOCKS_DIFFER_MS >= next_midnight",
        new="        runs_late = False",
    ),
    Patch(
        name="all hosts' clocks show midnight together",
        file="relay/stores/ids.py",
        old="        runs_late = now + CLOCKS_DIFFER_MS >= next_midnight",
        new="        runs_late = now >= next_midnight",
    ),
    Patch(
        name="the neighbours' items are not looked for",
        file="relay/delivery/deliver.py",
        old="self.journal.which(own, neighbours) if neighbours else own",
        new="own",
    ),
    Patch(
        name="goes on although the neighbours' items could not be read",
        file="relay/stores/journal.py",
        old="        found = self._table.get(ids)\n",
        new=(
            "        try:\n"
            "            found = self._table.get(ids)\n"
            "        except Exception:\n"
            "            return own\n"
        ),
    ),
    Patch(
        name="a neighbour that is done counts no more than others",
        file="relay/stores/journal.py",
        old="        return next(iter([*done, *records]), own)",
        new="        return next(iter(records), own)",
    ),
    Patch(
        name="the neighbours' items are read where they may not show yet",
        file="relay/stores/table.py",
        old='"ConsistentRead": True',
        new='"ConsistentRead": False',
    ),
    Patch(
        name="an item that DynamoDB left unread counts as missing",
        file="relay/stores/table.py",
        old='        if answer.get("UnprocessedKeys"):',
        new="        if False:",
    ),
)

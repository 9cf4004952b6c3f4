"""Sent twice, because what may have been sent is forgotten, or taken for not sent by a mere reply."""

from typing import Final

from tests.mutants.patch import Patch

PATCHES: Final = (
    # What an earlier run left -----------------------------------------------------------------------------------------
    Patch(
        name="an old mark is not maybe",
        file="relay/delivery/deliver.py",
        old="if old and old.sending is not None:",
        new="if old and old.sending is not None and False:",
    ),
    Patch(
        name="an old mark leaves what was rejected alone",
        file="relay/stores/journal.py",
        old="is_covered and not self.made(kind)",
        new="is_covered and kind not in (self.connections or {})",
    ),
    Patch(
        name="the old mark's own time is forgotten",
        file="relay/delivery/deliver.py",
        old="if old.marked(kind)], old.sending, old.lease_until)",
        new="if old.marked(kind)], self.clock(), self.clock())",
    ),
    Patch(
        name="a crashed run is over with its mark, not with its lease",
        file="relay/delivery/deliver.py",
        old="if old.marked(kind)], old.sending, old.lease_until)",
        new="if old.marked(kind)], old.sending, old.sending)",
    ),
    Patch(
        name="a second mark takes the first one's place",
        file="relay/stores/journal.py",
        old='                put_if_absent={"sending": now},',
        new="                put_if_absent={} if put.update(sending=now) else {},",
    ),
    Patch(
        name="the first possible sending moves on with every run",
        file="relay/delivery/run.py",
        old="first if self.maybe_from is None else min(self.maybe_from, first)",
        new="first",
    ),
    Patch(
        name="the last possible sending stays the first run's",
        file="relay/delivery/run.py",
        old="last if self.maybe_since is None else max(self.maybe_since, last)",
        new="last if self.maybe_since is None else self.maybe_since",
    ),
    Patch(
        name="a run does not learn what an earlier one left as maybe",
        file="relay/delivery/deliver.py",
        old="            run.connections = dict(old.connections or {})\n",
        new="            run.connections = dict(old.connections or {})\n"
        '            run.connections = {kind: state for kind, state in run.connections.items() if state != "maybe"}\n',
    ),
    Patch(
        name="a run does not learn what an earlier one did",
        file="relay/delivery/deliver.py",
        old="            run.connections = dict(old.connections or {})\n",
        new="",
    ),
    Patch(
        name="a dead item forgets what was maybe",
        file="relay/delivery/run.py",
        old="                    connections=self.connections,\n",
        new='                    connections=self.connections if state != "dead" else {},\n',
    ),
    Patch(
        name="what expires is not asked what may have been sent",
        file="relay/delivery/deliver.py",
        old='            self._know(run)\n            if expired:\n                return Dead(run, "expired")\n',
        new='            if expired:\n                return Dead(run, "expired")\n            self._know(run)\n',
    ),
    # Old items --------------------------------------------------------------------------------------------------------
    Patch(
        name="an expired item is not maybe",
        file="relay/delivery/deliver.py",
        old="if never_closed and self.clock() - run.entered_at > NEVER_CLOSED_LIMIT_MS:",
        new="if False:",
    ),
    Patch(
        name="an item that was claimed and never closed since is none that may have expired",
        file="relay/delivery/deliver.py",
        old="never_closed = old is None or old.connections is None",
        new="never_closed = old is None",
    ),
    Patch(
        name="what an expired item sent, it sent at once",
        file="relay/delivery/deliver.py",
        old="_maybe(run, parts(submission), run.entered_at, self.clock())",
        new="_maybe(run, parts(submission), run.entered_at, run.entered_at)",
    ),
    Patch(
        name="an item is forgotten before it counts as expired",
        file="relay/stores/journal.py",
        old="KEEP_DAYS: Final = 30",
        new="KEEP_DAYS: Final = 3",
    ),
    # Judging replies --------------------------------------------------------------------------------------------------
    Patch(
        name="a time-out is not maybe",
        file="relay/delivery/connections.py",
        old="            if not error.proves_not_made and self._is_once(run, kind):\n",
        new="            if False:\n",
        quick=True,
    ),
    Patch(
        name="what was rejected is tried again by itself",
        file="relay/delivery/deliver.py",
        old='            if old.state == "dead":\n                is_meant',
        new="            if True:\n                is_meant",
    ),
    Patch(
        name="a rejected connection counts as not made",
        file="relay/delivery/connections.py",
        old='            run.connections[kind] = "rejected"',
        new="            return",
    ),
    Patch(
        name="a connection that was refused for its keys is repeated at once",
        file="relay/delivery/connections.py",
        old="self.platform.ask(_endpoint(kind), lambda: self._send(run, kind), again=False, tells_of_keys=False)",
        new="self.platform.ask(_endpoint(kind), lambda: self._send(run, kind), tells_of_keys=False)",
    ),
    Patch(
        name="a 408 is no unknown outcome",
        file="relay/phone2action/replies.py",
        old="    if status == TIMED_OUT or status not in REFUSED:",
        new="    if status not in REFUSED:",
    ),
    Patch(
        name="a 5xx was not carried out",
        file="relay/phone2action/replies.py",
        old="    if status in NO_SUCH_PLACE or status in REDIRECTED:",
        new="    if status in NO_SUCH_PLACE or status in REDIRECTED or status >= 500:",
    ),
    Patch(
        name="a request that left and was not answered was never sent",
        file="relay/phone2action/failures.py",
        old="    urllib3.exceptions.ConnectTimeoutError,",
        new="    urllib3.exceptions.TimeoutError,",
    ),
    Patch(
        name="a 4xx that says success made nothing",
        file="relay/phone2action/replies.py",
        old="return Rejected if _says_no(content) else UnknownOutcome",
        new="return Rejected",
    ),
)

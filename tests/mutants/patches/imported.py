"""Rows of a file: lost or made twice, an opt-in that is newer than it was, letters that nobody can account for."""

from typing import Final

from tests.mutants.patch import Patch

PATCHES: Final = (
    Patch(
        name="a batch is noted before SQS has it",
        file="operate/importing.py",
        old="""        _send(found, batch.messages)
        progress = found.progress
        found.progress = progress.now(passed=batch.passed, queued=progress.queued + len(batch.messages))
        resuming.write(found.file, found.progress)
""",
        new="""        progress = found.progress
        found.progress = progress.now(passed=batch.passed, queued=progress.queued + len(batch.messages))
        resuming.write(found.file, found.progress)
        _send(found, batch.messages)
""",
    ),
    Patch(
        name="a row that SQS did not take counts as queued",
        file="operate/importing.py",
        old="    if len(taken) < len(messages):",
        new="    if not messages:",
    ),
    Patch(
        name="an import that goes on has another beginning",
        file="operate/importing.py",
        old="    began_at = before.began_at if before else clock()",
        new="    began_at = clock()",
    ),
    Patch(
        name="a file that was changed goes on",
        file="operate/leads/resuming.py",
        old="    if found.digest == digest and found.options == options:",
        new="    if found.options == options:",
    ),
    Patch(
        name="an import goes on with other options",
        file="operate/leads/resuming.py",
        old="    if found.digest == digest and found.options == options:",
        new="    if found.digest == digest:",
    ),
    Patch(
        name="rows are queued before the whole file was read",
        file="operate/command/importing.py",
        old="            importing.check_rows(found, told=told)",
        new="            told(0, 0)",
    ),
    Patch(
        name="a row of the future is newer than the import",
        file="operate/leads/rows.py",
        old="        return min(at, self.began_at)",
        new="        return at",
    ),
    Patch(
        name="an old row writes to legislators",
        file="operate/leads/rows.py",
        old="            contacts=received_at > self.began_at - OLDEST_CONTACT_MS,",
        new="            contacts=True,",
    ),
    Patch(
        name="a row without its letters passes for the one with them",
        file="relay/sources/lead_file.py",
        old="    return replace(made, connection=None, natural_key=key)",
        new="    return replace(made, connection=None)",
    ),
    Patch(
        name="a row is another one on another day",
        file="relay/sources/lead_file.py",
        old="""        natural_key=key,
        keyed_by_content=False,""",
        new="""        natural_key=key,
        keyed_by_content=True,""",
    ),
    Patch(
        name="a row of Google's is a row of a list",
        file="relay/sources/lead_file.py",
        old='    is_googles = lead.source == "google_lead"',
        new="    is_googles = False",
    ),
    Patch(
        name="any word in the consent column is a yes",
        file="relay/sources/lead_file.py",
        old='    raise Unusable([Problem(opt_in, "invalid", NOT_A_YES)])',
        new="    return True",
    ),
    Patch(
        name="columns opt in by their name",
        file="relay/sources/lead_file.py",
        old="    fields.FLAGS | (fields.LISTS",
        new='    {"type"} | (fields.LISTS',
    ),
    Patch(
        name="an import fills the queue",
        file="operate/importing.py",
        old="            if self._room < rows:",
        new="            self._room = MOST_WAITING\n            if self._room < rows:",
    ),
    Patch(
        name="an import shares with the sign-ups of its campaign",
        file="operate/importing.py",
        old='SHARE: Final = "import-{}"',
        new='SHARE: Final = "{}"',
    ),
)

"""What a sender is told, and what is kept for a person to look at."""

from typing import Final

from tests.mutants.patch import Patch

PATCHES: Final = (
    # Replies ----------------------------------------------------------------------------------------------------------
    Patch(
        name="queued is said of what is in no queue",
        file="relay/delivery/receipt.py",
        old=" if waits or kind in known}",
        new="}",
    ),
    Patch(
        name="what waits is not told as queued",
        file="relay/delivery/receipt.py",
        old=" if waits or kind in known}",
        new=" if kind in known}",
    ),
    Patch(
        name="a letter that another submission made is told as something else",
        file="relay/delivery/receipt.py",
        old='"other": "done"}',
        new="}",
    ),
    Patch(
        name="an opt-out is answered with an id that nothing has",
        file="relay/delivery/intake.py",
        old="id=self.identity.submission(outs[0])",
        new="id=submission_id",
    ),
)

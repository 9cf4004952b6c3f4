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
    # Unreadable messages ----------------------------------------------------------------------------------------------
    Patch(
        name="a flag without its address is found out by the run",
        file="relay/messages.py",
        old="if flag in submission.advocate and not",
        new="if False and not",
        quick=True,
    ),
    Patch(
        name="half a character is found out by those it is sent to",
        file="relay/messages.py",
        old="json.dumps(asdict(submission), ensure_ascii=False).encode()",
        new="pass",
    ),
    Patch(
        name="a contact of an unknown type is forgotten",
        file="relay/messages.py",
        old="if submission.connection and not KINDS",
        new="if False and not KINDS",
    ),
    Patch(
        name="a letter may be longer than its queue takes",
        file="relay/letters.py",
        old="if text and len(text) <= LARGEST_MESSAGE:",
        new="if text:",
    ),
    Patch(
        name="what is no JSON object is kept whole however long it is",
        file="relay/letters.py",
        old="message[:LONGEST_UNREADABLE]",
        new="message",
    ),
    Patch(
        name="a message nested too deep has no letter",
        file="relay/letters.py",
        old="except (ValueError, RecursionError):",
        new="except ValueError:",
    ),
    Patch(
        name="what always fails is dropped by SQS in the end",
        file="relay/delivery/worker.py",
        old="if self.clock() - received.sent_at > LONGEST_WINDOW_MS:  # a day",
        new="if False:  # a day",
    ),
    Patch(
        name="any text may be a metric's source",
        file="relay/telemetry.py",
        old='source if source in SOURCES else "unknown"',
        new="source",
    ),
    Patch(
        name="a letter that nobody can read stops the replay",
        file="cli/dead_letters.py",
        old="    except (ValueError, RecursionError):\n        return {}",
        new="    except ZeroDivisionError:\n        return {}",
    ),
)

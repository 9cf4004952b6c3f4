"""What the keeper writes beside a letter that it sends once more, and what an operator leaves of one taken away.

A letter's text stays as it is, byte for byte, for nobody may be able to read it. So what is known of it stands in
attributes of its message. The keeper writes them; `operate` reads them too.
"""

from typing import Final

SINCE: Final = "kept_since"
"""When the letter was sent for the first time: milliseconds since 1970."""

NAME: Final = "kept_name"
"""What SQS called it then. By this it is found whatever SQS calls it now, and two copies are known to be one letter."""

LAST: Final = "kept_last"
"""It was sent for the last time: it has been given up, and goes when SQS's own time for it is over."""

MARKS: Final = (SINCE, NAME, LAST)

DAY_MS: Final = 24 * 60 * 60 * 1000
EXPIRES_MS: Final = 14 * DAY_MS
"""How long SQS keeps a message after it was sent, at most: MessageRetentionPeriod in template.yaml."""

AGAIN_MS: Final = 7 * DAY_MS
"""How long after it was sent a letter is sent once more. That leaves the keeper a week of hours to do it in."""


def may_have_a_copy(sent_at: int, name: str, message_id: str, now: int) -> bool:
    """Whether a keeper that died may have left two copies of a letter: it has been sent again, or is due to be."""
    return name != message_id or now - sent_at >= AGAIN_MS


def gone(name: str) -> str:
    """The key of the journal table's item that says: an operator has taken this letter away, so its copies go too."""
    return f"gone:{name}"

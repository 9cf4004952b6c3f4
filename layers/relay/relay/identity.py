"""Names for submissions and people that tell nothing about them: HMACs under a key of their own.

The journal and the consent table are filed under these, logs and replies show them. Whoever has the table but not
the key can't find out whether an address is in it.
"""

import hmac
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from relay.consent import Channel
from relay.submission import Submission

HEX_DIGITS: Final = 32  # 128 bits: no two submissions meet by chance
MIDNIGHT_MINUTES: Final = 10


class Identity:
    """Makes ids with the key that `key()` gives (see `credentials.KeyStore`, whose errors pass through)."""

    def __init__(self, key: Callable[[], bytes]) -> None:
        self._key = key

    def submission(self, submission: Submission) -> str:
        """The id of a submission: of its source and natural key, and of its UTC day if its content is the key."""
        return self._submission(submission, _received(submission))

    def before_midnight(self, submission: Submission) -> str | None:
        """The id it would have had yesterday, if it came just after midnight and its content is the key.

        A double click at midnight is one submission. None where yesterday can't matter.
        """
        received = _received(submission)
        minutes = received.hour * 60 + received.minute
        if not submission.keyed_by_content or minutes >= MIDNIGHT_MINUTES:
            return None
        return self._submission(submission, received - timedelta(days=1))

    def consent(self, channel: Channel, address: str) -> str:
        """The consent record of a phone ("sms", ten digits) or an e-mail address ("email", any case)."""
        return self.of(f"sms:+1{address}" if channel == "sms" else f"email:{address.lower()}")

    def of(self, text: str) -> str:
        """The HMAC of any text, in hexadecimal digits."""
        return hmac.digest(self._key(), text.encode(), "sha256").hex()[:HEX_DIGITS]

    def _submission(self, submission: Submission, day: datetime) -> str:
        suffix = f"\n{day:%Y-%m-%d}" if submission.keyed_by_content else ""
        return self.of(f"{submission.source}\n{submission.natural_key}{suffix}")


def _received(submission: Submission) -> datetime:
    return datetime.fromtimestamp(submission.received_at / 1000, UTC)

"""Names for submissions and people that tell nothing about them: HMACs under a key of their own.

The journal and the consent table are filed under these, logs and replies show them. Whoever has the table but not
the key can't find out whether an address is in it.
"""

import hmac
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from relay.canonical import address_of
from relay.stores.consent import Channel
from relay.stores.journal import Neighbours
from relay.submission import Submission

HEX_DIGITS: Final = 32  # 128 bits: no two submissions meet by chance
A_DAY: Final = timedelta(days=1)
MIDNIGHT: Final = timedelta(minutes=10)  # what comes within this of a day's begin may be a copy of the day before's
CLOCKS_DIFFER_MS: Final = 5_000


class Identity:
    """Makes ids with the key that `key()` gives (see `secrets.KeyStore`, whose errors pass through)."""

    def __init__(self, key: Callable[[], bytes]) -> None:
        self._key = key

    def submission(self, submission: Submission) -> str:
        """The id of a submission: of its source and natural key, and of its UTC day if its content is the key."""
        return self._submission(submission, _received(submission))

    def neighbours(self, submission: Submission, now: int) -> Neighbours | None:
        """The ids that a double click over midnight may have given to what its content says is one submission.

        The day before's, if it came just after midnight; the day after's, if it is run (`now`, in milliseconds) when
        a copy that came just after midnight may have been run before it. None where neither can matter.
        """
        if not submission.keyed_by_content:
            return None
        received = _received(submission)
        midnight = received.replace(hour=0, minute=0, second=0, microsecond=0)
        next_midnight = _milliseconds(midnight + A_DAY)
        came_early = received - midnight < MIDNIGHT
        runs_late = now + CLOCKS_DIFFER_MS >= next_midnight
        if not came_early and not runs_late:
            return None
        return Neighbours(
            before=self._submission(submission, received - A_DAY) if came_early else None,
            after=self._submission(submission, received + A_DAY) if runs_late else None,
            after_until=_milliseconds(midnight + A_DAY + MIDNIGHT),
        )

    def consent(self, channel: Channel, address: str) -> str:
        """The consent record of a phone ("sms", ten digits) or an e-mail address ("email", any case)."""
        return self.of(f"sms:+1{address}" if channel == "sms" else f"email:{address.lower()}")

    def contact(self, contact: str) -> str:
        """The item of a contact with a legislator (`delivery.parts.contact`)."""
        return f"contact:{self.of(contact)}"

    def person(self, argument: Literal["email", "phone"], address: str) -> str:
        """The item of the person with this e-mail address, or with this phone."""
        return f"person:{self.of(f'{argument}:{address_of(address)}')}"

    def found_by(self, argument: Literal["email", "phone"], address: str) -> str:
        """What the journal's items of a person are found by: with this e-mail address, or with this phone.

        Not the key of the consent record, which is kept for ever: nobody without the key can join the two tables.
        """
        return self.of(f"found by {argument}:{address_of(address)}")

    def of(self, text: str) -> str:
        """The HMAC of any text, in hexadecimal digits."""
        return hmac.digest(self._key(), text.encode(), "sha256").hex()[:HEX_DIGITS]

    def _submission(self, submission: Submission, day: datetime) -> str:
        suffix = f"\n{day.date().isoformat()}" if submission.keyed_by_content else ""
        return self.of(f"{submission.source}\n{submission.natural_key}{suffix}")


def _received(submission: Submission) -> datetime:
    return datetime.fromtimestamp(submission.received_at / 1000, UTC)


def _milliseconds(when: datetime) -> int:
    return round(when.timestamp() * 1000)

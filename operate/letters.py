"""A letter as an operator has it in hand, and which letters are meant: values, of the dead and of what is held.

What a letter says is whatever is in its queue: of any version, of SQS itself, or edited by hand. So nothing here takes
for granted that a note is there or of the right type.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from urllib.parse import parse_qsl

NO_REASON: Final = "none"
"""The reason of a letter without one, which SQS itself gave up."""

RAW_CAMPAIGNS: Final = frozenset({"campaignid", "campaigns", "campaigns[]"})


@dataclass(frozen=True)
class Letter:
    """A letter in hand: its text, what SQS called it when it was first sent, and when that was (ms since 1970).

    `copy_id`: what SQS calls it now, if the keeper has sent it once more since.
    """

    body: str
    message_id: str
    receipt: str
    sent_at: int = 0
    copy_id: str = ""

    @cached_property
    def content(self) -> dict[str, Any]:
        """What the text says; nothing if it is no JSON object, as in what SQS itself gave up."""
        try:
            content = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return content if isinstance(content, dict) else {}

    def text(self, name: str) -> str:
        """A note or field of it that is text; "" if it has none."""
        value = self.content.get(name)
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> int | None:
        """A note or field of it that is a whole number; None if it has none."""
        value = self.content.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    @property
    def id(self) -> str:
        """The id of its submission, or SQS's own if it has none."""
        return str(self.content.get("id") or self.message_id)

    @property
    def reason(self) -> str:
        """Why it is dead or held."""
        return self.text("reason") or self.text("held") or NO_REASON

    @property
    def campaigns(self) -> tuple[int, ...]:
        """The campaigns that it asks for, those of a raw post too; none if that could not be read."""
        given = self.content.get("campaigns")
        if not isinstance(given, list):
            given = [
                int(each) for name, each in parse_qsl(self.text("raw")) if name in RAW_CAMPAIGNS and each.isdecimal()
            ]
        return tuple(each for each in given if isinstance(each, int))

    @property
    def at(self) -> int:
        """When it was given up or held. Milliseconds since 1970."""
        return self.number("last_at") or self.number("at") or self.sent_at

    @property
    def sqs_id(self) -> str:
        """What SQS calls it now."""
        return self.copy_id or self.message_id

    def is_one_of(self, ids: Collection[str]) -> bool:
        """Whether it is named, by either id."""
        return self.id in ids or self.message_id in ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which letters are meant: all that fit everything that is said here. `since` in milliseconds since 1970."""

    ids: frozenset[str] = frozenset()
    reason: str = ""
    campaign: int = 0
    since: int = 0

    def fits(self, letter: Letter) -> bool:
        """Whether a letter is meant."""
        return (
            (not self.ids or letter.is_one_of(self.ids))
            and self.reason in {"", letter.reason}
            and (not self.campaign or self.campaign in letter.campaigns)
            and letter.at >= self.since
        )

    def missing(self, letters: Collection[Letter]) -> frozenset[str]:
        """The ids of which no letter is there."""
        return self.ids - {name for letter in letters for name in (letter.id, letter.message_id)}


EVERYTHING: Final = Wanted()

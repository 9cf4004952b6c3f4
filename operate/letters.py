"""A letter as an operator has it in hand, and which letters are meant: values, of the dead and of what is held.

What a letter says is whatever is in its queue: of any version, of SQS itself, or edited by hand. So nothing here takes
for granted that a note is there, of the right type, or plausible: one bad letter must not keep the others from being
seen. An id or a reason that is none of ours counts as missing.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeGuard
from urllib.parse import parse_qsl

from relay.keeping.letter_facts import NO_REASON, REASONS, is_submission_id
from relay.submission import END_OF_TIME

RAW_CAMPAIGNS: Final = frozenset({"campaignid", "campaigns", "campaigns[]"})
LONGEST_NUMBER: Final = 15
"""Digits of a campaign's number at most; longer ones name none."""


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
        """A note or field of it that is a whole number, as a time or a count may be; None if it has none."""
        value = self.content.get(name)
        return value if _is_number(value) and value < END_OF_TIME else None

    @property
    def submission_id(self) -> str:
        """The id of its submission that is written in it; "" if none is."""
        given = self.text("id")
        return given if is_submission_id(given) else ""

    @property
    def id(self) -> str:
        """The id of its submission, or SQS's own if it has none."""
        return self.submission_id or self.message_id

    @property
    def reason(self) -> str:
        """Why it is dead or held, by the closed lists; `NO_REASON` if it does not say, as what SQS itself gave up."""
        given = self.text("reason") or self.text("held")
        return given if given in REASONS else NO_REASON

    @property
    def campaigns(self) -> tuple[int, ...]:
        """The campaigns that it asks for, those of a raw post too; none if that could not be read."""
        given = self.content.get("campaigns")
        if not isinstance(given, list):
            named = (each for name, each in parse_qsl(self.text("raw")) if name in RAW_CAMPAIGNS)
            given = [int(each) for each in named if each.isdecimal() and len(each) <= LONGEST_NUMBER]
        return tuple(each for each in given if _is_number(each) and each < 10**LONGEST_NUMBER)

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


def _is_number(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


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

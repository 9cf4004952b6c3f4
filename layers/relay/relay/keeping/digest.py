"""The keeper's mails, in words for an organiser: once a day how all is, and at once what is newly wrong.

Nothing of a person is in them. What is said is made of numbers, dates, ids and our own words; a name from outside comes
from campaigns.toml only. What could not be looked at is said, and the rest is said all the same.
"""

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, NamedTuple

from relay.keeping.deadlines import decide_by
from relay.keeping.findings import Concern
from relay.keeping.keeper import Kept
from relay.keeping.letter_facts import STOP_LIKE, LetterFacts
from relay.keeping.numbers import Flow
from relay.keeping.sights import Sights
from relay.keeping.words import SOURCES, counted, day, lasting, own_name

LONGEST_SUBJECT: Final = 100
"""Of ASCII: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html"""

WIDTH: Final = 76
MOST_SHOWN: Final = 20
MOST_CODES: Final = 6
EMPTY: Final = Flow()


class Mail(NamedTuple):
    """A mail: its subject, of ASCII, and its text."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Writes the mails of one stack. `command` stands before a command's name: "./relay --stack NAME", say."""

    stack: str
    command: str

    def daily(self, sights: Sights, findings: Sequence[Concern]) -> Mail:
        """How all is."""
        wrong = f"{counted(len(findings), 'thing')} to look at" if findings else "all is well"
        lines = [
            f"Advocate Relay, stack {self.stack}: {_moment(sights.now)}",
            "",
            *self._told(findings),
            *_numbers(sights),
            "",
            *self._letters(sights),
            "",
            *_waiting(sights),
            *_platform(sights),
            "",
            "More, at any time:",
            *self._commands(["status", "digest"]),
        ]
        return Mail(_subject(f"Advocate Relay {self.stack}: {wrong}"), _text(lines))

    def at_once(self, sights: Sights, new: Sequence[Concern]) -> Mail:
        """What is newly wrong."""
        more = f", and {len(new) - 1} more" if len(new) > 1 else ""
        lines = [
            f"Advocate Relay, stack {self.stack}: {_moment(sights.now)}",
            "",
            *self._told(new, title="New"),
            "Each of these is told once, and then in the daily mail for as long as it lasts. All of it, now:",
            *self._commands(["digest"]),
        ]
        return Mail(_subject(f"Advocate Relay {self.stack}: {new[0].short}{more}"), _text(lines))

    def _told(self, findings: Sequence[Concern], title: str = "To look at") -> Iterator[str]:
        if not findings:
            yield from ("Nothing is wrong.", "")
            return
        yield from (f"{title} ({len(findings)}):", "")
        for number, finding in enumerate(findings, 1):
            first, *others = textwrap.wrap(f"{number}. {finding.text}", WIDTH, subsequent_indent="   ")
            yield from (first, *others, *self._commands(finding.commands), "")

    def _letters(self, sights: Sights) -> Iterator[str]:
        yield from _lying("Dead letters", sights.letters)
        yield from _lying("Held until a person has looked", sights.held)
        stops = [each for each in sights.held.letters if each.reason == STOP_LIKE] if sights.held else []
        if stops:
            yield "Texts that sound like a stop must be decided (ten business days):"
            yield from _cut([self._stop(each) for each in stops])

    def _stop(self, letter: LetterFacts) -> str:
        return f"  by {day(decide_by(letter.received_at))}: {self.command} held show {letter.name}"

    def _commands(self, commands: Iterable[str]) -> Iterator[str]:
        return (f"     {self.command} {each}" for each in commands)


def _numbers(sights: Sights) -> Iterator[str]:
    yield "The last 24 hours:"
    numbers = sights.numbers
    if numbers is None:
        yield "  not known: the log could not be read."
        return
    for source, name in SOURCES.items():
        yield f"  {name}: {_flow(numbers.by_source.get(source, EMPTY))}."
    for source, flow in numbers.by_source.items():
        if source not in SOURCES:
            yield f"  Of no known source: {_flow(flow)}."
    came, done = numbers.opt_outs.get("queued", 0), numbers.opt_outs.get("done", 0)
    yield f"  Stops: {came} came, {done} carried out." if came or done else "  Stops: none came."
    refused = Counter({(each.source, each.code): each.count for each in numbers.refused})
    most = refused.most_common(MOST_CODES)
    each = (
        f"{count} {SOURCES.get(who, 'of no known source').lower()} ({own_name(code)})" for (who, code), count in most
    )
    yield f"  Turned away: {', '.join(each)}." if refused else "  Turned away: nobody."


def _flow(flow: Flow) -> str:
    """What came of one source, in words."""
    said = [
        f"{flow.received} came in" if flow.received else "nothing came in",
        f"{flow.delivered} delivered" if flow.received or flow.delivered else "",
        *(
            f"{count} {what}"
            for count, what in (
                (flow.queued, "queued first"),
                (flow.finished, "came twice"),
                (flow.held, "held"),
                (flow.rejected, "refused by the platform"),
                (flow.dead, "could not be delivered"),
                (flow.unavailable, "answered with 503"),
            )
            if count
        ),
    ]
    return ", ".join(filter(None, said))


def _lying(title: str, kept: Kept | None) -> Iterator[str]:
    """How many letters of a queue there are, by reason and age."""
    if kept is None:
        yield f"{title}: not known, the queue could not be read."
        return
    if not kept.letters and not kept.unseen:
        yield f"{title}: none."
        return
    more = f", and about {kept.unseen} more that somebody has in hand" if kept.unseen else ""
    yield f"{title}: {len(kept.letters)}{more}."
    for reason, count in Counter(each.reason for each in kept.letters).most_common():
        oldest = min(each.since for each in kept.letters if each.reason == reason)
        yield f"  {count} {reason}, the oldest {lasting(kept.at - oldest)} old"
    if kept.again:
        yield f"  {kept.again} sent on this hour, so that none expires"


def _waiting(sights: Sights) -> Iterator[str]:
    if sights.waiting is None:
        yield "Waiting for another try: not known, the queue could not be read."
        return
    since = f", the oldest for {lasting(sights.now - sights.waiting_since)}" if sights.waiting_since else ""
    count = sum(sights.waiting)
    yield f"Waiting for another try: {count}{since}." if count else "Waiting for another try: none."


def _platform(sights: Sights) -> Iterator[str]:
    """What there is to say of the platform when all is well; what is not is among the findings."""
    if sights.probed is not None and sights.probed.answer == "fine" and not sights.probed.missing:
        yield "Phone2Action takes the keys, and every campaign of campaigns.toml is active there."


def _cut(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:MOST_SHOWN]
    if len(lines) > MOST_SHOWN:
        yield f"  and {len(lines) - MOST_SHOWN} more"


def _moment(now: int) -> str:
    at = datetime.fromtimestamp(now / 1000, UTC)
    return f"{day(at.date())}, {at:%H:%M} UTC"


def _subject(text: str) -> str:
    """A text as SNS takes it for a subject."""
    plain = "".join(each if " " <= each <= "~" else "?" for each in text)
    return plain if len(plain) <= LONGEST_SUBJECT else f"{plain[: LONGEST_SUBJECT - 3]}..."


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"

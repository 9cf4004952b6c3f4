"""What is wrong with a stack, by what the keeper sees: each thing with a key of its own, words, and what to type.

The words are for somebody who organises campaigns. The keys tell one thing from another, so that each rings once; there
is nothing of a person in either.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from relay.keeping.deadlines import business_days_left, decide_by
from relay.keeping.keeper import Kept
from relay.keeping.letter_facts import STOP_LIKE, LetterFacts
from relay.keeping.sights import Sights
from relay.keeping.words import SOURCES, counted, day, lasting, own_name

HOUR_MS: Final = 3_600_000
LONG_WAIT_MS: Final = 6 * HOUR_MS
SOON: Final = 2  # business days
MOST_SINGLE: Final = 10

DEAD: Final[Mapping[str, str]] = {
    "rejected": "refused by Phone2Action",
    "expired": "Phone2Action was away for too long",
    "unverifiable": "nobody can tell whether a message to legislators was sent",
    "poison": "the relay's own code failed",
    "invalid": "a card or text that can't be used, perhaps for a campaign that campaigns.toml lacks",
    "unreadable": "written by another release, which this one can't read",
    "nobody_found": "a stop of a phone that nobody has on Phone2Action",
}
HELD: Final[Mapping[str, str]] = {
    "spam": "perhaps spam",
    STOP_LIKE: "a text that sounds like a stop",
    "suppressed": "an opt-in of a phone that has texted something like a stop",
    "origin": "of pages whose browsers did not say which",
    "challenge": "their challenge could not be verified",
    "burst": "very many from one address: a crowd of yours, or a robot",
    "no_phone": "a stop, or what may be one, of what is no US phone",
}
GIVEN_UP_BY_AWS: Final = "AWS itself gave up"

# A sender that worked before, or a form that people see, is misconfigured: somebody of ours has to mend it.
OURS_TO_MEND: Final[Mapping[str, str]] = {
    "campaign_unknown": "name a campaign that campaigns.toml does not have",
    "campaign_not_allowed": "name a campaign without a table for them in campaigns.toml",
    "origin_not_allowed": "come from a site that campaigns.toml does not list",
    "unauthorized": "do not show the right secret",
    "bad_signature": "are not signed with the right token or secret",
    "header_missing": "are signed, but lack a header that belongs to a signature",
    "stale": "were signed more than five minutes before they came, or by a clock that is wrong",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """One thing that is wrong: `short` for a subject, `text` for a mail, and commands without `./relay`.

    Not `rings`: it may be over in a moment, so it is said in the daily mail only.
    """

    key: str
    short: str
    text: str
    commands: tuple[str, ...]
    rings: bool = True


def findings(sights: Sights) -> list[Concern]:
    """All that is wrong, the most pressing first."""
    return [
        *_platform(sights),
        *_stops(sights),
        *_waiting(sights),
        *_silent(sights),
        *_lying(sights.letters, "letters", "Could not be delivered", DEAD),
        *_lying(sights.held, "held", "Held until a person has looked", HELD),
        *_given_up(sights.letters, "letters", sights),
        *_given_up(sights.held, "held", sights),
        *_faults(sights),
        *_refused(sights),
        *_unseen(sights),
    ]


def _platform(sights: Sights) -> Iterator[Concern]:
    probed = sights.probed
    if probed is None:
        return
    match probed.answer:
        case "keys":
            yield Concern(
                key="keys",
                short="Phone2Action refuses the keys",
                text="Phone2Action refuses the relay's keys when it is asked for the campaigns. If sign-ups are not "
                "delivered either, the keys are wrong: sign-ups wait, and are sent once the keys are right "
                "(docs/runbook.md, Rotate credentials). Else the account may not list its campaigns.",
                commands=("doctor",),
            )
        case "address":
            yield Concern(
                key="address",
                short="what answers is not Phone2Action's API",
                text="What answers at the address of the API is not Phone2Action's API. Sign-ups wait until it is.",
                commands=("doctor",),
            )
        case "refused":
            yield Concern(
                key="probe",
                short="Phone2Action refuses to list the campaigns",
                text="Phone2Action refuses to list the campaigns, so nobody can tell whether they are active.",
                commands=("campaigns",),
            )
        case "away":
            yield Concern(
                key="away",
                short="Phone2Action does not answer",
                text="Phone2Action does not answer as it should, or was left alone just now, as it is after it has "
                "refused the keys. Nothing is lost: sign-ups wait, and are tried again by themselves.",
                commands=("doctor",),
                rings=False,
            )
    for number, name in probed.missing.items():
        yield Concern(
            key=f"campaign {number}",
            short=f"campaign {number} is not active on Phone2Action",
            text=f"Phone2Action does not list campaign {number} ({name}) as active. It was closed or deleted there, or "
            "its number in campaigns.toml is wrong. Who signs up for it is refused.",
            commands=("campaigns",),
        )


def _stops(sights: Sights) -> Iterator[Concern]:
    """Texts that sound like a stop whose last day is near or over."""
    today = datetime.fromtimestamp(sights.now / 1000, UTC).date()
    stops = [each for each in sights.held.letters if each.reason == STOP_LIKE] if sights.held else []
    for letter in stops[:MOST_SINGLE]:
        last = decide_by(letter.received_at)
        left = business_days_left(today, last)
        if left > SOON:
            continue
        late = left < 0
        yield Concern(
            key=f"{'late' if late else 'decide'} {letter.name}",
            short="a stop-like text is overdue" if late else "a stop-like text must be decided",
            text=f"A text that sounds like a stop {'had' if late else 'has'} to be decided by {day(last)}, ten "
            "business days after it came. Read it; then carry the stop out, or say that it is none.",
            commands=tuple(f"held {what} {letter.name}" for what in ("show", "opt-out", "clear")),
        )


def _waiting(sights: Sights) -> Iterator[Concern]:
    count = sum(sights.waiting) if sights.waiting else 0
    if not count or not sights.waiting_since or sights.now - sights.waiting_since < LONG_WAIT_MS:
        return
    paused = "" if sights.worker_ran else " In 24 hours nothing of it was tried: the worker may be paused."
    yield Concern(
        key="waiting" if sights.worker_ran else "paused",
        short=f"{counted(count, 'sign-up')} waiting",
        text=f"{counted(count, 'sign-up')} waiting for another try, the oldest for "
        f"{lasting(sights.now - sights.waiting_since)}.{paused}",
        commands=("status",) if sights.worker_ran else ("status", "resume"),
    )


def _silent(sights: Sights) -> Iterator[Concern]:
    for each in sights.silent:
        source, campaign, hours = each.watched
        yield Concern(
            key=f"silent {each.watched.key}",
            short=f"silence: {SOURCES[source].lower()}, campaign {campaign}",
            text=f"{SOURCES[source]} of campaign {campaign} ({sights.names.get(campaign, '?')}): nothing has come for "
            f"{lasting(sights.now - each.since)}. campaigns.toml lets them be silent for {counted(hours, 'hour')}. "
            "Is the form still on its page, the number still the right one? Try it yourself.",
            commands=("status",),
        )


def _lying(kept: Kept | None, command: str, what: str, why: Mapping[str, str]) -> Iterator[Concern]:
    now = kept.at if kept else 0
    by_reason: dict[str, list[LetterFacts]] = defaultdict(list)
    for letter in kept.letters if kept else ():
        by_reason[letter.reason].append(letter)
    for reason, letters in by_reason.items():
        oldest = lasting(now - min(letter.since for letter in letters))
        yield Concern(
            key=f"{command} {reason}",
            short=f"{what.lower()}: {len(letters)} ({reason})",
            text=f"{what}: {len(letters)} ({why.get(reason, GIVEN_UP_BY_AWS)}). The oldest is {oldest} old.",
            commands=(f"{command} --reason {reason}",),
        )


def _given_up(kept: Kept | None, command: str, sights: Sights) -> Iterator[Concern]:
    """What nobody has dealt with in all the days that it is kept; and what could not be sent on."""
    if kept is None:
        return
    if over := [letter for letter in kept.letters if letter.is_last]:
        first = datetime.fromtimestamp(min(letter.gone_at for letter in over) / 1000, UTC).date()
        yield Concern(
            key=f"given up {command} {max(letter.gone_at for letter in over) // 86_400_000}",
            short=f"{counted(len(over), 'sign-up')} given up",
            text=f"{counted(len(over), 'sign-up')} ({command}) given up: nobody has dealt with them in "
            f"{counted(sights.keep_days, 'day')}. The first is gone for good on {day(first)}, unless it is replayed, "
            "released or exported before.",
            commands=(command, f"{command} export {command}.jsonl"),
        )
    if kept.failed:
        yield Concern(
            key=f"not kept {command}",
            short=f"{counted(kept.failed, 'letter')} could not be sent on",
            text=f"{counted(kept.failed, 'letter')} ({command}) could not be sent on by the keeper. It tries again "
            "every hour; SQS keeps each for 14 days from its last sending.",
            commands=(command,),
        )


def _faults(sights: Sights) -> Iterator[Concern]:
    """What failed in the code, but for the keeper itself: that is among what it could not look at."""
    faults = [each for each in sights.numbers.faults if not each.where.startswith("keeper.")] if sights.numbers else []
    for fault in faults[:MOST_SINGLE]:
        where, error = own_name(fault.where), own_name(fault.error)
        yield Concern(
            key=f"fault {where} {error}",
            short=f"the relay's code failed ({where})",
            text=f"The relay's own code failed {counted(fault.count, 'time')} in 24 hours: {error} in {where}, last "
            f"{lasting(sights.now - fault.last_at)} ago. What it was about is tried again, or lies among the letters. "
            "Show this to your developer.",
            commands=("status",),
        )


def _refused(sights: Sights) -> Iterator[Concern]:
    for each in sights.numbers.refused if sights.numbers else ():
        if each.code in OURS_TO_MEND and each.source in SOURCES:
            yield Concern(
                key=f"refused {each.source} {each.code}",
                short=f"{SOURCES[each.source].lower()} turned away ({each.code})",
                text=f"{SOURCES[each.source]} were turned away {counted(each.count, 'time')} in 24 hours: they "
                f"{OURS_TO_MEND[each.code]}. It may be a stranger, or one of your own.",
                commands=("status",),
            )


def _unseen(sights: Sights) -> Iterator[Concern]:
    for what in sights.unseen:
        yield Concern(
            key=f"unseen {what}",
            short=f"could not look at {what}",
            text=f"The keeper could not look at {what}. If that lasts, something is wrong with the stack itself.",
            commands=("doctor",),
            rings=False,
        )

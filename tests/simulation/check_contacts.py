"""Contacts with legislators: each is made at most once, whoever asks for it, and none is lost.

A contact is a person's, in a campaign, of a type, with words. It ends made, or each submission that asks for it and was
acknowledged ends refused or in a letter with a reason. So a submission that is told that another made its contact is
right only if some submission did.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from tests.simulation.found import ALONE, Found, by_phone
from tests.simulation.people import Story

MOST_OPT_IN_TEXTS: Final = 3
RESENDS: Final = 2
CALL_WITHIN_MS: Final = 15 * 60_000
LATE_MS: Final = 2 * 60_000  # a call that was begun in time may be carried out a little later


def contacts(found: Found) -> Iterator[str]:
    """What is wrong with the contacts."""
    for (kind, contact), stories in found.asking.items():
        made = found.made[kind, contact]
        most = _most(found, kind, stories)
        if len(made) > most:
            tags = [story.tag for story in stories]
            yield f"{tags}: {kind} was made {len(made)} times, and at most {most} were asked for"
        if not made:
            for story in stories:
                if _must_be_made(found, kind, story):
                    yield f"{story.tag}: acknowledged, and its {kind} was not made"
    yield from _late_calls(found)


def _most(found: Found, kind: str, stories: list[Story]) -> int:
    """How often a contact may be made: once, and once more for each word of an operator; and what they have resent."""
    words: dict[str, int] = {}
    for story in stories:
        words[story.name] = max(words.get(story.name, 0), story.words)
    times = 1 + sum(words.values())
    resends = kind == "email" and found.world.resend and found.world.network.hides_connections
    return times * (1 + RESENDS) if resends else times


def _must_be_made(found: Found, kind: str, story: Story) -> bool:
    if not story.acknowledged or story.name in found.letters or story.name in found.held:
        return False
    return not found.refused(story) and not _made_by_the_same_person(found, kind, story)


def _made_by_the_same_person(found: Found, kind: str, story: Story) -> bool:
    """Another submission's connection in the same campaign: an unknown one of this person counts as done then.

    The relay can't tell the two apart in the platform's list, and rather sends too little.
    """
    ours = _addresses(story)
    same = (other for other in found.world.stories.values() if other is not story and ours & _addresses(other))
    return any(found.sent(other, kind) for other in same)


def _addresses(story: Story) -> set[str]:
    return {story.email.lower(), story.phone} - {""}


def _late_calls(found: Found) -> Iterator[str]:
    for (kind, contact), stories in found.asking.items():
        arrivals = [when for story in stories for when, _ in story.arrivals]
        for call in found.made[kind, contact]:
            if kind == "call" and len(arrivals) == 1 and call.at - arrivals[0] > CALL_WITHIN_MS + LATE_MS:
                yield f"{stories[0].tag}: a call {(call.at - arrivals[0]) // 1000} s after its receipt"


def texts(found: Found) -> Iterator[str]:
    """Each opt-in by text has the platform text the person: once, and once more for each fault or death.

    Three times at most; a create that acts and is called a conflict is not counted, for it has met somebody.
    """
    world = found.world
    disasters = sum(world.deaths.values()) + world.functions.killed
    for phone, stories in by_phone(world.stories.values()).items():
        for key, wishes in _wishes(found, phone, stories):
            sent = [write for write in found.acted[key] if write.form.get("smsOptin") == "1"]
            reasons = world.network.struck[key] + disasters
            most = MOST_OPT_IN_TEXTS * wishes + world.network.conflicts[key]
            if len(sent) > min(wishes + reasons, most):
                yield f"{key}: smsOptin was carried out {len(sent)} times, for {reasons} faults and deaths"


def _wishes(found: Found, phone: str, stories: Iterable[Story]) -> Iterator[tuple[str, int]]:
    """Whose opt-ins there are, by the platform's log, and how many; what was released has nothing but the phone."""
    words = found.world.words
    alone = [story.name + ALONE for story in stories]
    counts = {f"phone {phone}": sum(len(words.released.get(name, ())) + words.meant[name] for name in alone)}
    for story in stories:
        wishes = "smsOptin" in story.flags and 1 + words.meant[story.name]
        counts[story.key] = counts.get(story.key, 0) + wishes
    yield from counts.items()

"""What must hold when all is quiet again, whatever happened before. Each check returns the sentences that are wrong.

What the platform did is read from the writes that it carried out and from its tables, never from what the relay
believes. What the relay promised is read from the replies that senders got.
"""

import threading
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl

from tests.fakes.settings import DEAD, HELD, RETRY
from tests.simulation.people import Story
from tests.simulation.platform import Acted
from tests.simulation.world import World

MOST_OPT_IN_TEXTS: Final = 3
RESENDS: Final = 2
CALL_WITHIN_MS: Final = 15 * 60_000
LATE_MS: Final = 2 * 60_000  # a call that was begun in time may be carried out a little later
DELIVERED: Final = 200
A_RUN_MS: Final = 60_000
A_PASS_MS: Final = 240_000  # an opt-out's pass that was begun may still reach the platform
ONCE: Final = ("email", "call", "update")
REASONS: Final = {"rejected", "expired", "unverifiable", "poison", "invalid", "unreadable", "nobody_found"}


@dataclass(slots=True)
class Found:
    """What lies where at the end, sorted for the checks.

    `letters` and `held` are by the natural key up to its first line's end, or by the tag of what could not be made a
    submission; `gave_up` has the whole keys.
    """

    world: World
    acted: dict[str, list[Acted]] = field(default_factory=lambda: defaultdict(list))
    letters: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    gave_up: set[str] = field(default_factory=set)
    held: set[str] = field(default_factory=set)
    outcomes: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        for write in self.world.network.acted:
            self.acted[write.key].append(write)
        for letter in self.world.bodies(DEAD):
            self.letters[_name_of(letter)].append(letter)
            if letter.get("reason") != "nobody_found":  # which stands all the same
                self.gave_up.add(letter.get("natural_key", ""))
        self.held = {_name_of(body) for body in self.world.bodies(HELD)}

    def sent(self, key: str, kind: str) -> list[Acted]:
        """Every time a part of somebody's submissions was carried out."""
        return [write for write in self.acted[key] if write.kind == kind]


def _name_of(body: Mapping[str, Any]) -> str:
    if "raw" in body:
        return dict(parse_qsl(str(body["raw"]))).get("utm_content", "?")
    return str(body["natural_key"]).partition("\n")[0]


def _name(story: Story) -> str:
    """Its name in queues and letters."""
    return story.submission.natural_key.partition("\n")[0] if story.submission else story.tag


def check(world: World) -> tuple[list[str], Counter[str]]:
    """Everything that is wrong, and what became of the submissions."""
    found = Found(world)
    stories = defaultdict(list)
    for story in world.stories.values():
        stories[story.key].append(story)
    wrong = [
        *_quiet(world),
        *_letters(found),
        *(sentence for key, group in stories.items() for sentence in _nothing_twice(found, key, group)),
        *(sentence for story in world.stories.values() for sentence in _nothing_lost(found, story)),
        *_consent(found),
    ]
    return wrong, found.outcomes


def _quiet(world: World) -> Iterator[str]:
    if world.cloud.deep[RETRY].messages:
        yield f"{len(world.cloud.deep['retry'].messages)} messages are still in the retry queue"
    if world.simulation.tasks:
        yield f"{world.simulation.tasks} tasks never ended"
    if threading.active_count() > 1 and any(t.name.startswith("ThreadPool") for t in threading.enumerate()):
        yield "a thread was left"
    yield from world.network.too_late
    for fault in sorted(set(world.faults)):
        yield f"a fault of the relay's own: {fault}"


def _letters(found: Found) -> Iterator[str]:
    for letters in found.letters.values():
        for letter in letters:
            if letter.get("reason") not in REASONS:
                yield f"a dead letter without a reason: {letter.get('natural_key')} {letter.get('reason')}"


# Nothing twice, nothing lost ----------------------------------------------------------------------------------------


def _nothing_twice(found: Found, key: str, stories: list[Story]) -> Iterator[str]:
    """`stories` are one post, or all texts of a phone."""
    for kind in ONCE:
        sent = found.sent(key, kind)
        resends = RESENDS if kind == "email" and found.world.resend and found.world.network.hides_connections else 0
        most = sum(1 + story.words + resends for story in stories if kind in story.wants)
        if len(sent) > most:
            yield f"{key}: {kind} was made {len(sent)} times, and at most {most} were asked for"
    arrivals = [when for story in stories for when, _ in story.arrivals]
    for call in found.sent(key, "call"):
        if len(arrivals) == 1 and call.at - arrivals[0] > CALL_WITHIN_MS + LATE_MS:
            yield f"{key}: a call {(call.at - arrivals[0]) // 1000} s after its receipt"
    opt_ins = sum("smsOptin" in story.flags for story in stories)
    texts = [write for write in found.sent(key, "advocate") if write.form.get("smsOptin") == "1"]
    reasons = found.world.network.struck[key] + sum(found.world.deaths.values()) + found.world.functions.killed
    if len(texts) > min(opt_ins + reasons, MOST_OPT_IN_TEXTS * opt_ins):
        yield f"{key}: smsOptin was carried out {len(texts)} times, for {reasons} faults and deaths"
    # Two submissions of one new phone at once may make two, and the later run of one then changes the other's.
    made = {write.advocate for write in found.sent(key, "advocate") if "advocateid" not in write.form}
    if len(made) > len(stories):
        yield f"{key}: {len(made)} advocates were made: {sorted(made)}"


def _nothing_lost(found: Found, story: Story) -> Iterator[str]:
    """An acknowledged post was carried out, or lies where a person will look."""
    if not story.acknowledged:
        found.outcomes["not acknowledged"] += 1
        return
    name = _name(story)
    if name in found.letters:
        found.outcomes["dead " + found.letters[name][-1].get("reason", "?")] += 1
    elif name in found.held:
        found.outcomes["held"] += 1
        if story.suspect and found.sent(story.tag, "advocate"):
            yield f"{story.tag}: held for a person to look at, and sent all the same"
    else:
        found.outcomes["delivered"] += 1
        yield from _carried_out(found, story)


def _carried_out(found: Found, story: Story) -> Iterator[str]:
    if story.suspect or story.submission is None:
        yield f"{story.tag}: acknowledged, and no person will see what is wrong with it"
    if not story.advocate:
        return
    if not found.sent(story.key, "advocate"):
        yield f"{story.tag}: acknowledged, and no advocate was made or updated"
    for kind in sorted(story.wants):
        is_refused = story.key in found.world.network.rejected
        if not found.sent(story.key, kind) and not is_refused and not _made_by_the_same_person(found, story, kind):
            yield f"{story.tag}: acknowledged, and its {kind} was not made"


def _made_by_the_same_person(found: Found, story: Story, kind: str) -> bool:
    """Another submission's connection in the same campaign: an unknown one of this person counts as done then.

    The relay can't tell the two apart in the platform's list, and rather sends too little.
    """
    ours = {story.email, story.phone} - {""}
    same = (other for other in found.world.stories.values() if other is not story and ours & {other.email, other.phone})
    return any(found.sent(other.key, kind) for other in same)


# Consent --------------------------------------------------------------------------------------------------------------


def _consent(found: Found) -> Iterator[str]:
    """No opt-in stands against a later opt-out; no later opt-in is undone."""
    by_phone, by_email = defaultdict(list), defaultdict(list)
    for story in found.world.stories.values():
        if {"smsOptin", "smsOptout"} & story.flags:
            by_phone[story.phone].append(story)
        if {"emailOptin", "emailOptout"} & story.flags:
            by_email[story.email].append(story)
    for phone, stories in by_phone.items():
        yield from _by_text(found, phone, stories)
    for email, stories in by_email.items():
        yield from _by_email(found, email, stories)


def _in_force(found: Found, story: Story, flag: str) -> bool:
    """Whether its sender was told that the opt-out is safe, and nobody was left a letter about it."""
    gave_up = story.submission and f"{story.submission.natural_key}\n{flag}" in found.gave_up
    return flag in story.flags and story.acknowledged and not gave_up


def _by_text(found: Found, phone: str, stories: list[Story]) -> Iterator[str]:
    """By text an opt-out is final."""
    if not any(_in_force(found, story, "smsOptout") for story in stories):
        return
    with found.world.sandbox.state.store.transaction() as tables:
        query = "SELECT advocate_id, optin FROM phones WHERE number = ? AND optin IN ('requested', 'subscribed')"
        for row in tables.execute(query, (phone,)).fetchall():
            tags = [story.tag for story in stories]
            yield f"{tags}: advocate {row['advocate_id']} is {row['optin']} by text after an opt-out"


def _by_email(found: Found, email: str, stories: list[Story]) -> Iterator[str]:
    """By e-mail the later one counts; the opt-out if both came at once."""
    told = [when for story in stories if _in_force(found, story, "emailOptout") for when in story.told_at]
    if not told:
        return
    outs = [when for story in stories if "emailOptout" in story.flags for when, _ in story.arrivals]
    ins = [story for story in stories if "emailOptin" in story.flags]
    # A repetition counts as new only if its first arrival came to nothing or was carried out before, so what is
    # neither surely new nor surely old is left open here.
    surely_out = max(told) > max((when for story in ins for when, _ in story.arrivals), default=0)
    surely_in = [story for story in ins if _is_later(story, outs) and not _unfinished(found, story)]
    tags = [story.tag for story in stories]
    subscribed = _subscribed(found, email)
    if surely_out and subscribed:
        yield f"{tags}: {email} is subscribed after a later opt-out"
    if surely_in and subscribed is False:
        yield from _undone(found, email, tags, max(outs))


def _is_later(story: Story, outs: list[int]) -> bool:
    """Whether an opt-in is newer than all opt-outs: it came after them, or was delivered before them and came again.

    One that comes again while an opt-out is being recorded may still be taken for a repetition.
    """
    was_delivered = any(status == DELIVERED and when < min(outs) - A_RUN_MS for when, status in story.arrivals)
    return story.first_at > max(outs) or (was_delivered and max(story.told_at) > max(outs) + A_RUN_MS)


def _unfinished(found: Found, story: Story) -> bool:
    return not story.acknowledged or _name(story) in found.letters or _name(story) in found.held


def _undone(found: Found, email: str, tags: list[str], last_out: int) -> Iterator[str]:
    """A pass that was on its way when the opt-in came may undo it: that can't be promised. A later one may not."""
    writes = [write for write in found.world.network.acted if write.form.get("email") == email]
    opted_in = [write.at for write in writes if write.form.get("emailOptin") == "1" and write.at > last_out]
    opted_out = [write.at for write in writes if write.form.get("emailOptout") == "1"]
    if not opted_in:
        yield f"{tags}: {email}'s newer opt-in was never carried out"
    elif max(opted_out, default=0) > max(opted_in) + A_PASS_MS:
        yield f"{tags}: {email}'s newer opt-in was undone by an older opt-out"


def _subscribed(found: Found, email: str) -> bool | None:
    with found.world.sandbox.state.store.transaction() as tables:
        rows = tables.execute("SELECT subscribed FROM emails WHERE match = ?", (email.lower(),)).fetchall()
    return any(row["subscribed"] for row in rows) if rows else None

"""What must hold when all is quiet again, whatever happened before. Each check returns the sentences that are wrong.

What the platform did is read from the writes that it carried out and from its tables, never from what the relay
believes. What the relay promised is read from the receipts that senders got.
"""

import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.storm.people import Story
from tests.storm.platform import Acted
from tests.storm.world import World

MOST_OPT_IN_TEXTS = 3
CALL_WITHIN_MS = 15 * 60_000
LATE_MS = 2 * 60_000  # a call that was begun in time may be carried out a little later
A_PASS_MS = 240_000  # an opt-out's pass that was begun may still reach the platform
ADDRESSES = ("email", "phone")
REASONS = {"rejected", "expired", "unverifiable", "poison", "invalid", "unreadable"}


@dataclass(slots=True)
class Found:
    """What lies where at the end, sorted for the checks."""

    world: World
    acted: dict[str, list[Acted]] = field(default_factory=lambda: defaultdict(list))
    letters: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    held: set[str] = field(default_factory=set)
    outcomes: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        for write in self.world.network.acted:
            self.acted[_tag_of(write)].append(write)
        for letter in self.world.bodies("dead"):
            self.letters[letter.get("natural_key", "?")].append(letter)
        self.held = {body.get("natural_key", "?") for body in self.world.bodies("held")}

    def sent(self, story: Story, kind: str) -> list[Acted]:
        """Every time a part of the submission was carried out."""
        return [write for write in self.acted[story.tag] if _kind_of(write) == kind]


def _tag_of(write: Acted) -> str:
    message = write.form.get("message", "")
    return write.form.get("utm_content") or (message.rpartition(" ")[2] if message.startswith("A letter") else "")


def _kind_of(write: Acted) -> str:
    if write.endpoint == "connections":
        return write.form["type"].lower()
    return "update" if write.form.get("message") else "advocate"


def check(world: World) -> tuple[list[str], Counter[str]]:
    """Everything that is wrong, and what became of the submissions."""
    found = Found(world)
    wrong = [
        *_quiet(world),
        *_letters(found),
        *(sentence for story in world.stories.values() for sentence in _story(found, story)),
        *_wills(found),
    ]
    return wrong, found.outcomes


def _quiet(world: World) -> Iterator[str]:
    if world.cloud.deep["retry"].messages:
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


def _story(found: Found, story: Story) -> Iterator[str]:
    """One submission: nothing twice, and if it was acknowledged, nothing lost."""
    yield from _nothing_twice(found, story)
    if not story.acknowledged:
        found.outcomes["not acknowledged"] += 1
        return
    key = story.submission.natural_key
    letters = [letter for name, several in found.letters.items() if name.startswith(key) for letter in several]
    held = any(name.startswith(key) for name in found.held)
    if letters:
        found.outcomes["dead " + letters[-1].get("reason", "?")] += 1
    elif held:
        found.outcomes["held"] += 1
    else:
        found.outcomes["delivered"] += 1
        yield from _nothing_lost(found, story)


def _nothing_twice(found: Found, story: Story) -> Iterator[str]:
    for kind in ("email", "call", "update"):
        sent = found.sent(story, kind)
        if len(sent) > 1:
            yield f"{story.tag}: {kind} was made {len(sent)} times"
    for call in found.sent(story, "call"):
        if call.at - story.submission.received_at > CALL_WITHIN_MS + LATE_MS and len(story.arrivals) == 1:
            yield f"{story.tag}: a call {(call.at - story.submission.received_at) // 1000} s after its receipt"
    texts = [write for write in found.sent(story, "advocate") if write.form.get("smsOptin") == "1"]
    reasons = found.world.network.struck[story.tag] + sum(found.world.deaths.values()) + found.world.functions.killed
    if len(texts) > min(1 + reasons, MOST_OPT_IN_TEXTS):
        yield f"{story.tag}: smsOptin was carried out {len(texts)} times, for {reasons} faults and deaths"
    # Two submissions of one new phone at once may make two, and the later run of one then changes the other's.
    made = {write.advocate for write in found.sent(story, "advocate") if "advocateid" not in write.form}
    if len(made) > 1:
        yield f"{story.tag}: {len(made)} advocates were made: {sorted(made)}"


def _nothing_lost(found: Found, story: Story) -> Iterator[str]:
    """An acknowledged submission that is nowhere else was carried out."""
    submission = story.submission
    if not submission.campaigns or _is_opt_out_only(story):
        return
    if not (found.sent(story, "advocate") or (_texts(story) and _member(found, story))):
        yield f"{story.tag}: acknowledged, and no advocate was made or updated"
    refused = _refused_by_platform(story)
    wanted = set(submission.connection.types) if submission.connection else set()
    if "message" in submission.advocate:
        wanted.add("update")
    for kind in sorted(wanted - refused):
        if not found.sent(story, kind) and not _made_by_the_same_person(found, story, kind):
            yield f"{story.tag}: acknowledged, and its {kind} was not made"


def _made_by_the_same_person(found: Found, story: Story, kind: str) -> bool:
    """Another submission's connection in the same campaign: an unknown one of this person counts as done then.

    The relay can't tell the two apart in the platform's list, and rather sends too little.
    """
    ours = story.submission.advocate
    same = (
        other
        for other in found.world.stories.values()
        if other is not story
        and any(name in ours and ours[name] == other.submission.advocate.get(name) for name in ADDRESSES)
    )
    return any(found.sent(other, kind) for other in same)


def _is_opt_out_only(story: Story) -> bool:
    advocate = story.submission.advocate
    spoken_for = {"email", "phone", "emailOptout", "smsOptout", "utm_content"}
    return bool({"emailOptout", "smsOptout"} & set(advocate)) and set(advocate) <= spoken_for


def _texts(story: Story) -> bool:
    return story.submission.advocate.get("smsOptin") == "1"


def _member(found: Found, story: Story) -> bool:
    with found.world.sandbox.state.store.transaction() as tables:
        query = "SELECT 1 FROM phones JOIN memberships USING (advocate_id) WHERE phones.number = ? AND campaign_id = ?"
        values = (story.submission.advocate["phone"], story.submission.campaigns[0])
        return tables.execute(query, values).fetchone() is not None


def _refused_by_platform(story: Story) -> set[str]:
    """An e-mail without a street is refused by the sandbox, for good."""
    return {"email"} if "address1" not in story.submission.advocate else set()


# Wills --------------------------------------------------------------------------------------------------------------


def _wills(found: Found) -> Iterator[str]:
    """No opt-in stands against a later opt-out; no later opt-in is undone."""
    by_phone, by_email = defaultdict(list), defaultdict(list)
    for story in found.world.stories.values():
        advocate = story.submission.advocate
        if {"smsOptin", "smsOptout"} & set(advocate):
            by_phone[str(advocate["phone"])].append(story)
        if {"emailOptin", "emailOptout"} & set(advocate):
            by_email[str(advocate["email"])].append(story)
    for phone, stories in by_phone.items():
        yield from _by_text(found, phone, stories)
    for email, stories in by_email.items():
        yield from _by_email(found, email, stories)


def _in_force(found: Found, story: Story, flag: str) -> bool:
    """Whether its sender was told that the opt-out is safe, and nobody was left a letter about it."""
    gave_up = f"{story.submission.natural_key}\n{flag}" in found.letters
    return story.submission.advocate.get(flag) == "1" and story.acknowledged and not gave_up


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
    told = [when for story in stories if _in_force(found, story, "emailOptout") for when in _told(story)]
    if not told:
        return
    outs = [when for story in stories if "emailOptout" in story.submission.advocate for when, _ in story.arrivals]
    ins = [story for story in stories if story.submission.advocate.get("emailOptin") == "1"]
    # A repetition counts as new only if its first arrival came to nothing, so both are left open here.
    surely_out = max(told) > max((when for story in ins for when, _ in story.arrivals), default=0)
    surely_in = [story for story in ins if story.first_at > max(outs) and not _unfinished(found, story)]
    tags = [story.tag for story in stories]
    subscribed = _subscribed(found, email)
    if surely_out and subscribed:
        yield f"{tags}: {email} is subscribed after a later opt-out"
    if surely_in and subscribed is False:
        yield from _undone(found, email, tags, max(outs))


def _told(story: Story) -> list[int]:
    """When the arrivals that were acknowledged came in."""
    return [when for when, receipt in story.arrivals if receipt and receipt.status in {"delivered", "queued", "held"}]


def _unfinished(found: Found, story: Story) -> bool:
    key = story.submission.natural_key
    return not story.acknowledged or key in found.letters or key in found.held


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

"""Consent: no opt-in stands against a later opt-out, no later opt-in is undone, and a suppressed phone gets none.

A stop-like text suppresses its phone. What lifts that: a keyword that the phone texts later, the operator who has read
the text, and for one opt-in its release from the held queue. The rest of such a sign-up is delivered.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from tests.fakes.settings import CONSENT
from tests.simulation.found import ALONE, Found, by_phone, is_keyword, is_stop_like
from tests.simulation.people import Story
from tests.simulation.platform import Acted

DELIVERED: Final = 200
A_MOMENT_MS: Final = 10_000
A_RUN_MS: Final = 60_000
A_WRITE_MS: Final = 180_000  # a run that had asked for consent before, and a request that acts late
A_PASS_MS: Final = 240_000  # an opt-out's pass that was begun may still reach the platform


def consent(found: Found) -> Iterator[str]:
    """What is wrong with opt-ins and opt-outs."""
    by_email = defaultdict(list)
    for story in found.world.stories.values():
        if {"emailOptin", "emailOptout"} & story.flags:
            by_email[story.email].append(story)
    for phone, stories in by_phone(found.world.stories.values()).items():
        yield from _by_text(found, phone, stories)
    for email, stories in by_email.items():
        yield from _by_email(found, email, stories)


def _in_force(found: Found, story: Story, flag: str) -> bool:
    """Whether its sender was told that the opt-out is safe, and nobody was left a letter about it."""
    return flag in story.flags and story.acknowledged and _has_not_given_up(found, story.name, flag)


def _has_not_given_up(found: Found, name: str, flag: str) -> bool:
    letters = found.letters.get(f"{name}\n{flag}", [])
    return all(letter["reason"] == "nobody_found" for letter in letters)  # which stands all the same


def _by_text(found: Found, phone: str, stories: list[Story]) -> Iterator[str]:
    """By text an opt-out is final, for all advocates with the phone; an operator's word is one too."""
    by_word = found.world.words.opted_out.get(phone, set())
    carried_out = any(_has_not_given_up(found, name, "smsOptout") for name in by_word)
    if not carried_out and not any(_in_force(found, story, "smsOptout") for story in stories):
        return
    with found.world.sandbox.state.store.transaction() as tables:
        query = "SELECT advocate_id, optin FROM phones WHERE number = ? AND optin IN ('requested', 'subscribed')"
        for row in tables.execute(query, (phone,)).fetchall():
            tags = [story.tag for story in stories]
            yield f"{tags}: advocate {row['advocate_id']} is {row['optin']} by text after an opt-out"


# A phone that is suppressed ------------------------------------------------------------------------------------------


def suppressed(found: Found) -> Iterator[str]:
    """What is wrong with phones whose owner texted something like a stop."""
    for phone, stories in by_phone(found.world.stories.values()).items():
        # Delivered again it says nothing anew: a keyword that came after its first arrival has answered it.
        stop_likes = [story.first_at for story in stories if is_stop_like(story) and story.acknowledged]
        for write in found.opt_ins(phone):
            binding = [when for when in stop_likes if _binds(found, phone, stories, when, write)]
            if binding:
                yield (
                    f"{[story.tag for story in stories]}: an opt-in by text of {phone} was carried out "
                    f"{(write.at - min(binding)) // 1000} s after a stop-like text, and nothing lifted that"
                )
        yield from _silent(found, phone, stories)


def _binds(found: Found, phone: str, stories: list[Story], text_at: int, write: Acted) -> bool:
    """Whether a stop-like text should have held back an opt-in that was carried out."""
    if write.at < text_at + A_WRITE_MS:
        return False
    spoken = [when for story in stories if is_keyword(story) for when, _ in story.arrivals]
    lifted = [when for when, up_to in found.world.words.lifted.get(phone, ()) if text_at <= up_to]
    released = _released(found, stories) if "utm_content" not in write.form else []
    lifts = [when for when in (*spoken, *released) if when > text_at] + lifted
    return not any(when <= write.at for when in lifts)


def _released(found: Found, stories: list[Story]) -> list[int]:
    """When the opt-ins of these were let go out of the held queue."""
    return [when for story in stories for when in found.world.words.released.get(story.name + ALONE, ())]


def _silent(found: Found, phone: str, stories: list[Story]) -> Iterator[str]:
    """Whose last word is a keyword gets the texts."""
    against = [story for story in stories if is_stop_like(story) or "smsOptout" in story.flags]
    last_word = max((when for story in against for when, _ in story.arrivals), default=0)
    if not against or any("smsOptout" in story.flags for story in against) or phone in found.world.words.opted_out:
        return
    for story in stories:
        if is_keyword(story) and story.acknowledged and story.first_at > last_word and not found.is_dead(story):
            made = any(write.at >= story.first_at for write in found.opt_ins(phone))
            if not made and not found.may_be_mistaken(story):
                yield f"{story.tag}: a keyword after a stop-like text, and no opt-in was made"


def is_opt_in_safe(found: Found, story: Story) -> bool:
    """Whether the opt-in by text of a delivered story was made, is held or dead by itself, or gave way to a stop."""
    if "smsOptin" not in story.flags:
        return True
    if story.name + ALONE in found.held or story.name + ALONE in found.letters:
        return True
    if story.phone in found.world.words.opted_out:
        return True
    same = [other for other in found.world.stories.values() if other.phone == story.phone]
    if any("smsOptout" in other.flags for other in same):
        return True
    made = list(found.opt_ins(story.phone))
    if story.name + ALONE in found.world.words.released:
        return any(write.at >= story.first_at for write in made)
    keys = {other.key for other in found.named[story.name]}
    if any(other.post is None for other in same):  # a row, or a lead that has one: whoever of them came first texts
        keys |= {other.key for other in same}
    return any(write.key in keys for write in made) or found.may_be_mistaken(story)


# By e-mail ------------------------------------------------------------------------------------------------------------


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
    surely_in = [story for story in ins if _is_later(found, story, outs) and not _unfinished(found, story)]
    tags = [story.tag for story in stories]
    subscribed = _subscribed(found, email)
    if surely_out and subscribed:
        yield f"{tags}: {email} is subscribed after a later opt-out"
    if surely_in and subscribed is False:
        yield from _undone(found, email, tags, max(outs))


def _is_later(found: Found, story: Story, outs: list[int]) -> bool:
    """Whether an opt-in is newer than all opt-outs: it came after them, or was delivered before them and came again.

    The latter is a mere repetition if it is run before the opt-outs are recorded: in the same moment, or because they
    could not be recorded when they came.
    """
    was_delivered = any(status == DELIVERED and when < min(outs) - A_RUN_MS for when, status in story.arrivals)
    recorded = not any(found.world.weather.has_struck(CONSENT, when, when + A_RUN_MS) for when in outs)
    came_again = was_delivered and recorded and max(story.told_at) > max(outs) + A_MOMENT_MS
    return story.first_at > max(outs) or came_again


def _unfinished(found: Found, story: Story) -> bool:
    return not story.acknowledged or found.is_dead(story) or story.name in found.held


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

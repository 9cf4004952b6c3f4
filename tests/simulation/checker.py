"""What must hold when all is quiet again, whatever happened before. Each check returns the sentences that are wrong.

Here is that nothing was lost, and what must hold of a world as a whole. Of contacts, persons, consent and of leaving
the platform alone the modules `check_...` speak.
"""

import threading
from collections import Counter
from collections.abc import Iterator
from typing import Final

from tests.fakes.settings import RETRY
from tests.simulation.check_consent import consent, is_opt_in_safe, suppressed
from tests.simulation.check_contacts import contacts, texts
from tests.simulation.check_leads import leads
from tests.simulation.check_peace import peace
from tests.simulation.check_persons import persons
from tests.simulation.found import ALONE, Found, is_stop_like
from tests.simulation.people import Story
from tests.simulation.world import World

REASONS: Final = {"rejected", "expired", "unverifiable", "poison", "invalid", "unreadable", "nobody_found"}


def check(world: World) -> tuple[list[str], Counter[str]]:
    """Everything that is wrong, and what became of the submissions."""
    found = Found(world)
    wrong = [
        *_quiet(world),
        *_letters(found),
        *contacts(found),
        *texts(found),
        *leads(found),
        *persons(found),
        *(sentence for story in world.stories.values() for sentence in _nothing_lost(found, story)),
        *consent(found),
        *suppressed(found),
        *peace(world),
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
    for name in world.functions.unanswered:
        yield f"{name} was killed before it had answered its sender"
    for fault in sorted(set(world.faults)):
        yield f"a fault of the relay's own: {fault}"


def _letters(found: Found) -> Iterator[str]:
    for letters in found.letters.values():
        for letter in letters:
            if letter.get("reason") not in REASONS:
                yield f"a dead letter without a reason: {letter.get('natural_key')} {letter.get('reason')}"


def _nothing_lost(found: Found, story: Story) -> Iterator[str]:
    """An acknowledged post was carried out, or lies where a person will look."""
    if not story.acknowledged:
        found.outcomes["not acknowledged"] += 1
        return
    if story.name in found.letters or (not story.advocate and found.is_dead(story)):
        letters = found.letters[story.name] or [{}]
        found.outcomes["dead " + letters[-1].get("reason", "opt-out")] += 1
    elif story.name in found.held:
        found.outcomes["held"] += 1
        is_released = story.name in found.world.words.released
        if story.suspect and not (is_released or is_stop_like(story)) and found.sent(story, "advocate"):
            yield f"{story.tag}: held for a person to look at, and sent all the same"
    else:
        found.outcomes["delivered, its opt-in held" if story.name + ALONE in found.held else "delivered"] += 1
        yield from _carried_out(found, story)


def _carried_out(found: Found, story: Story) -> Iterator[str]:
    is_released = story.name in found.world.words.released
    is_decided = story.name in found.world.words.decided
    if (story.suspect and not (is_released or is_decided)) or story.submission is None:
        yield f"{story.tag}: acknowledged, and no person will see what is wrong with it"
    if not story.advocate:
        return
    if not found.sent(story, "advocate") and not ("smsOptin" in story.flags and found.may_be_mistaken(story)):
        yield f"{story.tag}: acknowledged, and no advocate was made or updated"
    missing = story.campaigns - _joined(found, story)
    if missing:
        yield f"{story.tag}: acknowledged, and its person never joined {sorted(missing)}"
    if not is_opt_in_safe(found, story):
        yield f"{story.tag}: acknowledged, and its opt-in by text was neither made nor held"


def _joined(found: Found, story: Story) -> set[int]:
    """The campaigns of all advocates with this address."""
    table, column, value = (
        ("emails", "match", story.email.lower()) if story.email else ("phones", "number", story.phone)
    )
    query = (
        f"SELECT campaign_id FROM memberships JOIN {table} ON memberships.advocate_id = {table}.advocate_id "
        f"WHERE {table}.{column} = ?"
    )
    with found.world.sandbox.state.store.transaction() as tables:
        return {row["campaign_id"] for row in tables.execute(query, (value,))}

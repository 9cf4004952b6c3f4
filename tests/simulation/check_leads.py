"""Leads: each goes to the platform's endpoint for cards once at most, and nothing of it is lost.

Who comes live and by file is texted once.
"""

from collections.abc import Iterator

from tests.simulation.found import Found, by_phone
from tests.simulation.people import Story
from tests.simulation.platform import CARDS
from tests.simulation.posts import HANDED_ON


def leads(found: Found) -> Iterator[str]:
    """What is wrong with them."""
    for story in found.world.stories.values():
        if story.post and story.post.path == HANDED_ON:
            yield from _handed_on(found, story)
    for phone, stories in by_phone(found.world.stories.values()).items():
        if any(story.post is None for story in stories):
            yield from _texted(found, phone, stories)


def _handed_on(found: Found, story: Story) -> Iterator[str]:
    times = sum(write.endpoint == CARDS for write in found.acted[story.key])
    if times > 1:
        yield f"{story.tag}: handed on {times} times"
    is_delivered = story.acknowledged and not found.is_dead(story) and story.name not in found.held
    if is_delivered and not _has_address(found, story):
        yield f"{story.tag}: acknowledged, and its address is lost"


def _has_address(found: Found, story: Story) -> bool:
    query = (
        "SELECT 1 FROM advocates JOIN emails ON emails.advocate_id = advocates.id"
        " WHERE emails.match = ? AND advocates.address1 IS NOT NULL AND advocates.zip5 IS NOT NULL"
    )
    with found.world.sandbox.state.store.transaction() as tables:
        return tables.execute(query, (story.email.lower(),)).fetchone() is not None


def _texted(found: Found, phone: str, stories: list[Story]) -> Iterator[str]:
    """Once, and once more for each fault or death, and for each word of an operator."""
    world = found.world
    keys = dict.fromkeys(story.key for story in stories)
    reasons = sum(world.deaths.values()) + world.functions.killed
    reasons += sum(world.network.struck[key] + world.network.conflicts[key] for key in keys)
    reasons += sum(world.words.meant[story.name] for story in stories)
    times = len(list(found.opt_ins(phone)))
    if times > 1 + reasons:
        yield f"{[story.tag for story in stories]}: {phone} was texted {times} times, for {reasons} faults and deaths"

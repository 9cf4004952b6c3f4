"""Which kinds of trouble a run really had: what the large runs must have seen, to be worth anything.

A kind counts where it happened, not where it was planned.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import Final

from tests.fakes.settings import JOURNAL
from tests.simulation.check_peace import judged
from tests.simulation.found import ALONE, Found, by_phone, is_keyword, is_stop_like
from tests.simulation.people import Story
from tests.simulation.same_contact import APART, SPELT
from tests.simulation.world import World

AT_ONCE_MS: Final = 1_000

CONTACTS: Final = (
    *(f"contact: {spelling}" for spelling in (*SPELT, *APART)),
    "contact: two submissions at once",
    "contact: a form and a card",
    "contact: the first refused for good",
    "contact: the first refused for a while",
    "contact: told that another made it",
)
PERSONS: Final = (
    "person: two texts at once",
    "person: two texts within the lists' lag",
    "person: a create without an answer",
    "person: a create that is no upsert",
    "person: known, refused by 409",
    "person: known, refused by 422",
)
ODD: Final = (
    *("drip", "drip_acted", "redirect", "redirect_acted", "edge", "edge_acted", "bad_request", "bad_request_acted"),
    *("conflict", "conflict_acted", "credentials", "rate_limit_retry_after", "busy", "busy_acted"),
)
ANSWERS: Final = (*(f"answer: {kind}" for kind in ODD), "answer: an ask for peace that binds everybody")
CONSENT: Final = (
    "consent: an opt-in by text is held by itself",
    "consent: a keyword after a stop-like text",
    "consent: a form after a stop-like text",
    "consent: an opt-out after a stop-like text",
    "consent: a suppression is lifted by an operator",
    "consent: a stop-like text is carried out by an operator",
    "consent: an opt-in is released with released_at",
    "consent: an opt-in is released without",
    "consent: a form that looked like spam is released",
)
MORE: Final = (
    "more: several campaigns",
    "more: several advocates with one phone",
    "more: an opt-out of several advocates",
    "more: UnprocessedKeys",
    "more: fewer messages than there are",
)
GROUPS: Final = {"contacts": CONTACTS, "persons": PERSONS, "answers": ANSWERS, "consent": CONSENT, "more": MORE}
KINDS: Final = tuple(kind for kinds in GROUPS.values() for kind in kinds)


def drawn(world: World) -> Counter[str]:
    """How often each kind of trouble happened."""
    found, counts = Found(world), Counter[str]()
    counts.update(_of_contacts(found))
    counts.update(_of_persons(found))
    counts.update(_of_consent(found))
    counts.update(_of_advocates(found))
    counts.update({f"answer: {kind.partition(' ')[2]}": count for kind, count in world.weather.struck.items()})
    counts.update({f"consent: {what}": count for what, count in world.words.counts.items()})
    counts.update({f"more: {what}": count for what, count in world.cloud.partial.items()})
    counts["answer: an ask for peace that binds everybody"] = judged(world)
    counts["person: a create without an answer"] = world.network.unknown_creates
    counts.update({f"person: known, refused by {status}": count for status, count in world.network.met.items()})
    if not world.create_is_upsert:
        counts["person: a create that is no upsert"] = sum(write.creates for write in world.network.acted)
    return Counter({kind: counts[kind] for kind in KINDS if counts[kind]})


def _of_contacts(found: Found) -> Iterator[str]:
    for stories in found.asking.values():
        told = [story for story in stories if story.acknowledged]
        if len({story.name for story in told}) < 2:
            continue
        yield from (how for story in told for how in story.how if story.refused_ms == 0)
        for story in told:
            if story.tag in found.world.network.refused:
                yield from story.how
        apart = [(one, other) for one, other in combinations(told, 2) if one.name != other.name]
        if any(_at_once(one, other) for one, other in apart):
            yield "contact: two submissions at once"
        if len({story.post.source for story in told if story.post}) > 1:
            yield "contact: a form and a card"
    for item in found.world.cloud.tables.get(JOURNAL, {}).values():
        for state in item.get("conn", {"M": {}})["M"].values():
            if state == {"S": "other"}:
                yield "contact: told that another made it"


def _at_once(one: Story, other: Story) -> bool:
    return abs(one.first_at - other.first_at) <= AT_ONCE_MS


def _of_persons(found: Found) -> Iterator[str]:
    lag_ms = found.world.sandbox.state.options.list_lag * 1000
    for phone, stories in by_phone(found.world.stories.values()).items():
        texts = [story for story in stories if is_keyword(story)]
        if any(_at_once(one, other) for one, other in combinations(texts, 2)):
            yield "person: two texts at once"
        creates = [write.at for write in found.acted[f"phone {phone}"] if write.creates]
        if any(made < story.first_at < made + lag_ms for made in creates for story in texts):
            yield "person: two texts within the lists' lag"


def _of_consent(found: Found) -> Iterator[str]:
    held = {*found.held, *found.world.words.released}
    yield from ("consent: an opt-in by text is held by itself" for name in held if name.endswith(ALONE))
    for stories in by_phone(found.world.stories.values()).values():
        stop_likes = [when for story in stories if is_stop_like(story) for when in story.told_at]
        for story in stories:
            if stop_likes and story.first_at > min(stop_likes) and not is_stop_like(story):
                is_out = "smsOptout" in story.flags
                what = "an opt-out" if is_out else "a keyword" if is_keyword(story) else "a form"
                yield f"consent: {what} after a stop-like text"


def _of_advocates(found: Found) -> Iterator[str]:
    world = found.world
    yield from ("more: several campaigns" for story in world.stories.values() if len(story.campaigns) > 1)
    with world.sandbox.state.store.transaction() as tables:
        query = "SELECT number FROM phones GROUP BY number HAVING count(DISTINCT advocate_id) > 1"
        shared = {row["number"] for row in tables.execute(query)}
    yield from ("more: several advocates with one phone" for _ in shared)
    outs = {story.phone for story in world.stories.values() if "smsOptout" in story.flags and story.acknowledged}
    yield from ("more: an opt-out of several advocates" for _ in shared & outs)

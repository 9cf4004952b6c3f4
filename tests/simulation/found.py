"""What lies where when all is quiet again, sorted for the checks.

What the platform did is read from the writes that it carried out and from its tables, never from what the relay
believes. What the relay promised is read from the replies that senders got.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl

from tests.fakes.settings import DEAD, HELD
from tests.simulation.people import Story
from tests.simulation.platform import Acted
from tests.simulation.world import World

ONCE: Final = ("email", "call", "update")
RAW: Final = "raw"
ALONE: Final = "\nsmsOptin"  # what the natural key of an opt-in that is held by itself ends with
CLOCKS_MS: Final = 8_000  # what the relay allows for the platform's clock, and its own hosts' difference


@dataclass(slots=True)
class Found:
    """What lies where.

    `acted` has the platform's writes by whose they are, `made` by the contact that they made. `letters` and `held` are
    by the whole natural key, or by the tag of what could not be made a submission. `named` has the stories that the
    relay takes for one submission, `asking` those that ask for a contact.
    """

    world: World
    acted: dict[str, list[Acted]] = field(default_factory=lambda: defaultdict(list))
    made: dict[tuple[str, str], list[Acted]] = field(default_factory=lambda: defaultdict(list))
    letters: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    held: set[str] = field(default_factory=set)
    named: dict[str, list[Story]] = field(default_factory=lambda: defaultdict(list))
    asking: dict[tuple[str, str], list[Story]] = field(default_factory=lambda: defaultdict(list))
    outcomes: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        contacts: dict[tuple[str, str], str] = {}
        for story in self.world.stories.values():
            self.named[story.name].append(story)
            for kind in ONCE:
                if kind in story.wants:
                    self.asking[kind, story.contact(kind)].append(story)
                    contacts[kind, story.key] = story.contact(kind)
        for write in self.world.network.acted:
            self.acted[write.key].append(write)
            if write.kind in ONCE:
                self.made[write.kind, contacts.get((write.kind, write.key), write.key)].append(write)
        for letter in self.world.bodies(DEAD):
            self.letters[_name_of(letter)].append(letter)
        self.held = {_name_of(body) for body in self.world.bodies(HELD)}

    def sent(self, story: Story, kind: str) -> list[Acted]:
        """Every time a part of this story's submission was carried out, for whichever of its posts."""
        keys = dict.fromkeys(same.key for same in self.named[story.name])
        return [write for key in keys for write in self.acted[key] if write.kind == kind]

    def refused(self, story: Story) -> bool:
        """Whether the platform refused something of it for good."""
        keys = {key for same in self.named[story.name] for key in (same.key, *same.contacts.values())}
        return bool(keys & self.world.network.rejected)

    def may_be_mistaken(self, story: Story) -> bool:
        """Whether a run of it may have acted without an answer, and somebody with its address has joined meanwhile.

        Then nobody can tell whether that was this one, and the opt-in by text is not repeated.
        """
        world = self.world
        disasters = sum(world.deaths.values()) + world.functions.killed
        if not (disasters or any(world.network.struck[same.key] for same in self.named[story.name])):
            return False
        others = (other for other in world.stories.values() if other is not story and other.phone == story.phone)
        return any(write.at >= story.first_at - CLOCKS_MS for other in others for write in self.sent(other, "advocate"))

    def is_dead(self, story: Story) -> bool:
        """Whether a person will find a letter about it, or about a part of it."""
        return any(name.partition("\n")[0] == story.name for name in self.letters)

    def opt_ins(self, phone: str) -> Iterator[Acted]:
        """Every opt-in by text that the platform carried out for a phone."""
        for write in self.world.network.acted:
            if write.form.get("phone") == phone and write.form.get("smsOptin") == "1":
                yield write


def by_phone(stories: Iterable[Story]) -> dict[str, list[Story]]:
    """The stories that say something of a phone's texts, stop-like ones among them."""
    found: dict[str, list[Story]] = defaultdict(list)
    for story in stories:
        is_text = story.post is not None and story.post.source == "sms"
        if story.phone and (is_text or {"smsOptin", "smsOptout"} & story.flags):
            found[story.phone].append(story)
    return found


def is_stop_like(story: Story) -> bool:
    """Whether it is a text that may be an opt-out."""
    return story.suspect and story.post is not None and story.post.source == "sms"


def is_keyword(story: Story) -> bool:
    """Whether the phone itself asks for texts."""
    return "smsOptin" in story.flags and story.post is not None and story.post.source == "sms"


def _name_of(body: Mapping[str, Any]) -> str:
    if RAW in body:
        return dict(parse_qsl(str(body[RAW]))).get("utm_content", "?")
    return str(body.get("natural_key", "?"))

"""All that there is of a person in a stack, by their addresses: for a copy of it, and for erasing it.

Unlike `find` it looks into the retry queue too, which hides what waits there from the worker for some seconds. What the
worker has in hand, or has put off, nobody can look into; `unseen` says how many those are.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from operate import find, queue
from operate.find import Sought
from operate.journal import stored_items
from operate.letters import Letter, Wanted
from operate.queue import Told, nobody, now_ms
from operate.stack import Stack
from relay.canonical import address_of
from relay.messages import UnreadableMessage, from_message
from relay.stores.consent import Channel
from relay.stores.ids import Identity
from relay.stores.table import Item

DELAYED: Final = "ApproximateNumberOfMessagesDelayed"
CHANNELS: Final[Mapping[Literal["email", "phone"], Channel]] = {"email": "email", "phone": "sms"}

type Place = Literal["letters", "held", "waiting"]


@dataclass(frozen=True)
class Theirs(Wanted):
    """The letters of some people: by an address in it, or by its submission."""

    people: tuple[Sought, ...] = ()
    submissions: frozenset[str] = frozenset()
    identity: Identity = field(kw_only=True)

    def fits(self, letter: Letter) -> bool:
        """Whether it is of one of them."""
        if self.submissions & {*own_ids(letter, self.identity)}:
            return True
        if any(find.is_theirs(letter, each) for each in self.people):
            return True
        text = letter.text("unreadable") or ("" if letter.content else letter.body)
        return bool(text) and any(_is_in(text, each) for each in self.people)


@dataclass(frozen=True, slots=True, kw_only=True)
class Belongings:
    """What there is. `items` are the journal's and `consent` the consent table's, by key."""

    items: Mapping[str, Item]
    letters: tuple[Letter, ...]
    held: tuple[Letter, ...]
    waiting: tuple[Letter, ...]
    consent: Mapping[str, Item]
    unseen: int
    hints: tuple[str, ...] = field(default=())


def belongings(stack: Stack, people: Sequence[Sought], *, told: Told = nobody) -> Belongings:
    """All that there is of some people. Nothing is changed."""
    identity = Identity(_once(find.key_of(stack)))
    ids, hints = ids_of(stack, people, identity)
    found = {name: _listed(stack, url, theirs(people, ids, identity), told) for name, url in places(stack).items()}
    return Belongings(
        items=stored_items(stack.client("dynamodb"), stack.journal_table, ids),
        letters=found["letters"],
        held=found["held"],
        waiting=found["waiting"],
        consent=consent(stack, people, identity),
        unseen=out_of_sight(stack),
        hints=hints,
    )


def places(stack: Stack) -> dict[Place, str]:
    """The queues in which there may be something of a person, in the order in which it goes from one to the next."""
    return {"waiting": stack.retry_url, "letters": stack.dead_letter_url, "held": stack.held_url}


def theirs(people: Sequence[Sought], ids: Collection[str], identity: Identity) -> Theirs:
    """The letters of these people, with these submissions."""
    return Theirs(people=tuple(people), submissions=frozenset(ids), identity=identity)


def own_ids(letter: Letter, identity: Identity) -> Iterator[str]:
    """The ids under which a letter's submission may run.

    The one that is written in it counts only if its content may have it: it may be another's in a letter that somebody
    has edited, and whoever erased that one would lose this one.
    """
    try:
        submission = from_message(letter.body)
    except UnreadableMessage:
        yield from [letter.submission_id] if letter.submission_id else []
        return
    own, beside = identity.submission(submission), identity.neighbours(submission, now_ms())
    yield own
    if letter.submission_id != own and beside and letter.submission_id in {beside.before, beside.after}:
        yield letter.submission_id


def ids_of(stack: Stack, people: Sequence[Sought], identity: Identity) -> tuple[list[str], tuple[str, ...]]:
    """The submissions that the journal's indexes name, and what keeps them from telling all."""
    found = [find.ids_of(stack, each, identity) for each in people]
    ids = dict.fromkeys(one for ids, _ in found for one in ids)
    return [*ids], tuple(dict.fromkeys(hint for _, hints in found for hint in hints))


def consent(stack: Stack, people: Sequence[Sought], identity: Identity) -> dict[str, Item]:
    """Their consent records, with the items into which the oldest evidence was moved."""
    keys = [
        identity.consent(CHANNELS[argument], address)
        for each in people
        for argument, address in each.addresses().items()
    ]
    records = stored_items(stack.client("dynamodb"), stack.consent_table, keys)
    return records | {item["id"]: item for key in records for item in find.moved_of(stack, key)}


def out_of_sight(stack: Stack) -> int:
    """About how many messages of the retry queue are in the worker's hand, put off, or not due yet."""
    names = [queue.HIDDEN, DELAYED]
    found = stack.client("sqs").get_queue_attributes(QueueUrl=stack.retry_url, AttributeNames=names)["Attributes"]
    return sum(int(found.get(name, 0)) for name in names)


def exported(found: Belongings) -> dict[str, Any]:
    """What there is, as JSON: for the person who asks for it."""
    return {
        "submissions": list(found.items.values()),
        "letters": [_content(letter) for letter in found.letters],
        "held": [_content(letter) for letter in found.held],
        "waiting": [_content(letter) for letter in found.waiting],
        "consent": list(found.consent.values()),
        "not_looked_into": found.unseen,
        "hints": list(found.hints),
    }


def _content(letter: Letter) -> dict[str, Any]:
    return letter.content or {"text": letter.body}


def _listed(stack: Stack, url: str, wanted: Wanted, told: Told) -> tuple[Letter, ...]:
    return tuple(queue.listed(stack.client("sqs"), url, wanted, told=told)[0])


def _is_in(text: str, wanted: Sought) -> bool:
    """Whether an address stands in a text that nobody can read otherwise."""
    return any(_stands_in(text, argument, address) for argument, address in wanted.addresses().items())


def _stands_in(text: str, argument: str, address: str) -> bool:
    if argument == "phone":
        return any(address in re.sub(r"\D", "", run) for run in _runs_of_digits(text))
    return bool(re.search(rf"(?<![\w.+-]){re.escape(address_of(address))}(?![\w-])", address_of(text)))


def _runs_of_digits(text: str) -> Iterator[str]:
    yield from re.findall(r"[+(]?\d[\d ().-]{8,}", text)


def _once(key: bytes) -> Any:
    return lambda: key

"""What is kept of a person, and what was erased, as rows and lines to read: the command and the page show the same."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from operate import erasing, find, persons
from operate.moments import when
from operate.persons import Place
from operate.trouble import Trouble
from operate.words import in_words
from relay.stores.consent import SAID

THEIRS: Final = (
    "not reached: the platform, where the person must be erased too; logs, which hold ids only; sign-ups from before "
    "the journal's indexes, which hold HMACs and are gone after 30 days"
)
LATER: Final = (
    "about {} messages of the retry queue are in the worker's hand or put off, and nobody can look into them. What the "
    "journal knows of them is not sent any more. To be sure of the rest start the same command again in half an hour"
)

WHAT: Final[Mapping[Place, str]] = {"waiting": "waiting", "letters": "letter", "held": "held"}


def people_of(typed: Sequence[str]) -> list[find.Sought]:
    """The addresses that were typed. Raises `Trouble` for what is none."""
    wanted = [find.sought(each) for each in typed]
    if any(each.id for each in wanted):
        raise Trouble("this is about a person: give an e-mail address or a phone of ten digits, not an id")
    return wanted


def kept_rows(kept: persons.Belongings) -> Iterator[tuple[str, str, str]]:
    """Each thing that is kept: what it is, its id, how it stands."""
    for key, item in kept.items.items():
        each = find.submission_in(item)
        yield "sign-up", key, f"{each.state}, {when(each.received_at)} UTC"
    for place, what in WHAT.items():
        for letter in {"waiting": kept.waiting, "letters": kept.letters, "held": kept.held}[place]:
            owed = erasing.owed(place, letter)
            why = "waits" if place == "waiting" else in_words(letter).what
            yield what, letter.id, f"stays: {owed}" if owed else why
    for key, item in kept.consent.items():
        yield "consent", key, "; ".join(_consent(item)) or "opt-ins"


def _consent(item: dict[str, object]) -> Iterator[str]:
    if "in_at" in item or any(name.startswith(f"{SAID}in_") for name in item):
        yield "opt-ins"
    if "out_at" in item:
        yield "an opt-out, which stays"
    if "suppressed_at" in item:
        yield "a suppression, which stays"


def not_in_the_copy(kept: persons.Belongings) -> Iterator[str]:
    """Lines about what a copy for the person does not have."""
    if kept.unseen:
        yield f"about {kept.unseen} messages of the retry queue could not be looked into: they are on their way"
    yield from kept.hints
    yield "what the platform has of the person is not in it"


def erased_lines(done: erasing.Erased) -> Iterator[str]:
    """What was done, and what could not be reached."""
    counts = done.messages
    yield (
        f"erased: {len(done.submissions)} sign-ups, {counts['letters']} letters, {counts['held']} held, "
        f"{counts['waiting']} waiting, the opt-ins of {done.consent} consent records"
    )
    yield THEIRS
    for each, why in done.left.items():
        yield f"left: {each}, {why}"
    if done.running:
        yield f"left: {', '.join(sorted(done.running))}, which a run has in hand right now"
    if done.unseen:
        yield LATER.format(done.unseen)

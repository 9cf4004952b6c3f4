"""What `letters` is about: its safeguards, items, letters, runs, and the steps that no safeguard changes."""

from collections.abc import Iterator
from enum import Enum
from typing import Any, Final, Literal, NamedTuple

from tests.model.checker import Step

FALSE: Final = "false: told as made, and nobody made it"

type Part = Literal["none", "-", "done", "maybe", "rejected", "other", "unseen", "theirs"]
type Fate = Literal["waiting", "delivered", "dead"]
type Place = Literal["reconcile", "letter", "read", "look", "take", "mark", "send", "answer", "write", "close"]


class Safeguard(Enum):
    """What can be taken out, and shows then what it was good for."""

    LETTER = "a letter has an item of its own, claimed before the mark"
    LEASED = "an owner whose lease lasts may still send"
    DONE_FIRST = "what an owner has recorded as made is made, whether its lease lasts or not"
    MARKED = "an owner with a mark and no close may have sent"
    MAYBE = "an owner whose part is maybe may have sent"
    TOKEN = "a letter is taken over only if its owner's run is still the one that was seen"
    OWN_TOKEN = "a repetition writes its own token"
    UNSURE = "a claim without an answer sends nothing"
    RECEIPT = "a letter's end is compared with the receipt, not with the clock"
    ANYWAY = "what the operator sends anyway still asks whether another one made it"


class Item(NamedTuple):
    """A submission: its journal item, the message that carries it, and what became of it."""

    fate: Fate = "waiting"
    letter: bool = False  # its dead letter is there
    dead: bool = False
    lease: Literal["none", "live", "over"] = "none"
    token: int = 0
    parts: tuple[Part, ...] = ()
    covers: int = 0  # the letters that may have been sent under an unclosed mark, as bits
    settled: bool = False  # what it may have sent shows in the lists by now
    waits: int = 0  # the submissions that it waits for, as bits; itself: for its own to settle
    word: int = 0  # "send anyway": the submissions whose maybe the word is newer than, as bits


class Letter(NamedTuple):
    """A letter: its item, and in truth how often it was made for early and late submissions."""

    owner: int = -1
    token: int = 0
    aged: bool = False  # its 24 hours are over
    made: tuple[int, int] = (0, 0)
    hidden: int = 0  # the submissions whose letter is made and not listed yet, as bits
    pending: int = 0  # the submissions whose request may still act although nobody waits for it, as bits


class Run(NamedTuple):
    """A run of a submission: where it is, and what it knows."""

    of: int
    token: int
    at: Place
    letter: int
    parts: tuple[Part, ...]
    granted: int = 0
    waits: int = 0
    seen: tuple[int, int] = (-1, 0)


class State(NamedTuple):
    """All submissions, letters and runs, and what may still go wrong."""

    items: tuple[Item, ...]
    letters: tuple[Letter, ...]
    runs: tuple[Run, ...] = ()
    faults: int = 0
    replays: int = 0
    mended: bool = False
    day: bool = False
    error: str = ""


def bits(number: int) -> Iterator[int]:
    """The places of the bits that are set."""
    return (place for place in range(number.bit_length()) if number >> place & 1)


# Steps that no safeguard changes ----------------------------------------------------------------------------------


def reconcile(rest: State, run: Run) -> Iterator[Step[State]]:
    """What its own earlier runs may have sent is looked for, now that it must show."""
    i, parts = run.of, run.parts
    for x, part in enumerate(parts):
        if part == "maybe":
            parts = replaced(parts, x, "done" if is_listed(rest.letters[x]) else "unseen")
    yield Step(f"{i} looks for what it may have sent", next_letter(rest, run, first=0, parts=parts))
    yield from fault(f"{i} can't have the list", next_letter(rest, run, first=0))


def look(rest: State, run: Run) -> Iterator[Step[State]]:
    """What the letter's owner may have sent, by the lists."""
    i, x = run.of, run.letter
    if is_listed(rest.letters[x]):
        yield Step(f"{i} finds letter {x} in the list", known(rest, run, "other"))
    else:
        yield Step(f"{i} does not find letter {x}", known(rest, run, "theirs"))
    yield from fault(f"{i} can't have the list", next_letter(rest, run))


def mark(rest: State, run: Run) -> Iterator[Step[State]]:
    i, item = run.of, rest.items[run.of]
    silent = sent(rest, run._replace(granted=0))
    if item.token != run.token:
        yield Step(f"{i}'s mark is refused", silent)
        return
    marked = item._replace(covers=item.covers | run.granted, settled=False)
    yield Step(f"{i} marks", newer(on(with_item(rest, i, marked), run, at="send"), i))
    yield from fault(f"{i}'s mark fails", silent)
    yield from fault(f"{i}'s mark acts, no answer", newer(with_item(silent, i, marked), i))


def write(rest: State, run: Run) -> Iterator[Step[State]]:
    """The dead letter, before the item says so."""
    item = rest.items[run.of]._replace(letter=True)
    yield Step(f"{run.of} writes a dead letter", on(with_item(rest, run.of, item), run, at="close"))


def close(rest: State, run: Run) -> Iterator[Step[State]]:
    i, item, outcome = run.of, rest.items[run.of], outcome_of(run)
    if any(part in {"done", "other"} and not sum(rest.letters[x].made) for x, part in enumerate(run.parts)):
        rest = rest._replace(error=FALSE)
    if outcome != "waiting":
        item = item._replace(fate=outcome)
    if item.token != run.token:
        yield Step(f"{i} was overtaken", with_item(rest, i, item))
        return
    recorded: dict[Part, Part] = {"unseen": "maybe", "theirs": "-"}
    parts = tuple(recorded.get(part, part) for part in run.parts)
    closed = item._replace(dead=outcome == "dead", lease="none", token=0, parts=parts, covers=0, waits=run.waits)
    yield Step(f"{i} closes", with_item(rest, i, closed))
    yield from fault(f"{i}'s close fails", with_item(rest, i, item._replace(waits=run.waits)))


def crash(rest: State, run: Run) -> Iterator[Step[State]]:
    """The run is gone; what it had sent may still act."""
    if run.at == "answer":
        letter = rest.letters[run.letter]
        rest = with_letter(rest, run.letter, letter._replace(pending=letter.pending | 1 << run.of))
    yield from fault(f"{run.of} crashes at {run.at}", rest)


# How a state is changed and read --------------------------------------------------------------------------------------


def fault(words: str, state: State) -> Iterator[Step[State]]:
    if state.faults:
        yield Step(words, state._replace(faults=state.faults - 1), fault=True)


def replaced[T](values: tuple[T, ...], place: int, value: T) -> tuple[T, ...]:
    return (*values[:place], value, *values[place + 1 :])


def with_item(state: State, i: int, item: Item) -> State:
    return state._replace(items=replaced(state.items, i, item))


def with_letter(state: State, x: int, letter: Letter) -> State:
    return state._replace(letters=replaced(state.letters, x, letter))


def on(rest: State, run: Run, **changes: Any) -> State:
    """The run goes on, changed so."""
    return rest._replace(runs=(*rest.runs, run._replace(**changes)))


def next_letter(rest: State, run: Run, first: int | None = None, **changes: Any) -> State:
    """The run goes on with the next letter that it needs, or with what comes after the letters."""
    run = run._replace(**changes)
    start = run.letter + 1 if first is None else first
    needed = [x for x in range(start, len(run.parts)) if run.parts[x] == "-"]
    if needed:
        return on(rest, run, at="letter", letter=needed[0])
    return on(rest, run, at="mark") if run.granted else sent(rest, run)


def sent(rest: State, run: Run, **changes: Any) -> State:
    """The run sends the next letter, or ends."""
    run = run._replace(**changes)
    if run.granted:
        return on(rest, run, at="send")
    return on(rest, run, at="write" if outcome_of(run) == "dead" else "close", letter=0, seen=(-1, 0))


def known(rest: State, run: Run, part: Part) -> State:
    return next_letter(rest, run, parts=replaced(run.parts, run.letter, part))


def waits(rest: State, run: Run, other: int) -> State:
    return next_letter(rest, run, waits=run.waits | 1 << other)


def newer(state: State, i: int) -> State:
    """What this submission sends from now on is newer than every word that the operator has given."""
    items = tuple(item._replace(word=item.word & ~(1 << i)) for item in state.items)
    return state._replace(items=items)


def is_clear(item: Item) -> bool:
    """Whether nobody need wait for this submission: no lease, and what it may have sent shows."""
    return item.lease != "live" and (item.settled or not (item.covers or "maybe" in item.parts))


def is_listed(letter: Letter) -> bool:
    return sum(letter.made) > letter.hidden.bit_count()


def outcome_of(run: Run) -> Fate:
    if "-" in run.parts or "maybe" in run.parts:
        return "waiting"
    return "dead" if {"unseen", "theirs", "rejected"} & {*run.parts} else "delivered"


def renumbered(state: State) -> State:
    """The same state with the tokens numbered as they come: which run had which number does not matter."""
    runs = sorted(state.runs)
    tokens = [item.token for item in state.items] + [letter.token for letter in state.letters]
    tokens += [token for run in runs for token in (run.token, run.seen[1])]
    numbers = {token: number for number, token in enumerate(dict.fromkeys([0, *tokens]))}
    if all(token == number for token, number in numbers.items()):
        return state._replace(runs=tuple(runs))
    return state._replace(
        items=tuple(item._replace(token=numbers[item.token]) for item in state.items),
        letters=tuple(letter._replace(token=numbers[letter.token]) for letter in state.letters),
        runs=tuple(run._replace(token=numbers[run.token], seen=(run.seen[0], numbers[run.seen[1]])) for run in runs),
    )

"""Submissions that ask for the same letters: whoever claims a letter makes it, and the others learn what became of it.

Each submission has its journal item, whose claim is one step here (`delivery` has it in full), and asks for some of
the letters, always in the same order. Each letter has an item: who owns it, under which run's token, and until when.

A submission is `early` or `late`: one that was received after the letter's 24 hours are over may have it made again.
An operator may replay dead letters, and may say *send anyway*; here only where nothing was made and nothing is on its
way, so that who sends twice has no excuse.
"""

from collections.abc import Iterator
from enum import Enum
from functools import partial
from typing import Any, Final, Literal, NamedTuple

from tests.model.checker import CIRCLE, Case, Step

TWICE: Final = "twice: a legislator gets the same letter again"
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


class Letters(NamedTuple):
    """The model. `wants` has each submission's letters; the API refuses the first submission `refuses`."""

    wants: tuple[tuple[int, ...], ...]
    faults: int
    replays: int = 1
    refuses: Literal["never", "always", "until mended"] = "never"
    late: int = 0  # the submissions that are received a day later, as bits
    days: bool = False  # whether a day may pass
    without: Safeguard | None = None

    def start(self) -> State:
        """Nothing has happened; each submission's message is there."""
        count = 1 + max(letter for wanted in self.wants for letter in wanted)
        items = tuple(Item(parts=tuple("-" if x in each else "none" for x in range(count))) for each in self.wants)
        return State(items, (Letter(),) * count, faults=self.faults, replays=self.replays)

    def wrong(self, state: State) -> str:
        """Twice is for each class of submissions by itself: late ones may have their own."""
        if any(max(letter.made) > 1 for letter in state.letters):
            return TWICE
        return state.error

    def ended(self, state: State) -> bool:
        """No run is on its way, and what was received is delivered or a dead letter."""
        arrived = [item for i, item in enumerate(state.items) if state.day or not self.late >> i & 1]
        return not state.runs and all(item.fate != "waiting" for item in arrived)

    def steps(self, state: State) -> Iterator[Step[State]]:
        """All that may happen next."""
        for step in self._steps(state):
            yield step._replace(state=_renumbered(step.state))

    def _steps(self, state: State) -> Iterator[Step[State]]:
        for i in range(len(state.items)):
            yield from self._of_submission(state, i)
        for x in range(len(state.letters)):
            yield from self._of_letter(state, x)
        if self.days and not state.day and not state.runs and not any(letter.pending for letter in state.letters):
            aged = tuple(letter._replace(aged=True) for letter in state.letters)
            items = tuple(i._replace(lease="over" if i.lease == "live" else i.lease) for i in state.items)
            yield Step("a day passes", state._replace(items=items, letters=aged, day=True), fault=True)
        for place, run in enumerate(state.runs):
            rest = state._replace(runs=state.runs[:place] + state.runs[place + 1 :])
            yield from self._of_run(rest, run)
            yield from _crash(rest, run)

    # A submission without its runs ------------------------------------------------------------------------------------

    def _of_submission(self, state: State, i: int) -> Iterator[Step[State]]:
        item = state.items[i]
        own = [run for run in state.runs if run.of == i]
        holds = [run for run in own if run.token == item.token]
        if item.lease == "live" and not any(run.at == "answer" for run in holds):  # A2
            ended = _with_item(state, i, item._replace(lease="over"))
            if not holds:
                yield Step(f"{i}'s lease ends", ended)
            elif state.faults:
                yield Step(f"{i} stalls, its lease ends", ended._replace(faults=state.faults - 1), fault=True)
        if self._may_settle(state, i):
            yield Step(f"what {i} sent shows by now", _with_item(state, i, item._replace(settled=True)))
        if item.fate == "waiting" and item.lease != "live" and len(own) < 2 and self._is_due(state, i):
            yield self._claim(state, i)
        if item.letter and state.replays:
            yield from self._replay(state, i)

    def _may_settle(self, state: State, i: int) -> bool:
        item = state.items[i]
        if item.settled or item.lease == "live" or not (item.covers or "maybe" in item.parts):
            return False
        return not any((letter.hidden | letter.pending) >> i & 1 for letter in state.letters)

    def _is_due(self, state: State, i: int) -> bool:
        if self.late >> i & 1 and not state.day:
            return False
        return all(_is_clear(state.items[other]) for other in bits(state.items[i].waits))

    def _claim(self, state: State, i: int) -> Step[State]:
        item, token = state.items[i], 1000
        parts = list(item.parts)
        for x in self.wants[i]:
            meant = item.dead and (parts[x] == "rejected" or (parts[x] == "maybe" and item.word >> i & 1))
            parts[x] = "-" if meant else parts[x]
            if item.covers >> x & 1 and parts[x] not in {"done", "other"}:
                parts[x] = "maybe"
        settled = item.settled and not item.covers
        claimed = item._replace(dead=False, lease="live", token=token, settled=settled, waits=0)
        run = Run(i, token, "reconcile", 0, tuple(parts))
        rest = _with_item(state, i, claimed)
        if "maybe" not in parts:
            return Step(f"{i} claims its item", _next(rest, run, first=0))
        if not item.settled:
            return Step(f"{i} claims its item: too early to look", _next(rest, run, first=0, waits=1 << i))
        return Step(f"{i} claims its item", _on(rest, run))

    def _replay(self, state: State, i: int) -> Iterator[Step[State]]:
        item = state.items[i]._replace(fate="waiting", letter=False, waits=0)
        replayed = state._replace(replays=state.replays - 1, mended=True)
        yield Step(f"the operator replays {i}", _with_item(replayed, i, item), fault=True)
        missing = [state.letters[x] for x in self.wants[i] if item.parts[x] not in {"done", "other"}]
        quiet = not any(run.at in {"send", "answer"} for run in state.runs)
        if quiet and not any(sum(letter.made) or letter.pending for letter in missing):
            item = item._replace(word=(1 << len(state.items)) - 1)
            yield Step(f"the operator has {i} sent anyway", _with_item(replayed, i, item), fault=True)

    # A run ------------------------------------------------------------------------------------------------------------

    def _of_run(self, rest: State, run: Run) -> Iterator[Step[State]]:
        if run.at == "reconcile":
            yield from _reconcile(rest, run)
        elif run.at == "letter":
            yield from self._claim_letter(rest, run)
        elif run.at == "read":
            yield self._read(rest, run)
        elif run.at == "look":
            yield from _look(rest, run)
        elif run.at == "take":
            yield from self._take_over(rest, run)
        elif run.at == "mark":
            yield from _mark(rest, run)
        elif run.at == "send":
            yield self._send(rest, run)
        elif run.at == "answer":
            yield from self._answer(rest, run)
        elif run.at == "write":
            yield from _write(rest, run)
        else:
            yield from _close(rest, run)

    def _claim_letter(self, rest: State, run: Run) -> Iterator[Step[State]]:
        i, x = run.of, run.letter
        letter = rest.letters[x]
        over = letter.aged and (self.late >> i & 1 or self.without is Safeguard.RECEIPT)
        passes = self.without is Safeguard.ANYWAY and rest.items[i].word
        free = letter.owner in {-1, i} or over or passes
        granted = _next(rest, run, granted=run.granted | 1 << x)
        if self.without is Safeguard.LETTER:
            yield Step(f"{i} goes on", granted)
            return
        token = letter.token if letter.owner == i and self.without is Safeguard.OWN_TOKEN else run.token
        taken = letter._replace(owner=i, token=token, aged=False)
        if free:
            yield Step(f"{i} claims letter {x}", _with_letter(granted, x, taken))
        else:
            seen = _on(rest, run, at="read", seen=(letter.owner, letter.token))
            yield Step(f"{i} is refused letter {x}, which is {letter.owner}'s", seen)
        unsure = granted if self.without is Safeguard.UNSURE else _next(rest, run)
        yield from _fault(f"{i}'s claim of letter {x} fails", unsure)
        if free:
            yield from _fault(f"{i}'s claim of letter {x} acts, no answer", _with_letter(unsure, x, taken))

    def _read(self, rest: State, run: Run) -> Step[State]:
        """What the owner's item says: the first that applies."""
        i, x, (o, _) = run.of, run.letter, run.seen
        owner = rest.items[o]
        marked = bool(owner.covers >> x & 1) and self.without is not Safeguard.MARKED
        maybe = owner.parts[x] == "maybe" and self.without is not Safeguard.MAYBE
        leased = owner.lease == "live" and self.without is not Safeguard.LEASED
        if owner.parts[x] in {"done", "other"} and not (leased and self.without is Safeguard.DONE_FIRST):
            return Step(f"{i} sees that {o} made letter {x}", _known(rest, run, "other"))
        if leased:
            return Step(f"{i} sees that {o}'s lease lasts", _waits(rest, run, o))
        if (marked or maybe) and not rest.items[i].word >> o & 1:
            if not owner.settled:
                return Step(f"{i} sees that {o} may have made letter {x}: too early to look", _waits(rest, run, o))
            return Step(f"{i} sees that {o} may have made letter {x}", _on(rest, run, at="look"))
        return Step(f"{i} sees that {o} did not make letter {x}", _on(rest, run, at="take"))

    def _take_over(self, rest: State, run: Run) -> Iterator[Step[State]]:
        i, x = run.of, run.letter
        letter = rest.letters[x]
        same = letter.owner == run.seen[0] and (letter.token == run.seen[1] or self.without is Safeguard.TOKEN)
        if not same:
            yield Step(f"{i} is too late to take letter {x} over", _waits(rest, run, letter.owner))
            return
        taken = letter._replace(owner=i, token=run.token, aged=False)
        granted = _next(rest, run, granted=run.granted | 1 << x)
        yield Step(f"{i} takes letter {x} over", _with_letter(granted, x, taken))
        unsure = _next(rest, run)
        yield from _fault(f"{i} takes letter {x} over, no answer", _with_letter(unsure, x, taken))

    def _send(self, rest: State, run: Run) -> Step[State]:
        i, item = run.of, rest.items[run.of]
        x = next(bits(run.granted))
        run = run._replace(granted=run.granted & ~(1 << x), letter=x)
        if item.token == run.token and item.lease == "live":
            return Step(f"{i} sends letter {x}", _on(rest, run, at="answer"))
        return Step(f"{i} is too late to send letter {x}", _sent(rest, run))

    def _answer(self, rest: State, run: Run) -> Iterator[Step[State]]:
        i, x = run.of, run.letter
        letter, acted = rest.letters[x], self._made(rest, i, x)
        done, maybe = _with(run.parts, x, "done"), _with(run.parts, x, "maybe")
        pending = _with_letter(rest, x, letter._replace(pending=letter.pending | 1 << i))
        if i == 0 and (self.refuses == "always" or (self.refuses == "until mended" and not rest.mended)):
            refused = _sent(rest, run, parts=_with(run.parts, x, "rejected"))
            yield Step(f"the API rejects {i}'s letter {x}", refused)
        else:
            yield Step(f"the API makes {i}'s letter {x}", _sent(acted, run, parts=done))
            yield from _fault(f"letter {x} of {i} is made, no answer", _sent(acted, run, parts=maybe))
        yield from _fault(f"letter {x} of {i}: no answer yet", _sent(pending, run, parts=maybe))
        yield from _fault(f"letter {x} of {i} surely not made", _sent(rest, run))

    # A letter --------------------------------------------------------------------------------------------------------

    def _of_letter(self, state: State, x: int) -> Iterator[Step[State]]:
        """What the platform does by itself."""
        letter = state.letters[x]
        for i in bits(letter.hidden):
            yield Step(
                f"{i}'s letter {x} is listed", _with_letter(state, x, letter._replace(hidden=letter.hidden & ~(1 << i)))
            )
        for i in bits(letter.pending):
            gone = letter._replace(pending=letter.pending & ~(1 << i))
            yield Step(f"{i}'s request for letter {x} comes to nothing", _with_letter(state, x, gone))
            yield Step(f"{i}'s request for letter {x} acts late", self._made(_with_letter(state, x, gone), i, x))

    def _made(self, state: State, i: int, x: int) -> State:
        letter, late = state.letters[x], self.late >> i & 1
        made = (letter.made[0] + (not late), letter.made[1] + late)
        return _with_letter(state, x, letter._replace(made=made, hidden=letter.hidden | 1 << i))


# Steps that no safeguard changes ----------------------------------------------------------------------------------


def _reconcile(rest: State, run: Run) -> Iterator[Step[State]]:
    """What its own earlier runs may have sent is looked for, now that it must show."""
    i, parts = run.of, run.parts
    for x, part in enumerate(parts):
        if part == "maybe":
            parts = _with(parts, x, "done" if _is_listed(rest.letters[x]) else "unseen")
    yield Step(f"{i} looks for what it may have sent", _next(rest, run, first=0, parts=parts))
    yield from _fault(f"{i} can't have the list", _next(rest, run, first=0))


def _look(rest: State, run: Run) -> Iterator[Step[State]]:
    """What the letter's owner may have sent, by the lists."""
    i, x = run.of, run.letter
    if _is_listed(rest.letters[x]):
        yield Step(f"{i} finds letter {x} in the list", _known(rest, run, "other"))
    else:
        yield Step(f"{i} does not find letter {x}", _known(rest, run, "theirs"))
    yield from _fault(f"{i} can't have the list", _next(rest, run))


def _mark(rest: State, run: Run) -> Iterator[Step[State]]:
    i, item = run.of, rest.items[run.of]
    silent = _sent(rest, run._replace(granted=0))
    if item.token != run.token:
        yield Step(f"{i}'s mark is refused", silent)
        return
    marked = item._replace(covers=item.covers | run.granted, settled=False)
    yield Step(f"{i} marks", _newer(_on(_with_item(rest, i, marked), run, at="send"), i))
    yield from _fault(f"{i}'s mark fails", silent)
    yield from _fault(f"{i}'s mark acts, no answer", _newer(_with_item(silent, i, marked), i))


def _write(rest: State, run: Run) -> Iterator[Step[State]]:
    """The dead letter, before the item says so."""
    item = rest.items[run.of]._replace(letter=True)
    yield Step(f"{run.of} writes a dead letter", _on(_with_item(rest, run.of, item), run, at="close"))


def _close(rest: State, run: Run) -> Iterator[Step[State]]:
    i, item, outcome = run.of, rest.items[run.of], _outcome(run)
    if any(part in {"done", "other"} and not sum(rest.letters[x].made) for x, part in enumerate(run.parts)):
        rest = rest._replace(error=FALSE)
    if outcome != "waiting":
        item = item._replace(fate=outcome)
    if item.token != run.token:
        yield Step(f"{i} was overtaken", _with_item(rest, i, item))
        return
    recorded: dict[Part, Part] = {"unseen": "maybe", "theirs": "-"}
    parts = tuple(recorded.get(part, part) for part in run.parts)
    closed = item._replace(dead=outcome == "dead", lease="none", token=0, parts=parts, covers=0, waits=run.waits)
    yield Step(f"{i} closes", _with_item(rest, i, closed))
    yield from _fault(f"{i}'s close fails", _with_item(rest, i, item._replace(waits=run.waits)))


def _crash(rest: State, run: Run) -> Iterator[Step[State]]:
    """The run is gone; what it had sent may still act."""
    if run.at == "answer":
        letter = rest.letters[run.letter]
        rest = _with_letter(rest, run.letter, letter._replace(pending=letter.pending | 1 << run.of))
    yield from _fault(f"{run.of} crashes at {run.at}", rest)


# How a state is changed and read --------------------------------------------------------------------------------------


def _fault(words: str, state: State) -> Iterator[Step[State]]:
    if state.faults:
        yield Step(words, state._replace(faults=state.faults - 1), fault=True)


def _with[T](values: tuple[T, ...], place: int, value: T) -> tuple[T, ...]:
    return (*values[:place], value, *values[place + 1 :])


def _with_item(state: State, i: int, item: Item) -> State:
    return state._replace(items=_with(state.items, i, item))


def _with_letter(state: State, x: int, letter: Letter) -> State:
    return state._replace(letters=_with(state.letters, x, letter))


def _on(rest: State, run: Run, **changes: Any) -> State:
    """The run goes on, changed so."""
    return rest._replace(runs=(*rest.runs, run._replace(**changes)))


def _next(rest: State, run: Run, first: int | None = None, **changes: Any) -> State:
    """The run goes on with the next letter that it needs, or with what comes after the letters."""
    run = run._replace(**changes)
    start = run.letter + 1 if first is None else first
    needed = [x for x in range(start, len(run.parts)) if run.parts[x] == "-"]
    if needed:
        return _on(rest, run, at="letter", letter=needed[0])
    return _on(rest, run, at="mark") if run.granted else _sent(rest, run)


def _sent(rest: State, run: Run, **changes: Any) -> State:
    """The run sends the next letter, or ends."""
    run = run._replace(**changes)
    if run.granted:
        return _on(rest, run, at="send")
    return _on(rest, run, at="write" if _outcome(run) == "dead" else "close", letter=0, seen=(-1, 0))


def _known(rest: State, run: Run, part: Part) -> State:
    return _next(rest, run, parts=_with(run.parts, run.letter, part))


def _waits(rest: State, run: Run, other: int) -> State:
    return _next(rest, run, waits=run.waits | 1 << other)


def _newer(state: State, i: int) -> State:
    """What this submission sends from now on is newer than every word that the operator has given."""
    items = tuple(item._replace(word=item.word & ~(1 << i)) for item in state.items)
    return state._replace(items=items)


def _is_clear(item: Item) -> bool:
    """Whether nobody need wait for this submission: no lease, and what it may have sent shows."""
    return item.lease != "live" and (item.settled or not (item.covers or "maybe" in item.parts))


def _is_listed(letter: Letter) -> bool:
    return sum(letter.made) > letter.hidden.bit_count()


def _outcome(run: Run) -> Fate:
    if "-" in run.parts or "maybe" in run.parts:
        return "waiting"
    return "dead" if {"unseen", "theirs", "rejected"} & {*run.parts} else "delivered"


def _renumbered(state: State) -> State:
    """The same state with the tokens numbered as they come: which run had which number does not matter."""
    numbers: dict[int, int] = {0: 0}

    def new(token: int) -> int:
        return numbers.setdefault(token, len(numbers))

    items = tuple(item._replace(token=new(item.token)) for item in state.items)
    letters = tuple(letter._replace(token=new(letter.token)) for letter in state.letters)
    runs = tuple(run._replace(token=new(run.token), seen=(run.seen[0], new(run.seen[1]))) for run in sorted(state.runs))
    return state._replace(items=items, letters=letters, runs=runs)


def _case(safeguard: Safeguard, model: Letters, expected: str = TWICE) -> Case:
    return Case(f"without: {safeguard.value}", partial(model._replace, without=safeguard), expected)


ONE: Final = ((0,), (0,))
TWO: Final = ((0, 1), (0, 1))
RING: Final = ((0, 1), (1, 2), (0, 2))
CASES: Final = (
    Case("one letter, a fault", partial(Letters, ONE, 1)),
    Case("one letter, a fault, a day passes", partial(Letters, ONE, 1, days=True)),
    Case("one letter, the second a day later, a fault", partial(Letters, ONE, 1, days=True, late=2)),
    Case("two letters", partial(Letters, TWO, 0)),
    Case("three submissions, one letter", partial(Letters, ((0,), (0,), (0,)), 0)),
    Case("three submissions, three letters in a ring", partial(Letters, RING, 0, replays=0)),
    Case("one letter, the first is rejected, a fault", partial(Letters, ONE, 1, refuses="always"), quick=False),
    Case("one letter, rejected until mended, a fault", partial(Letters, ONE, 1, refuses="until mended"), quick=False),
    Case("one letter, two replays, a fault", partial(Letters, ONE, 1, replays=2), quick=False),
    Case("one letter, two faults", partial(Letters, ONE, 2, replays=0), quick=False),
    Case("two letters, a fault", partial(Letters, TWO, 1, replays=0), quick=False),
    Case("two letters and one, a fault, a replay", partial(Letters, ((0, 1), (1,)), 1), quick=False),
    Case("three submissions, one letter, a fault", partial(Letters, ((0,),) * 3, 1, replays=0), quick=False),
    Case("a ring, the first is rejected", partial(Letters, RING, 0, replays=0, refuses="always"), quick=False),
    _case(Safeguard.LETTER, Letters(ONE, 0)),
    _case(Safeguard.LEASED, Letters(ONE, 0)),
    _case(Safeguard.DONE_FIRST, Letters(RING, 0, replays=0), CIRCLE),
    _case(Safeguard.MARKED, Letters(ONE, 1)),
    _case(Safeguard.MAYBE, Letters(ONE, 1)),
    _case(Safeguard.TOKEN, Letters(ONE, 1)),
    _case(Safeguard.OWN_TOKEN, Letters(ONE, 1)),
    _case(Safeguard.UNSURE, Letters(ONE, 1)),
    _case(Safeguard.RECEIPT, Letters(ONE, 0, days=True)),
    _case(Safeguard.ANYWAY, Letters(ONE, 1, replays=2)),
)

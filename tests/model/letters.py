"""Submissions that ask for the same letters: whoever claims a letter makes it, and the others learn what became of it.

Each submission has its journal item, whose claim is one step here (`delivery` has it in full), and asks for some of
the letters, always in the same order. Each letter has an item: who owns it, under which run's token, and until when.

A submission is `early` or `late`: one that was received after the letter's 24 hours are over may have it made again.
An operator may replay dead letters, and may say *send anyway*; here only where nothing was made and nothing is on its
way, so that who sends twice has no excuse.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, Literal, NamedTuple

from tests.model.checker import CIRCLE, Case, Step
from tests.model.letter_state import (
    Item,
    Letter,
    Place,
    Run,
    Safeguard,
    State,
    bits,
    close,
    crash,
    fault,
    is_clear,
    known,
    look,
    mark,
    next_letter,
    on,
    reconcile,
    renumbered,
    replaced,
    sent,
    waits,
    with_item,
    with_letter,
    write,
)

TWICE: Final = "twice: a legislator gets the same letter again"


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
            yield step._replace(state=renumbered(step.state))

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
            yield from crash(rest, run)

    # A submission without its runs ------------------------------------------------------------------------------------

    def _of_submission(self, state: State, i: int) -> Iterator[Step[State]]:
        item = state.items[i]
        own = [run for run in state.runs if run.of == i]
        holds = [run for run in own if run.token == item.token]
        if item.lease == "live" and not any(run.at == "answer" for run in holds):  # A2
            ended = with_item(state, i, item._replace(lease="over"))
            if not holds:
                yield Step(f"{i}'s lease ends", ended)
            elif state.faults:
                yield Step(f"{i} stalls, its lease ends", ended._replace(faults=state.faults - 1), fault=True)
        if self._may_settle(state, i):
            yield Step(f"what {i} sent shows by now", with_item(state, i, item._replace(settled=True)))
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
        return all(is_clear(state.items[other]) for other in bits(state.items[i].waits))

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
        rest = with_item(state, i, claimed)
        if "maybe" not in parts:
            return Step(f"{i} claims its item", next_letter(rest, run, first=0))
        if not item.settled:
            return Step(f"{i} claims its item: too early to look", next_letter(rest, run, first=0, waits=1 << i))
        return Step(f"{i} claims its item", on(rest, run))

    def _replay(self, state: State, i: int) -> Iterator[Step[State]]:
        item = state.items[i]._replace(fate="waiting", letter=False, waits=0)
        replayed = state._replace(replays=state.replays - 1, mended=True)
        yield Step(f"the operator replays {i}", with_item(replayed, i, item), fault=True)
        missing = [state.letters[x] for x in self.wants[i] if item.parts[x] not in {"done", "other"}]
        quiet = not any(run.at in {"send", "answer"} for run in state.runs)
        if quiet and not any(sum(letter.made) or letter.pending for letter in missing):
            item = item._replace(word=(1 << len(state.items)) - 1)
            yield Step(f"the operator has {i} sent anyway", with_item(replayed, i, item), fault=True)

    # A run ------------------------------------------------------------------------------------------------------------

    def _of_run(self, rest: State, run: Run) -> Iterator[Step[State]]:
        steps: dict[Place, Callable[[State, Run], Iterator[Step[State]]]] = {
            "reconcile": reconcile,
            "letter": self._claim_letter,
            "read": self._read,
            "look": look,
            "take": self._take_over,
            "mark": mark,
            "send": self._send,
            "answer": self._answer,
            "write": write,
            "close": close,
        }
        return steps[run.at](rest, run)

    def _claim_letter(self, rest: State, run: Run) -> Iterator[Step[State]]:
        i, x = run.of, run.letter
        letter = rest.letters[x]
        over = letter.aged and (self.late >> i & 1 or self.without is Safeguard.RECEIPT)
        passes = self.without is Safeguard.ANYWAY and rest.items[i].word
        free = letter.owner in {-1, i} or over or passes
        granted = next_letter(rest, run, granted=run.granted | 1 << x)
        if self.without is Safeguard.LETTER:
            yield Step(f"{i} goes on", granted)
            return
        token = letter.token if letter.owner == i and self.without is Safeguard.OWN_TOKEN else run.token
        taken = letter._replace(owner=i, token=token, aged=False)
        if free:
            yield Step(f"{i} claims letter {x}", with_letter(granted, x, taken))
        else:
            seen = on(rest, run, at="read", seen=(letter.owner, letter.token))
            yield Step(f"{i} is refused letter {x}, which is {letter.owner}'s", seen)
        unsure = granted if self.without is Safeguard.UNSURE else next_letter(rest, run)
        yield from fault(f"{i}'s claim of letter {x} fails", unsure)
        if free:
            yield from fault(f"{i}'s claim of letter {x} acts, no answer", with_letter(unsure, x, taken))

    def _read(self, rest: State, run: Run) -> Iterator[Step[State]]:
        """What the owner's item says: the first that applies."""
        i, x, (o, _) = run.of, run.letter, run.seen
        owner = rest.items[o]
        marked = bool(owner.covers >> x & 1) and self.without is not Safeguard.MARKED
        maybe = owner.parts[x] == "maybe" and self.without is not Safeguard.MAYBE
        leased = owner.lease == "live" and self.without is not Safeguard.LEASED
        if owner.parts[x] in {"done", "other"} and not (leased and self.without is Safeguard.DONE_FIRST):
            yield Step(f"{i} sees that {o} made letter {x}", known(rest, run, "other"))
            return
        if leased:
            yield Step(f"{i} sees that {o}'s lease lasts", waits(rest, run, o))
            return
        if (marked or maybe) and not rest.items[i].word >> o & 1:
            if not owner.settled:
                yield Step(f"{i} sees that {o} may have made letter {x}: too early to look", waits(rest, run, o))
                return
            yield Step(f"{i} sees that {o} may have made letter {x}", on(rest, run, at="look"))
            return
        yield Step(f"{i} sees that {o} did not make letter {x}", on(rest, run, at="take"))

    def _take_over(self, rest: State, run: Run) -> Iterator[Step[State]]:
        i, x = run.of, run.letter
        letter = rest.letters[x]
        same = letter.owner == run.seen[0] and (letter.token == run.seen[1] or self.without is Safeguard.TOKEN)
        if not same:
            yield Step(f"{i} is too late to take letter {x} over", waits(rest, run, letter.owner))
            return
        taken = letter._replace(owner=i, token=run.token, aged=False)
        granted = next_letter(rest, run, granted=run.granted | 1 << x)
        yield Step(f"{i} takes letter {x} over", with_letter(granted, x, taken))
        unsure = next_letter(rest, run)
        yield from fault(f"{i} takes letter {x} over, no answer", with_letter(unsure, x, taken))

    def _send(self, rest: State, run: Run) -> Iterator[Step[State]]:
        i, item = run.of, rest.items[run.of]
        x = next(bits(run.granted))
        run = run._replace(granted=run.granted & ~(1 << x), letter=x)
        if item.token == run.token and item.lease == "live":
            yield Step(f"{i} sends letter {x}", on(rest, run, at="answer"))
            return
        yield Step(f"{i} is too late to send letter {x}", sent(rest, run))

    def _answer(self, rest: State, run: Run) -> Iterator[Step[State]]:
        i, x = run.of, run.letter
        letter, acted = rest.letters[x], self._made(rest, i, x)
        done, maybe = replaced(run.parts, x, "done"), replaced(run.parts, x, "maybe")
        pending = with_letter(rest, x, letter._replace(pending=letter.pending | 1 << i))
        if i == 0 and (self.refuses == "always" or (self.refuses == "until mended" and not rest.mended)):
            refused = sent(rest, run, parts=replaced(run.parts, x, "rejected"))
            yield Step(f"the API rejects {i}'s letter {x}", refused)
        else:
            yield Step(f"the API makes {i}'s letter {x}", sent(acted, run, parts=done))
            yield from fault(f"letter {x} of {i} is made, no answer", sent(acted, run, parts=maybe))
        yield from fault(f"letter {x} of {i}: no answer yet", sent(pending, run, parts=maybe))
        yield from fault(f"letter {x} of {i} surely not made", sent(rest, run))

    # A letter --------------------------------------------------------------------------------------------------------

    def _of_letter(self, state: State, x: int) -> Iterator[Step[State]]:
        """What the platform does by itself."""
        letter = state.letters[x]
        for i in bits(letter.hidden):
            yield Step(
                f"{i}'s letter {x} is listed", with_letter(state, x, letter._replace(hidden=letter.hidden & ~(1 << i)))
            )
        for i in bits(letter.pending):
            gone = letter._replace(pending=letter.pending & ~(1 << i))
            yield Step(f"{i}'s request for letter {x} comes to nothing", with_letter(state, x, gone))
            yield Step(f"{i}'s request for letter {x} acts late", self._made(with_letter(state, x, gone), i, x))

    def _made(self, state: State, i: int, x: int) -> State:
        letter, late = state.letters[x], self.late >> i & 1
        made = (letter.made[0] + (not late), letter.made[1] + late)
        return with_letter(state, x, letter._replace(made=made, hidden=letter.hidden | 1 << i))


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

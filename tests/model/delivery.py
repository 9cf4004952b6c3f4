"""One submission with one letter to a legislator: claim, mark, close; the queue, dead letters and their replays.

Two ingress runs (a sender may repeat itself) and workers, as many as there are messages. The letter's own item is left
out (`letters` has it), and so is the advocate. The API accepts the letter, or refuses it until somebody mends what was
wrong; a fault may be any answer that proves nothing, whether the letter was made or not.
"""

from collections.abc import Iterator
from enum import Enum
from functools import partial
from typing import Any, Final, Literal, NamedTuple

from tests.model.checker import STUCK, Case, Step

TWICE: Final = "twice: a legislator gets the letter again"
LOST: Final = "lost: acknowledged, and neither made nor queued nor a dead letter"
FALSE: Final = "false: told or recorded as made, and it was not"

type Part = Literal["-", "done", "maybe", "rejected", "unseen", "expired"]
type Told = Literal["", "queued", "delivered", "rejected"]
type Place = Literal["claim", "look", "mark", "send", "answer", "queue", "write", "close"]


class Safeguard(Enum):
    """What can be taken out, and shows then what it was good for."""

    LEASE = "one run at a time: a lease"
    LEASE_END = "a lease has an end"
    CLOSE_TOKEN = "only the run that holds the item closes it"
    DEADLINE = "nothing is sent once the lease is over"
    MARK = "a mark before the letter is sent"
    MARK_UNSURE = "nothing is sent if the mark is unsure"
    MARK_READ = "under a mark that was never closed the letter may have been made"
    MARK_REJECTED = "under such a mark a letter that was rejected before may have been made too"
    NO_ANSWER = "without an answer the letter may have been made"
    PROOF = "an answer that proves nothing (3xx, a 4xx that is not the API's own) is no answer"
    SETTLE = "not seen counts only when what acted must show"
    JOURNAL_FIRST = "without the journal nothing is sent"
    OLD = "an item that was never closed is distrusted once an earlier one may have expired"
    QUEUE_FIRST = "queued before it is acknowledged"
    OWN_COPY = "a repetition that meets a running first one queues its own copy"
    LETTER_FIRST = "the dead letter before the item says dead"
    REOPENS = "a message opens what is dead"


class Item(NamedTuple):
    """The journal item. `closed`: some run has closed it; `settled`: what may have been sent shows by now."""

    state: Literal["none", "open", "done", "dead"] = "none"
    part: Part = "-"
    token: int = 0
    lease: Literal["none", "live", "over"] = "none"
    sending: bool = False
    closed: bool = False
    settled: bool = False


class Run(NamedTuple):
    """A run: whose it is, where it is, and what it knows of the letter. Token 0: it has claimed nothing."""

    who: Literal["ingress", "worker"]
    at: Place = "claim"
    token: int = 0
    part: Part = "-"
    word: bool = False  # its message says: send anyway
    kept: Literal["", "letter", "message"] = ""  # what has been made durable for it


class State(NamedTuple):
    """The journal, the queues, the platform, the runs, and what may still go wrong."""

    item: Item = Item()
    senders: int = 0  # posts that are still to come
    queue: tuple[int, int] = (0, 0)  # messages without and with the operator's word
    letters: int = 0
    made: int = 0
    hidden: bool = False  # made, and not listed yet
    pending: int = 0  # requests that may still act although nobody waits for them
    told: Told = ""
    faults: int = 0
    replays: int = 0
    mended: bool = False
    runs: tuple[Run, ...] = ()


class Delivery(NamedTuple):
    """The model. `trusted`: nobody corrects what is rejected; `resends`: the operator has unseen letters sent again."""

    faults: int = 1
    senders: int = 2
    replays: int = 1
    refuses: bool = False
    trusted: bool = False
    resends: bool = False
    old: Literal["", "made", "not made"] = ""  # a message that is older than the item of an earlier run, now expired
    without: Safeguard | None = None

    def start(self) -> State:
        """Nothing has come yet; or an old message is all that is left."""
        state = State(senders=self.senders, faults=self.faults, replays=self.replays)
        if self.old:
            return state._replace(senders=0, queue=(1, 0), made=int(self.old == "made"), told="queued")
        return state

    def wrong(self, state: State) -> str:
        """Made twice, recorded as made although it was not, or gone."""
        if state.made > 1:
            return TWICE
        if not state.made and (state.told == "delivered" or (state.item.state, state.item.part) == ("done", "done")):
            return FALSE
        somewhere = any(state.queue) or state.letters or any(run.who == "worker" for run in state.runs)
        flying = state.pending or any(run.at in {"send", "answer"} for run in state.runs)
        refused = state.item.part == "rejected" and not self.trusted  # its sender was told so
        return LOST if state.told == "queued" and not (somewhere or flying or state.made or refused) else ""

    def ended(self, state: State) -> bool:
        """Nobody runs and nothing waits."""
        return not state.runs and not any(state.queue) and not state.senders

    def steps(self, state: State) -> Iterator[Step[State]]:
        """All that may happen next."""
        for step in self._steps(state):
            yield step._replace(state=_renumbered(step.state))

    def _steps(self, state: State) -> Iterator[Step[State]]:
        yield from self._of_time(state)
        yield from _of_platform(state)
        yield from _of_operator(state)
        if state.senders:
            come = state._replace(senders=state.senders - 1)
            yield Step("a post comes", _on(come, Run("ingress")))
        for kind in (0, 1):
            if state.queue[kind] and _is_due(state.item) and len(state.runs) < 3:
                received = _on(_queued(state, kind, -1), Run("worker", word=bool(kind)))
                yield Step(f"the worker receives a message{' with the word' if kind else ''}", received)
        for place, run in enumerate(state.runs):
            rest = state._replace(runs=state.runs[:place] + state.runs[place + 1 :])
            yield from self._of_run(rest, run)
            gone = _back(rest, run)._replace(pending=rest.pending + (run.at == "answer"))
            yield from _fault(f"{run.who} crashes at {run.at}", gone)

    def _of_time(self, state: State) -> Iterator[Step[State]]:
        item, holders = state.item, [run for run in state.runs if run.token and run.token == state.item.token]
        flying = any(run.at == "answer" for run in holders) and self.without is not Safeguard.DEADLINE  # A2
        if item.lease == "live" and not flying and self.without is not Safeguard.LEASE_END:
            ended = state._replace(item=item._replace(lease="over"))
            if holders:
                yield from _fault(f"{holders[0].who} stalls, its lease ends", ended)
            else:
                yield Step("the lease ends", ended)
        quiet = not state.hidden and not state.pending and not any(run.at == "answer" for run in state.runs)
        if (item.sending or item.part == "maybe") and item.lease != "live" and not item.settled and quiet:  # A1
            yield Step("what may have been sent shows by now", state._replace(item=item._replace(settled=True)))

    # A run ------------------------------------------------------------------------------------------------------------

    def _of_run(self, rest: State, run: Run) -> Iterator[Step[State]]:
        if run.at == "claim":
            yield from self._claim(rest, run)
        elif run.at == "look":
            yield from self._look(rest, run)
        elif run.at == "mark":
            yield from self._mark(rest, run)
        elif run.at == "send":
            yield self._send(rest, run)
        elif run.at == "answer":
            yield from self._answer(rest, run)
        elif run.at == "queue":
            yield from self._queue(rest, run)
        elif run.at == "write":
            yield from _write(rest, run)
        else:
            yield from self._close(rest, run)

    def _claim(self, rest: State, run: Run) -> Iterator[Step[State]]:
        item, who = rest.item, run.who
        final = item.state == "dead" and (who == "ingress" or self.without is Safeguard.REOPENS)
        if item.state == "done" or (final and who == "worker"):
            told: Told = "rejected" if item.part == "rejected" else "delivered"
            done = rest._replace(told=told) if who == "ingress" else rest
            yield Step(f"{run.who} sees that it is finished", done)
        elif item.lease == "live" and self.without is not Safeguard.LEASE:
            copied = rest._replace(told="queued") if self.without is Safeguard.OWN_COPY else _on(rest, run, at="queue")
            yield Step(f"{run.who} sees that another one runs", copied if who == "ingress" else _back(rest, run))
        elif final:
            yield Step(f"{run.who} sees that it is dead", _on(rest, run, at="queue"))
        else:
            claimed = item._replace(state="open", token=1000, lease="live", settled=item.settled and not item.sending)
            begun = self._known(rest._replace(item=claimed), run._replace(token=1000), item)
            yield Step(f"{run.who} claims", begun)
            if who == "worker" and begun.runs[-1].part != "unseen":
                late = self._ends(begun._replace(runs=rest.runs), run._replace(token=1000, part="expired"))
                yield Step("worker claims, the window is over", late, fault=True)
            silent = _on(rest, run, at="queue") if who == "ingress" else _back(rest, run)
            blind = _on(rest, run, at="send") if self.without is Safeguard.JOURNAL_FIRST else silent
            yield from _fault(f"{run.who}'s claim fails", blind)
            yield from _fault(f"{run.who} claims, no answer", silent._replace(item=claimed))

    def _known(self, rest: State, run: Run, old: Item) -> State:
        """What the item says of the letter, and where that leads."""
        part = old.part
        if old.state == "dead" and (part == "rejected" or (part == "maybe" and run.word)):
            part = "-"
        rejected = part == "rejected" and self.without is Safeguard.MARK_REJECTED
        if old.sending and part != "done" and not rejected and self.without is not Safeguard.MARK_READ:
            part = "maybe"
        if self.old and not old.closed and self.without is not Safeguard.OLD:
            return self._ends(rest, run._replace(part="unseen"))
        run = run._replace(part=part)
        if part == "-":
            return _on(rest, run, at=self._before_sending())
        if part == "maybe" and (old.settled or self.without is Safeguard.SETTLE):
            return _on(rest, run, at="look")
        return self._ends(rest, run)

    def _before_sending(self) -> Place:
        return "send" if self.without is Safeguard.MARK else "mark"

    def _look(self, rest: State, run: Run) -> Iterator[Step[State]]:
        if rest.made and not rest.hidden:
            yield Step(f"{run.who} sees it in the list", self._ends(rest, run._replace(part="done")))
        elif self.resends:
            yield Step(f"{run.who} does not see it, sends again", _on(rest, run, at=self._before_sending()))
        else:
            yield Step(f"{run.who} does not see it", self._ends(rest, run._replace(part="unseen")))
        yield from _fault(f"{run.who} can't have the list", self._ends(rest, run))

    def _mark(self, rest: State, run: Run) -> Iterator[Step[State]]:
        item = rest.item
        silent = self._ends(rest, run)
        unsure = _on(rest, run, at="send") if self.without is Safeguard.MARK_UNSURE else silent
        if item.token != run.token:
            yield Step(f"{run.who}'s mark is refused", silent)
            return
        marked = item._replace(sending=True, settled=False)
        yield Step(f"{run.who} marks", _newer(_on(rest._replace(item=marked), run, at="send")))
        yield from _fault(f"{run.who}'s mark fails", unsure)
        yield from _fault(f"{run.who} marks, no answer", _newer(unsure._replace(item=marked)))

    def _send(self, rest: State, run: Run) -> Step[State]:
        lasts = rest.item.token == run.token and rest.item.lease == "live"
        if lasts or self.without in {Safeguard.DEADLINE, Safeguard.LEASE, Safeguard.JOURNAL_FIRST}:
            return Step(f"{run.who} sends", _on(rest, run, at="answer"))
        return Step(f"{run.who} is too late to send", self._ends(rest, run))

    def _answer(self, rest: State, run: Run) -> Iterator[Step[State]]:
        if self.refuses and not rest.mended:
            yield Step(f"the API rejects {run.who}'s", self._ends(rest, run._replace(part="rejected")))
        else:
            made = rest._replace(made=rest.made + 1, hidden=True)
            yield Step(f"the API makes {run.who}'s", self._ends(made, run._replace(part="done")))
            odd: Part = "-" if self.without is Safeguard.PROOF else "maybe"
            yield from _fault(f"{run.who}'s is made, answered by 302", self._ends(made, run._replace(part=odd)))
        unknown: Part = "-" if self.without is Safeguard.NO_ANSWER else "maybe"
        pending = rest._replace(pending=rest.pending + 1)
        yield from _fault(f"{run.who} has no answer", self._ends(pending, run._replace(part=unknown)))
        yield from _fault(f"{run.who}'s is surely not made", self._ends(rest, run))

    # Making durable what it came to -----------------------------------------------------------------------------------

    def _queue(self, rest: State, run: Run) -> Iterator[Step[State]]:
        """The retry queue, then the close: which comes first does not matter, that the answer comes after both does."""
        after = _on(rest, run, at="close", kept="message") if run.token else rest._replace(told="queued")
        queued = _queued(after, 0, 1)
        yield Step(f"{run.who} queues", queued)
        failed = _on(rest, run, at="close") if run.token else rest
        told = after if self.without is Safeguard.QUEUE_FIRST else failed
        yield from _fault(f"{run.who} can't queue", told)
        yield from _fault(f"{run.who} queues, no answer", _queued(failed, 0, 1))

    def _close(self, rest: State, run: Run) -> Iterator[Step[State]]:
        letter_last = self.without is Safeguard.LETTER_FIRST and self._needs_letter(run)
        told_rejected = run.part == "rejected" and not self._needs_letter(run)
        state: Literal["open", "done", "dead"] = "done" if run.part == "done" or told_rejected else "open"
        if run.kept == "letter" or letter_last:
            state = "dead"
        after = self._told(rest, run)
        if run.who == "worker" and state == "open":
            after = _back(after, run)
        if letter_last:
            after = _on(after, run, at="write", token=0)
        if run.token != rest.item.token and self.without is not Safeguard.CLOSE_TOKEN:
            yield Step(f"{run.who} was overtaken", after)
            return
        recorded: dict[Part, Part] = {"unseen": "maybe", "expired": self._under_expired(rest.item)}
        closed = Item(state, recorded.get(run.part, run.part), closed=True, settled=rest.item.settled)
        yield Step(f"{run.who} closes as {state}", after._replace(item=closed))
        yield from _fault(f"{run.who} can't close", after)

    def _ends(self, rest: State, run: Run) -> State:
        """What comes after the letter: first make it durable, then close."""
        if self._needs_letter(run):
            return _on(rest, run, at="close" if self.without is Safeguard.LETTER_FIRST else "write")
        ends = run.who == "worker" or run.part in {"done", "rejected"}
        return _on(rest, run, at="close" if ends else "queue")

    def _needs_letter(self, run: Run) -> bool:
        """What ends as a dead letter: at ingress only what a trusted sender sent and the API rejected."""
        if run.who == "worker":
            return run.part in {"unseen", "rejected", "expired"}
        return run.part == "rejected" and self.trusted

    def _told(self, rest: State, run: Run) -> State:
        if run.who == "worker":
            return rest
        if run.part == "done":
            return rest._replace(told="delivered")
        if run.part == "rejected" and not self.trusted:
            return rest._replace(told="rejected")
        return rest._replace(told="queued") if run.kept or self.without is Safeguard.LETTER_FIRST else rest

    def _under_expired(self, item: Item) -> Part:
        return "maybe" if item.sending and item.part != "done" else item.part


# Steps that no safeguard changes --------------------------------------------------------------------------------------


def _write(rest: State, run: Run) -> Iterator[Step[State]]:
    """The dead letter. A run without a token has closed before (only without its safeguard)."""
    written = _on(rest, run, at="close", kept="letter") if run.token else rest
    failed = _on(rest, run, at="close" if run.who == "worker" else "queue") if run.token else rest
    yield Step(f"{run.who} writes a dead letter", written._replace(letters=rest.letters + 1))
    yield from _fault(f"{run.who} can't write a dead letter", failed)


def _of_platform(state: State) -> Iterator[Step[State]]:
    """What the platform does by itself."""
    if state.hidden:
        yield Step("it is listed", state._replace(hidden=False))
    if state.pending:
        fewer = state._replace(pending=state.pending - 1)
        yield Step("a late request comes to nothing", fewer)
        yield Step("a late request acts", fewer._replace(made=state.made + 1, hidden=True))


def _of_operator(state: State) -> Iterator[Step[State]]:
    """Dead letters are replayed, and sent anyway only where nothing was made and nothing is on its way."""
    if not state.letters or not state.replays:
        return
    replayed = state._replace(letters=state.letters - 1, replays=state.replays - 1, mended=True)
    yield Step("the operator replays the dead letter", _queued(replayed, 0, 1), fault=True)
    if not state.made and not state.pending and not any(run.at in {"send", "answer"} for run in state.runs):
        yield Step("the operator has it sent anyway", _queued(replayed, 1, 1), fault=True)


# How a state is changed and read --------------------------------------------------------------------------------------


def _fault(words: str, state: State) -> Iterator[Step[State]]:
    if state.faults:
        yield Step(words, state._replace(faults=state.faults - 1), fault=True)


def _on(rest: State, run: Run, **changes: Any) -> State:
    """The run goes on, changed so."""
    return rest._replace(runs=(*rest.runs, run._replace(**changes)))


def _queued(state: State, kind: int, more: int) -> State:
    plain, word = state.queue
    return state._replace(queue=(plain + more, word) if kind == 0 else (plain, word + more))


def _newer(state: State) -> State:
    """What is sent from now on is newer than every word that the operator has given."""
    return state._replace(queue=(sum(state.queue), 0), runs=tuple(run._replace(word=False) for run in state.runs))


def _back(rest: State, run: Run) -> State:
    """A worker's message is in the queue again; a sender's post is gone."""
    return _queued(rest, int(run.word), 1) if run.who == "worker" else rest


def _is_due(item: Item) -> bool:
    """Whether nobody need wait: no lease, and what may have been sent shows."""
    return item.lease != "live" and (item.settled or not (item.sending or item.part == "maybe"))


def _renumbered(state: State) -> State:
    """The same state with the runs in order and the tokens numbered as they come."""
    runs = sorted(state.runs, key=lambda run: (run.token != state.item.token, run))
    numbers = {0: 0}
    item = state.item._replace(token=numbers.setdefault(state.item.token, len(numbers)))
    renumbered = tuple(run._replace(token=numbers.setdefault(run.token, len(numbers))) for run in runs)
    return state._replace(item=item, runs=renumbered)


def _case(safeguard: Safeguard, model: Delivery, expected: str = TWICE) -> Case:
    return Case(f"without: {safeguard.value}", partial(model._replace, without=safeguard), expected)


PLAIN: Final = Delivery()
RESENT: Final = Delivery(resends=True)
CARD: Final = Delivery(refuses=True, trusted=True)
REPLAYED: Final = CARD._replace(senders=1, replays=2)
OLD: Final = Delivery(old="made")
CASES: Final = (
    Case("two posts, a fault", PLAIN._replace),
    Case("two posts, resent if unseen, a fault", RESENT._replace),
    Case("a form that the API rejects at first, a fault", partial(Delivery, refuses=True)),
    Case("a card that the API rejects at first, a fault", CARD._replace),
    Case("older than its item, and made, two faults", partial(OLD._replace, faults=2, replays=2)),
    Case("older than its item, not made, two faults", partial(Delivery, 2, replays=2, old="not made")),
    Case("two posts, two faults, two replays", partial(Delivery, 2, replays=2), quick=False),
    Case("two posts, resent if unseen, two faults", partial(RESENT._replace, faults=2), quick=False),
    Case("a card that the API rejects at first, two faults", partial(REPLAYED._replace, faults=2), quick=False),
    _case(Safeguard.LEASE, RESENT),
    _case(Safeguard.LEASE_END, PLAIN, STUCK),
    _case(Safeguard.CLOSE_TOKEN, PLAIN),
    _case(Safeguard.DEADLINE, RESENT),
    _case(Safeguard.MARK, REPLAYED),
    _case(Safeguard.MARK_UNSURE, REPLAYED._replace(faults=2)),
    _case(Safeguard.MARK_READ, REPLAYED),
    _case(Safeguard.MARK_REJECTED, REPLAYED),
    _case(Safeguard.NO_ANSWER, PLAIN),
    _case(Safeguard.PROOF, PLAIN),
    _case(Safeguard.SETTLE, RESENT),
    _case(Safeguard.JOURNAL_FIRST, OLD),
    _case(Safeguard.OLD, OLD),
    _case(Safeguard.QUEUE_FIRST, PLAIN, LOST),
    _case(Safeguard.OWN_COPY, PLAIN, LOST),
    _case(Safeguard.LETTER_FIRST, CARD, LOST),
    _case(Safeguard.REOPENS, CARD, LOST),
)

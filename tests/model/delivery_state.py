"""What `delivery` is about: its safeguards, the item, the runs, and the steps that no safeguard changes."""

from collections.abc import Iterator
from enum import Enum
from typing import Any, Literal, NamedTuple

from tests.model.checker import Step

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


# Steps that no safeguard changes --------------------------------------------------------------------------------------


def write(rest: State, run: Run) -> Iterator[Step[State]]:
    """The dead letter. A run without a token has closed before (only without its safeguard)."""
    written = on(rest, run, at="close", kept="letter") if run.token else rest
    failed = on(rest, run, at="close" if run.who == "worker" else "queue") if run.token else rest
    yield Step(f"{run.who} writes a dead letter", written._replace(letters=rest.letters + 1))
    yield from fault(f"{run.who} can't write a dead letter", failed)


def of_platform(state: State) -> Iterator[Step[State]]:
    """What the platform does by itself."""
    if state.hidden:
        yield Step("it is listed", state._replace(hidden=False))
    if state.pending:
        fewer = state._replace(pending=state.pending - 1)
        yield Step("a late request comes to nothing", fewer)
        yield Step("a late request acts", fewer._replace(made=state.made + 1, hidden=True))


def of_operator(state: State) -> Iterator[Step[State]]:
    """Dead letters are replayed, and sent anyway only where nothing was made and nothing is on its way."""
    if not state.letters or not state.replays:
        return
    replayed = state._replace(letters=state.letters - 1, replays=state.replays - 1, mended=True)
    yield Step("the operator replays the dead letter", with_message(replayed, 0, 1), fault=True)
    if not state.made and not state.pending and not any(run.at in {"send", "answer"} for run in state.runs):
        yield Step("the operator has it sent anyway", with_message(replayed, 1, 1), fault=True)


# How a state is changed and read --------------------------------------------------------------------------------------


def fault(words: str, state: State) -> Iterator[Step[State]]:
    if state.faults:
        yield Step(words, state._replace(faults=state.faults - 1), fault=True)


def on(rest: State, run: Run, **changes: Any) -> State:
    """The run goes on, changed so."""
    return rest._replace(runs=(*rest.runs, run._replace(**changes)))


def with_message(state: State, kind: int, more: int) -> State:
    plain, word = state.queue
    return state._replace(queue=(plain + more, word) if kind == 0 else (plain, word + more))


def newer(state: State) -> State:
    """What is sent from now on is newer than every word that the operator has given."""
    return state._replace(queue=(sum(state.queue), 0), runs=tuple(run._replace(word=False) for run in state.runs))


def back(rest: State, run: Run) -> State:
    """A worker's message is in the queue again; a sender's post is gone."""
    return with_message(rest, int(run.word), 1) if run.who == "worker" else rest


def is_due(item: Item) -> bool:
    """Whether nobody need wait: no lease, and what may have been sent shows."""
    return item.lease != "live" and (item.settled or not (item.sending or item.part == "maybe"))


def under_expired(item: Item) -> Part:
    """What is recorded of a letter that was not come to: under an old mark it may have been made."""
    return "maybe" if item.sending and item.part != "done" else item.part


def renumbered(state: State) -> State:
    """The same state with the runs in order and the tokens numbered as they come."""
    runs = sorted(state.runs, key=lambda run: (run.token != state.item.token, run))
    numbers = {0: 0}
    item = state.item._replace(token=numbers.setdefault(state.item.token, len(numbers)))
    renumbered = tuple(run._replace(token=numbers.setdefault(run.token, len(numbers))) for run in runs)
    return state._replace(item=item, runs=renumbered)

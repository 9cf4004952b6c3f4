"""One submission with one letter to a legislator: claim, mark, close; the queue, dead letters and their replays.

Two ingress runs (a sender may repeat itself) and workers, as many as there are messages. The letter's own item is left
out (`letters` has it), and so is the advocate. The API accepts the letter, or refuses it until somebody mends what was
wrong; a fault may be any answer that proves nothing, whether the letter was made or not.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, Literal, NamedTuple

from tests.model.checker import STUCK, Case, Step
from tests.model.delivery_state import (
    Item,
    Part,
    Place,
    Run,
    Safeguard,
    State,
    Told,
    back,
    fault,
    is_due,
    newer,
    of_operator,
    of_platform,
    on,
    renumbered,
    under_expired,
    with_message,
    write,
)

TWICE: Final = "twice: a legislator gets the letter again"
LOST: Final = "lost: acknowledged, and neither made nor queued nor a dead letter"
FALSE: Final = "false: told or recorded as made, and it was not"


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
            yield step._replace(state=renumbered(step.state))

    def _steps(self, state: State) -> Iterator[Step[State]]:
        yield from self._of_time(state)
        yield from of_platform(state)
        yield from of_operator(state)
        if state.senders:
            come = state._replace(senders=state.senders - 1)
            yield Step("a post comes", on(come, Run("ingress")))
        for kind in (0, 1):
            if state.queue[kind] and is_due(state.item) and len(state.runs) < 3:
                received = on(with_message(state, kind, -1), Run("worker", word=bool(kind)))
                yield Step(f"the worker receives a message{' with the word' if kind else ''}", received)
        for place, run in enumerate(state.runs):
            rest = state._replace(runs=state.runs[:place] + state.runs[place + 1 :])
            yield from self._of_run(rest, run)
            gone = back(rest, run)._replace(pending=rest.pending + (run.at == "answer"))
            yield from fault(f"{run.who} crashes at {run.at}", gone)

    def _of_time(self, state: State) -> Iterator[Step[State]]:
        item, holders = state.item, [run for run in state.runs if run.token and run.token == state.item.token]
        flying = any(run.at == "answer" for run in holders) and self.without is not Safeguard.DEADLINE  # A2
        if item.lease == "live" and not flying and self.without is not Safeguard.LEASE_END:
            ended = state._replace(item=item._replace(lease="over"))
            if holders:
                yield from fault(f"{holders[0].who} stalls, its lease ends", ended)
            else:
                yield Step("the lease ends", ended)
        quiet = not state.hidden and not state.pending and not any(run.at == "answer" for run in state.runs)
        if (item.sending or item.part == "maybe") and item.lease != "live" and not item.settled and quiet:  # A1
            yield Step("what may have been sent shows by now", state._replace(item=item._replace(settled=True)))

    # A run ------------------------------------------------------------------------------------------------------------

    def _of_run(self, rest: State, run: Run) -> Iterator[Step[State]]:
        steps: dict[Place, Callable[[State, Run], Iterator[Step[State]]]] = {
            "claim": self._claim,
            "look": self._look,
            "mark": self._mark,
            "send": self._send,
            "answer": self._answer,
            "queue": self._queue,
            "write": write,
            "close": self._close,
        }
        return steps[run.at](rest, run)

    def _claim(self, rest: State, run: Run) -> Iterator[Step[State]]:
        item, who = rest.item, run.who
        final = item.state == "dead" and (who == "ingress" or self.without is Safeguard.REOPENS)
        if item.state == "done" or (final and who == "worker"):
            told: Told = "rejected" if item.part == "rejected" else "delivered"
            done = rest._replace(told=told) if who == "ingress" else rest
            yield Step(f"{run.who} sees that it is finished", done)
        elif item.lease == "live" and self.without is not Safeguard.LEASE:
            copied = rest._replace(told="queued") if self.without is Safeguard.OWN_COPY else on(rest, run, at="queue")
            yield Step(f"{run.who} sees that another one runs", copied if who == "ingress" else back(rest, run))
        elif final:
            yield Step(f"{run.who} sees that it is dead", on(rest, run, at="queue"))
        else:
            claimed = item._replace(state="open", token=1000, lease="live", settled=item.settled and not item.sending)
            begun = self._known(rest._replace(item=claimed), run._replace(token=1000), item)
            yield Step(f"{run.who} claims", begun)
            if who == "worker" and begun.runs[-1].part != "unseen":
                late = self._ends(begun._replace(runs=rest.runs), run._replace(token=1000, part="expired"))
                yield Step("worker claims, the window is over", late, fault=True)
            silent = on(rest, run, at="queue") if who == "ingress" else back(rest, run)
            blind = on(rest, run, at="send") if self.without is Safeguard.JOURNAL_FIRST else silent
            yield from fault(f"{run.who}'s claim fails", blind)
            yield from fault(f"{run.who} claims, no answer", silent._replace(item=claimed))

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
            return on(rest, run, at=self._before_sending())
        if part == "maybe" and (old.settled or self.without is Safeguard.SETTLE):
            return on(rest, run, at="look")
        return self._ends(rest, run)

    def _before_sending(self) -> Place:
        return "send" if self.without is Safeguard.MARK else "mark"

    def _look(self, rest: State, run: Run) -> Iterator[Step[State]]:
        if rest.made and not rest.hidden:
            yield Step(f"{run.who} sees it in the list", self._ends(rest, run._replace(part="done")))
        elif self.resends:
            yield Step(f"{run.who} does not see it, sends again", on(rest, run, at=self._before_sending()))
        else:
            yield Step(f"{run.who} does not see it", self._ends(rest, run._replace(part="unseen")))
        yield from fault(f"{run.who} can't have the list", self._ends(rest, run))

    def _mark(self, rest: State, run: Run) -> Iterator[Step[State]]:
        item = rest.item
        silent = self._ends(rest, run)
        unsure = on(rest, run, at="send") if self.without is Safeguard.MARK_UNSURE else silent
        if item.token != run.token:
            yield Step(f"{run.who}'s mark is refused", silent)
            return
        marked = item._replace(sending=True, settled=False)
        yield Step(f"{run.who} marks", newer(on(rest._replace(item=marked), run, at="send")))
        yield from fault(f"{run.who}'s mark fails", unsure)
        yield from fault(f"{run.who} marks, no answer", newer(unsure._replace(item=marked)))

    def _send(self, rest: State, run: Run) -> Iterator[Step[State]]:
        lasts = rest.item.token == run.token and rest.item.lease == "live"
        if lasts or self.without in {Safeguard.DEADLINE, Safeguard.LEASE, Safeguard.JOURNAL_FIRST}:
            yield Step(f"{run.who} sends", on(rest, run, at="answer"))
            return
        yield Step(f"{run.who} is too late to send", self._ends(rest, run))

    def _answer(self, rest: State, run: Run) -> Iterator[Step[State]]:
        if self.refuses and not rest.mended:
            yield Step(f"the API rejects {run.who}'s", self._ends(rest, run._replace(part="rejected")))
        else:
            made = rest._replace(made=rest.made + 1, hidden=True)
            yield Step(f"the API makes {run.who}'s", self._ends(made, run._replace(part="done")))
            odd: Part = "-" if self.without is Safeguard.PROOF else "maybe"
            yield from fault(f"{run.who}'s is made, answered by 302", self._ends(made, run._replace(part=odd)))
        unknown: Part = "-" if self.without is Safeguard.NO_ANSWER else "maybe"
        pending = rest._replace(pending=rest.pending + 1)
        yield from fault(f"{run.who} has no answer", self._ends(pending, run._replace(part=unknown)))
        yield from fault(f"{run.who}'s is surely not made", self._ends(rest, run))

    # Making durable what it came to -----------------------------------------------------------------------------------

    def _queue(self, rest: State, run: Run) -> Iterator[Step[State]]:
        """The retry queue, then the close: which comes first does not matter, that the answer comes after both does."""
        after = on(rest, run, at="close", kept="message") if run.token else rest._replace(told="queued")
        queued = with_message(after, 0, 1)
        yield Step(f"{run.who} queues", queued)
        failed = on(rest, run, at="close") if run.token else rest
        told = after if self.without is Safeguard.QUEUE_FIRST else failed
        yield from fault(f"{run.who} can't queue", told)
        yield from fault(f"{run.who} queues, no answer", with_message(failed, 0, 1))

    def _close(self, rest: State, run: Run) -> Iterator[Step[State]]:
        letter_last = self.without is Safeguard.LETTER_FIRST and self._needs_letter(run)
        told_rejected = run.part == "rejected" and not self._needs_letter(run)
        state: Literal["open", "done", "dead"] = "done" if run.part == "done" or told_rejected else "open"
        if run.kept == "letter" or letter_last:
            state = "dead"
        after = self._told(rest, run)
        if run.who == "worker" and state == "open":
            after = back(after, run)
        if letter_last:
            after = on(after, run, at="write", token=0)
        if run.token != rest.item.token and self.without is not Safeguard.CLOSE_TOKEN:
            yield Step(f"{run.who} was overtaken", after)
            return
        recorded: dict[Part, Part] = {"unseen": "maybe", "expired": under_expired(rest.item)}
        closed = Item(state, recorded.get(run.part, run.part), closed=True, settled=rest.item.settled)
        yield Step(f"{run.who} closes as {state}", after._replace(item=closed))
        yield from fault(f"{run.who} can't close", after)

    def _ends(self, rest: State, run: Run) -> State:
        """What comes after the letter: first make it durable, then close."""
        if self._needs_letter(run):
            return on(rest, run, at="close" if self.without is Safeguard.LETTER_FIRST else "write")
        ends = run.who == "worker" or run.part in {"done", "rejected"}
        return on(rest, run, at="close" if ends else "queue")

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

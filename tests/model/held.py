"""A phone whose owner has texted something like a stop: its opt-ins by text are held until somebody has looked.

What comes is stop-like texts, keywords, forms with an opt-in by text, and stops, in any order; each is carried out
whenever it may be. The number of what comes is its time. An operator may release what is held, and may
lift the suppression that he has read of. Only writes on the consent item are told apart: the platform is left out.
"""

from collections.abc import Iterator
from enum import Enum
from functools import partial
from typing import Final, Literal, NamedTuple

from tests.model.checker import Case, Step

AGAINST: Final = "against the owner's word: an opt-in is carried out that should be held or dropped"
SILENT: Final = "silent: the owner's keyword came last, and the phone is suppressed all the same"
WHOLE: Final = "held: the rest of the sign-up with it"

type Kind = Literal["stop-like", "keyword", "form", "stop"]
ALL: Final[tuple[Kind, ...]] = ("stop-like", "keyword", "form", "stop")


class Safeguard(Enum):
    """What can be taken out, and shows then what it was good for."""

    SUPPRESSED = "a suppressed phone's opt-in is held"
    ALONE = "its opt-in alone is held, not the rest of the sign-up"
    LIFTS = "a keyword lifts the suppression"
    LATER = "a keyword lifts only what came before it"
    FORM = "a form lifts nothing"
    LATEST = "of several stop-like texts the latest stands"
    SPOKEN = "a stop-like text that is carried out after a later keyword suppresses nothing"
    SPOKEN_ALWAYS = "a keyword is remembered even where a newer opt-in is there already"
    RELEASE = "what is released asks for consent once more"
    WORD = "a release passes only suppressions from before it"
    SEEN = "the operator lifts only the suppression that he has read of"


class Message(NamedTuple):
    """Something that waits to be carried out. `word`: when the operator released it, 0: never."""

    kind: Kind
    time: int
    word: int = 0
    again: bool = False  # a keyword whose first write met a newer opt-in


class Item(NamedTuple):
    """The consent item; 0: never."""

    suppressed_at: int = 0
    spoken_at: int = 0
    in_at: int = 0
    out_at: int = 0


class State(NamedTuple):
    """What is still to come, waits, is held; the item, and what was truly recorded."""

    item: Item = Item()
    come: int = 0
    waiting: tuple[Message, ...] = ()
    held: tuple[Message, ...] = ()
    read: int = 0  # the suppression that the operator has read of
    texts: tuple[int, ...] = ()  # the stop-like texts and the keywords that are recorded, in truth
    keywords: tuple[int, ...] = ()
    stopped: bool = False
    clock: int = 0
    operator: int = 0
    error: str = ""


class Held(NamedTuple):
    """The model: how much comes."""

    length: int
    operator: int = 1
    without: Safeguard | None = None

    def start(self) -> State:
        """Nothing has come."""
        return State(operator=self.operator)

    def wrong(self, state: State) -> str:
        """An error of a step; or, when all is quiet, a suppression that a keyword should have lifted."""
        if state.error or not self.ended(state) or state.stopped:
            return state.error
        lifted = state.keywords and max(state.keywords) > max(state.texts, default=0)
        return SILENT if lifted and state.item.suppressed_at else ""

    def ended(self, state: State) -> bool:
        """All has come and nothing waits; what is held may stay so."""
        return state.come == self.length and not state.waiting

    def steps(self, state: State) -> Iterator[Step[State]]:
        """All that may happen next."""
        if state.come < self.length:
            now = state.clock + 1
            for kind in ALL:
                come = state._replace(come=state.come + 1, clock=now, waiting=(*state.waiting, Message(kind, now)))
                yield Step(f"a {kind} comes at {now}", come)
        for place, message in enumerate(state.waiting):
            rest = state._replace(waiting=state.waiting[:place] + state.waiting[place + 1 :])
            yield self._carry_out(rest, message)
        if state.operator:
            yield from _operator(state._replace(operator=state.operator - 1))
        if state.read:
            yield self._lift(state)

    def _carry_out(self, rest: State, message: Message) -> Step[State]:
        words = f"the {message.kind} of {message.time}"
        if message.kind == "stop":
            out = rest.item._replace(out_at=max(rest.item.out_at, message.time))
            return Step(f"{words} is recorded", rest._replace(item=out, stopped=True))
        if message.kind == "stop-like":
            return Step(f"{words} suppresses", self._suppress(rest, message.time))
        if message.kind == "keyword" and not message.word:
            return self._keyword(rest, message, words)
        return self._opt_in(rest, message, words)

    def _suppress(self, rest: State, time: int) -> State:
        item, texts = rest.item, (*rest.texts, time)
        spoken = item.spoken_at > time and self.without is not Safeguard.SPOKEN
        earlier = self.without is Safeguard.LATEST and item.suppressed_at
        if item.out_at or spoken or item.suppressed_at > time or earlier:
            return rest._replace(texts=texts)
        return rest._replace(texts=texts, item=item._replace(suppressed_at=time))

    # Opt-ins ----------------------------------------------------------------------------------------------------------

    def _keyword(self, rest: State, message: Message, words: str) -> Step[State]:
        """One write; a second one only where a newer opt-in is there already."""
        item, time = rest.item, message.time
        later = item.suppressed_at > time and self.without is not Safeguard.LATER
        if item.out_at:
            return Step(f"{words} is dropped for a stop", rest)
        if later:
            return Step(f"{words} is held", self._hold(rest, message))
        if item.suppressed_at and self.without is Safeguard.LIFTS:
            told = rest._replace(keywords=(*rest.keywords, time))
            return Step(f"{words} is held", self._hold(told, message))
        lifted = item._replace(spoken_at=max(item.spoken_at, time), suppressed_at=0)
        spoken = rest._replace(item=lifted, keywords=(*rest.keywords, time))
        if item.in_at <= time or message.again:
            recorded = spoken._replace(item=lifted._replace(in_at=max(item.in_at, time)))
            return Step(f"{words} is carried out", self._carried_out(recorded, message))
        if self.without is Safeguard.SPOKEN_ALWAYS:
            told = rest._replace(keywords=(*rest.keywords, time))
            return Step(f"{words} meets a newer opt-in", self._carried_out(told, message))
        again = rest._replace(waiting=(*rest.waiting, message._replace(again=True)))
        return Step(f"{words} meets a newer opt-in", again)

    def _opt_in(self, rest: State, message: Message, words: str) -> Step[State]:
        """An opt-in of a form, or one that was released."""
        item = rest.item
        asks = not message.word or self.without is not Safeguard.RELEASE
        passes = item.suppressed_at < message.word or (message.word and self.without is Safeguard.WORD)
        if asks and item.out_at:
            return Step(f"{words} is dropped for a stop", rest)
        if asks and item.suppressed_at and not passes and self.without is not Safeguard.SUPPRESSED:
            if self.without is Safeguard.FORM:
                lifted = rest._replace(item=item._replace(suppressed_at=0))
                return Step(f"{words} is carried out", self._carried_out(lifted, message))
            return Step(f"{words} is held", self._hold(rest, message))
        recorded = rest._replace(item=item._replace(in_at=max(item.in_at, message.time)))
        return Step(f"{words} is carried out", self._carried_out(recorded, message))

    def _hold(self, rest: State, message: Message) -> State:
        """The opt-in alone, as a submission of its own; what else was asked for goes on."""
        if self.without is Safeguard.ALONE and message.kind == "form":
            return rest._replace(error=WHOLE)
        return rest._replace(held=(*rest.held, message._replace(again=False)))

    def _carried_out(self, rest: State, message: Message) -> State:
        """Judged by what was truly recorded, not by the item."""
        last_keyword = max(rest.keywords, default=0)
        binding = [text for text in rest.texts if text > max(last_keyword, message.word)]
        if message.kind == "keyword":
            binding = [text for text in binding if text > message.time]
        return rest._replace(error=AGAINST) if binding or rest.stopped else rest

    def _lift(self, state: State) -> Step[State]:
        """The suppression that was read of is lifted: by its time, for another one may have come since."""
        kept = state.item.suppressed_at if state.item.suppressed_at != state.read else 0
        item = state.item._replace(suppressed_at=0 if self.without is Safeguard.SEEN else kept)
        texts = tuple(text for text in state.texts if text > state.read)
        return Step("the operator lifts it", state._replace(item=item, texts=texts, read=0), fault=True)


def _operator(state: State) -> Iterator[Step[State]]:
    """Release one that is held, or read of the suppression."""
    now = state.clock + 1
    for place, message in enumerate(state.held):
        held = state.held[:place] + state.held[place + 1 :]
        released = state._replace(held=held, clock=now, waiting=(*state.waiting, message._replace(word=now)))
        yield Step(f"the operator releases the {message.kind} of {message.time} at {now}", released, fault=True)
    if state.item.suppressed_at and not state.read:
        read = state._replace(read=state.item.suppressed_at)
        yield Step(f"the operator reads the text of {read.read}, which was no stop", read, fault=True)


def _case(safeguard: Safeguard, expected: str = AGAINST) -> Case:
    return Case(f"without: {safeguard.value}", partial(Held, 3, without=safeguard), expected)


CASES: Final = (
    Case("three come, two words of the operator", partial(Held, 3, operator=2)),
    Case("four come, two words of the operator", partial(Held, 4, operator=2), quick=False),
    _case(Safeguard.SUPPRESSED),
    _case(Safeguard.ALONE, WHOLE),
    _case(Safeguard.LIFTS, SILENT),
    _case(Safeguard.LATER),
    _case(Safeguard.FORM),
    _case(Safeguard.LATEST),
    _case(Safeguard.SPOKEN, SILENT),
    _case(Safeguard.SPOKEN_ALWAYS, SILENT),
    _case(Safeguard.RELEASE),
    _case(Safeguard.WORD),
    _case(Safeguard.SEEN),
)

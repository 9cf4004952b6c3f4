"""Texts that sound like a stop, decided by a person: carried out as the opt-out that they are, or cleared.

The order of the steps is what makes them safe: the consent record, then the retry queue, then the held queue. Who dies
in between leaves the text where it was, and the same command goes on from there; two operators never have one text in
hand at the same time. The opt-out is carried out by the worker, like any other; here nothing calls the platform.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from operate import journal, queue
from operate.consent import Cleared, Consents, OptedOut, opt_out_of
from operate.find import key_of
from operate.letters import Letter, Wanted
from operate.moments import when
from operate.queue import Told, nobody, now_ms
from operate.stack import Stack
from operate.tables import table_of
from operate.trouble import Trouble
from relay.letters import HeldReason
from relay.messages import UnreadableMessage, from_message, to_message
from relay.stores.ids import Identity
from relay.submission import Submission

STOP_LIKE: Final[HeldReason] = "stop_like"
OTHERS: Final[Mapping[str, str]] = {
    "no_phone": "came from no US phone: nothing can be carried out by that. Opt the person out on the platform",
    "suppressed": "is an opt-in, not the text that sounds like a stop: release or discard it",
}
NO_STOP: Final = "is no text that sounds like a stop: release or discard it"

THEN_DISCARD: Final = "It was a stop, so: ./relay held discard {} --why stop"
THEN_RELEASE: Final = "It was no stop, so: ./relay held release {}"
"""What to do with an opt-in that is held, of a phone whose text was decided about."""

CAME_TO: Final[Mapping[str, str]] = {
    "recorded": "opted out; the worker tells the platform now, and once more when the settle time is over",
    "recorded before": "this was on record; the worker tells the platform once more",
    "opted out already": "was opted out already; the worker tells the platform once more",
    "spoken since": "the phone texted a keyword after that, at {} UTC: that is its later word. Discard the text",
    "lifted": "lifted: the phone may get texts again",
    "cleared before": "was cleared before",
    "nothing to lift": "held nothing back any more",
    "a later text holds": "is cleared, but a later text of the same phone holds it back: decide about that too",
    "opted out by this text": "somebody has opted the phone out by this very text: end that with `held opt-out`",
}
"""What a decision came to, in words; the moment is when the phone texted a keyword."""


def consents_of(stack: Stack) -> Consents:
    """The stack's consent table, with the key that its records are filed under."""
    key = key_of(stack)
    return Consents(table=table_of(stack, stack.consent_table), identity=Identity(lambda: key))


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of a text: what the consent record said, and when the phone last spoke (milliseconds, 0: never)."""

    letter: Letter
    came_to: OptedOut | Cleared
    spoken_at: int = 0

    @property
    def is_over(self) -> bool:
        """Whether the text has gone from the held queue."""
        return self.came_to not in {"spoken since", "opted out by this text"}

    @property
    def in_words(self) -> str:
        """What came of it."""
        return CAME_TO[self.came_to].format(when(self.spoken_at))


def opt_out(
    stack: Stack,
    consents: Consents,
    ids: Sequence[str],
    why: str,
    *,
    said: str = "",
    told: Told = nobody,
    clock: Callable[[], int] = now_ms,
) -> Generator[Decided]:
    """Carry texts out as opt-outs, unless their phone has texted a keyword since.

    Raises `Trouble`, before anything is done, if one is no text that sounds like a stop.
    """

    def decide(letter: Letter, text: Submission) -> Decided:
        out = opt_out_of(text, said)
        came_to, record = consents.opt_out(out, why, clock())
        if came_to != "spoken since":
            queue.send_one(stack.client("sqs"), stack.retry_url, to_message(out))
        return Decided(letter, came_to, record.get("spoken_at", 0))

    yield from _each(stack, ids, decide, told)


def clear(
    stack: Stack,
    consents: Consents,
    ids: Sequence[str],
    why: str,
    *,
    told: Told = nobody,
    clock: Callable[[], int] = now_ms,
) -> Generator[Decided]:
    """Lift the suppressions that texts made which were no stop. Raises as `opt_out` does."""

    def decide(letter: Letter, text: Submission) -> Decided:
        return Decided(letter, consents.clear(text, why, clock()))

    yield from _each(stack, ids, decide, told)


def _each(
    stack: Stack, ids: Sequence[str], decide: Callable[[Letter, Submission], Decided], told: Told
) -> Generator[Decided]:
    """Decide about each text in hand, then delete it; one that is not over stays."""
    sqs, held_url = stack.client("sqs"), stack.held_url
    with queue.in_hand(sqs, held_url, Wanted(ids=frozenset(ids)), told=told) as hand:
        texts = {letter: _text_in(letter) for letter in hand.letters}
        stay: list[Letter] = []
        try:
            while batch := hand.next(1):
                decided = decide(batch[0], texts[batch[0]])
                if decided.is_over:
                    queue.take_away(sqs, held_url, batch, journal.noting(stack))
                else:
                    stay += batch
                hand.done(batch)
                yield decided
        finally:
            queue.put_back(sqs, held_url, stay)


def _text_in(letter: Letter) -> Submission:
    """The text in a held message. Raises `Trouble` if it is no text that sounds like a stop."""
    if letter.reason != STOP_LIKE:
        raise Trouble(f"{letter.id} {OTHERS.get(letter.reason, NO_STOP)}. Nothing was done")
    try:
        text = from_message(letter.body)
    except UnreadableMessage as error:
        raise Trouble(f"{letter.id} can't be read ({error}). Nothing was done") from None
    if not isinstance(text.advocate.get("phone"), str):
        raise Trouble(f"{letter.id} names no phone. Nothing was done")
    return text


def opt_ins_of(letters: Sequence[Letter], decided: Sequence[Decided]) -> list[Letter]:
    """The opt-ins by text that are held, too, of the phones whose texts were decided about."""
    phones = {_phone(each.letter) for each in decided} - {""}
    return [letter for letter in letters if letter.reason == "suppressed" and _phone(letter) in phones]


def _phone(letter: Letter) -> str:
    advocate = letter.content.get("advocate")
    phone = advocate.get("phone") if isinstance(advocate, dict) else ""
    return phone if isinstance(phone, str) else ""

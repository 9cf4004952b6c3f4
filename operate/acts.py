"""What an operator does with letters and with what is held: moved or deleted one by one, with a note where it counts.

Each yields what it has done, so that whoever is interrupted knows what that was.
"""

from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from contextlib import closing
from typing import Any, Final

from botocore.exceptions import ClientError

from operate import journal, queue, stops
from operate.find import identity_of, submission_id
from operate.letters import Letter, Wanted
from operate.queue import Told, nobody
from operate.stack import Stack
from operate.trouble import Trouble

NEVER_RELEASED: Final = stops.STOP_LIKE


def own_id_of(stack: Stack) -> Callable[[Letter], str]:
    """What tells the id of a letter's submission, "" if that can't be known.

    What is held, or what SQS itself gave up, has no id in it: it is worked out, unless the key may not be read.
    """
    identity = identity_of(stack)
    may_read_key = True

    def own_id(letter: Letter) -> str:
        nonlocal may_read_key
        if may_read_key:
            try:
                return submission_id(letter, identity)
            except ClientError:  # once is enough: there may be thousands of letters
                may_read_key = False
        return letter.submission_id

    return own_id


def done_of(stack: Stack, letters: Sequence[Letter]) -> frozenset[str]:
    """The ids of those whose submission has been delivered since."""
    own_id = own_id_of(stack)
    own = {letter.id: own_id(letter) for letter in letters}
    ids = {each for each in own.values() if each}
    done = journal.since_delivered(stack.client("dynamodb"), stack.journal_table, ids)
    return frozenset(letter_id for letter_id, submission in own.items() if submission in done)


def move(stack: Stack, url: str, wanted: Wanted, **how: Any) -> Generator[Letter]:
    """Move letters of a queue to the retry queue, as `queue.replay` does; the keeper learns of it."""
    how |= {"taken_away": journal.noting(stack)}
    yield from queue.replay(stack.client("sqs"), url=url, retry_url=stack.retry_url, wanted=wanted, **how)


def discard(stack: Stack, url: str, ids: Collection[str], why: str, *, told: Told = nobody) -> Generator[Letter]:
    """Delete letters for good, and note in the journal why."""
    own_id = own_id_of(stack)
    wanted = Wanted(ids=frozenset(ids))
    going = queue.discard(stack.client("sqs"), url=url, wanted=wanted, told=told, taken_away=journal.noting(stack))
    with closing(going):
        for letter in going:
            try:
                yield letter
            finally:  # also if nobody wants to hear of a further one
                if submission := own_id(letter):
                    now = queue.now_ms()
                    journal.note_discarded(stack.client("dynamodb"), stack.journal_table, submission, why, now)


def may_be_released(letters: Sequence[Letter], *, named: bool) -> list[Letter]:
    """Those that may be released. Raises `Trouble` for one that is named and may not."""
    stop_like = [letter for letter in letters if letter.reason == NEVER_RELEASED]
    if stop_like and named:
        raise Trouble(f"{stop_like[0].id} is a text that sounds like a stop: it asks for nothing. Read it with `show`")
    return [letter for letter in letters if letter.reason != NEVER_RELEASED]


def what_comes_of(moved: Sequence[Letter], stack: Stack) -> Iterator[str]:
    """Lines about how to see what becomes of what was moved."""
    if any(letter.reason == "invalid" for letter in moved):
        find = stack.typed("./relay find ADDRESS")
        yield f"a post that was `invalid` becomes a sign-up with an id of its own: {find}"
    elif len(moved) == 1:
        own_id = own_id_of(stack)(moved[0])  # SQS's own ends with the message
        yield f"what becomes of it: {stack.typed(f'./relay trace {own_id}' if own_id else './relay find ADDRESS')}"


def not_there(ids: Collection[str], stack: Stack) -> str:
    """That letters are not there, and what may be the reason."""
    named = sorted(ids)
    trace = f"{stack.typed('./relay trace ')}{named[0]}"
    return (
        f"not there: {', '.join(named)}. Somebody may have dealt with it: `{trace}` tells. "
        "If somebody has it in hand, it is back in two minutes"
    )


def in_others_hands(others: int) -> Iterator[str]:
    """A line about letters that are not seen because somebody has them."""
    if others:
        yield f"{others} more are in somebody's hand, and back in two minutes at the latest"


def summed(letters: Sequence[Letter]) -> str:
    """How many there are of each reason, in a line."""
    reasons = Counter(letter.reason for letter in letters)
    return ", ".join(f"{count} {reason}" for reason, count in reasons.most_common())


def same_phones(stack: Stack, decided: Sequence[stops.Decided], then: str) -> Iterator[str]:
    """Lines about opt-ins that are held, too, of phones whose texts were decided about, and what to do: `then`."""
    over = [each for each in decided if each.is_over]
    if not over:
        return
    held, _ = queue.listed(stack.client("sqs"), stack.held_url, Wanted(reason="suppressed"))
    for letter in stops.opt_ins_of(held, over):
        yield stack.typed(f"an opt-in of the same phone is held. {then.format(letter.id)}")

"""What lies in a queue, taken in hand and put back, moved to the retry queue, or deleted.

A letter that the keeper has sent once more is known by what SQS called it first, and as old as it was then. Whoever
takes letters away should give `taken_away`, which is told of them: a keeper that died may have left a copy of one
(`journal.note_taken_away`).

SQS can't be browsed: a letter is seen by receiving it, which hides it from everybody else for `HIDDEN_SECONDS`. So two
operators never have the same letter, and whoever dies with one in hand loses nothing. To replay is safe at any time and
any number of times: the journal knows what was done, and what may have been done is looked for again. Only
`send_anyway` sends that.

`sqs` is a boto3 client; `told(done, expected)` is called as a search goes on.
"""

import contextlib
import itertools
import json
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from operate.letters import EVERYTHING, Letter, Wanted
from operate.stack import THREADS
from operate.trouble import Trouble
from relay.keeping.letter_queue import stored_letter
from relay.keeping.marks import MARKS
from relay.keeping.words import counted
from relay.letters import LARGEST_MESSAGE
from relay.stores.queues import fair_share_of

HIDDEN_SECONDS: Final = 120  # a letter in hand; if we die it is back after this
RENEW_SECONDS: Final = 40
EMPTY_RECEIVES: Final = 3  # a long poll asks all of SQS's servers; more in case somebody was just letting go
BATCH: Final = 10  # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
LETTERS_PER_THREAD: Final = 20
VISIBLE: Final = "ApproximateNumberOfMessages"
HIDDEN: Final = "ApproximateNumberOfMessagesNotVisible"

type Told = Callable[[int, int], None]
type TakenAway = Callable[[list[Letter]], None]


def nobody(done: int, expected: int) -> None:
    """Tell nobody how far a search is."""


def no_note(letters: list[Letter]) -> None:
    """Leave no note of letters that are taken away."""


def now_ms() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Counts:
    """About how many letters a queue has, and how many of them somebody has in hand."""

    visible: int
    hidden: int


def counts(sqs: Any, url: str) -> Counts:
    """About how many letters there are."""
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[VISIBLE, HIDDEN])["Attributes"]
    return Counts(int(found[VISIBLE]), int(found[HIDDEN]))


@dataclass(slots=True)
class Hand:
    """Letters that are hidden from everybody else. `others`: how many somebody else had in hand before.

    `lost`: how many came back to the queue meanwhile, as after a pause of this machine; somebody else may have them.
    """

    sqs: Any = field(repr=False)
    url: str
    others: int
    threads: int
    letters: list[Letter] = field(default_factory=list)
    lost: int = 0
    _fresh_until: float = field(default_factory=lambda: time.time() + RENEW_SECONDS)

    def next(self, most: int) -> list[Letter]:
        """The next letters to deal with, of one batch, all of them surely ours; none if all are dealt with.

        All texts of a batch together may be as long as one; an operator's word makes each a little longer.
        """
        if time.time() >= self._fresh_until:
            self._renew()
        size = itertools.accumulate(len(letter.body.encode()) for letter in self.letters[:most])
        return self.letters[: max(1, sum(each <= LARGEST_MESSAGE // 2 for each in size))]

    def done(self, letters: Iterable[Letter]) -> None:
        """Let go of letters that are moved or deleted."""
        gone = {letter.sqs_id for letter in letters}
        self.letters = [letter for letter in self.letters if letter.sqs_id not in gone]

    def wait(self, seconds: float) -> None:
        """Let so many seconds pass, in which what is in hand stays hidden."""
        while seconds > 0:
            time.sleep(min(seconds, RENEW_SECONDS))
            seconds -= RENEW_SECONDS
            if time.time() >= self._fresh_until:
                self._renew()

    def _renew(self) -> None:
        """Keep what is in hand hidden; what came back meanwhile is let go of, for somebody else may have it."""
        self._fresh_until = time.time() + RENEW_SECONDS
        lost = hide(self.sqs, self.url, self.letters, HIDDEN_SECONDS, self.threads)
        self.lost += len(lost)
        self.done(lost)


@contextlib.contextmanager
def in_hand(
    sqs: Any, url: str, wanted: Wanted = EVERYTHING, *, threads: int = THREADS, told: Told = nobody
) -> Iterator[Hand]:
    """The letters that are wanted, hidden from others. What is left in hand is put back at the end, however that comes.

    All are there before the first is given away: one that fails again at once, and so comes back, is not seen twice.
    """
    search = _Search(sqs, url, wanted, threads, told)
    hand = Hand(sqs, url, search.others, threads)
    try:
        search.run()
        found = search.taken()
        hand.letters = [letter for letter in found if wanted.fits(letter)]
        put_back(sqs, url, [letter for letter in found if not wanted.fits(letter)], threads)
        yield hand
    finally:
        put_back(sqs, url, hand.letters or search.taken(), threads)


class _Search:
    """Receives each letter of a queue once, in threads, until it is empty or all that is named is there."""

    def __init__(self, sqs: Any, url: str, wanted: Wanted, threads: int, told: Told) -> None:
        self._sqs, self._url, self._ids, self._told = sqs, url, wanted.ids, told
        there = counts(sqs, url)
        self.others, self._expected = there.hidden, there.visible
        self._threads = min(threads, EMPTY_RECEIVES + there.visible // LETTERS_PER_THREAD)
        self._missing = set(wanted.ids)
        self._found: dict[str, Letter] = {}
        self._over = False
        self._lock = threading.Lock()

    def run(self) -> None:
        """Receive them all. An interruption waits for the calls that are under way."""
        if self._threads == 1:
            self._look()
            return
        with ThreadPoolExecutor(self._threads) as pool:
            looking = [pool.submit(self._look) for _ in range(self._threads)]
            try:
                for each in looking:
                    each.result()
            finally:
                self._over = True

    def taken(self) -> list[Letter]:
        """What is hidden now because of this search, once."""
        found, self._found = self._found, {}
        return list(found.values())

    def _look(self) -> None:
        """Receive until nothing new comes: at least `EMPTY_RECEIVES` times in all threads together."""
        nothing_new, patience = 0, 1 if self._threads > 1 else EMPTY_RECEIVES
        while not self._over and nothing_new < patience:
            answer = self._sqs.receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=BATCH,
                VisibilityTimeout=HIDDEN_SECONDS,
                WaitTimeSeconds=1,
                MessageSystemAttributeNames=["SentTimestamp"],
                MessageAttributeNames=list(MARKS),
            )
            is_new = self._take([_letter(message) for message in answer.get("Messages", [])])
            nothing_new = 0 if is_new else nothing_new + 1

    def _take(self, letters: list[Letter]) -> bool:
        """Keep letters with their newest receipts; whether one of them is new."""
        with self._lock:
            new = [letter for letter in letters if letter.sqs_id not in self._found]
            self._found |= {letter.sqs_id: letter for letter in letters}
            self._missing -= {name for letter in new for name in (letter.id, letter.message_id)}
            self._over = self._over or (bool(self._ids) and not self._missing)
            self._told(len(self._found), max(self._expected, len(self._found)))
            return bool(new)


def _letter(message: Any) -> Letter:
    stored = stored_letter(message)
    copy_id = "" if stored.name == stored.message_id else stored.message_id
    return Letter(stored.body, stored.name, stored.receipt, stored.since, copy_id)


def put_back(sqs: Any, url: str, letters: list[Letter], threads: int = THREADS) -> None:
    """Let others see letters at once. What that fails for shows up by itself, or somebody else has it by now."""
    with contextlib.suppress(ClientError, BotoCoreError):
        hide(sqs, url, letters, 0, threads)


def hide(sqs: Any, url: str, letters: list[Letter], seconds: int, threads: int = THREADS) -> list[Letter]:
    """Hide letters in hand for so long from now. Returns those that are not ours any more."""

    def one(batch: tuple[Letter, ...]) -> list[Letter]:
        entries = [
            {"Id": str(number), "ReceiptHandle": letter.receipt, "VisibilityTimeout": seconds}
            for number, letter in enumerate(batch)
        ]
        answer = sqs.change_message_visibility_batch(QueueUrl=url, Entries=entries)
        return [batch[int(failed["Id"])] for failed in answer.get("Failed", [])]

    batches = list(itertools.batched(letters, BATCH, strict=False))
    if len(batches) <= 1 or threads == 1:
        return [lost for batch in batches for lost in one(batch)]
    with ThreadPoolExecutor(min(threads, len(batches))) as pool:
        return [lost for each in pool.map(one, batches) for lost in each]


def listed(sqs: Any, url: str, wanted: Wanted = EVERYTHING, *, told: Told = nobody) -> tuple[list[Letter], int]:
    """The letters that are wanted, the oldest first, and how many of all are in somebody else's hand. All stay."""
    with in_hand(sqs, url, wanted, told=told) as hand:
        return sorted(hand.letters, key=lambda letter: letter.at), hand.others


def replay(
    sqs: Any,
    *,
    url: str,
    retry_url: str,
    wanted: Wanted = EVERYTHING,
    send_anyway: bool = False,
    body: str = "",
    rate: float = 0.0,
    threads: int = THREADS,
    told: Told = nobody,
    taken_away: TakenAway = no_note,
    clock: Callable[[], int] = now_ms,
) -> Generator[Letter]:
    """Move letters from a queue to the retry queue; yields each as it is moved, at most `rate` a second.

    A letter is sent before it is deleted: a crash in between leaves a copy, which the journal makes harmless.
    `send_anyway` is the operator's word that what may have been sent was not, and may be sent. It counts for what was
    so when the letter was written, so repeating it does no harm. `body` is the text of the one letter that is named,
    corrected. What was held is released and says when, so that only what is said of its phone from then on holds it
    again. Raises `Trouble` if one of these does not name its letters, or if SQS does not take one.
    """
    if send_anyway and not wanted.ids:
        raise Trouble("--send-anyway is your word for single letters: name their ids")
    if body and len(wanted.ids) != 1:
        raise Trouble("a corrected text is for one letter: name its id")
    with in_hand(sqs, url, wanted, threads=threads, told=told) as hand:
        expected = len(hand.letters)
        while batch := hand.next(batch_of(rate)):
            moved = _send(sqs, retry_url, {letter: _text(letter, body, send_anyway, clock()) for letter in batch})
            _delete(sqs, url, moved)
            taken_away(moved)
            hand.done(moved)
            told(expected - len(hand.letters), expected)
            yield from moved
            if len(moved) < len(batch):
                raise Trouble(f"SQS did not take {len(batch) - len(moved)} letters, which stay: start again")
            if rate and hand.letters:
                hand.wait(len(moved) / rate)
        if hand.lost:
            raise Trouble(
                f"{counted(hand.lost, 'letter')} came back to the queue too soon: start the same command again"
            )


def _text(letter: Letter, body: str, send_anyway: bool, now: int) -> str:
    """What is sent of a letter: its text or the corrected one, with the operator's word.

    The time that the word to send anyway is about is just after the letter was written.
    """
    text = body or letter.body
    notes = {"released_at": now} if "held" in letter.content else {}
    if send_anyway:
        written = letter.number("last_at")
        notes["send_anyway"] = (now if written is None else written) + 1
    if not notes:
        return text
    content = json.loads(body) if body else letter.content
    if not content:
        raise Trouble(f"letter {letter.id} can't be read, so it can carry no word of yours: correct it with `edit`")
    return json.dumps(content | notes)


def _send(sqs: Any, url: str, texts: dict[Letter, str]) -> list[Letter]:
    """Send them to a queue, and return those that it has surely taken."""
    letters = list(texts)
    messages = [(text, fair_share_of(Letter(text, "", "").campaigns)) for text in texts.values()]
    return [letters[place] for place in sent(sqs, url, messages)]


def sent(sqs: Any, url: str, messages: Sequence[tuple[str, Mapping[str, str]]]) -> list[int]:
    """Send a batch of texts, each with further arguments of SendMessage. Returns the places of those surely taken."""
    entries = [{"Id": str(place), "MessageBody": text, **more} for place, (text, more) in enumerate(messages)]
    answer = sqs.send_message_batch(QueueUrl=url, Entries=entries)
    return [int(taken["Id"]) for taken in answer.get("Successful", [])]


def batch_of(rate: float) -> int:
    """How many are sent at once where so many a second may be; 0: no limit."""
    return min(BATCH, max(1, int(rate))) if rate else BATCH


def _delete(sqs: Any, url: str, letters: list[Letter]) -> list[Letter]:
    """Delete letters in hand, and return those that are surely gone."""
    if not letters:
        return []
    entries = [{"Id": str(number), "ReceiptHandle": letter.receipt} for number, letter in enumerate(letters)]
    answer = sqs.delete_message_batch(QueueUrl=url, Entries=entries)
    return [letters[int(gone["Id"])] for gone in answer.get("Successful", [])]


def discard(
    sqs: Any, *, url: str, wanted: Wanted, told: Told = nobody, taken_away: TakenAway = no_note
) -> Generator[Letter]:
    """Delete the letters that are named for good; yields each as it is gone. Raises `Trouble` if none is named."""
    if not wanted.ids:
        raise Trouble("what is deleted for good must be named: give its ids")
    with in_hand(sqs, url, wanted, told=told) as hand:
        while batch := hand.next(BATCH):
            gone = _delete(sqs, url, batch)
            taken_away(gone)
            hand.done(batch)
            yield from gone


def send_one(sqs: Any, url: str, text: str) -> None:
    """Send a message to a queue. Raises `Trouble` if it is not surely taken."""
    if not _send(sqs, url, {Letter(text, "", ""): text}):
        raise Trouble("SQS did not take the message: start the same command again")


def take_away(sqs: Any, url: str, letters: list[Letter], taken_away: TakenAway = no_note) -> list[Letter]:
    """Delete letters in hand, any number, and return those that are surely gone."""
    batches = itertools.batched(letters, BATCH, strict=False)
    gone = [letter for batch in batches for letter in _delete(sqs, url, [*batch])]
    taken_away(gone)
    return gone

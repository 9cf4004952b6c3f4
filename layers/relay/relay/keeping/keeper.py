"""Letters and held items outlive the 14 days that SQS keeps a message: what lies there for a week is sent once more.

The copy is sent before the letter is deleted, so that at every moment SQS has one of them; whoever dies in between
leaves two. Both say which letter they are, and the next pass that has both in hand deletes the older one. Until then
the second does no harm: a replay is safe any number of times, and so is a release, for the journal knows the
submission. What an operator took away leaves a note (`marks.gone`), by which a copy of it goes too.

After `keep_days` a letter is sent for the last time, and is said to be given up: it goes 14 days later.
docs/protocol.md has all of this. Nothing here looks at who a letter is about.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from relay import telemetry
from relay.keeping import report
from relay.keeping.letter_facts import LetterFacts, letter_facts
from relay.keeping.letter_queue import LetterQueue, QueueDepth, StoredLetter
from relay.keeping.marks import AGAIN_MS, DAY_MS, gone, may_have_a_copy
from relay.stores.aws import AwsError
from relay.stores.journal import expiry
from relay.stores.table import ConditionRefused, Table, Unsure

EMPTY_RECEIVES: Final = 3  # in a row, of which each has asked all of SQS's servers
EXISTS: Final = "attribute_exists(#id)"


@dataclass(frozen=True, slots=True)
class Kept:
    """What a pass over a queue found and did.

    - `at`: when it was. `letters`: all that it saw, the oldest first.
    - `unseen`: about how many more there are, in somebody's hand or not come to in time.
    - `again`: how many were sent once more; `given_up`: which of them for the last time.
    - `failed`: how many SQS did not take. They are tried again in an hour.
    """

    at: int
    letters: tuple[LetterFacts, ...] = ()
    unseen: int = 0
    again: int = 0
    given_up: tuple[LetterFacts, ...] = ()
    failed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """Keeps letters. `journal` is the journal's table; `clock` gives milliseconds."""

    journal: Table
    clock: Callable[[], int]
    keep_days: int

    def keep(self, queue: LetterQueue, has_time: Callable[[], bool], *, looks_only: bool = False) -> Kept:
        """Look at all letters of a queue, and send again what is due, unless it `looks_only`; stops when time is up.

        Raises `AwsError` if the queue can't be looked at. Whatever stops it, nothing is mislaid.
        """
        counts = queue.counts()
        pass_over = _Pass(self, queue, has_time, looks_only=looks_only)
        if counts.visible:
            pass_over.run()
        return pass_over.result(counts)

    def prolong(self, facts: LetterFacts) -> None:
        """Let the journal know a letter's submission as long as the letter lies there, so that a replay stays safe."""
        if not facts.submission_id:
            return
        try:
            put = {"ttl": expiry(self.clock())}
            self.journal.update(facts.submission_id, put=put, condition=EXISTS, shown=False)
        except ConditionRefused:
            return
        except Unsure as error:  # the letter is worth more; the item lasts longer than the next times
            telemetry.fault("keeper.prolong", error, facts.submission_id)

    def taken_away(self, letters: Iterable[StoredLetter]) -> frozenset[str]:
        """The names of those letters that an operator has taken away, and of which a copy was left."""
        now = self.clock()
        names = [each.name for each in letters if may_have_a_copy(each.sent_at, each.name, each.message_id, now)]
        if not names:
            return frozenset()
        try:
            found = self.journal.get([gone(name) for name in dict.fromkeys(names)])
        except Unsure as error:  # to lose a letter would be worse than to show one that was taken away
            telemetry.fault("keeper.taken_away", error)
            return frozenset()
        return frozenset(name for name in names if gone(name) in found)

    def is_over(self, letter: StoredLetter) -> bool:
        """Whether a letter has been kept for as long as letters are."""
        return self.clock() - letter.since >= self.keep_days * DAY_MS

    def is_due(self, letter: StoredLetter) -> bool:
        """Whether a letter is to be sent once more, be it for the last time."""
        if self.is_over(letter):
            return not letter.is_last
        return self.clock() - letter.sent_at >= AGAIN_MS


@dataclass(slots=True)
class _Pass:
    """One pass over a queue: each letter is dealt with as soon as it is in hand, and at the end all are let go."""

    keeper: Keeper
    queue: LetterQueue
    has_time: Callable[[], bool]
    looks_only: bool = field(kw_only=True)
    seen: dict[str, StoredLetter] = field(default_factory=dict)  # by name, the newest copy of each
    in_hand: dict[str, str] = field(default_factory=dict)  # by SQS's own id: the newest receipt
    met: set[str] = field(default_factory=set)  # SQS's own ids
    again: int = 0
    given_up: list[LetterFacts] = field(default_factory=list)
    failed: int = 0

    def run(self) -> None:
        """Receive until nothing new comes, or the time is up."""
        nothing_new = 0
        try:
            while nothing_new < EMPTY_RECEIVES and self.has_time():
                letters = self.queue.receive()
                self.in_hand |= {letter.message_id: letter.receipt for letter in letters}
                new = [letter for letter in letters if letter.message_id not in self.met]
                nothing_new = 0 if new else nothing_new + 1
                away = self.keeper.taken_away(new)
                for letter in new:
                    self._deal_with(letter, away)
        except AwsError as error:  # what was received until then is dealt with; the rest has its turn in an hour
            telemetry.fault("keeper.receive", error)
        try:
            self.queue.let_go(self.in_hand.values())
        except AwsError as error:
            telemetry.fault("keeper.let_go", error)

    def _deal_with(self, letter: StoredLetter, away: frozenset[str]) -> None:
        self.met.add(letter.message_id)
        if letter.name in away:
            self._delete(letter)
            return
        other = self.seen.get(letter.name)
        if other is not None:
            older, letter = sorted((other, letter), key=lambda each: (each.sent_at, each.message_id))
            self._delete(older)
        self.seen[letter.name] = letter
        if letter is not other and self.keeper.is_due(letter) and not self.looks_only and self.has_time():
            self._send_again(letter)

    def _send_again(self, letter: StoredLetter) -> None:
        """Send, then delete. If it is not known whether SQS has the copy, the letter stays."""
        last, facts = self.keeper.is_over(letter), letter_facts(letter)
        self.keeper.prolong(facts)
        try:
            copy = self.queue.send_again(letter, last=last)
        except AwsError as error:
            self.failed += 1
            telemetry.fault("keeper.send", error, facts.submission_id)
            return
        self._delete(letter)
        sent = replace(letter, message_id=copy, sent_at=self.keeper.clock(), is_last=last)
        self.met.add(copy)
        self.seen[letter.name] = sent
        self.again += 1
        if last:
            self.given_up.append(letter_facts(sent))
            report.given_up(facts.submission_id, facts.reason)

    def _delete(self, letter: StoredLetter) -> None:
        """Delete a letter of which SQS has a newer copy, or which an operator has taken away."""
        if self.looks_only:
            return
        self.in_hand.pop(letter.message_id, None)
        try:
            self.queue.delete(letter)
        except AwsError as error:  # the next pass sees both
            telemetry.fault("keeper.delete", error)

    def result(self, counts: QueueDepth) -> Kept:
        """What the pass found and did."""
        letters = sorted((letter_facts(letter) for letter in self.seen.values()), key=lambda each: each.since)
        unseen = max(0, sum(counts) - (len(self.met) - self.again))  # the copies are new
        return Kept(self.keeper.clock(), tuple(letters), unseen, self.again, tuple(self.given_up), self.failed)

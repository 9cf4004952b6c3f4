"""What lay in a queue when somebody last looked, for pages to show: to look again at each page would hide it each time.

What is done is done with the queue itself (`operate.acts`), which says so if a letter is not there any more.
"""

import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from operate import queue
from operate.acts import done_of
from operate.letters import EVERYTHING, Letter, Wanted
from operate.queue import Told, now_ms
from operate.stack import Stack

type Shelved = Literal["letters", "held"]

PER_PAGE: Final = 100


def url_of(stack: Stack, place: Shelved) -> str:
    """The queue."""
    return stack.dead_letter_url if place == "letters" else stack.held_url


@dataclass(slots=True)
class Shelf:
    """The letters by what SQS called them first. `at`: when all were looked at, 0 if only single ones were.

    `others` were in somebody's hand then; `done` are the ids of those whose submission has been delivered since.
    """

    place: Shelved
    at: int = 0
    others: int = 0
    done: frozenset[str] = frozenset()
    _letters: dict[str, Letter] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def look(self, stack: Stack, told: Told) -> None:
        """Look at all of them."""
        letters, others = queue.listed(stack.client("sqs"), url_of(stack, self.place), told=told)
        done = done_of(stack, letters)
        with self._lock:
            self.at, self.others, self.done = now_ms(), others, done
            self._letters = {letter.message_id: letter for letter in letters}

    def look_for(self, stack: Stack, letter_id: str, told: Told) -> Letter | None:
        """Look for one, by either id."""
        wanted = Wanted(ids=frozenset({letter_id}))
        letters, _ = queue.listed(stack.client("sqs"), url_of(stack, self.place), wanted, told=told)
        done = done_of(stack, letters)
        with self._lock:
            self._letters |= {letter.message_id: letter for letter in letters}
            self.done |= done
        return letters[0] if letters else None

    def get(self, letter_id: str) -> Letter | None:
        """A letter by either id, as it was seen last."""
        with self._lock:
            there = self._letters.get(letter_id)
            return there or next((each for each in self._letters.values() if each.id == letter_id), None)

    def letters(self, wanted: Wanted = EVERYTHING) -> list[Letter]:
        """Those that are wanted, the oldest first."""
        with self._lock:
            return sorted((each for each in self._letters.values() if wanted.fits(each)), key=lambda each: each.at)

    def reasons(self) -> Mapping[str, int]:
        """How many there are of each reason, the most frequent first."""
        return dict(Counter(letter.reason for letter in self.letters()).most_common())

    def forget(self) -> None:
        """Begin anew: the next page looks again."""
        with self._lock:
            self.at, self.others, self.done, self._letters = 0, 0, frozenset(), {}

    def take(self, ids: Iterable[str]) -> None:
        """Forget letters that are not there any more, by either id."""
        with self._lock:
            gone = {each for each in ids if self._letters.pop(each, None) is None}
            if gone:
                self._letters = {name: each for name, each in self._letters.items() if not each.is_one_of(gone)}

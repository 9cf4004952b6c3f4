"""What is done with letters from a page, as work of a job: it notes each letter, and says what `relay` would print."""

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from operate import acts, queue, stops
from operate.letters import Letter, Wanted
from operate.page.jobs import Job
from operate.page.shelf import Shelf, url_of
from operate.stack import Stack
from operate.trouble import Trouble


@dataclass(frozen=True, slots=True)
class Deeds:
    """Of one queue. What was dealt with is taken from its shelf, and so is what somebody else has dealt with."""

    shelf: Shelf

    def move(self, stack: Stack, wanted: Wanted, job: Job, **how: Any) -> dict[str, Any]:
        """To the retry queue."""
        url = url_of(stack, self.shelf.place)
        others = queue.counts(stack.client("sqs"), url).hidden
        moved: list[Letter] = []
        try:
            self._note(acts.move(stack, url, wanted, told=job.is_at, **how), moved, stack, job)
        finally:
            job.say(f"{len(moved)} moved to the retry queue")
            for line in (*acts.what_comes_of(moved, stack), *acts.in_others_hands(others)):
                job.say(line)
        self._all_there(wanted, moved, stack)
        return {}

    def discard(self, stack: Stack, letter_id: str, why: str, job: Job) -> dict[str, Any]:
        """For good."""
        wanted = Wanted(ids=frozenset({letter_id}))
        gone: list[Letter] = []
        going = acts.discard(stack, url_of(stack, self.shelf.place), wanted.ids, why, told=job.told)
        try:
            self._note(going, gone, stack, job)
        finally:
            job.say(f"{len(gone)} deleted")
        self._all_there(wanted, gone, stack)
        return {}

    def opt_out(self, stack: Stack, letter_id: str, why: str, job: Job) -> dict[str, Any]:
        """A text is a stop."""
        going = stops.opt_out(stack, stops.consents_of(stack), [letter_id], why, told=job.told)
        return self._decide(going, stack, letter_id, stops.THEN_DISCARD, job)

    def clear(self, stack: Stack, letter_id: str, why: str, job: Job) -> dict[str, Any]:
        """A text is none."""
        going = stops.clear(stack, stops.consents_of(stack), [letter_id], why, told=job.told)
        return self._decide(going, stack, letter_id, stops.THEN_RELEASE, job)

    def _decide(
        self, going: Generator[stops.Decided], stack: Stack, letter_id: str, then: str, job: Job
    ) -> dict[str, Any]:
        decided: list[stops.Decided] = []
        with closing(going):
            for each in going:
                job.say(f"{each.letter.id}: {each.in_words}")
                decided.append(each)
        self.shelf.take(each.letter.message_id for each in decided if each.is_over)
        for line in acts.same_phones(stack, decided, then):
            job.say(line)
        self._all_there(Wanted(ids=frozenset({letter_id})), [each.letter for each in decided], stack)
        if stay := [each.letter.id for each in decided if not each.is_over]:
            raise Trouble(f"not done, and still held: {', '.join(stay)}")
        return {}

    def _note(self, going: Generator[Letter], noted: list[Letter], stack: Stack, job: Job) -> None:
        """Take in what is done, letter by letter, by the id of its submission.

        Several are done at once, and how many is told before the first: it may be stopped after the last of them.
        """
        own_id = acts.own_id_of(stack)
        with closing(going):
            for letter in going:
                noted.append(letter)
                self.shelf.take([letter.message_id])
                job.did(own_id(letter) or letter.id)
                if len(noted) >= job.done:
                    job.go_on()

    def _all_there(self, wanted: Wanted, letters: list[Letter], stack: Stack) -> None:
        """Raise `Trouble` if some were not there."""
        if left := wanted.missing(letters):
            self.shelf.take(left)
            raise Trouble(acts.not_there(left, stack))

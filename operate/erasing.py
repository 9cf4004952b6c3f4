"""A person's data out of a stack, without anything being sent to a legislator twice and without losing a stop.

The journal's items are not deleted: each becomes one that is done, of nobody. So whatever of the person is in flight
ends at the worker as finished, unsent, however late it comes; and it goes by itself after 30 days. What is owed to the
person is not erased but told: an opt-out that is not carried out yet, a text that sounds like a stop.
"""

import itertools
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from botocore.exceptions import ClientError

from operate import persons, queue
from operate.find import Sought, key_of
from operate.journal import noting
from operate.letters import Letter
from operate.persons import Place, Theirs
from operate.queue import Told, nobody, now_ms
from operate.stack import Stack
from operate.tables import table_of
from operate.trouble import Trouble
from relay.stores.consent import SAID
from relay.stores.ids import Identity
from relay.stores.journal import expiry
from relay.stores.table import REFUSED, ConditionRefused, Table

OF_A_PERSON: Final = ("by_email", "by_phone", "advocate", "asked", "reason", "token", "discarded_at", "discarded_why")
NOT_RUNNING: Final = "(attribute_not_exists(#token) OR #lease_until < :now)"
NOT_ERASED: Final = "attribute_not_exists(#erased_at)"

OF_OPT_INS: Final = ("in_at", "spoken_at", "evidence")
STANDS: Final = ("out_at", "suppressed_at")
NOTHING_STANDS: Final = "attribute_not_exists(out_at) AND attribute_not_exists(suppressed_at)"
NAMES_PER_WRITE: Final = 20

LONGEST_LEASE_MS: Final = 100_000  # a run's 60 seconds, ten more, and clocks that differ
ROUNDS: Final = 40
A_MOMENT: Final = 3.0  # seconds between two looks at what is running

OPT_OUTS: Final = frozenset({"smsOptout", "emailOptout"})


@dataclass(slots=True)
class Erased:
    """What was done: the submissions, how many messages of each queue, how many consent records.

    `left`: what stays because it is owed to the person, by id. `running`: submissions that a run has right now.
    `unseen`: about how many messages of the retry queue nobody can look into.
    """

    submissions: set[str] = field(default_factory=set)
    messages: dict[Place, int] = field(default_factory=lambda: {"waiting": 0, "letters": 0, "held": 0})
    consent: int = 0
    left: dict[str, str] = field(default_factory=dict)
    running: set[str] = field(default_factory=set)
    unseen: int = 0

    @property
    def is_all(self) -> bool:
        """Whether nothing is left that a later look may find."""
        return not (self.left or self.running or self.unseen)


def owed(place: Place, letter: Letter) -> str:
    """What the person has asked for that is not done yet, and what to do; "" if the letter may be erased."""
    advocate = letter.content.get("advocate")
    opts_out = isinstance(advocate, dict) and bool(OPT_OUTS & advocate.keys())
    if place == "held" and letter.reason == "stop_like":
        return f"a text that sounds like a stop: ./relay held opt-out {letter.id}, or clear"
    if place == "waiting" and opts_out:
        return "an opt-out that waits: the worker ends it, in half an hour if all is well"
    if place == "letters" and opts_out and letter.reason != "nobody_found":
        return f"an opt-out that was not carried out: ./relay letters replay {letter.id}"
    return ""


def erase(
    stack: Stack,
    people: Sequence[Sought],
    *,
    told: Told = nobody,
    clock: Callable[[], int] = now_ms,
    sleep: Callable[[float], object] = time.sleep,
) -> Erased:
    """Erase all that there is of some people. May be interrupted and repeated.

    It looks again until a round finds nothing new, for what a run has in hand may become a letter.
    """
    key, done = key_of(stack), Erased()
    journal = Forgetting(table_of(stack, stack.journal_table), Identity(lambda: key), clock, done)
    until = clock() + LONGEST_LEASE_MS
    for _ in range(ROUNDS):
        before = (len(done.submissions), *done.messages.values())
        done.running.clear()
        done.left.clear()
        ids, _ = persons.ids_of(stack, people, journal.identity)
        for submission_id in ids:
            journal.forget(submission_id)
        wanted = persons.theirs(people, {*ids, *done.submissions}, journal.identity)
        for place in persons.places(stack):
            _empty(stack, place, wanted, journal, told)
        if done.running and clock() < until:
            sleep(A_MOMENT)
        elif before == (len(done.submissions), *done.messages.values()):
            break
    done.consent = _forget_opt_ins(stack, people, journal.identity)
    done.unseen = persons.out_of_sight(stack)
    return done


@dataclass(frozen=True, slots=True)
class Forgetting:
    """The journal, in which submissions become nobody's; `done` learns of it."""

    table: Table
    identity: Identity
    clock: Callable[[], int]
    done: Erased

    def forget(self, submission_id: str, received_at: int = 0) -> bool:
        """Make a submission one that is done, of nobody. False: a run has it right now."""
        if submission_id in self.done.submissions:
            return True
        now = self.clock()
        try:
            self.table.update(
                submission_id,
                put={"state": "done", "erased_at": now, "unclosed": 0, "ttl": expiry(now)},
                put_if_absent={"received_at": received_at or now},
                remove=OF_A_PERSON,
                condition=f"{NOT_RUNNING} AND {NOT_ERASED}",
                values={"now": now},
            )
        except ConditionRefused as refused:
            if "erased_at" not in refused.item:
                self.done.running.add(submission_id)
                return False
        self.done.submissions.add(submission_id)
        return True

    def forget_all_of(self, letter: Letter) -> bool:
        """The same with the submission of a letter, under whatever id it runs."""
        ids = [*persons.own_ids(letter, self.identity)]
        return all(self.forget(each, letter.number("received_at") or 0) for each in ids)


def _empty(stack: Stack, place: Place, wanted: Theirs, journal: Forgetting, told: Told) -> None:
    """Delete their messages out of a queue, each after its submission is nobody's; put back what is owed or running."""
    sqs, url, done = stack.client("sqs"), persons.places(stack)[place], journal.done
    stay: list[Letter] = []
    try:
        with queue.in_hand(sqs, url, wanted, told=told) as hand:
            while batch := hand.next(queue.BATCH):
                going = [letter for letter in batch if _may_go(place, letter, journal)]
                gone = queue.take_away(sqs, url, going, noting(stack))
                done.messages[place] += len(gone)
                stay += [letter for letter in batch if letter not in gone]
                hand.done(batch)
                if len(gone) < len(going):
                    raise Trouble(f"SQS did not delete {len(going) - len(gone)} messages: start the same command again")
    finally:
        queue.put_back(sqs, url, stay)


def _may_go(place: Place, letter: Letter, journal: Forgetting) -> bool:
    """Whether a letter may be deleted now: nothing is owed by it, and its submission is nobody's."""
    if why := owed(place, letter):
        journal.done.left[letter.id] = why
        return False
    return journal.forget_all_of(letter)


# Consent -------------------------------------------------------------------------------------------------------------


def _forget_opt_ins(stack: Stack, people: Sequence[Sought], identity: Identity) -> int:
    """Take the opt-ins and their evidence out of the consent records; the number of records that had any.

    An opt-out stays with its evidence, and so does a suppression: they keep what is sent in later from texting.
    """
    table = table_of(stack, stack.consent_table)
    there = persons.consent(stack, people, identity)
    stands = {key for key, item in there.items() if any(name in item for name in STANDS)}
    count = 0
    for key, item in there.items():
        person = key.partition(":")[0]
        opt_ins = [name for name in item if name in OF_OPT_INS or name.startswith(f"{SAID}in_")]
        if person in stands and not opt_ins:
            continue
        count += 1
        for names in itertools.batched(opt_ins, NAMES_PER_WRITE, strict=False):
            table.update(key, put={}, remove=names)
        if person not in stands or item.keys() - {"id"} <= {*opt_ins}:
            _delete(stack, key)
    return count


def _delete(stack: Stack, key: str) -> None:
    """Delete a record in which nothing stands. Raises `Trouble` if something has been said meanwhile."""
    try:
        stack.client("dynamodb").delete_item(
            TableName=stack.consent_table,
            Key={"id": {"S": key}},
            ConditionExpression=f"{NOTHING_STANDS} AND attribute_not_exists(in_at)",
        )
    except ClientError as error:
        if error.response["Error"].get("Code") != REFUSED:
            raise
        raise Trouble("the person has opted in or out meanwhile: start again if that is to be erased too") from None

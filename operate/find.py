"""Everything that the relay still has of one person, or of one submission: journal, letters, what is held, consent.

The journal is asked by HMACs of the e-mail address and of the phone, which are made here with the stack's key; they are
in it since that release only, so what is older is found by its id. The retry queue is not looked through: that would
hide what waits from the worker, and count as a try. What waits is told by journal and logs (`operate.waiting`).
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal
from urllib.parse import parse_qsl

from botocore.exceptions import ClientError

from operate import queue
from operate.journal import parts_in, stored_items
from operate.letters import Letter
from operate.queue import Told, nobody
from operate.stack import Stack
from operate.trouble import Mistyped
from operate.waiting import Asked, Waiting, waiting
from relay.canonical import address_of
from relay.messages import UnreadableMessage, from_message
from relay.stores.consent import MOVED, SAID
from relay.stores.ids import Identity
from relay.stores.table import Item, from_dynamodb

ID_FORM: Final = r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
"""A submission's id; what SQS calls a message, which is the only id of what is held or can't be read."""

EMAIL_FORM: Final = r"""[^@\s<>()\[\],;:"\\]+@[^@\s<>()\[\],;:"\\]+"""
"""Without what stands around a copied address, such as <>: with it nothing would be found, as if nothing were there."""

NO_INDEX: Final = "ValidationException"
SINCE_THEN: Final = "what came before the journal had its indexes by address is found by its id only"
WHAT: Final = {
    f"{SAID}in_": "opt-in",
    f"{SAID}out_": "opt-out",
    f"{SAID}stop_like_": "sounded like a stop",
    f"{SAID}cleared_": "cleared",
}
OF_PERSONS: Final[Mapping[str, Literal["email", "phone"]]] = {"email": "email", "sms": "phone"}


@dataclass(frozen=True, slots=True)
class Sought:
    """Whom or what to look for: one of the three."""

    email: str = ""
    phone: str = ""
    id: str = ""

    def addresses(self) -> dict[Literal["email", "phone"], str]:
        """The address that a person is looked for by; none if it is a submission."""
        return {"email": self.email} if self.email else {"phone": self.phone} if self.phone else {}


@dataclass(frozen=True, slots=True)
class Submitted:
    """What the journal knows of one submission. Times in milliseconds since 1970."""

    id: str
    state: str
    reason: str
    source: str
    campaigns: tuple[int, ...]
    received_at: int
    advocate: int | None
    parts: Mapping[str, str]
    busy: bool
    discarded_at: int | None
    discarded_why: str
    imported_at: int = 0


@dataclass(frozen=True, slots=True)
class Spoken:
    """One address's consent: the times of its record, and each opt-in and opt-out, the oldest first."""

    channel: str
    times: Mapping[str, int]
    said: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """All that there is. `waiting` waits for another try; `hints` are lines about what could not be looked through."""

    submissions: tuple[Submitted, ...]
    letters: tuple[Letter, ...]
    held: tuple[Letter, ...]
    consent: tuple[Spoken, ...]
    hints: tuple[str, ...]
    waiting: tuple[Waiting, ...] = ()


def sought(text: str) -> Sought:
    """An e-mail address, a phone of ten digits however it is written, or an id: a submission's, or SQS's of a letter.

    Raises `Trouble`.
    """
    text = text.strip()
    if re.fullmatch(EMAIL_FORM, text) and text.isprintable():
        return Sought(email=text)
    if re.fullmatch(ID_FORM, text):
        return Sought(id=text)
    digits = re.sub(r"[^0-9]", "", text)
    ten = digits.removeprefix("1") if len(digits) == len("18165550123") else digits
    if re.fullmatch(r"[+0-9 ().-]+", text) and len(ten) == len("8165550123"):
        return Sought(phone=ten)
    raise Mistyped("that is no e-mail address, no phone of ten digits and no id: write one of them")


def find(stack: Stack, wanted: Sought, *, told: Told = nobody) -> Found:
    """All that there is of a person or of a submission."""
    identity = identity_of(stack)
    ids, hints = ([wanted.id], []) if wanted.id else ids_of(stack, wanted, identity)

    def is_meant(letter: Letter) -> bool:
        is_named = letter.is_one_of(ids) or (bool(wanted.id) and submission_id(letter, identity) == wanted.id)
        return is_named or is_theirs(letter, wanted)

    letters, held = (_about(stack, url, is_meant, told) for url in (stack.dead_letter_url, stack.held_url))
    ids += [submission_id(letter, identity) for letter in (*letters, *held)]
    known = stored_items(stack.client("dynamodb"), stack.journal_table, {*ids} - {""})
    submissions = tuple(sorted((submission_in(item) for item in known.values()), key=lambda each: each.received_at))
    consent = tuple(_consent(stack, wanted, identity))
    waits, unread = waiting(stack, _may_wait(wanted, submissions, consent))
    told_of = [hint for hint in hints if hint != SINCE_THEN or not submissions]
    return Found(submissions, letters, held, consent, (*told_of, *unread), waits)


def identity_of(stack: Stack) -> Identity:
    """What names submissions and persons as the stack does. The key is read when it is first needed."""
    return Identity(cache(lambda: key_of(stack)))


def submission_id(letter: Letter, identity: Identity) -> str:
    """The id of a letter's submission, worked out for what is held, which has none in it; "" if it can't be read."""
    if letter.submission_id:
        return letter.submission_id
    try:
        return identity.submission(from_message(letter.body))
    except UnreadableMessage:
        return ""


def _may_wait(wanted: Sought, submissions: Sequence[Submitted], consent: Sequence[Spoken]) -> Iterator[Asked]:
    """What may wait in the retry queue: what is not finished, and opt-outs, which have no item of their own."""
    yield from (Asked(each.id, each.imported_at or each.received_at) for each in submissions if each.state == "open")
    for spoken in consent:
        for said in spoken.said:
            if said["what"] == "opt-out" and "submission" in said:
                yield Asked(said["submission"], int(said.get("received_at", "0")), opts_out=True)
    if wanted.id and not submissions:
        yield Asked(wanted.id, 0, opts_out=True)


def key_of(stack: Stack) -> bytes:
    """The key under which journal and consent are filed."""
    secret = stack.client("secretsmanager").get_secret_value(SecretId=stack.outputs["KeySecretId"])
    return str(secret["SecretString"]).encode()


def ids_of(stack: Stack, wanted: Sought, identity: Identity) -> tuple[list[str], list[str]]:
    """The ids of a person's submissions, by the journal's index; and what keeps it from telling all."""
    ((argument, address),) = wanted.addresses().items()
    query = {
        "TableName": stack.journal_table,
        "IndexName": f"by_{argument}",
        "KeyConditionExpression": "#by = :by",
        "ExpressionAttributeNames": {"#by": f"by_{argument}"},
        "ExpressionAttributeValues": {":by": {"S": identity.found_by(argument, address)}},
    }
    try:
        pages = list(stack.client("dynamodb").get_paginator("query").paginate(**query))
    except ClientError as error:
        if error.response["Error"].get("Code") != NO_INDEX:
            raise
        return [], [f"this stack has no index by {argument} yet: deploy it with JournalIndexes (docs/runbook.md)"]
    return [item["id"]["S"] for page in pages for item in page["Items"]], [SINCE_THEN]


def submission_in(item: Item) -> Submitted:
    """What an item of the journal says, of any version."""
    source, *campaigns = str(item.get("asked", "")).split(" ")
    return Submitted(
        id=item["id"],
        state=item.get("state", "open"),
        reason=item.get("reason", ""),
        source=source,
        campaigns=tuple(int(each) for each in campaigns if each.isdecimal()),
        received_at=item.get("received_at", 0),
        advocate=item.get("advocate"),
        parts=parts_in(item),
        busy="token" in item,
        discarded_at=item.get("discarded_at"),
        discarded_why=item.get("discarded_why", ""),
        imported_at=int(item.get("imported", "0")),
    )


def _about(stack: Stack, url: str, is_meant: Callable[[Letter], bool], told: Told) -> tuple[Letter, ...]:
    """The letters of a queue that are of the person or the submission. They stay."""
    letters, _ = queue.listed(stack.client("sqs"), url, told=told)
    return tuple(letter for letter in letters if is_meant(letter))


def is_theirs(letter: Letter, wanted: Sought) -> bool:
    """Whether a letter is of the person with this address, by what is in it."""
    address = {address_of(each) for each in wanted.addresses().values()}
    return bool(address & {address_of(each) for each in _addresses(letter)})


def _addresses(letter: Letter) -> Iterator[str]:
    """The addresses in a letter, also in the raw post of one that can't be used."""
    advocate = letter.content.get("advocate")
    given = advocate if isinstance(advocate, dict) else {}
    yield from (str(given[name]) for name in OF_PERSONS.values() if name in given)
    for _, value in parse_qsl(letter.text("raw")):
        yield value
        yield re.sub(r"\D", "", value).removeprefix("1")


def _consent(stack: Stack, wanted: Sought, identity: Identity) -> Iterator[Spoken]:
    for channel, argument in OF_PERSONS.items():
        if argument not in wanted.addresses():
            continue
        key = identity.consent("sms" if channel == "sms" else "email", wanted.addresses()[argument])
        if spoken := consent_of(stack, channel, key):
            yield spoken


def consent_of(stack: Stack, channel: str, key: str) -> Spoken | None:
    """The consent that is filed under a key, with all its evidence; None if nothing is on record."""
    record = stored_items(stack.client("dynamodb"), stack.consent_table, [key]).get(key)
    if record is None:
        return None
    said = {name: each for name, each in record.items() if name.startswith(SAID)}
    if len(said) >= MOVED:  # fewer are left only if none were ever moved
        for item in moved_of(stack, key):
            said |= {name: each for name, each in item.items() if name.startswith(SAID)}
    times = {name: at for name, at in record.items() if name.endswith("_at") and isinstance(at, int)}
    return Spoken(channel, times, tuple(_in_order(said)))


def consent_by(stack: Stack, submission_id: str) -> tuple[Spoken, ...]:
    """What a submission has said about consent, without knowing whose: the whole table is read for that."""
    names = {f"#{number}": f"{what}{submission_id}" for number, what in enumerate(WHAT)}
    scan = {
        "TableName": stack.consent_table,
        "FilterExpression": " OR ".join(f"attribute_exists({name})" for name in names),
        "ExpressionAttributeNames": names,
    }
    pages = stack.client("dynamodb").get_paginator("scan").paginate(**scan)
    keys = {from_dynamodb(item)["id"].partition(":")[0] for page in pages for item in page["Items"]}
    found = (consent_of(stack, "", key) for key in sorted(keys))
    return tuple(spoken for spoken in found if spoken)


def moved_of(stack: Stack, key: str) -> list[Item]:
    """The items into which a person's oldest evidence was moved, which nothing but their keys names."""
    scan = {
        "TableName": stack.consent_table,
        "FilterExpression": "begins_with(id, :key)",
        "ExpressionAttributeValues": {":key": {"S": f"{key}:"}},
    }
    pages = stack.client("dynamodb").get_paginator("scan").paginate(**scan)
    return [from_dynamodb(item) for page in pages for item in page["Items"]]


def _in_order(said: Mapping[str, Any]) -> Iterator[Mapping[str, str]]:
    for name, each in sorted(said.items(), key=lambda pair: int(pair[1].get("received_at", 0))):
        yield {"what": next((what for begin, what in WHAT.items() if name.startswith(begin)), name), **each}

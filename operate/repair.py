"""Putting through the queue again what the platform has lost, as far as the journal and the platform still know it.

A repair is an ordinary message of the retry queue: it names an advocate by the number and asks for a campaign, nothing
more. So the worker updates that advocate and does nothing else: no address, no opt-in and no opt-out is in it, and
nothing for a legislator, unless an operator said of this one submission that its e-mail be sent anyway. Its natural key
is made of the id of the submission that it mends, so it has an id and a journal item of its own, and however often it
is sent the journal lets it act once.

Nothing is repaired of whom has opted out since: whether joining a campaign brings somebody back to a mailing list is
not documented. What can't be repaired is left to a person, with the reason.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, cast

from operate.journal import stored_items
from operate.queue import BATCH
from operate.reconcile import Compared, Difference
from operate.stack import Stack
from operate.trouble import Trouble
from relay.campaigns import SOURCES, Source
from relay.messages import to_message
from relay.stores.consent import ADDRESSES, Channel
from relay.stores.ids import Identity
from relay.stores.table import Item
from relay.submission import ConnectionRequest, Submission

EMAIL: Final = "email"
NO_MORE: Final = "no list shows this advocate, and nothing here has their data"
NO_ADDRESS: Final = "the platform shows no address of theirs: they may have asked to be forgotten"
OPTED_OUT: Final = "they have opted out since"
NO_CALL: Final = "nobody expects the call any more"
TWICE: Final = "nothing can take it back"
WORDS_ARE_GONE: Final = "the words are not kept: --send-anyway ID sends the campaign's own"
WRITTEN_AGAIN: Final = "they have written again since: a later one is listed"
WHICH_CAMPAIGN: Final = "it asked for several campaigns, and nothing says for which the e-mail was"
UNKNOWN_SOURCE: Final = "its source is none that this release knows"


@dataclass(frozen=True, slots=True)
class Repair:
    """A message that mends a difference. `id` is its own submission's."""

    difference: Difference
    id: str
    message: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LeftOver:
    """A difference that is left to a person, and why."""

    difference: Difference
    why: str


def confirmed(stack: Stack, found: Compared, identity: Identity) -> Compared:
    """What is still so by the journal: not what was erased meanwhile, nor an e-mail that was sent again by a word."""
    again = {each: identity.submission(_submission(each, 0)) for each in found.differences if each.what == "not_listed"}
    keys = [*(each.id for each in found.differences), *again.values()]
    items = stored_items(stack.client("dynamodb"), stack.journal_table, keys)
    done = {key for key, item in items.items() if item.get("state") == "done"}
    left = (each for each in found.differences if each.id in done)
    return replace(
        found,
        differences=tuple(each for each in left if again.get(each) not in done),
    )


def repairs(
    stack: Stack, found: Compared, identity: Identity, send_anyway: Collection[str] = (), *, now: int
) -> tuple[list[Repair], list[LeftOver]]:
    """What can be put through the queue again, and what is left to a person.

    `send_anyway` are the ids of submissions whose e-mail is to be sent once more, by an operator's word for each. `now`
    is when a repair counts as received (milliseconds).
    """
    out = _opted_out(stack, found, identity)
    made: list[Repair] = []
    left: list[LeftOver] = []
    for each in found.differences:
        why = _why_not(each, found, out, send_anyway)
        if why:
            left.append(LeftOver(each, why))
        else:
            submission = _submission(each, now)
            made.append(Repair(each, identity.submission(submission), to_message(submission)))
    return made, left


def _why_not(each: Difference, found: Compared, out: Collection[int], send_anyway: Collection[str]) -> str:
    """Why a difference can't be mended here; "" if it can."""
    if each.what == "twice":
        return TWICE
    if each.advocate not in found.addresses:
        return NO_MORE
    if not found.addresses[each.advocate]:
        return NO_ADDRESS
    if each.advocate in out:
        return OPTED_OUT
    if each.source not in SOURCES:
        return UNKNOWN_SOURCE
    return _why_not_sent(each, send_anyway) if each.what == "not_listed" else ""


def _why_not_sent(each: Difference, send_anyway: Collection[str]) -> str:
    if each.part != EMAIL:
        return NO_CALL
    if each.listed_since:
        return WRITTEN_AGAIN
    if len(each.campaigns) != 1:
        return WHICH_CAMPAIGN
    return "" if each.id in send_anyway else WORDS_ARE_GONE


def _submission(each: Difference, received_at: int) -> Submission:
    """The submission that mends a difference. Its key hangs on what it mends, and on nothing that changes."""
    campaign = each.campaigns[0]
    about = f" {EMAIL}" if each.what == "not_listed" else ""
    return Submission(
        source=cast("Source", each.source),
        natural_key=f"repair {each.id} {campaign}{about}",
        keyed_by_content=False,
        received_at=received_at,
        campaigns=(campaign,),
        advocate={"advocateid": str(each.advocate)},
        connection=ConnectionRequest(campaign=campaign, types=(EMAIL,)) if about else None,
    )


def _opted_out(stack: Stack, found: Compared, identity: Identity) -> set[int]:
    """The advocates of whom an opt-out stands, by any address that the platform shows of them."""
    keys = {
        identity.consent(channel, _as_filed(channel, address)): advocate
        for advocate in {each.advocate for each in found.differences}
        for channel, argument in ADDRESSES.items()
        for kind, address in found.addresses.get(advocate, ())
        if kind == argument
    }
    records = stored_items(stack.client("dynamodb"), stack.consent_table, keys)
    return {keys[key] for key, record in records.items() if _stands(record)}


def _as_filed(channel: Channel, address: str) -> str:
    return "".join(filter(str.isdigit, address))[-10:] if channel == "sms" else address


def _stands(record: Item) -> bool:
    """Whether an opt-out is on record that no later opt-in has overtaken."""
    return "out_at" in record and int(record["out_at"]) >= int(record.get("in_at", 0))


def put_through(stack: Stack, made: Sequence[Repair]) -> Iterator[Repair]:
    """Send repairs to the retry queue; yields each that it has surely taken. Raises `Trouble` if one is not taken."""
    sqs: Any = stack.client("sqs")
    for begin in range(0, len(made), BATCH):
        batch = made[begin : begin + BATCH]
        entries: list[Mapping[str, str]] = [
            {"Id": str(number), "MessageBody": each.message} for number, each in enumerate(batch)
        ]
        taken = sqs.send_message_batch(QueueUrl=stack.retry_url, Entries=entries).get("Successful", [])
        yield from (batch[int(entry["Id"])] for entry in taken)
        if len(taken) < len(batch):
            raise Trouble(f"SQS did not take {len(batch) - len(taken)} repairs: start the same command again")

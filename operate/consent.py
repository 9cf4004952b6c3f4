"""What an operator writes into the consent table by hand: an opt-out, the end of a suppression, each with evidence.

The rules are those of `relay.stores.consent`, and one more: what an operator reads into a text is no later word than a
keyword that the phone itself has texted since. Each decision is one conditional write that adds its evidence, named for
what it is about, so that a repetition finds its own. Nothing is sent from here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from operate.trouble import Trouble
from relay.stores.consent import ADDRESSES, NO_LATER_OPT_OUT, SAID, Channel, evidence_of
from relay.stores.ids import Identity
from relay.stores.table import ConditionRefused, Item, Table
from relay.submission import Submission

FLAGS: Final[Mapping[Channel, str]] = {"sms": "smsOptout", "email": "emailOptout"}
CLEARED: Final = f"{SAID}cleared_"
STOP_LIKE: Final = f"{SAID}stop_like_"
MAY_OPT_OUT: Final = f"({NO_LATER_OPT_OUT}) AND (attribute_not_exists(#spoken_at) OR #spoken_at <= :received)"
TRIES: Final = 5  # of a record that others change at the same moment
BUSY: Final = "the consent record changes all the time: start again"

LONGEST_SAID: Final = 300
ADDRESS: Final = re.compile(r"\S+@\S+|https?://\S+|[+(]*\d[\d ().-]{5,}\d")
LEFT_OUT: Final = "(...)"

type OptedOut = Literal["recorded", "recorded before", "opted out already", "spoken since"]
type Cleared = Literal["lifted", "cleared before", "nothing to lift", "a later text holds", "opted out by this text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Consents:
    """The consent table, and the names that people have in it."""

    table: Table
    identity: Identity

    def record(self, channel: Channel, address: str) -> Item:
        """What is on record of an address; empty if nothing is."""
        key = self.identity.consent(channel, address)
        return self.table.get([key]).get(key, {})

    def opt_out(self, out: Submission, why: str, now: int) -> tuple[OptedOut, Item]:
        """Write an opt-out down, unless the phone has texted a keyword since; and the record as it was.

        `out` is an opt-out as `opt_out_of` and `by_word` make it. `why` is the operator's word.
        """
        channel, address = _address(out)
        key, own = self.identity.consent(channel, address), self.identity.submission(out)
        said = f"{SAID}out_{own}"
        evidence = evidence_of(out, own) | {"why": why, "decided_at": str(now)}
        try:
            old = self.table.update(
                key,
                put={"out_at": out.received_at, "out_recorded_at": now},
                put_if_absent={said: evidence},
                condition=MAY_OPT_OUT,
                values={"received": out.received_at},
            )
        except ConditionRefused as refused:
            old = refused.item
            if said in old:
                return "recorded before", old
            if "out_at" not in old:
                return "spoken since", old
            self.table.update(key, put={}, put_if_absent={said: evidence})
            return "opted out already", old
        return "recorded", old

    def clear(self, text: Submission, why: str, now: int) -> Cleared:
        """Lift the suppression that a text made, and no other; written down even if there is none any more."""
        own = self.identity.submission(text)
        out = self.identity.submission(opt_out_of(text))
        evidence = {"received_at": str(text.received_at), "submission": own, "why": why, "decided_at": str(now)}
        channel, address = _address(text)
        return self._clear(self.identity.consent(channel, address), own, evidence, text.received_at, f"{SAID}out_{out}")

    def _clear(self, key: str, own: str, evidence: Mapping[str, str], at: int, out: str) -> Cleared:
        """`at`: when the text was received, by its copy in the queue; the record may know of an earlier receipt."""
        item = self.table.get([key]).get(key, {})
        for _ in range(TRIES):
            if out in item:
                return "opted out by this text"
            if f"{CLEARED}{own}" in item:
                return "cleared before"
            made_at = int(item.get(f"{STOP_LIKE}{own}", {}).get("received_at", at))
            stands = item.get("suppressed_at")
            lifts = {"lifts": str(stands)} if stands == made_at else {}
            try:
                self.table.update(
                    key,
                    put={},
                    put_if_absent={f"{CLEARED}{own}": {**evidence, **lifts}},
                    remove=["suppressed_at"] if lifts else [],
                    condition=f"attribute_not_exists(#{out}) AND {_same('suppressed_at', item)}",
                    values=_seen("suppressed_at", item),
                )
            except ConditionRefused as refused:
                item = refused.item
                continue
            return "lifted" if lifts else "nothing to lift" if stands is None else "a later text holds"
        raise Trouble(BUSY)

    def lift(self, phone: str, suppressed_at: int, why: str, now: int) -> bool:
        """Lift a phone's suppression of that time, whichever text made it; False if it stands no more."""
        key = self.identity.consent("sms", phone)
        lifted = {"lifts": str(suppressed_at), "received_at": str(suppressed_at)}
        try:
            self.table.update(
                key,
                put={},
                put_if_absent={f"{CLEARED}by_word_{suppressed_at}": lifted | {"why": why, "decided_at": str(now)}},
                remove=["suppressed_at"],
                condition="#suppressed_at = :suppressed_at",
                values={"suppressed_at": suppressed_at},
            )
        except ConditionRefused:
            return False
        return True


def opt_out_of(text: Submission, said: str = "") -> Submission:
    """The opt-out by text that a stop-like text is, if a person says so: as `delivery.opt_out` sets one apart.

    `said`: what it said, as it may be kept for ever; "": its own words, as `kept` leaves them.
    """
    flag = FLAGS["sms"]
    return replace(
        text,
        natural_key=f"{text.natural_key}\n{flag}",
        campaigns=(),
        advocate={"phone": str(text.advocate["phone"]), flag: "1"},
        connection=None,
        proof=said or kept(text.proof),
    )


def by_word(channel: Channel, address: str, now: int) -> Submission:
    """An opt-out that nothing but an operator's word is behind: somebody has asked for it in another way."""
    flag = FLAGS[channel]
    return Submission(
        source="sms" if channel == "sms" else "web_form",
        natural_key=f"an operator's word about {address} {now}\n{flag}",
        keyed_by_content=False,
        received_at=now,
        campaigns=(),
        advocate={ADDRESSES[channel]: address, flag: "1"},
        trusted=True,
        proof="an operator's word",
    )


def kept(said: str) -> str:
    """What a text said, without addresses and numbers in it: the consent table holds no personal data."""
    return ADDRESS.sub(LEFT_OUT, said)[:LONGEST_SAID]


def _address(submission: Submission) -> tuple[Channel, str]:
    channel: Channel = "email" if "email" in submission.advocate else "sms"
    return channel, str(submission.advocate[ADDRESSES[channel]])


def _same(name: str, item: Item) -> str:
    """The condition that an attribute is as it was seen."""
    return f"#{name} = :{name}" if name in item else f"attribute_not_exists(#{name})"


def _seen(name: str, item: Item) -> dict[str, int]:
    return {name: item[name]} if name in item else {}

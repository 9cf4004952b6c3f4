"""Consent, per phone and per e-mail address: what a person said later wins, whatever order it is carried out in.

A record is kept for ever and holds no personal data: its key is an HMAC (`ids`). The evidence of each opt-in and
opt-out is an attribute by itself, named for the submission: one write adds it, a repetition finds its own, and none
replaces another's; so is the time of each stop-like text. The oldest move to items of their own when there are many.
Phones and addresses are separate channels. By text an opt-out is final, because the platform can't undo it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from relay.stores.table import ConditionRefused, Item, Table, Unsure, Value
from relay.submission import Submission

type Channel = Literal["sms", "email"]
type Verdict = Literal["recorded", "opted_out", "suppressed"]

ADDRESSES: Final[Mapping[Channel, str]] = {"sms": "phone", "email": "email"}
"""The API's argument that holds a channel's address."""

NO_NEWER_OPT_IN: Final = "(attribute_not_exists(#in_at) OR #in_at <= :received)"
MAY_OPT_IN: Final[Mapping[Channel, str]] = {
    "sms": f"attribute_not_exists(#out_at) AND attribute_not_exists(#suppressed_at) AND {NO_NEWER_OPT_IN}",
    "email": f"(attribute_not_exists(#out_at) OR #out_at < :received) AND {NO_NEWER_OPT_IN}",
}
NO_LATER_OPT_OUT: Final = "attribute_not_exists(#out_at) OR #out_at < :received"
MAY_SUPPRESS: Final = (
    "attribute_not_exists(#out_at) AND (attribute_not_exists(#spoken_at) OR #spoken_at <= :received)"
    " AND (attribute_not_exists(#suppressed_at) OR #suppressed_at < :received)"
)

TIMES: Final = ("in_at", "out_at", "suppressed_at", "spoken_at")
TRIES: Final = 3  # of a record that others change at the same moment
SAID: Final = "said_"
STOP_LIKE: Final = "stop_like_"
MOST_SAID: Final = 20  # in a person's own item: each has some 300 bytes, and every write is paid by the item's size
MOVED: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class OptIn:
    """One opt-in, received at `received_at`.

    - `spoken`: the phone itself texted it, which lifts a suppression from before.
    - `released_at`: when an operator let it go who knew of the suppressions from before that; 0 if none did.
    """

    channel: Channel
    received_at: int
    evidence: Mapping[str, str]
    spoken: bool = False
    released_at: int = 0

    def passes(self, suppressed_at: int) -> bool:
        """Whether a suppression of that time is no reason to hold it."""
        return suppressed_at < (self.released_at or (self.received_at if self.spoken else 0))

    def refused_by(self, item: Item) -> Verdict | None:
        """Why the record forbids it, None if it doesn't."""
        out_at = item.get("out_at")
        if out_at is not None and (self.channel == "sms" or out_at >= self.received_at):
            return "opted_out"
        if self.channel == "sms" and "suppressed_at" in item and not self.passes(item["suppressed_at"]):
            return "suppressed"
        return None


class Consent:
    """The consent table. Times are milliseconds since 1970; `received_at` is when the opt-in or opt-out arrived.

    Every method raises `table.Unsure` if DynamoDB gave no usable answer.
    """

    def __init__(self, table: Table) -> None:
        self._table = table

    def opt_in(self, key: str, wish: OptIn) -> Verdict:
        """Record an opt-in before it is sent, and say whether it may be sent at all."""
        put: dict[str, Value] = {"in_at": wish.received_at}
        if wish.spoken:
            put["spoken_at"] = wish.received_at
        try:
            old = self._table.update(
                key,
                put=put,
                put_if_absent={_said("in", wish.evidence): wish.evidence},
                condition=MAY_OPT_IN[wish.channel],
                values={"received": wish.received_at},
            )
        except ConditionRefused as refused:
            return self._beside(key, refused.item, wish)
        self._move_oldest(key, old)
        return "recorded"

    def _beside(self, key: str, item: Item, wish: OptIn) -> Verdict:
        """Record an opt-in beside a newer one, or past a suppression, unless the record, `item`, forbids it.

        What it knows of the record must still hold when it is written: else it is judged again.
        """
        for _ in range(TRIES):
            if refused := wish.refused_by(item):
                return refused
            newer = {"in_at": wish.received_at} | ({"spoken_at": wish.received_at} if wish.spoken else {})
            put = {name: at for name, at in newer.items() if at > item.get(name, -1)}
            lifts = {"lifts": str(item["suppressed_at"])} if wish.spoken and "suppressed_at" in item else {}
            said = _said("in", wish.evidence)
            if said in item and not put and not lifts:
                return "recorded"
            try:
                old = self._table.update(
                    key,
                    put=put,
                    put_if_absent={said: {**wish.evidence, **lifts}},
                    remove=["suppressed_at"] if lifts else [],
                    condition=_still(item),
                    values={name: item[name] for name in TIMES if name in item},
                )
            except ConditionRefused as again:
                item = again.item
                continue
            self._move_oldest(key, old)
            return "recorded"
        raise Unsure("the consent record changes all the time")

    def opt_ins(self, key: str) -> list[Mapping[str, str]]:
        """The evidence of the opt-ins on record, but for the oldest of many."""
        item = self._table.get([key]).get(key, {})
        return [evidence for name, evidence in item.items() if name.startswith(f"{SAID}in_")]

    def opt_out(self, key: str, *, received_at: int, recorded_at: int, evidence: Mapping[str, str]) -> Item:
        """Record an opt-out and return the record as it was; a later one stands."""
        times = {"out_at": received_at, "out_recorded_at": recorded_at}
        return self._say(key, _said("out", evidence), evidence, times, NO_LATER_OPT_OUT)

    def refusal(self, key: str, wish: OptIn) -> Verdict | None:
        """Why the record forbids an opt-in now, None if it doesn't; nothing is recorded."""
        return wish.refused_by(self._table.get([key]).get(key, {}))

    def opted_out_at(self, key: str) -> int | None:
        """When the last opt-out came, None if none did."""
        out_at: int | None = self._table.get([key]).get(key, {}).get("out_at")
        return out_at

    def suppress(self, key: str, *, received_at: int, submission: str) -> int:
        """Hold back opt-ins of this phone until a person has looked at a stop-like text, or the phone speaks again.

        Of several such texts the latest counts. One that is delivered again, with a receipt of its own, says nothing
        anew: returns when it was received first.
        """
        said = f"{SAID}{STOP_LIKE}{submission}"
        is_new = f"attribute_not_exists(#{said}) AND {MAY_SUPPRESS}"
        old = self._say(key, said, {"received_at": str(received_at)}, {"suppressed_at": received_at}, is_new)
        return int(old.get(said, {}).get("received_at", received_at))

    def _say(self, key: str, said: str, evidence: Mapping[str, str], times: Mapping[str, int], condition: str) -> Item:
        """Add evidence, and with it the times if the condition holds; returns the record as it was."""
        try:
            old = self._table.update(
                key,
                put=times,
                put_if_absent={said: evidence},
                condition=condition,
                values={"received": int(evidence["received_at"])},
            )
        except ConditionRefused as refused:
            old = refused.item
            if said in old:
                return old
            self._table.update(key, put={}, put_if_absent={said: evidence})
        self._move_oldest(key, old)
        return old

    def _move_oldest(self, key: str, old: Item) -> None:
        """Keep the record small: its oldest evidence goes to an item of its own, and only then out of this one.

        What fails is done after the next opt-in or opt-out.
        """
        names = sorted((name for name in old if name.startswith(SAID)), key=lambda name: int(old[name]["received_at"]))
        if len(names) < MOST_SAID:
            return
        oldest = names[:MOVED]
        try:
            self._table.update(f"{key}:{oldest[0]}", put={name: old[name] for name in oldest})
            self._table.update(key, put={}, remove=oldest)
        except Unsure:
            return


def evidence_of(submission: Submission, submission_id: str) -> dict[str, str]:
    """What an auditor finds behind an opt-in or opt-out; no personal data."""
    evidence = {
        "source": submission.source,
        "received_at": str(submission.received_at),
        "proof": submission.proof,
        "submission": submission_id,
        "campaigns": ",".join(map(str, submission.campaigns)),
        "wording": submission.wording,
        "origin": submission.origin,
        "released_at": str(submission.released_at or ""),
        "imported_at": str(submission.imported_at or ""),
    }
    return {name: value for name, value in evidence.items() if value}


def _said(what: Literal["in", "out"], evidence: Mapping[str, str]) -> str:
    """The attribute of an opt-in's or opt-out's evidence: the same for each run of one submission."""
    return f"{SAID}{what}_{evidence['submission']}"


def _still(item: Item) -> str:
    """The condition that nothing was said since `item` was seen."""
    return " AND ".join(f"#{name} = :{name}" if name in item else f"attribute_not_exists(#{name})" for name in TIMES)

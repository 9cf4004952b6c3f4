"""Consent, per phone and per e-mail address: what a person said later wins, whatever order it is carried out in.

A record is kept for ever and holds no personal data: its key is an HMAC (`ids`), its evidence says which
source, keyword or form, submission and time stand behind it. Phones and addresses are separate channels.
By text an opt-out is final, because the platform can't undo it.
"""

from collections.abc import Mapping
from typing import Final, Literal

from relay.stores.table import ConditionRefused, Item, Table
from relay.submission import Submission

type Channel = Literal["sms", "email"]
type OptIn = Literal["recorded", "opted_out", "suppressed"]

ADDRESSES: Final[Mapping[Channel, str]] = {"sms": "phone", "email": "email"}
"""The API's argument that holds a channel's address."""

NO_NEWER_OPT_IN: Final = "(attribute_not_exists(#in_at) OR #in_at <= :received)"
MAY_OPT_IN: Final[Mapping[Channel, str]] = {
    "sms": f"attribute_not_exists(#out_at) AND attribute_not_exists(#suppressed_at) AND {NO_NEWER_OPT_IN}",
    "email": f"(attribute_not_exists(#out_at) OR #out_at < :received) AND {NO_NEWER_OPT_IN}",
}
NO_LATER_OPT_OUT: Final = "attribute_not_exists(#out_at) OR #out_at < :received"


class Consent:
    """The consent table. Times are milliseconds since 1970; `received_at` is when the opt-in or opt-out arrived.

    Every method raises `table.Unsure` if DynamoDB gave no usable answer.
    """

    def __init__(self, table: Table) -> None:
        self._table = table

    def opt_in(self, channel: Channel, key: str, *, received_at: int, evidence: Mapping[str, str]) -> OptIn:
        """Record an opt-in before it is sent, and say whether it may be sent at all."""
        try:
            self._table.update(
                key,
                put={"in_at": received_at, "evidence": evidence},
                condition=MAY_OPT_IN[channel],
                values={"received": received_at},
            )
        except ConditionRefused as refused:
            out_at = refused.item.get("out_at")
            if out_at is not None and (channel == "sms" or out_at >= received_at):
                return "opted_out"
            return "suppressed" if channel == "sms" and "suppressed_at" in refused.item else "recorded"
        return "recorded"

    def opt_out(self, key: str, *, received_at: int, recorded_at: int, evidence: Mapping[str, str]) -> Item:
        """Record an opt-out and return the record as it was; a later one stands."""
        try:
            return self._table.update(
                key,
                put={"out_at": received_at, "out_recorded_at": recorded_at, "out_evidence": evidence},
                condition=NO_LATER_OPT_OUT,
                values={"received": received_at},
            )
        except ConditionRefused as refused:
            return refused.item

    def opted_out_at(self, key: str) -> int | None:
        """When the last opt-out came, None if none did."""
        out_at: int | None = self._table.get([key]).get(key, {}).get("out_at")
        return out_at

    def suppress(self, key: str, *, received_at: int) -> None:
        """Hold back opt-ins of this phone until a person has looked at a stop-like text."""
        try:
            self._table.update(
                key,
                put={},
                put_if_absent={"suppressed_at": received_at},
                condition="attribute_not_exists(#out_at)",
            )
        except ConditionRefused:
            return


def evidence_of(submission: Submission, submission_id: str) -> dict[str, str]:
    """What an auditor finds behind an opt-in or opt-out; no personal data."""
    return {
        "source": submission.source,
        "received_at": str(submission.received_at),
        "proof": submission.proof,
        "submission": submission_id,
    }

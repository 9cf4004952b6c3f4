"""Who makes a contact with a legislator that several submissions may ask for: an item each, in the journal table.

The item says which submission made or may make it (`owner`) and under which run's token. It holds no personal data:
its key is an HMAC (`ids`). What becomes of a refused claim is for `delivery.contacts` to say. Every method raises
`table.Unsure` if DynamoDB gave no usable answer.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

from relay.stores.journal import DAY_MS, expiry
from relay.stores.table import ConditionRefused, Item, Table, Value

FREE: Final = "attribute_not_exists(#owner) OR #owner = :me OR #until < :received"
AS_SEEN: Final = "#owner = :owner AND #token = :token"


class Holder(NamedTuple):
    """Whose a contact is: a submission's id, and the token of its run that claimed the contact last."""

    owner: str
    token: str


class ContactClaims:
    """The items of the contacts. `clock` gives milliseconds."""

    def __init__(self, table: Table, clock: Callable[[], int]) -> None:
        self._table = table
        self._clock = clock

    def claim(self, key: str, mine: Holder, *, received_at: int) -> Holder | None:
        """Claim the contact for a run: None if it is granted, else who has it.

        It is another submission's for 24 hours. Their end is compared with when the claimant was received, not with
        the clock: one that came within them and waited for days must still not make the contact again.
        """
        try:
            self._put(key, mine, FREE, {"me": mine.owner, "received": received_at})
        except ConditionRefused as refused:
            holder = _holder(refused.item)
            return None if holder == mine else holder
        return None

    def take_over(self, key: str, mine: Holder, seen: Holder) -> bool:
        """Take the contact from a submission that is known not to have made it, if it still is as it was seen."""
        try:
            self._put(key, mine, AS_SEEN, {"owner": seen.owner, "token": seen.token})
        except ConditionRefused as refused:
            return _holder(refused.item) == mine  # our own write, repeated after a lost answer
        return True

    def _put(self, key: str, mine: Holder, condition: str, values: dict[str, Value]) -> None:
        now = self._clock()
        kept_until = expiry(now)  # longer than anything waits that came within the 24 hours
        put: dict[str, Value] = {"owner": mine.owner, "token": mine.token, "until": now + DAY_MS, "ttl": kept_until}
        self._table.update(key, put=put, condition=condition, values=values)


def _holder(item: Item) -> Holder:
    return Holder(item.get("owner", ""), item.get("token", ""))

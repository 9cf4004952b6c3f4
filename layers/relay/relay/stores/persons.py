"""Which advocate a person is, and who may create one: an item each, in the journal table.

For persons whose create is no upsert, above all those without an e-mail address: the platform's lists lag behind, and
a second advocate for one phone can't be undone. So a run *claims* the person before it creates, and the claim ends in
the advocate's id, in the time of a create that may have acted, or in nothing. The rules are docs/protocol.md's. No
personal data is in an item: its key is an HMAC (`ids`).
"""

from collections.abc import Callable
from typing import Final, NamedTuple

from relay.stores.journal import DAY_MS, expiry, new_token
from relay.stores.table import ConditionRefused, Item, Table, Unsure, Value

KEEP_DAYS: Final = 2  # longer than an id is trusted, or than what may have been created can take to show
TRUSTED_MS: Final = DAY_MS

NOBODY_KNOWN: Final = "(attribute_not_exists(#advocate) OR #at < :trusted)"
NOBODY_CREATES: Final = "(attribute_not_exists(#token) OR #lease_until < :settled)"
NOTHING_UNSEEN: Final = "(attribute_not_exists(#unknown_at) OR #unknown_at < :settled)"
MAY_CLAIM: Final = f"{NOBODY_KNOWN} AND {NOBODY_CREATES} AND {NOTHING_UNSEEN}"
IS_MINE: Final = "#token = :mine"
AS_KNOWN: Final = "#advocate = :advocate AND #at = :at"


class Claim(NamedTuple):
    """The run may create this person, if no list shows them."""

    key: str
    token: str


class Known(NamedTuple):
    """The person is this advocate, as was learned at that time."""

    key: str
    advocate: int
    at: int


class Creating(NamedTuple):
    """Another run may create this person, until then at most."""

    until: int


class Unseen(NamedTuple):
    """This person may have been created; whoever was shows in the lists then."""

    until: int


class Persons:
    """The items of the persons. `clock` gives milliseconds; what was created shows in the lists after `settle_ms`."""

    def __init__(
        self, table: Table, clock: Callable[[], int], *, settle_ms: int, new_token: Callable[[], str] = new_token
    ) -> None:
        self._table = table
        self._clock = clock
        self._settle_ms = settle_ms
        self._new_token = new_token

    def claim(self, key: str, *, lease_until: int) -> Claim | Known | Creating | Unseen:
        """Claim the person for a run that would create them. Raises `table.Unsure`: then nobody may be created."""
        now, token = self._clock(), self._new_token()
        try:
            self._table.update(
                key,
                put={"token": token, "lease_until": lease_until, "ttl": self._ttl()},
                remove=["advocate", "at", "unknown_at"],
                condition=MAY_CLAIM,
                values={"trusted": now - TRUSTED_MS, "settled": now - self._settle_ms},
            )
        except ConditionRefused as refused:
            if refused.item.get("token") != token:
                return self._judged(key, refused.item, now)
        return Claim(key, token)

    def remember(self, claim: Claim, advocate: int) -> None:
        """End the claim: the person is this advocate. Does nothing if that can't be written, as the others here."""
        self._end(claim, {"advocate": advocate, "at": self._clock()})

    def unknown(self, claim: Claim) -> None:
        """End the claim: a create may have acted, now at the latest."""
        self._end(claim, {"unknown_at": self._clock()})

    def release(self, claim: Claim) -> None:
        """End the claim: surely nobody was created."""
        self._end(claim, {})

    def forget(self, known: Known) -> bool:
        """Forget an id that is no advocate's any more. False: somebody may know better.

        When it was learned stays, as the time of a create that may have acted: the advocate may be there after all.
        """
        try:
            self._table.update(
                known.key,
                put={"unknown_at": known.at, "ttl": self._ttl()},
                remove=["advocate", "at"],
                condition=AS_KNOWN,
                values={"advocate": known.advocate, "at": known.at},
            )
        except (ConditionRefused, Unsure):
            return False
        return True

    def _end(self, claim: Claim, put: dict[str, Value]) -> None:
        """End the claim if it still is one. If that can't be written it counts as a create that may have acted."""
        try:
            self._table.update(
                claim.key,
                put={"ttl": self._ttl(), **put},
                remove=["token", "lease_until"],
                condition=IS_MINE,
                values={"mine": claim.token},
            )
        except (ConditionRefused, Unsure):
            return

    def _judged(self, key: str, item: Item, now: int) -> Known | Creating | Unseen:
        """Why a claim was refused. A lease that ended without an id counts as a create without an answer."""
        if "advocate" in item and item["at"] >= now - TRUSTED_MS:
            return Known(key, item["advocate"], item["at"])
        lease_until = item.get("lease_until", 0)
        if lease_until >= now:
            return Creating(lease_until)
        return Unseen(max(item.get("unknown_at", 0), lease_until) + self._settle_ms + 1)

    def _ttl(self) -> int:
        return expiry(self._clock(), KEEP_DAYS)

"""How many posts of the public have come from one address, over all processes: what tells a burst.

An item of the journal's table for each address and UTC day, under an HMAC of both, so that the table names no address
and no two days of one can be joined. Each span of ten minutes is an attribute of its own. It is gone two days later.
A write that AWS repeats counts twice: what is held for that is held, not lost.
"""

from typing import Final

from relay.stores.ids import Identity
from relay.stores.journal import DAY_MS, expiry
from relay.stores.table import Table

KEPT_DAYS: Final = 2


class AddressCounts:
    """The counts, in the journal's `table`."""

    def __init__(self, table: Table, identity: Identity) -> None:
        self._table = table
        self._identity = identity

    def add(self, address: str, more: int, *, at: int, span_ms: int) -> int:
        """Count `more` posts of this address, the last `at` (milliseconds); how many there are now in this span.

        Raises `table.Unsure` if DynamoDB does not say, and `secrets.Unavailable`.
        """
        day, within = divmod(at, DAY_MS)
        counted = f"n{within // span_ms}"
        before = self._table.update(
            f"burst:{self._identity.of(f'burst {day} {address}')}",
            put={"ttl": expiry(at, KEPT_DAYS)},
            add={counted: more},
        )
        return int(before.get(counted, 0)) + more

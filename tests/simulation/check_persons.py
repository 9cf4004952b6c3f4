"""Persons: a phone without an e-mail address is one advocate, and so is an e-mail address.

It holds always: in these worlds the platform's lists show within SettleMinutes what it carried out (A1), processes are
dead when their lease is over (A2), and CreateIsUpsert says of the platform what is true. Beyond that nobody could know.
A phone may have an advocate for each address that gave it, and one without an address.
"""

from collections import defaultdict
from collections.abc import Iterator

from tests.simulation.found import Found


def persons(found: Found) -> Iterator[str]:
    """Each person who was created twice."""
    made: dict[str, set[int]] = defaultdict(set)
    for write in found.world.network.acted:
        address = write.form.get("email", "").lower() or write.form.get("phone", "")
        if write.creates and address:
            made[address].add(write.advocate)
    for address, advocates in made.items():
        if len(advocates) > 1:
            yield f"{address}: {len(advocates)} advocates were made: {sorted(advocates)}"

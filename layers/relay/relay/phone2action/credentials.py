"""The account's keys, for a program that has no store of its own for them."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Credentials:
    """The account's app ID and app key. No `repr` shows them."""

    app_id: str = field(repr=False)
    app_key: str = field(repr=False)

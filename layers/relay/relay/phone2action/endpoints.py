"""What is known of each endpoint beside the values of its arguments, as `validators.ENDPOINTS` lists it.

Named tuples, since every cold start makes them: a dataclass takes four times as long to define.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Argument(NamedTuple):
    """An argument of one endpoint; `needs` are those that must stand beside it in the same request.

    `rule` says in words what it takes: "{name} {rule}" is a sentence.
    """

    rule: str
    required: bool = False
    needs: tuple[str, ...] = ()


class Endpoint(NamedTuple):
    """An endpoint: its section in the documentation, its method, and its arguments in the section's order.

    `either`: arguments of which at least one must be given.
    """

    section: str
    method: str
    arguments: Mapping[str, Argument]
    either: tuple[str, ...] = ()

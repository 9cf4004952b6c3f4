"""The Phone2Action API once more, made from its documentation alone, to hold the relay against.

It shares nothing with local/sandbox, and whoever changes it should not look there: two readings of one text find what
one misreads. It also answers in the odd but legal ways that the text leaves open (`Behaviour`), and fails in the ways
that networks and servers fail in (`Fault`).

`Upstream` runs it in this process; `python -m tests.upstream` runs it in one of its own, where /control/ shows and
steers it. It holds no promise of the relay's, and shows nothing to people.

Where a docstring says "the text", it means the API's documentation, version 2.0.2 of 2022-06-20; names in quotation
marks are its sections.
"""

from tests.upstream.behaviour import Behaviour, Fault
from tests.upstream.server import Upstream

__all__ = ["Behaviour", "Fault", "Upstream"]

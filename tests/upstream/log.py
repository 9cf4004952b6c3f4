"""The calls that were made, in the order in which they came, with what became of each."""

from dataclasses import dataclass, field

from tests.upstream.arguments import Arguments


@dataclass(slots=True, kw_only=True)
class Call:
    """One call. Its credentials are not kept.

    `nth` counts the requests of its connection. `did` is what was changed in the account, "" for nothing. `fault` is
    the kind of the fault that it met. `status` is the answer's, 0 as long as none was begun.
    """

    number: int
    time: float
    nth: int
    method: str
    path: str
    endpoint: str
    arguments: Arguments = field(default_factory=dict)
    fault: str = ""
    did: str = ""
    status: int = 0

    @property
    def acted(self) -> bool:
        return bool(self.did)

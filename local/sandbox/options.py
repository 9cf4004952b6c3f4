"""The sandbox's options: where nobody knows what the real API does, the alternatives to choose from."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How the sandbox behaves where the documentation is silent.

    upsert: a create with a known e-mail address changes that advocate, as every public client relies on; off, it
        makes another one. A phone never finds anybody: phones are shared.
    created_status: 200 or 201, for what a call has newly made; both can be expected of the API.
    list_lag: seconds for which a new advocate, membership or connection is missing in the lists.
    deliver_after: seconds after which a connection is DELIVERED instead of DEFERRED.
    quirks: show the shapes that public clients' fixtures have beside the documented ones: `zip5` as a number,
        `subscribed` as a word, dates as PHP dumps, List connections under `data`, an empty object as an empty list.
    strict: refuse arguments that the documentation doesn't name, rather than ignore them.
    closed: numbers of campaigns that are not active: the list leaves them out [doc], what is new for them is refused.
    """

    upsert: bool = True
    created_status: int = 200
    list_lag: float = 0.0
    deliver_after: float = 5.0
    quirks: bool = False
    strict: bool = False
    closed: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.created_status not in {200, 201}:
            raise ValueError("created_status must be 200 or 201")
        for name in ("list_lag", "deliver_after"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
                raise ValueError(f"{name} must be a number of seconds")
        if not isinstance(self.closed, list | tuple) or any(type(each) is not int for each in self.closed):
            raise ValueError("closed must be a list of campaigns' numbers")

    def changed(self, content: Any) -> "Options":
        """These options with a JSON object's changes. Raises ValueError saying what to write instead."""
        if not isinstance(content, Mapping):
            raise ValueError("options are an object")  # noqa: TRY004 - what a person typed
        known = {f.name for f in fields(Options)}
        unknown = set(content) - known
        if unknown:
            raise ValueError(f"unknown option {min(unknown)}; there are {', '.join(sorted(known))}")
        return replace(self, **{name: _switched(name, value) for name, value in content.items()})

    def as_json(self) -> dict[str, Any]:
        """All options by name."""
        return asdict(self)


def _switched(name: str, value: Any) -> Any:
    if name not in {"upsert", "quirks", "strict"}:
        return value
    switch = {True: True, False: False, "on": True, "off": False, "true": True, "false": False}
    key = value.lower() if isinstance(value, str) else value
    if key not in switch:
        raise ValueError(f"{name} must be true or false")
    return switch[key]

"""The ways to break the API, as switches: each is a fault of the sandbox. Where several are on, each call meets one.

A switch is on if its fault is in force, whoever put it there, so this page, another one and `curl` can't disagree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from local.sandbox import Fault
from local.sandbox.faults import Faults

EMAIL: Final = "email"


@dataclass(frozen=True, slots=True)
class Switch:
    """What a button says, and what its switch does. `is_on`; `about` is whom it concerns, if that is one person."""

    name: str
    title: str
    effect: str
    is_on: bool = False
    about: str = ""


FAULTS: Final[Mapping[str, tuple[Switch, Fault]]] = {
    switch.name: (switch, fault)
    for switch, fault in (
        (Switch("down", "The API is down", "503 to every call"), Fault(kind="status", status=503)),
        (Switch("slow", "Answers, but after 30 s", "nobody waits so long"), Fault(kind="latency", delay=30)),
        (Switch("silent", "Carries out, then no answer", "nobody can tell"), Fault(kind="commit_then_timeout")),
        (Switch("drips", "Drips", "a byte every half second"), Fault(kind="drip", delay=0.5)),
        (Switch("keys", "Refuses keys", "401 to every call"), Fault(kind="status", status=401)),
        (Switch("rate", "Rate limit 60 s", "429, Retry-After: 60"), Fault(kind="rate_limit", retry_after=60)),
    )
}
"""What concerns everybody."""

REFUSED: Final = Switch("email", "Refuses this e-mail", "422 about one person")
REFUSES: Final = Fault(kind="status", status=422, endpoint="advocates", method="POST")


def shown(faults: Faults) -> list[Switch]:
    """The switches as they are."""
    in_force = faults.in_force()
    on = {name for name in FAULTS if any(_is(name, fault) for fault in in_force)}
    about = next((fault.email for fault in in_force if _is(EMAIL, fault)), "")
    everybody = [replace(switch, is_on=name in on) for name, (switch, _) in FAULTS.items()]
    return [*everybody, replace(REFUSED, is_on=bool(about), about=about)]


def press(faults: Faults, name: str, *, on: bool, email: str = "") -> None:
    """Put one switch on or off; the others stay as they are, and so do faults that are no switch's."""
    in_force = faults.in_force()
    ours = [fault for fault in in_force if any(_is(each, fault) for each in (*FAULTS, EMAIL))]
    names = [each for each in FAULTS if any(_is(each, fault) for fault in ours) and each != name]
    about = [fault for fault in ours if _is(EMAIL, fault) and name != EMAIL]
    if on and name == EMAIL:
        about = [replace(REFUSES, email=email)]
    elif on:
        names.append(name)
    faults.exchange(ours, [*about, *_evenly([FAULTS[each][1] for each in names])])


def _evenly(faults: Sequence[Fault]) -> list[Fault]:
    """Faults of which each strikes as many calls: the first that is drawn strikes, and the last is always drawn."""
    return [replace(fault, probability=1 / (len(faults) - place)) for place, fault in enumerate(faults)]


def _is(name: str, fault: Fault) -> bool:
    """Whether a fault is this switch's, for however many calls."""
    if name == EMAIL:
        return bool(fault.email) and replace(fault, email="") == REFUSES
    return replace(fault, probability=1.0) == FAULTS[name][1]

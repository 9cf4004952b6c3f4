"""What a form's fields mean: other people's names into the API's own, and several values into one.

Names are compared without case, `_`, `-`, `.` and spaces, so that `first_name`, `First Name` and `firstName`
are one; then the aliases of `vocabulary` are the API's arguments. What people type into the values
is the business of `values`; what may be said by whom is the business of each source.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from relay.phone2action.arguments import ENDPOINTS, Problem
from relay.sources.values import clean, normalise
from relay.sources.vocabulary import ALIASES
from relay.submission import Argument

LISTS: Final = frozenset({"campaigns", "campaignid", "tags", "type", "guestNames"})
FLAGS: Final = frozenset({"smsOptin", "smsOptinConfirmed", "emailOptin", "smsOptout", "emailOptout"})
SEVERAL_LINES: Final = frozenset({"emailMessage", "tweetMessage", "message"})

TRUE: Final = frozenset({"1", "true", "on", "yes", "y"})
FALSE: Final = frozenset({"0", "false", "off", "no", "n"})

_SQUEEZED: Final = dict.fromkeys(map(ord, "_-. "))


def _squeeze(name: str) -> str:
    return name.lower().translate(_SQUEEZED)


_WIRE_NAMES: Final = ALIASES | {
    _squeeze(name): name
    for endpoint in ("create_advocate", "update_advocate", "create_connection")
    for name in ENDPOINTS[endpoint].arguments
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A filled-in form.

    `arguments` are under the API's names, normalised and without blanks, lists as lists (`campaigns`,
    `campaignid` and `type` too); `controls` are the fields whose names begin with "_", which are for us and
    never forwarded; `problems` are what could not even be read as an argument; `left_out` and
    `contacts_left_out` are the arguments and the types of contacts that a person abroad can't have.
    """

    arguments: Mapping[str, Argument] = field(repr=False)
    controls: Mapping[str, str] = field(repr=False)
    problems: tuple[Problem, ...] = ()
    left_out: Sequence[str] = ()
    contacts_left_out: Sequence[str] = ()


def read(pairs: Iterable[tuple[str, str]], *, strip_prefix: str = "") -> Filled:
    """What the fields say. Unknown names are ignored: a submit button has one too. Raises nothing.

    `strip_prefix` is taken off the names that have it.
    """
    given: dict[str, list[str]] = {}
    custom: dict[str, list[str]] = {}
    controls: dict[str, str] = {}
    for sent_name, value in pairs:
        name = sent_name.strip().removeprefix(strip_prefix)
        if name.startswith("_"):
            controls.setdefault(name.lower(), value.strip())
            continue
        base, _, key = name.partition("[")
        wire = _WIRE_NAMES.get(_squeeze(base), "")
        text = clean(value, several_lines=wire in SEVERAL_LINES)
        if not text or not wire:
            continue
        if wire == "fields":
            answer = normalise(wire, text)
            if answer:
                custom.setdefault(key.partition("]")[0].strip(), []).append(answer)
        else:
            given.setdefault(wire, []).append(text)
    arguments: dict[str, Argument] = {}
    problems: list[Problem] = []
    for wire, values in given.items():
        _settle(wire, values, arguments, problems)
    if custom:
        arguments["fields"] = {key: ", ".join(dict.fromkeys(values)) for key, values in custom.items()}
    _split_name(arguments)
    out, contacts_out = _left_out(arguments, given.get("phone", []))
    return Filled(
        arguments=arguments,
        controls={name: value for name, value in controls.items() if value},
        problems=tuple(problems),
        left_out=out,
        contacts_left_out=contacts_out,
    )


def _settle(wire: str, values: list[str], arguments: dict[str, Argument], problems: list[Problem]) -> None:
    """Decide what the values given for one argument say together."""
    if wire in FLAGS:
        # The last one counts: a hidden "0" before a box is how forms send an unticked box. "0" is never sent
        # on, and no opposite is derived from it: an unticked box is not somebody's wish to be opted out.
        ticked = flag(values[-1])
        if ticked is None:
            problems.append(Problem(wire, "invalid", "must be 1 or 0"))
        elif ticked:
            arguments[wire] = "1"
        return
    if wire in LISTS:
        parts = [part for value in values for part in (value.split(",") if wire.startswith("campaign") else [value])]
        several = [said for part in parts if part.strip() and (said := normalise(wire, part.strip()))]
        if several:
            arguments[wire] = several if wire == "guestNames" else list(dict.fromkeys(several))
        return
    different = dict.fromkeys(said for value in values if (said := normalise(wire, value)))
    if not different:
        return
    if len(different) > 1:
        problems.append(Problem(wire, "invalid", "was given more than once, with different values"))
    arguments[wire] = next(iter(different))


def _left_out(arguments: dict[str, Argument], phones: list[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Take out what goes with a US address only, if the address is another country's."""
    if arguments.get("country", "US") == "US":
        return (), ()
    from relay.sources import abroad

    return abroad.leave_out(arguments, phones)


def _split_name(arguments: dict[str, Argument]) -> None:
    """Turn a whole name into first and last name, unless either was given. One word is a first name."""
    name = arguments.pop("name", "")
    if isinstance(name, str) and name and not arguments.keys() & {"firstname", "lastname"}:
        first, _, last = name.partition(" ")
        arguments["firstname"] = first
        if last.strip():
            arguments["lastname"] = last.strip()


def flag(text: str) -> bool | None:
    """Whether a box is ticked; None if the value says neither: consent is never guessed."""
    lowered = text.lower()
    return True if lowered in TRUE else False if lowered in FALSE else None

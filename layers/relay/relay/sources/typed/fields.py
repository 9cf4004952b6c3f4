"""What a form's fields mean: other people's names into the API's own, and several values into one.

Names are compared without case, `_`, `-`, `.` and spaces, so that `first_name`, `First Name` and `firstName`
are one; then those of `vocabulary` are the API's arguments, and `names` reads the rest. What people type into the
values is the business of `values`; what may be said by whom is the business of each source.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from relay.phone2action.arguments import Problem
from relay.phone2action.kinds import STATES
from relay.sources.typed.values import clean, normalise
from relay.sources.typed.vocabulary import ARGUMENTS, TITLES, squeezed
from relay.submission import Argument

LISTS: Final = frozenset({"campaigns", "campaignid", "tags", "type", "guestNames"})
FLAGS: Final = frozenset({"smsOptin", "smsOptinConfirmed", "emailOptin", "smsOptout", "emailOptout"})
OPT_OUTS: Final = frozenset({"smsOptout", "emailOptout"})
SEVERAL_LINES: Final = frozenset({"emailMessage", "tweetMessage", "message"})
PIECES: Final = frozenset(
    {"middlename", "suffix", "title", "housenumber", "route", "address3", "phone0", "phone1", "phone2", "phone3"}
)

TICKED: Final = frozenset({"1", "true", "on", "yes", "y"})
UNTICKED: Final = frozenset({"0", "false", "off", "no", "n"})
IN_WORDS: Final = frozenset({"yes", "y", "no", "n"})

TWICE: Final = "was given more than once, with different values"
MISPLACED: Final = "stands in a group of fields that is not known here: give the field a name of its own"
NO_COUNTRY: Final = "must be the code of a country"
IN_SERIES: Final = frozenset({"phone", "address1"})
HONEYPOT: Final = "_gotcha"
REPLY_TO: Final = "_replyto"  # form services' control for where answers go: the person's address


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


def read(pairs: Iterable[tuple[str, str]]) -> Filled:
    """What the fields say. Unknown names are ignored: a submit button has one too. Raises nothing."""
    pairs = tuple(pairs)
    said = _Said()
    controls: dict[str, str] = {}
    for sent_name, value in pairs:
        name = sent_name.strip()
        if name.startswith("_"):
            controls.setdefault(name.lower(), value.strip())
            continue
        wire = ARGUMENTS.get(name)  # as most forms write it, at once
        if wire is None:
            wire = ARGUMENTS.get(squeezed(name.removesuffix("[]")))
        if wire:
            said.add(wire, value)
        elif wire is None and value.strip():
            said.add_unplain(name, value)
    if REPLY_TO in controls and "email" not in said.spare:
        said.add_spare("email", controls[REPLY_TO])
    if said.is_trapped:
        controls.setdefault(HONEYPOT, "filled in")
    arguments, problems = said.settled()
    if said.is_counted or any(problem.message is TWICE and problem.field in IN_SERIES for problem in problems):
        from relay.sources.typed import names, series

        short = tuple(pair for pair in pairs if len(pair[0]) <= names.LONGEST)
        joined = series.joined(short)
        if joined != short:
            return read(joined)
    out, contacts_out = _left_out(arguments, said.given.get("phone") or said.spare.get("phone", []), problems)
    return Filled(
        arguments=arguments,
        controls={name: value for name, value in controls.items() if value},
        problems=tuple(problems),
        left_out=out,
        contacts_left_out=contacts_out,
    )


class _Said:
    """What the fields say, one after another, and then together.

    `given` are the values of each argument, `spare` those that count only where there is no other, `custom` those of
    the account's own fields; `misplaced` are arguments of which a field stood where nobody knows what it is;
    `is_counted`: a name ends with a number, so that it may be one of several; `is_trapped`: a trap for robots is full.
    """

    def __init__(self) -> None:
        self.given: dict[str, list[str]] = {}
        self.spare: dict[str, list[str]] = {}
        self.custom: dict[str, list[str]] = {}
        self.misplaced: list[str] = []
        self.is_counted = False
        self.is_trapped = False

    def add(self, wire: str, value: str) -> None:
        """A field that is plainly of this argument. Blank, it says nothing."""
        text = clean(value, several_lines=wire in SEVERAL_LINES)
        if text:
            self.given.setdefault(wire, []).append(text)

    def add_unplain(self, name: str, value: str) -> None:
        """A field that isn't blank, under a name that is none of `vocabulary`'s."""
        base, _, key = name.partition("[")
        number, _, more = key.partition("]")
        is_custom = squeezed(base) == "fields"
        if is_custom and number.strip().isdigit() and more in {"", "[]"}:
            self._add_custom(number, value)
            return
        from relay.sources.typed import names

        self.is_counted = self.is_counted or name.rstrip("] ")[-1:].isdigit()
        self.is_trapped = self.is_trapped or names.is_trap(name)
        reading = names.understood(name)
        if reading.is_misplaced:
            self.misplaced.append(reading.wire)
        elif reading.wire == "country" and names.is_dialled(value):  # country_code=+1
            self.add("phone0", value)
        elif reading.wire and reading.is_plain:
            self.add(reading.wire, value)
        elif reading.wire:
            self.add_spare(reading.wire, value)
        elif is_custom:
            self._add_custom(number, value)

    def add_spare(self, wire: str, value: str) -> None:
        """A field that may be of this argument. Blank, it says nothing."""
        text = clean(value)
        if text:
            self.spare.setdefault(wire, []).append(text)

    def _add_custom(self, key: str, value: str) -> None:
        text = normalise("fields", clean(value))
        if text:
            self.custom.setdefault(key.strip(), []).append(text)

    def settled(self) -> tuple[dict[str, Argument], list[Problem]]:
        """What it all says together, and what of it is contradictory or misplaced."""
        arguments: dict[str, Argument] = {}
        problems: list[Problem] = []
        for wire, values in ({**self.spare, **self.given} if self.spare else self.given).items():
            _settle(wire, values, arguments, problems)
        if self.custom:
            arguments["fields"] = {key: ", ".join(dict.fromkeys(values)) for key, values in self.custom.items()}
        if self.misplaced:
            from relay.sources.typed import names

            problems += [
                Problem(wire, "unknown_field", MISPLACED)
                for wire in self.misplaced
                if not names.BELONGING.get(wire, {wire}) & arguments.keys()
            ]
        _assemble(arguments)
        return arguments, problems


def _settle(wire: str, values: list[str], arguments: dict[str, Argument], problems: list[Problem]) -> None:
    """Decide what the values given for one argument say together."""
    if wire in FLAGS:
        # Any tick counts: a hidden "0" before or after a box is how forms send an unticked box. "0" is never sent
        # on, and no opposite is derived from it: an unticked box is not somebody's wish to be opted out.
        ticked = _ticked(wire, values)
        if ticked is None:
            problems.append(Problem(wire, "invalid", TWICE))
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
        problems.append(Problem(wire, "invalid", TWICE))
    arguments[wire] = next(iter(different))


def _left_out(
    arguments: dict[str, Argument], phones: list[str], problems: list[Problem]
) -> tuple[Sequence[str], Sequence[str]]:
    """Take out what goes with a US address only, if the address is another country's; letters may be no country's."""
    if "country" not in arguments and not (
        str(arguments.get("zip5", "0")).isdigit() and arguments.get("state", "DC") in STATES
    ):
        from relay.sources.typed import abroad

        abroad.tell_country(arguments)
    if arguments.get("country", "US") == "US":
        return (), ()
    from relay.sources.typed import abroad, countries

    if countries.is_of_two_letters(str(arguments["country"])) and not countries.code(str(arguments["country"])):
        problems.append(Problem("country", "invalid", NO_COUNTRY))
        return (), ()
    return abroad.leave_out(arguments, phones)


def _ticked(wire: str, values: list[str]) -> bool | None:
    """Whether a box with these values is ticked; None if they contradict each other."""
    lowered = {value.lower() for value in values}
    if lowered <= TICKED | UNTICKED and not (len(lowered) > 1 and lowered & IN_WORDS):
        return not lowered <= UNTICKED
    from relay.sources.typed import ticks

    return ticks.ticked(values, leaves=wire in OPT_OUTS)


def _assemble(arguments: dict[str, Argument]) -> None:
    """Make first and last name of a whole name. One word is a first name."""
    name = str(arguments.get("name", ""))
    first, _, rest = (name or str(arguments.get("firstname", ""))).partition(" ")
    has_title = rest and (first.lower() in TITLES or first == "The")
    has_halves = name and arguments.keys() & {"firstname", "lastname"}
    if has_title or has_halves or "." in first + name or "," in name or arguments.keys() & PIECES:
        from relay.sources.typed import assembly

        assembly.put_together(arguments)
    elif name:
        del arguments["name"]
        arguments["firstname"] = first
        if rest.strip():
            arguments["lastname"] = rest.strip()

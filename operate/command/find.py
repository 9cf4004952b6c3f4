"""`relay find` and `relay trace`: all that there is of a person, and all that happened to a submission."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any, Final

import typer
from botocore.exceptions import BotoCoreError, ClientError

from operate import find, followed, trace
from operate.command.queued import PUT_BACK, facts_of
from operate.command.reach import interrupted_says, reached
from operate.command.shown import as_json, pairs, progress, say, table
from operate.command.values import AsJson, CallRate, Id
from operate.letters import Letter
from operate.moments import age, when
from operate.sides import Side, Upstream, beside
from operate.stack import Stack
from operate.trouble import Trouble, said
from operate.upstream import RATE, lists_of
from operate.waiting import Waiting
from operate.words import PARTS, STATES, in_words
from relay.keeping.words import counted

NOTHING: Final = (
    "nothing came by that, or a form refused it and told the person why: `{0} status` counts what was refused, "
    "`{0} doctor` says whether anything can come"
)
SIDES: Final = ("WHAT", "CAMPAIGN", "HERE", "ON THE PLATFORM")
TIMES: Final = {
    "in_at": "opted in",
    "out_at": "opted out",
    "out_recorded_at": "written down",
    "spoken_at": "last keyword",
    "suppressed_at": "held back since",
}
MOMENTS: Final = {"decided_at": "decided", "lifts": "lifts what was said"}
COLUMNS: Final = ("ID", "STATE", "CAMPAIGN", "SOURCE", "AGE")


def find_one(
    context: typer.Context,
    person: Annotated[str, typer.Argument(metavar="EMAIL|PHONE|ID", help="Whom or what to look for.")],
    upstream: Annotated[bool, typer.Option("--upstream", help="Ask the platform too.")] = False,
    rate: CallRate = RATE,
    for_programs: AsJson = False,
) -> None:
    """All of one person: sign-ups, letters, what is held, consent. With parts, what waits, and consent's history."""
    wanted = find.sought(person)
    stack = reached(context)
    with progress("looking") as told, interrupted_says(PUT_BACK):
        found = find.find(stack, wanted, told=told)
    there = _asked(stack, wanted, found, rate) if upstream else None
    if for_programs:
        as_json(_for_programs(found) | ({"upstream": asdict(there)} if there else {}))
    else:
        _show(found, there, stack.command)
    if there and there.troubles:
        raise typer.Exit(1)


def _asked(stack: Stack, wanted: find.Sought, found: find.Found, rate: float) -> Upstream:
    """What the platform says; a line for what it does not."""
    with progress("asking the platform, calls") as told, interrupted_says(PUT_BACK):
        try:
            lists = lists_of(stack, rate)
            lists.told = lambda calls: told(calls, calls)
            there = beside(lists, wanted, found)
        except (Trouble, BotoCoreError, ClientError) as error:
            there = Upstream((), (), (said(error),))
    for line in there.troubles:
        say(f"the platform did not tell: {line}")
    return there


def _show(found: find.Found, there: Upstream | None, command: str) -> None:
    if found.submissions:
        table(COLUMNS, [_row(each) for each in found.submissions])
    for each in found.submissions:
        _show_parts(each)
    for letter in found.letters:
        _show_letter("letter", letter, f"{command} letters show {letter.id}")
    for letter in found.held:
        _show_letter("held", letter, f"{command} held show {letter.id}")
    for each_waiting in found.waiting:
        _show_waiting(each_waiting)
    for spoken in found.consent:
        _show_consent(spoken)
    if there and there.sides:
        print()
        table(SIDES, [_side(each) for each in there.sides])
    _say_how_much(found, command)


def _say_how_much(found: find.Found, command: str) -> None:
    """How much there is, and what could not be looked through."""
    signed_up, letters = counted(len(found.submissions), "sign-up"), counted(len(found.letters), "letter")
    say(f"{signed_up} in the last 30 days, {letters}, {len(found.held)} held")
    if found.waiting:
        say(f"{len(found.waiting)} waiting in the retry queue")
    for hint in found.hints:
        say(hint)
    if not (found.submissions or found.letters or found.held or found.waiting):
        say(NOTHING.format(command))


def _for_programs(found: find.Found) -> dict[str, Any]:
    return {
        "submissions": [asdict(each) for each in found.submissions],
        "letters": [facts_of(letter, ()) for letter in found.letters],
        "held": [facts_of(letter, ()) for letter in found.held],
        "consent": [asdict(each) for each in found.consent],
        "waiting": [asdict(each) for each in found.waiting],
        "hints": list(found.hints),
    }


def _row(each: find.Submitted) -> tuple[str, ...]:
    state = f"{each.state}, {each.reason}" if each.reason and each.state == "dead" else each.state
    running = " (running)" if each.busy else ""
    state = "delivered" if state == "done" else state
    return (
        each.id,
        state + running,
        ",".join(map(str, each.campaigns)) or "?",
        each.source or "?",
        age(each.received_at) if each.received_at else "?",
    )


def _show_parts(each: find.Submitted) -> None:
    rows = [("received", f"{when(each.received_at)} UTC")]
    rows += [("advocate", str(each.advocate))] if each.advocate else []
    rows += [(PARTS.get(part, part), STATES.get(state, state)) for part, state in each.parts.items()]
    if each.discarded_at:
        rows.append(("discarded", f"{when(each.discarded_at)} UTC: {each.discarded_why}"))
    print(f"\n{each.id}")
    pairs([(f"  {name}", value) for name, value in rows])


def _show_letter(kind: str, letter: Letter, command: str) -> None:
    print()
    pairs([(kind, letter.id), ("reason", letter.reason), ("why", in_words(letter).what), ("see", command)])


def _show_waiting(each: Waiting) -> None:
    print()
    tried = f"{when(each.tried_at)} UTC" + (f", try {each.tries} of the queue" if each.tries else "")
    rows = [("waiting", each.id), ("for", "an opt-out" if each.opts_out else "a sign-up"), ("tried", tried)]
    pairs([*rows, ("next try", f"by {when(each.next_by)} UTC, unless the API asks to be left alone")])


def _side(each: Side) -> tuple[str, ...]:
    relay = ", ".join(STATES.get(state, state) for state in each.relay.split(", "))
    return PARTS.get(each.what, each.what), str(each.campaign or ""), relay, each.platform


def _show_consent(spoken: find.Spoken) -> None:
    print(f"\nconsent by {'text' if spoken.channel == 'sms' else 'e-mail'}")
    pairs([(f"  {name}", at) for name, at in times_of(spoken)])
    for each in spoken.said:
        pairs([(f"  {each['what']}", evidence(each))])


def evidence(said: Mapping[str, str]) -> str:
    """What is on record of one opt-in or opt-out, in a line."""
    at = said.get("received_at", "")
    moment = f"{when(int(at))} UTC" if at.isdecimal() else "?"
    rest = (
        f"{MOMENTS[name]} {when(int(value))} UTC" if name in MOMENTS and value.isdecimal() else f"{name} {value}"
        for name, value in said.items()
        if name not in {"what", "received_at"}
    )
    return ", ".join((moment, *rest))


def times_of(spoken: find.Spoken) -> list[tuple[str, str]]:
    """The times of a consent record, by what they are of."""
    return [
        (TIMES.get(name, name), f"{when(at)} UTC")
        for name, at in sorted(spoken.times.items(), key=lambda each: each[1])
    ]


def trace_one(context: typer.Context, wanted: Id, for_programs: AsJson = False) -> None:
    """All that happened to one submission, in order. By the logs, the journal, and what lies in the queues."""
    stack = reached(context)
    with progress("reading logs") as told, interrupted_says(PUT_BACK):
        story = followed.follow(stack, wanted, told=told)
    item = story.item
    known = find.submission_in(item) if item else None
    if for_programs:
        as_json({"journal": asdict(known) if known else None, "lines": [asdict(line) for line in story.lines]})
    else:
        if story.lines:
            table(("UTC", "WHERE", "WHAT"), [(when(line.at), line.service, _what(line)) for line in story.lines])
        if known:
            print()
            table(COLUMNS, [_row(known)])
            _show_parts(known)
    for hint in story.hints:
        say(hint)
    if not story.lines:
        raise typer.Exit(1)


def _what(line: trace.Line) -> str:
    more = (f"{name} {_joined(name, value)}" for name, value in line.said.items() if value != line.message)
    return ", ".join((line.message, *more))


def _joined(name: str, value: Any) -> str:
    if name == "until" and isinstance(value, int):
        return f"{when(value)} UTC"
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)

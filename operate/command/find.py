"""`relay find` and `relay trace`: all that there is of a person, and all that happened to a submission."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any, Final

import typer

from operate import find, journal, trace
from operate.command.queued import PUT_BACK, facts_of
from operate.command.reach import interrupted_says, reached
from operate.command.shown import as_json, pairs, progress, say, table, when
from operate.command.values import AsJson, Id
from operate.letters import Letter
from operate.words import PARTS, STATES, in_words

COLUMNS: Final = ("ID", "STATE", "CAMPAIGN", "SOURCE", "RECEIVED (UTC)")


def find_one(
    context: typer.Context,
    person: Annotated[str, typer.Argument(metavar="EMAIL|PHONE|ID", help="Whom or what to look for.")],
    for_programs: AsJson = False,
) -> None:
    """Everything of one person: sign-ups and their parts, letters, what is held, consent and its history."""
    wanted = find.sought(person)
    stack = reached(context)
    with progress("looking") as told, interrupted_says(PUT_BACK):
        found = find.find(stack, wanted, told=told)
    if for_programs:
        as_json(_for_programs(found))
        return
    if found.submissions:
        table(COLUMNS, [_row(each) for each in found.submissions])
    for each in found.submissions:
        _show_parts(each)
    for letter in found.letters:
        _show_letter("letter", letter, f"./relay letters show {letter.id}")
    for letter in found.held:
        _show_letter("held", letter, f"./relay held show {letter.id}")
    for spoken in found.consent:
        _show_consent(spoken)
    counts = (len(found.submissions), len(found.letters), len(found.held))
    say("{} sign-ups in the last 30 days, {} letters, {} held".format(*counts))
    for hint in found.hints:
        say(hint)


def _for_programs(found: find.Found) -> dict[str, Any]:
    return {
        "submissions": [asdict(each) for each in found.submissions],
        "letters": [facts_of(letter, ()) for letter in found.letters],
        "held": [facts_of(letter, ()) for letter in found.held],
        "consent": [asdict(each) for each in found.consent],
        "hints": list(found.hints),
    }


def _row(each: find.Submitted) -> tuple[str, ...]:
    state = f"{each.state}, {each.reason}" if each.reason and each.state == "dead" else each.state
    running = " (running)" if each.busy else ""
    return (
        each.id,
        state + running,
        ",".join(map(str, each.campaigns)) or "?",
        each.source or "?",
        when(each.received_at),
    )


def _show_parts(each: find.Submitted) -> None:
    rows = [("advocate", str(each.advocate))] if each.advocate else []
    rows += [(PARTS.get(part, part), STATES.get(state, state)) for part, state in each.parts.items()]
    if each.discarded_at:
        rows.append(("discarded", f"{when(each.discarded_at)} UTC: {each.discarded_why}"))
    if rows:
        print(f"\n{each.id}")
        pairs([(f"  {name}", value) for name, value in rows])


def _show_letter(kind: str, letter: Letter, command: str) -> None:
    print()
    pairs([(kind, letter.id), ("reason", letter.reason), ("why", in_words(letter).what), ("see", command)])


def _show_consent(spoken: find.Spoken) -> None:
    print(f"\nconsent by {'text' if spoken.channel == 'sms' else 'e-mail'}")
    pairs([(f"  {name}", f"{when(at)} UTC") for name, at in sorted(spoken.times.items())])
    for said in spoken.said:
        pairs([(f"  {said['what']}", evidence(said))])


def evidence(said: Mapping[str, str]) -> str:
    """What is on record of one opt-in or opt-out, in a line."""
    at = said.get("received_at", "")
    moment = f"{when(int(at))} UTC" if at.isdecimal() else "?"
    rest = (f"{name} {value}" for name, value in said.items() if name not in {"what", "received_at"})
    return f"{moment}, {', '.join(rest)}"


def trace_one(context: typer.Context, wanted: Id, for_programs: AsJson = False) -> None:
    """All that happened to one submission, in order: from the logs, and as the journal knows it now."""
    stack = reached(context)
    item = journal.stored_items(stack.client("dynamodb"), stack.journal_table, [wanted]).get(wanted)
    known = find.submission_in(item) if item else None
    with progress("reading logs"), interrupted_says("nothing was changed"):
        lines = trace.lines(stack, wanted, known.received_at if known else 0)
    if for_programs:
        as_json({"journal": asdict(known) if known else None, "lines": [asdict(line) for line in lines]})
        return
    table(("UTC", "WHERE", "WHAT"), [(when(line.at), line.service, _what(line)) for line in lines])
    if known:
        print()
        table(COLUMNS, [_row(known)])
        _show_parts(known)
    say(f"{len(lines)} log lines" + ("" if known else "; the journal does not know it (any more)"))


def _what(line: trace.Line) -> str:
    more = (f"{name} {_joined(value)}" for name, value in line.said.items() if value != line.message)
    return ", ".join((line.message, *more))


def _joined(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)

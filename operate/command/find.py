"""`relay find` and `relay trace`: all that there is of a person, and all that happened to a submission."""

from dataclasses import asdict
from typing import Annotated, Any, Final

import typer
from botocore.exceptions import BotoCoreError, ClientError

from operate import find, followed
from operate.command.queued import PUT_BACK, facts_of
from operate.command.reach import interrupted_says, reached
from operate.command.shown import as_json, pairs, progress, say, table
from operate.command.values import AsJson, CallRate, Id
from operate.letters import Letter
from operate.moments import age, when
from operate.rows import (
    NOTHING,
    consent_times,
    evidence,
    side_row,
    submission_parts,
    submission_state,
    trace_text,
    waiting_facts,
)
from operate.sides import Upstream, beside
from operate.stack import Stack
from operate.trouble import Trouble, said
from operate.upstream import RATE, lists_of
from operate.words import in_words
from relay.keeping.words import counted

SIDES: Final = ("WHAT", "CAMPAIGN", "HERE", "ON THE PLATFORM")
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
        print()
        pairs(waiting_facts(each_waiting))
    for spoken in found.consent:
        _show_consent(spoken)
    if there and there.sides:
        print()
        table(SIDES, [side_row(each) for each in there.sides])
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
    return (
        each.id,
        submission_state(each),
        ",".join(map(str, each.campaigns)) or "?",
        each.source or "?",
        age(each.received_at) if each.received_at else "?",
    )


def _show_parts(each: find.Submitted) -> None:
    print(f"\n{each.id}")
    pairs([(f"  {name}", value) for name, value in submission_parts(each)])


def _show_letter(kind: str, letter: Letter, command: str) -> None:
    print()
    pairs([(kind, letter.id), ("reason", letter.reason), ("why", in_words(letter).what), ("see", command)])


def _show_consent(spoken: find.Spoken) -> None:
    print(f"\nconsent by {'text' if spoken.channel == 'sms' else 'e-mail'}")
    pairs([(f"  {name}", at) for name, at in consent_times(spoken)])
    for each in spoken.said:
        pairs([(f"  {each['what']}", evidence(each))])


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
            table(("UTC", "WHERE", "WHAT"), [(when(line.at), line.service, trace_text(line)) for line in story.lines])
        if known:
            print()
            table(COLUMNS, [_row(known)])
            _show_parts(known)
    for hint in story.hints:
        say(hint)
    if not story.lines:
        raise typer.Exit(1)

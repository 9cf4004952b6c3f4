"""`relay held`: what waits until a person has looked."""

from collections.abc import Generator, Sequence
from contextlib import closing
from typing import Annotated, Final

import typer

from operate import acts, stops
from operate.command import queued
from operate.command.consent import Said
from operate.command.help import Commands
from operate.command.reach import interrupted_says, reached
from operate.command.shown import ask, for_terminal, progress, say
from operate.command.values import All, AsJson, Campaign, DryRun, Id, Ids, NewFile, Rate, Since, Why, Yes
from operate.stack import Stack
from operate.stops import consents_of
from operate.trouble import Trouble
from relay.letters import HeldReason

REASONS: Final = HeldReason.__value__.__args__
AGAIN: Final = "what is printed is done; start the same command again for the rest"

app = Commands(help="What a person must look at: suspected spam, stop-like texts.")

AReason = Annotated[
    str, typer.Option(metavar="REASON", callback=queued.one_of(REASONS), help=f"Only these: {', '.join(REASONS)}.")
]


@app.callback(invoke_without_command=True)
def list_them(
    context: typer.Context,
    reason: AReason = "",
    campaign: Campaign = 0,
    since: Since = None,
    everything: All = False,
    for_programs: AsJson = False,
) -> None:
    """What is held until a person has looked: suspected spam, texts that sound like a stop."""
    if context.invoked_subcommand:
        return
    stack = reached(context)
    letters = queued.listed(stack, stack.held_url, queued.wanted_of((), reason, campaign, since))
    queued.show_list(stack, letters, everything=everything, for_programs=for_programs, thing="", then=" held")


@app.command()
def show(context: typer.Context, wanted: Id, for_programs: AsJson = False) -> None:
    """Why one is held, what to do, and what the person sent. --json prints the message itself."""
    stack = reached(context)
    letter = queued.the_letter(stack, stack.held_url, wanted)
    queued.show_one(stack, letter, for_programs=for_programs)


@app.command()
def release(
    context: typer.Context,
    ids: Ids = [],  # noqa: B006 (typer's own way)
    reason: AReason = "",
    campaign: Campaign = 0,
    since: Since = None,
    rate: Rate = 0,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    """Let it go: by id, or all that fit. A text that sounds like a stop asks for nothing, and never goes."""
    if not (ids or reason or campaign or since is not None):
        raise typer.BadParameter("say which: ids, --reason, --campaign or --since")
    stack = reached(context)
    asked = queued.wanted_of(ids, reason, campaign, since)
    letters = acts.may_be_released(queued.listed(stack, stack.held_url, asked), named=bool(ids))
    if left := asked.missing(letters):
        raise Trouble(acts.not_there(left, stack))
    if dry_run or not letters:
        queued.show_list(stack, letters, everything=True, for_programs=False, thing="", then=" would be released")
        return
    if not ids:
        ask(f"Release {len(letters)}? The platform gets them, and can't give them back.", yes=yes)
    wanted = queued.wanted_of([letter.message_id for letter in letters])
    queued.move(stack, stack.held_url, wanted, rate=rate)


@app.command("opt-out")
def opt_out(context: typer.Context, ids: Ids, why: Why, said: Said = "", yes: Yes = False) -> None:
    """It is a stop: carry it out. Its phone gets no texts any more, for good."""
    stack = reached(context)
    ask(f"Opt out who sent {for_terminal(', '.join(ids))}? On the platform that can never be undone.", yes=yes)
    consents = consents_of(stack)
    with progress("looking") as told, interrupted_says(AGAIN):
        decided = _decide(stops.opt_out(stack, consents, ids, why, said=said, told=told))
    _finish(stack, ids, decided, stops.THEN_DISCARD)


@app.command()
def clear(context: typer.Context, ids: Ids, why: Why, yes: Yes = False) -> None:
    """It is no stop: lift what it holds back. Its phone may get texts again."""
    stack = reached(context)
    ask(f"Lift what {for_terminal(', '.join(ids))} holds back? Its sender may get texts again.", yes=yes)
    consents = consents_of(stack)
    with progress("looking") as told, interrupted_says(AGAIN):
        decided = _decide(stops.clear(stack, consents, ids, why, told=told))
    _finish(stack, ids, decided, stops.THEN_RELEASE)


def _decide(going: Generator[stops.Decided]) -> list[stops.Decided]:
    """Decide about one text after the other, and say what came of each."""
    decided: list[stops.Decided] = []
    with closing(going):
        for each in going:
            print(f"{each.letter.id}: {each.in_words}", flush=True)
            decided.append(each)
    return decided


def _finish(stack: Stack, ids: Sequence[str], decided: list[stops.Decided], then: str) -> None:
    """Say which opt-ins of the same phones are held. Raises `Trouble` if a text was not there, or stays."""
    for line in acts.same_phones(stack, decided, then):
        say(line)
    if left := queued.wanted_of(ids).missing([each.letter for each in decided]):
        raise Trouble(acts.not_there(left, stack))
    if stay := [each.letter.id for each in decided if not each.is_over]:
        raise Trouble(f"not done, and still held: {', '.join(stay)}")


@app.command()
def discard(context: typer.Context, ids: Ids, why: Why, yes: Yes = False) -> None:
    """Delete them for good, and note why."""
    stack = reached(context)
    queued.discard(stack, stack.held_url, ids, why, yes=yes)


@app.command()
def export(
    context: typer.Context, file: NewFile, reason: AReason = "", campaign: Campaign = 0, since: Since = None
) -> None:
    """Write them to a file, one JSON object a line, with personal data. They stay where they are."""
    stack = reached(context)
    letters = queued.listed(stack, stack.held_url, queued.wanted_of((), reason, campaign, since))
    queued.export(letters, file, "held")

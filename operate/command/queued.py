"""What `relay letters` and `relay held` have in common: one queue of letters, listed, shown, deleted, exported."""

from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, Literal

import typer

from operate import acts, queue
from operate.command.reach import interrupted_says
from operate.command.shown import (
    as_json,
    ask,
    for_terminal,
    pairs,
    paragraph,
    progress,
    say,
    table,
    write_new,
)
from operate.json_text import json_text, with_escapes
from operate.letters import Letter, Wanted
from operate.moments import age
from operate.rows import facts_of_letter, letter_person, letter_story
from operate.stack import Stack
from operate.trouble import Trouble
from operate.words import in_words
from relay.keeping.words import counted

ROWS: Final = 50
PUT_BACK: Final = "what was looked at is put back, or is back in two minutes; nothing was changed"
COLUMNS: Final = ("ID", "REASON", "CAMPAIGN", "SOURCE", "AGE")


def wanted_of(ids: Sequence[str] = (), reason: str = "", campaign: int = 0, since: int | None = None) -> Wanted:
    """Which letters were asked for."""
    return Wanted(ids=frozenset(ids), reason=reason, campaign=campaign, since=since or 0)


def one_of(reasons: Collection[str]) -> Any:
    """A check that a reason is one of the closed list; nothing is none."""

    def check(given: str) -> str:
        if given and given not in reasons:
            raise typer.BadParameter(f"there is no reason {given}: write one of {', '.join(reasons)}")
        return given

    return check


def listed(stack: Stack, url: str, wanted: Wanted) -> list[Letter]:
    """The letters of a queue; says how many somebody else has in hand."""
    with progress("looking") as told, interrupted_says(PUT_BACK):
        letters, others = queue.listed(stack.client("sqs"), url, wanted, told=told)
    for line in acts.in_others_hands(others):
        say(line)
    return letters


def show_list(
    stack: Stack,
    letters: Sequence[Letter],
    *,
    everything: bool,
    for_programs: bool,
    thing: str = "letter",
    then: str = "",
) -> None:
    """The letters without personal data, the oldest first."""
    done = acts.done_of(stack, letters)
    if for_programs:
        as_json([facts_of(letter, done) for letter in letters])
        return
    if letters:
        shown = letters if everything else letters[:ROWS]
        table(COLUMNS, [_row(letter, done) for letter in shown])
    if len(letters) > ROWS and not everything:
        say(f"... and {len(letters) - ROWS} more: --all shows them, --json too")
    reasons = acts.summed(letters)
    say(f"{counted(len(letters), thing) if thing else len(letters)}{then}{f': {reasons}' if reasons else ''}")
    if over := sum(letter.id in done for letter in letters):
        say(f"* {over} delivered since: nothing is missing there, a replay (of what is held, a release) takes it away")


def _row(letter: Letter, done: Collection[str]) -> tuple[str, ...]:
    campaigns = ",".join(map(str, letter.campaigns)) or "?"
    reason = letter.reason + ("*" if letter.id in done else "")
    return letter.id, reason, campaigns, letter.text("source") or "?", age(letter.at)


def facts_of(letter: Letter, done: Collection[str]) -> dict[str, Any]:
    """A letter for programs; of a person only what a stop-like text says, which must be read."""
    return {
        "id": letter.id,
        "message_id": letter.message_id,
        "reason": letter.reason,
        "source": letter.text("source"),
        "campaigns": list(letter.campaigns),
        "detail": letter.text("detail"),
        "attempts": letter.number("attempts"),
        "received_at": letter.number("received_at"),
        "at": letter.at,
        "delivered_since": letter.id in done,
        "api": letter.content.get("api"),
        **asdict(in_words(letter)),
    }


def the_letter(stack: Stack, url: str, wanted_id: str) -> Letter:
    """The one letter with this id, which stays where it is. Raises `Trouble` if it is not there."""
    letters = listed(stack, url, Wanted(ids=frozenset({wanted_id})))
    if not letters:
        raise Trouble(acts.not_there([wanted_id], stack))
    return letters[0]


def show_one(stack: Stack, letter: Letter, *, for_programs: bool) -> None:
    """A letter with the person's data: in words, or as it is."""
    if for_programs:
        print(with_escapes(letter.body))
        return
    done = acts.done_of(stack, [letter])
    pairs([*facts_of_letter(letter), *letter_story(letter, is_done=bool(done))])
    print("\nwhat to do")
    for line in in_words(letter).todo:
        paragraph(stack.typed(line), indent="  ")
    print()
    pairs(letter_person(letter))


def discard(stack: Stack, url: str, ids: Sequence[str], why: str, *, yes: bool) -> None:
    """Delete letters for good, and note in the journal why. Raises `Trouble` if one was not there."""
    ask(f"Delete {for_terminal(', '.join(ids))} for good?", yes=yes)
    gone: list[Letter] = []
    done = "what is printed is deleted; look at the list for the rest"
    with (
        progress("deleting") as told,
        interrupted_says(done),
        closing(acts.discard(stack, url, ids, why, told=told)) as going,
    ):
        for letter in going:
            print(letter.id, flush=True)
            gone.append(letter)
    say(f"{len(gone)} deleted")
    if left := wanted_of(ids).missing(gone):
        raise Trouble(acts.not_there(left, stack))


def move(stack: Stack, url: str, wanted: Wanted, **how: Any) -> int:
    """Move letters to the retry queue, naming each, and return how many. Raises `Trouble` if one was not there."""
    moved: list[Letter] = []
    done = "what is printed was moved, perhaps the next ten too; start the same command again"
    with progress("moving") as told, interrupted_says(done):
        others = queue.counts(stack.client("sqs"), url).hidden
        with closing(acts.move(stack, url, wanted, told=told, **how)) as going:
            for letter in going:
                print(letter.id, flush=True)
                moved.append(letter)
    say(f"{len(moved)} moved to the retry queue")
    for line in (*acts.what_comes_of(moved, stack), *acts.in_others_hands(others)):
        say(line)
    if left := wanted.missing(moved):
        raise Trouble(acts.not_there(left, stack))
    return len(moved)


def export(letters: Sequence[Letter], file: Path, kind: Literal["letters", "held"]) -> None:
    """Write letters to a new file, one JSON object a line, for its owner only. Raises `Trouble` if it exists."""
    write_new(file, (json_text(letter.content or {"text": letter.body}) for letter in letters))
    say(f"{len(letters)} {kind} in {file}, with personal data: delete it when you are done")

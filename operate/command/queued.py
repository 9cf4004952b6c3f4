"""What `relay letters` and `relay held` have in common: one queue of letters, listed, shown, deleted, exported."""

import json
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import parse_qsl

import typer
from botocore.exceptions import ClientError

from operate import journal, queue
from operate.command.reach import interrupted_says
from operate.command.shown import (
    age,
    as_json,
    ask,
    for_terminal,
    json_text,
    pairs,
    paragraph,
    progress,
    say,
    table,
    when,
    with_escapes,
    write_new,
)
from operate.find import identity_of, submission_id
from operate.letters import Letter, Wanted
from operate.stack import Stack
from operate.trouble import Trouble
from operate.words import in_words, the_platform_said
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
    _say_others(others)
    return letters


def _say_others(others: int) -> None:
    if others:
        say(f"{others} more are in somebody's hand, and back in two minutes at the latest")


def done_of(stack: Stack, letters: Sequence[Letter]) -> frozenset[str]:
    """The ids of those whose submission has been delivered since."""
    own_id = _own_id(stack)
    own = {letter.id: own_id(letter) for letter in letters}
    ids = {each for each in own.values() if each}
    done = journal.since_delivered(stack.client("dynamodb"), stack.journal_table, ids)
    return frozenset(letter_id for letter_id, submission in own.items() if submission in done)


def _own_id(stack: Stack) -> Callable[[Letter], str]:
    """What tells the id of a letter's submission, "" if that can't be known.

    What is held, or what SQS itself gave up, has no id in it: it is worked out, unless the key may not be read.
    """
    identity = identity_of(stack)

    def own_id(letter: Letter) -> str:
        try:
            return submission_id(letter, identity)
        except ClientError:
            return letter.submission_id

    return own_id


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
    done = done_of(stack, letters)
    if for_programs:
        as_json([facts_of(letter, done) for letter in letters])
        return
    if letters:
        shown = letters if everything else letters[:ROWS]
        table(COLUMNS, [_row(letter, done) for letter in shown])
    if len(letters) > ROWS and not everything:
        say(f"... and {len(letters) - ROWS} more: --all shows them, --json too")
    reasons = Counter(letter.reason for letter in letters)
    summed = ", ".join(f"{count} {reason}" for reason, count in reasons.most_common())
    say(f"{counted(len(letters), thing) if thing else len(letters)}{then}{f': {summed}' if summed else ''}")
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
        raise Trouble(not_there([wanted_id], stack))
    return letters[0]


def show_one(stack: Stack, letter: Letter, *, for_programs: bool) -> None:
    """A letter with the person's data: in words, or as it is."""
    if for_programs:
        print(with_escapes(letter.body))
        return
    done = done_of(stack, [letter])
    pairs([*_facts(letter), *_story(letter, is_done=bool(done))])
    print("\nwhat to do")
    for line in in_words(letter).todo:
        paragraph(stack.typed(line), indent="  ")
    _show_person(letter)


def _facts(letter: Letter) -> list[tuple[str, str]]:
    campaigns = ", ".join(map(str, letter.campaigns)) or "?"
    tries = counted(letter.number("attempts") or 0, "run")
    is_held = "held" in letter.content
    return [
        ("id", letter.id),
        ("reason", letter.reason),
        ("source", f"{letter.text('source') or '?'}, campaign {campaigns}"),
        ("received", f"{when(letter.number('received_at'))} UTC"),
        ("held since", f"{when(letter.at)} UTC")
        if is_held
        else ("given up", f"{when(letter.at)} UTC, after {tries} by the queue"),
    ]


def _story(letter: Letter, *, is_done: bool) -> list[tuple[str, str]]:
    found = in_words(letter)
    told = [("why", found.what), *(("", part) for part in found.parts)]
    if answer := the_platform_said(letter):
        told.append(("answer", answer))
    if is_done:
        told.append(("since", "it has been delivered: nothing is missing, a replay takes the letter away"))
    return told


def _show_person(letter: Letter) -> None:
    advocate = letter.content.get("advocate")
    rows = [(str(name), _value(value)) for name, value in advocate.items()] if isinstance(advocate, dict) else []
    posted = parse_qsl(letter.text("raw"), keep_blank_values=True)
    rows += posted or [("raw", raw) for raw in [letter.text("raw")] if raw]
    rows += [(name, letter.text(name)) for name in ("unreadable", "proof") if letter.text(name)]
    connection = letter.content.get("connection")
    if isinstance(connection, dict):
        rows.append(("asks for", _value(connection.get("types"))))
        arguments = connection.get("arguments")
        rows += [(str(name), _value(value)) for name, value in arguments.items()] if isinstance(arguments, dict) else []
    if not letter.content:
        rows.append(("text", letter.body))
    print()
    pairs(rows)


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def discard(stack: Stack, url: str, ids: Sequence[str], why: str, *, yes: bool) -> None:
    """Delete letters for good, and note in the journal why. Raises `Trouble` if one was not there."""
    ask(f"Delete {for_terminal(', '.join(ids))} for good?", yes=yes)
    own_id, gone = _own_id(stack), []
    with progress("deleting") as told, interrupted_says("what is printed is deleted; look at the list for the rest"):
        going = queue.discard(
            stack.client("sqs"), url=url, wanted=wanted_of(ids), told=told, taken_away=journal.noting(stack)
        )
        with closing(going):
            for letter in going:
                print(letter.id, flush=True)
                gone.append(letter)
                if submission := own_id(letter):
                    now = queue.now_ms()
                    journal.note_discarded(stack.client("dynamodb"), stack.journal_table, submission, why, now)
    say(f"{len(gone)} deleted")
    if left := wanted_of(ids).missing(gone):
        raise Trouble(not_there(left, stack))


def move(stack: Stack, url: str, wanted: Wanted, **how: Any) -> int:
    """Move letters to the retry queue, naming each, and return how many. Raises `Trouble` if one was not there."""
    moved: list[Letter] = []
    done = "what is printed was moved, perhaps the next ten too; start the same command again"
    with progress("moving") as told, interrupted_says(done):
        others = queue.counts(stack.client("sqs"), url).hidden
        how |= {"told": told, "taken_away": journal.noting(stack)}
        going = queue.replay(stack.client("sqs"), url=url, retry_url=stack.retry_url, wanted=wanted, **how)
        with closing(going):
            for letter in going:
                print(letter.id, flush=True)
                moved.append(letter)
    say(f"{len(moved)} moved to the retry queue")
    _say_what_comes_of_it(moved, stack)
    _say_others(others)
    if left := wanted.missing(moved):
        raise Trouble(not_there(left, stack))
    return len(moved)


def _say_what_comes_of_it(moved: Sequence[Letter], stack: Stack) -> None:
    """Say how to see what becomes of what was moved."""
    if any(letter.reason == "invalid" for letter in moved):
        say("a post that was `invalid` becomes a sign-up with an id of its own: " + stack.typed("./relay find ADDRESS"))
    elif len(moved) == 1:
        named = moved[0].submission_id  # what was held has no id in it, and SQS's own ends with the message
        say(f"what becomes of it: {stack.typed(f'./relay trace {named}' if named else './relay find ADDRESS')}")


def not_there(ids: Collection[str], stack: Stack) -> str:
    """That letters are not there, and what may be the reason."""
    named = sorted(ids)
    trace = f"{stack.typed('./relay trace ')}{named[0]}"
    return (
        f"not there: {', '.join(named)}. Somebody may have dealt with it: `{trace}` tells. "
        "If somebody has it in hand, it is back in two minutes"
    )


def export(letters: Sequence[Letter], file: Path, kind: Literal["letters", "held"]) -> None:
    """Write letters to a new file, one JSON object a line, for its owner only. Raises `Trouble` if it exists."""
    write_new(file, (json_text(letter.content or {"text": letter.body}) for letter in letters))
    say(f"{len(letters)} {kind} in {file}, with personal data: delete it when you are done")

"""`relay letters`: the dead letters."""

import contextlib
import os
import shlex
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

import typer
from botocore.exceptions import BotoCoreError, ClientError

from operate import acts
from operate.command import queued
from operate.command.help import Commands
from operate.command.reach import reached
from operate.command.shown import ask, say
from operate.command.values import All, AsJson, Campaign, DryRun, Id, Ids, NewFile, Rate, Since, Why, Yes
from operate.correcting import corrected, laid_out
from operate.letters import Letter
from operate.trouble import Trouble
from relay.keeping.letter_facts import NO_REASON
from relay.letters import Reason

REASONS: Final = (*Reason.__value__.__args__, NO_REASON)

app = Commands(help="What could not be delivered: why; replay, correct, delete.")

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
    """The dead letters: what could not be delivered. See why; replay, correct or delete them."""
    if context.invoked_subcommand:
        return
    stack = reached(context)
    letters = queued.listed(stack, stack.dead_letter_url, queued.wanted_of((), reason, campaign, since))
    queued.show_list(stack, letters, everything=everything, for_programs=for_programs)


@app.command()
def show(context: typer.Context, wanted: Id, for_programs: AsJson = False) -> None:
    """Why one is dead, what was made, what to do, the person's data. --json prints the letter itself."""
    stack = reached(context)
    letter = queued.the_letter(stack, stack.dead_letter_url, wanted)
    queued.show_one(stack, letter, for_programs=for_programs)


@app.command()
def replay(
    context: typer.Context,
    ids: Ids = [],  # noqa: B006 (typer's own way)
    reason: AReason = "",
    campaign: Campaign = 0,
    since: Since = None,
    everything: Annotated[bool, typer.Option("--all", help="All that there are.")] = False,
    delivered: Annotated[bool, typer.Option("--delivered", help="Only those that have been delivered since.")] = False,
    rate: Rate = 0,
    dry_run: DryRun = False,
    send_anyway: Annotated[
        bool, typer.Option("--send-anyway", help="Send what may have been sent (ids only).")
    ] = False,
    yes: Yes = False,
) -> None:
    """Try again: by id, or all that fit. Safe at any time; what was done is not done again."""
    if not (ids or reason or campaign or since is not None or everything or delivered):
        raise typer.BadParameter("say which: ids, --reason, --campaign, --since, --delivered or --all")
    if ids and everything:
        raise typer.BadParameter("ids or --all, not both")
    wanted = queued.wanted_of(ids, reason, campaign, since)
    stack = reached(context)
    url = stack.dead_letter_url
    if delivered or dry_run:
        letters = queued.listed(stack, url, wanted)
        if delivered:
            done = acts.done_of(stack, letters)
            letters = [letter for letter in letters if letter.id in done]
            wanted = queued.wanted_of([letter.message_id for letter in letters])
        if dry_run or not letters:
            queued.show_list(stack, letters, everything=True, for_programs=False, then=" would be moved")
            return
    if send_anyway:
        ask("If one was made after all, a legislator gets the message twice. Send anyway?", yes=yes)
    queued.move(stack, url, wanted, send_anyway=send_anyway, rate=rate)


@app.command()
def edit(
    context: typer.Context,
    wanted: Id,
    body: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The corrected letter, instead of an editor.")
    ] = None,
) -> None:
    """Correct one in your editor ($EDITOR), then try it again. What can't be read is not sent."""
    stack = reached(context)
    letter = queued.the_letter(stack, stack.dead_letter_url, wanted)
    changed = corrected(letter, _text_of(body)) if body else _by_hand(letter)
    if not changed:
        say("nothing was changed, so nothing was done; `replay` tries it again as it is")
        return
    try:
        queued.move(stack, stack.dead_letter_url, queued.wanted_of([letter.message_id]), body=changed)
    except (Trouble, BotoCoreError, ClientError):
        if not body:
            say(f"your correction is in {_kept(changed)}: give it with --body FILE, then delete the file")
        raise


@app.command()
def discard(context: typer.Context, ids: Ids, why: Why, yes: Yes = False) -> None:
    """Delete letters for good, and note why."""
    stack = reached(context)
    queued.discard(stack, stack.dead_letter_url, ids, why, yes=yes)


@app.command()
def export(
    context: typer.Context,
    file: NewFile,
    reason: AReason = "",
    campaign: Campaign = 0,
    since: Since = None,
) -> None:
    """Write them to a file, one JSON object a line, with personal data. They stay where they are."""
    stack = reached(context)
    letters = queued.listed(stack, stack.dead_letter_url, queued.wanted_of((), reason, campaign, since))
    queued.export(letters, file, "letters")


def _by_hand(letter: Letter) -> str:
    """The letter as it was corrected, "" if it was not; who made a slip may go on. Raises `Trouble`."""
    text = laid_out(letter.body)
    while True:
        text = _edited(text)
        try:
            return corrected(letter, text)
        except Trouble as slip:
            if not sys.stdin.isatty() or not typer.confirm(f"{slip}. Go on correcting?", err=True):
                raise


def _edited(text: str) -> str:
    """What the operator's editor makes of a letter. The file is readable by its owner only, and gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="relay-") as folder:
        file = Path(folder) / "letter.json"
        file.touch(mode=0o600)
        file.write_text(text, encoding="utf-8")
        try:
            editor = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "") or ["vi"]
            with _left_to_the_editor():
                ended = subprocess.run([*editor, str(file)], check=False).returncode  # noqa: S603 (the operator's own)
        except (OSError, ValueError):
            raise Trouble("your editor can't be started: set EDITOR, or give --body FILE. Nothing was done") from None
        if ended:
            raise Trouble(f"the editor ended with {ended}: nothing was done")
        return _text_of(file)


@contextlib.contextmanager
def _left_to_the_editor() -> Iterator[None]:
    """Ctrl-C means something to an editor, and is not to take it away with all that was typed."""
    before = signal.signal(signal.SIGINT, lambda *_: None)  # unlike SIG_IGN, the editor itself does not inherit this
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _text_of(file: Path) -> str:
    """What is in a corrected letter's file. Raises `Trouble` if it can't be read."""
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Trouble(f"there is no file {file.name} (any more): nothing was done") from None
    except UnicodeDecodeError:
        raise Trouble(f"{file.name} is not in UTF-8: save it as that. Nothing was done") from None


def _kept(text: str) -> Path:
    """A file, for its owner only, in which a correction is kept that could not be sent."""
    descriptor, name = tempfile.mkstemp(prefix="relay-letter-", suffix=".json")
    with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 (a descriptor)
        file.write(text)
    return Path(name)

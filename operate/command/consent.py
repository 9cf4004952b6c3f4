"""`relay consent`: what is on record of an address, what an operator adds to it, and its copy in a file."""

from pathlib import Path
from typing import Annotated

import typer

from operate import backup, find, queue
from operate.command.help import Commands
from operate.command.reach import interrupted_says, reached
from operate.command.shown import as_json, ask, pairs, progress, say
from operate.command.values import AsJson, DryRun, NewFile, Why, Yes, a_reason_or_none
from operate.consent import by_word
from operate.moments import when
from operate.rows import consent_times, evidence
from operate.stops import CAME_TO, consents_of
from operate.trouble import Trouble
from relay.messages import to_message
from relay.stores.consent import Channel
from relay.stores.table import Item

app = Commands(help="Who said yes or stop: look, opt out, lift, save and restore.", no_args_is_help=True)

Said = Annotated[
    str,
    typer.Option(
        metavar="WORDS",
        callback=a_reason_or_none,
        help="What the text said, as it is kept for ever; else its words without numbers.",
    ),
]
Saved = Annotated[Path, typer.Argument(metavar="FILE", help="What `backup` has written.")]
Person = Annotated[str, typer.Argument(metavar="EMAIL|PHONE", help="Whose.")]


@app.command()
def show(context: typer.Context, person: Person, for_programs: AsJson = False) -> None:
    """What is on record of an address, and what it means. With the evidence of each yes and stop."""
    channel, address = _address(person)
    stack = reached(context)
    with interrupted_says("nothing was changed"):
        consents = consents_of(stack)
        record = consents.record(channel, address)
        spoken = find.consent_of(stack, channel, consents.identity.consent(channel, address))
    meaning = _meaning(channel, record)
    if for_programs:
        shown = {"times": spoken.times, "said": list(spoken.said)} if spoken else {"times": {}, "said": []}
        as_json({"channel": channel, "meaning": meaning, **shown})
        return
    pairs([("consent", meaning)])
    if spoken:
        pairs(consent_times(spoken))
        pairs([(said["what"], evidence(said)) for said in spoken.said])


def _meaning(channel: Channel, record: Item) -> str:
    """What a record means for what may be sent."""
    out_at, in_at = record.get("out_at"), record.get("in_at")
    if out_at is not None and (channel == "sms" or in_at is None or out_at >= in_at):
        return f"opted out on {when(out_at)} UTC"
    if channel == "sms" and "suppressed_at" in record:
        return f"held back since {when(record['suppressed_at'])} UTC by a text that sounds like a stop"
    return f"opted in on {when(in_at)} UTC" if in_at is not None else "nothing is on record"


@app.command("opt-out")
def opt_out(context: typer.Context, person: Person, why: Why, yes: Yes = False) -> None:
    """Opt an address out by your word. Somebody asked for it in another way, or the held text is gone."""
    channel, address = _address(person)
    stack = reached(context)
    final = " On the platform that can never be undone." if channel == "sms" else ""
    ask(f"Opt this {'phone' if channel == 'sms' else 'address'} out?{final}", yes=yes)
    now = queue.now_ms()
    out = by_word(channel, address, now)
    with interrupted_says("start the same command again"):
        came_to, record = consents_of(stack).opt_out(out, why, now)
        if came_to == "spoken since":
            raise Trouble(CAME_TO[came_to].format(when(record["spoken_at"])))
        queue.send_one(stack.client("sqs"), stack.retry_url, to_message(out))
    print(CAME_TO[came_to])


@app.command()
def clear(context: typer.Context, phone: Person, why: Why, yes: Yes = False) -> None:
    """Lift what holds a phone back, by your word. Is the text still held, use `held clear`."""
    channel, address = _address(phone)
    if channel != "sms":
        raise typer.BadParameter("only a phone can be held back: give its ten digits")
    stack = reached(context)
    consents = consents_of(stack)
    since = consents.record(channel, address).get("suppressed_at")
    if since is None:
        say("nothing holds this phone back")
        return
    ask(f"Lift what holds this phone back since {when(since)} UTC? It may get texts again.", yes=yes)
    if not consents.lift(address, since, why, queue.now_ms()):
        raise Trouble("somebody or the phone itself has changed it meanwhile: start again to see")
    print(CAME_TO["lifted"])


def _address(person: str) -> tuple[Channel, str]:
    """The channel and address that were typed. Raises `Trouble`."""
    wanted = find.sought(person)
    if wanted.id:
        raise Trouble("consent is an address's: give an e-mail address or a phone of ten digits")
    return ("email", wanted.email) if wanted.email else ("sms", wanted.phone)


@app.command("backup")
def save(context: typer.Context, file: NewFile) -> None:
    """Write the whole consent table to a new file. It has HMACs and times, no addresses."""
    stack = reached(context)
    with progress("saving") as told, interrupted_says("no file was left"):
        count = backup.save(stack, find.key_of(stack), file, told=told, now=queue.now_ms())
    say(f"{count} records in {file}. Without the key secret nobody can use it: keep a sealed copy of that elsewhere")


@app.command("restore")
def restore(context: typer.Context, file: Saved, dry_run: DryRun = False, yes: Yes = False) -> None:
    """Merge a file's opt-ins and opt-outs into the table. What was said later stands. May be repeated."""
    stack = reached(context)
    key = find.key_of(stack)
    with progress("checking the file") as told, interrupted_says("nothing was written"):
        head = backup.checked(file, key, told=told)
    say(f"{head.count} records of stack {head.stack}, saved at {when(head.at)} UTC")
    if not dry_run:
        ask(f"Merge them into {stack.consent_table}?", yes=yes)
    with progress("restoring") as told, interrupted_says("start the same command again: it goes on from there"):
        done = backup.restore(stack, file, head, told=told, dry_run=dry_run)
    verb = "would be " if dry_run else ""
    say(f"{done.added} {verb}added, {done.merged} {verb}merged, {done.same} had nothing new")
    if done.opt_outs_left:
        say(f"{done.opt_outs_left} opt-outs are not put in: those phones have texted a keyword since")

"""`./relay`: the operators' command. Ends with 0; with 1 after a line that says what to do; with 2 if mistyped."""

import sys
from collections.abc import Sequence
from typing import Annotated, Final

import typer
from botocore.exceptions import BotoCoreError, ClientError

from operate.command import campaigns, consent, digest, doctor, find, held, letters, persons, status
from operate.command.help import Commands
from operate.command.reach import Where
from operate.command.reconcile import reconcile
from operate.trouble import Trouble, said

OF_THE_STACK: Final = ("--stack", "--profile", "--region")

app = Commands(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Operate a stack of the relay: the one that `make run` runs here, or one on AWS by its name.",
)
app.add_typer(letters.app, name="letters")
app.add_typer(held.app, name="held")
app.add_typer(consent.app, name="consent")
app.command("erase")(persons.erase)
app.command("export")(persons.export)
app.command("find")(find.find_one)
app.command("trace")(find.trace_one)
app.command("status")(status.show_status)
app.command("pause")(status.pause)
app.command("resume")(status.resume)
app.command("campaigns")(campaigns.show_campaigns)
app.command("stats")(campaigns.show_stats)
app.command("legislators")(campaigns.show_legislators)
app.command("reconcile")(reconcile)
app.command("doctor")(doctor.examine)
app.command("digest")(digest.show_digest)


@app.callback()
def where(
    context: typer.Context,
    stack: Annotated[str, typer.Option(metavar="NAME", help="A stack on AWS instead of the one here.")] = "",
    profile: Annotated[str, typer.Option(metavar="NAME", help="The profile of its AWS credentials.")] = "",
    region: Annotated[str, typer.Option(metavar="NAME", help="Its region.")] = "",
) -> None:
    """These three may stand anywhere in a command."""
    context.obj = Where(stack, profile, region)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command."""
    try:
        app(args=stack_first(sys.argv[1:] if arguments is None else arguments), prog_name="relay")
    except SystemExit as ended:
        return int(ended.code or 0)
    except (Trouble, BotoCoreError, ClientError, OSError) as error:
        sys.stdout.flush()
        print(f"error: {said(error)}", file=sys.stderr)
        return 1
    return 0


def stack_first(arguments: Sequence[str]) -> list[str]:
    """The arguments with those that name the stack before all others, wherever they stood."""
    first: list[str] = []
    rest: list[str] = []
    left = iter(arguments)
    for argument in left:
        if argument == "--":
            return [*first, *rest, argument, *left]
        if argument in OF_THE_STACK:
            first += [argument, *[value for value in [next(left, None)] if value is not None]]
        elif argument.startswith(tuple(f"{option}=" for option in OF_THE_STACK)):
            first.append(argument)
        else:
            rest.append(argument)
    return first + rest


if __name__ == "__main__":
    sys.exit(main())

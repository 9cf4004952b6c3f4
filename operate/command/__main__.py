"""`./relay`: the operators' command. Ends with 0; with 1 after a line that says what to do; with 2 if mistyped.

Nothing that goes wrong is shown as Python shows it: what an exception says may quote a person or a secret.
"""

import sys
from collections.abc import Sequence
from typing import Annotated, Final

import typer

from operate.command import campaigns, consent, digest, doctor, find, held, importing, letters, page, persons, status
from operate.command.help import Commands
from operate.command.reach import Where
from operate.command.reconcile import reconcile
from operate.command.shown import for_terminal
from operate.trouble import said

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
app.command("import")(importing.import_leads)
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
app.command("page")(page.serve)


@app.callback()
def where(
    context: typer.Context,
    stack: Annotated[str | None, typer.Option(metavar="NAME", help="A stack on AWS instead of the one here.")] = None,
    profile: Annotated[str | None, typer.Option(metavar="NAME", help="The profile of its AWS credentials.")] = None,
    region: Annotated[str | None, typer.Option(metavar="NAME", help="Its region.")] = None,
) -> None:
    """These three may stand anywhere in a command."""
    for option, given in zip(OF_THE_STACK, (stack, profile, region), strict=True):
        if given is not None and not given.strip():  # `$STACK` may not be set: that must not mean another stack
            raise typer.BadParameter(f"{option} is empty: set it first")
    context.obj = Where(stack or "", profile or "", region or "")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command."""
    try:
        app(args=stack_first(sys.argv[1:] if arguments is None else arguments), prog_name="relay")
    except SystemExit as ended:
        return int(ended.code or 0)
    except Exception as error:  # noqa: BLE001 - see the module
        sys.stdout.flush()
        print(f"error: {for_terminal(said(error))}", file=sys.stderr)
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
            value = next(left, None)
            if value is None:
                return [argument]  # and nothing else that could be taken for its value
            first += [argument, value]
        elif argument.startswith(tuple(f"{option}=" for option in OF_THE_STACK)):
            first.append(argument)
        else:
            rest.append(argument)
    return first + rest


if __name__ == "__main__":
    sys.exit(main())

"""How `--help` reads: for people who don't program, so without types and ranges; commands in the order of need."""

import re
from collections.abc import Callable
from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

TYPE: Final = re.compile(r" <[^<>]*>$")
"""What typer puts behind a name, such as `<str>`."""

RANGE: Final = re.compile(r"x>=\d+; |; x>=\d+|  \[(x>=\d+|\d+<=x<=\d+)\]")
NEEDED: Final = (
    *("status", "page", "doctor", "digest", "find", "trace", "letters", "held", "consent", "pause", "resume"),
    *("campaigns", "stats", "legislators", "reconcile", "import", "export", "erase"),
)
"""The commands, the first first: how it stands, one person, what waits for a person, the rest."""


def _plainly(command: TyperCommand | TyperGroup, context: Any, formatter: Any) -> None:
    """Write a command's arguments and options."""
    sections: dict[str, list[tuple[str, str]]] = {"Arguments": [], "Options": []}
    for parameter in command.get_params(context):
        if record := parameter.get_help_record(context):
            name, words = record
            kind = "Arguments" if parameter.param_type_name == "argument" else "Options"
            sections[kind].append((TYPE.sub("", name), RANGE.sub("", words)))
    for title, rows in sections.items():
        if rows:
            with formatter.section(title):
                formatter.write_dl(rows)


class Command(TyperCommand):
    """A command whose help is plain."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write them without types."""
        _plainly(self, ctx, formatter)


class Group(TyperGroup):
    """Commands under one name, with plain help, in the order of need."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write them without types, then the commands."""
        _plainly(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def list_commands(self, ctx: Any) -> list[str]:
        """Their names."""
        return sorted(super().list_commands(ctx), key=lambda name: NEEDED.index(name) if name in NEEDED else 0)


class Commands(typer.Typer):
    """What commands are added to, each with plain help."""

    def __init__(self, **options: Any) -> None:
        super().__init__(cls=Group, **options)

    def command(self, name: str | None = None, **options: Any) -> Callable[..., Any]:
        """Add a command."""
        return super().command(name, cls=Command, **options)

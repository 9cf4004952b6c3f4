"""From what was typed to the stack, and from an interruption to a line of words."""

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import typer

from operate import stack
from operate.trouble import Trouble


@dataclass(frozen=True, slots=True)
class Where:
    """Which stack was named; nothing: the one on this machine."""

    name: str
    profile: str
    region: str


def reached(context: typer.Context) -> stack.Stack:
    """The stack that is meant. Says which it is, beside what a command prints. Raises what `stack.chosen` does."""
    where = context.find_root().obj
    found = stack.chosen(where.name, where.profile, where.region)
    print(found.headline, file=sys.stderr, flush=True)
    return found


@contextlib.contextmanager
def interrupted_says(words: str) -> Iterator[None]:
    """Turn Ctrl-C into a line that says how things stand."""
    try:
        yield
    except KeyboardInterrupt:
        raise Trouble(f"interrupted: {words}") from None

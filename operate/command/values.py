"""What people type as a time, a rate or a reason, and the options that several commands take."""

import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from operate.typed import rate_flaw, reason_flaw

UNITS: Final = {"m": 60, "h": 3600, "d": 86_400, "w": 604_800}


def time_of(text: str, now: float | None = None) -> int:
    """A time as milliseconds since 1970: "90m", "2h", "3d", "1w" ago, or a date, with a time if you like (UTC)."""
    now = time.time() if now is None else now
    if ago := re.fullmatch(r"(\d{1,6})([mhdw])", text.strip()):
        return round((now - int(ago[1]) * UNITS[ago[2]]) * 1000)
    try:
        at = datetime.fromisoformat(text.strip())
        seconds = (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        raise typer.BadParameter(f"{text} is no time: write 90m, 2h, 3d, or a date as 2026-11-01T14:30") from None
    if seconds > now:
        raise typer.BadParameter(f"{text} is still to come (times are UTC)")
    return round(seconds * 1000)


def a_rate(given: float) -> float:
    """So many a second, 0 for no limit."""
    if flaw := rate_flaw(given):
        raise typer.BadParameter(flaw)
    return given


def a_reason(given: str) -> str:
    """Why something is done, as it may be kept for ever: short, and without an address."""
    why = one_filled(given)
    if flaw := reason_flaw(why):
        raise typer.BadParameter(flaw)
    return why


def a_reason_or_none(given: str) -> str:
    """The same, where it may be left out."""
    return a_reason(given) if given else ""


def all_filled(ids: list[str]) -> list[str]:
    """Ids, none of them empty: `$ID` may not be set."""
    if not all(each.strip() for each in ids):
        raise typer.BadParameter("an id is empty: set it first")
    return [each.strip() for each in ids]


def one_filled(given: str) -> str:
    """A text that is not empty."""
    return all_filled([given])[0]


Ids = Annotated[list[str], typer.Argument(metavar="ID...", callback=all_filled)]
Id = Annotated[str, typer.Argument(metavar="ID", callback=one_filled)]
Campaign = Annotated[
    int, typer.Option(min=0, metavar="NUMBER", show_default=False, help="Only those of this campaign.")
]
Since = Annotated[
    int | None, typer.Option(parser=time_of, metavar="TIME", help="Only those from then on: 2h, 3d, 2026-11-01 (UTC).")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")]
Rate = Annotated[
    float,
    typer.Option(
        callback=a_rate, metavar="NUMBER", show_default=False, help="At most so many a second; else all at once."
    ),
]
CallRate = Annotated[
    float,
    typer.Option(
        "--rate", callback=a_rate, metavar="NUMBER", help="At most so many calls of the API a second; 0: no limit."
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")]
All = Annotated[bool, typer.Option("--all", help="Show all of them, not the first 50.")]
NewFile = Annotated[Path, typer.Argument(metavar="FILE", help="A new file for them, for its owner only.")]
Why = Annotated[str, typer.Option(metavar="WORDS", callback=a_reason, help="Why; no names, it is kept.")]

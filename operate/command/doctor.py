"""`relay doctor`: what is wrong with a stack, in words, and what to do about it."""

from typing import Annotated, Any, Final

import typer

from operate import doctor
from operate.checks.facts import Facts
from operate.checks.finding import Severity
from operate.command.reach import interrupted_says, reached
from operate.command.shown import as_json, paragraph, progress, say
from operate.command.values import AsJson

SIGNS: Final[dict[Severity, str]] = {"broken": "BROKEN", "warning": "WARNING", "note": "note"}


def examine(
    context: typer.Context,
    for_programs: AsJson = False,
    everything: Annotated[bool, typer.Option("--all", help="Name also the checks that found nothing.")] = False,
) -> None:
    """Look for misconfigurations, and say what to do. Nothing is changed. Ends with 1 if something is wrong."""
    stack = reached(context)
    with progress("looking") as told, interrupted_says("nothing was changed"):
        found = doctor.examine(Facts(stack), told=told)
    if for_programs:
        as_json([_for_programs(each) for each in found])
    else:
        for each in found:
            _show(each)
        if everything:
            well = doctor.CHECKS.keys() - {each.check for each in found}
            paragraph(f"well: {', '.join(name for name in doctor.CHECKS if name in well)}")
    wrong = [each for each in found if each.severity != "note"]
    notes = len(found) - len(wrong)
    noted = f", {notes} to know" if notes else ""
    say(f"{len(doctor.CHECKS)} checks: {len(wrong) or 'nothing'} wrong{noted}")
    if wrong:
        raise typer.Exit(1)


def _show(each: doctor.Found) -> None:
    paragraph(each.finding.what, bold=SIGNS[each.severity])
    for line in each.finding.todo:
        paragraph(line, indent="  ")
    print()


def _for_programs(each: doctor.Found) -> dict[str, Any]:
    return {
        "check": each.check,
        "severity": each.severity,
        "looked": each.looked,
        "what": each.finding.what,
        "todo": list(each.finding.todo),
    }

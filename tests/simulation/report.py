"""The summary of many runs, and a bar while they pass."""

import resource
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TextIO

from tests.simulation import drawn
from tests.simulation.crash_points import Points
from tests.simulation.seeds import SimulatedRun

WIDTH = 40
MEGABYTE_KB = 1024


def with_bar[T](items: Iterable[T], total: int, out: TextIO = sys.stderr) -> Iterator[T]:
    """The items as they come, with a bar that shows how many of the total have."""
    for done, item in enumerate(items, start=1):
        yield item
        full = WIDTH * done // total
        end = "\n" if done == total else ""
        if out.isatty() or done == total:
            print(f"\r[{'#' * full}{'.' * (WIDTH - full)}] {done}/{total}", end=end, file=out, flush=True)


def peak_megabytes() -> tuple[int, int]:
    """The most memory of this process and of the largest of its children, in MB."""
    own, children = (
        resource.getrusage(who).ru_maxrss // MEGABYTE_KB for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own, children


def summary(runs: list[SimulatedRun], points: Points | None, seconds: float, processes: int) -> str:
    """A table of what was done and what it came to."""
    outcomes, faults, deaths, kinds = (
        sum((getattr(run, name) for run in runs), Counter[str]()) for name in ("outcomes", "faults", "deaths", "drawn")
    )
    climates = Counter(run.kind for run in runs)
    own, children = peak_megabytes()
    lines = [("seeds", f"{len(runs)}: " + ", ".join(f"{kind} {count}" for kind, count in sorted(climates.items())))]
    lines.append(("submissions", f"{sum(run.submissions for run in runs):,}"))
    lines.append(("queue receives", f"{sum(run.receives for run in runs):,}"))
    lines.append(("faults", f"{sum(faults.values()):,}: {_counts(faults)}"))
    lines.append(("deaths", f"{sum(deaths.values()):,}: {_counts(deaths)}"))
    lines += [(group, _drawn(group, kinds)) for group in drawn.GROUPS]
    lines.append(("never drawn", ", ".join(missing(kinds)) or "none of the kinds"))
    lines.append(("outcomes", _counts(outcomes)))
    lines += [("a dead API got", text) for text in _calls(runs)]
    if points:
        lines.append(
            ("crash points", f"{points.singles} alone and {points.pairs} in pairs: {_counts(points.outcomes)}")
        )
    lines.append(("time", f"{seconds:.0f} s in {processes} processes"))
    lines.append(("peak memory", f"{own} MB, and {children} MB in the largest other process"))
    wrong = [run.seed for run in runs if run.wrong]
    lines.append(("failed seeds", ", ".join(map(str, sorted(wrong))) or "none"))
    return "\n".join(f"{name:15} {text}" for name, text in lines)


def missing(kinds: Counter[str]) -> list[str]:
    """What was never drawn."""
    return [kind for kind in drawn.KINDS if not kinds[kind]]


def _drawn(group: str, kinds: Counter[str]) -> str:
    return ", ".join(f"{kind.partition(': ')[2]} {kinds[kind]:,}" for kind in drawn.GROUPS[group])


def _calls(runs: list[SimulatedRun]) -> Iterator[str]:
    outages = [run for run in runs if run.calls_bound]
    if outages:
        worst = max(outages, key=lambda run: run.calls / run.calls_bound)
        text = f"at most {worst.calls:,} calls in 72 h (seed {worst.seed}, {worst.submissions} submissions)"
        yield f"{text}; the bound was {worst.calls_bound:,}"


def _counts(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.most_common()) or "none"

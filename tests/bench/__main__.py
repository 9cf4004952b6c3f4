"""Measures the relay and the handlers beside it, prints the tables, and writes them into docs/performance.md:

    python -m tests.bench                   what `sam build` makes in .aws-sam/local, built anew if need be
    python -m tests.bench --built FOLDER    what it made elsewhere

Exits with 1 if a limit is missed, with 2 if nothing could be measured.
It takes about four minutes.
"""

import argparse
import itertools
import os
import shutil
import signal
import statistics
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from local.processes import StackError
from tests.bench import authority, events, figures, functions, page
from tests.bench.figures import MILLION, Figure, Side, Sides
from tests.bench.measuring import Counted, Measuring, MeasuringError, Step, Timed
from tests.bench.page import PageError
from tests.bench.servers import Servers

API_SECONDS = 0.2
IDLE_MS = 10_000
EACH = 10  # submissions of a kind, of which the median counts
TEN = 10  # records of a batch
WARMING = 2  # invocations that open the connections
WAIT_ROUNDS = 61
BATCH_ROUNDS = 61
STEPS = (
    [Step(events.sign_up)] * (1 + WARMING + EACH)
    + [Step(events.sign_up, after_ms=IDLE_MS)] * EACH
    + [Step(events.opting_in)] * EACH
)


def main() -> int:
    """Measure, print, write, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="The relay's numbers, beside others'.")
    parser.add_argument("--built", type=Path, help="a folder that `sam build` made for this machine")
    folder = parser.parse_args().built
    if shutil.which("valgrind") is None:
        print(
            "error: valgrind, which counts the instructions, is missing: apt-get install valgrind "
            "(other systems: https://valgrind.org)",
            file=sys.stderr,
        )
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that its processes and files go with it
    try:
        sides, budget = measure((folder or functions.built()).resolve())
        text = page.tables(sides, budget)
        print(text)
        page.write(text)
    except (MeasuringError, StackError, PageError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 1 if any(figure.is_missed for figure in budget) else 0


def measure(build: Path) -> tuple[Sides, list[Figure]]:
    """All measurements of one build."""
    with tempfile.TemporaryDirectory(prefix="relay-bench-") as name, Servers() as servers:
        folder = Path(name)
        made = authority.throw_away(folder)
        measuring = Measuring(functions.prepare(build, folder, made), servers, made, folder)
        sides = _sides(measuring)
        sizes = [TEN] * WARMING + [1, TEN] * BATCH_ROUNDS
        batches = measuring.time_batches(sizes, API_SECONDS)
        ones, tens = batches.seconds[WARMING::2], batches.seconds[WARMING + 1 :: 2]
        return sides, figures.budget(
            sides,
            statistics.median(tens) / statistics.median(ones),
            max(batches.peak_mb, sides.relay.peak_mb or 0.0),
            wait_rounds=WAIT_ROUNDS,
            batch_rounds=BATCH_ROUNDS,
        )


def _sides(measuring: Measuring) -> Sides:
    all_ = measuring.functions
    counted_ones = (all_.noop, all_.bare, all_.web_form, all_.fastapi_mangum, all_.straightforward)
    # Counts are the same however busy the machine is; times are not, so those come afterwards, one at a time.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        counts = list(pool.map(lambda function: measuring.count(function, STEPS), counted_ones))
    times = measuring.time_forms(counted_ones[1:], WARMING + WAIT_ROUNDS, API_SECONDS)
    noop, bare, relay, fastapi_mangum, straightforward = (
        _side(name, counted, timed) for name, counted, timed in zip(figures.SIDES, counts, [None, *times], strict=True)
    )
    return Sides(noop=noop, bare=bare, relay=relay, fastapi_mangum=fastapi_mangum, straightforward=straightforward)


def _side(name: str, counted: Counted, timed: Timed | None) -> Side:
    first, *later = (count / MILLION for count in counted.invocations)
    kinds = itertools.batched(later[WARMING:], EACH, strict=True)
    warm, idle, opting_in = map(statistics.median, kinds)
    return Side(
        name=name,
        cold=counted.initialisation / MILLION + first,
        first=first,
        warm=warm,
        opting_in=opting_in,
        idle=idle,
        wait=_wait(timed.seconds[WARMING:], timed.api_seconds[WARMING:]) if timed else None,
        peak_mb=timed.peak_mb if timed else None,
    )


def _wait(seconds: Sequence[float], api_seconds: Sequence[float]) -> float:
    return statistics.median(seconds) / statistics.median(api_seconds)


if __name__ == "__main__":
    sys.exit(main())

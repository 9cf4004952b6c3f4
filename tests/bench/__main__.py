"""Measures the relay and prints a table: `make bench`, or

    python -m tests.bench                   what `sam build` makes in .aws-sam/local, built anew if need be
    python -m tests.bench --built FOLDER    what it made elsewhere

Exits with 1 if a target is missed that holds from the first version on, with 2 if nothing could be measured.
It takes about two minutes.
"""

import argparse
import shutil
import signal
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from local.processes import StackError
from tests.bench import authority, events, functions, targets
from tests.bench.functions import Function
from tests.bench.measuring import Measuring, MeasuringError
from tests.bench.servers import Servers
from tests.bench.targets import Row

MILLION = 1e6
FEW, MANY = 10, 20
API_SECONDS = 0.2
RECORDS = 10
ROUNDS = 15


def main() -> int:
    """Measure, print, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="The relay's numbers, in instructions.")
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
        rows = measure(folder or functions.built())
    except (MeasuringError, StackError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(targets.table(rows))
    return 1 if any(row.is_missed for row in rows) else 0


def measure(build: Path) -> list[Row]:
    """All measurements of one build."""
    with tempfile.TemporaryDirectory(prefix="relay-bench-") as name, Servers() as servers:
        folder = Path(name)
        made = authority.throw_away(folder)
        measuring = Measuring(functions.prepare(build, folder, made), servers, made)
        return [cold(measuring), *warm(measuring), retries(measuring)]


def cold(measuring: Measuring) -> Row:
    """From the start of the process to the first answer."""
    relay, first = measuring.functions.web_form, [events.sign_up(0)]
    return Row(
        "cold start, against a no-op",
        measuring.instructions(relay, first) / MILLION,
        measuring.instructions(measuring.functions.noop, first) / MILLION,
        "M",
        targets.COLD,
        measuring.run(relay, first).peak_mb,
    )


def warm(measuring: Measuring) -> Iterator[Row]:
    """One more submission in a process that has had some, plain and with two opt-ins."""
    for what, person, target in (
        ("plain", events.sign_up, targets.WARM),
        ("two opt-ins", events.opting_in, targets.WARM_WITH_WILLS),
    ):
        yield Row(
            f"warm submission ({what}), against a bare handler",
            _one_more(measuring, measuring.functions.web_form, person),
            _one_more(measuring, measuring.functions.bare, person),
            "M",
            target,
            measuring.run(measuring.functions.web_form, events.of(person, MANY)).peak_mb,
        )


def _one_more(measuring: Measuring, function: Function, person: events.Person) -> float:
    few, many = (measuring.instructions(function, events.of(person, count)) for count in (FEW, MANY))
    return (many - few) / (MANY - FEW) / MILLION


def retries(measuring: Measuring) -> Row:
    """A batch of the retry function in a warm process, against a batch of one, as a person's watch sees it."""
    rounds = [event for _ in range(ROUNDS) for event in (events.batch(1), events.batch(RECORDS))]
    measuring.platform.seconds = API_SECONDS
    try:
        # Two batches go before, to open the connections.
        measured = measuring.run(measuring.functions.retry, [events.batch(RECORDS)] * 2 + rounds)
    finally:
        measuring.platform.seconds = 0.0
    ones, tens = measured.seconds[2::2], measured.seconds[3::2]
    return Row(
        f"retry batch of {RECORDS}, against one (API: {API_SECONDS * 1000:.0f} ms)",
        statistics.median(tens) * 1000,
        statistics.median(ones) * 1000,
        "ms",
        targets.BATCH,
        measured.peak_mb,
    )


if __name__ == "__main__":
    sys.exit(main())

"""`python -m tests.mutants`: all mutants, each with what caught it. Fails if one survives.

python -m tests.mutants lease mark     only those with one of these words in their name
python -m tests.mutants --both         the simulation and the unit tests on each, to see what each is worth
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue
from typing import Final

from tests.mutants.copies import ROOT, Verdict, copy_project, fails_unchanged, tried
from tests.mutants.patch import Patch
from tests.mutants.patches import PATCHES
from tests.mutants.warm import Warm

PROCESSES: Final = os.process_cpu_count() or 2


def main(arguments: list[str]) -> int:
    """The exit code: 0 if none survives."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description="Take out each safeguard in turn.")
    parser.add_argument("words", nargs="*")
    parser.add_argument("--both", action="store_true")
    options = parser.parse_args(arguments)
    chosen = [p for p in PATCHES if not options.words or any(word in p.name for word in options.words)]
    began = time.monotonic()
    with ExitStack() as stack:
        source = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="unchanged-")))
        copy_project(ROOT, source)  # so that all are tried on one state, whatever is edited meanwhile
        warm = [stack.enter_context(Warm()) for _ in range(PROCESSES)]
        if failed := fails_unchanged(source, warm[0]):
            return _no_proof(failed)
        verdicts = []
        for verdict in _tried(chosen, warm, both=options.both, source=source):
            verdicts.append(verdict)
            print(f"{len(verdicts):3}/{len(chosen)} {_described(verdict)}", flush=True)
        by_simulation = any(verdict.simulation for verdict in verdicts)
        if by_simulation and (failed := fails_unchanged(source, warm[0], simulation=True)):
            return _no_proof(failed)
    survivors = [verdict.patch.name for verdict in verdicts if verdict.survived]
    by_unit_tests = sum(bool(verdict.unit) for verdict in verdicts)
    print(f"{len(chosen) - len(survivors)} of {len(chosen)} mutants were caught in {time.monotonic() - began:.0f} s,")
    print(f"{by_unit_tests} of them by unit tests")
    for name in survivors:
        print(f"SURVIVED  {name}")
    return 1 if survivors else 0


def _tried(patches: list[Patch], warm: list[Warm], *, both: bool, source: Path) -> Iterator[Verdict]:
    """Each patch's verdict as it comes, by as many processes as there are."""
    free: SimpleQueue[Warm] = SimpleQueue()
    for process in warm:
        free.put(process)

    def one(patch: Patch) -> Verdict:
        process = free.get()
        try:
            return tried(patch, process, both=both, source=source)
        finally:
            free.put(process)

    with ThreadPoolExecutor(len(warm)) as threads:
        for each in as_completed([threads.submit(one, patch) for patch in patches]):
            yield each.result()


def _no_proof(failed: str) -> int:
    """Every mutant would count as caught by a test that fails anyway."""
    print(f"not even unchanged does the project pass its tests: {failed}")
    return 1


def _described(verdict: Verdict) -> str:
    by = [f"{kind}: {test}" for kind, test in (("unit", verdict.unit), ("simulation", verdict.simulation)) if test]
    return f"{verdict.patch.name}: " + ("; ".join(by) or "SURVIVED")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

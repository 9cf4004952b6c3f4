"""`python -m tests.mutants`: all mutants, each with what caught it. Fails if one survives.

python -m tests.mutants lease mark     only those with one of these words in their name
python -m tests.mutants --both         the simulation and the unit tests on each, to see what each is worth
"""

import argparse
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.mutants.copies import PROCESSES, ROOT, Verdict, copy_project, fails_unchanged, tried
from tests.mutants.patches import PATCHES


def main(arguments: list[str]) -> int:
    """The exit code: 0 if none survives."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description="Take out each safeguard in turn.")
    parser.add_argument("words", nargs="*")
    parser.add_argument("--both", action="store_true")
    options = parser.parse_args(arguments)
    chosen = [p for p in PATCHES if not options.words or any(word in p.name for word in options.words)]
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="unchanged-") as folder, ThreadPoolExecutor(PROCESSES) as threads:
        source = Path(folder)
        copy_project(ROOT, source)  # so that all are tried on one state, whatever is edited meanwhile
        if failed := fails_unchanged(source):
            return _no_proof(failed)
        verdicts = []
        for verdict in threads.map(lambda patch: tried(patch, both=options.both, source=source), chosen):
            verdicts.append(verdict)
            print(f"{len(verdicts):3}/{len(chosen)} {_described(verdict)}", flush=True)
        if any(verdict.simulation for verdict in verdicts) and (failed := fails_unchanged(source, simulation=True)):
            return _no_proof(failed)
    survivors = [verdict.patch.name for verdict in verdicts if verdict.survived]
    by_unit_tests = sum(bool(verdict.unit) for verdict in verdicts)
    print(f"{len(chosen) - len(survivors)} of {len(chosen)} mutants were caught in {time.monotonic() - began:.0f} s,")
    print(f"{by_unit_tests} of them by unit tests")
    for name in survivors:
        print(f"SURVIVED  {name}")
    return 1 if survivors else 0


def _no_proof(failed: str) -> int:
    """Every mutant would count as caught by a test that fails anyway."""
    print(f"not even unchanged does the project pass its tests: {failed}")
    return 1


def _described(verdict: Verdict) -> str:
    by = [f"{kind}: {test}" for kind, test in (("unit", verdict.unit), ("simulation", verdict.simulation)) if test]
    return f"{verdict.patch.name}: " + ("; ".join(by) or "SURVIVED")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

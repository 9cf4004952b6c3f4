"""`python -m tests.mutants`: all mutants, each with what caught it. Fails if one survives.

python -m tests.mutants lease mark     only those with one of these words in their name
python -m tests.mutants --both         the storm and the unit tests on each, to see what each is worth
"""

import argparse
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from tests.mutants.copies import Verdict, tried
from tests.mutants.patches import PATCHES

PROCESSES = 2


def main(arguments: list[str]) -> int:
    """The exit code: 0 if none survives."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description="Take out each safeguard in turn.")
    parser.add_argument("words", nargs="*")
    parser.add_argument("--both", action="store_true")
    options = parser.parse_args(arguments)
    chosen = [p for p in PATCHES if not options.words or any(word in p.name for word in options.words)]
    began = time.monotonic()
    survivors = []
    with ThreadPoolExecutor(PROCESSES) as threads:
        for done, verdict in enumerate(threads.map(lambda patch: tried(patch, both=options.both), chosen), start=1):
            print(f"{done:3}/{len(chosen)} {_described(verdict)}", flush=True)
            survivors += [verdict.patch.name] if verdict.survived else []
    print(f"{len(chosen) - len(survivors)} of {len(chosen)} mutants were caught in {time.monotonic() - began:.0f} s")
    for name in survivors:
        print(f"SURVIVED  {name}")
    return 1 if survivors else 0


def _described(verdict: Verdict) -> str:
    by = [f"{kind}: {test}" for kind, test in (("unit", verdict.unit), ("storm", verdict.storm)) if test]
    return f"{verdict.patch.name}: " + ("; ".join(by) or "SURVIVED")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

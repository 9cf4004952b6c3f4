"""`python -m tests.model`: every model in its whole size; without each safeguard, how what it prevents comes about."""

import resource
import sys
import time

from tests.model.cases import MODELS
from tests.model.checker import Case, Verdict, check

KILOBYTES = 1024


def main(arguments: list[str]) -> int:
    """The exit code: 0 if all is as it should be. Arguments name the models, none: all."""
    began, states, wrong = time.monotonic(), 0, []
    for name, cases in MODELS.items():
        if arguments and name not in arguments:
            continue
        print(f"\n{name}")
        for case in cases:
            started = time.monotonic()
            verdict = check(case.make())
            states += verdict.states
            if not case.holds(verdict):
                wrong.append(f"{name}: {case.name}")
            _show(case, verdict, time.monotonic() - started)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // KILOBYTES
    print(f"\n{states:,} states in {time.monotonic() - began:.0f} s, at most {megabytes} MB")
    print(*(f"NOT AS EXPECTED  {each}" for each in wrong), sep="\n", end="\n" if wrong else "")
    return 1 if wrong else 0


def _show(case: Case, verdict: Verdict, seconds: float) -> None:
    mark = "  " if case.holds(verdict) else "!!"
    print(f"{mark} {case.name}: {verdict.wrong or 'holds'}  ({verdict.states:,} states, {seconds:.1f} s)", flush=True)
    for number, words in enumerate(verdict.trace, start=1):
        print(f"      {number:2} {words}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

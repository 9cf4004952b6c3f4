"""`python -m tests.hammer`: unit tests and simulation again and again, while something else keeps all cores busy.

Each time in another order and with other examples, drawn anew, with all cores. Fails if one run does, and says which.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

TESTS = (
    *(sys.executable, "-m", "pytest", "-n", "auto", "--dist", "worksteal", "--hypothesis-profile", "exploring"),
    *("tests/unit", "tests/simulation"),
)
# It ends with who started it, whatever becomes of that.
BUSY = "import os\nos.nice(10)\nparent = os.getppid()\nwhile os.getppid() == parent: pass"


def main(arguments: list[str]) -> int:
    """The exit code: 0 if all runs passed."""
    parser = argparse.ArgumentParser(prog="python -m tests.hammer", description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    times = parser.parse_args(arguments).times
    failed = 0
    with busy(os.cpu_count() or 1):
        for number in range(1, times + 1):
            began = time.monotonic()
            run = subprocess.run(TESTS, capture_output=True, text=True, check=False)
            *_, order, result = run.stdout.strip().splitlines() if run.returncode == 0 else (run.stdout, "FAILED")
            print(f"{number:3}/{times} {time.monotonic() - began:4.0f} s  {result}; {order}", flush=True)
            failed += run.returncode != 0
    print(f"{times - failed} of {times} runs passed")
    return 1 if failed else 0


@contextmanager
def busy(processes: int) -> Iterator[None]:
    """Something else to do for so many cores, politely: it takes what the tests leave, and a part of what they want."""
    loops = [subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(processes)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""pytest in children of a process that has imported what no patch changes, so that a run of tests begins at once.

Run as a script it is that process: it reads a line of JSON for each run, and answers with the exit code. It imports
nothing of this project: its children would then test that, and not the copy in which they run.
"""

import importlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, Final, Self

LIBRARIES: Final = ("pytest", "_pytest.terminal", "hypothesis.strategies", "time_machine", "pydantic", "requests")
CLOUD: Final = ("botocore.session", "aws_lambda_powertools.logging", "aws_lambda_powertools.metrics")
OPTIONS: Final = (
    *("-x", "-q", "--no-header", "--tb=no", "-p", "no:cacheprovider"),
    *("-p", "no:randomly"),  # in the order given: those most likely to fail come first
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),  # of what was imported before
)
SECONDS: Final = 600
OUTPUT: Final = "pytest.out"


class Warm:
    """The process, as its user sees it: one run at a time. A context manager."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-P", __file__]
        environment = {**os.environ, "PYTHONPATH": ""}
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, env=environment
        )
        return self

    def __exit__(self, *_: object) -> None:
        with self._process:  # which closes its input, and so ends it
            pass

    def first_failure(self, copy: Path, *what: str, leaves_byte_code: bool = False) -> str:
        """The first test that fails in a copy of the project, by its name; "" if all pass."""
        assert self._process.stdin
        assert self._process.stdout
        request = {"folder": str(copy), "arguments": [*OPTIONS, *what], "leaves_byte_code": leaves_byte_code}
        self._process.stdin.write(json.dumps(request) + "\n")
        code = int(self._process.stdout.readline())
        if code == 0:
            return ""
        if code == -signal.SIGALRM:
            return "it never ended"
        said = (copy / OUTPUT).read_text()
        failed = [line for line in said.splitlines() if line.startswith(("FAILED", "ERROR"))]
        return failed[0].partition("::")[2].partition(" - ")[0] if failed else said[-300:]


def main() -> None:
    for name in LIBRARIES + CLOUD:
        importlib.import_module(name)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            run(**json.loads(line))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def run(*, folder: str, arguments: list[str], leaves_byte_code: bool) -> Any:
    """Run pytest in the folder, and end this process."""
    import pytest

    signal.alarm(SECONDS)
    os.chdir(folder)
    with Path(OUTPUT).open("w") as output, Path(os.devnull).open() as nothing:
        os.dup2(nothing.fileno(), 0)
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    sys.path.insert(0, folder)
    sys.dont_write_bytecode = not leaves_byte_code
    os.environ["PYTHONDONTWRITEBYTECODE"] = "" if leaves_byte_code else "1"
    code = pytest.main(arguments)
    sys.stdout.flush()
    os._exit(code)


if __name__ == "__main__":
    main()

"""What an import of many rows costs its operator's machine, and that two kills lose and double nobody:

    PYTHONPATH=layers/relay python -m tests.bench.importing              1,000 and 100,000 rows
    PYTHONPATH=layers/relay python -m tests.bench.importing 1000 5000    as many as you say

One row in a hundred is bad. The queue is a file to which the command's own process adds what SQS would have taken, so
that a process that is killed leaves what SQS would have. Then the relay's worker delivers all of it, over AWS and a
platform in memory. Prints a line for each file; exits with 1 if the platform has not exactly the right advocates, each
made once. It is in no table: time is that of this machine.
"""

import argparse
import json
import logging
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import batched
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from operate import importing
from operate.leads import resuming
from operate.queue import BATCH
from tests.fakes.relay import World
from tests.fakes.settings import RETRY
from tests.unit.operate.importable import CAMPAIGNS, HEADER, Queue, imported

SIZES = (1000, 100_000)
ONE_IN = 100


def main() -> int:
    """Measure, print, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.importing", description="An import's own cost.")
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, metavar="ROWS")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        return _child(given.child)
    return max([_measured(rows) for rows in given.sizes])


def _child(file: Path) -> int:
    """Import a file, as the command does, into a queue that is a file; print the memory at its peak."""
    with patch.object(importing, "known_campaigns", lambda _: CAMPAIGNS):
        imported(file, _FileQueue(dead=[], file=_queue_of(file)), zone="UTC")
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return 0


class _FileQueue(Queue):
    """SQS as a file of lines."""

    def __init__(self, *, file: Path, **rest: Any) -> None:
        super().__init__(**rest)
        self._file = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def send_message_batch(self, **request: Any) -> dict[str, Any]:
        entries = request["Entries"]
        os.write(self._file, "".join(f"{each['MessageBody']}\n" for each in entries).encode())
        return {"Successful": entries}


def _measured(rows: int) -> int:
    """Import so many rows, with two kills, and say what it took."""
    with tempfile.TemporaryDirectory(prefix="relay-import-") as folder:
        file = Path(folder) / "leads.csv"
        with file.open("w", encoding="utf-8") as out:
            out.write(f"{HEADER}\n")
            out.writelines(f"2026-11-20 12:00:{each % 60:02d},Ann {each},{_email(each)},@a\n" for each in range(rows))
        began = time.monotonic()
        killed = [_killed(file, random.randrange(rows // 10, rows // 3)) for _ in range(2)]
        done = subprocess.run([*_command(file)], capture_output=True, text=True, check=False)
        took = time.monotonic() - began
        sent = _queue_of(file).read_text(encoding="utf-8").splitlines()
    right = {_email(each) for each in range(rows) if each % ONE_IN}
    made = _delivered(sent)
    is_right = done.returncode == 0 and made == dict.fromkeys(right, 1)
    print(
        f"{rows} rows, {rows // ONE_IN} bad, killed after {killed} of them: {took:.0f} s with all beginnings, "
        f"{int(done.stdout or 0) // 1024} MB at the peak, {len(sent) - len(right)} sent twice, {len(made)} advocates, "
        f"{'exactly the right ones' if is_right else 'NOT THE RIGHT ONES'}"
    )
    return 0 if is_right else 1


def _delivered(messages: Sequence[str]) -> Counter[str]:
    """How many advocates of each e-mail address the worker makes of what was queued."""
    logging.disable(logging.INFO)  # a line for each
    world, made = World(), Counter[str]()

    def create_advocate(*, email: str, **_: Any) -> SimpleNamespace:
        made[email] += 1
        return SimpleNamespace(advocateid=made.total())

    def list_advocates(*, email: str, **_: Any) -> Iterator[Any]:
        assert not made[email], f"{email} is asked for once more"
        return iter(())

    world.platform.create_advocate = create_advocate  # type: ignore[method-assign, assignment]
    world.platform.list_advocates = list_advocates  # type: ignore[method-assign, assignment]
    for batch in batched(messages, BATCH, strict=False):
        for message in batch:
            world.parts.queues.retry(message, delay_seconds=0)
        world.work()
    assert not world.messages(RETRY)
    return made


def _killed(file: Path, more: int) -> int:
    """Begin or go on, and kill the command once so many more rows are queued; how many are then."""
    enough = _noted(file) + more
    with subprocess.Popen([*_command(file)], stdout=subprocess.DEVNULL) as command:
        while _noted(file) < enough and command.poll() is None:
            time.sleep(0.001)
        command.kill()
    return _noted(file)


def _noted(file: Path) -> int:
    try:
        return int(json.loads(resuming.noted_beside(file).read_text(encoding="utf-8"))["queued"])
    except FileNotFoundError:
        return 0


def _email(number: int) -> str:
    return f"p{number}@example.org" if number % ONE_IN else "nobody"


def _queue_of(file: Path) -> Path:
    return file.with_suffix(".queue")


def _command(file: Path) -> list[str]:
    return [sys.executable, "-m", "tests.bench.importing", "--child", str(file)]


if __name__ == "__main__":
    sys.exit(main())

"""A run of the tests: its order is drawn, named and repeatable, and its clock can be set."""

import re
import subprocess
import sys
from argparse import ArgumentTypeError
from pathlib import Path

import pytest

from tests.conftest import moment

ROOT = Path(__file__).parents[3]
TELLS_ITS_ORDER = """
import pytest

@pytest.mark.parametrize("number", range(20))
def test_one(number):
    print("ran", number)
"""
TELLS_THE_TIME = """
import time
from datetime import UTC, datetime

def test_time():
    assert 0 <= time.time() - datetime(2026, 11, 1, 5, 59, 30, tzinfo=UTC).timestamp() < 3600
    assert datetime.now(UTC).date() == datetime(2026, 11, 1).date()
    assert time.strftime("%Z", time.localtime(1_793_512_770)) == "EDT"
    assert time.strftime("%Z", time.localtime(1_793_512_770 + 30)) == "EST"
"""


def run(folder: Path, content: str, *options: str) -> "subprocess.CompletedProcess[str]":
    """pytest as this project configures it, over one file of tests."""
    file = folder / "test_file.py"
    file.write_text(content)
    command = [sys.executable, "-m", "pytest", "-c", "pyproject.toml", "-p", "tests.conftest", "-p", "no:cacheprovider"]
    return subprocess.run(
        [*command, "-s", *options, str(file)], cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
    )


def order(output: str) -> list[int]:
    return [int(number) for number in re.findall(r"ran (\d+)", output)]


def test_each_run_has_an_order_of_its_own_that_can_be_repeated(tmp_path: Path) -> None:
    first = run(tmp_path, TELLS_ITS_ORDER)
    assert sorted(order(first.stdout)) == list(range(20))
    (seed,) = re.findall(r"--randomly-seed=\d+", first.stdout)
    assert order(run(tmp_path, TELLS_ITS_ORDER, seed).stdout) == order(first.stdout) != list(range(20))


def test_a_run_begins_at_the_moment_that_it_is_told(tmp_path: Path) -> None:
    done = run(tmp_path, TELLS_THE_TIME, "--begin-at", "2026-11-01 01:59:30 America/New_York")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("text", ["2026-02-29 12:00 UTC", "2026-02-28 12:00", "2026-02-28 12:00 Atlantis"])
def test_a_moment_that_cannot_be_is_one_clear_line(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match="write a date, a time and a zone"):
        moment(text)

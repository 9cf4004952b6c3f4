"""A copy of the project with one safeguard taken out, and what its tests say of it."""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.mutants.patches import Patch

ROOT: Final = Path(__file__).parents[2]
COPIED: Final = ("layers", "functions", "local", "tests", "events", "campaigns.toml", "pyproject.toml")
LEFT_OUT: Final = shutil.ignore_patterns("__pycache__", ".*", "storage", "*.sqlite")
UNIT_TESTS: Final = ("delivery", "intake", "retry", "opt_out", "journal", "consent", "settle", "breaker")
SECONDS: Final = 600


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which tests failed on a mutant: the first of each kind, "" if none did."""

    patch: Patch
    storm: str
    unit: str

    @property
    def survived(self) -> bool:
        """Whether nothing noticed."""
        return not (self.storm or self.unit)


def tried(patch: Patch, *, both: bool) -> Verdict:
    """Apply the patch to a copy and run the tests there: the storm's only if the unit tests pass, or `both`."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        copy = Path(folder)
        for name in COPIED:
            _copy(ROOT / name, copy / name)
        patch.apply(copy)
        files = [path for name in UNIT_TESTS if (path := f"tests/unit/test_{name}.py") and (copy / path).exists()]
        unit = _first_failure(copy, *files)
        storm = _first_failure(copy, "tests/storm") if both or not unit else ""
    return Verdict(patch, storm, unit)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=LEFT_OUT)
    elif source.exists():
        shutil.copy(source, target)


def _first_failure(copy: Path, *what: str) -> str:
    """The first test that fails, by its name; "" if all pass."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--no-header", "-p", "no:cacheprovider", "--tb=no", *what]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": ""}
    try:
        result = subprocess.run(
            command, cwd=copy, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return "it never ended"
    if result.returncode == 0:
        return ""
    failed = [line for line in result.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return failed[0].partition("::")[2].partition(" - ")[0] if failed else result.stdout[-300:] + result.stderr[-300:]

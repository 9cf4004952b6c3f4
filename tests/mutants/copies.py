"""A copy of the project with one safeguard taken out, and what its tests say of it."""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.mutants.patch import Patch

ROOT: Final = Path(__file__).parents[2]
COPIED: Final = ("layers", "functions", "local", "operate", "tests", "events", "pyproject.toml", "template.yaml")
LEFT_OUT: Final = shutil.ignore_patterns("__pycache__", ".*", "storage", "*.sqlite")
UNIT_TESTS: Final = (
    *(f"delivery/{name}" for name in ("deliver", "advocate", "connections", "intake", "unusable", "worker", "opt_out")),
    *(f"delivery/{name}" for name in ("contacts", "mangled_messages", "receipt", "reconcile", "operators_word")),
    *(
        f"delivery/{name}"
        for name in ("breaker", "longest_answer", "suppressed", "persons", "refused_create", "platforms_words")
    ),
    *(f"stores/{name}" for name in ("contact_claims", "journal", "consent", "ids", "secrets", "persons", "aws")),
    *(f"sources/{name}" for name in ("redaction", "sms", "twitter_card", "web_form", "web_form_rules")),
    "sources/functions_ingress",
    *(f"phone2action/{name}" for name in ("judgement", "reading", "transport", "total_time", "sockets")),
    "canonical",
    "messages",
    "telemetry",
    "settings",
    "golden_messages",
    "operate/queue",
)
SECONDS: Final = 600


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which tests failed on a mutant: the first of each kind, "" if none did."""

    patch: Patch
    simulation: str
    unit: str

    @property
    def survived(self) -> bool:
        """Whether nothing noticed."""
        return not (self.simulation or self.unit)


def tried(patch: Patch, *, both: bool, source: Path = ROOT) -> Verdict:
    """Apply the patch to a copy and run the tests there: the simulation's only if the unit tests pass, or `both`."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        copy = Path(folder)
        copy_project(source, copy)
        patch.apply(copy)
        unit = _first_failure(copy, *_unit_tests(patch))
        simulation = _first_failure(copy, "tests/simulation") if both or not unit else ""
    return Verdict(patch, simulation, unit)


def fails_unchanged(project: Path, *, simulation: bool) -> str:
    """The first test that fails without any patch, "" if none does: else every mutant would count as caught."""
    return _first_failure(project, *_unit_tests(), *(["tests/simulation"] if simulation else []))


def copy_project(source: Path, target: Path) -> None:
    """Copy what the tests need."""
    for name in COPIED:
        _copy(source / name, target / name)


def _unit_tests(patch: Patch | None = None) -> list[str]:
    """The files of unit tests, those first that are named like the patched file or its folder."""
    file = Path(patch.file if patch else "")

    def is_elsewhere(name: str) -> bool:
        return file.stem != Path(name).name and file.parent.name != Path(name).parent.name

    paths = [Path("tests/unit", name) for name in sorted(UNIT_TESTS, key=is_elsewhere)]
    return [str(path.with_name(f"test_{path.name}.py")) for path in paths]


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=LEFT_OUT)
    elif source.exists():
        shutil.copy(source, target)


def _first_failure(copy: Path, *what: str) -> str:
    """The first test that fails, by its name; "" if all pass."""
    # In the order given: those most likely to fail come first.
    options = ["-x", "-q", "--no-header", "--tb=no", "-p", "no:cacheprovider", "-p", "no:randomly"]
    command = [sys.executable, "-m", "pytest", *options, *what]
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

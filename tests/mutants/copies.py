"""A copy of the project with one safeguard taken out, and what its tests say of it."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.mutants.patch import Patch
from tests.mutants.patches import NOTICED_BY
from tests.mutants.warm import Warm

ROOT: Final = Path(__file__).parents[2]
COPIED: Final = ("layers", "functions", "local", "operate", "tests", "events", "pyproject.toml", "template.yaml")
# Byte code comes along, as copies keep the times of files: to compile and rewrite all tests anew would take longer than
# most mutants live.
LEFT_OUT: Final = shutil.ignore_patterns(".*", "storage", "*.sqlite")
UNIT_TESTS: Final = (
    *(f"delivery/{name}" for name in ("deliver", "advocate", "connections", "intake", "unusable", "worker", "opt_out")),
    *(
        f"delivery/{name}"
        for name in ("contacts", "cards", "imported", "mangled_messages", "receipt", "reconcile", "operators_word")
    ),
    *(
        f"delivery/{name}"
        for name in ("breaker", "longest_answer", "suppressed", "persons", "refused_create", "platforms_words")
    ),
    *(f"stores/{name}" for name in ("contact_claims", "journal", "consent", "ids", "secrets", "persons")),
    *(
        f"sources/{name}"
        for name in (
            "redaction",
            "google_lead",
            "sms",
            "standard_webhooks",
            "twitter_card",
            "web_form",
            "web_form_rules",
            "bots",
        )
    ),
    "sources/functions_ingress",
    *(f"phone2action/{name}" for name in ("judgement", "reading", "transport")),
    "canonical",
    "messages",
    "telemetry",
    "settings",
    "golden_messages",
    *("operate/queue", "operate/reconcile", "operate/repair", "operate/stops", "operate/backup", "operate/erasing"),
    *("operate/kept_letters", "operate/import", "operate/import_command", "operate/lead_files", "sources/lead_file"),
    *(f"keeping/{name}" for name in ("deadlines", "keeper", "watch")),
    *("keeping/keeper_crashes", "stores/aws", "phone2action/sockets", "phone2action/total_time"),  # the slow ones
)
SIMULATION: Final = "tests/simulation"


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


def tried(patch: Patch, warm: Warm, *, both: bool, source: Path = ROOT) -> Verdict:
    """Apply the patch to a copy and run the tests there: the simulation's only if the unit tests pass, or `both`."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        copy = Path(folder)
        copy_project(source, copy)
        patch.apply(copy)
        _forget_byte_code(patch.path(copy))
        unit = next(filter(None, (warm.first_failure(copy, *files) for files in _rounds(patch))), "")
        simulation = warm.first_failure(copy, SIMULATION) if both or not unit else ""
    return Verdict(patch, simulation, unit)


def fails_unchanged(project: Path, warm: Warm, *, simulation: bool = False) -> str:
    """The first unit test (or test of the `simulation`) that fails without any patch, "" if none does."""
    what = [SIMULATION] if simulation else map(_path, UNIT_TESTS)
    return warm.first_failure(project, *what, leaves_byte_code=True)


def copy_project(source: Path, target: Path) -> None:
    """Copy what the tests need."""
    for name in COPIED:
        _copy(source / name, target / name)


def _rounds(patch: Patch) -> list[list[str]]:
    """The files of all unit tests in two runs: those that are likely to notice, then the rest, its room first."""
    file = Path(patch.file)
    likely = [name for name in UNIT_TESTS if Path(name).name == file.stem or name in NOTICED_BY[patch.name]]
    others = [name for name in UNIT_TESTS if name not in likely]
    others.sort(key=lambda name: Path(name).parent.name != file.parent.name)
    return [[_path(name) for name in names] for names in (likely, others)]


def _path(name: str) -> str:
    return f"tests/unit/{Path(name).parent}/test_{Path(name).name}.py"


def _forget_byte_code(path: Path) -> None:
    for compiled in path.parent.glob(f"__pycache__/{path.stem}.*"):
        compiled.unlink()


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=LEFT_OUT)
    elif source.exists():
        shutil.copy(source, target)

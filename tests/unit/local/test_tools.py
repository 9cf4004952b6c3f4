"""The tool environments are made from their locks, once, by any Python 3 that a machine has."""

import ast
import subprocess
from pathlib import Path

import pytest

from local import tools

SOURCE = Path(tools.__file__)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project whose environments are made by `made`, not by uv."""
    monkeypatch.setattr(tools, "ROOT", tmp_path)
    monkeypatch.setattr(tools, "BOOT", tmp_path / ".tools" / "boot")
    monkeypatch.setattr(tools, "LOG", tmp_path / ".local" / "log" / "tools.log")
    monkeypatch.setattr(tools, "ENVIRONMENTS", {"dev": tmp_path / ".venv", "sam": tmp_path / ".tools" / "sam"})
    (tmp_path / "requirements").mkdir()
    for name in ("uv", "dev", "sam"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"{name}==1\n")
    return tmp_path


class Runs:
    """Stands for every command: makes the Python that an environment would have; fails for `failing`."""

    def __init__(self, project: Path, failing: str = "") -> None:
        self.project = project
        self.failing = failing
        self.commands: list[str] = []

    def __call__(self, command: list[str], environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
        said = " ".join(command)
        self.commands.append(said)
        if self.failing and self.failing in said:
            return subprocess.CompletedProcess(command, 1, "", "no")
        if "venv" in command:
            place = Path(command[-1])
            (place / "bin").mkdir(parents=True, exist_ok=True)
            (place / "bin" / "python").touch()
            (place / "pyvenv.cfg").write_text("home = /\nversion_info = 3.13.0\n")
        return subprocess.CompletedProcess(command, 0, "/usr/bin/python3.13\n", "")

    def of(self, *words: str) -> list[str]:
        return [command for command in self.commands if all(word in command for word in words)]


@pytest.fixture
def runs(project: Path, monkeypatch: pytest.MonkeyPatch) -> Runs:
    made = Runs(project)
    monkeypatch.setattr(tools, "_run", made)
    return made


def test_it_runs_on_python_3_9() -> None:
    ast.parse(SOURCE.read_text(), feature_version=(3, 9))


def test_it_imports_nothing_that_would_have_to_be_installed() -> None:
    tree = ast.parse(SOURCE.read_text())
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names])
    }
    assert imported == {
        "argparse",
        "collections",
        "contextlib",
        "fcntl",
        "hashlib",
        "os",
        "pathlib",
        "subprocess",
        "sys",
        "time",
    }


def test_a_fresh_machine_gets_uv_first_and_then_each_environment_from_its_lock(runs: Runs) -> None:
    tools.prepare(["dev", "sam"])
    assert "pip" in runs.commands[1]
    assert "--require-hashes" in runs.commands[1]
    assert [command.split()[-1].rpartition("/")[2] for command in runs.of("pip sync")] == [
        "dev.txt",
        "sam.txt",
    ]
    assert all("--require-hashes" in command for command in runs.of("pip sync"))


def test_what_comes_as_source_is_built_by_what_the_same_lock_names(runs: Runs) -> None:
    tools.prepare(["dev", "sam"])
    for command in runs.of("pip sync"):
        *_, option, constraints, lock = command.split()
        assert (option, constraints) == ("--build-constraints", lock)


def test_every_environment_has_a_lock_of_its_own() -> None:
    assert {name for name in tools.ENVIRONMENTS if not (tools.ROOT / "requirements" / f"{name}.txt").exists()} == set()
    assert len(set(tools.ENVIRONMENTS.values())) == len(tools.ENVIRONMENTS)


def test_the_operators_command_is_made_with_its_environment_wherever_it_is_called_from(
    runs: Runs, project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    tools.prepare(["sam"])
    assert not (project / "relay").exists()
    tools.prepare(["dev"])
    python = project / ".venv" / "bin" / "python"
    python.write_text('#!/bin/sh\necho "$PYTHONPATH" "$@"\n')
    python.chmod(0o755)
    command = [str(project / "relay"), "letters", "show", "an id"]
    ran = subprocess.run(command, cwd=tmp_path_factory.mktemp("elsewhere"), capture_output=True, text=True, check=True)
    folders = f"{project}:{project}/layers/relay"
    assert ran.stdout == f"{folders} -P -m operate.command.start letters show an id\n"


def test_nothing_is_done_a_second_time(runs: Runs) -> None:
    tools.prepare(["dev", "sam"])
    runs.commands.clear()
    tools.prepare(["dev", "sam"])
    assert runs.commands == []


def test_a_changed_lock_renews_its_environment_only_and_keeps_its_python(runs: Runs, project: Path) -> None:
    tools.prepare(["dev", "sam"])
    runs.commands.clear()
    (project / "requirements" / "sam.txt").write_text("sam==2\n")
    tools.prepare(["dev", "sam"])
    assert [command.split()[-1].rpartition("/")[2] for command in runs.of("pip sync")] == ["sam.txt"]
    assert runs.of(" venv ") == []


def test_an_environment_that_was_moved_is_made_anew(runs: Runs, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tools.prepare(["dev"])
    moved = project.parent / "elsewhere"
    project.rename(moved)
    for name, path in {"ROOT": moved, "BOOT": moved / ".tools/boot", "LOG": moved / "tools.log"}.items():
        monkeypatch.setattr(tools, name, path)
    monkeypatch.setattr(tools, "ENVIRONMENTS", {"dev": moved / ".venv"})
    runs.commands.clear()
    tools.prepare(["dev"])
    assert runs.of("venv", "--clear", str(moved / ".venv"))


@pytest.mark.parametrize(
    ("failing", "said"),
    [
        ("-m venv", "apt-get install python3-venv"),
        ("-m pip", "is the package index reachable"),
        ("python find", "Python 3.13 is not on this machine and could not be fetched: install it"),
        ("pip sync", "requirements/dev.txt could not be installed"),
    ],
)
def test_what_fails_is_one_line_that_says_what_to_do(
    failing: str,
    said: str,
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(tools, "_run", Runs(project, failing))
    assert tools.main(["dev"]) == 1
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert line.startswith("error: ")
    assert said in line
    assert line.endswith("Details: .local/log/tools.log")


def test_an_environment_that_failed_is_tried_again(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "_run", Runs(project, "pip sync"))
    tools.main(["dev"])
    again = Runs(project)
    monkeypatch.setattr(tools, "_run", again)
    assert tools.main(["dev"]) == 0
    assert again.of("pip sync")


def test_a_folder_that_make_cannot_work_in_is_named(
    runs: Runs, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tools, "ROOT", project / "My Projects")
    (project / "My Projects").mkdir()
    assert tools.main(["dev"]) == 1
    assert "space in its path" in capsys.readouterr().err
    assert runs.commands == []


def test_a_missing_lock_is_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "requirements" / "dev.txt").unlink()
    assert tools.main(["dev"]) == 1
    assert "requirements/dev.txt is missing" in capsys.readouterr().err

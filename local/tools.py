"""Makes the environments that everything else here runs in, each from its own hashed lock.

    .tools/boot       uv alone, installed by whatever Python 3 (3.9 or newer) the machine has
    .venv             the tests, the checkers and the local stack        requirements/dev.txt
    .tools/sam        the SAM CLI                                        requirements/sam.txt
    .tools/ministack  the AWS emulator                                   requirements/ministack.txt
    .tools/awscli     the AWS CLI, to run docs/runbook.md with            requirements/awscli.txt
    .tools/parsons    the public client that the sandbox is tried with   requirements/parsons.txt
    .tools/peers      what `make bench` measures the relay against       requirements/peers.txt

One environment per tool: the pins of the SAM CLI, of MiniStack and of this project exclude each other. What
comes as source only is built by what its lock names, so that nothing unpinned ever runs. The environments
are made again only when their lock changed or the project moved, so calling this each time costs nothing.

Run as `python3 local/tools.py dev sam ministack`. It runs before anything is installed: standard library
only, and nothing newer than Python 3.9. It installs no system packages. Nothing else here needs a network.
"""

import argparse
import contextlib
import fcntl
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BOOT = ROOT / ".tools" / "boot"
UV = BOOT / "bin" / "uv"
LOG = ROOT / ".local" / "log" / "tools.log"
ENVIRONMENTS = {
    "dev": ROOT / ".venv",
    "sam": ROOT / ".tools" / "sam",
    "ministack": ROOT / ".tools" / "ministack",
    "awscli": ROOT / ".tools" / "awscli",
    "parsons": ROOT / ".tools" / "parsons",
    "peers": ROOT / ".tools" / "peers",
}
PYTHON = "3.13"
STAMP = ".made-from"
# The operators' command, by its folder's own Python, wherever it is called from.
LAUNCHER = """#!/bin/sh
# Made by `make tools` and `make run`.
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
PYTHONPATH="$here:$here/layers/relay" exec "$here/.venv/bin/python" -P -m operate.command.start "$@"
"""
# What would send an installer to another environment, or a Python to another library.
FOREIGN = (
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
    "PYTHONPATH",
    "PYTHONHOME",
    "UV_PROJECT_ENVIRONMENT",
    "UV_SYSTEM_PYTHON",
)


class ToolsError(Exception):
    """An environment could not be made; the text is one line that says what to do."""


def main(names: list[str]) -> int:
    """Make the environments `names`. Returns 0, or 1 after one line on stderr that says what to do."""
    try:
        with _one_at_a_time():
            prepare(names)
    except ToolsError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def prepare(names: list[str]) -> None:
    """Make those of the environments `names` (keys of `ENVIRONMENTS`) that are missing or stale."""
    if " " in str(ROOT):
        raise ToolsError(f"make can't work in a folder with a space in its path: move the project out of {ROOT}")
    if "dev" in names:
        _write_launcher(ROOT / "relay")
    stale = [name for name in names if not _is_current(ENVIRONMENTS[name], _lock(name))]
    if not stale:
        return
    LOG.parent.mkdir(parents=True, exist_ok=True)
    LOG.write_text("")
    if not _is_current(BOOT, _lock("uv")):
        with _timed(".tools/boot (uv)"):
            _make_boot()
    python = find_python()
    for name in stale:
        with _timed(str(ENVIRONMENTS[name].relative_to(ROOT))):
            _make(ENVIRONMENTS[name], _lock(name), python)


def _write_launcher(launcher: Path) -> None:
    if not launcher.exists() or launcher.read_text() != LAUNCHER:
        launcher.write_text(LAUNCHER)
        launcher.chmod(0o755)


def find_python() -> str:
    """The path of a Python 3.13, fetched into .tools/python if there is none. Raises `ToolsError`."""
    # "--system": the project's own .venv is no interpreter to build on.
    find = [str(UV), "python", "find", "--system", "--no-python-downloads", PYTHON]
    found = _run(find, _environment())
    if found.returncode != 0:
        with _timed(f"Python {PYTHON}, which is not on this machine"):
            fetched = _run([str(UV), "python", "install", PYTHON], _environment() | {"UV_HTTP_RETRIES": "1"})
        found = _run(find, _environment())
        if fetched.returncode != 0 or found.returncode != 0:
            raise ToolsError(
                f"Python {PYTHON} is not on this machine and could not be fetched: install it (python.org, "
                f"pyenv, your system's packages), then run this again. Details: {_shown(LOG)}"
            )
    return found.stdout.strip()


def _make_boot() -> None:
    made = _run([sys.executable, "-m", "venv", "--clear", str(BOOT)], _environment())
    if made.returncode != 0:
        raise ToolsError(
            f"{sys.executable} could not make a virtual environment: install its venv module "
            f"(Debian, Ubuntu: apt-get install python3-venv), then run this again. Details: {_shown(LOG)}"
        )
    pip = [str(BOOT / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    options = ["--require-hashes", "--only-binary", ":all:", "-r", str(_lock("uv"))]
    if _run(pip + options, _environment()).returncode != 0:
        raise ToolsError(f"uv could not be installed: is the package index reachable? Details: {_shown(LOG)}")
    _stamp(BOOT, _lock("uv"))


def _make(place: Path, lock: Path, python: str) -> None:
    new = [str(UV), "venv", "--quiet", "--clear", "--python", python, str(place)]
    if not _runs_python(place) and _run(new, _environment()).returncode != 0:
        raise ToolsError(f"{_shown(place)} could not be made. Details: {_shown(LOG)}")
    sync = [str(UV), "pip", "sync", "--quiet", "--require-hashes", "--python", str(place / "bin" / "python")]
    if _run([*sync, "--build-constraints", str(lock), str(lock)], _environment()).returncode != 0:
        raise ToolsError(
            f"{_shown(lock)} could not be installed: is the package index reachable? Details: {_shown(LOG)}"
        )
    _stamp(place, lock)


def _runs_python(place: Path) -> bool:
    """Whether only the packages need bringing up to date: the environment runs 3.13, from this folder."""
    configuration = place / "pyvenv.cfg"
    if not (place / "bin" / "python").exists() or not configuration.exists():
        return False
    stamped = (place / STAMP).read_text().splitlines() if (place / STAMP).exists() else [str(ROOT)]
    return f"\nversion_info = {PYTHON}." in configuration.read_text() and str(ROOT) in stamped


def _is_current(place: Path, lock: Path) -> bool:
    stamp = place / STAMP
    return (place / "bin" / "python").exists() and stamp.exists() and stamp.read_text() == _stamp_text(lock)


def _stamp(place: Path, lock: Path) -> None:
    (place / STAMP).write_text(_stamp_text(lock))


def _stamp_text(lock: Path) -> str:
    # The folder is part of it: an environment's scripts name their interpreter by its full path.
    return f"{hashlib.sha256(lock.read_bytes()).hexdigest()}\n{ROOT}\n"


def _lock(name: str) -> Path:
    lock = ROOT / "requirements" / f"{name}.txt"
    if not lock.exists():
        raise ToolsError(f"{_shown(lock)} is missing: is this a complete checkout?")
    return lock


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    return kept | {"UV_PYTHON_INSTALL_DIR": str(ROOT / ".tools" / "python")}


def _run(command: list[str], environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    # In the project's folder, where .python-version tells pyenv's shims which Python is meant.
    done = subprocess.run(command, cwd=ROOT, env=environment, text=True, capture_output=True, check=False)
    with LOG.open("a") as log:
        log.write(f"$ {' '.join(command)}\n{done.stdout}{done.stderr}\n")
    return done


@contextlib.contextmanager
def _timed(what: str) -> Iterator[None]:
    print(f"  making {what} ...", flush=True)
    began = time.monotonic()
    yield
    print(f"  made it in {time.monotonic() - began:.1f} s", flush=True)


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Started twice at once on a fresh machine, the second waits, then finds all made."""
    (ROOT / ".tools").mkdir(exist_ok=True)
    with (ROOT / ".tools" / ".busy").open("w") as busy:
        fcntl.flock(busy, fcntl.LOCK_EX)
        yield


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Make the project's tool environments from their hashed locks.")
    parser.add_argument("names", nargs="+", choices=sorted(ENVIRONMENTS), metavar="|".join(ENVIRONMENTS))
    sys.exit(main(parser.parse_args().names))

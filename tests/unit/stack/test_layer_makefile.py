"""What people type and what the build is told go through make as they were written: nothing in them is run."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.unit.campaigns_file import WHALES
from tests.unit.stack.template import ROOT

LAYER_MAKEFILE = ROOT / "layers" / "relay" / "Makefile"
UNTOLD = {"MAKEFLAGS", "MFLAGS", "MAKELEVEL", "CAMPAIGNS", "RELAY_CAMPAIGNS", "RELAY_CONSOLE", "RELAY_PLATFORM"}
STUB = """#!/bin/sh
for argument in "$@"; do printf '%s\\n' "$argument"; done >> "$SEEN"
"""


def make(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    without = {name: value for name, value in os.environ.items() if name not in UNTOLD}
    command = ["make", "-s", *arguments]
    told = {**without, **environment}
    return subprocess.run(command, cwd=folder, env=told, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def stub(tmp_path: Path) -> str:
    """A program that does nothing and writes down its arguments: Python and uv for the build."""
    (tmp_path / "it's a stub").write_text(STUB)
    (tmp_path / "it's a stub").chmod(0o755)
    return str(tmp_path / "it's a stub")


def built(folder: Path, stub: str, *arguments: str, **environment: str) -> list[str]:
    """The arguments of all that a build of the layer runs."""
    seen = folder / "seen"
    (folder / "python").mkdir(exist_ok=True)
    told = {"RELAY_PYTHON": stub, "RELAY_UV": stub, "SEEN": str(seen), "ARTIFACTS_DIR": str(folder), **environment}
    done = make(folder, "--makefile", str(LAYER_MAKEFILE), "build-RelayLayer", *arguments, **told)
    assert done.returncode == 0, done.stderr
    return seen.read_text().splitlines()


RUNS = ["$(shell touch x).toml", "$(touch x).toml", "`touch x`.toml", '"; touch x; ".toml', "$$HOME.toml", "a  b.toml"]


@pytest.mark.parametrize("written", RUNS)
@pytest.mark.parametrize("name", ["RELAY_CAMPAIGNS", "RELAY_CONSOLE", "RELAY_PLATFORM"])
@pytest.mark.parametrize("is_argument", [True, False])
def test_a_build_takes_what_it_is_told_as_it_is_written(
    tmp_path: Path, stub: str, name: str, written: str, *, is_argument: bool
) -> None:
    told: Mapping[str, str] = {} if is_argument else {name: written}
    seen = built(tmp_path, stub, *([f"{name}={written}"] if is_argument else []), **told)
    assert written in seen
    assert not (tmp_path / "x").exists()


def test_a_build_makes_its_layer_where_it_is_told(tmp_path: Path, stub: str) -> None:
    folder = tmp_path / "$(shell touch x) `touch x`"
    folder.mkdir()
    assert f"{folder}/python" in built(folder, stub)
    assert (folder / "python" / "relay").is_dir()
    assert not (folder / "x").exists()


def test_a_build_takes_the_projects_own_campaigns_and_no_console_if_it_is_told_none(tmp_path: Path, stub: str) -> None:
    seen = built(tmp_path, stub)
    place = seen.index(str(ROOT / "campaigns.toml"))
    assert seen[place + 1 : place + 3] == [
        f"{tmp_path}/python/relay/_campaigns.py",
        str(LAYER_MAKEFILE.parent / "build" / "ca_directory.py"),
    ]


def checked(*arguments: str) -> subprocess.CompletedProcess[str]:
    # Without the tools, which whoever runs this has: `-o` takes them for made.
    return make(ROOT, "-o", "dev-tools", "campaigns", f"PYTHON={sys.executable}", *arguments)


def test_make_campaigns_checks_the_file_that_is_named(tmp_path: Path) -> None:
    right = tmp_path / "it's $(shell false) mine.toml"
    right.write_text(WHALES)
    assert checked(f"CAMPAIGNS={right}").stdout == f"{right.name}: 1 campaign, fine\n"
    told = checked(f"CAMPAIGNS={tmp_path / 'nope.toml'}")
    assert told.returncode != 0
    assert "nope.toml is not there; write it, or the path of a file that is" in told.stderr


def test_make_campaigns_checks_campaigns_toml_if_none_is_named() -> None:
    told = checked()
    assert (told.stdout + told.stderr).startswith("campaigns.toml")

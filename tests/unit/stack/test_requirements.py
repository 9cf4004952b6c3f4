"""The lists and their locks: what the relay imports is declared, and nothing else; every package at one version, with
its hashes, and no address of a registry."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
REQUIREMENTS = ROOT / "requirements"
LOCKS = sorted(REQUIREMENTS.glob("*.txt"))
RELAY = ROOT / "layers" / "relay" / "relay"
REPLACED = {RELAY / "sources" / "typed" / "country_names.py", RELAY / "keeping" / "federal_holidays.py"}
"""What these ask is not in the layer."""
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", re.MULTILINE)


def pins(lock: Path) -> dict[str, str]:
    return dict(PIN.findall(lock.read_text(encoding="utf-8")))


def test_there_is_a_lock_for_every_list() -> None:
    lists = {path.stem for path in REQUIREMENTS.glob("*.in")}
    assert {lock.stem for lock in LOCKS} == lists >= {"runtime", "dev", "sam", "ministack", "parsons"}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_registry(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-(-index-url|-extra-index-url|-find-links|i|f)\b", text, re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_of_a_lock_is_pinned_with_hashes(lock: Path) -> None:
    entries = re.split(r"\n(?=[a-z0-9])", lock.read_text(encoding="utf-8"))
    packages = [entry for entry in entries if re.match(r"[a-z0-9]", entry)]
    assert packages
    for package in packages:
        assert PIN.match(package), package.splitlines()[0]
        assert "--hash=sha256:" in package, package.splitlines()[0]


def test_tests_run_with_the_packages_that_the_layer_gets() -> None:
    developing = pins(REQUIREMENTS / "dev.txt")
    for package, version in pins(REQUIREMENTS / "runtime.txt").items():
        assert developing[package] == version


def packages_imported() -> Iterator[str]:
    """The packages of others that the functions and the relay import, late and for type checkers too."""
    for folder in (ROOT / "functions", RELAY):
        for module in set(folder.rglob("*.py")) - REPLACED:
            for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                yield from (name.partition(".")[0] for name in names)


def test_the_layers_list_is_what_the_relay_imports() -> None:
    listed = re.findall(r"^[a-z0-9-]+", (REQUIREMENTS / "runtime.in").read_text(encoding="utf-8"), re.MULTILINE)
    others = set(packages_imported()) - set(sys.stdlib_module_names) - {"relay"}
    assert {name.replace("-", "_") for name in listed} == others

"""The package as a whole: it could be published by itself, and nobody pays for more of it than they use."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from relay import phone2action

PACKAGE = Path(phone2action.__file__).parent
MODULES = sorted(PACKAGE.glob("*.py"))
DEPENDENCIES = {"urllib3", "certifi"}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_it_depends_on_nothing_but_urllib3_and_knows_nothing_of_the_relay(module: Path) -> None:
    for imported in imports(module):
        root = imported.partition(".")[0]
        assert root in sys.stdlib_module_names | DEPENDENCIES or imported.startswith("relay.phone2action"), imported


def imports(module: Path) -> list[str]:
    nodes = list(ast.walk(ast.parse(module.read_text())))
    plain = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    return plain + [str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)]


def test_everything_it_offers_is_there() -> None:
    assert len(set(phone2action.__all__)) == len(phone2action.__all__)
    for name in phone2action.__all__:
        assert getattr(phone2action, name) is not None


def test_what_it_does_not_offer_is_not_there() -> None:
    with pytest.raises(AttributeError, match="Phone2Actions"):
        _ = phone2action.Phone2Actions


@pytest.mark.parametrize(
    ("statement", "unwanted"),
    [
        (
            "from relay.phone2action import check",
            {"requests", "urllib3", "pydantic", "http", "ssl", "relay.phone2action.errors"},
        ),
        (
            "from relay.phone2action import Phone2Action",
            {"requests", "urllib3", "pydantic", "dataclasses", "zoneinfo", "relay.phone2action.results"},
        ),
        ("from relay.phone2action import new_session", {"requests", "pydantic", "asyncio", "certifi"}),
    ],
)
def test_an_import_brings_no_more_than_is_needed(statement: str, unwanted: set[str]) -> None:
    script = f"import sys; {statement}; print(*sys.modules)"
    environment = {"PYTHONPATH": str(PACKAGE.parent.parent)}
    command = [sys.executable, "-c", script]
    loaded = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.split()
    assert not unwanted & set(loaded)

"""Whether a test that is referred to is there: `path/to/test_file.py::test_name`, relative to tests/."""

import ast
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parents[1]


def exists(reference: str) -> bool:
    """Whether the file has a test function of this name."""
    path, _, name = reference.partition("::")
    return name in _tests(TESTS / path)


@cache
def _tests(path: Path) -> frozenset[str]:
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return frozenset(name for name in functions if name.startswith("test_"))

"""The modules of the relay and of `operate` as the rules of the house see them: where each lives, what it imports.

Everything is read from the source and nothing is run, so a rule can be tried on a copy.
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[3]
PACKAGE = "relay"
OPERATE = "operate"
FOLDERS = frozenset({"sources", "delivery", "stores", "phone2action", "keeping"})
BY_THEMSELVES = frozenset({"wiring", "functions"})


@dataclass(frozen=True, slots=True)
class Module:
    """A source file, and the modules that it imports: at once, in functions, and for type checkers only."""

    name: str
    tree: ast.Module = field(repr=False)
    early: frozenset[str]
    late: frozenset[str]
    for_types: frozenset[str]

    @property
    def room(self) -> str:
        """The room that it lives in."""
        return room_of(self.name)

    @property
    def imports(self) -> frozenset[str]:
        """Every module that it imports, whenever that is."""
        return self.early | self.late | self.for_types


def room_of(name: str) -> str:
    """A module's room: a folder of the package, "values", "wiring" or "functions"; of another's its first name."""
    first, _, rest = name.partition(".")
    if first != PACKAGE:
        return first
    second = rest.partition(".")[0]
    return second if second in FOLDERS | BY_THEMSELVES else "values"


def modules(root: Path = ROOT) -> dict[str, Module]:
    """Every module of the package, of functions/ and of operate/, by name."""
    layer = root / "layers" / "relay"
    files = {_dotted(path.relative_to(layer)): path for path in (layer / PACKAGE).rglob("*.py")}
    files.pop(f"{PACKAGE}._campaigns", None)  # what a build left behind
    files |= {_dotted(path.relative_to(root)): path for path in (root / OPERATE).rglob("*.py")}
    names = frozenset(files)
    files |= {f"functions.{path.parent.name}": path for path in (root / "functions").glob("*/app.py")}
    return {name: _module(name, path, names) for name, path in sorted(files.items())}


def _dotted(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _module(name: str, path: Path, known: frozenset[str]) -> Module:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_types = [node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    early = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    late = [node for node in tree.body if node not in for_types and node not in early]
    return Module(name, tree, *(frozenset(_imported(nodes, known)) for nodes in (early, late, for_types)))


def _imported(statements: Sequence[ast.stmt], known: frozenset[str]) -> Iterator[str]:
    for node in (node for statement in statements for node in ast.walk(statement)):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(origin), names=names, level=0):
                inner = (f"{origin}.{alias.name}" for alias in names)
                yield from (name if name in known else origin for name in inner)
            case ast.ImportFrom():
                raise AssertionError("imports are absolute here")
            case _:
                continue

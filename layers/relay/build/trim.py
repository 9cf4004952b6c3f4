"""Take out of the built layer what no function needs at run time, then compile the rest.

The byte code is valid whatever the files' times say (unchecked hash, PEP 552). The SAM CLI gives every file
in its archives the year 1980, so that ordinary byte code would be thrown away and compiled anew at each cold
start, for 1,100 to 4,700 million instructions.

Nothing is deleted that an import of a kept module would miss: tests/integration/test_built_functions.py
imports what was built with nothing else in reach.

    python trim.py .aws-sam/build/RelayLayer/python
"""

import ast
import compileall
import py_compile
import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

UNNEEDED = (
    "bin",  # command line tools
    "*.dist-info",  # metadata for installers
    "**/__pycache__",
    "**/tests",
    "**/*.pyi",
    "**/py.typed",
    ".lock",
    "aws_lambda_powertools/event_handler/openapi/swagger_ui",  # a browser's documentation page, 1.5 MB
    "botocore/cacert.pem",  # certifi's is the same
    # requests guesses the charset of texts with it; the client reads bytes. Its import costs 55 million instructions.
    "charset_normalizer",
    # Validators are compiled when the layer is built: only pydantic_core is imported.
    "annotated_types",
    "pydantic",
    "typing_inspection",
)

WHERE_LAMBDA_PUTS_LAYERS = "/opt/python"
"""https://docs.aws.amazon.com/lambda/latest/dg/python-layers.html"""


def delete(root: Path, patterns: Iterable[str] = UNNEEDED) -> None:
    """Delete all files and folders under `root` that match one of the patterns."""
    for path in [path for pattern in patterns for path in root.glob(pattern)]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def empty_core_schema(package: Path) -> None:
    """Leave of `core_schema`, in pydantic_core's folder `package`, the names that the package itself imports from it.

    It is what schemas are written with. Importing it costs a cold start 110 million instructions, nearly all of
    pydantic_core's cost, and the layer's schemas are written already: of the module's names the package only needs
    those of some types, to offer them again. Raises `SystemExit` if it needs none, or all.
    """
    tree = ast.parse((package / "__init__.py").read_text(encoding="utf-8"))
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "core_schema"]
    names = [alias.name for node in imports for alias in node.names]
    if not names or "*" in names:
        raise SystemExit("trim.py: pydantic_core imports its core_schema in another way than before")
    (package / "core_schema.py").write_text(f"from typing import Any\n\n{' = '.join(names)} = Any\n", encoding="utf-8")


def compile_all(root: Path) -> None:
    """Compile every module under `root`, in place. Raises `SystemExit` if one can't be compiled."""
    compiled = compileall.compile_dir(
        root,
        maxlevels=20,
        quiet=1,
        force=True,
        stripdir=str(root),
        prependdir=WHERE_LAMBDA_PUTS_LAYERS,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
    if not compiled:
        raise SystemExit("trim.py: a module can't be compiled, see above")


def size(root: Path) -> float:
    """Megabytes of all files under `root`."""
    return sum(path.stat().st_size for path in root.rglob("*") if path.is_file()) / 1_000_000


def main(arguments: Sequence[str]) -> None:
    """Trim and compile the layer's folder `python`, and say what it weighs."""
    root = Path(arguments[0]).resolve()
    whole = size(root)
    delete(root)
    empty_core_schema(root / "pydantic_core")
    source = size(root)
    compile_all(root)
    print(f"layer: {whole:.1f} MB installed, {source:.1f} MB kept, {size(root):.1f} MB with byte code")


if __name__ == "__main__":
    main(sys.argv[1:])

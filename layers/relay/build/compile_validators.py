"""Replace a module of validators in the built layer by one that needs no pydantic.

Importing pydantic and building its models costs a cold start 350 million instructions; pydantic_core, which does the
judging, about 110. What pydantic makes of a model is a core schema, a structure of plain values with a few functions
and classes in it (https://docs.pydantic.dev/latest/internals/architecture/). Here each is written out as a literal.

A module of validators has `MODELS`, what to judge by name, and `validator(name)`. It may name in `CONSTANTS` other
values of its own that it makes of its models; they are written out too. The module that is written in its place has
the same `validator` and constants. The functions and classes of a schema are imported when its validator is first asked
for, so they must be at the top level of a module, and none of them pydantic's own.

    python compile_validators.py python relay.phone2action.validators
"""

import importlib
import math
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from runpy import run_path
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any, Final

from pydantic import TypeAdapter

NEEDLESS: Final = frozenset({"metadata", "serialization", "computed_fields"})
"""The parts of a core schema that are about JSON schemas and serialization, not about judging."""

FORBIDDEN: Final = ("pydantic", "pydantic_core")
TEMPLATE: Final = '''"""Written by the build of the layer (compile_validators.py) in the place of {module}."""

from functools import cache

from pydantic_core import SchemaValidator
{constants}

{schemas}
SCHEMAS = {{{names}}}


@cache
def validator(name):
    return SchemaValidator(SCHEMAS[name]())
'''


class NotWritableError(ValueError):
    """A value that no literal and no import can stand for; the text says which, and where it is."""


class Literals:
    """Writes values as Python, and collects the imports that they need."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], str] = {}
        self._references: dict[str, str] = {}

    @property
    def imports(self) -> list[str]:
        """The import statements for what was written so far."""
        return [
            f"from {module} import {name}" + (f" as {alias}" if alias != name else "")
            for (module, name), alias in self._names.items()
        ]

    def write(self, value: Any, where: str) -> str:
        """The value as an expression. Raises `NotWritableError` naming the place in `where` that has none."""
        kind = type(value)
        if value is None or kind in {bool, int, str, bytes} or (kind is float and math.isfinite(value)):
            return repr(value)
        if kind is dict:
            pairs = (f"{self.write(key, where)}: {self.write(item, f'{where}.{key}')}" for key, item in value.items())
            return f"{{{', '.join(pairs)}}}"
        if kind in {list, tuple, set, frozenset}:
            parts = [self.write(item, f"{where}[{index}]") for index, item in enumerate(value)]
            if kind in {set, frozenset}:  # in the same order in each build
                return f"{kind.__name__}([{', '.join(sorted(parts))}])"
            return f"[{', '.join(parts)}]" if kind is list else f"({''.join(f'{part}, ' for part in parts)})"
        if isinstance(value, tuple) and hasattr(value, "_fields"):
            parts = [self.write(item, f"{where}.{name}") for name, item in zip(value._fields, value, strict=True)]
            return f"{self._imported(kind, where)}({', '.join(parts)})"
        return self._imported(value, where)

    def write_schema(self, schema: Any, where: str) -> str:
        """A core schema as an expression, without what judging does not need."""
        return self.write(self._pruned(schema), where)

    def _pruned(self, node: Any) -> Any:
        if isinstance(node, list):
            return [self._pruned(item) for item in node]
        if not isinstance(node, dict):
            return node
        kind = node.get("type")
        if not isinstance(kind, str):  # fields by their names, one of which may be called "type"
            return {name: self._pruned(item) for name, item in node.items()}
        kept = {name: item for name, item in node.items() if name not in NEEDLESS}
        if kind == "typed-dict":  # it judges a dict and makes a dict: the class is only for error texts
            kept.pop("cls", None)
        if kind == "definition-ref":
            kept["schema_ref"] = self._reference(node["schema_ref"])
        elif "ref" in node:
            kept["ref"] = self._reference(node["ref"])
        return {name: item if name in {"default", "expected"} else self._pruned(item) for name, item in kept.items()}

    def _reference(self, reference: str) -> str:
        """A name that is the same in each build; pydantic's own holds the address of an object."""
        return self._references.setdefault(reference, f"schema-{len(self._references)}")

    def _imported(self, value: Any, where: str) -> str:
        module, name = getattr(value, "__module__", ""), getattr(value, "__qualname__", "")
        is_importable = isinstance(value, type | FunctionType | BuiltinFunctionType) and name.isidentifier()
        if not is_importable or getattr(sys.modules.get(module), name, None) is not value:
            raise NotWritableError(f"{where}: {value!r} is no plain value, and nothing at the top level of a module")
        if module.partition(".")[0] in FORBIDDEN:
            raise NotWritableError(f"{where}: {module}.{name} would bring pydantic back; use a function of your own")
        if module == "builtins":
            return name
        alias = name if name not in self._names.values() else f"{name}_{len(self._names)}"
        return self._names.setdefault((module, name), alias)


def compiled(module: ModuleType) -> str:
    """The source of the module that is to stand in for a module of validators. Raises `NotWritableError`."""
    constants = Literals()
    values = [f"{name} = {constants.write(getattr(module, name), name)}\n" for name in getattr(module, "CONSTANTS", ())]
    models: Mapping[str, Any] = module.MODELS
    return TEMPLATE.format(
        module=module.__name__,
        constants="\n".join([*constants.imports, "", *values]),
        schemas="\n".join(_function(index, name, model) for index, (name, model) in enumerate(models.items())),
        names=", ".join(f"{name!r}: _schema_{index}" for index, name in enumerate(models)),
    )


def _function(index: int, name: str, model: Any) -> str:
    literals = Literals()
    schema = literals.write_schema(TypeAdapter(model).core_schema, name)
    body = "\n    ".join([*literals.imports, f"return {schema}"])
    return f"def _schema_{index}():\n    {body}\n"


def replace(root: Path, name: str) -> None:
    """Replace the module under `root` by its compiled form, and make sure that each of its validators can be built.

    `root` must be on the module search path. Raises `NotWritableError`, or `ValueError` if the module is elsewhere.
    """
    module = importlib.import_module(name)
    path = Path(str(module.__file__))
    if not path.is_relative_to(root):
        raise ValueError(f"{name} is not under {root}: found {path}")
    path.write_text(compiled(module), "utf-8")
    validator = run_path(str(path))["validator"]
    for model in module.MODELS:
        validator(model)


def main(arguments: Sequence[str]) -> None:
    """Replace the modules named after the layer's folder `python`."""
    root = Path(arguments[0]).resolve()
    sys.dont_write_bytecode = True
    sys.path.append(str(root))  # last: what else lies there is for another machine
    for name in arguments[1:]:
        replace(root, name)
        print(f"{name}: compiled")


if __name__ == "__main__":
    main(sys.argv[1:])

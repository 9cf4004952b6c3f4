"""The validators of the built layer: written out without pydantic, or not at all."""

import functools
import math
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from runpy import run_path
from types import FunctionType, ModuleType
from typing import Annotated, Any, Literal, NamedTuple, TypedDict

import pytest
from pydantic import AfterValidator, Field, validate_email

from compile_validators import NotWritableError, compiled

LAYER = Path(__file__).parents[3] / "layers" / "relay"


class Point(NamedTuple):
    x: int
    y: int = 0


ORIGIN = Point(1, 2)


@dataclass(frozen=True, slots=True)
class Place:
    name: Annotated[str, Field(max_length=5)]
    at: Point = ORIGIN


class Tree(TypedDict):
    type: Literal["oak", "elm"]
    place: Place
    branches: "list[Tree]"


def doubled(value: int) -> int:
    return 2 * value


class Scale:
    def applied(self, value: int) -> int:
        return value


def module(**parts: Any) -> ModuleType:
    """A module of validators that was written by hand."""
    made = ModuleType("some.validators")
    for name, value in parts.items():
        setattr(made, name, value)
    return made


@pytest.fixture
def built(tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """What a module is compiled to, as the built layer runs it."""

    def build(**parts: Any) -> dict[str, Any]:
        path = tmp_path / "validators.py"
        path.write_text(compiled(module(**parts)))
        return run_path(str(path))

    return build


def test_a_compiled_validator_judges_as_its_model_does(built: Callable[..., dict[str, Any]]) -> None:
    validator = built(MODELS={"tree": Tree, "number": Annotated[int, Field(ge=1), AfterValidator(doubled)]})[
        "validator"
    ]
    elm = {"type": "elm", "place": {"name": "Park", "at": {"x": 5}}, "branches": []}
    read = validator("tree").validate_python({"type": "oak", "place": {"name": "Yard"}, "branches": [elm]})
    assert read["place"] == Place("Yard", Point(1, 2))
    assert read["branches"][0]["place"] == Place("Park", Point(5, 0))
    assert validator("number").validate_python(4) == 8
    with pytest.raises(ValueError, match="greater than or equal to 1"):
        validator("number").validate_python(0)
    with pytest.raises(ValueError, match="at most 5 characters"):
        validator("tree").validate_python({**elm, "place": {"name": "Forest"}})


def test_a_validator_is_made_once(built: Callable[..., dict[str, Any]]) -> None:
    validator = built(MODELS={"number": int})["validator"]
    assert validator("number") is validator("number")


def test_constants_are_written_out_too(built: Callable[..., dict[str, Any]]) -> None:
    points = {"here": Point(1, 2), "there": Point(3)}
    numbers = (1, (), (2,), [3], frozenset({"a", "b"}), {"set"}, b"x", 1.5, None, True)
    made = built(MODELS={}, CONSTANTS=("POINTS", "NUMBERS"), POINTS=points, NUMBERS=numbers)
    assert (made["POINTS"], made["NUMBERS"]) == (points, numbers)


def test_the_same_models_make_the_same_module() -> None:
    parts: dict[str, Any] = {"MODELS": {"tree": Tree, "place": Place}, "CONSTANTS": ("C",), "C": {"b", "a", "c"}}
    assert compiled(module(**parts)) == compiled(module(**parts))
    assert not re.search(r"0x|:\d{6,}", compiled(module(**parts))), "an address of this process"


def inner(value: int) -> Callable[[int], int]:
    def closure(other: int) -> int:
        return value + other

    return closure


@pytest.mark.parametrize(
    "function",
    [
        lambda value: value,
        inner(5),
        functools.partial(doubled),
        Scale().applied,
        Scale.applied,
        functools.lru_cache(doubled),
        FunctionType(doubled.__code__, globals(), "doubled"),  # another function of the same name
        re.compile("x").match,
    ],
)
def test_a_function_that_can_not_be_imported_is_refused_by_its_place(function: Callable[[int], int]) -> None:
    with pytest.raises(NotWritableError, match=r"number\.function\.function: "):
        compiled(module(MODELS={"number": Annotated[int, AfterValidator(function)]}))


def test_a_model_that_needs_pydantic_itself_is_refused() -> None:
    with pytest.raises(NotWritableError, match=r"^address\.function\.function: .* would bring pydantic back"):
        compiled(module(MODELS={"address": Annotated[str, AfterValidator(validate_email)]}))


@pytest.mark.parametrize("value", [math.inf, object(), re.compile("x"), Scale(), sys])
def test_a_constant_that_is_no_plain_value_is_refused_by_its_place(value: object) -> None:
    with pytest.raises(NotWritableError, match=r"^TABLE\.here\[0\]: "):
        compiled(module(MODELS={}, CONSTANTS=("TABLE",), TABLE={"here": [value]}))


def test_the_build_compiles_every_module_of_validators() -> None:
    found = {".".join(path.relative_to(LAYER).with_suffix("").parts) for path in LAYER.rglob("relay/**/validators.py")}
    (line,) = [line for line in (LAYER / "Makefile").read_text().splitlines() if "compile_validators.py" in line]
    assert found == {word for word in line.split() if word.startswith("relay.")}

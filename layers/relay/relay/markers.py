"""What a value must be beyond its type, as marks in `Annotated`: `Annotated[int, Limits(ge=0)]`.

pydantic asks a mark for its part of the schema when a validator is made (`relay.validators`). Nothing here imports
pydantic, so classes that exist at run time may carry marks.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema


class Limits:
    """Limits under the names of pydantic_core's schema of the type: `ge`, `lt`, `min_length`, `strict` ..."""

    def __init__(self, **limits: object) -> None:
        self._limits = limits

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        return cast("CoreSchema", {**handler(source), **self._limits})


class Before:
    """A function that prepares what is given before its type is judged."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self._function = function

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        from pydantic_core import core_schema

        return core_schema.no_info_before_validator_function(self._function, handler(source))


class After:
    """A function that returns a value of the right type as it is wanted, or raises `ValueError`."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self._function = function

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(self._function, handler(source))

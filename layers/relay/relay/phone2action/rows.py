"""How the rows of a reply are read: marks for the properties of a named tuple, from which pydantic makes a validator.

    class Email(NamedTuple):
        id: Annotated[int | None, Read(integer)]
        address: Annotated[str | None, Read(text)]

    emails: Annotated[tuple[Email, ...], Rows(Email)]

A row is read from an object whose keys are the properties' names; what else it has is ignored, and a property that is
missing is read as None. pydantic asks the marks for their part when it makes the validator, which is when the layer is
built; a row itself knows nothing of it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, get_type_hints

from relay.phone2action.reading import mapping, objects

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema


class Read(NamedTuple):
    """A property that `function` reads: it takes whatever there is and returns the value.

    `others` are names under which the property may come instead, the first one that is there counts.
    """

    function: Callable[[Any], object]
    others: tuple[str, ...] = ()

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(self.function)


class Row(NamedTuple):
    """A property that is an object, read as the named tuple that is its type."""

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        from pydantic_core import core_schema

        return core_schema.no_info_before_validator_function(mapping, _row(source, handler))


class Rows(NamedTuple):
    """A property that is a list of objects, each read as a `row`."""

    row: type

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        from pydantic_core import core_schema

        rows = core_schema.tuple_variable_schema(_row(self.row, handler))
        return core_schema.no_info_before_validator_function(objects, rows)


class Keyed(NamedTuple):
    """A property that is an object of objects, each read as a `row` and kept under its key."""

    row: type

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        from pydantic_core import core_schema

        row = core_schema.no_info_before_validator_function(mapping, _row(self.row, handler))
        return core_schema.no_info_before_validator_function(mapping, core_schema.dict_schema(values_schema=row))


def _row(kind: type, handler: "GetCoreSchemaHandler") -> "CoreSchema":
    from pydantic_core import core_schema

    parameters = []
    for name, hint in get_type_hints(kind, include_extras=True).items():
        others = next((mark.others for mark in hint.__metadata__ if isinstance(mark, Read)), ())
        judged = core_schema.with_default_schema(handler.generate_schema(hint), default=None, validate_default=True)
        names: list[list[str | int]] = [[each] for each in (name, *others)]
        parameters.append(core_schema.arguments_v3_parameter(name, judged, mode="keyword_only", alias=names))
    arguments = core_schema.arguments_v3_schema(parameters, extra_behavior="ignore")
    return core_schema.call_schema(arguments, kind)

"""Reads a function's settings from its environment variables: how each is named, judged and complained about."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Final

from pydantic_core import ValidationError

from relay.settings import Settings
from relay.validators import validator

PREFIX: Final = "RELAY_"

# The rest of a sentence that begins with the variable, by the type of pydantic's error.
PROBLEMS: Final = {
    "missing": "is not set; template.yaml sets it for every function",
    "bool_parsing": "must be true or false",
    "float_parsing": "must be a number",
    "finite_number": "must be a number",
    "greater_than": "must be greater than 0",
}


class SettingsError(ValueError):
    """Environment variables that are missing or unusable; the text names each, one a line, and says what to set."""


def settings_from(environment: Mapping[str, str]) -> Settings:
    """The settings in the `RELAY_...` variables; an empty one is not set.

    Raises `SettingsError` with each unusable one.
    """
    told = {field.name: environment.get(_variable(field.name)) for field in fields(Settings)}
    try:
        settings: Settings = validator("settings").validate_python({name: text for name, text in told.items() if text})
    except ValidationError as error:
        lines = [f"{_variable(problem['loc'][0])} {PROBLEMS[problem['type']]}" for problem in error.errors()]
        raise SettingsError("\n".join(lines)) from None
    return settings


def _variable(name: object) -> str:
    return f"{PREFIX}{name}".upper()

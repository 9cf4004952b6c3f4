"""Everything about the account and the stack that a function is told, read once from its environment.

What an organiser decides is in campaigns.toml, what is secret in Secrets Manager: neither is here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Annotated, Final

from relay.markers import After, Limits

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


def without_slash(url: str) -> str:
    """The URL as paths are put behind it."""
    return url.rstrip("/")


type Positive = Annotated[float, Limits(gt=0, allow_inf_nan=False)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A function's settings: each is the variable `RELAY_` and its name. Times carry their unit in their name."""

    api_base_url: str
    api_paths: str = ""
    journal_table: str
    consent_table: str
    retry_queue_url: str
    dead_letter_queue_url: str
    held_queue_url: str
    credentials_secret: str
    key_secret: str
    public_url: Annotated[str, After(without_slash)] = ""
    settle_minutes: Positive
    retry_window_hours: Positive
    resend_unseen: bool
    first_wait_seconds: Positive
    longest_wait_seconds: Positive
    breaker_seconds: Positive
    sms_optin_confirmed: bool

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read every `RELAY_...` variable; an empty one is not set. Raises `SettingsError` with each unusable one."""
        from pydantic_core import ValidationError

        from relay.validators import validator  # which knows this class

        told = {field.name: environment.get(_variable(field.name)) for field in fields(cls)}
        try:
            settings: Settings = validator("settings").validate_python(
                {name: told[name] for name in told if told[name]}
            )
        except ValidationError as error:
            lines = [f"{_variable(problem['loc'][0])} {PROBLEMS[problem['type']]}" for problem in error.errors()]
            raise SettingsError("\n".join(lines)) from None
        return settings


def _variable(name: object) -> str:
    return f"{PREFIX}{name}".upper()

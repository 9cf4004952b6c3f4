"""What only the keeper is told, in variables that template.yaml sets for it alone.

`relay.settings` has what every function is told; these are apart from it, so that no other function has to judge them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from relay.environment import SettingsError

DIGEST: Final = "digest"
"""The key of an event that asks for the mail of now, which then is not sent. Its value stands before each command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """See template.yaml for each: the variable is `RELAY_` and the name here."""

    keep_days: int
    digest_hour_utc: int
    alarm_topic: str
    log_groups: tuple[str, ...]
    stack: str


def options_from(environment: Mapping[str, str]) -> Options:
    """The keeper's own variables. Raises `SettingsError` with the name of each that is missing or no number."""
    names = ("RELAY_KEEP_DAYS", "RELAY_DIGEST_HOUR_UTC", "RELAY_ALARM_TOPIC", "RELAY_LOG_GROUPS", "RELAY_STACK")
    told = {name: environment.get(name, "") for name in names}
    wrong = [f"{name} is not set; template.yaml sets it for the keeper" for name, text in told.items() if not text]
    wrong += [f"{name} must be a whole number" for name in names[:2] if told[name] and not told[name].isdecimal()]
    if wrong:
        raise SettingsError("\n".join(wrong))
    return Options(
        keep_days=int(told["RELAY_KEEP_DAYS"]),
        digest_hour_utc=int(told["RELAY_DIGEST_HOUR_UTC"]),
        alarm_topic=told["RELAY_ALARM_TOPIC"],
        log_groups=tuple(told["RELAY_LOG_GROUPS"].split(",")),
        stack=told["RELAY_STACK"],
    )

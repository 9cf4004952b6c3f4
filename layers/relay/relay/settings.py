"""Everything about the account and the stack that a function is told, read once from its environment.

What an organiser decides is in campaigns.toml, what is secret in Secrets Manager: neither is here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

BOOLEANS = {"true": True, "false": False}


class SettingsError(ValueError):
    """An environment variable that is missing or unusable; the text names it and says what to set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A function's settings. Times carry their unit in their name."""

    api_base_url: str
    journal_table: str
    consent_table: str
    retry_queue_url: str
    dead_letter_queue_url: str
    held_queue_url: str
    credentials_secret: str
    key_secret: str
    public_url: str
    settle_minutes: float
    retry_window_hours: float
    resend_unseen: bool
    first_wait_seconds: float
    longest_wait_seconds: float
    breaker_seconds: int
    sms_optin_confirmed: bool

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read every `RELAY_...` variable. Raises `SettingsError` for the first one that is unusable."""
        read = _Reader(environment)
        return cls(
            api_base_url=read.text("RELAY_API_BASE_URL"),
            journal_table=read.text("RELAY_JOURNAL_TABLE"),
            consent_table=read.text("RELAY_CONSENT_TABLE"),
            retry_queue_url=read.text("RELAY_RETRY_QUEUE_URL"),
            dead_letter_queue_url=read.text("RELAY_DEAD_LETTER_QUEUE_URL"),
            held_queue_url=read.text("RELAY_HELD_QUEUE_URL"),
            credentials_secret=read.text("RELAY_CREDENTIALS_SECRET"),
            key_secret=read.text("RELAY_KEY_SECRET"),
            public_url=environment.get("RELAY_PUBLIC_URL", "").rstrip("/"),
            settle_minutes=read.number("RELAY_SETTLE_MINUTES"),
            retry_window_hours=read.number("RELAY_RETRY_WINDOW_HOURS"),
            resend_unseen=read.boolean("RELAY_RESEND_UNSEEN"),
            first_wait_seconds=read.number("RELAY_FIRST_WAIT_SECONDS"),
            longest_wait_seconds=read.number("RELAY_LONGEST_WAIT_SECONDS"),
            breaker_seconds=round(read.number("RELAY_BREAKER_SECONDS")),
            sms_optin_confirmed=read.boolean("RELAY_SMS_OPTIN_CONFIRMED"),
        )


class _Reader:
    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def text(self, name: str) -> str:
        value = self._environment.get(name, "")
        if not value:
            raise SettingsError(f"{name} is not set; template.yaml sets it for every function")
        return value

    def number(self, name: str) -> float:
        try:
            value = float(self.text(name))
        except SettingsError:
            raise
        except ValueError:
            raise SettingsError(f"{name} must be a number") from None
        if value <= 0:
            raise SettingsError(f"{name} must be greater than 0")
        return value

    def boolean(self, name: str) -> bool:
        try:
            return BOOLEANS[self.text(name).lower()]
        except KeyError:
            raise SettingsError(f"{name} must be true or false") from None

"""Everything about the account and the stack that a function is told: `environment` reads it from the variables.

What an organiser decides is in campaigns.toml, what is secret in Secrets Manager: neither is here.
"""

from dataclasses import dataclass
from typing import Annotated

from relay.markers import After, Limits


def without_slash(url: str) -> str:
    """The URL as paths are put behind it."""
    return url.rstrip("/")


type Positive = Annotated[float, Limits(gt=0, allow_inf_nan=False)]


# Each method that a dataclass makes costs a cold start; nobody compares settings.
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
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
    challenge_url: Annotated[str, After(without_slash)] = ""
    settle_minutes: Positive
    retry_window_hours: Positive
    resend_unseen: bool
    create_is_upsert: bool
    first_wait_seconds: Positive
    longest_wait_seconds: Positive
    breaker_seconds: Positive
    sms_optin_confirmed: bool

"""What the relay and its senders prove themselves with: a value that never shows itself.

It is read from Secrets Manager by `stores.secrets`; `validators` judges what stands there.
"""

from dataclasses import dataclass, field
from typing import Annotated, Any

from relay.markers import Before


def one_or_several(given: Any) -> Any:
    """One secret or several; empty ones would let anybody in, so they are left out."""
    several = given if isinstance(given, list) else [given]
    return tuple(secret for secret in several if secret)


type Secrets = Annotated[tuple[str, ...], Before(one_or_several)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """The account's keys and the secrets of those who may send. Nothing of it shows in `repr`."""

    app_id: str = field(repr=False)
    app_key: str = field(repr=False)
    card_secrets: Secrets = field(default=(), repr=False)
    form_secrets: Secrets = field(default=(), repr=False)
    google_keys: Secrets = field(default=(), repr=False)
    webhook_secrets: Secrets = field(default=(), repr=False)
    challenge_secrets: Secrets = field(default=(), repr=False)
    twilio_auth_tokens: Secrets = field(default=(), repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """All that must never be kept with what somebody sent."""
        keys = (self.app_id, self.app_key, *self.card_secrets, *self.form_secrets, *self.google_keys)
        return (*keys, *self.webhook_secrets, *self.challenge_secrets, *self.twilio_auth_tokens)

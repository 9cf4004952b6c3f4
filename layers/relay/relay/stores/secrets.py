"""The account's secrets, out of Secrets Manager: read once, kept in the process, never shown.

Two secrets with two lives: the credentials change (rotation), so they have an age; the HMAC key under which the
journal and the consent records are filed never does, so it is kept for the life of the process.
"""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from relay.stores.aws import Aws, AwsError

MAXIMUM_AGE_MS: Final = 5 * 60 * 1000
ASK_AGAIN_MS: Final = 30 * 1000


class Unavailable(Exception):
    """The secret can't be read and no earlier reading is at hand: nothing durable can be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What the relay and its senders prove themselves with. Nothing of it shows in `repr`."""

    app_id: str = field(repr=False)
    app_key: str = field(repr=False)
    card_secrets: tuple[str, ...] = field(default=(), repr=False)
    form_secrets: tuple[str, ...] = field(default=(), repr=False)
    google_keys: tuple[str, ...] = field(default=(), repr=False)
    twilio_auth_tokens: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def from_secret(cls, text: str) -> "Credentials":
        """Read the secret's JSON. Raises `Unavailable` if it isn't what README.md says it must hold."""
        try:
            data = json.loads(text)
            return cls(
                app_id=data["app_id"],
                app_key=data["app_key"],
                card_secrets=_several(data.get("card_secrets")),
                form_secrets=_several(data.get("form_secrets")),
                google_keys=_several(data.get("google_keys")),
                twilio_auth_tokens=_several(data.get("twilio_auth_tokens")),
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Unavailable("the credential secret is not the JSON object that the README describes") from None


def _several(value: str | list[str] | None) -> tuple[str, ...]:
    """One secret or several; empty ones would let anybody in, so they are left out."""
    several = [value] if isinstance(value, str) else value or []
    return tuple(secret for secret in several if secret)


class CredentialStore:
    """The credential secret, re-read when it is five minutes old or when the platform rejected it."""

    def __init__(self, aws: Aws, secret: str, clock: Callable[[], int]) -> None:
        self._aws = aws
        self._secret = secret
        self._clock = clock
        self._lock = threading.Lock()
        self._cached: Credentials | None = None
        self._read_at = 0

    def current(self) -> Credentials:
        """The credentials, at most five minutes old if Secrets Manager answers. Raises `Unavailable`."""
        with self._lock:
            if self._cached is None or self._clock() - self._read_at > MAXIMUM_AGE_MS:
                self._read()
            assert self._cached is not None  # noqa: S101 - _read raises where it leaves nothing
            return self._cached

    def refresh(self, rejected: Credentials) -> Credentials:
        """Read again after the platform rejected `rejected`, unless another thread already has."""
        with self._lock:
            if self._cached is None or self._cached == rejected:
                self._read()
            assert self._cached is not None  # noqa: S101 - as above
            return self._cached

    def _read(self) -> None:
        try:
            answer = self._aws.call("secretsmanager", "GetSecretValue", {"SecretId": self._secret})
            self._cached = Credentials.from_secret(answer["SecretString"])
            self._read_at = self._clock()
        except (AwsError, KeyError, Unavailable) as error:
            if self._cached is None:
                raise Unavailable(f"credential secret: {error}") from None
            # The old ones serve on; to ask anew at each call would make every call wait for Secrets Manager.
            self._read_at = self._clock() - MAXIMUM_AGE_MS + ASK_AGAIN_MS


class KeyStore:
    """The HMAC key, read once. Raises `Unavailable` until it has been."""

    def __init__(self, aws: Aws, secret: str) -> None:
        self._aws = aws
        self._secret = secret
        self._key: bytes | None = None

    def __call__(self) -> bytes:
        """The key."""
        if self._key is None:
            try:
                answer = self._aws.call("secretsmanager", "GetSecretValue", {"SecretId": self._secret})
                key = str(answer["SecretString"]).encode()
            except (AwsError, KeyError) as error:
                raise Unavailable(f"key secret: {error}") from None
            if not key:
                raise Unavailable("key secret: it is empty")
            self._key = key
        return self._key

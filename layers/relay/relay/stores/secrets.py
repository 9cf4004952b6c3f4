"""The account's secrets, out of Secrets Manager: read once, kept in the process, never shown.

Two secrets with two lives: the credentials change (rotation), so they have an age; the HMAC key under which the
journal and the consent records are filed never does, so it is kept for the life of the process.
"""

import json
import threading
from collections.abc import Callable
from typing import Final

from relay.credentials import Credentials
from relay.stores.aws import Aws, AwsError
from relay.validators import validator

MAXIMUM_AGE_MS: Final = 5 * 60 * 1000
ASK_AGAIN_MS: Final = 30 * 1000


class Unavailable(Exception):
    """The secret can't be read and no earlier reading is at hand: nothing durable can be done."""


def from_secret(text: str) -> Credentials:
    """Read the secret's JSON. Raises `Unavailable` if it isn't what README.md says it must hold, without quoting it."""
    try:
        credentials: Credentials = validator("credentials").validate_python(json.loads(text))
    except ValueError:  # of json or of pydantic, whose text quotes what it refuses
        raise Unavailable("the credential secret is not the JSON object that the README describes") from None
    return credentials


class CredentialStore:
    """The credential secret, re-read when it is five minutes old, when the platform rejected it, or for a sender whose
    secret it may have got since.
    """

    def __init__(self, aws: Aws, secret: str, clock: Callable[[], int]) -> None:
        self._aws = aws
        self._secret = secret
        self._clock = clock
        self._lock = threading.Lock()
        self._cached: Credentials | None = None
        self._read_at = 0
        self._asked_at = 0

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

    def prove(self, sender: Callable[[Credentials], bool]) -> bool:
        """Whether these credentials prove a sender, or those of now: asked for at most each half minute, whoever tries.

        So a secret that was just added counts before the five minutes are over. Raises `Unavailable`.
        """
        used = self.current()
        if sender(used):
            return True
        with self._lock:
            if self._clock() - self._asked_at > ASK_AGAIN_MS:
                self._read()
            latest = self._cached
        return latest is not None and latest != used and sender(latest)

    def _read(self) -> None:
        self._asked_at = self._clock()
        try:
            answer = self._aws.call("secretsmanager", "GetSecretValue", {"SecretId": self._secret})
            self._cached = from_secret(answer["SecretString"])
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

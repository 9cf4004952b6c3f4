"""Turnstile and hCaptcha: asking their service whether a form's token was given to a person.

One POST of form fields, answered by JSON
(https://developers.cloudflare.com/turnstile/get-started/server-side-validation/,
https://docs.hcaptcha.com/#verify-the-user-response-server-side). The visitor's address is not sent along. What the
service can't tell us (it is away, slow, talks nonsense, or does not know our secret) is "unsure", and never a refusal:
with the service away no browser can get a token either, so it is asked even without one.
"""

import json
import string
import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import urlencode
from uuid import UUID

from relay import telemetry
from relay.campaigns import Challenge
from relay.credentials import Credentials
from relay.phone2action import transport
from relay.phone2action.errors import Phone2ActionError
from relay.sources import bodies
from relay.sources.http import Request
from relay.stores.secrets import Unavailable
from relay.stores.table import Unsure
from relay.submission import Submission

if TYPE_CHECKING:
    from relay.sources.ingress import Ingress

type Verdict = Literal["passed", "failed", "unsure"]
type Said = Literal["passed", "failed", "spent", "wrong_secret", "away"]

SECONDS: Final = 2.0  # of the three that a form's sender waits
ADDRESSES: Final[Mapping[str, str]] = {
    "turnstile": "https://challenges.cloudflare.com/turnstile/v0/siteverify",
    "hcaptcha": "https://api.hcaptcha.com/siteverify",
}
FIELDS: Final[Mapping[str, str]] = {"turnstile": "cf-turnstile-response", "hcaptcha": "h-captcha-response"}
PAUSES: Final = (0.2, 0.4)  # seconds before a submission is looked for once more
HEXADECIMAL_DIGITS: Final = 40  # of hCaptcha's older secrets
LONGEST_TOKEN: Final = 16_000  # characters: Turnstile's are at most 2,048, hCaptcha names no limit
SERVER_ERRORS: Final = 500

# The services' error codes, from the pages above.
SAID: Final[Mapping[str, Said]] = {
    "missing-input-secret": "wrong_secret",
    "invalid-input-secret": "wrong_secret",
    "sitekey-secret-mismatch": "wrong_secret",
    "not-using-dummy-secret": "wrong_secret",
    "not-using-dummy-passcode": "wrong_secret",
    "missing-input-response": "failed",
    "invalid-input-response": "failed",
    "timeout-or-duplicate": "spent",
    "expired-input-response": "spent",
    "already-seen-response": "spent",
    "invalid-or-already-seen-response": "spent",
}
WORST_FIRST: Final = ("wrong_secret", "away", "spent", "failed")


def verdict(challenge: Challenge, request: Request, submission: Submission, relay: "Ingress") -> Verdict:
    """Whether a person met the challenge, as far as its service can tell. Raises `Unavailable` without the key.

    A token is good once. One that was used passes for a submission that is known already: a double click, or a form
    that is sent again, is answered as the first was.
    """
    submission_id = relay.intake.identity.submission(submission)
    fields = _fields_of(challenge, _token(challenge, request), relay, submission_id)
    said = _said(challenge, fields, relay)
    if said == "passed":
        return "passed"
    if said == "spent":
        try:
            return "passed" if _is_known(submission_id, relay) else "failed"
        except Unsure:
            said = "away"
    if said == "failed":
        return "failed"
    telemetry.unverified(challenge.service, said)
    return "unsure"


def _is_known(submission_id: str, relay: "Ingress") -> bool:
    """Whether this submission has come before. The first of a double click may be on its way to the journal still."""
    for pause in (0.0, *PAUSES):
        time.sleep(pause)
        if relay.intake.delivery.journal.read(submission_id):
            return True
    return False


def _token(challenge: Challenge, request: Request) -> str:
    """What the widget put into the form, "" if it did not, or if that is none of its tokens."""
    name, sent = FIELDS[challenge.service], bodies.read(request, strict=False)
    token = next((text for field, value in sent if _innermost(field) == name and (text := value.strip())), "")
    return token if len(token) <= LONGEST_TOKEN and token.isascii() and token.isprintable() else ""


def _innermost(field: str) -> str:
    return field.strip().lower().rstrip("]").rpartition("[")[2]


def _fields_of(challenge: Challenge, token: str, relay: "Ingress", submission_id: str) -> dict[str, str]:
    """What the service is told beside the secret."""
    if challenge.service == "hcaptcha":
        return {"response": token, "sitekey": challenge.sitekey}
    # So that the same form, sent again with the same token, is answered as the first was.
    key = relay.intake.identity.of(f"challenge {submission_id} {token}")
    return {"response": token, "idempotency_key": str(UUID(hex=key, version=4))}


def _said(challenge: Challenge, fields: Mapping[str, str], relay: "Ingress") -> Said:
    """What the service says with the first of our secrets that it knows, read again if it knows none."""
    ends_at = time.monotonic() + SECONDS
    said: Said = "wrong_secret"

    def knows(ours: Credentials) -> bool:
        nonlocal said
        for secret in _secrets_for(challenge.service, ours):
            said = _asked(challenge.service, {**fields, "secret": secret}, relay, ends_at - time.monotonic())
            if said != "wrong_secret":
                return True
        return False

    try:
        relay.credentials.prove(knows)
    except Unavailable:
        return "away"
    return said


def _secrets_for(service: str, ours: Credentials) -> Iterator[str]:
    """The secrets that may be this service's, for none is shown to another: they differ in how they are written."""
    for secret in ours.challenge_secrets:
        is_hcaptchas = secret.startswith("ES_") or _is_hexadecimal(secret)  # the former are newer
        is_turnstiles = secret.startswith(("0x", "1x", "2x", "3x")) and not is_hcaptchas
        if not (is_hcaptchas if service == "turnstile" else is_turnstiles):
            yield secret


def _is_hexadecimal(secret: str) -> bool:
    digits = secret.removeprefix("0x")
    return digits != secret and len(digits) == HEXADECIMAL_DIGITS and not digits.strip(string.hexdigits)


def _asked(service: str, fields: Mapping[str, str], relay: "Ingress", seconds: float) -> Said:
    """What the service answers within so many seconds in all."""
    if seconds <= 0:
        return "away"
    url = f"{base}/{service}/siteverify" if (base := relay.settings.challenge_url) else ADDRESSES[service]
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    with relay.new_session() as session:
        try:
            answer = transport.send(
                session,
                "POST",
                url,
                headers=headers,
                data=urlencode(fields).encode(),
                auth=None,
                timeout=(seconds / 2, seconds / 2),
            )
        except Phone2ActionError:
            return "away"
    return "away" if answer.status >= SERVER_ERRORS or answer.body is None else _judged(answer.body)


def _judged(body: bytes) -> Said:
    """What an answer says. Of several faults ours come first: they say nothing of the visitor."""
    try:
        answer: Any = json.loads(body)
    except (ValueError, RecursionError):
        return "away"
    if not isinstance(answer, dict):
        return "away"
    if answer.get("success") is True:
        return "passed"
    codes = answer.get("error-codes")
    found = {SAID.get(str(code), "away") for code in codes} if isinstance(codes, list) else set()
    return next((each for each in WORST_FIRST if each in found), "away")

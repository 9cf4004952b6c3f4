"""Whoever signs: trusted without proof, or one post of it taken twice."""

from typing import Final

from tests.mutants.patch import Patch

PATCHES: Final = (
    Patch(
        name="whatever has a signature is signed",
        file="relay/sources/standard_webhooks.py",
        old="    if not prove(lambda",
        new="    if False and not prove(lambda",
    ),
    Patch(
        name="what is no secret signs with an empty key",
        file="relay/sources/standard_webhooks.py",
        old="map(signing_key, secrets) if key]",
        new="map(signing_key, secrets)]",
    ),
    Patch(
        name="what was signed once may be sent for ever",
        file="relay/sources/standard_webhooks.py",
        old="    return is_time and abs(",
        new="    return is_time and 0 * abs(",
    ),
    Patch(
        name="the body is not what was signed",
        file="relay/sources/standard_webhooks.py",
        old="+ request.body()",
        new='+ b""',
    ),
    Patch(
        name="a key that anybody may change makes what is signed new",
        file="relay/sources/web_form.py",
        old='request.headers.get(WEBHOOK_ID) or request.header("idempotency-key")',
        new='request.header("idempotency-key") or request.headers.get(WEBHOOK_ID, "")',
    ),
)

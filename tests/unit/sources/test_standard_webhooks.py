"""Requests that the public library of Standard Webhooks signed: who signs is trusted like who shows a form secret."""

import base64
import hmac
import json
from collections.abc import Mapping
from datetime import timedelta

import pytest

from relay.sources import web_form
from relay.sources.standard_webhooks import TOLERANCE_SECONDS
from relay.webhook_secrets import signing_key
from tests.fakes.events import FORM_PATH, URLENCODED, Context, event
from tests.unit.sources import arrivals
from tests.unit.sources.arrivals import relay
from tests.unit.sources.signing import BODY, ID, JSON, NOW, OTHER, SECRET, knowing, post, signed


def without(headers: Mapping[str, str], name: str) -> dict[str, str]:
    return {each: value for each, value in headers.items() if each != name}


def test_who_signs_is_trusted() -> None:
    to = knowing(SECRET)
    assert post(to, signed())["statusCode"] == 200
    (made,) = to.intake.accepted
    assert made.trusted
    assert made.advocate["lastname"] == "Ó Súilleabháin"


def test_who_signs_may_say_what_the_public_may_not() -> None:
    to = knowing(SECRET)
    body = '{"advocateid": "17", "email": "ann@example.org", "type": ["call"], "phone": "8165550123"}'
    assert post(to, signed(body), body)["statusCode"] == 200
    assert to.intake.accepted[0].advocate["advocateid"] == "17"
    body = '{"email": "ann@example.org", "smsOptinConfirmed": "1", "smsOptin": "1", "phone": "8165550123"}'
    reply = post(to, signed(body), body)
    assert arrivals.errors(reply) == {"smsOptinConfirmed": "not_from_a_form"}


@pytest.mark.parametrize("media", ["application/json", URLENCODED])
def test_the_bytes_are_signed_as_they_were_sent(media: str) -> None:
    body = "email=ann%40example.org&firstname=Ann++&b=&a=1" if media == URLENCODED else BODY
    to = knowing(SECRET)
    arrival = event(f"{FORM_PATH}/1000", body=body.encode(), headers=signed(body, content_type=media))
    assert web_form.handle(arrival, Context(), to.ingress)["statusCode"] == 200
    changed = event(f"{FORM_PATH}/1000", body=(body + " ").encode(), headers=signed(body, content_type=media))
    assert web_form.handle(changed, Context(), to.ingress)["statusCode"] == 401


@pytest.mark.parametrize("secret", [SECRET, OTHER])
def test_each_of_several_secrets_counts(secret: str) -> None:
    assert post(knowing(OTHER, SECRET), signed(secret=secret))["statusCode"] == 200


@pytest.mark.parametrize("written", [SECRET, SECRET.removeprefix("whsec_"), SECRET.rstrip("=")])
def test_a_secret_may_be_written_without_its_prefix_or_padding(written: str) -> None:
    assert SECRET.endswith("=")
    assert post(knowing(written), signed())["statusCode"] == 200


def test_one_right_signature_among_several_is_enough() -> None:
    right, wrong = signed()["webhook-signature"], signed(secret=OTHER)["webhook-signature"]
    to = knowing(SECRET)
    assert post(to, signed(webhook_signature=f"{wrong} v1a,x= {right}"))["statusCode"] == 200
    assert post(to, signed(webhook_signature=f"{wrong} v1a,x="))["statusCode"] == 401


@pytest.mark.parametrize("path", [f"{FORM_PATH}/1000", f"{FORM_PATH}/998"])
@pytest.mark.parametrize(
    "changed",
    [
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v1"},
        {"webhook-signature": "v1,é"},
        {"webhook-signature": signed(secret=OTHER)["webhook-signature"]},
        {"webhook-signature": signed()["webhook-signature"].replace("v1,", "v2,")},
        {"webhook-signature": signed()["webhook-signature"].replace("v1,", "v1a,")},
        {"webhook-signature": signed()["webhook-signature"].replace("v1,", "")},
        {"webhook-id": "msg_another"},
        {"webhook-timestamp": str(int(NOW.timestamp()) + 1)},
    ],
)
def test_a_wrong_signature_is_401_whatever_the_campaign_asks_for(path: str, changed: dict[str, str]) -> None:
    to = knowing(SECRET)
    reply = post(to, {**signed(), **changed}, path=path)
    assert (reply["statusCode"], arrivals.errors(reply)) == (401, {"": "bad_signature"})
    assert to.intake.untouched


def test_a_changed_body_is_401() -> None:
    to = knowing(SECRET)
    reply = post(to, signed(), BODY.replace("ann@", "eve@"))
    assert (reply["statusCode"], arrivals.errors(reply)) == (401, {"": "bad_signature"})
    assert to.intake.untouched


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_====", "no base64!", "whsec_é"])
def test_what_is_no_secret_proves_nobody(secret: str) -> None:
    assert signing_key(secret) == b""
    digest = hmac.digest(b"", f"{ID}.{int(NOW.timestamp())}.{BODY}".encode(), "sha256")
    reply = post(knowing(secret), signed(webhook_signature=f"v1,{base64.b64encode(digest).decode()}"))
    assert arrivals.errors(reply) == {"": "bad_signature"}


@pytest.mark.parametrize("seconds", [-TOLERANCE_SECONDS, 0, TOLERANCE_SECONDS])
def test_clocks_may_differ_by_five_minutes(seconds: int) -> None:
    assert post(knowing(SECRET), signed(at=NOW + timedelta(seconds=seconds)))["statusCode"] == 200


@pytest.mark.parametrize("seconds", [-TOLERANCE_SECONDS - 1, TOLERANCE_SECONDS + 1, -86_400 * 365])
def test_what_was_signed_at_another_time_is_stale(seconds: int) -> None:
    to = knowing(SECRET)
    reply = post(to, signed(at=NOW + timedelta(seconds=seconds)))
    assert (reply["statusCode"], arrivals.errors(reply)) == (401, {"": "stale"})
    assert to.intake.untouched


@pytest.mark.parametrize("timestamp", ["now", "1.5", "-1", "\u0661", "9" * 5000])
def test_what_is_no_time_is_refused_and_not_a_crash(timestamp: str) -> None:
    digest = hmac.digest(signing_key(SECRET), f"{ID}.{timestamp}.{BODY}".encode(), "sha256")
    headers = signed(webhook_timestamp=timestamp, webhook_signature=f"v1,{base64.b64encode(digest).decode()}")
    assert arrivals.errors(post(knowing(SECRET), headers)) == {"": "stale"}


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
@pytest.mark.parametrize("blank", [True, False])
def test_a_header_that_is_missing_is_named(name: str, blank: bool) -> None:
    to = knowing(SECRET)
    reply = post(to, {**signed(), name: " "} if blank else without(signed(), name))
    (error,) = json.loads(reply["body"])["errors"]
    assert (reply["statusCode"], error["code"]) == (401, "header_missing")
    assert name in error["message"]
    assert to.intake.untouched


def test_a_401_says_how_else_a_server_may_prove_itself() -> None:
    assert post(knowing(), signed())["headers"]["www-authenticate"] == "Bearer"


def test_the_same_id_is_the_same_submission_whatever_else_was_changed() -> None:
    to = knowing(SECRET)
    later = NOW + timedelta(seconds=60)
    post(to, signed())
    post(to, signed(at=later))
    post(to, signed(idempotency_key="made up by whoever sends it again"))
    post(to, signed(key="msg_another"))
    first, again, replayed, another = (made.natural_key for made in to.intake.accepted)
    assert first == again == replayed != another
    assert not to.intake.accepted[0].keyed_by_content


def test_a_campaign_that_asks_for_a_secret_takes_either() -> None:
    to = knowing(SECRET)
    assert post(to, {**JSON, "authorization": "Bearer form-key"})["statusCode"] == 200
    assert post(to, signed())["statusCode"] == 200
    assert post(to, signed(authorization="Bearer form-key"))["statusCode"] == 200
    assert arrivals.errors(post(to, signed(authorization="Bearer wrong"))) == {"": "unauthorized"}
    assert post(to, JSON)["statusCode"] == 401


def test_a_time_by_itself_signs_nothing() -> None:
    to = knowing(SECRET)
    reply = post(to, {**JSON, "webhook-timestamp": "1"}, path=f"{FORM_PATH}/998")
    assert reply["statusCode"] == 200
    assert not to.intake.accepted[0].trusted


def test_no_reply_echoes_what_was_signed_with() -> None:
    for headers in (signed(), signed(secret=OTHER)):
        assert headers["webhook-signature"][3:] not in json.dumps(post(knowing(SECRET), headers))


def test_credentials_that_are_away_are_a_503() -> None:
    to = relay(credentials=None)
    assert post(to, signed())["statusCode"] == 503


def test_a_trusted_sender_is_told_what_is_wrong_with_its_post() -> None:
    to = knowing(SECRET)
    body = '{"email": "ann@", "zip5": "2134"}'
    reply = post(to, signed(body), body)
    assert (reply["statusCode"], arrivals.errors(reply)) == (422, {"email": "invalid", "zip5": "invalid"})
    assert to.intake.untouched


def test_a_too_large_body_is_413_before_anything_is_signed() -> None:
    body = json.dumps({"x": "y" * 65536})
    assert post(knowing(SECRET), signed(body), body)["statusCode"] == 413

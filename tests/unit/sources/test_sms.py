"""Every cell of docs/design.md's reply table for texts, and what a text becomes."""

import dataclasses
import hashlib
import json
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from relay.delivery.receipt import Receipt
from relay.sources import sms
from relay.submission import ConnectionRequest, Submission
from tests.fakes.events import DOMAIN, SMS_PATH, URLENCODED, Context, Event, event
from tests.fakes.remembering import Relay
from tests.fakes.settings import PUBLIC_URL
from tests.unit.sources.arrivals import (
    DELIVERED,
    HELD,
    QUEUED,
    RECEIVED_AT,
    REJECTED,
    SETTINGS,
    UNAVAILABLE,
    relay,
)

MESSAGE = {
    "ToCity": "",
    "FromZip": "64108",
    "FromState": "MO",
    "FromCity": "KANSAS CITY",
    "Body": "JOIN",
    "To": "+18165550199",
    "MessageSid": "SM00000000000000000000000000000001",
    "From": "+18165550123",
}
NOTHING = "<Response/>"
REPLY = "<Response><Message>Thanks for joining Whales &amp; Co.</Message></Response>"


def text(body: str = "JOIN", *, url: str = f"{PUBLIC_URL}{SMS_PATH}", token: str = "token", **changes: str) -> Event:
    """A text as Twilio posts it, signed for `url`."""
    fields = MESSAGE | {"Body": body} | changes
    _, _, query = url.partition("?")
    return event(
        SMS_PATH,
        body=urlencode(fields).encode(),
        query=query,
        headers={
            "content-type": URLENCODED,
            "x-twilio-signature": RequestValidator(token).compute_signature(url, fields),
        },
    )


def send(to: Relay, arrival: Event) -> dict[str, Any]:
    return sms.handle(arrival, Context(), to.ingress)


def submission(arrival: Event, to: Relay | None = None) -> Submission:
    to = to or relay()
    assert send(to, arrival)["statusCode"] == 200
    (accepted,) = to.intake.accepted
    return accepted


def said(reply: dict[str, Any]) -> str:
    assert reply["statusCode"] == 200
    assert reply["headers"]["content-type"] == "text/xml; charset=utf-8"
    return str(reply["body"])


# Replies ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("receipt", [DELIVERED, QUEUED])
def test_a_keyword_is_answered_the_same_whether_delivered_queued_or_twice(receipt: Receipt) -> None:
    assert said(send(relay(receipt), text())) == REPLY


def test_a_keyword_whose_connection_was_refused_is_answered_as_delivered() -> None:
    receipt = Receipt(status="delivered", connections={"call": "rejected"})
    assert said(send(relay(receipt), text())) == REPLY


def test_an_unknown_word_gets_a_hint_and_nothing_is_kept() -> None:
    to = relay()
    assert "not a keyword we know" in said(send(to, text("What is this?")))
    assert to.intake.untouched


def test_a_message_without_words_gets_the_hint_too() -> None:
    assert "not a keyword we know" in said(send(relay(), text("", NumMedia="1")))


@pytest.mark.parametrize("sender", ["22395", "+442079460018", "", "WHALES"])
def test_a_keyword_from_no_us_phone_is_a_dead_letter_and_gets_a_hint(sender: str) -> None:
    to = relay(QUEUED)
    assert "only US mobile numbers" in said(send(to, text(From=sender)))
    (parked,) = to.intake.parked
    assert parked.source == "sms"
    assert parked.received_at == RECEIVED_AT
    assert {problem.field for problem in parked.problems} <= {"phone", "email", "smsOptin"}
    assert dict(parse_qsl(parked.raw, keep_blank_values=True)) == MESSAGE | {"From": sender}


def test_a_keyword_that_the_api_refused_gets_no_answer() -> None:
    assert said(send(relay(REJECTED), text())) == NOTHING


def test_a_keyword_from_a_phone_that_said_something_like_stop_gets_no_answer() -> None:
    assert said(send(relay(HELD), text())) == NOTHING


@pytest.mark.parametrize("body", ["JOIN", "STOP", "please don't stop"])
def test_what_can_not_be_kept_is_503_with_retry_after(body: str) -> None:
    reply = send(relay(UNAVAILABLE), text(body))
    assert (reply["statusCode"], reply["headers"]["retry-after"]) == (503, "42")
    assert "<Response" not in reply["body"]


def test_a_secret_of_ours_is_not_kept_with_an_unusable_keyword() -> None:
    to = relay(QUEUED)
    send(to, text(From="12345", Extra="token", More="?api_key=platform-key"))
    (parked,) = to.intake.parked
    assert "Body=JOIN" in parked.raw
    assert not [name for name in ("Extra", "More", "platform-key") if name in parked.raw]


def test_an_unusable_keyword_that_can_not_be_kept_is_503() -> None:
    assert send(relay(UNAVAILABLE), text(From="22395"))["statusCode"] == 503


def test_credentials_that_are_away_are_a_503() -> None:
    assert send(relay(credentials=None), text())["statusCode"] == 503


def test_a_crash_is_a_503_and_never_a_stack_trace() -> None:
    reply = send(relay(RuntimeError("+18165550123")), text())
    assert reply["statusCode"] == 503
    assert "8165550123" not in json.dumps(reply)


@pytest.mark.parametrize("method", ["GET", "OPTIONS", "PUT"])
def test_another_method_is_405(method: str) -> None:
    reply = send(relay(), event(SMS_PATH, method=method))
    assert (reply["statusCode"], reply["headers"]["allow"]) == (405, "POST")


@pytest.mark.parametrize("content_type", ["", "text/plain", "multipart/form-data; boundary=x"])
def test_a_missing_or_unknown_media_type_is_415(content_type: str) -> None:
    arrival = event(SMS_PATH, body=urlencode(MESSAGE).encode(), headers={"content-type": content_type})
    assert send(relay(), arrival)["statusCode"] == 415


def test_a_malformed_body_is_400() -> None:
    arrival = event(SMS_PATH, body=b"&" * 500, headers={"content-type": URLENCODED})
    assert send(relay(), arrival)["statusCode"] == 400


def test_over_64_kb_is_413() -> None:
    assert send(relay(), text("x" * 65_536))["statusCode"] == 413


# Signatures -------------------------------------------------------------------------------------------------


def test_a_missing_signature_is_403() -> None:
    to = relay()
    arrival = text()
    del arrival["headers"]["x-twilio-signature"]
    assert send(to, arrival)["statusCode"] == 403
    assert to.intake.untouched


@pytest.mark.parametrize("body", ["JOIN", "STOP", "What is this?"])
def test_a_wrong_signature_is_403_before_anything_is_believed(body: str) -> None:
    to = relay()
    assert send(to, text(body, token="wrong"))["statusCode"] == 403
    assert to.intake.untouched


def test_either_token_will_do_while_they_are_rotated() -> None:
    for token in ("token", "old-token"):
        assert said(send(relay(), text(token=token))) == REPLY


def test_white_space_and_blanks_count_for_the_signature_and_not_for_the_keyword() -> None:
    assert said(send(relay(), text("  join \n", ToState=""))) == REPLY


def test_the_host_header_is_not_believed() -> None:
    arrival = text(url="https://evil.example.com/sms")
    arrival["headers"]["host"] = "evil.example.com"
    assert send(relay(), arrival)["statusCode"] == 403


def test_without_a_configured_url_api_gateways_own_is_the_public_one() -> None:
    to = relay(settings=dataclasses.replace(SETTINGS, public_url=""))
    assert said(send(to, text(url=f"https://{DOMAIN}{SMS_PATH}"))) == REPLY


def test_a_query_string_is_signed_as_it_was_sent() -> None:
    assert said(send(relay(), text(url=f"{PUBLIC_URL}{SMS_PATH}?b=%20&a=1&a="))) == REPLY


def test_a_json_body_is_believed_by_its_hash() -> None:
    body = json.dumps(MESSAGE).encode()
    query = f"bodySHA256={hashlib.sha256(body).hexdigest()}"
    signature = RequestValidator("token").compute_signature(f"{PUBLIC_URL}{SMS_PATH}?{query}", {})
    headers = {"content-type": "application/json", "x-twilio-signature": signature}
    assert said(send(relay(), event(SMS_PATH, body=body, query=query, headers=headers))) == REPLY
    other = json.dumps(MESSAGE | {"From": "+18165550124"}).encode()
    assert send(relay(), event(SMS_PATH, body=other, query=query, headers=headers))["statusCode"] == 403
    assert send(relay(), event(SMS_PATH, body=body, headers=headers))["statusCode"] == 403


def test_no_reply_echoes_a_token() -> None:
    for arrival in (text(), text(token="wrong")):
        assert "token" not in json.dumps(send(relay(), arrival))


# Keywords ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body", ["JOIN", "join", " Join ", "join!", "\u201cJoin\u201d", "#JOIN", "Join.\n", "\ufeffjoin"]
)
def test_a_keyword_is_known_in_any_case_and_dress(body: str) -> None:
    assert submission(text(body)).campaigns == (998,)


@pytest.mark.parametrize(
    "body", ["Únete", "u\u0301NETE", "unete", "¡Únete!", "U\u0301nete\u0301", "\uff35nete", "u\u200bnete"]
)
def test_a_keyword_is_known_with_and_without_accents(body: str) -> None:
    assert submission(text(body)).campaigns == (998,)


@pytest.mark.parametrize("body", ["stop sb 12", "STOP  SB 12!"])
def test_a_configured_keyword_is_a_keyword_whatever_it_contains(body: str) -> None:
    assert submission(text(body)).campaigns == (998,)


@pytest.mark.parametrize("body", ["JOINT", "JO IN", "JOIN us", "I JOIN"])
def test_what_only_contains_a_keyword_is_none(body: str) -> None:
    to = relay()
    assert "not a keyword we know" in said(send(to, text(body)))
    assert to.intake.untouched


def test_a_keyword_becomes_an_advocate_who_asked_for_texts() -> None:
    made = submission(text("join!"))
    assert made.source == "sms"
    assert not made.keyed_by_content
    assert (made.received_at, made.trusted, made.proof) == (RECEIVED_AT, True, "JOIN")
    assert made.advocate == {"phone": "8165550123", "smsOptin": "1", "p2asource": "text"}


def test_the_carriers_guess_of_a_place_is_no_address() -> None:
    assert not {"zip5", "city", "state"} & submission(text()).advocate.keys()


def test_a_campaign_may_join_people_without_asking_for_texts() -> None:
    assert submission(text("WHALES")).advocate == {"phone": "8165550123"}


def test_the_phone_is_confirmed_only_where_the_account_has_it_and_texts_are_asked_for() -> None:
    entitled = dataclasses.replace(SETTINGS, sms_optin_confirmed=True)
    assert submission(text(), relay(settings=entitled)).advocate["smsOptinConfirmed"] == "1"
    assert "smsOptinConfirmed" not in submission(text()).advocate
    assert "smsOptinConfirmed" not in submission(text("WHALES"), relay(settings=entitled)).advocate


def test_configured_connections_are_made_as_far_as_a_phone_allows() -> None:
    assert submission(text("WHALES")).connection == ConnectionRequest(campaign=999, types=("call",))


def test_twilios_id_counts_for_one_text_only() -> None:
    keys = {
        submission(text(*body, **sid)).natural_key for body in ([], ["join"]) for sid in ({}, {"MessageSid": "SM2"})
    }
    assert len(keys) == 4
    assert submission(text()).natural_key in keys


def test_a_message_without_an_id_goes_by_its_content() -> None:
    made, other = submission(text(MessageSid="")), submission(text("join", MessageSid=""))
    assert made.keyed_by_content
    assert "8165550123" not in made.natural_key
    assert made.natural_key != other.natural_key


def test_the_deadline_is_eight_seconds() -> None:
    to = relay()
    send(to, text())
    assert to.intake.deadlines[0].kill_at - to.intake.deadlines[0].budget_until == 28_000 - 8_000


# Stops ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["STOP", "Please unsubscribe me", "stop!"])
def test_an_opt_out_is_kept_and_not_answered_again(body: str) -> None:
    to = relay(QUEUED)
    assert said(send(to, text(body))) == NOTHING
    (kept,) = to.intake.accepted
    assert (kept.campaigns, kept.advocate) == ((), {"phone": "8165550123", "smsOptout": "1"})
    assert not kept.keyed_by_content
    assert to.intake.held == []


def test_an_opt_out_that_twilio_recognised_is_one_whatever_it_says() -> None:
    to = relay(QUEUED)
    assert said(send(to, text("JOIN", OptOutType="STOP"))) == NOTHING
    (kept,) = to.intake.accepted
    assert (kept.advocate["smsOptout"], kept.proof) == ("1", "OptOutType=STOP")


def test_the_wording_of_an_opt_out_is_kept_as_evidence() -> None:
    to = relay(QUEUED)
    send(to, text("Please, STOP."))
    assert to.intake.accepted[0].proof == "please stop"


def test_an_opt_out_from_abroad_is_kept_too() -> None:
    to = relay(QUEUED)
    assert said(send(to, text("STOP", From="+442079460018"))) == NOTHING
    assert to.intake.accepted[0].advocate["phone"] == "+442079460018"


@pytest.mark.parametrize("body", ["STOP SB 13", "END gun violence", "don't stop"])
def test_what_sounds_like_a_stop_is_held_without_an_opt_out_and_not_answered(body: str) -> None:
    to = relay(HELD)
    assert said(send(to, text(body))) == NOTHING
    ((kept, why),) = to.intake.held
    assert why == "stop_like"
    assert (kept.campaigns, kept.advocate, kept.proof) == ((), {"phone": "8165550123"}, body)


@pytest.mark.parametrize(
    ("body", "kind"),
    [("START", ""), ("yes", ""), ("HELP", ""), ("Info", ""), ("ayuda", "HELP"), ("alta", "START")],
)
def test_what_twilio_has_answered_gets_no_second_answer(body: str, kind: str) -> None:
    to = relay()
    assert said(send(to, text(body, OptOutType=kind))) == NOTHING
    assert to.intake.untouched


def test_a_keyword_that_twilio_takes_for_an_opt_in_joins_all_the_same() -> None:
    assert submission(text("JOIN", OptOutType="START")).campaigns == (998,)


def test_who_stopped_our_texts_for_good_is_told_that_a_keyword_cannot_change_it() -> None:
    delivered = Receipt(status="delivered", id="a1", overridden=("smsOptin",))
    assert "you stopped our texts from this phone before" in send(relay(delivered), text())["body"]


def test_whose_opt_in_waits_for_a_person_to_look_is_told_nothing() -> None:
    delivered = Receipt(status="delivered", id="a1", held=("smsOptin",))
    assert said(send(relay(delivered), text())) == NOTHING

"""Every cell of docs/design.md's reply table for texts, and what a text becomes."""

import dataclasses
import hashlib
import json
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from relay.campaigns import Campaigns
from relay.delivery.receipt import Receipt
from relay.sources import sms
from relay.submission import ConnectionRequest, Submission
from tests.fakes.events import DOMAIN, SMS_PATH, URLENCODED, Context, Event, event
from tests.fakes.log import Log
from tests.fakes.remembering import Relay, remembering
from tests.fakes.settings import PUBLIC_URL
from tests.unit.sources.arrivals import (
    CREDENTIALS,
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
    assert "not a keyword we know" in said(send(to, text("When is the rally?")))
    assert to.intake.untouched


def test_a_message_without_words_gets_the_hint_too() -> None:
    assert "not a keyword we know" in said(send(relay(), text("", NumMedia="1")))


@pytest.mark.parametrize(
    "sender",
    ["22395", "+442079460018", "", "WHALES", "jane@example.org", "messenger:5550123456789", "whatsapp:+442079460018"],
)
def test_who_is_no_us_phone_is_told_and_counted_and_no_letter_is_written(sender: str, log: Log) -> None:
    to = relay(QUEUED)
    answer = said(send(to, text(From=sender)))
    assert answer == (
        "<Response><Message>Sorry, only US mobile numbers can join Save the Whales by text.</Message></Response>"
    )
    assert to.intake.untouched
    assert to.intake.parked == []
    (line,) = log.lines
    assert (line["outcome"], line["reason"], line["Submissions"]) == ("refused", "no_us_phone", [1.0])
    assert not sender or sender not in json.dumps(line)


OF_NO_NUMBER = Campaigns.from_literal({0: {"name": "Air", "sms": {"keywords": ("AIR",), "reply": "Hi"}}})


def test_a_keyword_that_only_we_can_mend_is_a_dead_letter() -> None:
    to = remembering(QUEUED, credentials=CREDENTIALS, settings=SETTINGS, campaigns=OF_NO_NUMBER)
    assert said(send(to, text("AIR"))) == NOTHING
    (parked,) = to.intake.parked
    assert (parked.source, parked.received_at) == ("sms", RECEIVED_AT)
    assert [problem.field for problem in parked.problems] == ["campaigns"]
    assert dict(parse_qsl(parked.raw, keep_blank_values=True)) == MESSAGE | {"Body": "AIR"}


def test_a_keyword_that_the_api_refused_gets_no_answer() -> None:
    assert said(send(relay(REJECTED), text())) == NOTHING


def test_a_keyword_from_a_phone_that_said_something_like_stop_gets_no_answer() -> None:
    assert said(send(relay(HELD), text())) == NOTHING


@pytest.mark.parametrize("body", ["JOIN", "STOP", "leave me alone"])
def test_what_can_not_be_kept_is_503_with_retry_after(body: str) -> None:
    reply = send(relay(UNAVAILABLE), text(body))
    assert (reply["statusCode"], reply["headers"]["retry-after"]) == (503, "42")
    assert "<Response" not in reply["body"]


def test_a_secret_of_ours_is_not_kept_with_an_unusable_keyword() -> None:
    to = remembering(QUEUED, credentials=CREDENTIALS, settings=SETTINGS, campaigns=OF_NO_NUMBER)
    send(to, text("AIR", Extra="token", More="?api_key=platform-key"))
    (parked,) = to.intake.parked
    assert "Body=AIR" in parked.raw
    assert not [name for name in ("Extra", "More", "platform-key") if name in parked.raw]


def test_an_unusable_keyword_that_can_not_be_kept_is_503() -> None:
    to = remembering(UNAVAILABLE, credentials=CREDENTIALS, settings=SETTINGS, campaigns=OF_NO_NUMBER)
    assert send(to, text("AIR"))["statusCode"] == 503


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


@pytest.mark.parametrize(
    "body",
    ["JOIN please", "Please JOIN, thank you!", "Hi, JOIN", "JOIN JOIN", "join \U0001f433", "yes, join", "join now"],
)
def test_courtesies_and_pictures_beside_a_keyword_are_passed_over(body: str) -> None:
    assert submission(text(body)).campaigns == (998,)


@pytest.mark.parametrize("body", ["JOINT", "JO IN", "JOIN us", "I JOIN", "JOIM", "Join the whales", "Can I join?"])
def test_what_is_only_near_a_keyword_joins_nobody_and_is_told_it(body: str) -> None:
    to = relay()
    assert said(send(to, text(body))) == (
        "<Response><Message>To join Save the Whales, text JOIN and nothing else. "
        "Reply STOP to get no more texts.</Message></Response>"
    )
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


@pytest.mark.parametrize("sender", ["22395", "+442079460018", "", "jane@example.org", "messenger:5550123456789"])
@pytest.mark.parametrize(("body", "kind"), [("STOP", ""), ("Bye", "STOP"), ("leave me alone", "")])
def test_a_stop_by_which_nobody_can_be_found_is_held_for_a_person(sender: str, body: str, kind: str) -> None:
    to = relay(HELD)
    assert said(send(to, text(body, From=sender, OptOutType=kind))) == NOTHING
    ((kept, why),) = to.intake.held
    assert why == "no_phone"
    assert (kept.campaigns, kept.advocate, kept.proof) == ((), {"phone": sender}, body)
    assert to.intake.accepted == []


@pytest.mark.parametrize("body", ["why won't you people stop??", "leave me alone", "STPO", "no mas"])
def test_what_may_be_a_stop_is_held_without_an_opt_out_and_told_how_to_say_it(body: str) -> None:
    to = relay(HELD)
    answer = said(send(to, text(body)))
    assert "This is " in answer
    assert "If you want no more texts, reply STOP." in answer
    ((kept, why),) = to.intake.held
    assert why == "stop_like"
    assert (kept.campaigns, kept.advocate, kept.proof) == ((), {"phone": "8165550123"}, body)


@pytest.mark.parametrize("body", ["STOP SB 13", "END gun violence", "don't stop", "I will quit my job for whales"])
def test_a_slogan_is_no_stop_and_is_told_how_to_stop(body: str) -> None:
    to = relay()
    assert "Reply STOP to get no more texts." in said(send(to, text(body)))
    assert to.intake.untouched


@pytest.mark.parametrize("quoted", ["Reply STOP at any time to get no more texts.", "STOP", "Thanks for joining!"])
def test_a_reaction_says_nothing(quoted: str) -> None:
    to = relay()
    assert said(send(to, text(f"Liked \u201c{quoted}\u201d"))) == NOTHING
    assert to.intake.untouched


# Channels ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sender",
    [
        *("whatsapp:+18165550123", "rcs:+18165550123", "sip:+18165550123@example.org;user=phone", "tel:+18165550123"),
        *("WhatsApp:+18165550123", "whatsapp: 18165550123"),
    ],
)
def test_the_phone_behind_a_channel_is_the_persons(sender: str) -> None:
    assert submission(text(From=sender)).advocate["phone"] == "8165550123"
    stopped = relay(QUEUED)
    send(stopped, text("STOP", From=sender))
    assert stopped.intake.accepted[0].advocate == {"phone": "8165550123", "smsOptout": "1"}


@pytest.mark.parametrize("sender", ["messenger:8165550123", "sip:8165550123@example.org", "client:18165550123"])
def test_an_account_that_looks_like_a_phone_is_none(sender: str) -> None:
    to = relay(QUEUED)
    assert "only US mobile numbers" in said(send(to, text(From=sender)))
    assert to.intake.untouched


def test_where_twilio_answers_nothing_by_itself_help_is_ours_to_answer() -> None:
    assert "This is " in said(send(relay(), text("HELP", From="whatsapp:+18165550123")))


# Answers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["Help!", "help please", "AYUDA", "HELP HELP", "H E L P", "Who is this?", "info?"])
def test_help_in_any_dress_is_answered_with_who_we_are(body: str) -> None:
    to = relay()
    assert said(send(to, text(body))) == (
        "<Response><Message>This is Save the Whales and Calls for Whales. To join, text JOIN for Save the Whales or "
        "WHALES for Calls for Whales. Reply STOP to get no more texts.</Message></Response>"
    )
    assert to.intake.untouched


@pytest.mark.parametrize(
    ("body", "kind"),
    [("START", ""), ("yes", ""), ("HELP", ""), ("Info", ""), ("ayuda", "HELP"), ("Help!", "HELP"), ("alta", "START")],
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

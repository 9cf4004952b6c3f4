"""An address that is no route: what was plainly meant is done, anything else is refused in words, and logged."""

import importlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from relay import wiring
from relay.sources import elsewhere
from tests.fakes.events import Context, event
from tests.fakes.log import Log
from tests.fakes.remembering import Relay
from tests.fakes.settings import PUBLIC_URL
from tests.unit.sources import arrivals
from tests.unit.sources.arrivals import posted_json, relay, urlencoded

EVENTS = Path(__file__).parents[3] / "events"
ANN = [("email", "ann@example.org"), ("firstname", "Ann")]
LEAD = [("api_key", "card-key"), ("name", "Ann Lee"), ("email", "ann@example.org")]
SCRIPT = {"accept": "application/json"}


def call(to: Relay, made: dict[str, Any]) -> dict[str, Any]:
    made.pop("pathParameters", None)
    return elsewhere.handle({**made, "routeKey": "$default"}, Context(), to.ingress)


def signed(url: str, text: list[tuple[str, str]]) -> str:
    signature: str = RequestValidator("token").compute_signature(url, dict(text))
    return signature


@pytest.mark.parametrize(
    "path",
    ["/signup/998/", "/Signup/998", "/SIGNUP/998", "//signup//998", "/signup/998//", "/signup/998 ", "/signup/ 998"],
)
def test_a_form_posted_to_an_address_that_can_mean_one_thing_only_is_taken_in(path: str) -> None:
    to = relay()
    reply = call(to, urlencoded(path, ANN, SCRIPT))
    assert (reply["statusCode"], to.intake.accepted[0].campaigns) == (200, (998,))


def test_a_form_that_names_its_campaign_itself_may_have_a_slash_at_the_end_of_its_address() -> None:
    to = relay()
    assert call(to, urlencoded("/signup/", [*ANN, ("campaigns[]", "999")], SCRIPT))["statusCode"] == 200
    assert to.intake.accepted[0].campaigns == (999,)


@pytest.mark.parametrize("path", ["/twitter-card/998/", "/Twitter-Card/998"])
def test_a_lead_is_taken_in_too(path: str) -> None:
    to = relay()
    assert call(to, urlencoded(path, LEAD))["statusCode"] == 200
    assert to.intake.accepted[0].source == "twitter_card"


@pytest.mark.parametrize("path", ["/google-lead/998/", "/Google-Lead/998", "//google-lead/998"])
def test_a_lead_of_googles_is_taken_in_too(path: str) -> None:
    to = relay()
    lead = {"google_key": "google-key", "user_column_data": [{"column_id": "EMAIL", "string_value": "ann@example.org"}]}
    assert call(to, posted_json(path, lead))["statusCode"] == 200
    assert (to.intake.accepted[0].source, to.intake.accepted[0].campaigns) == ("google_lead", (998,))


@pytest.mark.parametrize("path", ["/sms/", "/SMS", "//sms"])
def test_a_text_is_believed_if_the_address_as_it_was_called_is_signed(path: str) -> None:
    to = relay()
    text = [("MessageSid", "SM1"), ("From", "+18165550123"), ("Body", "JOIN")]
    signature = signed(f"{PUBLIC_URL}{path}", text)
    made = urlencoded(path, text, {"x-twilio-signature": signature})
    assert call(to, made)["statusCode"] == 200
    assert to.intake.accepted[0].source == "sms"
    signed_for_another = signed(f"{PUBLIC_URL}/sms", text)
    assert call(to, urlencoded(path, text, {"x-twilio-signature": signed_for_another}))["statusCode"] == 403


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/favicon.ico",
        "/signup/998/extra",
        "/sign-up/998",
        "/sms/998",
        "/twitter-card/998/x",
        "/google-lead/998/x",
        "/ann@example.org",
    ],
)
def test_any_other_address_is_refused_in_words_and_nothing_of_it_is_repeated(path: str, log: Log) -> None:
    to = relay()
    page = call(to, urlencoded(path, ANN, {"accept": "text/html"}))
    assert (page["statusCode"], page["headers"]["content-type"]) == (404, "text/html; charset=utf-8")
    assert "There is a problem with this form" in page["body"]
    reply = call(to, urlencoded(path, ANN, SCRIPT))
    assert (reply["statusCode"], arrivals.errors(reply)) == (404, {"": "not_found"})
    assert to.intake.untouched
    assert "ann@example.org" not in page["body"] + reply["body"] + log.text
    assert [(line["source"], line["status"], line["code"]) for line in log.lines] == [("unknown", 404, "not_found")] * 2


def test_a_listed_pages_script_may_ask_and_reads_that_there_is_nothing() -> None:
    origin = {"origin": "https://whales.example.org", "access-control-request-method": "POST"}
    asked = call(relay(), event("/signup/998/extra", method="OPTIONS", headers=origin))
    assert (asked["statusCode"], asked["headers"]["access-control-allow-origin"]) == (204, origin["origin"])
    told = call(relay(), urlencoded("/signup/998/extra", ANN, {**SCRIPT, **origin}))
    assert (told["statusCode"], told["headers"]["access-control-allow-origin"]) == (404, origin["origin"])


def test_the_function_of_forms_answers_what_is_no_route(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "ingress", lambda: relay().ingress)
    sys.modules.pop("functions.web_form.app", None)
    app = importlib.import_module("functions.web_form.app")
    sys.modules.pop("functions.web_form.app")
    arrival = json.loads((EVENTS / "web_form_json.json").read_text())
    arrival |= {"rawPath": "/Signup/998/", "routeKey": "$default", "pathParameters": {}}
    assert app.handler(arrival, Context())["statusCode"] == 200
    assert app.handler({**arrival, "rawPath": "/nothing"}, Context())["statusCode"] == 404

"""Every cell of docs/design.md's reply table for lead cards, and what a lead becomes."""

import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from relay.campaigns import Campaigns
from relay.credentials import Credentials
from relay.delivery.receipt import Receipt
from relay.messages import to_message
from relay.phone2action.arguments import Problem
from relay.sources import twitter_card
from relay.submission import ConnectionRequest, Submission
from tests.fakes.events import CARD_PATH, URLENCODED, Context, Event, event
from tests.fakes.log import Log
from tests.fakes.remembering import Relay
from tests.unit.sources import arrivals
from tests.unit.sources.arrivals import (
    CAMPAIGNS,
    DELIVERED,
    HELD,
    QUEUED,
    RECEIVED_AT,
    REJECTED,
    UNAVAILABLE,
    body,
    multipart,
    posted_json,
    relay,
    urlencoded,
)

CARD = {
    "app_id": "12345xyz",
    "api_key": "card-key",
    "campaignid": "998",
    "card": "1o416",
    "name": "Patrick Stoddart",
    "email": "Patrick@example.org",
    "screen_name": "patrick_example",
    "token": "857779ff1a1b9fd2ae686a3afb33cd44",
    "tw_userid": "635491364",
}


def send(to: Relay, arrival: Event) -> dict[str, Any]:
    return twitter_card.handle(arrival, Context(), to.ingress)


def lead(path: str = CARD_PATH, without: str = "", **changes: str) -> Event:
    return urlencoded(path, [pair for pair in (CARD | changes).items() if pair[0] != without])


def submission(arrival: Event) -> Submission:
    to = relay()
    reply = send(to, arrival)
    assert reply["statusCode"] == 200, reply["body"]
    (accepted,) = to.intake.accepted
    return accepted


# Replies ----------------------------------------------------------------------------------------------------


def test_a_delivered_lead_is_200() -> None:
    reply = send(relay(DELIVERED), lead())
    assert reply["statusCode"] == 200
    assert body(reply) == {"status": "delivered", "id": "a1b2c3", "connections": {"email": "left_out"}}


def test_a_queued_lead_is_202() -> None:
    reply = send(relay(QUEUED), lead())
    assert (reply["statusCode"], body(reply)["status"]) == (202, "queued")


def test_a_lead_whose_connection_was_refused_is_200() -> None:
    reply = send(
        relay(Receipt(status="delivered", id="a1", connections={"email": "rejected"})),
        lead(zip="02134", street="1 Main St"),
    )
    assert (reply["statusCode"], body(reply)["connections"]) == (200, {"email": "rejected"})


@pytest.mark.parametrize("receipt", [REJECTED, HELD])
def test_a_lead_that_the_api_refused_is_a_dead_letter_by_now_and_202(receipt: Receipt) -> None:
    reply = send(relay(receipt), lead())
    assert (reply["statusCode"], body(reply)["status"]) == (202, "queued")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"without": "email"}, ("email", "email_or_phone_required")),
        ({"email": "patrick"}, ("email", "invalid")),
        ({"campaignid": "997"}, ("campaigns", "campaign_unknown")),
        ({"campaignid": "1000"}, ("campaigns", "campaign_not_allowed")),
        ({"without": "campaignid"}, ("campaigns", "required")),
        ({"zip": "2134"}, ("zip5", "invalid")),
        ({"phone": "8165550123", "smsOptout": "1"}, ("smsOptout", "not_for_the_public")),
        ({"advocateid": "7"}, ("advocateid", "not_for_the_public")),
    ],
)
def test_a_believable_lead_that_is_invalid_becomes_a_dead_letter_and_is_202(
    changes: dict[str, str], problem: tuple[str, str]
) -> None:
    to = relay(QUEUED)
    reply = send(to, lead(**changes))
    assert (reply["statusCode"], body(reply)["status"]) == (202, "queued")
    (parked,) = to.intake.parked
    assert (parked.source, parked.received_at) == ("twitter_card", RECEIVED_AT)
    assert problem in [(found.field, found.code) for found in parked.problems]
    assert to.intake.accepted == []


def test_an_invalid_lead_that_can_not_be_kept_is_503() -> None:
    reply = send(relay(UNAVAILABLE), lead(without="email"))
    assert (reply["statusCode"], reply["headers"]["retry-after"]) == (503, "42")


def test_a_lead_that_can_not_be_kept_is_503_with_retry_after() -> None:
    reply = send(relay(UNAVAILABLE), lead())
    assert (reply["statusCode"], reply["headers"]["retry-after"]) == (503, "42")
    assert arrivals.errors(reply) == {"": "unavailable"}


def test_credentials_that_are_away_are_a_503() -> None:
    assert send(relay(credentials=None), lead())["statusCode"] == 503


def test_a_crash_is_a_503_and_never_a_stack_trace() -> None:
    reply = send(relay(RuntimeError("patrick@example.org")), lead())
    assert reply["statusCode"] == 503
    assert "patrick@example.org" not in json.dumps(reply)


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "HEAD", "DELETE"])
def test_another_method_is_405(method: str) -> None:
    reply = send(relay(), event(CARD_PATH, method=method))
    assert (reply["statusCode"], reply["headers"]["allow"]) == (405, "GET, POST")


@pytest.mark.parametrize("content_type", ["", "text/plain"])
def test_a_missing_or_unknown_media_type_is_415(content_type: str) -> None:
    arrival = event(CARD_PATH, body=urlencode(CARD).encode(), headers={"content-type": content_type})
    assert send(relay(), arrival)["statusCode"] == 415


def test_a_malformed_body_is_400() -> None:
    arrival = event(CARD_PATH, body=b"&" * 500, headers={"content-type": URLENCODED})
    assert send(relay(), arrival)["statusCode"] == 400
    assert send(relay(), event(CARD_PATH, method="GET", query="&" * 500))["statusCode"] == 400


def test_over_64_kb_is_413() -> None:
    assert send(relay(), lead(name="x" * 65_536))["statusCode"] == 413


# Secrets ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"api_key": "wrong"},
        {"api_key": ""},
        {"without": "api_key"},
        {"api_key": "CARD-KEY"},
        {"api_key": "card-key\u00e9"},
        {"api_key": "platform-key"},
        {"app_id": "platform-app", "api_key": "wrong"},
        {"app_id": "platform-app", "api_key": ""},
        {"api_key": "form-key"},
    ],
)
def test_a_missing_or_wrong_secret_is_401(changes: dict[str, str]) -> None:
    to = relay()
    reply = send(to, lead(**changes))
    assert (reply["statusCode"], arrivals.errors(reply)) == (401, {"": "unauthorized"})
    assert to.intake.untouched


@pytest.mark.parametrize(
    "changes",
    [
        {"api_key": "card-key"},
        {"api_key": "old-card-key"},
        {"without": "app_id"},
        {"app_id": "platform-app", "api_key": "platform-key"},
    ],
)
def test_any_card_secret_or_the_platforms_own_pair_is_believed(changes: dict[str, str]) -> None:
    assert submission(lead(**changes)).trusted


def test_without_any_configured_secret_nobody_is_believed() -> None:
    empty = Credentials(app_id="", app_key="", card_secrets=("",))
    for api_key in ("", "x"):
        assert send(relay(credentials=empty), lead(api_key=api_key, app_id=""))["statusCode"] == 401


def test_the_secret_stays_out_of_submission_dead_letter_and_reply() -> None:
    to = relay(QUEUED)
    replies = [
        send(to, lead()),
        send(to, lead(without="email", custom_param_api_key="card-key", other="card-key")),
        send(to, lead(api_key="guess")),
    ]
    kept = [to_message(made) for made in to.intake.accepted] + [repr(parked) for parked in to.intake.parked]
    assert len(kept) == 2
    for text in (*kept, json.dumps(replies)):
        assert "card-key" not in text
        assert "guess" not in text
        assert "12345xyz" not in text


def test_a_dead_letters_body_is_the_lead_without_its_secrets() -> None:
    to = relay(QUEUED)
    send(to, lead(path=f"{CARD_PATH}/998", without="email", custom_param_city="Kansas City"))
    (parked,) = to.intake.parked
    assert dict(parse_qsl(parked.raw, keep_blank_values=True)) == {
        "campaignid": "998",
        "card": "1o416",
        "name": "Patrick Stoddart",
        "screen_name": "patrick_example",
        "token": CARD["token"],
        "tw_userid": "635491364",
        "city": "Kansas City",
    }


def test_a_dead_letters_body_can_be_parsed_again_once_it_is_corrected() -> None:
    to = relay(QUEUED)
    send(to, lead(without="email"))
    corrected = (*parse_qsl(to.intake.parked[0].raw), ("email", "patrick@example.org"))
    made = twitter_card.submitted(corrected, RECEIVED_AT, CAMPAIGNS)
    assert made.advocate["email"] == "patrick@example.org"


# What a lead becomes ----------------------------------------------------------------------------------------


def test_the_documented_lead_becomes_an_advocate() -> None:
    made = submission(lead())
    assert (made.source, made.campaigns, made.received_at) == ("twitter_card", (998,), RECEIVED_AT)
    assert made.advocate == {
        "firstname": "Patrick",
        "lastname": "Stoddart",
        "email": "Patrick@example.org",
        "p2asource": "twitter-card",
    }


@pytest.mark.parametrize("name", ["Cher", ""])
def test_a_single_word_or_no_name_is_legal(name: str) -> None:
    assert "lastname" not in submission(lead(name=name)).advocate


def test_hidden_values_may_be_prefixed() -> None:
    changed = {f"custom_param_{name}": CARD[name] for name in ("app_id", "api_key", "campaignid")}
    pairs = [(name, value) for name, value in CARD.items() if f"custom_param_{name}" not in changed]
    made = submission(urlencoded(CARD_PATH, [*pairs, *changed.items(), ("custom_param_utm_source", "card")]))
    assert made.campaigns == (998,)
    assert made.advocate["utm_source"] == "card"


def test_a_card_may_be_set_to_get() -> None:
    arrival = event(CARD_PATH, method="GET", query=urlencode(CARD))
    assert submission(arrival) == submission(lead())


def test_other_senders_may_post_multipart_or_json() -> None:
    pairs = list(CARD.items())
    assert submission(multipart(CARD_PATH, pairs)) == submission(lead())
    assert submission(posted_json(CARD_PATH, CARD)) == submission(lead())


def test_the_campaign_in_the_path_stands_against_one_of_the_senders_own() -> None:
    assert submission(lead(path=f"{CARD_PATH}/999", campaignid="20251")).campaigns == (999,)


def test_the_configured_connections_are_made_if_the_lead_has_an_address() -> None:
    made = submission(lead(street="1800 Baltimore Avenue", zip="64108"))
    assert made.connection == ConnectionRequest(campaign=998, types=("email",))


def test_a_connection_that_would_fail_for_good_is_left_out_and_shown() -> None:
    to = relay()
    reply = send(to, lead(campaignid="999"))
    assert to.intake.accepted[0].connection == ConnectionRequest(campaign=999, types=("tweet",))
    assert body(reply)["connections"] == {"email": "left_out"}


def test_a_lead_can_not_ask_for_connections_of_its_own() -> None:
    assert submission(lead(**{"type[]": "call", "phone": "8165550123"})).connection is None


# Natural keys -----------------------------------------------------------------------------------------------


def test_the_same_lead_under_the_same_token_is_one_whatever_its_spelling_or_card() -> None:
    live = submission(lead())
    again = submission(lead(card="other", email="patrick@EXAMPLE.org", name="Patrick  Stoddart", utm_source="x"))
    assert live.natural_key == again.natural_key
    assert not live.keyed_by_content
    assert "patrick" not in live.natural_key


@pytest.mark.parametrize(
    "fuller",
    [{"street": "1800 Baltimore Avenue", "zip": "64108"}, {"phone": "8165550123"}, {"emailOptin": "1"}, {"name": "P"}],
)
def test_a_fuller_lead_is_another_submission(fuller: dict[str, str]) -> None:
    assert submission(lead()).natural_key != submission(lead(**fuller)).natural_key


def test_a_new_token_is_a_new_will() -> None:
    assert submission(lead()).natural_key != submission(lead(token="another")).natural_key


def test_in_another_campaign_it_is_another_lead() -> None:
    assert submission(lead()).natural_key != submission(lead(campaignid="999")).natural_key


def test_without_a_token_it_is_the_content_of_a_day() -> None:
    made = submission(lead(token=""))
    assert made.keyed_by_content
    assert made.natural_key == submission(lead(token=" ", email="patrick@EXAMPLE.org")).natural_key
    assert made.natural_key.startswith("content ")


def test_the_problems_of_a_dead_letter_quote_nothing() -> None:
    to = relay(QUEUED)
    send(to, lead(email="patrick-at-example"))
    assert to.intake.parked[0].problems == (Problem("email", "invalid", to.intake.parked[0].problems[0].message),)
    assert "patrick" not in to.intake.parked[0].problems[0].message


def test_the_deadline_is_three_seconds() -> None:
    to = relay()
    send(to, lead())
    assert to.intake.deadlines[0].kill_at - to.intake.deadlines[0].budget_until == 28_000 - 3_000


@pytest.mark.parametrize(("secret", "status"), [("card-key", 200), ("wrong", 401)])
def test_what_a_card_sends_beyond_its_fields_is_left_out_whatever_it_looks_like(secret: str, status: int) -> None:
    sent = CARD | {"api_key": secret, "user": {"deep": {"er": [[1]]}}, "more": [[1]]}
    arrival = event(CARD_PATH, body=json.dumps(sent).encode(), headers={"content-type": "application/json"})
    assert send(relay(DELIVERED), arrival)["statusCode"] == status


# Other names, more fields, a test lead --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        *(("name", new) for new in ("Full Name", "fullName", "full_name", "custom_param_name")),
        *(("email", new) for new in ("emailAddress", "E-Mail", "Email Address", "custom_param_email")),
        *(("email", new) for new in ("Best mail", "bestMail", "best_mail", "custom_param_best_mail")),
        *(("api_key", new) for new in ("apiKey", "API_KEY", "Api Key", "custom_param_apiKey")),
        *(("token", new) for new in ("Token", "custom_param_token")),
        ("screen_name", "handle"),
    ],
)
def test_a_cards_fields_may_have_other_names(old: str, new: str) -> None:
    assert submission(lead(without=old, **{new: CARD[old]})) == submission(lead())


def test_a_field_is_called_so_in_its_own_campaign_only() -> None:
    to = relay(QUEUED)
    send(to, lead(without="email", campaignid="999", **{"Best mail": "patrick@example.org"}))
    assert {problem.code for problem in to.intake.parked[0].problems} == {"email_or_phone_required"}


def test_a_renamed_field_is_understood_in_a_letter_too() -> None:
    kept = urlencode({"campaignid": "998", "Best mail": "patrick@example.org"})
    made = twitter_card.read_again(kept, RECEIVED_AT, CAMPAIGNS, arrivals.SETTINGS)
    assert made.advocate["email"] == "patrick@example.org"


@pytest.mark.parametrize(
    "changes",
    [
        *({name: "true"} for name in ("test", "is_test", "isTest", "custom_param_test", "Test Lead")),
        *({"test": value} for value in ("1", "yes", "TRUE", " on ")),
        *({"screen_name": handle} for handle in ("friends_whales", "@Friends_Whales")),
        {"without": "screen_name", "handle": "Friends_Whales"},
    ],
)
def test_a_test_lead_is_acknowledged_counted_and_not_delivered(changes: dict[str, str], log: Log) -> None:
    to = relay()
    reply = send(to, lead(**changes))
    assert (reply["statusCode"], body(reply)["status"]) == (200, "test")
    assert to.intake.untouched
    assert [line["reason"] for line in log.lines if "Submissions" in line] == ["test_lead"]
    assert "patrick" not in log.text.lower()


def test_a_test_lead_that_could_not_be_used_is_no_letter() -> None:
    to = relay()
    reply = send(to, lead(test="1", without="email"))
    assert (reply["statusCode"], body(reply)["status"]) == (200, "test")
    assert "could not be used: email is required" in body(reply)["message"]
    assert to.intake.untouched


def test_a_test_lead_must_show_the_secret_too() -> None:
    assert send(relay(), lead(test="1", api_key="wrong"))["statusCode"] == 401


@pytest.mark.parametrize("changes", [{"test": "0"}, {"test": ""}, {"test": "no"}, {"latest": "1"}, {"name": "Test"}])
def test_what_only_looks_like_a_test_lead_is_delivered(changes: dict[str, str]) -> None:
    assert submission(lead(**changes)).campaigns == (998,)


def test_an_account_is_that_of_its_own_campaign_only() -> None:
    assert submission(lead(screen_name="friends_whales", campaignid="999")).campaigns == (999,)


def test_a_card_that_was_set_up_for_the_platform_needs_only_another_address() -> None:
    hidden = {"app_id": "platform-app", "api_key": "platform-key", "campaignid": "998"}
    assert submission(lead(**hidden)) == submission(lead(path=f"{CARD_PATH}/998", **hidden)) == submission(lead())


# The API's own endpoint for cards -------------------------------------------------------------------------------------


FORWARDING = {"name": "Whales", "twitter_card": {"forward": "twitter_card_endpoint"}}


def handed_on(arrival: Event, campaigns: dict[int, Any] | None = None) -> Submission:
    plain = relay()
    configured = Campaigns.from_literal(campaigns or {998: FORWARDING})
    to = replace(plain, ingress=replace(plain.ingress, campaigns=configured))
    send(to, arrival)
    (accepted,) = to.intake.accepted
    return accepted


def test_a_campaign_that_forwards_hands_on_what_the_endpoint_takes() -> None:
    assert handed_on(lead()).card == {"card": "1o416", "screen_name": "patrick_example"}
    assert handed_on(lead(without="screen_name")).card == {"card": "1o416"}


@pytest.mark.parametrize("lacks", ["card", "name", "email"])
def test_a_lead_without_what_the_endpoint_requires_goes_the_ordinary_way(lacks: str) -> None:
    assert handed_on(lead(without=lacks, phone="8165550123")).card is None


def test_a_campaign_that_says_nothing_forwards_nothing() -> None:
    assert submission(lead()).card is None


def test_the_switch_makes_no_new_lead_of_an_old_one() -> None:
    plain = handed_on(lead(), {998: {"name": "Whales", "twitter_card": {}}})
    assert handed_on(lead()).natural_key == plain.natural_key


def test_of_several_campaigns_the_first_decides() -> None:
    both = {998: FORWARDING, 999: {"name": "Bees", "twitter_card": {}}}
    sent = urlencoded(CARD_PATH, [*(CARD | {"campaignid": "999"}).items(), ("campaigns", "998")])
    assert (handed_on(sent, both).campaigns, handed_on(sent, both).card is None) == ((998, 999), False)


def test_no_secret_is_handed_on() -> None:
    assert handed_on(lead(screen_name="card-key")).card == {"card": "1o416"}

"""Every cell of docs/design.md's reply table for Google Ads lead forms, and what a lead becomes."""

import json
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from relay.credentials import Credentials
from relay.delivery.receipt import Receipt
from relay.messages import to_message
from relay.sources import google_lead, twitter_card
from relay.sources.google_columns import NOT_TAKEN, TAKEN, documented
from relay.submission import ConnectionRequest, Submission
from tests.fakes.events import GOOGLE_PATH, Context, Event, event
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
    SETTINGS,
    UNAVAILABLE,
    body,
    posted_json,
    relay,
    urlencoded,
)

PATH = f"{GOOGLE_PATH}/998"
WHO = {"FULL_NAME": "Grace Example", "EMAIL": "grace@example.org"}
HOME = {"STREET_ADDRESS": "1800 Baltimore Avenue", "POSTAL_CODE": "64108"}
ASKED = {"What is your ZIP?": "64108", "Which whale is yours?": "Humpback"}


def columns(said: dict[str, str]) -> list[dict[str, str]]:
    return [{"column_id": column, "string_value": value, "column_name": ""} for column, value in said.items()]


def lead(said: dict[str, str] | None = None, path: str = PATH, **changes: Any) -> Event:
    """A lead as Google posts it; a change to None leaves a field out."""
    told = {
        "lead_id": "lead-0001",
        "user_column_data": columns(WHO if said is None else said),
        "api_version": "1.0",
        "form_id": 40000000001,
        "campaign_id": 999,
        "google_key": "google-key",
        "is_test": False,
        "gcl_id": "gclid-0001",
        "adgroup_id": 150000000001,
        "creative_id": 660000000001,
        "asset_group_id": 6400000001,
        "lead_stage": "NEW",
        "lead_submit_time": "2026-07-14T15:21:04Z",
    } | changes
    made = posted_json(path, {name: value for name, value in told.items() if value is not None})
    campaign = path.removeprefix(GOOGLE_PATH).strip("/")
    return made | {"pathParameters": {"campaignid": campaign} if campaign else {}}


def send(to: Relay, arrival: Event) -> dict[str, Any]:
    return google_lead.handle(arrival, Context(), to.ingress)


def submission(arrival: Event) -> Submission:
    to = relay()
    reply = send(to, arrival)
    assert (reply["statusCode"], to.intake.parked) == (200, []), reply["body"]
    (accepted,) = to.intake.accepted
    return accepted


# Replies ----------------------------------------------------------------------------------------------------


def test_a_delivered_lead_is_200() -> None:
    reply = send(relay(DELIVERED), lead())
    assert (reply["statusCode"], reply["headers"]["content-type"]) == (200, "application/json; charset=utf-8")
    assert body(reply) == {"status": "delivered", "id": "a1b2c3", "connections": {"email": "left_out"}}


@pytest.mark.parametrize("receipt", [QUEUED, HELD, REJECTED])
def test_what_is_acknowledged_is_200_since_google_asks_for_no_other(receipt: Receipt) -> None:
    reply = send(relay(receipt), lead())
    assert (reply["statusCode"], body(reply)["status"]) == (200, "queued")


def test_a_lead_whose_connection_was_refused_is_200() -> None:
    made = Receipt(status="delivered", id="a1", connections={"email": "rejected"})
    reply = send(relay(made), lead(WHO | HOME))
    assert (reply["statusCode"], body(reply)["connections"]) == (200, {"email": "rejected"})


@pytest.mark.parametrize(
    ("said", "path", "problem"),
    [
        ({"FULL_NAME": "Grace Example"}, PATH, ("email", "email_or_phone_required")),
        (WHO | {"EMAIL": "grace"}, PATH, ("email", "invalid")),
        (WHO | {"PHONE_NUMBER": "555"}, PATH, ("phone", "invalid")),
        (WHO, f"{GOOGLE_PATH}/997", ("campaigns", "campaign_unknown")),
        (WHO, f"{GOOGLE_PATH}/1000", ("campaigns", "campaign_not_allowed")),
        (WHO, f"{GOOGLE_PATH}/{'9' * 5000}", ("campaigns", "campaign_unknown")),
        (WHO, GOOGLE_PATH, ("campaigns", "required")),
        (WHO | {"smsOptout": "1", "PHONE_NUMBER": "8165550123"}, PATH, ("smsOptout", "not_for_the_public")),
        (WHO | {"advocateid": "7"}, PATH, ("advocateid", "not_for_the_public")),
    ],
)
def test_a_believable_lead_that_can_not_be_used_becomes_a_dead_letter_and_is_200(
    said: dict[str, str], path: str, problem: tuple[str, str]
) -> None:
    to = relay(QUEUED)
    reply = send(to, lead(said, path))
    assert (reply["statusCode"], body(reply)["status"]) == (200, "queued")
    assert ("must end in /google-lead/998" if path == GOOGLE_PATH else problem[0]) in body(reply)["message"]
    (parked,) = to.intake.parked
    assert (parked.source, parked.received_at) == ("google_lead", RECEIVED_AT)
    assert problem in [(found.field, found.code) for found in parked.problems]
    assert to.intake.accepted == []


@pytest.mark.parametrize("said", [WHO, {}])
def test_a_lead_that_can_not_be_kept_is_503_with_retry_after(said: dict[str, str]) -> None:
    reply = send(relay(UNAVAILABLE), lead(said))
    assert (reply["statusCode"], reply["headers"]["retry-after"]) == (503, "42")
    assert arrivals.errors(reply) == {"": "unavailable"}


def test_credentials_that_are_away_are_a_503() -> None:
    assert send(relay(credentials=None), lead())["statusCode"] == 503


def test_a_crash_is_a_503_and_never_a_stack_trace() -> None:
    reply = send(relay(RuntimeError("grace@example.org")), lead())
    assert reply["statusCode"] == 503
    assert "grace@example.org" not in json.dumps(reply)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"])
def test_another_method_is_405(method: str) -> None:
    reply = send(relay(), event(PATH, method=method))
    assert (reply["statusCode"], reply["headers"]["allow"]) == (405, "POST")


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded"])
def test_what_is_not_declared_as_json_is_415(content_type: str) -> None:
    arrival = lead() | {"headers": {"content-type": content_type}}
    assert send(relay(), arrival)["statusCode"] == 415
    assert send(relay(), urlencoded(PATH, [("google_key", "google-key")]))["statusCode"] == 415


@pytest.mark.parametrize(
    "sent",
    ["", "{", "[]", "7", "null", '{"google_key": "google-key"}', '{"user_column_data": {}}', "[" * 60_000, '"a":1'],
)
def test_what_is_no_lead_is_400_in_words_that_quote_nothing(sent: str) -> None:
    to = relay()
    reply = send(to, lead() | {"body": sent})
    assert (reply["statusCode"], arrivals.errors(reply)) == (400, {"": "malformed_body"})
    assert body(reply)["message"] == json.loads(reply["body"])["errors"][0]["message"]
    assert to.intake.untouched


def test_too_many_columns_are_400_and_over_64_kb_is_413() -> None:
    assert send(relay(), lead({f"c{number}": "x" for number in range(501)}))["statusCode"] == 400
    assert send(relay(), lead({"FULL_NAME": "x" * 65_536}))["statusCode"] == 413


# The key ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "key", ["wrong", "", None, "GOOGLE-KEY", "google-key\u00e9", "card-key", 7, ["google-key"], {}]
)
@pytest.mark.parametrize("is_test", [True, False])
def test_a_missing_or_wrong_key_is_401_also_of_a_test_lead(key: object, is_test: bool, log: Log) -> None:
    to = relay()
    reply = send(to, lead(google_key=key, is_test=is_test))
    assert (reply["statusCode"], arrivals.errors(reply)) == (401, {"": "unauthorized"})
    assert to.intake.untouched
    assert "wrong" not in reply["body"] + log.text


@pytest.mark.parametrize("key", ["google-key", "old-google-key"])
def test_any_of_the_keys_is_believed_whatever_the_case_of_its_name(key: str) -> None:
    assert submission(lead(google_key=key)).trusted
    assert submission(lead(google_key=None, Google_key=key)).trusted


def test_without_any_configured_key_nobody_is_believed() -> None:
    empty = Credentials(app_id="a", app_key="k", google_keys=("",))
    for key in ("", "x", None):
        assert send(relay(credentials=empty), lead(google_key=key))["statusCode"] == 401


def test_the_key_stays_out_of_submission_letter_log_and_reply(log: Log) -> None:
    to = relay(QUEUED)
    replies = [
        send(to, lead(WHO | {"CITY": "google-key"})),
        send(to, lead({"FULL_NAME": "Grace", "google-key": "x", "note": "see google-key"}, lead_id="google-key-1")),
        send(to, lead(google_key="guess")),
    ]
    kept = [to_message(made) for made in to.intake.accepted] + [repr(parked) for parked in to.intake.parked]
    assert len(kept) == 2
    for text in (*kept, json.dumps(replies), log.text):
        assert "google-key" not in text
        assert "guess" not in text


# Test leads -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("flag", [True, "true", "TRUE", 1, "1"])
def test_a_test_lead_is_acknowledged_counted_and_not_delivered(flag: object, log: Log) -> None:
    to = relay()
    reply = send(to, lead(is_test=flag))
    assert (reply["statusCode"], body(reply)["status"]) == (200, "test")
    assert "would be taken" in body(reply)["message"]
    assert to.intake.untouched
    (line,) = [line for line in log.lines if "Submissions" in line]
    assert (line["source"], line["outcome"], line["reason"]) == ("google_lead", "refused", "test_lead")
    assert "grace" not in log.text


@pytest.mark.parametrize(
    ("said", "path", "wrong"),
    [
        ({"FULL_NAME": "Grace"}, PATH, "email is required"),
        (WHO, f"{GOOGLE_PATH}/997", "campaigns must be"),
        (WHO, GOOGLE_PATH, "the webhook's address must end in /google-lead/998"),
    ],
)
def test_a_test_lead_that_could_not_be_used_is_told_so_and_is_no_letter(
    said: dict[str, str], path: str, wrong: str, log: Log
) -> None:
    to = relay()
    reply = send(to, lead(said, path, is_test=True))
    assert (reply["statusCode"], body(reply)["status"]) == (200, "test")
    assert f"could not be used: {wrong}" in body(reply)["message"]
    assert to.intake.untouched
    assert [line["reason"] for line in log.lines if "Submissions" in line] == ["unusable_test_lead"]


@pytest.mark.parametrize("flag", [False, "false", 0, None, "", [], "no"])
def test_what_is_no_test_lead_is_delivered(flag: object) -> None:
    assert submission(lead(is_test=flag)).campaigns == (998,)


# What a lead becomes ----------------------------------------------------------------------------------------


def test_the_documented_columns_become_an_advocate() -> None:
    said = WHO | HOME | {"PHONE_NUMBER": "+18165550123", "CITY": "Kansas City", "REGION": "Missouri", "COUNTRY": "US"}
    made = submission(lead(said))
    assert (made.source, made.campaigns, made.received_at) == ("google_lead", (998,), RECEIVED_AT)
    assert made.advocate == {
        "firstname": "Grace",
        "lastname": "Example",
        "email": "grace@example.org",
        "phone": "8165550123",
        "address1": "1800 Baltimore Avenue",
        "zip5": "64108",
        "city": "Kansas City",
        "state": "MO",
        "country": "US",
        "p2asource": "google-ads",
    }
    assert made.connection == ConnectionRequest(campaign=998, types=("email",))


@pytest.mark.parametrize("names", [("FIRST_NAME", "LAST_NAME"), ("GIVEN_NAME", "FAMILY_NAME")])
def test_a_name_may_come_in_two_columns(names: tuple[str, str]) -> None:
    made = submission(lead({names[0]: "Grace", names[1]: "Example", "EMAIL": "grace@example.org"}))
    assert (made.advocate["firstname"], made.advocate["lastname"]) == ("Grace", "Example")


def test_an_address_at_work_counts_if_there_is_no_other() -> None:
    work = {"WORK_EMAIL": "grace@work.example.org", "WORK_PHONE": "+18165550124"}
    both = work | {"EMAIL": "grace@example.org", "PHONE_NUMBER": "+18165550123"}
    assert submission(lead(work)).advocate["email"] == "grace@work.example.org"
    assert submission(lead(work)).advocate["phone"] == "8165550124"
    assert submission(lead(both)).advocate["email"] == "grace@example.org"
    assert submission(lead(both)).advocate["phone"] == "8165550123"


def test_every_documented_column_is_taken_or_known_not_to_be() -> None:
    assert all(documented(column) == column and documented(column.lower()) == column for column in NOT_TAKEN)
    said = dict.fromkeys(NOT_TAKEN, "x")
    assert submission(lead(said | WHO)).advocate == submission(lead()).advocate
    assert not TAKEN.keys() & {column.replace("_", "").lower() for column in NOT_TAKEN}


def test_columns_may_come_with_their_names_alone() -> None:
    told = [{"column_name": "Full Name", "string_value": "Grace Example"}]
    told += [{"column_name": "User Email", "string_value": "grace@example.org"}]
    assert submission(lead(user_column_data=told)).advocate == submission(lead()).advocate


def test_googles_own_campaign_is_not_in_the_way() -> None:
    said = WHO | {"campaign_id": "1", "Campaigns[]": "2", "campaignid": "999"}
    for number in (999, "999", 2**62, None):
        assert submission(lead(said, campaign_id=number)).campaigns == (998,)


def test_what_google_tells_of_the_advertisement_is_ignored() -> None:
    made = submission(lead())
    assert made.advocate.keys() == {"firstname", "lastname", "email", "p2asource"}
    assert "gclid" not in to_message(made)


def test_what_is_unknown_or_of_another_kind_is_ignored() -> None:
    odd: list[Any] = [*columns(WHO), 7, None, "EMAIL", [], {}, {"column_id": 5, "string_value": {"a": 1}}]
    odd += [{"column_id": "PHONE_NUMBER", "string_value": None}, {"column_id": "CITY", "string_value": ["x"]}]
    assert submission(lead(user_column_data=odd, brand_new={"a": [1]})).advocate == submission(lead()).advocate


# The organiser's own questions ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "column",
    [
        {"column_id": "What is your ZIP?", "column_name": ""},
        {"column_id": "what_is_your_zip", "column_name": "x"},
        {"column_id": "12345", "column_name": "WHAT IS YOUR  ZIP"},
    ],
)
def test_a_question_that_the_campaign_maps_is_asked_by_its_id_or_its_words(column: dict[str, str]) -> None:
    made = submission(lead(user_column_data=[*columns(WHO), column | {"string_value": "64108"}]))
    assert made.advocate["zip5"] == "64108"


def test_a_question_may_be_a_custom_field_or_an_opt_in() -> None:
    said = WHO | {"Which whale is yours?": "Humpback", "May we text you?": "Yes", "PHONE_NUMBER": "8165550123"}
    made = submission(lead(said))
    assert (made.advocate["fields"], made.advocate["smsOptin"]) == ({"5365": "Humpback"}, "1")
    assert made.proof == "Google lead form"
    assert "smsOptin" not in submission(lead(said | {"May we text you?": "No"})).advocate


def asked_to_text(name: str, *said: str) -> dict[str, Any]:
    """A lead whose columns of that name answer so."""
    questions = [{"column_id": name, "column_name": "", "string_value": each} for each in said]
    return lead(user_column_data=[*columns(WHO | {"PHONE_NUMBER": "8165550123"}), *questions])


@pytest.mark.parametrize(
    "name", ["May we text you?", "smsOptin", "SMS Opt-in", "smsOptin[]", "fields[smsOptin]", "fields[sms opt in]"]
)
@pytest.mark.parametrize("said", ["pending", "Maybe in May", "yes but no texts", "Si es gratis"])
def test_an_answer_that_is_no_plain_yes_consents_to_nothing_and_hinders_nothing(name: str, said: str, log: Log) -> None:
    made = submission(asked_to_text(name, said))
    assert made.advocate["phone"] == "8165550123"
    assert "smsOptin" not in made.advocate
    (counted,) = (line for line in log.lines if line["message"] == "ignored columns")
    assert counted["columns"] == ["smsOptin"]
    assert counted["submission_id"] == "a1b2c3", "its story can be traced"


def test_of_two_answers_an_unclear_one_takes_the_yes_back() -> None:
    assert "smsOptin" not in submission(asked_to_text("May we text you?", "Yes", "yes, but only e-mail")).advocate


@pytest.mark.parametrize("said", ["Yes, text me. Reply STOP to end.", "1.0", "I do", "Por supuesto", "Sure, why not"])
def test_a_plain_yes_opts_in_however_it_is_put(said: str) -> None:
    assert submission(asked_to_text("May we text you?", said)).advocate["smsOptin"] == "1"


def test_columns_that_nothing_is_known_of_are_counted_in_one_line_without_their_values(log: Log) -> None:
    submission(lead(WHO | {"COMPANY_NAME": "Grace & Co", "Who is grace@example.org?": "A secret", "job_title": "x"}))
    (line,) = [line for line in log.lines if line["message"] == "ignored columns"]
    assert (line["source"], line["count"], line["campaigns"]) == ("google_lead", 3, [998])
    assert line["columns"] == ["COMPANY_NAME", "other", "JOB_TITLE"]
    assert not {"grace", "Grace", "secret"} & set(log.text.replace("@", " ").split())
    assert "example.org" not in log.text


def test_where_all_columns_are_known_there_is_no_such_line(log: Log) -> None:
    submission(lead(WHO | ASKED))
    assert "ignored columns" not in log.text


def test_another_campaigns_questions_are_not_this_ones() -> None:
    assert "zip5" not in submission(lead(WHO | ASKED, f"{GOOGLE_PATH}/999")).advocate


# One lead, however it comes ---------------------------------------------------------------------------------------


def test_a_leads_id_is_its_key_and_attribution_makes_no_other() -> None:
    made = submission(lead())
    assert made.natural_key == submission(lead(gcl_id="x", form_id=7, adgroup_id="8")).natural_key
    assert made.natural_key == submission(lead(WHO | {"EMAIL": "GRACE@example.org"})).natural_key
    assert not made.keyed_by_content
    assert made.natural_key != submission(lead(lead_id="lead-0002")).natural_key
    assert submission(lead(lead_id=7)).natural_key == submission(lead(lead_id="7")).natural_key


@pytest.mark.parametrize("own", [None, "", " "])
def test_without_an_id_it_is_the_content_of_a_day(own: str | None) -> None:
    assert submission(lead(lead_id=own)).keyed_by_content


@pytest.mark.parametrize(
    "names",
    [
        ("FULL_NAME", "EMAIL", "POSTAL_CODE"),
        ("Full Name", "Email", "Postal code"),
        ("name", "email", "zip5"),
        ("full_name", "email_address", "What is your ZIP?"),
    ],
)
def test_the_same_lead_by_a_file_is_the_same_submission(names: tuple[str, str, str]) -> None:
    live = submission(lead(WHO | {"POSTAL_CODE": "64108"}))
    values = ("Grace Example", "grace@example.org", "64108")
    row = (("campaignid", "998"), *zip(names, values, strict=True))
    assert google_lead.submitted(row, "lead-0001", RECEIVED_AT, CAMPAIGNS) == live


def test_a_letter_is_the_lead_without_its_key_as_a_form_that_can_be_corrected() -> None:
    to = relay(QUEUED)
    send(to, lead({"FULL_NAME": "Grace Example"} | ASKED | {"COMPANY_NAME": "Grace & Co"}))
    (parked,) = to.intake.parked
    assert dict(parse_qsl(parked.raw)) == {
        "lead_id": "lead-0001",
        "campaignid": "998",
        "FULL_NAME": "Grace Example",
        **ASKED,
        "COMPANY_NAME": "Grace & Co",
    }
    corrected = urlencode([*parse_qsl(parked.raw), ("email", "grace@example.org")])
    made = google_lead.read_again(corrected, RECEIVED_AT, CAMPAIGNS, SETTINGS)
    assert made == submission(lead(WHO | ASKED))


def test_a_lead_and_a_card_of_one_person_are_two() -> None:
    card = (("campaignid", "998"), ("email", "grace@example.org"), ("token", "lead-0001"))
    made = twitter_card.submitted(card, RECEIVED_AT, CAMPAIGNS)
    assert made.source != submission(lead()).source


def test_the_deadline_is_three_seconds() -> None:
    to = relay()
    send(to, lead())
    assert to.intake.deadlines[0].kill_at - to.intake.deadlines[0].budget_until == 28_000 - 3_000

"""[campaigns.998.web_form.names]: what a campaign calls its senders' fields, whatever others call so."""

import itertools
import json
from collections.abc import Mapping

import pytest

from relay.campaigns import Campaigns
from relay.sources import own_names, web_form
from relay.sources.http import Request
from relay.sources.typed.fields import Filled
from tests.fakes.events import FORM_PATH, Context, Event
from tests.fakes.remembering import Relay, remembering
from tests.unit.sources import arrivals
from tests.unit.sources.arrivals import CREDENTIALS, DELIVERED, SETTINGS

JSON = {"accept": "application/json"}


def campaigns(*tables: Mapping[str, str]) -> Campaigns:
    """Campaigns 998, 999 and so on, with these names."""
    return Campaigns.from_literal(
        {
            998 + index: {"name": "x", "web_form": {"names": names} if names else {}}
            for index, names in enumerate(tables)
        }
    )


def filled(arrival: Event, *tables: Mapping[str, str]) -> Filled:
    return own_names.read(Request.from_event(arrival), campaigns(*tables).by_id.values())


def of_form(pairs: arrivals.Pairs, *tables: Mapping[str, str]) -> Filled:
    return filled(arrivals.urlencoded(FORM_PATH, pairs), *tables)


def of_json(data: object, *tables: Mapping[str, str]) -> Filled:
    return filled(arrivals.posted_json(FORM_PATH, data), *tables)


@pytest.mark.parametrize(
    "theirs", ["Your mail", "your_mail", "YOUR-MAIL", " yourmail ", "data.Your mail", "data[your mail]"]
)
def test_a_name_is_compared_without_case_spaces_and_dashes(theirs: str) -> None:
    assert of_json({"data": {"Your mail": "ann@example.org"}}, {theirs: "email"}).arguments == {
        "email": "ann@example.org"
    }


@pytest.mark.parametrize("sent", ["Your mail", "your_mail", "data[Your mail]", "data.your-mail", "a[data][yourMail]"])
def test_a_form_may_have_it_at_the_end_of_a_path(sent: str) -> None:
    assert of_form([(sent, "ann@example.org")], {"Your mail": "email"}).arguments == {"email": "ann@example.org"}


def test_a_whole_path_is_meant_before_its_end() -> None:
    data = {"name": "Whale Form", "data": {"name": "Ann O'Neil", "mail2": "ann@example.org"}}
    said = of_json(data, {"data.name": "name", "mail2": "email"}).arguments
    assert said == {"firstname": "Ann", "lastname": "O'Neil", "email": "ann@example.org"}
    told = of_json({"x": "12", "data": {"x": "13"}}, {"x": "fields[1]"})
    assert told.arguments == {"fields": {"1": "12"}}


@pytest.mark.parametrize("number", ["2", "1.3"])
def test_a_number_is_no_index(number: str) -> None:
    listed = {"pets": [{"a": "x"}, {"3": "y"}, "ann@example.org"], "e": {"1": {"3": "z"}}}
    assert of_json(listed, {number: "email"}).arguments == {}
    assert of_form([(number, "ann@example.org")], {number: "email"}).arguments == {"email": "ann@example.org"}
    assert of_form([("13", "ann@example.org")], {"1.3": "email"}).arguments == {}


def test_what_the_campaign_says_wins_over_what_others_call_so() -> None:
    pairs = [("email", "friend@example.org"), ("q7", "ann@example.org"), ("phone", "816-555-0123")]
    said = of_form(pairs, {"q7": "email"})
    assert said.arguments == {"email": "ann@example.org", "phone": "8165550123"}
    assert of_form([("email", "17"), ("q7", "ann@example.org")], {"email": "fields[5]", "q7": "email"}).arguments == {
        "email": "ann@example.org",
        "fields": {"5": "17"},
    }


def test_a_field_that_is_blank_takes_nothing_from_another() -> None:
    assert of_form([("email", "ann@example.org"), ("q7", " ")], {"q7": "email"}).arguments == {
        "email": "ann@example.org"
    }


def test_a_whole_name_says_nothing_beside_one_that_is_named() -> None:
    said = of_form([("name", "Whale Form"), ("q1", "Ann"), ("last_name", "Lee")], {"q1": "firstname"})
    assert said.arguments == {"firstname": "Ann", "lastname": "Lee"}
    assert of_form([("name", "Whale Form"), ("q1", "Ann")], {"q1": "firstname"}).arguments == {"firstname": "Ann"}


def test_two_that_are_one_of_ours_must_say_the_same() -> None:
    names = {"q1": "email", "q2": "email"}
    assert of_form([("q1", "ann@example.org"), ("q2", "Ann@example.org ")], names).problems
    same = of_form([("q1", "ann@example.org"), ("q2", "ann@example.org")], names)
    assert (same.arguments, same.problems) == ({"email": "ann@example.org"}, ())


def test_what_may_be_several_is_added() -> None:
    pairs = [("tags[]", "a"), ("q1", "b"), ("fields[1]", "c"), ("q2", "d")]
    said = of_form(pairs, {"q1": "tags", "q2": "fields[2]"})
    assert said.arguments == {"tags": ["a", "b"], "fields": {"1": "c", "2": "d"}}


def test_a_field_may_be_a_control_or_be_left_out() -> None:
    said = of_json(
        {"event_id": "e1", "title": "x", "name": "Form 7"}, {"event_id": "_idempotency_key", "name": "_ignored"}
    )
    assert said.controls == {"_idempotency_key": "e1", "_ignored": "Form 7"}
    assert said.arguments == {}


def test_the_trap_for_robots_stays_one() -> None:
    assert of_form([("_gotcha", "x"), ("q1", "1")], {"q1": "_idempotency_key"}).controls["_gotcha"] == "x"


def test_the_first_campaign_has_its_way() -> None:
    assert of_form([("q", "02134")], {"q": "zip5"}, {"Q": "city"}).arguments == {"zip5": "02134"}
    assert of_form([("q", "02134")], {}, {"Q": "city"}).arguments == {"city": "02134"}


def test_of_several_names_of_a_listed_field_the_one_counts_that_is_named() -> None:
    row = {"key": "question_a1", "label": "Email", "type": "INPUT_EMAIL", "value": "x@example.org"}
    assert of_json({"fields": [row]}, {"nothing": "email"}).arguments == {"email": "x@example.org"}
    for theirs in ("question_a1", "fields.question_a1", "Email"):
        assert of_json({"fields": [row]}, {theirs: "fields[9]"}).arguments == {"fields": {"9": "x@example.org"}}


def test_what_no_form_could_send_is_left_out_of_json_and_a_file_is_refused() -> None:
    assert of_json({"geo": [[1, 2]], "q": ["02134"]}, {"q": "zip5"}).arguments == {"zip5": "02134"}


# In a request ------------------------------------------------------------------------------------------------


def post(to: Relay, path: str, data: object) -> Event:
    return web_form.handle(arrivals.posted_json(path, data, JSON), Context(), to.ingress)


def knowing(*tables: Mapping[str, str]) -> Relay:
    return remembering(DELIVERED, credentials=CREDENTIALS, settings=SETTINGS, campaigns=campaigns(*tables))


@pytest.mark.parametrize("path", [f"{FORM_PATH}/998", FORM_PATH])
def test_the_campaign_of_path_or_body_names_the_fields(path: str) -> None:
    to = knowing({"q": "email"})
    assert post(to, path, {"q": "ann@example.org", "campaigns": ["998"]})["statusCode"] == 200
    assert to.intake.accepted[0].advocate["email"] == "ann@example.org"


def test_a_campaign_in_the_body_adds_its_names_to_those_of_the_path() -> None:
    to = knowing({"q": "email"}, {"r": "zip5"})
    data = {"q": "ann@example.org", "r": "02134", "campaigns": [999]}
    assert post(to, f"{FORM_PATH}/998", data)["statusCode"] == 200
    (made,) = to.intake.accepted
    assert (made.campaigns, made.advocate["zip5"]) == ((998, 999), "02134")


def test_a_campaign_without_names_reads_what_all_forms_say() -> None:
    to = knowing({}, {"email": "fields[1]"})
    assert post(to, f"{FORM_PATH}/998", {"email": "ann@example.org"})["statusCode"] == 200


def test_a_services_own_id_may_be_the_senders_key() -> None:
    to = knowing({"event_id": "_idempotency_key"})
    for event_id in ("e1", "e1", "e2"):
        post(to, f"{FORM_PATH}/998", {"event_id": event_id, "email": "ann@example.org"})
    first, again, other = (made.natural_key for made in to.intake.accepted)
    assert first == again != other


def test_what_is_wrong_is_told_under_the_api_s_name() -> None:
    reply = post(knowing({"q": "email"}), f"{FORM_PATH}/998", {"q": "ann@"})
    assert (reply["statusCode"], arrivals.errors(reply)) == (422, {"email": "invalid"})
    assert "ann@" not in json.dumps(reply)


@pytest.mark.parametrize("theirs", ["mails[0]", "data.mails.0", "DATA[mails][0]"])
@pytest.mark.parametrize("mails", [["ann@example.org"], ["ann@example.org", "bob@example.org"]])
def test_an_item_of_a_list_is_named_by_its_place(theirs: str, mails: list[str]) -> None:
    sent = {"data": {"mails": mails}} if "data" in theirs.lower() else {"mails": mails}
    assert of_json(sent, {theirs: "email"}).arguments == {"email": "ann@example.org"}


def test_a_path_of_thousands_of_parts_is_looked_at_as_a_whole_only(monkeypatch: pytest.MonkeyPatch) -> None:
    ends = own_names._ends
    compared: list[str] = []

    def noted(path: str) -> list[str]:
        found = list(itertools.islice(ends(path), 200))
        compared.extend(found)
        return found

    monkeypatch.setattr(own_names, "_ends", noted)
    said = of_form([("a." * 30_000, "x"), ("Your mail", "ann@example.org")], {"Your mail": "email"})
    assert said.arguments == {"email": "ann@example.org"}
    assert len(compared) < 10

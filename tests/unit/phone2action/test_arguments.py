"""The check of a request before anything is sent: which faults it finds, and what it says of them."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.phone2action.arguments import CODES, ENDPOINTS, check, read

ADA = {"campaigns": [998], "email": "ada@example.org"}
TEXTED = {"campaigns": [998], "phone": "8165550123"}


def found(endpoint: str, values: dict[str, Any]) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in check(endpoint, values)]


def test_a_request_that_keeps_every_rule_has_no_problem() -> None:
    assert found("create_advocate", {**ADA, "zip5": "02134", "smsOptin": "1", "phone": "8165550123"}) == []


def test_without_email_and_phone_each_of_them_is_named() -> None:
    assert found("create_advocate", {"campaigns": [998]}) == [
        ("email", "email_or_phone_required"),
        ("phone", "email_or_phone_required"),
    ]


def test_an_invalid_email_alone_is_one_problem() -> None:
    assert found("create_advocate", {**ADA, "email": "ada"}) == [("email", "invalid")]


def test_an_advocate_without_any_name_is_fine() -> None:
    assert found("create_advocate", ADA) == []
    assert found("create_advocate", {**ADA, "firstname": "Cher"}) == []


@pytest.mark.parametrize("flag", ["smsOptin", "smsOptout"])
def test_a_text_opt_in_or_out_needs_a_phone(flag: str) -> None:
    assert found("create_advocate", {**ADA, flag: "1"}) == [(flag, "needs_phone")]


@pytest.mark.parametrize("flag", ["emailOptin", "emailOptout"])
def test_an_email_opt_in_or_out_needs_an_email(flag: str) -> None:
    assert found("create_advocate", {**TEXTED, flag: "1"}) == [(flag, "needs_email")]


@pytest.mark.parametrize("flag", ["emailOptin", "emailOptout", "p2asource", "utm_source", "utm_term"])
def test_in_an_update_opt_ins_and_source_tags_need_campaigns(flag: str) -> None:
    values = {"advocateid": 7, "email": "ada@example.org", flag: "1"}
    assert found("update_advocate", values) == [(flag, "needs_campaigns")]
    assert found("update_advocate", {**values, "campaigns": [998]}) == []


def test_an_opt_in_is_confirmed_only_beside_an_opt_in_of_one() -> None:
    assert found("create_advocate", {**TEXTED, "smsOptinConfirmed": "1"}) == [("smsOptinConfirmed", "needs_smsOptin")]
    asked = {**TEXTED, "smsOptinConfirmed": "1", "smsOptin": "0"}
    assert found("create_advocate", asked) == [("smsOptinConfirmed", "needs_smsOptin")]
    assert found("create_advocate", {**asked, "smsOptin": "1"}) == []


@pytest.mark.parametrize("channel", ["sms", "email"])
def test_nobody_is_opted_in_and_out_at_once(channel: str) -> None:
    both = {**ADA, **TEXTED, f"{channel}Optin": "1", f"{channel}Optout": "1"}
    assert found("create_advocate", both) == [(f"{channel}Optin", f"contradicts_{channel}Optout")]
    assert found("create_advocate", {**both, f"{channel}Optin": "0"}) == []


@pytest.mark.parametrize("name", ["message", "guests", "guestNames", "advocateid"])
def test_what_only_an_update_takes_is_refused_in_a_create(name: str) -> None:
    (problem,) = check("create_advocate", {**ADA, name: "1"})
    assert (problem.field, problem.code) == (name, "unknown_field")
    assert "update" in problem.message


def test_an_unknown_argument_is_refused() -> None:
    assert found("create_advocate", {**ADA, "zip": "64108"}) == [("zip", "unknown_field")]


@pytest.mark.parametrize(
    ("endpoint", "name", "others"),
    [
        ("create_advocate", "campaigns", ("campaignid", "campaign_id")),
        ("create_connection", "campaignid", ("campaigns", "campaign_id")),
        ("list_connections", "campaign_id", ("campaigns", "campaignid")),
        ("list_advocates", "campaignid", ("campaigns", "campaign_id")),
        ("list_campaigns", "campaignid", ("campaigns", "campaign_id")),
        ("post_twitter_card", "campaignid", ("campaigns", "campaign_id")),
    ],
)
def test_each_endpoint_has_its_own_name_for_a_campaign(endpoint: str, name: str, others: tuple[str, ...]) -> None:
    assert name in ENDPOINTS[endpoint].arguments
    for other in others:
        assert (other, "unknown_field") in found(endpoint, {other: 998})


def test_subject_and_message_of_an_email_go_together() -> None:
    contact = {"advocateid": 7, "campaignid": 998, "type": ["email"]}
    assert found("create_connection", {**contact, "emailMessage": "Hi"}) == [("emailMessage", "needs_emailSubject")]
    assert found("create_connection", {**contact, "emailSubject": "Hi"}) == [("emailSubject", "needs_emailMessage")]
    assert found("create_connection", {**contact, "emailSubject": "Hi", "emailMessage": "Hi"}) == []


def test_a_tweet_that_is_too_long_says_so() -> None:
    contact = {"advocateid": 7, "campaignid": 998, "type": ["tweet"]}
    assert found("create_connection", {**contact, "tweetMessage": "x" * 281}) == [("tweetMessage", "too_long")]


def test_of_a_list_the_first_item_that_can_not_be_sent_counts() -> None:
    for names, code in ((["x" * 101, 5], "too_long"), ([5, "x" * 101], "invalid")):
        assert found("update_advocate", {"advocateid": 7, "guestNames": names}) == [("guestNames", code)]


def test_what_can_be_sent_is_given_beside_every_problem() -> None:
    values = {"email": "ada", "nonsense": "x", "firstname": "Ada", "state": "on", "country": "ca", "zip5": 2134}
    wired, problems = read("create_advocate", values)
    assert wired == {"firstname": "Ada", "state": "on", "country": "CA"}
    assert [(problem.field, problem.code) for problem in problems] == [
        ("campaigns", "required"),
        ("email", "invalid"),
        ("zip5", "invalid"),
        ("nonsense", "unknown_field"),
    ]


def test_a_state_of_another_country_is_not_ours_to_judge() -> None:
    assert found("create_advocate", {**ADA, "state": "ON"}) == [("state", "invalid")]
    assert found("create_advocate", {**ADA, "state": "ON", "country": "CA"}) == []
    assert found("create_advocate", {**ADA, "state": "ON", "country": "us"}) == [("state", "invalid")]


BLANKS = [None, "", "  \t", [], ["", " "], {}, {"5365": " "}]


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize("name", ["firstname", "tags", "fields", "smsOptin", "zip5"])
def test_a_blank_in_a_write_is_as_good_as_not_given(name: str, blank: object) -> None:
    wired, problems = read("create_advocate", {**ADA, name: blank})
    assert problems == ()
    assert name not in wired


@pytest.mark.parametrize("blank", BLANKS)
def test_a_blank_does_not_stand_in_for_what_is_required(blank: object) -> None:
    assert found("create_advocate", {**ADA, "campaigns": blank}) == [("campaigns", "required")]
    assert found("create_advocate", {**TEXTED, "email": blank, "emailOptin": 1}) == [("emailOptin", "needs_email")]


@pytest.mark.parametrize("blank", ["", " ", None])
def test_a_blank_filter_is_refused_since_without_it_the_list_would_be_of_everybody(blank: object) -> None:
    assert found("list_advocates", {"email": blank}) == [("email", "blank")]


def test_blank_items_of_a_list_are_left_out() -> None:
    wired, _ = read("create_advocate", {**ADA, "tags": ["a", "", "b"], "fields": {"1": "x", "2": ""}})
    assert (wired["tags"], wired["fields"]) == (["a", "b"], {"1": "x"})


def test_a_type_given_twice_makes_one_connection() -> None:
    wired, _ = read("create_connection", {"advocateid": 7, "campaignid": 998, "type": ["email", "EMAIL", "tweet"]})
    assert wired["type"] == ["email", "tweet"]


def test_two_guests_may_have_one_name() -> None:
    wired, _ = read("update_advocate", {"advocateid": 7, "guestNames": ["Sam Doe", "Sam Doe"]})
    assert wired["guestNames"] == ["Sam Doe", "Sam Doe"]


def test_what_has_one_meaning_gets_its_one_form() -> None:
    wired, problems = read(
        "create_advocate",
        {
            **ADA,
            "campaigns": [998, "0998"],
            "state": "mo",
            "country": "us",
            "p2asource": "Web-Site",
            "emailOptin": True,
        },
    )
    assert problems == ()
    assert wired == {
        "campaigns": ["998"],
        "email": "ada@example.org",
        "state": "MO",
        "country": "US",
        "p2asource": "web-site",
        "emailOptin": "1",
    }


def test_a_moment_is_sent_in_utc() -> None:
    noon_in_kansas = datetime(2019, 10, 9, 12, 0, 5, tzinfo=timezone(timedelta(hours=-5)))
    listed, _ = read("list_connections", {"campaign_id": 1, "updated_at": noon_in_kansas, "page": 1, "per_page": 25})
    assert listed["updated_at"] == "2019-10-09 17:00:05"
    assert read("list_advocates", {"updatedSince": noon_in_kansas})[0] == {"updatedSince": "1570640405"}
    assert datetime.fromtimestamp(1570640405, UTC) == noon_in_kansas


def test_a_moment_without_a_zone_is_refused() -> None:
    local = datetime(2019, 10, 9, 12, 0)  # noqa: DTZ001 - the point of the test
    assert found("list_advocates", {"updatedSince": local}) == [("updatedSince", "invalid")]
    assert ("updated_at", "invalid") in found("list_connections", {"updated_at": local})


def test_problems_come_in_the_order_of_the_table() -> None:
    values = {"zip5": 2134, "email": "ada", "phone": "1"}
    assert [field for field, _ in found("create_advocate", values)] == ["campaigns", "email", "phone", "zip5"]


def test_no_message_quotes_what_was_given() -> None:
    secret = "Zebedee"
    for endpoint, table in ENDPOINTS.items():
        for problem in check(endpoint, {name: [{secret: secret}, secret] for name in table.arguments}):
            assert secret not in f"{problem.field} {problem.code} {problem.message}"


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5) | st.integers(), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(sorted(ENDPOINTS)), st.data())
def test_whatever_is_given_the_check_answers_with_known_codes(endpoint: str, data: st.DataObject) -> None:
    names = st.sampled_from([*ENDPOINTS[endpoint].arguments, "nonsense"])
    values = data.draw(st.dictionaries(names, anything, max_size=6))
    wired, problems = read(endpoint, values)
    assert {problem.code for problem in problems} <= CODES
    assert {problem.field for problem in problems} <= {*ENDPOINTS[endpoint].arguments, "nonsense"}
    if not problems:
        assert read(endpoint, wired) == (wired, ()), "what goes over the wire is itself a valid request"


@pytest.mark.parametrize("number", ["8165550123", "2002000000", "9129120100", "8005550199", "2122345678"])
def test_a_phone_is_one_of_the_north_american_numbering_plan(number: str) -> None:
    assert found("create_advocate", {"campaigns": [998], "phone": number}) == []


@pytest.mark.parametrize(
    "number", ["0165550123", "1816555012", "8161550123", "8160550123", "9115550123", "2115550123", "8169110123"]
)
def test_ten_digits_that_the_numbering_plan_does_not_have_are_no_phone(number: str) -> None:
    """https://www.nanpa.com: area codes and exchanges begin with 2 to 9, and none is 211, 311 ... 911."""
    assert found("create_advocate", {"campaigns": [998], "phone": number}) == [("phone", "invalid")]


def test_a_list_may_be_asked_for_any_phone_since_an_old_record_may_have_it() -> None:
    assert found("list_advocates", {"phone": "0165550123"}) == []

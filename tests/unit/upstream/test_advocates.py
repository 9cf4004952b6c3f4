"""Advocates as the text has them: creating, updating, a lead card, the list."""

from typing import Any

import pytest

from tests.unit.upstream.conftest import Clock
from tests.unit.upstream.raw import Answer, get, post
from tests.upstream import Upstream

EMAIL = "ann@example.org"
PHONE = "8165550123"
# The text's own example, with the e-mail that it lost and a number reserved for examples.
EXAMPLE = [
    ("campaigns[]", "998"),
    ("campaigns[]", "999"),
    ("firstname", "Patrick"),
    ("lastname", "Smith"),
    ("email", EMAIL),
    ("phone", "8165550123\n                              "),
    ("address1", "1800 Baltimore Avenue"),
    ("zip5", "64108"),
    ("smsOptin", "1"),
    ("emailOptin", "1"),
    ("fields[5365]", "Retirement Savings"),
]
CARD = {
    "app_id": "demo",
    "api_key": "demo",
    "campaignid": "998",
    "card": "1o416",
    "name": "Patrick Stoddart",
    "email": EMAIL,
    "token": "857779ff1a1b9fd2ae686a3afb33cd44",
    "tw_userid": "635491364",
}


def create(upstream: Upstream, **more: str) -> Answer:
    """Sign somebody up for campaign 998; a name like `email`, or `campaigns[]` by `campaigns`."""
    form = {"campaigns[]": "998"} | more
    return post(upstream, "advocates", {name: value for name, value in form.items() if value})


def listed(upstream: Upstream, **filters: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = get(upstream, "advocates", **filters).json["advocates"]
    return found


def test_the_texts_example_creates_an_advocate_with_all_that_it_says(upstream: Upstream) -> None:
    answer = post(upstream, "advocates", EXAMPLE)
    (one,) = listed(upstream)
    assert (answer.status, answer.json) == (200, {"success": 1, "error": None, "advocateid": one["id"]})
    assert (one["firstname"], one["lastname"], one["address"]["street1"]) == (
        "Patrick",
        "Smith",
        "1800 Baltimore Avenue",
    )
    assert one["address"]["zip5"] == 64108
    assert [(entry["address"], entry["subscribed"]) for entry in one["emails"]] == [(EMAIL, True)]
    assert [(entry["number"], entry["subscribed"]) for entry in one["phones"]] == [("+18165550123", True)]
    assert [entry["campaignid"] for entry in one["memberships"]] == [998, 999]
    assert [(entry["fieldid"], entry["value"]) for entry in one["fields"]] == [(5365, "Retirement Savings")]
    assert one["created_at"] == "2020-05-02 20:44:30"


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"email": EMAIL}, "campaigns is required"),
        ({"campaigns": "998", "email": EMAIL}, "campaigns must be an array"),
        ({"campaigns[]": "whales", "email": EMAIL}, "campaigns must be a positive integer"),
        ({"campaigns[]": "1", "email": EMAIL}, "campaign 1 does not exist"),
        ({"campaigns[]": "998"}, "email or phone is required"),
        ({"campaigns[]": "998", "email": "ann"}, "email must be an e-mail address"),
        ({"campaigns[]": "998", "phone": "18165550123"}, "phone must have 10 digits"),
        ({"campaigns[]": "998", "phone": "(816) 555-0123"}, "phone must have 10 digits"),
        ({"campaigns[]": "998", "email": EMAIL, "zip5": "2134"}, "zip5 must have 5 digits"),
        ({"campaigns[]": "998", "email": EMAIL, "state": "Missouri"}, "state must be the two letters of a state"),
        ({"campaigns[]": "998", "email": EMAIL, "country": "the US"}, "country must be a country code"),
        ({"campaigns[]": "998", "email": EMAIL, "emailOptin": "yes"}, "emailOptin must be 1 or 0"),
        ({"campaigns[]": "998", "email": EMAIL, "smsOptin": "1"}, "smsOptin needs phone and campaigns"),
        ({"campaigns[]": "998", "email": EMAIL, "smsOptout": "1"}, "smsOptout needs phone and campaigns"),
        ({"campaigns[]": "998", "phone": PHONE, "emailOptin": "1"}, "emailOptin needs email and campaigns"),
        ({"campaigns[]": "998", "phone": PHONE, "emailOptout": "1"}, "emailOptout needs email and campaigns"),
        ({"campaigns[]": "998", "phone": PHONE, "smsOptinConfirmed": "1"}, "smsOptinConfirmed needs smsOptin"),
        ({"campaigns[]": "998", "email": EMAIL, "tags": "one"}, "tags must be an array"),
        ({"campaigns[]": "998", "email": EMAIL, "fields[school]": "x"}, "fields must be a positive integer"),
        ({"campaigns[]": "998", "email": EMAIL, "p2asource[]": "x"}, "p2asource must be a string"),
        ({"advocateid": "7", "campaigns[]": "998"}, "advocateid is not known"),
        ({"advocateid": "first"}, "advocateid must be a positive integer"),
        ({"advocateid": "7", "guestNames[]": "x" * 101}, "guestNames must have 100 characters each at most"),
        ({"advocateid": "7", "smsOptin": "1", "campaigns[]": "998"}, "smsOptin needs phone and campaigns"),
        ({"advocateid": "7", "emailOptin": "1", "email": EMAIL}, "emailOptin needs email and campaigns"),
        ({"advocateid": "7", "utm_source": "x"}, "utm_source needs campaigns"),
    ],
)
def test_what_the_text_does_not_allow_is_refused_with_the_reason(
    upstream: Upstream, form: dict[str, str], told: str
) -> None:
    answer = post(upstream, "advocates", form)
    assert (answer.status, answer.json) == (400, {"success": 0, "error": told})
    assert upstream.advocates() == []
    assert [call.acted for call in upstream.calls()] == [False]


def test_a_body_that_is_no_form_has_no_arguments(upstream: Upstream) -> None:
    answer = post(upstream, "advocates", EXAMPLE, content_type="application/json")
    assert answer.json["error"] == "campaigns is required"


def test_an_update_overwrites_what_it_names_and_leaves_the_rest(upstream: Upstream) -> None:
    known = str(create(upstream, email=EMAIL, firstname="Ann", city="Kansas City").json["advocateid"])
    answer = post(upstream, "advocates", {"advocateid": known, "firstname": "Anne", "tags[]": "new"})
    assert answer.json["success"] == 1
    (one,) = listed(upstream)
    assert (one["firstname"], one["address"]["city"], one["tags"]) == ("Anne", "Kansas City", ["new"])
    assert [call.did for call in upstream.calls("advocates", "POST")] == ["advocate created", "advocate updated"]


def test_who_left_text_messages_stays_out_and_who_left_mail_may_come_back(upstream: Upstream) -> None:
    both = {"email": EMAIL, "phone": PHONE}
    for form in ({"smsOptin": "1", "emailOptin": "1"}, {"smsOptout": "1", "emailOptout": "1"}):
        create(upstream, **both, **form)
    (one,) = listed(upstream)
    assert (one["emails"][0]["subscribed"], one["phones"][0]["subscribed"]) == (False, False)
    create(upstream, **both, smsOptin="1", emailOptin="1")
    (one,) = listed(upstream)
    assert (one["emails"][0]["subscribed"], one["phones"][0]["subscribed"]) == (True, False)


def test_a_member_joins_a_campaign_once_and_keeps_the_first_source(upstream: Upstream) -> None:
    create(upstream, email=EMAIL, p2asource="website")
    create(upstream, email=EMAIL, p2asource="text")
    assert [(one.campaign, one.source) for one in upstream.memberships()] == [(998, "website")]


def test_a_lead_card_needs_no_basic_authentication_and_parts_the_name(upstream: Upstream) -> None:
    answer = post(upstream, "twittercard", CARD, authorization="")
    assert (answer.status, answer.json["success"]) == (200, 1)
    (one,) = listed(upstream)
    assert (one["firstname"], one["lastname"], one["memberships"][0]["campaignid"]) == ("Patrick", "Stoddart", 998)
    assert not any("demo" in str(call) for call in upstream.calls("twittercard"))


@pytest.mark.parametrize("name", ["card", "email", "name", "campaignid", "app_id", "api_key"])
def test_a_lead_card_lacks_nothing_that_is_required(upstream: Upstream, name: str) -> None:
    form = {key: value for key, value in CARD.items() if key != name}
    assert post(upstream, "twittercard", form).json["error"] == f"{name} is required"


def test_a_lead_card_with_wrong_keys_is_not_taken(upstream: Upstream) -> None:
    assert post(upstream, "twittercard", CARD | {"api_key": "wrong"}).status == 401
    assert upstream.advocates() == []


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({}, ["Ann", "Ben"]),
        ({"email": "ANN@example.org"}, ["Ann"]),
        ({"email": "nobody@example.org"}, []),
        ({"phone": "(816) 555-0123"}, ["Ben"]),
        ({"phone": "+18165550123"}, ["Ben"]),
        ({"state": "MO"}, ["Ann"]),
        ({"campaignid": 999}, ["Ben"]),
        ({"updatedSince": 1_588_452_271}, ["Ben"]),
        ({"page": 2}, []),
        ({"excludeGdpr": 1}, ["Ann", "Ben"]),
    ],
)
def test_the_list_is_filtered(upstream: Upstream, clock: Clock, filters: dict[str, Any], names: list[str]) -> None:
    create(upstream, email=EMAIL, firstname="Ann", state="MO")
    clock.now += 60
    post(upstream, "advocates", {"campaigns[]": "999", "phone": PHONE, "firstname": "Ben"})
    assert [one["firstname"] for one in listed(upstream, **filters)] == names


@pytest.mark.parametrize(("name", "value"), [("page", "0"), ("updatedSince", "today"), ("state", "Missouri")])
def test_a_filter_that_the_text_does_not_allow_is_refused(upstream: Upstream, name: str, value: str) -> None:
    assert get(upstream, "advocates", **{name: value}).status == 400


def test_a_page_of_the_list_has_a_hundred(upstream: Upstream) -> None:
    for number in range(101):
        create(upstream, email=f"p{number}@example.org")
    first, second = get(upstream, "advocates").json, get(upstream, "advocates", page=2).json
    assert (first["pagination"]["count"], second["pagination"]["count"]) == (100, 1)
    assert first["pagination"]["next_url"] == "/2.0/advocates?page=2"
    assert second["pagination"]["next_url"] is None

"""Connections, campaigns, legislators and stats as the text has them."""

from typing import Any

import pytest

from tests.unit.upstream.conftest import Clock
from tests.unit.upstream.raw import get, post
from tests.upstream import Upstream

SINCE = {"campaign_id": 998, "updated_at": "2020-05-02 00:00:00", "page": 1, "per_page": 25}


@pytest.fixture
def ann(upstream: Upstream) -> str:
    """The id of a member of campaign 998 who can be reached by e-mail and phone."""
    form = {"campaigns[]": "998", "email": "ann@example.org", "phone": "8165550123", "firstname": "Ann"}
    return str(post(upstream, "advocates", form).json["advocateid"])


def test_an_email_is_sent_to_each_legislator_and_listed(upstream: Upstream, ann: str) -> None:
    form = {"advocateid": ann, "campaignid": "998", "type[]": "email", "emailSubject": "Whales", "emailMessage": "Help"}
    answer = post(upstream, "connections", form | {"p2asource": "website"})
    (made,) = upstream.connections()
    assert (made.advocate, made.campaign, made.type) == (int(ann), 998, "email")
    assert (made.subject, made.message, made.source) == ("Whales", "Help", "website")
    assert (answer.status, answer.json["success"], answer.json["data"]["ids"]) == (200, 1, list(made.rows))
    assert [one["name_full"] for one in answer.json["data"]["leg"].values()] == ["Jane Example", "John Sample"]
    rows = get(upstream, "connections", **SINCE).json
    assert list(rows) == [str(row) for row in made.rows]
    assert next(iter(rows.values())) == {
        "campaign_id": 998,
        "advocate_id": int(ann),
        "advocate_name": "Ann",
        "legislator_id": 1,
        "legislator_name": "Jane Example",
        "type": "EMAIL",
        "status": "DELIVERED",
        "updated_at": 1588452270,
        "created_at": 1588452270,
    }
    assert upstream.advocates()[0]["connections"] == 1


def test_the_texts_example_tweets_and_calls(upstream: Upstream, ann: str) -> None:
    form = [("advocateid", ann), ("campaignid", "998"), ("type[]", "tweet"), ("type[]", "call")]
    answer = post(upstream, "connections", [*form, ("tweetMessage", "[@legislator] Please support this bill!")])
    tweet, call = upstream.connections()
    assert (tweet.type, tweet.message, call.type) == ("tweet", "[@legislator] Please support this bill!", "call")
    assert answer.json["url"]
    assert list(answer.json["urls"]) == [str(row) for row in tweet.rows]


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"advocateid": ""}, "advocateid is required"),
        ({"campaignid": ""}, "campaignid is required"),
        ({"type[]": ""}, "type is required"),
        ({"type[]": "", "type": "email"}, "type must be an array"),
        ({"type[]": "letter"}, "type must be of tweet, email and call"),
        ({"advocateid": "7"}, "The advocate has no membership for this campaign"),
        ({"campaignid": "999"}, "The advocate has no membership for this campaign"),
        ({"emailMessage": "Help"}, "emailSubject is required with emailMessage"),
        ({"tweetMessage": "x" * 281}, "tweetMessage must have 280 characters at most"),
    ],
)
def test_what_the_text_does_not_allow_is_refused_with_the_reason(
    upstream: Upstream, ann: str, form: dict[str, str], told: str
) -> None:
    answer = post(upstream, "connections", {"advocateid": ann, "campaignid": "998", "type[]": "email"} | form)
    assert (answer.status, answer.json) == (400, {"success": 0, "error": told})
    assert upstream.connections() == []


@pytest.mark.parametrize(("kind", "has"), [("email", {"phone": "8165550199"}), ("call", {"email": "b@example.org"})])
def test_an_email_needs_an_address_and_a_call_a_phone(upstream: Upstream, kind: str, has: dict[str, str]) -> None:
    known = post(upstream, "advocates", {"campaigns[]": "998"} | has).json["advocateid"]
    form = {"advocateid": known, "campaignid": "998", "type[]": kind}
    assert post(upstream, "connections", form).json["error"] == f"The advocate has nothing to {kind} with"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"campaign_id": ""}, "campaign_id is required"),
        ({"updated_at": ""}, "updated_at is required"),
        ({"updated_at": "recently"}, "updated_at must be a date and time"),
        ({"page": ""}, "page is required"),
        ({"page": 0}, "page must be a positive integer"),
        ({"per_page": ""}, "per_page is required"),
        ({"per_page": 24}, "per_page must be from 25 to 100"),
        ({"per_page": 101}, "per_page must be from 25 to 100"),
        ({"legislator_id": "x"}, "legislator_id must be a positive integer"),
    ],
)
def test_the_lists_arguments_are_judged(upstream: Upstream, changes: dict[str, Any], told: str) -> None:
    answer = get(upstream, "connections", **(SINCE | changes))
    assert (answer.status, answer.json["error"]) == (400, told)


def test_the_list_has_pages_and_filters(upstream: Upstream, ann: str, clock: Clock) -> None:
    form = {"advocateid": ann, "campaignid": "998", "type[]": "email"}
    for _ in range(13):
        post(upstream, "connections", form)
        clock.now += 1
    counts = [len(get(upstream, "connections", **(SINCE | {"page": page})).json) for page in (1, 2, 3)]
    assert counts == [25, 1, 0]
    of_one = get(upstream, "connections", **SINCE, legislator_id=2).json
    assert {row["legislator_id"] for row in of_one.values()} == {2}
    assert get(upstream, "connections", **(SINCE | {"campaign_id": 999})).json == {}
    since = {"updated_at": "2020-05-02T20:44:42Z"}
    assert len(get(upstream, "connections", **(SINCE | since)).json) == 2


def test_campaigns_are_listed(upstream: Upstream) -> None:
    assert [one["id"] for one in get(upstream, "campaigns").json] == [998, 999]
    assert [one["id"] for one in get(upstream, "campaigns", campaignid=999, includePrivate="true").json] == [999]
    assert get(upstream, "campaigns", state="MO").json == []
    assert len(get(upstream, "campaigns", zip="64108", includeGeneric="true").json) == 2
    assert get(upstream, "campaigns", includeGeneric="1").json["error"] == "includeGeneric must be true or false"


def test_a_campaigns_legislators_need_an_address(upstream: Upstream) -> None:
    asked = {"campaignid": 998, "zip5": "64108", "address1": "1800 Baltimore Avenue"}
    assert [one["name_full"] for one in get(upstream, "legislators", **asked).json] == ["Jane Example", "John Sample"]
    for name in asked:
        answer = get(upstream, "legislators", **(asked | {name: ""}))
        assert answer.json["error"] == f"{name} is required"


def test_stats_count_advocates_and_connections_if_the_keys_may_read_them(upstream: Upstream, ann: str) -> None:
    post(upstream, "connections", {"advocateid": ann, "campaignid": "998", "type[]": "email"})
    whales = {"campaignid": 998, "advocates": 1, "connections": 1}
    assert get(upstream, "stats", campaignid=998).json == whales
    assert get(upstream, "stats").json == [whales, {"campaignid": 999, "advocates": 0, "connections": 0}]
    upstream.behave(reporting=False)
    assert get(upstream, "stats").status == 403


def test_every_endpoint_but_the_card_wants_the_keys(upstream: Upstream) -> None:
    for endpoint in ("advocates", "connections", "campaigns", "legislators", "stats"):
        upstream.behave(keys=[["other", "keys"]])
        answer = get(upstream, endpoint)
        assert (answer.status, answer.headers["www-authenticate"]) == (401, 'Basic realm="api"')
        assert answer.json == {"success": 0, "error": "Not authorized"}


def test_other_paths_and_methods_are_refused_in_html(upstream: Upstream) -> None:
    assert (get(upstream, "nowhere").status, post(upstream, "stats", {}).status) == (404, 405)
    assert post(upstream, "stats", {}).headers["allow"] == "GET"

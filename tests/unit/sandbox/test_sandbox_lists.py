"""The endpoints that only read: advocates with their filters and pages, campaigns, legislators, stats."""

from typing import Any

import pytest

from local.sandbox import Call, from_query
from tests.unit.sandbox.calling import DEMO, Api, Clock


def test_list_advocates_has_the_seen_shape(api: Api) -> None:
    api.create()
    body = api.get("advocates").body
    assert set(body) == {"data", "pagination"}
    assert body["pagination"] == {
        "count": 1,
        "per_page": 100,
        "current_page": 1,
        "next_url": "https://api.example/2.0/advocates?page=2",
    }


def test_the_pages_hold_100_and_the_next_url_is_always_there_and_never_carries_the_filters(api: Api) -> None:
    with api.sandbox.state.store.transaction():
        for number in range(201):
            api.create(email=f"ada{number}@example.org")
    pages = [api.get("advocates", {"page": str(page), "campaignid": "998"}).body for page in (1, 2, 3, 4)]
    assert [page["pagination"]["count"] for page in pages] == [100, 100, 1, 0]
    assert [len(page["data"]) for page in pages] == [100, 100, 1, 0]
    assert len({entry["id"] for page in pages for entry in page["data"]}) == 201
    assert pages[3]["pagination"]["next_url"].endswith("/2.0/advocates?page=5")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"ada", "bea"}),
        ({"state": "ma"}, {"ada"}),
        ({"campaignid": "999"}, {"bea"}),
        ({"campaignid": "7"}, set()),
        ({"email": "BEA@example.org"}, {"bea"}),
        ({"email": "nobody@example.org"}, set()),
        ({"phone": "+1 (816) 555-0199"}, {"bea"}),
        ({"phone": "8165550000"}, set()),
        ({"updatedSince": "1700000000"}, {"bea"}),
        ({"updatedSince": "1699999999"}, {"ada", "bea"}),
        ({"updatedSince": "1700000060"}, set()),
        ({"state": "MA", "campaignid": "999"}, set()),
        ({"page": "2"}, set()),
    ],
)
def test_advocates_are_filtered(api: Api, clock: Clock, query: dict[str, str], found: set[str]) -> None:
    api.create(firstname="ada")
    clock.forward(60)
    api.create(
        firstname="bea",
        email="bea@example.org",
        phone="8165550199",
        state="TX",
        **{"campaigns[]": ["998", "999"]},
    )
    assert {advocate["firstname"] for advocate in api.advocates(**query)} == found


def test_a_phone_may_belong_to_several_advocates(api: Api) -> None:
    numbers = [api.create(), api.create(email="bea@example.org")]
    assert [advocate["id"] for advocate in api.advocates(phone="8165550123")] == numbers


def test_expunged_advocates_can_be_left_out(api: Api) -> None:
    kept, expunged = api.create(), api.create(email="bea@example.org")
    api.sandbox.expunge(expunged)
    assert [advocate["id"] for advocate in api.advocates(excludeGdpr="1")] == [kept]
    assert [advocate["id"] for advocate in api.advocates(excludeGdpr="0")] == [kept, expunged]


def test_an_unescaped_plus_in_a_filter_is_told_and_finds_nobody(api: Api) -> None:
    api.create(email="ada+news@example.org")
    call = Call(
        method="GET",
        path="/2.0/advocates",
        arguments=from_query("email=ada+news@example.org"),
        credential=DEMO,
    )
    assert api.sandbox.answer(call).status == 422
    assert len(api.advocates(email="ada+news@example.org")) == 1


def test_new_advocates_and_memberships_can_lag_behind(api: Api, clock: Clock) -> None:
    api.sandbox.change_options({"list_lag": 10})
    advocate = api.create()
    assert api.advocates() == []
    clock.forward(10)
    assert [entry["id"] for entry in api.advocates(campaignid="998")] == [advocate]
    api.post("advocates", {"advocateid": str(advocate), "campaigns[]": "999"})
    assert [membership["campaignid"] for membership in api.advocate(advocate)["memberships"]] == [998]
    assert api.advocates(campaignid="999") == []
    clock.forward(10)
    assert [entry["id"] for entry in api.advocates(campaignid="999")] == [advocate]


def test_with_quirks_the_shapes_of_public_fixtures_are_served(api: Api) -> None:
    api.sandbox.change_options({"quirks": True})
    shown = api.advocate(api.create(emailOptin="1"))
    assert shown["address"]["zip5"] == 2134
    assert (shown["emails"][0]["subscribed"], shown["phones"][0]["subscribed"]) == ("true", "false")
    assert shown["updated_at"] == {
        "date": "2023-11-14 22:13:20.000000",
        "timezone_type": 3,
        "timezone": "UTC",
    }


def campaigns(api: Api, **query: str) -> list[int]:
    reply = api.get("campaigns", query)
    assert reply.status == 200
    return [campaign["id"] for campaign in reply.body]


def test_the_campaigns_that_everything_relies_on_are_there_and_public(api: Api) -> None:
    listed = {campaign["id"]: campaign for campaign in api.get("campaigns").body}
    assert {997, 998, 999} <= set(listed)
    assert all(listed[number]["public"] == 1 for number in (997, 998, 999))
    assert listed[998]["name"] == "Save the Whales"
    assert set(listed[998]) == {
        *(
            "id",
            "name",
            "display_name",
            "subtitle",
            "public",
            "topic",
            "type",
            "link",
            "restrict_allow",
            "content",
        ),
        *("embed_code", "updated_at"),
    }
    assert set(listed[998]["updated_at"]) == {"date", "timezone_type", "timezone"}


def test_private_campaigns_are_listed_on_request_only(api: Api) -> None:
    assert 903 not in campaigns(api)
    assert 903 in campaigns(api, includePrivate="true")
    assert campaigns(api, campaignid="903") == []
    assert campaigns(api, campaignid="903", includePrivate="True") == [903]


def test_one_campaign_can_be_asked_for(api: Api) -> None:
    assert campaigns(api, campaignid="998") == [998]
    assert campaigns(api, campaignid="7") == []


def test_a_closed_campaign_is_not_listed_and_takes_nothing_new_but_its_totals_and_lists_stay(api: Api) -> None:
    advocate = str(api.create())
    api.sandbox.change_options({"closed": [998]})
    assert 998 not in campaigns(api)
    card = {
        "app_id": "demo",
        "api_key": "demo",
        "campaignid": "998",
        "card": "1",
        "name": "A",
        "email": "a@example.org",
    }
    writes: list[tuple[str, dict[str, Any]]] = [
        ("advocates", {"email": "new@example.org", "campaigns[]": "998"}),
        ("connections", {"advocateid": advocate, "campaignid": "998", "type[]": "email"}),
        ("twitter-cards", card),
    ]
    for endpoint, form in writes:
        refused = api.post(endpoint, form)
        assert (refused.status, "998 is closed" in refused.body["error"]) == (422, True)
    assert api.get("stats", {"campaignid": "998"}).body["advocates"] == 1
    query = {"campaign_id": "998", "updated_at": "2020-01-01 00:00:00", "page": "1", "per_page": "25"}
    assert api.get("connections", query).status == 200
    api.sandbox.change_options({"closed": []})
    assert 998 in campaigns(api)


@pytest.mark.parametrize("where", [{"state": "CA"}, {"zip": "94105"}])
def test_a_filter_by_place_leaves_unrestricted_campaigns_out_unless_asked_for(api: Api, where: dict[str, str]) -> None:
    assert campaigns(api, **where) == [997]
    assert {997, 998, 999} <= set(campaigns(api, **where, includeGeneric="true"))


def test_a_campaign_restricted_to_a_state_is_not_listed_for_another(api: Api) -> None:
    assert campaigns(api, state="TX") == []
    assert 997 not in campaigns(api, state="TX", includeGeneric="true")


def legislators(api: Api, **changes: str) -> list[dict[str, Any]]:
    query = {"campaignid": "998", "zip5": "94105", "address1": "1 Market Street", **changes}
    reply = api.get("legislators", query)
    assert reply.status == 200
    found: list[dict[str, Any]] = reply.body
    return found


@pytest.mark.parametrize(
    "zip5", ["00501", "10001", "22030", "33101", "43004", "55401", "60601", "75001", "80202", "94105"]
)
def test_there_are_officials_for_every_address(api: Api, zip5: str) -> None:
    assert len(legislators(api, zip5=zip5)) == 3


def test_legislators_are_those_that_a_connection_reaches(api: Api) -> None:
    listed = {official["id"] for official in legislators(api, zip5="02134", address1="10 Elm Street", state="MA")}
    form = {"advocateid": str(api.create()), "campaignid": "998", "type[]": "email"}
    reached = api.post("connections", form).body["data"]["leg"].values()
    assert {leg["id"] for leg in reached} == listed


@pytest.mark.parametrize("missing", ["campaignid", "zip5", "address1"])
def test_legislators_need_campaign_zip_and_street(api: Api, missing: str) -> None:
    query = {"campaignid": "998", "zip5": "94105", "address1": "1 Market Street"}
    assert api.get("legislators", {k: v for k, v in query.items() if k != missing}).status == 422


def test_stats_add_up(api: Api) -> None:
    for number in range(3):
        advocate = api.create(email=f"a{number}@example.org", **{"campaigns[]": ["998", "999"] if number else "998"})
        api.post("connections", {"advocateid": str(advocate), "campaignid": "998", "type[]": "email"})
    one = api.get("stats", {"campaignid": "998"}).body
    every = {entry["campaignid"]: entry for entry in api.get("stats").body}
    assert one == every[998] == {"campaignid": 998, "name": "Save the Whales", "advocates": 3, "connections": 9}
    assert every[999]["advocates"] == 2
    assert one["advocates"] == len(api.advocates(campaignid="998"))
    assert one["connections"] == len(api.connections()) == sum(a["connections"] for a in api.advocates())


@pytest.mark.parametrize("query", [{}, {"campaignid": "998"}])
def test_stats_need_the_reporting_option(api: Api, query: dict[str, str]) -> None:
    reply = api.get("stats", query, ("noreport", "noreport"))
    assert (reply.status, reply.body["success"]) == (403, 0)


@pytest.mark.parametrize("campaign", ["", "x", "7"])
def test_stats_of_no_campaign_are_refused(api: Api, campaign: str) -> None:
    assert api.get("stats", {"campaignid": campaign}).status == 422


@pytest.mark.parametrize("credential", [None, ("demo", "wrong"), ("wrong", "demo"), ("demo", "")])
@pytest.mark.parametrize("endpoint", ["advocates", "connections", "campaigns", "legislators", "stats"])
def test_every_endpoint_wants_the_credential(api: Api, endpoint: str, credential: tuple[str, str] | None) -> None:
    reply = api.get(endpoint, {}, credential)
    assert (reply.status, reply.body["success"]) == (401, 0)

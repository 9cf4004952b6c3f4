"""Connections: who may make them, whom they reach, how they show, and that a second one goes out like the first."""

from collections.abc import Sequence
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.unit.sandbox.calling import Api, Clock, Form, listing


def connection(advocate: int, **changes: str | Sequence[str]) -> Form:
    return {"advocateid": str(advocate), "campaignid": "998", "type[]": ["email"], **changes}


def test_an_email_reaches_the_campaigns_officials_for_the_address(api: Api) -> None:
    reply = api.post("connections", connection(api.create()))
    assert (reply.status, reply.acted) == (200, True)
    assert (reply.body["success"], reply.body["error"]) == (1, None)
    data = reply.body["data"]
    assert len(data["ids"]) == 3, "two senators and a representative"
    assert [str(number) for number in data["ids"]] == list(data["leg"])
    assert {(leg["title"], leg["state"]) for leg in data["leg"].values()} == {
        ("Senator", "MA"),
        ("Representative", "MA"),
    }
    assert set(data["leg"][str(data["ids"][0])]) == {
        *(
            "id",
            "level",
            "chamber",
            "country",
            "state",
            "district",
            "title",
            "name_full",
            "name_first",
            "name_last",
        ),
        *("party", "contact_mailing_addresses", "tweet_url"),
    }


def test_links_are_there_for_tweets_only(api: Api) -> None:
    advocate = api.create()
    data = api.post("connections", connection(advocate)).body["data"]
    assert data["url"] == ""
    assert set(data["urls"].values()) == {""}
    message = {"type[]": ["tweet"], "tweetMessage": "[@legislator] Please & thanks"}
    data = api.post("connections", connection(advocate, **message)).body["data"]
    (text,) = parse_qs(urlsplit(data["url"]).query)["text"]
    assert text.startswith("@")
    assert text.endswith(" Please & thanks")
    assert list(data["urls"]) == list(data["leg"])


def test_a_tweet_without_a_message_has_the_campaigns(api: Api) -> None:
    data = api.post("connections", connection(api.create(), **{"type[]": ["tweet"]})).body["data"]
    assert parse_qs(urlsplit(data["url"]).query)["text"][0].endswith(" Please vote to protect the whales!")


def test_several_types_make_a_row_each_but_one_entry_an_official(api: Api) -> None:
    advocate = api.create()
    data = api.post("connections", connection(advocate, **{"type[]": ["tweet", "call"]})).body["data"]
    rows = api.connections()
    assert len(data["ids"]) == 3
    assert sorted(row["type"] for row in rows.values()) == ["CALL"] * 3 + ["TWEET"] * 3
    assert api.advocate(advocate)["connections"] == 6


def test_the_same_campaign_and_address_reach_the_same_people(api: Api) -> None:
    here, there = api.create(), api.create(email="bea@example.org", state="TX", zip5="75001", city="Dallas")
    first, second, other = (
        {leg["name_full"] for leg in api.post("connections", connection(advocate)).body["data"]["leg"].values()}
        for advocate in (here, here, there)
    )
    assert first == second
    assert first != other


def test_repeating_a_connection_connects_again(api: Api) -> None:
    advocate = api.create()
    for _ in range(2):
        api.post("connections", connection(advocate))
    assert len(api.connections()) == 6


def test_a_row_has_the_documented_properties_and_is_delivered_after_a_while(api: Api, clock: Clock) -> None:
    advocate = api.create()
    made = int(clock.now)
    number = api.post("connections", connection(advocate)).body["data"]["ids"][0]
    row = api.connections()[str(number)]
    assert {key: row[key] for key in ("campaign_id", "advocate_id", "advocate_name", "type", "status")} == {
        "campaign_id": 998,
        "advocate_id": advocate,
        "advocate_name": "Ada Example",
        "type": "EMAIL",
        "status": "DEFERRED",
    }
    assert (row["created_at"], row["updated_at"]) == (made, made)
    clock.forward(5)
    row = api.connections()[str(number)]
    assert (row["status"], row["created_at"], row["updated_at"]) == ("DELIVERED", made, made + 5)


def test_a_tweet_is_never_delivered_for_the_person_has_to_send_it(api: Api, clock: Clock) -> None:
    api.post("connections", connection(api.create(), **{"type[]": ["tweet"]}))
    clock.forward(3600)
    assert {row["status"] for row in api.connections().values()} == {"DEFERRED"}


@pytest.mark.parametrize(
    ("changes", "types", "told"),
    [
        ({"address1": ""}, ["email"], "address"),
        ({"zip5": ""}, ["email"], "address"),
        ({"email": ""}, ["email"], "email"),
        ({"phone": ""}, ["call"], "phone"),
        ({"phone": ""}, ["tweet", "call"], "phone"),
    ],
)
def test_a_connection_that_can_never_be_made_is_refused_for_good(
    api: Api, changes: dict[str, str], types: list[str], told: str
) -> None:
    advocate = api.create(**changes)
    reply = api.post("connections", connection(advocate, **{"type[]": types}))
    assert (reply.status, reply.body["success"], reply.acted) == (422, 0, False)
    assert told in reply.body["error"]
    assert api.connections() == {}


def test_tweets_and_calls_need_no_address(api: Api) -> None:
    advocate = api.create(address1="", zip5="", city="", state="")
    assert api.post("connections", connection(advocate, **{"type[]": ["tweet", "call"]})).status == 200


def test_a_connection_needs_a_membership_in_that_campaign(api: Api) -> None:
    advocate = api.create()
    reply = api.post("connections", connection(advocate, campaignid="999"))
    assert (reply.status, reply.acted) == (422, False)
    assert "membership" in reply.body["error"]
    api.post("advocates", {"advocateid": str(advocate), "campaigns[]": "999"})
    assert api.post("connections", connection(advocate, campaignid="999")).status == 200


@pytest.mark.parametrize("changes", [{"advocateid": "1"}, {"campaignid": "7"}, {"type[]": []}])
def test_a_connection_of_nobody_or_nothing_is_refused(api: Api, changes: dict[str, str | list[str]]) -> None:
    assert api.post("connections", connection(api.create(), **changes)).status == 422


@pytest.mark.parametrize("campaign", ["901", "902"])
def test_a_campaign_without_officials_connects_nobody(api: Api, campaign: str) -> None:
    advocate = api.create(**{"campaigns[]": campaign})
    assert api.post("connections", connection(advocate, campaignid=campaign)).status == 422


def test_json_works_too_and_a_new_connection_can_be_answered_with_201(api: Api) -> None:
    advocate = api.create()
    api.sandbox.change_options({"created_status": 201})
    content = {
        "advocateid": advocate,
        "campaignid": 998,
        "type": ["email"],
        "emailSubject": "Hi",
        "emailMessage": "Please",
    }
    assert api.post_json("connections", content).status == 201


def test_connections_are_listed_by_campaign_official_and_date(api: Api, clock: Clock) -> None:
    advocate = api.create(**{"campaigns[]": ["998", "999"]})
    api.post("connections", connection(advocate))
    api.post("connections", connection(advocate, campaignid="999"))
    assert {row["campaign_id"] for row in api.connections(999).values()} == {999}
    one = next(iter(api.connections().values()))["legislator_id"]
    assert [row["legislator_id"] for row in api.connections(legislator_id=str(one)).values()] == [one]
    assert len(api.connections(updated_at="2023-11-14 22:13:20")) == 3
    assert api.connections(updated_at="2023-11-14 22:13:21") == {}
    clock.forward(5)
    assert len(api.connections(updated_at="2023-11-14 22:13:25")) == 3, "a delivery is an update"


def test_connections_come_in_pages(api: Api) -> None:
    advocate = api.create()
    for _ in range(9):
        api.post("connections", connection(advocate))
    pages = [api.connections(per_page="25", page=page) for page in ("1", "2", "3")]
    assert [len(page) for page in pages] == [25, 2, 0]
    assert len(pages[0] | pages[1]) == 27


def test_connections_of_an_unknown_campaign_are_refused_and_not_called_none(api: Api) -> None:
    assert api.get("connections", listing(7)).status == 422


def test_new_connections_can_lag_behind_in_the_list(api: Api, clock: Clock) -> None:
    api.sandbox.change_options({"list_lag": 10})
    clock.forward(-10)
    advocate = api.create()
    clock.forward(10)
    api.post("connections", connection(advocate))
    clock.forward(9)
    assert api.connections() == {}
    clock.forward(1)
    assert len(api.connections()) == 3


def test_with_quirks_connections_are_under_data_and_none_is_an_empty_list(api: Api) -> None:
    api.sandbox.change_options({"quirks": True})
    assert api.connections() == {"data": []}
    api.post("connections", connection(api.create()))
    assert len(api.connections()["data"]) == 3

"""What the client asks for is what it gets: every filter filters, every page is walked, every option is heeded.

The last test misses the argument, of any endpoint, of which no test here or in test_writes.py has shown an effect.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from relay.phone2action import CredentialsRejected
from relay.phone2action.results import Advocate
from tests.contract import test_writes
from tests.contract.documented import EVERY_ARGUMENT
from tests.contract.ends import Ends
from tests.contract.shown import SHOWN, shows

START = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)  # of the sandbox's clock
CONTACT = {"campaignid": 998, "type": ["email"]}


def listed(advocates: Iterator[Advocate]) -> list[str | None]:
    return [advocate.firstname for advocate in advocates]


@pytest.fixture
def three(ends: Ends) -> Ends:
    """Ada of Massachusetts; a minute later Bea of Texas, in campaign 999 too; Cal, who was expunged."""
    ends.ada()
    ends.clock.forward(60)
    ends.ada(firstname="Bea", email="bea+x@example.org", phone="8165550199", state="TX", campaigns=[998, 999])
    ends.sandbox.expunge(ends.ada(firstname="Cal", email="cal@example.org", phone="8165550188", state="MO"))
    return ends


@shows("list_advocates", "updatedSince", "state", "campaignid", "email", "phone", "excludeGdpr")
@pytest.mark.parametrize("quirks", [False, True])
@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["Ada", "Bea", None]),
        ({"updatedSince": 1_700_000_000}, ["Bea", None]),
        ({"updatedSince": START}, ["Bea", None]),
        ({"updatedSince": "1699999999"}, ["Ada", "Bea", None]),
        ({"updatedSince": 1_700_000_060}, []),
        ({"state": "tx"}, ["Bea"]),
        ({"campaignid": 999}, ["Bea"]),
        ({"campaignid": "7"}, []),
        ({"email": "BEA+X@example.org"}, ["Bea"]),
        ({"email": "nobody@example.org"}, []),
        ({"phone": "(816) 555-0199"}, ["Bea"]),
        ({"phone": "+1 816 555 0123"}, ["Ada"]),
        ({"excludeGdpr": 1}, ["Ada", "Bea"]),
        ({"excludeGdpr": False}, ["Ada", "Bea", None]),
        ({"state": "MA", "campaignid": 999}, []),
    ],
)
def test_every_filter_of_the_advocates_filters(
    three: Ends, filters: dict[str, Any], found: list[str | None], quirks: bool
) -> None:
    three.options(quirks=quirks)
    assert listed(three.api.list_advocates(**filters)) == found


@shows("list_advocates", "page")
def test_advocates_are_walked_from_any_page_to_the_last(ends: Ends) -> None:
    with ends.sandbox.state.store.transaction():
        for number in range(200):
            ends.add(email=f"ada{number}@example.org", state="MA" if number % 2 else "TX")
    assert len({advocate.id for advocate in ends.api.list_advocates()}) == 200
    pages = [call.form["page"] for call in ends.sandbox.state.calls.all() if call.method == "GET"]
    assert pages == ["1", "2", "3"], "a full last page does not say that it is the last"
    assert len(list(ends.api.list_advocates(page=2))) == 100
    assert len(list(ends.api.list_advocates(state="TX"))) == 100
    assert list(ends.api.list_advocates(page=10**18 - 1)) == []


@shows("list_connections", "campaign_id", "updated_at", "page", "per_page", "legislator_id")
@pytest.mark.parametrize("quirks", [False, True])
def test_every_filter_of_the_connections_filters(ends: Ends, quirks: bool) -> None:
    ends.options(quirks=quirks)
    assert list(ends.api.list_connections(campaign_id=998, updated_at=START)) == []
    contact: Any = {"advocateid": ends.ada(campaigns=[998, 999]), "type": ["email"]}
    for _ in range(9):
        made = ends.api.create_connection(**contact, campaignid=998)
    ends.api.create_connection(**contact, campaignid=999)
    one = made.leg[str(made.ids[0])].id or 0

    def found(**arguments: Any) -> int:
        return len(list(ends.api.list_connections(**{"campaign_id": 998, "updated_at": START, **arguments})))

    assert [found(), found(campaign_id=999), found(legislator_id=one)] == [27, 2, 9]
    assert [found(per_page=25), found(per_page=25, page=2), found(page=10**18 - 1)] == [27, 2, 0]
    assert found(updated_at="2023-11-14 22:13:21") == 0
    ends.clock.forward(5)
    assert found(updated_at="2023-11-14 22:13:25") == 27, "a delivery is an update"


@pytest.mark.parametrize("quirks", [False, True])
def test_an_email_is_deferred_then_delivered_and_a_tweet_stays_with_the_person(ends: Ends, quirks: bool) -> None:
    ends.options(quirks=quirks)
    contact: Any = {"advocateid": ends.ada(), "campaignid": 998, "type": ["email", "tweet"]}
    ends.api.create_connection(**contact)

    def statuses() -> set[tuple[str | None, str | None]]:
        rows = list(ends.api.list_connections(campaign_id=998, updated_at=START))
        return {(row.type, row.status) for row in rows}

    assert statuses() == {("EMAIL", "DEFERRED"), ("TWEET", "DEFERRED")}
    ends.clock.forward(5)
    assert statuses() == {("EMAIL", "DELIVERED"), ("TWEET", "DEFERRED")}


@shows("list_campaigns", "campaignid", "state", "zip", "includeGeneric", "includePrivate")
@pytest.mark.parametrize(
    ("filters", "some", "none"),
    [
        ({}, {997, 998, 999}, {903}),
        ({"includePrivate": True}, {903, 998}, set()),
        ({"campaignid": 998}, {998}, {997, 999}),
        ({"campaignid": 903}, set(), {903}),
        ({"campaignid": 903, "includePrivate": "true"}, {903}, {998}),
        ({"state": "CA"}, {997}, {998, 999}),
        ({"state": "ca", "includeGeneric": True}, {997, 998, 999}, set()),
        ({"zip": "94105"}, {997}, {998}),
        ({"zip": "94105", "includeGeneric": True}, {997, 998}, set()),
        ({"zip": "02134"}, set(), {997, 998}),
        ({"state": "TX", "includeGeneric": "true"}, {998}, {997}),
    ],
)
def test_every_filter_of_the_campaigns_filters(
    ends: Ends, filters: dict[str, Any], some: set[int], none: set[int]
) -> None:
    found = {campaign.id for campaign in ends.api.list_campaigns(**filters)}
    assert found >= some
    assert not found & none


def test_a_campaign_is_listed_with_what_is_known_of_it(ends: Ends) -> None:
    (whales,) = ends.api.list_campaigns(campaignid=998)
    assert (whales.name, whales.display_name, whales.public) == ("Save the Whales", "Save the Whales Now!", True)
    assert whales.updated_at == datetime(2022, 6, 20, tzinfo=UTC)
    assert whales.content["summary"] == "<p>Help us save the whales today!</p>"


@shows("list_legislators", "campaignid", "zip5", "city", "state")
def test_legislators_are_those_of_the_campaign_and_the_address(ends: Ends) -> None:
    def found(**changes: Any) -> list[tuple[str | None, str | None, int | None]]:
        place = {"campaignid": 998, "zip5": "02134", "address1": "10 Elm Street", "city": "Boston", **changes}
        return [(each.title, each.state, each.id) for each in ends.api.list_legislators(**place)]

    assert [(title, state) for title, state, _ in found()] == [
        ("Senator", "MA"),
        ("Senator", "MA"),
        ("Representative", "MA"),
    ]
    assert {title for title, _, _ in found(campaignid=999)} == {"Governor", "Mayor"}
    assert {state for _, state, _ in found(zip5="94105")} == {"CA"}
    assert {state for _, state, _ in found(state="TX")} == {"TX"}
    assert found(campaignid=999)[1] != found(campaignid=999, city="Salem")[1], "another town, another mayor"


@shows("list_legislators", "address1", "address2")
def test_the_street_of_an_address_arrives(ends: Ends) -> None:
    """The sandbox knows no streets, so it finds the same officials in all of them."""
    ends.api.list_legislators(campaignid=998, zip5="02134", address1="10 Elm Street", address2="Apt 4")
    form = ends.sandbox.state.calls.all()[-1].form
    assert (form["address1"], form["address2"]) == ("10 Elm Street", "Apt 4")


def test_the_legislators_of_an_address_are_whom_a_connection_from_there_reaches(ends: Ends) -> None:
    contact: Any = {"advocateid": ends.ada(), **CONTACT}
    reached = ends.api.create_connection(**contact).leg.values()
    there = ends.api.list_legislators(campaignid=998, zip5="02134", address1="10 Elm Street", city="Boston", state="MA")
    assert [official.id for official in reached] == [official.id for official in there]


@shows("campaign_stats", "campaignid")
def test_stats_add_up_and_need_the_reporting_option(ends: Ends) -> None:
    for number in range(3):
        id_ = ends.ada(email=f"ada{number}@example.org", campaigns=[998, 999] if number else [998])
        ends.api.create_connection(advocateid=id_, campaignid=998, type=["email"])
    one = ends.api.campaign_stats(campaignid=998)
    every = {stats.campaignid: stats for stats in ends.api.all_campaigns_stats()}
    assert one == every[998]
    assert (one.name, one.advocates, one.connections) == ("Save the Whales", 3, 9)
    assert every[999].advocates == len(list(ends.api.list_advocates(campaignid=999))) == 2
    assert one.connections == len(list(ends.api.list_connections(campaign_id=998, updated_at=START)))
    without_it = ends.client("noreport")
    with pytest.raises(CredentialsRejected, match="403"):
        without_it.all_campaigns_stats()
    with pytest.raises(CredentialsRejected, match="403"):
        without_it.campaign_stats(campaignid=998)


def test_every_documented_argument_has_been_shown_to_have_its_effect() -> None:
    assert test_writes.BOTH, "imported, so that its tests are counted"
    assert set(EVERY_ARGUMENT) - SHOWN == set()
    assert SHOWN - set(EVERY_ARGUMENT) == set()

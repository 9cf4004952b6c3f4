"""The reads: their filters, the walk over pages and where it ends, and the shapes a list may come in."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from relay.phone2action import InvalidRequest, Phone2Action, UnknownOutcome
from tests.unit.phone2action.fakes import FakeReply, FakeSession, client, reply

SINCE = "2019-10-09 16:19:13"


def advocates(first: int, rows: int, **pagination: object) -> FakeReply:
    """A page of advocates as it was seen: `count` is this page's rows, `next_url` is there on the last page too."""
    data = [{"id": number} for number in range(first, first + rows)]
    elsewhere = "https://evil.example.com/advocates?page=2"
    counts = {"count": rows, "per_page": 100, "current_page": 1, "next_url": elsewhere, **pagination}
    return reply({"data": data, "pagination": counts})


def connections(first: int, rows: int) -> FakeReply:
    return reply({str(number): {"campaign_id": 998, "type": "EMAIL"} for number in range(first, first + rows)})


def test_all_filters_of_the_advocates_go_into_the_query() -> None:
    session = FakeSession(advocates(1, 1))
    filters: dict[str, Any] = {"campaignid": 998, "state": "mo", "excludeGdpr": 1, "updatedSince": 1511003151}
    list(client(session).list_advocates(**filters, email="ada+news@example.org", phone="+1 (816) 555-0123", page=3))
    (call,) = session.calls
    assert (call.method, call.path) == ("GET", "/2.0/advocates")
    assert sorted(call.query) == [
        ("campaignid", "998"),
        ("email", "ada+news@example.org"),
        ("excludeGdpr", "1"),
        ("page", "3"),
        ("phone", "+1 (816) 555-0123"),
        ("state", "MO"),
        ("updatedSince", "1511003151"),
    ]
    assert "ada%2Bnews%40example.org" in call.url
    assert call.options["data"] is None
    assert call.options["allow_redirects"] is False
    assert call.options["auth"] == ("an-app-id", "an-app-key")


def test_pages_are_walked_with_the_same_filters_until_one_is_not_full() -> None:
    session = FakeSession(advocates(1, 100), advocates(101, 100), advocates(201, 99))
    found = [advocate.id for advocate in client(session).list_advocates(state="MO")]
    assert found == list(range(1, 300))
    assert [sorted(call.query) for call in session.calls] == [
        [("page", str(page)), ("state", "MO")] for page in (1, 2, 3)
    ]


def test_a_full_last_page_is_followed_by_an_empty_one() -> None:
    session = FakeSession(advocates(1, 100), advocates(101, 0))
    assert len(list(client(session).list_advocates())) == 100
    assert len(session.calls) == 2


def test_no_address_that_the_api_names_is_ever_called() -> None:
    session = FakeSession(advocates(1, 100), advocates(101, 1))
    list(client(session).list_advocates())
    assert {call.path for call in session.calls} == {"/2.0/advocates"}
    assert not [call for call in session.calls if "evil" in call.url]


def test_the_count_decides_where_rows_were_withheld_from_a_full_page() -> None:
    session = FakeSession(advocates(1, 97, count=100), advocates(101, 2))
    assert len(list(client(session).list_advocates(excludeGdpr=1))) == 99


def test_a_smaller_page_than_asked_for_does_not_end_the_walk_if_the_api_says_it_is_full() -> None:
    session = FakeSession(advocates(1, 50, per_page="50"), advocates(51, 1, per_page="50"))
    assert len(list(client(session).list_advocates())) == 51


def test_without_pagination_the_rows_are_counted() -> None:
    page = reply({"advocates": [{"id": number} for number in range(1, 101)]})
    assert len(list(client(FakeSession(page, reply({"advocates": [{"id": 101}]}))).list_advocates())) == 101


def test_an_empty_page_is_the_last_whatever_its_count_says() -> None:
    assert list(client(FakeSession(advocates(1, 0, count=100))).list_advocates()) == []


def test_an_api_that_gives_one_page_for_ever_is_found_out() -> None:
    walk = client(FakeSession(advocates(1, 100), advocates(1, 100))).list_advocates()
    with pytest.raises(UnknownOutcome, match="same page"):
        list(walk)


def test_a_filter_is_checked_before_the_first_page_is_asked_for() -> None:
    with pytest.raises(InvalidRequest, match="email must not be blank"):
        client(FakeSession()).list_advocates(email="")


def test_pages_are_asked_for_only_as_they_are_needed() -> None:
    session = FakeSession(advocates(1, 100))
    walk = client(session).list_advocates()
    assert session.calls == []
    assert next(walk).id == 1
    assert len(session.calls) == 1


@pytest.mark.parametrize(
    "content",
    [
        {"data": [{"id": 7}, {"id": "8"}], "pagination": {"count": 2, "per_page": 100}},
        {"advocates": [{"id": 7}, {"id": 8}]},
        [{"id": 7}, {"id": 8}],
        {"data": {"0": {"id": 7}, "5": {"id": 8}}},
    ],
)
def test_advocates_may_come_in_any_shape(content: object) -> None:
    assert [advocate.id for advocate in client(FakeSession(reply(content))).list_advocates()] == [7, 8]


NO_LISTS: list[object] = [
    {"message": "hello"},
    {"data": None},
    {"data": "none"},
    {"success": 1, "error": None},
    {"data": [7]},
    {"data": {"total": 5}},
    "none",
    5,
    None,
]


@pytest.mark.parametrize("content", [*NO_LISTS, {"data": [{"firstname": "Ada"}]}, {"data": [{"id": "x"}]}])
def test_what_is_no_list_of_advocates_is_not_an_empty_one(content: object) -> None:
    with pytest.raises(UnknownOutcome) as caught:
        list(client(FakeSession(reply(content))).list_advocates())
    assert caught.value.__cause__ is caught.value.__context__ is None, "pydantic's error shows what it read"


@pytest.mark.parametrize("content", NO_LISTS)
def test_what_is_no_list_of_connections_is_not_an_empty_one(content: object) -> None:
    with pytest.raises(UnknownOutcome):
        list(client(FakeSession(reply(content))).list_connections(campaign_id=998, updated_at=SINCE))


@pytest.mark.parametrize("content", [{}, [], {"data": {}}, {"data": []}, {"success": 1, "data": []}])
def test_an_empty_list_is_empty(content: object) -> None:
    assert list(client(FakeSession(reply(content))).list_connections(campaign_id=998, updated_at=SINCE)) == []
    assert list(client(FakeSession(reply(content))).list_advocates()) == []


ROW = {
    "campaign_id": 2792,
    "advocate_id": "4498",
    "advocate_name": "Ada Doe",
    "legislator_id": 3958,
    "legislator_name": "Jo Example",
    "type": "EMAIL",
    "status": "DEFERRED",
    "updated_at": 1570637953,
    "created_at": "1570637953",
}


@pytest.mark.parametrize(
    "content",
    [
        {"112455281": ROW},
        {"data": {"112455281": ROW}},
        {"success": 1, "error": None, "112455281": ROW},
        [{"id": "112455281", **ROW}],
        {"data": [{"id": 112455281, **ROW}]},
        {"connections": [{"id": 112455281, **ROW}], "pagination": {"count": 1, "per_page": 100}},
    ],
)
def test_connections_may_come_in_any_shape(content: object) -> None:
    (found,) = client(FakeSession(reply(content))).list_connections(campaign_id=2792, updated_at=SINCE)
    assert (found.id, found.campaign_id, found.advocate_id, found.legislator_id) == (112455281, 2792, 4498, 3958)
    assert (found.type, found.status, found.legislator_name) == ("EMAIL", "DEFERRED", "Jo Example")
    assert found.created_at == found.updated_at == datetime(2019, 10, 9, 16, 19, 13, tzinfo=UTC)
    assert "Ada" not in repr(found)


def test_connections_are_listed_with_every_required_argument() -> None:
    session = FakeSession(connections(1, 100), connections(101, 25))
    since = datetime(2019, 10, 9, 16, 19, 13, tzinfo=UTC)
    assert len(list(client(session).list_connections(campaign_id=998, updated_at=since, legislator_id=3958))) == 125
    assert [sorted(call.query) for call in session.calls] == [
        [
            ("campaign_id", "998"),
            ("legislator_id", "3958"),
            ("page", page),
            ("per_page", "100"),
            ("updated_at", SINCE),
        ]
        for page in ("1", "2")
    ]


def test_a_page_of_connections_is_full_at_the_size_that_was_asked_for() -> None:
    session = FakeSession(connections(1, 25), connections(26, 24))
    assert len(list(client(session).list_connections(campaign_id=998, updated_at=SINCE, per_page=25))) == 49


@pytest.mark.parametrize("per_page", [0, 24, 101])
def test_a_page_size_out_of_range_is_refused(per_page: int) -> None:
    with pytest.raises(InvalidRequest, match="per_page must be a whole number from 25 to 100"):
        client(FakeSession()).list_connections(campaign_id=998, updated_at=SINCE, per_page=per_page)


def test_campaigns_are_a_bare_array_of_everything_documented() -> None:
    row = {
        "id": 25373,
        "name": "Save the Whales",
        "display_name": "Save the Whales Now!",
        "subtitle": "Help us",
        "public": 1,
        "topic": None,
        "type": "CAMPAIGN",
        "link": "https://example.org/a",
        "restrict_allow": None,
        "content": {"summary": "<p>x</p>", "anything": 1},
        "embed_code": "<div></div>",
        "updated_at": {"date": "2017-11-21 23:27:11.000000", "timezone_type": 3, "timezone": "UTC"},
    }
    session = FakeSession(reply([row]))
    (found,) = client(session).list_campaigns(state="MO", zip="02134", includeGeneric=True, includePrivate="false")
    assert found._asdict() == {**row, "public": True, "updated_at": datetime(2017, 11, 21, 23, 27, 11, tzinfo=UTC)}
    assert sorted(session.calls[0].query) == [
        ("includeGeneric", "true"),
        ("includePrivate", "false"),
        ("state", "MO"),
        ("zip", "02134"),
    ]


def test_without_filters_there_is_no_query() -> None:
    session = FakeSession(reply([]))
    assert client(session).list_campaigns() == ()
    assert session.calls[0].url == "https://api.example.org/2.0/campaigns"


@pytest.mark.parametrize("nest", [lambda rows: rows, lambda rows: {"data": rows}, lambda rows: {"legislators": rows}])
def test_legislators_may_come_in_any_shape(nest: Callable[[object], object]) -> None:
    session = FakeSession(reply(nest([{"name_full": "Jo Example", "level": "STATE"}])))
    (found,) = client(session).list_legislators(campaignid=998, zip5="94536", address1="1 Main St", city="Fremont")
    assert (found.name_full, found.level, found.party) == ("Jo Example", "STATE", None)
    assert sorted(session.calls[0].query) == [
        ("address1", "1 Main St"),
        ("campaignid", "998"),
        ("city", "Fremont"),
        ("zip5", "94536"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        {"advocates": 5, "connections": "7"},
        {"success": 1, "data": {"advocates": 5, "connections": 7}},
        {"998": {"advocates": 5, "connections": 7}},
        [{"campaignid": 998, "advocates": 5, "connections": 7}],
    ],
)
def test_one_campaign_s_stats_may_come_in_any_shape(content: object) -> None:
    session = FakeSession(reply(content))
    found = client(session).campaign_stats(campaignid=998)
    assert (found.campaignid, found.advocates, found.connections) == (998, 5, 7)
    assert session.calls[0].query == [("campaignid", "998")]


@pytest.mark.parametrize("content", [[], [{}, {}], "none", {"data": "none"}])
def test_what_is_no_stats_is_an_unknown_outcome(content: object) -> None:
    with pytest.raises(UnknownOutcome):
        client(FakeSession(reply(content))).campaign_stats(campaignid=998)


@pytest.mark.parametrize(
    "content",
    [
        [{"id": 998, "advocates": 5}, {"id": 999, "advocates": 6}],
        {"998": {"advocates": 5}, "999": {"advocates": 6}},
        {"data": [{"campaignid": 998, "advocates": 5}, {"campaign_id": "999", "advocates": 6}]},
    ],
)
def test_all_campaigns_stats_may_come_in_any_shape(content: object) -> None:
    found = client(FakeSession(reply(content))).all_campaigns_stats()
    assert [(stats.campaignid, stats.advocates) for stats in found] == [(998, 5), (999, 6)]
    assert found[0].values["advocates"] == 5


def test_a_path_can_be_configured_and_may_hold_the_campaign() -> None:
    session = FakeSession(reply({"advocates": 5}), reply([]))
    api = client(session, paths={"campaign_stats": "campaigns/{campaignid}/stats", "all_campaigns_stats": "totals"})
    api.campaign_stats(campaignid=998)
    api.all_campaigns_stats()
    assert [call.url for call in session.calls] == [
        "https://api.example.org/2.0/campaigns/998/stats",
        "https://api.example.org/2.0/totals",
    ]


READS: list[Callable[[Phone2Action], object]] = [
    lambda api: list(api.list_advocates()),
    lambda api: list(api.list_connections(campaign_id=998, updated_at=SINCE)),
    lambda api: api.list_campaigns(),
    lambda api: api.list_legislators(campaignid=998, zip5="94536", address1="1 Main St"),
    lambda api: api.campaign_stats(campaignid=998),
    lambda api: api.all_campaigns_stats(),
]


@pytest.mark.parametrize("read", READS)
def test_every_read_has_a_time_out_and_follows_no_redirect(read: Callable[[Phone2Action], object]) -> None:
    session = FakeSession(reply({"data": {}}))
    read(client(session, timeout=(1.5, 2.5)))
    assert session.calls[0].method == "GET"
    assert session.calls[0].options["timeout"] == (1.5, 2.5)
    assert session.calls[0].options["allow_redirects"] is False

"""Where nobody knows what the platform does, the sandbox has options: the client gets along with every one."""

from typing import Any

import pytest

from tests.contract.ends import Ends

CONTACT: dict[str, Any] = {"campaignid": 998, "type": ["email", "tweet"]}
SINCE = "2000-01-01 00:00:00"


def everything(ends: Ends) -> list[Any]:
    """All that the client reads of an account."""
    api = ends.api
    return [
        list(api.list_advocates()),
        list(api.list_connections(campaign_id=998, updated_at=SINCE)),
        list(api.list_connections(campaign_id=999, updated_at=SINCE)),
        api.list_campaigns(includePrivate=True),
        api.list_legislators(campaignid=998, zip5="02134", address1="10 Elm Street"),
        api.campaign_stats(campaignid=998),
        api.all_campaigns_stats(),
    ]


def test_the_shapes_of_public_clients_fixtures_are_read_as_the_documented_ones_are(ends: Ends) -> None:
    ada = ends.ada(fields={5365: "Savings"}, tags=["vip"], emailOptin=1)
    ends.ada(email="bea@example.org", zip5="64108", smsOptin=1, smsOptinConfirmed=1)
    ends.api.create_connection(advocateid=ada, **CONTACT)
    plain = everything(ends)
    raw = ends.raw("list_advocates", {}).text
    ends.options(quirks=True)
    assert everything(ends) == plain
    assert ends.raw("list_advocates", {}).text != raw
    assert plain[0][0].address.zip5 == "02134"
    assert (plain[0][0].phones[0].subscribed, plain[0][1].phones[0].subscribed) == (False, True)
    assert plain[0][0].updated_at.tzinfo is not None
    assert plain[2] == [], "an empty object and an empty list are both an empty list"


@pytest.mark.parametrize("status", [200, 201])
def test_what_is_new_may_be_answered_with_200_or_201(ends: Ends, status: int) -> None:
    ends.options(created_status=status)
    ada = ends.api.create_advocate(campaigns=[998], email="ada@example.org", address1="10 Elm Street", zip5="02134")
    card = ends.api.post_twitter_card(card="1o416", name="Bea", email="bea@example.org", campaignid=998)
    assert ends.api.create_connection(advocateid=ada.advocateid, **CONTACT).ids
    assert ends.api.update_advocate(advocateid=ada.advocateid, city="Boston") == (ada.advocateid, "updated")
    assert (ada.type, card.advocateid) == ("created", ada.advocateid + 1)
    writes = [call.outcome for call in ends.sandbox.state.calls.all()]
    assert writes == [str(status)] * 3 + ["200"]


@pytest.mark.parametrize("upsert", [True, False])
def test_a_create_of_somebody_known_is_an_update_or_another_advocate(ends: Ends, upsert: bool) -> None:
    ends.options(upsert=upsert)
    first, second = ends.ada(), ends.ada(email="ADA@example.org", lastname="Sample")
    assert (first == second) is upsert
    found = list(ends.api.list_advocates(email="ada@example.org"))
    assert [advocate.id for advocate in found] == sorted({first, second})
    assert [advocate.lastname for advocate in found] == (["Sample"] if upsert else ["Example", "Sample"])


def test_what_is_new_may_be_missing_in_the_lists_for_a_while(ends: Ends) -> None:
    """So that nobody takes "not listed" for "not made" too soon."""
    ends.options(list_lag=10)
    ada = ends.ada()
    assert list(ends.api.list_advocates(email="ada@example.org")) == []
    ends.clock.forward(10)
    assert [advocate.id for advocate in ends.api.list_advocates(email="ada@example.org")] == [ada]
    made = ends.api.create_connection(advocateid=ada, **CONTACT)
    assert list(ends.api.list_connections(campaign_id=998, updated_at=SINCE)) == []
    ends.clock.forward(10)
    listed = {row.id for row in ends.api.list_connections(campaign_id=998, updated_at=SINCE)}
    assert listed > set(made.ids)


def test_unknown_arguments_are_ignored_or_refused(ends: Ends) -> None:
    misspelt: dict[str, Any] = {**ends.least("create_advocate"), "p2aSource": "website"}
    assert ends.raw("create_advocate", misspelt).status_code == 200
    ends.options(strict=True)
    assert ends.raw("create_advocate", misspelt).status_code == 422

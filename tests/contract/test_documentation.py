"""Client and sandbox against the documentation's own lists: nothing missing, nothing invented, at either end."""

from collections.abc import Mapping
from typing import Any

import pytest

from local.sandbox import rules
from relay.phone2action import Legislator, request_types, results
from relay.phone2action.arguments import ENDPOINTS as OURS
from relay.phone2action.paths import GUESSED, PATHS
from tests.contract import ends
from tests.contract.documented import (
    EITHER,
    ENDPOINTS,
    EVERY_ARGUMENT,
    EXAMPLE_ONLY,
    PROPERTIES,
    SECTIONS,
    is_required,
    row,
)
from tests.contract.ends import Ends

# What the sandbox calls an endpoint, where that is not the client's name.
SANDBOX_NAMES = {
    "post_twitter_card": "twitter_card",
    "list_legislators": "legislators",
    "all_campaigns_stats": "stats",
}
THEIRS = {endpoint: rules.ARGUMENTS[SANDBOX_NAMES.get(endpoint, endpoint)] for endpoint in ENDPOINTS}  # type: ignore[index]

# Conditions that an end adds to the text's, each with its reason.
CLIENT_ADDS = {
    ("create_advocate", "smsOptinConfirmed"): {"phone"},  # as the text says for an update; smsOptin needs it anyway
    ("create_connection", "emailSubject"): {"emailMessage"},  # the text says the reverse: they go together
}
SANDBOX_ADDS = {("create_advocate", "smsOptinConfirmed"): {"phone"}}
# What the sandbox shows beyond the documented properties, as seen at another host of the platform.
SANDBOX_SHOWS_MORE = {"Legislator": {"photo", "contact"}}


def test_both_ends_have_the_ten_endpoints_and_no_others() -> None:
    assert len(ENDPOINTS) == 10
    assert OURS.keys() == PATHS.keys() == ENDPOINTS.keys() == ends.PATHS.keys()
    assert rules.ARGUMENTS.keys() == {SANDBOX_NAMES.get(endpoint, endpoint) for endpoint in ENDPOINTS}
    assert {endpoint: ours.section for endpoint, ours in OURS.items()} == SECTIONS
    assert PATHS.keys() > GUESSED


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_client_and_sandbox_call_at_the_same_place(endpoint: str) -> None:
    assert ends.PATHS[endpoint] == (OURS[endpoint].method, PATHS[endpoint])


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_an_endpoint_takes_the_documented_arguments_and_no_others(endpoint: str) -> None:
    documented = [row.name for row in ENDPOINTS[endpoint]]
    assert list(OURS[endpoint].arguments) == [*documented, *EXAMPLE_ONLY.get(endpoint, ())]
    assert [argument.name for argument in THEIRS[endpoint]] == documented
    assert OURS[endpoint].either == EITHER.get(endpoint, ())


@pytest.mark.parametrize(("endpoint", "name"), EVERY_ARGUMENT)
def test_an_argument_is_required_and_needs_others_as_documented(endpoint: str, name: str) -> None:
    needs = set(row(endpoint, name).needs)
    ours = OURS[endpoint].arguments[name]
    (theirs,) = [argument for argument in THEIRS[endpoint] if argument.name == name]
    assert ours.required == theirs.required == is_required(endpoint, name)
    assert set(ours.needs) == needs | CLIENT_ADDS.get((endpoint, name), set())
    assert set(theirs.needs) == needs | SANDBOX_ADDS.get((endpoint, name), set())


@pytest.mark.parametrize(
    ("endpoint", "typed"),
    [
        ("create_advocate", request_types.CreateAdvocate),
        ("update_advocate", request_types.UpdateAdvocate),
        ("post_twitter_card", request_types.PostTwitterCard),
        ("list_advocates", request_types.ListAdvocates),
        ("create_connection", request_types.CreateConnection),
        ("list_connections", request_types.ListConnections),
        ("list_campaigns", request_types.ListCampaigns),
        ("list_legislators", request_types.ListLegislators),
    ],
)
def test_the_typed_requests_name_the_same_arguments(endpoint: str, typed: Any) -> None:
    from_the_credentials = {"app_id", "api_key"} if endpoint == "post_twitter_card" else set()
    with_a_default = {"page", "per_page"} if endpoint == "list_connections" else set()
    documented = {row.name for row in ENDPOINTS[endpoint]}
    required = {name for name in documented if is_required(endpoint, name)}
    assert set(typed.__annotations__) == {*documented, *EXAMPLE_ONLY.get(endpoint, ())} - from_the_credentials
    assert typed.__required_keys__ == required - from_the_credentials - with_a_default


@pytest.mark.parametrize("kind", PROPERTIES)
def test_a_result_of_the_client_has_the_documented_properties_and_no_others(kind: str) -> None:
    row = Legislator if kind == "Legislator" else getattr(results, kind)
    assert set(row._fields) == set(PROPERTIES[kind])


@pytest.mark.parametrize("kind", PROPERTIES)
@pytest.mark.parametrize("quirks", [False, True])
def test_the_sandbox_shows_the_documented_properties_and_no_others(ends: Ends, kind: str, quirks: bool) -> None:
    ends.options(quirks=quirks)
    shown = samples(ends)[kind]
    assert set(shown) == set(PROPERTIES[kind]) | SANDBOX_SHOWS_MORE.get(kind, set())


def samples(ends: Ends) -> dict[str, Mapping[str, Any]]:
    """One of everything that the sandbox shows, as it writes it."""
    id_ = ends.ada(fields={5365: "Savings"})
    card = ends.raw("post_twitter_card", ends.least("post_twitter_card") | {"screen_name": "bea"}).json()
    ends.raw("create_connection", {"advocateid": str(id_), "campaignid": "998", "type": ["email"]})
    listed = {row["id"]: row for row in ends.raw("list_advocates", {}).json()["data"]}
    advocate = listed[id_]
    connections = ends.raw("list_connections", ends.least("list_connections")).json()
    key, connection = next(iter(connections.get("data", connections).items()))
    return {
        "Advocate": advocate,
        "Email": advocate["emails"][0],
        "Phone": advocate["phones"][0],
        "Address": advocate["address"],
        "Districts": advocate["districts"],
        "ExternalId": listed[card["advocateid"]]["ids"][0],
        "Membership": advocate["memberships"][0],
        "CustomField": advocate["fields"][0],
        "Connection": {"id": key, **connection},
        "Campaign": ends.raw("list_campaigns", {}).json()[0],
        "Legislator": ends.raw("list_legislators", ends.least("list_legislators")).json()[0],
    }

"""Every documented rule, broken: the client refuses before anything is sent, the sandbox with a 422 if it is sent
all the same, and both name the argument. Where the two differ, `DISAGREEMENTS` says how, and why."""

from collections.abc import Mapping
from typing import Any

import pytest

from relay.phone2action import InvalidRequest, Rejected
from relay.phone2action.arguments import CODES
from tests.contract.disagreements import DISAGREEMENTS, Disagreement
from tests.contract.documented import EITHER, ENDPOINTS, EVERY_ARGUMENT, is_required, row
from tests.contract.ends import Ends
from tests.contract.test_arguments import BY_THE_CALLER, FROM_THE_CREDENTIALS
from tests.contract.values import Wire, kind_of

REQUIRED = [argument for argument in EVERY_ARGUMENT if is_required(*argument)]
NEEDY = [(endpoint, name, other) for endpoint, name in EVERY_ARGUMENT for other in row(endpoint, name).needs]
# Two pairs of endpoints share a path, and are told apart by this argument.
TELLS_APART = {("update_advocate", "advocateid"), ("campaign_stats", "campaignid")}
# The client counts pages by itself, and Python itself misses a method's own parameter.
EXPLICITLY_NONE = {
    ("list_connections", "page"): {"page": None},
    ("list_connections", "per_page"): {"per_page": None},
    ("campaign_stats", "campaignid"): {"campaignid": None},
}
UPDATE_ONLY = {"message": "Please", "guests": "2", "guestNames": ["Sam Doe"]}


def refused_here(ends: Ends, endpoint: str, arguments: Mapping[str, Any], field: str) -> set[str]:
    """The codes under which the client refuses this field. Nothing was sent, and the text has field and rule."""
    before = ends.sandbox.state.calls.total()
    with pytest.raises(InvalidRequest) as caught:
        ends.call(endpoint, arguments)
    assert ends.sandbox.state.calls.total() == before
    problems = [problem for problem in caught.value.problems if problem.field == field]
    assert problems, caught.value
    assert all(f"{field} {problem.message}" in str(caught.value) for problem in problems)
    return {problem.code for problem in problems}


def refused_there(ends: Ends, endpoint: str, arguments: Mapping[str, Wire], told: str) -> None:
    """The sandbox refuses with its envelope, names what is wrong, and has not acted."""
    reply = ends.raw(endpoint, arguments)
    assert (reply.status_code, reply.json()["success"]) == (422, 0), arguments
    assert told in reply.json()["error"]
    (call,) = ends.sandbox.state.calls.latest(1)
    assert (call.outcome, call.acted) == ("422", False)


@pytest.mark.parametrize(("endpoint", "name"), BY_THE_CALLER)
def test_a_value_that_breaks_its_rule_is_refused_at_both_ends(ends: Ends, endpoint: str, name: str) -> None:
    kind = kind_of(endpoint, name)
    least = ends.least(endpoint, name)
    for value in kind.breaks:
        assert refused_here(ends, endpoint, {**least, name: value}, name) <= {"invalid", "too_long"}, value
        refused_there(ends, endpoint, {**least, name: value}, name)


@pytest.mark.parametrize(("endpoint", "name"), BY_THE_CALLER)
def test_a_value_that_can_not_stand_on_the_wire_is_refused_before_it(ends: Ends, endpoint: str, name: str) -> None:
    least = ends.least(endpoint, name)
    kind = kind_of(endpoint, name)
    assert kind.unsendable
    for value in kind.unsendable:
        assert refused_here(ends, endpoint, {**least, name: value}, name) <= {"invalid", "too_long"}, value


@pytest.mark.parametrize(("endpoint", "name"), [a for a in REQUIRED if a not in FROM_THE_CREDENTIALS])
@pytest.mark.parametrize("blank", [None, "", " "])
def test_what_is_required_is_missed_at_both_ends(ends: Ends, endpoint: str, name: str, blank: str | None) -> None:
    least = ends.least(endpoint)
    del least[name]
    given = least if blank is None else {**least, name: blank}
    here = given | EXPLICITLY_NONE.get((endpoint, name), {}) if blank is None else given
    assert refused_here(ends, endpoint, here, name) == {"required"}
    if blank is not None or (endpoint, name) not in TELLS_APART:
        refused_there(ends, endpoint, given, f"{name} is required.")


def test_without_the_argument_that_tells_them_apart_it_is_another_endpoint(ends: Ends) -> None:
    refused_there(ends, "update_advocate", {}, "campaigns is required.")
    assert len(ends.raw("campaign_stats", {}).json()) == len(ends.api.all_campaigns_stats()) > 1


@pytest.mark.parametrize("name", ["app_id", "api_key"])
def test_a_card_without_keys_is_turned_away_and_never_sent_by_the_client(ends: Ends, name: str) -> None:
    card = ends.least("post_twitter_card")
    assert ends.raw("post_twitter_card", {**card, name: ""}).status_code == 401
    assert refused_here(ends, "post_twitter_card", {**card, name: "theirs"}, name) == {"unknown_field"}


@pytest.mark.parametrize("endpoint", EITHER)
def test_one_of_two_is_required_at_both_ends(ends: Ends, endpoint: str) -> None:
    least = ends.least(endpoint)
    for name in EITHER[endpoint]:
        least.pop(name, None)
    for name in EITHER[endpoint]:
        assert refused_here(ends, endpoint, least, name) == {"email_or_phone_required"}
        ends.call(endpoint, {**least, name: kind_of(endpoint, name).fits[0].given})
    refused_there(ends, endpoint, least, "One of email or phone is required.")


@pytest.mark.parametrize(("endpoint", "name", "other"), NEEDY)
def test_what_needs_another_argument_is_refused_without_it_at_both_ends(
    ends: Ends, endpoint: str, name: str, other: str
) -> None:
    arguments = {**ends.least(endpoint, name), name: kind_of(endpoint, name).fits[0].sent}
    ends.call(endpoint, arguments)
    del arguments[other]
    if (endpoint, other) == ("create_advocate", "email"):
        arguments["phone"] = "8165550124"  # or nobody would be left
    expected = "required" if is_required(endpoint, other) else f"needs_{other}"
    field = other if expected == "required" else name
    assert refused_here(ends, endpoint, arguments, field) >= {expected}
    refused_there(ends, endpoint, arguments, f"{name} needs {other} in the same request.")


@pytest.mark.parametrize("name", UPDATE_ONLY)
def test_what_only_an_update_takes_is_refused_in_a_create_at_both_ends(ends: Ends, name: str) -> None:
    for endpoint in ("create_advocate", "update_advocate"):
        arguments = {**ends.least(endpoint), name: UPDATE_ONLY[name]}
        if endpoint == "update_advocate":
            ends.call(endpoint, arguments)
        else:
            assert refused_here(ends, endpoint, arguments, name) == {"unknown_field"}
            refused_there(ends, endpoint, arguments, f"{name} can only be sent in an update.")


@pytest.mark.parametrize("endpoint", ["create_advocate", "update_advocate"])
def test_a_state_is_judged_at_both_ends_only_if_it_is_one_of_the_us(ends: Ends, endpoint: str) -> None:
    abroad = {**ends.least(endpoint), "state": "ON", "country": "CA"}
    ends.call(endpoint, abroad)
    assert ends.raw(endpoint, abroad).status_code == 200
    for country in ("US", "us", ""):
        assert refused_here(ends, endpoint, {**abroad, "country": country}, "state") == {"invalid"}
        refused_there(ends, endpoint, {**abroad, "country": country}, "state")


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_an_argument_that_nobody_documented_is_refused_at_both_ends(ends: Ends, endpoint: str) -> None:
    ends.options(strict=True)
    arguments = {**ends.least(endpoint), "nickname": "Countess"}
    if endpoint not in {"campaign_stats", "all_campaigns_stats"}:  # whose methods have no such parameter at all
        assert refused_here(ends, endpoint, arguments, "nickname") == {"unknown_field"}
    refused_there(ends, endpoint, arguments, "nickname is not an argument here.")


def test_a_value_that_only_the_platform_can_judge_is_its_own_to_refuse(ends: Ends) -> None:
    """Ids of nobody: no rule of the documentation that one could check here."""
    requests: list[tuple[str, dict[str, Any]]] = [
        ("create_advocate", {"campaigns": [7]}),
        ("update_advocate", {"advocateid": 7}),
        ("update_advocate", {"campaigns": [7]}),
        ("post_twitter_card", {"campaignid": 7}),
        ("create_connection", {"advocateid": 7}),
        ("create_connection", {"campaignid": 7}),
        ("list_connections", {"campaign_id": 7}),
        ("list_legislators", {"campaignid": 7}),
        ("campaign_stats", {"campaignid": 7}),
    ]
    for endpoint, changes in requests:
        with pytest.raises(Rejected) as caught:
            ends.call(endpoint, {**ends.least(endpoint), **changes})
        assert caught.value.status == 422


@pytest.mark.parametrize("one", DISAGREEMENTS, ids=lambda one: one.reason)
def test_the_ends_disagree_only_as_listed(ends: Ends, one: Disagreement) -> None:
    for endpoint, changes in one.examples:
        arguments = {**ends.least(endpoint), **changes}
        if one.client_takes:
            with pytest.raises(Rejected):
                ends.call(endpoint, arguments)
        else:
            field = next(iter(changes))
            assert refused_here(ends, endpoint, arguments, field) <= CODES
            assert ends.raw(endpoint, arguments).status_code == 200

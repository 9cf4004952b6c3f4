"""Every documented argument, sent by the client: it arrives at the sandbox as it should stand on the wire."""

from typing import Any

import pytest

from tests.contract.documented import ENDPOINTS, EVERY_ARGUMENT, EXAMPLE_ONLY
from tests.contract.ends import Ends
from tests.contract.values import Fit, Wire, kind_of, named

FROM_THE_CREDENTIALS = {("post_twitter_card", "app_id"), ("post_twitter_card", "api_key")}
BY_THE_CALLER = [argument for argument in EVERY_ARGUMENT if argument not in FROM_THE_CREDENTIALS]


def logged(endpoint: str, arguments: dict[str, Wire]) -> dict[str, str | list[str]]:
    """The arguments as the sandbox's log has them, with what the client adds."""
    added: dict[str, dict[str, str]] = {
        "post_twitter_card": {"app_id": "***", "api_key": "***"},
        "list_advocates": {"page": "1"},
    }
    return added.get(endpoint, {}) | named(arguments)


def fits(ends: Ends, endpoint: str, name: str, least: dict[str, Any]) -> tuple[Fit, ...]:
    if name != "advocateid":
        return kind_of(endpoint, name).fits
    text: str = least["advocateid"]  # of an advocate who exists
    return Fit(int(text), text), Fit(text, text)


@pytest.mark.parametrize(("endpoint", "name"), BY_THE_CALLER)
def test_an_argument_arrives_as_it_was_meant(ends: Ends, endpoint: str, name: str) -> None:
    ends.options(strict=True)  # so that nothing of the client's goes unread
    least = ends.least(endpoint, name)
    for fit in fits(ends, endpoint, name, least):
        ends.call(endpoint, {**least, name: fit.given})
        call = ends.sandbox.state.calls.all()[-1]
        assert call.form == logged(endpoint, {**least, name: fit.sent}), fit.given
        assert call.outcome == "200"
        assert call.acted is (call.method == "POST")


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_an_endpoint_takes_the_least_and_everything_at_once(ends: Ends, endpoint: str) -> None:
    ends.options(strict=True)
    names = [row.name for row in ENDPOINTS[endpoint] if (endpoint, row.name) not in FROM_THE_CREDENTIALS]
    least = ends.least(endpoint)
    everything = least | {name: kind_of(endpoint, name).fits[0].given for name in names if name not in least}
    # What contradicts itself can't be everything.
    everything |= {name: 0 for name in ("smsOptout", "emailOptout") if name in everything}
    for arguments in (least, everything):
        ends.call(endpoint, arguments)
        (call,) = ends.sandbox.state.calls.latest(1)
        assert call.outcome == "200"
    assert {name.partition("[")[0] for name in call.form} >= set(names)


@pytest.mark.parametrize(("endpoint", "name"), [(e, name) for e, names in EXAMPLE_ONLY.items() for name in names])
def test_what_only_the_example_names_arrives_too(ends: Ends, endpoint: str, name: str) -> None:
    ends.options(strict=True)
    ends.call(endpoint, {**ends.least(endpoint), name: "635491364"})
    assert ends.sandbox.state.calls.all()[-1].form[name] == "635491364"


@pytest.mark.parametrize("app_id", ["demo", "noreport", "noconfirm"])
def test_the_keys_arrive_in_the_header_or_with_a_card_in_the_body(ends: Ends, app_id: str) -> None:
    client = ends.client(app_id)
    assert client.list_campaigns()
    assert client.post_twitter_card(**ends.least("post_twitter_card")).advocateid
    with_a_card, without = [call.form for call in reversed(ends.sandbox.state.calls.all())]
    assert (with_a_card["app_id"], with_a_card["api_key"]) == ("***", "***")
    assert without == {}

"""Every trap of this API that is known, sprung on the client by the sandbox; `traps.TRAPS` names them all."""

import concurrent.futures
import logging
from collections.abc import Callable
from typing import Any

import pytest

from relay.phone2action import (
    InvalidRequest,
    Misrouted,
    Phone2Action,
    Phone2ActionError,
    RateLimited,
    Rejected,
    UnknownOutcome,
)
from tests.contract.ends import Ends
from tests.contract.references import exists
from tests.contract.traps import TRAPS
from tests.fakes.waiting import PATIENCE_SECONDS
from tests.unit.phone2action import servers

CALLS: dict[str, Callable[[Phone2Action], object]] = {
    "create_advocate": lambda api: api.create_advocate(campaigns=[998], email="ada@example.org"),
    "update_advocate": lambda api: api.update_advocate(advocateid=19302020, city="Boston"),
    "post_twitter_card": lambda api: api.post_twitter_card(
        card="1", name="Ada", email="ada@example.org", campaignid=998
    ),
    "list_advocates": lambda api: list(api.list_advocates(email="ada@example.org")),
    "create_connection": lambda api: api.create_connection(advocateid=19302020, campaignid=998, type=["email"]),
    "list_connections": lambda api: list(api.list_connections(campaign_id=998, updated_at="2019-10-09 16:19:13")),
    "list_campaigns": lambda api: api.list_campaigns(),
    "list_legislators": lambda api: api.list_legislators(campaignid=998, zip5="02134", address1="10 Elm Street"),
    "campaign_stats": lambda api: api.campaign_stats(campaignid=998),
    "all_campaigns_stats": lambda api: api.all_campaigns_stats(),
}
every_call = pytest.mark.parametrize("call", CALLS.values(), ids=list(CALLS))


def failure(api: Phone2Action, call: Callable[[Phone2Action], object]) -> Phone2ActionError:
    with pytest.raises(Phone2ActionError) as caught:
        call(api)
    return caught.value


def test_every_trap_has_its_tests() -> None:
    assert len(TRAPS) == 21
    assert [reference for references in TRAPS.values() for reference in references if not exists(reference)] == []


@every_call
def test_a_2xx_without_success_is_no_success(ends: Ends, call: Callable[[Phone2Action], object]) -> None:
    ends.served.control("faults", {"kind": "unsuccessful"})
    error = failure(ends.api, call)
    assert (type(error), error.status) == (UnknownOutcome, 200)


@pytest.mark.parametrize(
    ("status", "expected"), [(400, Misrouted), (404, Misrouted), (413, Misrouted), (502, UnknownOutcome)]
)
@every_call
def test_a_page_instead_of_an_answer_did_not_come_from_the_api(
    ends: Ends, call: Callable[[Phone2Action], object], status: int, expected: type[Phone2ActionError]
) -> None:
    ends.served.control("faults", {"kind": "html", "status": status})
    error = failure(ends.api, call)
    assert (type(error), error.status) == (expected, status)


@pytest.mark.parametrize("status", [200, 201, 204])
@every_call
def test_an_empty_answer_leaves_the_outcome_open(
    ends: Ends, call: Callable[[Phone2Action], object], status: int
) -> None:
    ends.served.control("faults", {"kind": "status", "status": status})
    assert type(failure(ends.api, call)) is UnknownOutcome


@pytest.mark.parametrize("wait", [7, None])
@every_call
def test_a_429_says_how_long_to_wait_if_it_says_so(
    ends: Ends, call: Callable[[Phone2Action], object], wait: float | None
) -> None:
    ends.served.control("faults", {"kind": "rate_limit", "retry_after": wait})
    error = failure(ends.api, call)
    assert (type(error), error.retry_after) == (RateLimited, wait)


@every_call
def test_no_call_waits_for_ever(ends: Ends, call: Callable[[Phone2Action], object]) -> None:
    ends.served.pauses.hold()
    ends.served.control("faults", {"kind": "latency", "delay": 60})
    assert type(failure(ends.client(timeout=(PATIENCE_SECONDS, 0.05)), call)) is UnknownOutcome


@pytest.mark.parametrize("endpoint", ["create_advocate", "update_advocate", "post_twitter_card", "create_connection"])
def test_a_time_out_does_not_mean_that_nothing_happened(ends: Ends, endpoint: str) -> None:
    arguments = ends.least(endpoint)
    ends.served.control("faults", {"method": "POST", "kind": "commit_then_timeout", "delay": 60})
    ends.served.pauses.hold()
    api = ends.client(timeout=(PATIENCE_SECONDS, 0.05))
    error = failure(api, lambda api: getattr(api, endpoint)(**arguments))
    assert (type(error), error.status) == (UnknownOutcome, None)
    ends.served.wait_for_call("commit_then_timeout")
    ends.served.pauses.end()
    (call,) = ends.sandbox.state.calls.latest(1)
    assert (call.acted, call.form.get("email")) == (True, arguments.get("email")), "sent once, and carried out"
    assert ends.sandbox.state.calls.total() == (2 if "advocateid" in arguments else 1)
    if endpoint == "create_connection":
        assert len(list(ends.api.list_connections(campaign_id=998, updated_at="2000-01-01 00:00:00"))) == 3


def test_a_connection_without_membership_is_refused_for_good(ends: Ends) -> None:
    ada = ends.ada()
    error = failure(ends.api, lambda api: api.create_connection(advocateid=ada, campaignid=999, type=["email"]))
    assert (type(error), error.status) == (Rejected, 422)
    assert "membership" in error.api_error
    ends.api.create_advocate(campaigns=[999], email="ada@example.org")
    assert ends.api.create_connection(advocateid=ada, campaignid=999, type=["email"]).ids


def test_an_opt_in_after_an_opt_out_succeeds_and_changes_nothing(ends: Ends) -> None:
    """The platform says nothing of it: who retries an opt-in must know of the opt-out without being told."""
    ada = ends.ada(smsOptin=1)
    ends.ada(smsOptout=1)
    ends.ada(smsOptin=1, smsOptinConfirmed=1)
    assert [phone.subscribed for phone in ends.advocate(ada).phones] == [False]
    assert len(ends.sandbox.texts()) == 1
    ends.ada(emailOptout=1)
    ends.ada(emailOptin=1)
    assert ends.advocate(ada).emails[0].subscribed is True, "an opt-out of e-mail is undone, whoever retries what"


@pytest.mark.parametrize("upsert", [True, False])
@pytest.mark.parametrize("email", ["ada@example.org", ""])
def test_one_new_person_twice_at_once_is_one_advocate_or_two(ends: Ends, upsert: bool, email: str) -> None:
    """Which, hangs on what nobody knows of the platform; by phone alone nobody is found in any case."""
    ends.options(upsert=upsert)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        made = set(pool.map(lambda _: ends.ada(email=email), range(4)))
    assert len(made) == (1 if upsert and email else 4)
    assert {advocate.id for advocate in ends.api.list_advocates(phone="8165550123")} == made


def test_in_and_out_at_once_is_refused_here_and_means_out_there(ends: Ends) -> None:
    both: Any = {"smsOptin": "1", "smsOptout": "1", "phone": "8165550124"}
    with pytest.raises(InvalidRequest, match="smsOptin and smsOptout can't both be 1"):
        ends.ada(**both)
    reply = ends.raw("create_advocate", ends.least("create_advocate") | both).json()
    assert [phone.subscribed for phone in ends.advocate(reply["advocateid"]).phones] == [False]
    assert ends.sandbox.texts() == []


def test_subscribed_false_is_not_subscribed(ends: Ends) -> None:
    ends.options(quirks=True)
    ada = ends.ada(emailOptin=1)
    (written,) = ends.raw("list_advocates", {}).json()["data"]
    assert (written["emails"][0]["subscribed"], written["phones"][0]["subscribed"]) == ("true", "false")
    listed = ends.advocate(ada)
    assert (listed.emails[0].subscribed, listed.phones[0].subscribed) == (True, False)


def test_a_zip_keeps_its_zero_both_ways(ends: Ends) -> None:
    ends.options(quirks=True)
    ada = ends.ada(zip5="02134")
    assert ends.raw("list_advocates", {}).json()["data"][0]["address"]["zip5"] == 2134
    assert ends.advocate(ada).address.zip5 == "02134"
    with pytest.raises(InvalidRequest, match="zip5 must be a string of 5 digits, with its leading zero"):
        ends.ada(zip5=2134)
    assert ends.raw("create_advocate", ends.least("create_advocate") | {"zip5": "2134"}).status_code == 422


def test_a_plus_in_a_filter_finds_its_person(ends: Ends) -> None:
    ada = ends.ada(email="ada+news@example.org")
    assert [found.id for found in ends.api.list_advocates(email="ada+news@example.org")] == [ada]
    assert ends.served.get("/2.0/advocates?email=ada+news@example.org").status_code == 422


@pytest.mark.parametrize(
    ("endpoint", "name"),
    [
        ("create_advocate", "campaigns"),
        ("update_advocate", "campaigns"),
        ("post_twitter_card", "campaignid"),
        ("list_advocates", "campaignid"),
        ("create_connection", "campaignid"),
        ("list_connections", "campaign_id"),
        ("list_campaigns", "campaignid"),
        ("list_legislators", "campaignid"),
    ],
)
def test_each_endpoint_has_its_own_name_for_a_campaign(ends: Ends, endpoint: str, name: str) -> None:
    ends.options(strict=True)
    right = {name: ["998"] if name == "campaigns" else "998"}
    least = {known: value for known, value in ends.least(endpoint).items() if known != name}
    ends.call(endpoint, least | right)
    for other in {"campaigns", "campaignid", "campaign_id"} - {name}:
        with pytest.raises(InvalidRequest, match=f"{other} is not an argument"):
            ends.call(endpoint, least | right | {other: "998"})
        assert ends.raw(endpoint, least | right | {other: "998"}).status_code == 422


def test_a_blank_never_overwrites(ends: Ends) -> None:
    ada = ends.ada()
    before = ends.advocate(ada)
    blank: Any = {
        "firstname": "",
        "lastname": " ",
        "address1": None,
        "zip5": "",
        "city": "\t",
        "tags": [],
        "fields": {},
    }
    ends.ada(**blank)
    ends.api.update_advocate(advocateid=ada, **blank)
    assert ends.advocate(ada) == before
    ends.raw("update_advocate", {"advocateid": str(ada), "firstname": ""})
    assert ends.advocate(ada).firstname == "", "which is what a blank that is sent would do"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_even_to_the_api_itself(ends: Ends, status: int) -> None:
    head = f"HTTP/1.1 {status} Moved\r\nLocation: {ends.base_url}advocates\r\nContent-Length: 0\r\n\r\n"
    with servers.server(servers.answers(head.encode())) as moved:
        api = Phone2Action(ends.keys(), base_url=f"http://127.0.0.1:{moved.port}/2.0/", session=ends.session)
        assert type(failure(api, CALLS["create_advocate"])) is Misrouted
    assert ends.sandbox.state.calls.all() == []


def test_keys_never_cross_the_network_in_the_clear(ends: Ends) -> None:
    for url in ("http://api.phone2action.com/2.0/", "http://127.0.0.1.example.org/2.0/", "http://10.0.0.1/2.0/"):
        with pytest.raises(ValueError, match="must be https"):
            Phone2Action(ends.keys(), base_url=url, session=ends.session)
    assert ends.api.list_campaigns(), "the sandbox is on the loopback"


def test_the_platform_s_own_words_are_kept_apart(ends: Ends) -> None:
    """They quote what was sent, so whoever showed or logged them would give a person away."""
    error = failure(ends.api, lambda api: list(api.list_advocates(email="Ada Secret")))
    assert type(error) is Rejected
    assert "Ada Secret" in error.api_error
    assert "Secret" not in f"{error} {error!r} {error.args}"


@every_call
@pytest.mark.parametrize("fault", ["status", "reset", "html", "rate_limit", "unsuccessful"])
def test_nothing_of_a_person_and_no_key_is_in_an_error_or_a_log(
    ends: Ends, call: Callable[[Phone2Action], object], fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="urllib3")
    ends.served.control("faults", {"kind": fault, "retry_after": 7 if fault == "rate_limit" else None})
    caplog.clear()
    error = failure(ends.api, call)
    shown = f"{error} {error!r} {error.args} {vars(error)}"
    assert (error.__cause__, error.__context__) == (None, None)
    for private in ("ada", "Ada", "example.org", "%40", "demo", "02134", "Elm", "?"):
        assert private not in shown
        assert private not in caplog.text
    assert "urllib3" in caplog.text or fault == "reset"


@pytest.mark.parametrize("name", [{"firstname": "Cher"}, {"lastname": "Cher"}, {}, {"firstname": "", "lastname": ""}])
def test_a_name_of_one_word_or_none_is_fine(ends: Ends, name: Any) -> None:
    made = ends.api.create_advocate(campaigns=[998], email="cher@example.org", **name)
    listed = ends.advocate(made.advocateid)
    assert (listed.firstname, listed.lastname) == (name.get("firstname") or None, name.get("lastname") or None)
    card = ends.api.post_twitter_card(card="1", name="Prince", email="prince@example.org", campaignid=998)
    assert ends.advocate(card.advocateid or 0).firstname == "Prince"
    with pytest.raises(InvalidRequest, match="name is required"):
        ends.api.post_twitter_card(card="1", name=" ", email="prince@example.org", campaignid=998)


def test_a_phone_finds_everybody_who_shares_it(ends: Ends) -> None:
    family = [ends.ada(email=f"{name}@example.org", firstname=name) for name in ("ada", "bea", "cal")]
    assert [found.id for found in ends.api.list_advocates(phone="(816) 555-0123")] == family

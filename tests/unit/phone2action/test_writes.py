"""The four writes: what is sent, what is never sent, and what their replies hold."""

from collections.abc import Callable
from typing import Any

import pytest

from relay.phone2action import (
    AdvocateReply,
    CardReply,
    Credentials,
    CredentialsRejected,
    InvalidRequest,
    Phone2Action,
)
from relay.phone2action.transport import DEFAULT_TIMEOUT
from tests.unit.phone2action.fakes import BASE, FakeReply, FakeSession, client, reply, success

ADA: dict[str, Any] = {"campaigns": [998], "email": "ada@example.org"}
CARD: dict[str, Any] = {"card": "1o416", "name": "Ada Doe", "email": "ada@example.org", "campaignid": 998}
CONTACT: dict[str, Any] = {"advocateid": 19302020, "campaignid": 123, "type": ["tweet", "call"]}

WRITES: list[tuple[str, Callable[[Phone2Action], object]]] = [
    ("/2.0/advocates", lambda api: api.create_advocate(**ADA)),
    ("/2.0/advocates", lambda api: api.update_advocate(advocateid=7, **ADA)),
    ("/2.0/connections", lambda api: api.create_connection(**CONTACT)),
    ("/2.0/twitter-cards", lambda api: api.post_twitter_card(**CARD)),
]


def sent(answer: FakeReply, write: Callable[[Phone2Action], object], **settings: Any) -> FakeSession:
    session = FakeSession(answer)
    write(client(session, **settings))
    return session


def test_the_documented_example_of_a_create_goes_out_as_documented() -> None:
    session = FakeSession(success())
    made = client(session).create_advocate(
        campaigns=[998, 999],
        firstname="Pat",
        lastname="Doe",
        email="pat@example.org",
        phone="8165550123",
        address1="1800 Example Avenue",
        zip5="64108",
        smsOptin=1,
        emailOptin=1,
        fields={5365: "Retirement Savings"},
    )
    (call,) = session.calls
    assert (call.method, call.url) == ("POST", f"{BASE}advocates")
    assert sorted(call.form) == sorted(
        [
            ("campaigns[]", "998"),
            ("campaigns[]", "999"),
            ("firstname", "Pat"),
            ("lastname", "Doe"),
            ("email", "pat@example.org"),
            ("phone", "8165550123"),
            ("address1", "1800 Example Avenue"),
            ("zip5", "64108"),
            ("smsOptin", "1"),
            ("emailOptin", "1"),
            ("fields[5365]", "Retirement Savings"),
        ]
    )
    assert call.options["headers"]["Content-Type"] == "application/x-www-form-urlencoded"
    assert made == AdvocateReply(19302020)


def test_an_update_is_a_post_to_the_same_place_with_the_id() -> None:
    (call,) = sent(success(), lambda api: api.update_advocate(advocateid=998876, message="Hi", guests=2)).calls
    assert (call.method, call.path) == ("POST", "/2.0/advocates")
    assert sorted(call.form) == [("advocateid", "998876"), ("guests", "2"), ("message", "Hi")]


def test_an_update_whose_reply_has_no_id_was_about_the_one_it_named() -> None:
    assert client(FakeSession(reply({"success": "1"}))).update_advocate(advocateid="7") == AdvocateReply(7)


@pytest.mark.parametrize(("path", "write"), WRITES)
def test_no_write_has_anything_in_its_query(path: str, write: Callable[[Phone2Action], object]) -> None:
    (call,) = sent(success(), write).calls
    assert (call.method, call.url) == ("POST", f"https://api.example.org{path}")
    assert call.form


@pytest.mark.parametrize(("path", "write"), WRITES)
def test_every_write_is_sent_once_with_a_time_out_and_follows_no_redirect(
    path: str, write: Callable[[Phone2Action], object]
) -> None:
    (call,) = sent(success(), write).calls
    assert call.options["timeout"] == DEFAULT_TIMEOUT
    assert call.options["allow_redirects"] is False


@pytest.mark.parametrize("blank", ["", " ", None, []])
def test_a_blank_field_is_never_sent(blank: Any) -> None:
    (call,) = sent(success(), lambda api: api.create_advocate(**ADA, firstname=blank, tags=blank, fields=blank)).calls
    assert call.form == [("campaigns[]", "998"), ("email", "ada@example.org")]


def test_a_zip_keeps_its_leading_zero_and_an_int_is_refused_since_it_lost_it() -> None:
    (call,) = sent(success(), lambda api: api.create_advocate(**ADA, zip5="02134")).calls
    assert ("zip5", "02134") in call.form
    with pytest.raises(InvalidRequest, match="zip5 must be a string of 5 digits"):
        client(FakeSession()).create_advocate(**ADA, zip5=2134)  # type: ignore[arg-type]


def test_a_source_tag_is_sent_in_lower_case() -> None:
    (call,) = sent(success(), lambda api: api.create_advocate(**ADA, p2asource="Website", utm_source="News")).calls
    assert ("p2asource", "website") in call.form
    assert ("utm_source", "News") in call.form


def test_what_breaks_a_rule_is_refused_with_field_and_rule_and_nothing_is_sent() -> None:
    session = FakeSession()
    with pytest.raises(InvalidRequest) as caught:
        client(session).create_advocate(**ADA, smsOptin=1, phone="555", state="XX")
    assert session.calls == []
    assert [(problem.field, problem.code) for problem in caught.value.problems] == [
        ("phone", "invalid"),
        ("state", "invalid"),
    ]
    assert str(caught.value).startswith("phone must be a US number of 10 digits")
    assert "555" not in str(caught.value)


def test_an_opt_in_and_an_opt_out_at_once_are_refused() -> None:
    session = FakeSession()
    with pytest.raises(InvalidRequest, match="smsOptin and smsOptout can't both be 1"):
        client(session).create_advocate(campaigns=[998], phone="8165550123", smsOptin=1, smsOptout=1)
    assert session.calls == []


def test_a_connection_is_sent_as_documented() -> None:
    tweet = "[@legislator] Please support this bill!"
    (call,) = sent(success(), lambda api: api.create_connection(**CONTACT, tweetMessage=tweet)).calls
    assert call.form == [
        ("advocateid", "19302020"),
        ("campaignid", "123"),
        ("type[]", "tweet"),
        ("type[]", "call"),
        ("tweetMessage", tweet),
    ]


def test_a_type_given_twice_is_sent_once() -> None:
    (call,) = sent(
        success(), lambda api: api.create_connection(advocateid=7, campaignid=9, type=["email", "email"])
    ).calls
    assert [value for name, value in call.form if name == "type[]"] == ["email"]


LEG = {
    "3097545": {
        "id": 1,
        "level": "STATE",
        "chamber": "SENATE",
        "country": "US",
        "state": "MO",
        "district": 7,
        "title": "Senator",
        "name_full": "Jo Example",
        "name_first": "Jo",
        "name_last": "Example",
        "party": None,
        "contact_mailing_addresses": None,
        "tweet_url": "",
    }
}


def test_a_connection_s_reply_has_legislators_and_links() -> None:
    urls = {"3097545": "https://social.example.org/intent?text=Hi"}
    data = {"ids": [3097545, "3097546"], "leg": LEG, "url": "https://social.example.org/intent", "urls": urls}
    made = client(FakeSession(success(data=data))).create_connection(**CONTACT)
    assert made.ids == (3097545, 3097546)
    assert (made.url, made.urls) == ("https://social.example.org/intent", urls)
    official = made.leg["3097545"]
    assert (official.id, official.name_full, official.district, official.party) == (1, "Jo Example", "7", None)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"data": None},
        {"data": []},
        {"data": {}},
        {"data": {"ids": None, "leg": [], "url": None, "urls": []}},
        {"data": {"ids": {}, "leg": None, "urls": "none"}},
    ],
)
def test_a_connection_s_reply_may_lack_any_part(more: dict[str, object]) -> None:
    made = client(FakeSession(success(**more))).create_connection(**CONTACT)
    assert (made.ids, dict(made.leg), made.url, dict(made.urls)) == ((), {}, "", {})


def test_links_beside_the_data_are_found_too() -> None:
    made = client(FakeSession(success(data={"ids": [1]}, url="https://social.example.org/x"))).create_connection(
        **CONTACT
    )
    assert (made.ids, made.url) == ((1,), "https://social.example.org/x")


def test_a_connection_s_reply_does_not_show_the_tweet() -> None:
    made = client(FakeSession(success(data={"url": "https://social.example.org/?text=mine"}))).create_connection(
        **CONTACT
    )
    assert "mine" not in repr(made)


def test_a_card_carries_the_keys_in_its_body_and_no_basic_authentication() -> None:
    (call,) = sent(success(), lambda api: api.post_twitter_card(**CARD, screen_name="ada", token="f" * 32)).calls
    assert call.options["auth"] is None
    assert ("app_id", "an-app-id") in call.form
    assert ("api_key", "an-app-key") in call.form
    assert ("campaignid", "998") in call.form


def test_a_card_s_reply_may_or_may_not_name_the_advocate() -> None:
    assert client(FakeSession(success())).post_twitter_card(**CARD) == CardReply(19302020)
    assert client(FakeSession(reply({"success": 1}))).post_twitter_card(**CARD) == CardReply(None)


@pytest.mark.parametrize("name", ["app_id", "api_key"])
def test_a_card_does_not_take_keys_from_its_sender(name: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        client(FakeSession()).post_twitter_card(**{**CARD, name: "theirs"})
    assert [problem.field for problem in caught.value.problems] == [name]
    assert "theirs" not in str(caught.value)


def test_every_other_call_uses_basic_authentication() -> None:
    (call,) = sent(success(), lambda api: api.create_advocate(**ADA)).calls
    assert call.options["auth"] == ("an-app-id", "an-app-key")
    assert "an-app-key" not in call.options["data"].decode()


def test_the_keys_are_asked_for_anew_for_every_call() -> None:
    rotating = iter([Credentials("a", "1"), Credentials("b", "2")])
    session = FakeSession(success(), success())
    api = Phone2Action(lambda: next(rotating), base_url=BASE, session=session)
    api.create_advocate(**ADA)
    api.create_advocate(**ADA)
    assert [call.options["auth"] for call in session.calls] == [("a", "1"), ("b", "2")]


def test_keys_that_can_not_be_had_are_the_caller_s_own_exception_and_nothing_is_sent() -> None:
    class Unavailable(Exception):
        pass

    def keys() -> Credentials:
        raise Unavailable

    session = FakeSession()
    with pytest.raises(Unavailable):
        Phone2Action(keys, base_url=BASE, session=session).create_advocate(**ADA)
    assert session.calls == []


@pytest.mark.parametrize("keys", [Credentials("", "key"), Credentials("id", ""), Credentials("id", "kéy")])
def test_keys_that_can_not_work_are_not_tried(keys: Credentials) -> None:
    session = FakeSession()
    with pytest.raises(CredentialsRejected):
        Phone2Action(keys, base_url=BASE, session=session).create_advocate(**ADA)
    assert session.calls == []


def test_nothing_shows_the_keys() -> None:
    keys = Credentials("an-app-id", "an-app-key")
    shown = f"{keys} {keys!r} {Phone2Action(keys, base_url=BASE, session=FakeSession())!r}"
    assert "an-app-id" not in shown
    assert "an-app-key" not in shown


@pytest.mark.parametrize(("given", "used"), [((1.0, 2.0), (1.0, 2.0)), (4.0, (1.0, 3.0)), (None, (0.5, 1.5))])
def test_a_call_s_time_out_goes_before_the_client_s(given: Any, used: tuple[float, float]) -> None:
    session = FakeSession(success())
    client(session, timeout=2.0).create_advocate(**ADA, timeout=given)
    assert session.calls[0].options["timeout"] == used


def test_a_client_of_plain_http_is_refused_outside_the_loopback() -> None:
    with pytest.raises(ValueError, match="must be https"):
        Phone2Action(Credentials("a", "b"), base_url="http://api.example.org/2.0/", session=FakeSession())

"""What the client writes comes back: every argument shows in what the platform then lists, or does, or has stored."""

from collections.abc import Callable
from typing import Any

import pytest

from relay.phone2action import CredentialsRejected
from relay.phone2action.results import Advocate
from tests.contract.ends import Ends
from tests.contract.shown import shows

BOTH = ("create_advocate", "update_advocate")
UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")


def write(ends: Ends, endpoint: str, **arguments: Any) -> Advocate:
    """Create Ada, or change her after she was created; returns her as she is listed then."""
    if endpoint == "create_advocate":
        return ends.advocate(ends.ada(**arguments))
    id_ = ends.ada()
    assert ends.api.update_advocate(advocateid=id_, **arguments).advocateid == id_
    return ends.advocate(id_)


# What a person is told to be, and where that shows.
COMES_BACK: dict[str, tuple[Any, Callable[[Advocate], Any], Any]] = {
    "campaigns": ([998, 901], lambda ada: [m.campaignid for m in ada.memberships], [998, 901]),
    "prefix": ("Ms.", lambda ada: ada.prefix, "Ms."),
    "firstname": ("Zoë \U0001f40b", lambda ada: ada.firstname, "Zoë \U0001f40b"),
    "lastname": ("O'Neil & Söhne + 1 = 100 %", lambda ada: ada.lastname, "O'Neil & Söhne + 1 = 100 %"),
    "email": ("ada+news@example.com", lambda ada: ada.emails[-1].address, "ada+news@example.com"),
    "phone": ("8165550199", lambda ada: ada.phones[-1].address, "+18165550199"),
    "address1": ("1800 Example Avenue; rear", lambda ada: ada.address.street1, "1800 Example Avenue; rear"),
    "address2": ("Apt 4", lambda ada: ada.address.street2, "Apt 4"),
    "city": ("Cañon City", lambda ada: ada.address.city, "Cañon City"),
    "state": ("co", lambda ada: ada.address.state, "CO"),
    "zip5": ("00501", lambda ada: ada.address.zip5, "00501"),
    "country": ("CA", lambda ada: ada.address.countryAbbr, "CA"),
    "tags": (["vip", "a & b"], lambda ada: ada.tags, ("a & b", "vip")),
    "fields": (
        {5365: "Savings", "1524": "Example High"},
        lambda ada: {field.fieldid: field.value for field in ada.fields},
        {5365: "Savings", 1524: "Example High"},
    ),
}


@shows(BOTH, *COMES_BACK)
@pytest.mark.parametrize("quirks", [False, True])
@pytest.mark.parametrize("endpoint", BOTH)
@pytest.mark.parametrize("name", COMES_BACK)
def test_what_a_person_is_told_to_be_is_listed(ends: Ends, endpoint: str, name: str, quirks: bool) -> None:
    ends.options(quirks=quirks)
    given, read, expected = COMES_BACK[name]
    assert read(write(ends, endpoint, **{name: given})) == expected


@shows("update_advocate", "advocateid")
def test_an_update_changes_the_advocate_that_it_names_and_leaves_the_rest(ends: Ends) -> None:
    ada, bea = ends.ada(), ends.ada(email="bea@example.org")
    ends.api.update_advocate(advocateid=bea, lastname="Sample", country="CA")
    assert (ends.advocate(bea).address.state, ends.advocate(bea).address.zip5) == ("MA", "02134")
    assert [(ends.advocate(id_).firstname, ends.advocate(id_).lastname) for id_ in (ada, bea)] == [
        ("Ada", "Example"),
        ("Ada", "Sample"),
    ]


def test_emails_and_phones_are_added_and_never_replaced(ends: Ends) -> None:
    ada = write(ends, "update_advocate", email="ada@example.com", phone="8165550124")
    assert [email.address for email in ada.emails] == ["ada@example.org", "ada@example.com"]
    assert [phone.address for phone in ada.phones] == ["+18165550123", "+18165550124"]


@shows("update_advocate", "message", "guests", "guestNames")
def test_message_and_guests_of_an_update_are_stored_though_no_list_shows_them(ends: Ends) -> None:
    write(ends, "update_advocate", message="Please & thanks", guests=3, guestNames=["Sam Doe", "Sam Doe"])
    (row,) = ends.stored("advocates")
    assert (row["message"], row["guests"], row["guest_names"]) == ("Please & thanks", 3, "Sam Doe\nSam Doe")


@shows(BOTH, "p2asource", *UTM)
@pytest.mark.parametrize("endpoint", BOTH)
def test_source_tags_stick_to_the_membership(ends: Ends, endpoint: str) -> None:
    ada = write(ends, endpoint, campaigns=[999], p2asource="Web-Site", **{name: f"the {name}" for name in UTM})
    assert {m.campaignid: m.source for m in ada.memberships}[999] == "web-site"
    tagged = {row["campaign_id"]: row["utm"] for row in ends.stored("memberships")}[999]
    assert all(f'"{name}": "the {name}"' in tagged for name in UTM)


@shows(BOTH, "smsOptin")
@pytest.mark.parametrize("endpoint", BOTH)
def test_texts_are_only_requested_until_the_person_says_yes(ends: Ends, endpoint: str) -> None:
    ada = write(ends, endpoint, phone="8165550123", campaigns=[998], smsOptin=1)
    assert [phone.subscribed for phone in ada.phones] == [False]
    assert [text["phone"] for text in ends.sandbox.texts()] == ["8165550123"]
    ends.sandbox.say_yes("8165550123")
    assert [phone.subscribed for phone in ends.advocate(ada.id).phones] == [True]


@shows(BOTH, "smsOptinConfirmed")
@pytest.mark.parametrize("endpoint", BOTH)
def test_a_confirmed_opt_in_subscribes_at_once_where_the_account_may(ends: Ends, endpoint: str) -> None:
    asked: Any = {"phone": "8165550123", "campaigns": [998], "smsOptin": 1}
    ada = write(ends, endpoint, **asked, smsOptinConfirmed=1)
    assert [phone.subscribed for phone in ada.phones] == [True]
    assert ends.sandbox.texts() == []
    with pytest.raises(CredentialsRejected) as caught:
        ends.client("noconfirm").update_advocate(advocateid=ada.id, **asked, smsOptinConfirmed=1)
    assert caught.value.status == 403


@shows(BOTH, "smsOptout")
@pytest.mark.parametrize("endpoint", BOTH)
def test_no_opt_in_undoes_an_opt_out_of_texts(ends: Ends, endpoint: str) -> None:
    asked: Any = {"phone": "8165550123", "campaigns": [998]}
    ada = write(ends, endpoint, **asked, smsOptout=1)
    ends.api.update_advocate(advocateid=ada.id, **asked, smsOptin=1)
    ends.api.update_advocate(advocateid=ada.id, **asked, smsOptin=1, smsOptinConfirmed=1)
    assert [phone.subscribed for phone in ends.advocate(ada.id).phones] == [False]
    assert ends.sandbox.texts() == []


@shows(BOTH, "emailOptin", "emailOptout")
@pytest.mark.parametrize("endpoint", BOTH)
def test_an_email_address_may_change_its_mind(ends: Ends, endpoint: str) -> None:
    asked = {"email": "ada@example.org", "campaigns": [998]}
    seen = [
        write(ends, endpoint, **asked, **{flag: 1}).emails[0].subscribed
        for flag in ("emailOptin", "emailOptout", "emailOptin")
    ]
    assert seen == [True, False, True]


def test_an_address_given_without_an_opt_in_is_not_subscribed(ends: Ends) -> None:
    ada = ends.advocate(ends.ada())
    assert [*(phone.subscribed for phone in ada.phones), *(email.subscribed for email in ada.emails)] == [False, False]


@shows("post_twitter_card", "card", "email", "name", "screen_name", "campaignid", "app_id", "api_key")
def test_a_card_becomes_an_advocate(ends: Ends) -> None:
    made = ends.api.post_twitter_card(
        card="1o416", name="Pat Q. Example", email="pat@example.org", screen_name="pat", campaignid=999
    )
    pat = ends.advocate(made.advocateid or 0)
    assert (pat.firstname, pat.lastname, pat.emails[0].address) == ("Pat Q.", "Example", "pat@example.org")
    assert [(other.product, other.id) for other in pat.ids] == [("Twitter", "pat")]
    assert [membership.campaignid for membership in pat.memberships] == [999]
    (call,) = [call for call in ends.sandbox.state.calls.all() if call.method == "POST"]
    assert call.form["card"] == "1o416"
    with pytest.raises(CredentialsRejected):
        ends.client("nobody").post_twitter_card(card="1o416", name="Pat", email="pat@example.org", campaignid=999)


CONTACT = {"campaignid": 998, "type": ["email"]}


@shows("create_connection", "advocateid", "campaignid", "type")
@pytest.mark.parametrize("status", [200, 201])
@pytest.mark.parametrize("quirks", [False, True])
def test_a_connection_is_made_of_the_advocate_by_each_type(ends: Ends, status: int, quirks: bool) -> None:
    ends.options(created_status=status, quirks=quirks)
    id_ = ends.ada(campaigns=[998, 999])
    made = ends.api.create_connection(advocateid=id_, campaignid=999, type=["email", "call"])
    assert len(made.ids) == len(made.leg) == 2, "a governor and a mayor"
    rows = list(ends.api.list_connections(campaign_id=999, updated_at="2000-01-01 00:00:00"))
    assert sorted(str(row.type) for row in rows) == ["CALL", "CALL", "EMAIL", "EMAIL"]
    assert {(row.advocate_id, row.campaign_id, row.advocate_name) for row in rows} == {(id_, 999, "Ada Example")}
    assert {row.legislator_id for row in rows} == {official.id for official in made.leg.values()}
    assert set(made.ids) <= {row.id for row in rows}
    assert ends.advocate(id_).connections == 4
    assert (made.url, set(made.urls.values())) == ("", {""}), "links are there for tweets only"


@shows("create_connection", "emailSubject", "emailMessage", "p2asource")
def test_an_email_has_its_own_words_or_the_campaigns(ends: Ends) -> None:
    contact: Any = {"advocateid": ends.ada(), **CONTACT}
    ends.api.create_connection(**contact, emailSubject="Whales & us", emailMessage="Please\nsave", p2asource="Card")
    ends.api.create_connection(**contact)
    rows = ends.stored("connections")
    assert {(r["subject"], r["message"], r["source"]) for r in rows[:3]} == {("Whales & us", "Please\nsave", "card")}
    assert {r["subject"] for r in rows[3:]} == {"Please protect the whales"}


@shows("create_connection", "tweetMessage")
def test_a_tweet_is_a_link_with_its_words_and_one_for_each_official(ends: Ends) -> None:
    contact: Any = {"advocateid": ends.ada(), "campaignid": 998, "type": ["tweet"]}
    made = ends.api.create_connection(**contact, tweetMessage="[@legislator] Please & thanks")
    assert made.url.startswith("https://twitter.com/intent/tweet?text=%40")
    assert made.url.endswith("+Please+%26+thanks")
    assert list(made.urls) == [str(id_) for id_ in made.ids] == list(made.leg)
    assert ends.api.create_connection(**contact).url.endswith("+Please+vote+to+protect+the+whales%21")


@shows("create_connection", *UTM)
def test_the_utm_tags_of_a_connection_arrive(ends: Ends) -> None:
    """The platform shows them nowhere; what it was sent is all there is to see."""
    tagged: Any = {"advocateid": ends.ada(), **CONTACT, **{name: f"the {name}" for name in UTM}}
    ends.api.create_connection(**tagged)
    form = ends.sandbox.state.calls.all()[-1].form
    assert {name: form[name] for name in UTM} == {name: f"the {name}" for name in UTM}

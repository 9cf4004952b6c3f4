"""What a create, an update and a card do to an advocate, and the life of an opt-in."""

import pytest

from local.sandbox import Sandbox
from tests.unit.sandbox.calling import PERSON, Api, Clock

CARD = {
    "app_id": "demo",
    "api_key": "demo",
    "campaignid": "998",
    "card": "1o416",
    "name": "Pat Q. Example",
    "email": "pat@example.org",
    "screen_name": "pat",
    "token": "857779ff1a1b9fd2ae686a3afb33cd44",
    "tw_userid": "635491364",
}


def test_a_create_answers_with_the_documented_envelope(api: Api) -> None:
    reply = api.post("advocates", PERSON)
    assert reply.status == 200
    assert reply.acted
    assert reply.body == {"success": 1, "error": None, "type": "created", "advocateid": 19302020}


def test_an_advocate_has_every_documented_property(api: Api) -> None:
    advocate = api.advocate(api.create(**{"fields[5365]": "Retirement", "tags[]": "vip"}))
    assert set(advocate) == {
        *(
            "id",
            "prefix",
            "firstname",
            "middlename",
            "lastname",
            "suffix",
            "notes",
            "stage",
            "rating",
            "connections",
        ),
        *(
            "tags",
            "created_at",
            "updated_at",
            "emails",
            "phones",
            "address",
            "districts",
            "ids",
            "memberships",
            "fields",
        ),
    }
    assert set(advocate["address"]) == {
        *("street1", "street2", "city", "state", "zip5", "zip4", "county"),
        *("countryAbbr", "countryName", "latitude", "longitude"),
    }
    assert set(advocate["districts"]) == {"congressional", "stateSenate", "stateHouse", "cityCouncil"}
    assert set(advocate["emails"][0]) == set(advocate["phones"][0]) == {"id", "address", "subscribed"}
    assert set(advocate["memberships"][0]) == {
        "id",
        "campaignid",
        "campaigntype",
        "name",
        "source",
        "created_at",
    }
    assert set(advocate["fields"][0]) == {"fieldid", "name", "value", "created_at"}


def test_what_was_sent_is_what_is_shown(api: Api) -> None:
    advocate = api.advocate(
        api.create(**{"campaigns[]": ["998", "999"], "prefix": "Ms.", "address2": "Apt 4", "fields[5365]": "Retirement",
                      "tags[]": ["vip", "press"], "p2asource": "website", "utm_source": "news"})
    )  # fmt: skip
    assert (advocate["prefix"], advocate["firstname"], advocate["lastname"]) == ("Ms.", "Ada", "Example")
    assert advocate["phones"][0]["address"] == "+18165550123"
    assert advocate["emails"][0]["address"] == "ada@example.org"
    address = advocate["address"]
    assert (
        address["street1"],
        address["street2"],
        address["city"],
        address["state"],
        address["countryAbbr"],
    ) == (
        "10 Elm Street",
        "Apt 4",
        "Boston",
        "MA",
        "US",
    )
    assert advocate["tags"] == ["press", "vip"]
    assert [(m["campaignid"], m["name"], m["source"]) for m in advocate["memberships"]] == [
        (998, "Save the Whales", "website"),
        (999, "Clean Rivers", "website"),
    ]
    assert [(f["fieldid"], f["name"], f["value"]) for f in advocate["fields"]] == [
        (5365, "Most important issue", "Retirement")
    ]


def test_a_zip_keeps_its_leading_zero(api: Api) -> None:
    assert api.advocate(api.create())["address"]["zip5"] == "02134"


def test_json_with_real_arrays_and_numbers_works_as_a_form_does(api: Api) -> None:
    reply = api.post_json(
        "advocates",
        {
            "campaigns": [998, 999],
            "email": "ada@example.org",
            "phone": 8165550123,
            "smsOptin": 1,
            "fields": {"7": "x"},
        },
    )
    advocate = api.advocate(reply.body["advocateid"])
    assert [membership["campaignid"] for membership in advocate["memberships"]] == [998, 999]
    assert advocate["fields"][0]["name"] == "Custom field 7"


def test_a_create_with_a_known_email_in_any_case_is_an_update(api: Api) -> None:
    first = api.create()
    again = api.post("advocates", {**PERSON, "email": "ADA@example.org", "lastname": "Sample"})
    assert again.body == {"success": 1, "error": None, "type": "updated", "advocateid": first}
    assert api.advocate(first)["lastname"] == "Sample"
    assert len(api.advocates()) == 1


def test_a_phone_never_finds_anybody(api: Api) -> None:
    form = {"campaigns[]": "998", "phone": "8165550123"}
    assert api.post("advocates", form).body["advocateid"] != api.post("advocates", form).body["advocateid"]


def test_without_upsert_a_known_email_makes_another_advocate(api: Api) -> None:
    api.sandbox.change_options({"upsert": "off"})
    assert api.create() != api.create()


def test_what_is_new_can_be_answered_with_201(api: Api) -> None:
    api.sandbox.change_options({"created_status": 201})
    assert [api.post("advocates", PERSON).status for _ in range(2)] == [201, 200]


def test_given_fields_overwrite_and_blanks_do_too(api: Api) -> None:
    advocate = api.create()
    api.post("advocates", {"advocateid": str(advocate), "firstname": "", "zip5": "", "lastname": "Sample"})
    shown = api.advocate(advocate)
    assert (shown["firstname"], shown["lastname"], shown["address"]["zip5"]) == ("", "Sample", "")
    assert shown["address"]["street1"] == "10 Elm Street", "what isn't given stays"


def test_emails_phones_and_tags_are_added_and_never_replaced(api: Api) -> None:
    advocate = api.create(**{"tags[]": "vip"})
    changes = {"email": "ada@example.com", "phone": "8165550124", "tags[]": "press"}
    api.post("advocates", {"advocateid": str(advocate), **changes})
    api.post("advocates", {"advocateid": str(advocate), **changes})
    shown = api.advocate(advocate)
    assert [email["address"] for email in shown["emails"]] == ["ada@example.org", "ada@example.com"]
    assert [phone["address"] for phone in shown["phones"]] == ["+18165550123", "+18165550124"]
    assert shown["tags"] == ["press", "vip"]


def test_joining_a_campaign_twice_makes_one_membership_with_the_first_date(api: Api, clock: Clock) -> None:
    advocate = api.create(p2asource="website")
    joined = api.advocate(advocate)["memberships"]
    clock.forward(60)
    api.create()
    assert api.advocate(advocate)["memberships"] == joined


def test_an_update_of_nothing_is_carried_out_and_renews_the_date(api: Api, clock: Clock) -> None:
    advocate = api.create()
    clock.forward(60)
    assert api.post("advocates", {"advocateid": str(advocate)}).acted
    shown = api.advocate(advocate)
    assert shown["created_at"] == "2023-11-14 22:13:20.000000"
    assert shown["updated_at"] == "2023-11-14 22:14:20.000000"


@pytest.mark.parametrize("form", [{"advocateid": "1"}, {"advocateid": ""}, {"advocateid": "x"}])
def test_an_update_of_nobody_is_refused(api: Api, form: dict[str, str]) -> None:
    reply = api.post("advocates", form)
    assert (reply.status, reply.body["success"], reply.acted) == (422, 0, False)


def test_an_unknown_campaign_is_refused_and_nothing_is_written(api: Api) -> None:
    reply = api.post("advocates", {**PERSON, "campaigns[]": ["998", "7"]})
    assert (reply.status, reply.body["success"], reply.acted) == (422, 0, False)
    assert "7" in reply.body["error"]
    assert api.advocates() == []


def test_an_address_given_without_an_opt_in_is_not_subscribed(api: Api) -> None:
    shown = api.advocate(api.create())
    assert shown["emails"][0]["subscribed"] is False
    assert shown["phones"][0]["subscribed"] is False


def test_an_email_opt_in_counts_at_once_and_its_opt_out_can_be_undone(api: Api) -> None:
    advocate = api.create(emailOptin="1")
    assert api.advocate(advocate)["emails"][0]["subscribed"] is True
    api.create(emailOptout="1")
    assert api.advocate(advocate)["emails"][0]["subscribed"] is False
    api.create(emailOptin="1")
    assert api.advocate(advocate)["emails"][0]["subscribed"] is True


def test_an_sms_opt_in_is_only_requested_until_the_person_answers_yes(api: Api) -> None:
    advocate = api.create(smsOptin="1")
    assert api.advocate(advocate)["phones"][0]["subscribed"] is False
    assert api.sandbox.say_yes("8165550123") == [advocate]
    assert api.advocate(advocate)["phones"][0]["subscribed"] is True
    assert api.sandbox.say_yes("8165550123") == []


def test_each_sms_opt_in_texts_the_person_until_it_is_confirmed(api: Api, clock: Clock) -> None:
    advocate = api.create(smsOptin="1")
    clock.forward(1)
    api.create(smsOptin="1")
    api.sandbox.say_yes("8165550123")
    api.create(smsOptin="1")
    sent = [(text["phone"], text["advocateid"], text["time"]) for text in api.sandbox.texts()]
    assert sent == [("8165550123", advocate, clock.now - 1), ("8165550123", advocate, clock.now)]


def test_a_confirmed_opt_in_subscribes_at_once_without_a_text(api: Api) -> None:
    advocate = api.create(smsOptin="1", smsOptinConfirmed="1")
    assert api.advocate(advocate)["phones"][0]["subscribed"] is True
    assert api.sandbox.texts() == []


def test_a_confirmed_opt_in_needs_the_accounts_permission(api: Api) -> None:
    form = {**PERSON, "smsOptin": "1", "smsOptinConfirmed": "1"}
    reply = api.post("advocates", form, ("noconfirm", "noconfirm"))
    assert (reply.status, reply.body["success"]) == (403, 0)
    assert api.advocates() == []


@pytest.mark.parametrize("again", [{"smsOptin": "1"}, {"smsOptin": "1", "smsOptinConfirmed": "1"}])
def test_an_sms_opt_out_is_final(api: Api, again: dict[str, str]) -> None:
    advocate = api.create(smsOptin="1", smsOptinConfirmed="1")
    api.create(smsOptout="1")
    assert api.create(**again) == advocate
    assert api.sandbox.say_yes("8165550123") == []
    assert api.advocate(advocate)["phones"][0]["subscribed"] is False
    assert api.sandbox.texts() == []


def test_an_opt_out_wins_over_an_opt_in_of_the_same_request(api: Api) -> None:
    advocate = api.create(smsOptin="1", smsOptout="1", emailOptin="1", emailOptout="1")
    shown = api.advocate(advocate)
    assert (shown["emails"][0]["subscribed"], shown["phones"][0]["subscribed"]) == (False, False)
    assert api.sandbox.texts() == []


def test_an_expunged_advocate_is_a_bare_record_that_no_address_finds(api: Api) -> None:
    advocate = api.create(**{"tags[]": "vip", "fields[1]": "x"})
    assert api.sandbox.expunge(advocate)
    shown = api.advocate(advocate)
    assert (shown["firstname"], shown["emails"], shown["phones"], shown["tags"], shown["fields"]) == (
        None,
        [],
        [],
        [],
        [],
    )
    assert shown["address"]["street1"] is None
    assert api.create() != advocate
    assert not api.sandbox.expunge(1)


def test_the_documented_twitter_card_becomes_an_advocate(api: Api) -> None:
    reply = api.post("twitter-cards", CARD, None)
    assert (reply.status, reply.acted, reply.body["success"]) == (200, True, 1)
    shown = api.advocate(reply.body["advocateid"])
    assert (shown["firstname"], shown["lastname"]) == ("Pat Q.", "Example")
    assert shown["emails"][0]["address"] == "pat@example.org"
    assert shown["emails"][0]["subscribed"] is False
    assert [membership["campaignid"] for membership in shown["memberships"]] == [998]
    assert shown["ids"] == [{"product": "Twitter", "id": "pat"}]


def test_a_card_of_a_known_email_finds_its_advocate(api: Api) -> None:
    advocate = api.create(email="pat@example.org")
    assert api.post("twitter-cards", {**CARD, "name": "Cher"}, None).body["advocateid"] == advocate
    shown = api.advocate(advocate)
    assert (shown["firstname"], shown["lastname"]) == ("Cher", "Example")


@pytest.mark.parametrize("missing", ["card", "email", "name", "campaignid"])
def test_a_card_without_a_required_value_is_refused(api: Api, missing: str) -> None:
    form = {name: value for name, value in CARD.items() if name != missing}
    assert api.post("twitter-cards", form, None).status == 422


@pytest.mark.parametrize("change", [{"api_key": "wrong"}, {"app_id": "wrong"}, {"api_key": ""}])
def test_a_card_takes_its_credential_from_the_body_only(api: Api, change: dict[str, str]) -> None:
    assert api.post("twitter-cards", {**CARD, **change}).status == 401
    assert api.advocates() == []


def test_a_failure_inside_a_call_leaves_nothing_of_it(
    api: Api, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("half way")

    monkeypatch.setattr(sandbox.state.advocates, "write_fields", fail)
    with pytest.raises(RuntimeError, match="half way"):
        api.post("advocates", PERSON)
    assert api.advocates() == []

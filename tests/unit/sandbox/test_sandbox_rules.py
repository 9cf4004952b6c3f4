"""The rules of each kind of argument. The argument lists themselves are in tests/contract."""

from pathlib import Path
from typing import cast

import pytest

import local.sandbox
from local.sandbox.arguments import from_json, from_pairs
from local.sandbox.rules import Endpoint, Refused, Values, check
from tests.unit.sandbox.calling import PERSON, Form, pairs

CONNECTION: Form = {"advocateid": "1", "campaignid": "998", "type[]": ["email"]}
LISTING: Form = {"campaign_id": "998", "updated_at": "2026-01-02 03:04:05", "page": "1", "per_page": "25"}


def checked(endpoint: str, form: Form) -> Values:
    return check(cast("Endpoint", endpoint), from_pairs(pairs(form)))


def refusal(endpoint: str, form: Form) -> str:
    with pytest.raises(Refused) as raised:
        checked(endpoint, form)
    assert raised.value.status == 422
    return raised.value.text


def test_every_fault_of_a_request_is_named() -> None:
    text = refusal("create_advocate", {"email": "nobody", "zip5": "123"})
    assert "campaigns is required." in text
    assert "email 'nobody' is invalid" in text
    assert "zip5 '123' is invalid" in text
    assert "One of email or phone" not in text, "an invalid address is not a missing one"


def test_one_of_email_and_phone_is_required() -> None:
    assert "One of email or phone is required." in refusal("create_advocate", {"campaigns[]": "998"})
    checked("create_advocate", {"campaigns[]": "998", "phone": "8165550123"})
    checked("create_advocate", {"campaigns[]": "998", "email": "ada@example.org"})


@pytest.mark.parametrize(
    "phone", ["816555012", "81655501234", "816-555-0123", "(816) 555-0123", "+448165550123", "816555012x"]
)
def test_a_phone_that_is_not_ten_digits_is_refused(phone: str) -> None:
    assert "phone" in refusal("create_advocate", {**PERSON, "phone": phone})


@pytest.mark.parametrize("phone", ["8165550123", "+18165550123", "18165550123", " 8165550123\n   "])
def test_a_phone_of_ten_digits_is_taken_also_in_e164_and_with_space_around(phone: str) -> None:
    assert checked("create_advocate", {**PERSON, "phone": phone}).text("phone") == "8165550123"


@pytest.mark.parametrize(
    "email",
    ["ada", "ada@", "@example.org", "ada@example", "a da@example.org", "ada@exa mple.org", "a..b@example.org",
     ".a@example.org", "ada@-example.org", "ada@example..org", "ada@@example.org", "x" * 250 + "@example.org"],
)  # fmt: skip
def test_an_email_address_that_is_none_is_refused(email: str) -> None:
    assert "email" in refusal("create_advocate", {**PERSON, "email": email})


@pytest.mark.parametrize("email", ["ada@example.org", "a.b+c@mail.example.co.uk", "o'neil@example.com"])
def test_an_email_address_is_taken(email: str) -> None:
    assert checked("create_advocate", {**PERSON, "email": email}).text("email") == email


@pytest.mark.parametrize("zip5", ["2134", "021345", "02134-1234", "0213a"])
def test_a_zip_that_is_not_five_digits_is_refused(zip5: str) -> None:
    assert "zip5" in refusal("create_advocate", {**PERSON, "zip5": zip5})


def test_a_zip_that_went_through_a_number_has_lost_its_zero_and_is_refused() -> None:
    with pytest.raises(Refused):
        check("create_advocate", from_json({"campaigns": [998], "email": "ada@example.org", "zip5": 2134}))
    assert check("create_advocate", from_json({"campaigns": [998], "email": "a@example.org", "zip5": 64108}))


@pytest.mark.parametrize(
    ("name", "value"),
    [("state", "Massachusetts"), ("state", "XX"), ("country", "1"), ("country", "USA"), ("smsOptin", "yes"),
     ("emailOptin", "true"), ("campaigns[]", "whales"), ("campaigns[]", "0"), ("campaigns[]", "-1")],
)  # fmt: skip
def test_other_bad_values_of_an_advocate_are_refused(name: str, value: str) -> None:
    assert name.rstrip("[]") in refusal("create_advocate", {**PERSON, name: value})


@pytest.mark.parametrize("endpoint", ["create_advocate", "update_advocate"])
@pytest.mark.parametrize(
    ("flag", "needed"),
    [("smsOptin", "phone"), ("smsOptin", "campaigns[]"), ("smsOptout", "phone"), ("smsOptout", "campaigns[]"),
     ("emailOptin", "email"), ("emailOptin", "campaigns[]"), ("emailOptout", "email"),
     ("emailOptout", "campaigns[]")],
)  # fmt: skip
def test_an_opting_flag_needs_its_address_and_a_campaign_in_the_same_request(
    endpoint: str, flag: str, needed: str
) -> None:
    form: Form = {**PERSON, "advocateid": "1", flag: "1"}
    checked(endpoint, form)
    without = {name: value for name, value in form.items() if name != needed}
    assert needed.rstrip("[]") in refusal(endpoint, without)


def test_a_flag_of_zero_asks_for_nothing_and_needs_nothing() -> None:
    checked("create_advocate", {"campaigns[]": "998", "email": "ada@example.org", "smsOptin": "0"})


@pytest.mark.parametrize("missing", ["smsOptin", "phone"])
def test_a_confirmed_opt_in_needs_the_opt_in_and_the_phone(missing: str) -> None:
    form: Form = {**PERSON, "smsOptin": "1", "smsOptinConfirmed": "1"}
    checked("create_advocate", form)
    refusal("create_advocate", {name: value for name, value in form.items() if name != missing})
    refusal("create_advocate", {**form, "smsOptin": "0"})


@pytest.mark.parametrize("name", ["p2asource", "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"])
def test_source_tags_of_an_update_need_a_campaign_and_of_a_create_have_one(name: str) -> None:
    checked("create_advocate", {**PERSON, name: "website"})
    checked("update_advocate", {"advocateid": "1", "campaigns[]": "998", name: "website"})
    assert "campaigns" in refusal("update_advocate", {"advocateid": "1", name: "website"})


@pytest.mark.parametrize(("name", "value"), [("message", "Please"), ("guests", "2"), ("guestNames[]", "Bo")])
def test_message_and_guests_exist_in_an_update_only(name: str, value: str) -> None:
    checked("update_advocate", {"advocateid": "1", name: value})
    assert "only be sent in an update" in refusal("create_advocate", {**PERSON, name: value})


def test_a_guests_name_has_at_most_100_characters() -> None:
    checked("update_advocate", {"advocateid": "1", "guestNames[]": ["x" * 100, "Bo"]})
    assert "at most 100 characters" in refusal("update_advocate", {"advocateid": "1", "guestNames[]": ["x" * 101]})


def test_the_number_of_guests_is_positive_and_has_five_digits() -> None:
    for wrong in ("0", "-1", "100000", "two"):
        assert "guests" in refusal("update_advocate", {"advocateid": "1", "guests": wrong})
    assert checked("update_advocate", {"advocateid": "1", "guests": "99999"}).number("guests") == 99999


def test_custom_fields_are_named_by_their_number() -> None:
    assert checked("create_advocate", {**PERSON, "fields[5365]": "x"}).fields == {5365: "x"}
    assert "fields" in refusal("create_advocate", {**PERSON, "fields[age]": "x"})
    assert "fields" in refusal("create_advocate", {**PERSON, "fields": "x"})


def test_a_tweet_has_at_most_280_characters() -> None:
    checked("create_connection", {**CONNECTION, "tweetMessage": "x" * 280})
    assert "at most 280 characters" in refusal("create_connection", {**CONNECTION, "tweetMessage": "x" * 281})


def test_an_email_message_needs_a_subject_but_a_subject_may_come_alone() -> None:
    checked("create_connection", {**CONNECTION, "emailSubject": "Whales", "emailMessage": "Please"})
    checked("create_connection", {**CONNECTION, "emailSubject": "Whales"})
    assert "emailSubject" in refusal("create_connection", {**CONNECTION, "emailMessage": "Please"})


def test_a_connections_types_are_tweet_email_and_call() -> None:
    types = checked("create_connection", {**CONNECTION, "type[]": ["tweet", "email", "call", "email"]}).texts("type")
    assert types == ("tweet", "email", "call")
    for wrong in ("fax", "EMAIL", ""):
        assert "type" in refusal("create_connection", {**CONNECTION, "type[]": [wrong]})


@pytest.mark.parametrize("missing", ["campaign_id", "updated_at", "page", "per_page"])
def test_list_connections_requires_all_its_arguments(missing: str) -> None:
    assert f"{missing} is required." in refusal(
        "list_connections", {name: value for name, value in LISTING.items() if name != missing}
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [("per_page", "24"), ("per_page", "101"), ("page", "0"), ("campaign_id", "x"), ("updated_at", "2026-01-02"),
     ("updated_at", "1767323045"), ("updated_at", "2026-13-02 03:04:05"), ("legislator_id", "x")],
)  # fmt: skip
def test_list_connections_refuses_bad_values(name: str, value: str) -> None:
    assert name in refusal("list_connections", {**LISTING, name: value})


def test_the_date_of_list_connections_is_utc() -> None:
    assert checked("list_connections", LISTING).number("updated_at") == 1767323045


@pytest.mark.parametrize("word", ["true", "True", "TRUE", "false", "False"])
def test_true_and_false_are_words_in_any_case(word: str) -> None:
    assert checked("list_campaigns", {"includeGeneric": word}).flag("includeGeneric") is (word.lower() == "true")


@pytest.mark.parametrize("wrong", ["1", "0", "yes"])
def test_other_words_than_true_and_false_are_refused(wrong: str) -> None:
    assert "includePrivate" in refusal("list_campaigns", {"includePrivate": wrong})


@pytest.mark.parametrize(
    ("name", "value"),
    [("page", "0"), ("page", "x"), ("updatedSince", "2017-11-18"), ("state", "Cal"), ("campaignid", "x"),
     ("email", "a b@example.org"), ("phone", "555"), ("excludeGdpr", "true")],
)  # fmt: skip
def test_list_advocates_refuses_bad_filters(name: str, value: str) -> None:
    assert name in refusal("list_advocates", {name: value})


@pytest.mark.parametrize("phone", ["(816) 555-0123", "+1 816 555 0123", "816.555.0123", "18165550123"])
def test_the_phone_filter_takes_any_format(phone: str) -> None:
    assert checked("list_advocates", {"phone": phone}).text("phone") == "8165550123"


def test_of_a_repeated_scalar_the_last_one_counts() -> None:
    assert checked("create_advocate", {**PERSON, "firstname": ["Ada", "Bea"]}).text("firstname") == "Bea"


def test_a_blank_counts_as_missing_where_something_is_required() -> None:
    assert "campaigns is required." in refusal("create_advocate", {**PERSON, "campaigns[]": [""]})
    assert "advocateid is required." in refusal("update_advocate", {"advocateid": " "})


def test_unknown_arguments_are_ignored_unless_strict() -> None:
    arguments = from_pairs(pairs({**PERSON, "p2aSource": "website"}))
    check("create_advocate", arguments)
    with pytest.raises(Refused, match="p2aSource is not an argument here"):
        check("create_advocate", arguments, strict=True)


def test_the_sandbox_shares_no_code_with_the_relay() -> None:
    folder = Path(local.sandbox.__file__).parent
    imported = [
        name
        for source in folder.glob("*.py")
        for line in source.read_text(encoding="utf-8").splitlines()
        if (words := line.split())[:1] in (["from"], ["import"])
        for name in words[1:2]
    ]
    assert "local.sandbox.store" in imported
    assert not [name for name in imported if name.split(".")[0] in {"relay", "functions", "operate"}]

"""How arguments come over the wire, and what the call log keeps of them."""

import json

import pytest

from local.sandbox.arguments import Malformed, from_body, from_json, from_pairs, from_query

FORM = "application/x-www-form-urlencoded"


def test_campaigns_may_be_sent_with_and_without_brackets_and_with_indexes() -> None:
    arguments = from_pairs([("campaigns", "997"), ("campaigns[]", "998"), ("campaigns[0]", "999")])
    assert arguments.values == {"campaigns": ["997", "998", "999"]}


def test_custom_fields_are_kept_by_their_number() -> None:
    assert from_pairs([("fields[5365]", "Retirement")]).keyed == {"fields": {"5365": "Retirement"}}


def test_a_form_and_a_json_object_mean_the_same() -> None:
    form = from_body(b"campaigns[]=998&campaigns[]=999&smsOptin=1&fields[5365]=x&zip5=02134", FORM)
    content = {"campaigns": [998, 999], "smsOptin": 1, "fields": {"5365": "x"}, "zip5": "02134"}
    sent = from_body(json.dumps(content).encode(), "application/json; charset=utf-8")
    assert (sent.values, sent.keyed) == (form.values, form.keyed)


def test_blanks_are_kept_and_nulls_are_not_sent() -> None:
    assert from_body(b"firstname=&lastname=x", FORM).values["firstname"] == [""]
    assert "firstname" not in from_json({"firstname": None}).values


def test_an_empty_pair_is_nothing() -> None:
    assert from_body(b"firstname=Patrick&&lastname=Smith", FORM).names == {"firstname", "lastname"}


def test_a_plus_in_a_query_string_is_a_space() -> None:
    assert from_query("email=a+b@example.org").values == {"email": ["a b@example.org"]}


def test_the_log_has_names_as_sent_with_lists_for_repeated_and_bracketed_ones() -> None:
    sent = from_pairs([("campaigns[]", "998"), ("tags", "a"), ("tags", "b"), ("email", "a@example.org")]).sent
    assert sent == {"campaigns[]": ["998"], "tags": ["a", "b"], "email": "a@example.org"}


def test_the_log_has_json_arrays_as_lists_and_anything_else_as_a_string() -> None:
    sent = from_json({"type": ["email"], "advocateid": 7, "fields": {"1": "x"}, "smsOptin": True, "city": None}).sent
    assert sent == {
        "type": ["email"],
        "advocateid": "7",
        "fields": '{"1": "x"}',
        "smsOptin": "true",
        "city": "",
    }


def test_the_log_never_has_the_cards_credential() -> None:
    form = from_pairs([("app_id", "demo"), ("api_key", "demo"), ("api_key", "other"), ("card", "1o416")])
    assert form.sent == {"app_id": "***", "api_key": ["***", "***"], "card": "1o416"}
    assert from_json({"app_id": "demo", "api_key": "demo"}).sent == {"app_id": "***", "api_key": "***"}


@pytest.mark.parametrize("body", [b"{", b"[1]", b'"text"', b"\xff"])
def test_a_body_that_is_not_a_json_object_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed) as raised:
        from_body(body, "application/json")
    assert raised.value.status == 400


def test_other_media_types_are_refused() -> None:
    with pytest.raises(Malformed) as raised:
        from_body(b"", "multipart/form-data; boundary=x")
    assert raised.value.status == 415

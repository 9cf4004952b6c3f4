"""Forms as page builders, frameworks and old pages really send them, from the bytes to the advocate."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from relay.sources import twitter_card, web_form
from relay.submission import Argument
from tests.fakes.events import CARD_PATH, FORM_PATH, URLENCODED, Context, event
from tests.unit.sources import arrivals
from tests.unit.sources.arrivals import Pairs, relay

BY_EMAIL = {"email": "jane@example.org", "p2asource": "website"}
JSON = "application/json"
IN_PARTS = (
    b'--x\r\nContent-Disposition: form-data; name="email"\r\n\r\njane@example.org\r\n'
    b'--x\r\nContent-Disposition: form-data; name="firstname"\r\n'
    b"Content-Type: text/plain; charset=ISO-8859-1\r\n\r\nJos\xe9\r\n--x--\r\n"
)


def sent(body: bytes, content_type: str = URLENCODED) -> tuple[dict[str, Argument], dict[str, Any]]:
    """The advocate that a form with this body makes, {} if none, and the reply."""
    to = relay()
    headers = {"content-type": content_type, "accept": JSON}
    reply = web_form.handle(event(f"{FORM_PATH}/998", body=body, headers=headers), Context(), to.ingress)
    return (dict(to.intake.accepted[0].advocate) if to.intake.accepted else {}), reply


def advocate(body: bytes, content_type: str = URLENCODED) -> dict[str, Argument]:
    made, reply = sent(body, content_type)
    assert reply["statusCode"] == 200, reply["body"]
    return made


def of_fields(*pairs: tuple[str, str]) -> dict[str, Argument]:
    return advocate(urlencode([("email", "jane@example.org"), *pairs]).encode())


@pytest.mark.parametrize("twins", [["true", "false"], ["false", "true"], ["1", "0"], ["0", "1"], ["I agree", "0"]])
def test_an_unsubscribe_form_with_a_hidden_twin_signs_nobody_up(twins: list[str]) -> None:
    assert of_fields(*(("emailOptout", twin) for twin in twins)) == {**BY_EMAIL, "emailOptout": "1"}


def test_a_box_with_words_for_a_value_is_ticked() -> None:
    assert of_fields(("emailOptin", "I agree")) == {**BY_EMAIL, "emailOptin": "1"}
    assert of_fields(("emailOptin", "No thanks")) == BY_EMAIL


def test_two_answers_to_one_question_are_refused() -> None:
    _, reply = sent(b"email=jane@example.org&emailOptin=Yes&emailOptin=No+thanks")
    assert (reply["statusCode"], arrivals.errors(reply)) == (422, {"emailOptin": "invalid"})


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (
            {"address": {"zip": "02134", "street": "12 Linden Street"}},
            {"zip5": "02134", "address1": "12 Linden Street"},
        ),
        (
            {"address": {"zip": "02134"}, "street": "12 Linden Street"},
            {"zip5": "02134", "address1": "12 Linden Street"},
        ),
        ({"name": {"first": "Jane", "last": "Doe"}}, {"firstname": "Jane", "lastname": "Doe"}),
        ({"contact": {"addresses": [{"zip": "02134", "type": "home"}]}}, {"zip5": "02134"}),
        ({"fields": {"5365": "Savings"}}, {"fields": {"5365": "Savings"}}),
        ({"fields": [{"name": "firstname", "value": "Jane"}]}, {"firstname": "Jane"}),
        ({"emailOptin": True, "guests": 2, "zip": None}, {"emailOptin": "1", "guests": "2"}),
        ({"user": {"emailOptin": [False, True]}}, {"emailOptin": "1"}),
        ({"event": {"name": "Rally", "zip": "02135"}}, {}),
        (
            {"person": {"phone_numbers": [{"number": "+18165550123", "primary": True}], "given_name": "Jane"}},
            {"phone": "8165550123", "firstname": "Jane"},
        ),
        (
            {"person": {"postal_addresses": [{"address_lines": ["12 Linden Street", "Apt 4"], "region": "MA"}]}},
            {"address1": "12 Linden Street", "address2": "Apt 4", "state": "MA"},
        ),
    ],
)
def test_nested_json_is_read_by_its_inner_names(data: dict[str, object], told: dict[str, Argument]) -> None:
    assert advocate(json.dumps({"email": "jane@example.org", **data}).encode(), JSON) == {**BY_EMAIL, **told}


@pytest.mark.parametrize("data", [{"address": {"x": "02134"}}, {"tags": {"a": {"b": "c"}}}, {"x": {"zip": "02134"}}])
def test_what_stands_where_nobody_knows_what_it_is_is_refused_and_not_taken_for_something_else(
    data: dict[str, object],
) -> None:
    made, reply = sent(json.dumps({"email": "jane@example.org", **data}).encode(), JSON)
    assert (made, reply["statusCode"]) == ({}, 422)
    assert "02134" not in reply["body"]


@pytest.mark.parametrize(
    ("pairs", "told"),
    [
        ([("name", "Dr. Jane Doe")], {"prefix": "Dr.", "firstname": "Jane", "lastname": "Doe"}),
        ([("name", "Doe, Jane")], {"firstname": "Jane", "lastname": "Doe"}),
        ([("name", "Jane"), ("last_name", "Doe")], {"firstname": "Jane", "lastname": "Doe"}),
        ([("Name (First)", "Jane"), ("Name (Last)", "Doe")], {"firstname": "Jane", "lastname": "Doe"}),
        ([("address[street]", "12 Linden Street")], {"address1": "12 Linden Street"}),
        ([("ADDRESS[zip]", "02134"), ("MERGE0", "jane@example.org")], {"zip5": "02134"}),
        ([("tel-national", "(816) 555-0123")], {"phone": "8165550123"}),
    ],
)
def test_the_names_and_halves_of_other_forms_are_used(pairs: Pairs, told: dict[str, Argument]) -> None:
    assert of_fields(*pairs) == {**BY_EMAIL, **told}


@pytest.mark.parametrize("name", ["_replyto", "form_fields[email]", "Email *", "your-email", "contact.email", "EMAIL"])
def test_an_address_under_another_forms_name_is_the_address(name: str) -> None:
    assert advocate(urlencode({name: "jane@example.org"}).encode()) == BY_EMAIL


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"_charset_=windows-1252&email=jane@example.org&firstname=Jos%E9", URLENCODED),
        (b"email=jane@example.org&firstname=Jos%E9", URLENCODED),
        (b"email=jane@example.org&firstname=Jos%E9%81", URLENCODED),
        (b"email=jane@example.org&firstname=Jos%E9", f"{URLENCODED}; charset=ISO-8859-1"),
        (b'{"email": "jane@example.org", "firstname": "Jos\xe9"}', JSON),
        ('{"email": "jane@example.org", "firstname": "José"}'.encode("utf-16"), JSON),
        (
            IN_PARTS,
            "multipart/form-data; boundary=x",
        ),
    ],
)
def test_a_form_in_another_charset_arrives_as_it_was_typed(body: bytes, content_type: str) -> None:
    assert advocate(body, content_type) == {**BY_EMAIL, "firstname": "José"}


def test_a_lead_card_is_read_by_the_same_names() -> None:
    lead = {"api_key": "card-key", "name": "Dr. Jos\xe9 Doe", "form_fields[email]": "jane@example.org", "token": "t"}
    body = urlencode(lead, encoding="cp1252").encode()
    to = relay()
    reply = twitter_card.handle(
        event(f"{CARD_PATH}/998", body=body, headers={"content-type": URLENCODED}), Context(), to.ingress
    )
    assert reply["statusCode"] == 200
    (accepted,) = to.intake.accepted
    assert accepted.advocate == {
        "email": "jane@example.org",
        "prefix": "Dr.",
        "firstname": "José",
        "lastname": "Doe",
        "p2asource": "twitter-card",
    }

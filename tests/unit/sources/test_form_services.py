"""JSON of form services: what was filled in counts, what they say of the form itself doesn't."""

from typing import Any

import pytest

from relay.sources import bodies
from relay.sources.http import Request
from relay.sources.typed import fields
from tests.unit.sources.arrivals import posted_json


def said(data: object) -> fields.Filled:
    return fields.read(bodies.read(Request.from_event(posted_json("/signup", data))))


def typeform(*answers: dict[str, Any], questions: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    listed = [
        {"id": name, "title": title, "type": "x", "ref": f"ref-{name}"} for name, title in (questions or {}).items()
    ]
    return {
        "event_id": "1",
        "form_response": {"definition": {"title": "A name", "fields": listed}, "answers": answers, **more},
    }


def answer(kind: str, value: object, name: str = "q1", ref: str = "") -> dict[str, Any]:
    return {"type": kind, kind: value, "field": {"id": name, "type": "x", "ref": ref or f"ref-{name}"}}


@pytest.mark.parametrize(
    ("kind", "value", "question", "expected"),
    [
        ("text", "Ann", "What is your first name?", {"firstname": "Ann"}),
        ("number", 2134, "ZIP", {"zip5": "2134"}),
        ("boolean", True, "emailOptin", {"emailOptin": "1"}),
        ("boolean", False, "emailOptin", {}),
        ("choice", {"id": "x", "label": "Texas", "ref": "y"}, "State", {"state": "TX"}),
        ("choice", {"other": "Texas"}, "State", {"state": "TX"}),
        ("choices", {"ids": ["1"], "labels": ["a", "b"], "other": "c"}, "Tags", {"tags": ["a", "b", "c"]}),
        ("choices", {"ids": [], "labels": None}, "Tags", {}),
        ("payment", {"amount": "1", "last4": "1234", "name": "Ann Lee"}, "Name", {}),
        ("email", "ann@example.org", "Where can we reach you?", {"email": "ann@example.org"}),
        ("phone_number", "+18165550123", "And [by phone]?", {"phone": "8165550123"}),
    ],
)
def test_an_answer_of_typeform_has_its_questions_words(
    kind: str, value: object, question: str, expected: dict[str, object]
) -> None:
    found = said(typeform(answer(kind, value), questions={"q1": question}))
    assert (found.arguments, found.problems) == (expected, ())


def test_an_answers_reference_names_it_where_the_question_says_nothing() -> None:
    asked = {"q1": "... and your last name, {{field:ref-q0}}?"}
    found = said(typeform(answer("text", "Lee", ref="last_name"), questions=asked))
    assert (found.arguments, found.problems) == ({"lastname": "Lee"}, ())
    unknown = said(typeform(answer("text", "Lee"), questions=asked))
    assert (unknown.arguments, unknown.problems) == ({}, ())
    assert said(typeform(answer("text", "Lee", ref="last_name"))).arguments == {"lastname": "Lee"}
    assert said(typeform(answer("text", "Lee", name="last_name"))).arguments == {"lastname": "Lee"}


def test_a_question_may_stand_in_a_group() -> None:
    group = {"id": "g", "title": "Who are you?", "properties": {"fields": [{"id": "q1", "title": "Last name"}]}}
    response = {"answers": [answer("text", "Lee")], "definition": {"fields": [group, {"properties": {"fields": 1}}]}}
    assert said({"form_response": response}).arguments == {"lastname": "Lee"}


def test_groups_in_groups_are_no_crash() -> None:
    deep: dict[str, object] = {"title": "Last name", "id": "q1"}
    for _ in range(1200):
        deep = {"properties": {"fields": [deep]}}
    assert said({"form_response": {"answers": [answer("text", "Lee")], "definition": {"fields": [deep]}}}).arguments


def test_of_two_addresses_only_the_question_tells_whose_they_are() -> None:
    asked = {"q1": "Your email", "q2": "And that of a friend?"}
    both = (answer("email", "ann@example.org", "q1"), answer("email", "eve@example.org", "q2"))
    found = said(typeform(*both, questions=asked))
    assert (found.arguments, found.problems) == ({"email": "ann@example.org"}, ())


def test_what_typeform_says_of_its_form_is_nobodys() -> None:
    variables = [{"key": "name", "type": "text", "text": "typeform"}, {"key": "email", "type": "text", "value": "x"}]
    hidden = {"utm_source": "news", "zip": "02134"}
    long = {f"q{number}": "Name" for number in range(700)}
    found = said(typeform(questions=long, variables=variables, hidden=hidden, calculated={"score": 9}))
    assert (found.arguments, found.problems) == ({"utm_source": "news", "zip5": "02134"}, ())


@pytest.mark.parametrize(
    "odd",
    [
        {
            "form_response": {
                "answers": ["x", None, {"type": "text"}, {"type": None, "field": 1}, [1]],
                "definition": [],
            }
        },
        {"form_response": {"answers": [], "definition": {"fields": [1, {"title": 1}]}}},
        {"form_response": {"answers": [{"type": "choices", "choices": {"labels": [1, {}]}, "field": {"id": 1}}]}},
        {"form_response": "x"},
        {"form_response": {"answers": {"a": "b"}}},
        {"payload": {"data": []}},
        {"payload": []},
        {"data": {}},
    ],
)
def test_whatever_else_comes_is_no_crash(odd: object) -> None:
    assert said(odd).arguments == {}


def test_the_name_of_webflows_form_is_nobodys() -> None:
    data = {"First Name": "Ann", "email": "ann@example.org"}
    schema = [{"fieldName": "First Name", "fieldType": "FormTextInput", "fieldElementId": "1"}]
    form = {"name": "Contact Us", "siteId": "1", "data": data, "schema": schema, "formId": "2"}
    found = said({"triggerType": "form_submission", "payload": form})
    assert (found.arguments, found.problems) == ({"firstname": "Ann", "email": "ann@example.org"}, ())
    assert said({"payload": {"name": "Ann Lee", "data": {"zip": "02134"}}}).arguments["lastname"] == "Lee"


def test_the_name_of_webflows_form_is_nobodys_in_its_older_events() -> None:
    data = {"Name": "Ann Lee", "Email": "ann@example.org"}
    found = said({"name": "Email Form", "site": "1", "data": data, "d": "2016-09-14T12:35:16.117Z", "_id": "57"})
    assert found.arguments == {"firstname": "Ann", "lastname": "Lee", "email": "ann@example.org"}
    assert not found.problems


@pytest.mark.parametrize("kind", ["contact.created", "Form", "invoice.paid"])
def test_an_events_type_is_no_contact(kind: str) -> None:
    found = said({"type": kind, "timestamp": "2022-11-03T20:26:10.344522Z", "data": {"email": "ann@example.org"}})
    assert (found.arguments, found.problems) == ({"email": "ann@example.org"}, ())


@pytest.mark.parametrize("kind", ["email", ["email", "tweet"]])
def test_a_contact_stays_one_beside_an_object_data(kind: object) -> None:
    wished = [kind] if isinstance(kind, str) else kind
    assert said({"type": kind, "data": {"email": "ann@example.org"}}).arguments["type"] == wished
    assert said({"type": "call me", "zip": "02134"}).arguments["type"] == ["call me"]


def test_one_object_may_be_wrapped_in_a_list() -> None:
    assert said([{"email": "ann@example.org", "zip": "02134"}]).arguments == {
        "email": "ann@example.org",
        "zip5": "02134",
    }


def test_a_listed_field_with_a_key_of_the_services_own_counts_by_its_label() -> None:
    rows = [
        {"key": "question_mVGEg3", "label": "First name", "type": "INPUT_TEXT", "value": "Ann"},
        {"key": "question_nPpjVn", "label": "Which whales?", "value": ["a", "b"]},
        {"key": "email", "label": "An address", "value": "ann@example.org"},
    ]
    assert said({"eventType": "FORM_RESPONSE", "data": {"fields": rows}}).arguments == {
        "firstname": "Ann",
        "email": "ann@example.org",
    }

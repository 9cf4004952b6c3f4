"""The JSON of form services that isn't a form's: which of it was filled in, and under which names.

Typeform's answers have their questions elsewhere, and their values under the name of their kind
(https://www.typeform.com/developers/webhooks/example-payload/). Beside Webflow's fields stand the form's name and a
list of the fields' kinds (https://developers.webflow.com/data/reference/webhooks/events/form-submission). What both say
of the form itself is left out, and so is an event's type beside its `data`, as Standard Webhooks recommend it: all of
that says nothing of the person. Imported only where such an object was sent.
"""

from collections.abc import Mapping
from typing import Any, Final

from relay.sources.json_object import JsonObject

OF_TYPEFORMS_FORM: Final = frozenset({"definition", "variables", "calculated", "ending", "outcome"})
OF_WEBFLOWS_FORM: Final = frozenset({"name", "schema"})
CONTACTS: Final = frozenset({"", "email", "tweet", "call"})
OF_THE_PERSON: Final = frozenset({"email", "phone_number"})
LIKE_A_GROUP: Final = str.maketrans("[]", "()")  # in a question's words


def without_the_form(name: str, value: JsonObject) -> JsonObject:
    """The object without what its service says of the form; as it is, if it is none of theirs."""
    members = dict(value)
    if name == "form_response" and isinstance(members.get("answers"), list):
        return tuple(_typeforms(value, _questions(members.get("definition"))))
    if name == "payload" and isinstance(members.get("data"), tuple) and members.keys() & {"schema", "formId", "siteId"}:
        return tuple(member for member in value if member[0] not in OF_WEBFLOWS_FORM)
    return value


def without_its_type(event: JsonObject) -> JsonObject:
    """An event whose `data` are the person's, without the event's own type: the API calls contacts so."""
    return tuple((name, value) for name, value in event if name != "type" or not _is_events(value))


def _is_events(kind: Any) -> bool:
    return isinstance(kind, str) and kind.strip().lower() not in CONTACTS


def _typeforms(value: JsonObject, questions: Mapping[str, str]) -> list[tuple[str, Any]]:
    kept = [member for member in value if member[0] not in OF_TYPEFORMS_FORM]
    return [(name, _answers(inner, questions) if name == "answers" else inner) for name, inner in kept]


def _questions(definition: Any) -> Mapping[str, str]:
    """The words of each question, by its id."""
    fields = dict(definition).get("fields") if isinstance(definition, tuple) else None
    listed = [dict(field) for field in fields if isinstance(field, tuple)] if isinstance(fields, list) else []
    return {
        str(field.get("id")): title.translate(LIKE_A_GROUP)
        for field in listed
        if isinstance(title := field.get("title"), str)
    }


def _answers(answers: Any, questions: Mapping[str, str]) -> list[JsonObject]:
    """The answers as a list of fields, each under its question's words, its reference and its id.

    The only answer that is an e-mail address or a phone says so as well, for the question may say it in any words.
    """
    listed = [dict(answer) for answer in answers if isinstance(answer, tuple)]
    kinds = [answer.get("type") for answer in listed]
    made: list[JsonObject] = []
    for answer, kind in zip(listed, kinds, strict=True):
        field = dict(answer["field"]) if isinstance(answer.get("field"), tuple) else {}
        question = questions.get(str(field.get("id")))
        kind_alone = kind if kind in OF_THE_PERSON and kinds.count(kind) == 1 else None
        called = (("name", question), ("key", field.get("ref")), ("field", field.get("id")), ("label", kind_alone))
        value = _value(answer.get(str(kind)))
        if value is not None:
            made.append((*called, ("value", value)))
    return made


def _value(value: Any) -> Any:
    """What was answered: a text, or of choices the words of each that was chosen. None if it is neither."""
    if not isinstance(value, tuple):
        return None if isinstance(value, list) else value
    chosen = dict(value)
    labels = chosen.get("labels") or []
    return [text for text in (chosen.get("label"), *labels, chosen.get("other")) if isinstance(text, str)] or None

"""What is wrong, in words: for every field and code, in every language, and the same in JSON as on a page."""

import string

import pytest

from relay.campaign_values import LANGUAGES
from relay.campaigns import Campaign, Campaigns
from relay.phone2action.arguments import CODES, ENDPOINTS, Problem
from relay.sources import explanations
from relay.sources.http import Refused, invalid, method_not_allowed, not_found, unavailable
from relay.sources.languages import Words, pages_en, pages_es
from relay.sources.typed import fields

ENGLISH, SPANISH = pages_en.WORDS, pages_es.WORDS
MODULES = {"en": ENGLISH, "es": SPANISH}
OUR_CODES = {
    "campaign_unknown",
    "campaign_not_allowed",
    "not_for_the_public",
    "not_from_a_form",
    "file_not_accepted",
    "rejected",
    "challenge_failed",
}
ARGUMENTS = sorted(
    {
        name
        for endpoint in ("create_advocate", "update_advocate", "create_connection")
        for name in ENDPOINTS[endpoint].arguments
    }
)
EITHER = pytest.mark.parametrize("words", MODULES.values(), ids=MODULES)


def below(words: Words, table: str) -> list[str]:
    return [name for name in words if name.startswith(f"{table}.")]


def campaigns(*languages: str) -> list[Campaign]:
    literal = {number: {"name": "x", "language": language} for number, language in enumerate(languages)}
    return list(Campaigns.from_literal(literal).by_id.values())


def test_who_answers_twice_is_not_told_that_the_answer_has_a_wrong_shape() -> None:
    (problem,) = fields.read([("zip", "02134"), ("zip", "02135")]).problems
    said = "ZIP code: this was answered twice, and differently; answer once."
    assert explanations.sentence(problem, ENGLISH) == said


def test_every_language_that_a_campaign_may_have_has_its_words() -> None:
    assert sorted(MODULES) == sorted(LANGUAGES) == sorted(words["lang"] for words in MODULES.values())


def holes(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_the_languages_say_the_same_things_with_the_same_holes_to_fill() -> None:
    assert list(ENGLISH) == list(SPANISH)
    for name, text in ENGLISH.items():
        assert holes(text) == holes(SPANISH[name]), name


@EITHER
@pytest.mark.parametrize("code", sorted(CODES | OUR_CODES))
def test_every_code_has_a_sentence_for_every_field(words: Words, code: str) -> None:
    own = {name.split(".")[1] for name in below(words, "faults") if name.endswith(f".{code}")}
    assert f"codes.{code}" in words or own == {"email", "phone"}
    for field in ARGUMENTS:
        text = explanations.sentence(Problem(field, code, "x"), words)
        assert text.endswith(".")
        assert "{" not in text
        assert not text.startswith(words["other_field"]), field


@EITHER
def test_every_sentence_belongs_to_a_field_and_a_code_that_exist(words: Words) -> None:
    of_fields = [name.split(".")[1:] for name in below(words, "faults")]
    codes = {name.split(".")[1] for name in below(words, "codes")}
    labelled = {name.split(".")[1] for name in below(words, "labels")}
    assert {code for _, code in of_fields} | codes <= CODES | OUR_CODES
    assert {field for field, _ in of_fields} <= labelled == set(ARGUMENTS)


@EITHER
@pytest.mark.parametrize(
    "refused",
    [
        method_not_allowed("POST"),
        not_found(),
        unavailable(),
        *(Refused(400, code, "x") for code in ("too_large", "unauthorized", "malformed_body")),
        Refused(415, "unsupported_media_type", "x"),
        Refused(403, "origin_not_allowed", "x"),
    ],
    ids=lambda refused: refused.code if isinstance(refused, Refused) else "",
)
def test_every_refusal_has_words(words: Words, refused: Refused) -> None:
    assert explanations.message(refused, words) == words[f"refusals.{refused.code}"] != refused.message


@pytest.mark.parametrize(
    ("named", "configured", "language"),
    [
        (("es",), ("en", "es"), "es"),
        (("en", "es"), ("en", "es"), "en"),
        (("es", "en"), ("en", "es"), "es"),
        ((), ("es", "es"), "es"),
        ((), ("es", "en"), "en"),
        ((), ("en",), "en"),
        ((), (), "en"),
    ],
)
def test_a_request_is_answered_in_the_language_of_its_campaign(
    named: tuple[str, ...], configured: tuple[str, ...], language: str
) -> None:
    words = explanations.words_for(campaigns(*named), campaigns(*configured))
    assert language == words["lang"]


def owning(*words: Words, language: str = "en") -> list[Campaign]:
    literal = {number: {"name": "x", "language": language, "words": own} for number, own in enumerate(words)}
    return list(Campaigns.from_literal(literal).by_id.values())


@EITHER
def test_a_campaigns_own_words_stand_in_the_place_of_ours(words: Words) -> None:
    own = {"labels.zip5": "Postal code", "faults.zip5.invalid": "{label}: 5 digits!", "problem": "Oh no"}
    said = explanations.words_for(owning(own, language=words["lang"]), [])
    assert said == {**words, **own}
    assert explanations.sentence(Problem("zip5", "invalid", "x"), said) == "Postal code: 5 digits!"


A, B = {"problem": "A", "error": "Oops"}, {"problem": "B", "error": "Oops", "thank_you": "B"}


@pytest.mark.parametrize(
    ("named", "configured", "own"),
    [
        ([A], [A, B], A),
        ([A, B], [B], A),
        ([B, A], [B], B),
        ([{}, A], [A], {}),
        ([], [A], A),
        ([], [A, B], {"error": "Oops"}),
        ([], [A, {}], {}),
        ([], [], {}),
    ],
)
def test_of_several_campaigns_the_first_that_is_named_speaks_else_what_all_say_alike(
    named: list[Words], configured: list[Words], own: Words
) -> None:
    assert explanations.words_for(owning(*named), owning(*configured)) == {**ENGLISH, **own}


@pytest.mark.parametrize("end", [".", "!", "?", "\u2026", "\u3002"])
def test_a_sentence_ends_once(end: str) -> None:
    said = {**ENGLISH, "codes.required": f"{{label}} is needed{end}"}
    assert explanations.sentence(Problem("city", "required", "x"), said) == f"City is needed{end}"


def test_what_a_sender_calls_a_field_chooses_no_words_but_that_fields() -> None:
    for name in ("zip5.invalid", "labels.zip5", "{label}", "", "faults"):
        said = explanations.sentence(Problem(name, "invalid", "x"), ENGLISH)
        assert said == "One of the fields: check this, for it can't be used as it is."


@pytest.mark.parametrize(
    ("named", "configured", "owner"),
    [
        (("A",), ("A", "B"), "A"),
        (("A", "B", "A"), ("A", "B"), "A, B"),
        ((None,), ("A",), ""),
        ((), ("A", "A", None), "A"),
        ((), ("A", "B"), ""),
        ((), (), ""),
    ],
)
def test_whom_to_tell_is_known_from_the_campaign_or_if_all_are_one_organizations(
    named: tuple[str | None, ...], configured: tuple[str | None, ...], owner: str
) -> None:
    def owned(owners: tuple[str | None, ...]) -> list[Campaign]:
        return [Campaign(id=number, name="x", organization=name) for number, name in enumerate(owners)]

    assert explanations.organization_of(owned(named), owned(configured)) == owner


def test_json_says_what_the_page_says() -> None:
    assert explanations.errors(invalid([Problem("zip5", "invalid", "x")]), ENGLISH) == {
        "errors": [{"field": "zip5", "code": "invalid", "message": "ZIP code: enter five digits, like 02134."}]
    }


def test_a_refusal_without_problems_names_no_field() -> None:
    assert explanations.errors(unavailable(), ENGLISH) == {
        "errors": [{"field": "", "code": "unavailable", "message": ENGLISH["refusals.unavailable"]}]
    }


@pytest.mark.parametrize(
    ("field", "code", "for_organizer"),
    [
        ("campaigns", "campaign_unknown", True),
        ("campaigns", "required", True),
        ("emailOptin", "needs_campaigns", True),
        ("advocateid", "not_for_the_public", True),
        ("smsOptout", "not_for_the_public", False),
        ("zip5", "required", False),
        ("zip5", "invalid", False),
    ],
)
def test_it_is_known_who_can_mend_what(field: str, code: str, for_organizer: bool) -> None:
    assert explanations.is_for_organizer(Problem(field, code, "x")) is for_organizer

"""What is wrong, in words: for every field and code, in every language, and the same in JSON as on a page."""

import string
from types import ModuleType

import pytest

from relay.campaign_values import LANGUAGES
from relay.campaigns import Campaign, Campaigns
from relay.phone2action.arguments import CODES, ENDPOINTS, Problem
from relay.sources import explanations, fields
from relay.sources.http import Refused, invalid, method_not_allowed, not_found, unavailable
from relay.sources.languages import pages_en, pages_es

MODULES = {"en": pages_en, "es": pages_es}
OUR_CODES = {
    "campaign_unknown",
    "campaign_not_allowed",
    "not_for_the_public",
    "not_from_a_form",
    "file_not_accepted",
    "rejected",
}
ARGUMENTS = sorted(
    {
        name
        for endpoint in ("create_advocate", "update_advocate", "create_connection")
        for name in ENDPOINTS[endpoint].arguments
    }
)
EITHER = pytest.mark.parametrize("words", MODULES.values(), ids=MODULES)


def campaigns(*languages: str) -> list[Campaign]:
    literal = {number: {"name": "x", "language": language} for number, language in enumerate(languages)}
    return list(Campaigns.from_literal(literal).by_id.values())


def test_who_answers_twice_is_not_told_that_the_answer_has_a_wrong_shape() -> None:
    (problem,) = fields.read([("zip", "02134"), ("zip", "02135")]).problems
    said = "ZIP code: this was answered twice, and differently; answer once."
    assert explanations.sentence(problem, pages_en) == said


def test_every_language_that_a_campaign_may_have_has_its_words() -> None:
    assert sorted(MODULES) == sorted(LANGUAGES) == sorted(module.LANGUAGE for module in MODULES.values())


def tables(words: ModuleType) -> dict[str, object]:
    return {name: value for name, value in vars(words).items() if name.isupper()}


def holes(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_the_languages_say_the_same_things_with_the_same_holes_to_fill() -> None:
    english, spanish = tables(pages_en), tables(pages_es)
    assert english.keys() == spanish.keys()
    for name, value in english.items():
        other = spanish[name]
        if isinstance(value, dict) and isinstance(other, dict):
            assert value.keys() == other.keys(), name
            assert {key: holes(text) for key, text in value.items()} == {
                key: holes(text) for key, text in other.items()
            }
        else:
            assert holes(str(value)) == holes(str(other)), name


@EITHER
@pytest.mark.parametrize("code", sorted(CODES | OUR_CODES))
def test_every_code_has_a_sentence_for_every_field(words: ModuleType, code: str) -> None:
    assert code in words.CODES or {field for field, known in words.FAULTS if known == code} == {"email", "phone"}
    for field in ARGUMENTS:
        text = explanations.sentence(Problem(field, code, "x"), words)
        assert text.endswith(".")
        assert "{" not in text
        assert not text.startswith(words.OTHER_FIELD), field


@EITHER
def test_every_sentence_belongs_to_a_field_and_a_code_that_exist(words: ModuleType) -> None:
    assert {code for _, code in words.FAULTS} | words.CODES.keys() <= CODES | OUR_CODES
    assert {field for field, _ in words.FAULTS} <= words.LABELS.keys() == set(ARGUMENTS)


@EITHER
@pytest.mark.parametrize(
    "refused",
    [
        method_not_allowed("POST"),
        not_found(),
        unavailable(),
        *(Refused(400, code, "x") for code in ("too_large", "unauthorized", "malformed_body")),
        Refused(415, "unsupported_media_type", "x"),
    ],
    ids=lambda refused: refused.code if isinstance(refused, Refused) else "",
)
def test_every_refusal_has_words(words: ModuleType, refused: Refused) -> None:
    assert explanations.message(refused, words) == words.REFUSALS[refused.code] != refused.message


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
    assert language == words.LANGUAGE


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
    assert explanations.errors(invalid([Problem("zip5", "invalid", "x")]), pages_en) == {
        "errors": [{"field": "zip5", "code": "invalid", "message": "ZIP code: enter five digits, like 02134."}]
    }


def test_a_refusal_without_problems_names_no_field() -> None:
    assert explanations.errors(unavailable(), pages_en) == {
        "errors": [{"field": "", "code": "unavailable", "message": pages_en.REFUSALS["unavailable"]}]
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

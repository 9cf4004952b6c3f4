"""What texts are answered: in the campaign's language, naming it; the organiser's own words come first."""

from collections.abc import Mapping
from string import Formatter
from typing import Any, get_args

import pytest

from relay.campaigns import Campaign, Campaigns
from relay.sources.languages import Words, sms_en, sms_es
from relay.sources.texts.answers import KEYS, MOST_NAMED, Kind, answer

KINDS = get_args(Kind.__value__)


def campaign(
    number: int = 998, name: str = "Save the Whales", language: str = "en", words: Words | None = None, **sms: Any
) -> Campaign:
    table = {
        "name": name,
        "language": language,
        "words": words,
        "sms": {"keywords": ("JOIN",), "reply": "Thanks!"} | sms,
    }
    return Campaigns.from_literal({number: table}).by_id[number]


def places(words: Mapping[str, str]) -> dict[str, set[str]]:
    return {kind: {name for _, name, _, _ in Formatter().parse(text) if name} for kind, text in words.items()}


def test_both_languages_have_the_same_words_and_put_the_same_into_them() -> None:
    assert list(sms_en.WORDS) == list(sms_es.WORDS)
    assert {f"sms.{kind}" for kind in KINDS} <= sms_en.WORDS.keys()
    assert places(sms_en.WORDS) == places(sms_es.WORDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_answer_names_the_campaign_and_no_answer_has_a_gap(kind: Kind) -> None:
    for language in ("en", "es"):
        said = answer(kind, [campaign(language=language)], "JOIN")
        assert "Save the Whales" in said or "JOIN" in said
        assert "{" not in said
        assert "  " not in said
        assert len(said) <= 320


def test_an_answer_is_in_the_campaigns_language() -> None:
    assert answer("help", [campaign(name="Ballenas", language="es")]) == (
        "Le escribe Ballenas. Para unirse, envíe JOIN. Responda STOP para no recibir más mensajes."
    )


def test_where_no_campaign_is_meant_all_are_spoken_for_each_in_its_language() -> None:
    said = answer(
        "hint",
        [
            campaign(),
            campaign(999, "Rivers", keywords=("RIVER", "WATER")),
            campaign(1000, "Ballenas", "es", keywords=("UNETE",)),
        ],
    )
    assert said == (
        "Sorry, that is not a keyword we know. To join, text JOIN for Save the Whales or RIVER for Rivers. "
        "Reply STOP to get no more texts.\n"
        "No conocemos esa palabra clave. Para unirse, envíe UNETE. Responda STOP para no recibir más mensajes."
    )


def test_of_many_campaigns_none_is_named() -> None:
    many = [campaign(number, f"Campaign {number}") for number in range(1, MOST_NAMED + 2)]
    assert answer("help", many) == "This is our campaigns. Reply STOP to get no more texts."
    assert "Campaign 1, Campaign 2, Campaign 3 and Campaign 4" in answer("help", many[:-1])


def test_without_a_campaign_there_is_an_answer_too() -> None:
    assert answer("hint", []) == "Sorry, that is not a keyword we know. Reply STOP to get no more texts."


@pytest.mark.parametrize("kind", KINDS)
def test_the_organisers_words_stand_in_the_place_of_ours(kind: Kind) -> None:
    written: dict[str, Any] = {KEYS.get(kind, kind): "Own {words}."}
    own = campaign(language="es", **written)
    assert answer(kind, [own], "JOIN") == "Own {words}."
    assert answer(kind, [own, campaign(999, **written), own], "JOIN") == "Own {words}."


@pytest.mark.parametrize("kind", KINDS)
def test_a_campaign_without_words_of_its_own_is_spoken_for_beside_one_that_has_some(kind: Kind) -> None:
    written: dict[str, Any] = {KEYS.get(kind, kind): "Own words."}
    own = campaign(**written)
    other = campaign(999, "Ballenas", "es")
    assert answer(kind, [own, other], "JOIN") == f"Own words.\n{answer(kind, [other], 'JOIN')}"


def test_words_of_a_campaigns_own_stand_in_ours() -> None:
    own = campaign(words={"sms.stop": "STOP ends it.", "sms.join": "{keyword} is the word."})
    assert answer("help", [own]) == "This is Save the Whales. JOIN is the word. STOP ends it."
    spanish = campaign(language="es", words={"sms.stop": "STOP ends it."})
    assert answer("help", [spanish]) == "Le escribe Save the Whales. Para unirse, envíe JOIN. STOP ends it."


def test_for_several_campaigns_stands_what_they_all_say() -> None:
    own = {"sms.or": "{first} / {last}", "sms.choice": "{name}: {keyword}"}
    both = [campaign(words=own | {"sms.stop": "STOP ends it."}), campaign(999, "Rivers", words=own)]
    assert answer("hint", both) == (
        "Sorry, that is not a keyword we know. To join, text Save the Whales: JOIN / Rivers: JOIN. "
        "Reply STOP to get no more texts."
    )


def test_who_nearly_had_the_keyword_reads_the_word_for_that_before_the_hint() -> None:
    near = {"sms.near": "{keyword} joins {names}. {stop}"}
    said = "JOIN joins Save the Whales. Reply STOP to get no more texts."
    assert answer("near", [campaign(words=near, hint="Own hint.")], "JOIN") == said
    assert answer("hint", [campaign(words=near, hint="Own hint.")]) == "Own hint."


def test_a_name_with_braces_is_only_a_name() -> None:
    assert "{stop} & {0}" in answer("help", [campaign(name="{stop} & {0}")])

"""campaigns.toml as a whole: what an organiser may write, and what an error tells."""

import dataclasses
import runpy
from pathlib import Path
from typing import get_args

import pytest

import campaigns_toml
from campaigns_toml import CampaignsError
from relay.campaigns import SOURCES, Campaign, Sms, Source, TwitterCard, WebForm
from tests.unit.campaigns_file import WHALES, error, errors, loaded

ROOT = Path(__file__).parents[2]


# ---------------------------------------------------------------- what is right


def test_the_projects_own_file_has_no_error_and_feeds_998_and_999(tmp_path: Path) -> None:
    campaigns = loaded(tmp_path, (ROOT / "campaigns.toml").read_text(encoding="utf-8"))
    assert set(campaigns.by_id) == {998, 999}
    assert {word: campaign.id for word, campaign in campaigns.by_keyword.items()} == {
        "JOIN": 998,
        "WHALES": 999,
    }
    for campaign in campaigns.by_id.values():
        assert campaign.web_form
        assert campaign.web_form.origins == campaign.web_form.redirects == ("http://127.0.0.1:3001",)
        assert campaign.twitter_card
    whales = campaigns.by_id[998]
    assert whales.twitter_card == TwitterCard(connect=("email",), p2asource="twitter-card")


def test_what_is_left_out_is_what_the_functions_take_for_granted(tmp_path: Path) -> None:
    campaign = loaded(tmp_path, WHALES).by_id[998]
    assert campaign.web_form == WebForm()
    assert campaign.twitter_card is None
    assert campaign.sms == Sms(keywords=("JOIN",), reply="Thanks!")


def test_a_keyword_is_compared_in_upper_case_with_single_spaces(tmp_path: Path) -> None:
    text = WHALES.replace('"JOIN"', '"  stop   sb 12 ", "únete"')
    assert set(loaded(tmp_path, text).by_keyword) == {"STOP SB 12", "ÚNETE"}


def test_texts_survive_the_way_into_the_layer_whatever_is_in_them(tmp_path: Path) -> None:
    text = WHALES.replace('"Thanks!"', r'''"It's \"great\" \\ 🐳\nThanks!"''')
    assert loaded(tmp_path, text).by_keyword["JOIN"].sms == Sms(
        keywords=("JOIN",), reply='It\'s "great" \\ 🐳\nThanks!'
    )


# ---------------------------------------------------------------- the file as a whole


def test_every_error_is_told_at_once(tmp_path: Path) -> None:
    text = WHALES.replace('"Thanks!"', "5").replace('"JOIN"', '"JOIN", "stop"')
    keyword, reply = errors(tmp_path, text)
    assert keyword.startswith('campaigns.998.sms.keywords[1]: "stop" is reserved')
    assert reply == (
        'campaigns.998.sms.reply: 5 can\'t stand here; write the answer in quotes, such as "Thanks for joining!"'
    )


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(CampaignsError, match=r"is not there; write it beside template\.yaml"):
        campaigns_toml.load(tmp_path / "campaigns.toml")


def test_a_file_that_is_not_toml_names_the_line(tmp_path: Path) -> None:
    told = error(tmp_path, "[campaigns.998]\nname = Save the Whales\n")
    assert "line 2" in told
    assert "write texts in quotes" in told


def test_a_file_in_another_encoding_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "campaigns.toml").write_bytes('name = "Größe"'.encode("latin-1"))
    with pytest.raises(CampaignsError, match="save it as UTF-8"):
        campaigns_toml.load(tmp_path / "campaigns.toml")


@pytest.mark.parametrize("text", ["", "[campaigns]"])
def test_a_file_without_campaigns_shows_how_to_write_one(tmp_path: Path, text: str) -> None:
    told = error(tmp_path, text)
    assert told.startswith("campaigns: is ")
    assert "write at least one campaign: [campaigns.998]" in told


def test_a_table_beside_the_campaigns_is_unknown(tmp_path: Path) -> None:
    assert error(tmp_path, WHALES + "[campaign.999]\n") == (
        "campaign: is not a key that is known here; did you mean campaigns? known are campaigns"
    )


# ---------------------------------------------------------------- a campaign


@pytest.mark.parametrize("number", ["whales", "-1", "0998", "9.98", "٩"])
def test_a_campaign_has_the_number_that_the_platform_gave_it(tmp_path: Path, number: str) -> None:
    text = f'[campaigns."{number}"]\nname = "Save the Whales"\n[campaigns."{number}".web_form]\n'
    assert error(tmp_path, text) == (
        f"campaigns.{number}: is not a campaign's number; write the number that it has on the platform, "
        "as [campaigns.998]"
    )


def test_a_campaign_needs_a_name(tmp_path: Path) -> None:
    assert error(tmp_path, "[campaigns.998]\n[campaigns.998.web_form]\n") == (
        'campaigns.998.name: is missing; write the campaign\'s name in quotes, such as "Save the Whales"'
    )


def test_a_name_is_not_blank(tmp_path: Path) -> None:
    told = error(tmp_path, '[campaigns.998]\nname = " "\n[campaigns.998.web_form]\n')
    assert told.startswith("campaigns.998.name: is empty; write some text")


def test_a_campaign_that_nothing_feeds_is_a_mistake(tmp_path: Path) -> None:
    told = error(tmp_path, '[campaigns.998]\nname = "Save the Whales"\n')
    assert told.startswith("campaigns.998: no source may feed this campaign; add a table for one of them")
    assert "[campaigns.998.web_form], [campaigns.998.twitter_card] or [campaigns.998.sms]" in told


def test_a_misspelt_source_names_the_one_that_was_meant(tmp_path: Path) -> None:
    text = '[campaigns.998]\nname = "Save the Whales"\n[campaigns.998.webform]\n'
    assert error(tmp_path, text) == (
        "campaigns.998.webform: is not a key that is known here; did you mean web_form? "
        "known are name, web_form, twitter_card, sms"
    )


def test_a_source_is_a_table(tmp_path: Path) -> None:
    text = '[campaigns.998]\nname = "Save the Whales"\ntwitter_card = true\n'
    assert error(tmp_path, text) == (
        "campaigns.998.twitter_card: true can't stand here; write a table [campaigns.998.twitter_card]"
    )


KEYS = [(source, key.name) for source, table in SOURCES.items() for key in dataclasses.fields(table)]


@pytest.mark.parametrize(("source", "key"), KEYS)
def test_a_value_is_of_one_type_and_of_no_other(tmp_path: Path, source: str, key: str) -> None:
    refused = []
    for value in ("true", "1", "1.5", '"text"', '["text"]', "{}", "1979-05-27"):
        text = f'[campaigns.998]\nname = "Save the Whales"\n[campaigns.998.{source}]\n{key} = {value}\n'
        try:
            loaded(tmp_path, text)
        except CampaignsError as told:
            begin = f"campaigns.998.{source}.{key}: "
            refused += [told for line in told.errors if line.startswith(begin) and "can't stand here; write " in line]
    assert len(refused) == 6


def test_a_campaigns_number_stands_in_its_heading_only(tmp_path: Path) -> None:
    text = '[campaigns.998]\nid = 998\nname = "Save the Whales"\n[campaigns.998.web_form]\n'
    assert error(tmp_path, text) == (
        "campaigns.998.id: is not a key that is known here; known are name, web_form, twitter_card, sms"
    )


def test_every_source_has_its_table() -> None:
    tables = [field.name for field in dataclasses.fields(Campaign) if field.name not in {"id", "name"}]
    assert tables == list(SOURCES) == list(get_args(Source.__value__))


# ---------------------------------------------------------------- the command


def test_the_command_checks_and_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    module = tmp_path / "_campaigns.py"
    assert campaigns_toml.main([str(ROOT / "campaigns.toml"), str(module)]) == 0
    assert set(runpy.run_path(str(module))["CAMPAIGNS"]) == {998, 999}
    assert capsys.readouterr().out == "campaigns.toml: 2 campaigns, no errors\n"


def test_the_command_writes_nothing_from_a_file_with_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, module = tmp_path / "campaigns.toml", tmp_path / "_campaigns.py"
    source.write_text("[campaigns.998]\n")
    assert campaigns_toml.main([str(source), str(module)]) == 1
    assert not module.exists()
    assert capsys.readouterr().err.startswith("campaigns.toml can't be used:\n  campaigns.998.name: is missing;")

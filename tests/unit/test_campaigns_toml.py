"""campaigns.toml as a whole: what an organiser may write, and what an error tells."""

import dataclasses
import runpy
from pathlib import Path
from typing import get_args

import pytest

import campaigns_toml
from campaigns_text import CampaignsError
from relay.campaigns import SOURCES, Campaign, Campaigns, Challenge, Sms, Source, TwitterCard, WebForm
from tests.unit.campaigns_file import WHALES, error, errors, loaded, problems, values_of

EVENTS = Path(__file__).parents[2] / "events" / "campaigns.toml"


# ---------------------------------------------------------------- what is right


def test_the_campaigns_of_the_events_have_no_error_and_feed_998_and_999(tmp_path: Path) -> None:
    campaigns = loaded(tmp_path, EVENTS.read_text(encoding="utf-8"))
    assert set(campaigns.by_id) == {998, 999}
    assert campaigns.guarded == set()
    assert {word: campaign.id for word, campaign in campaigns.by_keyword.items()} == {
        "JOIN": 998,
        "WHALES": 999,
    }
    for campaign in (campaigns.by_id[998], campaigns.by_id[999]):
        assert campaign.web_form
        assert campaign.twitter_card
    whales = campaigns.by_id[998]
    assert values_of(whales.twitter_card) == values_of(
        TwitterCard(
            connect=("email",), p2asource="twitter-card", names={"Best mail": "email"}, account="friends_whales"
        )
    )


def test_what_is_left_out_is_what_the_functions_take_for_granted(tmp_path: Path) -> None:
    campaign = loaded(tmp_path, WHALES).by_id[998]
    assert values_of(campaign.web_form) == values_of(WebForm())
    assert campaign.twitter_card is None
    assert values_of(campaign.sms) == values_of(Sms(keywords=("JOIN",), reply="Thanks!"))


def test_a_keyword_is_compared_in_upper_case_without_accents(tmp_path: Path) -> None:
    text = WHALES.replace('"JOIN"', '"  stop   sb 12 ", "únete"')
    assert set(loaded(tmp_path, text).by_keyword) == {"STOP SB 12", "UNETE"}


def test_texts_survive_the_way_into_the_layer_whatever_is_in_them(tmp_path: Path) -> None:
    text = WHALES.replace('"Thanks!"', r'''"It's \"great\" \\ 🐳\nThanks!"''')
    assert values_of(loaded(tmp_path, text).by_keyword["JOIN"].sms) == values_of(
        Sms(keywords=("JOIN",), reply='It\'s "great" \\ 🐳\nThanks!')
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
    with pytest.raises(CampaignsError, match=r"is not there; write it, or the path of a file that is"):
        campaigns_toml.load(tmp_path / "campaigns.toml")


def test_what_is_no_file_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(CampaignsError, match="can't be read"):
        campaigns_toml.load(tmp_path)


def test_every_problem_names_its_line_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = (
        "[campaigns.998.sms]  # its campaign is further down\n"
        "keywords = [\n"
        '  "JOIN",\n'
        '  "join",\n'
        "]\n"
        "[campaigns.998]\n"
        'nmae = "Save the Whales"\n'
        "web_form = { calls = 5, secret = 6 }\n"
        "[campaigns.999]\n"
        'name = "Keep the Sanctuary"\n'
    )
    told = [(problem.line, problem.text.partition(":")[0]) for problem in problems(tmp_path, text)]
    assert told == [
        (1, "campaigns.998.sms.reply"),
        (4, "campaigns.998.sms.keywords[1]"),
        (7, "campaigns.998.nmae"),
        (8, "campaigns.998.web_form.calls"),
        (8, "campaigns.998.web_form.secret"),
        (9, "campaigns.999"),
    ]


def test_an_item_of_a_list_has_the_line_in_which_it_stands(tmp_path: Path) -> None:
    items = ['[  # "STOP", [', '"JOIN", "NOW", # no, "more"', '"""\nA ] B!""", \'C#,\', "STOP",', '["x",', '"y"], 5, ]']
    text = WHALES.replace('["JOIN"]', "\n".join(items))
    told = [(problem.line, problem.text.partition(":")[0][-11:]) for problem in problems(tmp_path, text)]
    assert told == [
        (8, "keywords[2]"),
        (9, "keywords[3]"),
        (9, "keywords[4]"),
        (10, "keywords[5]"),
        (11, "keywords[6]"),
    ]


@pytest.mark.parametrize("wrapped", ['"""\n[campaigns.5]\ncalls = yes\n"""', '[\n"[campaigns.5]",\n"calls = yes"\n]'])
def test_what_stands_inside_of_a_value_is_no_line_of_its_own(tmp_path: Path, wrapped: str) -> None:
    text = f'[campaigns.998]\nname = "Save the Whales"\n[campaigns.998.web_form]\np2asource = {wrapped}\ncalls = 5\n'
    assert [problem.line for problem in problems(tmp_path, text)][-1] == 8


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


@pytest.mark.parametrize("number", ["whales", "-1", "0", "9.98", "٩", "9" * 19])
def test_a_campaign_has_the_number_that_the_platform_gave_it(tmp_path: Path, number: str) -> None:
    shown = f'"{number}"' if "." in number else number
    text = f'[campaigns."{number}"]\nname = "Save the Whales"\n[campaigns."{number}".web_form]\n'
    assert error(tmp_path, text) == (
        f"campaigns.{shown}: is not a campaign's number; write the number that it has on the platform, "
        "as [campaigns.998]"
    )


@pytest.mark.parametrize("number", ["998", "0998"])
def test_a_number_with_a_zero_before_it_is_shown_without(tmp_path: Path, number: str) -> None:
    text = f'[campaigns.0998]\nname = "Save the Whales"\n[campaigns.{number}.web_form]\n'
    assert error(tmp_path, text) == (
        "campaigns.0998: begins with 0, as no campaign's number does; write [campaigns.998]"
    )


def test_a_campaign_needs_a_name(tmp_path: Path) -> None:
    assert error(tmp_path, "[campaigns.998]\n[campaigns.998.web_form]\n") == (
        'campaigns.998.name: is missing; write the campaign\'s name in quotes, such as "Save the Whales"'
    )


def test_a_name_is_not_blank(tmp_path: Path) -> None:
    told = error(tmp_path, '[campaigns.998]\nname = " "\n[campaigns.998.web_form]\n')
    assert told.startswith("campaigns.998.name: is empty; write the campaign's name in quotes, such as \"")


def test_a_campaign_that_nothing_feeds_is_a_mistake(tmp_path: Path) -> None:
    told = error(tmp_path, '[campaigns.998]\nname = "Save the Whales"\n')
    assert told.startswith("campaigns.998: no source may feed this campaign; add a table for one of them")
    assert "[campaigns.998.web_form], [campaigns.998.twitter_card], [campaigns.998.google_lead]" in told


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *(("webform", "web_form"), ("web-form", "web_form"), ("Web_Form", "web_form")),
        *(("card", "twitter_card"), ("twitter", "twitter_card"), ("twitter_cards", "twitter_card")),
        *(("SMS", "sms"), ("sms_optin", "sms"), ("text", "sms"), ("Twilio", "sms"), ("campaign_name", "name")),
    ],
)
def test_a_misspelt_source_names_the_one_that_was_meant(tmp_path: Path, written: str, meant: str) -> None:
    assert error(tmp_path, WHALES + f"[campaigns.998.{written}]\n") == (
        f"campaigns.998.{written}: is not a key that is known here; did you mean {meant}? "
        "known are name, organization, language, words, web_form, twitter_card, google_lead, sms, lead_file, form"
    )


CONNECTING = " or ".join(f"[campaigns.998.{source}]" for source in ("twitter_card", "google_lead", "sms", "lead_file"))


@pytest.mark.parametrize(
    ("table", "key", "heading"),
    [
        ("campaigns.998", "keywords = []", "[campaigns.998.sms]"),
        (
            "campaigns.998.web_form",
            "connect = []",
            CONNECTING,
        ),
        ("campaigns.998.web_form", 'name = "x"', "[campaigns.998]"),
        ("campaigns.998.web_form", "sms = {}", "[campaigns.998.sms]"),
        ("sms", "x = 1", "[campaigns.998.sms]"),
        ("999", 'name = "x"', "[campaigns.999]"),
        ("campaigns-999", 'name = "x"', "[campaigns.999]"),
    ],
)
def test_a_key_in_the_wrong_place_is_told_the_right_one(tmp_path: Path, table: str, key: str, heading: str) -> None:
    text = f'[campaigns.998]\nname = "Save the Whales"\n[campaigns.998.twitter_card]\n[{table}]\n{key}\n'
    if table == "campaigns.998":
        text = f'[campaigns.998]\nname = "Save the Whales"\n{key}\n[campaigns.998.twitter_card]\n'
    assert f": is not a key that is known here; write it under {heading}; known are " in error(tmp_path, text)


@pytest.mark.parametrize("key", ["name", "sms"])
def test_a_table_without_its_campaigns_number_is_shown_one(tmp_path: Path, key: str) -> None:
    heading = "[campaigns.998]" if key == "name" else "[campaigns.998.sms]"
    assert error(tmp_path, WHALES + f'[campaigns.{key}]\nreply = "x"\n') == (
        f"campaigns.{key}: stands outside of any campaign; write it under {heading}"
    )


def test_a_mistyped_number_names_the_campaign_that_was_meant(tmp_path: Path) -> None:
    text = WHALES + "[campaigns.1234]\nname = 'x'\n[campaigns.1234.web_form]\n[campaigns.989.twitter_card]\n"
    assert error(tmp_path, text) == (
        "campaigns.989.name: is missing; did you mean campaign 998? If not, "
        'write the campaign\'s name in quotes, such as "Save the Whales"'
    )


def test_a_campaign_whose_heading_alone_got_a_new_number_is_shown_it(tmp_path: Path) -> None:
    text = '[campaigns.1000]\nname = "Bees"\n[campaigns.999.web_form]\n[campaigns.999.twitter_card]\n'
    assert error(tmp_path, WHALES + text).startswith("campaigns.999.name: is missing; did you mean campaign 1000? If")


@pytest.mark.parametrize("heading", ["campaigns.whales", "999"])
def test_no_other_campaign_is_guessed_where_the_heading_of_this_one_is_wrong(tmp_path: Path, heading: str) -> None:
    told = error(tmp_path, WHALES + f'[{heading}]\nname = "Bees"\n[campaigns.999.web_form]\n')
    assert told.startswith(f"{heading}: is not a ")


def test_one_mistake_is_told_once(tmp_path: Path) -> None:
    text = WHALES.replace("campaigns.", "campaign.").replace("keywords", "keyword")
    assert len(errors(tmp_path, text)) == 1
    assert len(errors(tmp_path, WHALES.replace("keywords", "keyword"))) == 1
    assert len(errors(tmp_path, WHALES.replace("name", "Name"))) == 1


def test_a_campaign_in_two_pairs_of_brackets_is_shown_one(tmp_path: Path) -> None:
    text = '[[campaigns.998]]\nname = "Save the Whales"\n[[campaigns.998]]\nname = "Save the Whales"\n'
    assert error(tmp_path, text) == "campaigns.998: a list can't stand here; write a table [campaigns.998]"


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
            texts = [problem.text for problem in told.problems]
            words = ("can't stand here; write ", "a list stands in square brackets, and in it ")
            refused += [text for text in texts if text.startswith(begin) and any(word in text for word in words)]
    assert len(refused) == 6


def test_a_campaigns_number_stands_in_its_heading_only(tmp_path: Path) -> None:
    text = '[campaigns.998]\nid = 998\nname = "Save the Whales"\n[campaigns.998.web_form]\n'
    assert error(tmp_path, text) == (
        "campaigns.998.id: is not a key that is known here; "
        "known are name, organization, language, words, web_form, twitter_card, google_lead, sms, lead_file, form"
    )


def test_every_source_has_its_table() -> None:
    tables = [
        field.name
        for field in dataclasses.fields(Campaign)
        if field.name not in {"id", "name", "organization", "language", "words"}
    ]
    assert tables == list(SOURCES) == list(get_args(Source.__value__))


# ---------------------------------------------------------------- the command


def test_the_command_checks_and_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    module = tmp_path / "_campaigns.py"
    assert campaigns_toml.main([str(EVENTS), str(module)]) == 0
    assert set(runpy.run_path(str(module))["CAMPAIGNS"]) == {998, 999}
    assert capsys.readouterr().out == "campaigns.toml: 2 campaigns, fine\n"


def test_a_site_can_be_added_that_every_form_may_be_on_and_lead_to(tmp_path: Path) -> None:
    source, module = tmp_path / "campaigns.toml", tmp_path / "_campaigns.py"
    form = '[campaigns.999]\nname = "Rivers"\n[campaigns.999.web_form]\norigins = ["https://example.org"]\n'
    source.write_text(f'{WHALES}{form}[campaigns.5]\nname = "Air"\n[campaigns.5.twitter_card]\n')
    console = "http://127.0.0.1:4001"
    assert campaigns_toml.main([str(source), str(module), console]) == 0
    campaigns = Campaigns.from_literal(runpy.run_path(str(module))["CAMPAIGNS"]).by_id
    assert values_of(campaigns[998].web_form) == values_of(WebForm(origins=(console,), redirects=(console,)))
    assert values_of(campaigns[999].web_form) == values_of(
        WebForm(origins=("https://example.org", console), redirects=(console,))
    )
    assert campaigns[5].web_form is None


def test_the_command_writes_nothing_from_a_file_with_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, module = tmp_path / "campaigns.toml", tmp_path / "_campaigns.py"
    source.write_text("[campaigns.998]\n")
    assert campaigns_toml.main([str(source), str(module)]) == 1
    assert not module.exists()
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == (
        "campaigns.toml, line 1: campaigns.998.name: is missing; "
        'write the campaign\'s name in quotes, such as "Save the Whales"\n'
    )


def test_the_command_counts_one_campaign_as_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "campaigns.toml"
    source.write_text('[campaigns.7]\nname = "Save the Bees"\n[campaigns.7.web_form]\n')
    assert campaigns_toml.main([str(source)]) == 0
    assert capsys.readouterr().out == "campaigns.toml: 1 campaign, fine\n"


# ---------------------------------------------------------------- tables in a source's table

NAMES = f"{WHALES}[campaigns.998.web_form.names]\n"
CHALLENGE = f"{WHALES}[campaigns.998.web_form.challenge]\n"


def test_fields_of_other_names_and_a_challenge_reach_the_campaign(tmp_path: Path) -> None:
    text = (
        f'{NAMES}"data.fields.mail" = "email"\n"Your ZIP?" = "fields[5365]"\nkey = "_idempotency_key"\n'
        '[campaigns.998.web_form.challenge]\nservice = "turnstile"\nsitekey = "0x4AAAAAAA-demo"\n'
    )
    form = loaded(tmp_path, text).by_id[998].web_form
    assert form
    assert form.names == {"data.fields.mail": "email", "Your ZIP?": "fields[5365]", "key": "_idempotency_key"}
    assert values_of(form.challenge) == values_of(Challenge(service="turnstile", sitekey="0x4AAAAAAA-demo"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f'{NAMES}mail = "e-mial"\n', 'names.mail: "e-mial" is not a field that is known here; write "email"'),
        (
            f'{NAMES}mail = "shoe size"\n',
            '"shoe size" is not a field that is known here; write one of the API\'s, such as',
        ),
        (
            f"{NAMES}mail = 5\n",
            'names.mail: 5 can\'t stand here; write what it is here, in quotes, such as "firstname"',
        ),
        (f'{NAMES}mail = ""\n', 'names.mail: is empty; write what it is here, in quotes, such as "firstname"'),
        (f'{NAMES}" " = "email"\n', "is no field's name; write the one that the sender has for it"),
        (f'{CHALLENGE}service = "recaptcha"\nsitekey = "12345678"\n', 'write "turnstile" or "hcaptcha"'),
        (f'{CHALLENGE}service = "Cloudflare"\nsitekey = "12345678"\n', 'write "turnstile"'),
        (f'{CHALLENGE}service = "turnstile"\n', "challenge.sitekey: is missing; write the widget's site key in quotes"),
        (f'{CHALLENGE}service = "turnstile"\nsitekey = "x y"\n', '"x y" is not a site key'),
        (
            f'{CHALLENGE}servce = "turnstile"\nsitekey = "12345678"\n',
            "did you mean service? known are service, sitekey",
        ),
    ],
)
def test_what_is_wrong_in_a_table_within_a_source_is_told(tmp_path: Path, text: str, told: str) -> None:
    assert told in error(tmp_path, text)

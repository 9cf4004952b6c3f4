"""The values of campaigns.toml, source by source: each error names the key and what to write instead."""

from pathlib import Path

import pytest

from relay.campaign_values import origin
from relay.campaigns import Sms
from tests.unit.campaigns_file import WHALES, error, error_of_form, error_of_sms, loaded, values_of

# ---------------------------------------------------------------- cards


def test_leads_are_forwarded_to_one_endpoint_only(tmp_path: Path) -> None:
    table = '\n[campaigns.998.twitter_card]\nforward = "{}"\n'
    whales = WHALES.split("[campaigns.998.twitter_card]")[0]
    card = loaded(tmp_path, whales + table.format("twitter_card_endpoint")).by_id[998].twitter_card
    assert card
    assert card.forward == "twitter_card_endpoint"
    assert error(tmp_path, whales + table.format("create")) == (
        'campaigns.998.twitter_card.forward: "create" is no endpoint for leads; write "twitter_card_endpoint"'
    )


# ---------------------------------------------------------------- forms


@pytest.mark.parametrize(
    ("written", "fault", "wanted"),
    [
        ("https://example.org/", "has a slash at its end", "https://example.org"),
        ("https://example.org/join?a=b", "has a path behind the site", "https://example.org"),
        ("https://example.org?a=b", "has a path behind the site", "https://example.org"),
        ("https://Example.org", "is not what a browser sends", "https://example.org"),
        ("https://example.org:443", "is not what a browser sends", "https://example.org"),
        ("https://faß.example", "is not what a browser sends", "https://xn--fa-hia.example"),
        ("http://example.org", "is http, which anybody on the way can read and change", "https://example.org"),
        (
            "http://example.org:8080",
            "is http, which anybody on the way can read and change",
            "https://example.org:8080",
        ),
        ("example.org", "has no scheme", "https://example.org"),
        ("example.org/join", "has no scheme", "https://example.org"),
        ("https://bücher.example", "is not what a browser sends", "https://xn--bcher-kva.example"),
        ("http://127.0.0.1:3001/", "has a slash at its end", "http://127.0.0.1:3001"),
        ("http://[::1]:3001/", "has a slash at its end", "http://[::1]:3001"),
    ],
)
@pytest.mark.parametrize("key", ["origins", "redirects"])
def test_an_origin_is_corrected_to_what_a_browser_sends(
    tmp_path: Path, key: str, written: str, fault: str, wanted: str
) -> None:
    assert error_of_form(tmp_path, f'{key} = ["https://www.example.org", "{written}"]') == (
        f'campaigns.998.web_form.{key}[1]: "{written}" {fault}; write "{wanted}"'
    )


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("*", ": * is not understood"),
        ("https://*.example.org", ": * is not understood"),
        ("null", " would let in any site"),
    ],
)
def test_each_origin_is_one_site(tmp_path: Path, written: str, fault: str) -> None:
    told = error_of_form(tmp_path, f'origins = ["{written}"]')
    assert told == (
        f'campaigns.998.web_form.origins[0]: "{written}"{fault}; write each site, such as "https://example.org"'
    )


@pytest.mark.parametrize("port", ["", ":8443"])
@pytest.mark.parametrize(
    "host",
    [
        *("example.org", "v2--site.example.org", "1a.example.org", "xn--bcher-kva.example", "a" * 63 + ".example"),
        *("10.0.0.1", "[2001:db8::1]", "localhost"),
    ],
)
def test_a_host_as_browsers_send_it_is_an_origin(tmp_path: Path, host: str, port: str) -> None:
    site = f"https://{host}{port}"
    form = loaded(tmp_path, WHALES.replace("web_form]", f'web_form]\norigins = ["{site}"]')).by_id[998].web_form
    assert form is not None
    assert form.origins == (site,)


@pytest.mark.parametrize(
    "written",
    [
        *("", "ftp://example.org", "https://", "https://example.org:x", "https://a b", "https", "//example.org"),
        *(
            "https:/example.org",
            "https://https://example.org",
            "https:example.org",
            "https://intranet",
            "https://1.2.3",
        ),
        *("https://<b>.example.org", "https://example.org'", "https://-a.example.org", "https://a-.example.org"),
        *("https://a..example.org", "https://example.org.", "https://my_site.example.org", "https://me@example.org"),
        *(
            "https://xn--zz.example",
            "https://example.org:0",
            "https://example.org:65536",
            "https://[::1",
            "https://[x]",
        ),
        *("https://256.0.0.1", "https://" + "a" * 64 + ".example"),
    ],
)
def test_what_is_no_origin_at_all_is_shown_one(tmp_path: Path, written: str) -> None:
    told = error_of_form(tmp_path, f'origins = ["{written}"]')
    assert told == (
        f'campaigns.998.web_form.origins[0]: "{written}" is not an origin; '
        'write scheme and host, such as "https://example.org"'
    )


def test_a_host_that_is_too_long_is_none() -> None:
    with pytest.raises(ValueError, match="is not an origin"):
        origin("https://" + "a." * 124 + "example")


def test_one_origin_without_brackets_is_no_list(tmp_path: Path) -> None:
    assert error_of_form(tmp_path, 'origins = "https://example.org"') == (
        'campaigns.998.web_form.origins: "https://example.org" can\'t stand here; write ["https://example.org"]'
    )


@pytest.mark.parametrize("between", [",", ", ", ";", "|", " | ", " ", "/,"])
def test_several_origins_in_one_text_are_taken_apart(tmp_path: Path, between: str) -> None:
    written = f"https://a.example{between}https://b.example"
    assert error_of_form(tmp_path, f'origins = ["{written}"]') == (
        f'campaigns.998.web_form.origins[0]: "{written}" has several values in one text; '
        'write each in quotes: "https://a.example", "https://b.example"'
    )


@pytest.mark.parametrize("written", ["https://a.example|x", "https://a.example,https", "https://a.example/x;y"])
def test_what_is_not_several_origins_for_sure_is_not_taken_apart(tmp_path: Path, written: str) -> None:
    told = error_of_form(tmp_path, f'origins = ["{written}"]')
    assert told.endswith(f'"{written}" is not an origin; write scheme and host, such as "https://example.org"')


def test_a_number_among_origins_is_no_text(tmp_path: Path) -> None:
    told = error_of_form(tmp_path, "origins = [5]")
    assert told == 'campaigns.998.web_form.origins[0]: 5 can\'t stand here; write text in quotes: "5"'


def test_a_list_names_nothing_twice(tmp_path: Path) -> None:
    told = error_of_form(tmp_path, 'origins = ["https://example.org", "https://example.org"]')
    assert told == 'campaigns.998.web_form.origins: "https://example.org" is there twice; write it once'


@pytest.mark.parametrize(("written", "shown"), [('"maybe"', '"maybe"'), ("2", "2"), ("[]", "a list")])
@pytest.mark.parametrize("key", ["calls", "secret"])
def test_a_switch_is_true_or_false(tmp_path: Path, key: str, written: str, shown: str) -> None:
    assert error_of_form(tmp_path, f"{key} = {written}") == (
        f"campaigns.998.web_form.{key}: {shown} can't stand here; write true or false, without quotes"
    )


@pytest.mark.parametrize(
    ("written", "meant"), [('"yes"', "true"), ('"False"', "false"), ('" ON "', "true"), ("1", "true"), ("0", "false")]
)
@pytest.mark.parametrize("key", ["calls", "secret"])
def test_a_switch_in_other_words_is_told_which_is_meant(tmp_path: Path, key: str, written: str, meant: str) -> None:
    assert error_of_form(tmp_path, f"{key} = {written}").endswith(f"can't stand here; write {meant}, without quotes")


@pytest.mark.parametrize(("written", "wanted"), [(" website", "website"), ("web  site\\n", "web site")])
def test_a_source_tag_has_no_blanks_around_it(tmp_path: Path, written: str, wanted: str) -> None:
    told = error_of_form(tmp_path, f'p2asource = "{written}"')
    assert told.startswith("campaigns.998.web_form.p2asource: ")
    assert told.endswith(f'write "{wanted}"')


def test_an_empty_source_tag_is_better_left_out(tmp_path: Path) -> None:
    told = error_of_form(tmp_path, 'p2asource = ""')
    assert told == (
        'campaigns.998.web_form.p2asource: is empty; write a source tag in quotes, such as "website", or leave it out'
    )


def test_an_answer_can_not_be_left_out(tmp_path: Path) -> None:
    told = error_of_sms(tmp_path, 'reply = ""')
    assert told == ('campaigns.998.sms.reply: is empty; write the answer in quotes, such as "Thanks for joining!"')


def test_an_unknown_key_lists_those_that_are_known(tmp_path: Path) -> None:
    assert error_of_form(tmp_path, 'origin = ["https://example.org"]') == (
        "campaigns.998.web_form.origin: is not a key that is known here; did you mean origins? "
        "known are origins, redirects, p2asource, calls, secret, thanks, names, challenge, "
        "only_from_origins, burst, quiet_hours"
    )


def test_how_many_sign_ups_are_a_burst_is_a_whole_number(tmp_path: Path) -> None:
    whole = "write a whole number of sign-ups in ten minutes without quotes, such as 200, or leave it out"
    for value, wrong in {
        '"30"': f'"30" can\'t stand here; {whole}',
        "2.5": f"2.5 can't stand here; {whole}",
        "0": "0 is no number of sign-ups from 1 to 10000; write such as 200",
        "10001": "10001 is no number of sign-ups from 1 to 10000; write such as 200",
    }.items():
        assert error_of_form(tmp_path, f"burst = {value}") == f"campaigns.998.web_form.burst: {wrong}"


def test_a_form_that_may_stand_nowhere_is_a_mistake(tmp_path: Path) -> None:
    told = error_of_form(tmp_path, "only_from_origins = true")
    assert told.startswith("campaigns.998.web_form.only_from_origins: is true and no site is listed")
    assert told.endswith("list its site in origins")


# ---------------------------------------------------------------- cards and texts


@pytest.mark.parametrize("source", ["twitter_card", "sms"])
def test_a_connection_is_of_a_type_that_the_platform_has(tmp_path: Path, source: str) -> None:
    more = 'keywords = ["JOIN"]\nreply = "Thanks!"' if source == "sms" else ""
    text = f'[campaigns.998]\nname = "x"\n[campaigns.998.{source}]\nconnect = ["call", "fax"]\n{more}'
    known = '"tweet", "call"' if source == "sms" else '"email", "tweet", "call"'
    assert error(tmp_path, text) == (
        f'campaigns.998.{source}.connect[1]: "fax" is not a connection type; write one of {known}'
    )


def test_a_connection_is_written_in_small_letters(tmp_path: Path) -> None:
    told = error_of_sms(tmp_path, 'connect = ["Call"]')
    assert told == 'campaigns.998.sms.connect[0]: "Call" is not a connection type; write "call"'


@pytest.mark.parametrize("word", ["call", "Call", "call "])
def test_no_phone_is_called_for_a_row_of_a_file(tmp_path: Path, word: str) -> None:
    why = "nobody waits by the phone for a row of a file"
    text = f'{WHALES}[campaigns.998.lead_file]\nconnect = ["{word}"]\n'
    told = f'"{word}" can\'t be made: {why}; write "email", "tweet" or []'
    assert error(tmp_path, text) == f"campaigns.998.lead_file.connect[0]: {told}"


@pytest.mark.parametrize("word", ["email", "Email", "EMAIL", "email ", "e-mail"])
def test_a_text_can_send_no_email_to_a_legislator(tmp_path: Path, word: str) -> None:
    why = "a text carries no address, so no legislator can be found"
    words = f'"{word}" can\'t be made: {why}; write "tweet", "call" or []'
    assert error_of_sms(tmp_path, f'connect = ["{word}"]') == f"campaigns.998.sms.connect[0]: {words}"
    assert error_of_sms(tmp_path, f'connect = "{word}"') == (
        f"campaigns.998.sms.connect: a list stands in square brackets, and in it {words}"
    )


@pytest.mark.parametrize(
    "word",
    [
        *("STOP", "Unsubscribe", "end", "QUIT", "stop all", "STOPALL", "REVOKE", "opt out", "CANCEL"),
        *("START", "yes", "UNSTOP", "HELP", "info", "STÓP", "\uff33top", "s\u200btop", "hélp"),
    ],
)
def test_a_word_that_phone_companies_answer_is_no_keyword(tmp_path: Path, word: str) -> None:
    told = error_of_sms(tmp_path, f'keywords = ["JOIN", "{word}"]')
    shown = word.replace("\u200b", "\\u200b")
    assert told == (
        f'campaigns.998.sms.keywords[1]: "{shown}" is reserved: '
        "phone companies and Twilio answer it themselves; write another keyword"
    )


@pytest.mark.parametrize("word", ["alto", "BASTA", "Parar", "cancelar", "AYUDA", "ayúda"])
def test_a_word_that_spanish_speakers_stop_with_is_no_keyword(tmp_path: Path, word: str) -> None:
    assert error_of_sms(tmp_path, f'keywords = ["{word}"]') == (
        f'campaigns.998.sms.keywords[0]: "{word}" is what people text to stop or to ask for help; write another keyword'
    )


@pytest.mark.parametrize("word", ["Remove me", "no more texts", "stop sending me texts please"])
def test_nothing_but_an_opt_out_is_no_keyword(tmp_path: Path, word: str) -> None:
    assert error_of_sms(tmp_path, f'keywords = ["{word}"]') == (
        f'campaigns.998.sms.keywords[0]: "{word}" is what people text to leave; write another keyword'
    )


@pytest.mark.parametrize(
    ("key", "one", "other"),
    [
        ("sms.keywords", "JOIN", "SAVE WHALES"),
        ("sms.connect", "tweet", "call"),
        ("twitter_card.connect", "email", "call"),
        ("web_form.origins", "https://example.org", "https://example.com"),
    ],
)
def test_two_values_in_one_text_are_taken_apart(tmp_path: Path, key: str, one: str, other: str) -> None:
    source, _, name = key.partition(".")
    sms = {"keywords": '["JOIN"]', "reply": '"Thanks!"'} if source == "sms" else {}
    lines = [f"{known} = {value}" for known, value in (sms | {name: f'["{one}, {other}"]'}).items()]
    told = error(tmp_path, "\n".join(["[campaigns.998]", 'name = "x"', f"[campaigns.998.{source}]", *lines]))
    assert (
        told == f'campaigns.998.{key}[0]: "{one}, {other}" has several values in one text; '
        f'write each in quotes: "{one}", "{other}"'
    )


@pytest.mark.parametrize("word", ["", "  ", "JOIN!", "save-whales", ","])
def test_a_keyword_has_letters_and_digits_only(tmp_path: Path, word: str) -> None:
    told = error_of_sms(tmp_path, f'keywords = ["{word}"]')
    assert told.startswith(f'campaigns.998.sms.keywords[0]: "{word}" is not a keyword; write letters and digits')


def test_a_keyword_of_another_script_keeps_its_vowels_and_voicing(tmp_path: Path) -> None:
    text = WHALES.replace('"JOIN"', '"हिन्दी", "हन्द", "ガス", "カス", "עִבְרִית"')
    assert len(loaded(tmp_path, text).by_keyword) == 5


def test_a_letter_that_nobody_knows_how_to_type_is_in_no_keyword(tmp_path: Path) -> None:
    assert error_of_sms(tmp_path, 'keywords = ["\u0180az"]') == (
        'campaigns.998.sms.keywords[0]: "\u0180az" has \u0243 in it, which few phones can type; '
        "write it with plain letters"
    )


def test_a_keyword_can_be_typed(tmp_path: Path) -> None:
    told = error_of_sms(tmp_path, f'keywords = ["{"A" * 41}"]')
    assert told.startswith("campaigns.998.sms.keywords[0]: is longer than 40 characters; write one that")


def test_texts_need_a_keyword(tmp_path: Path) -> None:
    assert error_of_sms(tmp_path, "keywords = []") == (
        'campaigns.998.sms.keywords: is empty; write a list of at least one keyword, such as ["JOIN"]'
    )


@pytest.mark.parametrize(("one", "other"), [("JOIN", "join"), ("MÁS", "mas"), ("más", "ma\u0301s"), ("ŁÓDŹ", "lodz")])
def test_keywords_differ_in_more_than_case_and_accents(tmp_path: Path, one: str, other: str) -> None:
    assert error_of_sms(tmp_path, f'keywords = ["{one}", "{other}"]') == (
        f'campaigns.998.sms.keywords[1]: "{other}" already stands for campaign 998, as "{one}", for case and accents '
        "don't count; delete one of the two"
    )


def test_a_keyword_is_there_once(tmp_path: Path) -> None:
    told = error_of_sms(tmp_path, 'keywords = ["JOIN", "JOIN"]')
    assert told.startswith(
        'campaigns.998.sms.keywords[1]: "JOIN" already stands for campaign 998; delete one of the two'
    )


def test_a_keyword_stands_for_one_campaign_only(tmp_path: Path) -> None:
    again = WHALES.replace("998", "999")
    assert error(tmp_path, WHALES + again) == (
        'campaigns.999.sms.keywords[0]: "JOIN" already stands for campaign 998; write another keyword, '
        "for each can stand for one campaign only"
    )


def test_an_answer_fits_one_message(tmp_path: Path) -> None:
    told = error_of_sms(tmp_path, f'reply = "{"a" * 1601}"')
    assert told == "campaigns.998.sms.reply: has 1601 characters; write at most 1600"


def test_an_answer_is_plain_text(tmp_path: Path) -> None:
    told = error_of_sms(tmp_path, r'reply = "Thanks\u0007"')
    assert told == (
        'campaigns.998.sms.reply: has a control character (U+0007) behind "Thanks"; '
        "delete it, for it can't be seen; a new line is written \\n"
    )


@pytest.mark.parametrize(
    ("character", "name"),
    [("\u00a0", "no-break space (U+00A0)"), ("\t", "tab (U+0009)"), ("\u2003", "em space (U+2003)")],
)
@pytest.mark.parametrize("key", ["thanks", "p2asource"])
def test_a_space_that_only_looks_like_one_is_named(tmp_path: Path, key: str, character: str, name: str) -> None:
    assert error_of_form(tmp_path, f'{key} = "Save the{character}Whales"') == (
        f'campaigns.998.web_form.{key}: has a {name} behind "Save the"; write an ordinary space'
    )


def test_a_picture_that_is_joined_of_several_may_stand_in_an_answer(tmp_path: Path) -> None:
    family = "\U0001f469\u200d\U0001f467 \u2764\ufe0f"
    assert values_of(loaded(tmp_path, WHALES.replace("Thanks!", family)).by_keyword["JOIN"].sms) == values_of(
        Sms(keywords=("JOIN",), reply=family)
    )


# ---------------------------------------------------------------- organizations


def test_a_campaign_may_say_whose_it_is(tmp_path: Path) -> None:
    assert loaded(tmp_path, WHALES).by_id[998].organization is None
    owned = WHALES.replace("[campaigns.998]\n", '[campaigns.998]\norganization = "Friends of Whales"\n')
    assert loaded(tmp_path, owned).by_id[998].organization == "Friends of Whales"


# ---------------------------------------------------------------- languages


def test_a_campaign_speaks_english_unless_it_says_otherwise(tmp_path: Path) -> None:
    assert loaded(tmp_path, WHALES).by_id[998].language == "en"
    spanish = WHALES.replace("[campaigns.998]\n", '[campaigns.998]\nlanguage = "es"\n')
    assert loaded(tmp_path, spanish).by_id[998].language == "es"


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        *(("Spanish", '"es"'), ("español", '"es"'), ("ES", '"es"'), ("es-MX", '"es"'), ("es_US", '"es"')),
        *(("English", '"en"'), ("en-US", '"en"')),
        *(("fr", '"en" or "es"'), ("", '"en" or "es"')),
    ],
)
def test_another_language_is_refused_with_the_one_that_was_meant(tmp_path: Path, written: str, instead: str) -> None:
    text = WHALES.replace("[campaigns.998]\n", f'[campaigns.998]\nlanguage = "{written}"\n')
    assert error(tmp_path, text) == (
        f'campaigns.998.language: "{written}" is not a language that the relay speaks; write {instead}'
    )


@pytest.mark.parametrize("key", ["help", "hint", "unclear", "abroad", "stopped"])
def test_answers_to_texts_may_be_the_organisers_own(tmp_path: Path, key: str) -> None:
    sms = loaded(tmp_path, WHALES.replace('"Thanks!"', f'"Thanks!"\n{key} = "Own words."')).by_id[998].sms
    assert getattr(sms, key) == "Own words."
    assert getattr(loaded(tmp_path, WHALES).by_id[998].sms, key) is None
    assert error_of_sms(tmp_path, f"{key} = 5") == (
        f"campaigns.998.sms.{key}: 5 can't stand here; write an answer in quotes, or leave it out"
    )
    assert "write at most 1600" in error_of_sms(tmp_path, f'{key} = "{"x" * 1601}"')


@pytest.mark.parametrize(
    "word", ["REMOVE", "Arrêt", "baja", "DETENER", "TD", "salir", "AIDE", "stop please", "no mas textos"]
)
def test_what_people_text_to_leave_or_for_help_is_no_keyword(tmp_path: Path, word: str) -> None:
    text = WHALES.replace('"JOIN"', f'"{word}"')
    assert "write another keyword" in error(tmp_path, text)


# ---------------------------------------------------------------- every source


@pytest.mark.parametrize("source", ["web_form", "twitter_card", "sms"])
def test_after_how_many_hours_a_source_is_silent_is_a_whole_number(tmp_path: Path, source: str) -> None:
    head = f"{WHALES}\n[campaigns.998.twitter_card]\n"
    whole = "write a whole number of hours without quotes, such as 48, or leave it out"
    for value, wrong in {
        '"48"': f'"48" can\'t stand here; {whole}',
        "48.5": f"48.5 can't stand here; {whole}",
        "true": f"true can't stand here; {whole}",
        "[48]": f"a list can't stand here; {whole}",
        "0": "0 is no number of hours from 1 to 2160; write such as 48, or leave it out",
        "-1": "-1 is no number of hours from 1 to 2160; write such as 48, or leave it out",
        "2161": "2161 is no number of hours from 1 to 2160; write such as 48, or leave it out",
    }.items():
        text = with_line(head, source, f"quiet_hours = {value}")
        assert error(tmp_path, text) == f"campaigns.998.{source}.quiet_hours: {wrong}"
    campaign = loaded(tmp_path, with_line(head, source, "quiet_hours = 48")).by_id[998]
    assert getattr(campaign, source).quiet_hours == 48
    assert getattr(loaded(tmp_path, head).by_id[998], source).quiet_hours is None


def with_line(text: str, source: str, line: str) -> str:
    """The file with one more line in the table of a source of campaign 998."""
    heading = f"[campaigns.998.{source}]\n"
    assert heading in text
    return text.replace(heading, f"{heading}{line}\n")

"""The values of campaigns.toml, source by source: each error names the key and what to write instead."""

from pathlib import Path

import pytest

from tests.unit.campaigns_file import WHALES, error, error_of_form, error_of_sms

# ---------------------------------------------------------------- forms


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("https://example.org/", "https://example.org"),
        ("https://example.org/join?a=b", "https://example.org"),
        ("https://Example.org", "https://example.org"),
        ("https://example.org:443", "https://example.org"),
        ("https://me@example.org", "https://example.org"),
        ("http://example.org", "https://example.org"),
        ("http://example.org:8080", "https://example.org:8080"),
        ("example.org", "https://example.org"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("http://127.0.0.1:3001/", "http://127.0.0.1:3001"),
        ("http://[::1]:3001/", "http://[::1]:3001"),
    ],
)
@pytest.mark.parametrize("key", ["origins", "redirects"])
def test_an_origin_is_corrected_to_what_a_browser_sends(tmp_path: Path, key: str, written: str, wanted: str) -> None:
    assert error_of_form(tmp_path, f'{key} = ["https://www.example.org", "{written}"]') == (
        f'campaigns.998.web_form.{key}[1]: "{written}" is not what a browser sends; write "{wanted}"'
    )


@pytest.mark.parametrize("written", ["*", "null", "https://*.example.org"])
def test_no_origin_lets_in_any_site(tmp_path: Path, written: str) -> None:
    told = error_of_form(tmp_path, f'origins = ["{written}"]')
    assert told.startswith("campaigns.998.web_form.origins[0]: ")
    assert 'would let in any site; write each site, such as "https://example.org"' in told


@pytest.mark.parametrize("written", ["", "ftp://example.org", "https://", "https://example.org:x", "https://a b"])
def test_what_is_no_origin_at_all_is_shown_one(tmp_path: Path, written: str) -> None:
    told = error_of_form(tmp_path, f'origins = ["{written}"]')
    assert told == (
        f'campaigns.998.web_form.origins[0]: "{written}" is not an origin; '
        'write scheme and host, such as "https://example.org"'
    )


def test_one_origin_without_brackets_is_no_list(tmp_path: Path) -> None:
    assert error_of_form(tmp_path, 'origins = "https://example.org"') == (
        'campaigns.998.web_form.origins: "https://example.org" can\'t stand here; '
        'write a list of origins, such as ["https://example.org"]'
    )


def test_a_number_among_origins_is_no_text(tmp_path: Path) -> None:
    told = error_of_form(tmp_path, "origins = [5]")
    assert told == "campaigns.998.web_form.origins[0]: 5 can't stand here; write text in quotes"


def test_a_list_names_nothing_twice(tmp_path: Path) -> None:
    told = error_of_form(tmp_path, 'origins = ["https://example.org", "https://example.org"]')
    assert told == 'campaigns.998.web_form.origins: "https://example.org" is there twice; write it once'


@pytest.mark.parametrize(("written", "shown"), [('"yes"', '"yes"'), ("1", "1"), ("[]", "a list")])
@pytest.mark.parametrize("key", ["calls", "secret"])
def test_a_switch_is_true_or_false(tmp_path: Path, key: str, written: str, shown: str) -> None:
    assert error_of_form(tmp_path, f"{key} = {written}") == (
        f"campaigns.998.web_form.{key}: {shown} can't stand here; write true or false, without quotes"
    )


@pytest.mark.parametrize(("written", "wanted"), [(" website", "website"), ("web  site\\n", "web site")])
def test_a_source_tag_has_no_blanks_around_it(tmp_path: Path, written: str, wanted: str) -> None:
    told = error_of_form(tmp_path, f'p2asource = "{written}"')
    assert told.startswith("campaigns.998.web_form.p2asource: ")
    assert told.endswith(f'write "{wanted}"')


def test_an_empty_source_tag_is_better_left_out(tmp_path: Path) -> None:
    told = error_of_form(tmp_path, 'p2asource = ""')
    assert told == (
        "campaigns.998.web_form.p2asource: is empty; write some text, or leave the key out if it may be left out"
    )


def test_an_unknown_key_lists_those_that_are_known(tmp_path: Path) -> None:
    assert error_of_form(tmp_path, 'origin = ["https://example.org"]') == (
        "campaigns.998.web_form.origin: is not a key that is known here; did you mean origins? "
        "known are origins, redirects, p2asource, calls, secret, thanks"
    )


# ---------------------------------------------------------------- cards and texts


@pytest.mark.parametrize("source", ["twitter_card", "sms"])
def test_a_connection_is_of_a_type_that_the_platform_has(tmp_path: Path, source: str) -> None:
    more = 'keywords = ["JOIN"]\nreply = "Thanks!"' if source == "sms" else ""
    text = f'[campaigns.998]\nname = "x"\n[campaigns.998.{source}]\nconnect = ["email", "fax"]\n{more}'
    assert error(tmp_path, text) == (
        f'campaigns.998.{source}.connect[1]: "fax" is not a connection type; write one of "email", "tweet", "call"'
    )


@pytest.mark.parametrize(
    "word",
    [
        *("STOP", "Unsubscribe", "end", "QUIT", "stop all", "STOPALL", "REVOKE", "opt out", "CANCEL"),
        *("START", "yes", "UNSTOP", "HELP", "info"),
    ],
)
def test_a_word_that_phone_companies_answer_is_no_keyword(tmp_path: Path, word: str) -> None:
    told = error_of_sms(tmp_path, f'keywords = ["JOIN", "{word}"]')
    assert told == (
        f'campaigns.998.sms.keywords[1]: "{word}" is reserved: '
        "phone companies and Twilio answer it themselves; write another keyword"
    )


@pytest.mark.parametrize("word", ["", "  ", "JOIN!", "save-whales"])
def test_a_keyword_has_letters_and_digits_only(tmp_path: Path, word: str) -> None:
    told = error_of_sms(tmp_path, f'keywords = ["{word}"]')
    assert told.startswith(f'campaigns.998.sms.keywords[0]: "{word}" is not a keyword; write letters and digits')


def test_a_keyword_can_be_typed(tmp_path: Path) -> None:
    told = error_of_sms(tmp_path, f'keywords = ["{"A" * 41}"]')
    assert told.startswith("campaigns.998.sms.keywords[0]: is longer than 40 characters; write one that")


def test_texts_need_a_keyword(tmp_path: Path) -> None:
    assert error_of_sms(tmp_path, "keywords = []") == (
        'campaigns.998.sms.keywords: is empty; write a list of at least one keyword, such as ["JOIN"]'
    )


def test_a_keyword_is_there_once(tmp_path: Path) -> None:
    told = error_of_sms(tmp_path, 'keywords = ["JOIN", "join"]')
    assert told.startswith('campaigns.998.sms.keywords[1]: "JOIN" already stands for campaign 998; write another')


def test_a_keyword_stands_for_one_campaign_only(tmp_path: Path) -> None:
    again = WHALES.replace("998", "999").replace("JOIN", "join")
    assert error(tmp_path, WHALES + again) == (
        'campaigns.999.sms.keywords[0]: "JOIN" already stands for campaign 998; write another keyword, '
        "for each can stand for one campaign only"
    )


def test_an_answer_fits_one_message(tmp_path: Path) -> None:
    told = error_of_sms(tmp_path, f'reply = "{"a" * 1601}"')
    assert told == "campaigns.998.sms.reply: has 1601 characters; write at most 1600"


def test_an_answer_is_plain_text(tmp_path: Path) -> None:
    told = error_of_sms(tmp_path, r'reply = "Thanks\u0007"')
    assert told.startswith("campaigns.998.sms.reply: has a control character in it; write plain text")

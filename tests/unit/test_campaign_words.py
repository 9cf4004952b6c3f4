"""A campaign's own words in campaigns.toml: what may be said otherwise, and what each mistake is told."""

import re
from pathlib import Path

import pytest

from campaigns_keys import KEYS_INSTEAD, WORDS
from campaigns_words import LONGEST, LONGEST_OF_TEXTS, WHAT_IS_PUT_IN
from relay.sources.explanations import words_for
from relay.sources.languages import pages_en, pages_es, sms_en, sms_es, spoken
from tests.unit.campaigns_file import WHALES, error, errors, loaded, problems

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "words.md").read_text(encoding="utf-8")


def with_words(lines: str) -> str:
    return f"{WHALES}[campaigns.998.words]\n{lines}\n"


def own(tmp_path: Path, lines: str) -> dict[str, str] | None:
    return loaded(tmp_path, with_words(lines)).by_id[998].words


# ---------------------------------------------------------------- what may be written


def test_a_campaign_has_no_words_of_its_own_unless_it_says_so(tmp_path: Path) -> None:
    assert loaded(tmp_path, WHALES).by_id[998].words is None
    assert own(tmp_path, "") == {}


@pytest.mark.parametrize(
    "lines",
    [
        'labels.zip5 = "Postal code"',
        '"labels.zip5" = "Postal code"',
        'labels = {zip5 = "Postal code"}',
        '[campaigns.998.words.labels]\nzip5 = "Postal code"',
        'labels.zip5 = """\n  Postal\n  code"""',
    ],
)
def test_each_way_to_write_a_word_comes_to_the_same(tmp_path: Path, lines: str) -> None:
    assert own(tmp_path, lines) == {"labels.zip5": "Postal code"}


@pytest.mark.parametrize("name", WORDS)
def test_each_word_can_be_said_otherwise(tmp_path: Path, name: str) -> None:
    text = "pt-BR" if name == "lang" else " ".join(["Own", *re.findall(r"{[a-z]+}", WORDS[name]), "< & >"])
    campaigns = list(loaded(tmp_path, with_words(f'{name} = "{text}"')).by_id.values())
    ours = {**pages_en.WORDS, **sms_en.WORDS}
    said = {**words_for(campaigns, ()), **spoken("sms", "en", campaigns)}
    assert said == {**ours, name: text}


@pytest.mark.parametrize("name", WORDS)
def test_our_own_words_in_each_language_could_stand_in_campaigns_toml(tmp_path: Path, name: str) -> None:
    for ours in ({**pages_en.WORDS, **sms_en.WORDS}, {**pages_es.WORDS, **sms_es.WORDS}):
        assert own(tmp_path, f"{name} = '''{ours[name]}'''") == {name: ours[name]}


def test_a_campaign_with_words_can_be_told_from_others_and_counted(tmp_path: Path) -> None:
    campaigns = loaded(tmp_path, with_words('labels.zip5 = "Postal code"')).by_id
    assert len(set(campaigns.values())) == 1
    assert campaigns[998] != loaded(tmp_path, WHALES).by_id[998]


def test_the_spanish_example_has_no_error_and_the_numbers_of_the_events(tmp_path: Path) -> None:
    example = (ROOT / "events" / "campaigns_es.toml").read_text(encoding="utf-8")
    campaigns = loaded(tmp_path, example).by_id
    assert {number: campaign.language for number, campaign in campaigns.items()} == {998: "es", 999: "en"}
    assert all(campaign.words for campaign in campaigns.values())


def test_what_campaigns_toml_shows_of_words_is_right(tmp_path: Path) -> None:
    text = (ROOT / "campaigns.toml").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^# \[campaigns\.998\.words\]\n(?:# .+\n)+", text, flags=re.MULTILINE)
    words = re.sub(r"^# ", "", shown, flags=re.MULTILINE)
    assert len(loaded(tmp_path, WHALES + words).by_id[998].words or {}) == 3


# ---------------------------------------------------------------- the page


def test_the_page_lists_every_word_as_it_is_in_english() -> None:
    rows = re.findall(r"^\| `([\w.]+)` \| (.+) \|$", PAGE, flags=re.MULTILINE)
    assert rows == list(WORDS.items())


def test_the_page_and_the_errors_say_what_is_put_in() -> None:
    rows = dict(re.findall(r"^\| `\{(\w+)\}` \| (.+) \|$", PAGE, flags=re.MULTILINE))
    assert rows == WHAT_IS_PUT_IN
    assert {place for text in WORDS.values() for place in re.findall(r"{(\w+)}", text)} == rows.keys()


def test_the_page_tells_how_long_a_word_may_be() -> None:
    assert f"at most {LONGEST} characters, one of `sms` at most {LONGEST_OF_TEXTS}" in PAGE


def test_the_example_of_the_page_is_right(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)
    assert len(loaded(tmp_path, WHALES + example).by_id[998].words or {}) == 3


# ---------------------------------------------------------------- mistakes


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            'labels.zip = "x"',
            "words.labels.zip: is not a key that is known here; did you mean labels.zip5? known are ",
        ),
        ('labels.Email = "x"', "words.labels.Email: is not a key that is known here; did you mean labels.email? known"),
        (
            'label.zip5 = "x"',
            "words.label: is not a key that is known here; did you mean labels? known are lang, labels",
        ),
        (
            'faults.zip.invalid = "x"',
            "words.faults.zip: is not a key that is known here; did you mean faults.zip5? known ",
        ),
        (
            'faults.zip5.bad = "x"',
            "words.faults.zip5.bad: is not a key that is known here; did you mean faults.zip5.invalid? known are",
        ),
        (
            'zip5 = "x"',
            "words.zip5: is not a key that is known here; did you mean labels.zip5? known are lang, labels, ",
        ),
        ('thankyou = "x"', "words.thankyou: is not a key that is known here; did you mean thank_you? known are lang, "),
        (
            'arrived = "x"',
            "words.arrived: is not a key that is known here; write it under [campaigns.998.web_form], as t",
        ),
        (
            'thanks = "x"',
            "words.thanks: is not a key that is known here; write it under [campaigns.998.web_form]; known",
        ),
        (
            'sms.hint = "x"',
            "words.sms.hint: is not a key that is known here; write it under [campaigns.998.sms], as hin",
        ),
        (
            'organization = "x"',
            "words.organization: is not a key that is known here; write it under [campaigns.998]; k",
        ),
        (
            'xyzzy = "x"',
            "words.xyzzy: is not a key that is known here; known are lang, labels, other_field, faults, codes,",
        ),
    ],
)
def test_an_unknown_name_is_told_which_was_meant_or_where_it_belongs(tmp_path: Path, line: str, told: str) -> None:
    assert error(tmp_path, with_words(line)).startswith(f"campaigns.998.{told}")


@pytest.mark.parametrize("table", ["campaigns.998", "campaigns.998.web_form"])
def test_words_in_the_wrong_table_are_told_the_right_one(tmp_path: Path, table: str) -> None:
    text = WHALES.replace(f"[{table}]\n", f'[{table}]\nlabels.zip5 = "x"\n')
    told = f"{table}.labels: is not a key that is known here; write it under [campaigns.998.words]; known are "
    assert error(tmp_path, text).startswith(told)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "labels.zip5 = 5",
            'words.labels.zip5: 5 can\'t stand here; write a text in quotes, such as "ZIP code", or leav',
        ),
        ("problem = true", "words.problem: true can't stand here; write a text in quotes, such as"),
        ('problem = ["x"]', "words.problem: a list can't stand here; write a text in quotes, such as"),
        ('problem.x = "x"', "words.problem: a table can't stand here; write a text in quotes, such as"),
        (
            'labels = "x"',
            'words.labels: "x" can\'t stand here; write a table [campaigns.998.words.labels] and, under it, a',
        ),
        (
            "faults.zip5 = 5",
            "words.faults.zip5: 5 can't stand here; write a table [campaigns.998.words.faults.zip5] and, ",
        ),
        (
            'labels.zip5 = ""',
            'words.labels.zip5: is empty; write a text in quotes, such as "ZIP code", or leave it out',
        ),
        ('labels.zip5 = " \\n "', "words.labels.zip5: is empty; write"),
        (f'problem = "{"x" * 501}"', "words.problem: has 501 characters; write at most 500"),
        (f'sms.stop = "{"x" * 161}"', "words.sms.stop: has 161 characters; write at most 160"),
        ('problem = "a\\u200bb"', 'words.problem: has a zero width space (U+200B) behind "a"; delete it'),
        (
            'lang = "French"',
            'words.lang: "French" is not the tag of a language; write one such as "en", "es" or "pt-BR"',
        ),
    ],
)
def test_what_is_no_text_of_the_right_kind_is_told_what_to_write(tmp_path: Path, line: str, told: str) -> None:
    assert error(tmp_path, with_words(line)).startswith(f"campaigns.998.{told}")


@pytest.mark.parametrize("value", ["5", '"x"', "[]"])
def test_words_are_a_table(tmp_path: Path, value: str) -> None:
    text = WHALES.replace("[campaigns.998]\n", f"[campaigns.998]\nwords = {value}\n")
    assert error(tmp_path, text).endswith(
        "can't stand here; write a table of texts, such as [campaigns.998.words] and, under it, "
        'labels.zip5 = "Postal code"'
    )


@pytest.mark.parametrize(
    "html", ["<b>", "</p>", "<br/>", '<a href=\\"x\\">', "<IMG SRC=x>", "<!--", "&nbsp;", "&#8217;"]
)
def test_a_word_is_plain_text(tmp_path: Path, html: str) -> None:
    told = error(tmp_path, with_words(f'problem = "Oh {html} no"'))
    assert told == (
        f'campaigns.998.words.problem: has HTML in it, "{html}", which people would read as it stands; write plain text'
    )


@pytest.mark.parametrize("text", ["fewer < more & more", "I <3 whales", "<name@example.org>", "AT&T; Q&A;"])
def test_what_only_looks_like_html_is_a_text(tmp_path: Path, text: str) -> None:
    assert own(tmp_path, f'problem = "{text}"') == {"problem": text}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            'codes.required = "Fill it in"',
            "codes.required: has no {label} in it; write {label} where the field's label",
        ),
        (
            'sms.choice = "{keyword}"',
            "sms.choice: has no {name} in it; write {name} where the campaign's name is to st",
        ),
        (
            'codes.required = "{zip}"',
            'codes.required: has "{zip}" in it, where nothing can be put in; write {label} on',
        ),
        ('codes.required = "{Label}"', 'codes.required: has "{Label}" in it, where nothing can be put in; write {labe'),
        ('codes.required = "{label!r}"', 'codes.required: has "{label!r}" in it, where nothing can be put in; write {'),
        ('codes.required = "{label} {"', 'codes.required: has "{" in it, where nothing can be put in; write {label} o'),
        (
            'codes.required = "{label} {}"',
            'codes.required: has "{}" in it, where nothing can be put in; write {label} ',
        ),
        ('codes.required = "{{label}}"', 'codes.required: has "{" in it, where nothing can be put in; write {label} o'),
        ('labels.zip5 = "{label}"', 'labels.zip5: has "{label}" in it, where nothing can be put in; delete it, for no'),
        ('sms.or = "or"', "sms.or: has no {first} in it; write {first} where what comes before the last is to stand"),
    ],
)
def test_a_word_has_just_the_places_that_ours_has(tmp_path: Path, line: str, told: str) -> None:
    assert error(tmp_path, with_words(line)).startswith(f"campaigns.998.words.{told}")


def test_all_mistakes_in_words_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    text = with_words('labels.zip5 = 5\nproblem = ""\n[campaigns.998.words.codes]\nrequired = "x"')
    told = problems(tmp_path, text)
    assert [problem.line for problem in told] == [9, 10, 12]
    assert len(errors(tmp_path, f"{text}\n[campaigns.999]\nname = 5\n")) == 5


def test_each_word_that_a_source_has_a_key_for_is_one_of_ours_and_points_to_that_key(tmp_path: Path) -> None:
    for name, (source, key) in KEYS_INSTEAD.items():
        assert name in {**pages_en.WORDS, **sms_en.WORDS}
        told = error(tmp_path, with_words(f'{name} = "x"'))
        assert f"write it under [campaigns.998.{source}], as {key};" in told

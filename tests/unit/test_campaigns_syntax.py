"""What keeps campaigns.toml from being TOML: each mistake has its line and its own words for what to write."""

import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import campaigns_text
from tests.unit.campaigns_file import WHALES, loaded, problems

FORM = '[campaigns.998]\nname = "Save the Whales"\n[campaigns.998.web_form]\n'
LISTS = f"{FORM}origins = "

VALUES = {
    "calls = yes": 'yes is not a value; write true, or "yes" if it is meant as a text',
    "calls = On": 'On is not a value; write true, or "On" if it is meant as a text',
    "calls = True": 'True is not a value; write true, or "True" if it is meant as a text',
    "calls = no": 'no is not a value; write false, or "no" if it is meant as a text',
    "calls = off # for now": 'off is not a value; write false, or "off" if it is meant as a text',
    "calls = FALSE": 'FALSE is not a value; write false, or "FALSE" if it is meant as a text',
    "calls = none": "none is not a value; leave the line out",
    "calls =": "there is no value behind the =; write one in the same line, or leave the line out",
    "calls = # false": "there is no value behind the =; write one in the same line, or leave the line out",
    "calls = true;": "; stands behind the value; delete it",
    "calls = true,": ", stands behind the value; delete it",
    "calls = true secret = true": "two keys stand in one line; write each in a line of its own",
    "thanks = Thank you": 'a text stands in quotes; write "Thank you"',
    "thanks = Thank you, friend": 'a text stands in quotes; write "Thank you, friend"',
    "thanks = 5 whales": 'a text stands in quotes; write "5 whales"',
    "thanks = (x)": 'a text stands in quotes; write "(x)"',
    "thanks = <b>Hi</b>": 'a text stands in quotes; write "<b>Hi</b>"',
    "thanks = Save #1 whales": 'a text stands in quotes; write a " before it and one behind it',
    "thanks = " + "a" * 81: 'a text stands in quotes; write a " before it and one behind it',
    'thanks = "a", "b"': "several values stand here; write a text in quotes, or leave it out",
    "calls = true, secret = true": "two keys stand in one line; write each in a line of its own",
    "calls = perhaps": '"perhaps" is not a value; write true or false, without quotes',
    "calls = true indeed": '"true indeed" is not a value; write true or false, without quotes',
    "web_form = {calls = yes}}": 'yes is not a value; write true, or "yes" if it is meant as a text',
    "web_form = {calls = true}}": 'delete "}"',
    "web_form = {calls}": (
        "in braces stand keys with their values; write { calls = true }, or a list in square brackets"
    ),
}
TEXTS = {
    'thanks = Thank you"': 'the quote before Thank you is missing; write "Thank you"',
    'thanks = "Thank you': 'the text "Thank you" begins with a quote and has none at its end; write " behind it',
    "thanks = 'Thank you": 'the text "Thank you" begins with a quote and has none at its end; write \' behind it',
    "thanks = 'It's great'": "an apostrophe ends a text in single quotes; write the text in double quotes",
    'thanks = "Say "hi" to us"': r"a quote ends the text before its end; write \" for a quote inside a text",
    'thanks = "Thank" you': '"you" stands behind the text; write it inside the quotes, or delete it',
    r'thanks = "a \ b"': r"a backslash in a text begins a code; write \\ for one that is meant as such",
    'thanks = "a \u201cx\u201d" calls': '"calls" stands behind the text; write it inside the quotes, or delete it',
    'thanks = """Thank\nyou': 'the text that begins with """ has no end; write """ behind it',
    "thanks = '''Thank\nyou": "the text that begins with ''' has no end; write ''' behind it",
    'thanks = "It\u2019s great': (
        'the text "It\u2019s great" begins with a quote and has none at its end; write " behind it'
    ),
    "thanks = It\u2019s great": 'a text stands in quotes; write "It\u2019s great"',
}
TYPOGRAPHIC = {
    "thanks = \u201cThank you\u201d": "\u201c",
    'thanks = "Thank you\u201d': "\u201d",
    'thanks = \u201cThank you"': "\u201c",
    "thanks = \u2018Thank you\u2019": "\u2018",
    "thanks = \u201eDanke\u201c": "\u201e",
    "thanks = \u00abMerci\u00bb": "\u00ab",
    "thanks = `Thank you`": "`",
    "origins = [\u201chttps://example.org\u201d]": "\u201c",
    'origins = ["https://example.org\u201d, "https://example.com"]': "\u201d",
    "\u201cthanks\u201d = 5": "\u201c",
}
KEYS = {
    "calls: true": "a : stands behind the key; write = in its place",
    "calls := true": "a : stands behind the key; write = in its place",
    "calls true": "the = is missing; write calls = true",
    'thanks "Thank you"': 'the = is missing; write thanks = "Thank you"',
    "calls == true": "= stands behind the =; write the = alone",
    "calls => true": "> stands behind the =; write the = alone",
    "my calls = true": '"my calls" is not a key, for a key is one word; write it as the others are, such as name',
    "= true": "there is no key before the =; write one",
    "// no calls": "this is neither a heading nor a key; write # before a remark",
    "; no calls": "this is neither a heading nor a key; write # before a remark",
    "no calls yet": (
        "this is neither a heading, nor a key with its value, nor a remark; write key = value, or # before a remark"
    ),
}
BRACKETS = "a list stands in square brackets"
ONE_PAIR = "a list stands in one pair of square brackets"
BOTH = '["https://a.example", "https://b.example"]'
SOME = 'a list of origins, such as ["https://example.org"]'
ITEMS = {
    '["https://a.example" "https://b.example"]': (
        'a comma is missing between two values of a list; write one before "https://b.example"'
    ),
    '["he said \u201cx\u201d, ok" "b"]': 'a comma is missing between two values of a list; write one before "b"',
    "[https://a.example or b]": 'a text stands in quotes; write a " before it and one behind it',
    "https://a.example, https://b.example": f"{BRACKETS}; write {BOTH}",
    "https://a.example; 'https://b.example'": f"{BRACKETS}; write {BOTH}",
    "(https://a.example, https://b.example)": f"{BRACKETS}; write {BOTH}",
    "https://a.example https://b.example": f"{BRACKETS}; write {SOME}",
    "https://a.example | https://b.example": f"{BRACKETS}; write {SOME}",
    "https://a.example # and more": f"{BRACKETS}; write {SOME}",
    '["https://a.example"], ["https://b.example"]': f"{ONE_PAIR}; write {BOTH}",
    '["https://a.example"; "https://b.example"]': "; stands between two values of a list; write a comma in its place",
    '["https://a.example", , "https://b.example"]': "a comma stands where a value belongs; take it out",
    '["https://a.example", https://b.example]': 'a text stands in quotes; write "https://b.example"',
    '["https://a.example", https://b.example"]': (
        'the quote before https://b.example is missing; write "https://b.example"'
    ),
    '["https://a.example, "https://b.example"]': (
        'a quote is missing or one too many; write each text of a list as "JOIN", with a comma behind it'
    ),
    '["https://a.example", "https://b.example]': (
        'the text "https://b.example]" begins with a quote and has none at its end; write " behind it'
    ),
    '"https://a.example", "https://b.example"': (f"{ONE_PAIR}; write {BOTH}"),
    '["https://a.example"': "the list that begins here has no end; write ] behind its last value",
    '["https://a.example",\ncalls = true': "the list that begins here has no end; write ] behind its last value",
    '["https://a.example"\n[campaigns.999]': "the list that begins here has no end; write ] behind its last value",
    '"https://a.example"]': 'there is a ] without its [; write a list as ["JOIN"], anything else without brackets',
    '{"https://a.example"}': 'a list stands in square brackets, not in braces; write ["https://a.example"]',
}
HEADINGS = {
    "[campaigns.999": "this is not a heading; write [campaigns.999]",
    "campaigns.999]": "this is not a heading; write [campaigns.999]",
    "[campaigns 999]": "this is not a heading; write [campaigns.999]",
    "[campaigns/999/sms]": "this is not a heading; write [campaigns.999.sms]",
    "[campaigns..999]": "this is not a heading; write [campaigns.999]",
    "[campaigns.999.Web Form]": "this is not a heading; write [campaigns.999.web_form]",
    "[campaigns.1,000]": "this is not a heading; write one such as [campaigns.998]",
    "[campaigns.0999": "this is not a heading; write one such as [campaigns.998]",
    "[campaigns.Keep the Whales]": "this is not a heading; write one such as [campaigns.998]",
    "[campaigns.999] Whales": ("more than a heading stands in this line; write [campaigns.999], and the rest below it"),
}
UNSEEN = {
    "calls\u00a0= true": "a no-break space (U+00A0) stands in this line; write an ordinary space",
    "calls = \u00a0true": "a no-break space (U+00A0) stands in this line; write an ordinary space",
    "calls = true\u2003": "a em space (U+2003) stands in this line; write an ordinary space",
    "\u200bcalls = true": "a zero width space (U+200B) stands in this line; delete it",
    "calls = tr\u200bue": "a zero width space (U+200B) stands in this line; delete it",
    "calls = true\r#": "a carriage return (U+000D) stands in this line; save the file with ordinary line ends",
}
TOO_MUCH = {
    "calls = " + "[" * 3000: "what stands here is nested too deep to be read; write it as the others are",
    f"{'a.' * 1200}b = 1": "what stands here is nested too deep to be read; write it as the others are",
    f"[{'a.' * 1200}b]": "what stands here is nested too deep to be read; write it as the others are",
    "calls = " + "9" * 5000: "what stands here is a number too long to be read; write it as the others are",
}


@pytest.mark.parametrize(
    ("line", "words"), [*(VALUES | TEXTS | KEYS | HEADINGS | UNSEEN | TOO_MUCH).items()], ids=lambda text: text[:40]
)
def test_a_line_that_is_not_toml_is_told_what_to_write(tmp_path: Path, line: str, words: str) -> None:
    assert problems(tmp_path, f"{FORM}# a remark\n{line}\n") == ((5, words),)


@pytest.mark.parametrize(("line", "quote"), TYPOGRAPHIC.items())
def test_a_typographic_quote_is_shown_the_straight_one(tmp_path: Path, line: str, quote: str) -> None:
    words = f'{quote} is a typographic quote; write the straight quote " in its place'
    assert problems(tmp_path, f"{FORM}{line}\n") == ((4, words),)


@pytest.mark.parametrize(("written", "words"), ITEMS.items())
def test_a_list_that_is_not_toml_is_told_what_to_write(tmp_path: Path, written: str, words: str) -> None:
    assert problems(tmp_path, f"{FORM}origins = {written}\n") == ((4, words),)


def test_a_comma_that_is_missing_between_lines_is_told_where(tmp_path: Path) -> None:
    text = LISTS + '[\n  "https://a.example",  # one\n  "https://b.example"\n  "https://c.example"\n]\ncalls = true\n'
    words = 'a comma is missing between two values of a list; write one before "https://c.example"'
    assert problems(tmp_path, text) == ((7, words),)


def test_typographic_quotes_and_apostrophes_inside_a_text_are_fine(tmp_path: Path) -> None:
    text = "It\u2019s \u201cgreat\u201d, \u00abami\u00bb"
    assert loaded(tmp_path, WHALES.replace("Save the Whales", text)).by_id[998].name == text


def test_all_broken_lines_are_told_at_once(tmp_path: Path) -> None:
    text = (
        "[campaigns.998]\n"
        "name = Save the Whales\n"
        "[campaigns.998.web_form\n"
        'origins = ["https://a.example"\n'
        '  "https://b.example",\n'
        '  "https://c.example"]\n'
        "calls = no\n"
        'thanks = "Thank you"\n'
        "secret: true\n"
    )
    assert [problem.line for problem in problems(tmp_path, text)] == [2, 3, 5, 7, 9]


def test_what_stands_in_braces_over_two_lines_is_one_mistake(tmp_path: Path) -> None:
    text = '[campaigns.998]\nname = "x"\nweb_form = { calls = true,\n  secret = true }\n[campaigns.5\n'
    first, second = problems(tmp_path, text)
    assert first == (3, "what begins with { ends in the same line; write it all in this line")
    assert second.line == 5


@pytest.mark.parametrize("end", ["]", ""])
def test_a_list_of_many_lines_is_not_read_again_for_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    read = []

    def loads(text: str) -> dict[str, Any]:
        read.append(len(text))
        return tomllib.loads(text)

    monkeypatch.setattr(
        campaigns_text, "tomllib", SimpleNamespace(loads=loads, TOMLDecodeError=tomllib.TOMLDecodeError)
    )
    text = FORM + "origins = [\n" + '"x",\n' * 3000 + end
    assert problems(tmp_path, text)
    assert sum(read) < 6 * len(text)


# ---------------------------------------------------------------- twice


def test_a_key_that_is_there_twice_names_both_lines(tmp_path: Path) -> None:
    assert problems(tmp_path, f"{FORM}calls = true\nsecret = true\ncalls = false\n") == (
        (6, "campaigns.998.web_form.calls is there twice, first in line 4; write it once"),
    )


def test_a_table_that_is_there_twice_names_both_lines(tmp_path: Path) -> None:
    told = "is there twice, first in line {}; write it once, or give each its own number"
    assert problems(tmp_path, FORM + FORM) == (
        (4, f"[campaigns.998] {told.format(1)}"),
        (6, f"[campaigns.998.web_form] {told.format(3)}"),
    )


def test_a_table_that_is_set_in_two_ways_names_both_lines(tmp_path: Path) -> None:
    text = '[campaigns.998]\nname = "x"\nweb_form = { calls = true }\n[campaigns.998.web_form]\nsecret = true\n'
    told = problems(tmp_path, text)
    assert [problem.line for problem in told] == [4]
    assert "write it in one place" in told[0].text


# ---------------------------------------------------------------- bytes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_file_from_an_editor_on_windows_is_read(tmp_path: Path, encoding: str, newline: str) -> None:
    path = tmp_path / "campaigns.toml"
    path.write_bytes(WHALES.replace("Save the Whales", "Größe").replace("\n", newline).encode(encoding))
    assert loaded(tmp_path, path.read_bytes().decode()).by_id[998].name == "Größe"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_is_told_to_be_saved_as_utf_8(tmp_path: Path, encoding: str) -> None:
    assert problems(tmp_path, WHALES.encode(encoding)) == ((None, "is UTF-16, or no text at all; save it as UTF-8"),)


def test_windows_1252_is_told_to_be_saved_as_utf_8_and_where(tmp_path: Path) -> None:
    assert problems(tmp_path, '[campaigns.998]\nname = "Größe"\n'.encode("cp1252")) == (
        (2, r'is not UTF-8 text, but perhaps windows-1252: "name = \"Größe\""; save the file as UTF-8'),
    )

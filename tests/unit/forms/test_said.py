"""[campaigns.998.form] in campaigns.toml: what may be said of a form, what each mistake is told, and who sees it."""

import re
import runpy
from pathlib import Path

import pytest

import campaigns_toml
from campaigns_form import FIELDS, KINDS, LONGEST_LETTER
from forms.questions import ASKED, ATTRIBUTES, MUST
from relay.phone2action.arguments import ENDPOINTS
from tests.unit.campaigns_file import errors, loaded
from tests.unit.forms.pages import CONSENT, form_of, toml
from tests.unit.forms.pages import KINDS as WRITTEN

ROOT = Path(__file__).parents[3]


def error(tmp_path: Path, form: str, *, web_form: str = "", more: str = "") -> str:
    (only,) = errors(tmp_path, toml(form, web_form=web_form, more=more))
    return only.removeprefix("campaigns.998.form")


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ('kind = "signup"', '.kind: "signup" is not a kind of form; write "sign-up"'),
        ('kind = "RSVP"', '.kind: "RSVP" is not a kind of form; write "rsvp"'),
        ('kind = "email"', '.kind: "email" is not a kind of form; write "letter"'),
        ('kind = "poll"', '.kind: "poll" is not a kind of form; write one of "sign-up", "letter", "petition", '),
        ("kind = 5", '.kind: 5 can\'t stand here; write one of "sign-up"'),
        (
            'kind = "letter"',
            '.kind: "letter" needs a text to send; write subject = "..." and message = "..." beside it',
        ),
        ('kind = "tweet"', '.kind: "tweet" needs a text to send; write tweet = "..." beside it'),
        ('subject = "x"', '.subject: is for a letter only; write kind = "letter", or delete it'),
        ('kind = "petition"\nguests = 3', '.guests: is for a rsvp only; write kind = "rsvp", or delete it'),
        ('title = "a\\nb"', '.title: has several lines; write "a b"'),
        ('intro = " "', ".intro: is empty; write a text in quotes, or leave it out"),
        ('fields = ["Address1"]', '.fields[0]: "Address1" is not a field that a form can ask; write "address1"'),
        ('fields = "phone"', '.fields: "phone" can\'t stand here; write ["phone"]'),
        ('required = ["zip"]', '.required[0]: "zip" is not a field that a form can ask; write one of "prefix"'),
        ('fields = ["city", "city"]', '.fields: "city" is there twice; write it once'),
        ('questions.whale = "Which?"', '.questions: "whale" is not the number of a custom field; write such as 5365'),
        ("questions.5365 = 1", ".questions.5365: 1 can't stand here; write the question in quotes"),
        ('kind = "rsvp"\nguests = 0', ".guests: 0 is no number of guests from 1 to 20"),
        ('kind = "rsvp"\nguests = "2"', '.guests: "2" can\'t stand here; write a whole number without quotes'),
        (
            f'kind = "tweet"\ntweet = "[@legislator] {"x" * 230}"',
            ".tweet: has 231 characters; write at most 230 beside",
        ),
        (f'kind = "tweet"\ntweet = "{"x" * 281}"', ".tweet: has 281 characters; write at most 280"),
        ('subjekt = "x"', ".subjekt: is not a key that is known here; did you mean subject?"),
        ('origins = ["https://example.org"]', ".origins: is not a key that is known here; write it under [campaigns."),
        (
            'next = "example.org/thanks"',
            '.next: "example.org/thanks" is not an address; write such as "https://example',
        ),
        ('next = "https://example.org/a b"', '.next: "https://example.org/a b" is not an address'),
        ('next = "javascript:alert(1)"', '.next: "javascript:alert(1)" is not an address'),
        (
            'next = "https://example.org/thanks"',
            '.next: "https://example.org/thanks" is on a site that nobody is sent to',
        ),
        ('consent = { id = 5, email = "x" }', ".consent.id: 5 can't stand here; write an id for these words"),
        ('consent = { id = "5 a", email = "x" }', '.consent.id: "5 a" is not an id for words; write letters, digits'),
        ('consent = { email = "x" }', ".consent.id: is missing; write an id for these words"),
        ('consent = { id = "x" }', '.consent: asks for nothing; write email = "..." or sms = "..."'),
    ],
)
def test_each_mistake_says_what_to_write(tmp_path: Path, form: str, told: str) -> None:
    assert error(tmp_path, form).startswith(told)


def test_a_letter_may_be_longer_than_other_texts_but_not_without_end(tmp_path: Path) -> None:
    letter = 'kind = "letter"\nsubject = "x"\nmessage = "{}"'
    form_of(tmp_path, toml(letter.format("x" * LONGEST_LETTER)))
    assert error(tmp_path, letter.format("x" * (LONGEST_LETTER + 1))).startswith(".message: has 10001 characters")


def test_a_form_that_could_send_nothing_is_told(tmp_path: Path) -> None:
    assert error(tmp_path, 'kind = "petition"', web_form="secret = true").startswith(
        ": can send nothing, for only your"
    )
    text = toml('kind = "petition"').replace("[campaigns.998.web_form]", "[campaigns.998.twitter_card]")
    (told,) = errors(tmp_path, text)
    assert told.endswith("add a table [campaigns.998.web_form]")


def test_a_key_of_a_form_that_stands_elsewhere_is_told_where_it_belongs(tmp_path: Path) -> None:
    (told,) = errors(tmp_path, toml(web_form='intro = "x"'))
    assert "write it under [campaigns.998.form]" in told


@pytest.mark.parametrize("kind", KINDS)
def test_no_function_sees_a_form(tmp_path: Path, kind: str) -> None:
    plain, module = tmp_path / "plain.toml", tmp_path / "_campaigns.py"
    plain.write_text(toml(), encoding="utf-8")
    campaigns_toml.write_module(campaigns_toml.load(plain), module)
    without = module.read_bytes()
    plain.write_text(toml(f"{WRITTEN[kind]}\nbutton = 'x'", more=CONSENT), encoding="utf-8")
    campaigns_toml.write_module(campaigns_toml.load(plain), module)
    assert module.read_bytes() == without
    assert "form" not in runpy.run_path(str(module))["CAMPAIGNS"][998]
    assert loaded(tmp_path, toml(WRITTEN[kind] or "fields = []")).by_id[998].web_form


def test_every_field_is_one_of_the_apis_and_browsers_know_what_it_is() -> None:
    known = {*ENDPOINTS["create_advocate"].arguments, *ENDPOINTS["update_advocate"].arguments}
    assert set(FIELDS) <= known
    assert list(ATTRIBUTES) == list(FIELDS)
    assert set(ASKED) == set(MUST) == set(KINDS) == set(WRITTEN)
    assert all(MUST[kind] <= {*ASKED[kind]} <= {*FIELDS} for kind in KINDS)


def test_the_page_of_the_documentation_shows_a_form_that_can_be_made(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "forms.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"(?s)```toml\n(.*?)```", text)
    form_of(tmp_path, toml(web_form='redirects = ["https://example.org"]', more=shown))
    for kind in KINDS:
        assert f"| `{kind}` |" in text
    named = re.findall(r"(?m)^#? ?(\w+)(?:\.5365)? = ", shown)
    assert set(named) == {
        *(
            "kind",
            "title",
            "intro",
            "button",
            "fields",
            "required",
            "questions",
            "next",
            "subject",
            "message",
            "editable",
        ),
        *("tweet", "guests", "id", "email", "sms"),
    }


def test_what_campaigns_toml_shows_of_a_form_is_right(tmp_path: Path) -> None:
    text = (ROOT / "campaigns.toml").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^# \[campaigns\.998\.form\]\n(?:# .+\n)+", text, flags=re.MULTILINE)
    assert form_of(tmp_path, toml(more=re.sub(r"^# ", "", shown, flags=re.MULTILINE))).kind == "letter"

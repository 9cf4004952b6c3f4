"""The page of a form: what each kind asks, in which language, and that its HTML is sound."""

import json
import re
from pathlib import Path

import pytest

from forms import words_en, words_es
from forms.page import FOR_THE_SCRIPT, HERE, SERVICES
from relay.sources.languages import pages_en, pages_es
from tests.unit.forms.pages import CONSENT, KINDS, RELAY, form_of, page_of, toml

NAMES = ["firstname", "lastname", "email"]
CHALLENGE = '[campaigns.998.web_form.challenge]\nservice = "{service}"\nsitekey = "1x00000000000000000000AA"\n'
EVERYTHING = (
    'title = "A <title>"\nintro = "One & two\\n\\nThree"\nbutton = "Go <on>"\nnext = "https://example.org/thanks?a=1&b=2"\n'
    'fields = ["prefix", "address2", "state", "country", "message"]\nquestions.5365 = "Which \\"whale\\"?"\n'
)
LISTED = 'redirects = ["https://example.org"]'


# ---------------------------------------------------------------- what is asked


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("sign-up", [*NAMES, "phone", "zip5"]),
        ("letter", [*NAMES, "address1", "city", "zip5", "emailSubject", "emailMessage"]),
        ("petition", [*NAMES, "zip5"]),
        ("rsvp", [*NAMES, "phone", "guests", "guestNames[]"]),
        ("tweet", [*NAMES, "zip5", "tweetMessage"]),
    ],
)
def test_each_kind_asks_what_it_needs_and_sends_it_to_its_campaign(tmp_path: Path, kind: str, names: list[str]) -> None:
    page = page_of(tmp_path, toml(KINDS[kind]))
    assert page.names() == names
    form = page.one("form")
    assert (form.attributes["action"], form.attributes["method"]) == (f"{RELAY}/signup/998", "post")
    contact = {"letter": {"type[]": "email"}, "tweet": {"type[]": "tweet"}}.get(kind, {})
    assert page.hidden() == contact


def test_a_campaign_without_a_word_about_its_form_has_a_sign_up(tmp_path: Path) -> None:
    page = page_of(tmp_path, toml())
    assert page.names() == [*NAMES, "phone", "zip5"]
    assert page.one("h1").text == "Save the Whales"
    assert page.one("title").text == "Save the Whales \N{EN DASH} Friends & Whales"


def test_required_is_said_to_browsers_and_in_words(tmp_path: Path) -> None:
    page = page_of(tmp_path, toml('required = ["phone", "city"]\nfields = ["state"]'))
    for name, must in {"email": True, "phone": True, "city": True, "state": False}.items():
        asked = page.one("input", name=name)
        label = page.one("label", **{"for": asked.attributes["id"]})
        assert ("required" in asked.attributes, "(required)" in label.text) == (must, must)


def test_browsers_are_told_what_each_field_is(tmp_path: Path) -> None:
    page = page_of(tmp_path, toml(KINDS["letter"], more=CONSENT))
    told = {
        each.attributes["name"]: (each.attributes.get("autocomplete"), each.attributes.get("inputmode"))
        for each in page.all("input")
        if "inputmode" in each.attributes or each.attributes["name"] in {"firstname", "address1", "city"}
    }
    assert told == {
        "firstname": ("given-name", None),
        "email": ("email", "email"),
        "phone": ("tel", "tel"),
        "address1": ("address-line1", None),
        "city": ("address-level2", None),
        "zip5": ("postal-code", "numeric"),
    }


def test_a_form_that_asks_for_a_country_takes_postal_codes_with_letters(tmp_path: Path) -> None:
    assert "inputmode" not in page_of(tmp_path, toml('fields = ["country"]')).one("input", name="zip5").attributes


def test_everything_that_may_be_said_is_said_as_text(tmp_path: Path) -> None:
    page = page_of(tmp_path, toml(EVERYTHING, web_form=LISTED))
    assert page.one("h1").text == "A <title>"
    assert page.one("button").text == "Go <on>"
    assert [each.text for each in page.all("p")][1:3] == ["One & two", "Three"]
    assert page.one("label", **{"for": "relay-998-fields-5365"}).text == 'Which "whale"?'
    assert page.hidden() == {"_next": "https://example.org/thanks?a=1&b=2"}
    assert page.names() == [
        *("prefix", "firstname", "lastname", "email", "phone", "address2", "state", "zip5", "country", "message"),
        "fields[5365]",
    ]


def test_the_words_beside_boxes_have_their_id_and_news_by_text_asks_for_a_phone(tmp_path: Path) -> None:
    page = page_of(tmp_path, toml(KINDS["petition"], more=CONSENT))
    assert page.hidden() == {"_wording": "news-1"}
    assert "phone" in page.names()
    for name, words in {"emailOptin": "Mail me", "smsOptin": "Text me. Reply STOP to stop."}.items():
        box = page.one("input", name=name)
        assert (box.attributes["type"], box.attributes["value"], "checked" in box.attributes) == (
            "checkbox",
            "1",
            False,
        )
        assert page.one("label", **{"for": box.attributes["id"]}).text == words


@pytest.mark.parametrize("sites", ["", "https://a.example.org", "https://a.example.org https://b.example.org"])
def test_the_script_is_told_on_which_sites_it_can_read_the_answer(tmp_path: Path, sites: str) -> None:
    page = page_of(tmp_path, toml(web_form=f"origins = {json.dumps(sites.split())}"))
    assert page.one("section").attributes["data-sites"] == sites


def test_without_consent_there_is_no_box(tmp_path: Path) -> None:
    assert page_of(tmp_path, toml()).all("input", type="checkbox") == []


# ---------------------------------------------------------------- the kinds


def test_a_letter_can_be_changed_and_stands_there_as_it_is_written(tmp_path: Path) -> None:
    page = page_of(tmp_path, toml(KINDS["letter"]))
    assert page.one("input", name="emailSubject").attributes["value"] == "Please vote for it"
    assert page.one("textarea").text == "\nDear & quiet\n\n<b>Waters</b>"
    preview = page.one("section", **{"aria-label": "Your letter as it will be sent"})
    assert "hidden" in preview.attributes  # until the script keeps it up to date


def test_a_letter_that_is_fixed_is_shown_and_sent(tmp_path: Path) -> None:
    page = page_of(tmp_path, toml(f"{KINDS['letter']}\neditable = false"))
    sent = {"emailSubject": "Please vote for it", "emailMessage": "Dear & quiet\n\n<b>Waters</b>"}
    assert page.hidden() == {"type[]": "email", **sent}
    preview = page.one("section", **{"aria-label": "Your letter as it will be sent"})
    assert "hidden" not in preview.attributes
    assert sent["emailMessage"] in preview.text
    assert page.all("textarea") == []


def test_guests_are_counted_with_whoever_brings_them(tmp_path: Path) -> None:
    page = page_of(tmp_path, toml(KINDS["rsvp"]))
    assert [each.attributes["value"] for each in page.all("option")] == ["1", "2", "3"]
    names = page.all("input", name="guestNames[]")
    assert [each.attributes["maxlength"] for each in names] == ["100", "100"]


def test_a_tweet_leaves_room_for_names(tmp_path: Path) -> None:
    field = page_of(tmp_path, toml(KINDS["tweet"])).one("textarea")
    assert field.text == "\n[@legislator] Save them"
    assert (field.attributes["data-names"], field.attributes["data-longest"]) == ("[@legislator]", "230")


# ---------------------------------------------------------------- against machines


def test_the_honeypot_is_out_of_sight_reach_and_autofill(tmp_path: Path) -> None:
    trap = page_of(tmp_path, toml()).one("input", name="_gotcha")
    assert any("hidden" in each.attributes for each in trap.above)
    assert (trap.attributes["tabindex"], trap.attributes["autocomplete"]) == ("-1", "off")
    assert "value" not in trap.attributes


@pytest.mark.parametrize("service", SERVICES)
def test_a_challenge_has_its_widget_its_script_and_words_without(tmp_path: Path, service: str) -> None:
    made = form_of(tmp_path, toml(campaign='language = "es"', more=CHALLENGE.format(service=service)))
    text = made.html
    (widget,) = re.findall(r'<div class="(?:cf-turnstile|h-captcha)"[^>]*>', text)
    assert 'data-sitekey="1x00000000000000000000AA"' in widget
    assert 'data-language="es"' in widget
    assert f'data-script="{SERVICES[service].script.format(language="es")}"' in widget
    assert words_es.WORDS["challenge_without_script"] in text
    assert all(host in made.policy for host in SERVICES[service].hosts)


def test_without_a_challenge_nothing_is_loaded_from_anywhere(tmp_path: Path) -> None:
    made = form_of(tmp_path, toml(KINDS["letter"], more=CONSENT))
    assert re.findall(r"(?:src|href)=[\"'](?!data:,|#)", made.html) == []
    assert "noscript" not in made.html
    assert set(re.findall(r"https?://[^\s\"'<]+", made.html)) == {f"{RELAY}/signup/998"}


# ---------------------------------------------------------------- words


def test_both_languages_say_the_same_and_put_the_same_in() -> None:
    assert list(words_en.WORDS) == list(words_es.WORDS)
    for name, text in words_en.WORDS.items():
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", words_es.WORDS[name])), name


def test_no_name_stands_for_two_texts() -> None:
    assert not words_en.WORDS.keys() & pages_en.WORDS.keys()


def test_a_spanish_campaign_has_a_spanish_form(tmp_path: Path) -> None:
    page = page_of(tmp_path, toml(KINDS["letter"], campaign='language = "es"', more=CONSENT))
    assert (
        page.one("html").attributes["lang"] == page.one("section", **{"class": "relay-form"}).attributes["lang"] == "es"
    )
    assert page.one("button").text == "Enviar mi carta"
    assert page.one("label", **{"for": "relay-998-zip5"}).text == "Código postal (obligatorio)"
    told = page.one("input", name="zip5").attributes["data-missing"]
    assert told.startswith("Código postal: ")
    english = {text for text in words_en.WORDS.values() if len(text) > 5} - set(words_es.WORDS.values())
    shown = {each.text.strip() for each in page.elements}
    assert shown & english == set()


def test_a_campaigns_own_words_stand_in_the_form_too(tmp_path: Path) -> None:
    own = 'labels.zip5 = "Postal code"\nthank_you = "You are in!"\ncodes.required = "{label}: please"'
    page = page_of(tmp_path, toml(web_form='thanks = "From all whales."', more=f"[campaigns.998.words]\n{own}"))
    assert page.one("label", **{"for": "relay-998-zip5"}).text.startswith("Postal code")
    assert page.one("input", name="zip5").attributes["data-missing"] == "Postal code: please."
    assert page.one("h2").text == "You are in!"
    assert "From all whales." in [each.text for each in page.all("p")]


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_script_has_every_word_that_it_says(tmp_path: Path, language: str) -> None:
    page = page_of(tmp_path, toml(KINDS["tweet"], campaign=f'language = "{language}"'))
    said = json.loads(page.one("script", type="application/json").text)
    script = (HERE / "static" / "form.js").read_text(encoding="utf-8")
    assert set(re.findall(r"\bwords\.(\w+)", script)) <= set(said)
    ours = {"en": {**words_en.WORDS, **pages_en.WORDS}, "es": {**words_es.WORDS, **pages_es.WORDS}}[language]
    assert {name for name in said if said[name] != ours[name]} == {"contact_refused"}
    assert all(FOR_THE_SCRIPT.fullmatch(name) for name in said)


# ---------------------------------------------------------------- sound HTML, and a policy that fits it


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("challenge", ["", CHALLENGE.format(service="turnstile")], ids=["open", "challenge"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_html_is_sound(tmp_path: Path, kind: str, challenge: str, language: str) -> None:
    text = toml(f"{KINDS[kind]}\n{EVERYTHING}", campaign=f'language = "{language}"', web_form=LISTED)
    page = page_of(tmp_path, f"{text}\n{CONSENT}\n{challenge}")
    ids = [each.attributes["id"] for each in page.elements if "id" in each.attributes]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"relay-998-[\w-]+", each) for each in ids)
    for element in page.elements:
        for name in ("for", "aria-describedby", "aria-labelledby"):
            assert set(element.attributes.get(name, "").split()) <= set(ids), element
    labelled = {each.attributes["for"] for each in page.all("label") if "for" in each.attributes}
    for field in page.fields():
        if field.attributes.get("type") != "hidden" and field.attributes["name"] != "_gotcha":
            assert field.attributes["id"] in labelled, field
    assert [each.name for each in page.elements if each.name in {"h1", "main", "form", "title"}] == [
        *("title", "main", "h1", "form")
    ]


def test_the_block_between_the_comments_is_whole(tmp_path: Path) -> None:
    html = form_of(tmp_path, toml(KINDS["letter"], more=CONSENT)).html
    (block,) = re.findall(r"(?s)<!-- The form of campaign 998\. .*? -->(.*)<!-- \.\.\. to here\. -->", html)
    assert re.findall(r"(?m)^<(\w+)", block)[0] == "style"
    assert block.count("<style>") == block.count("</style>") == block.count("<form ") == block.count("</form>") == 1
    assert block.rstrip().endswith("</script>")


def test_the_blocks_style_touches_nothing_outside_of_it() -> None:
    style = (HERE / "static" / "form.css").read_text(encoding="utf-8").partition("*/")[2]
    for selectors in re.findall(r"(?:^|\})\s*([^{}]+)\{", style):
        plain = re.sub(r"\([^()]*\)", "", selectors)
        assert all(each.strip().startswith(".relay-form") for each in plain.split(",")), selectors


def test_the_policy_lets_the_page_run_its_own_script_and_send_to_the_relay_only(tmp_path: Path) -> None:
    rules = dict(rule.split(" ", 1) for rule in form_of(tmp_path, toml(EVERYTHING, web_form=LISTED)).policy.split("; "))
    assert re.fullmatch(r"'sha256-[\w+/=]+'", rules["script-src"])
    assert len(rules["style-src"].split()) == 2
    assert rules["connect-src"] == RELAY
    assert rules["form-action"] == f"{RELAY} https://example.org"
    assert (rules["default-src"], rules["frame-ancestors"]) == ("'none'", "'none'")

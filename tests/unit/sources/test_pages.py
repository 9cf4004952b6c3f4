"""The pages that people see: complete, escaped, in the campaign's language, and with nothing that could load or run."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.campaigns import Campaign, Campaigns
from relay.delivery.receipt import Receipt
from relay.phone2action.arguments import Problem
from relay.sources import pages
from relay.sources.explanations import organization_of
from relay.sources.http import Refused, Response, invalid, method_not_allowed, not_found, unavailable
from relay.sources.languages import pages_en, pages_es
from relay.sources.markup import escape
from relay.sources.typed import fields

ENGLISH, SPANISH = pages_en.WORDS, pages_es.WORDS
DELIVERED = Receipt(status="delivered")
ZIP = Problem("zip5", "invalid", "x")
UNKNOWN = Problem("campaigns", "campaign_unknown", "x")


def campaign(**more: object) -> list[Campaign]:
    told = {"name": "Save the Whales", "organization": "Friends of Whales", "web_form": {}, **more}
    return list(Campaigns.from_literal({1: told}).by_id.values())


WHALES = campaign()
ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "header", "main"),
    *("h1", "h2", "p", "ul", "li", "strong", "section"),
}


def refusal(refused: Refused, back: str = "", campaigns: list[Campaign] = WHALES) -> Response:
    return pages.refusal_page(refused, campaigns, ENGLISH, organization_of(campaigns, ()), back)


def thanks(receipt: Receipt, campaigns: list[Campaign] = WHALES) -> Response:
    return pages.thanks(campaigns, ENGLISH, receipt, organization_of(campaigns, ()))


class Reader(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[str, str | None] = {}
        self.texts: dict[str, str] = {}
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.update(attrs)

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.tags:
            self.texts[self.tags[-1]] = self.texts.get(self.tags[-1], "") + data.strip()


# ---------------------------------------------------------------- thanks


def test_the_thank_you_page_says_what_the_campaign_says() -> None:
    page = thanks(DELIVERED, campaign(web_form={"thanks": "Merci <b>& bravo</b>"}))
    assert page.status == 200
    read = Reader(page.body)
    assert "Merci <b>& bravo</b>" in read.text
    assert "b" not in read.tags


def test_without_words_of_its_own_a_campaign_thanks_all_the_same() -> None:
    assert "We have received what you sent." in thanks(Receipt(status="queued")).body


@pytest.mark.parametrize(
    ("left_out", "told"),
    [
        (["email", "zip5"], "No e-mail went to officials for you: that needs an address in the United States."),
        (["call", "phone"], "No call to officials was made for you: that needs a US phone number."),
        (["phone", "smsOptin"], "Your phone number was not kept: only US numbers can be."),
    ],
)
def test_the_page_says_what_somebody_abroad_can_not_have(left_out: list[str], told: str) -> None:
    assert told in Reader(pages.thanks(WHALES, ENGLISH, DELIVERED, "", left_out).body).text


def test_the_page_does_not_speak_of_a_postal_code_that_was_left_out() -> None:
    plain = pages.thanks(WHALES, ENGLISH, DELIVERED)
    assert pages.thanks(WHALES, ENGLISH, DELIVERED, "", ["zip5", "state"]).body == plain.body


def test_the_page_says_when_a_contact_was_refused() -> None:
    page = thanks(Receipt(status="delivered", connections={"email": "rejected", "tweet": "done"}))
    assert "your e-mail to your officials could not be sent" in page.body
    assert "tweet to" not in page.body


def test_several_contacts_that_were_refused_are_listed() -> None:
    three = dict.fromkeys(("email", "tweet", "call"), "rejected")
    page = thanks(Receipt(status="delivered", connections=three))
    assert "your e-mail, tweet and call to your officials could not be sent" in page.body


@given(st.text(min_size=1))
def test_a_campaigns_own_words_are_only_text(text: str) -> None:
    own = {name: f"<{text}>" for name in ENGLISH if "{" not in ENGLISH[name]}
    receipt = Receipt(status="delivered", connections={"call": "rejected"}, overridden=("smsOptin",))
    for page in (
        pages.thanks(WHALES, {**ENGLISH, **own}, receipt, "", ["phone"]),
        pages.refusal_page(invalid([ZIP, UNKNOWN]), WHALES, {**ENGLISH, **own}),
    ):
        read = Reader(page.body)
        assert {"html", "h1"} <= set(read.tags) <= ALLOWED
        assert escape(own["lang"]) in page.body


def test_the_page_links_to_the_tweet() -> None:
    url = 'https://twitter.example.com/intent?text=a&b="c"'
    read = Reader(thanks(Receipt(status="delivered", tweet_url=url)).body)
    assert read.attributes["href"] == url


def test_a_link_that_is_no_web_page_is_not_shown() -> None:
    assert "javascript" not in thanks(Receipt(status="delivered", tweet_url="javascript:alert(1)")).body


def test_the_thank_you_page_speaks_the_campaigns_language() -> None:
    receipt = Receipt(status="delivered", connections={"call": "rejected"}, overridden=("smsOptin",))
    page = pages.thanks(campaign(language="es"), SPANISH, receipt)
    assert Reader(page.body).attributes["lang"] == "es"
    assert "<h1>Gracias</h1>" in page.body
    assert "no se pudo enviar a sus representantes: llamada." in page.body


# ---------------------------------------------------------------- what must be corrected


def test_the_422_page_names_each_field_by_its_label_and_says_how_to_mend_it() -> None:
    read = Reader(refusal(invalid([ZIP, Problem("email", "required", "x")])).body)
    assert read.texts["title"] == "Error: There is a problem \N{EN DASH} Save the Whales \N{EN DASH} Friends of Whales"
    assert read.texts["h1"] == "There is a problem"
    assert "Save the Whales \N{EN DASH} Friends of Whales" in read.text
    assert "ZIP code: enter five digits, like 02134." in read.text
    assert "E-mail address: fill this in" in read.text
    assert "Back button" in read.text


@pytest.mark.parametrize("wire_name", ["zip5", "firstname", "emailOptin", "address1", "smsOptin"])
def test_no_name_of_the_apis_is_shown_to_a_person(wire_name: str) -> None:
    assert wire_name not in Reader(refusal(invalid([Problem(wire_name, "invalid", "x")])).body).text


def test_what_is_wrong_with_two_fields_together_is_said_once() -> None:
    either = [Problem(name, "email_or_phone_required", "x") for name in ("email", "phone")]
    page = refusal(invalid(either)).body
    assert page.count("E-mail address or phone number</strong>: enter at least one of them.") == 1


def test_own_words_for_what_is_missing_are_said_once_too() -> None:
    either = [Problem(name, "email_or_phone_required", "x") for name in ("email", "phone")]
    own = {**ENGLISH, "faults.email.email_or_phone_required": "Tell us how to reach you"}
    page = Reader(pages.refusal_page(invalid(either), WHALES, own).body)
    assert page.tags.count("li") == 1
    assert "Tell us how to reach you." in page.text


def test_a_problem_of_no_field_is_a_sentence() -> None:
    page = refusal(invalid([Problem("", "rejected", "x")]))
    assert "<li>The campaign could not accept this sign-up. Check what you typed.</li>" in page.body


def test_what_a_field_was_called_is_not_shown() -> None:
    page = refusal(invalid([Problem("<script>ann@example.org</script>", "file_not_accepted", '"><img src=x>')]))
    assert not {"script", "img"} & set(Reader(page.body).tags)
    assert "ann@example.org" not in page.body


def test_the_error_page_speaks_the_campaigns_language() -> None:
    read = Reader(pages.refusal_page(invalid([ZIP]), WHALES, SPANISH).body)
    assert read.attributes["lang"] == "es"
    assert read.texts["title"].startswith("Error: Hay un problema \N{EN DASH}")
    assert "Código postal: escriba cinco dígitos, como 02134." in read.text


# ---------------------------------------------------------------- what only the organiser can mend


def test_a_fault_of_the_form_is_not_blamed_on_the_person() -> None:
    read = Reader(refusal(invalid([UNKNOWN])).body)
    assert read.texts["h1"] == "There is a problem with this form"
    assert "This is a fault of the form, not of yours. Please tell Friends of Whales." in read.text
    assert "Code: campaign_unknown" in read.text
    assert "Correct this" not in read.text


def test_a_field_in_a_group_that_nobody_knows_is_a_fault_of_the_form() -> None:
    page = Reader(refusal(invalid(fields.read([("rumpelstiltskin[zip]", "02134")]).problems)).body)
    assert page.texts["h1"] == ENGLISH["problem_with_form"]
    assert ENGLISH["for_the_organizer.unknown_field"] in page.text
    assert "Correct this" not in page.text
    assert "rumpelstiltskin" not in page.text


def test_where_no_organization_is_known_the_page_says_whom_to_tell_all_the_same() -> None:
    read = Reader(refusal(invalid([UNKNOWN]), campaigns=[]).body)
    assert "Please tell the organization whose form this is." in read.text
    assert read.texts["title"] == "Error: There is a problem with this form"
    assert "header" not in read.tags


def test_a_person_who_can_mend_something_is_told_that_too() -> None:
    read = Reader(refusal(invalid([ZIP, UNKNOWN])).body)
    assert "Correct this" in read.text
    assert "Please tell Friends of Whales." in read.text


def test_a_form_sent_by_get_is_shown_to_its_maker_with_its_method() -> None:
    page = refusal(method_not_allowed("OPTIONS", "POST"))
    assert (page.status, page.headers["allow"]) == (405, "OPTIONS, POST")
    assert 'method="post">' in Reader(page.body).text
    assert "form" not in Reader(page.body).tags


def test_an_address_at_which_there_is_nothing_says_what_a_forms_is() -> None:
    page = refusal(not_found())
    assert page.status == 404
    assert "/signup/998" in Reader(page.body).text


def test_a_person_can_mend_a_form_that_is_too_long_and_one_that_comes_too_early() -> None:
    for refused in (Refused(413, "too_large", "x"), unavailable(42)):
        page = refusal(refused)
        assert page.status == refused.status
        assert "section" not in Reader(page.body).tags
    assert page.headers["retry-after"] == "42"
    assert "Please try again" in page.body


# ---------------------------------------------------------------- the way back


def test_there_is_a_button_back_to_the_form_if_its_page_is_known() -> None:
    read = Reader(refusal(invalid([ZIP]), back="https://whales.example.org/join").body)
    assert (read.attributes["href"], read.attributes["target"]) == ("https://whales.example.org/join", "_top")
    assert read.texts["a"] == "Back to the form"


def test_where_only_the_site_is_known_the_button_leads_there() -> None:
    read = Reader(refusal(invalid([ZIP]), back="https://whales.example.org/").body)
    assert read.texts["a"] == "Back to whales.example.org"


def test_where_nothing_is_known_there_is_no_link() -> None:
    assert "a" not in Reader(refusal(invalid([ZIP])).body).tags


# ---------------------------------------------------------------- every page

EVERY_PAGE = [
    thanks(Receipt(status="queued")),
    refusal(unavailable()),
    refusal(invalid([ZIP])),
    refusal(not_found()),
    pages.refusal_page(method_not_allowed("POST"), [], SPANISH),
]


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_a_page_is_complete_accessible_and_loads_nothing(page: Response) -> None:
    read = Reader(page.body)
    assert page.body.startswith("<!doctype html>")
    assert read.attributes["lang"] in {"en", "es"}
    assert {"title", "main", "h1"} <= set(read.tags)
    assert "width=device-width" in page.body
    assert not {"script", "img", "link", "iframe", "form"} & set(read.tags)


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_the_policy_allows_the_pages_own_style_and_nothing_else(page: Response) -> None:
    (style,) = re.findall(r"<style>(.*)</style>", page.body)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = page.headers["content-security-policy"]
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@given(st.text(min_size=1), st.text(min_size=1))
def test_what_the_organizer_wrote_can_not_become_markup(name: str, organization: str) -> None:
    named = campaign(name=f"<{name}>", organization=f'"{organization}"', web_form={"thanks": f"<{name}>"})
    for page in (thanks(DELIVERED, named), refusal(invalid([ZIP]), campaigns=named)):
        assert set(Reader(page.body).tags) <= ALLOWED


def luminance(colour: str) -> float:
    """Relative luminance, by WCAG 2.2's definition."""
    full = colour if len(colour) == 6 else "".join(digit * 2 for digit in colour)
    parts = [int(full[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("front", "back", "least"),
    [
        ("1a1a1a", "fff", 7),
        ("0b57a4", "fff", 4.5),
        ("fff", "0b57a4", 4.5),
        ("6b6f76", "fff", 3),
        ("b45309", "fff", 3),
        ("f1f1f1", "16181b", 7),
        ("8ec5ff", "16181b", 4.5),
        ("10151b", "8ec5ff", 4.5),
        ("9aa0a8", "16181b", 3),
        ("fbbf24", "16181b", 3),
    ],
)
def test_what_is_shown_can_be_told_from_what_is_behind_it(front: str, back: str, least: float) -> None:
    assert f"#{front}" in pages.STYLE
    assert f"#{back}" in pages.STYLE
    lighter, darker = sorted((luminance(front), luminance(back)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= least


@given(st.text())
def test_escaped_text_is_only_text(text: str) -> None:
    read = Reader(f'<p title="{escape(text)}">{escape(text)}</p>')
    assert read.tags == ["p"]
    assert list(read.attributes) == ["title"]

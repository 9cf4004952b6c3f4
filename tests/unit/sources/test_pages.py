"""The pages that people see: complete, escaped, and with nothing that could load or run."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.campaigns import Campaigns
from relay.delivery.receipt import Receipt
from relay.phone2action.arguments import CODES, ENDPOINTS, Problem
from relay.sources import pages
from relay.sources.http import Refused, Response, invalid, unavailable
from relay.sources.markup import escape

NOBODY = Campaigns.from_literal({1: {"name": "x", "web_form": {}}}).by_id.values()


def own_words(text: str) -> Campaigns:
    return Campaigns.from_literal({1: {"name": "x", "web_form": {"thanks": text}}})


class Reader(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[str, str | None] = {}
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.update(attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_thank_you_page_says_what_the_campaign_says() -> None:
    page = pages.thanks(own_words("Merci <b>& bravo</b>").by_id.values(), Receipt(status="delivered"))
    assert page.status == 200
    read = Reader(page.body)
    assert "Merci <b>& bravo</b>" in read.text
    assert "b" not in read.tags


def test_without_words_of_its_own_a_campaign_thanks_all_the_same() -> None:
    assert "Your sign-up has arrived." in pages.thanks(NOBODY, Receipt(status="queued")).body


@pytest.mark.parametrize(
    ("left_out", "told"),
    [
        (["email", "zip5"], "No e-mail went to officials for you: that needs an address in the United States."),
        (["call", "phone"], "No call to officials was made for you: that needs a US phone number."),
        (["phone", "smsOptin"], "Your phone number was not kept: only US numbers can be."),
    ],
)
def test_the_page_says_what_somebody_abroad_can_not_have(left_out: list[str], told: str) -> None:
    assert told in Reader(pages.thanks(NOBODY, Receipt(status="queued"), left_out).body).text


def test_the_page_does_not_speak_of_a_postal_code_that_was_left_out() -> None:
    plain = pages.thanks(NOBODY, Receipt(status="queued"))
    assert pages.thanks(NOBODY, Receipt(status="queued"), ["zip5", "state"]).body == plain.body


def test_the_page_says_when_a_contact_was_refused() -> None:
    page = pages.thanks(NOBODY, Receipt(status="delivered", connections={"email": "rejected", "tweet": "done"}))
    assert "your e-mail to your officials could not be sent" in page.body
    assert "tweet to" not in page.body


def test_the_page_links_to_the_tweet() -> None:
    url = 'https://twitter.example.com/intent?text=a&b="c"'
    read = Reader(pages.thanks(NOBODY, Receipt(status="delivered", tweet_url=url)).body)
    assert read.attributes["href"] == url


def test_a_link_that_is_no_web_page_is_not_shown() -> None:
    page = pages.thanks(NOBODY, Receipt(status="delivered", tweet_url="javascript:alert(1)"))
    assert "javascript" not in page.body


def test_the_422_page_names_each_field_in_words_and_by_its_argument() -> None:
    page = pages.refusal_page(
        invalid([Problem("zip5", "invalid", "x"), Problem("email", "required", "is needed for the email")])
    )
    assert page.status == 422
    text = Reader(page.body).text
    assert "ZIP code (zip5) must have five digits, like 02134." in text
    assert "E-mail address (email) is needed for the email." in text


def test_a_problem_of_no_field_is_a_sentence() -> None:
    page = pages.refusal_page(invalid([Problem("", "rejected", "the campaign said no")]))
    assert "<li>The campaign said no.</li>" in page.body


def test_what_a_field_was_called_can_not_become_markup() -> None:
    page = pages.refusal_page(invalid([Problem("<script>alert(1)</script>", "invalid", '"><img src=x>')]))
    assert not {"script", "img"} & set(Reader(page.body).tags)


def test_the_503_page_keeps_its_retry_after() -> None:
    page = pages.refusal_page(unavailable(42))
    assert (page.status, page.headers["retry-after"]) == (503, "42")
    assert "Please try again" in page.body


def test_other_refusals_say_what_is_wrong() -> None:
    page = pages.refusal_page(Refused(413, "too_large", "Too <large>."))
    assert page.status == 413
    assert "Too &lt;large&gt;." in page.body


@pytest.mark.parametrize(
    "page",
    [pages.thanks(NOBODY, Receipt(status="queued")), pages.refusal_page(unavailable())],
    ids=["thanks", "503"],
)
def test_a_page_is_complete_accessible_and_loads_nothing(page: Response) -> None:
    read = Reader(page.body)
    assert page.body.startswith("<!doctype html>")
    assert read.attributes["lang"] == "en"
    assert {"title", "main", "h1"} <= set(read.tags)
    assert "width=device-width" in page.body
    assert not {"script", "img", "link", "iframe", "form"} & set(read.tags)


def test_the_policy_allows_the_pages_own_style_and_nothing_else() -> None:
    page = pages.thanks(NOBODY, Receipt(status="queued"))
    (style,) = re.findall(r"<style>(.*)</style>", page.body)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = page.headers["content-security-policy"]
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_every_field_that_a_form_can_get_wrong_has_a_label() -> None:
    arguments = {*ENDPOINTS["create_advocate"].arguments, *ENDPOINTS["create_connection"].arguments}
    unlabelled = {name for name in arguments if not name.startswith("utm_")} - pages.LABELS.keys()
    assert unlabelled <= {"prefix", "p2asource", "tags", "smsOptinConfirmed"}


def test_every_wording_belongs_to_a_code_that_exists() -> None:
    assert {code for _, code in pages.WORDS} <= CODES


@given(st.text())
def test_escaped_text_is_only_text(text: str) -> None:
    read = Reader(f'<p title="{escape(text)}">{escape(text)}</p>')
    assert read.tags == ["p"]
    assert list(read.attributes) == ["title"]

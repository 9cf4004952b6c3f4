"""The forms that `make form` makes, in real browsers: by keyboard, with JavaScript and without, on the local page that
shows them and pasted onto an organiser's."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

import pytest

from forms.made import made
from local.background import Background
from tests.browser.bidi import Window
from tests.browser.conftest import Windows
from tests.browser.operators_page import OperatorsPage
from tests.browser.site import Site
from tests.end_to_end.sandbox_view import Sandbox

KINDS: Final = {
    "sign-up": (1001, {"phone": "816-555-0123", "zip5": "02134", "emailOptin": "Space"}),
    "letter": (1002, {"address1": "1 Main St", "city": "Boston", "zip5": "02134"}),
    "petition": (1003, {"zip5": "02134", "fields[5365]": "Blue"}),
    "rsvp": (1004, {"guests": "Down", "guestNames[]": "Bo"}),
    "tweet": (1005, {"zip5": "02134"}),
    "fixed letter": (999, {"address1": "1 Main St", "zip5": "02134"}),
}
"""The campaign of each kind, and what is typed into its fields, or pressed in them, after name and address."""
ARRIVE: Final[Mapping[str, Mapping[str, object]]] = {
    "sign-up": {"phone": "8165550123", "zip5": "02134", "emailOptin": "1", "firstname": "Ann", "lastname": "Example"},
    "letter": {"address1": "1 Main St", "city": "Boston", "zip5": "02134"},
    "petition": {"zip5": "02134", "fields[5365]": "Blue"},
    "rsvp": {"guests": "2", "guestNames[]": ["Bo"]},
    "tweet": {"zip5": "02134"},
    "fixed letter": {"address1": "1 Main St", "zip5": "02134"},
}
CONTACTS: Final = {
    "letter": {"emailSubject": "Please vote for it", "emailMessage": "I ask you to vote for it."},
    "fixed letter": {"emailSubject": "Proteja a las ballenas", "emailMessage": "Vote a favor de la ley."},
    "tweet": {"tweetMessage": "[@legislator] Please vote for it"},
}
THANKS: Final = {"fixed letter": "Gracias", "petition": "You have signed"}
PAGES: Final = (999, *range(1001, 1007))
FEW: Final = 60
"""Presses of Tab; no form has so many fields."""


def tab_to(window: Window, name: str) -> None:
    """Press Tab until a field of this name, or the button, has the focus."""
    for _ in range(FEW):
        window.press("Tab")
        at = window.read("document.activeElement.name || document.activeElement.type || ''")
        assert at != "_gotcha"
        if at == name:
            return
    raise AssertionError(f"no {name} can be reached")


def open_form(window: Window, stack: Background, campaign: int) -> None:
    window.go(f"{stack.sandbox_url}/form/{campaign}")


def fill_in_by_keyboard(window: Window, email: str, more: dict[str, str]) -> None:
    for name, text in {"firstname": "Ann", "lastname": "Example", "email": email, **more}.items():
        tab_to(window, name)
        window.press(*([text] if text in {"Space", "Down"} else text))


def signed_up_on(window: Window, email: str) -> None:
    """Fill in the sign-up that is shown, by keyboard, and press its button."""
    fill_in_by_keyboard(window, email, {"zip5": "02134"})
    tab_to(window, "submit")
    window.press("Enter")


def updates(sandbox: Sandbox, advocate: int) -> list[dict[str, Any]]:
    """The updates of an advocate, as guests come by one."""
    return sandbox.acted("/advocates", advocateid=str(advocate))


def says(window: Window, words: str) -> None:
    window.wait_for(f"document.body.innerText.includes({json.dumps(words)})")


@pytest.mark.parametrize("kind", [pytest.param("letter", marks=pytest.mark.quick), *sorted({*KINDS} - {"letter"})])
def test_each_kind_is_filled_in_by_keyboard_and_delivered(
    any_window: Window, site: Site, stack: Background, email: str, sandbox: Sandbox, *, kind: str
) -> None:
    site.page("/signed", "<p>You have signed")
    campaign, more = KINDS[kind]
    any_window.set_width(1280)
    open_form(any_window, stack, campaign)
    fill_in_by_keyboard(any_window, email, more)
    tab_to(any_window, "submit")
    any_window.press("Enter")
    says(any_window, THANKS.get(kind, "Thank you"))
    (advocate,) = sandbox.advocates(email=email)
    arrived: dict[str, object] = {}
    for form in [*sandbox.written(email), *(each["form"] for each in updates(sandbox, advocate["id"]))]:
        arrived |= form
    assert {name: arrived.get(name) for name in ARRIVE[kind]} == ARRIVE[kind]
    contacts = sandbox.made(advocate["id"])
    wanted = CONTACTS.get(kind, {})
    assert len(contacts) == (1 if wanted else 0)
    assert all(form[name].startswith(text) for form in contacts for name, text in wanted.items())


@pytest.mark.quick
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(
    window: Window, stack: Background, email: str, sandbox: Sandbox
) -> None:
    open_form(window, stack, 1001)
    tab_to(window, "submit")
    window.press("Enter")
    says(window, "There is a problem")
    assert window.read("document.activeElement.className") == "relay-summary"
    assert window.read("document.querySelectorAll('[aria-invalid]').length") == 4
    window.press("Tab", "Enter")
    assert window.read("document.activeElement.name") == "firstname"
    window.press(*"Ann")
    assert window.read("document.querySelectorAll('[aria-invalid]').length") == 3

    open_form(window, stack, 1001)
    fill_in_by_keyboard(window, email, {"phone": "12", "zip5": "0213"})
    tab_to(window, "submit")
    window.press("Enter")
    says(window, "ZIP code: enter five digits, like 02134.")
    told = "[...document.querySelectorAll('[aria-invalid]')].map((e) => e.name).join()"
    assert window.read(told) == "phone,zip5"
    assert window.read("document.querySelector('#relay-1001-zip5-error').textContent").startswith(
        "ZIP code: enter five"
    )
    assert window.read("document.querySelector('[name=email]').value") == email
    assert sandbox.written(email) == []
    window.type_over("[name=phone]", "816-555-0123")
    window.type_over("[name=zip5]", "02134")
    window.press("Enter")
    says(window, "Thank you")
    window.wait_for("document.activeElement.className === 'relay-thanks'")
    assert len(sandbox.written(email)) == 1


def test_who_wants_texts_is_asked_for_a_phone(window: Window, stack: Background, email: str, sandbox: Sandbox) -> None:
    open_form(window, stack, 1001)
    fill_in_by_keyboard(window, email, {"zip5": "02134", "smsOptin": "Space"})
    tab_to(window, "submit")
    window.press("Enter")
    says(window, "There is a problem")
    assert window.read("document.querySelector('[aria-invalid]').name") == "phone"
    assert sandbox.written(email) == []


def test_the_letter_is_shown_as_it_will_be_sent_while_it_is_written(window: Window, stack: Background) -> None:
    open_form(window, stack, 1002)
    window.fill_in(firstname="Ann", lastname="Example", address1="1 Main St", zip5="02134")
    window.type_over("[name=emailMessage]", "Save them")
    shown = window.read("document.querySelector('.relay-preview').innerText")
    assert re.sub(r"\s*\n\s*", "|", shown) == (
        "Your letter as it will be sent|Please vote for it|Dear [each official's name],|Save them|Sincerely,|"
        "Ann Example|1 Main St, 02134"
    )


def test_only_as_many_names_of_guests_are_asked_as_come(window: Window, stack: Background) -> None:
    open_form(window, stack, 1004)
    seen = "[...document.querySelectorAll('[name=\"guestNames[]\"]')].filter((e) => e.checkVisibility()).length"
    assert window.read(seen) == 0
    tab_to(window, "guests")
    window.press("Down", "Down")
    window.wait_for(f"{seen} === 2")


# ---------------------------------------------------------------- trouble on the way

COUNTED: Final = """
(() => {
  const real = window.fetch, answers = ANSWERS;
  window.keys = [];
  window.fetch = (url, options) => {
    window.keys.push(options.body.get("_idempotency_key"));
    const answer = answers.shift();
    return answer ? answer() : real(url, options);
  };
})()
"""


def answering(window: Window, *answers: str) -> None:
    """Have the next posts answered so, without a relay; all that come after them by it."""
    window.read(COUNTED.replace("ANSWERS", f"[{', '.join(answers)}]"))


BUSY: Final = "() => Promise.resolve(new Response('{}', {status: 503, headers: {'retry-after': '1'}}))"
LOST: Final = "() => Promise.reject(new TypeError('lost'))"
OPAQUE: Final = "() => Promise.resolve(Response.error())"
"""After `LOST`, an answer that is there and can't be read: API Gateway's own have no CORS headers."""


def test_what_could_not_be_taken_is_sent_again_by_itself_as_the_same(
    window: Window, stack: Background, email: str, sandbox: Sandbox
) -> None:
    open_form(window, stack, 1001)
    answering(window, BUSY, BUSY)
    signed_up_on(window, email)
    window.press("Enter", "Enter")  # as who can't wait
    says(window, "Thank you")
    assert window.read("window.keys.length") == 3
    assert window.read("new Set(window.keys).size") == 1
    assert re.fullmatch("[0-9a-f]{32}", window.read("window.keys[0]"))
    assert len(sandbox.written(email)) == 1


def test_on_a_listed_site_what_the_gateway_turned_away_is_sent_again_by_itself(
    window: Window, site: Site, stack: Background, email: str, sandbox: Sandbox
) -> None:
    window.go(site.page("/rush", f"{pasted(stack, 1001)}<p>Our end"))
    answering(window, LOST, OPAQUE, LOST, OPAQUE)
    signed_up_on(window, email)
    says(window, "Thank you")
    assert window.read("location.pathname") == "/rush"
    assert window.read("[window.keys.length, new Set(window.keys).size].join()") == "5,1"
    assert len(sandbox.written(email)) == 1


def test_without_a_connection_nothing_typed_is_lost(
    window: Window, stack: Background, email: str, sandbox: Sandbox
) -> None:
    open_form(window, stack, 1001)
    answering(window, LOST, LOST)
    signed_up_on(window, email)
    says(window, "Nothing that you typed is lost")
    assert window.read("document.querySelector('[name=email]').value") == email
    window.press("Enter")
    says(window, "Thank you")
    assert window.read("new Set(window.keys).size") == 1
    assert len(sandbox.written(email)) == 1


def pasted(stack: Background, campaign: int) -> str:
    """Only the form, as an organiser copies it out of the page."""
    html = made(stack.place.campaigns, str(campaign), stack.relay_url).html
    (block,) = re.findall(r"(?s)copy all from here \.\.\. -->(.*)<!-- \.\.\. to here", html)
    return str(block)


@pytest.mark.quick
@pytest.mark.parametrize("is_listed", [True, False], ids=["listed", "not listed"])
def test_a_form_that_is_pasted_works_on_any_site(
    any_window: Window, site: Site, stack: Background, email: str, sandbox: Sandbox, *, is_listed: bool
) -> None:
    url = site.page("/pasted", f"<h1>Our page</h1>{pasted(stack, 1001)}<p>Our end")
    any_window.go(url if is_listed else url.replace(site.url, site.other_url))
    signed_up_on(any_window, email)
    says(any_window, "Thank you")
    assert len(sandbox.written(email)) == 1


def test_a_pasted_form_stays_on_its_page_where_that_is_listed(
    window: Window, site: Site, stack: Background, email: str
) -> None:
    window.go(site.page("/stays", f"{pasted(stack, 1001)}<p>Our end"))
    signed_up_on(window, email)
    says(window, "Thank you")
    assert window.read("location.pathname") == "/stays"
    assert "Our end" in window.read("document.body.innerText")


def test_a_challenge_that_cannot_be_loaded_is_explained_and_nothing_typed_is_lost(
    windows: Windows, browser: str, stack: Background, email: str, sandbox: Sandbox
) -> None:
    window = windows.of(browser)
    open_form(window, stack, 1006)
    says(window, "check your connection, or let your blocker load challenges.cloudflare.com, then press the button")
    signed_up_on(window, email)
    says(window, "Show once more that you are a person, and send the form again.")
    says(window, "could not be loaded")
    assert window.read("document.querySelector('[name=email]').value") == email
    assert sandbox.written(email) == []
    token = f"<input type=hidden name=cf-turnstile-response value={email}>"  # each is good once
    window.read(
        f"document.querySelector('form').insertAdjacentHTML('beforeend', '{token}'); true"
    )  # as its widget does
    tab_to(window, "submit")
    window.press("Enter")
    window.wait_for("document.querySelector('.relay-thanks').checkVisibility()")
    assert len(sandbox.written(email)) == 1
    plain = windows.of(browser, javascript=False)
    open_form(plain, stack, 1006)
    says(plain, "Switch JavaScript on")


# ---------------------------------------------------------------- looks


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_wrong_with_any_form(
    windows: Windows, browser: str, stack: Background, *, dark: bool
) -> None:
    page = OperatorsPage(windows.of(browser, dark=dark), stack.sandbox_url)
    page.window.set_width(1280)
    wrong = {}
    for campaign in PAGES:
        page.open(f"/form/{campaign}")
        wrong[f"{campaign}"] = page.findings()
        page.window.click("button[type=submit]")
        page.window.wait_for("document.activeElement.className === 'relay-summary'")
        wrong[f"{campaign}, faulty"] = page.findings()
    page.open("/form/1001")
    signed_up_on(page.window, "axe@example.org")
    page.window.wait_for("document.activeElement.className === 'relay-thanks'")
    wrong["thanks"] = page.findings()
    assert [f"{form}: {each}" for form, found in wrong.items() for each in found] == []


def test_no_form_scrolls_sideways_on_the_narrowest_phone(windows: Windows, browser: str, stack: Background) -> None:
    window = windows.of(browser)
    window.set_width(320)
    for campaign in PAGES:
        open_form(window, stack, campaign)
        window.click("button[type=submit]")
        window.wait_for("document.activeElement.className === 'relay-summary'")
        root = "document.documentElement"
        assert window.read(f"{root}.scrollWidth <= {root}.clientWidth"), campaign


def test_each_form_takes_the_colours_that_are_asked_for(windows: Windows, browser: str, stack: Background) -> None:
    grounds = []
    for dark in (False, True):
        window = windows.of(browser, dark=dark)
        open_form(window, stack, 1001)
        grounds.append(window.read("getComputedStyle(document.body).backgroundColor"))
    assert grounds == ["rgb(255, 255, 255)", "rgb(22, 24, 27)"]


def test_the_local_page_leads_to_the_form_of_its_campaign(page: OperatorsPage) -> None:
    page.open()
    page.unfold("form[target=answer]")
    page.click_link("/form/998")
    page.wait_for_words("Sign up")

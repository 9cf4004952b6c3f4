"""Plain forms in real browsers, with JavaScript and without: corrected, sent twice, in frames, in old charsets."""

import pytest

from local.background import Background
from tests.browser.bidi import Window
from tests.browser.conftest import Windows
from tests.browser.site import Site
from tests.end_to_end.sandbox_view import Sandbox
from tests.fakes.waiting import until

FIELDS = '<input name="firstname"><input name="email"><input name="zip"><button>Sign up</button>'


def form(action: str, more: str = "", attributes: str = 'method="post"') -> str:
    return f'<form action="{action}" {attributes}>{more}{FIELDS}</form>'


@pytest.mark.quick
def test_a_form_signs_somebody_up_and_thanks_them(
    any_window: Window, site: Site, signup: str, email: str, sandbox: Sandbox
) -> None:
    any_window.go(site.page("/plain", form(signup)))
    any_window.fill_in(firstname="Ann", email=email, zip="02134")
    any_window.click("button")
    any_window.wait_for('document.body.innerText.includes("Thank you for standing up for the whales.")')
    assert any_window.read("document.title") == "Thank you \N{EN DASH} Save the Whales \N{EN DASH} Friends of Whales"
    (written,) = sandbox.written(email)
    assert (written["firstname"], written["zip5"]) == ("Ann", "02134")


def test_a_form_sends_people_on_to_its_next_page(any_window: Window, site: Site, signup: str, email: str) -> None:
    thanks = site.page("/thanks", "<p>Our own thanks")
    any_window.go(site.page("/next", form(signup, f'<input type="hidden" name="_next" value="{thanks}">')))
    any_window.fill_in(email=email)
    any_window.click("button")
    any_window.wait_for('document.body.innerText.includes("Our own thanks")')


@pytest.mark.quick
def test_who_mistypes_is_told_goes_back_and_finds_the_form_as_it_was(
    any_window: Window, site: Site, signup: str, email: str, sandbox: Sandbox
) -> None:
    page = site.page("/correct", form(signup))
    any_window.go(page)
    any_window.fill_in(firstname="Ann", email=email, zip="0213")
    any_window.click("button")
    any_window.wait_for('document.title.startsWith("Error: There is a problem")')
    told = any_window.read("document.body.innerText")
    assert "ZIP code: enter five digits, like 02134." in told
    assert "0213." not in told
    assert any_window.read("document.querySelector('a.button').href") == f"{site.url}/"
    assert sandbox.written(email) == []

    any_window.back()
    any_window.wait_for(f'location.href === "{page}" && document.querySelector("[name=email]").value !== ""')
    assert any_window.read('document.querySelector("[name=firstname]").value') == "Ann"
    any_window.fill_in(zip="4")
    any_window.click("button")
    any_window.wait_for('document.title.startsWith("Thank you")')
    assert sandbox.written(email)[0]["zip5"] == "02134"


def test_a_form_without_a_method_tells_its_maker_and_shows_nothing_of_what_was_typed(
    any_window: Window, site: Site, signup: str, email: str, sandbox: Sandbox
) -> None:
    any_window.go(site.page("/get", form(signup, attributes="")))
    any_window.fill_in(email=email)
    any_window.click("button")
    any_window.wait_for('document.title.startsWith("Error: There is a problem with this form")')
    shown = any_window.read("document.body.innerText")
    assert 'method="post"' in shown
    assert "Please tell Friends of Whales." in shown
    assert email.partition("@")[0] not in shown
    assert sandbox.written(email) == []


def test_who_clicks_twice_is_one_supporter(
    window: Window, site: Site, signup: str, email: str, sandbox: Sandbox
) -> None:
    window.go(site.page("/twice", form(signup)))
    window.fill_in(email=email)
    window.click("button", times=2)
    window.wait_for('document.title.startsWith("Thank you")')
    until(lambda: len(sandbox.advocates(email=email)) == 1)
    assert len(sandbox.written(email)) == 1


def test_a_form_in_a_frame_of_another_site_works(
    window: Window, site: Site, signup: str, email: str, sandbox: Sandbox
) -> None:
    inner = site.page("/inner", form(signup))
    window.go(
        site.page("/outer", f'<iframe src="{inner}" width="600" height="600"></iframe>').replace(
            site.url, site.other_url
        )
    )
    window.fill_in(window.frame(), email=email)
    window.click("button", window.frame())
    window.wait_for('document.body.innerText.includes("standing up for the whales")', window.frame)
    assert len(sandbox.written(email)) == 1


def test_a_page_in_an_old_charset_keeps_its_letters(
    any_window: Window, site: Site, signup: str, email: str, sandbox: Sandbox
) -> None:
    any_window.go(
        site.page("/old", form(signup, '<input type="hidden" name="lastname" value="Núñez">'), "windows-1252")
    )
    any_window.fill_in(firstname="José", email=email)
    any_window.click("button")
    any_window.wait_for('document.title.startsWith("Thank you")')
    (written,) = sandbox.written(email)
    assert (written["firstname"], written["lastname"]) == ("José", "Núñez")


@pytest.mark.parametrize("path", ["/signup/998/", "/Signup/998"])
def test_an_address_that_is_written_a_little_differently_works(
    window: Window, site: Site, stack: Background, email: str, sandbox: Sandbox, *, path: str
) -> None:
    window.go(site.page("/spelt", form(stack.relay_url + path)))
    window.fill_in(email=email)
    window.click("button")
    window.wait_for('document.title.startsWith("Thank you")')
    assert len(sandbox.written(email)) == 1


def test_the_pages_speak_the_campaigns_language(any_window: Window, site: Site, stack: Background, email: str) -> None:
    any_window.go(site.page("/es", form(f"{stack.relay_url}/signup/999")))
    any_window.fill_in(email=email, zip="1")
    any_window.click("button")
    any_window.wait_for('document.title.startsWith("Error: Hay un problema")')
    assert any_window.read("document.documentElement.lang") == "es"
    assert "Código postal: escriba cinco dígitos, como 02134." in any_window.read("document.body.innerText")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", ["/signup/998", "/signup/999", "/signup/997", "/nowhere"])
def test_a_page_fits_the_narrowest_phone_and_takes_the_colours_that_are_asked_for(
    windows: Windows, browser: str, stack: Background, *, path: str, width: int, dark: bool
) -> None:
    window = windows.of(browser, dark=dark)
    window.set_width(width)
    window.go(stack.relay_url + path)
    assert window.read("document.documentElement.scrollWidth <= window.innerWidth")
    ground = window.read("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(22, 24, 27)" if dark else "rgb(255, 255, 255)")
    assert window.read("document.querySelectorAll('main, h1').length") == 2

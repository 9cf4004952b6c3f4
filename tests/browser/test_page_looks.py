"""Every view of the operators' page: rules of accessibility in both themes, and the narrowest phone."""

import pytest

from local.background import Background
from tests.browser.conftest import Windows
from tests.browser.operators_page import CARD, FORM, TEXT, OperatorsPage

VIEWS = (
    "/",
    "/?only=dead",
    "/letters",
    "/held",
    "/find",
    "/status",
    "/doctor",
    "/digest",
    "/platform",
    "/forget",
    "/no",
)
LINKED = ("/submission/", "/letters/", "/held/")


@pytest.fixture(scope="session")
def lived_in(stack: Background, windows: Windows) -> str:
    """The page of a stack that has something to show in each view: its address."""
    page = OperatorsPage(windows.of("chromium"), stack.sandbox_url)
    page.forget_everything()
    page.window.type_over("#refuse [name=email]", "refused@example.org")
    page.switch("email", on=True)
    page.send_card("refused@example.org")
    page.wait_for_rows(dead=1)
    page.send_spam("spam@example.org")
    page.wait_for_rows(dead=1, held=1)
    page.switch("down", on=True)
    page.send_form("waits@example.org")
    page.wait_for_rows(dead=1, held=1, queued=1)
    page.mend()
    page.wait_for_rows(times=3, dead=1, held=1, delivered=1)
    for path in ("/letters", "/held"):
        page.look_at(path)
    return page.url


def addresses(page: OperatorsPage) -> list[str]:
    """Every view that has an address: those of the navigation, and one of each kind that is linked."""
    found = list(VIEWS)
    for begin, of in zip(LINKED, ("/", "/letters", "/held"), strict=True):
        page.open(of)
        link = f"document.querySelector('main a[href^=\"{begin}\"]').getAttribute('href')"
        found.append(page.window.read(link))
    return found


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_wrong_with_any_view(windows: Windows, browser: str, lived_in: str, *, dark: bool) -> None:
    page = OperatorsPage(windows.of(browser, dark=dark), lived_in)
    page.window.set_width(1280)
    wrong = {}
    every = addresses(page)
    for path in every:
        page.open(path)
        if path == "/":
            for form in (TEXT, CARD, FORM):
                page.unfold(form)
                wrong[f"{path} {form}"] = page.findings()
        wrong[path] = page.findings()
    for path, button in zip(
        every[-2:], ("form[action$='/edit'] button", "form[action$='/discard'] button"), strict=True
    ):
        page.open(path)
        page.window.click(button)
        page.arrive(f"location.pathname !== {path!r}")
        wrong[button] = page.findings()
    page.open("/find")
    page.window.type_over("[name=typed]", "waits@example.org")
    page.window.press("Enter")
    page.arrive("document.title.startsWith('Found')")
    wrong["found"] = page.findings()
    assert [f"{view}: {each}" for view, found in wrong.items() for each in found] == []


@pytest.mark.parametrize("width", [320, 800, 1280])
def test_no_view_scrolls_sideways(windows: Windows, browser: str, lived_in: str, *, width: int) -> None:
    page = OperatorsPage(windows.of(browser), lived_in)
    every = addresses(page)
    page.window.set_width(width)
    wide = {}
    for path in every:
        page.open(path)
        if path == "/":
            for form in (TEXT, CARD, FORM):
                page.unfold(form)
                wide[f"{path} {form}"] = page.too_wide()
        wide[path] = page.too_wide()
    assert [f"{view}: {what}" for view, what in wide.items() if what] == []


def test_a_row_of_the_board_is_one_line_on_a_desktop(windows: Windows, browser: str, lived_in: str) -> None:
    page = OperatorsPage(windows.of(browser), lived_in)
    page.window.set_width(1280)
    page.open()
    lines = "[...document.querySelectorAll('#board tr')].map((e) => e.getBoundingClientRect().height)"
    assert page.window.read(f"Math.max(...{lines})") < page.window.read("2.5 * 16 * 1.5")
    assert page.window.read("document.querySelector('#live .wide').scrollWidth") == page.window.read(
        "document.querySelector('#live .wide').clientWidth"
    )
    tops = "new Set([...document.querySelectorAll('.tiles div')].map((e) => e.getBoundingClientRect().top)).size"
    assert page.window.read(tops) == 1, "the figures stand in one row"

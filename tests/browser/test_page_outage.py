"""The operators' page over a running stack: break, watch, mend, and what is left for a person, all of it by clicks."""

import uuid

import pytest

from local.background import Background
from tests.browser.conftest import Windows
from tests.browser.operators_page import FORM, TEXT, OperatorsPage
from tests.end_to_end.sandbox_view import Sandbox
from tests.fakes.waiting import until


def addresses(count: int) -> list[str]:
    """Addresses that no other test uses."""
    return [f"p{uuid.uuid4().hex[:10]}@example.org" for _ in range(count)]


def outcomes(sandbox: Sandbox) -> set[str]:
    return {call["outcome"] for call in sandbox.calls()}


@pytest.mark.quick
def test_a_form_is_sent_and_its_row_is_delivered(page: OperatorsPage, email: str, sandbox: Sandbox) -> None:
    page.send_form(email)
    page.window.wait_for('document.body.innerText.includes("standing up for the whales")', page.window.frame)
    page.wait_for_rows(delivered=1)
    assert (page.figure("received"), page.figure("delivered")) == (1, 1)
    assert len(sandbox.written(email)) == 1


def test_a_whole_outage_by_clicks_from_break_to_drained(page: OperatorsPage, sandbox: Sandbox) -> None:
    people = addresses(7)
    page.send_form(people[0])
    page.wait_for_rows(delivered=1)
    page.switch("down", on=True)
    for number, email in enumerate(people[1:], start=1):
        page.send_form(email)
        page.wait_for_rows(delivered=1, queued=number)
    page.wait_for_words("The API is left alone after failures")
    page.window.wait_for("document.querySelectorAll('#board-plots rect').length === 2")
    page.window.wait_for("!!document.querySelector('#board time[data-until]')")
    assert page.figure("waiting now") == len(people) - 1
    assert [len(sandbox.acted("/advocates", email=email)) for email in people] == [1] + [0] * 6

    page.mend()
    page.wait_for_rows(delivered=len(people))
    page.window.wait_for("!document.body.innerText.includes('The API is left alone after failures')")
    assert (page.figure("waiting now"), page.figure("dead letters")) == (0, 0)
    assert page.window.read("document.querySelectorAll('#board-plots rect').length") == 2
    assert [len(sandbox.advocates(email=email)) for email in people] == [1] * len(people)


API = {
    "down": "status 503",
    "slow": "latency",
    "silent": "commit_then_timeout",
    "drips": "drip",
    "keys": "status 401",
    "rate": "rate_limit 429",
}


@pytest.mark.parametrize("fault", API)
def test_what_meets_a_fault_of_the_api_waits_until_that_is_switched_off(
    page: OperatorsPage, email: str, sandbox: Sandbox, *, fault: str
) -> None:
    page.switch(fault, on=True)
    page.send_form(email)
    page.wait_for_rows(queued=1)
    until(lambda: any(outcome.startswith(API[fault]) for outcome in outcomes(sandbox)), f"a call that met {fault}")
    page.switch(fault, on=False)
    page.wait_for_rows(times=3, delivered=1)
    assert len(sandbox.advocates(email=email)) == 1


def test_who_is_refused_is_a_dead_letter_that_a_click_replays(
    page: OperatorsPage, email: str, sandbox: Sandbox
) -> None:
    """A card's, for nobody can correct that; who fills in a form is told."""
    page.window.type_over("#refuse [name=email]", email)
    page.switch("email", on=True)
    page.wait_for_words(f"422 about one person: {email}")
    page.send_card(email)
    page.wait_for_rows(dead=1)
    page.send_form(email)
    page.wait_for_rows(dead=1, refused=1)
    page.send_form(addresses(1)[0])
    page.wait_for_rows(dead=1, refused=1, delivered=1)
    page.switch("email", on=False)

    page.look_at("/letters")
    page.click_link("/letters/")
    page.wait_for_words(email)
    page.window.click("form[action$='/replay'] button")
    page.arrive("location.pathname.startsWith('/job/') && !document.querySelector('#job-progress')")
    page.open()
    page.wait_for_rows(delivered=2, refused=1)
    assert len(sandbox.advocates(email=email)) == 1
    assert page.figure("dead letters") == 0


def test_what_looks_like_spam_is_held_until_a_person_releases_it(
    page: OperatorsPage, email: str, sandbox: Sandbox
) -> None:
    page.send_spam(email)
    page.wait_for_rows(held=1)
    assert sandbox.written(email) == []

    page.look_at("/held")
    page.click_link("/held/")
    page.window.click("form[action$='/release'] button")
    page.arrive("document.querySelector('input[name=sure]') !== null")
    page.window.click("form[action$='/release'] button")
    page.arrive("location.pathname.startsWith('/job/') && !document.querySelector('#job-progress')")
    page.open()
    page.wait_for_rows(delivered=1)
    assert len(sandbox.advocates(email=email)) == 1


def test_functions_that_are_killed_are_started_again_and_nobody_is_lost(page: OperatorsPage, sandbox: Sandbox) -> None:
    people = addresses(4)
    page.switch("functions", on=True)
    for email in people:
        page.send_form(email)
    page.switch("functions", on=False)
    for email in people:
        page.send_form(email)
    until(lambda: all(sandbox.advocates(email=email) for email in people), "all of them")
    page.wait_for_rows(times=3, delivered=len(people))
    until(lambda: page.figure("waiting now") == 0, "nothing is on its way")
    assert [len(sandbox.advocates(email=email)) for email in people] == [1] * len(people)


def test_what_comes_while_dynamodb_is_away_waits(page: OperatorsPage, email: str, sandbox: Sandbox) -> None:
    page.switch("dynamodb", on=True)
    page.send_form(email)
    page.wait_for_rows(queued=1)
    assert sandbox.acted("/advocates", email=email) == []
    page.switch("dynamodb", on=False)
    page.wait_for_rows(times=3, delivered=1)
    assert len(sandbox.advocates(email=email)) == 1


def test_a_sender_is_told_when_the_relay_can_keep_nothing(page: OperatorsPage, email: str, sandbox: Sandbox) -> None:
    page.switch("sqs", on=True)
    page.switch("down", on=True)
    page.send_form(email)
    page.window.wait_for("document.title.startsWith('Error')", page.window.frame)
    assert sandbox.acted("/advocates", email=email) == []
    page.switch("down", on=False)
    page.switch("sqs", on=False)
    page.send_form(email)
    page.window.wait_for('document.body.innerText.includes("standing up for the whales")', page.window.frame)
    page.wait_for_rows(delivered=1)
    assert len(sandbox.advocates(email=email)) == 1


def test_a_paused_worker_is_told_and_works_again(page: OperatorsPage, email: str) -> None:
    page.switch("worker", on=True)
    page.wait_for_words("The worker is paused (")
    page.switch("down", on=True)
    page.send_form(email)
    page.wait_for_rows(queued=1)
    page.mend()
    page.wait_for_rows(delivered=1)
    page.window.wait_for("!document.body.innerText.includes('The worker is paused (')")


def test_people_who_keep_coming_come_until_they_are_stopped(page: OperatorsPage) -> None:
    page.window.click("#send-coming button")
    page.window.wait_for("document.querySelector('#send-coming button').getAttribute('aria-pressed') === 'true'")
    page.window.wait_for("document.querySelectorAll('#board tbody tr').length >= 2")
    page.window.click("#send-coming button")
    page.window.wait_for("document.querySelector('#send-coming button').getAttribute('aria-pressed') === 'false'")


def test_a_card_and_a_text_are_answered_where_they_were_sent(page: OperatorsPage) -> None:
    page.send_card(addresses(1)[0])
    page.window.wait_for("document.getElementById('send-card').innerText.includes('20')")
    page.wait_for_rows(delivered=1)
    page.unfold(TEXT)
    page.window.click(f"{TEXT} button.main")
    page.window.wait_for("document.getElementById('send-text').innerText.includes('Thanks for joining')")
    page.wait_for_rows(delivered=2)


def test_two_open_pages_agree(windows: Windows, page: OperatorsPage, browser: str, email: str) -> None:
    """Of two browsers."""
    other = OperatorsPage(windows.of("firefox" if browser == "chromium" else "chromium"), page.url)
    other.open()
    page.switch("down", on=True)
    other.window.wait_for(other.is_on("down"))
    page.send_form(email)
    page.wait_for_rows(queued=1, times=3)
    other.wait_for_rows(queued=1, times=3)
    other.mend()
    page.window.wait_for(page.is_on("down", on=False))
    other.wait_for_rows(delivered=1, times=3)
    page.wait_for_rows(delivered=1, times=3)


@pytest.mark.parametrize("again", ["told", "reloaded"])
def test_a_page_that_loads_again_does_not_ask_to_send_its_form_again(
    page: OperatorsPage, browser: str, windows: Windows, email: str, again: str
) -> None:
    page.send_form(email)
    page.wait_for_rows(delivered=1)
    page.window.read("window.isLeft = true")
    if again == "told":
        OperatorsPage(windows.of("firefox" if browser == "chromium" else "chromium"), page.url).forget_everything()
    else:
        page.window.read("setTimeout(() => location.reload()), true")
    page.arrive("!window.isLeft && !document.body.matches('.away')")
    assert page.window.read("document.querySelector('iframe').contentWindow.location.href") == "about:blank"


def focus_by_tab(page: OperatorsPage, css: str) -> None:
    """Go on with Tab until the element has the focus, which must be seen."""
    has_it = f"document.activeElement?.matches({css!r}) ?? false"
    for _ in range(80):
        page.window.press("Tab")
        if page.window.read(has_it):
            assert page.window.read("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    raise AssertionError(f"Tab does not come to {css}")


def test_all_of_it_goes_by_keyboard_alone(page: OperatorsPage, sandbox: Sandbox) -> None:
    page.open()
    focus_by_tab(page, "button[value='mend']")
    focus_by_tab(page, "button[value='down on']")
    page.window.press("Space")
    page.window.wait_for(page.is_on("down"))
    assert page.window.read("document.activeElement.matches('button[value=\"down off\"]')"), "the focus was lost"
    page.open()
    focus_by_tab(page, f"details:has({FORM}) > summary")
    page.window.press("Enter")
    focus_by_tab(page, f"{FORM} [name=email]")
    email = page.window.read("document.activeElement.value")
    focus_by_tab(page, f"{FORM} button.main")
    page.window.press("Enter")
    page.wait_for_rows(queued=1)
    focus_by_tab(page, "button[value='mend']")
    page.window.press("Enter")
    page.wait_for_rows(delivered=1)
    focus_by_tab(page, "#board tbody a")
    page.window.press("Enter")
    page.window.wait_for("location.pathname.startsWith('/submission/')")
    assert len(sandbox.advocates(email=email)) == 1


def test_without_javascript_everything_can_be_done(
    windows: Windows, browser: str, stack: Background, email: str, sandbox: Sandbox
) -> None:
    plain = OperatorsPage(windows.of(browser, javascript=False), stack.sandbox_url)
    plain.forget_everything()
    plain.window.type_over("#refuse [name=email]", email)
    plain.switch("email", on=True)
    plain.send_card(email)
    plain.arrive("document.getElementById('send-card').innerText.includes('202')")
    shown_when_loaded(plain, "dead")
    plain.mend()
    plain.look_at("/letters")
    plain.click_link("/letters/")
    plain.window.click("form[action$='/replay'] button")
    plain.arrive("location.pathname.startsWith('/job/') && !document.querySelector('#job-progress')")
    shown_when_loaded(plain, "delivered")
    assert len(sandbox.advocates(email=email)) == 1


def shown_when_loaded(page: OperatorsPage, state: str) -> None:
    """Load the board until its only row is in this state: without a script nothing else brings it."""

    def is_shown() -> bool:
        page.open()  # each time to its end: a load that is still under way would swallow the next click
        return bool(page.window.read(f"document.querySelectorAll('#board tr[data-state={state}]').length === 1"))

    until(is_shown, state)

"""The board with thousands of rows; a stack that goes away under it, and a page whose own server does."""

from collections.abc import Callable

import pytest

from operate.page.views.board import MOST_SHOWN
from tests.browser.bidi import Window
from tests.browser.operators_page import OperatorsPage
from tests.browser.pretended import row, served
from tests.fakes.waiting import until

BURST = 250
MOST_ELEMENTS = 12 * MOST_SHOWN
MOST_BYTES_OF_A_ROW = 700

OBSERVE = """
window.seen = {tasks: [], waits: [], kept: 0, changed: 0};
new PerformanceObserver((l) => seen.tasks.push(...l.getEntries().map((e) => e.duration))).observe({type: "longtask"});
new PerformanceObserver((l) => seen.waits.push(...l.getEntries().map((e) => e.duration)))
  .observe({type: "event", durationThreshold: 16});
new MutationObserver((l) => { for (const m of l) seen.changed += m.addedNodes.length; })
  .observe(document.querySelector("#board tbody"), {childList: true});
true
"""
ROWS = "document.querySelectorAll('#board tbody tr').length"


def rows(state: str) -> str:
    return f"document.querySelectorAll('#board tr[data-state={state}]').length"


def test_two_thousand_submissions_come_in_bursts_and_only_what_changed_is_put_in_place(
    window: Window, browser: str, monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    with served(monkeypatch) as pretended:
        page = OperatorsPage(window, pretended.url)
        window.set_width(1280)
        page.open()
        window.read(OBSERVE if browser == "chromium" else "window.seen = null; true")
        for burst in range(MOST_SHOWN // BURST):
            pretended.say(*(row(burst * BURST + number, "queued") for number in range(BURST)))
            window.wait_for(f"{ROWS} === {(burst + 1) * BURST}")
            window.press("Tab")
        window.read("for (const each of document.querySelectorAll('#board tbody tr')) each.isOld = true; true")
        window.read("if (seen) seen.changed = 0; true")
        window.wait_for("[...document.querySelectorAll('#board time')].some((e) => e.textContent.startsWith('in'))")
        for burst in range(2):
            pretended.say(*(row((burst + 1) * BURST + number, "delivered", 1) for number in range(BURST)))
            window.wait_for(f"{rows('delivered')} === {(burst + 1) * BURST}")
            window.press("Tab")

        assert window.read(f"{ROWS}") == MOST_SHOWN
        kept = window.read("[...document.querySelectorAll('#board tbody tr')].filter((e) => e.isOld).length")
        assert kept == MOST_SHOWN - 2 * BURST, "rows were put in place that had not changed"
        pretended.say(*(row(MOST_SHOWN + number) for number in range(BURST)))
        window.wait_for(f"{rows('delivered')} === {3 * BURST}")
        assert window.read(ROWS) == MOST_SHOWN, "the oldest make room"
        elements = window.read("document.querySelectorAll('*').length")
        assert elements < MOST_ELEMENTS
        size = window.read("fetch('/').then((r) => r.text()).then((t) => t.length)")
        assert size < MOST_SHOWN * MOST_BYTES_OF_A_ROW + 50_000
        if browser == "chromium":
            assert window.read("seen.changed") == 3 * BURST
            longest, count = window.read("Math.max(0, ...seen.tasks)"), window.read("seen.tasks.length")
            waited = window.read("Math.max(0, ...seen.waits)")
            figures = (
                f"{count} tasks over 50 ms, the longest {longest:.0f} ms; a key press waited {waited:.0f} ms at most"
            )
            record_property(
                "told", f"2,000 rows on the board: {elements} elements, {size:,} bytes when loaded; {figures}"
            )


def test_a_stack_that_stops_under_the_page_is_told_and_comes_back(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(monkeypatch) as pretended:
        page = OperatorsPage(window, pretended.url)
        page.open()
        pretended.say(row(1))
        page.wait_for_rows(delivered=1)
        pretended.gone = "the stack is not there: it has stopped"
        page.wait_for_words("the stack is not there: it has stopped")
        page.wait_for_rows(delivered=1)
        pretended.gone = ""
        window.wait_for("!document.body.innerText.includes('is not there')")
        pretended.say(row(2))
        page.wait_for_rows(delivered=2)


def test_a_page_whose_server_stops_says_so_and_goes_on_when_that_is_back(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(monkeypatch) as pretended:
        page = OperatorsPage(window, pretended.url)
        page.open()
        pretended.say(row(1))
        page.wait_for_rows(delivered=1)
    page.wait_for_words("The page's own server does not answer")
    port = int(pretended.url.rpartition(":")[2])
    with served(monkeypatch, port) as again:
        again.say(row(2), row(3))
        page.wait_for_rows(delivered=2)
        window.wait_for("!document.body.innerText.includes('does not answer')")


def test_what_comes_while_a_page_is_away_is_there_when_it_is_back(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(monkeypatch) as pretended:
        page = OperatorsPage(window, pretended.url)
        page.open()
        pretended.say(row(1))
        page.wait_for_rows(delivered=1)
        page.open("/find")
        pretended.say(row(2), row(3, "held"))
        seen = pretended.looks
        window.back()
        until(lambda: pretended.looks > seen)
        page.wait_for_rows(delivered=2, held=1)

"""The board without a script: each time it is loaded it shows how things stand then."""

from collections.abc import Callable

import pytest

from operate.page.board import Board
from operate.page.watch import Watch
from operate.stack import Stack
from operate.trouble import Trouble
from tests.unit.page.browser import Browser


def nowhere() -> Stack:
    raise Trouble("no stack here")


def test_each_load_looks_again_if_no_page_is_kept_up_to_date(
    monkeypatch: pytest.MonkeyPatch, page_over: Callable[[Callable[[], Stack]], Browser]
) -> None:
    why = ["away"]

    def reach() -> Stack:
        raise Trouble(why[0])

    page = page_over(reach)
    assert "away" in page.get("/").shown
    why[0] = "still away"
    assert "still away" in page.get("/").shown
    monkeypatch.setattr(Watch, "is_watched", True)
    why[0] = "another"
    assert "still away" in page.get("/").shown


@pytest.mark.parametrize("version", ["9" * 5000, "\N{ARABIC-INDIC DIGIT THREE}", "-1", ""])
def test_what_no_page_can_have_seen_is_shown_from_the_beginning(page: Browser, version: str) -> None:
    seen = page.get("/").text.partition("/events?seen=")[2].partition('"')[0].rpartition(".")[0]
    assert "event: reload" in page.get(f"/events?seen={seen}.{version}").text


def test_a_state_that_there_is_none_of_leaves_nothing_out(
    monkeypatch: pytest.MonkeyPatch, page_over: Callable[[Callable[[], Stack]], Browser]
) -> None:
    row = Board()
    row.add(1, {"submission_id": "a" * 32, "outcome": "delivered"})
    monkeypatch.setattr(Board, "rows", lambda _: [row.get("a" * 32)])
    page = page_over(nowhere)
    assert "aaaaaaaa" in page.get("/?only=nonsense").shown
    assert "aaaaaaaa" not in page.get("/?only=held").shown


def test_figures_that_nobody_could_ask_for_are_none(page_over: Callable[[Callable[[], Stack]], Browser]) -> None:
    assert "held now - dead letters -" in page_over(nowhere).get("/").shown

"""The board: without a script each load shows how things stand then; with one, nothing that comes is left out."""

import asyncio
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any
from unittest.mock import Mock, patch

import pytest

from operate.page.board import Board
from operate.page.frame import NOTHING, OperatorsPage
from operate.page.views.board import events_of
from operate.page.watch import StackWatch
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
    monkeypatch.setattr(StackWatch, "is_watched", True)
    why[0] = "another"
    assert "still away" in page.get("/").shown


def test_a_row_that_comes_while_others_are_sent_is_sent_after_them() -> None:
    board = Board()
    sent: list[str] = []

    def rendered(template: str, **context: Any) -> str:
        if template != "board_rows.html":
            return ""
        sent.extend(row.id for row in context["rows"])
        if len(sent) == 1:
            board.add(2, {"submission_id": "second", "outcome": "delivered"})  # as the watch does at any moment
            watch.looks += 1
        return "rows"

    watch = StackWatch(lambda: pytest.fail("nobody looks"))
    watch.board, watch.looks = board, 1
    page = OperatorsPage(reach=Mock(), watch=watch, extra=NOTHING, links=(), templates=Mock())
    board.add(1, {"submission_id": "first", "outcome": "delivered"})

    async def listen() -> None:
        with (
            patch.object(OperatorsPage, "fragment", lambda _, name, **context: rendered(name, **context)),
            patch.object(StackWatch, "watched", nullcontext),
        ):
            async for event in events_of(page, "run", "run.0.0"):
                if event.event == "seen" and len(sent) > 1:
                    return

    asyncio.run(asyncio.wait_for(listen(), 60))
    assert sent == ["first", "second"]


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

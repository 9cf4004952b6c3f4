"""The board: without a script each load shows how things stand then; with one, nothing that comes is left out."""

import asyncio
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any
from unittest.mock import Mock, patch

import pytest

from operate.page.board import Board
from operate.page.frame import NOTHING, Page
from operate.page.views.board import _events as events_of
from operate.page.watch import Watch
from operate.stack import Stack
from operate.trouble import Trouble
from tests.unit.page.browser import Browser


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

    watch = Watch(lambda: pytest.fail("nobody looks"))
    watch.board, watch.looks = board, 1
    page = Page(reach=Mock(), watch=watch, extra=NOTHING, links=(), templates=Mock())
    board.add(1, {"submission_id": "first", "outcome": "delivered"})

    async def listen() -> None:
        fragment = patch.object(Page, "fragment", lambda _, name, **context: rendered(name, **context))
        with fragment, patch.object(Watch, "watched", nullcontext):
            async for event in events_of(page, "run", "run.0.0"):
                if event.event == "seen" and len(sent) > 1:
                    return

    asyncio.run(asyncio.wait_for(listen(), 60))
    assert sent == ["first", "second"]

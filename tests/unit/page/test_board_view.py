"""The board without a script: each time it is loaded it shows how things stand then."""

from collections.abc import Callable

import pytest

from operate.page.watch import StackWatch
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
    monkeypatch.setattr(StackWatch, "is_watched", True)
    why[0] = "another"
    assert "still away" in page.get("/").shown

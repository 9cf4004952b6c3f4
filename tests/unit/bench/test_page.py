"""docs/performance.md has a row for all that `make bench` measures, and is written between its markers only."""

from pathlib import Path

import pytest

from tests.bench import figures, page
from tests.bench.figures import Figure, Side, Sides


def side(name: str) -> Side:
    cold = 200.0 if name == figures.FASTAPI_MANGUM else 100.0
    return Side(name=name, cold=cold, first=10.0, warm=5.0, opting_in=6.0, idle=7.0, wait=1.02, peak_mb=40.0)


def all_sides() -> Sides:
    noop, bare, relay, fastapi_mangum, straightforward = map(side, figures.SIDES)
    return Sides(noop=noop, bare=bare, relay=relay, fastapi_mangum=fastapi_mangum, straightforward=straightforward)


def budget(batch_of_one: float = 1.1, peak_mb: float = 45.0) -> list[Figure]:
    return figures.budget(all_sides(), batch_of_one, peak_mb, wait_rounds=3, batch_rounds=3)


ROWS = [[limit.name for limit in figures.LIMITS], list(figures.SIDES)]


def test_the_page_has_a_row_for_each_figure_and_each_handler() -> None:
    assert page.rows() == ROWS


def test_the_budget_measures_each_limit_in_the_order_of_the_page() -> None:
    assert tuple(figure.limit for figure in budget()) == figures.LIMITS


def test_what_is_written_has_the_rows_that_are_checked(tmp_path: Path) -> None:
    written = tmp_path / "performance.md"
    written.write_text(f"Before.\n\n{page.BEGIN}\nyesterday's tables\n{page.END}\nAfter.\n", encoding="utf-8")
    page.write(page.tables(all_sides(), budget()), written)
    assert page.rows(written) == ROWS
    text = written.read_text(encoding="utf-8")
    assert (text.startswith("Before.\n\n"), text.endswith("\nAfter.\n"), "yesterday" in text) == (True, True, False)


def test_writing_twice_changes_nothing(tmp_path: Path) -> None:
    written = tmp_path / "performance.md"
    written.write_text(page.BEGIN + page.END, encoding="utf-8")
    tables = page.tables(all_sides(), budget())
    page.write(tables, written)
    once = written.read_text(encoding="utf-8")
    page.write(tables, written)
    assert written.read_text(encoding="utf-8") == once


def test_a_page_without_markers_is_left_alone(tmp_path: Path) -> None:
    written = tmp_path / "performance.md"
    written.write_text("By hand.\n", encoding="utf-8")
    with pytest.raises(page.PageError, match="lacks its markers"):
        page.write("tables", written)
    assert written.read_text(encoding="utf-8") == "By hand.\n"


def test_a_figure_over_its_limit_is_missed_and_the_page_says_so() -> None:
    missed = [figure for figure in budget(batch_of_one=1.2, peak_mb=51) if figure.is_missed]
    assert [figure.limit for figure in missed] == [figures.BATCH_OF_ONE, figures.PEAK]
    assert page.tables(all_sides(), missed).count("**missed**") == 2


def test_a_figure_at_its_limit_or_without_one_is_not_missed() -> None:
    assert not Figure(limit=figures.PEAK, value=50.0, how="").is_missed
    assert not Figure(limit=figures.IDLE_OF_PEER, value=99.0, how="").is_missed


def test_a_time_is_judged_to_the_hundredth_and_a_count_exactly() -> None:
    assert not Figure(limit=figures.BATCH_OF_ONE, value=1.1249, how="").is_missed
    assert Figure(limit=figures.BATCH_OF_ONE, value=1.1251, how="").is_missed
    assert Figure(limit=figures.WARM_OF_PEER, value=1.0001, how="").is_missed

"""The board: what log lines say became of a submission."""

import pytest

from operate.page.board import Board


@pytest.mark.parametrize(("source", "state"), [("web_form", "refused"), ("twitter_card", "dead"), ("sms", "dead")])
def test_what_the_platform_refused_is_dead_unless_its_sender_was_told(*, source: str, state: str) -> None:
    board = Board()
    board.add(1, {"submission_id": "a", "outcome": "rejected", "source": source})
    (row,) = board.rows()
    assert (row.state, row.outcome) == (state, "rejected")


@pytest.mark.parametrize("more", [{"reason": ["opt_out"]}, {"reason": {}}, {"attempt": "1"}, {"campaigns": "998"}])
def test_a_line_with_values_of_no_use_is_a_row_all_the_same(more: dict[str, object]) -> None:
    board = Board()
    board.add(1, {"submission_id": "a", "outcome": "queued", **more})
    (row,) = board.rows()
    assert (row.state, row.reason, row.tries, row.campaigns, row.opts_out) == ("queued", "", 0, (), False)

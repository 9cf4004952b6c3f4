"""What takes longer than a second shows so on a terminal, and on nothing else."""

import io

import pytest

from operate.command import shown
from tests.fakes.waiting import until


class Terminal(io.StringIO):
    """A terminal that remembers."""

    def isatty(self) -> bool:
        return True


def test_a_bar_comes_by_itself_and_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr(shown, "PATIENCE_SECONDS", 0.0)
    with shown.progress("looking") as told:
        until(lambda: "looking" in terminal.getvalue())  # before anything is told
        told(3, 9)
        until(lambda: "3/9" in terminal.getvalue())


def test_what_is_done_sooner_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr(shown, "PATIENCE_SECONDS", 600.0)
    with shown.progress("looking") as told:
        told(3, 9)
    assert "looking" not in terminal.getvalue()


def test_a_pipe_gets_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.StringIO()
    monkeypatch.setattr("sys.stderr", pipe)
    monkeypatch.setattr(shown, "PATIENCE_SECONDS", 0.0)
    with shown.progress("looking") as told:
        told(3, 9)
    assert not pipe.getvalue()

"""`relay import`: what it takes, what it shows, and how it ends."""

from pathlib import Path

import pytest

from operate import importing, stack
from operate.command.__main__ import main
from tests.unit.operate.importable import CAMPAIGNS, Queue, a_file, cards
from tests.unit.operate.stacks import stack as stack_of


@pytest.fixture
def queue() -> Queue:
    return Queue(dead=[])


@pytest.fixture(autouse=True)
def chosen(queue: Queue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stack, "chosen", lambda *_: stack_of(queue))
    monkeypatch.setattr(importing, "known_campaigns", lambda _: CAMPAIGNS)
    monkeypatch.chdir(tmp_path)


def typed(*more: str) -> int:
    """What the command ends with."""
    return main(["import", "leads.csv", "--campaign", "998", "--rate", "0", *more])


def test_it_shows_what_it_did_and_what_to_type_next(
    tmp_path: Path, queue: Queue, capsys: pytest.CaptureFixture[str]
) -> None:
    a_file(tmp_path, cards(range(12)).replace("Name,", "Shoe size,").replace("Ann", "7"))
    assert typed() == 0
    shown = capsys.readouterr()
    assert [" ".join(line.split()) for line in shown.out.splitlines()] == [
        "file a Twitter card's export, 12 rows, in the name of twitter_card",
        'time column "Timestamp"',
        "queued 12",
        "bad 0",
        "ignored columns Shoe size",
    ]
    assert shown.err.splitlines()[-1] == "what becomes of them: ./relay --stack relay-test status"
    assert len(queue.retry) == 12


def test_a_dry_run_sends_nothing_and_notes_nothing(
    tmp_path: Path, queue: Queue, capsys: pytest.CaptureFixture[str]
) -> None:
    a_file(tmp_path, cards(range(12)))
    assert typed("--dry-run") == 0
    assert "would be queued  12" in capsys.readouterr().out
    assert queue.retry == []
    assert [path.name for path in tmp_path.iterdir()] == ["leads.csv"]


def test_bad_rows_end_it_with_1_and_twenty_of_them_are_shown(
    tmp_path: Path, queue: Queue, capsys: pytest.CaptureFixture[str]
) -> None:
    a_file(tmp_path, "Email\n" + "nobody\n" * 25 + "ann@example.org\n")
    assert typed() == 1
    shown = capsys.readouterr()
    assert "line 21: E-mail address: enter a complete address, like name@example.org.\n... and 5 more\n" in shown.out
    assert "line 22" not in shown.out
    assert shown.err.splitlines()[-1] == (
        f"error: 25 rows can't be used: correct what is in {tmp_path.name and 'leads.bad.csv'} (personal data), then "
        "`./relay --stack relay-test import leads.bad.csv` with the same options"
    )
    assert len(queue.retry) == 1
    assert len((tmp_path / "leads.bad.csv").read_text().splitlines()) == 26


def test_the_command_for_the_bad_rows_can_be_typed_as_it_stands(
    tmp_path: Path, queue: Queue, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "two words").mkdir()
    a_file(tmp_path / "two words", "Email\nnobody\n")
    assert main(["--stack", "relay-test", "import", "two words/leads.csv", "--campaign", "998"]) == 1
    assert "import 'two words/leads.bad.csv'` with the same options" in capsys.readouterr().err


def test_a_second_time_it_says_that_it_was_done(
    tmp_path: Path, queue: Queue, capsys: pytest.CaptureFixture[str]
) -> None:
    a_file(tmp_path, cards(range(3)))
    assert typed() == 0
    assert typed() == 0
    assert "this was imported already" in capsys.readouterr().err
    assert len(queue.retry) == 3


def test_it_says_that_it_goes_on(tmp_path: Path, queue: Queue, capsys: pytest.CaptureFixture[str]) -> None:
    a_file(tmp_path, cards(range(30)))
    queue.refuses = "p25@"
    assert typed() == 1
    queue.refuses = "\0"
    assert typed() == 0
    assert "going on: 20 of 30 rows were queued before" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--consent", "fax"], "write sms or email"),
        (["--dates", "ymd"], "write mdy or dmy"),
        (["--wording", "two words"], "write the id of the wording"),
        (["--rate", "-1"], "write a number such as 5"),
    ],
)
def test_a_slip_is_said_and_nothing_is_done(
    tmp_path: Path, options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    a_file(tmp_path, cards([1]))
    assert typed(*options) == 2
    assert said in " ".join(capsys.readouterr().err.replace("│", " ").split())


def test_a_file_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert typed() == 1
    assert capsys.readouterr().err == "error: there is no file leads.csv\n"

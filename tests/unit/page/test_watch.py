"""The watch: which lines it has seen, whether a page keeps it up to date, what it says of a stack that is away."""

from collections.abc import Mapping
from typing import Any

from operate.page.board import Board
from operate.page.watch import REST, SECONDS_HERE, SECONDS_ON_AWS, Now, StackWatch, pause_after
from operate.stack import Stack
from operate.trouble import Trouble
from tests.fakes.waiting import until

NOW = 1_800_000_000_000


def nowhere() -> Any:
    raise Trouble("the stack is not there")


def line(submission: str, outcome: str, at: int, **more: Any) -> Mapping[str, Any]:
    """A line as CloudWatch Logs gives it, by an emulator that gives lines no id."""
    said = f'{{"submission_id": "{submission}", "outcome": "{outcome}", "source": "web_form"}}'
    return {"timestamp": at, "message": said, "logStreamName": "stream", **more}


def watch() -> StackWatch:
    return StackWatch(nowhere, clock=lambda: NOW)


def test_a_stack_that_is_not_there_is_said_and_the_look_counts() -> None:
    seen = watch()
    seen.look()
    assert (seen.now.trouble, seen.looks) == ("the stack is not there", 1)


def test_a_stack_on_aws_that_takes_no_more_calls_is_not_asked_more_often(stack: Stack) -> None:
    reached: list[Stack | Trouble] = [Trouble("throttled"), stack]

    def reach() -> Stack:
        found = reached.pop()
        if isinstance(found, Trouble):
            raise found
        return found

    seen = StackWatch(reach, clock=lambda: NOW)
    seen.look()
    assert seen.pace == SECONDS_ON_AWS
    seen.look()
    assert (seen.pace, bool(seen.now.trouble)) == (SECONDS_ON_AWS, True)


def test_a_line_counts_once_with_an_id_and_without() -> None:
    for more in ({}, {"eventId": "1"}):
        seen = watch()
        for _ in range(2):
            seen._take([line("a", "queued", NOW - 5, **more)], Now())
        assert len(seen.board.rows()) == 1
        assert len(seen._seen) == 1


def test_a_look_that_began_before_everything_was_forgotten_brings_nothing_of_it_back() -> None:
    seen = watch()
    seen.forget()
    seen._take([line("a", "delivered", NOW - 5), line("b", "delivered", NOW)], Now())
    assert [row.id for row in seen.board.rows()] == ["b"]


def test_two_lines_without_ids_of_one_moment_are_two() -> None:
    seen = watch()
    seen._take([line("a", "queued", NOW - 5), line("b", "queued", NOW - 5)], Now())
    assert {row.id for row in seen.board.rows()} == {"a", "b"}


def test_it_is_watched_while_a_page_looks_and_once_it_has_looked() -> None:
    seen = watch()
    assert not seen.is_watched
    with seen.watched():
        until(lambda: seen.is_watched, "the first look")
    assert not seen.is_watched


def test_the_last_row_of_a_source_is_the_one_that_changed_last() -> None:
    board = Board()
    for number, submission in enumerate(("a", "b", "a")):
        board.add(
            NOW + number, {"submission_id": submission, "outcome": ("queued", "done", "done")[number], "source": "sms"}
        )
    row = board.last_of("sms")
    assert row
    assert (row.id, row.state) == ("a", "delivered")
    assert board.last_of("web_form") is None


def test_a_look_that_takes_long_is_followed_by_a_longer_pause() -> None:
    assert pause_after(0.03, SECONDS_HERE) == SECONDS_HERE
    assert pause_after(1.0, SECONDS_HERE) == REST


def test_an_answer_that_is_none_of_aws_s_ends_no_watch() -> None:
    answers: list[Exception] = [Trouble("away"), KeyError("what no emulator should leave out")]

    def reach() -> Any:
        raise answers.pop()

    seen = StackWatch(reach, clock=lambda: NOW)
    seen.look()
    assert "KeyError" in seen.now.trouble
    assert "leave out" not in seen.now.trouble
    seen.look()
    assert seen.now.trouble == "away"

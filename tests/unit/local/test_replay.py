"""The command that replays letters: what it takes, what it says, and how it ends."""

import json
import time
from typing import Any

import boto3
import pytest

from cli import replay
from tests.unit.local.test_dead_letters import LETTERS, Sqs


@pytest.fixture
def sqs(monkeypatch: pytest.MonkeyPatch) -> Sqs:
    queues = Sqs()
    monkeypatch.setattr(boto3, "client", lambda service: queues)
    return queues


def test_all_letters_are_replayed_and_named(sqs: Sqs, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay.main(["dead", "retry", "--all"]) == 0
    assert capsys.readouterr().out.split() == ["id0", "id1", "id2"]
    assert sqs.retry == LETTERS


def test_a_letter_that_is_not_there_is_named(sqs: Sqs, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay.main(["dead", "retry", "id1", "id7"]) == 1
    said = capsys.readouterr()
    assert said.out.split() == ["id1"]
    assert said.err.startswith("error: no letter id7")
    assert sqs.retry == LETTERS[1:2]


def test_the_operators_word_carries_the_time_of_now(sqs: Sqs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time_ns", lambda: 1_700_000_000_123_456_789)
    assert replay.main(["dead", "retry", "id1", "--send-anyway"]) == 0
    assert json.loads(sqs.retry[0])["send_anyway"] == 1_700_000_000_123


@pytest.mark.parametrize("arguments", [[], ["--all", "id1"], ["--all", "--send-anyway"], ["--send-anyway"], [""]])
def test_what_is_not_clear_is_refused_before_anything_is_moved(
    sqs: Sqs, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        replay.main(["dead", "retry", *arguments])
    assert refused.value.code == 2
    assert sqs.dead == LETTERS
    assert "error:" in capsys.readouterr().err


def test_an_interruption_says_what_it_leaves(
    sqs: Sqs, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(**_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sqs, "send_message", interrupted)
    assert replay.main(["dead", "retry", "--all"]) == 1
    assert "interrupted" in capsys.readouterr().err
    assert sorted(sqs.dead) == LETTERS

"""The command for letters: what it takes, what it says, and how it ends."""

import json
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from cli import letters
from tests.unit.local.test_dead_letters import LETTERS, Sqs


@pytest.fixture
def sqs(monkeypatch: pytest.MonkeyPatch) -> Sqs:
    queues = Sqs()
    monkeypatch.setattr(boto3, "client", lambda service: queues)
    return queues


def test_all_letters_are_replayed_and_named(sqs: Sqs, capsys: pytest.CaptureFixture[str]) -> None:
    assert letters.main(["replay", "dead", "retry", "--all"]) == 0
    assert capsys.readouterr().out.split() == ["id0", "id1", "id2"]
    assert sqs.retry == LETTERS


@pytest.mark.parametrize(
    "command", [["replay", "dead", "retry", "id1", "id7"], ["show", "dead", "id7"], ["discard", "dead", "id7"]]
)
def test_a_letter_that_is_not_there_is_named(sqs: Sqs, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert letters.main(command) == 1
    assert "error: not there: id7." in capsys.readouterr().err
    assert sqs.retry == (LETTERS[1:2] if command[0] == "replay" else [])


def test_a_letter_is_shown_corrected_and_replayed(sqs: Sqs, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert letters.main(["show", "dead", "id1"]) == 0
    corrected = tmp_path / "letter.json"
    corrected.write_text(json.dumps(json.loads(capsys.readouterr().out) | {"advocate": {"zip5": "02134"}}))
    assert letters.main(["replay", "dead", "retry", "id1", "--body", str(corrected)]) == 0
    assert [json.loads(body)["advocate"] for body in sqs.retry] == [{"zip5": "02134"}]


def test_a_letter_is_discarded(sqs: Sqs) -> None:
    assert letters.main(["discard", "dead", "id1"]) == 0
    assert sorted(sqs.dead) == [LETTERS[0], LETTERS[2]]


@pytest.mark.parametrize(
    "arguments",
    [
        ["replay", "dead", "retry"],
        ["replay", "dead", "retry", "--all", "id1"],
        ["replay", "dead", "retry", ""],
        ["replay", "dead", "dead", "--all"],
        ["discard", "dead", ""],
        ["show", "dead"],
        [],
    ],
)
def test_what_is_not_clear_is_refused_before_anything_is_moved(
    sqs: Sqs, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        letters.main(arguments)
    assert refused.value.code == 2
    assert sqs.dead == LETTERS
    assert "error:" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--all", "--send-anyway"], ["--all", "--body", "no such file"]])
def test_what_needs_the_name_of_a_letter_is_refused_without(sqs: Sqs, arguments: list[str]) -> None:
    assert letters.main(["replay", "dead", "retry", *arguments]) == 1
    assert sqs.dead == LETTERS


@pytest.mark.parametrize(
    ("failure", "told"),
    [(KeyboardInterrupt(), "interrupted"), (ClientError({"Error": {"Code": "AccessDenied"}}, "SendMessage"), "Denied")],
)
def test_a_failure_is_one_line_and_the_letters_stay(
    sqs: Sqs,
    failure: BaseException,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fails(**_: Any) -> None:
        raise failure

    monkeypatch.setattr(sqs, "send_message", fails)
    assert letters.main(["replay", "dead", "retry", "--all"]) == 1
    said = capsys.readouterr().err
    assert told in said
    assert len(said.splitlines()) == 1
    assert sorted(sqs.dead) == LETTERS

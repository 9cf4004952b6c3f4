"""`relay digest`: the keeper is asked for its mail, which is shown as it is."""

import ast
import dataclasses
import io
import json
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from typer.main import get_command

from operate import stack as stacks
from operate.command.__main__ import app, main
from relay.keeping import findings
from tests.unit.operate.sqs import Sqs
from tests.unit.operate.stacks import stack as stack_of

MAIL = {"subject": "Advocate Relay: all is well", "text": "Nothing is wrong.\n"}


class Keeper:
    """Lambda with a keeper that answers this."""

    def __init__(self) -> None:
        self.answer: dict[str, Any] = {}
        self.asked: list[dict[str, Any]] = []
        self.says(MAIL)

    def says(self, payload: Any, **answer: str) -> None:
        self.answer = {"Payload": io.BytesIO(json.dumps(payload).encode()), **answer}

    def invoke(self, **request: Any) -> dict[str, Any]:
        self.asked.append(request)
        return self.answer


@pytest.fixture
def keeper(monkeypatch: pytest.MonkeyPatch) -> Keeper:
    keeper = Keeper()
    monkeypatch.setattr(stacks, "chosen", lambda *_: with_functions("Keeper"))

    def client(session: boto3.Session, service: str, endpoint: str | None, own: Config) -> Any:
        assert service == "lambda"
        told: Any = own
        assert told.read_timeout == 900
        assert told.retries["total_max_attempts"] == 1
        return keeper

    monkeypatch.setattr(stacks, "client", client)
    return keeper


def with_functions(*names: str, **changes: Any) -> stacks.Stack:
    """A stack of these functions."""
    plain = dataclasses.replace(stack_of(Sqs()), **changes)
    plain.__dict__["resources"] = {name: ("AWS::Lambda::Function", f"relay-test-{name.lower()}") for name in names}
    return plain


def test_the_mail_is_shown_as_it_is(keeper: Keeper, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["digest"]) == 0
    assert capsys.readouterr().out == f"Subject: {MAIL['subject']}\n\n{MAIL['text']}"
    ((asked),) = keeper.asked
    assert asked["FunctionName"] == "relay-test-keeper"
    assert json.loads(asked["Payload"]) == {"digest": "./relay --stack relay-test"}


@pytest.mark.parametrize(
    ("changes", "command"),
    [
        ({"relay_url": "http://127.0.0.1:3000"}, "./relay"),
        ({"profile": "ops"}, "./relay --stack relay-test --profile ops"),
    ],
)
def test_its_commands_are_as_they_must_be_typed_here(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], command: str
) -> None:
    monkeypatch.setattr(stacks, "chosen", lambda *_: with_functions("Keeper", **changes))
    assert main(["digest"]) == 0
    assert json.loads(keeper.asked[0]["Payload"]) == {"digest": command}


def test_programs_get_subject_and_text(keeper: Keeper, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["digest", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == MAIL


@pytest.mark.parametrize(
    ("payload", "answer", "said"),
    [
        ({"errorType": "SettingsError", "errorMessage": "x"}, {"FunctionError": "Unhandled"}, "SettingsError"),
        ({}, {}, "no answer"),
        ([], {}, "no answer"),
    ],
)
def test_a_keeper_that_fails_is_a_line(
    keeper: Keeper, capsys: pytest.CaptureFixture[str], payload: Any, answer: dict[str, str], said: str
) -> None:
    keeper.says(payload, **answer)
    assert main(["digest"]) == 1
    error = capsys.readouterr().err.splitlines()[-1]
    assert error == f"error: the keeper failed ({said}): `./relay status` shows its faults"


def test_a_stack_of_an_earlier_release_has_no_keeper(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(stacks, "chosen", lambda *_: with_functions("Retry"))
    assert main(["digest"]) == 1
    assert "this stack has no keeper yet: deploy this release" in capsys.readouterr().err


def test_every_command_that_a_mail_names_exists() -> None:
    tree = ast.parse(Path(findings.__file__).read_text(encoding="utf-8"))
    named = [
        word
        for each in ast.walk(tree)
        if isinstance(each, ast.keyword) and each.arg == "commands"
        for part in ast.walk(each.value)
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and (word := part.value.split(" ")[0])
    ]
    commands: Any = get_command(app)
    known = {*commands.commands, *commands.commands["held"].commands, *commands.commands["letters"].commands}
    assert {"doctor", "status", "resume", "campaigns", "held", "opt-out", "clear"} <= {*named}
    assert {word for word in named if word.isidentifier() or "-" in word} - known == set()

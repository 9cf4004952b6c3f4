"""Letters that somebody has edited into nonsense: each is shown and counted, and keeps no other from being seen."""

import json
from pathlib import Path
from typing import Any

import pytest

from operate import stack
from operate.command.__main__ import main
from operate.letters import Letter
from operate.words import in_words
from tests.fakes.ids import an_id
from tests.unit.operate.sqs import Sqs
from tests.unit.operate.stacks import Dynamodb
from tests.unit.operate.stacks import stack as stack_of

GOOD: dict[str, Any] = {
    "version": 1,
    "source": "web_form",
    "natural_key": "content x",
    "keyed_by_content": True,
    "received_at": 1_767_268_800_000,
    "campaigns": [998],
    "advocate": {"email": "dora@example.org", "phone": "8165550123"},
    "connection": None,
    "reason": "rejected",
    "detail": "email: rejected",
    "id": an_id(1),
    "attempts": 3,
    "last_at": 1_767_268_801_000,
}
ESCAPE = "\x1b]0;owned\x07"
ODD: list[Any] = [7, -5, 1e300, 10**400, True, None, "x" * 3000, ESCAPE, "\x9b31m", "\ud800", [1, [2]], {"a": 1}]
SPOILT = [GOOD | {name: value} for name in GOOD for value in ODD]
ODD_INSIDE: list[dict[str, Any]] = [
    {"campaigns": ["a", None, True, -1, 10**3000]},
    {"advocate": {"firstname": r"\[/bold] [red]x \[red]", ESCAPE: ESCAPE}},
    {"advocate": {"email": ["dora@example.org"], "phone": {"a": 1}}},
    {"connection": {"types": ["email", {}], "arguments": {"body": ESCAPE}}},
    {"connection": {"types": 7, "arguments": [1]}},
    {"api": {"endpoint": [ESCAPE], "status": {"a": 1}, "message": ESCAPE}},
    {"reason": "invalid", "raw": "campaignid=" + "9" * 5000},
    {"raw": f"a=%ff%00&{ESCAPE}", "unreadable": ESCAPE, "proof": "\ud800"},
    {"detail": "x" * 250_000},
    {"id": "breaker"},
]
TEXTS = ["", "no JSON", "\x9b31mred", "[1, 2]", '"text"', "{" * 5000, "x" * 262_000, '{"a": "\\ud800"}', "9" * 5000]
NONSENSE = [*map(json.dumps, SPOILT), *(json.dumps(GOOD | each) for each in ODD_INSIDE), *TEXTS]


@pytest.fixture
def sqs(monkeypatch: pytest.MonkeyPatch) -> Sqs:
    found = Sqs(stable=True, dead=[*dict.fromkeys(NONSENSE)])
    monkeypatch.setattr(stack, "chosen", lambda *_: stack_of(found, ShortKeys()))
    return found


class ShortKeys(Dynamodb):
    """A journal that takes the keys that DynamoDB takes."""

    def batch_get_item(self, *, RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803 - boto3's own name
        for wanted in RequestItems.values():
            assert all(0 < len(key["id"]["S"].encode()) <= 2048 for key in wanted["Keys"])
        return super().batch_get_item(RequestItems=RequestItems)


def is_harmless(text: str) -> bool:
    """Whether a terminal would only show it."""
    return all(each.isprintable() or each == "\n" for each in text)


@pytest.mark.parametrize("command", ["letters", "held"])
def test_all_of_them_are_listed(command: str, sqs: Sqs, capsys: pytest.CaptureFixture[str]) -> None:
    count = len(sqs.dead)
    assert main([command, "--all"]) == 0
    shown = capsys.readouterr()
    assert f"{count} {command}" in shown.err
    assert is_harmless(shown.out + shown.err)
    assert max(map(len, shown.out.splitlines())) <= 80
    assert main([command, "--json"]) == 0
    printed = capsys.readouterr().out
    assert len(json.loads(printed)) == count
    assert is_harmless(printed)
    assert len(sqs.dead) == count


@pytest.mark.parametrize("text", NONSENSE, ids=range(len(NONSENSE)))
def test_each_can_be_shown(text: str, sqs: Sqs, capsys: pytest.CaptureFixture[str]) -> None:
    sqs.dead = [text]
    letter_id = Letter(text, sqs.id_of(text), "").id
    for command in (["letters", "show", letter_id], ["held", "show", letter_id, "--json"]):
        assert main(command) == 0
        shown = capsys.readouterr()
        assert is_harmless(shown.out + shown.err)
    assert sqs.dead == [text]


def test_they_are_exported_as_they_are(sqs: Sqs, tmp_path: Path) -> None:
    assert main(["letters", "export", str(tmp_path / "letters")]) == 0
    lines = (tmp_path / "letters").read_text(encoding="utf-8").split("\n")
    assert len(lines) == len(sqs.dead) + 1
    exported = [json.loads(line) for line in lines[:-1]]
    assert all((Letter(text, "", "").content or {"text": text}) in exported for text in sqs.dead)


def test_they_go_with_a_replay(sqs: Sqs) -> None:
    texts = set(sqs.dead)
    assert main(["letters", "replay", "--all"]) == 0
    assert set(sqs.retry) == texts
    assert sqs.dead == []


@pytest.mark.parametrize("text", NONSENSE, ids=range(len(NONSENSE)))
def test_what_is_said_of_each_names_no_id_but_one_that_is_safe_to_type(text: str) -> None:
    letter = Letter(text, "m", "r")
    assert letter.id in {"m", an_id(1)}
    typed = [line.split() for line in in_words(letter).todo if line.startswith("./relay letters")]
    assert all(words[3] in {"m", an_id(1)} for words in typed)

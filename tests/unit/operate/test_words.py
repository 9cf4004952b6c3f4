"""Why a letter is dead or held, in words: for every reason, with commands that exist."""

import json
from typing import Any, get_args

import pytest
from typer.main import get_command

from operate.command.__main__ import app
from operate.letters import Letter
from operate.words import WHY, in_words, the_platform_said
from relay.letters import HeldReason, Reason
from tests.fakes.ids import an_id

REASONS = (*get_args(Reason.__value__), *get_args(HeldReason.__value__))
NOTES: dict[str, list[dict[str, Any]]] = {
    "rejected": [{}, {"detail": "email: rejected, call: done"}],
    "expired": [{}, {"detail": "opt-out"}, {"detail": "call: expired, email: done"}],
    "unverifiable": [{}, {"detail": "email: unverifiable"}, {"detail": "email: maybe"}],
}
LETTERS = [{"reason": reason, **notes} for reason in REASONS for notes in NOTES.get(reason, [{}])]


def letter(**notes: Any) -> Letter:
    return Letter(json.dumps({"id": an_id(1)} | notes), "m", "r")


def test_every_reason_has_its_words() -> None:
    assert set(WHY) == set(REASONS)


@pytest.mark.parametrize("notes", [*LETTERS, {}], ids=str)
def test_what_is_said_to_do_can_be_typed(notes: dict[str, Any]) -> None:
    found = in_words(letter(**notes))
    assert found.what.endswith((".", "\u201d"))
    typed = [line for line in found.todo if line.startswith("./relay")]
    assert typed
    commands: Any = get_command(app)
    for line in typed:
        _, group, *rest = line.split()
        if group == "trace":
            continue
        command = commands.commands[group]
        if rest[0] in getattr(command, "commands", {}):
            command, rest = command.commands[rest[0]], rest[1:]
            assert rest[0] in {an_id(1), "--reason"}
        options = {option for each in command.params for option in each.opts}
        assert {word for word in rest if word.startswith("--")} <= options


def test_what_was_made_and_what_was_not_is_said() -> None:
    found = in_words(letter(reason="rejected", detail="email: rejected, call: done, update: other"))
    assert found.what == "The platform refused the e-mail."
    assert found.parts == (
        "the advocate: made",
        "e-mail: refused by the platform",
        "call: made",
        "message or guests: made by another sign-up of the same person",
    )


def test_fields_of_an_invalid_post_are_no_parts() -> None:
    found = in_words(letter(reason="invalid", detail="email: too_long, campaigns: campaign_unknown"))
    assert found.parts == ()
    assert "email: too_long, campaigns: campaign_unknown" in found.what


def test_the_platforms_own_message_is_quoted() -> None:
    note = {"endpoint": "create_connection", "status": 400, "message": "Campaign is closed"}
    assert the_platform_said(letter(api=note)) == "create_connection answered 400: \u201cCampaign is closed\u201d"
    assert (
        the_platform_said(letter(api={"endpoint": "create_advocate", "status": None, "message": ""}))
        == "create_advocate"
    )


@pytest.mark.parametrize(
    ("api", "said"),
    [(None, ""), ("text", ""), ([], ""), ({"status": []}, ""), ({"message": 7}, "the API: \u201c7\u201d")],
)
def test_a_note_that_is_missing_or_odd_breaks_nothing(api: Any, said: str) -> None:
    assert the_platform_said(letter(api=api)) == said

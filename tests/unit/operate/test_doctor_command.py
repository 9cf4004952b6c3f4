"""`relay doctor`: what it shows, in 80 columns and for programs, and with what it ends."""

import json
from pathlib import Path

import pytest

from operate import stack
from operate.command import doctor
from operate.command.__main__ import main
from tests.unit.operate.healthy import World
from tests.unit.operate.misconfigured import KINDS


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    made = World(tmp_path)
    facts = made.facts()
    monkeypatch.setattr(stack, "chosen", lambda *_: facts.stack)
    monkeypatch.setattr(doctor, "Facts", lambda _: made.facts())
    return made


def test_a_healthy_stack_ends_with_0_and_a_line(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "checks: nothing wrong" in shown.err


def test_what_is_wrong_is_told_in_80_columns_but_commands_in_one_line(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    for kind in ("certificate ends", "time-out", "paused"):
        KINDS[kind][0](world)
    assert main(["doctor"]) == 1
    shown = capsys.readouterr()
    lines = shown.out.splitlines()
    assert max(len(line) for line in lines if not line.startswith(("  aws ", "  ./relay "))) <= 80
    assert "  ./relay resume --stack relay-prod" in lines
    heads = [line.split()[0] for line in lines if line.startswith(("BROKEN", "WARNING"))]
    assert heads == ["BROKEN", *["WARNING"] * 4]  # three functions have the time-out
    assert "5 wrong" in shown.err


def test_notes_are_no_fault(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    KINDS["key without a table"][0](world)
    assert main(["doctor"]) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith("note  KeySecretArn is given")
    assert "nothing wrong, 1 to know" in shown.err


def test_all_names_what_is_well_too(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    KINDS["paused"][0](world)
    assert main(["doctor", "--all"]) == 1
    well = capsys.readouterr().out.partition("well: ")[2].replace("\n", " ").strip().split(", ")
    assert "key secret" in well
    assert "worker" not in well


def test_for_programs_everything_is_json(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    KINDS["paused"][0](world)
    assert main(["doctor", "--json"]) == 1
    (only,) = json.loads(capsys.readouterr().out)
    assert only["check"] == "worker"
    assert only["severity"] == "broken"
    assert only["looked"] is True
    assert only["todo"] == ["./relay resume --stack relay-prod"]


def test_facts_are_asked_once(world: World) -> None:
    facts = world.facts()
    assert facts.secret() == facts.secret()
    assert [each for each in world.calls if each[1] == "get_secret_value"] == [world.calls[-1]]

"""`--help` is for people who don't program: no types, nothing cut off, and the commands in the order of need."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command

from local.place import ROOT
from operate.command.__main__ import app, main
from operate.command.help import NEEDED


def commands(of: Any, *path: str) -> Iterator[tuple[str, ...]]:
    """Every command and group, by what is typed."""
    yield path
    for name, each in getattr(of, "commands", {}).items():
        yield from commands(each, *path, name)


ALL = sorted(commands(get_command(app)))


@pytest.mark.parametrize("typed", ALL, ids=" ".join)
def test_the_help_of_each_command_is_plain_and_fits(
    typed: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert main([*typed, "--help"]) == 0
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= 80
    assert not re.search(r"<\w+( range)?>|<list|x>=|--no-|default: 0\b|\[;", shown)
    listed = shown.partition("Commands:")[2]
    assert "..." not in listed
    options = re.findall(r"^  (-.*?)(?:  (.*))?$", shown, re.MULTILINE)
    assert all(words.strip() for name, words in options if len(name) < 24), options


def test_the_readme_names_every_command() -> None:
    table = (ROOT / "README.md").read_text().partition("\n## Operate it\n")[2].partition("\n## ")[0]
    named = {word for typed in re.findall(r"`(.*?)`", table) for word in typed.removeprefix("./relay ").split()[:1]}
    assert {*NEEDED} - named == set()


def test_commands_come_in_the_order_in_which_they_are_needed(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--help"])
    listed = re.findall(r"^  (\w+)  ", capsys.readouterr().out.partition("Commands:")[2], re.MULTILINE)
    assert tuple(listed) == NEEDED

"""Reading a campaigns.toml that a test wrote, and its errors."""

import dataclasses
import runpy
from pathlib import Path
from typing import Any

import pytest

import campaigns_toml
from campaigns_text import CampaignsError, Problem
from relay.campaigns import Campaigns

WHALES = """
[campaigns.998]
name = "Save the Whales"
[campaigns.998.web_form]
[campaigns.998.sms]
keywords = ["JOIN"]
reply = "Thanks!"
"""


def loaded(tmp_path: Path, text: str) -> Campaigns:
    """The campaigns as a function sees them: read, written as a module, and imported."""
    source, module = tmp_path / "campaigns.toml", tmp_path / "_campaigns.py"
    source.write_text(text, encoding="utf-8")
    campaigns_toml.write_module(campaigns_toml.load(source), module)
    return Campaigns.from_literal(runpy.run_path(str(module))["CAMPAIGNS"])


def problems(tmp_path: Path, content: str | bytes) -> tuple[Problem, ...]:
    """All that is wrong with the file, and in which lines."""
    source = tmp_path / "campaigns.toml"
    source.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(CampaignsError) as caught:
        campaigns_toml.load(source)
    assert str(caught.value) == "\n".join(map(str, caught.value.problems))
    assert all("\n" not in problem.text and problem.text.isprintable() for problem in caught.value.problems)
    return caught.value.problems


def errors(tmp_path: Path, text: str) -> tuple[str, ...]:
    return tuple(problem.text for problem in problems(tmp_path, text))


def error(tmp_path: Path, text: str) -> str:
    """The one error that the text has."""
    (only,) = errors(tmp_path, text)
    return only


def error_of_form(tmp_path: Path, line: str) -> str:
    """The one error of a campaign whose form has this line."""
    text = f'[campaigns.998]\nname = "Save the Whales"\n[campaigns.998.web_form]\n{line}\n'
    return error(tmp_path, text)


def error_of_sms(tmp_path: Path, line: str) -> str:
    """The one error of a campaign whose texts have this line."""
    key = line.partition(" = ")[0]
    lines = [kept for kept in ('keywords = ["JOIN"]', 'reply = "Thanks!"') if not kept.startswith(f"{key} =")]
    head = ["[campaigns.998]", 'name = "Save the Whales"', "[campaigns.998.sms]"]
    return error(tmp_path, "\n".join([*head, *lines, line]))


def values_of(table: Any) -> dict[str, Any]:
    """The values of a campaign's table: two tables are compared by these, for the classes have no way to."""
    return dataclasses.asdict(table)

"""The commands of docs/sandbox.md do what they say."""

import json
import subprocess

import pytest

from local.background import Background
from tests.end_to_end.documents import blocks

PAGE = "docs/sandbox.md"


@pytest.mark.parametrize("block", blocks(PAGE), ids=["faults", "options"])
def test_each_line_is_taken_and_the_last_one_undoes_the_first(stack: Background, block: str) -> None:
    answers = []
    for line in block.splitlines():
        command = line.replace("http://127.0.0.1:3001", stack.sandbox_url)
        done = subprocess.run(["bash", "-ec", command], capture_output=True, text=True, timeout=30, check=True)
        answers.append(json.loads(done.stdout))
    assert len(answers) == 2
    assert all("error" not in answer for answer in answers)
    first, last = answers
    assert first.get("faults") or first["list_lag"] == 20
    assert not last.get("faults")
    assert last.get("list_lag", 0) == 0

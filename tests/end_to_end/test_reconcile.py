"""What the platform has lost is told by `relay reconcile` and put through the queue again, by the runbook's blocks."""

import json
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
import requests

from local.background import Background
from tests.end_to_end.documents import the_block
from tests.end_to_end.queue_view import Queues
from tests.end_to_end.sandbox_view import Sandbox
from tests.end_to_end.senders import JSON, person, somebody, writer
from tests.end_to_end.test_runbook import BLOCKS, RUNBOOK, Shell
from tests.end_to_end.waits import eventually


@pytest.fixture
def shell(stack: Background, tmp_path: Path) -> Shell:
    return Shell(stack, tmp_path)


def lose(stack: Background, statement: str, advocate: int) -> None:
    """Let the platform lose rows."""
    with closing(sqlite3.connect(stack.place.state / "sandbox.sqlite", timeout=30)) as tables, tables:
        assert tables.execute(statement, (advocate,)).rowcount


def ended(shell: Shell, name: str, *, before: str = "", change: tuple[str, str] = ("", "")) -> tuple[int, str, str]:
    """How a block ends, and what it says; one that finds something ends with 1."""
    block = the_block(RUNBOOK, BLOCKS[name]).replace(*change)
    done = subprocess.run(
        ["bash", "-c", f"{before}\n{block}"],
        cwd=shell._folder,
        env=shell._environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_what_the_platform_lost_is_told_and_restored_and_nothing_else_is_done(
    stack: Background, shell: Shell, sandbox: Sandbox, queues: Queues
) -> None:
    email, other = somebody(), somebody()
    joined = requests.post(f"{stack.relay_url}/signup/998", data=person(email), headers=JSON, timeout=40).json()["id"]
    wrote = requests.post(f"{stack.relay_url}/signup/998", data=writer(other), headers=JSON, timeout=40).json()["id"]
    (lost,), (silent,) = sandbox.advocates(email=email), sandbox.advocates(email=other)

    def settled() -> bool:
        shown = json.loads(ended(shell, "compare", change=("\n", " --json --rate 0\n"))[1])
        return not shown["young"] and shown["compared"] > 1

    eventually(settled)
    lose(stack, "DELETE FROM memberships WHERE advocate_id = ?", lost["id"])
    lose(stack, "DELETE FROM connections WHERE advocate_id = ?", silent["id"])
    code, out, err = ended(shell, "compare")
    assert (code, "sign-ups compared" in err) == (1, True)
    assert {line.split()[0]: line.split("  ")[1] for line in out.splitlines()[1:]}.items() >= {
        joined: "not a member",
        wrote: "e-mail not listed",
    }.items()

    code, out, err = ended(shell, "repair")
    assert (code, f"{wrote} is left to you: the words are not kept" in err) == (1, True)
    assert eventually(lambda: sandbox.advocates(email=email)[0]["memberships"])
    assert len(sandbox.made(silent["id"])) == 1
    assert "delivered" in eventually(lambda: shell.execute(f"./relay trace {out.split()[-1]}"))

    ended(shell, "send an e-mail again", before=f"ID={wrote}")
    assert eventually(lambda: len(sandbox.made(silent["id"])) == 2)
    assert eventually(lambda: queues.waiting() == 0)
    ended(shell, "send an e-mail again", before=f"ID={wrote}")
    assert eventually(lambda: queues.waiting() == 0)
    assert len(sandbox.made(silent["id"])) == 2

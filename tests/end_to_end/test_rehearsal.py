"""What the runbook says how to rehearse really happens on the local stack, and all is well again with its last block.

The stack is one of its own: what is brought about here would be in the way of others.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
import requests

from local import background
from local.background import Background
from local.place import ROOT
from tests.end_to_end.sandbox_view import Sandbox
from tests.end_to_end.senders import JSON, somebody
from tests.end_to_end.test_runbook import RUNBOOK, Shell
from tests.end_to_end.waits import eventually

MAKE: Final = re.compile(r"^make ")


def rehearsals() -> dict[str, list[str]]:
    """What the table under "Rehearse" brings about, and by which commands."""
    table = (ROOT / RUNBOOK).read_text().partition("\n## Rehearse\n")[2]
    rows = re.findall(r"^\| (?!rehearse|---)(.*?) \| (.*?) \| .*? \|$", table, re.MULTILINE)
    return {what: re.findall(r"`((?:curl|make|\./relay) .*?)`", how) for what, how in rows}


SHOWS: Final[dict[str, tuple[str, str]]] = {
    "somebody's sign-up is missing": ("./relay held", "  spam"),
    "a text that sounds like a stop": ("./relay held", "  stop_like"),
    "a campaign that was closed": ("./relay letters", "  rejected"),
    "a message that may have been sent": ("./relay letters", "  unverifiable"),
    "a worker that is off": ("./relay status", "PAUSED"),
    "opt-outs that are restored": ("./relay consent show 8165550125", "opted out"),
}
"""Where each is seen, and what; but for what a sign-up must meet first."""

MEETS: Final = {"an outage", "keys that are refused"}
BY_HAND: Final = {"spam that is none", "a wrong Twilio token", "a person who wants to be erased"}
"""The same as another, or done with what other blocks say."""


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Background]:
    running = background.start(background.place_in(tmp_path_factory.mktemp("rehearsal")))
    yield running
    assert running.stop() == 0, running.output()


@pytest.fixture
def shell(stack: Background, tmp_path: Path) -> Iterator[Shell]:
    """A shell, and all well again afterwards."""
    here = Shell(stack, tmp_path)
    yield here
    mended = here.run("mend", change=("http://127.0.0.1:3001", stack.sandbox_url))
    assert '"faults":[]' in mended
    assert '"closed":[]' in mended
    here.run("resume")


@pytest.fixture
def bring_about(stack: Background, shell: Shell) -> Callable[[str], None]:
    """Types what a row says, with this stack's ports."""

    def typed(what: str) -> None:
        ports = f"PORT={stack.place.port} SANDBOX_PORT={stack.place.sandbox_port}"
        for command in rehearsals()[what]:
            here = MAKE.sub(f"make --no-print-directory -C {ROOT} {ports} ", command)
            assert '"error"' not in shell.execute(here.replace("http://127.0.0.1:3001", stack.sandbox_url))

    return typed


def test_every_row_is_known() -> None:
    assert rehearsals().keys() == SHOWS.keys() | MEETS | BY_HAND


@pytest.mark.parametrize("what", SHOWS)
def test_what_is_rehearsed_is_there_to_be_seen(what: str, shell: Shell, bring_about: Callable[[str], None]) -> None:
    bring_about(what)
    command, shown = SHOWS[what]
    assert eventually(lambda: shown in shell.execute(command))


@pytest.mark.parametrize("what", sorted(MEETS))
def test_a_sign_up_waits_and_arrives_when_all_is_well(
    what: str, stack: Background, shell: Shell, bring_about: Callable[[str], None]
) -> None:
    bring_about(what)
    email = somebody()
    answer = requests.post(f"{stack.relay_url}/signup/998", data={"email": email}, headers=JSON, timeout=40).json()
    assert answer["status"] == "queued"
    assert "waiting" in eventually(lambda: shell.run("find", before=f"EMAIL={email}"))
    shell.run("mend", change=("http://127.0.0.1:3001", stack.sandbox_url))
    assert eventually(lambda: Sandbox(stack).advocates(email=email))

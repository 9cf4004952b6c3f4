"""An upgrade of a running stack loses nothing and sends nothing twice: what an older release queued, this one delivers.

The older release is taken from this repository's history. Tables and queues stay, and hold what it wrote.
"""

import contextlib
import subprocess
import tarfile
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import requests

from local import background, deploy
from local.background import Background
from local.place import ROOT, STACK_NAME, Place
from local.processes import Processes
from tests.end_to_end.queue_view import Queues
from tests.end_to_end.sandbox_view import Sandbox
from tests.end_to_end.senders import CARD, JSON, person, post_text, some_phone, somebody, writer
from tests.end_to_end.waits import eventually

OLDER = "83f2efffa6faa95bb7cb476864608b1a4e8c7b1f"
"""The last commit before the code was laid out in sources/, delivery/ and stores/."""


@dataclass(frozen=True, slots=True)
class Queued:
    """One submission that was acknowledged: how List advocates finds its person, and the contacts that it asks for."""

    filters: dict[str, str]
    contacts: int = 0


@pytest.fixture
def older_stack(tmp_path: Path) -> Iterator[Background]:
    """The older release, built and deployed by its own code, with this checkout's tools."""
    place = replace(background.place_in(tmp_path / "state"), quick=False)  # an option that it doesn't know
    running = background.start(place, code=checked_out(OLDER, tmp_path / "older"))
    yield running
    running.stop()


def checked_out(commit: str, folder: Path) -> Path:
    with tempfile.TemporaryFile() as archive:
        command = ["git", "-C", str(ROOT), "archive", "--format=tar", commit]
        made = subprocess.run(command, stdout=archive, stderr=subprocess.PIPE, text=True, check=False)
        if made.returncode != 0:
            pytest.fail(f"commit {commit} is not in this clone (`git fetch --unshallow` brings it): {made.stderr}")
        archive.seek(0)
        with tarfile.open(fileobj=archive) as files:
            files.extractall(folder, filter="data")
    for tools in (".venv", ".tools"):
        (folder / tools).symlink_to(ROOT / tools)
    return folder


def upgrade(place: Place, folder: Path) -> None:
    """Build this checkout and update the running stack to it, as `make run` would."""
    own = replace(place, state=folder, build=folder / "build", quick=True)
    folder.mkdir()
    with (folder / "lock").open("w") as lock:
        processes = Processes(own.logs, threading.Event(), lock.fileno())
        deploy.build(own, processes)
        assert deploy.deploy(own, processes), "the stack ran this code already"


@contextlib.contextmanager
def worker_paused(stack: Background, queues: Queues) -> Iterator[None]:
    """Nobody takes from the retry queue meanwhile, or still has anything of it in hand.

    The emulator kills a worker whose code is replaced, which AWS does not, and what that had would be hidden for six
    minutes.
    """
    functions = stack.client("lambda")
    (mapping,) = functions.list_event_source_mappings(FunctionName=f"{STACK_NAME}-retry")["EventSourceMappings"]
    functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    eventually(lambda: queues.hidden() == 0)
    yield
    functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)


def code_of_functions(stack: Background) -> set[tuple[str, str]]:
    found = stack.client("lambda").list_functions()["Functions"]
    layers = [(each["FunctionName"], str(each.get("Layers"))) for each in found]
    return {(name, each) for name, each in layers if name.startswith(STACK_NAME)}


def send_form(stack: Background, *, writes: bool) -> tuple[requests.Response, Queued]:
    email = somebody()
    fields = writer(email) if writes else person(email)
    answer = requests.post(f"{stack.relay_url}/signup/998", data=fields, headers=JSON, timeout=40)
    return answer, Queued({"email": email}, contacts=int(writes))


def send_card(stack: Background, *, writes: bool) -> tuple[requests.Response, Queued]:
    email = somebody()
    lead = CARD | {"email": email} | ({"address1": "1 Main St", "zip": "02134"} if writes else {})
    answer = requests.post(f"{stack.relay_url}/twitter-card", data=lead, timeout=40)
    return answer, Queued({"email": email}, contacts=int(writes))


def send_text(stack: Background) -> tuple[requests.Response, Queued]:
    phone = some_phone()
    return post_text(stack, phone, "JOIN"), Queued({"phone": phone})


def leave_a_maybe(stack: Background, sandbox: Sandbox) -> Queued:
    """A form whose contact was carried out, but nobody was told: the journal has it as maybe sent."""
    sandbox.break_down(endpoint="connections", method="POST", kind="commit_then_timeout", count=1)
    answer, queued = send_form(stack, writes=True)
    assert (answer.status_code, answer.json()["connections"]) == (202, {"email": "queued"})
    return queued


def queue_in_an_outage(stack: Background, sandbox: Sandbox) -> list[Queued]:
    """Six forms, six cards and seven texts that the platform has not seen; half of the forms and cards write."""
    sandbox.break_down(endpoint="*", kind="status", status=503)
    sent = [send_form(stack, writes=number % 2 == 0) for number in range(6)]
    sent += [send_card(stack, writes=number % 2 == 0) for number in range(6)]
    assert {answer.status_code for answer, _ in sent} == {202}
    texts = [send_text(stack) for _ in range(7)]
    assert all("<Message>" in answer.text for answer, _ in texts)
    return [queued for _, queued in [*sent, *texts]]


def test_what_an_older_release_queued_arrives_once_after_an_upgrade_in_place(
    older_stack: Background, tmp_path: Path
) -> None:
    sandbox, queues = Sandbox(older_stack), Queues(older_stack)
    queued = [leave_a_maybe(older_stack, sandbox), *queue_in_an_outage(older_stack, sandbox)]
    assert (len(queued), queues.waiting()) == (20, 20)
    before = code_of_functions(older_stack)

    with worker_paused(older_stack, queues):
        upgrade(older_stack.place, tmp_path / "newer")

    assert code_of_functions(older_stack).isdisjoint(before)
    assert queues.waiting() == 20
    sandbox.mend()
    assert eventually(lambda: queues.waiting() == 0)
    for each in queued:
        (advocate,) = sandbox.advocates(**each.filters)
        assert len(sandbox.acted("/advocates", **each.filters)) == 1, each
        assert len(sandbox.made(advocate["id"])) == each.contacts, each
    assert queues.letters_about(*(value for each in queued for value in each.filters.values())) == []
    assert older_stack.stop() == 0, older_stack.output()

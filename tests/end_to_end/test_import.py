"""A file of leads on a running stack: killed twice and gone on with; and leads that come by card and by file, too."""

import csv
import json
import os
import random
import signal
import subprocess
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import requests

from local.background import Background
from local.place import ROOT
from tests.end_to_end.queue_view import Queues
from tests.end_to_end.sandbox_view import Sandbox
from tests.end_to_end.senders import CARD, somebody
from tests.end_to_end.waits import LONG, eventually

HEADER = "Email;Twitter handle;Timestamp;Name;Street;ZIP"
ROWS = 300
BAD = {17, 18, 150, 299}


def importing(stack: Background, file: Path, *options: str) -> "subprocess.Popen[str]":
    """The command at work."""
    return subprocess.Popen(
        [ROOT / "relay", "import", file.name, "--campaign", "998", *options],
        cwd=file.parent,
        env=os.environ | {"RELAY_STATE": str(stack.place.state)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def queued(file: Path) -> int:
    """How many rows are queued, by the note."""
    try:
        found: int = json.loads(file.with_name(f"{file.name}.import.json").read_text())["queued"]
    except FileNotFoundError:
        return 0
    return found


def test_a_file_that_is_killed_twice_ends_with_exactly_the_right_advocates(
    stack: Background, sandbox: Sandbox, queues: Queues, tmp_path: Path
) -> None:
    people = [somebody() for _ in range(ROWS)]
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    rows = [f"{'nobody' if n in BAD else email};@a{n};{now};Ann {n};;" for n, email in enumerate(people)]
    file = tmp_path / "leads.csv"
    file.write_bytes("\r\n".join([HEADER, *rows, ""]).encode("utf-16"))
    for begin in (20, 140):
        enough = begin + random.randrange(80)
        command = importing(stack, file, "--rate", "150")
        with command:
            while queued(file) < enough and command.poll() is None:
                time.sleep(0.005)
            command.kill()
    command = importing(stack, file, "--rate", "0")
    said, _ = command.communicate(timeout=LONG)
    assert command.returncode == 1, said  # because of the bad rows
    assert "4 rows can't be used: correct what is in" in said
    assert queued(file) == ROWS - len(BAD)
    with (tmp_path / "leads.bad.csv").open(encoding="utf-8-sig", newline="") as bad:
        rows_and_reasons = [row[-2:] for row in csv.reader(bad)]
    assert rows_and_reasons[1:] == [
        [str(n + 2), "E-mail address: enter a complete address, like name@example.org."] for n in sorted(BAD)
    ]

    good = {email for n, email in enumerate(people) if n not in BAD}
    assert eventually(lambda: queues.waiting() == 0)
    made = [call["form"] for call in sandbox.acted("/advocates") if call["form"].get("email") in {*people}]
    assert {form["email"] for form in made} == good
    assert {form["p2asource"] for form in made} == {"twitter-card"}
    assert [len(sandbox.advocates(email=email)) for email in good] == [1] * len(good)
    assert queues.letters_about(*people) == []


def test_a_lead_by_card_and_by_file_is_one_advocate_and_one_letter(
    stack: Background, sandbox: Sandbox, queues: Queues, tmp_path: Path
) -> None:
    first, second, third = people = [somebody() for _ in range(3)]
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    file = tmp_path / "leads.csv"
    rows = [f"{email};@pat;{now};Patrick Stoddart;1 Main St;02134" for email in people]
    file.write_text("\n".join([HEADER, *rows, ""]))

    def post(email: str) -> None:
        card = CARD | {"email": email, "address1": "1 Main St", "zip5": "02134", "token": f"token of {email}"}
        assert requests.post(f"{stack.relay_url}/twitter-card/998", data=card, timeout=60).status_code in {200, 202}

    post(first)
    at_once = threading.Thread(target=post, args=(second,))
    at_once.start()
    command = importing(stack, file, "--rate", "0")
    said, _ = command.communicate(timeout=LONG)
    at_once.join()
    assert command.returncode == 0, said
    assert eventually(lambda: queues.waiting() == 0)
    post(third)
    assert eventually(lambda: queues.waiting() == 0)
    for email in people:
        (advocate,) = sandbox.advocates(email=email)
        assert len(sandbox.made(advocate["id"])) == 1
    assert queues.letters_about(*people) == []


def test_ctrl_c_says_how_it_goes_on(stack: Background, sandbox: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    file.write_text("Email\n" + "".join(f"{somebody()}\n" for _ in range(40)))
    command = importing(stack, file, "--rate", "1")
    eventually(lambda: queued(file) > 0)
    command.send_signal(signal.SIGINT)
    said, _ = command.communicate(timeout=LONG)
    assert command.returncode == 1
    assert said.splitlines()[-1] == "error: interrupted: what was queued is noted; the same command goes on from there"

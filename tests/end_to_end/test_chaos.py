"""Two hundred people in a bad hour: faults of every kind, everything sent twice, functions killed in mid-call.

Afterwards the platform has exactly the right people, each contact was made once or is left to a person, and every
stop stands. The faults are drawn with a fixed seed; what the threads make of them is not repeatable, and need not be.
"""

import contextlib
import os
import random
import signal
import subprocess
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
import requests

from local.background import Background
from tests.end_to_end.sandbox_view import Sandbox
from tests.end_to_end.test_main_job import CARD, JSON, dead_letters, eventually, post_text, waiting

PEOPLE = 200
PATIENCE_SECONDS = 120
KILLS = 30
FAULTS = (
    {"endpoint": "*", "kind": "status", "status": 503, "probability": 0.06},
    {"endpoint": "*", "kind": "rate_limit", "probability": 0.04, "retry_after": 1},
    {"endpoint": "*", "kind": "reset", "probability": 0.03},
    {"endpoint": "*", "kind": "html", "probability": 0.03},
    {"endpoint": "*", "kind": "latency", "delay": 1.0, "probability": 0.05},
    {"endpoint": "connections", "method": "POST", "kind": "commit_then_timeout", "probability": 0.1},
    {"endpoint": "advocates", "method": "POST", "kind": "commit_then_timeout", "probability": 0.05},
)
ACKNOWLEDGED = (200, 202, 303)


@dataclass
class Crowd:
    """Who was told that they arrived, by e-mail (with or without a contact) or by phone."""

    emails: dict[str, bool] = field(default_factory=dict)
    phones: set[str] = field(default_factory=set)
    stopped: set[str] = field(default_factory=set)


def until_acknowledged(send: object) -> None:
    """Send, as a sender does who tries again after an error, and once more although it was acknowledged."""
    answers: list[int] = []
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        answers.append(send().status_code)  # type: ignore[operator]
        if sum(status in ACKNOWLEDGED for status in answers) == 2:
            return
        time.sleep(0.3)
    raise AssertionError(f"never acknowledged twice: {Counter(answers)}")


def one_person(stack: Background, number: int, crowd: Crowd) -> None:
    email, phone = f"c{number}-{uuid.uuid4().hex[:6]}@example.org", f"{200 + number}55501{number % 100:02}"
    sid = f"SM{uuid.uuid4().hex}"
    address = {"email": email, "firstname": f"N{number}", "address1": "1 Main St", "zip": "02134"}
    url = stack.relay_url
    match number % 5:
        case 0:
            until_acknowledged(lambda: requests.post(f"{url}/signup/998", data=address, headers=JSON, timeout=60))
            crowd.emails[email] = False
        case 1 | 2:
            form = address | {"type[]": "email"}
            until_acknowledged(lambda: requests.post(f"{url}/signup/998", data=form, headers=JSON, timeout=60))
            crowd.emails[email] = True
        case 3:
            until_acknowledged(lambda: requests.post(f"{url}/twitter-card", data=CARD | address, timeout=60))
            crowd.emails[email] = True
        case _:
            until_acknowledged(lambda: post_text(stack, phone, "JOIN", sid=sid))
            crowd.phones.add(phone)
            if number % 2:
                until_acknowledged(lambda: post_text(stack, phone, "STOP", sid=f"{sid[:-2]}zz"))
                crowd.stopped.add(phone)


@contextlib.contextmanager
def functions_killed(stack: Background, draw: random.Random) -> Iterator[list[int]]:
    """Every two seconds one of the emulator's function processes dies without a word, for about a minute.

    Not for longer: on a busy machine a function takes as long to start, and would never come to answer anybody.
    """
    killed: list[int] = []
    over = threading.Event()

    def kill() -> None:
        while len(killed) < KILLS and not over.wait(2):
            if running := function_processes(stack):
                victim = draw.choice(running)
                with contextlib.suppress(ProcessLookupError):
                    os.kill(victim, signal.SIGKILL)
                    killed.append(victim)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield killed
    finally:
        over.set()
        thread.join()


def function_processes(stack: Background) -> list[int]:
    """The processes that run functions for this stack's emulator: the children of its child."""
    listed = subprocess.run(["ps", "-eww", "-o", "pid=,args="], capture_output=True, text=True, check=True).stdout
    ours = f"{stack.place.emulator}/tmp/ministack-lambda"
    return [int(line.split()[0]) for line in listed.splitlines() if ours in line]


@pytest.mark.usefixtures("stack")
def test_a_bad_hour_loses_nobody_and_repeats_nothing(stack: Background) -> None:
    sandbox, crowd, draw = Sandbox(stack), Crowd(), random.Random(1)
    before = {letter["id"] for letter in dead_letters(stack)}
    for fault in FAULTS:
        sandbox.break_down(**fault)
    try:
        with functions_killed(stack, draw) as killed, ThreadPoolExecutor(8) as senders:
            list(senders.map(lambda number: one_person(stack, number, crowd), range(PEOPLE)))
    finally:
        sandbox.mend()
    assert killed
    eventually(lambda: waiting(stack) == 0, seconds=400)
    letters = [letter for letter in dead_letters(stack) if letter["id"] not in before]
    assert {letter["reason"] for letter in letters} <= {"unverifiable"}
    unsettled = {str(letter["advocate"].get("email")).lower() for letter in letters}
    by_advocate = Counter(
        call["form"]["advocateid"]
        for call in sandbox.calls("/connections")
        if call["method"] == "POST" and call["acted"]
    )
    for email, contacts in crowd.emails.items():
        (advocate,) = sandbox.advocates(email=email)
        assert [membership["campaignid"] for membership in advocate["memberships"]] == [998]
        made = by_advocate[str(advocate["id"])]
        assert made == contacts or (made == 0 and email in unsettled), email
    for phone in crowd.phones:
        (advocate,) = sandbox.advocates(phone=phone)
        assert len(advocate["phones"]) == 1
    writes = [call["form"] for call in sandbox.calls("/advocates") if call["method"] == "POST" and call["acted"]]
    for phone in crowd.stopped:
        flags = [form for form in writes if form.get("phone") == phone and {"smsOptin", "smsOptout"} & form.keys()]
        assert not flags or "smsOptout" in flags[-1]  # none: the stop was on record before the opt-in could leave

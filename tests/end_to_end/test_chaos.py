"""Two hundred people in a bad hour: faults of every kind, everything sent twice, functions killed in mid-call.

Afterwards the platform has exactly the right people, each contact was made once or is left to a person, and every
stop stands. The faults are drawn with a fixed seed; what the threads make of them is not repeatable, and need not be.
"""

import contextlib
import os
import random
import signal
import subprocess
import time
import uuid
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import requests

from local.background import Background
from tests.end_to_end.queue_view import Queues
from tests.end_to_end.sandbox_view import Sandbox
from tests.end_to_end.senders import CARD, JSON, post_text
from tests.end_to_end.waits import LONG, eventually

PEOPLE = 200
# Deaths keep step with arrivals, not with the clock: on a busy machine a function takes longer to start.
# They end early, for what they leave behind comes back only when its lease is over.
DEATHS_BEFORE = range(0, 100, 4)
STARTED_AGO = 5  # deaths, which is twenty arrivals
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
    patient_until: float = field(default_factory=lambda: time.monotonic() + 2 * LONG)

    def sends(self, send: Callable[[], requests.Response]) -> None:
        """Send, as a sender does who tries again later after an error, and once more although it was acknowledged."""
        answers: list[object] = []
        while time.monotonic() < self.patient_until:
            try:
                answers.append(send().status_code)
            except requests.RequestException as error:
                answers.append(type(error))
            if sum(answer in ACKNOWLEDGED for answer in answers) == 2:
                return
            time.sleep(random.uniform(0.1, min(0.3 * len(answers), 5)))
        raise AssertionError(f"not acknowledged twice: {Counter(answers)}")


def one_person(stack: Background, number: int, crowd: Crowd) -> None:
    email, area = f"c{number}-{uuid.uuid4().hex[:6]}@example.org", 220 + number + 20 * (number // 80)  # none like 311
    phone = f"{area}55501{number % 100:02}"
    sid = f"SM{uuid.uuid4().hex}"
    address = {"email": email, "firstname": f"N{number}", "address1": "1 Main St", "zip": "02134"}
    url = stack.relay_url
    match number % 5:
        case 0:
            crowd.sends(lambda: requests.post(f"{url}/signup/998", data=address, headers=JSON, timeout=60))
            crowd.emails[email] = False
        case 1 | 2:
            form = address | {"type[]": "email"}
            crowd.sends(lambda: requests.post(f"{url}/signup/998", data=form, headers=JSON, timeout=60))
            crowd.emails[email] = True
        case 3:
            crowd.sends(lambda: requests.post(f"{url}/twitter-card", data=CARD | address, timeout=60))
            crowd.emails[email] = True
        case _:
            crowd.sends(lambda: post_text(stack, phone, "JOIN", sid=sid))
            crowd.phones.add(phone)
            if number % 2:
                crowd.sends(lambda: post_text(stack, phone, "STOP", sid=f"{sid[:-2]}zz"))
                crowd.stopped.add(phone)


class Deaths:
    """The emulator's function processes die without a word, one at a time.

    Only such as have started. When one dies while it starts, the emulator ends all processes of that function, also
    those that are starting, whose end it answers in the same way: with several starting at a time this never ends.
    """

    def __init__(self, stack: Background) -> None:
        self._mark = f"{stack.place.emulator}/tmp/ministack-lambda"
        self._draw = random.Random(1)
        self._seen = deque([self._running()] * STARTED_AGO, maxlen=STARTED_AGO)
        self.count = 0

    def strike(self) -> None:
        """End one, if one is there that was there some deaths ago."""
        running = self._running()
        started = sorted(running & self._seen[0])
        self._seen.append(running)
        with contextlib.suppress(ProcessLookupError):
            if started:
                os.kill(self._draw.choice(started), signal.SIGKILL)
                self.count += 1

    def _running(self) -> set[int]:
        """The processes that run functions for this stack's emulator: the children of its child."""
        listed = subprocess.run(["ps", "-eww", "-o", "pid=,args="], capture_output=True, text=True, check=True).stdout
        return {int(line.split()[0]) for line in listed.splitlines() if self._mark in line}


def send_all(stack: Background, crowd: Crowd) -> int:
    """Everybody, eight at a time, among functions that die; how many died."""
    deaths = Deaths(stack)

    def arrive(number: int) -> None:
        if number in DEATHS_BEFORE:
            deaths.strike()
        one_person(stack, number, crowd)

    with ThreadPoolExecutor(8) as senders:
        list(senders.map(arrive, range(PEOPLE)))
    return deaths.count


def check_emails(sandbox: Sandbox, crowd: Crowd, unsettled: set[str]) -> None:
    """Each is an advocate with the right contact, once; of who is left to a person, none is made twice."""
    acted = [call["form"] for call in sandbox.acted("/connections")]
    made = Counter(form["advocateid"] for form in acted)
    for email, contacts in crowd.emails.items():
        advocates = sandbox.advocates(email=email)
        assert len(advocates) == 1 or (advocates == [] and email in unsettled), email
        for advocate in advocates:
            assert [membership["campaignid"] for membership in advocate["memberships"]] == [998]
            contacted = made[str(advocate["id"])]
            assert contacted == contacts or (contacted == 0 and email in unsettled), email


def check_phones(sandbox: Sandbox, crowd: Crowd, unsettled: set[str]) -> None:
    """Each is one advocate, and who said stop was not opted in after it."""
    for phone in crowd.phones:
        advocates = sandbox.advocates(phone=phone)
        assert len(advocates) == 1 or (advocates == [] and phone in unsettled), phone
        assert all(len(advocate["phones"]) == 1 for advocate in advocates)
    writes = [call["form"] for call in sandbox.acted("/advocates")]
    for phone in crowd.stopped:
        flags = [form for form in writes if form.get("phone") == phone and {"smsOptin", "smsOptout"} & form.keys()]
        assert not flags or "smsOptout" in flags[-1]  # none: the stop was on record before the opt-in could leave


def test_a_bad_hour_loses_nobody_and_repeats_nothing(stack: Background, sandbox: Sandbox, queues: Queues) -> None:
    crowd, before = Crowd(), {letter["id"] for letter in queues.letters()}
    queues.hide_for_one_run()
    for fault in FAULTS:
        sandbox.break_down(**fault)
    assert send_all(stack, crowd) > 0
    sandbox.mend()
    eventually(lambda: queues.waiting() == 0)
    letters = [letter for letter in queues.letters() if letter["id"] not in before]
    assert {letter["reason"] for letter in letters} <= {"unverifiable", "poison", "nobody_found"}
    unsettled = {str(letter["advocate"].get(name)).lower() for letter in letters for name in ("email", "phone")}
    check_emails(sandbox, crowd, unsettled)
    check_phones(sandbox, crowd, unsettled)

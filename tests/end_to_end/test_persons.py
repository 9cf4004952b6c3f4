"""What operators do about one person, by the runbook's blocks: a stop, a copy, erasing; and consent in a file."""

import json
from pathlib import Path
from typing import Any

import pytest
import requests

from local.background import Background
from tests.end_to_end.queue_view import Queues
from tests.end_to_end.sandbox_view import Sandbox
from tests.end_to_end.senders import CARD, JSON, post_text, some_phone, somebody
from tests.end_to_end.test_runbook import Shell
from tests.end_to_end.waits import eventually

STOP_LIKE = "I think you should stop writing to me about whales"


@pytest.fixture
def shell(stack: Background, tmp_path: Path) -> Shell:
    return Shell(stack, tmp_path)


def held_of(shell: Shell, phone: str, reason: str) -> list[str]:
    """The ids of what is held of a phone."""
    held = json.loads(shell.execute(f"./relay find {phone} --json"))["held"]
    return [each["id"] for each in held if each["reason"] == reason]


def test_a_stop_like_text_is_carried_out_by_the_worker(
    stack: Background, shell: Shell, sandbox: Sandbox, queues: Queues
) -> None:
    phone = some_phone()
    post_text(stack, phone, "JOIN")
    (advocate,) = eventually(lambda: sandbox.advocates(phone=phone))
    post_text(stack, phone, STOP_LIKE)
    (text,) = eventually(lambda: held_of(shell, phone, "stop_like"))
    assert STOP_LIKE in shell.run("show held", before=f"ID={text}")
    assert "held back since" in shell.run("consent", before=f"PHONE={phone}")
    assert f"{text}: opted out" in shell.run("opt out", before=f"ID={text}")
    shown = shell.run("consent", before=f"PHONE=+1{phone}")
    assert "opted out on" in shown
    assert "asks us to leave her alone" in " ".join(shown.split())
    assert held_of(shell, phone, "stop_like") == []

    def opted_out() -> list[Any]:
        calls = [call["form"] for call in sandbox.calls("/advocates") if call["form"].get("smsOptout")]
        return [form["campaigns[]"] for form in calls if form["advocateid"] == str(advocate["id"])]

    assert eventually(opted_out)[0] == ["998"]


def test_a_stop_like_text_is_cleared_and_what_it_held_back_is_released(
    stack: Background, shell: Shell, sandbox: Sandbox
) -> None:
    email, phone = somebody(), some_phone()
    post_text(stack, phone, STOP_LIKE)
    (text,) = eventually(lambda: held_of(shell, phone, "stop_like"))
    form = {"email": email, "phone": phone, "smsOptin": "1"}
    requests.post(f"{stack.relay_url}/signup/998", data=form, headers=JSON, timeout=40)
    (opt_in,) = eventually(lambda: held_of(shell, phone, "suppressed"))
    assert f"{text}: lifted" in shell.run("clear", before=f"ID={text}")
    shell.run("release", before=f"ID={opt_in}")
    assert eventually(lambda: sandbox.acted("/advocates", phone=phone, smsOptin="1"))
    post_text(stack, phone, STOP_LIKE)
    assert "lifted" in shell.run("clear by word", before=f"PHONE={phone}")
    assert "opted out" in shell.run("opt out by word", before=f"PHONE={phone}")
    assert eventually(lambda: sandbox.acted("/advocates", phone=phone, smsOptout="1"))


def test_a_person_gets_a_copy_and_is_erased_but_for_a_stop(
    stack: Background, shell: Shell, queues: Queues, tmp_path: Path
) -> None:
    email, phone = somebody(), some_phone()
    form = {"email": email, "phone": phone, "smsOptin": "1"}
    requests.post(f"{stack.relay_url}/signup/998", data=form, headers=JSON, timeout=40)
    requests.post(f"{stack.relay_url}/twitter-card/997", data=CARD | {"email": email}, timeout=40)
    post_text(stack, phone, "STOP")
    assert eventually(lambda: json.loads(shell.execute(f"./relay find {email} --json"))["letters"])
    shell.run("save consent")
    people = f"EMAIL={email} PHONE={phone}"
    printed = shell.run(
        "a copy of a person", before=people, change=("rm person.json", "cat person.json; rm person.json")
    )
    told = json.loads(printed)
    assert len(told["submissions"]) == 1
    assert email.partition("@")[0] in json.dumps(told["letters"])
    assert email not in (tmp_path / "consent.jsonl").read_text()

    def is_erased() -> bool:
        erasing = shell.run("erase", before=people, change=("--yes", "--yes || echo again"))
        return "again" not in erasing

    assert eventually(is_erased)
    left = json.loads(shell.execute(f"./relay find {email} --json"))
    assert (left["submissions"], left["letters"], left["held"]) == ([], [], [])
    (stop,) = json.loads(shell.execute(f"./relay find {phone} --json"))["consent"]
    assert {*stop["times"]} == {"out_at", "out_recorded_at"}
    shell.run("restore consent")
    (again,) = json.loads(shell.execute(f"./relay find {phone} --json"))["consent"]
    assert {"in_at", "out_at"} <= {*again["times"]}
